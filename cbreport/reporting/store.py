"""What reporting needs of a store. :mod:`cbreport.storage` implements it; a portal may bring its own.

Every method takes the identity: what somebody may not read is, for her, not there (:class:`UnknownName`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from cbreport.answering.answers import Answer
from cbreport.mailing import Queue
from cbreport.reporting.delegating import Delegations, Reminders
from cbreport.reporting.discussing import Discussions
from cbreport.reporting.identity import Identity
from cbreport.reporting.jobs import Jobs
from cbreport.reporting.matching import Matching
from cbreport.reporting.party_reminders import PartyReminders
from cbreport.reporting.remarks import Remarks
from cbreport.reporting.workflow import Standing


@dataclass(frozen=True)
class ReportSummary:
    """A report without its answers, for lists. Times are ISO 8601 in UTC."""

    id: str
    convention: str
    form: str
    edition: str
    digest: str
    party: str
    cycle: str
    version: int
    status: str
    revision: int
    example: bool
    created: str
    updated: str
    submitted: str = ""
    behalf: bool = False

    @property
    def standing(self) -> Standing:
        """Where it stands, as far as permissions go by it."""
        return Standing.of(self)


@dataclass(frozen=True)
class StoredReport:
    """A report with its answers, in the order in which their addresses first got one."""

    summary: ReportSummary
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class NewReport:
    """What a report begins with. ``behalf``: the Secretariat enters it for the Party."""

    convention: str
    form: str
    edition: str
    digest: str
    party: str
    cycle: str
    example: bool = False
    behalf: bool = False


@dataclass(frozen=True)
class Saved:
    """The result of a save: the report's new revision, how many answers changed, and when it was made."""

    revision: int
    changed: int
    time: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Once:
    """Under what a save is made once, however often it is sent.

    ``key`` is the person's own and never used for two different saves. ``digest`` is that of what was sent; blank when
    it need not be compared.
    """

    key: str
    digest: str = ""


@dataclass(frozen=True)
class Change:
    """One change of a report: an answer at ``address``, or a ``step`` of the workflow.

    ``before`` and ``after`` are an answer's content as the report file has it, empty for a blank one; for a step they
    hold ``status``, perhaps a ``reason``, and after a submission the ``snapshot``'s digest.
    """

    seq: int
    revision: int
    step: str
    address: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    author: str
    time: str
    hash: str


@dataclass(frozen=True)
class Wanted:
    """Which changes of a report are wanted; what is left blank leaves nothing out.

    :param under: a question or a row: the changes of its own answer and of all within it.
    :param questions: ids of questions; the changes of their answers, rows and cells.
    :param author: id of the person who made them; heeded for those only who may know it.
    :param since: ISO time in UTC from which on; ``until``, up to which.
    :param before: number of a change: those that came before it; ``after``, those that came after it.
    :param steps: only steps of the workflow.
    :param copied: whether the answers that a new version began with count as changes.
    """

    under: str = ""
    questions: frozenset[str] | None = None
    author: str = ""
    since: str = ""
    until: str = ""
    before: int = 0
    after: int = 0
    steps: bool = False
    copied: bool = True


class Store(Delegations, Discussions, Reminders, PartyReminders, Jobs, Queue, Matching, Remarks, Protocol):
    """Keeps reports, answers, every change of them, what was submitted, what was delegated to whom, and what a
    Secretariat and its Parties do about what many reports show together.
    """

    def reports(
        self, identity: Identity, *, convention: str = "", cycle: str = "", party: str = ""
    ) -> Sequence[ReportSummary]:
        """The reports that ``identity`` may read, newest first within convention and cycle."""

    def open(self, identity: Identity, report_id: str, *, revision: int | None = None) -> StoredReport:
        """One report. Comments, authors and times are for the Party itself; others get the answers without them.

        :param revision: the answers as they were at this earlier revision, for instance the one a page was made from;
            those that changed since have no author and time.
        :raises UnknownName: it does not exist, or ``identity`` may not read it.
        """

    def create(self, identity: Identity, new: NewReport) -> ReportSummary:
        """Begin a report; when that Party's report of that cycle exists already, its newest version is returned.

        On behalf of a Party that has begun one itself, which nobody else knows of, the Secretariat's own is begun
        beside it.

        :raises NotPermitted: ``identity`` does not answer for that Party, or, on its behalf, it has submitted one.
        """

    def revise(self, identity: Identity, report_id: str) -> ReportSummary:
        """A new version of what was submitted, as a draft with the same answers; the one that is begun already.

        The old version stays what it is, and current, until the new one is submitted. Delegations that are neither done
        nor withdrawn nor expired go on for the new one, and their links lead there.

        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: ``identity`` does not answer for that Party.
        :raises WorkflowError: it was not submitted yet, or a newer version was.
        """

    def names(self, identity: Identity, report_id: str) -> Mapping[str, str]:
        """The names of those who have worked on a report, by their id; nothing for those who are not inside.

        :raises UnknownName: as :meth:`open`.
        """

    def add(self, identity: Identity, new: NewReport) -> ReportSummary:
        """Begin a record in a cycle that repeats: ``new`` with the next free number after the id of its cycle.

        Two people who do so at the same time get two numbers. Who has begun one already in which nothing is written
        yet gets that one, so that to press twice is to press once.

        :raises NotPermitted: as :meth:`create`.
        """

    def refused(self, identity: Identity, report_id: str) -> Sequence[tuple[str, Answer]]:
        """The proposals that the Party refused (cleared unconfirmed), newest first, each with its address; nothing for
        anybody else.

        :raises UnknownName: as :meth:`open`.
        """

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
        """Keep ``answers``, made from ``base_revision``, merged answer by answer with what others saved since.

        All of it or nothing. An address with an empty answer is cleared; its history stays. To repeat a save whose
        reply was lost changes nothing.

        :param seen: for single addresses a later revision, whose version the person saw before she decided.
        :param exact: refuse when anything at all in the report has changed since ``base_revision``.
        :param once: under what the save is made once: a repeated one gets the same result, whatever was saved since.
        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: ``identity`` may not write, or the report is no draft any more.
        :raises SaveConflict: somebody else changed the same answers; nothing was written.
        :raises SaveRefused: a revision is none of this report's, or not the newest where ``exact`` asks for it, or an
            answer cannot be kept, or another save was made under the same key; nothing was written.
        """

    def made(self, identity: Identity, report_id: str, key: str) -> Saved | None:
        """What came of the save that ``identity`` made under ``key``; None when none was made.

        :raises UnknownName: as :meth:`open`.
        :raises SaveRefused: the key is none.
        """

    def keep_file(self, identity: Identity, report_id: str, content: bytes, kind: str) -> str:
        """Keep a file for the answers of a report, and return its digest. Nothing names it before an answer is saved.

        :param kind: its media type.
        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: as :meth:`save`.
        :raises SaveRefused: it is empty or too large, or the report's files are too large together.
        """

    def has_file(self, identity: Identity, report_id: str, digest: str) -> bool:
        """Whether the report keeps a file with this digest, for whoever may change its answers.

        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: as :meth:`save`.
        """

    def file(self, identity: Identity, report_id: str, digest: str) -> bytes:
        """The content of a file. Whoever may read the report gets it: look first whether she may see its answer.

        :raises UnknownName: as :meth:`open`, or the report keeps no such file.
        """

    def transition(
        self, identity: Identity, report_id: str, step: str, *, revision: int, snapshot: bytes = b"", reason: str = ""
    ) -> ReportSummary:
        """Make a step of the workflow; doing it twice is doing it once.

        :param revision: the revision that the person saw; a newer one refuses the step.
        :param snapshot: canonical JSON of what is submitted, kept with its digest.
        :param reason: why, where the step asks for it; it stays in the history.
        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: ``identity`` may not.
        :raises WorkflowError: the report's status does not allow it, or the reason is missing.
        :raises SaveRefused: the report has changed since ``revision``.
        """

    def snapshot(self, identity: Identity, report_id: str) -> bytes:
        """What was submitted, byte for byte; empty when nothing was.

        :raises UnknownName: as :meth:`open`.
        """

    def history(
        self,
        identity: Identity,
        report_id: str,
        *,
        address: str = "",
        limit: int | None = None,
        wanted: Wanted | None = None,
    ) -> Sequence[Change]:
        """Changes, newest first, of one address or of the whole report.

        Others than the Party see the steps that concern them only, the public without authors and reasons; somebody to
        whom sections were delegated sees the changes of their answers, without comments on others than her own.

        :param wanted: a part of them.
        :raises UnknownName: as :meth:`open`.
        """

    def steps_of(self, identity: Identity, *, convention: str, cycle: str = "") -> Mapping[str, Sequence[Change]]:
        """The steps that a Secretariat knows of, for lists of its convention: by report's id, the oldest first.

        Nothing for those who do not work for this convention's Secretariat.
        """

    def steps(self, identity: Identity, report_id: str) -> Sequence[Change]:
        """The steps of the workflow that were made, newest first: those of :meth:`history`.

        :raises UnknownName: as :meth:`open`.
        """

    def signing_key(self, name: str) -> bytes:
        """The key of that name with which the host signs what it gives away: the same in every process, always."""

    def load(self, summary: NewReport, answers: Mapping[str, Answer], *, author: str) -> ReportSummary:
        """Put a whole draft in, for examples and imports by the operator; no identity, no checks of permission.

        A report that exists already is returned as it is: nothing is written over.

        :raises SaveRefused: an answer that cannot be kept.
        """
