"""Support given and received: who gives what to whom, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cbreport.documents.nodes import Block, Cell, Text
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.plans import currency_words, money_words
from cbreport.documents.views.telling import (
    country_or_typed,
    label_of,
    said_cell,
    teller_cell,
    teller_of,
    text_cell,
    year_cell,
)
from cbreport.documents.writing import Writer
from cbreport.synthesis import Contribution, Registers, Support, SupportTotal
from cbreport.synthesis import support as of_contributions


def support(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Contributions by donor and recipient, with what may be told twice."""
    return tuple(_support(found, t))


def _support(found: Registers, t: Writer) -> Iterator[Block]:
    view = of_contributions(found)
    yield laying.sentence(_sentence(t, view))
    yield laying.based(t, found, view.base, "contribution")
    yield laying.remark(
        t("Rows that tell a contribution which is counted already: {count}.").format(count=t.number(view.merged)),
        t("Pledged and received are never added up, and currencies are not converted."),
    )
    yield from laying.listed(
        t("What contributions come to"), "support-totals",
        [*(laying.text(each) for each in (t("Kind"), t("State"), t("Currency"))),
         *map(laying.figure, (t("Contributions"), t("At least"), t("At most"), t("Perhaps told twice")))],
        (_total(t, found, each) for each in view.totals),
        t("Where several reports may tell one contribution, the sum has a lower and an upper end."),
    )  # fmt: skip
    yield from laying.listed(
        t("Who gives to whom"), "support-flows",
        [*(laying.text(each) for each in (t("Donor"), t("Recipient"), t("Kinds"), t("Channels"))),
         laying.figure(t("Perhaps told twice"))],
        (
            (
                Cell((country_or_typed(t, flow.donor),)),
                Cell((country_or_typed(t, flow.recipient),)),
                _counts(t, found, "kind", flow.kinds),
                _counts(t, found, "channel", flow.channels),
                number_cell(t, flow.doubtful),
            )
            for flow in view.flows
        ),
    )  # fmt: skip
    head = (t("Donor"), t("Recipient"), t("Kind"), t("Year"), t("Amount"), t("State"), t("Told by"))
    for title, anchor, rows, remarks in (
        (t("Every contribution"), "support-list", view.contributions, ()),
        (
            t("Contributions that may be told twice"),
            "support-doubtful",
            view.doubtful,
            (t("The same donor, recipient, kind and year, and an amount that is another or was not told."),),
        ),
    ):
        cells = (_contribution(t, found, each) for each in rows)
        yield from laying.listed(title, anchor, [laying.text(each) for each in head], cells, *remarks)
    yield from laying.listed(
        t("Rows that tell neither who gives nor who receives"), "support-unknown",
        [laying.text(each) for each in (t("Told by"), t("Kind"), t("Year"), t("Amount"))],
        (
            (teller_cell(t, found, row), said_cell(t, row, "kind"),
             year_cell(t, row.year("year")), said_cell(t, row, "amount"))
            for row in view.unknown
        ),
    )  # fmt: skip
    yield from laying.counted(t, view.base, "support-counted")


def _sentence(t: Writer, view: Support) -> Text:
    total = len(view.contributions)
    if not total:
        return t("No contribution was told.")
    words = t(
        "Contributions told: {count}; donors that are Parties: {donors}; recipients that are Parties: {recipients}; "
        "perhaps told twice: {doubtful}."
    )
    return words.format(
        count=t.number(total),
        donors=t.number(len(view.donors)),
        recipients=t.number(len(view.recipients)),
        doubtful=t.number(len(view.doubtful)),
    )


def _total(t: Writer, found: Registers, each: SupportTotal) -> tuple[Cell, ...]:
    known = bool(each.currency) or each.high
    return (
        Cell((label_of(t, found, "contribution", "kind", each.kind),)),
        Cell((label_of(t, found, "contribution", "state", each.state),)),
        Cell((currency_words(t, each.currency) if known else t("No amount told"),)),
        number_cell(t, each.contributions),
        laying.number(t, each.low if known else None),
        laying.number(t, each.high if known else None),
        number_cell(t, each.doubtful),
    )


def _counts(t: Writer, found: Registers, part: str, counts: Mapping[str, int]) -> Cell:
    """How many contributions of each code, one code on each line."""
    words = t("{label}: {text}")
    return text_cell(
        words.format(label=label_of(t, found, "contribution", part, code), text=t.number(count))
        for code, count in counts.items()
    )


def _contribution(t: Writer, found: Registers, each: Contribution) -> tuple[Cell, ...]:
    return (
        Cell((country_or_typed(t, each.donor),)),
        Cell((country_or_typed(t, each.recipient),)),
        Cell((label_of(t, found, "contribution", "kind", each.kind),)),
        year_cell(t, each.year),
        text_cell((money_words(t, each.money),) if each.money else ()),
        Cell((label_of(t, found, "contribution", "state", each.state),)),
        text_cell(dict.fromkeys(_telling(t, found, each))),
    )


def _telling(t: Writer, found: Registers, each: Contribution) -> Iterator[Text]:
    return (teller_of(t, found, row) for row in each.rows)
