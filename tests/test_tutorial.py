"""docs/tutorial.md, done as it says: files are written, commands are run, and what they print is what is shown.

The page is a list of blocks. `path`: before a block makes a file of it, and `path`, at the end: adds it to one; a block
of the kind ``console`` holds commands after ``$`` and what they print, where ``...`` stands for anything.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"(?:^`(?P<path>[^`\n]+)`(?P<more>, at the end)?:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
FINDING = re.compile(r"\berror [A-Z]\d\d:")
# How a command of the page is run: in the environment made for the test, and without a network.
PROGRAMS = {
    "python": "",
    "pip": '-m pip "$@" --disable-pip-version-check --no-index --no-build-isolation',
    "cbreport": '-m cbreport.cli "$@"',
    "pytest": '-m pytest "$@"',
}
SERVE = "cbreport serve --demo"


@dataclass(frozen=True)
class Step:
    """A file to write (``command`` is empty), or a command with what it should print."""

    command: str
    text: str
    path: str = ""
    adds: bool = False


def steps(page: str) -> Iterator[Step]:
    """What the page tells to do, in its order."""
    for block in BLOCK.finditer(page):
        if block["kind"] != "console":
            assert block["path"], f"nothing says where this goes: {block['text']}"
            yield Step("", block["text"], block["path"], bool(block["more"]))
            continue
        for part in re.split(r"^\$ ", block["text"], flags=re.M)[1:]:
            command, _, shown = part.partition("\n")
            yield Step(command, shown)


STEPS = list(steps(PAGE))


def alike(shown: str, printed: str) -> bool:
    """Whether that was printed, but for blanks and what ``...`` stands for.

    >>> alike("a\\n...\\nd", "a\\nb\\nc\\nd\\n"), alike("a\\n", "b\\n"), alike("", "a")
    (True, False, False)
    """
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    return doctest.OutputChecker().check_output(shown, printed, options)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A virtual environment of its own in which everything is that is here, and its variables."""
    folder = tmp_path_factory.mktemp("tutorial") / "venv"
    venv.create(folder, symlinks=True)
    site = folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    (site / "here.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n", "utf-8")
    for name, arguments in PROGRAMS.items():
        if arguments:
            script = folder / "bin" / name
            script.write_text(f"#!/bin/sh\nexec {shlex.quote(str(folder / 'bin/python'))} {arguments}\n", "utf-8")
            script.chmod(0o755)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CBREPORT_", "PYTEST_", "PYTHON"))
    }
    return {**kept, "PATH": f"{folder / 'bin'}{os.pathsep}{kept.get('PATH', '')}", "PYTHONIOENCODING": "utf-8"}


def run(step: Step, folder: Path, environment: dict[str, str]) -> None:
    """Run a command of the page and compare."""
    done = subprocess.run(
        step.command,
        shell=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == (1 if FINDING.search(step.text) else 0), f"$ {step.command}\n{done.stdout}"
    assert alike(step.text, done.stdout), f"$ {step.command}\n{done.stdout}"


def serve(folder: Path, environment: dict[str, str]) -> None:
    """Start the host and look whether the convention is in it."""
    process = subprocess.Popen(
        f"exec {SERVE} --port 0",
        shell=True,
        cwd=folder,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert process.stdout is not None
    told = ""
    try:
        for line in process.stdout:
            told += line
            if line.startswith("Stop with"):
                break
        address = re.search(r"http://\S+", told)
        assert address, told
        with urllib.request.urlopen(f"{address.group().rstrip('/')}/reporting/sign-in", timeout=20) as page:
            assert "Ramsar Secretariat" in page.read().decode("utf-8")
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.close()
        process.wait(timeout=20)


@pytest.mark.slow
def test_the_page_works_step_by_step(tmp_path: Path, environment: dict[str, str]) -> None:
    for step in STEPS:
        if step.command == SERVE:
            serve(tmp_path, environment)
        elif step.command:
            run(step, tmp_path, environment)
        else:
            path = tmp_path / step.path
            assert path.exists() is step.adds, step.path
            with path.open("a", encoding="utf-8") as file:
                file.write(step.text)


def test_the_page_has_every_step() -> None:
    commands = [step.command for step in STEPS if step.command]
    assert [command.split()[0] for command in commands if command.split()[0] not in PROGRAMS] == []
    for wanted in ("cbreport new-plugin", "pip install", "cbreport plugins", "cbreport forms check", "pytest", SERVE):
        assert any(command.startswith(wanted) for command in commands), wanted
    assert {Path(step.path).suffix for step in STEPS if step.path} == {".yaml", ".po"}


def test_every_block_is_one_of_the_steps() -> None:
    assert PAGE.count("\n```") == 2 * len(list(BLOCK.finditer(PAGE)))


def test_links_lead_somewhere() -> None:
    docs = Path(__file__).resolve().parent.parent / "docs"
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert links
    assert [link for link in links if not (docs / link).is_file()] == []
