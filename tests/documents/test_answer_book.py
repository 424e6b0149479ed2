"""Workbooks of many Parties, read by a program that did not write them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from cbreport.documents import render, render_together, xlsx
from cbreport.documents.answer_tables import ANSWERS
from cbreport.documents.listing import Column
from cbreport.documents.xlsx import LONGEST, Limits, Sheet, fitting, write_book
from cbreport.reporting import Report
from tests.documents.conftest import Make
from tests.documents.test_data_package import QUESTIONS
from tests.documents.test_listing import FORMULAS


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(sheet: Any) -> list[dict[str, Any]]:
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def two(make: Make, **answers: Any) -> list[Report]:
    return [make(QUESTIONS, answers), replace(make(QUESTIONS, {}), party="NOR")]


def test_there_is_a_long_sheet_one_for_each_section_and_a_code_book(make: Make) -> None:
    book = opened(render_together(two(make, title="Plan"), "xlsx"))
    assert book.sheetnames == [
        "Answers", "I The only section", "Reports", "Code book questions", "Code book options", "About this workbook",
    ]  # fmt: skip
    assert [cell.value for cell in book["Answers"][1]] == [field.name for field in ANSWERS]
    assert [row["party"] for row in table(book["Reports"])] == ["KEN", "NOR"]
    assert {row["code"] for row in table(book["Code book options"])} == {"a", "none", "other"}
    assert {"Column": "answers.value", "What it holds": ANSWERS[20].says} in table(book["About this workbook"])


def test_a_section_has_a_row_for_each_report_and_a_column_for_each_answer(make: Make) -> None:
    answers = {
        "title": "Plan", "share": "12.5", "when": "2024-05-31", "plan": True,
        "money": {"amount": "5", "currency": "USD"},
        "help": {"value": ["a", "other"], "details": {"other": "Boats"}, "comment": "Ask"}, "m[rangers].much": True,
        "courses[r1].name": "First", "courses[r2].name": "Second", "near": {"non-answer": "not-applicable"},
    }  # fmt: skip
    kenya, norway = table(opened(render_together(two(make, **answers), "xlsx"))["I The only section"])
    assert (kenya["Party"], norway["Party"]) == ("Kenya", "Norway")
    told = {name: value for name, value in kenya.items() if name not in ("Party", "Reporting cycle", "Version")}
    assert told == {
        "Title": "Plan",
        "Cost": "USD\xa05",
        "Share": 12.5,
        "When": datetime(2024, 5, 31),  # noqa: DTZ001
        "Plan?": True,
        "Help": "Advice; Other: Boats",
        "Neighbour": "Not applicable",
        "Courses | 1 | Name": "First",
        "Courses | 2 | Name": "Second",
        "Needs | Rangers | Much": True,
    }
    assert not any(norway[name] for name in told)


@pytest.mark.parametrize("text", [each for each in FORMULAS if each.isprintable()])
def test_every_text_is_a_text_and_as_typed(make: Make, text: str) -> None:
    book = opened(render(make(QUESTIONS, {"title": text}), "xlsx"))
    (row,) = table(book["Answers"])
    assert row["value"] == text
    kinds = {cell.data_type for line in book["I The only section"].iter_rows() for cell in line if cell.value}
    assert kinds <= {"s", "n", "inlineStr"}


def test_from_right_to_left(make: Make) -> None:
    book = opened(render(make(QUESTIONS, {"title": "Plan"}), "xlsx", language="ar"))
    assert {sheet.sheet_view.rightToLeft for sheet in book.worksheets} == {True}


# -- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("long", ["x" * (LONGEST + 1), "😀" * (LONGEST // 2 + 1)])
def test_a_text_that_is_too_long_is_cut_and_said_to_be(make: Make, long: str) -> None:
    book = opened(render(make("- {id: title, type: long-text, label: Title}", {"title": long}), "xlsx"))
    (row,) = table(book["Answers"])
    assert row["value"].endswith(" … (cut: a cell takes no more)")
    assert row["value"].startswith(long[:1000])
    told = [
        each["Column"] for each in table(book["About this workbook"]) if each["What it holds"].startswith("The other")
    ]
    assert told == [
        "Cut, because a cell takes 32,767 characters: Answers!U2",
        "Cut, because a cell takes 32,767 characters: Answers!V2",
        "Cut, because a cell takes 32,767 characters: I The only section!D2",
    ]


@pytest.mark.parametrize("text", ["x" * LONGEST, "😀" * (LONGEST // 2), "x" * (LONGEST - 2) + "😀"])
def test_a_text_that_just_fits_is_whole(text: str) -> None:
    assert fitting(text) == (text, True)


@pytest.mark.parametrize("text", ["x" * (LONGEST + 1), "😀" * LONGEST, "x" * (LONGEST - 1) + "😀"])
def test_a_text_that_is_cut_fits_and_has_no_half_letter(text: str) -> None:
    cut, whole = fitting(text, "…")
    assert not whole
    assert LONGEST - 2 < len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert text.startswith(cut.removesuffix("…"))


def written(rows: int, columns: int, limits: list[Limits]) -> Any:
    def about(met: Limits) -> Sheet:
        limits.append(met)
        return Sheet("About", (Column("A"),), [])

    lines = ((f"{line}",) * columns for line in range(rows))
    return opened(write_book("T", [Sheet("List", (Column("C"),) * columns, lines)], about, mark="…"))


@pytest.mark.parametrize(("rows", "sheets"), [(0, [1]), (3, [4]), (4, [4, 2]), (9, [4, 4, 4])])
def test_rows_beyond_the_limit_stand_on_further_sheets(
    rows: int, sheets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    book = written(rows, 1, [])
    assert book.sheetnames == [*["List", "List 2", "List 3"][: len(sheets)], "About"]
    assert [sheet.max_row for sheet in book.worksheets[:-1]] == sheets
    values = [cell.value for sheet in book.worksheets[:-1] for (cell,) in sheet.iter_rows(min_row=2)]
    assert values == [f"{line}" for line in range(rows)]


def test_columns_beyond_the_limit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_COLUMNS", 2)
    met: list[Limits] = []
    assert written(1, 5, met).worksheets[0].max_column == 2
    assert met[0].left_out == [("List", 3)]


def test_columns_left_out_are_told_in_the_book(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_COLUMNS", 3)
    told = table(opened(render(make(QUESTIONS, {"title": "Plan"}), "xlsx"))["About this workbook"])
    assert "Columns left out of “I The only section”, because a sheet takes 16,384: 1" in [
        row["Column"] for row in told
    ]


def test_days_and_figures_that_a_workbook_cannot_hold_are_texts(make: Make) -> None:
    book = opened(render(make(QUESTIONS, {"when": "1850-05-31", "share": "1234567890123456.78"}), "xlsx"))
    (row,) = table(book["I The only section"])
    assert (row["When"], row["Share"]) == ("1850-05-31", "1234567890123456.78")
