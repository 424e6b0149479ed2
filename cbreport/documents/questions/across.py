"""One topic across conventions, each Party once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cbreport.definition import Convention
from cbreport.documents.nodes import Block, Cell, Table, Text, Texts
from cbreport.documents.questions.basis import not_ready
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.telling import names_cell, text_cell
from cbreport.documents.writing import Writer
from cbreport.synthesis import AcrossTable
from cbreport.synthesis.across import AcrossRow


def across_blocks(
    t: Writer, table: AcrossTable, conventions: Sequence[Convention], asked: Mapping[str, Texts] | None = None
) -> Iterator[Block]:
    """Who said something about a topic to which convention, and which answers.

    :param conventions: those of the table, in the order of their columns.
    :param asked: in which words each asks, by its id.
    """
    columns = [each for each in conventions if each.id in table.items]
    yield laying.sentence(_sentence(t, table))
    yield from not_ready(t, table.unready)
    yield _answers(t, table, columns)
    yield laying.remark(
        t("Answers are the same where their codes are. A dash says that a convention does not offer the answer."),
        t("A Party that answered several times is one."),
    )
    yield _conventions(t, table, columns, asked or {})


def _sentence(t: Writer, table: AcrossTable) -> Text:
    if not table.parties:
        return t("No Party has answered this to any of these conventions.")
    times = Counter(code for codes in table.answered.values() for code in codes)
    words = t("Parties that answered this to at least one convention: {count}; to several: {several}.")
    several = sum(number > 1 for number in times.values())
    return words.format(count=t.number(len(table.parties)), several=t.number(several))


def _given(row: AcrossRow, convention: Convention) -> int | None:
    """How many gave an answer to a convention; None where it does not offer it."""
    return len(row.by_convention.get(convention.id, ())) if convention.id in row.offered else None


def _answers(t: Writer, table: AcrossTable, columns: Sequence[Convention]) -> Table:
    total = (
        laying.text(t("Parties that answered")),
        *(number_cell(t, len(table.answered.get(each.id, ()))) for each in columns),
        number_cell(t, len(table.parties)),
    )
    rows = tuple(
        (
            Cell((t(row.label),)),
            *(laying.number(t, _given(row, each)) for each in columns),
            number_cell(t, len(row.parties)),
        )
        for row in table.rows
    )
    heads = (*(Text(each.short_name) for each in columns), t("Each Party once"))
    head = (laying.text(t("Answer")), *map(laying.figure, heads))
    return Table(head, rows, total=total) if rows else Table(head, (total,))


def _conventions(t: Writer, table: AcrossTable, columns: Sequence[Convention], asked: Mapping[str, Texts]) -> Table:
    """What each convention asks, and who answered it."""

    def row(each: Convention) -> tuple[Cell, ...]:
        codes = table.answered.get(each.id, ())
        words = (text_cell(asked.get(each.id, ())),) if asked else ()
        return Cell((Text(each.short_name),)), *words, number_cell(t, len(codes)), names_cell(t, codes)

    heads = (t("Convention"), *((t("What it asks"),) if asked else ()))
    head = (*map(laying.text, heads), laying.figure(t("Number")), laying.text(t("Parties that answered")))
    return Table(head, tuple(map(row, columns)), t("What each convention asks, and who answered"))
