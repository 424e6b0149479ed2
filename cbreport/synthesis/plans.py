"""Work plans: their items, how many are done, and what they cost at least and at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from cbreport.synthesis.agreement import CODES
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import UNKNOWN, Money, Row

NONE: Final = "none"
CONDITIONAL: Final = "conditional"
TO_BE_DETERMINED: Final = "to-be-determined"


@dataclass(frozen=True)
class PlanItem:
    """One item of a work plan. ``also`` are the same item in other conventions' plans, which is counted here."""

    row: Row
    status: str
    reason: str
    budget_kind: str
    budget: Money | None
    also: tuple[Row, ...] = ()


@dataclass(frozen=True)
class BudgetTotal:
    """What items with a budget in one currency cost together.

    ``open_ends`` counts items of which one end was not told: ``low`` and ``high`` then hold the end that was.
    Budgets that hold under a condition only are apart.
    """

    currency: str
    items: int
    low: Decimal
    high: Decimal
    open_ends: int
    conditional: int
    conditional_low: Decimal
    conditional_high: Decimal


@dataclass(frozen=True)
class WorkPlan:
    """The items of work plans, each once. Every item is in one status and one kind of budget.

    ``unknown_budgets`` counts items to be determined, conditional ones without an amount, and those of which nothing
    was told; ``free`` those that need no further money, which count as zero in every currency.
    """

    items: tuple[PlanItem, ...] = field(repr=False)
    statuses: Mapping[str, int]
    reasons: Mapping[str, int]
    budget_kinds: Mapping[str, int]
    budgets: tuple[BudgetTotal, ...]
    free: int
    unknown_budgets: int
    twice: int
    parties: tuple[str, ...]
    base: Base = field(repr=False)


def work_plan(data: Registers) -> WorkPlan:
    """Items of work plans with their status, and their budgets by currency.

    A budget *none* is zero. *Fixed* and *range* give their ends. *Conditional* stands apart, since nobody knows whether
    the condition holds; *to be determined* is unknown, and so is every budget without an amount. Where no kind was
    told, an amount counts as what it is. Currencies are never mixed.

    An item counts once when two conventions have it from the same Party or from Secretariats: one of the two names the
    other convention in ``also-in``, and the activity reads the same.

    Source: work plan 2012-2014 (Conf.10.17), tables and paragraph 2; table A7.
    """
    groups = _same(data.of("plan-item"))
    items = tuple(_item(rows) for rows in groups)
    statuses = Counter(item.status for item in items)
    dropped = [item for item in items if item.status == "not-carried-out"]
    reasons = Counter(item.reason for item in dropped)
    kinds = Counter(item.budget_kind for item in items)
    return WorkPlan(
        items=items,
        statuses={code: statuses[code] for code in (*CODES["plan-item.status"], UNKNOWN)},
        reasons={code: reasons[code] for code in (*CODES["plan-item.reason"], UNKNOWN)},
        budget_kinds={code: kinds[code] for code in (*CODES["plan-item.budget-kind"], UNKNOWN)},
        budgets=_totals(items),
        free=kinds[NONE],
        unknown_budgets=sum(item.budget is None and item.budget_kind != NONE for item in items),
        twice=len(data.of("plan-item")) - len(items),
        parties=data.parties_of(item.row for item in items),
        base=data.base("plan-item"),
    )


def _item(rows: Sequence[Row]) -> PlanItem:
    row, *also = rows
    kind = _known(row, "budget-kind")
    money = None if kind in (NONE, TO_BE_DETERMINED) else row.money("budget")
    if kind == UNKNOWN and money:
        kind = "fixed" if money.low == money.high else "range"
    return PlanItem(row, _known(row, "status"), _known(row, "reason"), kind, money, tuple(also))


def _known(row: Row, part: str) -> str:
    code = row.code(part)
    return code if code in CODES[f"plan-item.{part}"] else UNKNOWN


def _totals(items: Iterable[PlanItem]) -> tuple[BudgetTotal, ...]:
    found: dict[str, list[PlanItem]] = {}
    for item in items:
        if item.budget:
            found.setdefault(item.budget.currency, []).append(item)
    return tuple(_total(currency, each) for currency, each in sorted(found.items()))


def _total(currency: str, items: Iterable[PlanItem]) -> BudgetTotal:
    sure: list[Money] = []
    conditional: list[Money] = []
    for item in items:
        if item.budget:
            (conditional if item.budget_kind == CONDITIONAL else sure).append(item.budget)
    low, high = added(sure)
    conditional_low, conditional_high = added(conditional)
    open_ends = sum(None in (money.low, money.high) for money in (*sure, *conditional))
    return BudgetTotal(currency, len(sure), low, high, open_ends, len(conditional), conditional_low, conditional_high)


def added(amounts: Iterable[Money]) -> tuple[Decimal, Decimal]:
    """What amounts of one currency come to at least and at most; an end that was not told is taken for the other."""
    low = high = Decimal(0)
    for money in amounts:
        least, most = money.ends
        low, high = low + least, high + most
    return low, high


def _same(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows, those that are one item in several conventions' plans together."""
    by_words: dict[tuple[str, str], list[list[Row]]] = {}
    groups: list[list[Row]] = []
    for row in rows:
        words = row.text("activity").casefold()
        alike = by_words.setdefault((row.party if row.by_party else "", words), [])
        group = next((each for each in alike if _also(each, row)), None) if words else None
        if group is None:
            group = []
            groups.append(group)
            alike.append(group)
        group.append(row)
    return groups


def _also(group: Sequence[Row], row: Row) -> bool:
    if any(each.convention == row.convention for each in group):
        return False
    return any(row.convention in each.codes("also-in") or each.convention in row.codes("also-in") for each in group)
