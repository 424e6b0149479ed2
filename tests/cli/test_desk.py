"""``cbreport desk list``."""

from __future__ import annotations

import json

import pytest

from cbreport.answering import Answer
from cbreport.storage import SqlStore
from tests.cli.conftest import Run
from tests.storage.people import AMINA, CLERK, KENYA

URL = "sqlite:///cb.db"
LIST = ("desk", "list", "--convention", "example", "--database", URL)


@pytest.fixture
def store(run: Run) -> SqlStore:
    run("db", "upgrade", "--database", URL)
    return SqlStore(URL)


def submitted(store: SqlStore) -> str:
    report = store.create(AMINA, KENYA)
    store.transition(AMINA, report.id, "submit", revision=0, snapshot=b"{}")
    return report.id


def test_the_table_ends_with_the_totals(run: Run, store: SqlStore) -> None:
    store.transition(CLERK, submitted(store), "accept", revision=0)
    done = run(*LIST)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["FJI", "KEN", "NOR"]
    assert lines[2].split()[3] == "accepted"
    assert lines[-1] == "3 of 3 Parties to EX, EX1; 1 reported; due 2024-12-31"


def test_json_has_what_the_page_exports(run: Run, store: SqlStore) -> None:
    submitted(store)
    told = json.loads(run(*LIST, "--cycle", "EX1", "--search", "quénia", "--language", "es", "--json").stdout)
    assert (told["shown"], told["filters"]) == (0, {"search": "quénia"})
    told = json.loads(run(*LIST, "--search", "kénya", "--language", "fr", "--json").stdout)
    assert [(each["code"], each["status"]) for each in told["parties"]] == [("KEN", "submitted")]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--region", "south"], ["FJI", "KEN"]), (["--group", "sids"], ["FJI"]), (["--status", "none"], ["FJI", "NOR"]),
        (["--timing", "late"], ["KEN"]), (["--timing", "overdue", "--region", "north"], ["NOR"]),
    ],
)  # fmt: skip
def test_filters(run: Run, store: SqlStore, options: list[str], codes: list[str]) -> None:
    submitted(store)
    told = json.loads(run(*LIST, *options, "--json").stdout)
    assert [each["code"] for each in told["parties"]] == codes


def test_a_draft_changes_nothing(run: Run, store: SqlStore) -> None:
    before = run(*LIST, "--json").stdout
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"help": Answer("yes")}, 0)
    assert run(*LIST, "--json").stdout == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--convention", "no-such"], "no-such"), (["--cycle", "EX9"], "EX9"), (["--region", "west"], "north, south"),
        (["--status", "draft"], "draft"),
    ],
)  # fmt: skip
def test_wrong_use_is_told(run: Run, store: SqlStore, options: list[str], words: str) -> None:
    done = run(*LIST, *options)
    assert done.exit_code == 2
    assert words in done.output


def test_a_database_that_is_not_ready_is_told(run: Run) -> None:
    done = run(*LIST)
    assert done.exit_code == 1
    assert "cbreport db upgrade" in done.output
