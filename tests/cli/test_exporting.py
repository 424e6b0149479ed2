"""``cbreport export``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cbreport.cli import exporting
from cbreport.exporting import making
from cbreport.library import Library
from cbreport.reporting import Report
from cbreport.storage import SqlStore, upgrade
from cbreport.testing import example_library
from tests.cli.conftest import Run
from tests.exporting.conftest import everybody, submitted

URL = "sqlite:///cb.db"
EXPORT = ("export", "--convention", "example", "--database", URL)
RECEIVED = (*EXPORT, "--audience", "secretariat", "--format", "html", "--to", "out")


@pytest.fixture
def store() -> Iterator[SqlStore]:
    upgrade(URL)
    store = SqlStore(URL)
    yield store
    store.close()


@pytest.fixture
def received(store: SqlStore) -> SqlStore:
    """Two reports that were submitted and one that was published."""
    library = example_library()
    for party in ("FJI", "KEN"):
        submitted(store, library, party)
    report, person = submitted(store, library, "NOR"), everybody("NOR", "example")
    for step in ("accept", "publish"):
        store.transition(person, report, step, revision=1)
    return store


def files(folder: str = "out") -> list[str]:
    return sorted(each.name for each in Path(folder).rglob("*.html"))


def test_the_public_gets_what_is_published(run: Run, received: SqlStore) -> None:
    done = run(*EXPORT, "--format", "html,html", "--language", "en", "--language", "fr", "--to", "new/out")
    assert done.exit_code == 0, done.output
    assert files("new/out") == ["example-nor-ex1-v1-published-fr.html", "example-nor-ex1-v1-published.html"]
    assert done.stdout.startswith("2 of 2 files in new/out: 2 made, 0 there before (")
    assert run("export", "verify", "new/out").stdout == "2 of 2 files as the manifest says\n"


def test_a_secretariat_gets_what_was_received(run: Run, received: SqlStore) -> None:
    assert run(*RECEIVED).exit_code == 0
    assert [name.split("-")[1] for name in files()] == ["fji", "ken", "nor"]
    assert run(*RECEIVED).stdout.startswith("3 of 3 files in out: 0 made, 3 there before")


@pytest.mark.parametrize(
    ("options", "parties"),
    [
        (["--party", "ken,NOR"], ["ken", "nor"]), (["--party", "FJI", "--party", "KEN"], ["fji", "ken"]),
        (["--status", "submitted"], ["fji", "ken"]), (["--cycle", "EX1"], ["fji", "ken", "nor"]),
    ],
)  # fmt: skip
def test_what_is_asked_for(run: Run, received: SqlStore, options: list[str], parties: list[str]) -> None:
    assert run(*RECEIVED, *options).exit_code == 0
    assert [name.split("-")[1] for name in files()] == parties


def test_private_answers_are_exported_only_when_asked_for(run: Run, received: SqlStore) -> None:
    run(*RECEIVED)
    run(*EXPORT, "--audience", "party", "--format", "html", "--to", "internal")
    texts = ["".join(each.read_text("utf-8") for each in Path(to).rglob("*.html")) for to in ("out", "internal")]
    assert ["amina@example.org" in text for text in texts] == [False, True]
    assert all(name.endswith("-internal.html") for name in files("internal"))


def test_a_dry_run_writes_nothing(run: Run, received: SqlStore) -> None:
    done = run(*RECEIVED[:-2], "--dry-run", "--json")
    assert [each["party"] for each in json.loads(done.stdout)["files"]] == ["FJI", "KEN", "NOR"]
    done = run(*RECEIVED, "--dry-run")
    assert done.stdout.splitlines()[-1] == "3 files would be made"
    assert not Path("out").exists()


def test_json_says_what_was_made(run: Run, received: SqlStore) -> None:
    told = json.loads(run(*RECEIVED, "--json").stdout)
    size = sum(each.stat().st_size for each in Path("out").rglob("*.html"))
    assert told == {
        "folder": "out", "finished": True, "total": 3, "made": 3, "kept": 0, "bytes": size, "failed": [],
    }  # fmt: skip


def test_when_there_is_nothing_it_says_why(run: Run, store: SqlStore) -> None:
    done = run(*EXPORT, "--to", "out")
    assert (done.exit_code, done.stderr) == (0, "No report to EX in EX1 is published.\n")
    submitted(store, example_library(), "KEN")
    done = run(*EXPORT, "--to", "out")
    assert "There are reports that are submitted: see --status." in done.stderr


def test_a_report_that_fails_is_named_and_the_rest_goes_on(
    run: Run, received: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = making.make_file

    def fails(report: Report, *how: Any) -> bytes:
        if report.party == "KEN":
            raise ZeroDivisionError
        return render(report, *how)

    with monkeypatch.context() as patched:
        patched.setattr(making, "make_file", fails)
        done = run(*RECEIVED)
    assert done.exit_code == 1
    assert "ken-ex1-v1-submitted.html: ZeroDivisionError" in done.stderr
    assert "2 of 3 files in out: 2 made, 0 there before, 1 could not be made" in done.stdout
    manifest = json.loads(Path("out/manifest.json").read_text("utf-8"))
    assert [each["party"] for each in manifest["failed"]] == ["KEN"]
    assert run("export", "verify", "out").exit_code == 0
    assert run(*RECEIVED).stdout.startswith("3 of 3 files in out: 1 made, 2 there before")


def test_a_pdf_beyond_the_limits_fails_and_the_rest_goes_on(run: Run, store: SqlStore) -> None:
    submitted(store, example_library(), "KEN")
    command = [*EXPORT, "--audience", "secretariat", "--format", "pdf,html", "--to", "out", "--workers", "1"]
    done = run(*command, "--pdf-megabytes", "1")
    assert done.exit_code == 1
    assert "The document is too large to be laid out in 1 MB of memory." in done.stderr
    assert "1 of 2 files in out: 1 made, 0 there before, 1 could not be made" in done.stdout
    assert [each.suffix for each in Path("out").rglob("example-*")] == [".html"]


def test_many_failures_are_not_told_one_by_one(run: Run, received: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "make_file", lambda *_: 1 / 0)
    monkeypatch.setattr(exporting, "_SHOWN", 1)
    done = run(*RECEIVED)
    assert (done.stderr.count("ZeroDivisionError"), "… and 2 more." in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--convention", "no-such"], "no-such"), (["--cycle", "EX9"], "EX9"), (["--cycle", ","], "at least one cycle"),
        (["--party", "XXX"], "There is no Party “XXX”"),
        (["--format", "pdf,doc"], "There is no format “doc”. Known: pdf"),
        (["--language", "de"], "There is no language “de”"), (["--status", "lost"], "There is no status “lost”"),
        (["--status", "draft"], "is with its Party"), (["--audience", "all"], "all"), (["--workers", "0"], "0"),
        (["--to", "cb.db"], "cb.db is a file. Name a folder."), (["--to", "full"], "holds no export"),
    ],
)  # fmt: skip
def test_wrong_use_is_told(run: Run, received: SqlStore, options: list[str], words: str) -> None:
    Path("full").mkdir()
    Path("full/thesis.txt").write_text("mine", "utf-8")
    done = run(*RECEIVED, *options)
    assert done.exit_code == 2, done.output
    assert words in " ".join(done.stderr.split())
    assert not files()


@pytest.mark.parametrize(("args", "words"), [(EXPORT, "Give --to"), (("export",), "Give --convention")])
def test_what_is_missing_is_told(run: Run, store: SqlStore, args: tuple[str, ...], words: str) -> None:
    done = run(*args)
    assert (done.exit_code, words in done.stderr) == (2, True)


def test_a_folder_of_another_export_is_left_alone(run: Run, received: SqlStore) -> None:
    run(*RECEIVED)
    before = Path("out/manifest.json").read_bytes()
    done = run(*RECEIVED, "--language", "fr")
    assert done.exit_code == 2
    assert "out holds another export. Name another folder" in " ".join(done.stderr.split())
    assert Path("out/manifest.json").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_told(run: Run, received: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("out").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    done = run(*RECEIVED)
    assert done.exit_code == 2
    assert "You may not write into out" in done.stderr


def test_a_folder_that_cannot_be_made_is_told(run: Run, received: SqlStore) -> None:
    done = run(*RECEIVED[:-1], "cb.db/out")
    assert done.exit_code == 2
    assert "cb.db/out cannot be used" in " ".join(done.stderr.split())


def test_a_database_that_is_not_ready_is_told(run: Run) -> None:
    done = run(*RECEIVED)
    assert (done.exit_code, "cbreport db upgrade" in done.stderr) == (1, True)


class TestVerify:
    def test_altered_and_missing_files_are_found(self, run: Run, received: SqlStore) -> None:
        run(*RECEIVED)
        one, two, _ = (next(Path("out").rglob(name)) for name in files())
        one.write_text("another", "utf-8")
        two.unlink()
        Path("out/notes.txt").write_text("mine", "utf-8")
        done = run("export", "verify", "out")
        assert done.exit_code == 1
        assert [line.split()[0] for line in done.stdout.splitlines()] == ["problem", "altered", "missing", "1"]
        assert "notes.txt is not in the manifest" in done.stderr
        told = json.loads(run("export", "verify", "out", "--json").stdout)
        assert (told["ok"], [each["problem"] for each in told["faults"]]) == (False, ["altered", "missing", "unknown"])

    def test_a_file_more_is_told_and_no_fault(self, run: Run, received: SqlStore) -> None:
        run(*RECEIVED)
        Path("out/notes.txt").write_text("mine", "utf-8")
        assert run("export", "verify", "out").exit_code == 0

    def test_no_export_is_told(self, run: Run, tmp_path: Path) -> None:
        assert run("export", "verify", "none").exit_code == 2
        done = run("export", "verify", ".")
        assert (done.exit_code, "There is no manifest.json" in done.stderr) == (1, True)


@pytest.mark.slow
def test_ctrl_c_leaves_a_folder_to_go_on_with(store: SqlStore, tmp_path: Path) -> None:
    library = Library()
    parties = ("KEN", "NOR", "FJI", "SEN", "EGY", "CRI", "DEU", "FRA", "PER", "MLI")
    for party in parties:
        submitted(store, library, party, "cms")
    command = [sys.executable, "-m", "cbreport.cli", "export", "--convention", "cms", "--cycle", "COP14", "--to", "out"]
    command += ["--audience", "secretariat", "--format", "html", "--language", "en,fr,es,ar", "--workers", "2"]
    command += ["--database", URL]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    journal = Path("out/journal.jsonl")
    for _ in range(2000):
        if journal.exists() and journal.read_bytes().count(b"\n") > 3:
            break
        time.sleep(0.02)
    os.killpg(first.pid, signal.SIGINT)  # as a terminal does, to all its processes
    told, complaint = first.communicate(timeout=60)
    assert first.returncode == 1, complaint
    assert "Run the same command again to go on." in complaint
    assert "Traceback" not in complaint
    count = int(told.split()[0])
    assert 3 <= count < 40, told
    again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith(f"40 of 40 files in out: {40 - count} made, {count} there before")
    assert len(files()) == 40
