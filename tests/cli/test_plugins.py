"""``cbreport plugins``."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint

import pytest

import cbreport.plugins
from tests.cli.conftest import Run


def test_every_installed_plugin_is_listed(run_installed: Run) -> None:
    done = run_installed("plugins", "--json")
    assert done.exit_code == 0
    infos = json.loads(done.stdout)
    assert len(infos) >= 3
    for info in infos:
        assert info["error"] == ""
        assert {"cbreport_conventions", "cbreport_forms"} <= set(info["hooks"])
        assert info["version"]


def test_the_table(run: Run) -> None:
    titles, row, total = run("plugins").stdout.splitlines()
    assert titles.split() == ["name", "version", "module", "hooks"]
    assert row.split() == ["example", "-", "example", "conventions,", "forms"]
    assert total == "1 plugin"


def test_none(run: Run) -> None:
    assert run("plugins", plugins=[]).stdout.splitlines()[-1] == "0 plugins"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the installed plugins cannot be imported."""
    point = EntryPoint("broken", "no_such_module", "cbreport.plugins")
    real = cbreport.plugins.entry_points(group="cbreport.plugins")
    monkeypatch.setattr(cbreport.plugins, "entry_points", lambda group: [*real, point])


@pytest.mark.usefixtures("broken")
def test_one_that_could_not_be_loaded_is_named_and_the_others_stay(run_installed: Run) -> None:
    done = run_installed("plugins")
    assert done.exit_code == 1
    assert "not loaded" in done.stdout
    assert "5 plugins" in done.stdout
    assert (
        "The plugin “broken” could not be loaded: ModuleNotFoundError: No module named 'no_such_module'" in done.stderr
    )
    assert "Traceback" not in done.output
    assert [info["name"] for info in json.loads(run_installed("plugins", "--json").stdout) if info["error"]] == [
        "broken"
    ]


@pytest.mark.usefixtures("broken")
def test_other_commands_work_without_it_and_say_so(run_installed: Run) -> None:
    done = run_installed("forms", "list")
    assert done.exit_code == 0
    assert "Warning: The plugin “broken” could not be loaded, so what it brings is missing" in done.stderr
    assert run_installed("forms", "check").exit_code == 1
