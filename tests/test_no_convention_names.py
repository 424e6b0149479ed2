"""The library knows no convention: whatever CMS, CBD and CITES need, a fourth convention's plugin can have, too.

So none of their names stands in cbreport/: not in code, not in templates, not in a translation, not in an example.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = {".py", ".html", ".js", ".css", ".po", ".pot", ".yaml", ".mako", ".txt", ".svg", ".json", ".csv"}

NAMES = (
    "CMS",
    "CBD",
    "CITES",
    "AEWA",
    "EUROBATS",
    "ACCOBAMS",
    "ASCOBANS",
    "Bonn",
    "Nagoya",
    "Cartagena",
    "Washington Convention",
    "Migratory Species",
    "Biological Diversity",
    "Endangered Species",
    "espèces migratrices",
    "diversité biologique",
    "especies migratorias",
    "diversidad biológica",
)
# An underscore, a digit or a hyphen beside a name does not hide it (cbreport_cms, cms-national-report); a letter does.
NAME = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, NAMES))})(?![^\W\d_])".replace(r"\ ", r"\s+"), re.I)


def names_in(text: str) -> list[str]:
    """Each line that names a convention, with its number."""
    return [
        f"{text.count(chr(10), 0, match.start()) + 1}: {' '.join(match.group().split())}"
        for match in NAME.finditer(text)
    ]


FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "cbreport").rglob("*")
    if path.is_file() and path.suffix in ENDINGS
)


def test_there_is_something_to_look_at() -> None:
    assert "cbreport/errors.py" in FILES


@pytest.mark.parametrize("path", FILES)
def test_the_library_names_no_convention(path: str) -> None:
    assert names_in((ROOT / path).read_text("utf-8")) == []


def test_no_file_is_called_after_a_convention() -> None:
    paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / "cbreport").rglob("*")]
    assert [path for path in paths if names_in(path)] == []


@pytest.mark.parametrize(
    "text",
    [
        "the CMS report",
        "if form.convention == 'cites':",
        "import cbreport_cms",
        "cbd-national-report@8",
        "CBD2026",
        "Convention de Bonn",
        "Convention on Migratory\n    Species",
        "la diversité biologique",
    ],
)
def test_a_name_is_found(text: str) -> None:
    assert len(names_in(text)) == 1


@pytest.mark.parametrize("text", ["acmsx", "recites", "a convention's plugin", "bonnet", "migratory birds"])
def test_a_name_inside_another_word_is_none(text: str) -> None:
    assert names_in(text) == []


def test_the_line_is_told() -> None:
    assert names_in("one\ntwo CMS\n") == ["2: CMS"]
