"""What is in the distribution: every package, every data file, and nothing that belongs to the tests."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("cbreport", "forms/cbreport_forms")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


# -- plugins/*/, `where` and the entry points -------------------------------------------------------------------------


def plugin_gaps(folders: Iterable[str], where: list[str], entry_points: dict[str, str]) -> list[str]:
    """Where the three lists that name a plugin disagree. `folders` are paths such as plugins/cms/cbreport_cms."""
    folders = set(folders)
    here = {folder.rsplit("/", 1)[0] for folder in folders}
    listed = {folder for folder in where if folder.startswith("plugins/")}
    found = [f"{folder} is missing from `where`" for folder in sorted(here - listed)]
    found += [f"`where` names {folder}, which is not there" for folder in sorted(listed - here)]
    named = {f"plugins/{name}/{package}" for name, package in entry_points.items()}
    found += [f"{folder} has no entry point" for folder in sorted(folders - named)]
    found += [f"an entry point names {folder}, which is not there" for folder in sorted(named - folders)]
    return found


def test_every_plugin_is_found_and_registered(project: dict[str, Any]) -> None:
    folders = [path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "plugins").glob("*/*/__init__.py")]
    where = project["tool"]["setuptools"]["packages"]["find"]["where"]
    assert len(folders) >= 3
    assert plugin_gaps(folders, where, project["project"]["entry-points"]["cbreport.plugins"]) == []


def test_tools_look_where_setuptools_looks(project: dict[str, Any]) -> None:
    tool = project["tool"]
    where = tool["setuptools"]["packages"]["find"]["where"]
    assert tool["mypy"]["mypy_path"].split(":") == where
    assert tool["pytest"]["pythonpath"] == where
    assert tool["ruff"]["src"] == where


@pytest.mark.parametrize(
    ("folders", "where", "entry_points", "complaint"),
    [
        (["plugins/a/cbreport_a"], ["."], {"a": "cbreport_a"}, "missing from `where`"),
        (["plugins/a/cbreport_a"], [".", "plugins/a"], {}, "no entry point"),
        ([], [".", "plugins/a"], {}, "`where` names plugins/a"),
        ([], ["."], {"a": "cbreport_a"}, "an entry point names plugins/a/cbreport_a"),
    ],
)
def test_a_gap_is_found(folders: list[str], where: list[str], entry_points: dict[str, str], complaint: str) -> None:
    (found,) = plugin_gaps(folders, where, entry_points)
    assert complaint in found


def test_metadata_is_in_pyproject_only() -> None:
    sections = re.findall(r"^\[(.+)\]", (ROOT / "setup.cfg").read_text("utf-8"), re.M)
    assert sections
    assert not {"metadata", "options"} & {section.split(".")[0] for section in sections}


# -- the wheel --------------------------------------------------------------------------------------------------------


def expected(root: Path) -> set[str]:
    """Every file of the packages, as a path inside the wheel: what lies in a package and is not code is data."""
    tops = [root / room for room in ROOMS] + sorted((root / "plugins").glob("*/cbreport_*"))
    return {
        path.relative_to(top.parent).as_posix()
        for top in tops
        for path in top.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def wheel_faults(names: Iterable[str], wanted: set[str]) -> list[str]:
    """What a wheel lacks, and what it should not hold."""
    names = set(names)
    found = [f"missing: {name}" for name in sorted(wanted - names)]
    for name in sorted(names - wanted):
        if ".dist-info/" not in name:
            found.append(f"unexpected: {name}")
    for name in sorted(names):
        if re.search(r"(^|/)(tests?|benchmarks)/|axe(-core)?\.|conftest\.py|__pycache__", name):
            found.append(f"not for users: {name}")
    return found


# The typeface and the emblem may be used on the British government's own sites only.
FORBIDDEN = re.compile(rb"GDS[ -]?Transport|govuk-crest|govuk-logotype-crown|royal[-_ ]arms", re.I)


def forbidden_in(content: bytes) -> list[str]:
    return sorted({match.decode() for match in FORBIDDEN.findall(content)})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # A tree of its own: building leaves a build/ folder behind, and an old one ends up in the wheel.
    tree = folder / "tree"
    for name in ("cbreport", "forms", "plugins", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.cfg", "MANIFEST.in", "README.md", "CHANGELOG.md"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tree)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(tree)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
class TestWheel:
    def test_holds_every_file_of_every_package_and_nothing_else(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            assert wheel_faults(archive.namelist(), expected(wheel.parent / "tree")) == []

    @pytest.mark.parametrize(
        "pattern",
        [
            r"cbreport/py\.typed",
            r"cbreport/.+\.html",
            r"cbreport/.+\.css",
            r"cbreport/.+\.po",
            r"cbreport/documents/fonts/.+\.[ot]tf(\.gz)?",
            r"cbreport/storage/migrations/versions/.+\.py",
            r"cbreport_forms/parties\.csv",
            r"cbreport_forms/.+\.yaml",
            r"cbreport_forms/locale/.+\.po",
            r"cbreport_(cms|cbd|cites)/__init__\.py",
            r"cbreport_(cms|cbd|cites)/examples/.+\.json",
        ],
    )
    def test_holds(self, wheel: Path, pattern: str) -> None:
        with zipfile.ZipFile(wheel) as archive:
            assert [name for name in archive.namelist() if re.fullmatch(pattern, name)]

    def test_holds_no_typeface_or_emblem_that_is_not_ours_to_give(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            found = {name: forbidden_in(name.encode() + archive.read(name)) for name in archive.namelist()}
        assert {name: what for name, what in found.items() if what} == {}

    def test_registers_the_conventions_and_the_command(self, wheel: Path, project: dict[str, Any]) -> None:
        with zipfile.ZipFile(wheel) as archive:
            (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
            text = archive.read(name).decode()
        for plugin, package in project["project"]["entry-points"]["cbreport.plugins"].items():
            assert f"{plugin} = {package}" in text
        assert "cbreport = cbreport.cli:main" in text


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ([], "missing: cbreport/py.typed"),
        (["cbreport/py.typed", "tools/vendor.py"], "unexpected: tools/vendor.py"),
        (["cbreport/py.typed", "cbreport/tests/test_a.py"], "not for users: cbreport/tests/test_a.py"),
        (["cbreport/py.typed", "cbreport/web/static/axe.min.js"], "not for users: cbreport/web/static/axe.min.js"),
    ],
)
def test_a_fault_of_a_wheel_is_found(names: list[str], complaint: str) -> None:
    assert complaint in wheel_faults(names, {"cbreport/py.typed"})


def test_a_wheel_without_fault_has_none() -> None:
    assert wheel_faults(["cbreport/py.typed", "cbreport-0.1.0.dist-info/RECORD"], {"cbreport/py.typed"}) == []


def test_a_forbidden_typeface_or_emblem_is_found() -> None:
    assert forbidden_in(b'@font-face{font-family:"GDS Transport"}') == ["GDS Transport"]
    assert forbidden_in(b"static/govuk-crest.svg") == ["govuk-crest"]
    assert forbidden_in(b"the crown of a tree") == []


# -- what is vendored -------------------------------------------------------------------------------------------------
# These need no network; `tools/vendor_govuk.py --check` makes the stylesheet anew and compares.


def digests(page: str) -> dict[str, str]:
    """The files that a page's tables name, with the SHA-256 that stands in the first row of each."""
    rows = re.findall(r"^\|[^`\n]*`(\S+\.(?:js|css|ttf|otf))`.*`([0-9a-f]{64})` \|$", page, re.M)
    return dict(reversed(rows))


def test_a_digest_is_read_from_its_row() -> None:
    assert digests(
        f"| `a.js` | x | MIT | `{'0' * 64}` |\n| SHA-256 of `b.css` | `{'1' * 64}` |\n| `c.js` | none |"
    ) == {
        "a.js": "0" * 64,
        "b.css": "1" * 64,
    }


@pytest.mark.parametrize(
    ("page", "pattern"),
    [
        ("tests/browser/vendor/README.md", "*.js"),
        ("cbreport/web/static/VENDORED.md", "govuk.css"),
        ("cbreport/documents/fonts/README.md", "*.[ot]tf"),
    ],
)
def test_vendored_files_are_what_their_page_says(page: str, pattern: str) -> None:
    path = ROOT / page
    here = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in path.parent.glob(pattern)}
    assert here
    assert here == digests(path.read_text("utf-8"))
