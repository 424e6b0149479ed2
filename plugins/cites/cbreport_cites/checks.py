"""Checks that only CITES has: answers that are each allowed and cannot all be meant.

Nothing here speaks of an answer that is merely missing, and nothing judges a report to another convention.

======== ======== ==================================================================================
code     severity what it says
======== ======== ==================================================================================
CITES01  warning  no activity was run (2.3.1a), yet kinds of activity are described (2.3.1b)
CITES02  warning  a group has details in the needs matrix (2.3.1c) and no kind of help is ticked
CITES03  info     one country stands in several rows of the help given (3.1.2a)
CITES04  error    the Party names itself as a country that it helped (3.1.2a)
======== ======== ==================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from cbreport.definition import parse_address
from cbreport.errors import Finding, Term
from cbreport.reporting import Report


class _Valued(Protocol):
    """What these checks need of an answer."""

    @property
    def value(self) -> object:
        """The value; None when there is none."""


def check_report(report: Report) -> list[Finding]:
    """What is contradictory in a report to CITES; nothing for a report to another convention.

    Finished and half-filled reports are treated alike: a blank is never a contradiction.
    """
    if report.form.convention != "cites":
        return []
    return [
        *_kinds_without_activities(report.answers),
        *_details_without_tick(report),
        *_recipients(report.answers, report.party),
    ]


def _kinds_without_activities(answers: Mapping[str, _Valued]) -> Iterator[Finding]:
    """2.3.1a says “none” in every row, 2.3.1b describes something. A row left blank proves nothing."""
    counts = [cells["number"] for cells in rows(answers, "activities-count").values() if "number" in cells]
    kinds = answers.get("activities-kinds")
    if counts == ["none", "none"] and kinds is not None and _is_text(kinds.value):
        yield Finding(
            code="CITES01",
            severity="warning",
            address="activities-kinds",
            message="Kinds of activity are described here, but 2.3.1a says that none took place.",
            hint="Correct the number in 2.3.1a, or clear this description.",
        )


def _details_without_tick(report: Report) -> Iterator[Finding]:
    """A row of the needs matrix that an analysis by kind of help would count nowhere."""
    question = report.form.question("needs-matrix")
    kinds = {column.id for column in question.columns if column.type == "tick"} if question else set()
    for code, cells in rows(report.answers, "needs-matrix").items():
        row = question.row(code) if question else None
        if row is None or not _is_text(cells.get("details")) or any(cells.get(kind) is True for kind in kinds):
            continue
        yield Finding(
            code="CITES02",
            severity="warning",
            address=f"needs-matrix[{code}].details",
            message="“{row}” has details, but no kind of help is ticked.",
            hint="Tick the kinds of help that are needed; without a tick the need is not counted.",
            values={"row": Term(row.label)},
        )


def _recipients(answers: Mapping[str, _Valued], party: str) -> Iterator[Finding]:
    """The countries named in 3.1.2a: each once, and not the Party itself."""
    seen: set[str] = set()
    for row, cells in rows(answers, "help-given").items():
        country = cells.get("country")
        if not isinstance(country, str) or not country:
            continue
        address = f"help-given[{row}].country"
        if country == party:
            yield Finding(
                code="CITES04",
                severity="error",
                address=address,
                message="Your own country is named here, but this list is for help to other countries.",
                hint="Choose the country that was helped, or remove the row.",
            )
        elif country in seen:
            yield Finding(
                code="CITES03",
                severity="info",
                address=address,
                message="This country already stands in a row above.",
                hint="Put the rows together, unless you want to show two projects apart.",
            )
        seen.add(country)


def rows(answers: Mapping[str, _Valued], question: str) -> dict[str, dict[str, object]]:
    """The values that stand in the rows of a matrix or group, in the order in which they come.

    A cell without a value, and what was typed beside a row's label, are left out.

    >>> from types import SimpleNamespace as Answer
    >>> given = {"help-given[r1].country": Answer(value="TGO"), "help-given[r2].details": Answer(value=None)}
    >>> rows(given, "help-given")
    {'r1': {'country': 'TGO'}}
    """
    found: dict[str, dict[str, object]] = {}
    for address, answer in answers.items():
        cell = parse_address(address)
        if cell and cell.question == question and cell.column and answer.value is not None:
            found.setdefault(cell.row, {})[cell.column] = answer.value
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
