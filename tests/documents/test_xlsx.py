"""Workbooks, read by a program that did not write them."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from cbreport.documents.listing import Listing
from cbreport.documents.xlsx import sheet_name, to_xlsx

from .test_listing import FORMULAS, listing


def opened(of: Listing) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(of)))


@pytest.mark.parametrize("text", [*FORMULAS[:6], *FORMULAS[8:], "https://example.org", "12", "_x0041_", "{=1}"])
def test_every_text_is_a_text(text: str) -> None:
    cell = opened(listing((text, 1, None))).worksheets[0]["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    if text.isprintable() and "_x" not in text:
        assert cell.value == text


def test_numbers_are_numbers_and_days_are_days() -> None:
    sheet = opened(listing(("Kenya", -3, date(2025, 1, 2)), ("Fiji", None, None))).worksheets[0]
    assert (sheet["B2"].value, sheet["C2"].value, sheet["C2"].is_date) == (-3, datetime(2025, 1, 2), True)  # noqa: DTZ001
    assert (sheet["B3"].value, sheet["C3"].value) == (None, None)


def test_the_head_stays_in_sight_and_filters() -> None:
    sheet = opened(listing(("Kenya", 1, None))).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:C2")
    assert [cell.value for cell in sheet[1]] == ["Party", "Days", "Submitted"]
    assert sheet["A1"].font.bold
    assert not sheet.sheet_view.rightToLeft


def test_from_right_to_left() -> None:
    assert [sheet.sheet_view.rightToLeft for sheet in opened(listing(rtl=True)).worksheets] == [True, True]


def test_the_second_sheet_says_what_the_list_is() -> None:
    sheet = opened(listing()).worksheets[1]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Cycle", "EX1"], ["Filters", "=none"]]
    assert sheet["B2"].data_type == "s"


def test_the_same_list_is_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = to_xlsx(listing(("Kenya", 1, None)))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert to_xlsx(listing(("Kenya", 1, None))) == before
    with zipfile.ZipFile(io.BytesIO(before)) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("title", ["a/b:c*d?e[f]g\\h", "x" * 60, "''", "", "من قدّم تقريره؟ من قدّم تقريره من قدم"])
def test_any_title_names_a_sheet(title: str) -> None:
    names = opened(replace(listing(), title=title, about=title)).sheetnames
    assert len(set(names)) == 2
    assert all(0 < len(name) <= 31 for name in names)


def test_names_of_sheets_differ_whatever_their_case() -> None:
    assert sheet_name("List", taken=["LIST", "list 2"]) == "List 3"
