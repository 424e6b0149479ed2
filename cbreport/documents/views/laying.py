"""What the documents of views consist of: sentences, bars, tables, and who is counted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from cbreport.definition import quoted
from cbreport.documents.nodes import Bar, Bars, Block, Cell, Fact, Facts, Heading, Paragraph, Table, Text, Trend
from cbreport.documents.pictures import trend
from cbreport.documents.values import non_answer_words, number_cell
from cbreport.documents.writing import DASH, Writer
from cbreport.synthesis import Base, Registers

_MOST_COLUMNS: Final = 7  # that a page has room for


def sentence(words: Text) -> Paragraph:
    """The sentence with which a view begins."""
    return Paragraph((words,), "finding")


def remark(*words: Text) -> Paragraph:
    """How a table is to be read, or what is not in it."""
    return Paragraph(words, "help")


def part(title: Text, anchor: str) -> Heading:
    """The heading of a part of a view."""
    return Heading(2, title, "", anchor)


def text(words: Text) -> Cell:
    """A head or cell of words."""
    return Cell((words,))


def figure(words: Text) -> Cell:
    """The head of a column of figures."""
    return Cell((words,), "number")


def number(t: Writer, value: int | Decimal | None) -> Cell:
    """A number; a dash where it is not known."""
    return number_cell(t, value) if value is not None else Cell((Text(DASH),), "blank")


def share(t: Writer, value: float | None) -> Cell:
    """A share of 0 to 1 in per cent; a dash where there is none."""
    if value is None:
        return Cell((Text(DASH),), "blank")
    return Cell((Text(t.share(value)),), "number", round(value, 4))


def share_of(t: Writer, count: int, total: int) -> str:
    """A count with its share: “3 of 12 (25%)”."""
    words = t("{number} of {total} ({share})")
    shown = t.share(count / total) if total else DASH
    return str(words.format(number=t.number(count), total=t.number(total), share=shown))


def bars(t: Writer, head: Text, unit: Text, counts: Iterable[tuple[Text, int]], total: int, of: Text) -> Iterator[Bars]:
    """Counts as bars with their shares of ``total``, and the most frequent in a sentence; nothing without a total.

    :param head: what the rows are; ``unit`` what is counted; ``of`` of what the shares are.
    """
    listed = list(counts)
    if not total:
        return
    rows = tuple(Bar(label, count, count / total, t.share(count / total)) for label, count in listed)
    yield Bars((head, unit, t("Share"), of), rows, _most(t, listed, total))


def _most(t: Writer, counts: Iterable[tuple[Text, int]], total: int) -> Text:
    listed = list(counts)
    top = max((count for _, count in listed), default=0)
    if not top:
        return t("None of these was told.")
    labels = t.joined(tuple(Text(quoted(label.text, t.translator)) for label, count in listed if count == top))
    return t("Most often: {labels}, {share}.").format(labels=labels, share=share_of(t, top, total))


def by_year(t: Writer, unit: Text, numbers: Iterable[tuple[int | None, int | Decimal | None]]) -> Iterator[Trend]:
    """Numbers from year to year, those between that nobody told as gaps; nothing where fewer than two are known."""
    known = {year: number for year, number in numbers if year is not None and number is not None}
    if len(known) > 1:
        years = range(min(known), max(known) + 1)
        yield trend(t, t("Year"), unit, [(t.plain(str(year)), known.get(year)) for year in years])


def table(head: Iterable[Cell], rows: Iterable[tuple[Cell, ...]], caption: Text | None = None) -> Iterator[Table]:
    """A table, or nothing where it has no rows."""
    listed = tuple(rows)
    if listed:
        yield Table(tuple(head), listed, caption)


def in_parts(columns: Sequence[str], most: int = _MOST_COLUMNS) -> Iterator[Sequence[str]]:
    """Columns of figures in as many parts as paper needs for them, of about the same size.

    >>> [len(part) for part in in_parts([*"abcdefgh"])]
    [4, 4]
    """
    parts = math.ceil(len(columns) / most)
    for part in range(parts):
        yield columns[len(columns) * part // parts : len(columns) * (part + 1) // parts]


def listed(
    title: Text, anchor: str, head: Iterable[Cell], rows: Iterable[tuple[Cell, ...]], *remarks: Text
) -> Iterator[Block]:
    """A heading with a table below it, and remarks before the table; nothing where there are no rows."""
    found = list(table(head, rows))
    if found:
        yield part(title, anchor)
        if remarks:
            yield remark(*remarks)
        yield from found


def based(t: Writer, found: Registers, base: Base, register: str, *others: str) -> Paragraph:
    """On what a view rests, in one paragraph: rows, Parties, what is missing, and what was left out.

    :param others: further registers that the view reads; what of them was left out is told, too.
    """
    rows = found.of(register)
    by_secretariat = sum(not row.by_party for row in rows)
    told = [
        t("Rows: {rows}; Parties that told them: {told} of {parties}; reports that count: {reports}.").format(
            rows=t.number(len(rows)),
            told=t.number(len(base.told)),
            parties=t.number(base.parties),
            reports=t.number(len(found.reports)),
        )
    ]
    if by_secretariat:
        told.append(t("Rows of a Secretariat among them: {count}.").format(count=t.number(by_secretariat)))
    told.append(silent(t, base))
    unconfirmed = sum(found.unconfirmed.get(each, 0) for each in (register, *others))
    if unconfirmed:
        words = t("Answers left out, because nobody has confirmed them: {count}.")
        told.append(words.format(count=t.number(unconfirmed)))
    return Paragraph(tuple(told), "lead")


def silent(t: Writer, base: Base) -> Text:
    """How many Parties told nothing, and why."""
    words = t(
        "Parties that told nothing: asked and left blank {blank}, said that they cannot tell {apart}, not asked "
        "{not_asked}, no report {missing}."
    )
    return words.format(
        blank=t.number(len(base.blank)),
        apart=t.number(sum(map(len, base.non_answers.values()))),
        not_asked=t.number(len(base.not_asked)),
        missing=t.number(len(base.missing)),
    )


def counted(t: Writer, base: Base, anchor: str) -> Iterator[Block]:
    """Which Parties told something, which did not and why, by name; who has not reported is told once, elsewhere."""
    groups: list[tuple[Text, tuple[str, ...]]] = [
        (t("Told something"), base.told),
        *((non_answer_words(t, kind), codes) for kind, codes in base.non_answers.items()),
        (t("Asked, and left it blank"), base.blank),
        (t("Reported, and were not asked"), base.not_asked),
    ]
    facts = tuple(names_fact(t, label, codes) for label, codes in groups if codes)
    if facts:
        yield part(t("Who is counted"), anchor)
        yield Facts(facts)


def names_fact(t: Writer, label: Text, codes: Iterable[str]) -> Fact:
    """A number of Parties with their names."""
    every = tuple(codes)
    return Fact(label, (t.plain(t.number(len(every))), *((t.countries(every),) if every else ())))
