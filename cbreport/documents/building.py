"""From a report to a document: cover, contents, sections with questions, and what the document is about."""

from __future__ import annotations

from collections.abc import Iterator

from cbreport.answering import Answer
from cbreport.definition import (
    LANGUAGE_NAMES,
    Question,
    Section,
    condition_in_words,
    find_party,
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
from cbreport.documents.viewing import AUDIENCES, EXTENTS, Audience, Extent, View
from cbreport.documents.writing import Writer
from cbreport.errors import RenderError, UnknownName
from cbreport.reporting import DRAFT, Report

UNVERIFIED = "†"
PROPOSED = "‡"


def report_document(
    report: Report, language: str = "en", extent: Extent = "long", audience: Audience = "party", *, digest: str = ""
) -> Document:
    """The report as a document.

    :param extent: ``long`` prints every question that is shown, with all options; ``short`` only answers.
    :param audience: everybody but the ``party`` gets it without private answers, comments and unconfirmed proposals.
    :param digest: of the snapshot of what was submitted, printed so that a reader can compare.
    :raises UnknownName: there is no such language, extent or audience.
    :raises RenderError: a plugin made something else of it.

    >>> from cbreport.testing import example_library
    >>> report = Report(example_library().form("example-national-report"), "KEN", "EX1", library=example_library())
    >>> report_document(report).title
    'National report to the Convention on Examples – Kenya – EX1'
    """
    for kind, name, known in (
        ("language", language, LANGUAGE_NAMES),
        ("extent", extent, EXTENTS),
        ("audience", audience, AUDIENCES),
    ):
        if name not in known:
            raise UnknownName(kind, name, known)
    t = Writer(report.source.translator(language, report.form.convention))
    view = View(report, t, extent == "long", audience)
    document = _document(view, digest)
    changed = report.source.prepare_document(document, report)
    if not isinstance(changed, Document):
        kind = type(changed).__name__
        raise RenderError(f"A plugin made {kind} of the document.", "It must return a Document or None.")
    return changed


def _internal(view: View) -> bool:
    """Whether this copy of a submitted report holds more than was sent."""
    return view.audience == "party" and view.report.status != DRAFT


def _document(view: View, digest: str) -> Document:
    report, t = view.report, view.t
    party = find_party(report.party).name_in(t.language)
    sections = tuple(block for section in _numbered(report.form.sections) for block in _section(view, *section))
    marks = tuple(dict.fromkeys(mark for block in sections if isinstance(block, QuestionBlock) for mark in block.marks))
    # The digest is of what was sent: beside it, an internal copy would be taken for that.
    blocks = (Contents(t("Contents")), *sections, *closing(view, "" if _internal(view) else digest, marks))
    return Document(
        title=f"{t(report.form.title)} – {party} – {report.cycle}",
        language=t.language,
        direction=t.direction,
        identity=report.convention.identity,
        cover=_cover(view, party),
        blocks=blocks,
        meta=_meta(view, party),
    )


def _numbered(sections: tuple[Section, ...]) -> Iterator[tuple[Section, str]]:
    """Sections with their printed numbers; where the form gives none at all, they are counted."""
    counted = not any(section.number for section in sections)
    yield from ((section, str(place) if counted else section.number) for place, section in enumerate(sections, 1))


def status_words(t: Writer, status: str) -> Text:
    """The status of a report in words."""
    words = {
        "draft": t("Draft"),
        "submitted": t("Submitted"),
        "accepted": t("Accepted by the Secretariat"),
        "published": t("Published"),
    }
    return words.get(status) or t.plain(status)


def _cover(view: View, party: str) -> Cover:
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
    if nothing_verified(report.form):
        facts.append(Fact(t("Wording"), (t("Not yet compared with the official text"),)))
    if _internal(view):
        facts.append(Fact(t("Copy"), (t("Internal: with comments and answers that stay in the country."),)))
    return Cover(
        title=t(report.form.title),
        subtitle=Text(party),
        convention=t(convention.name),
        line=t(convention.identity.cover) if convention.identity.cover else None,
        facts=tuple(facts),
        state=t("DRAFT") if report.status == DRAFT else t("INTERNAL COPY") if _internal(view) else None,
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
            words = status_words(t, report.status)
            return t("{status}; submitted on {date}").format(status=words, date=t.date(report.submitted))
    except ValueError:
        pass
    return status_words(t, report.status)


def _meta(view: View, party: str) -> Meta:
    report, t = view.report, view.t
    status = status_words(t, report.status)
    running = t.row_of(party, report.convention.short_name, report.cycle, str(status))
    states = [t("DRAFT")] if report.status == DRAFT else [t("INTERNAL COPY")] if _internal(view) else []
    states += [t("EXAMPLE")] if report.example else []
    return Meta(
        running=Text(running),
        page=t("Page {page} of {pages}"),
        state=Text(t.row_of(*map(str, states)), states[0].lang, states[0].dir) if states else None,
        author=party,
        subject=str(t(report.convention.name)),
        modified=report.submitted,
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
    working = view.long and view.audience == "party" and view.report.status == DRAFT
    return view.t(question.help) if working and question.help and not view.answered(question) else None


def _condition(view: View, question: Question) -> Text | None:
    if not view.long or question.show_when is None:
        return None
    form = view.report.form
    if view.audience != "party" and rests_on_private(form, question.show_when):
        return None
    words = condition_in_words(question.show_when, form, view.t.translator)
    if len(words) <= 160:
        return view.t("Asked because {condition}.").format(condition=words)
    items = [group or compared.item for group, compared in comparisons(question.show_when)]
    ids = dict.fromkeys(place.question for item in items if (place := parse_address(item)))
    labels = [
        asked.number or quoted(view.t.translator(asked.label), view.t.translator)
        for each in ids
        if (asked := form.question(each))
    ]
    return view.t("Asked because of what was answered to {questions}.").format(questions=", ".join(labels))


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
