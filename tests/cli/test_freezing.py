"""``cbreport synthesis freeze``, ``frozen`` and ``registers --frozen``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cbreport.answering import Answer
from cbreport.library import Library
from cbreport.reporting import Report, snapshot_of
from cbreport.storage import SqlStore
from cbreport.testing import example_library
from tests.cli.conftest import Run
from tests.storage.people import AMINA, CLERK, KENYA

URL = "sqlite:///cb.db"
FREEZE = ("synthesis", "freeze", "--convention", "example", "--on", "2024-12-31", "--database", URL)
OF_EXAMPLE = ("--convention", "example", "--database", URL)
REGISTERS = ("synthesis", "registers", "--convention", "example", "--database", URL, "--view", "needs")


@pytest.fixture
def library() -> Library:
    return example_library()


@pytest.fixture
def store(run: Run, library: Library) -> SqlStore:
    run("db", "upgrade", "--database", URL)
    return SqlStore(URL, forms=library.form)


def submitted(store: SqlStore, library: Library) -> str:
    report = store.create(AMINA, KENYA)
    content = snapshot_of(Report(library.form(KENYA.form), "KEN", "EX1", {"assessed": Answer(False)}))
    store.transition(AMINA, report.id, "submit", revision=0, snapshot=content)
    return report.id


def test_what_was_frozen_is_listed_and_gives_the_same_bytes(run: Run, store: SqlStore, library: Library) -> None:
    report = submitted(store, library)
    done = run(*FREEZE, "--title", " Needs  before COP15 ")
    assert done.exit_code == 0, done.output
    id = done.stdout.strip()
    assert "1 report, sha256:" in done.stderr
    (listed,) = json.loads(run("synthesis", "frozen", "--database", URL, "--json").stdout)
    assert (listed["id"], listed["title"], listed["reports"], listed["parties"]) == (id, "Needs before COP15", 1, 1)
    lines = run("synthesis", "frozen", "--database", URL).stdout.splitlines()
    assert (len(lines), lines[1].split()[0]) == (2, id)
    written: dict[str, list[bytes]] = {"registers": [], "cycle": []}
    for name in ("a.xlsx", "b.xlsx"):
        for command, made in written.items():
            done = run("synthesis", command, *OF_EXAMPLE, "--frozen", id, "-o", f"{command}-{name}")
            assert done.exit_code == 0, done.output
            made.append(Path(f"{command}-{name}").read_bytes())
        if name == "a.xlsx":
            store.transition(CLERK, report, "send-back", revision=0, reason="More.")
    assert all(first == again for first, again in written.values())


def test_json_has_the_imprint(run: Run, store: SqlStore, library: Library) -> None:
    submitted(store, library)
    told = json.loads(run(*FREEZE, "--cycle", "EX1", "--title", "x", "--json").stdout)
    assert (told["membership"], told["reports"]) == ("2024-12-31", 1)
    assert told["parties"] == {"example": {"counted": 3, "reported": ["KEN"]}}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((*FREEZE, "--title", "x"), "There is nothing to freeze"),
        ((*FREEZE, "--title", " "), "Give it a title"),
        ((*FREEZE, "--title", "x", "--cycle", "EX9"), "There is no cycle “EX9”"),
        (("synthesis", "freeze", "--convention", "none", "--title", "x", "--database", URL), "no convention “none”"),
        ((*REGISTERS, "--frozen", "none", "-o", "a.xlsx"), "There is no synthesis “none”"),
        ((*REGISTERS, "-o", "a.xlsx"), "Name files with reports, or a frozen synthesis"),
        ((*REGISTERS, "--frozen", "x", "--on", "2024-12-31", "-o", "a.xlsx"), "has its own day"),
    ],
)
def test_wrong_use_is_told(run: Run, store: SqlStore, args: tuple[str, ...], words: str) -> None:
    done = run(*args)
    assert done.exit_code in (1, 2)
    assert words in done.output
    assert "Traceback" not in done.output


def test_what_was_not_counted_yet_is_named(run: Run, store: SqlStore, library: Library) -> None:
    store.forms = None
    submitted(store, library)
    done = run(*FREEZE, "--title", "x")
    assert "Left out, because nothing was counted of it yet: KEN, EX1." in done.stderr
