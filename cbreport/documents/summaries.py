"""From a synthesis to a document: one question across Parties, or who has reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cbreport.definition import Convention, Cycle, Translator, quoted
from cbreport.documents.compendium import compendium
from cbreport.documents.nodes import (
    Bar,
    Bars,
    Block,
    Cell,
    Cover,
    Document,
    Fact,
    Facts,
    Heading,
    Meta,
    Paragraph,
    Table,
    Text,
    TileState,
)
from cbreport.documents.pictures import tile_map
from cbreport.documents.values import non_answer_words, number_cell
from cbreport.documents.writing import Writer, written_out_words
from cbreport.synthesis import Counts, Cross, Figures, QuestionSummary, RegionRow, SubmissionTable

_RUNNING: Final = 60  # characters of a title at the head of a page


def summary_document(
    summary: QuestionSummary | SubmissionTable,
    convention: Convention,
    cycle: Cycle,
    language: str,
    translator: Translator,
) -> Document:
    """A synthesis as a document.

    :param translator: into ``language``, with the convention's catalogue, as ``Library.translator`` gives it.
    :raises ValueError: ``translator`` writes another language.

    >>> from cbreport.synthesis import submission_table
    >>> from cbreport.testing import EXAMPLE
    >>> table = submission_table(EXAMPLE, EXAMPLE.cycle("EX1"), [])
    >>> summary_document(table, EXAMPLE, EXAMPLE.cycle("EX1"), "en", Translator()).title
    'Reports received – EX – EX1'
    """
    if translator.language != language:
        raise ValueError(f"The translator writes {translator.language}, not {language}.")
    t = Writer(translator)
    facts = _cycle_facts(t, cycle)
    if isinstance(summary, SubmissionTable):
        return _made(t, convention, cycle, t("Reports received"), facts, tuple(_submission(t, summary)))
    title = t(summary.question.label)
    example = any(report.example for report in summary.data.reports.values())
    facts = (*facts, *_base_facts(t, summary))
    return _made(t, convention, cycle, title, facts, tuple(_question(t, summary)), example)


def _made(
    t: Writer,
    convention: Convention,
    cycle: Cycle,
    title: Text,
    facts: tuple[Fact, ...],
    blocks: tuple[Block, ...],
    example: bool = False,
) -> Document:
    subject = Text(t.row_of(convention.short_name, cycle.id))
    return Document(
        title=f"{title} – {convention.short_name} – {cycle.id}",
        language=t.language,
        direction=t.direction,
        identity=convention.identity,
        cover=Cover(
            title=title,
            subtitle=subject,
            convention=t(convention.name),
            facts=facts,
            banner=t("Example: invented answers") if example else None,
        ),
        blocks=blocks,
        meta=Meta(
            running=Text(t.row_of(subject.text, shortened(str(title)))),
            page=t("Page {page} of {pages}"),
            state=t("EXAMPLE") if example else None,
            author=str(t(convention.secretariat)),
            subject=str(t(convention.name)),
            written_out=written_out_words(t),
        ),
    )


def shortened(title: str) -> str:
    """A title that fits on one line at the head of a page; where it is longer it ends with a whole word and a sign.

    >>> shortened("For which groups are there measures so that they can take part?")
    'For which groups are there measures so that they can take…'
    """
    if len(title) <= _RUNNING:
        return title
    cut = title[:_RUNNING]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:،，、") + "…"


def _cycle_facts(t: Writer, cycle: Cycle) -> tuple[Fact, ...]:
    return (
        Fact(t("Reporting cycle"), (t(cycle.title),)),
        Fact(t("Reports were due on"), (Text(t.date(cycle.due)),)),
    )


def _base_facts(t: Writer, summary: QuestionSummary) -> tuple[Fact, ...]:
    data = summary.data
    return (
        Fact(t("Parties on {date}").format(date=t.date(data.on)), (t.plain(t.number(len(data.parties))),)),
        Fact(t("Reports received"), (t.plain(t.number(len(data.reported) + len(data.elsewhere))),)),
        Fact(t("Parties that answered this question"), (t.plain(t.number(summary.base)),)),
    )


def _question(t: Writer, summary: QuestionSummary) -> Iterator[Block]:
    yield Heading(1, t("What Parties answered"), "", "answers")
    if not summary.base:
        yield Paragraph((t("No Party has answered this question."),))
    for counts in summary.counts:
        yield from _counts(t, summary, counts)
    for cross in summary.crosses:
        yield from _cross(t, cross)
    yield from (_figures(t, each) for each in summary.figures)
    if summary.band and summary.base:
        yield _band(t, summary)
    if summary.rows is not None:
        words = t("Entries: {rows}, from {base} Parties.").format(rows=t.number(summary.rows), base=summary.base)
        yield Paragraph((words,))
    if summary.entries:
        yield Heading(1, t("In the Parties’ own words"), "", "words")
        yield from compendium(t, summary)
    yield Heading(1, t("Who is counted"), "", "counted")
    yield Facts(tuple(_base(t, summary)))
    yield Heading(1, t("How this was counted"), "", "method")
    yield from (Paragraph((words,)) for words in _method(t, summary))


def _counts(t: Writer, summary: QuestionSummary, counts: Counts) -> Iterator[Block]:
    if not counts.base:
        return
    rows = tuple(
        Bar(t(count.label), count.number, counts.share(count), t.share(counts.share(count))) for count in counts.counts
    )
    head = (t("Answer"), t("Parties"), t("Share"), t("Of the Parties that answered"))
    yield Bars(head, rows, _most(t, counts))
    regions = summary.data.regions
    answered = summary.data.by_region(summary.answered)
    if len(regions) > 1:
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
        (t("Answered"), summary.answered),
        *((non_answer_words(t, kind), codes) for kind, codes in summary.non_answers.items()),
        (t("No answer"), summary.blank),
        (t("Not asked, because of other answers"), summary.not_asked),
        (t("Reported with another edition of the form, not counted here"), summary.data.elsewhere),
        (t("Not reported"), summary.data.missing),
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


def _submission(t: Writer, table: SubmissionTable) -> Iterator[Block]:
    total = table.total
    yield Heading(1, t("Reports received by region"), "", "regions")
    sentence = t("Reports received: {count} of {parties} ({share}).").format(
        count=len(total.received), parties=len(total.parties), share=t.share(total.share)
    )
    states = (
        TileState("yes", t("Reported"), "filled", "●"),
        TileState("no", t("Not reported"), "outlined", "○"),
    )
    regions = [
        (t(row.region.name), {code: "yes" if code in row.received else "no" for code in row.parties})
        for row in table.rows
        if row.region
    ]
    yield tile_map(t, states, regions, counted=("yes",), label=t("Reports received"))
    head = (t("Region"), t("Parties"), t("Received"), t("Share"), t("Of the Parties of the region"))
    yield Bars(head, tuple(_region_bar(t, row) for row in (*table.rows, total)), sentence)
    yield Heading(1, t("Who has reported"), "", "reported")
    missing = tuple(code for code in total.parties if code not in total.received)
    groups = ((t("Reported"), total.received), (t("Not reported"), missing), (t("Not a Party then"), table.outside))
    yield Facts(
        tuple(Fact(label, (t.plain(t.number(len(codes))), t.countries(codes))) for label, codes in groups if codes)
    )
    yield Paragraph((t("Membership is that of {date}.").format(date=t.date(table.cycle.due)),), "small")


def _region_bar(t: Writer, row: RegionRow) -> Bar:
    label = t(row.region.name) if row.region else t("All regions")
    return Bar(label, len(row.received), row.share, t.share(row.share), (len(row.parties),))
