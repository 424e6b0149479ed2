"""Progress of a convention itself: recruitment of Parties, principles of programmes, joint activities."""

from __future__ import annotations

from collections.abc import Iterator

from cbreport.documents.nodes import Bar, Bars, Block, Cell, Text, Texts
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.materials import figures_words
from cbreport.documents.views.telling import (
    country_or_typed,
    label_of,
    name_cell,
    rows_cell,
    said_cell,
    teller_cell,
    text_cell,
    year_cell,
)
from cbreport.documents.writing import Writer
from cbreport.synthesis import (
    Indicator,
    IndicatorCell,
    Joint,
    JointActivity,
    Principle,
    Principles,
    Recruit,
    Recruitment,
    Registers,
)
from cbreport.synthesis import joint as of_joint
from cbreport.synthesis import principles as of_programmes
from cbreport.synthesis import recruitment as of_recruits


def recruitment(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Countries that are to become Parties, by stage."""
    return tuple(_recruitment(found, t))


def _recruitment(found: Registers, t: Writer) -> Iterator[Block]:
    view = of_recruits(found)
    total = len(view.recruits)
    base = found.base("recruitment")
    yield laying.sentence(_joined(t, view))
    yield laying.based(t, found, base, "recruitment")
    if view.unknown:
        words = t("Rows that name no country, in no count: {count}.")
        yield laying.remark(words.format(count=t.number(len(view.unknown))))
    yield from _toward_the_goal(t, view)
    if total:
        yield laying.part(t("How far countries have come"), "recruitment-stages")
        yield laying.remark(t("A country counts once, at the furthest stage that was told."))
        for part, counts, label in (("stage", view.stages, t("Stage")), ("priority", view.priorities, t("Priority"))):
            rows = [(label_of(t, found, "recruitment", part, code), count) for code, count in counts.items()]
            yield from laying.bars(t, label, t("Countries"), rows, total, t("Of all countries"))
    yield from laying.listed(
        t("Countries that have joined, by year"), "recruitment-years",
        [laying.text(t("Year")), laying.figure(t("Countries"))],
        (
            (Cell((t.plain(str(year)) if year is not None else t("Unknown"),)), number_cell(t, count))
            for year, count in view.by_year.items()
        ),
    )  # fmt: skip
    yield from laying.by_year(t, t("Countries that have joined so far"), view.so_far.items())
    conventions = {each.id: each.short_name for each in found.conventions}
    head = (t("Country"), t("Convention"), t("Stage"), t("Priority"), t("Joined on"))
    for title, anchor, recruits, remarks in (
        (t("Every country"), "recruitment-list", view.recruits, ()),
        (
            t("Where the list of Parties says something else"),
            "recruitment-contradictions",
            tuple(each for each in view.recruits if each.contradiction),
            (t("Nothing is corrected: one of the two is to be mended."),),
        ),
    ):
        cells = (_recruit(t, found, conventions[each.convention], each) for each in recruits)
        yield from laying.listed(title, anchor, [laying.text(each) for each in head], cells, *remarks)
    yield from laying.counted(t, base, "recruitment-counted")


def _toward_the_goal(t: Writer, view: Recruitment) -> Iterator[Block]:
    if view.goal is None:
        return
    yield laying.part(t("Toward the goal"), "recruitment-goal")
    counts = ((t("Joined"), view.joined), (t("Still to join"), max(view.goal - view.joined, 0)))
    rows = tuple(Bar(label, n, n / view.goal, t.share(n / view.goal)) for label, n in counts)
    words = t("Joined, of the countries that are the goal: {share}.")
    sentence = words.format(share=laying.share_of(t, view.joined, view.goal))
    yield Bars((t("Stage"), t("Countries"), t("Share"), t("Of the goal")), rows, sentence)


def _joined(t: Writer, view: Recruitment) -> Text:
    if not view.recruits:
        return t("No country that is to become a Party was told.")
    if view.goal is not None:
        words = t("Countries that have joined, of the goal: {share}; countries told: {told}; stage unknown: {unknown}.")
        return words.format(
            share=laying.share_of(t, view.joined, view.goal),
            told=t.number(len(view.recruits)),
            unknown=t.number(view.stages["unknown"]),
        )
    words = t("Countries to become Parties that have joined: {share}; stage unknown: {unknown}.")
    share = laying.share_of(t, view.joined, len(view.recruits))
    return words.format(share=share, unknown=t.number(view.stages["unknown"]))


def _recruit(t: Writer, found: Registers, convention: str, each: Recruit) -> tuple[Cell, ...]:
    return (
        Cell((country_or_typed(t, each.country),)),
        Cell((Text(convention),)),
        Cell((label_of(t, found, "recruitment", "stage", each.stage),)),
        Cell((label_of(t, found, "recruitment", "priority", each.priority),)),
        text_cell((Text(t.date(each.joined)),) if each.joined else ()),
    )


def principles(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Which principles programmes meet."""
    return tuple(_principles(found, t))


def _principles(found: Registers, t: Writer) -> Iterator[Block]:
    view = of_programmes(found)
    yield laying.sentence(_met(t, found, view))
    yield laying.based(t, found, view.base, "programme")
    head = [laying.text(t("Principle")), *map(laying.figure, (t("Met"), t("Not met"), t("Share met")))]
    yield from laying.listed(
        t("How many programmes meet each principle"), "principles-list",
        [*head, laying.text(t("Programmes that do not meet it"))],
        (_principle(t, found, each) for each in view.principles),
        t("Not met means asked, and not chosen by a programme that answered."),
    )  # fmt: skip
    yield from laying.listed(
        t("Programmes that tell nothing of principles"), "principles-untold",
        [laying.text(t("Programme")), laying.text(t("Told by"))],
        ((name_cell(t, found, row), teller_cell(t, found, row)) for row in view.untold),
    )  # fmt: skip
    yield from laying.listed(
        t("Why principles are not met, in the programmes’ own words"), "principles-notes",
        [laying.text(each) for each in (t("Programme"), t("Told by"), t("Note"))],
        (
            (name_cell(t, found, row), teller_cell(t, found, row), said_cell(t, row, "unmet-note"))
            for row in found.of("programme")
            if row.text("unmet-note")
        ),
    )  # fmt: skip
    yield from laying.counted(t, view.base, "principles-counted")


def _met(t: Writer, found: Registers, view: Principles) -> Text:
    told = view.programmes - len(view.untold)
    if not told or not view.principles:
        return t("No programme tells which principles it meets.")
    weakest = min(view.principles, key=lambda each: len(each.met) / (len(each.met) + len(each.unmet)))
    words = t(
        "Principle that the smallest share of programmes meets: {principle}, {share}; programmes that tell nothing: "
        "{untold}."
    )
    return words.format(
        principle=label_of(t, found, "programme", "principles", weakest.code),
        share=laying.share_of(t, len(weakest.met), len(weakest.met) + len(weakest.unmet)),
        untold=t.number(len(view.untold)),
    )


def _principle(t: Writer, found: Registers, each: Principle) -> tuple[Cell, ...]:
    met, unmet = len(each.met), len(each.unmet)
    return (
        Cell((label_of(t, found, "programme", "principles", each.code),)),
        number_cell(t, met),
        number_cell(t, unmet),
        laying.share(t, met / (met + unmet)),
        rows_cell(t, found, each.unmet),
    )


def joint(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Joint activities of conventions, and what they measure."""
    return tuple(_joint(found, t))


def _joint(found: Registers, t: Writer) -> Iterator[Block]:
    view = of_joint(found)
    yield laying.sentence(_together(t, view))
    yield laying.based(t, found, view.base, "joint")
    yield laying.remark(t("Values stand beside each other, by convention and unit. They are not added up or compared."))
    names = {each.id: each.short_name for each in found.conventions}
    yield from laying.listed(
        t("Indicators"), "joint-indicators",
        [*(laying.text(each) for each in (t("Indicator"), t("Convention"), t("Unit"), t("Values"), t("Newest"))),
         laying.figure(t("Value not told"))],
        (
            _indicator(t, names, each, cell)
            for each in sorted(view.indicators, key=lambda each: not each.common)
            for cell in each.cells
        ),
    )  # fmt: skip
    yield from laying.listed(
        t("Joint activities"), "joint-activities",
        [laying.text(each) for each in (t("Activity"), t("Told to"), t("Partners"), t("Told by"))],
        (_activity(t, found, names, each) for each in view.activities),
    )  # fmt: skip
    for title, anchor, rows in (
        (t("Rows without a title"), "joint-unnamed", view.unnamed),
        (t("Joint activities without an indicator"), "joint-without", view.without_indicator),
    ):
        yield from laying.listed(
            title, anchor,
            [laying.text(each) for each in (t("Activity"), t("Told by"), t("Value"), t("Year"))],
            (
                (name_cell(t, found, row), teller_cell(t, found, row),
                 said_cell(t, row, "value"), year_cell(t, row.year("year")))
                for row in rows
            ),
        )  # fmt: skip
    yield from laying.counted(t, view.base, "joint-counted")


def _together(t: Writer, view: Joint) -> Text:
    if not view.activities and not view.indicators and not view.unnamed:
        return t("No joint activity was told.")
    words = t(
        "Joint activities: {activities}; told to more than one convention: {several}; indicators that several "
        "conventions use: {common} of {indicators}."
    )
    return words.format(
        activities=t.number(len(view.activities)),
        several=t.number(sum(len(each.conventions) > 1 for each in view.activities)),
        common=t.number(sum(each.common for each in view.indicators)),
        indicators=t.number(len(view.indicators)),
    )


def _indicator(t: Writer, names: dict[str, str], each: Indicator, cell: IndicatorCell) -> tuple[Cell, ...]:
    latest: Texts = ()
    if cell.latest:
        year, values = cell.latest
        latest = (t("{year}: {values}").format(year=year, values=t.joined(tuple(Text(t.number(v)) for v in values))),)
    return (
        Cell((t.party(each.id),)),
        Cell((Text(names[cell.convention]),)),
        text_cell((t.party(cell.unit),) if cell.unit else ()),
        text_cell(figures_words(t, cell.figures)),
        text_cell(latest),
        number_cell(t, cell.untold),
    )


def _activity(t: Writer, found: Registers, names: dict[str, str], each: JointActivity) -> tuple[Cell, ...]:
    partners = tuple(label_of(t, found, "joint", "partners", code) for code in each.partners)
    tellers = dict.fromkeys(teller_cell(t, found, row).texts[0] for row in each.rows)
    return (
        name_cell(t, found, each.rows[0]),
        Cell((Text(t.row_of(*(names[id] for id in each.conventions))),)),
        text_cell(partners),
        Cell(tuple(tellers)),
    )
