"""Small pictures with the sentence that says what they show, computed: a map of tiles, and a series of figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from cbreport.definition import in_order_of_names
from cbreport.documents.nodes import Cell, Spark, Text, Texts, Tile, TileGroup, TileMap, TileState, Trend
from cbreport.documents.values import number_cell
from cbreport.documents.writing import DASH, Writer

Figure = int | Decimal | None


def tile_map(
    t: Writer,
    states: Sequence[TileState],
    groups: Iterable[tuple[Text, Mapping[str, str]]],
    *,
    counted: Collection[str],
    label: Text,
    caption: Text | None = None,
) -> TileMap:
    """Parties as tiles by region, in the order of their names.

    :param states: the legend; those that no Party is in are left out.
    :param groups: regions with the codes of their Parties and the state of each.
    :param counted: codes of the states that the sentence counts together.
    :param label: what these are called in the sentence, such as “Reports received”.

    >>> from cbreport.definition import Translator
    >>> t = Writer(Translator())
    >>> states = [TileState("yes", t("Reported"), "filled", "●"), TileState("no", t("Not reported"), "outlined", "○")]
    >>> groups = [(t("North"), {"NOR": "yes"}), (t("South"), {"KEN": "no", "FJI": "yes"})]
    >>> made = tile_map(t, states, groups, counted=["yes"], label=t("Reports received"))
    >>> made.sentence.text
    'Reports received: 2 of 3 (67%). Highest share: North (100%); lowest share: South (50%).'
    >>> [tile.said.text for tile in made.groups[1].tiles]
    ['Fiji: Reported', 'Kenya: Not reported']
    """
    listed = [(name, dict(parties)) for name, parties in groups if parties]
    every = {code: state for _, parties in listed for code, state in parties.items()}
    used = tuple(state for state in states if state.code in every.values())
    return TileMap(
        head=(t("Region"), t("Code"), t("Party"), t("State")),
        states=used,
        groups=tuple(_group(t, name, parties, used) for name, parties in listed),
        counts=_counts(t, used, every.values(), all_of_them=True),
        sentence=_where_most(t, listed, counted, label),
        caption=caption,
    )


def _group(t: Writer, name: Text, parties: Mapping[str, str], states: Sequence[TileState]) -> TileGroup:
    known = {state.code: state for state in states}
    named = sorted((in_order_of_names(t.country(code).text), code) for code in parties)
    tiles = tuple(_tile(t, code, known[parties[code]]) for _, code in named)
    return TileGroup(name, tiles, _counts(t, states, parties.values()))


def _tile(t: Writer, code: str, state: TileState) -> Tile:
    name = t.country(code)
    return Tile(code, name, state, t("{label}: {value}").format(label=name, value=state.label))


def _counts(t: Writer, states: Iterable[TileState], codes: Iterable[str], all_of_them: bool = False) -> Texts:
    listed = list(codes)
    counts = [(state.label, listed.count(state.code)) for state in states]
    words = t("{label}: {value}")
    return tuple(words.format(label=label, value=t.number(n)) for label, n in counts if n or all_of_them)


def _where_most(
    t: Writer, groups: Sequence[tuple[Text, Mapping[str, str]]], counted: Collection[str], label: Text
) -> Text:
    numbers = [(name, sum(state in counted for state in parties.values()), len(parties)) for name, parties in groups]
    total = sum(parties for _, _, parties in numbers)
    if not total:
        return t("No Party is counted here.")
    together = sum(count for _, count, _ in numbers)
    shares = [(count / parties, name) for name, count, parties in numbers]
    high, low = max(share for share, _ in shares), min(share for share, _ in shares)
    words = t("{label}: {count} of {total} ({share}).")
    if t.share(high) != t.share(low):
        words = t(
            "{label}: {count} of {total} ({share}). Highest share: {best} ({high}); lowest share: {worst} ({low})."
        )
    return words.format(
        label=label,
        count=t.number(together),
        total=t.number(total),
        share=t.share(together / total),
        best=t.joined(tuple(name for share, name in shares if share == high)),
        worst=t.joined(tuple(name for share, name in shares if share == low)),
        high=t.share(high),
        low=t.share(low),
    )


def trend(
    t: Writer, steps: Text, unit: Text, series: Iterable[tuple[Text, Figure]], caption: Text | None = None
) -> Trend:
    """A series of figures, the first one first; None is unknown and leaves a gap.

    :param steps: what the steps are, such as “Year”.
    :param unit: what is counted, such as “Reports received”.

    >>> from cbreport.definition import Translator
    >>> t = Writer(Translator())
    >>> years = [(t.plain("2022"), 98), (t.plain("2023"), None), (t.plain("2024"), 131)]
    >>> trend(t, t("Year"), t("Reports received"), years).sentence.text
    'Reports received: up from 98 (2022) to 131 (2024).'
    """
    listed = tuple(series)
    spark = spark_of(t, unit, listed)
    cells = tuple((label, figure_cell(t, number)) for label, number in listed)
    return Trend((steps, unit), cells, spark, Text(spark.said), caption)


def spark_of(t: Writer, unit: Text, series: Iterable[tuple[Text, Figure]]) -> Spark:
    """The picture of a series for a cell of a table, with its sentence. Figures are not below zero."""
    listed = tuple(series)
    numbers = tuple(None if number is None else float(number) for _, number in listed)
    return Spark(numbers, _way(t, unit, listed).text)


def figure_cell(t: Writer, number: Figure) -> Cell:
    """A figure of a series as a cell; a dash where it is not known."""
    return Cell((Text(DASH),), "blank") if number is None else number_cell(t, number)


def _way(t: Writer, unit: Text, series: Sequence[tuple[Text, Figure]]) -> Text:
    known = [(label, number) for label, number in series if number is not None]
    if not known:
        return t("{label}: no figure was told.").format(label=unit)
    (start, first), (end, last) = known[0], known[-1]
    low, high = min(number for _, number in known), max(number for _, number in known)
    if len(known) == 1:
        words = t("{label}: {last} ({end}).")
    elif low < min(first, last) or high > max(first, last):
        words = t("{label}: {first} ({start}) and {last} ({end}), between {low} and {high} in all.")
    elif first == last:
        words = t("{label}: {last}, from {start} to {end} the same.")
    elif first < last:
        words = t("{label}: up from {first} ({start}) to {last} ({end}).")
    else:
        words = t("{label}: down from {first} ({start}) to {last} ({end}).")
    return words.format(
        label=unit,
        first=t.number(first),
        last=t.number(last),
        start=start,
        end=end,
        low=t.number(low),
        high=t.number(high),
    )
