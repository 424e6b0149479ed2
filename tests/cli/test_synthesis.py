"""``cbreport synthesis``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cbreport.testing import EXAMPLE, example_plugin
from tests.cli.conftest import REPORT, Run
from tests.synthesis.register_reports import SECOND

REGISTERS = ("synthesis", "registers", "--convention", "example", "--on", "2024-12-31")


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def made(name: str = "ken.json", **more: Any) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({**REPORT, "status": "submitted", **more}), encoding="utf-8")
        return path

    return made


def test_views_are_listed(run: Run) -> None:
    done = run("synthesis", "views")
    assert done.exit_code == 0, done.output
    assert "work-plan    Work plans and their budgets" in done.stdout
    assert json.loads(run("synthesis", "views", "--json").stdout)[0] == {
        "name": "needs",
        "title": "Needs and what meets them",
    }


def test_one_view_is_written(run: Run, file: Callable[..., Path]) -> None:
    done = run(*REGISTERS, "--view", "work-plan", "-o", "plan.html", file())
    assert done.exit_code == 0, done.output
    written = Path("plan.html").read_text(encoding="utf-8")
    assert "No item of a work plan was told." in written
    assert "Kenya" in written
    assert "Needs and what meets them" not in written
    assert "Wrote plan.html" in done.stderr


def test_without_a_name_all_views_are_written(run: Run, file: Callable[..., Path]) -> None:
    done = run(*REGISTERS, "-o", "all.xlsx", file())
    assert done.exit_code == 0, done.output
    lines = [row[0].value for row in openpyxl.load_workbook("all.xlsx").worksheets[-1].iter_rows()]
    assert "13 Joint activities and indicators" in lines


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--view", "need"), "There is no view “need”"),
        (("--convention", "exampel"), "There is no convention “exampel”"),
        (("--format", "json"), "There is no format “json”. Known: pdf, html, docx, xlsx"),
        (("-o", "plan.json"), "There is no format “json”"),
        (("--on", "yesterday"), "is not a day"),
    ],
)
def test_wrong_names_are_refused_with_what_there_is(
    run: Run, file: Callable[..., Path], args: tuple[str, ...], message: str
) -> None:
    done = run(*REGISTERS, "-o", "plan.html", *args, file())
    assert done.exit_code == 2
    assert message in done.output
    assert not Path("plan.html").exists()


def test_what_does_not_count_is_left_out_with_a_word(run: Run, file: Callable[..., Path]) -> None:
    draft, outside = file("draft.json", status="draft"), file("che.json", party="CHE")
    done = run(*REGISTERS, "-o", "plan.html", draft, outside)
    assert done.exit_code == 0, done.output
    assert "draft.json: the report is draft. Only what was submitted counts" in done.stderr
    assert "no Party on 2024-12-31 or not asked for: CHE" in done.stderr


def test_a_group_of_countries_alone(run: Run, file: Callable[..., Path]) -> None:
    done = run(*REGISTERS, "--group", "sids", "--view", "needs", "-o", "plan.html", file())
    assert done.exit_code == 0, done.output
    assert "Parties that told them: 0 of 1" in Path("plan.html").read_text(encoding="utf-8")


def test_a_report_to_another_convention_is_refused(run: Run, file: Callable[..., Path]) -> None:
    plugin = example_plugin(cbreport_conventions=lambda: [EXAMPLE, SECOND])
    done = run("synthesis", "registers", "--convention", "second", "-o", "plan.html", file(), plugins=[plugin])
    assert done.exit_code == 1
    assert "ken.json: the report is to the convention example." in done.output
    assert "Add --convention example" in done.output
    assert not Path("plan.html").exists()


def test_a_file_that_is_there_is_kept(run: Run, file: Callable[..., Path]) -> None:
    Path("plan.html").write_text("mine", encoding="utf-8")
    done = run(*REGISTERS, "-o", "plan.html", file())
    assert done.exit_code == 1
    assert "Give --force" in done.output
    assert Path("plan.html").read_text(encoding="utf-8") == "mine"
