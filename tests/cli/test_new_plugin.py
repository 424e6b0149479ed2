"""``cbreport new-plugin``: what it refuses, and that what it writes works as it stands."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import pytest

from cbreport import Library
from cbreport.cli.new_plugin import Plugin, write_plugin
from cbreport.definition import Resource, check_form
from cbreport.plugins import GROUP
from cbreport.storage import upgrade
from cbreport.testing import CONTRACT, check_plugin, example_plugin
from cbreport.web.host import create_host
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
NAMED = ("--name", "Convention on Wetlands", "--short", "Ramsar")
FILES = """
README.md
cbreport_ramsar/__init__.py
cbreport_ramsar/checks.py
cbreport_ramsar/convention.py
cbreport_ramsar/crosswalks/core-ramsar.yaml
cbreport_ramsar/examples/r1-fji.json
cbreport_ramsar/examples/r1-ken.json
cbreport_ramsar/forms/ramsar-help.yaml
cbreport_ramsar/forms/ramsar-report.r1.yaml
cbreport_ramsar/locale/fr/LC_MESSAGES/ramsar.po
cbreport_ramsar/py.typed
pyproject.toml
tests/test_ramsar.py
"""


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Ramsar", "ramsar_sites", "2lakes", "-lakes", "lakes-", "la--kes", "ramsar/..", "é", "", "a" * 41, "lakes\n"],
)
def test_a_name_that_cannot_be_used(run: Run, name: str) -> None:
    done = run("new-plugin", "--", name)
    assert done.exit_code == 2
    assert "is no name for a plugin. Use lower-case letters, digits and hyphens" in done.stderr
    assert files_in(Path()) == []


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--name", "", "A line of text is needed."),
        ("--name", "Convention\x1b[2J", "A line of text is needed."),
        ("--name", "x" * 121, "has 121 characters; at most 120 fit"),
        ("--short", "  ", "A line of text is needed."),
        ("--short", "Convention on Lakes", "has 19 characters; at most 12 fit"),
    ],
)
def test_a_text_that_cannot_be_used(run: Run, option: str, text: str, words: str) -> None:
    done = run("new-plugin", "lakes", option, text)
    assert done.exit_code == 2
    assert option in done.stderr
    assert words in done.stderr
    assert files_in(Path()) == []


def test_a_long_name_needs_a_short_one(run: Run) -> None:
    done = run("new-plugin", "international-rivers")
    assert done.exit_code == 2
    assert "--short" in done.stderr
    assert run("new-plugin", "international-rivers", "--short", "IRC").exit_code == 0


def test_a_folder_that_is_not_there(run: Run) -> None:
    done = run("new-plugin", "lakes", "--directory", "nowhere")
    assert done.exit_code == 2
    assert "nowhere" in done.stderr


def test_a_name_that_is_taken(run: Run) -> None:
    done = run("new-plugin", "example")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: A plugin called “example” is installed already.")
    other = example_plugin()
    other.__name__ = "other"
    done = run("new-plugin", "example", plugins=[other])
    assert done.exit_code == 1
    assert "The plugin “other” brings a convention “example” already." in done.stderr
    done = run("new-plugin", "forms")
    assert done.exit_code == 1
    assert "There is a Python package cbreport_forms already." in done.stderr
    assert files_in(Path()) == []


def test_nothing_is_overwritten(run: Run) -> None:
    kept = Path("cbreport-ramsar/README.md")
    kept.parent.mkdir()
    kept.write_text("mine", encoding="utf-8")
    done = run("new-plugin", "ramsar")
    assert done.exit_code == 1
    assert done.stderr == (
        "Error: cbreport-ramsar is there already.\nNothing was written. Move it away, or name another --directory.\n"
    )
    assert files_in(Path()) == ["cbreport-ramsar/README.md"]
    assert kept.read_text(encoding="utf-8") == "mine"
    with pytest.raises(FileExistsError):
        write_plugin(Plugin("ramsar", "Convention on Wetlands", "Ramsar"), kept.parent, 2026)
    assert kept.read_text(encoding="utf-8") == "mine"


def test_a_file_of_that_name_is_left_alone(run: Run) -> None:
    Path("cbreport-ramsar").write_text("mine", encoding="utf-8")
    assert run("new-plugin", "ramsar").exit_code == 1
    assert Path("cbreport-ramsar").read_text(encoding="utf-8") == "mine"


# -- what is written --------------------------------------------------------------------------------------------------


def test_every_file_is_written_and_told(run: Run) -> None:
    Path("plugins/cbreport-ramsar").mkdir(parents=True)  # an empty folder is no obstacle
    done = run("new-plugin", "ramsar", "--directory", "plugins", *NAMED)
    assert done.exit_code == 0
    assert files_in(Path("plugins/cbreport-ramsar")) == FILES.split()
    *files, _, install, check, test = done.stdout.splitlines()
    assert sorted(files) == [f"plugins/cbreport-ramsar/{name}" for name in FILES.split()]
    assert install == "  pip install -e plugins/cbreport-ramsar pytest"
    assert (check, test) == ("  cbreport forms check", "  pytest plugins/cbreport-ramsar")


def test_no_place_is_left_unfilled_and_no_line_is_long(run: Run) -> None:
    assert run("new-plugin", "ramsar", *NAMED).exit_code == 0
    for path in Path("cbreport-ramsar").rglob("*.*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert "$" not in text, path
            assert "NAME" not in text, path
            assert "PACKAGE" not in text, path
            assert all(len(line) <= 120 for line in text.splitlines()), path


def test_the_distribution_names_its_plugin_and_its_data(run: Run) -> None:
    assert run("new-plugin", "great-lakes", "--short", "GLC").exit_code == 0
    project = tomllib.loads(Path("cbreport-great-lakes/pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dependencies"] == ["cbreport"]
    assert project["project"]["entry-points"][GROUP] == {"great-lakes": "cbreport_great_lakes"}
    assert any(each.startswith("pytest") for each in project["dependency-groups"]["test"])
    patterns = project["tool"]["setuptools"]["package-data"]["cbreport_great_lakes"]
    package = Path("cbreport-great-lakes/cbreport_great_lakes")
    for path in package.rglob("*"):
        if path.is_file() and path.suffix != ".py":
            assert any(path.match(pattern.removeprefix("**/")) for pattern in patterns), path


Write = Callable[..., ModuleType]


@pytest.fixture
def written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes a plugin and imports it."""
    packages = []

    def write(name: str, *options: str) -> ModuleType:
        done = run("new-plugin", name, *options)
        assert done.exit_code == 0, done.output
        monkeypatch.syspath_prepend(tmp_path / f"cbreport-{name}")
        packages.append(f"cbreport_{name.replace('-', '_')}")
        return importlib.import_module(packages[-1])

    yield write
    for module in [module for module in sys.modules if module.partition(".")[0] in packages]:
        del sys.modules[module]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("ramsar", NAMED),
        ("great-lakes", ("--name", 'The "Great" Lakes \\ {d\'Amérique}: $1 #2', "--short", '"GL": {#}')),
        ("lakes", ()),
    ],
    ids=["plain", "quotes", "defaults"],
)
def test_it_keeps_the_contract(written: Write, name: str, options: tuple[str, ...]) -> None:
    assert check_plugin(written(name, *options)) == []


def test_texts_stand_as_they_were_given(written: Write) -> None:
    title, short = 'The "Great" Lakes \\ {d\'Amérique}: $1 #2', '"GL": {#}'
    (convention,) = Library(plugins=[written("great-lakes", "--name", title, "--short", short)]).conventions
    assert (convention.id, convention.name, convention.short_name) == ("great-lakes", title, short)


def test_names_that_were_not_given(written: Write) -> None:
    (convention,) = Library(plugins=[written("great-lakes")]).conventions
    assert (convention.name, convention.short_name) == ("Great Lakes Convention", "GREAT LAKES")


def test_its_form_has_no_findings_but_unverified_questions(written: Write) -> None:
    library = Library(plugins=[written("ramsar", *NAMED)])
    form = library.form("ramsar-report", "r1")
    assert {found.code for found in check_form(form)} == {"F30"}
    types = {question.type for question in form.questions()}
    assert types == {"yes-no", "date", "choose-many", "long-text", "group", "rating", "link"}
    assert library.translator("fr", "ramsar")(form.title) == "Rapport national Ramsar"


CORE = """
cbreport: 1
id: capacity-core
edition: r1
convention: example
title: Common questions
source: {document: docs/crosswalks.md}
languages: [en]
sections:
  - id: core
    title: Core
    questions:
      - id: c03-help
        type: choose-many
        label: Help
        options: [{code: funding, label: Funding}, {code: equipment, label: Equipment}, {code: advice, label: Advice}]
"""


def test_its_crosswalk_is_in_use_where_the_common_form_is(
    written: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = written("ramsar", *NAMED)
    others = [point.load() for point in entry_points(group=GROUP)]
    library = Library(plugins=[module, *others])
    if "capacity-core@r1" not in {form.key for form in library.forms}:
        assert "core-ramsar" not in {crosswalk.id for crosswalk in library.crosswalks}
        (tmp_path / "common_questions").mkdir()
        (tmp_path / "common_questions" / "core.yaml").write_text(CORE, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        core = example_plugin(cbreport_forms=lambda: [Resource("common_questions", "core.yaml")])
        library = Library(plugins=[module, core])
    ways = {(crosswalk.source, crosswalk.target) for crosswalk in library.crosswalks if crosswalk.id == "core-ramsar"}
    assert len(ways) == 2  # there and back


def test_it_appears_in_the_host(written: Write, tmp_path: Path) -> None:
    library = Library(plugins=[written("ramsar", *NAMED), example_plugin()])
    database = f"sqlite:///{tmp_path}/cb.db"
    upgrade(database)
    app = create_host(database, secret_key="a key for tests", demo=True, library=library)
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert "Ramsar Secretariat" in client.get("/reporting/sign-in", follow_redirects=True).text
    signed = client.post("/reporting/sign-in", data={"person": "focal-KEN"})
    assert signed.status_code == 302, signed.text
    home = client.get("/reporting/").text
    assert "Convention on Wetlands" in home
    assert "Convention on Examples" in home


# -- installed --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the plugin was installed by pip, without a network."""
    folder = tmp_path_factory.mktemp("new-plugin")
    write_plugin(Plugin("ramsar", "Convention on Wetlands", "Ramsar"), folder / "cbreport-ramsar", 2026)
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(folder / "site")]
    command = [sys.executable, "-m", "pip", "install", "--quiet", *options, str(folder / "cbreport-ramsar")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def python(site: Path, *args: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs Python where the plugin is installed beside everything else."""
    return subprocess.run(
        [sys.executable, *args],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
@pytest.mark.xdist_group("new-plugin")
class TestInstalled:
    def test_every_file_of_the_package_is_installed(self, site: Path) -> None:
        there = {name for name in files_in(site / "cbreport_ramsar") if "__pycache__" not in name}
        wanted = {name.partition("/")[2] for name in FILES.split() if name.startswith("cbreport_ramsar/")}
        assert there == wanted

    def test_commands_know_it(self, site: Path, tmp_path: Path) -> None:
        done = python(site, "-m", "cbreport.cli", "plugins", "--json", folder=tmp_path)
        assert done.returncode == 0, done.stderr
        (info,) = [info for info in json.loads(done.stdout) if info["name"] == "ramsar"]
        assert (info["version"], info["module"], info["error"]) == ("0.1", "cbreport_ramsar", "")
        done = python(site, "-m", "cbreport.cli", "forms", "list", "--json", folder=tmp_path)
        assert "ramsar-report@r1" in {form["form"] for form in json.loads(done.stdout)}

    def test_its_own_tests_pass(self, site: Path, tmp_path: Path) -> None:
        done = python(site, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder=site.parent / "cbreport-ramsar")
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{len(CONTRACT) + 3} passed" in done.stdout

    def test_the_suite_over_every_plugin_passes(self, site: Path) -> None:
        arguments = ("-n", "0", "-q", "-p", "no:cacheprovider", "-k", "ramsar", "tests/plugins/test_contract.py")
        done = python(site, "-m", "pytest", *arguments, folder=ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
        assert " passed" in done.stdout
