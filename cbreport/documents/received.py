"""Who has reported in a cycle, as a document: a map of the Parties, counts by region and group, earlier cycles, names.

It is made from what a Secretariat sees, so no draft is in any of its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from cbreport.definition import Cycle, Translator
from cbreport.documents.framing import framed
from cbreport.documents.nodes import (
    Block,
    Cell,
    Document,
    Fact,
    Facts,
    Heading,
    Look,
    Paragraph,
    Table,
    Text,
    TileState,
)
from cbreport.documents.pictures import tile_map, trend
from cbreport.documents.values import number_cell
from cbreport.documents.writing import DASH, Writer
from cbreport.synthesis import DeskList
from cbreport.synthesis.desk import REPORTED, STANDINGS, CountRow

_LOOKS: Final[Mapping[str, tuple[Look, str]]] = {
    "on-time": ("filled", "●"),
    "late": ("half", "◐"),
    "example": ("filled", "■"),
    "returned": ("edged", "◇"),
    "none": ("outlined", "○"),
}


def received_document(
    found: DeskList, earlier: Sequence[tuple[Cycle, int | None]], language: str, translator: Translator
) -> Document:
    """Who has reported in a cycle.

    :param earlier: cycles before with the reports received in each, the first one first; None where nothing is known.
    :param translator: into ``language``, with the convention's catalogue, as ``Library.translator`` gives it.
    :raises ValueError: ``translator`` writes another language.

    >>> from datetime import date
    >>> from cbreport.synthesis import desk_list
    >>> from cbreport.testing import EXAMPLE
    >>> found = desk_list(EXAMPLE, EXAMPLE.cycle("EX1"), [], {}, today=date(2025, 1, 2))
    >>> received_document(found, [], "en", Translator()).title
    'Reports received – EX – EX1'
    """
    if translator.language != language:
        raise ValueError(f"The translator writes {translator.language}, not {language}.")
    t, convention, cycle = Writer(translator), found.convention, found.cycle
    facts = (
        Fact(t("Reporting cycle"), (t(cycle.title),)),
        Fact(t("Reports were due on"), (Text(t.date(cycle.due)),)),
        Fact(t("As of"), (Text(t.date(found.today)),)),
        Fact(t("Parties on {date}").format(date=t.date(cycle.due)), (t.plain(t.number(len(found.rows))),)),
        Fact(t("Digest of what was counted"), (t.plain(found.digest),)),
    )
    names = (convention.short_name, cycle.id)
    blocks = received_blocks(t, found, earlier)
    return framed(t, convention, t("Reports received"), blocks, about=cycle.id, names=names, facts=facts)


def received_blocks(
    t: Writer,
    found: DeskList,
    earlier: Sequence[tuple[Cycle, int | None]] = (),
    *,
    on: date | None = None,
    standings: Sequence[str] = STANDINGS,
) -> Iterator[Block]:
    """The blocks of the document, for whoever puts them into another one.

    :param on: the day of membership; by default that when reports were due.
    :param standings: those that the list can tell apart: what is made of submitted reports alone knows of none that
        were returned.
    """
    total = found.counts[0]
    labels = _labels(t)
    states = [TileState(each, labels[each], *_LOOKS[each]) for each in STANDINGS]
    regions = {region.id: t(region.name) for region in found.convention.regions}
    groups = [
        (name, {row.party.code: row.standing for row in found.rows if row.region == id}) for id, name in regions.items()
    ]
    yield Heading(1, t("Reports received by region"), "", "regions")
    yield tile_map(t, states, groups, counted=REPORTED, label=t("Reports received"))
    by_region = [(regions[row.id], row) for row in found.counts if row.kind == "region"]
    yield Paragraph((_punctual(t, total),), "finding")
    yield _table(t, t("Region"), by_region, total, standings)
    yield from _groups(t, found.counts, standings)
    yield from _cycles(t, found.cycle, earlier, total.reported)
    yield Heading(1, t("Who has reported"), "", "reported")
    codes = {each: [row.party.code for row in found.rows if row.standing == each] for each in STANDINGS}
    named = [*((labels[each], listed) for each, listed in codes.items()), (t("Not a Party then"), [*found.outside])]
    yield Facts(tuple(Fact(label, (t.plain(t.number(len(c))), t.countries(c))) for label, c in named if c))
    yield Paragraph((t("Membership is that of {date}.").format(date=t.date(on or found.cycle.due)),), "small")


def _labels(t: Writer) -> Mapping[str, Text]:
    words = (
        t("Received in time"),
        t("Received late"),
        t("Example, without date"),
        t("Returned or recalled"),
        t("Not received"),
    )
    return dict(zip(STANDINGS, words, strict=True))


def _punctual(t: Writer, total: CountRow) -> Text:
    words = t("Of {parties} Parties {received} have reported: in time {punctual}, late {late}.")
    if total.standings["example"]:
        words = t(
            "Of {parties} Parties {received} have reported: in time {punctual}, late {late}, examples without a date "
            "{examples}."
        )
    return words.format(
        examples=t.number(total.standings["example"]),
        parties=t.number(total.parties),
        received=t.number(total.reported),
        punctual=t.number(total.standings["on-time"]),
        late=t.number(total.standings["late"]),
    )


def _table(
    t: Writer, first: Text, rows: Iterable[tuple[Text, CountRow]], total: CountRow | None, standings: Sequence[str]
) -> Table:
    """Parties, received and its share, then each standing; that of examples only where there are some."""
    listed = list(rows)
    every = [row for _, row in listed] + ([total] if total else [])
    shown = [each for each in standings if each != "example" or any(row.standings[each] for row in every)]
    labels = _labels(t)
    titles = (t("Parties"), t("Received"), t("Share"), *(labels[each] for each in shown))
    return Table(
        (Cell((first,)), *(Cell((title,), "number") for title in titles)),
        tuple(_row(t, name, row, shown) for name, row in listed),
        total=_row(t, t("All regions"), total, shown) if total else (),
    )


def _row(t: Writer, name: Text, row: CountRow, shown: Iterable[str]) -> tuple[Cell, ...]:
    share = Cell((Text(t.share(row.share)),), "number", round(row.share, 4))
    numbers = (number_cell(t, row.standings[each]) for each in shown)
    return (Cell((name,)), number_cell(t, row.parties), number_cell(t, row.reported), share, *numbers)


def _groups(t: Writer, counts: Iterable[CountRow], standings: Sequence[str]) -> Iterator[Block]:
    words = {
        "ldc": t("Least developed countries"),
        "sids": t("Small island developing States"),
        "lldc": t("Landlocked developing countries"),
    }
    rows = [(words[row.id], row) for row in counts if row.kind == "group"]
    if not rows:
        return
    yield Heading(1, t("Reports received by group of countries"), "", "groups")
    said = t("{label}: {value}")
    shares = t("{number} of {total} ({share})")
    listed = tuple(
        said.format(
            label=name,
            value=shares.format(number=t.number(row.reported), total=t.number(row.parties), share=t.share(row.share)),
        )
        for name, row in rows
    )
    yield Paragraph((t("Reports received: {groups}.").format(groups=t.joined(listed)),), "finding")
    yield _table(t, t("Group"), rows, None, standings)
    yield Paragraph((t("A Party may be in several groups or in none. Groups are those of that day."),), "small")


def _cycles(t: Writer, cycle: Cycle, earlier: Sequence[tuple[Cycle, int | None]], received: int) -> Iterator[Block]:
    if not earlier:
        return
    series = [(each.id, number) for each, number in earlier]
    yield Heading(1, t("Reports received by cycle"), "", "cycles")
    yield trend(
        t, t("Cycle"), t("Reports received"), [(t.plain(id), number) for id, number in (*series, (cycle.id, received))]
    )
    if any(number is None for _, number in series):
        words = t("{sign} no report of that cycle is kept here.").format(sign=DASH)
        yield Paragraph((words,), "small")
