"""A report's life as data: which transition leads from which status to which, and who may make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from cbreport.definition.respondents import SECRETARIAT_CODE
from cbreport.errors import NotPermitted, Term, WorkflowError
from cbreport.reporting.identity import APPROVER, FOCAL_POINT, Grant, Identity

DRAFT: Final = "draft"
IN_REVIEW: Final = "in-review"
APPROVED: Final = "approved"
SUBMITTED: Final = "submitted"
RETURNED: Final = "returned"
RECALLED: Final = "recalled"
ACCEPTED: Final = "accepted"
PUBLISHED: Final = "published"
STATUSES: Final = (DRAFT, IN_REVIEW, APPROVED, SUBMITTED, RETURNED, RECALLED, ACCEPTED, PUBLISHED)
IN_HAND: Final = (DRAFT, IN_REVIEW, APPROVED)  # with the Party; nobody else knows of it
RECEIVED: Final = (SUBMITTED, ACCEPTED, PUBLISHED)  # what counts as reported
SEEN: Final = (*RECEIVED, RETURNED, RECALLED)  # what a Secretariat may read: it has had it in its hands
#: Statuses and steps inside a sentence; what is not among them stands there as it is.
WORDS: Final[Mapping[str, str]] = {
    DRAFT: Term("draft"),
    IN_REVIEW: Term("in review"),
    APPROVED: Term("approved"),
    SUBMITTED: Term("submitted"),
    RETURNED: Term("returned"),
    RECALLED: Term("recalled"),
    ACCEPTED: Term("accepted"),
    PUBLISHED: Term("published"),
    "ask-review": Term("give for review"),
    "resume": Term("take back from review"),
    "return": Term("return for work"),
    "approve": Term("approve"),
    "submit": Term("submit"),
    "recall": Term("recall"),
    "send-back": Term("return to the Party"),
    "accept": Term("accept"),
    "publish": Term("publish"),
    "withdraw": Term("withdraw from publication"),
}
REASON_LENGTH: Final = 5_000  # characters


@dataclass(frozen=True)
class Transition:
    """One step of the workflow. ``permission`` names who may take it; ``reason`` whether she says why."""

    name: str
    before: tuple[str, ...]
    after: str
    permission: str
    reason: Literal["no", "may", "must"] = "no"


TRANSITIONS: Final = (
    Transition("ask-review", (DRAFT,), IN_REVIEW, "review", "may"),
    Transition("resume", (IN_REVIEW,), DRAFT, "review"),
    Transition("return", (IN_REVIEW, APPROVED), DRAFT, "approve", "must"),
    Transition("approve", (IN_REVIEW,), APPROVED, "approve", "may"),
    Transition("submit", (DRAFT, APPROVED), SUBMITTED, "submit"),
    Transition("recall", (SUBMITTED,), RECALLED, "submit", "must"),
    Transition("send-back", (SUBMITTED, ACCEPTED), RETURNED, "receive", "must"),
    Transition("accept", (SUBMITTED,), ACCEPTED, "receive", "may"),
    Transition("publish", (ACCEPTED,), PUBLISHED, "receive"),
    Transition("withdraw", (PUBLISHED,), ACCEPTED, "receive", "must"),
)
#: What the Secretariat does with a report of its own: nobody accepts it, so it is published from where it was
#: submitted, and goes back there.
OWN_TRANSITIONS: Final = (
    *(each for each in TRANSITIONS if each.permission != "receive"),
    Transition("publish", (SUBMITTED,), PUBLISHED, "submit"),
    Transition("withdraw", (PUBLISHED,), SUBMITTED, "submit", "must"),
)
#: Steps that the Secretariat knows of; the others are made inside the Party.
OUTER_STEPS: Final = ("submit", "recall", "send-back", "accept", "publish", "withdraw")
#: Steps that anybody may know of once the report is published.
PUBLIC_STEPS: Final = ("submit", "accept", "publish")
PERMISSIONS: Final = ("read", "inside", "write", "review", "approve", "submit", "revise", "delegate", "receive")


class Placed(Protocol):
    """What has a standing: a row of the store, a summary, a new report."""

    @property
    def convention(self) -> str:
        """Id of the convention."""

    @property
    def party(self) -> str:
        """Alpha-3 code of the Party, or the Secretariat's."""


@dataclass(frozen=True)
class Standing:
    """Where a report stands, as far as permissions go by it.

    :param behalf: the Secretariat enters it for the Party.
    :param id: of the report; empty for one that does not exist yet.
    """

    convention: str
    party: str
    status: str = DRAFT
    behalf: bool = False
    id: str = ""

    @classmethod
    def of(cls, report: Placed) -> Standing:
        """The standing of a summary, of a row of the store, or of a report that is about to be made."""
        named = {name: getattr(report, name) for name in ("status", "behalf", "id") if hasattr(report, name)}
        return cls(report.convention, report.party, **named)


def may(identity: Identity, permission: str, report: Standing) -> bool:
    """Whether ``identity`` has ``permission`` on a report.

    ``inside`` is to see it as the Party does: comments, authors, times and what is private. Somebody to whom sections
    were delegated may read and write, and is inside, as far as her grant goes; the store holds her to it, and it
    ends with submission.

    >>> clerk = Identity("s", "Clerk", roles=frozenset({"secretariat"}), conventions=frozenset({"x"}))
    >>> may(clerk, "read", Standing("x", "KEN", "draft")), may(clerk, "read", Standing("x", "KEN", "submitted"))
    (False, True)
    """
    own = identity.belongs_to(report.convention, report.party)
    filling = identity.answers_for(report.convention, report.party)
    clerk = identity.serves(report.convention)
    enters = clerk and report.behalf
    granted = report.status in IN_HAND and identity.grant(report.id) is not None
    office = report.party == SECRETARIAT_CODE  # a report of the Secretariat's own
    focal = filling and (office or FOCAL_POINT in identity.roles)
    rules = {
        "read": own or granted or enters or (clerk and report.status in SEEN) or report.status == PUBLISHED,
        "inside": own or granted or (enters and report.status in IN_HAND),
        "write": report.status == DRAFT and (filling or granted or enters),
        "review": filling,
        "approve": focal or (own and APPROVER in identity.roles),
        "submit": focal or enters,
        "revise": filling or enters,
        "delegate": focal,
        "receive": clerk and not office,
    }
    if permission not in rules:
        raise ValueError(f"There is no permission “{permission}”. Permissions: {', '.join(PERMISSIONS)}.")
    return rules[permission]


def held_to(identity: Identity, report: Standing) -> Grant | None:
    """The grant of somebody who is inside for nothing but that; None for everybody else."""
    inside = may(identity, "inside", report) and not may(replace(identity, grants=()), "inside", report)
    return identity.grant(report.id) if inside else None


def transitions_of(party: str) -> tuple[Transition, ...]:
    """The steps of a Party's report, or of one that is the Secretariat's own."""
    return OWN_TRANSITIONS if party == SECRETARIAT_CODE else TRANSITIONS


def transition(name: str, party: str = "") -> Transition:
    """The transition with this name, of a report that stands under the code ``party``.

    :raises WorkflowError: there is none.
    """
    steps = transitions_of(party)
    for each in steps:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in steps)
    raise WorkflowError("There is no step “{step}”.", "Steps: {known}.", step=name, known=known)


def require(identity: Identity, name: str, report: Standing) -> Transition:
    """The transition, when ``identity`` may make it now.

    :raises NotPermitted: she may not.
    :raises WorkflowError: the report is in another status.
    """
    step = transition(name, report.party)
    if not may(identity, step.permission, report):
        raise NotPermitted(
            "You may not {step} this report.",
            "Ask the focal point of the Party or the Secretariat.",
            step=WORDS.get(name, name),
        )
    if report.status not in step.before:
        raise WorkflowError(
            "You cannot {step} a report that is {status}.",
            "Look at its present state first.",
            step=WORDS.get(name, name),
            status=WORDS.get(report.status, report.status),
        )
    return step


def require_reason(step: Transition, reason: str) -> str:
    """The reason, tidied, when it is one for this step.

    :raises WorkflowError: it is missing where it must be given, or far too long.
    """
    found = reason.strip() if step.reason != "no" else ""
    if step.reason == "must" and not found:
        raise WorkflowError("Say why.", "The others read it, and it stays in the history.")
    if len(found) > REASON_LENGTH:
        raise WorkflowError(
            "The reason has {length} characters; {limit} can be kept.",
            "Shorten it.",
            length=str(len(found)),
            limit=str(REASON_LENGTH),
        )
    return found


def open_steps(identity: Identity, report: Standing) -> tuple[Transition, ...]:
    """The transitions that ``identity`` may make now."""
    return tuple(
        step
        for step in transitions_of(report.party)
        if report.status in step.before and may(identity, step.permission, report)
    )
