"""What Parties answered to one question: bars, tables, figures, and who is counted."""

from __future__ import annotations

from collections.abc import Iterator

from cbreport.definition import quoted
from cbreport.documents.nodes import Bar, Bars, Block, Cell, Fact, Facts, Heading, Paragraph, Table, Text
from cbreport.documents.values import non_answer_words, number_cell, place_words
from cbreport.documents.writing import Writer
from cbreport.synthesis import Counts, Cross, Figures, QuestionSummary


def answer_blocks(t: Writer, summary: QuestionSummary, *, regions: bool = True) -> Iterator[Block]:
    """How many Parties gave which answer, by the type of the question.

    :param regions: whether a small table shows options by region.
    """
    if not summary.base:
        yield Paragraph((t("No Party has answered this question."),))
    for counts in summary.counts:
        yield from _counts(t, summary, counts, regions)
    for cross in summary.crosses:
        yield from _cross(t, cross)
    yield from (_figures(t, each) for each in summary.figures)
    if summary.band and summary.base:
        yield _band(t, summary)
    if summary.rows is not None:
        words = t("Entries: {rows}; Parties that made them: {base}.").format(
            rows=t.number(summary.rows), base=summary.base
        )
        yield Paragraph((words,))


def counted_blocks(t: Writer, summary: QuestionSummary) -> Iterator[Block]:
    """Who is counted and how, with headings."""
    yield Heading(1, t("Who is counted"), "", "counted")
    yield Facts(tuple(_base(t, summary)))
    yield Heading(1, t("How this was counted"), "", "method")
    yield from (Paragraph((words,)) for words in _method(t, summary))


def _counts(t: Writer, summary: QuestionSummary, counts: Counts, by_region: bool) -> Iterator[Block]:
    if not counts.base:
        return
    rows = tuple(
        Bar(t(count.label), count.number, counts.share(count), t.share(counts.share(count))) for count in counts.counts
    )
    head = (t("Answer"), t("Parties"), t("Share"), t("Of the Parties that answered"))
    yield Bars(head, rows, _most(t, counts))
    regions = summary.data.regions
    answered = summary.data.by_region(summary.answered)
    if by_region and len(regions) > 1:
        yield Table(
            head=(Cell((t("By region"),)), *(Cell((t(region.name),), "number") for region in regions)),
            rows=tuple(
                (Cell((t(each.label),)), *(number_cell(t, each.regions[region.id]) for region in regions))
                for each in counts.counts
            ),
            total=(Cell((t("Parties that answered"),)), *(number_cell(t, answered[region.id]) for region in regions)),
        )


def _most(t: Writer, counts: Counts) -> Text:
    most = counts.most
    if not most:
        return t("None of these was chosen.")
    options = t.joined(tuple(Text(quoted(t.translator(count.label), t.translator)) for count in most))
    return t("Named most often: {options}, by {count} of {base} ({share}).").format(
        options=options, count=most[0].number, base=counts.base, share=t.share(counts.share(most[0]))
    )


def _cross(t: Writer, cross: Cross) -> Iterator[Block]:
    yield Paragraph((_highest(t, cross),), "finding")
    kinds = tuple(dict.fromkeys(kind for _, kind in sorted(cross.apart)))
    head = [Cell((t(cross.title),) if cross.title else ())]
    head += [Cell((t(label),), "number") for _, label in cross.columns]
    head += [Cell((non_answer_words(t, kind),), "number") for kind in kinds]
    head.append(Cell((t("Parties that answered"),), "number"))
    rows = []
    for code, label in cross.rows:
        numbers = [cross.numbers[code, column] for column, _ in cross.columns]
        numbers += [cross.apart.get((code, kind), 0) for kind in kinds]
        rows.append((Cell((t(label),)), *(number_cell(t, number) for number in [*numbers, cross.base[code]])))
    yield Table(tuple(head), tuple(rows))


def _highest(t: Writer, cross: Cross) -> Text:
    (row, column), number = max(cross.numbers.items(), key=lambda each: each[1])
    if not number:
        return t("None of these was chosen.")
    labels = t.joined((t(dict(cross.rows)[row]), t(dict(cross.columns)[column])))
    words = t("Most often, by {count} of {base}: {labels}.")
    return words.format(count=number, base=cross.base[row], labels=labels)


def _figures(t: Writer, figures: Figures) -> Block:
    unit = f"\u00a0{t(figures.unit)}" if figures.unit else ""

    def shown(value: object) -> Text:
        plain = str(value) if figures.total is None else t.number(value)
        return t.plain(plain + unit)

    facts = [
        Fact(t("Parties that gave a number"), (t.plain(t.number(figures.n)),)),
        Fact(t("Lowest"), (shown(figures.low),)),
        Fact(t("Middle (half of the Parties are not above it)"), (shown(figures.middle),)),
        Fact(t("Highest"), (shown(figures.high),)),
    ]
    if figures.total is not None:
        facts.append(Fact(t("Sum"), (shown(figures.total),)))
    return Facts(tuple(facts), tuple(t(title) for title in figures.titles), level=2)


def _band(t: Writer, summary: QuestionSummary) -> Block:
    band = summary.band
    assert band is not None
    if band.high is None:
        return Paragraph((t("Over all these Parties: at least {low}.").format(low=t.number(band.low)),))
    words = t("Over all these Parties: at least {low} and at most {high}.")
    return Paragraph((words.format(low=t.number(band.low), high=t.number(band.high)),))


def _base(t: Writer, summary: QuestionSummary) -> Iterator[Fact]:
    groups = [
        (place_words(t, "answered"), summary.answered),
        *((place_words(t, kind), codes) for kind, codes in summary.non_answers.items()),
        (place_words(t, "blank"), summary.blank),
        (place_words(t, "not-asked"), summary.not_asked),
        (place_words(t, "elsewhere"), summary.data.elsewhere),
        (place_words(t, "missing"), summary.data.missing),
        (t("Left out of the count"), summary.data.outside),
    ]
    for label, codes in groups:
        if codes:
            yield Fact(label, (t.plain(t.number(len(codes))), t.countries(codes)))


def _method(t: Writer, summary: QuestionSummary) -> Iterator[Text]:
    yield t(
        "Each Party is counted once, with the newest version of its submitted report. Shares are of the Parties that "
        "answered this question; all others are counted apart, above."
    )
    yield t("Membership is that of {date}.").format(date=t.date(summary.data.on))
    if any(counts.many for counts in summary.counts):
        yield t("A Party may have given several answers, so the shares may add up to more than 100 %.")
    if summary.question.type == "money":
        yield t("A range of amounts counts with its middle. Currencies are not converted.")
    if summary.entries:
        yield t("Texts stand in the language in which they were written.")
