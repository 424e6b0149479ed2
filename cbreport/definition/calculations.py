"""Answers that are worked out from others, and what plugins add: named functions and question types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cbreport.definition.conditions import Condition

if TYPE_CHECKING:
    from cbreport.definition.model import Question

KINDS: Final = ("count", "sum", "share", "band", "function")
GIVES: Final = ("integer", "decimal", "text", "year", "date", "yes-no", "choose-one")


@dataclass(frozen=True)
class Calculation:
    """A named function that a plugin brings, for forms to use.

    :param name: as forms write it; kebab case.
    :param run: called with one list of values for each item that the form names: one value for a question, one for each
        row for ``group.question``; None stands for a blank. It returns the value, or None when there is none.
    :param gives: the type of its value, one of :data:`GIVES`.
    """

    name: str
    run: Callable[..., Any]
    gives: str = "decimal"


@dataclass(frozen=True)
class QuestionType:
    """A question type that a plugin brings: a simple type of the form language with checks of its own.

    :param name: as forms write it; kebab case, and none of the language's own types.
    :param base: the type that it is asked, kept and printed as, for example ``text``.
    :param check: called with the question and a value that is sound for ``base``; what is wrong with it, in sentences.
    """

    name: str
    base: str
    check: Callable[[Question, Any], Iterable[str]]


@dataclass(frozen=True)
class Formula:
    """How a calculated answer is made: ``kind`` of ``items``.

    An item is a question, or ``group.question`` for its answers in all rows; inside of a group or matrix a part of the
    same row comes first. ``where`` keeps rows; ``whole`` is what a share is of.
    """

    kind: str
    items: tuple[str, ...]
    whole: str = ""
    where: Condition | None = None
    function: str = ""
    run: Callable[..., Any] | None = field(default=None, compare=False, repr=False)


def split_item(item: str) -> tuple[str, str]:
    """The group and the part of ``group.part``; the part is empty for a question.

    >>> split_item("trainings.people"), split_item("people")
    (('trainings', 'people'), ('people', ''))
    """
    first, _, second = item.partition(".")
    return first, second


def named_items(formula: Formula) -> Sequence[str]:
    """Every item that the formula looks at, without those of ``where``."""
    return (*formula.items, formula.whole) if formula.whole else formula.items
