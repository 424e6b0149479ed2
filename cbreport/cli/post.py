"""What ``cbreport serve`` does about mail: its options, and a thread that sends what is due."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click

from cbreport.errors import CbreportError
from cbreport.mailing import FolderMailer, Mailer, SmtpMailer, deliver, is_address

SMTP: Final = "CBREPORT_SMTP"
FOLDER: Final = "CBREPORT_MAIL_FOLDER"
FROM: Final = "CBREPORT_MAIL_FROM"
ADDRESS: Final = "CBREPORT_URL"
DEMO_FOLDER: Final = Path("var/mail")
DEMO_FROM: Final = "reporting@example.org"
EVERY: Final = 10.0  # seconds between two looks for mail that waits

_log = logging.getLogger("cbreport.mail")

Option = Callable[[Callable[..., Any]], Callable[..., Any]]

smtp_option: Option = click.option(
    "--smtp", envvar=SMTP, metavar="URL", show_envvar=True, help="smtp://user:password@host:587?tls=start or smtps://…"
)
folder_option: Option = click.option(
    "--mail-folder",
    "folder",
    envvar=FOLDER,
    metavar="DIR",
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Write mail into files here instead of sending it.",
)
from_option: Option = click.option(
    "--mail-from", "sender", envvar=FROM, metavar="ADDRESS", show_envvar=True, help="Who the mail is from."
)
address_option: Option = click.option(
    "--url", "address", envvar=ADDRESS, metavar="URL", show_envvar=True, help="Address of the pages, for links in mail."
)
contacts_option: Option = click.option(
    "--contacts", "contacts", metavar="MODULE:FUNCTION", help="Tells the focal points of a Party."
)


def mail_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """All options about mail."""
    for option in (contacts_option, address_option, from_option, folder_option, smtp_option):
        command = option(command)
    return command


@dataclass(frozen=True)
class Post:
    """How mail leaves (not at all when ``mailer`` is None), what the pages must know of it, and what is printed."""

    mailer: Mailer | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    told: str = ""


def mailer_of(smtp: str | None, folder: Path | None) -> Mailer | None:
    """How mail leaves; None when nothing says so.

    :raises click.UsageError: two ways are named.
    """
    if smtp and folder:
        raise click.UsageError("--smtp and --mail-folder exclude each other. Give one of the two.")
    if smtp:
        return SmtpMailer(smtp)
    return FolderMailer(folder) if folder else None


def post_of(
    demo: bool,
    *,
    smtp: str | None,
    folder: Path | None,
    sender: str | None,
    address: str | None,
    contacts: Callable[..., Any] | None,
) -> Post:
    """What the options say. A demo writes files, from an invented address to invented people."""
    if demo and not smtp and not folder:
        folder = DEMO_FOLDER
    mailer = mailer_of(smtp, folder)
    sender = sender or (DEMO_FROM if demo else "")
    if mailer is not None and not is_address(sender):
        raise click.UsageError(f"Mail needs a sender: give --mail-from or {FROM}.")
    told = f"Mail: {folder.resolve()}\n" if folder else ""
    settings: dict[str, Any] = {"mail_from": sender if mailer else "", "contacts": contacts, "url": address or ""}
    if folder:
        settings["mail_folder"] = str(folder.resolve())
    return Post(mailer, settings, told)


@contextmanager
def sending(url: str, mailer: Mailer | None, every: float = EVERY) -> Iterator[None]:
    """While this lasts, a thread sends what is due."""
    if mailer is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_send, args=(url, mailer, stop, every), name="cbreport-mail", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _send(url: str, mailer: Mailer, stop: threading.Event, every: float) -> None:
    from cbreport.storage import SqlStore

    store = SqlStore(url)
    try:
        while not stop.wait(every):
            try:
                for problem in deliver(store, mailer).problems:
                    _log.warning("mail was not sent: %s", problem)
            except CbreportError as error:
                _log.warning("mail that waits could not be read: %s", error)
    finally:
        store.close()
