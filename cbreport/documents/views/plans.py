"""Work plans: their items as the tables of work plans have them, where they stand, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cbreport.documents.nodes import Block, Cell, Table, Text, Texts
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.telling import label_of, name_of, said, said_cell, teller_of, text_cell
from cbreport.documents.writing import DASH, Writer
from cbreport.synthesis import UNKNOWN, BudgetTotal, Money, PlanItem, Registers, WorkPlan
from cbreport.synthesis import work_plan as of_plans
from cbreport.synthesis.plans import CONDITIONAL


def work_plan(found: Registers, t: Writer) -> tuple[Block, ...]:
    """The items of work plans, with their status and their budgets."""
    return tuple(_work_plan(found, t))


def _work_plan(found: Registers, t: Writer) -> Iterator[Block]:
    plan = of_plans(found)
    total = len(plan.items)
    yield laying.sentence(_sentence(t, plan))
    yield laying.based(t, found, plan.base, "plan-item")
    if plan.twice:
        words = t("Items that several conventions have in their plans are counted once; rows left out: {count}.")
        yield laying.remark(words.format(count=t.number(plan.twice)))
    if not total:
        yield from laying.counted(t, plan.base, "work-plan-counted")
        return
    yield laying.part(t("Where the items stand"), "work-plan-status")
    rows = [(label_of(t, found, "plan-item", "status", code), count) for code, count in plan.statuses.items()]
    yield from laying.bars(t, t("Status"), t("Items"), rows, total, t("Of all items"))
    dropped = plan.statuses["not-carried-out"]
    if dropped:
        yield laying.part(t("Why items are not carried out"), "work-plan-reasons")
        rows = [(label_of(t, found, "plan-item", "reason", code), count) for code, count in plan.reasons.items()]
        yield from laying.bars(t, t("Reason"), t("Items"), rows, dropped, t("Of the items not carried out"))
    yield laying.part(t("What the items cost"), "work-plan-budget")
    yield laying.remark(
        t("Currencies are not converted and not added up."),
        t("Where one end of a range was not told, the other end is taken for it."),
        t("Budgets that are needed under a condition only are apart."),
    )
    yield _budgets(t, plan)
    yield from _items(t, found, plan)
    yield from laying.counted(t, plan.base, "work-plan-counted")


def _sentence(t: Writer, plan: WorkPlan) -> Text:
    if not plan.items:
        return t("No item of a work plan was told.")
    words = t(
        "Items completed: {done}; under way: {going}; not begun: {planned}; not carried out: {dropped}; unknown: "
        "{unknown}; items whose budget is not known: {budgets}."
    )
    return words.format(
        done=laying.share_of(t, plan.statuses["completed"], len(plan.items)),
        going=t.number(plan.statuses["under-way"]),
        planned=t.number(plan.statuses["planned"]),
        dropped=t.number(plan.statuses["not-carried-out"]),
        unknown=t.number(plan.statuses[UNKNOWN]),
        budgets=t.number(plan.unknown_budgets),
    )


def _budgets(t: Writer, plan: WorkPlan) -> Table:
    """Least and most by currency, then what has no amount."""
    blank = Cell((Text(DASH),), "blank")
    head = (
        t("Items"),
        t("At least"),
        t("At most"),
        t("One end not told"),
        t("Under a condition: items"),
        t("at least"),
        t("at most"),
    )
    rows = [_budget(t, total) for total in plan.budgets]
    rows.append((laying.text(t("No extra money")), number_cell(t, plan.free), *[blank] * 6))
    rows.append((laying.text(t("Amount unknown")), number_cell(t, plan.unknown_budgets), *[blank] * 6))
    return Table((laying.text(t("Currency")), *map(laying.figure, head)), tuple(rows))


def _budget(t: Writer, total: BudgetTotal) -> tuple[Cell, ...]:
    figures: tuple[int | Decimal, ...] = (
        total.items, total.low, total.high, total.open_ends,
        total.conditional, total.conditional_low, total.conditional_high,
    )  # fmt: skip
    return (Cell((currency_words(t, total.currency),)), *(number_cell(t, each) for each in figures))


def currency_words(t: Writer, currency: str) -> Text:
    """The code of a currency; where none was told, that."""
    return t.plain(currency) if currency else t("No currency")


def money_words(t: Writer, money: Money) -> Text:
    """An amount or a range; an open end as dots."""
    low, high = (None if end is None else t.number(end) for end in (money.low, money.high))
    if low == high:
        return t.plain(t.amount(str(money.low), money.currency))
    return t.plain(" ".join(filter(None, (t.range_of(low or "…", high or "…"), money.currency))))


def _items(t: Writer, found: Registers, plan: WorkPlan) -> Iterator[Block]:
    """A table for each objective of each plan, in the order in which they were told."""
    tables: dict[tuple[Text, ...], list[PlanItem]] = {}
    for item in plan.items:
        row = item.row
        name = (teller_of(t, found, row), *said(t, row, "plan"), *said(t, row, "objective"))
        tables.setdefault(name, []).append(item)
    yield laying.part(t("The items"), "work-plan-items")
    head = (t("Activity"), t("Responsible"), t("Methodology and expected outcome"), t("Budget"), t("Status"))
    for name, items in tables.items():
        caption = Text(t.row_of(*(each.text for each in name)))
        yield Table(tuple(laying.text(each) for each in head), tuple(_item(t, found, item) for item in items), caption)


def _item(t: Writer, found: Registers, item: PlanItem) -> tuple[Cell, ...]:
    row = item.row
    name = name_of(t, found, row)
    numbered = said(t, row, "number")
    activity = (*numbered, name) if numbered and numbered[0].text != name.text else (name,)
    status: Texts = (label_of(t, found, "plan-item", "status", item.status),)
    if item.reason != UNKNOWN:
        status = (*status, label_of(t, found, "plan-item", "reason", item.reason))
    if item.also:
        conventions = {each.id: each.short_name for each in found.conventions}
        also = t.joined(tuple(Text(conventions[other.convention]) for other in item.also))
        status = (*status, t("Also in the plan of {conventions}").format(conventions=also))
    return (
        Cell(activity),
        said_cell(t, row, "responsible"),
        said_cell(t, row, "methodology", "outcome"),
        text_cell((*_budget_words(t, found, item), *said(t, row, "budget-note"))),
        Cell(status),
    )


def _budget_words(t: Writer, found: Registers, item: PlanItem) -> Texts:
    if item.budget is None:
        return (label_of(t, found, "plan-item", "budget-kind", item.budget_kind),)
    amount = money_words(t, item.budget)
    return (amount, t("under a condition")) if item.budget_kind == CONDITIONAL else (amount,)
