"""What Parties answered, question by question: counted, compared with the cycle before, and in their own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cbreport.definition import Convention
from cbreport.documents.nodes import Block, Cell, Heading, Paragraph, QuestionBlock, Table, Text
from cbreport.documents.overviews.standing import short_column
from cbreport.documents.questions import across_blocks, answer_blocks, change_blocks, heat_blocks, words_blocks
from cbreport.documents.questions.basis import ALL
from cbreport.documents.values import number_cell, place_words
from cbreport.documents.views import laying
from cbreport.documents.writing import Writer
from cbreport.synthesis import AcrossTable, OptionTable
from cbreport.synthesis.overview import CountedQuestion, Overview

_COLUMNS: Final = 9  # that stand beside each other; their names are short


def answers(t: Writer, overview: Overview) -> Iterator[Block]:
    """Every question with options, numbers or rows: counts, by region and group, and what has changed."""
    counted = [each for each in overview.questions if each.summary.base and _countable(each)]
    silent = [each for each in overview.questions if not each.summary.base]
    words = t("Questions that at least one Party answered: {count} of {total}. Reports that are counted: {reports}.")
    yield laying.sentence(
        words.format(
            count=t.number(len(overview.questions) - len(silent)),
            total=t.number(len(overview.questions)),
            reports=t.number(sum(1 for each in overview.reports if each.edition == overview.form.edition)),
        )
    )
    for section, questions in overview.sections:
        inside = [each for each in questions if each in counted]
        if inside:
            yield Heading(2, t(section.title), section.number, f"answers-{section.id}")
            for each in inside:
                yield _question(t, overview, each, tuple(_counts(t, overview, each)))
    if silent:
        yield laying.part(t("Questions that no Party answered"), "answers-none")
        yield from laying.table(
            (laying.text(t("Question")), laying.figure(t("Left blank")), laying.figure(t("Not asked"))),
            (
                (
                    Cell((numbered(t, each),)),
                    number_cell(t, len(each.summary.blank)),
                    number_cell(t, len(each.summary.not_asked)),
                )
                for each in silent
            ),
        )


def _countable(each: CountedQuestion) -> bool:
    summary = each.summary
    return bool(each.options or each.heat or summary.counts or summary.crosses or summary.figures or summary.rows)


def _question(t: Writer, overview: Overview, each: CountedQuestion, body: tuple[Block, ...]) -> QuestionBlock:
    question = each.question
    return QuestionBlock(
        label=t(question.label),
        body=body,
        address=question.id,
        number=question.number,
        reference=question.reference,
    )


def numbered(t: Writer, each: CountedQuestion) -> Text:
    """A question with its number, as running text names it."""
    label = t(each.question.label)
    number = each.question.number or each.question.reference
    return t("{number} {label}").format(number=number, label=label) if number else label


def _counts(t: Writer, overview: Overview, each: CountedQuestion) -> Iterator[Block]:
    if each.heat:
        yield from heat_blocks(t, each.heat)
    yield from answer_blocks(t, replace(each.summary, crosses=()) if each.heat else each.summary, regions=False)
    if each.options:
        yield from _by_place(t, overview.convention, each.options)
    yield Paragraph((_basis(t, each),), "small")
    if each.change and overview.before:
        yield from change_blocks(t, each.change, t(overview.before.title), t(overview.cycle.title), names=False)


def _by_place(t: Writer, convention: Convention, table: OptionTable) -> Iterator[Block]:
    """The options that were chosen by region and group; shares of few Parties would say little."""
    columns = [column for column in table.columns if column != ALL]
    for part in laying.in_parts(columns, most=_COLUMNS):
        yield Table(
            head=(laying.text(t("Answer")), *(laying.figure(short_column(t, convention, each)) for each in part)),
            rows=tuple(
                (Cell((t(row.label),)), *(number_cell(t, row.numbers[each]) for each in part))
                for row in table.rows
                if row.parties
            ),
            total=(laying.text(t("Parties that answered")), *(number_cell(t, table.base[each]) for each in part)),
        )


def _basis(t: Writer, each: CountedQuestion) -> Text:
    """Where all Parties stand, in one line."""
    summary = each.summary
    places = {
        "answered": summary.answered,
        **summary.non_answers,
        "blank": summary.blank,
        "not-asked": summary.not_asked,
        "elsewhere": summary.data.elsewhere,
        "missing": summary.data.missing,
    }
    told = [
        t("{label}: {value}").format(label=place_words(t, place), value=t.number(len(codes)))
        for place, codes in places.items()
        if codes
    ]
    return Text("; ".join(str(words) for words in told))


def across(t: Writer, overview: Overview) -> Iterator[Block]:
    """Topics that other conventions ask, too; each Party once. Nothing where none does."""
    if not overview.across:
        return
    tables = [table for table in overview.across if table.parties and table.rows]
    parties = {code for table in tables for code in table.parties}
    words = t("Topics that several conventions ask and some Party answered: {count}; Parties: {parties}, each once.")
    yield laying.sentence(words.format(count=t.number(len(tables)), parties=t.number(len(parties))))
    for table in tables:
        yield laying.part(_topic(t, overview, table), f"across-{table.concept}")
        yield from across_blocks(t, table, (overview.convention, *overview.conventions))


def _topic(t: Writer, overview: Overview, table: AcrossTable) -> Text:
    """A topic is called as the cycle's own form asks for it."""
    item = table.items[overview.convention.id][0]
    question = overview.form.question(item.question)
    part = question.part(item.part) if question and item.part else None
    if question is None:
        return t.plain(table.concept)
    return t.joined((t(question.label), t(part.label))) if part else t(question.label)


def words(t: Writer, overview: Overview) -> Iterator[Block]:
    """What Parties wrote, question by question, each text in its own language."""
    written = [each for each in overview.questions if each.summary.entries]
    entries = [entry for each in written for entry in each.summary.entries]
    first, *_ = words_blocks(t, entries, shown=())
    yield first
    for section, questions in overview.sections:
        inside = [each for each in questions if each in written]
        if inside:
            yield Heading(2, t(section.title), section.number, f"words-{section.id}")
            for each in inside:
                cards = each.question.type == "group"
                blocks = tuple(words_blocks(t, each.summary.entries, cards=cards))
                yield _question(t, overview, each, blocks)
