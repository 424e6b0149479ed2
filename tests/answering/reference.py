"""Evaluation once more, written from docs/form-language.md alone: slow, without memory, from plain data.

It shares no code with :mod:`cbreport.answering.evaluation` or :mod:`cbreport.definition.conditions`; conditions are the
mappings that a form file holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cbreport.answering import Answer
from cbreport.definition import Form, Question, Section, to_data


@dataclass(frozen=True)
class Row:
    """A row of a matrix or group: where a name is looked up first."""

    owner: Question
    key: str


@dataclass(frozen=True)
class Reference:
    """What holds for these answers."""

    form: Form
    answers: Mapping[str, Answer]

    def keys(self, owner: Question) -> list[str]:
        if owner.type == "matrix":
            return [row.code for row in owner.rows]
        found: list[str] = []
        for address, answer in self.answers.items():
            if address.startswith(f"{owner.id}[") and "]." in address and something(answer):
                key = address[len(owner.id) + 1 : address.index("]")]
                if key not in found:
                    found.append(key)
        return found

    def addresses(self) -> list[str]:
        found = []
        for question in self.form.questions():
            found.append(question.id)
            found += [
                f"{question.id}[{key}].{part.id}"
                for key in (self.keys(question) if question.parts else ())
                for part in question.parts
            ]
        return found

    def split(self, address: str) -> tuple[Question, Row | None, Question]:
        """Outer question, row, and the question that is asked there."""
        id, _, rest = address.partition("[")
        outer = next(question for question in self.form.questions() if question.id == id)
        if not rest:
            return outer, None, outer
        key, _, part_id = rest.partition("].")
        return outer, Row(outer, key), next(part for part in outer.parts if part.id == part_id)

    def section(self, question: Question) -> Section:
        return next(section for section in self.form.sections if question in section.questions)

    def shown(self, address: str) -> bool:
        outer, row, asked = self.split(address)
        section = self.section(outer)
        conditions: list[tuple[Any, Row | None]] = [(section.show_when, None), (outer.show_when, None)]
        if row is not None:
            conditions.append((asked.show_when, row))
        return all(condition is None or self.holds(to_data(condition), place) for condition, place in conditions)

    def answered(self, address: str) -> bool:
        """Whether there is an answer there, shown or not."""
        outer, row, _ = self.split(address)
        own = self.answers.get(address, Answer())
        if row is not None or not outer.parts:
            return bool(own.non_answer) or not nothing(own.value)
        cells = [f"{outer.id}[{key}].{part.id}" for key in self.keys(outer) for part in outer.parts]
        return bool(own.non_answer) or any(self.shown(cell) and self.answered(cell) for cell in cells)

    def required(self, address: str) -> bool:
        outer, row, asked = self.split(address)
        if not asked.required or asked.type == "note" or not self.shown(address):
            return False
        if row is None:
            return True
        if self.answers.get(outer.id, Answer()).non_answer:
            return False
        asks_which = any(each.code == row.key and each.detail for each in outer.rows)
        cells = [f"{outer.id}[{row.key}].{part.id}" for part in outer.parts]
        return not asks_which or any(self.shown(cell) and self.answered(cell) for cell in cells)

    def find(self, item: str, row: Row | None) -> str | None:
        """The address that a condition means: in the same row first, then in the form."""
        if row is not None and any(part.id == item for part in row.owner.parts):
            return f"{row.owner.id}[{row.key}].{item}"
        return item if item in self.addresses() else None

    def holds(self, condition: Mapping[str, Any], row: Row | None) -> bool:
        if "all" in condition:
            return all(self.holds(each, row) for each in condition["all"])
        if "any" in condition:
            return any(self.holds(each, row) for each in condition["any"])
        if "not" in condition:
            return not self.holds(condition["not"], row)
        for quantifier in ("some", "every"):
            if quantifier in condition:
                group = next(each for each in self.form.questions() if each.id == condition[quantifier])
                keys = self.keys(group) if self.shown(group.id) else []
                results = [self.holds(condition["where"], Row(group, key)) for key in keys]
                return any(results) if quantifier == "some" else all(results)
        address = self.find(condition["item"], row)
        visible = address is not None and self.shown(address)
        if "answered" in condition:
            is_answered = visible and address is not None and self.answered(address)
            return is_answered == (condition["answered"] == "true")
        answer = self.answers.get(address or "", Answer())
        if not visible or answer.non_answer or nothing(answer.value):
            return False
        return compared(answer.value, condition)

    def visible(self) -> dict[str, Answer]:
        known = set(self.addresses())
        return {
            address: answer
            for address, answer in self.answers.items()
            if something(answer) and address in known and self.split(address)[2].type != "note" and self.shown(address)
        }


def nothing(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip() == ""
    return value is None or value == [] or value == {}


def something(answer: Answer) -> bool:
    return bool(answer.non_answer or answer.comment) or not nothing(answer.value)


def number(value: object) -> Fraction | None:
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def equal(value: Any, operand: str) -> bool:
    if isinstance(value, bool):
        return operand == ("true" if value else "false")
    if isinstance(value, int):
        return number(operand) == value
    return bool(value == operand)


def compared(value: Any, condition: Mapping[str, Any]) -> bool:
    ((operator, operand),) = [(key, each) for key, each in condition.items() if key != "item"]
    if operator == "equals":
        return equal(value, operand)
    if operator == "not-equals":
        return not equal(value, operand)
    if operator == "one-of":
        return any(equal(value, each) for each in operand)
    if operator == "includes":
        return isinstance(value, list) and operand in value
    left, right = number(value), number(operand)
    if left is None or right is None:
        return False
    return left >= right if operator == "at-least" else left <= right
