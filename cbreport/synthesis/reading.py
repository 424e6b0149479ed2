"""Registers read out of one report: its rows, and what else views need of it, without the report itself.

A report that was evaluated is many times as large as the rows of its registers, and views put hundreds together. What
is read here depends on nothing but the report, so whoever keeps it reads only reports that have changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from cbreport.answering import Answer, evaluate
from cbreport.definition import Form, Question
from cbreport.reporting import Report, ReportSummary
from cbreport.reporting.workflow import SUBMITTED
from cbreport.synthesis.agreement import GOALS, groups_of, part_of
from cbreport.synthesis.figures import number_of
from cbreport.synthesis.frozen import CountedReport
from cbreport.synthesis.rows import Cell, Row, Told

Answers = Mapping[str, Answer]
#: What is known of a report without its answers.
InOutline = Report | ReportSummary | CountedReport


@dataclass(frozen=True)
class Reading:
    """A report as far as registers go. ``rows`` are in the order of the report."""

    told: Told
    rows: tuple[Row, ...] = ()

    @property
    def size(self) -> int:
        """What it takes of a room: its answers, and something for each row and for itself."""
        return 5 + sum(3 + sum(map(len, row.cells.values())) for row in self.rows)


def outlined(form: Form, known: InOutline) -> Report:
    """A report without its answers.

    :param form: its own, or one that asks nothing where that is not installed.
    """
    return Report(
        form,
        known.party,
        known.cycle,
        status=known.status,
        version=known.version,
        id=known.id,
        example=known.example,
        submitted=known.submitted,
    )


def told_of(form: Form, known: InOutline, *, revision: int = 0) -> Told:
    """What registers keep of a report of which only the outline is known."""
    return Told(
        form,
        known.party,
        known.cycle,
        known.status,
        version=known.version,
        revision=revision,
        id=known.id,
        example=known.example,
        submitted=known.submitted,
    )


def read_report(report: Report, *, record: bool = False) -> Reading:
    """The registers of a submitted report: what leaves the Party.

    :param record: the report is one of many that a Party makes of a kind; then its cycle is part of what a row is.
    """
    told = told_of(report.form, report, revision=report.revision)
    groups = _groups(report.form)
    if not groups:
        return Reading(told)
    unconfirmed = _unconfirmed(report.answers, groups)
    return _read(told, groups, report.leaving, report.settled.shown, unconfirmed, record)


def read_snapshot(
    counted: CountedReport, form: Form, answers: Answers, *, example: bool = False, record: bool = False
) -> Reading:
    """The registers of a report as it was submitted, whatever became of it.

    Rows are in the order of the form and, within a group, of their keys, since a snapshot has no other order. Nor does
    it say what was left out because nobody had confirmed it.

    :param answers: those of its snapshot, see :func:`~cbreport.synthesis.facts.submitted_answers`.
    """
    told = Told(form, counted.party, counted.cycle, SUBMITTED, version=counted.version, id=counted.id, example=example)
    groups = _groups(form)
    if not groups:
        return Reading(told)
    settled = evaluate(form, answers)

    def shown(address: str) -> bool:
        # What was submitted was shown, even if it was because of an answer that is private and not in a snapshot.
        return address in answers or settled.shown(address)

    ordered = {address: answers[address] for address in sorted(answers, key=_Order(groups))}
    return _read(told, groups, ordered, shown, {}, record)


@dataclass(frozen=True)
class _Part:
    """A question of a register's group; ``name`` is empty where it is none of the register's parts."""

    question: Question
    name: str


@dataclass(frozen=True)
class _Group:
    register: str
    parts: Mapping[str, _Part]


Groups = Mapping[str, _Group]


def _groups(form: Form) -> Groups:
    return {
        group: _Group(
            sys.intern(register),
            {each.id: _Part(each, sys.intern(part_of(register, each))) for each in question.questions},
        )
        for group, register in groups_of(form).items()
        if (question := form.question(group))
    }


class _Order:
    """Sorts addresses of registers: by the form, with the rows of a group by their keys."""

    def __init__(self, groups: Groups) -> None:
        self.groups = {group: place for place, group in enumerate(groups)}
        self.parts = {(group, part): place for group in groups for place, part in enumerate(groups[group].parts)}

    def __call__(self, address: str) -> tuple[int, str, int, str]:
        group, _, rest = address.partition("[")
        key, _, part = rest.partition("].")
        last = len(self.parts)
        return self.groups.get(group, last), key, self.parts.get((group, part), last), address


def _read(
    told: Told,
    groups: Groups,
    answers: Answers,
    shown: Callable[[str], bool],
    unconfirmed: Mapping[str, int],
    record: bool,
) -> Reading:
    asked: dict[str, str] = {}
    for group, each in groups.items():
        if shown(group):
            kind = answers[group].non_answer if group in answers else ""
            asked[each.register] = asked.get(each.register) or kind
    goals = dict(_goals(told.form, answers))
    source = Told(**{**vars(told), "asked": asked, "unconfirmed": unconfirmed, "goals": goals})
    rows = tuple(
        Row(
            register=groups[group].register,
            party=told.party,
            convention=told.form.convention,
            cycle=told.cycle,
            report=told.id,
            form=told.form.key,
            group=group,
            key=key,
            record=record,
            cells=cells,
            source=source,
            asked=_asked(groups[group], f"{group}[{key}]", shown),
        )
        for (group, key), cells in _cells(answers, groups).items()
    )
    return Reading(source, rows)


def _goals(form: Form, answers: Answers) -> Iterator[tuple[str, int]]:
    for question in form.questions():
        if question.concept in GOALS and question.id in answers:
            number = number_of(answers[question.id].value)
            if number is not None and number > 0:
                yield question.concept, int(number)


def _asked(group: _Group, row: str, shown: Callable[[str], bool]) -> frozenset[str]:
    """The parts that were asked in a row; what is private never was."""
    parts = group.parts.values()
    return _one(
        frozenset(
            each.name
            for each in parts
            if each.name and not each.question.private and shown(f"{row}.{each.question.id}")
        )
    )


@lru_cache(maxsize=5_000)
def _one(parts: frozenset[str]) -> frozenset[str]:
    """One for all that are equal: most rows of a register were asked the same."""
    return parts


def _cells(answers: Answers, groups: Groups) -> Mapping[tuple[str, str], Mapping[str, tuple[Cell, ...]]]:
    """The answers of each row by part. A row of which only worked-out answers are left is none."""
    rows: dict[tuple[str, str], dict[str, tuple[Cell, ...]]] = {}
    begun: set[tuple[str, str]] = set()
    for place, part, answer in _inside(answers, groups):
        cells = rows.setdefault(place, {})
        cell = _cell(part.question, answer)
        cells[part.name] = (*cells[part.name], *cell) if part.name in cells else cell
        if part.question.asked:
            begun.add(place)
    return {place: cells for place, cells in rows.items() if place in begun}


#: Cells that were made, by question and answer. Most answers are choices out of a few, and the same in many reports.
_CELLS: Final[dict[tuple[int, str], tuple[Cell]]] = {}
_MOST_CELLS: Final = 20_000
_WRITTEN: Final = frozenset({"text", "long-text", "link", "file"})  # types of which hardly two answers are the same
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def _cell(question: Question, answer: Answer) -> tuple[Cell]:
    """A cell that takes as little room as can be: one for all answers that say the same."""
    if not answer.details:
        answer = replace(answer, details=_NOTHING, translations=answer.translations or _NOTHING, origin=_NOTHING)
    if question.type in _WRITTEN:
        return (Cell(question, answer),)
    key = (id(question), repr(answer.content()))
    found = _CELLS.get(key)
    if found is None or found[0].question is not question:
        if len(_CELLS) >= _MOST_CELLS:
            _CELLS.clear()
        found = _CELLS[key] = (Cell(question, answer),)
    return found


def _inside(answers: Answers, groups: Groups) -> Iterator[tuple[tuple[str, str], _Part, Answer]]:
    for address, answer in answers.items():
        group, bracket, rest = address.partition("[")
        if bracket and group in groups and answer.answered:
            key, _, id = rest.partition("].")
            if part := groups[group].parts.get(id):
                yield (group, key), part, answer


def _unconfirmed(answers: Answers, groups: Groups) -> Mapping[str, int]:
    """How many answers of each register nobody has confirmed."""
    found: dict[str, int] = {}
    for register in _waiting(answers, groups):
        found[register] = found.get(register, 0) + 1
    return found


def _waiting(answers: Answers, groups: Groups) -> Iterable[str]:
    for address, answer in answers.items():
        group, _, rest = address.partition("[")
        if not answer.confirmed and answer.answered and group in groups:
            part = groups[group].parts.get(rest.partition("].")[2])
            if part is not None and not part.question.private:
                yield groups[group].register
