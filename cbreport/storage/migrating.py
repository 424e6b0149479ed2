"""Bringing a database to the tables of this release, and telling when it is not there. No ``alembic.ini`` is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL

from cbreport.errors import ConfigurationError
from cbreport.storage.engine import create_engine, reading, shown, writing
from cbreport.storage.tables import PREFIX, VERSION_TABLE, metadata

_LOCK: Final = 0x6362_7265_706F_7274  # "cbreport": one migration at a time on a PostgreSQL server


def _own(name: str | None, kind: str, parents: object) -> bool:
    """Whether a table is ours: a portal's own tables in the same database are none of Alembic's business here."""
    return kind != "table" or (name or "").startswith(PREFIX)


SETTINGS: Final[dict[str, Any]] = {
    "target_metadata": metadata,
    "version_table": VERSION_TABLE,
    "include_name": _own,
}


def upgrade(url: str | URL | Engine) -> str:
    """Make the tables those of this release; the revision that is reached.

    Doing it twice is doing it once. Processes that start at once queue up: one migrates, the others find it done.

    :raises ConfigurationError: the database cannot be used, or a newer release has migrated it.
    """
    return _move(url, lambda config: command.upgrade(config, "head"))


def downgrade(url: str | URL | Engine, revision: str) -> str:
    """Go back to ``revision``; ``base`` removes the tables **with everything in them**.

    :raises ConfigurationError: as :func:`upgrade`.
    """
    return _move(url, lambda config: command.downgrade(config, revision))


def current(url: str | URL | Engine) -> str:
    """The revision of the database; blank when it was never migrated.

    :raises ConfigurationError: the database cannot be used.
    """
    with _engine(url) as engine, reading(engine) as connection:
        return _revision(connection)


def is_current(url: str | URL | Engine) -> bool:
    """Whether the database has the tables of this release.

    :raises ConfigurationError: the database cannot be used.
    """
    return current(url) == newest()


def newest() -> str:
    """The revision of this release.

    >>> newest()
    '0011'
    """
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def require_current(engine: Engine) -> None:
    """Nothing, when the database has the tables of this release.

    :raises ConfigurationError: it was not migrated, or by a newer release, or it cannot be used.
    """
    revision = current(engine)
    if revision == newest():
        return
    _refuse_newer(engine, revision)
    state = "is not migrated" if not revision else "was migrated by an older release of cbreport"
    raise ConfigurationError(f"The database {shown(engine.url)} {state}.", "Run: cbreport db upgrade.")


def _refuse_newer(engine: Engine, revision: str) -> None:
    known = {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision and revision not in known:
        raise ConfigurationError(
            f"The database {shown(engine.url)} was migrated by a newer release of cbreport (revision {revision}).",
            "Install that release or a newer one; nothing was changed.",
        )


def _move(url: str | URL | Engine, run: Callable[[Config], None]) -> str:
    with _engine(url) as engine, writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _refuse_newer(engine, _revision(connection))
        run(_config(connection))
        return _revision(connection)


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision() or ""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "cbreport.storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _engine(url: str | URL | Engine) -> Iterator[Engine]:
    """The engine, closed again when it was made here."""
    if isinstance(url, Engine):
        yield url
        return
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
