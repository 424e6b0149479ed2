"""Counting the answers to one question, by its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from cbreport.answering import Answer, is_blank, meaning
from cbreport.definition import Option, Question, all_parties, parse_address
from cbreport.reporting import Report
from cbreport.synthesis.dataset import Dataset
from cbreport.synthesis.figures import (
    Band,
    Count,
    Counts,
    Cross,
    Entry,
    Figures,
    figures,
    money_of,
    number_of,
)

YES_NO: Final = (Option("true", "Yes"), Option("false", "No"))
TICKED: Final = (Option("true", "Ticked"),)
OPTIONED: Final = frozenset({"choose-one", "choose-many", "rating", "yes-no", "party"})


@dataclass(frozen=True)
class Asked:
    """One Party's answers, as far as they may be counted."""

    question: Question
    report: Report = field(repr=False)
    answers: Mapping[str, Answer] = field(repr=False)

    @property
    def answered(self) -> bool:
        """Whether there is an answer at the question or inside its matrix or group."""
        return any(answer.answered for _, answer in self.inside)

    @cached_property
    def inside(self) -> tuple[tuple[str, Answer], ...]:
        """Addresses and answers of the question and of what is inside it."""
        start = f"{self.question.id}["
        return tuple(
            (address, answer)
            for address, answer in self.answers.items()
            if (address == self.question.id or address.startswith(start)) and not address.endswith("]")
        )

    def answer(self, row: str, column: str) -> Answer:
        """The answer in one cell; blank where there is none."""
        return self.answers.get(f"{self.question.id}[{row}].{column}", Answer())

    def cell(self, row: str, column: str) -> Answer:
        """The answer in one cell; blank where there is none or a non-answer."""
        answer = self.answer(row, column)
        return Answer() if answer.non_answer else answer


@dataclass(frozen=True)
class Found:
    """What counting gave; see :class:`cbreport.synthesis.QuestionSummary`."""

    counts: tuple[Counts, ...] = ()
    crosses: tuple[Cross, ...] = ()
    figures: tuple[Figures, ...] = ()
    band: Band | None = None
    rows: int | None = None
    entries: tuple[Entry, ...] = ()


def counted(data: Dataset, question: Question, answered: Mapping[str, Asked]) -> Found:
    """Count what the Parties in ``answered`` said."""
    if question.type == "matrix":
        return _matrix(question, answered)
    if question.type == "group":
        return _group(question, answered)
    answers = {code: asked.answers[question.id] for code, asked in answered.items()}
    if question.type in OPTIONED:
        return Found(
            counts=(_counts(data, question, answers),),
            band=_band(question, answers),
            entries=tuple(_typed_beside(question, answers)),
        )
    measured = _measured(question, answers.values())
    if measured:
        return Found(figures=measured)
    if question.to is not None:
        return Found()  # rows are one Party's own: there is nothing to count across Parties
    return Found(entries=tuple(Entry(code, question, answer) for code, answer in answers.items()))


def codes_of(value: Any) -> tuple[str, ...]:
    """The codes of an answer to a question with options; true and false as text."""
    values = value if isinstance(value, list | tuple) else (value,)
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in values)


def _options(question: Question, chosen: Mapping[str, tuple[str, ...]]) -> tuple[Option, ...]:
    """The options to count: those of the form, yes and no, or the countries that were named."""
    if question.type == "yes-no":
        return YES_NO
    if question.type == "party":
        known = all_parties()
        named = sorted({code for codes in chosen.values() for code in codes if code in known})
        return tuple(Option(code, known[code].name) for code in named)
    return tuple(option for option in question.options if not option.means)


def _counts(data: Dataset, question: Question, answers: Mapping[str, Answer]) -> Counts:
    chosen = {code: codes_of(answer.value) for code, answer in answers.items()}
    counts = []
    for option in _options(question, chosen):
        parties = tuple(code for code, codes in chosen.items() if option.code in codes)
        counts.append(Count(option.code, option.label, parties, data.by_region(parties)))
    return Counts(tuple(counts), len(answers), question.type == "choose-many")


def _band(question: Question, answers: Mapping[str, Answer]) -> Band | None:
    """What the chosen bands add up to, when the options are bands."""
    options = [option for answer in answers.values() if (option := question.option(answer.value))]
    if not options or any(option.low is None for option in question.options if not option.means):
        return None
    highs = [option.high for option in options]
    high = None if None in highs else sum(each for each in highs if each is not None)
    return Band(sum(option.low or 0 for option in options), high)


def _typed_beside(question: Question, answers: Mapping[str, Answer]) -> Iterator[Entry]:
    """What Parties typed beside the options that they chose."""
    for party, answer in answers.items():
        for code in codes_of(answer.value):
            option = question.option(code)
            typed = answer.details.get(code)
            if option and option.detail and not is_blank(typed):
                part = Question(option.code, option.detail, option.label)
                yield Entry(party, part, Answer(typed, language=answer.language), option.label)


def _measured(question: Question, answers: Any, *titles: str) -> tuple[Figures, ...]:
    """Figures of a number question, one for each currency of a money question; none for other types."""
    values = [answer.value for answer in answers]
    if question.type in ("integer", "decimal", "year"):
        numbers = [number for value in values if (number := number_of(value)) is not None]
        found = figures(numbers, unit=question.limits.unit, titles=titles, total=question.type != "year")
        return (found,) if found else ()
    if question.type != "money":
        return ()
    amounts: dict[str, list[Decimal]] = {}
    for currency, amount in filter(None, map(money_of, values)):
        amounts.setdefault(currency, []).append(amount)
    each = (figures(known, unit=currency, titles=titles) for currency, known in sorted(amounts.items()))
    return tuple(found for found in each if found)


def _matrix(question: Question, answered: Mapping[str, Asked]) -> Found:
    parts = [part for part in question.columns if not part.private]
    ticks = tuple(part for part in parts if part.type == "tick")
    crosses = [_ticks(question, ticks, answered)] if ticks else []
    measured: list[Figures] = []
    entries = list(_row_names(question, answered))
    for part in parts:
        if part.type in ("choose-one", "choose-many", "rating", "yes-no"):
            crosses.append(_choices(question, part, answered))
        elif part.type in ("integer", "decimal", "year", "money"):
            for row in question.rows:
                cells = [asked.cell(row.code, part.id) for asked in answered.values()]
                measured.extend(_measured(part, cells, row.label, part.label))
        elif part.type != "tick" and part.to is None:
            entries.extend(_written(question, part, answered))
    return Found(crosses=tuple(crosses), figures=tuple(measured), entries=tuple(entries))


def _ticks(question: Question, ticks: tuple[Question, ...], answered: Mapping[str, Asked]) -> Cross:
    def number(row: Option, part: Question) -> int:
        return sum(asked.cell(row.code, part.id).value is True for asked in answered.values())

    return Cross(
        title="",
        columns=tuple((part.id, part.label) for part in ticks),
        rows=tuple((row.code, row.label) for row in question.rows),
        numbers={(row.code, part.id): number(row, part) for row in question.rows for part in ticks},
        base={row.code: len(answered) for row in question.rows},
    )


def _choices(question: Question, part: Question, answered: Mapping[str, Asked]) -> Cross:
    """One column of a matrix: its options across. The base of a row are the Parties that answered in that row."""
    options = YES_NO if part.type == "yes-no" else tuple(option for option in part.options if not option.means)
    numbers: dict[tuple[str, str], int] = {}
    apart: dict[tuple[str, str], int] = {}
    base: dict[str, int] = {}
    for row in question.rows:
        cells = [cell for asked in answered.values() if (cell := asked.answer(row.code, part.id)).answered]
        kinds = [kind for cell in cells if (kind := meaning(part, cell))]
        chosen = [codes_of(cell.value) for cell in cells if not meaning(part, cell)]
        base[row.code] = len(chosen)
        apart.update({(row.code, kind): kinds.count(kind) for kind in set(kinds)})
        numbers.update({(row.code, each.code): sum(each.code in codes for codes in chosen) for each in options})
    return Cross(
        title=part.label,
        columns=tuple((option.code, option.label) for option in options),
        rows=tuple((row.code, row.label) for row in question.rows),
        numbers=numbers,
        base=base,
        apart=apart,
    )


def _row_names(question: Question, answered: Mapping[str, Asked]) -> Iterator[Entry]:
    """What Parties typed beside a row, such as who the “others” are."""
    for party, asked in answered.items():
        for row in question.rows:
            answer = asked.answers.get(f"{question.id}[{row.code}]", Answer())
            typed = answer.details.get(row.code)
            if row.detail and not is_blank(typed):
                yield Entry(
                    party, Question(row.code, row.detail, row.label), Answer(typed, language=answer.language), row.label
                )


def _written(question: Question, part: Question, answered: Mapping[str, Asked]) -> Iterator[Entry]:
    for party, asked in answered.items():
        for row in question.rows:
            cell = asked.cell(row.code, part.id)
            if cell.answered:
                yield Entry(party, part, cell, row.label)


def _group(question: Question, answered: Mapping[str, Asked]) -> Found:
    rows = 0
    entries: list[Entry] = []
    for party, asked in answered.items():
        keys = dict.fromkeys(
            place.row for address, _ in asked.inside if (place := parse_address(address)) and place.row
        )
        rows += len(keys)
        for position, key in enumerate(keys, 1):
            for part in question.questions:
                cell = asked.answer(key, part.id)
                if cell.answered and part.to is None:
                    entries.append(Entry(party, part, cell, str(position)))
    return Found(rows=rows, entries=tuple(entries))
