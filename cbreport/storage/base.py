"""What every part of :class:`~cbreport.storage.SqlStore` stands on: the database and the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine

from cbreport.storage.rows import stamp


class BaseStore:
    """A database, and a clock that tells the time of all that is written."""

    engine: Engine
    _clock: Callable[[], datetime]

    def _moment(self) -> datetime:
        return self._clock().astimezone(UTC)

    def _stamp(self) -> str:
        """The present moment as all tables have it."""
        return stamp(self._moment())

    def _today(self) -> str:
        return self._moment().date().isoformat()
