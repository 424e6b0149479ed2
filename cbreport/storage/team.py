"""The part of :class:`~cbreport.storage.SqlStore` that is about people working together: delegations, who works where,
notes for who comes after, mail that waits and reminders.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from cbreport.errors import NotPermitted, UnknownName, WorkflowError
from cbreport.mailing import Mail
from cbreport.reporting.delegating import REMIND_AFTER, Delegation, Invitation, NewDelegation, Note, Presence
from cbreport.reporting.identity import FOCAL_POINT, Identity
from cbreport.reporting.store import ReportSummary
from cbreport.reporting.workflow import IN_HAND, Standing, held_to, may
from cbreport.storage import delegations, mails, presences
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import reading, writing
from cbreport.storage.rows import find_report, find_summaries, is_storable, stamp, summary_of
from cbreport.storage.tables import cb_delegation, cb_report
from cbreport.storage.writing import write_person

_NOTE: Final = 20_000  # characters


class TeamStore(BaseStore):
    """What :class:`~cbreport.reporting.delegating.Delegations`, ``Reminders`` and
    :class:`~cbreport.mailing.Queue` ask for. See there for what is raised.
    """

    # -- delegations --------------------------------------------------------------------------------------------------

    def recognise(self, identity: Identity, tokens: Sequence[str], report_id: str = "") -> Identity:
        """``identity`` with all that was delegated to her: by her account, and by the links that she has opened."""
        if (not tokens and not identity.id) or not is_storable(identity.id):
            return identity
        with reading(self.engine) as connection:
            return delegations.recognised(connection, identity, tokens, report_id, self._today())

    def delegate(
        self, identity: Identity, report_id: str, new: NewDelegation, mail: Mail | None = None
    ) -> tuple[Delegation, str]:
        """Give sections to a colleague; the delegation and the token of its link, which is blank with a ``mail``."""
        time = self._stamp()
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            _require_delegate(identity, report)
            if report.status not in IN_HAND:
                raise WorkflowError("This report was submitted.", "Sections of a draft can be delegated.")
            write_person(connection, identity, time)
            made = delegations.insert_delegation(connection, report_id, new, identity.id, time)
            token = self._link(connection, made, mail, time)
            return delegations.delegation(connection, made.id), token

    def delegations(self, identity: Identity, report_id: str) -> Sequence[Delegation]:
        """All of a report, newest first; for a colleague her own; for the others none."""
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            if not _of_the_party(identity, report):
                return ()
            found = delegations.found_by(connection, cb_delegation.c.report == report_id)
        hers = {grant.id for grant in identity.grants}
        narrow = held_to(identity, Standing.of(report)) is not None
        return tuple(each for each in found if not narrow or each.id in hers)

    def delegations_of_party(self, identity: Identity) -> Sequence[tuple[ReportSummary, Delegation]]:
        """Those that are open in all reports whose focal point ``identity`` is, whoever made them."""
        with reading(self.engine) as connection:
            return self._of_party(connection, identity)

    def _of_party(self, connection: Connection, identity: Identity) -> list[tuple[ReportSummary, Delegation]]:
        if not identity.party:
            return []
        known = find_summaries(connection, identity, {"party": identity.party})
        reports = {
            each.id: each for each in known if each.status in IN_HAND and may(identity, "delegate", each.standing)
        }
        found = delegations.of_reports(connection, reports, self._today())
        return [(reports[each.report], each) for each in found]

    def renew(self, identity: Identity, delegation_id: str, mail: Mail | None = None) -> tuple[Delegation, str]:
        """Make a new link; those before it no longer work."""
        time = self._stamp()
        with writing(self.engine) as connection:
            found = self._managed(connection, identity, delegation_id)
            delegations.end_links(connection, found.id)
            token = self._link(connection, found, mail, time)
            return delegations.delegation(connection, found.id), token

    def extend(self, identity: Identity, delegation_id: str, due: str, expires: str) -> Delegation:
        """Give more time, or less."""
        with writing(self.engine) as connection:
            found = self._managed(connection, identity, delegation_id)
            return delegations.change(connection, found.id, **delegations.days(due, expires, self._stamp()))

    def withdraw(self, identity: Identity, delegation_id: str) -> Delegation:
        """End it at once. Withdrawing twice is withdrawing once."""
        with writing(self.engine) as connection:
            found = self._managed(connection, identity, delegation_id, ended=True)
            return self._withdraw(connection, identity, found)

    def withdraw_all(self, identity: Identity, made_by: str) -> int:
        """Withdraw all that somebody has made in the reports whose focal point ``identity`` is; how many."""
        with writing(self.engine) as connection:
            found = [each for _, each in self._of_party(connection, identity) if each.made_by == made_by]
            for each in found:
                self._withdraw(connection, identity, each)
        return len(found)

    def remind(self, identity: Identity, delegation_id: str, mail: Mail) -> Delegation:
        """Queue a reminder with a link of its own; at most one a day."""
        time = self._stamp()
        with writing(self.engine) as connection:
            found = self._managed(connection, identity, delegation_id)
            if found.state(self._today()) == "expired" or found.done:
                raise WorkflowError("There is nothing to be reminded of.", "It is done, or the link has expired.")
            since = stamp(self._moment() - timedelta(hours=REMIND_AFTER))
            if found.reminded > since:
                raise WorkflowError("A reminder was sent less than a day ago.", "Send the next one tomorrow.")
            self._link(connection, found, mail, time)
            return delegations.change(connection, found.id, reminded=time)

    def invitation(self, token: str) -> Invitation | None:
        """What stands behind a token, also when it has expired or was withdrawn; None for a wrong one."""
        with reading(self.engine) as connection:
            return delegations.invited(connection, token)

    def take_up(self, identity: Identity, token: str) -> Invitation:
        """Tie a delegation to an account: from then on its links work for that account only."""
        time = self._stamp()
        with writing(self.engine) as connection:
            found = delegations.invited(connection, token)
            works = found is not None and found.delegation.state(time[:10]) not in ("withdrawn", "expired")
            if found is None or not works or not identity.id or found.delegation.person not in ("", identity.id):
                raise UnknownName("invitation", "")
            write_person(connection, identity, time)
            if not found.delegation.person:
                delegations.change(connection, found.delegation.id, person=identity.id, taken=time, used=time)
            return found

    def finish(self, identity: Identity, delegation_id: str, done: bool) -> Delegation:
        """Mark it as done, or as not done after all."""
        if delegation_id not in {grant.id for grant in identity.grants}:
            raise UnknownName("delegation", delegation_id)
        with writing(self.engine) as connection:
            found = delegations.delegation(connection, delegation_id)
            report = find_report(connection, identity, found.report, lock=True)
            if not may(identity, "inside", Standing.of(report)) or found.state(self._today()) == "withdrawn":
                raise UnknownName("delegation", delegation_id)
            time = self._stamp()
            return delegations.change(connection, found.id, done=(found.done or time) if done else "", used=time)

    def _managed(
        self, connection: Connection, identity: Identity, delegation_id: str, *, ended: bool = False
    ) -> Delegation:
        """A delegation that she may manage; unless ``ended``, one that was not withdrawn."""
        found = delegations.delegation(connection, delegation_id)
        report = find_report(connection, identity, found.report, lock=True)
        _require_delegate(identity, report)
        if found.withdrawn and not ended:
            raise WorkflowError("This delegation was withdrawn.", "Delegate the sections again.")
        return found

    def _withdraw(self, connection: Connection, identity: Identity, found: Delegation) -> Delegation:
        if found.withdrawn:
            return found
        delegations.drop_mail(connection, found.id)
        time = self._stamp()
        write_person(connection, identity, time)
        return delegations.change(connection, found.id, withdrawn=time, withdrawn_by=identity.id)

    def _link(self, connection: Connection, found: Delegation, mail: Mail | None, time: str) -> str:
        """A link now, or the mail that will bring one."""
        if mail is None:
            return delegations.add_link(connection, found.id, time)
        mails.add(connection, [mails.about(mail, found.id)], time)
        return ""

    # -- who is where, and notes --------------------------------------------------------------------------------------

    def arrive(self, identity: Identity, report_id: str, section: str) -> None:
        """Note that somebody works on a section now. It is no part of the history."""
        now = self._moment()
        if not identity.id or not is_storable(identity.id + identity.name):
            return
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            inside = may(identity, "inside", Standing.of(report))
            told = presences.is_told(connection, identity, report_id, section, now)
        if inside and not told:
            with writing(self.engine) as connection:
                presences.tell(connection, identity, report_id, section, now)

    def present(self, identity: Identity, report_id: str) -> Sequence[Presence]:
        """The others who work in a report now, as far as ``identity`` may see their sections."""
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            if not _of_the_party(identity, report):
                return ()
            found = presences.others(connection, identity, report_id, self._moment())
        grant = held_to(identity, Standing.of(report))
        return tuple(each for each in found if grant is None or each.section in grant.sections)

    def write_note(self, identity: Identity, text: str) -> Note:
        """Leave a note for the people of the Party; the earlier ones stay."""
        if FOCAL_POINT not in identity.roles or not identity.party:
            raise NotPermitted("Only a focal point leaves notes.", "Ask the focal point of the Party.")
        tidy = text.strip()
        if not tidy or len(tidy) > _NOTE or not is_storable(tidy):
            raise WorkflowError("Write a note of up to 20,000 characters.", "Nothing was changed.")
        with writing(self.engine) as connection:
            newest = next(iter(presences.notes_of(connection, identity.party)), None)
            if newest is not None and (newest.text, newest.author) == (tidy, identity.id):
                return newest
            return presences.add_note(connection, identity, tidy, self._stamp())

    def notes(self, identity: Identity) -> Sequence[Note]:
        """The notes of her Party, newest first; none for those who are of no Party."""
        if not identity.roles or not identity.party:
            return ()
        with reading(self.engine) as connection:
            return presences.notes_of(connection, identity.party)

    # -- mail and reminders -------------------------------------------------------------------------------------------

    def queue_mail(self, messages: Sequence[Mail]) -> None:
        """Keep messages until they are sent."""
        with writing(self.engine) as connection:
            mails.add(connection, messages, self._stamp())

    def next_mail(self) -> Mail | None:
        """The message that is due first, taken so that nobody else sends it meanwhile; its link is made."""
        with reading(self.engine) as connection:
            if not mails.any_due(connection, self._stamp()):
                return None
        with writing(self.engine) as connection:
            return mails.take(connection, self._moment())

    def mail_sent(self, id: str) -> None:
        """Note that a message was sent."""
        oldest = stamp(self._moment() - timedelta(days=mails.KEPT_DAYS))
        with writing(self.engine) as connection:
            mails.sent(connection, id, self._stamp(), oldest)

    def mail_failed(self, id: str, problem: str, *, for_good: bool) -> bool:
        """Note why a message was not sent; whether it is tried again."""
        with writing(self.engine) as connection:
            return mails.failed(connection, id, problem, for_good)

    def mail_counts(self) -> dict[str, int]:
        """How many messages wait, and how many were given up."""
        with reading(self.engine) as connection:
            return mails.counts(connection)

    def forget(self, email: str) -> int:
        """For the operator: remove what is kept of a colleague besides her answers; how many delegations those were."""
        with writing(self.engine) as connection:
            return delegations.forget(connection, email, self._stamp())

    def open_delegations(self) -> Sequence[tuple[ReportSummary, Delegation]]:
        """Those that are neither done nor withdrawn nor expired, of reports that are still in the Party's hands."""
        with reading(self.engine) as connection:
            return delegations.in_hand_undone(connection, self._today())

    def newest_reports(self, convention: str, cycle: str) -> Sequence[ReportSummary]:
        """The newest version of each Party's report of a cycle."""
        same = (cb_report.c.convention == convention, cb_report.c.cycle == cycle)
        with reading(self.engine) as connection:
            rows = connection.execute(select(cb_report).where(*same).order_by(cb_report.c.version)).all()
        return tuple({row.party: summary_of(row) for row in rows}.values())

    def reminded(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys for which a reminder was queued before."""
        with reading(self.engine) as connection:
            return mails.known_reminders(connection, keys)

    def queue_reminder(self, mail: Mail, keys: Sequence[str]) -> bool:
        """Queue one message and remember its keys, both or nothing; False when another process was faster."""
        try:
            with writing(self.engine) as connection:
                mails.add_reminders(connection, keys, self._stamp())
                mails.add(connection, [mail], self._stamp())
        except IntegrityError:
            return False
        return True


def _of_the_party(identity: Identity, report: Row[Any]) -> bool:
    """Whether she is of the Party or was asked by it: a Secretariat that enters for it learns nothing of its people."""
    standing = Standing.of(report)
    asked = standing.status in IN_HAND and identity.grant(standing.id) is not None
    return asked or identity.belongs_to(standing.convention, standing.party)


def _require_delegate(identity: Identity, report: Row[Any]) -> None:
    if not may(identity, "delegate", Standing.of(report)):
        raise NotPermitted("You may not delegate sections of this report.", "Ask the focal point of the Party.")
