"""``cbreport synthesis cycle``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import REPORT, Run

CYCLE = ("synthesis", "cycle", "--convention", "example")


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def made(name: str = "ken.json", **more: Any) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({**REPORT, "status": "submitted", **more}), encoding="utf-8")
        return path

    return made


def test_a_cycle_becomes_one_document(run: Run, file: Callable[..., Path]) -> None:
    done = run(*CYCLE, "-o", "cycle.html", file(), file("nor.json", party="NOR"))
    assert done.exit_code == 0, done.output
    written = Path("cycle.html").read_text(encoding="utf-8")
    assert "Reports received: 2 of 3 (67%)" in written
    assert "Key findings" in written
    assert "Wrote cycle.html" in done.stderr


def test_parts_are_chosen_and_a_draft_is_left_out(run: Run, file: Callable[..., Path]) -> None:
    draft = file("nor.json", party="NOR", status="draft")
    done = run(*CYCLE, "--part", "parties", "--kind", "progress", "-o", "cycle.xlsx", file(), draft)
    assert done.exit_code == 0, done.output
    assert "nor.json: the report is draft" in done.stderr
    book = openpyxl.load_workbook("cycle.xlsx")
    rows = {row[0].value: [cell.value for cell in row[1:]] for sheet in book.worksheets for row in sheet.iter_rows()}
    assert rows["Kenya"][1] is not None
    assert rows["Norway"][1] is None


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--kind", "annual"), "There is no kind of synthesis “annual”"),
        (("--part", "need"), "There is no part of a synthesis “need”"),
        (("--cycle", "EX9"), "There is no cycle “EX9”"),
        (("--beside", "nowhere"), "There is no convention “nowhere”"),
        (("--format", "csv"), "There is no format “csv”"),
        (("--frozen", "a" * 24), "Name files with reports, or a frozen synthesis"),
    ],
)
def test_what_is_typed_wrong_is_named(run: Run, file: Callable[..., Path], args: tuple[str, ...], message: str) -> None:
    done = run(*CYCLE, *args, "-o", "cycle.pdf", file())
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert not Path("cycle.pdf").exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "Name files with reports, or a frozen synthesis"),
        (("--frozen", "a" * 24, "--on", "2024-12-31"), "leave --on and --beside out"),
        (("--frozen", "a" * 24, "--database", "sqlite:///no-such.db"), "no-such.db"),
    ],
)
def test_a_frozen_synthesis_stands_for_itself(run: Run, args: tuple[str, ...], message: str) -> None:
    done = run(*CYCLE, *args, "-o", "cycle.html")
    assert done.exit_code, done.output
    assert message in done.stderr
