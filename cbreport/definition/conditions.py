"""Conditions: a small closed vocabulary with the semantics of FHIR's ``enableWhen``.

A blank satisfies no comparison. What is not shown counts as blank. An id is looked up in the same row first, then in
the form; looking into the rows of a group takes ``some`` or ``every``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol

OPERATORS: Final = ("equals", "not-equals", "one-of", "includes", "at-least", "at-most", "answered")


class Scope(Protocol):
    """What a condition sees of the answers: the form's, or those of one row of a group."""

    def answered(self, item: str) -> bool:
        """Whether ``item`` is shown and has an answer or a recorded non-answer."""

    def value(self, item: str) -> object:
        """The value of ``item``; None when it is blank, not shown or a non-answer."""

    def rows(self, group: str) -> Iterable[Scope]:
        """One scope for each row of ``group``; none when it is not shown."""


@dataclass(frozen=True)
class Compare:
    """``{item: …, equals: …}`` and its sisters; ``operand`` holds one text or, for ``one-of``, several."""

    item: str
    operator: str
    operand: tuple[str, ...]

    def holds(self, scope: Scope) -> bool:
        """Whether the condition holds for the answers in ``scope``."""
        if self.operator == "answered":
            return scope.answered(self.item) == (self.operand[0] == "true")
        value = scope.value(self.item)
        if value is None or value == "" or value == []:
            return False
        return _TESTS[self.operator](value, self.operand)


@dataclass(frozen=True)
class Every:
    """All of the conditions hold."""

    conditions: tuple[Condition, ...]

    def holds(self, scope: Scope) -> bool:
        """Whether the condition holds for the answers in ``scope``."""
        return all(condition.holds(scope) for condition in self.conditions)


@dataclass(frozen=True)
class Either:
    """At least one of the conditions holds."""

    conditions: tuple[Condition, ...]

    def holds(self, scope: Scope) -> bool:
        """Whether the condition holds for the answers in ``scope``."""
        return any(condition.holds(scope) for condition in self.conditions)


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    condition: Condition

    def holds(self, scope: Scope) -> bool:
        """Whether the condition holds for the answers in ``scope``."""
        return not self.condition.holds(scope)


@dataclass(frozen=True)
class OverRows:
    """``some`` or ``every`` row of ``group`` satisfies ``where``. Of no rows, some is false and every is true."""

    quantifier: str
    group: str
    where: Condition

    def holds(self, scope: Scope) -> bool:
        """Whether the condition holds for the answers in ``scope``."""
        results = (self.where.holds(row) for row in scope.rows(self.group))
        return any(results) if self.quantifier == "some" else all(results)


Condition = Compare | Every | Either | Not | OverRows


def comparable(value: object) -> str:
    """How a value is written in a condition: ``true`` and ``false``, numbers and dates as text."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def same(value: object, operand: str) -> bool:
    """Whether a value is what a condition names; numbers by size, so that 2 equals 2.0.

    >>> same(2, "2.0"), same("2", "2.0"), same(True, "true")
    (True, False, True)
    """
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = _number(operand)
        return number is not None and number == value
    return comparable(value) == operand


def _number(text: object) -> Decimal | None:
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _compare(value: object, operand: str) -> int | None:
    """-1, 0 or 1; None when the two cannot be compared. Dates compare as ISO text, all else by number."""
    left, right = _number(value), _number(operand)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    if isinstance(value, str) and len(value) == len(operand) == 10:
        return (value > operand) - (value < operand)
    return None


def _at_least(value: object, operand: tuple[str, ...]) -> bool:
    return _compare(value, operand[0]) in (0, 1)


def _at_most(value: object, operand: tuple[str, ...]) -> bool:
    return _compare(value, operand[0]) in (-1, 0)


_TESTS: Final[Mapping[str, Callable[[object, tuple[str, ...]], bool]]] = {
    "equals": lambda value, operand: same(value, operand[0]),
    "not-equals": lambda value, operand: not same(value, operand[0]),
    "one-of": lambda value, operand: any(same(value, each) for each in operand),
    "includes": lambda value, operand: isinstance(value, list | tuple) and operand[0] in value,
    "at-least": _at_least,
    "at-most": _at_most,
}


def comparisons(condition: Condition, group: str = "") -> Iterator[tuple[str, Compare]]:
    """Every comparison inside, each with the group into whose rows it looks ("" for none)."""
    if isinstance(condition, Compare):
        yield group, condition
    elif isinstance(condition, Every | Either):
        for each in condition.conditions:
            yield from comparisons(each, group)
    elif isinstance(condition, Not):
        yield from comparisons(condition.condition, group)
    else:
        yield from comparisons(condition.where, condition.group)


def groups_named(condition: Condition) -> Iterator[str]:
    """The groups that ``some`` and ``every`` inside name."""
    if isinstance(condition, Every | Either):
        for each in condition.conditions:
            yield from groups_named(each)
    elif isinstance(condition, Not):
        yield from groups_named(condition.condition)
    elif isinstance(condition, OverRows):
        yield condition.group
        yield from groups_named(condition.where)


def to_data(condition: Condition) -> dict[str, object]:
    """The condition as the mapping that the form file holds, for browsers and other portals.

    >>> to_data(Not(Compare("help", "includes", ("none",))))
    {'not': {'item': 'help', 'includes': 'none'}}
    """
    if isinstance(condition, Compare):
        operand: object = list(condition.operand) if condition.operator == "one-of" else condition.operand[0]
        return {"item": condition.item, condition.operator: operand}
    if isinstance(condition, Every):
        return {"all": [to_data(each) for each in condition.conditions]}
    if isinstance(condition, Either):
        return {"any": [to_data(each) for each in condition.conditions]}
    if isinstance(condition, Not):
        return {"not": to_data(condition.condition)}
    return {condition.quantifier: condition.group, "where": to_data(condition.where)}
