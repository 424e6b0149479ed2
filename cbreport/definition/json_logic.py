"""Conditions as JSON Logic (jsonlogic.com), for a browser or another portal that shows a form.

The rules judge a plain object that :func:`cbreport.answering.logic_data` makes of the answers: for each question
``{"value": …, "answered": …}``, for a matrix its rows and in them its columns, for a group a list of its rows. What a
question needs of others' being shown is written out, so that a rule needs the answers and nothing else.

Numbers are compared as JSON has them, with the precision of a double.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cbreport.definition.addresses import parse_address
from cbreport.definition.conditions import Compare, Condition, Either, Every, Not, OverRows
from cbreport.definition.model import NUMBER_TYPES, Form, Question, Section

Rule = bool | dict[str, Any]
ROWS: Final = "rows"  # of a group
FORM: Final = "form"  # in a row: the answers of the form, because a rule over rows sees nothing else


def shown_rules(form: Form) -> dict[str, Rule]:
    """For each question, and each part as ``question.part``, the rule that says whether it is shown.

    A part's rule is asked of a row: of an entry of the group's ``rows``, or of the matrix's row.

    >>> from cbreport.testing import example_library
    >>> shown_rules(example_library().form("example-national-report"))["assessed"]
    True
    """
    made = _Rules(form)
    rules: dict[str, Rule] = {}
    for section in form.sections:
        for question in section.questions:
            rules[question.id] = made.shown(section, question)
            rules |= {f"{question.id}.{part.id}": made.part_shown(question, part) for part in question.parts}
    return rules


def key(code: str) -> str:
    """A row's code as a key of the data: a full stop would be read as a step inside.

    >>> key("2.5")
    '2·5'
    """
    return code.replace(".", "·")


def every(rules: Iterator[Rule] | list[Rule]) -> Rule:
    """All of the rules; true and false are written away."""
    kept = [rule for rule in rules if rule is not True]
    if any(rule is False for rule in kept):
        return False
    return True if not kept else kept[0] if len(kept) == 1 else {"and": kept}


def either(rules: Iterator[Rule] | list[Rule]) -> Rule:
    """At least one of the rules."""
    kept = [rule for rule in rules if rule is not False]
    if any(rule is True for rule in kept):
        return True
    return False if not kept else kept[0] if len(kept) == 1 else {"or": kept}


def negated(rule: Rule) -> Rule:
    """The rule does not hold."""
    return not rule if isinstance(rule, bool) else {"!": [rule]}


@dataclass(frozen=True)
class _Rules:
    """``within`` below is the matrix or group in whose rows a rule is asked; paths then begin at the row."""

    form: Form

    def shown(self, section: Section, question: Question, start: str = "") -> Rule:
        return every([self._holds(section.show_when, None, start), self._holds(question.show_when, None, start)])

    def part_shown(self, within: Question, part: Question) -> Rule:
        section = self.form.section_of(within.id)
        assert section is not None  # it is a question of the form
        return every([self.shown(section, within, f"{FORM}."), self._holds(part.show_when, within, "")])

    def _holds(self, condition: Condition | None, within: Question | None, start: str) -> Rule:
        if condition is None:
            return True
        if isinstance(condition, Compare):
            return self._compare(condition, within, start)
        if isinstance(condition, Every):
            return every([self._holds(each, within, start) for each in condition.conditions])
        if isinstance(condition, Either):
            return either([self._holds(each, within, start) for each in condition.conditions])
        if isinstance(condition, Not):
            return negated(self._holds(condition.condition, within, start))
        return self._over_rows(condition, within, start)

    def _over_rows(self, condition: OverRows, within: Question | None, start: str) -> Rule:
        """Of no rows some is false and every is true; JSON Logic's ``all`` of nothing would be false."""
        group = self.form.question(condition.group)
        section = self.form.section_of(condition.group)
        assert group is not None
        assert section is not None  # checked when the form was loaded
        outer = f"{FORM}." if within else start
        shown = self.shown(section, group, outer)
        some = condition.quantifier == "some"
        if group.type == "matrix":
            held = [self._named(condition.where, group, row.code, outer) for row in group.rows]
            found = either(held if some else [negated(each) for each in held])
        else:
            where = self._holds(condition.where, group, "")
            found = {"some": [{"var": [f"{outer}{group.id}.{ROWS}", []]}, _asked(where if some else negated(where))]}
        return every([shown, found]) if some else negated(every([shown, found]))

    def _compare(self, condition: Compare, within: Question | None, start: str) -> Rule:
        part = within.part(condition.item) if within else None
        if within is not None and part is not None:
            return self._of(part, condition, part.id, self.part_shown(within, part))
        outer = f"{FORM}." if within else start
        place = parse_address(condition.item)
        question = self.form.question(place.question) if place else None
        section = self.form.section_of(place.question) if place else None
        assert place is not None
        assert question is not None
        assert section is not None  # checked when the form was loaded
        shown = self.shown(section, question, outer)
        if place.column:
            column = question.part(place.column)
            assert column is not None
            return self._of(
                column,
                condition,
                f"{outer}{question.id}.{ROWS}.{key(place.row)}.{column.id}",
                every([shown, self._cell_shown(question, place.row, column, outer)]),
            )
        if question.parts:
            return self._whole(question, condition, outer, shown)
        return self._of(question, condition, f"{outer}{question.id}", shown)

    def _cell_shown(self, matrix: Question, row: str, column: Question, start: str) -> Rule:
        """Whether a cell of a matrix is shown, asked of the form: its row's own cells are named in full."""
        return self._named(column.show_when, matrix, row, start)

    def _named(self, condition: Condition | None, matrix: Question, row: str, start: str) -> Rule:
        if condition is None:
            return True
        if isinstance(condition, Compare) and matrix.part(condition.item):
            return self._compare(
                Compare(f"{matrix.id}[{row}].{condition.item}", condition.operator, condition.operand), None, start
            )
        if isinstance(condition, Every):
            return every([self._named(each, matrix, row, start) for each in condition.conditions])
        if isinstance(condition, Either):
            return either([self._named(each, matrix, row, start) for each in condition.conditions])
        if isinstance(condition, Not):
            return negated(self._named(condition.condition, matrix, row, start))
        return self._holds(condition, None, start)

    def _whole(self, question: Question, condition: Compare, start: str, shown: Rule) -> Rule:
        """Whether a matrix or group is answered: it has a recorded non-answer, or a cell that is shown is answered."""
        own: Rule = {"!!": [{"var": [f"{start}{question.id}.answered", False]}]}
        if question.type == "matrix":
            cells = [
                every([
                    self._cell_shown(question, row.code, part, start),
                    {"!!": [{"var": [f"{start}{question.id}.{ROWS}.{key(row.code)}.{part.id}.answered", False]}]},
                ])
                for row in question.rows for part in question.parts if part.asked
            ]  # fmt: skip
        else:
            rows = {"var": [f"{start}{question.id}.{ROWS}", []]}
            cells = [
                {
                    "some": [
                        rows,
                        every([self._holds(part.show_when, question, ""), {"!!": [{"var": f"{part.id}.answered"}]}]),
                    ]
                }
                for part in question.parts
                if part.asked
            ]
        answered = every([shown, either([own, *cells])])
        return answered if condition.operand[0] == "true" else negated(answered)

    def _of(self, question: Question, condition: Compare, path: str, shown: Rule) -> Rule:
        answered = every([shown, {"!!": [{"var": [f"{path}.answered", False]}]}])
        if condition.operator == "answered":
            return answered if condition.operand[0] == "true" else negated(answered)
        value = {"var": [f"{path}.value", None]}
        given: Rule = {"!==": [value, None]}
        return every([shown, given, _test(question, condition, value)])


def _asked(rule: Rule) -> dict[str, Any]:
    """A rule that can be asked of rows, also where it is certain."""
    return {"==": [1, 1 if rule else 0]} if isinstance(rule, bool) else rule


def _test(question: Question, condition: Compare, value: dict[str, Any]) -> Rule:
    operands = [_operand(question, each) for each in condition.operand]
    equal: list[Rule] = [{"===": [value, each]} for each in operands if each is not None]
    if condition.operator == "equals":
        return either(equal)
    if condition.operator == "not-equals":
        return negated(either(equal))
    if condition.operator == "one-of":
        return either(equal)
    if condition.operator == "includes":
        return {"in": [operands[0], value]}
    if operands[0] is None:
        return False
    return {">=" if condition.operator == "at-least" else "<=": [value, operands[0]]}


def _operand(question: Question, text: str) -> str | bool | float | None:
    """The operand as the data hold values; None when no value can be it."""
    if question.type in NUMBER_TYPES:
        try:
            return float(text)
        except ValueError:
            return None
    if question.type in ("yes-no", "tick"):
        return {"true": True, "false": False}.get(text)
    return text
