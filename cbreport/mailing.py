"""E-mail: what a message is, how it becomes one of RFC 5322, and how it leaves: by SMTP or into a folder.

Mail is queued beside the change that it tells of and sent outside of any request (:func:`deliver`). It is sent *at
least once*: when a process dies after a server took a message and before that was noted, the message goes out again,
with the same ``Message-ID``, so that many mailboxes show it once.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Final, NoReturn, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from cbreport.errors import CbreportError, ConfigurationError

#: Stands in a text for the link to the mail's own delegation, which is made when it is sent; see :func:`link_to`.
LINK: Final = "\ue000\ue001"
TIMEOUT: Final = 20  # seconds to wait for a server
#: Minutes between the attempts to send a message; after the last one it is given up, which is after five days.
PAUSES: Final = (1, 5, 30, 120, 360, 720, 1440, 1440, 1440, 1440)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_MARK: Final = re.compile("\ue000([a-z2-7]*)\ue001")
_URL: Final = re.compile(r"https?://[^\s<>\"]+")
_RIGHT_TO_LEFT: Final = ("ar",)
_LONGEST: Final = 254


@dataclass(frozen=True)
class Contact:
    """Somebody whom the host names as a focal point of a Party, with the language in which she is written to."""

    name: str
    email: str
    language: str = ""


@dataclass(frozen=True)
class Mail:
    """One message to one person, in her language.

    :param link: address before the token of a delegation's link, where ``body`` has :data:`LINK` or :func:`link_to`.
    :param delegation: the delegation that it is about; it is not sent once that is withdrawn.
    """

    to: str
    subject: str
    body: str
    sender: str
    name: str = ""
    language: str = ""
    reply_to: str = ""
    link: str = ""
    delegation: str = ""
    id: str = ""
    attempts: int = 0


class NotSent(CbreportError):
    """A message could not be sent. ``for_good`` is when trying again is no use."""

    def __init__(self, problem: str, *, for_good: bool = False) -> None:
        self.for_good = for_good
        super().__init__(problem)


class Mailer(Protocol):
    """What takes messages away."""

    def send(self, message: EmailMessage) -> None:
        """Send one message.

        :raises NotSent: it was not taken.
        """


class Queue(Protocol):
    """Where mail waits; :class:`~cbreport.storage.SqlStore` is one."""

    def queue_mail(self, messages: Sequence[Mail]) -> None:
        """Keep messages until they are sent."""

    def next_mail(self) -> Mail | None:
        """The message that is due first, taken so that nobody else sends it meanwhile; its link is made."""

    def mail_sent(self, id: str) -> None:
        """Note that a message was sent."""

    def mail_failed(self, id: str, problem: str, *, for_good: bool) -> bool:
        """Note why a message was not sent; whether it is tried again."""


@dataclass
class Delivered:
    """What :func:`deliver` did: numbers of messages, and why some were not sent."""

    sent: int = 0
    later: int = 0
    given_up: int = 0
    problems: list[str] = field(default_factory=list)


def link_to(delegation: str) -> str:
    """What stands in a text for the link to a delegation."""
    return f"{LINK[0]}{delegation}{LINK[1]}"


def with_links(body: str, own: str, make: Callable[[str], str]) -> str:
    """A text with its links: ``make`` is called with the id of each delegation, ``own`` where none is named.

    >>> with_links(f"Open {LINK} or {link_to('b')}.", "a", str.upper)
    'Open A or B.'
    """
    return _MARK.sub(lambda found: make(found.group(1) or own), body)


def unmarked(text: str) -> str:
    """A text that somebody typed, without what would stand for a link."""
    return text.replace(LINK[0], "").replace(LINK[1], "")


def queue_mail(queue: Queue, messages: Sequence[Mail]) -> None:
    """Keep messages until they are sent.

    :raises ConfigurationError: an address is none, or there is no sender.
    """
    for each in messages:
        for address in (each.to, each.sender, *([each.reply_to] if each.reply_to else [])):
            if not is_address(address):
                raise ConfigurationError(f"“{address}” is no e-mail address.", "Give one such as name@example.org.")
    if messages:
        queue.queue_mail(messages)


def deliver(queue: Queue, mailer: Mailer, *, limit: int = 500) -> Delivered:
    """Send what is due. A message that fails waits for its next attempt; the others go on."""
    told = Delivered()
    while told.sent + told.later + told.given_up < limit and (mail := queue.next_mail()):
        try:
            mailer.send(message_of(mail))
        except (NotSent, ValueError) as error:
            for_good = getattr(error, "for_good", True)
            again = queue.mail_failed(mail.id, str(error), for_good=for_good)
            told.later, told.given_up = told.later + again, told.given_up + (not again)
            told.problems.append(f"{mail.to}: {error}")
        else:
            queue.mail_sent(mail.id)
            told.sent += 1
    return told


def is_address(text: str) -> bool:
    r"""Whether this is one e-mail address and nothing else.

    >>> is_address("barasa@example.org"), is_address("a@b\nBcc: c@d"), is_address("a@b, c@d"), is_address("a b@c.org")
    (True, False, False, False)
    """
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def message_of(mail: Mail) -> EmailMessage:
    """The message: as plain text, and as HTML that says in which direction it is read and loads nothing.

    :raises ValueError: an address is none.
    """
    for address in (mail.to, mail.sender, mail.reply_to or mail.sender):
        if not is_address(address):
            raise ValueError(f"“{address}” is no e-mail address.")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(addr_spec=mail.sender)
    message["To"] = Address(display_name=_line(mail.name), addr_spec=mail.to)
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    message["Subject"] = _line(mail.subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{mail.id or 'unkept'}@{mail.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.language:
        message["Content-Language"] = _line(mail.language)
    message.set_content(mail.body)
    message.add_alternative(_as_html(mail), subtype="html")
    return message


def _line(text: str) -> str:
    """A text for a header: one line without control characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:200]


def _as_html(mail: Mail) -> str:
    direction = "rtl" if mail.language in _RIGHT_TO_LEFT else "ltr"
    paragraphs = "\n".join(f"<p>{_linked(each)}</p>" for each in mail.body.strip().split("\n\n"))
    head = f'<html lang="{escape(mail.language or "en")}" dir="{direction}"><head><meta charset="utf-8">'
    title = f"<title>{escape(_line(mail.subject))}</title></head>"
    return f"<!doctype html>\n{head}{title}\n<body>\n{paragraphs}\n</body></html>\n"


def _linked(text: str) -> str:
    parts, at = [], 0
    for found in _URL.finditer(text):
        url = escape(found.group())
        parts += [escape(text[at : found.start()]), f'<a href="{url}" dir="ltr">{url}</a>']
        at = found.end()
    return "".join([*parts, escape(text[at:])]).replace("\n", "<br>\n")


class FolderMailer:
    """Writes each message into a folder as a file, for demos and tests. The folder is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write one message; half a file is never seen.

        :raises NotSent: the folder cannot be written.
        """
        id = re.sub(r"[^a-z0-9-]", "", message["Message-ID"].partition("@")[0])
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{id}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f"{name}.part"
            part.write_bytes(message.as_bytes())
            os.replace(part, self.folder / name)
        except OSError as error:
            raise NotSent(f"{self.folder}: {error.strerror}") from error


class SmtpMailer:
    """Sends by a server.

    :param url: ``smtp://host:25`` in the clear, without a password; ``smtp://user:password@host:587?tls=start`` with
        STARTTLS; ``smtps://user:password@host:465`` with TLS from the beginning. Certificates are always checked.
    :param context: TLS settings other than the system's.
    :raises ConfigurationError: the URL is none of these.
    """

    def __init__(self, url: str, *, context: ssl.SSLContext | None = None, timeout: float = TIMEOUT) -> None:
        try:
            parts = urlsplit(url)
            self.host, port = parts.hostname or "", parts.port
        except ValueError:
            _refuse("The address of the mail server cannot be read.")
        self.encrypted = parts.scheme == "smtps"
        asked = parse_qs(parts.query).get("tls", [""])[0]
        self.starts_tls = asked == "start"
        self.user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        if parts.scheme not in ("smtp", "smtps") or not self.host or asked not in ("", "start"):
            _refuse("The address of the mail server is not understood.")
        if self.user and not (self.encrypted or self.starts_tls):
            _refuse("A password would travel in the clear.")
        self.port = port or (465 if self.encrypted else 587 if self.starts_tls else 25)
        self.timeout = timeout
        self._context = context

    def send(self, message: EmailMessage) -> None:
        """Send one message over a connection of its own.

        :raises NotSent: the server did not take it.
        """
        try:
            with self._connection() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise NotSent(_told(code, text), for_good=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            about_it = isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
            for_good = about_it and error.smtp_code >= 500
            raise NotSent(_told(error.smtp_code, error.smtp_error), for_good=for_good) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"{self.host}:{self.port}: {error}") from error

    def _connection(self) -> smtplib.SMTP:
        context = self._context or ssl.create_default_context()
        if self.encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.starts_tls:
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self._password)
        except BaseException:
            server.close()
            raise
        return server


def _told(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {_line(words)}"


def _refuse(message: str) -> NoReturn:
    examples = "smtp://localhost:25, smtp://user:password@host:587?tls=start, smtps://user:password@host:465"
    raise ConfigurationError(message, f"Examples: {examples}.")
