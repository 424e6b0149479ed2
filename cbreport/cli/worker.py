"""``cbreport worker``: long work that pages ask for, done outside of them."""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

import click

from cbreport.cli.database import database_option, opened, shown, sqlite_file
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import counted
from cbreport.cli.post import folder_option, mailer_of, sending, smtp_option
from cbreport.cli.printing import pdf_limits
from cbreport.errors import ConfigurationError

if TYPE_CHECKING:
    from cbreport.documents.press import Press
    from cbreport.exporting.jobs import Worker
    from cbreport.storage import SqlStore

EXPORTS: Final = "CBREPORT_EXPORTS"
_MOST_WORKERS: Final = 64

exports_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--exports",
    "exports",
    envvar=EXPORTS,
    metavar="DIR",
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the results of exports are kept for some days; by default “exports” beside the database or in var/.",
)


@click.command()
@database_option
@exports_option
@click.option(
    "--workers", type=click.IntRange(1, _MOST_WORKERS), default=1, show_default=True, help="Files made at a time."
)
@pdf_limits
@click.option("--once", is_flag=True, help="Do what waits, and end.")
@smtp_option
@folder_option
@with_installed
def worker(
    installed: Installed,
    url: str,
    exports: Path | None,
    workers: int,
    pdf_seconds: int,
    pdf_megabytes: int,
    once: bool,
    smtp: str | None,
    folder: Path | None,
) -> None:
    """Do the exports that Secretariats ask for on their pages, until stopped with Ctrl+C.

    With --smtp or --mail-folder it also sends mail that waits. Several may run at once. One that is killed loses
    nothing: its export is gone on with a minute later, at once when it was stopped.
    """
    from cbreport.documents.press import Press

    press = Press(workers, pdf_seconds, pdf_megabytes)
    with opened(url) as store, sending(url, mailer_of(smtp, folder)), closing(press):
        found = make_worker(installed, store, url, exports_folder(url, exports), press)
        for each in (signal.SIGINT, signal.SIGTERM):
            if threading.current_thread() is threading.main_thread():
                signal.signal(each, _stopping(found))
        if once:
            found.tidy()
            count = 0
            while not found.stop.is_set() and found.next() is not None:
                count += 1
            click.echo(f"{counted(count, 'job')} done")
            return
        click.echo(f"Database: {shown(url)}\nExports: {found.exports.resolve()}\nStop with Ctrl+C.")
        found.work()


def _stopping(found: Worker) -> Callable[[int, FrameType | None], None]:
    def stop(number: int, frame: FrameType | None) -> None:
        if found.stop.is_set():
            raise KeyboardInterrupt
        found.stop.set()

    return stop


def make_worker(installed: Installed, store: SqlStore, url: str, exports: Path, press: Press) -> Worker:
    """A worker whose files are made in processes of their own, unless its plugins cannot be handed on to them.

    :param press: lays out PDF; it has as many workers as files are to be made at a time.
    :raises ConfigurationError: the folder for results cannot be used.
    """
    from cbreport.exporting.jobs import Worker
    from cbreport.exporting.making import MakerApart, MakerHere

    try:
        exports.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {exports} cannot be made: {error.strerror}.", f"Name one: --exports or {EXPORTS}."
        ) from None
    maker = MakerApart(url, press) if installed.plugins is None else MakerHere(store, installed.library, press)
    return Worker(store, installed.library, maker, exports, name=secrets.token_hex(12))


def exports_folder(url: str, given: Path | None = None) -> Path:
    """The folder for the results of exports.

    >>> exports_folder("sqlite:///var/cb.db").as_posix(), exports_folder("postgresql://host/name").as_posix()
    ('var/exports', 'var/exports')
    """
    if given is not None:
        return given
    file = sqlite_file(url)
    return (file.parent if file is not None else Path("var")) / "exports"


@contextmanager
def working(installed: Installed, url: str, exports: Path, press: Press) -> Iterator[None]:
    """While this lasts, a thread does the jobs that wait. The press is closed with it."""
    with opened(url) as store, closing(press):
        found = make_worker(installed, store, url, exports, press)
        thread = threading.Thread(target=found.work, name="cbreport-worker", daemon=True)
        thread.start()
        try:
            yield
        finally:
            found.stop.set()
            thread.join(timeout=60)
