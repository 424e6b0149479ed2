"""Connections: SQLite that never forgets an acknowledged save, PostgreSQL by URL, and errors that say what to do.

SQLite runs with a write-ahead log, ``synchronous=FULL`` (a commit is on the disk before it is answered), foreign keys,
and ``BEGIN IMMEDIATE`` for writes, so that two writers queue up instead of failing half-way.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    TimeoutError,
)
from sqlalchemy.pool import Pool

from cbreport.errors import ConfigurationError, SaveRefused

BUSY_SECONDS: Final[float] = 20  # how long a writer waits for another one before it gives up
CONNECT_SECONDS: Final = 10
_WRITE: Final = "cbreport_write"
_BUSY_STATES: Final = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization failure, deadlock, lock not available

_engines: Final[weakref.WeakSet[Engine]] = weakref.WeakSet()
_inherited: Final[list[Pool]] = []


def create_engine(url: str | URL) -> Engine:
    """An engine for ``sqlite:///cb.db`` or ``postgresql://user@host/name``. It connects when it is first used.

    :raises ConfigurationError: the URL is wrong, names no file, or needs a driver that is not installed.

    >>> create_engine("sqlite:///cb.db").dialect.name
    'sqlite'
    >>> create_engine("cb.db")
    Traceback (most recent call last):
    cbreport.errors.ConfigurationError: …
    """
    place = _checked(url)
    settings: dict[str, Any]
    if place.get_backend_name() == "sqlite":
        settings = {"connect_args": {"timeout": BUSY_SECONDS}}
    else:
        settings = {"connect_args": {"connect_timeout": CONNECT_SECONDS}, "pool_pre_ping": True}
    try:
        engine = sqlalchemy.create_engine(place, **settings)
    except ImportError:
        raise ConfigurationError(
            f"The driver of PostgreSQL is not installed, and the database is {shown(place)}.",
            "Run: pip install 'cbreport[postgresql]'.",
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    _engines.add(engine)
    return engine


def _checked(url: str | URL) -> URL:
    try:
        place = make_url(url)
        place.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise ConfigurationError(
            "The database URL cannot be read.", "Examples: sqlite:///cb.db, postgresql://user@host/name."
        ) from None
    except ImportError:
        pass  # told by create_engine
    if place.drivername in ("sqlite", "sqlite+pysqlite"):
        if not place.database or place.database == ":memory:" or place.query.get("mode") == "memory":
            raise ConfigurationError("A database in memory keeps nothing.", "Name a file: sqlite:///cb.db.")
        return place
    if place.drivername in ("postgresql", "postgresql+psycopg"):
        return place.set(drivername="postgresql+psycopg")
    raise ConfigurationError(
        f"cbreport does not work with “{place.drivername}”.", "Use sqlite:///cb.db or postgresql://user@host/name."
    )


def shown(url: URL) -> str:
    """The URL for a message: without the password."""
    return url.set(query={}).render_as_string(hide_password=True)


def _on_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _on_begin says, not where the driver guesses
    cursor = connection.cursor()
    try:
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _leave_connections_to_the_parent() -> None:
    """In a process that was forked: begin with no connection, for one that two processes use mixes up both.

    Those of the parent stay open here, unused: closing one could end it for the parent.
    """
    for engine in tuple(_engines):
        _inherited.append(engine.pool)
        engine.dispose(close=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_connections_to_the_parent)


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_prepared(engine: Engine) -> bool:
    """Whether :func:`create_engine` made it; a plain SQLite engine would lose the guarantees of this module."""
    return engine.dialect.name != "sqlite" or event.contains(engine, "begin", _on_begin)


def queue_for(connection: Connection, what: str) -> None:
    """Wait until nobody else holds ``what`` in a transaction that writes, and hold it until this one ends.

    For what is not there yet, so that no row can be locked. SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        lock = sqlalchemy.text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
        connection.execute(lock, {"what": f"cbreport:{what}"})


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment of the database, however many queries it makes.

    :raises ConfigurationError: the database does not answer.
    """
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with explained(engine), engine.execution_options(**options).begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it or, when anything is raised, nothing.

    :raises SaveRefused: others kept the database busy for too long.
    :raises ConfigurationError: the database does not answer, or its disk is full.
    """
    options: dict[str, Any] = {_WRITE: True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "READ COMMITTED"  # a row lock shows what the one who held it before has written
    with explained(engine), engine.execution_options(**options).begin() as connection:
        if engine.dialect.name == "postgresql":
            patience = {"time": f"{int(BUSY_SECONDS * 1000)}ms"}
            connection.execute(sqlalchemy.text("SELECT set_config('lock_timeout', :time, true)"), patience)
        yield connection


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Failures of the database as errors of cbreport. A wrong statement stays what it is: a bug."""
    try:
        yield
    except (DBAPIError, TimeoutError) as error:
        if isinstance(error, TimeoutError) or _busy(error):
            raise SaveRefused("The database is busy; nothing was changed.", "Try again in a moment.") from error
        if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
            raise ConfigurationError(
                f"The database {shown(engine.url)} cannot be used: {_first_line(error)}.",
                _advice(engine, str(error.orig)),
            ) from error
        raise


def _busy(error: DBAPIError) -> bool:
    name = getattr(error.orig, "sqlite_errorname", "")
    return name.startswith("SQLITE_BUSY") or getattr(error.orig, "sqlstate", None) in _BUSY_STATES


def _first_line(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    return lines[0].rstrip(".")


def _advice(engine: Engine, problem: str) -> str:
    if "no such table" in problem:
        return "Run: cbreport db upgrade."
    if engine.dialect.name != "sqlite":
        return "Is the server running, and are name and password right?"
    if "full" in problem:
        return "Make room on the disk; what was acknowledged before is safe."
    if "not a database" in problem or "malformed" in problem:
        return "The file is damaged or something else; name another one, or restore a copy."
    return "Does the folder exist, and may this process write there?"
