"""``cbreport db``: make the database's tables, and tell their state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cbreport.cli.output import echo_json, json_option
from cbreport.errors import ConfigurationError

if TYPE_CHECKING:
    from cbreport.storage import SqlStore

VARIABLE: Final = "CBREPORT_DATABASE"
DEFAULT: Final = "sqlite:///var/cbreport.db"

database_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--database",
    "url",
    envvar=VARIABLE,
    default=DEFAULT,
    metavar="URL",
    show_default=True,
    show_envvar=True,
    help="The database, sqlite:///file.db or postgresql://user@host/name.",
)


@click.group("db")
def database() -> None:
    """Make the database ready, and tell its state."""


@database.command()
@database_option
def upgrade(url: str) -> None:
    """Make the tables those of this release. Doing it twice is doing it once; what is kept stays."""
    migrate(url)
    click.echo(f"The database {shown(url)} is ready (revision {_newest()}).")


@database.command()
@database_option
@json_option
@click.pass_context
def status(ctx: click.Context, url: str, as_json: bool) -> None:
    """Tell whether the database has the tables of this release. Exits with 1 when it has not."""
    revision = revision_of(url)
    ready = revision == _newest()
    if as_json:
        echo_json({"database": shown(url), "revision": revision, "newest": _newest(), "ready": ready})
    elif ready:
        click.echo(f"The database {shown(url)} is ready (revision {revision}).")
    else:
        click.echo(f"The database {shown(url)} {state(revision)}. Run: cbreport db upgrade.")
    if not ready:
        ctx.exit(1)


def migrate(url: str) -> str:
    """Bring the database to this release, making the folder of the default one; the revision that is reached.

    :raises ConfigurationError: the database cannot be used.
    """
    from cbreport.storage import upgrade as run

    if url == DEFAULT and (file := sqlite_file(url)) is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"The folder {file.parent} cannot be made: {error.strerror}.",
                f"Name a database: --database or {VARIABLE}.",
            ) from None
    return run(url)


def revision_of(url: str) -> str:
    """The revision of the database, blank when it has none. Looking does not make the file of an SQLite database.

    :raises ConfigurationError: the database cannot be used.
    """
    from cbreport.storage import create_engine, current

    create_engine(url).dispose()  # a wrong URL is told before a missing file
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return ""
    return current(url)


def state(revision: str) -> str:
    """What is wrong with a database at another revision than this release's."""
    return f"is at revision {revision}, this release needs {_newest()}" if revision else "is not migrated"


@contextmanager
def opened(url: str) -> Iterator[SqlStore]:
    """The reports of a database, as long as this lasts.

    :raises ConfigurationError: the database cannot be used, or has not the tables of this release.
    """
    from cbreport.storage import SqlStore

    revision = revision_of(url)
    if revision != _newest():
        raise ConfigurationError(f"The database {shown(url)} {state(revision)}.", "Run: cbreport db upgrade.")
    with closing(SqlStore(url)) as store:
        yield store


def shown(url: str) -> str:
    """The URL for messages: without a password.

    :raises ConfigurationError: it is no URL of a database.
    """
    from cbreport.storage import create_engine
    from cbreport.storage.engine import shown as without_password

    engine = create_engine(url)
    engine.dispose()
    return without_password(engine.url)


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite database; None for another database.

    >>> str(sqlite_file("sqlite:///cb.db")), sqlite_file("postgresql://host/name")
    ('cb.db', None)
    """
    scheme, _, rest = url.partition(":///")
    if scheme not in ("sqlite", "sqlite+pysqlite"):
        return None
    return Path(rest.partition("?")[0])


def _newest() -> str:
    from cbreport.storage import newest

    return newest()
