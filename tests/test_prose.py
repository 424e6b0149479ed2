"""No file that goes to others holds a note to oneself, a path of somebody's machine or the host of a registry."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The words are put together here, so that this file does not find itself.
NOTES = re.compile(rf"\b(?:{'TO' + 'DO'}|{'FIX' + 'ME'})\b")
PATHS = re.compile(rf"(?<![\w.)\]}}-])/(?:{'|'.join(['wo' + 'rk', 'ro' + 'ot', 'fa' + 'rm', 'opt/py' + 'pi'])})/")
HOSTS = re.compile(
    r"|".join(
        re.escape(host)
        for host in (
            "pyp" + "i.org",
            "pythonhosted" + ".org",
            "npm" + "js.org",
            "npm" + "js.com",
            "yarn" + "pkg.com",
            "jsdelivr" + ".net",
            "unp" + "kg.com",
            "deb.deb" + "ian.org",
            "--index" + "-url",
            "--extra-index" + "-url",
            "--find" + "-links",
        )
    ),
    re.I,
)


def faults(text: str, *, vendored: bool = False) -> list[str]:
    """Each fault with its line number. A vendored file is kept as it came, so its authors' notes are no fault."""
    patterns = [PATHS, HOSTS] if vendored else [NOTES, PATHS, HOSTS]
    return [
        f"{number}: {match.group()}"
        for number, line in enumerate(text.splitlines(), 1)
        for pattern in patterns
        for match in pattern.finditer(line)
    ]


def files() -> list[str]:
    """What git keeps or would keep; outside a repository (a source distribution), whatever is there."""
    try:
        command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if not any(
                part.startswith((".venv", ".git", ".mypy", ".pytest", ".ruff", "__pycache__")) for part in path.parts
            )
        ]
    return sorted(name for name in listed if name and (ROOT / name).is_file())


FILES = files()


def test_there_is_something_to_look_at() -> None:
    assert {"pyproject.toml", "requirements/run.lock", "requirements/test.lock", "tests/test_prose.py"} <= set(FILES)


def test_files_are_fit_for_others() -> None:
    found = {}
    for name in FILES:
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:8192]:
            found[name] = faults(content.decode("utf-8"), vendored="vendor" in Path(name).parts)
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "text",
    [
        "# " + "TO" + "DO: later",
        "FIX" + "ME",
        "open('/wo" + "rk/main/x')",
        "see /ro" + "ot/.config/",
        "/fa" + "rm/a",
        "https://pyp" + "i.org/simple",
        "https://registry.npm" + "js.org/axe",
        "--index" + "-url https://example.org/simple",
    ],
)
def test_a_fault_is_found(text: str) -> None:
    assert faults(f"first line\n{text}")[0].startswith("2: ")


@pytest.mark.parametrize(
    "text", ["todos los países", "network/ and framework/", "tests/wo" + "rk/x", "https://example.org/"]
)
def test_plain_text_has_none(text: str) -> None:
    assert faults(text) == []


def test_authors_of_a_vendored_file_may_keep_notes_but_not_hosts() -> None:
    assert faults("TO" + "DO", vendored=True) == []
    assert faults("https://pyp" + "i.org", vendored=True) != []
