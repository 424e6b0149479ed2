"""``cbreport forms``: list, show, check."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from cbreport.cli.checking import check_installed
from cbreport.definition import Resource
from cbreport.documents.codebook import COLUMNS
from cbreport.plugins import create_plugin_manager
from cbreport.testing import example_plugin
from tests.cli.conftest import FORM, Run

FormFile = Callable[..., Path]


def package(monkeypatch: pytest.MonkeyPatch, folder: Path, **contents: str) -> ModuleType:
    """An importable package ``its_forms`` with form files, and the Convention on Examples' plugin bringing them."""
    home = folder / "its_forms"
    home.mkdir()
    (home / "__init__.py").touch()
    for name, text in contents.items():
        (home / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.delitem(sys.modules, "its_forms", raising=False)
    monkeypatch.syspath_prepend(folder)
    return example_plugin(cbreport_forms=lambda: [Resource("its_forms", f"{name}.yaml") for name in contents])


def test_list(run: Run) -> None:
    done = run("forms", "list")
    assert done.exit_code == 0
    title, row, total = done.stdout.splitlines()
    assert title.split() == ["form", "convention", "questions", "unverified", "languages", "title"]
    assert row.split()[:6] == ["example-national-report@ex1", "example", "11", "1", "en", "fr"]
    assert row.endswith("National report to the Convention on Examples")
    assert total == "1 form"


def test_list_as_json(run: Run) -> None:
    (row,) = json.loads(run("forms", "list", "--json").stdout)
    assert (row["form"], row["questions"], row["unverified"]) == ("example-national-report@ex1", 11, 1)
    assert row["digest"].startswith("sha256:")


@pytest.mark.parametrize("name", ["example-national-report@ex1", "example-national-report"])
def test_show(run: Run, name: str) -> None:
    done = run("forms", "show", name)
    assert done.exit_code == 0
    text = done.stdout
    for part in (
        "I  Needs  [needs]",
        "  I.1  Has your country assessed its needs?\n    [assessed] yes-no, required\n",
        "    Only if I.1 is yes.",
        "- other: Other help (asks for text)",
        "- none: No help is needed (cannot be chosen with another)",
        "- row managers: Managers",
        "      [title] text, required",
        "[share] decimal, at least 0, at most 100, unit: per cent",
        "[contact] text, private, sensitive, not compared with the official text",
        "or: not-applicable, no-information",
    ):
        assert part in text
    assert done.stderr == ""


def test_show_as_a_schema_of_its_answers(run: Run) -> None:
    schema = json.loads(run("forms", "show", "example-national-report", "--format", "schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["assessed"]["properties"]["value"] == {"type": "boolean"}
    assert schema["additionalProperties"] is False


def test_show_as_a_schema_of_a_whole_report_file(run: Run) -> None:
    schema = json.loads(run("forms", "show", "example-national-report", "--format", "file-schema").stdout)
    assert schema["properties"]["answers"]["properties"]["assessed"]["properties"]["value"] == {"type": "boolean"}
    assert schema["properties"]["edition"] == {"const": "ex1"}


def test_show_as_rules_that_another_program_can_read(run: Run) -> None:
    rules = json.loads(run("forms", "show", "example-national-report", "--format", "logic").stdout)
    assert rules["assessed"] is True
    assert {"!!": [{"var": ["assessed.answered", False]}]} not in (rules["assessed-when"], rules["help-needed"])
    assert {"===": [{"var": ["assessed.value", None]}, True]} in rules["assessed-when"]["and"]


def test_show_as_data(run: Run) -> None:
    data = json.loads(run("forms", "show", "example-national-report", "--format", "json").stdout)
    needs, activities = data["sections"]
    when = needs["questions"][1]
    assert when["show-when"] == {"item": "assessed", "equals": "true"}
    assert when["shown-when-in-words"] == "I.1 is yes"
    assert [column["id"] for column in needs["questions"][4]["columns"]] == ["advice", "training", "details"]
    assert [part["id"] for part in activities["questions"][0]["questions"]] == ["title", "people", "held", "cost"]
    assert activities["questions"][4]["verified"] is True
    assert activities["questions"][5]["verified"] is False
    assert "help" not in activities


def test_show_as_a_page(run: Run) -> None:
    done = run("forms", "show", "example-national-report", "--format", "html", "--language", "ar")
    assert done.exit_code == 0
    assert done.stdout.startswith('<!doctype html>\n<html lang="ar" dir="rtl">')
    assert "no reviewed translation into العربية" in done.stderr


@pytest.mark.parametrize(
    ("format", "start"),
    [
        ("text", b"National report"),
        ("json", b"{"),
        ("html", b"<!doctype html>"),
        ("pdf", b"%PDF-"),
        ("codebook", b"\xef\xbb\xbfaddress,"),
    ],
)
def test_show_into_a_file(run: Run, format: str, start: bytes) -> None:
    command = ("forms", "show", "example-national-report", "--format", format)
    done = run(*command, "-o", "form.out")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "Wrote form.out.\n")
    content = Path("form.out").read_bytes()
    assert content.startswith(start)
    assert run(*command).stdout_bytes == content
    refused = run(*command, "-o", "form.out")
    assert refused.exit_code == 1
    assert "Give --force to overwrite it" in refused.stderr
    assert run(*command, "-o", "form.out", "--force").exit_code == 0


def test_show_in_another_language_counts_what_is_not_translated(run: Run) -> None:
    done = run("forms", "show", "example-national-report", "--language", "fr")
    assert done.exit_code == 0
    assert "no reviewed translation into Français" in done.stderr
    assert run("forms", "show", "example-national-report").stderr == ""


def test_show_an_installed_form_in_french(run_installed: Run) -> None:
    listed = json.loads(run_installed("forms", "list", "--json").stdout)
    key = next(row["form"] for row in listed if "fr" in row["languages"])
    english = run_installed("forms", "show", key).stdout
    french = run_installed("forms", "show", key, "--language", "fr").stdout
    assert english.splitlines()[0] != french.splitlines()[0]
    assert len(english.splitlines()) == len(french.splitlines())


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nothing"], "There is no form “nothing”. Known: example-national-report."),
        (["example-national-report@ex9"], "“ex9”. Known: ex1."),
        (["example-national-report", "--language", "xx"], "'xx' is not one of"),
    ],
)
def test_show_what_does_not_exist(run: Run, args: list[str], message: str) -> None:
    done = run("forms", "show", *args)
    assert done.exit_code == 2
    assert message in done.stderr


# -- check ------------------------------------------------------------------------------------------------------------


def test_check_every_installed_form(run_installed: Run) -> None:
    done = run_installed("forms", "check")
    assert done.exit_code == 0, done.output
    assert ", 0 errors" in done.stdout.splitlines()[-1]


def test_unverified_questions_are_a_short_list(run: Run) -> None:
    done = run("forms", "check")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "example-national-report@ex1: 1 of 11 questions not compared with the official text yet: II.6.",
        "1 file, 0 errors",
    ]


def test_verbose_names_each_with_file_and_line(run: Run) -> None:
    line = run("forms", "check", "--verbose").stdout.splitlines()[0]
    assert line.endswith("testing_form.yaml:68: contact: unverified")


def test_many_unverified_questions_are_cut_off(run: Run, form_file: FormFile) -> None:
    more = "".join(f"      - {{id: q{n}, number: {n}, type: text, label: Q, verified: false}}\n" for n in range(12))
    line = run("forms", "check", form_file(more)).stdout.splitlines()[0]
    assert line.endswith(
        "12 of 13 questions not compared with the official text yet: 0, 1, 2, 3, 4, 5, 6, 7 and 4 more (--verbose)."
    )


def test_check_as_json(run: Run, form_file: FormFile) -> None:
    done = run("forms", "check", "--json", form_file("      - {id: b, type: text, label: B, verified: false}\n"))
    data = json.loads(done.stdout)
    assert (data["ok"], data["errors"], data["files"]) == (True, 0, 1)
    assert data["unverified"] == [{"form": "small@one", "questions": 2, "unverified": 1, "numbers": ["b"]}]
    (found,) = data["findings"]
    assert (found["code"], found["file"], found["line"], found["address"]) == ("F30", "form.yaml", 11, "b")


def test_check_as_json_with_an_error(run: Run, form_file: FormFile) -> None:
    done = run("forms", "check", "--json", form_file("      - {id: b, type: text, label: B, unit: x}\n"))
    assert done.exit_code == 1
    data = json.loads(done.stdout)
    assert (data["ok"], data["errors"]) == (False, 1)
    assert data["findings"][0]["message"] == "A text question does not take “unit”."


def test_one_broken_form_does_not_hide_the_others(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good, bad = FORM.replace("id: small", "id: good"), FORM.replace("type: choose-one", "type: choose-none")
    plugin = package(monkeypatch, tmp_path, bad=bad, worse="- 1", good=good)
    done = run("forms", "check", plugins=[plugin])
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("its_forms/bad.yaml:10: error F20: There is no question type “choose-none”.")
    assert lines[1].startswith("its_forms/worse.yaml:1: error F01: ")
    assert lines[-1] == "3 files, 2 errors"


def test_a_form_that_is_brought_twice(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = run("forms", "check", plugins=[package(monkeypatch, tmp_path, one=FORM, two=FORM)])
    assert done.exit_code == 1
    assert (
        "its_forms/two.yaml:1: error P01: A plugin could not do its part: “example” brings the form small@one"
        in done.stdout
    )


def test_a_file_that_a_plugin_names_and_does_not_have(run: Run) -> None:
    plugin = example_plugin(cbreport_forms=lambda: [Resource("cbreport", "gone.yaml"), Resource("gone", "gone.yaml")])
    done = run("forms", "check", plugins=[plugin])
    assert done.exit_code == 1
    assert done.stdout.count("The file cannot be read") == 2


def test_a_plugin_that_raises_is_named(run: Run) -> None:
    def broken() -> list[Resource]:
        raise ZeroDivisionError

    done = run("forms", "check", plugins=[example_plugin(cbreport_forms=broken)])
    assert done.exit_code == 1
    assert "The plugin “example” failed in cbreport_forms: ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.stderr


def test_forms_of_a_plugin_that_was_not_loaded_do_not_pass() -> None:
    class Point:
        name, value, dist = "broken", "broken_module", None

        def load(self) -> object:
            raise ImportError("no such thing")

    manager = create_plugin_manager([])
    manager.load([Point()])  # type: ignore[list-item]
    checked = check_installed(manager)
    assert checked.errors == 1
    assert "“broken” could not be loaded, so its forms were not checked" in str(checked.findings[0])


def test_the_code_book_is_read_by_spreadsheets(run: Run) -> None:
    done = run("forms", "show", "example-national-report", "--format", "codebook")
    assert done.exit_code == 0
    raw = done.stdout_bytes
    assert raw.startswith(b"\xef\xbb\xbfaddress,section,number,")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert tuple(table[0]) == COLUMNS
    assert {len(row) for row in table} == {len(COLUMNS)}


def test_the_code_book_in_another_language(run_installed: Run) -> None:
    done = run_installed("forms", "show", "cms-national-report@cop14", "--format", "codebook", "--language", "ar")
    assert "ماذا جرى عمله" in done.stdout_bytes.decode("utf-8-sig")
