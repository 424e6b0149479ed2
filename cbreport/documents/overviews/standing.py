"""Who has reported, Party by Party, and on what the document rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cbreport.definition import SECRETARIAT_CODE, Convention, in_order_of_names
from cbreport.documents.nodes import Block, Cell, Heading, Text
from cbreport.documents.questions.basis import column_words
from cbreport.documents.received import received_blocks
from cbreport.documents.remarks import remark_blocks, remarks_sentence
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying, short_digest
from cbreport.documents.writing import DASH, Writer
from cbreport.synthesis import needs_table
from cbreport.synthesis.desk import NOTHING, REPORTED
from cbreport.synthesis.frozen import CountedReport
from cbreport.synthesis.overview import Overview, PartyProfile


def reported(t: Writer, overview: Overview) -> Iterator[Block]:
    """Reports received by region and group, and over the cycles."""
    earlier = [(each.cycle, each.received) for each in overview.cycles[:-1]]
    for block in received_blocks(t, overview.standing, earlier, on=overview.on, standings=(*REPORTED, NOTHING)):
        yield (
            replace(block, level=block.level + 1, anchor=f"reported-{block.anchor}")
            if isinstance(block, Heading)
            else block
        )


def parties(t: Writer, overview: Overview) -> Iterator[Block]:
    """One line for each Party, region by region and by name."""
    words = t("Parties: {count}; with a report that is counted question by question: {reports}.")
    asked = sum(1 for each in overview.profiles if each.asked)
    yield laying.sentence(words.format(count=t.number(len(overview.profiles)), reports=t.number(asked)))
    yield laying.remark(
        t("Answered are questions of those that the Party was asked, non-answers such as “no information” among them."),
        t("A dash stands where a Party has not reported."),
    )
    ordered = sorted(overview.profiles, key=lambda each: in_order_of_names(t.country(each.code).text))
    for region in overview.convention.regions:
        yield from laying.listed(
            t(region.name), f"parties-{region.id}",
            (
                *map(laying.text, (t("Party"), t("Groups"), t("Report"))),
                *map(laying.figure, (t("Questions answered"), t("Questions asked"))),
            ),
            (_profile(t, overview, each) for each in ordered if each.region == region.id),
        )  # fmt: skip


def _profile(t: Writer, overview: Overview, each: PartyProfile) -> tuple[Cell, ...]:
    dash = Cell((Text(DASH),), "blank")
    groups = tuple(short_column(t, overview.convention, group) for group in each.groups)
    counted = each.report is not None and each.report.edition == overview.form.edition
    return (
        Cell((t.country(each.code),)),
        Cell((t.joined(groups),)) if groups else dash,
        Cell(_report(t, each.report, counted)) if each.report else dash,
        number_cell(t, each.answered) if counted else dash,
        number_cell(t, each.asked) if counted else dash,
    )


def _report(t: Writer, report: CountedReport, counted: bool) -> tuple[Text, ...]:
    if report.example:
        told = [t("Example")]
    elif report.submitted:
        told = [Text(t.date(report.submitted))]
    else:
        told = [t("Version {version}").format(version=t.number(report.version))]
    return (*told, *(() if counted else (t("with another edition of the form"),)))


def sources(t: Writer, overview: Overview) -> Iterator[Block]:
    """Every report that something in the document was taken from, with the digest of what was submitted."""
    listed = sorted(overview.sources, key=lambda each: (_sender(t, overview, each).text, each.form, each.cycle))
    words = t("Reports: {count}; Parties: {parties}. The digest says what was submitted, letter by letter.")
    senders = {each.party for each in listed} & overview.members.keys()
    yield laying.sentence(words.format(count=t.number(len(listed)), parties=t.number(len(senders))))
    yield from laying.table(
        map(laying.text, (t("Sender"), t("Reporting cycle"), t("Form"), t("Version"), t("Digest"))),
        (
            (
                Cell((_sender(t, overview, each),)),
                Cell((t.plain(each.cycle),)),
                Cell((t.plain(f"{each.form}@{each.edition}"),)),
                number_cell(t, each.version),
                Cell((t.plain(short_digest(each.snapshot)),)),
            )
            for each in listed
        ),
    )


def _sender(t: Writer, overview: Overview, report: CountedReport) -> Text:
    return t(overview.convention.secretariat) if report.party == SECRETARIAT_CODE else t.country(report.party)


def remarks(t: Writer, overview: Overview) -> Iterator[Block]:
    """What Parties and the Secretariat remarked on needs; nothing where nobody did."""
    if overview.remarks and overview.registers:
        yield laying.sentence(remarks_sentence(t, overview.remarks))
        yield from remark_blocks(t, overview.remarks, needs_table(overview.registers), overview.convention)


def short_column(t: Writer, convention: Convention, column: str) -> Text:
    """The name of a column: groups by their abbreviations, which the method explains."""
    return {"ldc": t("LDC"), "sids": t("SIDS"), "lldc": t("LLDC")}.get(column) or column_words(t, convention, column)
