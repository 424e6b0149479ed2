"""A heat map: rows against columns, a number and a shade in each field, and the Parties of the fields."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from cbreport.definition import quoted
from cbreport.documents.nodes import Block, Cell, Table, Text
from cbreport.documents.questions.basis import by_name, codes_cell, not_ready
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.telling import names_cell
from cbreport.documents.writing import Writer
from cbreport.synthesis import HeatMap

_DARKEST: Final = 4


def heat_blocks(
    t: Writer, heat: HeatMap, *, link: Callable[[str, str], str] | None = None, names: bool = True
) -> Iterator[Block]:
    """Rows against columns, with the number of Parties in each field.

    :param link: the address of a field's Parties by row and column, for pages.
    :param names: whether a list below names the Parties of each field, as paper needs it.
    """
    most = max((len(codes) for cells in heat.cells.values() for codes in cells.values()), default=0)
    yield laying.sentence(_sentence(t, heat, most))
    yield from not_ready(t, heat.basis.unready)
    if not most:
        return
    words = t("The darker a field, the more Parties are in it; the darkest has {count}.").format(count=t.number(most))
    yield laying.remark(words, t("A Party may be in several fields; in the sums it is one."))
    yield from _fields(t, _filled_only(heat), most, link)
    yield from _empty(t, heat)
    if names:
        yield _names(t, heat)


def _sentence(t: Writer, heat: HeatMap, most: int) -> Text:
    if not heat.basis.answered:
        return t("No Party has answered this question.")
    if not most:
        return t("None of these was chosen.")
    row, column = next(place for place in _filled(heat) if len(heat.parties(*place)) == most)
    words = t("Most often, by {count} of {base}: {labels}.")
    labels = t.joined((t(dict(heat.rows)[row]), t(dict(heat.columns)[column])))
    return words.format(count=t.number(most), base=t.number(len(heat.basis.answered)), labels=labels)


def _filled(heat: HeatMap) -> Iterator[tuple[str, str]]:
    """The fields in which there is a Party, row by row."""
    for row, _ in heat.rows:
        for column, _ in heat.columns:
            if heat.parties(row, column):
                yield row, column


def _filled_only(heat: HeatMap) -> HeatMap:
    """Without rows and columns in which there is nobody."""
    places = set(_filled(heat))
    rows = tuple(each for each in heat.rows if any(row == each[0] for row, _ in places))
    columns = tuple(each for each in heat.columns if any(column == each[0] for _, column in places))
    return replace(heat, rows=rows, columns=columns)


def _empty(t: Writer, heat: HeatMap) -> Iterator[Block]:
    """Which rows and columns were left out, because nobody is in them."""
    shown = _filled_only(heat)
    for words, every, some in (
        (t("Rows without any Party: {labels}."), heat.rows, shown.rows),
        (t("Columns without any Party: {labels}."), heat.columns, shown.columns),
    ):
        if left := [t(label) for code, label in every if (code, label) not in some]:
            yield laying.remark(words.format(labels=t.joined(tuple(left))))


def _fields(t: Writer, heat: HeatMap, most: int, link: Callable[[str, str], str] | None) -> Iterator[Table]:
    def field(row: str, column: str) -> Cell:
        number = len(heat.parties(row, column))
        cell = replace(number_cell(t, number), heat=math.ceil(_DARKEST * number / most))
        if link is None or not number:
            return cell
        return replace(cell, texts=(replace(cell.texts[0], link=link(row, column)),))

    def sums(places: Iterable[tuple[str, str]]) -> Cell:
        return number_cell(t, len({code for place in places for code in heat.parties(*place)}))

    labels = dict(heat.columns)
    rows = [code for code, _ in heat.rows]
    for part in laying.in_parts(list(labels)):
        last = part[-1] == list(labels)[-1]
        yield Table(
            head=(
                Cell(),
                *(laying.figure(t(labels[column])) for column in part),
                *([laying.figure(t("In any of them"))] if last else []),
            ),
            rows=tuple(
                (
                    Cell((t(label),)),
                    *(field(row, column) for column in part),
                    *([sums((row, column) for column in labels)] if last else []),
                )
                for row, label in heat.rows
            ),
            total=(
                laying.text(t("In any of them")),
                *(sums((row, column) for row in rows) for column in part),
                *([sums((row, column) for row in rows for column in labels)] if last else []),
            ),
        )


def _names(t: Writer, heat: HeatMap) -> Table:
    rows, columns = dict(heat.rows), dict(heat.columns)
    return Table(
        head=(
            laying.text(t("Row")),
            laying.text(t("Column")),
            laying.figure(t("Number")),
            laying.text(t("Parties")),
            laying.text(t("Codes")),
        ),
        rows=tuple(
            (
                Cell((t(rows[row]),)),
                Cell((t(columns[column]),)),
                number_cell(t, len(heat.parties(row, column))),
                names_cell(t, heat.parties(row, column)),
                codes_cell(t, heat.parties(row, column)),
            )
            for row, column in _filled(heat)
        ),
        caption=t("Who is in each field"),
    )


def cell_blocks(
    t: Writer, heat: HeatMap, row: str, column: str, links: Mapping[str, str] | None = None
) -> Iterator[Block]:
    """The Parties of one field, with their ISO codes.

    :param links: where a Party's name leads, by its code.
    """
    codes = by_name(t, heat.parties(row, column))
    down, over = (
        quoted(t.translator(each), t.translator) for each in (dict(heat.rows)[row], dict(heat.columns)[column])
    )
    words = t("Parties in the field {row}, {column}: {count}.")
    yield laying.sentence(words.format(row=down, column=over, count=t.number(len(codes))))
    yield from laying.table(
        (laying.text(t("Party")), laying.text(t("Code"))),
        (
            (Cell((replace(t.country(code), link=(links or {}).get(code, "")),)), Cell((t.plain(code),)))
            for code in codes
        ),
    )
