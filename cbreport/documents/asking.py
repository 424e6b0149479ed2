"""What a file to fill in asks, in words: sections, questions, rows, and a field for each slot.

A document and a page walk this, as formats walk the tree of nodes, so that both ask the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cbreport.answering import row_keys
from cbreport.answering.slots import COMMENT, Slot, filled
from cbreport.definition import Condition, Option, Question, Section, condition_in_words
from cbreport.documents.filling import Outgoing
from cbreport.documents.nodes import Text, Texts

_NAMED: Final = ("party", "reference")  # their options have names already, in the language of the file or of the Party
_PLACE: Final = 120  # letters that are enough to find a question again


@dataclass(frozen=True)
class Field:
    """A slot as people see it.

    :param content: what stands there: a text or a code.
    :param shown: the same as people read it, with its language and direction.
    :param label: what it is, where the question's own label does not say it.
    :param choices: what may stand there, by code.
    """

    slot: Slot
    content: str
    shown: Text
    label: Text | None = None
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question, or a part of one in a row.

    :param notes: help and what else is to be read before one answers.
    :param place: where it stands, for whoever looks for it again.
    """

    address: str
    question: Question
    label: Text
    place: str
    number: str = ""
    notes: Texts = ()
    condition: Text | None = None
    fields: tuple[Field, ...] = ()
    rows: tuple[AskedRow, ...] = ()


@dataclass(frozen=True)
class AskedRow:
    """A row of a matrix or group. ``fields`` are typed beside its label; ``new`` is one to be filled in anew."""

    address: str
    title: Text
    place: str
    notes: Texts
    fields: tuple[Field, ...]
    parts: tuple[Asked, ...]
    new: bool = False


@dataclass(frozen=True)
class AskedSection:
    """A section with everything that is asked or said in it."""

    section: Section
    title: Text
    notes: Texts
    condition: Text | None
    asked: tuple[Asked, ...]


def asked_sections(outgoing: Outgoing) -> Iterator[AskedSection]:
    """Everything that a file asks."""
    form, t = outgoing.report.form, outgoing.t
    for section in form.sections:
        if not outgoing.sections or section.id in outgoing.sections:
            notes = (t(section.help),) if section.help else ()
            asked = tuple(_asked(outgoing, each, each.id) for each in section.questions)
            yield AskedSection(section, t(section.title), notes, _only_if(outgoing, section.show_when), asked)


def fields_of(asked: Asked) -> Iterator[Field]:
    """All fields of a question and of what is inside of it."""
    yield from asked.fields
    for row in asked.rows:
        yield from row.fields
        for part in row.parts:
            yield from fields_of(part)


def _asked(outgoing: Outgoing, question: Question, address: str, group: str = "", before: str = "") -> Asked:
    t = outgoing.t
    notes = [t(each) for each in (question.help, question.guidance) if each]
    if question.formula:
        notes.append(t("Worked out from other answers whenever you save."))
    if question.type == "file":
        notes.append(t("Files are attached in the report itself."))
    if question.limits.max_words:
        notes.append(t("At most {count} words").format(count=question.limits.max_words))
    if question.limits.unit:
        notes.append(t(question.limits.unit))
    label = t(question.label)
    place = f"{before} – {label.text}" if before else f"{question.number} {label.text}".strip()
    fields = tuple(_fields(outgoing, question, address, inside=bool(group))) if question.asked else ()
    rows = tuple(_rows(outgoing, question, place[:_PLACE])) if question.asked else ()
    condition = _only_if(outgoing, question.show_when, group)
    return Asked(address, question, label, place[: 2 * _PLACE], question.number, tuple(notes), condition, fields, rows)


def _only_if(outgoing: Outgoing, condition: Condition | None, group: str = "") -> Text | None:
    if condition is None:
        return None
    words = condition_in_words(condition, outgoing.report.form, outgoing.t.translator, group)
    return outgoing.t("Answer only if {condition}.").format(condition=outgoing.t.own(words))


def _rows(outgoing: Outgoing, question: Question, place: str) -> Iterator[AskedRow]:
    for row in question.rows:
        yield _row(outgoing, question, row.code, outgoing.t(row.label), place, row)
    if question.type == "group":
        there = row_keys(question, outgoing.report.answers)
        for number, key in enumerate(outgoing.rows(question), 1):
            new = key not in there
            title = outgoing.t("New row {number}").format(number=number - len(there))
            if not new:
                title = outgoing.t.party(outgoing.view.row_name(question, key, number))
            yield _row(outgoing, question, key, title, place, new=new)


def _row(
    outgoing: Outgoing,
    outer: Question,
    key: str,
    title: Text,
    before: str,
    row: Option | None = None,
    new: bool = False,
) -> AskedRow:
    address = f"{outer.id}[{key}]"
    place = f"{before} – {title.text}"[: 2 * _PLACE]
    fields = tuple(_fields(outgoing, outer, address)) if row else ()
    parts = tuple(_asked(outgoing, part, f"{address}.{part.id}", outer.id, place) for part in outer.parts if part.asked)
    notes = (outgoing.t(row.help),) if row and row.help else ()
    return AskedRow(address, title, place, notes, fields, parts, new)


def _fields(outgoing: Outgoing, question: Question, address: str, inside: bool = False) -> Iterator[Field]:
    answer = outgoing.answer(address)
    texts = filled(question, address, answer)
    slots = outgoing.slots(question, address)
    for slot in slots:
        content = texts[slot.part]
        if inside and slot.part == COMMENT and not content and len(slots) > 1:
            continue  # a comment on each cell would hide the cells themselves
        choices = tuple((each.code, _label(outgoing, question, slot, each)) for each in slot.choices)
        language = slot.part[3:] if slot.part.startswith("in:") else answer.language
        shown = dict(choices).get(content) if slot.kind == "one" else outgoing.t.party(content, language)
        label = outgoing.t(slot.label) if slot.label else None
        yield Field(slot, content, shown or outgoing.t.plain(content), label, choices)


def _label(outgoing: Outgoing, question: Question, slot: Slot, option: Option) -> Text:
    if slot.part == "" and question.type in _NAMED:
        return outgoing.t.party(option.label)
    return outgoing.t.plain(option.code) if option.label == option.code else outgoing.t(option.label)
