"""Keys with which the host signs what it gives away."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, select

from cbreport.storage.tables import cb_secret as table

_BYTES = 32


def find(connection: Connection, name: str) -> bytes | None:
    """The key of that name, if it was made."""
    value = connection.scalar(select(table.c.value).where(table.c.name == name))
    return bytes(value) if value is not None else None


def make(connection: Connection, name: str) -> bytes:
    """A new key, kept under that name; the one that is there already."""
    known = find(connection, name)
    if known is not None:
        return known
    value = secrets.token_bytes(_BYTES)
    connection.execute(insert(table).values(name=name, value=value))
    return value
