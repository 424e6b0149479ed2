"""Exceptions and findings; and the table of codes, held together with the source that uses it."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import cbreport.errors
from cbreport.errors import (
    CODES,
    CbreportError,
    Conflict,
    DefinitionError,
    Finding,
    NotPermitted,
    PluginError,
    SaveConflict,
    SaveRefused,
    Term,
    UnknownName,
    WorkflowError,
    finding,
    in_order,
)

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "cbreport").rglob("*.py"))
#: Calls that make a finding from the table: the place of the code among their arguments.
MAKERS = {"finding": 0, "_at": 0, "refuse": 0, "report": 0}
NOT_PLACES = {"file", "line"}


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def constants(node: ast.AST) -> Iterator[str]:
    """Texts that an expression may be."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def codes_in(source: str) -> set[str]:
    """Every text of a source that is built like a code: a letter and two digits."""
    return {
        text for text in constants(ast.parse(source)) if len(text) == 3 and text[0].isupper() and text[1:].isdigit()
    }


def calls(source: str) -> Iterator[tuple[str, set[str], int]]:
    """Code, names of the values given, and line of each finding that is made with the code written out."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in MAKERS and all(keyword.arg for keyword in node.keywords):  # **values cannot be read here
            for code in set(constants(node.args[0])) & CODES.keys():
                yield code, {str(keyword.arg) for keyword in node.keywords} - NOT_PLACES, node.lineno


# -- the table --------------------------------------------------------------------------------------------------------


def test_every_code_used_is_in_the_table_and_every_one_there_is_used() -> None:
    used: dict[str, set[str]] = {}
    for path in SOURCES:
        if path.name != "errors.py":
            for code in codes_in(path.read_text("utf-8")):
                used.setdefault(code, set()).add(path.relative_to(ROOT).as_posix())
    assert {code: files for code, files in used.items() if code not in CODES} == {}
    assert CODES.keys() - used.keys() == set()


def test_every_finding_is_given_a_value_for_each_place_of_its_message() -> None:
    wrong = []
    seen = set()
    for path in SOURCES:
        for code, given, line in calls(path.read_text("utf-8")):
            seen.add(code)
            needed = places(CODES[code].message) | places(CODES[code].hint)
            if given != needed:
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {code} needs {sorted(needed)}, has {sorted(given)}")
    assert wrong == []
    assert len(seen) > len(CODES) * 0.8


def test_the_scan_finds_what_it_looks_for() -> None:
    source = (
        'finding("A01", address, address="x")\nself.report("F05" if x else "F06", place, key=k)\nfinding(code, **v)'
    )
    assert codes_in(source) == {"A01", "F05", "F06"}
    assert sorted(calls(source)) == [("A01", {"address"}, 1), ("F05", {"key"}, 2), ("F06", {"key"}, 2)]
    assert codes_in('"utf-8", "55P03", "KEN", "A1"') == set()


def test_each_row_says_what_is_wrong_and_what_to_do() -> None:
    for code, row in CODES.items():
        assert row.severity in ("error", "warning", "info"), code
        assert row.hint.rstrip().endswith((".", "}")), code
        assert row.message[0].isupper() or row.message[0] in "“{", code


def test_almost_all_about_forms_and_answers_is_an_error() -> None:
    mild = {code: row.severity for code, row in CODES.items() if code[0] in "FAP" and row.severity != "error"}
    assert mild == {
        **dict.fromkeys(("A31", "F25", "F50", "F51", "F52", "F53", "F55", "F56"), "warning"),
        "F30": "info",
    }


# -- findings ---------------------------------------------------------------------------------------------------------


def test_a_finding_is_written_with_its_place_what_and_what_to_do() -> None:
    assert str(finding("A03", "people", typed="many")) == (
        "people: error A03: “many” is not a whole number. Write digits only, for example 12."
    )
    assert str(finding("F02", "x", file="f.yaml", line=7, key="label")).startswith(
        "f.yaml:7: error F02: The key “label”"
    )
    assert str(Finding("X01", "info", "q", "Done.")) == "q: info X01: Done."


@pytest.mark.parametrize("typed", ["{", "}", "{}", "{0}", "{typed}", "{typed.__class__}", "{{typed}}", "%s", "{!r}"])
def test_braces_in_a_value_stay_as_they_are(typed: str) -> None:
    found = finding("A03", "people", typed=typed)
    assert found.describe() == f"“{typed}” is not a whole number."
    assert typed in str(found)


def test_braces_in_a_message_without_values_are_text() -> None:
    assert Finding("X01", "info", "q", "Write {a} or {.").describe() == "Write {a} or {."


def test_a_message_is_translated_before_its_places_are_filled() -> None:
    french = {
        "“{label}” has no answer.": "« {label} » est sans réponse.",
        "Who was trained?": "Qui a été formé ?",
        "Answer it; the report cannot be submitted without it.": "Répondez.",
    }
    found = finding("A02", "q", label=Term("Who was trained?"))
    assert found.describe(lambda text: french.get(text, text)) == "« Qui a été formé ? » est sans réponse."
    assert found.advise(lambda text: french.get(text, text)) == "Répondez."


def test_what_somebody_typed_is_not_translated_though_it_reads_like_a_text_of_ours() -> None:
    french = {"Yes": "Oui", "“{typed}” is not a whole number.": "« {typed} » n'est pas un nombre entier."}
    found = finding("A03", "people", typed="Yes")
    assert found.describe(lambda text: french.get(text, text)) == "« Yes » n'est pas un nombre entier."


def test_a_finding_without_a_hint_advises_nothing() -> None:
    assert Finding("X01", "info", "q", "Done.").advise(lambda text: "never asked") == ""


def test_errors_come_before_warnings_before_information_else_as_they_came() -> None:
    found = [
        Finding(str(number), severity, "", "x") for number, severity in enumerate(("info", "error", "warning", "error"))
    ]  # type: ignore[arg-type]
    assert [each.code for each in in_order(found)] == ["1", "3", "2", "0"]


# -- exceptions -------------------------------------------------------------------------------------------------------


def test_all_exceptions_have_one_root_and_stand_in_the_tree_of_the_docstring() -> None:
    errors = [each for each in vars(cbreport.errors).values() if isinstance(each, type) and issubclass(each, Exception)]
    assert len(errors) > 8
    for error in errors:
        assert issubclass(error, CbreportError)
        assert error.__doc__
        assert f" {error.__name__} " in f"{cbreport.errors.__doc__} " or error is CbreportError


def test_an_error_says_what_is_wrong_and_what_to_do() -> None:
    error = NotPermitted("You may not.", "Ask somebody.")
    assert (str(error), error.message, error.hint) == ("You may not. Ask somebody.", "You may not.", "Ask somebody.")
    assert str(NotPermitted("You may not.")) == "You may not."


def test_an_error_of_a_template_says_the_same_and_can_be_said_in_another_language() -> None:
    french = {"It is {state}, {name}.": "C'est {state}, {name}.", "done": "fait", "Ask {name}.": "Demandez à {name}."}
    error = WorkflowError("It is {state}, {name}.", "Ask {name}.", state=Term("done"), name="done")
    assert (str(error), error.message, error.hint) == ("It is done, done. Ask done.", "It is done, done.", "Ask done.")
    assert error.describe(lambda text: french.get(text, text)) == "C'est fait, done."
    assert error.advise(lambda text: french.get(text, text)) == "Demandez à done."


def test_braces_in_an_error_without_values_are_text() -> None:
    assert NotPermitted("{", "{x}").describe() == "{"


def test_an_unknown_name_carries_what_is_known_and_shows_the_first_dozen() -> None:
    error = UnknownName("form", "x", (f"f{number}" for number in range(13)))
    assert (error.kind, error.name, len(error.known)) == ("form", "x", 13)
    assert str(error).startswith("There is no form “x”. Known: f0, f1, ")
    assert str(error).endswith("f11 ….")
    assert str(UnknownName("form", "x")) == "There is no form “x”."


def test_a_plugin_error_carries_the_plugin() -> None:
    assert PluginError("cms", "It failed.").plugin == "cms"


def test_a_definition_error_lists_its_findings_one_to_a_line() -> None:
    error = DefinitionError(
        [finding("F06", file="a.yaml", line=1, key="x"), finding("F06", file="a.yaml", line=9, key="y")]
    )
    assert [line.partition(": ")[0] for line in str(error).splitlines()] == ["a.yaml:1", "a.yaml:9"]
    assert len(error.findings) == 2


def test_a_conflict_carries_both_versions() -> None:
    both = Conflict("q", None, {"value": "a"}, {"value": "b"}, "barasa", "2026-01-01T00:00:00+00:00")
    error = SaveConflict([both], revision=7)
    assert isinstance(error, SaveRefused)
    assert (error.conflicts, error.revision) == ((both,), 7)
    assert "1 answer(s) were changed by somebody else" in str(error)
