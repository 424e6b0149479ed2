"""What stands below a question: ticked lists, tables, rows, texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cbreport.answering import Answer, is_blank
from cbreport.definition import Option, Question
from cbreport.documents.nodes import (
    Blank,
    Block,
    Cell,
    CellKind,
    Choice,
    Choices,
    Fact,
    Facts,
    NonAnswer,
    Paragraph,
    Table,
    Text,
    Texts,
)
from cbreport.documents.values import (
    answer_words,
    cell,
    details_words,
    is_valid,
    non_answer_words,
    option_words,
    typed_words,
)
from cbreport.documents.viewing import View

_WEIGHTS: Final = {"tick": 1, "yes-no": 1, "integer": 1, "year": 1, "decimal": 2, "long-text": 4, "link": 4, "text": 3}
_KINDS: Final[Mapping[str, CellKind]] = {"tick": "tick", "integer": "number", "decimal": "number"}
_FULL: Final = 12  # so many weights fit beside each other on A4
_HEADING: Final = 25  # characters above a narrow column
_LONG: Final = 240  # characters; a longer text does not fit in a column


def body_of(view: View, question: Question) -> tuple[Block, ...]:
    """The answer to ``question`` as blocks."""
    question = view.resolved(question)
    answer = view.answers.get(question.id, Answer())
    if answer.non_answer:
        instead = NonAnswer(answer.non_answer, non_answer_words(view.t, answer.non_answer))
        # Cells beside a non-answer are to be decided by the Party, which therefore sees both.
        return (instead, *(_inside(view, question) if view.cells_answered(question) else ()))
    if not view.answered(question):
        return (Blank(view.t("No answer")),)
    if question.parts:
        return _inside(view, question)
    if question.type in ("choose-one", "rating", "choose-many"):
        return (_choices(view, question, answer),)
    if question.type == "yes-no" and isinstance(answer.value, bool):
        return (_yes_no(view, answer),)
    return _simple(view, question, answer)


def _inside(view: View, question: Question) -> tuple[Block, ...]:
    return tuple(_matrix(view, question) if question.type == "matrix" else _group(view, question))


def _simple(view: View, question: Question, answer: Answer) -> tuple[Block, ...]:
    if not is_valid(view.t, question, answer):
        return (Paragraph(typed_words(view.t, question, answer), "typed"),)
    words = answer_words(view.t, question, answer)
    if question.type in ("text", "long-text"):
        return tuple(Paragraph((part,), "answer") for text in words for part in paragraphs(text))
    return (Paragraph(words, "value"),)


def paragraphs(text: Text) -> Iterator[Text]:
    r"""The text cut at its blank lines; single line ends stay.

    >>> [part.text for part in paragraphs(Text("one\ntwo\n\nthree"))]
    ['one\ntwo', 'three']
    """
    lines: list[str] = []
    for line in [*text.text.split("\n"), ""]:
        if line.strip():
            lines.append(line)
        elif lines:
            yield Text("\n".join(lines), text.lang, text.dir)
            lines = []


def _choices(view: View, question: Question, answer: Answer) -> Choices:
    many = question.type == "choose-many"
    codes = answer.value if isinstance(answer.value, list | tuple) else [answer.value]
    options = [
        Choice(view.t(option.label), option.code in codes, _beside(view, option, answer, codes), option.code)
        for option in question.options
        if view.long or option.code in codes
    ]
    strange = [code for code in codes if question.option(code) is None and not is_blank(code)]
    options += [Choice(option_words(view.t, question, answer, code)[0], True) for code in strange]
    return Choices(tuple(options), many)


def _beside(view: View, option: Option, answer: Answer, codes: Iterable[object]) -> Texts:
    return details_words(view.t, option, answer) if option.code in codes else ()


def _yes_no(view: View, answer: Answer) -> Choices:
    pairs = ((view.t("Yes"), True, "true"), (view.t("No"), False, "false"))
    options = [Choice(label, answer.value is value, (), code) for label, value, code in pairs]
    return Choices(tuple(option for option in options if view.long or option.chosen), many=False)


def fits_beside(parts: tuple[Question, ...], first: int) -> bool:
    """Whether the parts can stand beside each other as columns, with ``first`` as the weight of those before them."""
    return first + sum(map(_weight, parts)) <= _FULL


def _weight(part: Question) -> int:
    """How wide a column has to be: a narrow one has no room for a long heading, in whatever language."""
    weight = _WEIGHTS.get(part.type, 2)
    return weight + 1 if weight == 1 and len(part.label) > _HEADING else weight


def _fits(view: View, question: Question, parts: tuple[Question, ...], first: int) -> bool:
    """Whether the parts with their answers can stand beside each other as columns."""
    return fits_beside(parts, first) and all(
        len(answer.value) <= _LONG
        for part in parts
        for answer in view.inside(question, part)
        if isinstance(answer.value, str)
    )


def _matrix(view: View, question: Question) -> Iterator[Block]:
    parts = view.parts(question)
    rows = [row for row in question.rows if view.long or view.row_answered(question, row.code)]
    if _fits(view, question, parts, 3):
        head = (Cell(), *_head(view, parts))
        yield Table(head, tuple(_matrix_row(view, question, parts, row) for row in rows))
        return
    for row in rows:
        if view.row_answered(question, row.code):
            yield _card(view, question, parts, row.code, _row_label(view, question, row))


def _head(view: View, parts: tuple[Question, ...]) -> tuple[Cell, ...]:
    return tuple(Cell((view.t(part.label),), _KINDS.get(part.type, "text")) for part in parts)


def _matrix_row(view: View, question: Question, parts: tuple[Question, ...], row: Option) -> tuple[Cell, ...]:
    cells = (
        cell(view.t, part, view.answers.get(f"{question.id}[{row.code}].{part.id}"), boxes=view.long) for part in parts
    )
    return (Cell(_row_label(view, question, row)), *cells)


def _row_label(view: View, question: Question, row: Option) -> Texts:
    label = view.t(row.label)
    details = details_words(view.t, row, view.answers.get(f"{question.id}[{row.code}]", Answer()))
    return (view.t.led(label), *details) if details else (label,)


def _group(view: View, question: Question) -> Iterator[Block]:
    parts = view.parts(question)
    keys = view.rows(question)
    if _fits(view, question, parts, 0):
        head = _head(view, parts)
        rows = tuple(
            tuple(cell(view.t, part, view.answers.get(f"{question.id}[{key}].{part.id}")) for part in parts)
            for key in keys
        )
        yield Table(head, rows, header_column=bool(parts) and parts[0].id == question.row_label)
        return
    for position, key in enumerate(keys, 1):
        yield _card(view, question, parts, key, _group_title(view, question, key, position))


def _group_title(view: View, question: Question, key: str, position: int) -> Texts:
    naming = question.part(question.row_label) if question.row_label else None
    answer = view.answers.get(f"{question.id}[{key}].{question.row_label}")
    words = answer_words(view.t, naming, answer) if naming and answer else ()
    return (Text(f"{position}."), *words) if words else (view.t("Row {number}").format(number=position),)


def _card(view: View, question: Question, parts: tuple[Question, ...], key: str, title: Texts) -> Facts:
    """One row as keys and values; the answer that names it stands in the title only."""
    facts = []
    for part in parts:
        address = f"{question.id}[{key}].{part.id}"
        answer = view.answers.get(address)
        if part.id == question.row_label or (not view.long and (answer is None or not answer.answered)):
            continue
        if not view.shown(address):
            continue
        words = cell(view.t, part, answer).texts
        facts.append(Fact(view.t(part.label), words))
    return Facts(tuple(facts), title)
