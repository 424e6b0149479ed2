"""Needs by topic and place as a table of shaded fields, from which a page leads to the remarks beside each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from cbreport.documents.nodes import Cell, Table, Text, Texts
from cbreport.documents.views import laying
from cbreport.documents.writing import DASH, Writer
from cbreport.reporting.remarks import Where
from cbreport.synthesis import Axis, GapCell

_DARKEST: Final = 4


def heat_table(
    t: Writer,
    axis: Axis,
    topics: Mapping[str, Text],
    columns: Mapping[str, Text],
    cells: Mapping[Where, GapCell],
    remarks: Mapping[Where, int],
    caption: Text | None = None,
) -> Table:
    """Needs by topic and place, a field for each; topics and columns are labels by code.

    :param remarks: how many stand beside each field.
    """
    nothing = GapCell()

    def row(topic: str) -> Iterator[Cell]:
        for column in columns:
            where = Where(axis, topic, column)
            yield _heat_cell(t, cells.get(where, nothing), where, remarks.get(where, 0))

    return Table(
        head=(laying.text(t("Subject")), *map(laying.figure, columns.values())),
        rows=tuple((topic_cell(t, topic, label, remarks), *row(topic)) for topic, label in topics.items()),
        caption=caption,
        total=(laying.text(t("All subjects")), *row("")),
    )


def topic_cell(t: Writer, topic: str, label: Text, remarks: Mapping[Where, int]) -> Cell:
    """A topic, with how many remarks are about all of it; a page leads from there to them."""
    where = Where(topic=topic)
    return Cell((replace(label, place=place_of(where)), *_remarked(t, remarks.get(where, 0))))


def _heat_cell(t: Writer, cell: GapCell, where: Where, remarks: int) -> Cell:
    """How many needs there are, and in words how many are not met; unmet needs alone make it dark."""
    said = _remarked(t, remarks)
    if not cell.needs:
        return Cell((Text(DASH), *(replace(each, place=place_of(where)) for each in said)), "text" if said else "blank")
    unmet = cell.states["not"] + cell.states["partly"] / 2
    dark = math.ceil(_DARKEST * unmet / cell.needs)
    number = replace(t.plain(t.number(cell.needs)), place=place_of(where))
    return Cell((number, _state_words(t, cell), *said), "number", heat=dark)


def place_of(where: Where) -> tuple[str, ...]:
    """How a text names where remarks stand."""
    return ("remarks", where.axis, where.topic, where.column)


def _remarked(t: Writer, count: int) -> Texts:
    return (t("Remarks: {count}").format(count=t.number(count)),) if count else ()


def _state_words(t: Writer, cell: GapCell) -> Text:
    if cell.state == "partly" and 0 < cell.states["not"] < cell.needs:
        return t("not met: {count}").format(count=t.number(cell.states["not"]))
    words = {"covered": t("met"), "not": t("not met"), "unknown": t("unknown")}
    return words.get(cell.state, t("in part"))
