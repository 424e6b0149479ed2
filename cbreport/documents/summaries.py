"""From a synthesis to a document: one question across Parties, or who has reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cbreport.definition import Convention, Cycle, Translator
from cbreport.documents.framing import framed
from cbreport.documents.nodes import (
    Bar,
    Bars,
    Block,
    Contents,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Text,
    TileState,
)
from cbreport.documents.pictures import tile_map
from cbreport.documents.questions import answer_blocks, counted_blocks, words_blocks
from cbreport.documents.writing import Writer
from cbreport.synthesis import QuestionSummary, RegionRow, SubmissionTable


def summary_document(
    summary: QuestionSummary | SubmissionTable,
    convention: Convention,
    cycle: Cycle,
    language: str,
    translator: Translator,
    parts: Sequence[Block] = (),
) -> Document:
    """A synthesis as a document.

    :param translator: into ``language``, with the convention's catalogue, as ``Library.translator`` gives it.
    :param parts: of one question what else is known of it, with headings, such as options by region and group in place
        of the small table by region; see :mod:`cbreport.documents.questions`.
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
        facts = (*facts, Fact(t("Digest of what was counted"), (t.plain(summary.data.digest),)))
        return _made(t, convention, cycle, t("Reports received"), facts, tuple(_submission(t, summary)))
    title = t(summary.question.label)
    example = any(report.example for report in summary.data.reports.values())
    facts = (*facts, *_base_facts(t, summary))
    return _made(t, convention, cycle, title, facts, tuple(_blocks(t, summary, parts)), example)


def _blocks(t: Writer, summary: QuestionSummary, parts: Sequence[Block]) -> Iterator[Block]:
    if parts or summary.entries:
        yield Contents(t("Contents"))
    yield Heading(1, t("What Parties answered"), "", "answers")
    yield from answer_blocks(t, summary, regions=not parts)
    yield from parts
    if summary.entries:
        yield Heading(1, t("In the Parties’ own words"), "", "words")
        yield from words_blocks(t, summary.entries, cards=summary.question.type == "group")
    yield from counted_blocks(t, summary)


def _made(
    t: Writer,
    convention: Convention,
    cycle: Cycle,
    title: Text,
    facts: tuple[Fact, ...],
    blocks: tuple[Block, ...],
    example: bool = False,
) -> Document:
    names = (convention.short_name, cycle.id)
    return framed(t, convention, title, blocks, about=cycle.id, names=names, facts=facts, example=example)


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
        Fact(t("Editions of the forms"), (t.plain(summary.form.key),)),
        Fact(t("Digest of what was counted"), (t.plain(data.digest),)),
    )


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
