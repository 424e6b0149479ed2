"""A codebook: a row for each address that a data set can have, and for each option of the question there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

from cbreport.definition import Form, Option, Question, Section, Translator, condition_in_words
from cbreport.documents.listing import guarded

COLUMNS: Final = (
    "address",
    "section",
    "number",
    "reference",
    "concept",
    "type",
    "calculated",
    "required",
    "private",
    "label",
    "row",
    "unit",
    "non-answers",
    "condition",
    "option",
    "option-label",
    "option-concept",
    "from",
    "to",
    "beside",
)
Row = Mapping[str, str]


def codebook_bytes(form: Form, t: Translator) -> bytes:
    """The codebook as CSV in UTF-8 with a byte order mark, which spreadsheets need to see that it is UTF-8.

    Text that a spreadsheet would take for a formula is guarded, see :func:`cbreport.documents.listing.guarded`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in codebook_rows(form, t):
        writer.writerow(guarded(row.get(column, "")) for column in COLUMNS)
    return text.getvalue().encode("utf-8-sig")


def codebook_rows(form: Form, t: Translator) -> Iterator[Row]:
    """Rows by the names of :data:`COLUMNS`; what does not apply is left out. ``*`` stands for the key of a row."""
    for section in form.sections:
        for question in section.questions:
            if question.answerable:
                yield from _question_rows(form, section, question, t)


def _question_rows(form: Form, section: Section, question: Question, t: Translator) -> Iterator[Row]:
    yield from _with_options({"address": question.id, **_facts(form, section, question, t)}, question, t)
    for row in question.rows or ((None,) if question.parts else ()):
        key, label = (row.code, t(row.label)) if row else ("*", "")
        if row and row.detail:  # what is typed beside the label of the row
            beside = {"address": f"{question.id}[{key}]", **_facts(form, section, question, t)}
            yield {**beside, "type": row.detail, "required": "", "non-answers": "", "row": label}
        for part in question.parts:
            facts = _facts(form, section, part, t, question)
            yield from _with_options({"address": f"{question.id}[{key}].{part.id}", **facts, "row": label}, part, t)


def _with_options(row: Row, question: Question, t: Translator) -> Iterator[Row]:
    if not question.options:
        yield row
    for option in question.options:
        yield {**row, **_option(option, t)}


def _option(option: Option, t: Translator) -> Row:
    return {
        "option": option.code,
        "option-label": t(option.label),
        "option-concept": option.concept,
        "from": "" if option.low is None else str(option.low),
        "to": "" if option.high is None else str(option.high),
        "beside": option.detail,
    }


def _facts(form: Form, section: Section, question: Question, t: Translator, outer: Question | None = None) -> Row:
    """``outer`` is the matrix or group whose part the question is."""
    return {
        "section": f"{section.number} {t(section.title)}".strip(),
        "number": question.number or (outer.number if outer else ""),
        "reference": question.reference,
        "concept": question.concept,
        "type": question.custom or question.type,
        "calculated": _flag(question.formula is not None),
        "required": _flag(question.required),
        "private": _flag(question.private or (outer is not None and outer.private)),
        "label": t(question.label),
        "unit": t(question.limits.unit),
        "non-answers": ", ".join(question.non_answers),
        "condition": _condition(form, section, question, t, outer),
    }


def _flag(holds: bool) -> str:
    return "true" if holds else "false"


def _condition(form: Form, section: Section, question: Question, t: Translator, outer: Question | None) -> str:
    """Everything that must hold for the question to be asked, that of its section and of its matrix or group too."""
    words = [
        condition_in_words(each.show_when, form, t, outer.id if outer and each is question else "")
        for each in (section, outer, question)
        if each and each.show_when
    ]
    joined = words[0] if words else ""
    for word in words[1:]:
        joined = t("{first} and {second}").format(first=joined, second=word)
    return joined
