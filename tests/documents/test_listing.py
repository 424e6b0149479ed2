from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.documents.listing import Column, Listing, guarded, to_csv, unguarded

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1", "＝1+1", "'=1"]


def listing(*rows: tuple[Any, ...], **more: Any) -> Listing:
    columns = (Column("Party"), Column("Days", "number"), Column("Submitted", "date"))
    facts = (("Cycle", "EX1"), ("Filters", "=none"))
    return Listing(**{"title": "Who", "columns": columns, "rows": rows, "facts": facts, "about": "About",
                      "made": date(2025, 1, 10), **more})  # fmt: skip


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_becomes_a_formula(text: str) -> None:
    [_, row] = read(to_csv(listing((text, 1, None))))
    assert row[0].startswith("'")
    assert unguarded(row[0]) == text


@given(st.text())
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_numbers_and_days_stay_what_they_are() -> None:
    assert read(to_csv(listing(("Kenya", -3, date(2025, 1, 2)), ("Fidji, là", None, None)))) == [
        ["Party", "Days", "Submitted", "Cycle", "Filters"],
        ["Kenya", "-3", "2025-01-02", "EX1", "'=none"],
        ["Fidji, là", "", "", "EX1", "'=none"],
    ]


def test_it_begins_with_a_byte_order_mark() -> None:
    assert to_csv(listing(("肯尼亚", 1, None))).startswith(b"\xef\xbb\xbfParty")
