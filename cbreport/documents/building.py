"""From a report to a document: cover, contents, sections with questions, and what the document is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cbreport.answering import Answer
from cbreport.definition import (
    Condition,
    Form,
    Question,
    Section,
    condition_in_words,
    parse_address,
    quoted,
    rests_on_private,
)
from cbreport.definition.conditions import comparisons
from cbreport.documents.bodies import body_of
from cbreport.documents.closing import closing, nothing_verified
from cbreport.documents.nodes import (
    Block,
    Contents,
    Cover,
    Document,
    Fact,
    Heading,
    Mark,
    Meta,
    NoteBlock,
    Paragraph,
    QuestionBlock,
    Text,
)
from cbreport.documents.values import file_words
from cbreport.documents.viewing import Audience, Extent, View, refuse_unknown
from cbreport.documents.writing import Writer, written_out_words
from cbreport.errors import RenderError, UnknownName
from cbreport.reporting import DRAFT, IN_HAND, Report

UNVERIFIED = "†"
PROPOSED = "‡"
LONG_CONDITION: Final = 160  # characters; a longer one names the questions that it looks at


def report_document(
    report: Report,
    language: str = "en",
    extent: Extent = "long",
    audience: Audience = "party",
    *,
    digest: str = "",
    section: str = "",
    superseded_by: int = 0,
) -> Document:
    """The report as a document.

    :param extent: ``long`` prints every question that is shown, with all options; ``short`` only answers.
    :param audience: everybody but the ``party`` gets it without private answers, comments and unconfirmed proposals.
    :param digest: of the snapshot of what was submitted, printed so that a reader can compare.
    :param section: id of the only section to print; by default all are.
    :param superseded_by: the version that replaced this one; 0 while it is current.
    :raises UnknownName: there is no such language, extent, audience or section.
    :raises RenderError: a plugin made something else of it.

    >>> from cbreport.testing import example_library
    >>> report = Report(example_library().form("example-national-report"), "KEN", "EX1", library=example_library())
    >>> report_document(report).title
    'National report to the Convention on Examples – Kenya – EX1'
    """
    refuse_unknown(language, extent, audience)
    if section and report.form.section(section) is None:
        raise UnknownName("section", section, (each.id for each in report.form.sections))
    t = Writer(report.source.translator(language, report.form.convention))
    view = View(report, t, extent == "long", audience, section, superseded_by)
    document = _document(view, digest)
    changed = report.source.prepare_document(document, report)
    if not isinstance(changed, Document):
        kind = type(changed).__name__
        raise RenderError(f"A plugin made {kind} of the document.", "It must return a Document or None.")
    return changed


def _document(view: View, digest: str) -> Document:
    report, t = view.report, view.t
    party = t.respondent(report)
    title = t(report.form.title)
    wanted = [(each, number) for each, number in _numbered(report.form.sections) if view.section in ("", each.id)]
    sections = tuple(block for section in wanted for block in _section(view, *section))
    if view.section:
        title = t("{label}: {value}").format(label=title, value=t(wanted[0][0].title))
        sections = sections or (Paragraph((t("This section is not asked as the answers are now."),)),)
    marks = tuple(dict.fromkeys(mark for block in sections if isinstance(block, QuestionBlock) for mark in block.marks))
    # The digest is of what was sent: beside it, an internal copy would be taken for that.
    contents = () if view.section else (Contents(t("Contents")),)
    blocks = (*contents, *sections, *closing(view, "" if view.internal else digest, marks))
    return Document(
        title=f"{title} – {party} – {report.cycle}",
        language=t.language,
        direction=t.direction,
        identity=report.convention.identity,
        cover=_cover(view, title, party),
        blocks=blocks,
        meta=_meta(view, str(party)),
    )


def _numbered(sections: tuple[Section, ...]) -> Iterator[tuple[Section, str]]:
    """Sections with their printed numbers; where the form gives none at all, they are counted."""
    counted = not any(section.number for section in sections)
    yield from ((section, str(place) if counted else section.number) for place, section in enumerate(sections, 1))


def status_words(t: Writer, report: Report) -> Text:
    """The status of a report in words."""
    words = {
        "draft": t("Draft"),
        "in-review": t("In review in the country"),
        "approved": t("Approved in the country, not submitted"),
        "submitted": t("Submitted"),
        "returned": t("Returned by the Secretariat"),
        "recalled": t("Recalled by the Party"),
        "accepted": t("Accepted by the Secretariat"),
        "published": t("Published"),
    }
    if report.by_secretariat:
        words |= {"in-review": t("In review"), "approved": t("Approved, not submitted"), "recalled": t("Recalled")}
    return words.get(report.status) or t.plain(report.status)


def _stamp(view: View) -> tuple[Text, bool]:
    """What the cover says in capitals, and whether every page says so: that this is not what counts as the report."""
    t, status = view.t, view.report.status
    if status in IN_HAND:
        return t("DRAFT"), True
    if view.internal:
        return t("INTERNAL COPY"), True
    if view.superseded_by:
        return t("SUPERSEDED"), True
    words = {
        "submitted": (t("SUBMITTED"), False),
        "accepted": (t("ACCEPTED"), False),
        "published": (t("PUBLISHED"), False),
        "returned": (t("RETURNED"), True),
        "recalled": (t("RECALLED"), True),
    }
    return words.get(status) or (t.plain(status), False)


def _cover(view: View, title: Text, party: Text) -> Cover:
    report, t = view.report, view.t
    convention = report.convention
    cycle = convention.cycle(report.cycle)
    facts = [
        Fact(t("Reporting cycle"), (t(cycle.title),)),
        *([Fact(t("Number"), (t.plain(str(cycle.number)),))] if cycle.number else []),
        Fact(t("Reporting period"), (Text(t.range_of(t.date(cycle.period_from), t.date(cycle.period_to))),)),
        Fact(t("Status"), (_status(view),)),
        Fact(t("Version"), (t.plain(str(report.version)),)),
    ]
    if view.superseded_by:
        facts.append(Fact(t("Superseded by"), (t("Version {number}").format(number=view.superseded_by),)))
    if nothing_verified(report.form):
        facts.append(Fact(t("Wording"), (t("Not yet compared with the official text"),)))
    if report.behalf:
        facts.append(Fact(t("Entered by"), (t("The Secretariat, on behalf of the Party"),)))
    if view.internal:
        inside = t("Internal: with comments and answers that stay in the country.")
        if report.by_secretariat:
            inside = t("Internal: with comments and private answers.")
        facts.append(Fact(t("Copy"), (inside,)))
    return Cover(
        title=title,
        subtitle=party,
        convention=t(convention.name),
        line=t(convention.identity.cover) if convention.identity.cover else None,
        facts=tuple(facts),
        state=_stamp(view)[0],
        banner=t("Example: invented answers") if report.example else None,
    )


def _status(view: View) -> Text:
    """“Submitted on …”, or “Draft as of …” with the day of the last change, when the data know it."""
    report, t = view.report, view.t
    try:
        if report.status == DRAFT:
            times = max((answer.time for answer in report.answers.values()), default="")
            return t("Draft as of {date}").format(date=t.date(times)) if times else t("Draft, not submitted")
        if report.submitted:
            words = status_words(t, report)
            return t("{status}; submitted on {date}").format(status=words, date=t.date(report.submitted))
    except ValueError:
        pass
    return status_words(t, report)


def _meta(view: View, party: str) -> Meta:
    report, t = view.report, view.t
    status = status_words(t, report)
    running = t.row_of(party, report.convention.short_name, report.cycle, str(status))
    stamp, everywhere = _stamp(view)
    states = [stamp] if everywhere else []
    states += [t("EXAMPLE")] if report.example else []
    return Meta(
        running=Text(running),
        page=t("Page {page} of {pages}"),
        state=Text(t.row_of(*map(str, states)), states[0].lang, states[0].dir) if states else None,
        author=party,
        subject=str(t(report.convention.name)),
        modified=report.submitted,
        written_out=written_out_words(t),
    )


def _section(view: View, section: Section, number: str) -> Iterator[Block]:
    blocks = [block for question in section.questions for block in _question(view, question)]
    if not blocks:
        return
    yield Heading(1, view.t(section.title), number, f"section-{section.id}")
    if view.long and section.help:
        yield Paragraph((view.t(section.help),), "lead")
    yield from blocks


def _question(view: View, question: Question) -> Iterator[Block]:
    if not view.visible(question):
        return
    if question.type == "note":
        if view.long:
            yield NoteBlock(view.t(question.label), view.t(question.help) if question.help else None)
        return
    if not view.long and not view.answered(question):
        return
    yield QuestionBlock(
        label=view.t(question.label),
        body=(*body_of(view, question), *_attached(view, question), *_comments(view, question)),
        address=question.id,
        number=question.number,
        reference=question.reference,
        help=_help(view, question),
        condition=_condition(view, question),
        marks=tuple(_marks(view, question)),
    )


def _help(view: View, question: Question) -> Text | None:
    """Help is for whoever still fills the form in."""
    working = view.long and view.audience == "party" and view.report.status in IN_HAND
    return view.t(question.help) if working and question.help and not view.answered(question) else None


def _condition(view: View, question: Question) -> Text | None:
    if not view.long or question.show_when is None:
        return None
    form = view.report.form
    if view.audience != "party" and rests_on_private(form, question.show_when):
        return None
    words = condition_in_words(question.show_when, form, view.t.translator)
    if len(words) <= LONG_CONDITION:
        return view.t("Asked because {condition}.").format(condition=view.t.own(words))
    named = questions_of(question.show_when, form, view.t)
    return view.t("Asked because of what was answered to {questions}.").format(questions=named)


def questions_of(condition: Condition, form: Form, t: Writer) -> Text:
    """The questions that a condition looks at, by their numbers or labels."""
    items = [group or compared.item for group, compared in comparisons(condition)]
    ids = dict.fromkeys(place.question for item in items if (place := parse_address(item)))
    found = [asked for each in ids if (asked := form.question(each))]
    return t.joined(tuple(t.own(each.number or quoted(t.translator(each.label), t.translator)) for each in found))


def _marks(view: View, question: Question) -> Iterator[Mark]:
    verified = question.verified and all(part.verified for part in question.parts)
    if not verified and not nothing_verified(view.report.form):
        words = view.t("This question, or a part of it, has not yet been compared with the official text.")
        yield Mark(UNVERIFIED, words)
    if any(not view.answers[address].confirmed for address in view.addresses(question)):
        yield Mark(PROPOSED, view.t("This answer was proposed from an earlier one and nobody has confirmed it yet."))


def _attached(view: View, question: Question) -> Iterator[Block]:
    """The files that are attached to the answer and to those inside of it."""
    for address in view.addresses(question):
        files = view.answers[address].attachments
        if files:
            where = _place_in(view, question, address)
            title = view.t("Attached to “{label}”:").format(label=where) if where else view.t("Attached:")
            yield Paragraph((title, *(file_words(view.t, each) for each in files)), "comment")


def _place_in(view: View, question: Question, address: str) -> str:
    """The row and part of an answer inside a matrix or group, in words; empty for the question itself."""
    place = parse_address(address)
    row = question.row(place.row) if place else None
    part = question.part(place.column) if place and place.column else None
    names = [view.t(each.label).text for each in (row, part) if each]
    if len(names) > 1:
        return view.t("{row}: {column}").format(row=names[0], column=names[1]).text
    return names[0] if names else ""


def _comments(view: View, question: Question) -> Iterator[Block]:
    for address in view.addresses(question):
        answer: Answer = view.answers[address]
        if not answer.comment:
            continue
        where = _place_in(view, question, address)
        title = view.t("Comment on “{label}”:").format(label=where) if where else view.t("Comment:")
        yield Paragraph((title, view.t.party(answer.comment, answer.language)), "comment")
