"""Long work as rows of the database: it is asked for on a page, done by a worker, and survives the end of either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

from cbreport.reporting.identity import Identity

WAITING: Final = "waiting"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"
OPEN: Final = (WAITING, RUNNING)
EXPORT: Final = "export"  # a kind of job

#: A worker that gave no sign for so long is taken for dead, and its job is taken up by another one.
SILENT: Final = timedelta(seconds=60)
#: So long the files of a job are kept after it has ended.
KEPT: Final = timedelta(days=7)
#: So many jobs of one person may be waiting or running.
MOST: Final = 3


@dataclass(frozen=True)
class Job:
    """Something to do, and how far it is. Times are ISO 8601 in UTC, empty for what has not happened.

    :param wanted: what to do, as its kind understands it.
    :param person: id of who asked for it.
    :param done: of ``total`` parts those that are there; ``failed``, those that could not be made.
    :param error: why the job as a whole failed.
    :param heartbeat: when its worker last gave a sign.
    :param result: name of the file that came of it.
    """

    id: str
    kind: str
    wanted: Mapping[str, Any]
    person: str
    convention: str
    status: str
    done: int
    total: int
    failed: int
    error: str
    heartbeat: str
    made: str
    ended: str
    result: str


class Jobs(Protocol):
    """What a store does for jobs. The first four are for pages, the others for workers, who act for nobody."""

    def queue_job(
        self, identity: Identity, kind: str, wanted: Mapping[str, Any], *, id: str, convention: str, total: int
    ) -> Job:
        """Put a job in the queue; one of this id that she has made already is returned as it is.

        :param id: made up for one pressing of a button: 24 letters and digits as in all our ids.
        :raises NotPermitted: ``identity`` does not work for this convention's Secretariat.
        :raises SaveRefused: the id is none or somebody else's, or too many jobs of hers are waiting.
        """

    def jobs(self, identity: Identity, *, convention: str) -> Sequence[Job]:
        """Her own jobs for a convention, newest first; nothing for others than its Secretariat."""

    def job(self, identity: Identity, job_id: str) -> Job:
        """A job of her own.

        :raises UnknownName: there is none, or she does not work for that Secretariat any more.
        """

    def cancel_job(self, identity: Identity, job_id: str) -> Job:
        """Let a job of her own end; one that has ended stays as it is.

        :raises UnknownName: as :meth:`job`.
        """

    def take_job(self, worker: str) -> Job | None:
        """The job that has waited longest, or whose worker is silent, for this worker alone; None when there is none.

        A job that was taken up too often without coming to an end has failed.
        """

    def beat_job(self, job_id: str, worker: str, *, done: int, total: int, failed: int) -> bool:
        """Give a sign and say how far the job is; whether to go on: not when it was cancelled or given to another."""

    def release_job(self, job_id: str, worker: str) -> None:
        """Give a job back, so that the next worker goes on at once."""

    def end_job(
        self, job_id: str, worker: str, status: str, *, done: int, total: int, failed: int, error: str, result: str
    ) -> bool:
        """End a job; False when it is not this worker's any more."""

    def every_job(self) -> Sequence[Job]:
        """All jobs that are remembered; those that ended long ago are forgotten by asking."""
