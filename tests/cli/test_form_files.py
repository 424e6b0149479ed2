"""``cbreport forms check FILE``: forms, vocabularies and blocks, alone and with each other."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from tests.cli.conftest import FORM, Run

FormFile = Callable[..., Path]


def test_norway_is_not_false(run: Run, form_file: FormFile) -> None:
    done = run(
        "forms", "check", form_file("      - {id: b, type: text, label: B, show-when: {item: country, equals: NO}}\n")
    )
    assert (done.exit_code, done.stdout) == (0, "1 file, 0 errors\n")


def test_a_vocabulary_is_recognised(run: Run, tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text("cbreport: 1\nvocabulary: v\ntitle: V\noptions: [{code: a, label: A}]\n", "utf-8")
    assert run("forms", "check", "v.yaml").stdout == "1 file, 0 errors\n"
    (tmp_path / "v.yaml").write_text(
        "cbreport: 1\nvocabulary: v\ntitle: V\noptions:\n  - {code: a, label: A}\n  - {code: a, label: B}\n", "utf-8"
    )
    done = run("forms", "check", "v.yaml")
    assert done.exit_code == 1
    assert done.stdout.startswith("v.yaml:6: error F19: The option code “a” stands twice.")


def test_a_block_is_recognised_and_its_questions_checked(run: Run, tmp_path: Path) -> None:
    block = "cbreport: 1\nblock: my/block\nquestions:\n  - {id: q, type: text, label: Q}\n"
    (tmp_path / "b.yaml").write_text(block, "utf-8")
    assert run("forms", "check", "b.yaml").stdout == "1 file, 0 errors\n"
    (tmp_path / "b.yaml").write_text(block + "  - {id: r, type: choose-one, label: R, vocabulary: gone}\n", "utf-8")
    done = run("forms", "check", "b.yaml")
    assert done.exit_code == 1
    assert done.stdout.startswith("b.yaml:5: error F16: There is no vocabulary “gone”.")


def test_a_mistake_in_a_block_is_told_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("cbreport: 1\nblock: b\nquestions:\n  - {id: q, type: text}\n", "utf-8")
    done = run("forms", "check", "b.yaml")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0].startswith("b.yaml:4: error F05: “label”: is missing.")
    assert done.stdout.splitlines()[1:] == ["1 file, 1 error"]


def test_two_files_with_one_id(run: Run, tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        text = "cbreport: 1\nvocabulary: v\ntitle: V\noptions: [{code: a, label: A}]\n"
        (tmp_path / name).write_text(text, "utf-8")
    done = run("forms", "check", "one.yaml", "two.yaml")
    assert done.exit_code == 1
    assert done.stdout.startswith("two.yaml:1: error F10: The id “v” is used twice. Another vocabulary has it already")


def test_an_installed_file_can_be_checked_by_its_name(run_installed: Run) -> None:
    path = files("cbreport_forms").joinpath("vocabularies/priority-scale.yaml")
    assert run_installed("forms", "check", path).stdout == "1 file, 0 errors\n"


def test_what_a_block_needs_of_its_form_is_a_warning(run: Run, tmp_path: Path) -> None:
    question = "{id: q, type: text, label: Q, show-when: {item: else, answered: true}}"
    (tmp_path / "b.yaml").write_text(f"cbreport: 1\nblock: b\nquestions:\n  - {question}\n", "utf-8")
    done = run("forms", "check", "b.yaml")
    assert done.exit_code == 0
    assert done.stdout.startswith("b.yaml:4: warning F12: The condition names “else”")
    assert done.stdout.endswith("1 file, 0 errors, 1 warning\n")


def test_files_are_checked_with_each_other(run: Run, form_file: FormFile, tmp_path: Path) -> None:
    form = form_file("      - {id: b, type: choose-one, label: B, vocabulary: v}\n      - {use: blocks/one}\n")
    (tmp_path / "v.yaml").write_text("cbreport: 1\nvocabulary: v\ntitle: V\noptions: [{code: a, label: A}]\n", "utf-8")
    (tmp_path / "b.yaml").write_text(
        "cbreport: 1\nblock: blocks/one\nquestions: [{id: q, type: text, label: Q}]\n", "utf-8"
    )
    alone = run("forms", "check", form)
    assert alone.exit_code == 1
    assert "form.yaml:11: error F16" in alone.stdout
    assert "form.yaml:12: error F18" in alone.stdout
    assert run("forms", "check", form, "v.yaml", "b.yaml").stdout == "3 files, 0 errors\n"


def test_a_file_uses_installed_vocabularies(run_installed: Run, form_file: FormFile) -> None:
    done = run_installed(
        "forms", "check", form_file("      - {id: b, type: rating, label: B, vocabulary: priority-scale}\n")
    )
    assert done.exit_code == 0
    assert "no installed plugin brings the convention “example”" in done.stdout


def test_a_convention_that_nobody_brings_is_a_warning(run: Run, form_file: FormFile) -> None:
    path = form_file()
    path.write_text(FORM.replace("convention: example", "convention: exampel"), encoding="utf-8")
    done = run("forms", "check", path)
    assert done.exit_code == 0
    line = done.stdout.splitlines()[0]
    assert line.startswith(
        "form.yaml:4: warning F05: “convention”: no installed plugin brings the convention “exampel”."
    )
    assert line.endswith("Installed: example.")


def test_a_block_may_be_called_anything(run: Run, tmp_path: Path) -> None:
    text = "cbreport: 1\nblock: 'a\"b: {c}'\nquestions:\n  - {id: q, type: none, label: Q}\n"
    (tmp_path / "b.yaml").write_text(text, "utf-8")
    done = run("forms", "check", "b.yaml")
    assert done.exit_code == 1
    assert done.stdout.startswith("b.yaml:4: error F20: There is no question type “none”.")
