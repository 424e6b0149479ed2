"""Saves under a key: one that is sent again, because its reply was lost, is made once and answered the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select

from cbreport.errors import SaveRefused
from cbreport.reporting.store import Once, Saved
from cbreport.storage.rows import is_storable, stamp
from cbreport.storage.tables import cb_save

KEPT: Final = timedelta(days=60)  # longer than any browser keeps what could not be sent
MAX_KEY: Final = 200  # characters


def made(connection: Connection, report_id: str, author: str, once: Once) -> Saved | None:
    """What came of the save when it was made; None when it was not made yet.

    :raises SaveRefused: the key is none, or another save was made under it.
    """
    if not once.key or len(once.key) > MAX_KEY or not is_storable(once.key):
        raise SaveRefused("The save has no usable key.", "Load the page again and put your changes in once more.")
    row = _row(connection, report_id, author, once.key)
    if row is None:
        return None
    if once.digest and row.digest and once.digest != row.digest:
        raise SaveRefused(
            "Another save was made under the same key.", "Load the page again and put your changes in once more."
        )
    return Saved(row.revision, row.changed, row.time)


def keep(connection: Connection, report_id: str, author: str, once: Once, saved: Saved) -> None:
    """Write down that the save was made, and forget those that nobody can send again any more."""
    row = {"report": report_id, "author": author, "key": once.key, "digest": once.digest}
    connection.execute(insert(cb_save).values(**row, revision=saved.revision, changed=saved.changed, time=saved.time))
    oldest = stamp(datetime.fromisoformat(saved.time) - KEPT)
    connection.execute(delete(cb_save).where(cb_save.c.report == report_id, cb_save.c.time < oldest))


def _row(connection: Connection, report_id: str, author: str, key: str) -> Row[Any] | None:
    same = (cb_save.c.report == report_id, cb_save.c.author == author, cb_save.c.key == key)
    return connection.execute(select(cb_save).where(*same)).first()
