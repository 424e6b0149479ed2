"""Conditions as a script evaluates them, on a page of questions or in a file: what other pages decide is decided here.

What is left names addresses of the page in full and is a JSON value: true or false; ``all``, ``any`` and ``not``;
``shown``, whether an address of the page is shown; ``row``, whether a row of a group is there; and a comparison, ``at``
an address. What the kept answers say comes with it (``kept``), so that the script judges only what was touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cbreport.answering.answers import Answer, is_blank
from cbreport.answering.evaluation import Answers, row_keys, value_of
from cbreport.definition.addresses import parse_address
from cbreport.definition.conditions import Compare, Condition, Either, Every, Not, OverRows
from cbreport.definition.model import Form, Question, Section

Live = bool | dict[str, Any]
_BLANK: Final = Answer()


@dataclass(frozen=True)
class LiveConditions:
    """The conditions of one page. ``here`` are the ids of its questions, ``rows`` the keys of its groups' rows."""

    form: Form
    answers: Answers
    here: frozenset[str]
    rows: Callable[[Question], Sequence[str]]

    def of(self, question: Question, address: str) -> Live:
        """The condition of what stands at an address, that of its matrix or group not included."""
        place = parse_address(address)
        outer = self.form.question(place.question) if place and place.column else None
        return self._own(question, outer, place.row if place else "")

    def of_section(self, section: Section) -> Live:
        """The condition of a section."""
        return True if section.show_when is None else self._condition(section.show_when, None, "")

    def _own(self, question: Question, outer: Question | None, row: str) -> Live:
        return True if question.show_when is None else self._condition(question.show_when, outer, row)

    def _condition(self, condition: Condition, outer: Question | None, row: str) -> Live:
        if isinstance(condition, Every):
            return _all(self._condition(each, outer, row) for each in condition.conditions)
        if isinstance(condition, Either):
            return _any(self._condition(each, outer, row) for each in condition.conditions)
        if isinstance(condition, Not):
            return _not(self._condition(condition.condition, outer, row))
        if isinstance(condition, Compare):
            return self._compare(condition, outer, row)
        return self._over_rows(condition)

    def _over_rows(self, condition: OverRows) -> Live:
        group = self.form.question(condition.group)
        if group is None:
            return condition.quantifier == "every"
        rows = [
            (self._row_there(group, key), self._condition(condition.where, group, key)) for key in self._keys(group)
        ]
        shown = self._shown(group)
        if condition.quantifier == "some":
            return _all([shown, _any(_all([there, holds]) for there, holds in rows)])
        return _any([_not(shown), _all(_any([_not(there), holds]) for there, holds in rows)])

    def _keys(self, question: Question) -> Sequence[str]:
        on_page = question.type == "group" and question.id in self.here
        return self.rows(question) if on_page else row_keys(question, self.answers)

    def _row_there(self, group: Question, key: str) -> Live:
        """Whether a row counts: one on the page does when something in it is answered, or stays whatever is typed."""
        if group.type == "matrix" or group.id not in self.here:
            return True
        row = f"{group.id}[{key}]"
        inside = {address: answer for address, answer in self.answers.items() if address.startswith(f"{row}.")}
        stays = any(_stays(self.form.at(address), answer) for address, answer in inside.items())
        return {"row": row, "kept": key in row_keys(group, self.answers), "stays": stays}

    def _compare(self, condition: Compare, outer: Question | None, row: str) -> Live:
        of_blank = condition.operator == "answered" and condition.operand[0] != "true"
        if outer is None or (part := outer.part(condition.item)) is None:
            place = parse_address(condition.item)
            outer = self.form.question(place.question) if place else None
            if place is None or outer is None:
                return of_blank
            row, part = place.row, outer.part(place.column) if place.column else None
        question = part or outer
        address = f"{outer.id}[{row}].{part.id}" if part else outer.id
        if question.parts and condition.operator == "answered":
            return _not(self._whole_answered(outer)) if of_blank else self._whole_answered(outer)
        kept = condition.holds(_Kept(question, self.answers.get(address, _BLANK)))
        if outer.id in self.here and not question.formula and question.type != "file":  # the script cannot read these
            operand = list(condition.operand)
            return {
                "at": address, "type": question.type, "operator": condition.operator, "operand": operand, "kept": kept,
            }  # fmt: skip
        if kept is of_blank:
            return kept
        shown = self._shown(outer, part, row)
        return _any([_all([shown, kept]), _all([_not(shown), of_blank])])

    def _whole_answered(self, outer: Question) -> Live:
        """Whether a matrix or group is shown and has a non-answer or a cell that is shown and answered."""
        answered = Compare(outer.id, "answered", ("true",))
        own: Live = bool(self.answers.get(outer.id, _BLANK).non_answer)
        if outer.id in self.here:
            own = {"at": outer.id, "type": outer.type, "operator": "answered", "operand": ["true"], "kept": own}
        cells = (
            self._compare(Compare(part.id, answered.operator, answered.operand), outer, key)
            for key in self._keys(outer)
            for part in outer.parts
            if part.asked
        )
        return _all([self._shown(outer), _any([own, *cells])])

    def _shown(self, outer: Question, part: Question | None = None, row: str = "") -> Live:
        """Whether something is shown; what stands on the page itself the script knows."""
        if outer.id in self.here:
            return {"shown": f"{outer.id}[{row}].{part.id}" if part else outer.id}
        section = self.form.section_of(outer.id)
        return _all(
            [
                True if section is None else self.of_section(section),
                self._own(outer, None, ""),
                True if part is None else self._own(part, outer, row),
            ]
        )


@dataclass(frozen=True)
class _Kept:
    """A kept answer as a condition sees it when its question is shown."""

    question: Question
    answer: Answer

    def answered(self, item: str) -> bool:
        return self.answer.answered

    def value(self, item: str) -> object:
        return value_of(self.question, self.answer)

    def rows(self, group: str) -> Iterable[_Kept]:
        return ()


def _stays(question: Question | None, answer: Answer) -> bool:
    """Whether an answer in a row holds something that the page has no field for."""
    offered = {option.code for option in question.options if option.detail} if question else set()
    beside = any(code not in offered and not is_blank(typed) for code, typed in answer.details.items())
    return not answer.empty and (question is None or bool(answer.comment) or beside)


def _all(conditions: Iterable[Live]) -> Live:
    return _joined("all", conditions, neutral=True)


def _any(conditions: Iterable[Live]) -> Live:
    return _joined("any", conditions, neutral=False)


def _joined(key: str, conditions: Iterable[Live], *, neutral: bool) -> Live:
    open_ones = []
    for each in conditions:
        if isinstance(each, Mapping):
            open_ones.append(each)
        elif each is not neutral:
            return not neutral
    if not open_ones:
        return neutral
    return open_ones[0] if len(open_ones) == 1 else {key: open_ones}


def _not(condition: Live) -> Live:
    return {"not": condition} if isinstance(condition, Mapping) else not condition
