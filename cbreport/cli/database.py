"""``cbreport db``: make the database's tables, and tell their state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import echo_json, json_option
from cbreport.errors import ConfigurationError

if TYPE_CHECKING:
    from cbreport.storage import SqlStore
    from cbreport.storage.facts import FactsState

VARIABLE: Final = "CBREPORT_DATABASE"
DEFAULT: Final = "sqlite:///var/cbreport.db"
_FACTS_WRONG: Final[Mapping[str, str]] = {
    "differs": "its facts were not those of what was submitted; they are now",
    "no-form": "the form {form} is not installed",
    "broken": "what was submitted is not what its digest says",
    "unreadable": "what was submitted cannot be read as a report",
}

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
    with opened(url) as store:
        if line := counted_line(store.facts_state()):
            click.echo(line)


@database.command()
@database_option
@click.option("--rebuild", is_flag=True, help="Make the facts of every submitted report anew, and tell what differed.")
@json_option
@with_installed
@click.pass_context
def facts(ctx: click.Context, installed: Installed, url: str, rebuild: bool, as_json: bool) -> None:
    """Tell whether syntheses count every submitted report. Exits with 1 when they do not, or when a fact was wrong."""
    counts: Counter[str] = Counter()
    told: list[str] = []
    with opened(url) as store:
        if rebuild:
            for each in store.rebuild_facts(installed.library.form):
                counts[each.found] += 1
                if each.found in _FACTS_WRONG:
                    told.append(f"{each.report}: {_FACTS_WRONG[each.found].format(form=each.form)}")
        state = store.facts_state()
    if as_json:
        found = {"ready": state.ready, "missing": state.missing, "old": state.old}
        echo_json({"database": shown(url), **found, **({"rebuilt": dict(counts), "problems": told} if rebuild else {})})
    else:
        for line in told:
            click.echo(line)
        if rebuild:
            click.echo(f"Facts made anew: {counts.total()} reports, of which {counts['made']} had none before.")
        click.echo(counted_line(state) or f"All {state.ready} submitted reports are counted in syntheses.")
    if told or not state.complete:
        ctx.exit(1)


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
        with opened(url) as store:
            if line := counted_line(store.facts_state()):
                click.echo(line)
    else:
        click.echo(f"The database {shown(url)} {state(revision)}. Run: cbreport db upgrade.")
    if not ready:
        ctx.exit(1)


def counted_line(state: FactsState) -> str:
    """What to say of submitted reports that syntheses do not count, or count by older rules; empty when there are none.

    >>> from cbreport.storage.facts import FactsState
    >>> counted_line(FactsState(7, 2, 0))
    'Syntheses do not count 2 of 9 submitted reports. Run: cbreport db facts --rebuild.'
    """
    every = state.ready + state.missing + state.old
    if state.missing:
        return f"Syntheses do not count {state.missing} of {every} submitted reports. Run: cbreport db facts --rebuild."
    if state.old:
        return f"Syntheses count {state.old} of {every} submitted reports as before. Run: cbreport db facts --rebuild."
    return ""


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
