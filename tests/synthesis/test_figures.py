from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cbreport.synthesis.figures import Count, Counts, figures, money_of, number_of


def test_figures_of_numbers() -> None:
    found = figures([Decimal(4), Decimal(1), Decimal("2.5"), Decimal(9)], unit="km")
    assert found is not None
    assert (found.n, found.low, found.middle, found.high, found.total, found.unit) == (
        4, Decimal(1), Decimal("3.25"), Decimal(9), Decimal("16.5"), "km",
    )  # fmt: skip


def test_nothing_has_no_figures() -> None:
    assert figures([]) is None


def test_years_are_not_added_up() -> None:
    found = figures([Decimal(1998), Decimal(2001)], total=False)
    assert found is not None
    assert (found.middle, found.total) == (Decimal(1998), None)


@pytest.mark.parametrize(("value", "number"), [(3, 3), ("12.50", Decimal("12.50")), (0, 0), ("000", 0)])
def test_numbers_are_read(value: Any, number: Any) -> None:
    assert number_of(value) == number


@pytest.mark.parametrize("value", [None, True, "many", "NaN", "", [], {}, 1.5])
def test_what_is_no_number_is_not_counted(value: Any) -> None:
    assert number_of(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"amount": "30000", "currency": "USD"}, ("USD", Decimal(30000))),
        ({"from": "10", "to": "20", "currency": "EUR"}, ("EUR", Decimal(15))),
        ({"from": "10", "currency": "EUR"}, ("EUR", Decimal(10))),
        ({"amount": "plenty", "currency": "EUR"}, None),
        ({"currency": "EUR"}, None),
        ("30000", None),
        (None, None),
    ],
)
def test_amounts_are_read_with_their_currency(value: Any, expected: Any) -> None:
    assert money_of(value) == expected


def test_shares_are_of_the_base() -> None:
    counts = Counts((Count("a", "A", ("KEN",)), Count("b", "B", ("KEN", "NOR"))), 4, many=True)
    assert [counts.share(count) for count in counts.counts] == [0.25, 0.5]
    assert [count.code for count in counts.most] == ["b"]


def test_nobody_is_no_share_and_no_most() -> None:
    counts = Counts((Count("a", "A", ()),), 0)
    assert counts.share(counts.counts[0]) == 0
    assert counts.most == ()
