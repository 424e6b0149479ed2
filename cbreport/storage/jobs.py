"""The part of :class:`~cbreport.storage.SqlStore` that is about jobs. One worker has a job at a time.

A worker's name stands in the row; whatever it writes asks for that name, so that one that was taken for dead and comes
back changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from cbreport.definition.canonical import canonical_json
from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.reporting.identity import SECRETARIAT, Identity
from cbreport.reporting.jobs import CANCELLED, FAILED, MOST, OPEN, RUNNING, SILENT, WAITING, Job
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import queue_for, reading, writing
from cbreport.storage.rows import ID_PATTERN, is_storable, stamp
from cbreport.storage.tables import cb_job

REMEMBERED: Final = timedelta(days=90)
_OFTEN: Final = 10  # so many workers may die of a job
_ERROR: Final = 1000  # characters
_LISTED: Final = 20


class JobStore(BaseStore):
    """What :class:`~cbreport.reporting.jobs.Jobs` asks for. See there for what is raised."""

    def queue_job(
        self, identity: Identity, kind: str, wanted: Mapping[str, Any], *, id: str, convention: str, total: int
    ) -> Job:
        """Put a job in the queue; one of this id that she has made already is returned as it is."""
        if not identity.serves(convention):
            raise NotPermitted("You do not work for this convention's Secretariat.", "Ask it.")
        if not ID_PATTERN.fullmatch(id) or not is_storable(identity.id):
            raise SaveRefused("The page does not say what is to be done.", "Open it again.")
        row: dict[str, Any] = {
            "id": id,
            "kind": kind,
            "wanted": canonical_json(wanted).decode("utf-8"),
            "person": identity.id,
        }
        row |= {"convention": convention, "status": WAITING, "total": total, "made": self._stamp()}
        try:
            with writing(self.engine) as connection:
                queue_for(connection, f"jobs:{identity.id}")
                known = connection.execute(select(cb_job).where(cb_job.c.id == id, _hers(identity))).first()
                if known is not None:
                    return _job(known)
                open_ones = select(func.count()).where(_hers(identity), cb_job.c.status.in_(OPEN))
                if connection.execute(open_ones).scalar_one() >= MOST:
                    raise SaveRefused(
                        "{count} of your exports are not finished yet.",
                        "Wait for them, or cancel one.",
                        count=str(MOST),
                    )
                connection.execute(insert(cb_job).values(**row))
                return _job(_row(connection, id))
        except IntegrityError:  # somebody else's
            raise SaveRefused("The page does not say what is to be done.", "Open it again.") from None

    def jobs(self, identity: Identity, *, convention: str) -> Sequence[Job]:
        """Her own jobs for a convention, newest first; nothing for others than its Secretariat."""
        if not identity.serves(convention) or not is_storable(identity.id):
            return ()
        query = select(cb_job).where(_hers(identity), cb_job.c.convention == convention)
        with reading(self.engine) as connection:
            return tuple(
                map(_job, connection.execute(query.order_by(cb_job.c.made.desc(), cb_job.c.id).limit(_LISTED)))
            )

    def job(self, identity: Identity, job_id: str) -> Job:
        """A job of her own."""
        with reading(self.engine) as connection:
            return _job(_own(connection, identity, job_id))

    def cancel_job(self, identity: Identity, job_id: str) -> Job:
        """Let a job of her own end; one that has ended stays as it is."""
        with writing(self.engine) as connection:
            _own(connection, identity, job_id)
            still = (cb_job.c.id == job_id, cb_job.c.status.in_(OPEN))
            connection.execute(update(cb_job).where(*still).values(status=CANCELLED, ended=self._stamp(), worker=""))
            return _job(_row(connection, job_id))

    # -- for workers --------------------------------------------------------------------------------------------------

    def take_job(self, worker: str) -> Job | None:
        """The job that has waited longest, or whose worker is silent, for this worker alone."""
        silent = and_(cb_job.c.status == RUNNING, cb_job.c.heartbeat < stamp(self._moment() - SILENT))
        free = select(cb_job).where(or_(cb_job.c.status == WAITING, silent)).order_by(cb_job.c.made, cb_job.c.id)
        with reading(self.engine) as connection:  # looked at before anything is locked
            if connection.execute(free.limit(1)).first() is None:
                return None
        with writing(self.engine) as connection:
            while row := connection.execute(free.limit(1).with_for_update(skip_locked=True)).first():
                time = self._stamp()
                if row.attempts >= _OFTEN:
                    text = "Every worker that took it up has ended before its end."
                    self._end(connection, row.id, FAILED, error=text, ended=time)
                    continue
                taken = {"status": RUNNING, "worker": worker, "heartbeat": time, "attempts": row.attempts + 1}
                connection.execute(update(cb_job).where(cb_job.c.id == row.id).values(**taken))
                return _job(_row(connection, row.id))
        return None

    def beat_job(self, job_id: str, worker: str, *, done: int, total: int, failed: int) -> bool:
        """Give a sign and say how far the job is; whether to go on."""
        values = {"heartbeat": self._stamp(), "done": done, "total": total, "failed": failed}
        with writing(self.engine) as connection:
            return bool(connection.execute(update(cb_job).where(_of(job_id, worker)).values(**values)).rowcount)

    def release_job(self, job_id: str, worker: str) -> None:
        """Give a job back, so that the next worker goes on at once. That this one took it up counts for nothing."""
        values = {"status": WAITING, "worker": "", "attempts": cb_job.c.attempts - 1}
        with writing(self.engine) as connection:
            connection.execute(update(cb_job).where(_of(job_id, worker)).values(**values))

    def end_job(
        self, job_id: str, worker: str, status: str, *, done: int, total: int, failed: int, error: str, result: str
    ) -> bool:
        """End a job; False when it is not this worker's any more."""
        values = {"done": done, "total": total, "failed": failed, "error": error[:_ERROR], "result": result}
        with writing(self.engine) as connection:
            if connection.execute(select(cb_job.c.id).where(_of(job_id, worker)).with_for_update()).first() is None:
                return False
            self._end(connection, job_id, status, **values, ended=self._stamp())
            return True

    def every_job(self) -> Sequence[Job]:
        """All jobs that are remembered; those that ended long ago are forgotten by asking."""
        long_ago = stamp(self._moment() - REMEMBERED)
        with writing(self.engine) as connection:
            connection.execute(delete(cb_job).where(cb_job.c.ended != "", cb_job.c.ended < long_ago))
            return tuple(map(_job, connection.execute(select(cb_job).order_by(cb_job.c.made, cb_job.c.id))))

    @staticmethod
    def _end(connection: Connection, job_id: str, status: str, **values: Any) -> None:
        connection.execute(update(cb_job).where(cb_job.c.id == job_id).values(status=status, worker="", **values))


def _hers(identity: Identity) -> ColumnElement[bool]:
    return cb_job.c.person == identity.id


def _of(job_id: str, worker: str) -> ColumnElement[bool]:
    return and_(cb_job.c.id == job_id, cb_job.c.worker == worker, cb_job.c.status == RUNNING)


def _own(connection: Connection, identity: Identity, job_id: str) -> Row[Any]:
    known = ID_PATTERN.fullmatch(job_id) and SECRETARIAT in identity.roles and is_storable(identity.id)
    row = connection.execute(select(cb_job).where(cb_job.c.id == job_id, _hers(identity))).first() if known else None
    if row is None or not identity.serves(row.convention):
        raise UnknownName("job", job_id)
    return row


def _row(connection: Connection, job_id: str) -> Row[Any]:
    return connection.execute(select(cb_job).where(cb_job.c.id == job_id)).one()


def _job(row: Row[Any]) -> Job:
    values = {name: row._mapping[name] for name in Job.__dataclass_fields__}
    return Job(**{**values, "wanted": json.loads(row.wanted)})
