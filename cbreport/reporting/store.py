"""What reporting needs of a store. :mod:`cbreport.storage` implements it; a portal may bring its own.

Every method takes the identity: what somebody may not read is, for her, not there (:class:`UnknownName`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cbreport.answering.answers import Answer
from cbreport.reporting.identity import Identity


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


@dataclass(frozen=True)
class StoredReport:
    """A report with its answers, in the order in which their addresses first got one."""

    summary: ReportSummary
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class NewReport:
    """What a report begins with."""

    convention: str
    form: str
    edition: str
    digest: str
    party: str
    cycle: str
    example: bool = False


@dataclass(frozen=True)
class Saved:
    """The result of a save: the report's new revision and how many answers changed."""

    revision: int
    changed: int


class Store(Protocol):
    """Keeps reports, answers, every change of them, and what was submitted."""

    def reports(
        self, identity: Identity, *, convention: str = "", cycle: str = "", party: str = ""
    ) -> Sequence[ReportSummary]:
        """The reports that ``identity`` may read, newest first within convention and cycle."""

    def open(self, identity: Identity, report_id: str, *, revision: int | None = None) -> StoredReport:
        """One report; those who do not answer for the Party get it without comments, authors and times.

        :param revision: the answers as they were at this earlier revision, for instance the one a page was made from.
        :raises UnknownName: it does not exist, or ``identity`` may not read it.
        """

    def create(self, identity: Identity, new: NewReport) -> ReportSummary:
        """Begin a report; when that Party's report of that cycle exists already, that one is returned.

        :raises NotPermitted: ``identity`` does not answer for that Party.
        """

    def add(self, identity: Identity, new: NewReport) -> ReportSummary:
        """Begin a record in a cycle that repeats: ``new`` with the next free number after the id of its cycle.

        Who has begun one already in which nothing is written yet gets that one.

        :raises NotPermitted: as :meth:`create`.
        """

    def refused(self, identity: Identity, report_id: str) -> Sequence[tuple[str, Answer]]:
        """The proposals that the Party refused (cleared unconfirmed), newest first, each with its address.

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
    ) -> Saved:
        """Keep ``answers``, made from ``base_revision``, merged answer by answer with what others saved since.

        All of it or nothing. An address with an empty answer is cleared; its history stays.

        :param seen: for single addresses a later revision, whose version the person saw before she decided.
        :param exact: refuse when anything at all in the report has changed since ``base_revision``.
        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: ``identity`` may not write.
        :raises SaveConflict: somebody else changed the same answers; nothing was written.
        :raises SaveRefused: there is no such revision, or an answer cannot be kept; nothing was written.
        """

    def keep_file(self, identity: Identity, report_id: str, content: bytes, kind: str) -> str:
        """Keep a file for the answers of a report, and return the digest of its content.

        :param kind: its media type.
        :raises UnknownName: as :meth:`open`.
        :raises NotPermitted: as :meth:`save`.
        :raises SaveRefused: it is empty or too large.
        """

    def has_file(self, identity: Identity, report_id: str, digest: str) -> bool:
        """Whether the report keeps a file with this digest, for whoever may change its answers."""

    def file(self, identity: Identity, report_id: str, digest: str) -> bytes:
        """The content of a file. Whoever may read the report gets it: look first whether she may see its answer.

        :raises UnknownName: as :meth:`open`, or the report keeps no such file.
        """

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

    def snapshot(self, identity: Identity, report_id: str) -> bytes:
        """What was submitted, byte for byte; empty when nothing was.

        :raises UnknownName: as :meth:`open`.
        """

    def load(self, summary: NewReport, answers: Mapping[str, Answer], *, author: str) -> ReportSummary:
        """Put a whole draft in, for examples and imports by the operator; no identity, no checks of permission."""
