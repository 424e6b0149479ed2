from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.synthesis import WorkPlan, work_plan

from .register_reports import FIRST, SECOND, keys, secretariat, tally, told, usd


def plan(*items: dict[str, Any]) -> WorkPlan:
    return work_plan(tally(secretariat(plan_item=[{"number": "1", **item} for item in items])))


def figures(found: WorkPlan) -> list[tuple[str, int, int, int, int]]:
    return [(each.currency, each.items, int(each.low), int(each.high), each.open_ends) for each in found.budgets]


def test_the_work_plan_of_the_seeds_adds_up() -> None:
    """The budgets of the CMS work plan 2012-2014, of which two need no extra funds."""
    free = {"budget_kind": "none"}
    found = plan(
        free,
        free,
        {"budget_kind": "fixed", "budget": usd("30000"), "status": "completed"},
        {"budget_kind": "range", "budget": usd(low="45000", high="90000"), "status": "planned"},
        {"budget_kind": "range", "budget": usd(low="70000", high="120000"), "status": "under-way"},
        {"budget_kind": "to-be-determined", "status": "not-carried-out", "reason": "resources"},
        {"budget_kind": "conditional", "status": "not-carried-out"},
    )
    assert figures(found) == [("USD", 3, 145000, 240000, 0)]
    assert (found.free, found.unknown_budgets) == (2, 2)
    assert found.statuses == {"planned": 1, "under-way": 1, "completed": 1, "not-carried-out": 2, "unknown": 2}
    assert found.reasons == {"resources": 1, "staff": 0, "access": 0, "politics": 0, "other": 0, "unknown": 1}
    assert found.budget_kinds["conditional"] == 1


@pytest.mark.parametrize(
    ("item", "sums", "unknown"),
    [
        ({}, [], 1),
        ({"budget_kind": {"non-answer": "no-information"}}, [], 1),
        ({"budget_kind": "none", "budget": usd("5")}, [], 0),
        ({"budget_kind": "to-be-determined", "budget": usd("5")}, [], 1),
        ({"budget_kind": "fixed"}, [], 1),
        ({"budget_kind": "fixed", "budget": usd("-5")}, [], 1),
        ({"budget": usd("5")}, [("USD", 1, 5, 5, 0)], 0),
        ({"budget": usd("5", currency="EUR")}, [("EUR", 1, 5, 5, 0)], 0),
        ({"budget_kind": "range", "budget": usd(low="5")}, [("USD", 1, 5, 5, 1)], 0),
        ({"budget_kind": "range", "budget": usd(high="5")}, [("USD", 1, 5, 5, 1)], 0),
    ],
)
def test_what_is_not_told_is_unknown_and_never_zero(
    item: dict[str, Any], sums: list[tuple[str, int, int, int, int]], unknown: int
) -> None:
    found = plan(item)
    assert (figures(found), found.unknown_budgets) == (sums, unknown)


def test_a_budget_under_a_condition_stands_apart() -> None:
    found = plan({"budget_kind": "conditional", "budget": usd("7")}, {"budget_kind": "fixed", "budget": usd("5")})
    (total,) = found.budgets
    assert (total.items, total.low, total.conditional, total.conditional_high) == (1, Decimal(5), 1, Decimal(7))


def test_currencies_are_never_mixed() -> None:
    found = plan({"budget": usd("5")}, {"budget": usd("7", currency="EUR")}, {"budget": usd("1")})
    assert figures(found) == [("EUR", 1, 7, 7, 0), ("USD", 2, 6, 6, 0)]


def test_an_item_of_two_plans_counts_once_when_one_says_so() -> None:
    def both(also: dict[str, str], words: str = "Train  rangers") -> WorkPlan:
        item = {"budget": usd("5")}
        return work_plan(
            tally(
                secretariat(plan_item=[{**item, "activity": "Train rangers", **also}]),
                secretariat("second", plan_item=[{**item, "activity": words}]),
                conventions=(FIRST, SECOND),
            )
        )

    once, twice, other = both({"also_in": "second"}), both({}), both({"also_in": "second"}, "Train judges")
    assert (figures(once), once.twice, keys(once.items[0].also)) == ([("USD", 1, 5, 5, 0)], 1, ["XSC r1"])
    assert (figures(twice), twice.twice) == ([("USD", 2, 10, 10, 0)], 0)
    assert (len(other.items), other.twice) == (2, 0)


def test_items_of_parties_are_told_from_those_of_secretariats() -> None:
    found = work_plan(tally(told("KEN", plan_item=[{"activity": "x"}]), secretariat(plan_item=[{"activity": "x"}])))
    assert (len(found.items), found.parties, found.base.told) == (2, ("KEN",), ("KEN",))


items = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "budget_kind": st.sampled_from(["none", "fixed", "range", "conditional", "to-be-determined"]),
            "budget": st.sampled_from([usd("5"), usd(low="1", high="9"), usd(low="2"), usd("3", currency="EUR")]),
            "status": st.sampled_from(["planned", "completed", "not-carried-out"]),
        },
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(items)
def test_every_item_is_counted_once(rows: list[dict[str, Any]]) -> None:
    found = plan(*rows)
    assert sum(found.statuses.values()) == sum(found.budget_kinds.values()) == len(rows) == len(found.items)
    assert sum(found.reasons.values()) == found.statuses["not-carried-out"]
    with_money = sum(total.items + total.conditional for total in found.budgets)
    assert with_money + found.free + found.unknown_budgets == len(rows)
    assert all(total.low <= total.high for total in found.budgets)
