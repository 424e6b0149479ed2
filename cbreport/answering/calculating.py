"""Values of calculated questions, from what a scope sees of the answers.

Blank is not zero: without any row, or without any number, there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, Final, Protocol

from cbreport.definition.calculations import Formula, split_item
from cbreport.definition.conditions import Scope
from cbreport.definition.model import Form, Question

_DIGITS: Final = 100  # sums and shares of the largest answers that are sound stay exact


class CalculationFailed(Exception):
    """A plugin's function raised, or gave something that is no value of its type."""


class Rows(Protocol):
    """What a formula sees: the form's answers, or those of the row in which it stands first."""

    @property
    def form(self) -> Form:
        """The form."""

    def part_of_row(self, item: str) -> bool:
        """Whether ``item`` is a part of the row in which the formula stands."""

    def scope(self) -> Scope:
        """The answers as conditions see them."""

    def question_of(self, item: str) -> Question | None:
        """The question that ``item`` names, a part of the row first."""

    def every_row(self, group: str) -> Sequence[Scope]:
        """All rows of a group or matrix; none where a non-answer is recorded for the whole."""

    def begun(self, group: str) -> Sequence[Scope]:
        """The rows of a group; of a matrix those in which something is answered."""


def calculate(question: Question, formula: Formula, seen: Rows) -> Any:
    """The value of a calculated question, None when there is none.

    :raises CalculationFailed: a plugin's function did not do its part, or the numbers are beyond all measure.
    """
    try:
        with localcontext(prec=_DIGITS):
            return _MAKERS[formula.kind](question, formula, seen)
    except ArithmeticError as error:
        raise CalculationFailed(f"“{formula.kind}”: {type(error).__name__}") from error


def _kept(formula: Formula, rows: Iterable[Scope]) -> list[Scope]:
    return [row for row in rows if formula.where is None or formula.where.holds(row)]


def _values(seen: Rows, item: str, formula: Formula | None = None) -> list[object]:
    """The values of an item; with ``formula`` those of the rows that it keeps."""
    group, part = split_item(item)
    if not part:
        return [seen.scope().value(item)]
    rows = seen.every_row(group)
    return [row.value(part) for row in (_kept(formula, rows) if formula else rows)]


def _rows_of(seen: Rows, item: str) -> bool:
    """Whether the item stands for the rows of a group or matrix."""
    question = seen.form.question(item)
    return question is not None and bool(question.parts) and not seen.part_of_row(item)


def _count(question: Question, formula: Formula, seen: Rows) -> int | None:
    item = formula.items[0]
    if _rows_of(seen, item):
        begun = seen.begun(item)
        return len(_kept(formula, begun)) if begun else None
    value = seen.scope().value(item)
    if not isinstance(value, list | tuple):
        return None
    counted = seen.question_of(item)
    alone = counted.exclusive if counted else ()  # “none of these” is no choice to count
    return sum(code not in alone for code in value)


def _number(value: object) -> Decimal | None:
    """The number, if it is of a size that an answer can have: somebody may have typed 1e999999."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    sound = isinstance(exponent, int) and exponent >= -6 and number.adjusted() < 20
    return number if sound else None


def _total(values: Iterable[object]) -> Decimal | None:
    numbers = [number for value in values if (number := _number(value)) is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def _rounded(number: Decimal, question: Question) -> Any:
    """The number as a question of its type keeps it: whole, or as text with the question's decimal places."""
    if question.type == "integer":
        return int(number)
    return str(number.quantize(Decimal(1).scaleb(-question.limits.decimals), ROUND_HALF_UP))


def _sum(question: Question, formula: Formula, seen: Rows) -> Any:
    total = _total(value for item in formula.items for value in _values(seen, item, formula))
    return None if total is None else _rounded(total, question)


def _share(question: Question, formula: Formula, seen: Rows) -> Any:
    """A part of a whole in percent: of two numbers, or the rows that ``where`` keeps of all rows."""
    item = formula.items[0]
    part: Decimal | None
    whole: Decimal | None
    if not formula.whole and _rows_of(seen, item):
        begun = seen.begun(item)
        part, whole = Decimal(len(_kept(formula, begun))), Decimal(len(begun))
    else:
        part, whole = _total(_values(seen, item, formula)), _total(_values(seen, formula.whole or item))
    return _rounded(part * 100 / whole, question) if part is not None and whole else None


def band_of(question: Question, number: object) -> str | None:
    """The code of the option in whose band a number lies, both ends included.

    >>> from cbreport.definition.model import Option
    >>> bands = Question("n", "choose-one", "N", options=(Option("few", "Few", low=1, high=5),))
    >>> band_of(bands, 5), band_of(bands, 6)
    ('few', None)
    """
    exact = _number(number)
    if exact is None:
        return None
    for option in question.options:
        if option.low is not None and option.low <= exact and (option.high is None or exact <= option.high):
            return option.code
    return None


def _band(question: Question, formula: Formula, seen: Rows) -> str | None:
    return band_of(question, seen.scope().value(formula.items[0]))


def _function(question: Question, formula: Formula, seen: Rows) -> Any:
    run = formula.run
    assert run is not None  # bound when the form was loaded
    given = [_values(seen, item) for item in formula.items]
    try:
        value = run(*given)
        measured = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return _rounded(Decimal(value), question) if measured and question.type == "decimal" else value
    except Exception as error:
        raise CalculationFailed(f"“{formula.function}”: {type(error).__name__}: {error}") from error


_MAKERS: Final[dict[str, Callable[[Question, Formula, Rows], Any]]] = {
    "count": _count,
    "sum": _sum,
    "share": _share,
    "band": _band,
    "function": _function,
}
