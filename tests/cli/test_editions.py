"""``cbreport forms diff`` and ``cbreport forms lock``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cbreport.definition.editions import LOCK_FILE
from tests.cli.conftest import FORM, Run
from tests.cli.test_forms import package


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """An edition, and a new one with another label and an option less."""
    (tmp_path / "one.yaml").write_text(FORM, encoding="utf-8")
    new = FORM.replace("edition: one", "edition: two").replace("Country?", "Which country?")
    (tmp_path / "two.yaml").write_text(new.replace(", {code: x, label: X}", ""), encoding="utf-8")
    return "one.yaml", "two.yaml"


def test_differences(run: Run, files: tuple[str, str]) -> None:
    done = run("forms", "diff", *files)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "narrowing  country: no option “x” any more",
        "wording    country: label is “Which country?”, was “Country?”",
        "small@one → small@two: 1 wording, 1 narrowing",
    ]


def test_a_name_that_does_not_allow_them(run: Run, files: tuple[str, str]) -> None:
    changed = Path(files[1])
    changed.write_text(changed.read_text(encoding="utf-8").replace("edition: two", "edition: one.1"), encoding="utf-8")
    done = run("forms", "diff", *files)
    assert done.exit_code == 1
    assert "“one.1” after “one” allows wording and additive" in done.stderr
    assert "  country: no option “x” any more" in done.stderr
    data = json.loads(run("forms", "diff", *files, "--json").stdout)
    assert (data["ok"], data["allowed"]) == (False, ["wording", "additive"])
    assert [each["kind"] for each in data["changes"]] == ["narrowing", "wording"]
    assert [each["what"] for each in data["refused"]] == ["no option “x” any more"]


def test_installed_editions(run: Run) -> None:
    done = run("forms", "diff", "example-national-report@ex1", "example-national-report")
    assert (done.exit_code, done.stdout) == (
        0,
        "example-national-report@ex1 → example-national-report@ex1: no change\n",
    )


def test_wrong_use(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    done = run("forms", "diff", "no-such@one", files[0])
    assert (done.exit_code, "no form “no-such" in done.stderr) == (2, True)
    done = run("forms", "diff", files[0], "no-such.yaml")
    assert (done.exit_code, "There is no file no-such.yaml" in done.stderr) == (2, True)
    done = run("forms", "diff", files[0], "example-national-report")
    assert (done.exit_code, "different series" in done.stderr) == (2, True)
    (tmp_path / "words.yaml").write_text(
        "cbreport: 1\nvocabulary: words\ntitle: W\noptions: [{code: a, label: A}]\n", encoding="utf-8"
    )
    done = run("forms", "diff", files[0], "words.yaml")
    assert (done.exit_code, "“words.yaml” is no form" in done.stderr) == (2, True)
    (tmp_path / "bad.yaml").write_text(FORM + "      - {id: country, type: text, label: Again}\n", encoding="utf-8")
    done = run("forms", "diff", files[0], "bad.yaml")
    assert (done.exit_code, "bad.yaml:11: error F10" in done.stderr) == (1, True)


def test_lock(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plugin = package(monkeypatch, tmp_path, small=FORM)
    home = tmp_path / "its_forms"
    assert run("forms", "check", plugins=[plugin]).exit_code == 0  # nothing is locked
    done = run("forms", "lock", home, plugins=[plugin])
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "locked small@one")
    before = (home / LOCK_FILE).read_text(encoding="utf-8")
    assert run("forms", "lock", home, plugins=[plugin]).stdout == f"1 edition in {home / LOCK_FILE}\n"
    assert run("forms", "check", plugins=[plugin]).exit_code == 0

    (home / "small.yaml").write_text(FORM.replace("Country?", "Land?"), encoding="utf-8")
    done = run("forms", "check", plugins=[plugin])
    assert done.exit_code == 1
    assert "its_forms/small.yaml:1: error F31: small@one is published and was changed since." in done.stdout
    done = run("forms", "lock", home, plugins=[plugin])
    assert (done.exit_code, "small@one is published" in done.stderr) == (1, True)
    assert (home / LOCK_FILE).read_text(encoding="utf-8") == before

    (home / "small.yaml").write_text(FORM.replace("edition: one", "edition: two"), encoding="utf-8")
    done = run("forms", "check", plugins=[plugin])
    assert (done.exit_code, "F33: small@one is published and no plugin brings it" in done.stdout) == (1, True)
    data = json.loads(run("forms", "lock", home, "--json", plugins=[plugin]).stdout)
    assert (data["added"], data["locked"]) == (["small@two"], 2)


@pytest.mark.parametrize("content", ["{", b"\xff\xfe"])
def test_a_broken_lock(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | bytes) -> None:
    plugin = package(monkeypatch, tmp_path, small=FORM)
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / "its_forms" / LOCK_FILE).write_bytes(raw)
    done = run("forms", "check", plugins=[plugin])
    assert (done.exit_code, "F32" in done.stdout) == (1, True)
    assert run("forms", "lock", tmp_path / "its_forms", plugins=[plugin]).exit_code == 1
