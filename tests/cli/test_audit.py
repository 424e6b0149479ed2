"""``cbreport audit verify``: what was changed behind the back of the history is found."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from cbreport.answering import Answer
from cbreport.storage import SqlStore
from cbreport.storage.engine import writing
from tests.cli.conftest import Run
from tests.storage.people import AMINA, KENYA

URL = "sqlite:///cb.db"


@pytest.fixture
def report(run: Run) -> str:
    run("db", "upgrade", "--database", URL)
    store = SqlStore(URL)
    report = store.create(AMINA, KENYA)
    digest = store.keep_file(AMINA, report.id, b"%PDF-1.7 a plan", "application/pdf")
    told = {"name": "plan.pdf", "type": "application/pdf", "size": "15", "digest": digest}
    store.save(AMINA, report.id, {"help": Answer("yes", attachments=(told,))}, 0)
    store.close()
    return report.id


def tamper(statement: str) -> None:
    store = SqlStore(URL)
    with writing(store.engine) as connection:
        connection.execute(text(statement))
    store.close()


def test_all_is_well(run: Run, report: str) -> None:
    done = run("audit", "verify", "--database", URL)
    assert (done.exit_code, done.stdout) == (0, "1 report, 0 problems\n")
    assert run("audit", "verify", report, "--database", URL).exit_code == 0


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ('UPDATE cb_answer SET content = \'{"value":"no"}\'', "help"),
        ("UPDATE cb_change SET author = 'somebody' WHERE seq = 1", "change 1"),
        ("DELETE FROM cb_change WHERE seq = 1", "report"),
        ("UPDATE cb_file SET content = 'another plan'", "is not what was attached"),
    ],
)
def test_what_was_changed_is_found(run: Run, report: str, statement: str, words: str) -> None:
    tamper(statement)
    done = run("audit", "verify", "--database", URL)
    assert done.exit_code == 1
    assert report in done.stdout
    assert words in done.stdout
    told = json.loads(run("audit", "verify", "--database", URL, "--json").stdout)
    assert (told["reports"], told["broken"][0]["report"]) == (1, report)


def test_a_report_that_is_not_there(run: Run, report: str) -> None:
    done = run("audit", "verify", "a" * 24, "--database", URL)
    assert (done.exit_code, "There is no report" in done.stderr) == (1, True)


def test_a_database_that_is_not_migrated(run: Run) -> None:
    done = run("audit", "verify", "--database", "sqlite:///none.db")
    assert done.exit_code == 1
    assert "Run: cbreport db upgrade." in done.stderr
