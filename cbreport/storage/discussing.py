"""The part of :class:`~cbreport.storage.SqlStore` that is about the discussion inside the Party."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row

from cbreport.errors import NotPermitted
from cbreport.reporting.discussing import COMMENT, Thread
from cbreport.reporting.identity import Identity
from cbreport.reporting.workflow import Standing, may
from cbreport.storage import comments
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import reading, writing
from cbreport.storage.reach import discussed_by
from cbreport.storage.rows import find_report
from cbreport.storage.writing import write_person


class DiscussionStore(BaseStore):
    """What :class:`~cbreport.reporting.discussing.Discussions` asks for. See there for what is raised."""

    def threads(self, identity: Identity, report_id: str) -> Sequence[Thread]:
        """What colleagues say about the answers, oldest first; nothing for those who are not inside."""
        with reading(self.engine) as connection:
            report = find_report(connection, identity, report_id)
            if not may(identity, "inside", Standing.of(report)):
                return ()
            return comments.threads(connection, report_id, discussed_by(identity, report))

    def comment(self, identity: Identity, report_id: str, address: str, text: str, *, kind: str = COMMENT) -> int:
        """Begin a thread on the answer at an address; its number. To send it twice is to say it once."""
        with self._discussing(identity, report_id) as (connection, report, hers, time):
            if not hers(address):
                raise NotPermitted("This section was not given to you.", "Ask the focal point of the Party.")
            return comments.begin(connection, report, kind, address, text, identity.id, time)

    def reply(self, identity: Identity, report_id: str, thread: int, text: str) -> int:
        """Say something in a thread; its number. To send it twice is to say it once."""
        with self._discussing(identity, report_id) as (connection, report, hers, time):
            return comments.reply(connection, report, thread, text, identity.id, time, hers)

    def settle(self, identity: Identity, report_id: str, thread: int, *, resolved: bool) -> None:
        """Resolve a thread, or open it again."""
        with self._discussing(identity, report_id) as (connection, report, hers, time):
            comments.settle(connection, report, thread, resolved, identity.id, time, hers)

    def withdraw_comment(self, identity: Identity, report_id: str, number: int) -> None:
        """Take back what one has said oneself; its text is gone."""
        with self._discussing(identity, report_id) as (connection, report, hers, time):
            comments.withdraw(connection, report, number, identity.id, time, hers)

    @contextmanager
    def _discussing(
        self, identity: Identity, report_id: str
    ) -> Iterator[tuple[Connection, Row[Any], comments.Hers, str]]:
        """A transaction that holds the report, for somebody who is inside; what is hers in it, and the time."""
        with writing(self.engine) as connection:
            report = find_report(connection, identity, report_id, lock=True)
            if not may(identity, "inside", Standing.of(report)):
                raise NotPermitted("You may not take part in this discussion.", "Ask the focal point of the Party.")
            time = self._stamp()
            write_person(connection, identity, time)
            yield connection, report, discussed_by(identity, report), time
