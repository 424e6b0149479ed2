"""What is doubtful in the common answers. All are warnings: each is probably a slip, but there may be reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cbreport.answering import Answer
from cbreport.definition import parse_address
from cbreport.errors import Finding
from cbreport.reporting import Report
from cbreport_core.convention import CORE

_ACTIVITIES: Final = "c05-activities"
_AMONG: Final = ("women", "youth", "iplc", "persons-with-disabilities")


def check_report(report: Report) -> list[Finding]:
    """Every doubt about ``report``; none when it does not answer the common questions."""
    if report.form.convention != CORE.id:
        return []
    answers = report.evaluation.visible_answers()
    return [*_more_than_all(answers), *_no_help_for_needs(answers)]


def _more_than_all(answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """CORE01: more of one group than people in all."""
    for address, answer in answers.items():
        place = parse_address(address)
        if place is None or place.question != _ACTIVITIES or place.column not in _AMONG:
            continue
        every = answers.get(f"{_ACTIVITIES}[{place.row}].people", Answer()).value
        if isinstance(answer.value, int) and isinstance(every, int) and answer.value > every:
            yield Finding(
                code="CORE01",
                severity="warning",
                address=address,
                message="{part} of {all} people is more than all of them.",
                hint="Correct one of the two numbers.",
                values={"part": str(answer.value), "all": str(every)},
            )


def _no_help_for_needs(answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """CORE02: needs are listed, and no help is wanted."""
    needs = any(address.startswith("c02-needs[") for address in answers)
    if needs and answers.get("c03-help", Answer()).value == ["none"]:
        yield Finding(
            code="CORE02",
            severity="warning",
            address="c03-help",
            message="C02 lists needs, but C03 says that no help is needed.",
            hint="Tick the kinds of help that would meet the needs, or remove the needs.",
        )
