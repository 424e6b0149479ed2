"""Every hook is on its page with its exact arguments and has a test; the example on the page works as it stands."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from cbreport import Library, hookspecs
from cbreport.plugins import GROUP, create_plugin_manager

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^### `(?P<name>\w+)\((?P<arguments>[^)]*)\)`\n(?P<body>.*?)(?=^###? |\Z)", re.M | re.S)
FILE = re.compile(r"^`(?P<path>[^`\n]+)`:\n\n```\w*\n(?P<text>.*?)^```$", re.M | re.S)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


def specs() -> dict[str, list[str]]:
    """Every hook with its arguments, as the specification has them."""
    return {
        name: list(inspect.signature(function).parameters)
        for name, function in vars(hookspecs).items()
        if name.startswith("cbreport_") and hasattr(function, "cbreport_spec")
    }


def documented(page: str) -> dict[str, list[str]]:
    return {
        found["name"]: [each.strip() for each in found["arguments"].split(",") if each]
        for found in HEADING.finditer(page)
    }


def names_of_tests(folder: Path) -> Iterator[str]:
    for path in folder.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name


HOOKS = specs()


def test_there_are_hooks() -> None:
    assert len(HOOKS) >= 8
    assert HOOKS["cbreport_check_report"] == ["report"]


def test_every_hook_is_documented_with_its_arguments_and_no_other_is() -> None:
    assert documented(PAGE) == HOOKS


@pytest.mark.parametrize("name", list(HOOKS))
def test_a_hook_says_what_it_takes_and_returns_and_shows_an_example(name: str) -> None:
    (body,) = [found["body"] for found in HEADING.finditer(PAGE) if found["name"] == name]
    for argument in HOOKS[name]:
        assert f"\n- `{argument}`: " in body
    assert "\nReturns " in body
    (example,) = PYTHON.findall(body)
    (function,) = [node for node in ast.parse(example).body if isinstance(node, ast.FunctionDef)]
    assert (function.name, [each.arg for each in function.args.args]) == (name, HOOKS[name])


@pytest.mark.parametrize("name", list(HOOKS))
def test_every_hook_has_a_test_of_its_own(name: str) -> None:
    assert f"test_hook_{name.removeprefix('cbreport_')}" in set(names_of_tests(ROOT / "tests"))


@pytest.mark.parametrize("name", list(HOOKS))
def test_a_specification_has_a_docstring_and_types(name: str) -> None:
    function = getattr(hookspecs, name)
    assert inspect.getdoc(function)
    assert inspect.signature(function).return_annotation is not inspect.Signature.empty
    for argument in HOOKS[name]:
        assert f":param {argument}:" in (inspect.getdoc(function) or "")


def test_the_headings_are_read_as_they_stand() -> None:
    page = "### `cbreport_a()`\nText.\n### `cbreport_b(x, y)`\nMore.\n## End\n### no hook\n"
    assert documented(page) == {"cbreport_a": [], "cbreport_b": ["x", "y"]}


# -- the example, step by step ----------------------------------------------------------------------------------------


@pytest.fixture
def lakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that the page describes, written to disk and importable."""
    for found in FILE.finditer(PAGE):
        path = tmp_path / found["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found["text"], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "cbreport_lakes"]:
        del sys.modules[name]


def plugin() -> ModuleType:
    return importlib.import_module("cbreport_lakes")


def test_the_tree_on_the_page_is_what_the_page_makes(lakes: Path) -> None:
    made = {path.relative_to(lakes).as_posix() for path in lakes.rglob("*") if path.is_file()}
    tree = PAGE.partition("```\n")[2].partition("```")[0]
    for path in made - {"babel.cfg"}:
        assert path.rpartition("/")[2] in tree, path


def test_the_entry_point_and_the_data_files_are_named(lakes: Path) -> None:
    project = tomllib.loads((lakes / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"][GROUP] == {"lakes": "cbreport_lakes"}
    patterns = project["tool"]["setuptools"]["package-data"]["cbreport_lakes"]
    data = [path for path in (lakes / "cbreport_lakes").rglob("*.*") if path.suffix != ".py" and path.is_file()]
    assert data
    assert all(any(path.match(pattern.removeprefix("**/")) for pattern in patterns) for path in data)


def test_the_example_plugin_loads(lakes: Path) -> None:
    library = Library(plugins=[plugin()])
    assert [convention.short_name for convention in library.conventions] == ["COL"]
    assert [question.id for question in library.form("lakes-report").questions()] == [
        "pressures",
        "other-help",
        "other-help-details",
    ]
    assert set(create_plugin_manager([plugin()]).infos[0].hooks) == set(HOOKS) - {
        "cbreport_blocks",
        "cbreport_calculations",
        "cbreport_crosswalks",
        "cbreport_file_formats",
        "cbreport_migrate_answer",
        "cbreport_prepare_document",
        "cbreport_question_types",
    }


def test_the_tests_on_the_page_pass(lakes: Path) -> None:
    names: dict[str, object] = {}
    exec(compile((lakes / "tests/test_lakes.py").read_text(encoding="utf-8"), "test_lakes.py", "exec"), names)
    tests = [each for name, each in names.items() if name.startswith("test_")]
    assert len(tests) == 4
    for test in tests:
        assert callable(test)
        test()


def test_the_extractor_on_the_page_finds_what_there_is_to_translate(lakes: Path) -> None:
    with (lakes / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = {message[2] for message in extract_from_dir(lakes / "cbreport_lakes", methods, options)}
    assert {
        "National report to the Convention on Lakes",
        "Invasive species",
        "Help of any kind, from any source.",
    } <= found


def test_every_piece_of_python_on_the_page_can_be_read() -> None:
    pieces = PYTHON.findall(PAGE)
    assert len(pieces) > len(HOOKS)
    for piece in pieces:
        ast.parse(piece)
