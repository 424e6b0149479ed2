"""``cbreport report compare``: what differs between two report files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import REPORT, Run


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write(name: str, **answers: Any) -> str:
        data = {**REPORT, "answers": {key.replace("_", "-"): each for key, each in answers.items()}}
        (tmp_path / name).write_text(json.dumps(data), encoding="utf-8")
        return name

    return write


def test_what_differs_is_told_line_by_line(run: Run, write: Any) -> None:
    older = write("older.json", assessed={"value": True}, help_needed={"value": ["funding"]})
    newer = write(
        "newer.json", assessed={"value": False}, help_needed={"value": ["funding"]}, contact={"value": "Joe\u001b"}
    )
    done = run("report", "compare", older, newer)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[:3] == ["changed: I.1 Has your country assessed its needs?", "  - Yes", "  + No"]
    assert "  + Joe␛" in lines
    assert lines[-1].endswith("1 changed, 1 added, 0 removed, 1 same, 8 blank")
    assert "help" not in done.stdout
    assert "same: I.3" in run("report", "compare", older, newer, "--all").stdout


def test_nothing_differs(run: Run, write: Any) -> None:
    file = write("one.json", assessed={"value": True})
    done = run("report", "compare", file, file)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)


def test_as_data(run: Run, write: Any) -> None:
    older, newer = write("older.json", assessed={"value": True}), write("newer.json")
    data = json.loads(run("report", "compare", older, newer, "--json").stdout)
    assert data["counts"]["removed"] == 1
    (question,) = data["questions"]
    assert (question["question"], question["asked"]) == ("assessed", "both")
    assert question["answers"] == [
        {"state": "removed", "earlier": "assessed", "later": "", "before": {"value": True}, "after": {}}
    ]


def test_a_file_that_is_none(run: Run, write: Any) -> None:
    assert run("report", "compare", write("one.json"), "none.json").exit_code == 2
