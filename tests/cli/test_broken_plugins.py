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


WRONG = {
    "raises": (RAISES, "", "The plugin “broken” failed in cbreport_forms: RuntimeError: the disk is full."),
    "an id twice": (BRINGS_A_FORM, FORM + TWICE, "broken.yaml:11: error F10: The id “country” is used twice."),
    "no YAML": (BRINGS_A_FORM, "sections: [", "error F01: The file is not valid YAML"),
    "a file that is not there": (BRINGS_A_FORM.replace("broken.yaml", "gone.yaml"), "", "gone.yaml cannot be read"),
    "a crosswalk": (
        f'{HEAD}def cbreport_crosswalks():\n    return [Resource("broken_plugin", "broken.yaml")]\n',
        "cbreport: 1\ncrosswalk: w\nfrom: capacity-core@r1\nto: cms-national-report@cop14\n"
        "mappings:\n  - {from: nothing, to: v-2, relation: exact}\n",
        "capacity-core@r1 has no question “nothing”",
    ),
}


@pytest.mark.parametrize(("source", "form", "words"), WRONG.values(), ids=WRONG)
def test_one_of_which_something_is_wrong_is_left_out_and_the_others_go_on(
    install: Install, run_installed: Run, caplog: pytest.LogCaptureFixture, source: str, form: str, words: str
) -> None:
    install(source, form)
    with caplog.at_level(logging.ERROR, "cbreport.plugins"):
        done = run_installed("plugins")
    assert done.exit_code == 1
    assert "The plugin “broken” could not be loaded: " in done.stderr
    assert words in " ".join(done.stderr.split())
    assert f"{len(installed()) + 1} plugins" in done.stdout
    assert "plugin broken is left out: " in caplog.text
    assert words in caplog.text

    done = run_installed("doctor")
    assert done.exit_code == 1
    assert "problem  Plugin “broken” (broken_plugin) could not be loaded: " in done.stdout
    assert words in " ".join(done.stdout.split())

    done = run_installed("forms", "list", "--json")
    assert done.exit_code == 0
    assert {each["convention"] for each in json.loads(done.stdout)} >= set(installed())
    assert "Warning: The plugin “broken” could not be loaded, so what it brings is missing" in done.stderr


def test_of_two_that_bring_the_same_the_later_one_is_left_out_and_both_are_named(
    install: Install, run_installed: Run
) -> None:
    install("from cbreport_cms.convention import cbreport_conventions\n")
    done = run_installed("plugins")
    assert done.exit_code == 1
    assert "The plugins “broken” and “cms” both bring “cms”." in done.stderr
    done = run_installed("forms", "list", "--json")
    assert done.exit_code == 0
    assert {each["convention"] for each in json.loads(done.stdout)} >= set(installed()) - {"cms"}


def test_every_finding_of_its_forms_is_listed(install: Install, run_installed: Run) -> None:
    install(BRINGS_A_FORM, FORM + TWICE)
    done = run_installed("forms", "check", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    (error,) = [found for found in told["findings"] if found["severity"] == "error"]
    assert (error["code"], error["line"]) == ("F10", 11)
    assert error["file"].endswith("broken_plugin/broken.yaml")
    assert told["files"] > len(installed())  # the forms of the others are checked all the same


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
