"""One row of a register, and its values by part, with what is missing told apart from what is no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from cbreport.answering import Answer, is_blank, meaning
from cbreport.definition import LANGUAGE_NAMES, Form, Question, all_parties, in_order_of_names
from cbreport.synthesis.figures import number_of

ANSWERED: Final = "answered"
BLANK: Final = "blank"  # asked, and nothing was said: never a no
NOT_ASKED: Final = "not-asked"  # the form has no such part, hides it here, or it never leaves the Party
UNKNOWN: Final = "unknown"  # in tables: the column or row of what was not told
OTHER: Final = "other"

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BETWEEN_NAMES: Final = re.compile(r"\s*[,;/\n،؛、，；]\s*")


class Cell:
    """What was answered to one question of a row. What views ask of it again and again is worked out once."""

    __slots__ = ("_terms", "answer", "codes", "meaning", "question")

    def __init__(self, question: Question, answer: Answer) -> None:
        self.question = question
        self.answer = answer
        self.meaning = meaning(question, answer)  # the non-answer that it stands for; empty for a real answer
        self.codes = _codes(answer.value)
        self._terms: frozenset[str] | None = None

    def __iter__(self) -> Iterator[Any]:
        return iter((self.question, self.answer))

    @property
    def terms(self) -> frozenset[str]:
        """Codes by which rows are compared, see :meth:`Row.terms`."""
        if self._terms is None:
            self._terms = frozenset(_terms(self))
        return self._terms


@dataclass(frozen=True)
class Money:
    """An amount of money, or a range; an end that was not told is None. ``currency`` is an ISO 4217 code."""

    currency: str
    low: Decimal | None
    high: Decimal | None

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """Both ends; one that was not told is taken for the other, so that nothing is invented."""
        ends = [end for end in (self.low, self.high) if end is not None] or [Decimal(0)]
        return min(ends), max(ends)


@dataclass(frozen=True)
class Told:
    """What registers keep of a report, beside its rows: who told them, and what of the form was asked.

    ``asked`` has each register that was asked, with the non-answer that was recorded for it as a whole or nothing;
    ``unconfirmed`` counts, by register, answers left out because no person has confirmed them. ``goals`` has, by
    concept, the numbers that a register works toward, which are asked once, beside its rows.
    """

    form: Form = field(repr=False)
    party: str
    cycle: str
    status: str
    version: int = 1
    revision: int = 0
    id: str = ""
    example: bool = False
    submitted: str = ""
    asked: Mapping[str, str] = field(default_factory=dict, repr=False)
    unconfirmed: Mapping[str, int] = field(default_factory=dict, repr=False)
    goals: Mapping[str, int] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a register in one submitted report; equal when it is the same row of the same report.

    ``party`` is the code under which the report stands; of a Secretariat's report it is no Party's, see
    :attr:`by_party`. ``cells`` holds answers by part; a form may ask one part in several questions, such as three
    references. A non-answer is there too, and no accessor takes it for a value. ``asked`` are the parts that its report
    asked in this row.
    """

    register: str
    party: str
    convention: str
    cycle: str
    report: str
    form: str
    group: str
    key: str
    record: bool = False  # of a cycle that repeats: then the cycle is part of what the row is
    cells: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict, compare=False, repr=False)
    source: Told | None = field(default=None, compare=False, repr=False)
    asked: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    id: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # What the row is, whatever cycle told it last: a row keeps its key when it is carried to the next cycle.
        object.__setattr__(self, "id", _identity(self, self.group, self.key))

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def address(self) -> str:
        """Where it stands in its report."""
        return f"{self.group}[{self.key}]"

    @property
    def by_party(self) -> bool:
        """Whether a Party told it, and not a Secretariat or a partner."""
        return self.source is None or self.source.form.respondent == "party"

    def state(self, part: str) -> str:
        """``answered``, the non-answer that was recorded, ``blank`` or ``not-asked``."""
        cells = self.cells.get(part, ())
        if not cells:
            return BLANK if part in self.asked else NOT_ASKED
        kinds = [cell.meaning for cell in cells]
        return kinds[0] if all(kinds) else ANSWERED

    def cells_of(self, part: str) -> Iterator[Cell]:
        """Questions and answers of a part, without non-answers."""
        return (cell for cell in self.cells.get(part, ()) if not cell.meaning)

    def value(self, part: str) -> Any:
        """The first value of a part as it is kept, or None."""
        return next((cell.answer.value for cell in self.cells_of(part)), None)

    def text(self, part: str) -> str:
        """A text, or the title or address of a link; empty when there is none."""
        value = self.value(part)
        if isinstance(value, Mapping):
            value = value.get("title") or value.get("url")
        return " ".join(value.split()) if isinstance(value, str) else ""

    def codes(self, part: str) -> tuple[str, ...]:
        """The chosen codes in the order in which they were given; yes and no are ``true`` and ``false``."""
        cells = self.cells.get(part, ())
        if len(cells) == 1:
            return () if cells[0].meaning else cells[0].codes
        return tuple(dict.fromkeys(code for cell in self.cells_of(part) for code in cell.codes))

    def code(self, part: str) -> str:
        """The first chosen code; ``unknown`` when there is none."""
        return next(iter(self.codes(part)), UNKNOWN)

    def terms(self, part: str) -> frozenset[str]:
        """Codes by which rows are compared.

        “None of these” is no term, and “other” is one only together with what was typed beside it: two rows that both
        say “other” share nothing yet.
        """
        cells = self.cells.get(part, ())
        if len(cells) == 1:
            return frozenset() if cells[0].meaning else cells[0].terms
        return frozenset(term for cell in self.cells_of(part) for term in cell.terms)

    def number(self, part: str) -> Decimal | None:
        """A number, or None."""
        return number_of(self.value(part))

    def amount(self, part: str) -> int | None:
        """A whole number that is not negative, such as people or copies; None for anything else."""
        number = self.number(part)
        return int(number) if number is not None and number >= 0 and number == number.to_integral_value() else None

    def yes(self, part: str) -> bool | None:
        """Yes or no; None when neither was said."""
        return {"true": True, "yes": True, "false": False, "no": False}.get(self.code(part))

    def money(self, part: str) -> Money | None:
        """Money with its range; None when no amount was told, or a negative one."""
        value = self.value(part)
        if not isinstance(value, Mapping) or is_blank(value):
            return None
        told = [number_of(value.get(name)) for name in ("amount", "from", "to")]
        if any(number is not None and number < 0 for number in told) or not any(each is not None for each in told):
            return None
        amount, low, high = told
        currency = str(value.get("currency", ""))
        return Money(currency, low, high) if amount is None else Money(currency, amount, amount)

    def date(self, part: str) -> date | None:
        """A day; of a period its first one. None when there is none."""
        value = self.value(part)
        if isinstance(value, Mapping):
            value = value.get("from")
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None

    def days(self) -> int | None:
        """The days from ``start`` to ``end``, both included; None when one is not known or they are out of order."""
        start, end = self.date("start"), self.date("end")
        return (end - start).days + 1 if start and end and start <= end else None

    def year(self, part: str) -> int | None:
        """A year, also that of a day."""
        day = self.date(part)
        return day.year if day else self.amount(part)

    def countries(self, part: str = "countries") -> tuple[str, ...]:
        """Countries named by code, or in a text by code or by name in any language of reports; all else is left out."""
        return tuple(dict.fromkeys(code for said in self._said(part) for code in _countries(said)))

    def _said(self, part: str) -> Iterator[str]:
        for cell in self.cells_of(part):
            for each in cell.codes:
                yield from (each, *_BETWEEN_NAMES.split(each))

    def references(self, part: str) -> tuple[str, ...]:
        """The ids of the rows that are named."""
        return tuple(
            dict.fromkeys(
                _identity(self, cell.question.to, key)
                for cell in self.cells_of(part)
                if cell.question.to
                for key in cell.codes
            )
        )


def _identity(row: Row, group: str, key: str) -> str:
    series = row.form.partition("@")[0]
    cycle = f"/{row.cycle}" if row.record else ""
    return f"{row.convention}/{row.party}/{series}{cycle}/{group}[{key}]"


def _codes(value: Any) -> tuple[str, ...]:
    values: Iterable[Any] = value if isinstance(value, list | tuple) else (value,)
    codes = (
        str(each).lower() if isinstance(each, bool) else str(each)
        for each in values
        if isinstance(each, str | int) and not is_blank(each)
    )
    return tuple(dict.fromkeys(codes))


def _terms(cell: Cell) -> Iterator[str]:
    for code in cell.codes:
        option = cell.question.option(code)
        if code in cell.question.exclusive or (option and option.means) or code == "none":
            continue
        typed = cell.answer.details.get(code)
        if code != OTHER:
            yield code
        elif isinstance(typed, str) and not is_blank(typed):
            yield f"{OTHER}: {' '.join(typed.split()).casefold()}"


def _countries(said: str) -> Iterator[str]:
    known = all_parties()
    if said in known:
        yield said
    elif code := _names().get(in_order_of_names(said.strip())):
        yield code


@cache
def _names() -> Mapping[str, str]:
    """The names of countries in every language in which reports are written."""
    return {
        in_order_of_names(party.name_in(language)): code
        for language in LANGUAGE_NAMES
        for code, party in all_parties().items()
    }
