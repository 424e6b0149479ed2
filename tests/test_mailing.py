"""Messages, and how they leave: into a folder, and to a real server with TLS and without."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from cbreport.errors import ConfigurationError
from cbreport.mailing import (
    LINK,
    FolderMailer,
    Mail,
    NotSent,
    SmtpMailer,
    deliver,
    is_address,
    message_of,
    queue_mail,
    unmarked,
)

MAIL = Mail(
    "chebet@example.org", "Please help", "Dear Chebet,\n\nopen https://portal.example/a?b&c\n", "reporting@example.org",
    name="Chebet", language="en", reply_to="amina@example.org", id="abc",
)  # fmt: skip


def body_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_a_message_says_who_writes_to_whom_and_where_to_reply() -> None:
    message = message_of(MAIL)
    assert (message["From"], message["To"]) == ("reporting@example.org", "Chebet <chebet@example.org>")
    assert (message["Reply-To"], message["Message-ID"]) == ("amina@example.org", "<abc@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert body_of(message, "plain").replace("\r\n", "\n") == MAIL.body


def test_its_html_loads_nothing_and_reads_in_its_direction() -> None:
    html = body_of(
        message_of(replace(MAIL, language="ar", body="مرحبا <img src=x>\n\nhttps://p.example/?a=1&b")), "html"
    )
    assert '<html lang="ar" dir="rtl">' in html
    assert "&lt;img src=x&gt;" in html
    assert "src=" not in html.replace("&lt;img src=x&gt;", "")
    assert '<a href="https://p.example/?a=1&amp;b" dir="ltr">' in html


@pytest.mark.parametrize("evil", ["Hi\nBcc: x@example.org", "Hi\r\nBcc: x@example.org", "Hi\u2028Bcc: x", "\x00Hi"])
def test_no_header_can_be_smuggled_in(evil: str) -> None:
    message = message_of(replace(MAIL, subject=evil, name=evil, language=evil))
    read = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert read["Bcc"] is None
    assert set(read.keys()) == set(message_of(MAIL).keys())


@pytest.mark.parametrize(
    "wrong", ["", "a", "a@b\nBcc: c@d.org", "a@b.org, c@d.org", "Chebet <c@d.org>", "a@-\u202e.org"]
)
def test_an_address_is_one_address(wrong: str) -> None:
    assert not is_address(wrong)
    for mail in (replace(MAIL, to=wrong), replace(MAIL, sender=wrong)):
        with pytest.raises(ValueError, match="no e-mail address"):
            message_of(mail)


def test_what_somebody_typed_is_never_taken_for_a_link() -> None:
    assert unmarked(f"before {LINK} after") == "before  after"


@dataclass
class Waiting:
    """Mail that waits in a list."""

    mails: list[Mail]
    sent: list[str] = field(default_factory=list)
    failed: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def queue_mail(self, messages: Any) -> None:
        self.mails.extend(messages)

    def next_mail(self) -> Mail | None:
        return self.mails.pop(0) if self.mails else None

    def mail_sent(self, id: str) -> None:
        self.sent.append(id)

    def mail_failed(self, id: str, problem: str, *, for_good: bool) -> bool:
        self.failed[id] = problem, for_good
        return not for_good


class TestDelivering:
    def test_a_message_that_fails_does_not_stop_the_others(self) -> None:
        class Fussy:
            def send(self, message: EmailMessage) -> None:
                if "a@" in message["To"]:
                    raise NotSent("550 no such person", for_good=True)

        waiting = Waiting(
            [replace(MAIL, to="a@example.org", id="1"), replace(MAIL, id="2"), replace(MAIL, to="no", id="3")]
        )
        done = deliver(waiting, Fussy())
        assert (done.sent, done.later, done.given_up) == (1, 0, 2)
        assert waiting.sent == ["2"]
        assert waiting.failed["1"] == ("550 no such person", True)

    def test_a_wrong_address_is_not_even_queued(self) -> None:
        waiting = Waiting([])
        with pytest.raises(ConfigurationError, match="no e-mail address"):
            queue_mail(waiting, [MAIL, replace(MAIL, to="nobody")])
        assert waiting.mails == []

    def test_a_folder_gets_files_that_mail_programs_read(self, tmp_path: Path) -> None:
        folder = tmp_path / "deep" / "mail"
        assert deliver(Waiting([MAIL]), FolderMailer(folder)).sent == 1
        (file,) = folder.iterdir()
        assert file.suffix == ".eml"
        read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert read["Subject"] == "Please help"

    def test_a_folder_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        done = deliver(Waiting([MAIL]), FolderMailer(tmp_path / "file"))
        assert (done.sent, done.later) == (0, 1)


class Inbox:
    """What a server took. It refuses nobody@example.org."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address == "nobody@example.org":
            return "550 no such person"
        if address == "later@example.org":
            return "450 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        self.taken.append(read)
        return "250 OK"


@contextmanager
def serving(inbox: Inbox, **settings: Any) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate / "cert.pem"))


class TestARealServer:
    def test_takes_a_message(self) -> None:
        inbox = Inbox()
        with serving(inbox) as port:
            assert deliver(Waiting([MAIL]), SmtpMailer(f"smtp://127.0.0.1:{port}")).sent == 1
        (taken,) = inbox.taken
        assert taken["To"] == "Chebet <chebet@example.org>"

    def test_refuses_for_good_or_for_now(self) -> None:
        mails = [replace(MAIL, to=f"{name}@example.org", id=name) for name in ("nobody", "later")]
        waiting = Waiting(mails)
        with serving(Inbox()) as port:
            done = deliver(waiting, SmtpMailer(f"smtp://127.0.0.1:{port}"))
        assert (done.given_up, done.later) == (1, 1)
        assert waiting.failed["nobody"] == ("550 no such person", True)

    def test_that_is_away_is_tried_again(self) -> None:
        with serving(Inbox()) as port:
            pass
        done = deliver(Waiting([MAIL]), SmtpMailer(f"smtp://127.0.0.1:{port}", timeout=2))
        assert (done.later, done.given_up) == (1, 0)

    def test_with_starttls_and_a_password(self, tls: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
        inbox = Inbox()

        def known(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
            return AuthResult(success=(data.login, data.password) == (b"me", b"p@ss"))

        settings = {"tls_context": tls, "require_starttls": True, "authenticator": known, "auth_required": True}
        with serving(inbox, **settings) as port:
            url = "smtp://me:p%40ss@localhost:{}?tls=start"
            assert deliver(Waiting([MAIL]), SmtpMailer(url.format(port), context=trusting)).sent == 1
            wrong = SmtpMailer(url.format(port).replace("p%40ss", "guess"), context=trusting)
            assert deliver(Waiting([MAIL]), wrong).later == 1
        assert len(inbox.taken) == 1

    def test_whose_certificate_nobody_knows_gets_nothing(self, tls: ssl.SSLContext) -> None:
        inbox = Inbox()
        with serving(inbox, tls_context=tls) as port:
            done = deliver(Waiting([MAIL]), SmtpMailer(f"smtp://localhost:{port}?tls=start"))
        assert (done.sent, done.later) == (0, 1)
        assert "certificate" in done.problems[0].lower()
        assert inbox.taken == []

    def test_that_cannot_encrypt_gets_nothing_when_that_was_asked_for(self) -> None:
        inbox = Inbox()
        with serving(inbox) as port:
            assert deliver(Waiting([MAIL]), SmtpMailer(f"smtp://localhost:{port}?tls=start")).later == 1
        assert inbox.taken == []


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://mail", 25), ("smtp://u:p@mail?tls=start", 587), ("smtps://u:p@mail", 465), ("smtps://mail:1465", 1465)],
)
def test_a_server_is_named_by_a_url(url: str, port: int) -> None:
    mailer = SmtpMailer(url)
    assert (mailer.host, mailer.port) == ("mail", port)


@pytest.mark.parametrize(
    "url", ["", "mail", "http://mail", "smtp://", "smtp://u:p@mail", "smtp://mail:port", "smtp://mail?tls=maybe"]
)
def test_a_url_that_is_none_or_would_tell_a_password_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        SmtpMailer(url)
    assert "u:p" not in refused.value.message
