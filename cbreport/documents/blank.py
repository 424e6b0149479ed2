"""A blank form as a document: every question with all that its definition says, for whoever compares or translates it.

It holds what may be asked, whoever answers; :mod:`cbreport.documents.building` prints what one Party was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cbreport.definition import (
    LANGUAGE_NAMES,
    Condition,
    Convention,
    DocumentIdentity,
    Form,
    Option,
    Question,
    Section,
    Source,
    Translator,
    condition_in_words,
)
from cbreport.documents.nodes import (
    Block,
    Cell,
    Choice,
    Choices,
    Contents,
    Cover,
    Document,
    Fact,
    Facts,
    Heading,
    Mark,
    Meta,
    NoteBlock,
    Paragraph,
    QuestionBlock,
    Table,
    Text,
    Texts,
)
from cbreport.documents.values import non_answer_words
from cbreport.documents.writing import Writer, written_out_words

UNVERIFIED = "†"


def form_document(form: Form, translator: Translator, convention: Convention | None = None) -> Document:
    """The form as a document in the language of ``translator``.

    :param convention: for its name and colours; without it the form's id of it is printed.

    >>> from cbreport.testing import example_library
    >>> form = example_library().form("example-national-report")
    >>> form_document(form, example_library().translator("en")).title
    'National report to the Convention on Examples – example-national-report@ex1'
    """
    t = Writer(translator)
    blocks = (Contents(t("Contents")), *(block for section in form.sections for block in _section(form, section, t)))
    unverified = any(block.marks for block in blocks if isinstance(block, QuestionBlock))
    name = t(convention.name) if convention else t.plain(form.convention)
    return Document(
        title=f"{t(form.title)} – {form.key}",
        language=t.language,
        direction=t.direction,
        identity=convention.identity if convention else DocumentIdentity(),
        cover=Cover(t.plain(form.key), t(form.title), name, None, tuple(_about(form, t))),
        blocks=(*blocks, Paragraph((t.plain(UNVERIFIED), _not_compared(t)), "small")) if unverified else blocks,
        meta=Meta(Text(form.key), t("Page {page} of {pages}"), subject=str(name), written_out=written_out_words(t)),
    )


def _about(form: Form, t: Writer) -> Iterator[Fact]:
    yield Fact(t("Edition"), (t.plain(form.key),))
    yield Fact(t("Digest of the form"), (t.plain(form.digest),))
    names = tuple(Text(LANGUAGE_NAMES.get(each, each), each if each != t.language else "") for each in form.languages)
    yield Fact(t("Languages of the official form"), names)
    if form.source.document:
        yield Fact(t("Source of the form"), _source(form.source, t))
    if form.source.note:
        yield Fact(t("On the source"), (t(form.source.note),))
    if not form.verified:
        yield Fact(t("Wording"), (t("Not yet compared with the official text"),))


def _section(form: Form, section: Section, t: Writer) -> Iterator[Block]:
    def marks(question: Question) -> tuple[Mark, ...]:
        return () if _verified(question) else (Mark(UNVERIFIED, _not_compared(t)),)

    return section_blocks(form, section, t, _body, only_if, marks)


def section_blocks(
    form: Form,
    section: Section,
    t: Writer,
    body: Callable[[Form, Question, Writer], Iterable[Block]],
    when: Callable[[Condition, Form, Writer], Text],
    marks: Callable[[Question], tuple[Mark, ...]] = lambda question: (),
) -> Iterator[Block]:
    """A section of a form that nobody has answered, question by question.

    :param body: what stands below the label of a question.
    :param when: says a condition in words.
    :param marks: what is marked at a question.
    """
    yield Heading(1, t(section.title), section.number, f"section-{section.id}")
    if section.help:
        yield Paragraph((t(section.help),), "lead")
    if section.show_when:
        yield Paragraph((when(section.show_when, form, t),), "help")
    for question in section.questions:
        if question.type == "note":
            yield NoteBlock(t(question.label), t(question.help) if question.help else None)
            continue
        yield QuestionBlock(
            label=t(question.label),
            body=tuple(body(form, question, t)),
            address=question.id,
            number=question.number,
            reference=question.reference,
            help=t(question.help) if question.help else None,
            condition=when(question.show_when, form, t) if question.show_when else None,
            marks=marks(question),
        )


def _verified(question: Question) -> bool:
    return question.verified and all(part.verified for part in question.parts)


def _not_compared(t: Writer) -> Text:
    return t("This question, or a part of it, has not yet been compared with the official text.")


def only_if(condition: Condition, form: Form, t: Writer, group: str = "") -> Text:
    """When something is to be answered, in words."""
    words = condition_in_words(condition, form, t.translator, group)
    return t("Answer only if {condition}.").format(condition=t.own(words))


def _body(form: Form, question: Question, t: Writer) -> Iterator[Block]:
    yield Facts(tuple(_facts(question, t)))
    if question.rows:
        yield _matrix(question, t)
    for part in question.parts:
        mark = () if part.verified else (t.plain(UNVERIFIED),)
        number = (t.plain(part.number),) if part.number else ()
        facts = []
        if part.help:
            facts.append(Fact(t("Help"), (t(part.help),)))
        if part.show_when:
            facts.append(Fact(t("Condition"), (only_if(part.show_when, form, t, question.id),)))
        yield Facts((*facts, *_facts(part, t)), (*number, t(part.label), *mark))


def _facts(question: Question, t: Writer) -> Iterator[Fact]:
    """What the definition says, without what a :class:`QuestionBlock` has a place for."""
    yield Fact(t("Id"), (t.plain(question.id),))
    for label, code in ((t("Reference code"), question.reference), (t("Concept"), question.concept)):
        if code:
            yield Fact(label, (t.plain(code),))
    yield Fact(t("Kind of answer"), _kind(question, t))
    if question.guidance:
        yield Fact(t("Guidance"), (t(question.guidance),))
    if question.definition:
        yield Fact(t("Definition"), (t(question.definition),))
    if question.example:
        yield Fact(t("Example"), (t(question.example),))
    if question.options:
        many = question.type == "choose-many"
        options = tuple(_option(option, question, t) for option in question.options)
        yield Fact(t("Options"), blocks=(Choices(options, many),))
    if question.non_answers:
        yield Fact(t("Instead of an answer"), tuple(non_answer_words(t, each) for each in question.non_answers))
    if question.source.document:
        yield Fact(t("Source"), _source(question.source, t))


def _kind(question: Question, t: Writer) -> Texts:
    limits = question.limits
    said = [t.plain(question.custom or question.type)]
    said += [t("Worked out from other answers whenever you save.")] if question.formula else []
    said += [t("required")] if question.required else []
    said += [t("stays in your country")] if question.private else []
    for label, value in ((t("Lowest"), limits.at_least), (t("Highest"), limits.at_most)):
        said += [Text(f"{label.text}: {value}", label.lang, label.dir)] if value else []
    said += [t("At most {count} words").format(count=limits.max_words)] if limits.max_words else []
    said += [t(limits.unit)] if limits.unit else []
    said += [t.plain(each) for each in limits.currencies]
    return tuple(said)


def _option(option: Option, question: Question, t: Writer) -> Choice:
    beside = [t.plain(option.code)]
    beside += [t(option.help)] if option.help else []
    beside += [t("With more beside it: {type}").format(type=option.detail)] if option.detail else []
    beside += [t("Cannot be chosen with another")] if option.code in question.exclusive else []
    beside += [non_answer_words(t, option.means)] if option.means else []
    return Choice(t(option.label), False, tuple(beside), option.code)


def _matrix(question: Question, t: Writer) -> Table:
    """The matrix as it is filled in, with the code below the label of each row."""
    head = (Cell(), *(Cell((t(part.label),)) for part in question.parts))
    blank = tuple(Cell((), "blank") for _ in question.parts)
    return Table(head, tuple((Cell(tuple(_row(row, t))), *blank) for row in question.rows))


def _row(row: Option, t: Writer) -> Iterator[Text]:
    yield t(row.label)
    yield t.plain(row.code)
    if row.help:
        yield t(row.help)
    if row.detail:
        yield t("With more beside it: {type}").format(type=row.detail)


def _source(source: Source, t: Writer) -> Texts:
    return tuple(t(each) for each in (source.document, source.paragraph) if each)
