"""One answer in words: what stands in a paragraph, beside an option or in the cell of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from cbreport.answering import Answer, is_blank, is_file
from cbreport.definition import Option, Question
from cbreport.documents.nodes import Cell, Text, Texts
from cbreport.documents.writing import DASH, Writer, link, money, typed, typed_date

TICKED: Final = "☑"
UNTICKED: Final = "☐"


def non_answer_words(t: Writer, kind: str) -> Text:
    """A recorded non-answer in words; a kind that is not known as it is."""
    if kind == "not-applicable":
        return t("Not applicable")
    if kind == "no-information":
        return t("No information")
    return t.plain(kind)


def place_words(t: Writer, place: str) -> Text:
    """Where a Party stands, one of :attr:`~cbreport.synthesis.Basis.places`, in words."""
    words = {
        "answered": t("Answered"),
        "blank": t("No answer"),
        "not-asked": t("Not asked, because of other answers"),
        "elsewhere": t("Reported with another edition of the form, not counted here"),
        "missing": t("Not reported"),
        "waiting": t("Reported, and not counted yet"),
    }
    return words[place] if place in words else non_answer_words(t, place)


def answer_words(t: Writer, question: Question, answer: Answer) -> Texts:
    """The answer as texts, one for each line; what is not valid as it was typed."""
    if answer.non_answer:
        return (non_answer_words(t, answer.non_answer),)
    if is_blank(answer.value):
        return ()
    write = _WRITERS.get(question.type, _text)
    try:
        return write(t, question, answer)
    except ValueError:
        return typed_words(t, question, answer)


def typed_words(t: Writer, question: Question, answer: Answer) -> Texts:
    """The value as it was typed."""
    text = typed_date(answer.value) if question.type == "date" else typed(answer.value)
    return (t.party(text, answer.language),)


def is_valid(t: Writer, question: Question, answer: Answer) -> bool:
    """Whether the value could be written as what the question asks for."""
    try:
        _WRITERS.get(question.type, _text)(t, question, answer)
    except ValueError:
        return False
    return True


def details_words(t: Writer, option: Option, answer: Answer) -> Texts:
    """What was typed beside a chosen option."""
    value = answer.details.get(option.code)
    if is_blank(value):
        return ()
    try:
        if option.detail == "integer":
            return (t.plain(t.number(value)),)
        if option.detail == "money":
            return (t.plain(money(t, value)),)
    except ValueError:
        pass
    return (t.party(typed(value), answer.language),)


def option_words(t: Writer, question: Question, answer: Answer, code: Any) -> Texts:
    """A chosen option and what was typed beside it; a code that is no option as it is."""
    option = question.option(code)
    if option is None:
        return (t.plain(typed(code)),)
    details = details_words(t, option, answer)
    label = t(option.label)
    if details:
        label = t.led(label)
    return (label, *details)


def kept_words(t: Writer, question: Question | None, answer: Answer) -> str:
    """Everything that is kept at an address in one line, to compare two versions or to say what would be lost.

    Unlike :func:`answer_words` it leaves nothing out: not a value beside a non-answer, not what stands beside options
    that are not chosen, not the comment.
    """
    if question is None or question.type in ("matrix", "group"):
        question = Question("", "text", "", options=question.rows if question else ())
    value = replace(answer, non_answer="", details={})
    words = [non_answer_words(t, answer.non_answer)] if answer.non_answer else []
    words += answer_words(t, question, value)
    for code in answer.details:
        option = question.option(code) or Option(code, code, detail="text")
        beside = details_words(t, option, answer)
        words += [t("{label}: {text}").format(label=t(option.label), text=text) for text in beside]
    words += [t.party(text, language) for language, text in answer.translations.items()]
    words += [file_words(t, each) for each in answer.attachments]
    words += [t.party(answer.comment, answer.language)] if answer.comment else []
    return t.row_of(*(word.text for word in words))


def cell(t: Writer, question: Question, answer: Answer | None, *, boxes: bool = True) -> Cell:
    """The answer as a cell of a table. ``boxes`` shows an empty box where nothing was ticked."""
    if answer is None or not answer.answered:
        if question.type == "tick" and boxes:
            return Cell((Text(UNTICKED),), "tick", False)
        return Cell((Text(DASH),), "blank") if question.type != "tick" else Cell((), "tick", False)
    if question.type == "tick" and isinstance(answer.value, bool):
        return Cell((Text(TICKED if answer.value else UNTICKED),), "tick", answer.value)
    words = answer_words(t, question, answer)
    if question.type in ("integer", "decimal") and not answer.non_answer and is_valid(t, question, answer):
        return Cell(words, "number", answer.value)
    return Cell(words, "text", answer.value if isinstance(answer.value, str | int) else None)


def number_cell(t: Writer, number: int | Decimal) -> Cell:
    """A number as a cell of a table."""
    return Cell((Text(t.number(number)),), "number", number if isinstance(number, int) else str(number))


def _text(t: Writer, question: Question, answer: Answer) -> Texts:
    if not isinstance(answer.value, str):
        raise ValueError("not a text")
    translated = answer.translations.get(t.language, "") if question.translatable else ""
    if translated and answer.language != t.language:
        return (t.party(translated, t.language),)
    return (t.party(answer.value, answer.language),)


def _number(t: Writer, question: Question, answer: Answer) -> Texts:
    number = t.number(answer.value)
    if not question.limits.unit:
        return (t.plain(number),)
    unit = t(question.limits.unit)
    return (Text(f"{number}\u00a0{unit.text}", unit.lang, unit.dir),)


def _year(t: Writer, question: Question, answer: Answer) -> Texts:
    if isinstance(answer.value, bool) or not isinstance(answer.value, int):
        raise ValueError("not a year")
    return (t.plain(str(answer.value)),)


def _money(t: Writer, question: Question, answer: Answer) -> Texts:
    return (t.plain(money(t, answer.value)),)


def _date(t: Writer, question: Question, answer: Answer) -> Texts:
    return (Text(t.date(answer.value)),)


def _period(t: Writer, question: Question, answer: Answer) -> Texts:
    if not isinstance(answer.value, Mapping):
        raise ValueError("not a period")
    first, last = (_side(t, answer.value.get(side, "")) for side in ("from", "to"))
    return (Text(t.range_of(first, last)),)


def _side(t: Writer, value: str) -> str:
    """One end of a period; one that is missing or not valid does not take the other with it."""
    try:
        return t.date(value) if value else "…"
    except ValueError:
        return typed_date(value)


def _yes_no(t: Writer, question: Question, answer: Answer) -> Texts:
    if not isinstance(answer.value, bool):
        raise ValueError("neither yes nor no")
    return (t("Yes") if answer.value else t("No"),)


def _one(t: Writer, question: Question, answer: Answer) -> Texts:
    return option_words(t, question, answer, answer.value)


def _many(t: Writer, question: Question, answer: Answer) -> Texts:
    if not isinstance(answer.value, list | tuple):
        raise ValueError("not a list of options")
    return tuple(text for code in answer.value for text in option_words(t, question, answer, code))


def _reference(t: Writer, question: Question, answer: Answer) -> Texts:
    """The row's name, which the question has among its options when it comes from a view of the report."""
    option = question.option(answer.value)
    return (t.party(option.label, answer.language),) if option else (t("A row that is no longer there"),)


def _link(t: Writer, question: Question, answer: Answer) -> Texts:
    return link(t, answer.value)


def _file(t: Writer, question: Question, answer: Answer) -> Texts:
    if not is_file(answer.value):
        raise ValueError("not a file")
    return (file_words(t, answer.value),)


def file_words(t: Writer, file: Mapping[str, str]) -> Text:
    """The name and the size of a file."""
    words = t("{name} ({size})").format(name=file["name"], size=file_size(t, int(file["size"])))
    return replace(words, file=(file["digest"].removeprefix("sha256:"), file["name"]))


def file_size(t: Writer, size: int) -> str:
    """A number of bytes as people read it."""
    for unit, per in ((t("{number} MB"), 1_000_000), (t("{number} kB"), 1_000)):
        if size >= per:
            return str(unit.format(number=t.number(f"{size / per:.1f}")))
    return str(t("{number} bytes").format(number=t.number(size)))


def _party(t: Writer, question: Question, answer: Answer) -> Texts:
    return (t.country(typed(answer.value)),)


_WRITERS: Final[Mapping[str, Callable[[Writer, Question, Answer], Texts]]] = {
    "text": _text,
    "long-text": _text,
    "integer": _number,
    "decimal": _number,
    "year": _year,
    "money": _money,
    "date": _date,
    "period": _period,
    "yes-no": _yes_no,
    "tick": _yes_no,
    "choose-one": _one,
    "rating": _one,
    "choose-many": _many,
    "link": _link,
    "party": _party,
    "reference": _reference,
    "file": _file,
}
