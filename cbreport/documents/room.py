"""A blank form to circulate: every question with its boxes and with room to write, for whoever answers on paper.

:mod:`cbreport.documents.blank` prints the same form for whoever compares or translates it, with ids and codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cbreport.definition import (
    Condition,
    Convention,
    Cycle,
    DocumentIdentity,
    Form,
    Option,
    Question,
    Translator,
    condition_in_words,
)
from cbreport.documents.blank import section_blocks
from cbreport.documents.bodies import fits_beside
from cbreport.documents.building import LONG_CONDITION, questions_of
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
    Meta,
    Paragraph,
    Table,
    Text,
)
from cbreport.documents.values import non_answer_words
from cbreport.documents.writing import Writer, written_out_words

_ROWS: Final = 4  # blank rows of a group that is a table
_CARDS: Final = 2  # blank rows of a group that is too wide for a table
_LINES: Final = {"long-text": 5, "text": 2, "group": 5}
_BOX: Final = "☐"


def form_to_fill_in(
    form: Form, translator: Translator, convention: Convention | None = None, cycle: Cycle | None = None
) -> Document:
    """The form with room to write, in the language of ``translator``.

    :param convention: for its name and colours; without it the form's id of it is printed.
    :param cycle: in which it is to be answered.

    >>> from cbreport.testing import example_library
    >>> form = example_library().form("example-national-report")
    >>> form_to_fill_in(form, example_library().translator("en")).title
    'National report to the Convention on Examples – blank form'
    """
    t = Writer(translator)
    name = t(convention.name) if convention else t.plain(form.convention)
    facts = [Fact(t("Edition"), (t.plain(form.key),))]
    if cycle:
        facts.append(Fact(t("Reporting cycle"), (t(cycle.title),)))
        period = t.range_of(t.date(cycle.period_from), t.date(cycle.period_to))
        facts.append(Fact(t("Reporting period"), (Text(period),)))
        facts.append(Fact(t("Reports are due on"), (Text(t.date(cycle.due)),)))
    if form.source.document:
        facts.append(Fact(t("Source of the form"), (t(form.source.document),)))
    facts.append(Fact(t("Filled in by"), (Text("\u00a0"),)))
    title = t("{title} – blank form").format(title=t(form.title))
    short = convention.short_name if convention else form.convention
    return Document(
        title=str(title),
        language=t.language,
        direction=t.direction,
        identity=convention.identity if convention else DocumentIdentity(),
        cover=Cover(t("Blank form, to circulate and fill in by hand"), t(form.title), name, None, tuple(facts)),
        blocks=(
            Contents(t("Contents")),
            *(block for each in form.sections for block in section_blocks(form, each, t, _body, _only_if)),
        ),
        meta=Meta(
            Text(t.row_of(short, form.key)),
            t("Page {page} of {pages}"),
            subject=str(name),
            written_out=written_out_words(t),
        ),
    )


def _only_if(condition: Condition, form: Form, t: Writer, group: str = "") -> Text:
    """When a question is to be answered; in short where a condition goes through many options."""
    words = condition_in_words(condition, form, t.translator, group)
    if len(words) <= LONG_CONDITION:
        return t("Answer only if {condition}.").format(condition=t.own(words))
    named = questions_of(condition, form, t)
    return t("Whether to answer this follows from the answer to {questions}.").format(questions=named)


def _body(form: Form, question: Question, t: Writer) -> Iterator[Block]:
    for label, text in ((t("Guidance"), question.guidance), (t("Example"), question.example)):
        if text:
            yield Paragraph((t("{label}:").format(label=label), t(text)), "comment")
    yield from (Paragraph((words,), "help") for words in _remarks(question, t))
    if question.formula:
        return
    if question.type == "matrix":
        yield from _matrix(form, question, t)
    elif question.type == "group":
        yield from _group(form, question, t)
    else:
        yield from _room(question, t)
    if question.non_answers:
        kinds = (non_answer_words(t, each) for each in question.non_answers)
        boxes = (replace(words, text=f"{_BOX}\u00a0{words}") for words in kinds)
        yield Paragraph((t("{label}:").format(label=t("Instead of an answer")), *boxes), "small")


def _remarks(question: Question, t: Writer) -> Iterator[Text]:
    """What is to be heeded in answering."""
    limits = question.limits
    if question.formula:
        yield t("Worked out from other answers whenever you save.")
    if question.private:
        yield t("stays in your country")
    if limits.max_words:
        yield t("At most {count} words").format(count=limits.max_words)
    if limits.unit and not question.parts:
        yield t("{label}: {value}").format(label=t("Unit"), value=t(limits.unit))


def _room(question: Question, t: Writer) -> Iterator[Block]:
    """Boxes to tick, or lines to write on."""
    if question.type in ("yes-no", "tick"):
        yield Choices((Choice(t("Yes"), False), Choice(t("No"), False)), many=False)
    elif question.options:
        yield Choices(tuple(_option(option, t) for option in question.options), question.type == "choose-many")
        if any(option.detail for option in question.options):
            yield Paragraph((t("What belongs beside the options that you ticked:"),), "room")
    else:
        yield from _lines(question)


def _lines(question: Question) -> Iterator[Block]:
    yield from (Paragraph((), "room") for _ in range(_LINES.get(question.type, 1)))


def _option(option: Option, t: Writer) -> Choice:
    return Choice(t(option.label), False, (t(option.help),) if option.help else (), option.code)


def _blank_cell(part: Question, t: Writer) -> Cell:
    return Cell((t.plain(_BOX),), "tick") if part.type == "tick" else Cell((), "blank")


def _head(parts: tuple[Question, ...], t: Writer) -> tuple[Cell, ...]:
    return tuple(Cell((t(part.label),), "tick" if part.type == "tick" else "text") for part in parts)


def _matrix(form: Form, question: Question, t: Writer) -> Iterator[Block]:
    """The matrix with blank cells; one row after the other where it is too wide for a page."""
    if fits_beside(question.parts, 3):
        rows = tuple(
            (Cell((t(row.label),)), *(_blank_cell(part, t) for part in question.parts)) for row in question.rows
        )
        yield Table((Cell(), *_head(question.parts, t)), rows)
        yield from _choices_inside(question, t)
        return
    for row in question.rows:
        yield _card(form, question, (t(row.label),), t)


def _group(form: Form, question: Question, t: Writer) -> Iterator[Block]:
    """Rows to fill in. There is room for a few; the sheet is copied for more."""
    if fits_beside(question.parts, 0):
        blank = tuple(_blank_cell(part, t) for part in question.parts)
        yield Table(_head(question.parts, t), (blank,) * _ROWS, header_column=False)
        yield from _choices_inside(question, t)
    else:
        yield from (
            _card(form, question, (t("Row {number}").format(number=number),), t) for number in range(1, _CARDS + 1)
        )
    yield Paragraph((t("Copy this page for more rows."),), "small")


def _choices_inside(question: Question, t: Writer) -> Iterator[Block]:
    """What may be written into columns that are a choice."""
    for part in question.parts:
        if part.options:
            labels = t.joined(tuple(t(option.label) for option in part.options))
            yield Paragraph((t("{label}: {value}").format(label=t(part.label), value=labels),), "small")


def _card(form: Form, question: Question, title: tuple[Text, ...], t: Writer) -> Facts:
    facts = []
    for part in question.parts:
        condition = (_only_if(part.show_when, form, t, question.id),) if part.show_when else ()
        blocks = tuple(_body(form, part, t))
        facts.append(Fact(t(part.label), condition, blocks))
    return Facts(tuple(facts), title)
