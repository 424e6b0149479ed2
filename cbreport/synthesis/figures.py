"""What is counted: shares of options, figures of numbers, and who wrote what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from statistics import median, median_low
from typing import Any

from cbreport.answering import Answer, is_blank
from cbreport.definition import Question


@dataclass(frozen=True)
class Count:
    """How many Parties gave one answer. ``label`` is source text; ``regions`` counts by region id."""

    code: str
    label: str
    parties: tuple[str, ...]
    regions: Mapping[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many Parties."""
        return len(self.parties)


@dataclass(frozen=True)
class Counts:
    """One count for each option. ``base`` is the number of Parties that answered; shares are of it.

    ``many`` tells that a Party may be in several counts; ``title`` is source text, such as the label of a matrix row.
    """

    counts: tuple[Count, ...]
    base: int
    many: bool = False
    title: str = ""

    def share(self, count: Count) -> float:
        """The share of one count, 0 to 1; 0 when nobody answered."""
        return count.number / self.base if self.base else 0.0

    @property
    def most(self) -> tuple[Count, ...]:
        """The counts that are highest, several when they are equal, none when nobody chose anything."""
        top = max((count.number for count in self.counts), default=0)
        return tuple(count for count in self.counts if count.number == top) if top else ()


@dataclass(frozen=True)
class Cross:
    """Rows against columns of a matrix: how many Parties ticked or chose each.

    ``base`` says for each row how many Parties answered; ``apart`` counts non-answers by row and kind, beside the base.
    """

    title: str
    columns: tuple[tuple[str, str], ...]  # code and source label
    rows: tuple[tuple[str, str], ...]
    numbers: Mapping[tuple[str, str], int]
    base: Mapping[str, int]
    apart: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """A number across Parties. ``unit`` is a unit, a currency or empty; ``titles`` (source texts) say of what."""

    n: int
    low: Decimal
    middle: Decimal
    high: Decimal
    total: Decimal | None
    unit: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Band:
    """What bands such as “2 to 5” add up to over all Parties; ``high`` is None where a band is open."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Entry:
    """Something a Party wrote, for a compendium. ``place`` (source text) says where, such as the row of a matrix."""

    party: str
    question: Question
    answer: Answer
    place: str = ""


def figures(
    values: Iterable[Decimal], *, unit: str = "", titles: tuple[str, ...] = (), total: bool = True
) -> Figures | None:
    """Smallest, middle and largest value, and the sum; None when there is no value.

    :param total: whether a sum means anything; without it (years) the middle is one of the values.

    >>> figures([Decimal(3), Decimal(1), Decimal(8)]).middle
    Decimal('3')
    """
    known = sorted(values)
    if not known:
        return None
    whole = sum(known, Decimal(0)) if total else None
    middle = Decimal(median(known) if total else median_low(known))
    return Figures(len(known), known[0], middle, known[-1], whole, unit, titles)


def number_of(value: Any) -> Decimal | None:
    """A kept value as a number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def money_of(value: Any) -> tuple[str, Decimal] | None:
    """Currency and amount; a range counts with its middle, a range with one end with that end."""
    if not isinstance(value, Mapping) or is_blank(value):
        return None
    ends = [number for part in ("amount", "from", "to") if (number := number_of(value.get(part))) is not None]
    return (str(value.get("currency", "")), sum(ends, Decimal(0)) / len(ends)) if ends else None
