"""What is doubtful in a national report to the CBD beyond what the form itself says.

All are warnings: each is probably a slip, but a Party may have its reasons. Answers that are not shown are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from cbreport.definition import parse_address
from cbreport.errors import Finding
from cbreport.reporting import Report
from cbreport_cbd.convention import CBD

TARGET_20: Final = "GBF-TARGET-20"
_GROUP: Final = "national-targets"
_EXPECTED: Final = ("nbsap-expected", "nbsap-adoption-expected")


def check_report(report: Report) -> list[Finding]:
    """Every doubt about ``report``; none when it is not a report to the CBD."""
    if report.form.convention != CBD.id:
        return []
    return [
        *_groups_left_out(report),
        *_targets_elsewhere(report),
        *_dates_gone_by(report),
        *_adopted_unfinished(report),
    ]


def target_code(code: str) -> str:
    """A target's code with two digits; reporting tools write it with one, two or three.

    >>> target_code("GBF-TARGET-020"), target_code("GBF-TARGET-1"), target_code("NBT-3")
    ('GBF-TARGET-20', 'GBF-TARGET-01', 'NBT-3')
    """
    found = re.fullmatch(r"GBF-TARGET-0*([1-9]\d?)", code)
    return f"GBF-TARGET-{int(found[1]):02d}" if found else code


def _groups_left_out(report: Report) -> Iterator[Finding]:
    """CBD01: a complete assessment of needs that looked at no group."""
    if _value(report, "b20-3") == "fully" and _codes(_value(report, "b20-4")) == ("none",):
        yield Finding(
            code="CBD01",
            severity="warning",
            address="b20-4",
            message="20.3 says that capacity needs are fully assessed, but 20.4 says that no group's needs were.",
            hint="Tick the groups whose needs were assessed. If there were none, “Partially” may fit 20.3 better.",
        )


def _targets_elsewhere(report: Report) -> Iterator[Finding]:
    """CBD02: a national target listed under Target 20 that does not contribute to it."""
    for key, row in _rows(report).items():
        codes = [target_code(code) for code in _codes(row.get("global-targets"))]
        if row.get("target-type") == "national" and codes and TARGET_20 not in codes:
            yield Finding(
                code="CBD02",
                severity="warning",
                address=f"{_GROUP}[{key}].global-targets",
                message="This national target is listed under Target 20, but Target 20 is not ticked.",
                hint="Tick Target 20, or remove the row if it is about other targets only.",
            )


def _dates_gone_by(report: Report) -> Iterator[Finding]:
    """CBD03: something is expected for a day before the report was due."""
    cycle = next((cycle for cycle in CBD.cycles if cycle.id == report.cycle), None)
    if cycle is None:
        return
    for address in _EXPECTED:
        expected = _date(_value(report, address))
        if expected is not None and expected < cycle.due:
            yield Finding(
                code="CBD03",
                severity="warning",
                address=address,
                message="The expected date, {expected}, is before the day on which the report is due, {due}.",
                hint="Give a later date, or answer yes above if it has happened meanwhile.",
                values={"expected": expected.isoformat(), "due": cycle.due.isoformat()},
            )


def _adopted_unfinished(report: Report) -> Iterator[Finding]:
    """CBD04: the NBSAP is said to be adopted, but not to be finished."""
    if _value(report, "nbsap-adopted") == "yes" and _value(report, "nbsap-revised") in ("no", "inProgress"):
        yield Finding(
            code="CBD04",
            severity="warning",
            address="nbsap-adopted",
            message="The new NBSAP is said to be adopted, but not to be finished.",
            hint="Both questions are about the text that follows the Framework, not about an earlier one.",
        )


def _value(report: Report, address: str) -> object:
    """The value at ``address``; None when it is blank, a non-answer or not shown."""
    answer = report.answers.get(address)
    if answer is None or answer.non_answer or not report.evaluation.shown(address):
        return None
    return answer.value


def _rows(report: Report) -> Mapping[str, Mapping[str, object]]:
    """The values in the rows of the national targets, by row key and question."""
    rows: dict[str, dict[str, object]] = {}
    for address in report.answers:
        place = parse_address(address)
        if place and place.question == _GROUP and place.column:
            rows.setdefault(place.row, {})[place.column] = _value(report, address)
    return rows


def _codes(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _date(value: object) -> date | None:
    """A day from a date or from ISO text; None for anything else, which is the form's own business to report."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
