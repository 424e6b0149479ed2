"""The findings at the head of a synthesis: what stands out, each in one sentence, computed from the tables below."""

from __future__ import annotations

from collections.abc import Iterator

from cbreport.definition import quoted
from cbreport.documents.nodes import Text
from cbreport.documents.questions.basis import ALL, column_words
from cbreport.documents.writing import Writer
from cbreport.synthesis.findings import largest_change, least_answered, most_shared, widest_gap
from cbreport.synthesis.overview import CountedQuestion, Overview

_SHARED = 3  # answers that are told as shared by most


def findings(t: Writer, overview: Overview) -> Iterator[Text]:
    """What stands out among the answers of a cycle; what no report can tell is not told."""
    yield from _shared(t, overview)
    yield from _regions(t, overview)
    yield from _change(t, overview)
    yield from _silence(t, overview)


def _named(t: Writer, each: CountedQuestion) -> str:
    return quoted(t.translator(each.question.label), t.translator)


def _option(t: Writer, each: CountedQuestion, code: str) -> str:
    row = next(row for row in each.options.rows if row.code == code) if each.options else None
    return quoted(t.translator(row.label), t.translator) if row else code


def _shared(t: Writer, overview: Overview) -> Iterator[Text]:
    words = t("{share} of those that answered {question} said {option}; Parties that answered: {base}.")
    for each, code, share in most_shared(overview.questions)[:_SHARED]:
        base = each.options.base[ALL] if each.options else 0
        yield words.format(
            share=t.share(share), base=t.number(base), option=_option(t, each, code), question=_named(t, each)
        )


def _regions(t: Writer, overview: Overview) -> Iterator[Text]:
    found = widest_gap(overview.questions, [region.id for region in overview.convention.regions])
    if found is None:
        return
    each, code, most, least = found
    table = each.options
    if table is None:
        return
    row = next(row for row in table.rows if row.code == code)
    words = t("Regions differ most on {option} ({question}): {most} {high}, {least} {low}.")
    yield words.format(
        option=_option(t, each, code),
        question=_named(t, each),
        most=column_words(t, overview.convention, most),
        high=t.share(table.share(row, most)),
        least=column_words(t, overview.convention, least),
        low=t.share(table.share(row, least)),
    )


def _change(t: Writer, overview: Overview) -> Iterator[Text]:
    found = largest_change(overview.questions)
    if found is None or overview.before is None:
        return
    each, code, _ = found
    change = each.change
    if change is None:
        return
    row = next(row for row in change.rows if row.code == code)
    words = t(
        "The largest change since {cycle}: {option} ({question}), from {before} to {after}; Parties compared: {count}."
    )
    yield words.format(
        cycle=t(overview.before.title),
        option=quoted(t.translator(row.label), t.translator),
        question=_named(t, each),
        before=t.number(len(row.before)),
        after=t.number(len(row.after)),
        count=t.number(change.n),
    )


def _silence(t: Writer, overview: Overview) -> Iterator[Text]:
    found = least_answered(overview.questions)
    if found:
        each, number = found
        words = t("The question that most Parties left without an answer, though asked, is {question}: {count}.")
        yield words.format(question=_named(t, each), count=t.number(number))
