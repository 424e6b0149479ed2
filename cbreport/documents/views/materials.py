"""Handbooks and other materials: whom they reached, and with what effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cbreport.documents.nodes import Block, Cell, Text, Texts
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.telling import (
    label_of,
    name_cell,
    name_of,
    names_cell,
    said,
    said_cell,
    teller_cell,
    teller_of,
    text_cell,
    year_cell,
)
from cbreport.documents.writing import Writer
from cbreport.synthesis import UNKNOWN, Effect, Figures, Materials, Registers, Spread
from cbreport.synthesis import materials as of_materials


def materials(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Every material with its distribution and effect."""
    return tuple(_materials(found, t))


def _materials(found: Registers, t: Writer) -> Iterator[Block]:
    view = of_materials(found)
    yield laying.sentence(_sentence(t, view))
    yield laying.based(t, found, view.base, "material", "distribution", "assessment")
    yield laying.remark(
        t("A Party is reached when a distribution names it or an area in which it lies; it counts once."),
        t("Copies that nobody counted are unknown, and are in no sum."),
    )
    figures = (t("Parties reached"), t("Share"), t("Distributions"), t("Copies"), t("Copies not told"))
    yield from laying.listed(
        t("What each material reached"), "materials-list",
        [laying.text(t("Material")), laying.text(t("Told by")), *map(laying.figure, figures)],
        (
            (Cell((name_of(t, found, each.material), *said(t, each.material, "kind"))),
             teller_cell(t, found, each.material), *_spread(t, view, each.spread))
            for each in view.materials
        ),
    )  # fmt: skip
    yield from laying.listed(
        t("Distribution by year"), "materials-years",
        [laying.text(t("Year")), *map(laying.figure, figures)],
        ((_year(t, year), *_spread(t, view, spread)) for year, spread in view.by_year.items()),
    )  # fmt: skip
    reached = ((year, len(spread.reached)) for year, spread in view.by_year.items())
    yield from laying.by_year(t, t("Parties reached"), reached)
    total = view.total
    if total.distributions:
        for title, anchor, part, counts in (
            (t("Who received copies"), "materials-audiences", "audience", total.audiences),
            (t("In which languages"), "materials-languages", "language", total.languages),
        ):
            yield laying.part(title, anchor)
            rows = [(label_of(t, found, "distribution", part, code), count) for code, count in counts.items()]
            head = t("Audience") if part == "audience" else t("Language")
            yield from laying.bars(t, head, t("Distributions"), rows, total.distributions, t("Of all distributions"))
        yield from _reached(t, view)
    yield from _effects(t, found, view)
    yield from laying.listed(
        t("Distributions and assessments that name no material"), "materials-loose",
        [laying.text(each) for each in (t("Told by"), t("Year"), t("Countries"), t("Copies"))],
        (
            (teller_cell(t, found, row), year_cell(t, row.year("year")),
             said_cell(t, row, "countries"), said_cell(t, row, "copies"))
            for row in view.loose
        ),
    )  # fmt: skip
    yield from laying.counted(t, view.base, "materials-counted")


def _sentence(t: Writer, view: Materials) -> Text:
    if not view.materials and not view.total.distributions:
        return t("No material was told.")
    words = t("Parties that materials reached: {share}; materials: {materials}; copies told: {copies}.")
    return words.format(
        share=laying.share_of(t, len(view.total.reached), view.parties),
        materials=t.number(len(view.materials)),
        copies=t.number(view.total.copies),
    )


def _spread(t: Writer, view: Materials, spread: Spread) -> tuple[Cell, ...]:
    told = spread.distributions > spread.untold
    return (
        number_cell(t, len(spread.reached)),
        laying.share(t, view.share(spread)),
        number_cell(t, spread.distributions),
        laying.number(t, spread.copies if told else None),
        number_cell(t, spread.untold),
    )


def _year(t: Writer, year: int | None) -> Cell:
    return Cell((t.plain(str(year)) if year is not None else t("Unknown"),))


def _reached(t: Writer, view: Materials) -> Iterator[Block]:
    total = view.total
    yield from laying.listed(
        t("Which countries were reached"), "materials-reached",
        [laying.text(t("Group")), laying.figure(t("Countries")), laying.text(t("Names"))],
        (
            (Cell((label,)), number_cell(t, len(codes)), names_cell(t, codes))
            for label, codes in ((t("Parties"), total.reached), (t("Other countries"), total.others))
            if codes
        ),
        *((t("Distributions of which nobody told where: {count}.").format(count=t.number(total.unplaced)),)
          if total.unplaced else ()),
    )  # fmt: skip


def _effects(t: Writer, found: Registers, view: Materials) -> Iterator[Block]:
    head = (
        t("Year"),
        t("Material"),
        t("Told by"),
        t("People reached"),
        t("People who use it"),
        t("Rating"),
        t("Effect"),
    )
    names = {row.id: use.material for use in view.materials for effect in use.effects for row in effect.assessments}
    yield from laying.listed(
        t("Effect, year by year"), "materials-effects",
        [laying.text(each) for each in head],
        (
            (
                _year(t, effect.year),
                name_cell(t, found, names.get(row.id, row)),
                text_cell((teller_of(t, found, row),)),
                *(text_cell(said(t, row, part)) for part in ("reached", "users", "rating", "effect")),
            )
            for effect in view.effects
            for row in effect.assessments
        ),
        t("Years are not added up, because the same people answer again."),
    )  # fmt: skip
    yield from laying.table(
        [laying.text(t("Year")), laying.figure(t("Assessments")),
         *(laying.text(each) for each in (t("People reached"), t("People who use it"), t("Ratings")))],
        (_effect(t, found, effect) for effect in view.effects),
    )  # fmt: skip
    for unit, part in ((t("People reached, middle"), "reached"), (t("People who use it, middle"), "users")):
        middles = ((effect.year, _middle(getattr(effect, part))) for effect in view.effects)
        yield from laying.by_year(t, unit, middles)


def _middle(figures: Figures | None) -> Decimal | None:
    return figures.middle if figures else None


def _effect(t: Writer, found: Registers, effect: Effect) -> tuple[Cell, ...]:
    return (
        _year(t, effect.year),
        number_cell(t, len(effect.assessments)),
        text_cell(figures_words(t, effect.reached)),
        text_cell(figures_words(t, effect.users)),
        text_cell(_counted(t, found, "rating", effect.ratings)),
    )


def figures_words(t: Writer, figures: Figures | None) -> Texts:
    """Lowest, middle and highest of some numbers, in words; nothing where there are none."""
    if figures is None:
        return ()
    if figures.n == 1:
        return (t.plain(t.number(figures.low)),)
    words = t("{low} to {high}; middle {middle}; told: {count}")
    low, middle, high = (t.number(each) for each in (figures.low, figures.middle, figures.high))
    return (words.format(low=low, high=high, middle=middle, count=t.number(figures.n)),)


def _counted(t: Writer, found: Registers, part: str, counts: Mapping[str, int]) -> Iterator[Text]:
    words = t("{label}: {text}")
    for code, count in counts.items():
        if count or code != UNKNOWN:
            yield words.format(label=label_of(t, found, "assessment", part, code), text=t.number(count))
