"""``cbreport mail`` and ``cbreport remind``, and the thread of ``cbreport serve`` that sends."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType

import pytest

from cbreport.cli.post import post_of, sending
from cbreport.definition import Convention
from cbreport.hookspecs import hookimpl
from cbreport.mailing import Contact, Mail
from cbreport.reporting import FOCAL_POINT, Identity, NewDelegation, NewReport
from cbreport.storage import SqlStore, upgrade
from cbreport.testing import EXAMPLE, example_plugin
from tests.cli.conftest import Run

AMINA = Identity("amina", "Amina", frozenset({FOCAL_POINT}), party="KEN")
URL = "sqlite:///cb.db"
MAIL = Mail("chebet@example.org", "Please", "Help.", "reporting@example.org")
HOST = ("--database", URL, "--mail-from", "reporting@example.org", "--url", "https://portal.example/reporting")


@pytest.fixture
def store() -> Iterator[SqlStore]:
    upgrade(URL)
    store = SqlStore(URL)
    yield store
    store.close()


def plugin_due_in(days: int) -> object:
    """The Convention on Examples with its cycle due in so many days."""
    due = datetime.now(UTC).date() + timedelta(days)

    @hookimpl
    def cbreport_conventions() -> list[Convention]:
        cycle = replace(EXAMPLE.cycles[0], opens=date(2024, 1, 1), due=due)
        return [replace(EXAMPLE, cycles=(cycle,))]

    return example_plugin(cbreport_conventions=cbreport_conventions)


@pytest.fixture
def contacts(monkeypatch: pytest.MonkeyPatch) -> str:
    module = ModuleType("contacts_for_tests")
    people = {"KEN": [Contact("Amina", "amina@example.org", "en")], "NOR": [Contact("Kari", "no address")]}
    module.of = lambda convention, party: people.get(party, [])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return "contacts_for_tests:of"


def delegate(store: SqlStore, due_in: int) -> str:
    report = store.create(AMINA, NewReport("example", "example-national-report", "ex1", "d", "KEN", "EX1"))
    day = datetime.now(UTC).date() + timedelta(due_in)
    new = NewDelegation(
        "Chebet",
        ("s",),
        frozenset({"a"}),
        frozenset({"a"}),
        day.isoformat(),
        day.isoformat(),
        "chebet@example.org",
        "en",
    )
    return store.delegate(AMINA, report.id, new)[0].id


class TestSending:
    def test_writes_what_waits_into_a_folder_once(self, run: Run, store: SqlStore) -> None:
        store.queue_mail([MAIL, MAIL])
        done = run("mail", "send", "--database", URL, "--folder", "out")
        assert done.exit_code == 0
        assert "2 messages sent, 0 to be tried again, 0 given up, 0 waiting" in done.stdout
        assert len(list(Path("out").glob("*.eml"))) == 2
        assert "0 messages sent" in run("mail", "send", "--database", URL, "--folder", "out").stdout

    def test_says_in_json_what_was_not_sent(self, run: Run, store: SqlStore) -> None:
        store.queue_mail([MAIL])
        Path("out").write_text("a file")
        done = run("mail", "send", "--database", URL, "--folder", "out/in", "--json")
        told = json.loads(done.stdout)
        assert (done.exit_code, told["sent"], told["later"], told["waiting"]) == (1, 0, 1, 1)

    def test_needs_a_way(self, run: Run, store: SqlStore) -> None:
        for arguments in ((), ("--folder", "out", "--smtp", "smtp://localhost")):
            done = run("mail", "send", "--database", URL, *arguments)
            assert done.exit_code == 2
        done = run("mail", "send", "--database", URL, "--smtp", "smtp://me:secret@localhost")
        assert done.exit_code == 1
        assert "secret" not in done.output

    def test_a_server_sends_by_itself(self, store: SqlStore) -> None:
        store.queue_mail([MAIL])
        arrived = threading.Event()

        class Taking:
            def send(self, message: EmailMessage) -> None:
                arrived.set()

        with sending(URL, Taking(), every=0.05):
            assert arrived.wait(20)

    def test_a_demo_writes_files_from_an_invented_address(self) -> None:
        post = post_of(True, smtp=None, folder=None, sender=None, address=None, contacts=None)
        assert post.settings["mail_from"].endswith("@example.org")
        assert str(Path("var/mail").resolve()) in post.told
        assert post_of(False, smtp=None, folder=None, sender=None, address=None, contacts=None).mailer is None


def test_a_colleague_is_forgotten(run: Run, store: SqlStore) -> None:
    delegate(store, 5)
    done = run("mail", "forget", "chebet@example.org", "--database", URL)
    assert done.stdout == "Forgotten, with 1 delegation.\n"
    assert "Forgotten, with 0 delegations." in run("mail", "forget", "chebet@example.org", "--database", URL).stdout


class TestReminding:
    def test_writes_to_a_colleague_once_for_each_step(self, run: Run, store: SqlStore) -> None:
        id = delegate(store, 5)
        made = "UPDATE cb_delegation SET made = '2020-01-01T00:00:00.000+00:00'"
        with store.engine.begin() as connection:
            connection.exec_driver_sql(made)
        dry = run("remind", *HOST, "--dry-run")
        assert "1 message would be waiting" in dry.stdout
        done = run("remind", *HOST, "--json")
        (message,) = json.loads(done.stdout)["messages"]
        assert (message["to"], message["reminders"][0].split(":")[:2]) == ("chebet@example.org", ["delegation", id])
        assert run("remind", *HOST).stdout == ""
        mail = store.next_mail()
        assert mail is not None
        assert "https://portal.example/reporting/invited/" in mail.body
        token = mail.body.partition("/invited/")[2][:32]
        assert store.invitation(token)

    def test_writes_to_focal_points_whose_report_is_not_submitted(
        self, run: Run, store: SqlStore, contacts: str
    ) -> None:
        done = run("remind", *HOST, "--contacts", contacts, plugins=[plugin_due_in(3)])
        assert done.exit_code == 0, done.output
        assert "amina@example.org: Reminder of deadlines" in done.stdout
        assert "“no address” of NOR is no e-mail address" in done.stderr
        mail = store.next_mail()
        assert mail is not None
        assert "Kenya, EX, First report" in mail.body
        assert store.next_mail() is None

    def test_is_quiet_when_nothing_is_due(self, run: Run, store: SqlStore, contacts: str) -> None:
        done = run("remind", *HOST, "--contacts", contacts, plugins=[plugin_due_in(31)])
        assert (done.exit_code, done.stdout) == (0, "")

    @pytest.mark.parametrize("days", ["", "x", "30,-1", "7;1", "1000"])
    def test_refuses_days_that_are_none(self, run: Run, store: SqlStore, days: str) -> None:
        assert run("remind", *HOST, "--days", days).exit_code == 2

    def test_needs_a_sender_and_an_address(self, run: Run, store: SqlStore) -> None:
        assert run("remind", "--database", URL, "--url", "https://x.example").exit_code == 2
        assert run("remind", "--database", URL, "--mail-from", "a@example.org").exit_code == 2
