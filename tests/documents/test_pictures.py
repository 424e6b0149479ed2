"""A map of tiles and a series of figures: what they say in words, and that every format has it."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import page
import pytest

from cbreport.definition import Translator
from cbreport.documents import (
    Bar,
    Bars,
    Block,
    Document,
    Heading,
    Table,
    TileMap,
    TileState,
    render,
    summary_document,
    tile_map,
    to_html,
    trend,
)
from cbreport.documents.writing import Writer
from cbreport.synthesis import submission_table
from cbreport.testing import EXAMPLE

T = Writer(Translator())
STATES = [
    TileState("yes", T("Reported"), "filled", "●"),
    TileState("late", T("Received late"), "half", "◐"),
    TileState("back", T("Returned"), "edged", "◇"),
    TileState("no", T("Not reported"), "outlined", "○"),
]


def tiles(*groups: tuple[str, dict[str, str]], t: Writer = T) -> TileMap:
    named = [(t.plain(name), parties) for name, parties in groups]
    return tile_map(t, STATES, named, counted=("yes", "late"), label=T("Reports received"))


def series(*numbers: int | None, t: Writer = T) -> Any:
    return trend(
        t, t("Year"), t("Reports received"), [(t.plain(str(2020 + n)), each) for n, each in enumerate(numbers)]
    )


def document(*blocks: Block, language: str = "en") -> Document:
    cycle = EXAMPLE.cycle("EX1")
    base = summary_document(submission_table(EXAMPLE, cycle, []), EXAMPLE, cycle, language, Translator(language))
    return replace(base, blocks=(Heading(1, T("Reports received"), "", "map"), *blocks))


SOUTH = ("South", {"KEN": "yes", "FJI": "late", "BRA": "no"})
NORTH = ("North", {"NOR": "no"})


def test_tiles_stand_by_region_in_the_order_of_names_with_what_they_say() -> None:
    made = tiles(SOUTH, NORTH, ("Empty", {}))
    assert [(group.label.text, [tile.code for tile in group.tiles]) for group in made.groups] == [
        ("South", ["BRA", "FJI", "KEN"]),
        ("North", ["NOR"]),
    ]
    assert [tile.said.text for tile in made.groups[0].tiles] == [
        "Brazil: Not reported",
        "Fiji: Received late",
        "Kenya: Reported",
    ]


def test_the_legend_counts_states_that_occur() -> None:
    made = tiles(SOUTH, NORTH)
    assert [state.code for state in made.states] == ["yes", "late", "no"]
    assert [text.text for text in made.counts] == ["Reported: 1", "Received late: 1", "Not reported: 2"]
    assert [text.text for text in made.groups[1].counts] == ["Not reported: 1"]
    assert len({(state.look, state.sign) for state in made.states}) == 3


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (
            (SOUTH, NORTH),
            "Reports received: 2 of 4 (50%). Highest share: South (67%); lowest share: North (0%).",
        ),
        (
            (SOUTH, NORTH, ("East", {"CHN": "no"})),
            "Reports received: 2 of 5 (40%). Highest share: South (67%); lowest share: North, East (0%).",
        ),
        ((NORTH,), "Reports received: 0 of 1 (0%)."),
        ((SOUTH, ("North", {"NOR": "yes", "DNK": "late", "SWE": "back"})), "Reports received: 4 of 6 (67%)."),
        ((), "No Party is counted here."),
    ],
)
def test_the_sentence_of_a_map_is_worked_out(groups: Any, sentence: str) -> None:
    assert tiles(*groups).sentence.text == sentence


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((98, 104, 131), "Reports received: up from 98 (2020) to 131 (2022)."),
        ((None, 9, None, 4), "Reports received: down from 9 (2021) to 4 (2023)."),
        ((5, 5), "Reports received: 5, from 2020 to 2021 the same."),
        ((5, 50, 5), "Reports received: 5 (2020) and 5 (2022), between 5 and 50 in all."),
        ((None, 7), "Reports received: 7 (2021)."),
        ((None,), "Reports received: no figure was told."),
    ],
)
def test_the_sentence_of_a_series_is_worked_out(numbers: tuple[int | None, ...], sentence: str) -> None:
    made = series(*numbers)
    assert made.sentence.text == made.spark.said == sentence


def test_a_few_figures_stand_beside_each_other_and_many_below() -> None:
    few, many = series(1, None, 3).table, series(*range(10)).table
    assert [[cell.value for cell in row[1:]] for row in few.rows] == [[1, None, 3]]
    assert [text.text for cell in few.head for text in cell.texts] == ["2020", "2021", "2022"]
    assert few.rows[0][2].texts[0].text == "–"
    assert [[cell.value for cell in row[1:]] for row in many.rows] == [[each] for each in range(10)]
    assert (few.rows[0][0].spark, many.head[1].spark) == (series(1, None, 3).spark, series(*range(10)).spark)


def test_a_gap_is_no_zero_in_the_picture() -> None:
    assert series(4, None, 0, 2).spark.columns == ((0, 1.0), (2, 0.05), (3, 0.5))
    assert series(0).spark.columns == ((0, 0.05),)
    assert trend(T, T("Year"), T("Share"), [(T.plain("1"), Decimal("0.5"))]).spark.columns == ((0, 1.0),)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pictures_are_pdf_ua_without_letters_in_them(language: str) -> None:
    t = Writer(Translator(language))
    made = document(tiles(SOUTH, NORTH, t=t), series(3, None, 8, t=t), series(*range(9), t=t), language=language)
    assert [str(each) for each in page.validate_pdf_bytes(render(made, "pdf"), profile="ua1").failures] == []
    html = to_html(made)
    assert "<text" not in html
    assert html.count('<svg class="spark"') == html.count("<title>") - 1 == 2


def test_time_runs_with_the_language() -> None:
    def first(language: str) -> str:
        html = to_html(document(series(1, 2, t=Writer(Translator(language))), language=language))
        return html.partition("<rect ")[2].partition('"/>')[0]

    assert first("en").startswith('x="0"')
    assert first("ar").startswith('x="8"')


def test_a_workbook_has_a_row_for_each_party_and_the_figures() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(document(tiles(SOUTH, NORTH), series(1, None)), "xlsx")))
    sheets = [list(sheet.values) for sheet in book.worksheets]
    assert sheets[0] == [
        ("Region", "Code", "Party", "State"),
        ("South", "BRA", "Brazil", "Not reported"),
        ("South", "FJI", "Fiji", "Received late"),
        ("South", "KEN", "Kenya", "Reported"),
        ("North", "NOR", "Norway", "Not reported"),
    ]
    assert sheets[1] == [("", "2020", "2021"), ("Reports received", 1, None)]
    said = [cell for row in sheets[2] for cell in row if cell]
    assert "Reports received: 2 of 4 (50%). Highest share: South (67%); lowest share: North (0%)." in said
    assert "Reports received: 1 (2020)." in said


def test_a_document_to_edit_has_a_column_for_each_state() -> None:
    made = docx.Document(io.BytesIO(render(document(tiles(SOUTH, NORTH), series(1, 2)), "docx")))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in made.tables]
    assert tables[-2] == [
        ["Region", "Reported", "Received late", "Not reported"],
        ["South", "1\nKenya", "1\nFiji", "1\nBrazil"],
        ["North", "0", "0", "1\nNorway"],
        ["", "Reported: 1", "Received late: 1", "Not reported: 2"],
    ]
    assert tables[-1] == [["", "2020", "2021"], ["Reports received", "1", "2"]]


def test_the_table_of_a_series_is_a_table_as_others_are() -> None:
    assert isinstance(series(1).table, Table)


def test_numbers_of_bars_are_written_as_the_language_writes_them() -> None:
    shown = Bars((T("Kind"), T("Rows"), T("Share"), T("Of all")), (Bar(T("A"), 1234, 0.5, "50%", (2468,)),), T("Half."))
    made = document(replace(shown, head=(T("Kind"), T("Parties"), *shown.head[1:])))
    assert [f'<td class="number">{each}</td>' in to_html(made) for each in ("1,234", "2,468", "50%")] == [True] * 3
    table = docx.Document(io.BytesIO(render(made, "docx"))).tables[-1]
    assert [cell.text for cell in table.rows[1].cells] == ["A", "2,468", "1,234", "50%"]
