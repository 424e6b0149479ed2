from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.definition import Address, parse_address

ids = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("assistance", Address("assistance")),
        ("needs-matrix[enforcement].training", Address("needs-matrix", "enforcement", "training")),
        ("needs-matrix[other]", Address("needs-matrix", "other")),
        ("trainings[r7f3].title", Address("trainings", "r7f3", "title")),
        ("m[GBF-INDICATOR-20.CT.1].x", Address("m", "GBF-INDICATOR-20.CT.1", "x")),
    ],
)
def test_an_address_is_read(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "A", "1a", "a--b", "-a", "a-", "a.b", "a\n", "é", "a" * 301),
        *("a[", "a[]", "a[r", "a[r].", "a[r]x", "a[r].B", "a [r]", "a[r].b.c", "a[r][s]", "a[é]", "a[-r]"),
    ],
)
def test_what_is_no_address_gives_none(text: str) -> None:
    assert parse_address(text) is None


@given(question=ids, row=st.one_of(st.just(""), codes), column=ids)
def test_writing_and_reading_are_inverse(question: str, row: str, column: str) -> None:
    address = Address(question, row, column if row else "")
    assert parse_address(str(address)) == address


@given(st.text(max_size=40))
def test_any_text_gives_an_address_that_is_written_as_it_was_or_none(text: str) -> None:
    address = parse_address(text)
    assert address is None or str(address) == text
