"""How far somebody reaches in a report that is there for her: which answers and changes she sees, where she writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from cbreport.answering.answers import Answer
from cbreport.errors import NotPermitted
from cbreport.reporting.identity import Grant, Identity
from cbreport.reporting.store import Change
from cbreport.reporting.workflow import WORDS, Standing, held_to, may


def question_of(address: str) -> str:
    """The question in whose answer, row or cell an address lies."""
    return address.partition("[")[0]


def discussed_by(identity: Identity, report: Row[Any]) -> Callable[[str], bool]:
    """Of somebody inside: which addresses she may discuss."""
    grant = held_to(identity, Standing.of(report))
    return lambda address: grant is None or question_of(address) in grant.questions


def for_reader(identity: Identity, report: Row[Any], answers: dict[str, Answer]) -> dict[str, Answer]:
    """The answers that somebody sees, with as much of each as is for her."""
    if not may(identity, "inside", Standing.of(report)):
        return {key: replace(each, comment="", author="", time="") for key, each in answers.items()}
    grant = held_to(identity, Standing.of(report))
    if not grant:
        return answers
    seen = {key: each for key, each in answers.items() if question_of(key) in grant.sees}
    hers = grant.questions
    return {key: each if question_of(key) in hers else replace(each, comment="") for key, each in seen.items()}


def of_colleague(change: Change, grant: Grant) -> Change | None:
    """A change as somebody sees it to whom sections were delegated; None when only a comment of others changed."""
    if question_of(change.address) in grant.questions:
        return change
    before, after = (
        {key: each for key, each in said.items() if key != "comment"} for said in (change.before, change.after)
    )
    return replace(change, before=before, after=after) if before != after else None


def from_outside(change: Change, *, public: bool) -> Change:
    """A step as others than the Party know it: not whether it was reviewed before, the public not who and why."""
    known = replace(change, before={}) if change.step == "submit" else change
    if not public:
        return known
    return replace(known, author="", after={key: each for key, each in change.after.items() if key != "reason"})


def require_write(identity: Identity, report: Row[Any], addresses: Iterable[str] = ()) -> None:
    """See that she may change the answers at these addresses now.

    :raises NotPermitted: she may not.
    """
    if may(identity, "write", Standing.of(report)):
        grant = held_to(identity, Standing.of(report))
        if grant and not all(question_of(address) in grant.questions for address in addresses):
            raise NotPermitted("This section was not given to you.", "Ask the focal point of the Party.")
        return
    if may(identity, "inside", Standing.of(report)):
        raise NotPermitted(
            "This report is {status}: its answers can no longer be changed.",
            "Copy your text.",
            status=WORDS.get(report.status, report.status),
        )
    raise NotPermitted("You may not change this report.", "Ask the focal point of the Party.")
