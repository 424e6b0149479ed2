"""Sections given to colleagues: a delegation with its link, who is working where, and notes for who comes after.

Nothing of this leaves the Party. It belongs to the report, not to the person who made it: whoever is focal point sees
and changes what her predecessor has begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from cbreport.definition.dependence import needed_by
from cbreport.definition.model import Form
from cbreport.mailing import Mail
from cbreport.reporting.identity import Identity

if TYPE_CHECKING:
    from cbreport.reporting.store import ReportSummary

GUEST: Final = "invited-"  # how the id of a colleague without an account begins; the delegation's id follows
LONGEST: Final = 366  # days that a link may work
PRESENT: Final = 10  # minutes after which somebody no longer counts as working there
REMIND_AFTER: Final = 24  # hours between two reminders by hand


@dataclass(frozen=True)
class NewDelegation:
    """What a focal point says when she delegates. Days are ISO dates; both are included."""

    name: str
    sections: tuple[str, ...]
    questions: frozenset[str]
    sees: frozenset[str]
    due: str
    expires: str
    email: str = ""
    language: str = ""
    message: str = ""


@dataclass(frozen=True)
class Delegation:
    """Sections of one report that a colleague fills in. Times are ISO 8601 in UTC, blank for what has not happened.

    :param due: the day until which she is asked to be done.
    :param expires: the last day on which she can get in.
    :param maker: name of whoever delegated it.
    :param person: id of the account that took it up; blank while only the link is used.
    :param mail: ``waiting``, ``sent`` or ``failed`` for the newest e-mail about it; blank when there was none.
    """

    id: str
    report: str
    sections: tuple[str, ...]
    name: str
    email: str
    language: str
    message: str
    due: str
    expires: str
    made_by: str
    made: str
    maker: str = ""
    withdrawn: str = ""
    withdrawn_by: str = ""
    person: str = ""
    taken: str = ""
    done: str = ""
    used: str = ""
    reminded: str = ""
    mail: str = ""

    def state(self, day: str) -> str:
        """``withdrawn``, ``expired``, ``done``, ``late`` or ``open`` on a day.

        >>> given = Delegation("d", "r", ("s",), "Barasa", "", "", "", "2026-03-01", "2026-03-08", "u", "")
        >>> given.state("2026-03-01"), given.state("2026-03-02"), given.state("2026-03-09")
        ('open', 'late', 'expired')
        """
        if self.withdrawn:
            return "withdrawn"
        if self.expires < day:
            return "expired"
        if self.done:
            return "done"
        return "late" if self.due < day else "open"


@dataclass(frozen=True)
class Invitation:
    """What stands behind a link: the delegation, and the report as far as the page of the link tells of it."""

    delegation: Delegation
    summary: ReportSummary


@dataclass(frozen=True)
class Presence:
    """Somebody who has a page of a section open, or has saved it, a short while ago."""

    person: str
    name: str
    section: str
    time: str


@dataclass(frozen=True)
class Note:
    """What somebody leaves for those who come after her."""

    text: str
    author: str
    name: str
    time: str


def extent(form: Form, sections: Iterable[str]) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    """For :class:`NewDelegation`: those of the sections that the form has, their questions, and all she must see."""
    wanted = set(sections)
    own = [section for section in form.sections if section.id in wanted]
    questions = frozenset(question.id for section in own for question in section.questions)
    ids = tuple(section.id for section in own)
    return ids, questions, needed_by(form, ids)


class Delegations(Protocol):
    """What a store does for delegation. What somebody may not see is not there for her (:class:`UnknownName`)."""

    def recognise(self, identity: Identity, tokens: Sequence[str], report_id: str = "") -> Identity:
        """``identity`` with all that was delegated to her: by her account, and by the links that she has opened.

        Who is nobody for the host becomes the colleague whom the link names; of several links the one to ``report_id``
        counts. Nothing is asked of the database when there is neither an id nor a link.
        """

    def delegate(
        self, identity: Identity, report_id: str, new: NewDelegation, mail: Mail | None = None
    ) -> tuple[Delegation, str]:
        """Give sections to a colleague; the delegation and the token of its link.

        With a ``mail`` the token is blank: it is made when the mail is sent, and is nowhere but in that mail.

        :raises NotPermitted: ``identity`` is not the Party's focal point.
        :raises WorkflowError: the report is not in the Party's hands, or something is missing or too long.
        """

    def delegations(self, identity: Identity, report_id: str) -> Sequence[Delegation]:
        """All of a report, newest first; for a colleague her own; for the others none."""

    def delegations_of_party(self, identity: Identity) -> Sequence[tuple[ReportSummary, Delegation]]:
        """Those that are open in all reports whose focal point ``identity`` is, whoever made them."""

    def renew(self, identity: Identity, delegation_id: str, mail: Mail | None = None) -> tuple[Delegation, str]:
        """Make a new link; those before it no longer work."""

    def extend(self, identity: Identity, delegation_id: str, due: str, expires: str) -> Delegation:
        """Give more time, or less."""

    def withdraw(self, identity: Identity, delegation_id: str) -> Delegation:
        """End it at once. Withdrawing twice is withdrawing once."""

    def withdraw_all(self, identity: Identity, made_by: str) -> int:
        """Withdraw all that somebody has made in the reports whose focal point ``identity`` is; how many."""

    def remind(self, identity: Identity, delegation_id: str, mail: Mail) -> Delegation:
        """Queue a reminder with a link of its own.

        :raises WorkflowError: there was one less than a day ago, or there is nothing to be reminded of.
        """

    def invitation(self, token: str) -> Invitation | None:
        """What stands behind a token, also when it has expired or was withdrawn; None for a wrong one."""

    def take_up(self, identity: Identity, token: str) -> Invitation:
        """Tie a delegation to an account: from then on its links work for that account only.

        :raises UnknownName: the token is wrong, no longer works, or another account has taken it up.
        """

    def finish(self, identity: Identity, delegation_id: str, done: bool) -> Delegation:
        """Mark it as done, or as not done after all.

        :raises UnknownName: it is not hers.
        """

    def arrive(self, identity: Identity, report_id: str, section: str) -> None:
        """Note that somebody works on a section now. It is no part of the history."""

    def present(self, identity: Identity, report_id: str) -> Sequence[Presence]:
        """The others who work in a report now, as far as ``identity`` may see their sections."""

    def write_note(self, identity: Identity, text: str) -> Note:
        """Leave a note for the people of the Party; the earlier ones stay.

        :raises NotPermitted: ``identity`` is no focal point.
        """

    def notes(self, identity: Identity) -> Sequence[Note]:
        """The notes of her Party, newest first; none for those who are of no Party."""


class Reminders(Protocol):
    """What a store does for reminders that the operator's clock sends; it asks nobody who wants to know."""

    def open_delegations(self) -> Sequence[tuple[ReportSummary, Delegation]]:
        """Those that are neither done nor withdrawn nor expired, of reports that are still in the Party's hands."""

    def newest_reports(self, convention: str, cycle: str) -> Sequence[ReportSummary]:
        """The newest version of each Party's report of a cycle."""

    def reminded(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys for which a reminder was queued before."""

    def queue_reminder(self, mail: Mail, keys: Sequence[str]) -> bool:
        """Queue one message and remember its keys, both or nothing; False when another process was faster."""
