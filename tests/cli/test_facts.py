"""``cbreport db facts``."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from cbreport.answering import Answer
from cbreport.reporting import Report, snapshot_of
from cbreport.storage import SqlStore
from cbreport.storage.engine import writing
from cbreport.testing import example_library
from tests.cli.conftest import Run
from tests.storage.people import AMINA, KENYA

URL = "sqlite:///cb.db"
FACTS = ("db", "facts", "--database", URL)
TOLD = "Syntheses do not count 1 of 1 submitted reports. Run: cbreport db facts --rebuild.\n"


@pytest.fixture
def store(run: Run) -> SqlStore:
    run("db", "upgrade", "--database", URL)
    return SqlStore(URL)


def submitted(store: SqlStore, content: bytes = b"") -> str:
    """A report that an older release has received: without facts."""
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"help-needed": Answer(["funding"])}, 0)
    form = replace(example_library().form(KENYA.form), digest=KENYA.digest)
    made = snapshot_of(Report(form, "KEN", "EX1", store.open(AMINA, report.id).answers))
    store.transition(AMINA, report.id, "submit", revision=1, snapshot=content or made)
    return report.id


def test_what_is_not_counted_is_told_until_it_is(run: Run, store: SqlStore) -> None:
    submitted(store)
    for verb in ("upgrade", "status"):
        assert run("db", verb, "--database", URL).stdout.endswith(TOLD)
    told = run(*FACTS)
    assert (told.exit_code, told.stdout) == (1, TOLD)
    done = run(*FACTS, "--rebuild")
    assert done.exit_code == 0, done.output
    assert done.stdout == (
        "Facts made anew: 1 reports, of which 1 had none before.\nAll 1 submitted reports are counted in syntheses.\n"
    )
    assert "facts" not in run("db", "status", "--database", URL).stdout
    assert run(*FACTS).exit_code == 0


def test_what_differed_is_told_and_mended(run: Run, store: SqlStore) -> None:
    id = submitted(store)
    run(*FACTS, "--rebuild")
    with writing(store.engine) as connection:
        connection.execute(text("UPDATE cb_fact SET code = 'training' WHERE code = 'funding'"))
    told = run(*FACTS, "--rebuild", "--json")
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert found["rebuilt"] == {"differs": 1}
    assert found["problems"] == [f"{id}: its facts were not those of what was submitted; they are now"]
    assert json.loads(run(*FACTS, "--rebuild", "--json").stdout)["rebuilt"] == {"same": 1}


def test_what_cannot_be_counted_is_named(run: Run, store: SqlStore) -> None:
    id = submitted(store, b"no report")
    done = run(*FACTS, "--rebuild")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == f"{id}: what was submitted cannot be read as a report"
    assert done.stdout.endswith(TOLD)
