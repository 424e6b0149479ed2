"""Tables and paragraphs, on a terminal and for other programs."""

from __future__ import annotations

import pytest

from cbreport.cli import output
from cbreport.cli.output import echo_table, paragraph

TEXT = "what-is-an-id stays whole while the words around it are wrapped to the width of the terminal"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of sixty columns."""
    monkeypatch.setattr(output, "_room", lambda: 60)


def test_other_programs_get_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    echo_table(("id", "text"), [("a", TEXT), ("long", "")])
    assert capsys.readouterr().out == f"id    text\na     {TEXT}\nlong\n"
    assert paragraph(TEXT, 2) == f"  {TEXT}"


@pytest.mark.usefixtures("terminal")
def test_the_last_column_wraps_below_itself(capsys: pytest.CaptureFixture[str]) -> None:
    echo_table(("id", "text"), [("a", TEXT)])
    title, first, *more = capsys.readouterr().out.splitlines()
    assert title == "id  text"
    assert first.startswith("a   what-is-an-id stays")
    assert more
    assert all(line.startswith("    ") and len(line) <= 60 for line in more)


@pytest.mark.usefixtures("terminal")
def test_without_room_it_goes_below_the_row(capsys: pytest.CaptureFixture[str]) -> None:
    echo_table(("id", "text"), [("a" * 50, TEXT), ("b", "short")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "a" * 50
    assert lines[2].startswith("    what-is-an-id stays")
    assert lines[-1] == f"{'b':<50}  short"


@pytest.mark.usefixtures("terminal")
def test_an_entry_of_a_list_hangs_and_ids_are_not_broken() -> None:
    assert paragraph("- " + "x" * 40 + " an-id-of-some-length-or-other\nnext", 2).splitlines() == [
        "  - " + "x" * 40,
        "    an-id-of-some-length-or-other",
        "  next",
    ]


def test_what_is_no_terminal_has_no_width(capsys: pytest.CaptureFixture[str]) -> None:
    assert output._room() == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("columns", "room"), [(40, 0), (80, 80), (300, 120)])
def test_the_width_of_a_terminal(monkeypatch: pytest.MonkeyPatch, columns: int, room: int) -> None:
    monkeypatch.setattr(output.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert output._room() == room
