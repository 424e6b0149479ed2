"""``cbreport report fill-in`` and ``take-in``: out as a workbook, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import REPORT, Run


@pytest.fixture
def workbook(run: Run) -> Path:
    Path("report.json").write_text(json.dumps(REPORT), encoding="utf-8")
    done = run("report", "fill-in", "report.json", "-o", "out.xlsx")
    assert (done.exit_code, "Wrote out.xlsx" in done.stderr) == (0, True)
    return Path("out.xlsx")


def typed(file: Path, label: str, value: Any) -> None:
    """What a person does with it."""
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2, min_col=3, max_col=4):
            if row[0].value == label:
                row[1].value = value
    book.save(file)


def test_there_and_back(run: Run, workbook: Path) -> None:
    typed(workbook, "Training", "x")
    done = run("report", "take-in", "report.json", workbook, "-o", "new.json")
    assert done.exit_code == 0, done.output
    told = ["help-needed: Funding → Funding · Training", "1 change, 0 places not understood"]
    assert done.stdout.splitlines() == told
    answers = json.loads(Path("new.json").read_text(encoding="utf-8"))["answers"]
    assert answers["help-needed"]["value"] == ["funding", "training"]
    assert answers["assessed"]["value"] is False
    assert run("report", "check", "new.json").exit_code == 0


def test_what_is_not_understood_is_told_and_the_rest_is_taken(run: Run, workbook: Path) -> None:
    typed(workbook, "Training", "x")
    typed(workbook, "Funding", "some")
    done = run("report", "take-in", "report.json", workbook, "-o", "new.json")
    assert done.exit_code == 1
    assert "“some” is neither a tick nor blank." in done.stdout
    answers = json.loads(Path("new.json").read_text(encoding="utf-8"))["answers"]
    assert answers["help-needed"]["value"] == ["funding", "training"]


def test_a_dry_run_writes_nothing(run: Run, workbook: Path) -> None:
    typed(workbook, "Funding", "")
    before = sorted(Path().iterdir())
    data = json.loads(run("report", "take-in", "report.json", workbook, "--dry-run", "--json").stdout)
    assert [each["address"] for each in data["changes"]] == ["help-needed"]
    assert (data["changes"][0]["before"], data["unread"]) == ({"value": ["funding"]}, [])
    assert sorted(Path().iterdir()) == before


def test_as_data_and_only_some_sections(run: Run, workbook: Path) -> None:
    assert run("report", "fill-in", "report.json", "-o", "out.json", "--section", "activities").exit_code == 0
    texts = json.loads(Path("out.json").read_text(encoding="utf-8"))["texts"]
    assert "help-needed" not in texts
    assert run("report", "take-in", "report.json", "out.json", "--dry-run").exit_code == 0


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("fill-in", "report.json", "-o", "out.pdf"), 2, "says no kind of file"),
        (("fill-in", "report.json", "-o", "out.xlsx"), 1, "exists and is left as it is"),
        (("fill-in", "report.json", "-o", "new.xlsx", "--section", "none"), 2, "has no section “none”"),
        (("fill-in", "report.json"), 2, "--output"),
        (("take-in", "report.json", "out.xlsx"), 2, "either -o"),
        (("take-in", "report.json", "out.xlsx", "--dry-run", "-o", "new.json"), 2, "either -o"),
        (("take-in", "report.json", "out.xlsx", "-o", "report.json"), 1, "exists and is left as it is"),
        (("take-in", "report.json", "none.xlsx", "--dry-run"), 2, "There is no file"),
        (("take-in", "report.json", "report.json", "--dry-run"), 1, "report.json: This is no file that was made here"),
        (("take-in", "other.json", "out.xlsx", "--dry-run"), 1, "was made from another report"),
    ],
)
def test_wrong_use_is_told(run: Run, workbook: Path, args: tuple[str, ...], code: int, told: str) -> None:
    Path("other.json").write_text(json.dumps({**REPORT, "party": "NOR"}), encoding="utf-8")
    done = run("report", *args)
    assert (done.exit_code, told in done.stderr) == (code, True), done.output
    assert not Path("new.xlsx").exists()
    assert not Path("new.json").exists()
