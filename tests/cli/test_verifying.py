"""``cbreport report verify``: whether a PDF carries what was submitted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cbreport.documents import render
from cbreport.reporting import NewReport, Report, load_report, snapshot_of
from cbreport.storage import SqlStore
from cbreport.testing import example_library
from tests.cli.conftest import REPORT, Run
from tests.storage.people import AMINA, CLERK

URL = "sqlite:///cb.db"
Paper = Callable[..., Report]


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """A report, written as ``paper.pdf`` and ``snapshot.json``."""

    def write(
        status: str = "submitted", need: str = "funding", *, submit_digest: bool = True, **keys: object
    ) -> Report:
        answers = {"assessed": {"value": False}, "help-needed": {"value": [need]}}
        data = {**REPORT, "answers": answers, "status": status, **keys}
        report = load_report(data, example_library())
        snapshot = snapshot_of(report)
        given = snapshot if submit_digest and status == "submitted" else b""
        (tmp_path / "paper.pdf").write_bytes(render(report, "pdf", audience="secretariat", snapshot=given))
        (tmp_path / "snapshot.json").write_bytes(snapshot)
        return report

    return write


def stored(run: Run, report: Report, store: SqlStore) -> str:
    form = report.form
    made = store.create(AMINA, NewReport(form.convention, form.id, form.edition, form.digest, "KEN", "EX1"))
    store.transition(AMINA, made.id, "submit", revision=0, snapshot=snapshot_of(report))
    return made.id


def test_the_digest_on_the_page_is_compared_when_nothing_else_is(run: Run, paper: Paper) -> None:
    paper()
    done = run("report", "verify", "paper.pdf")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].split(maxsplit=1) == ["Party", "Kenya (KEN)"]
    assert any(line.startswith("Digest") and "sha256:" in line for line in lines)
    assert "digest that is printed in the document" in lines[-1]


def test_without_a_printed_digest_nothing_is_said_to_be_right(run: Run, paper: Paper) -> None:
    paper(submit_digest=False)
    done = run("report", "verify", "paper.pdf")
    assert done.exit_code == 1
    assert "does not name the digest" in done.stdout


def test_a_draft_is_never_what_was_submitted(run: Run, paper: Paper) -> None:
    paper("draft")
    for more in ((), ("--snapshot", "snapshot.json")):
        done = run("report", "verify", "paper.pdf", *more)
        assert (done.exit_code, "This is a draft" in done.stdout) == (1, True)


def test_with_a_snapshot(run: Run, paper: Paper) -> None:
    paper()
    same = run("report", "verify", "paper.pdf", "--snapshot", "snapshot.json")
    assert same.exit_code == 0
    assert "what was submitted, byte for byte" in same.stdout
    (Path("other.json")).write_bytes(Path("snapshot.json").read_bytes().replace(b"funding", b"advice\x20"[:6]))
    other = run("report", "verify", "paper.pdf", "--snapshot", "other.json")
    assert other.exit_code == 1
    assert '  help-needed: {"value": ["funding"]} here, {"value": ["advice"]} submitted' in other.stdout


def test_the_same_answers_in_other_bytes_are_told_apart(run: Run, paper: Paper) -> None:
    paper()
    Path("other.json").write_text(json.dumps(json.loads(Path("snapshot.json").read_bytes()), indent=2))
    done = run("report", "verify", "paper.pdf", "--snapshot", "other.json")
    assert (done.exit_code, "not byte for byte" in done.stdout) == (1, True)


def test_with_a_database(run: Run, paper: Paper) -> None:
    run("db", "upgrade", "--database", URL)
    store = SqlStore(URL)
    id = stored(run, paper(), store)
    done = run("report", "verify", "paper.pdf", "--database", URL, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["ok"], told["superseded-by"], told["differences"]) == (0, True, 0, [])
    assert told["submitted"].startswith("20")
    newer = store.revise(AMINA, id)
    assert json.loads(run("report", "verify", "paper.pdf", "--database", URL, "--json").stdout)["superseded-by"] == 0
    store.transition(AMINA, newer.id, "submit", revision=newer.revision, snapshot=b"{}")
    assert "superseded by version 2" in run("report", "verify", "paper.pdf", "--database", URL).stdout
    paper(need="advice")
    changed = run("report", "verify", "paper.pdf", "--database", URL)
    assert changed.exit_code == 1
    assert "help-needed" in changed.stdout
    store.close()


def test_what_became_of_it_since_is_told(run: Run, paper: Paper) -> None:
    run("db", "upgrade", "--database", URL)
    store = SqlStore(URL)
    id = stored(run, paper(), store)
    store.transition(CLERK, id, "send-back", revision=0, reason="Incomplete.")
    store.close()
    assert "Since then  returned" in run("report", "verify", "paper.pdf", "--database", URL).stdout


def test_a_database_that_knows_nothing_of_it(run: Run, paper: Paper) -> None:
    paper()
    assert "is not migrated" in run("report", "verify", "paper.pdf", "--database", URL).stderr
    run("db", "upgrade", "--database", URL)
    done = run("report", "verify", "paper.pdf", "--database", URL)
    assert done.exit_code == 1
    assert "version 1 of this report was never submitted here" in done.stderr


def test_many_differences_are_counted(run: Run, paper: Paper) -> None:
    paper()
    data = json.loads(Path("snapshot.json").read_bytes())
    data["answers"] |= {f"q{number}": {"value": "\x1b[31m" + "x" * 200} for number in range(30)}
    Path("other.json").write_text(json.dumps(data))
    done = run("report", "verify", "paper.pdf", "--snapshot", "other.json")
    assert "  and 10 more differences" in done.stdout
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) < 220


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        ((), 2, "Missing argument"),
        (("none.pdf",), 2, "no file none.pdf"),
        (("paper.pdf", "--snapshot", "none.json"), 2, "no file none.json"),
        (("paper.pdf", "--snapshot", "snapshot.json", "--database", URL), 2, "not both"),
        (("snapshot.json",), 1, "snapshot.json: The file is not a PDF"),
        (("paper.pdf", "--snapshot", "paper.pdf"), 1, "paper.pdf: The file is not UTF-8 text"),
    ],
)
def test_wrong_use(run: Run, paper: Paper, args: tuple[str, ...], code: int, message: str) -> None:
    paper()
    done = run("report", "verify", *args)
    assert (done.exit_code, message in done.stderr) == (code, True), done.stderr
