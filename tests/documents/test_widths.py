"""How wide the columns of tables are on paper."""

from __future__ import annotations

from importlib.resources import files

import pytest

from cbreport.documents.nodes import Cell, Table, Text
from cbreport.documents.widths import column_widths


@pytest.mark.parametrize("columns", range(1, 14))
@pytest.mark.parametrize("kind", ["text", "tick", "number"])
def test_columns_fill_the_width_whatever_the_table(columns: int, kind: str) -> None:
    head = (Cell((Text("Row"),)), *(Cell((Text("x" * 30),), kind) for _ in range(columns)))  # type: ignore[arg-type]
    widths = column_widths(Table(head, (head,)))
    assert len(widths) == columns + 1
    style = files("cbreport.documents").joinpath("print.css").read_text(encoding="utf-8")
    assert all(width >= 5 and f".w{width} " in style for width in widths[1:])  # the first may have what is left
    assert sum(widths) == 100


def test_where_words_have_to_be_broken_no_column_gives_up_more_than_another() -> None:
    words = (
        "Neighbouring",
        "Secretariat",
        "Medium",
        "Education,",
        "Migration",
        "Conventions",
        "Caribbean",
        "EX-REGISTER",
    )
    row = tuple(Cell((Text(word),)) for word in words)
    needs = [1.9 * len(word) + 1.6 for word in words]  # millimetres
    for width, need in zip(column_widths(Table(row, (row,))), needs, strict=True):
        assert width == pytest.approx(100 * need / sum(needs), abs=1)


@pytest.mark.parametrize(("word", "width"), [("few", 15), ("institutes", 15), ("должностные", 20), ("x" * 60, 20)])
def test_a_column_of_figures_has_room_for_its_longest_word(word: str, width: int) -> None:
    head = (Cell((Text("Partners"),)), *(Cell((Text(word),), "number") for _ in range(3)))
    assert column_widths(Table(head, (head,)))[1:] == [width] * 3
