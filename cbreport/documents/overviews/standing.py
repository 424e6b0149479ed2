"""Who has reported, Party by Party, and on what the document rests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbreport.definition import SECRETARIAT_CODE
from cbreport.documents.nodes import Block, Cell, Facts, Paragraph, Text
from cbreport.documents.questions.basis import column_words
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.writing import DASH, Writer
from cbreport.synthesis.asking import GROUPS
from cbreport.synthesis.frozen import CountedReport
from cbreport.synthesis.overview import Overview, PartyProfile


def reported(t: Writer, overview: Overview) -> Iterator[Block]:
    """Reports received, by region and group, in time or late, and over the cycles."""
    yield laying.sentence(reported_sentence(t, overview))
    convention = overview.convention
    columns = [(region.id, [code for code, each in overview.members.items() if each.region == region.id]) for region in convention.regions]
    columns += [(group, [code for code, each in overview.members.items() if group in each.groups]) for group in GROUPS]
    timing = {each.party: _late(overview, each) for each in overview.reports}
    yield from laying.table(
        (
            laying.text(t("Region or group")),
            *map(
                laying.figure,
                (t("Parties"), t("Received"), t("Share"), t("On time"), t("Late"), t("Without a date"), t("Not reported")),
            ),
        ),
        (_row(t, column_words(t, convention, id), codes, timing) for id, codes in [*columns, ("all", list(overview.members))] if codes),
    )
    yield laying.remark(t("A Party may be in several groups or in none, so groups do not add up."))
    if len(overview.cycles) > 1:
        yield from _cycles(t, overview)
    missing = [code for code in overview.members if code not in overview.reported]
    facts = (laying.names_fact(t, t("Reported"), overview.reported), laying.names_fact(t, t("Not reported"), missing))
    yield Facts(facts)


def reported_sentence(t: Writer, overview: Overview) -> Text:
    """How many of the Parties have reported."""
    received, parties = len(overview.reports), len(overview.members)
    words = t("Reports received: {count} of {parties} ({share}).")
    share = t.share(received / parties) if parties else DASH
    return words.format(count=t.number(received), parties=t.number(parties), share=share)


def _late(overview: Overview, report: CountedReport) -> str:
    """``late``, ``on-time``, or empty for what has no date: an example was submitted on no day that means anything."""
    if report.example or not report.submitted:
        return ""
    return "late" if date.fromisoformat(report.submitted[:10]) > overview.cycle.due else "on-time"


def _row(t: Writer, label: Text, codes: list[str], timing: dict[str, str]) -> tuple[Cell, ...]:
    received = [timing[code] for code in codes if code in timing]
    numbers = (received.count("on-time"), received.count("late"), received.count(""), len(codes) - len(received))
    return (
        Cell((label,)),
        number_cell(t, len(codes)),
        number_cell(t, len(received)),
        laying.share(t, len(received) / len(codes)),
        *(number_cell(t, number) for number in numbers),
    )


def _cycles(t: Writer, overview: Overview) -> Iterator[Block]:
    yield laying.part(t("Over the cycles"), "reported-cycles")
    yield from laying.table(
        (laying.text(t("Reporting cycle")), *map(laying.figure, (t("Parties"), t("Received"), t("Share")))),
        (
            (
                Cell((t(each.cycle.title),)),
                number_cell(t, each.parties),
                number_cell(t, each.received),
                laying.share(t, each.received / each.parties if each.parties else None),
            )
            for each in overview.cycles
        ),
    )


def parties(t: Writer, overview: Overview) -> Iterator[Block]:
    """One line for each Party, by name."""
    by_code = {each.code: each for each in overview.profiles}
    words = t("Parties: {count}; with a report that is counted question by question: {reports}.")
    asked = sum(1 for each in overview.profiles if each.asked)
    yield laying.sentence(words.format(count=t.number(len(by_code)), reports=t.number(asked)))
    yield laying.remark(t("Answered are questions of those that the Party was asked, non-answers such as “no information” among them."))
    ordered = sorted(by_code, key=lambda code: t.country(code).text)
    yield from laying.table(
        (
            *map(laying.text, (t("Party"), t("Region"), t("Groups"), t("Report"))),
            *map(laying.figure, (t("Answered"), t("Asked"))),
        ),
        (_profile(t, overview, by_code[code]) for code in ordered),
    )


def _profile(t: Writer, overview: Overview, each: PartyProfile) -> tuple[Cell, ...]:
    groups = tuple(column_words(t, overview.convention, group) for group in each.groups)
    counted = each.report is not None and each.report.edition == overview.form.edition
    return (
        Cell((t.country(each.code),)),
        Cell((column_words(t, overview.convention, each.region),)),
        Cell((t.joined(groups),)) if groups else Cell((Text(DASH),), "blank"),
        Cell(_report(t, each.report, counted)) if each.report else Cell((t("Not reported"),), "blank"),
        number_cell(t, each.answered) if counted else Cell((Text(DASH),), "blank"),
        number_cell(t, each.asked) if counted else Cell((Text(DASH),), "blank"),
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
    words = t("Reports: {count}, from {parties} Parties. The digest says what was submitted, letter by letter.")
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
                Cell((t.plain(shortly(each.snapshot)),)),
            )
            for each in listed
        ),
    )


def _sender(t: Writer, overview: Overview, report: CountedReport) -> Text:
    return t(overview.convention.secretariat) if report.party == SECRETARIAT_CODE else t.country(report.party)


def shortly(digest: str) -> str:
    """The beginning of a digest, which is enough to tell one from another on paper.

    >>> shortly("sha256:cb419936b95aa29fcd6a4f0cbc26e6fc")
    'cb419936b95aa29f'
    """
    return digest.partition(":")[2][:16]
