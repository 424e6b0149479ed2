"""A report's life as data: which transition leads from which status to which, and who may make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cbreport.errors import NotPermitted, Term, WorkflowError
from cbreport.reporting.identity import FOCAL_POINT, Identity

DRAFT: Final = "draft"
SUBMITTED: Final = "submitted"
ACCEPTED: Final = "accepted"
PUBLISHED: Final = "published"
STATUSES: Final = (DRAFT, SUBMITTED, ACCEPTED, PUBLISHED)
RECEIVED: Final = (SUBMITTED, ACCEPTED, PUBLISHED)  # what a Secretariat sees
#: Statuses and steps inside a sentence; what is not among them stands there as it is.
WORDS: Final[Mapping[str, str]] = {
    DRAFT: Term("draft"),
    SUBMITTED: Term("submitted"),
    ACCEPTED: Term("accepted"),
    PUBLISHED: Term("published"),
    "submit": Term("submit"),
    "accept": Term("accept"),
    "publish": Term("publish"),
}


@dataclass(frozen=True)
class Transition:
    """One step of the workflow. ``permission`` names who may take it."""

    name: str
    before: tuple[str, ...]
    after: str
    permission: str


TRANSITIONS: Final = (
    Transition("submit", (DRAFT,), SUBMITTED, "submit"),
    Transition("accept", (SUBMITTED,), ACCEPTED, "receive"),
    Transition("publish", (ACCEPTED,), PUBLISHED, "receive"),
)
PERMISSIONS: Final = ("read", "write", "submit", "receive")


def may(identity: Identity, permission: str, convention: str, party: str, status: str) -> bool:
    """Whether ``identity`` has ``permission`` on a Party's report to a convention that is in ``status``.

    >>> clerk = Identity("s", "Clerk", roles=frozenset({"secretariat"}), conventions=frozenset({"x"}))
    >>> may(clerk, "read", "x", "KEN", "draft"), may(clerk, "read", "x", "KEN", "submitted")
    (False, True)
    """
    if permission == "read":
        return (
            status == PUBLISHED
            or identity.answers_for(convention, party)
            or (identity.serves(convention) and status in RECEIVED)
        )
    if permission == "write":
        return status == DRAFT and identity.answers_for(convention, party)
    if permission == "submit":
        return FOCAL_POINT in identity.roles and identity.answers_for(convention, party)
    if permission == "receive":
        return identity.serves(convention)
    raise ValueError(f"There is no permission “{permission}”. Permissions: {', '.join(PERMISSIONS)}.")


def transition(name: str) -> Transition:
    """The transition with this name.

    :raises WorkflowError: there is none.
    """
    for each in TRANSITIONS:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in TRANSITIONS)
    raise WorkflowError("There is no step “{step}”.", "Steps: {known}.", step=name, known=known)


def require(identity: Identity, name: str, convention: str, party: str, status: str) -> Transition:
    """The transition, when ``identity`` may make it now.

    :raises NotPermitted: she may not.
    :raises WorkflowError: the report is in another status.
    """
    step = transition(name)
    if not may(identity, step.permission, convention, party, status):
        raise NotPermitted(
            "You may not {step} this report.",
            "Ask the focal point of the Party or the Secretariat.",
            step=WORDS.get(name, name),
        )
    if status not in step.before:
        raise WorkflowError(
            "You cannot {step} a report that is {status}.",
            "Look at its present state first.",
            step=WORDS.get(name, name),
            status=WORDS.get(status, status),
        )
    return step


def open_steps(identity: Identity, convention: str, party: str, status: str) -> tuple[Transition, ...]:
    """The transitions that ``identity`` may make now."""
    return tuple(
        step
        for step in TRANSITIONS
        if status in step.before and may(identity, step.permission, convention, party, status)
    )
