"""The command line, run inside the test with the Convention on Examples, or with what is installed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cbreport.cli import main
from cbreport.cli.installed import Installed
from cbreport.testing import example_plugin

Run = Callable[..., Result]

FORM = """\
cbreport: 1
id: small
edition: one
convention: example
title: A small form
sections:
  - id: only
    title: The only section
    questions:
      - {id: country, type: choose-one, label: Country?, options: [{code: NO, label: Norway}, {code: x, label: X}]}
"""
REPORT: dict[str, Any] = {
    "cbreport": 1,
    "form": "example-national-report",
    "edition": "ex1",
    "party": "KEN",
    "cycle": "EX1",
    "answers": {"assessed": {"value": False}, "help-needed": {"value": ["funding"]}},
}


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative paths, the default database among them, lead into the test's own folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("DEBUG", "DATABASE", "SECRET_KEY", "SMTP", "MAIL_FOLDER", "MAIL_FROM", "URL", "EXPORTS"):
        monkeypatch.delenv(f"CBREPORT_{name}", raising=False)


@pytest.fixture
def run() -> Run:
    """Runs ``cbreport …``; ``plugins`` are those it knows, by default that of the Convention on Examples."""

    def invoke(*args: object, plugins: Iterable[object] | None = None) -> Result:
        known = [example_plugin()] if plugins is None else list(plugins)
        return CliRunner().invoke(main, [str(arg) for arg in args], obj=Installed(known), prog_name="cbreport")

    return invoke


@pytest.fixture
def run_installed() -> Run:
    """Runs ``cbreport …`` with the installed plugins."""

    def invoke(*args: object) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], obj=Installed(), prog_name="cbreport")

    return invoke


@pytest.fixture
def form_file(tmp_path: Path) -> Callable[[str], Path]:
    """A form file: the small form, and below it more lines of its list of questions, which begin on line 11."""

    def write(more: str = "") -> Path:
        path = tmp_path / "form.yaml"
        path.write_text(FORM + more, encoding="utf-8")
        return Path(path.name)

    return write


@pytest.fixture
def report_file(tmp_path: Path) -> Callable[..., Path]:
    """A report file to the Convention on Examples without errors; keys replace its own."""

    def write(**keys: Any) -> Path:
        path = tmp_path / "report.json"
        path.write_text(json.dumps({**REPORT, **keys}), encoding="utf-8")
        return Path(path.name)

    return write
