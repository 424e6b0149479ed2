"""``cbreport report propose``: another edition, another form, and the draft that it writes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from cbreport.definition import Resource
from cbreport.testing import EXAMPLE, example_plugin
from tests.cli.conftest import REPORT, Run


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Reports of two cycles; the older one has an answer to a question that is gone."""
    older = {**REPORT, "submitted": "2020-05-31T10:00:00+00:00", "status": "submitted", "answers": {
        "assessed": {"value": True}, "help-needed": {"value": ["funding"], "comment": "Ask"}, "gone": {"value": "x"},
    }}  # fmt: skip
    (tmp_path / "older.json").write_text(json.dumps(older), encoding="utf-8")
    (tmp_path / "newer.json").write_text(json.dumps(REPORT), encoding="utf-8")
    return "older.json", "newer.json"


def test_the_same_series(run: Run, files: tuple[str, str]) -> None:
    done = run("report", "propose", files[0], "--to", "example-national-report@ex1")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Kenya, EX1, example-national-report@ex1 → example-national-report@ex1"
    assert "  assessed: Yes" in lines
    assert "    same: assessed, 2020-05-31" in lines
    assert "  help-needed: Funding · Ask" in lines
    assert "  not proposed: gone: x" in lines
    assert lines[-1] == "2 proposals (0 to review), 1 answer without a home"


def test_as_data(run: Run, files: tuple[str, str]) -> None:
    data = json.loads(run("report", "propose", *files, "--to", "example-national-report", "--json").stdout)
    assert (data["party"], data["to"], len(data["reports"])) == ("KEN", "example-national-report@ex1", 2)
    first = data["reports"][0]["proposals"][0]
    assert (first["address"], first["relation"], first["review"], first["answer"]["confirmed"]) == (
        "assessed", "same", False, False,
    )  # fmt: skip
    assert data["reports"][0]["homeless"][0]["reason"]["code"] == "C16"


def test_the_draft_holds_proposals_that_do_not_count_yet(run: Run, files: tuple[str, str]) -> None:
    done = run("report", "propose", files[0], "--to", "example-national-report", "-o", "draft.json")
    assert (done.exit_code, "2 proposed answers" in done.stderr) == (0, True)
    draft = json.loads(Path("draft.json").read_text(encoding="utf-8"))
    assert (draft["cycle"], draft["status"], draft["party"]) == ("EX1", "draft", "KEN")
    assert draft["answers"]["help-needed"]["confirmed"] is False
    assert draft["answers"]["help-needed"]["origin"]["form"] == "example-national-report@ex1"
    checked = run("report", "check", "draft.json")
    assert (checked.exit_code, "A27" in checked.stdout) == (1, True)
    before = Path("draft.json").read_bytes()
    assert run("report", "propose", files[0], "--to", "example-national-report", "-o", "draft.json").exit_code == 1
    assert Path("draft.json").read_bytes() == before
    again = run("report", "propose", files[0], "--to", "example-national-report", "-o", "draft.json", "--force")
    assert (again.exit_code, Path("draft.json").read_bytes()) == (0, before)


WRONG: list[tuple[dict[str, Any], tuple[str, ...], str]] = [
    ({}, ("--to", "no-such@one"), "There is no form “no-such"),
    ({}, ("--to", "example-national-report@ex9"), "ex9"),
    ({}, ("--to", "example-national-report", "--cycle", "EX9", "-o", "x.json"), "EX9"),
    ({"party": "NOR"}, ("--to", "example-national-report"), "different Parties: KEN, NOR"),
]


@pytest.mark.parametrize(("changes", "more", "message"), WRONG)
def test_wrong_use(
    run: Run, files: tuple[str, str], changes: dict[str, Any], more: tuple[str, ...], message: str
) -> None:
    Path("newer.json").write_text(json.dumps({**REPORT, **changes}), encoding="utf-8")
    done = run("report", "propose", *files, *more)
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr
    assert not Path("x.json").exists()


def test_along_an_installed_crosswalk(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "proposing_walks"
    home.mkdir()
    (home / "__init__.py").touch()
    (home / "other.yaml").write_text(
        f"cbreport: 1\nid: other\nedition: one\nconvention: {EXAMPLE.id}\ntitle: Other\nsections: [{{id: s, title: S, "
        "questions: [{id: done, type: yes-no, label: Done?}]}]\n",
        encoding="utf-8",
    )
    (home / "walk.yaml").write_text(
        "cbreport: 1\ncrosswalk: w\nfrom: example-national-report@ex1\nto: other@one\nmappings:\n"
        "  - {from: assessed, to: done, relation: close, note: Nearly the same.}\n",
        encoding="utf-8",
    )
    monkeypatch.delitem(sys.modules, "proposing_walks", raising=False)  # that of another test's folder
    monkeypatch.syspath_prepend(tmp_path)
    plugin = example_plugin()
    forms = plugin.cbreport_forms()
    plugin = example_plugin(
        cbreport_forms=lambda: [*forms, Resource("proposing_walks", "other.yaml")],
        cbreport_crosswalks=lambda: [Resource("proposing_walks", "walk.yaml")],
    )
    (tmp_path / "report.json").write_text(json.dumps(REPORT), encoding="utf-8")
    done = run("report", "propose", "report.json", "--to", "other", plugins=[plugin])
    assert done.exit_code == 0
    assert "  done: No\n    close: assessed. Nearly the same." in done.stdout
    assert "  not proposed: help-needed: Funding" in done.stdout
