"""Reports in a database: :class:`SqlStore` is the :class:`~cbreport.reporting.store.Store` that cbreport brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Engine, Row, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from cbreport.answering.answers import Answer
from cbreport.errors import ConfigurationError, NotPermitted, SaveRefused, UnknownName, WorkflowError
from cbreport.reporting.identity import Identity
from cbreport.reporting.store import NewReport, ReportSummary, Saved, StoredReport
from cbreport.reporting.workflow import WORDS, may, require
from cbreport.storage import attachments, history
from cbreport.storage.engine import create_engine, is_prepared, queue_for, reading, writing
from cbreport.storage.history import BrokenChange, Change
from cbreport.storage.migrating import require_current
from cbreport.storage.rows import (
    answer_of,
    answer_rows,
    find_report,
    find_summaries,
    newest_version,
    next_record,
    report_row,
    summary_of,
    tidied,
    untouched_record,
)
from cbreport.storage.tables import cb_report, cb_snapshot
from cbreport.storage.writing import insert_report, write_merged, write_step

_ATTEMPTS: Final = 20

__all__ = ["BrokenChange", "Change", "SqlStore"]


def utc_now() -> datetime:
    """The present moment; tests give :class:`SqlStore` another clock."""
    return datetime.now(UTC)


class SqlStore:
    """Reports in SQLite or PostgreSQL. One store serves all threads of a process.

    :param database: a URL such as ``sqlite:///cb.db``, or an engine that :func:`cbreport.storage.create_engine` made.
    :param clock: tells the time of saves and steps.
    :raises ConfigurationError: the database cannot be used, or lacks the tables of this release.
    """

    def __init__(self, database: str | URL | Engine, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.engine = database if isinstance(database, Engine) else create_engine(database)
        if not is_prepared(self.engine):
            raise ConfigurationError(
                "This SQLite engine would not keep all that it acknowledges.",
                "Make it with cbreport.storage.create_engine.",
            )
        self._clock = clock
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
        """One report. Comments, authors and times are for the Party itself; others get the answers without them.

        :param revision: the answers as they were at this earlier revision; those that changed since have no author and
            time.
        :raises UnknownName: it does not exist, or ``identity`` may not read it.
        """
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            rows = answer_rows(connection, report_id)
            answers = {row.address: answer_of(row.content, row.author, row.time) for row in rows}
            if revision is not None and revision < report.revision:
                answers = history.values_at(connection, report_id, max(revision, 0), answers)
        if not identity.answers_for(report.convention, report.party):
            answers = {key: replace(each, comment="", author="", time="") for key, each in answers.items()}
        return StoredReport(summary_of(report), {key: each for key, each in answers.items() if not each.empty})

    def snapshot(self, identity: Identity, report_id: str) -> bytes:
        """What was submitted, byte for byte; empty when nothing was.

        :raises UnknownName: as :meth:`open`.
        """
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            same = (cb_snapshot.c.report == report_id, cb_snapshot.c.version == report.version)
            return bytes(connection.execute(select(cb_snapshot.c.content).where(*same)).scalar() or b"")

    def file(self, identity: Identity, report_id: str, digest: str) -> bytes:
        """The content of a file that an answer of the report names.

        Whoever may read the report gets it, so look first whether that answer is hers to see.

        :raises UnknownName: as :meth:`open`, or the report keeps no such file.
        """
        with reading(self.engine) as connection:
            find_report(connection, identity, report_id)
            content = attachments.content_of(connection, report_id, digest)
        if content is None:
            raise UnknownName("file", digest)
        return content

    def history(
        self, identity: Identity, report_id: str, *, address: str = "", limit: int | None = None
    ) -> tuple[Change, ...]:
        """Changes, newest first, of one address or of the whole report. Others than the Party see the steps only.

        :raises UnknownName: as :meth:`open`.
        """
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            own = identity.answers_for(report.convention, report.party)
            found = history.changes_of(connection, report_id, address=address, steps_only=not own, limit=limit)
        return found if not identity.public else tuple(replace(each, author="") for each in found)

    def refused(self, identity: Identity, report_id: str) -> Sequence[tuple[str, Answer]]:
        """The proposals that the Party refused, newest first, each with its address; nothing for anybody else.

        :raises UnknownName: as :meth:`open`.
        """
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            own = identity.answers_for(report.convention, report.party)
            return history.refused_of(connection, report_id) if own else ()

    # -- writing ------------------------------------------------------------------------------------------------------

    def create(self, identity: Identity, new: NewReport) -> ReportSummary:
        """Begin a report; when that Party's report of that cycle exists already, that one is returned.

        :raises NotPermitted: ``identity`` does not answer for that Party.
        """
        _require_party(identity, new)
        return self._begin(new, {}, identity.id)

    def add(self, identity: Identity, new: NewReport) -> ReportSummary:
        """Begin a record in a cycle that repeats: ``new`` with the next free number after the id of its cycle.

        Two people who do so at the same time get two numbers. Who has begun one already in which nothing is written
        yet gets that one, so that to press twice is to press once.

        :raises NotPermitted: as :meth:`create`.
        """
        _require_party(identity, new)
        attempts = _ATTEMPTS
        while True:
            try:
                with writing(self.engine) as connection:
                    queue_for(connection, f"{new.convention}:{new.party}:{new.cycle}")
                    found = untouched_record(connection, new, identity.id)
                    if found is None:
                        record = replace(new, cycle=next_record(connection, new))
                        found = insert_report(connection, record, identity.id, self._now())
                return summary_of(found)
            except IntegrityError:  # somebody else took the number at the same moment
                attempts -= 1
                if not attempts:
                    raise

    def load(self, summary: NewReport, answers: Mapping[str, Answer], *, author: str) -> ReportSummary:
        """Put a whole draft in, for examples and imports by the operator; no identity, no checks of permission.

        A report that exists already is returned as it is: nothing is written over.

        :raises SaveRefused: an answer that cannot be kept.
        """
        return self._begin(summary, answers, author)

    def save(
        self,
        identity: Identity,
        report_id: str,
        answers: Mapping[str, Answer],
        base_revision: int,
        *,
        seen: Mapping[str, int] | None = None,
        exact: bool = False,
    ) -> Saved:
        """Keep ``answers``, made from ``base_revision``, merged answer by answer with what others saved since.

        All of it or nothing. An address with an empty answer is cleared; its history stays. To repeat a save whose
        reply was lost changes nothing.

        :param seen: for single addresses a later revision, whose version the person saw before she decided.
        :param exact: refuse when anything at all in the report has changed since ``base_revision``.
        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: ``identity`` may not write, or the report is no draft any more.
        :raises SaveConflict: somebody else changed the same answers; nothing was written.
        :raises SaveRefused: a revision is none of this report's, or not the newest where ``exact`` asks for it, or an
            answer cannot be kept.
        """
        bases = {address: (seen or {}).get(address, base_revision) for address in answers}
        mine = {address: tidied(address, answer) for address, answer in answers.items()}
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            _require_write(identity, report)
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
            changed = write_merged(connection, report, mine, bases, identity.id, self._now())
        return Saved(report.revision + bool(changed), changed)

    def keep_file(self, identity: Identity, report_id: str, content: bytes, kind: str) -> str:
        """Keep a file for the answers of a report, and return its digest. Nothing names it before an answer is saved.

        :param kind: its media type.
        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: as :meth:`save`.
        :raises SaveRefused: it is empty or too large, or the report's files are too large together.
        """
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            _require_write(identity, report)
            return attachments.keep(connection, report, content, kind, identity.id, self._now())

    def has_file(self, identity: Identity, report_id: str, digest: str) -> bool:
        """Whether the report keeps a file with this digest, for whoever may change its answers.

        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: as :meth:`save`.
        """
        with reading(self.engine) as connection:
            _require_write(identity, find_report(connection, identity, report_id))
            return attachments.has(connection, report_id, digest)

    def transition(
        self, identity: Identity, report_id: str, step: str, *, revision: int, snapshot: bytes = b""
    ) -> ReportSummary:
        """Make a step of the workflow; doing it twice is doing it once.

        :param revision: the revision that the person saw; a newer one refuses the step.
        :param snapshot: canonical JSON of what is submitted, kept with its digest.
        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: ``identity`` may not.
        :raises WorkflowError: the report's status does not allow it.
        :raises SaveRefused: the report has changed since ``revision``.
        """
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            try:
                found = require(identity, step, report.convention, report.party, report.status)
            except WorkflowError:
                done = history.last_step(connection, report_id, step)
                if done is None or (done.author, done.revision) != (identity.id, revision):
                    raise
                return summary_of(report)
            if report.revision != revision:
                raise _seen_too_early(revision, report.revision)
            return write_step(connection, report, found, identity.id, self._now(), snapshot)

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

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="milliseconds")

    def _begin(self, new: NewReport, answers: Mapping[str, Answer], author: str) -> ReportSummary:
        mine = {address: tidied(address, answer) for address, answer in answers.items()}
        try:
            with writing(self.engine) as connection:
                found = newest_version(connection, new)
                if found is None:
                    time = self._now()
                    begun = insert_report(connection, new, author, time)
                    write_merged(connection, begun, mine, dict.fromkeys(mine, 0), author, time)
                    found = report_row(connection, begun.id)
        except IntegrityError:  # somebody else began it at the same moment
            with reading(self.engine) as connection:
                found = newest_version(connection, new)
            if found is None:
                raise
        return summary_of(found)


def _require_party(identity: Identity, new: NewReport) -> None:
    if not identity.answers_for(new.convention, new.party):
        raise NotPermitted("You do not answer for this Party.", "Ask its focal point.")


def _seen_too_early(seen: int, newest: int) -> SaveRefused:
    return SaveRefused(
        "The report is at revision {newest}; you saw revision {seen}.",
        "Look at the report again before you decide.",
        newest=str(newest),
        seen=str(seen),
    )


def _require_write(identity: Identity, report: Row[Any]) -> None:
    if may(identity, "write", report.convention, report.party, report.status):
        return
    if identity.answers_for(report.convention, report.party):
        raise NotPermitted(
            "This report is {status}: its answers can no longer be changed.",
            "Copy your text.",
            status=WORDS.get(report.status, report.status),
        )
    raise NotPermitted("You may not change this report.", "Ask the focal point of the Party.")
