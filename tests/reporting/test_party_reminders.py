from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.reporting.party_reminders import PLACES, filled, unknown_places


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Dear {name}", ()), ("{Name} and {x.__class__} {}", ("Name", "x.__class__", "")), ("{a} {a}", ("a",)),
        ("{not a place}", ()), ("{{name}}", ()),
    ],
)  # fmt: skip
def test_places_that_are_none_are_found(text: str, unknown: tuple[str, ...]) -> None:
    assert unknown_places(text) == unknown


@given(st.text(), st.text())
def test_filling_in_never_fails_and_fills_once(text: str, value: str) -> None:
    filled(text, dict.fromkeys(PLACES, value))
    assert filled("{name}!", {"name": "{party}" + value, "party": "x"}) == "{party}" + value + "!"
