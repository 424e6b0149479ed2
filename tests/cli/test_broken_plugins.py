"""A plugin that is broken, each in its own way, is named by the commands and in the log; the others are still there."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import cbreport.plugins
from cbreport.documents import pdf
from cbreport.plugins import GROUP
from tests.cli.conftest import FORM, Run

HEAD = "from cbreport import hookimpl\nfrom cbreport.definition import Resource\n\n\n@hookimpl\n"
TWICE = "      - {id: country, type: text, label: The same id again}\n"
NOT_LOADED = {
    "import": ("import no_such_module_anywhere\n", "ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
    "misspelt": (f"{HEAD}def cbreport_conventionz():\n    return []\n", "unknown hook 'cbreport_conventionz'"),
    "argument": (f"{HEAD}def cbreport_forms(library):\n    return []\n", "library"),
}
RAISES = f'{HEAD}def cbreport_forms():\n    raise RuntimeError("the disk is full")\n'
BRINGS_A_FORM = f'{HEAD}def cbreport_forms():\n    return [Resource("broken_plugin", "broken.yaml")]\n'
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs one more plugin, “broken”, beside those that are."""
    monkeypatch.setattr(pdf, "html_to_pdf", lambda html: b"%PDF-")  # so that the doctor is quick
    real = list(cbreport.plugins.entry_points(group=GROUP))

    def write(source: str, form: str = "") -> None:
        package = tmp_path / "site" / "broken_plugin"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(source, encoding="utf-8")
        (package / "broken.yaml").write_text(form, encoding="utf-8")
        monkeypatch.syspath_prepend(package.parent)
        monkeypatch.delitem(sys.modules, "broken_plugin", raising=False)
        point = EntryPoint("broken", "broken_plugin", GROUP)
        monkeypatch.setattr(cbreport.plugins, "entry_points", lambda group: [*real, point])

    return write


def installed() -> list[str]:
    return [point.name for point in cbreport.plugins.entry_points(group=GROUP) if point.name != "broken"]


@pytest.mark.parametrize(("source", "words"), NOT_LOADED.values(), ids=NOT_LOADED)
def test_one_that_cannot_be_loaded(
    install: Install, run_installed: Run, caplog: pytest.LogCaptureFixture, source: str, words: str
) -> None:
    install(source)
    with caplog.at_level(logging.ERROR, "cbreport.plugins"):
        done = run_installed("plugins")
    assert done.exit_code == 1
    assert "The plugin “broken” could not be loaded: " in done.stderr
    assert words in done.stderr
    assert f"{len(installed()) + 1} plugins" in done.stdout
    assert "plugin broken could not be loaded: " in caplog.text
    assert words in caplog.text

    done = run_installed("doctor")
    assert done.exit_code == 1
    assert "problem  Plugin “broken” (broken_plugin) could not be loaded: " in done.stdout
    assert words in done.stdout
    assert all(f"{name} " in done.stdout for name in installed())

    done = run_installed("forms", "list", "--json")
    assert done.exit_code == 0
    assert {form["convention"] for form in json.loads(done.stdout)} >= set(installed())
    assert "Warning: The plugin “broken” could not be loaded, so what it brings is missing" in done.stderr


def test_one_that_raises_when_it_is_asked_for_its_forms(
    install: Install, run_installed: Run, caplog: pytest.LogCaptureFixture
) -> None:
    install(RAISES)
    words = "The plugin “broken” failed in cbreport_forms: RuntimeError: the disk is full."
    with caplog.at_level(logging.ERROR, "cbreport.plugins"):
        done = run_installed("doctor")
    assert done.exit_code == 1
    assert f"problem  {words}" in done.stdout
    assert "plugin broken raised in cbreport_forms" in caplog.text
    done = run_installed("forms", "list")
    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr
    assert "Traceback" not in done.output


def test_one_whose_form_has_an_id_twice(install: Install, run_installed: Run) -> None:
    install(BRINGS_A_FORM, FORM + TWICE)
    done = run_installed("doctor")
    assert done.exit_code == 1
    assert "problem  Forms: 1 error in " in done.stdout
    done = run_installed("forms", "check", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    (error,) = [found for found in told["findings"] if found["severity"] == "error"]
    assert (error["code"], error["line"]) == ("F10", 11)
    assert error["file"].endswith("broken_plugin/broken.yaml")
    assert told["files"] > len(installed())  # the forms of the others are checked all the same
    done = run_installed("forms", "list")
    assert done.exit_code == 1
    assert "broken.yaml:11: error F10: The id “country” is used twice." in done.stderr


@pytest.mark.parametrize("source", [source for source, _ in NOT_LOADED.values()], ids=NOT_LOADED)
def test_a_new_plugin_can_be_begun_beside_it(install: Install, run_installed: Run, source: str) -> None:
    install(source)
    assert run_installed("new-plugin", "lakes").exit_code == 0
    done = run_installed("new-plugin", "broken")
    assert done.exit_code == 1
    assert "A plugin called “broken” is installed already." in done.stderr


def test_a_new_plugin_can_be_begun_beside_one_that_raises(install: Install, run_installed: Run) -> None:
    install(RAISES.replace("cbreport_forms", "cbreport_conventions"))
    assert run_installed("new-plugin", "lakes").exit_code == 0
