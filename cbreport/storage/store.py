"""Reports in a database: :class:`SqlStore` is the :class:`~cbreport.reporting.store.Store` that cbreport brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from cbreport.answering.answers import Answer
from cbreport.definition.respondents import SECRETARIAT_CODE
from cbreport.errors import ConfigurationError, NotPermitted, SaveRefused, UnknownName, WorkflowError
from cbreport.reporting.identity import Identity
from cbreport.reporting.store import Change, NewReport, Once, ReportSummary, Saved, StoredReport, Wanted
from cbreport.reporting.workflow import (
    IN_HAND,
    OUTER_STEPS,
    PUBLIC_STEPS,
    SEEN,
    TRANSITIONS,
    Standing,
    held_to,
    may,
    require,
    require_reason,
)
from cbreport.storage import attachments, delegations, history, saves, secrets
from cbreport.storage.asking import AskingStore
from cbreport.storage.discussing import DiscussionStore
from cbreport.storage.engine import create_engine, is_prepared, queue_for, reading, writing
from cbreport.storage.facts import FactStore, FormSource, write_facts
from cbreport.storage.history import BrokenChange
from cbreport.storage.jobs import JobStore
from cbreport.storage.matching import MatchStore
from cbreport.storage.migrating import require_current
from cbreport.storage.openings import OpeningStore
from cbreport.storage.reach import for_reader, from_outside, of_colleague, question_of, require_write
from cbreport.storage.remarks import RemarkStore
from cbreport.storage.reminders import PartyReminderStore
from cbreport.storage.rows import (
    answer_of,
    answer_rows,
    find_report,
    find_summaries,
    newest_version,
    next_record,
    readable,
    report_row,
    summary_of,
    tidied,
    untouched_record,
)
from cbreport.storage.syntheses import SynthesisStore
from cbreport.storage.tables import cb_report, cb_snapshot
from cbreport.storage.team import TeamStore
from cbreport.storage.writing import (
    give_way,
    insert_report,
    insert_version,
    names_of,
    write_merged,
    write_person,
    write_step,
)

_ATTEMPTS: Final = 20

__all__ = ["BrokenChange", "Change", "SqlStore"]


def utc_now() -> datetime:
    """The present moment; tests give :class:`SqlStore` another clock."""
    return datetime.now(UTC)


class SqlStore(
    TeamStore,
    DiscussionStore,
    PartyReminderStore,
    JobStore,
    FactStore,
    AskingStore,
    SynthesisStore,
    MatchStore,
    OpeningStore,
    RemarkStore,
):
    """Reports in SQLite or PostgreSQL. One store serves all threads of a process.

    What its methods promise and raise stands at :class:`~cbreport.reporting.store.Store`, for syntheses at
    :class:`~cbreport.synthesis.asking.Facts`.

    :param database: a URL such as ``sqlite:///cb.db``, or an engine that :func:`cbreport.storage.create_engine` made.
    :param clock: tells the time of saves and steps.
    :param forms: gives the form of a series and an edition, as ``Library.form`` does. With it a report that is
        submitted is counted from then on; without, as soon as ``cbreport db facts --rebuild`` was run.
    :raises ConfigurationError: the database cannot be used, or lacks the tables of this release.
    """

    def __init__(
        self,
        database: str | URL | Engine,
        *,
        clock: Callable[[], datetime] = utc_now,
        forms: FormSource | None = None,
    ) -> None:
        self.engine = database if isinstance(database, Engine) else create_engine(database)
        if not is_prepared(self.engine):
            raise ConfigurationError(
                "This SQLite engine would not keep all that it acknowledges.",
                "Make it with cbreport.storage.create_engine.",
            )
        self._clock = clock
        self.forms = forms
        try:
            require_current(self.engine)
        except ConfigurationError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connections. The store opens new ones when it is used again."""
        self.engine.dispose()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reports(
        self, identity: Identity, *, convention: str = "", cycle: str = "", party: str = ""
    ) -> Sequence[ReportSummary]:
        """The reports that ``identity`` may read, newest first within convention and cycle."""
        wanted = {"convention": convention, "cycle": cycle, "party": party}
        with reading(self.engine) as connection:
            return find_summaries(connection, identity, wanted)

    def open(self, identity: Identity, report_id: str, *, revision: int | None = None) -> StoredReport:
        """One report. Comments, authors and times are for the Party itself; others get the answers without them."""
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            rows = answer_rows(connection, report_id)
            answers = {row.address: answer_of(row.content, row.author, row.time) for row in rows}
            if revision is not None and revision < report.revision:
                answers = history.values_at(connection, report_id, max(revision, 0), answers)
        answers = for_reader(identity, report, answers)
        return StoredReport(summary_of(report), {key: each for key, each in answers.items() if not each.empty})

    def snapshot(self, identity: Identity, report_id: str) -> bytes:
        """What was submitted, byte for byte; empty when nothing was."""
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            same = (cb_snapshot.c.report == report_id, cb_snapshot.c.version == report.version)
            return bytes(connection.execute(select(cb_snapshot.c.content).where(*same)).scalar() or b"")

    def file(self, identity: Identity, report_id: str, digest: str) -> bytes:
        """The content of a file that an answer of the report names."""
        with reading(self.engine) as connection:
            find_report(connection, identity, report_id)
            content = attachments.content_of(connection, report_id, digest)
        if content is None:
            raise UnknownName("file", digest)
        return content

    def history(
        self,
        identity: Identity,
        report_id: str,
        *,
        address: str = "",
        limit: int | None = None,
        wanted: Wanted | None = None,
    ) -> Sequence[Change]:
        """Changes, newest first, of one address or of the whole report."""
        part = wanted or Wanted()
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            inside = may(identity, "inside", Standing.of(report))
            steps = None if inside else OUTER_STEPS if identity.serves(report.convention) else PUBLIC_STEPS
            grant = held_to(identity, Standing.of(report))
            if grant:
                part = replace(part, questions=grant.sees & (grant.sees if part.questions is None else part.questions))
            if not inside:
                part = replace(part, author="")  # to look for somebody's steps would tell whose they are
            most = None if grant else limit
            found = history.changes_of(connection, report_id, address=address, steps=steps, limit=most, wanted=part)
        if grant:
            return tuple(each for change in found if (each := of_colleague(change, grant)))[:limit]
        return found if inside else tuple(from_outside(each, public=steps is PUBLIC_STEPS) for each in found)

    def steps(self, identity: Identity, report_id: str) -> Sequence[Change]:
        """The steps of the workflow that were made, newest first: those of :meth:`history`."""
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            inside = may(identity, "inside", Standing.of(report))
            if held_to(identity, Standing.of(report)):
                return ()
            served = identity.serves(report.convention)
            wanted = (history.BEGIN, *(each.name for each in TRANSITIONS)) if inside else OUTER_STEPS
            found = history.changes_of(connection, report_id, steps=wanted if inside or served else PUBLIC_STEPS)
        return found if inside else tuple(from_outside(each, public=not served) for each in found)

    def steps_of(self, identity: Identity, *, convention: str, cycle: str = "") -> Mapping[str, Sequence[Change]]:
        """The steps that a Secretariat knows of, for lists of its convention: by report's id, the oldest first."""
        if not identity.serves(convention):
            return {}
        with reading(self.engine) as connection:
            return history.steps_of(connection, readable(identity), {"convention": convention, "cycle": cycle})

    def refused(self, identity: Identity, report_id: str) -> Sequence[tuple[str, Answer]]:
        """The proposals that the Party refused, newest first, each with its address; nothing for anybody else."""
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            if not may(identity, "inside", Standing.of(report)):
                return ()
            found = history.refused_of(connection, report)
            grant = held_to(identity, Standing.of(report))
            return tuple(each for each in found if not grant or question_of(each[0]) in grant.sees)

    def names(self, identity: Identity, report_id: str) -> Mapping[str, str]:
        """The names of those who have worked on a report, by their id; nothing for those who are not inside."""
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            return names_of(connection, report_id) if may(identity, "inside", Standing.of(report)) else {}

    # -- writing ------------------------------------------------------------------------------------------------------

    def create(self, identity: Identity, new: NewReport) -> ReportSummary:
        """Begin a report; when that Party's report of that cycle exists already, its newest version is returned.

        On behalf of a Party that has begun one itself, which nobody else knows of, the Secretariat's own is begun
        beside it.
        """
        _require_party(identity, new)
        found = self._begin(new, {}, identity)
        if new.behalf and not found.behalf:
            raise NotPermitted("The Party has submitted this report itself.", "Ask its focal point.")
        return found

    def revise(self, identity: Identity, report_id: str) -> ReportSummary:
        """A new version of what was submitted, as a draft with the same answers; the one that is begun already.

        The old version stays what it is, and current, until the new one is submitted. Delegations that are neither done
        nor withdrawn nor expired go on for the new one.

        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: ``identity`` does not answer for that Party.
        :raises WorkflowError: it was not submitted yet, or a newer version was.
        """
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            if not may(identity, "revise", Standing.of(report)):
                raise NotPermitted("You may not revise this report.", "Ask the focal point of the Party.")
            if report.status not in SEEN:
                raise WorkflowError("This version was not submitted yet.", "Change it as it is.")
            behalf = report.behalf and not identity.answers_for(report.convention, report.party)
            newest = newest_version(connection, summary_of(report), outside=behalf) or report
            if newest.id != report.id:
                if newest.status in IN_HAND:
                    return summary_of(newest)
                raise WorkflowError("There is a newer version of this report.", "Look at that one.")
            time = self._stamp()
            write_person(connection, identity, time)
            begun = insert_version(connection, report, identity.id, time, behalf=behalf)
            delegations.go_on(connection, report.id, begun.id, self._today())
            return summary_of(begun)

    def add(self, identity: Identity, new: NewReport) -> ReportSummary:
        """Begin a record in a cycle that repeats: ``new`` with the next free number after the id of its cycle."""
        _require_party(identity, new)
        attempts = _ATTEMPTS
        while True:
            try:
                with writing(self.engine) as connection:
                    queue_for(connection, f"{new.convention}:{new.party}:{new.cycle}")
                    found = untouched_record(connection, new, identity.id)
                    if found is None:
                        record, time = replace(new, cycle=next_record(connection, new)), self._stamp()
                        write_person(connection, identity, time)
                        found = insert_report(connection, record, identity.id, time)
                return summary_of(found)
            except IntegrityError:  # somebody else took the number at the same moment
                attempts -= 1
                if not attempts:
                    raise

    def load(self, summary: NewReport, answers: Mapping[str, Answer], *, author: str) -> ReportSummary:
        """Put a whole draft in, for examples and imports by the operator; no identity, no checks of permission."""
        return self._begin(summary, answers, Identity(author, ""))

    def signing_key(self, name: str) -> bytes:
        """The key of that name with which the host signs what it gives away; made when it is first asked for."""
        with reading(self.engine) as connection:
            known = secrets.find(connection, name)
        if known is not None:
            return known
        with writing(self.engine) as connection:
            queue_for(connection, f"secret {name}")
            return secrets.make(connection, name)

    def save(
        self,
        identity: Identity,
        report_id: str,
        answers: Mapping[str, Answer],
        base_revision: int,
        *,
        seen: Mapping[str, int] | None = None,
        exact: bool = False,
        once: Once | None = None,
    ) -> Saved:
        """Keep ``answers``, made from ``base_revision``, merged answer by answer with what others saved since."""
        bases = {address: (seen or {}).get(address, base_revision) for address in answers}
        mine = {address: tidied(address, answer) for address, answer in answers.items()}
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            if once and (before := saves.made(connection, report_id, identity.id, once)):
                return before
            require_write(identity, report, mine)
            for revision in {base_revision, *bases.values()}:
                if not 0 <= revision <= report.revision:
                    raise SaveRefused(
                        "There is no revision {revision} of this report; it is at {newest}.",
                        "Load the report again and put your changes in once more.",
                        revision=str(revision),
                        newest=str(report.revision),
                    )
            if exact and base_revision != report.revision:
                raise _seen_too_early(base_revision, report.revision)
            time = self._stamp()
            write_person(connection, identity, time)
            changed = write_merged(connection, report, mine, bases, identity.id, time)
            saved = Saved(report.revision + bool(changed), changed, time)
            if once:
                saves.keep(connection, report_id, identity.id, once, saved)
        return saved

    def made(self, identity: Identity, report_id: str, key: str) -> Saved | None:
        """What came of the save that ``identity`` made under ``key``; None when none was made."""
        with reading(self.engine) as connection:
            find_report(connection, identity, report_id)
            return saves.made(connection, report_id, identity.id, Once(key))

    def keep_file(self, identity: Identity, report_id: str, content: bytes, kind: str) -> str:
        """Keep a file for the answers of a report, and return its digest."""
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            require_write(identity, report)
            write_person(connection, identity, self._stamp())
            return attachments.keep(connection, report, content, kind, identity.id, self._stamp())

    def has_file(self, identity: Identity, report_id: str, digest: str) -> bool:
        """Whether the report keeps a file with this digest, for whoever may change its answers."""
        with reading(self.engine) as connection:
            require_write(identity, find_report(connection, identity, report_id))
            return attachments.has(connection, report_id, digest)

    def transition(
        self, identity: Identity, report_id: str, step: str, *, revision: int, snapshot: bytes = b"", reason: str = ""
    ) -> ReportSummary:
        """Make a step of the workflow; doing it twice is doing it once."""
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            try:
                found = require(identity, step, Standing.of(report))
            except WorkflowError:
                done = history.last_step(connection, report_id, step)
                if done is None or (done.author, done.revision) != (identity.id, revision):
                    raise
                return summary_of(report)
            if report.revision != revision:
                raise _seen_too_early(revision, report.revision)
            why, time = require_reason(found, reason), self._stamp()
            write_person(connection, identity, time)
            made = write_step(connection, report, found, identity.id, time, snapshot, why)
            if snapshot:
                write_facts(connection, report, snapshot, self.forms)
            return made

    # -- for the operator ---------------------------------------------------------------------------------------------

    def verify_history(self, report_id: str) -> tuple[BrokenChange, ...]:
        """Where this report is not what its history says; empty when all is well.

        :raises UnknownName: there is no such report.
        """
        with reading(self.engine) as connection:
            return tuple(history.broken(connection, report_row(connection, report_id)))

    def broken_changes(self) -> tuple[BrokenChange, ...]:
        """Where any report is not what its history says; empty when all is well."""
        with reading(self.engine) as connection:
            reports = connection.execute(select(cb_report).order_by(cb_report.c.created, cb_report.c.id)).all()
            return tuple(found for report in reports for found in history.broken(connection, report))

    def report_ids(self) -> tuple[str, ...]:
        """The ids of all reports, the oldest first."""
        with reading(self.engine) as connection:
            return tuple(connection.scalars(select(cb_report.c.id).order_by(cb_report.c.created, cb_report.c.id)))

    def broken_files(self, report_id: str) -> tuple[BrokenChange, ...]:
        """Attached files of this report whose content is not what their digest says; empty when all is well.

        :raises UnknownName: there is no such report.
        """
        with reading(self.engine) as connection:
            report_row(connection, report_id)
            return tuple(attachments.broken(connection, report_id))

    # -- inside -------------------------------------------------------------------------------------------------------

    def _begin(self, new: NewReport, answers: Mapping[str, Answer], person: Identity) -> ReportSummary:
        mine = {address: tidied(address, answer) for address, answer in answers.items()}
        try:
            with writing(self.engine) as connection:
                queue_for(connection, f"{new.convention}:{new.party}:{new.cycle}")
                found = newest_version(connection, new, outside=new.behalf)
                if found is None:
                    time = self._stamp()
                    if person.name:
                        write_person(connection, person, time)
                    give_way(connection, new, person.id, time)
                    begun = insert_report(connection, new, person.id, time)
                    write_merged(connection, begun, mine, dict.fromkeys(mine, 0), person.id, time)
                    found = report_row(connection, begun.id)
        except IntegrityError:  # somebody else began it at the same moment
            with reading(self.engine) as connection:
                found = newest_version(connection, new, outside=new.behalf)
            if found is None:
                raise
        return summary_of(found)


def _require_party(identity: Identity, new: NewReport) -> None:
    office = new.party == SECRETARIAT_CODE
    if (new.behalf or office) and not identity.serves(new.convention):
        raise NotPermitted("You do not work for this convention's Secretariat.", "Ask it.")
    if new.behalf and office:
        raise NotPermitted("The Secretariat enters its own report for nobody else.", "Begin it as its own.")
    if not new.behalf and not identity.answers_for(new.convention, new.party):
        raise NotPermitted("You do not answer for this Party.", "Ask its focal point.")


def _seen_too_early(seen: int, newest: int) -> SaveRefused:
    return SaveRefused(
        "The report is at revision {newest}; you saw revision {seen}.",
        "Look at the report again before you decide.",
        newest=str(newest),
        seen=str(seen),
    )
