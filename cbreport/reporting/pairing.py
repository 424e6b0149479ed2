"""Two versions of a Party's answers side by side, question by question, also of two editions of a form.

Which version is called left or right makes no difference but for *added* and *removed*, which change places.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from cbreport.answering.answers import Answer
from cbreport.definition.addresses import parse_address
from cbreport.definition.model import Form, Question, Section
from cbreport.errors import PluginError
from cbreport.reporting.report import Forms, Report

State = Literal["same", "changed", "added", "removed", "blank"]
STATES: Final[tuple[State, ...]] = ("changed", "added", "removed", "same", "blank")
_BLANK: Final = Answer()
_UNSAID: Final = frozenset({"source", "origin"})  # where an answer came from is no part of what it says


@dataclass(frozen=True)
class Pair:
    """One answer on both sides. An address is empty where that side has no such question or row."""

    left: str
    right: str
    before: Answer
    after: Answer

    @property
    def state(self) -> State:
        """What became of the answer from left to right."""
        if self.before.empty or self.after.empty:
            both = self.before.empty and self.after.empty
            return "blank" if both else "added" if self.before.empty else "removed"
        return "same" if said(self.before) == said(self.after) else "changed"


@dataclass(frozen=True)
class Row:
    """A question of both sides, or of one side only, with every answer that either has: cells and rows apart."""

    section: Section
    left: Question | None
    right: Question | None
    pairs: tuple[Pair, ...]

    @property
    def state(self) -> State:
        """What became of the answers of the question together."""
        states = {pair.state for pair in self.pairs} - {"blank"}
        if not states:
            return "blank"
        return states.pop() if len(states) == 1 else "changed"

    @property
    def question(self) -> Question:
        """The question as the right side asks it, or else the left side."""
        found = self.right or self.left
        assert found is not None  # a row is made of a question
        return found


Answers = Mapping[str, Answer]


def said(answer: Answer) -> str:
    """What counts as different between two versions, as JSON, where 1 and true are two things."""
    kept = {key: each for key, each in answer.content().items() if key not in _UNSAID}
    return json.dumps(kept, sort_keys=True)


def pair_reports(left: Report, right: Report, before: Answers, after: Answers) -> tuple[Row, ...]:
    """Every question of either report, in the order of the right one; those that it lost follow in their section.

    :param before: the answers of ``left`` that may be shown, which need not be all; ``after``, those of ``right``.
    """
    partner = paired_questions(left.form, right.form, before, after, right.library)
    mates = {there: here for here, there in partner.items()}
    rows = []
    for section in right.form.sections:
        for question in filter(_answerable, section.questions):
            mate = left.form.question(mates.get(question.id, ""))
            rows.append(Row(section, mate, question, tuple(_pairs(mate, question, before, after))))
        rows += _lost(left.form.section(section.id), partner, before)
    for gone in left.form.sections:
        if right.form.section(gone.id) is None:
            rows += _lost(gone, partner, before)
    return tuple(rows)


def _answerable(question: Question) -> bool:
    return question.answerable


def _lost(section: Section | None, partner: Collection[str], before: Answers) -> Iterator[Row]:
    for question in filter(_answerable, section.questions if section else ()):
        if section and question.id not in partner:
            yield Row(section, question, None, tuple(_pairs(question, None, before, {})))


def paired_questions(
    left: Form, right: Form, before: Answers, after: Answers, library: Forms | None = None
) -> dict[str, str]:
    """For each question of ``left`` the one of ``right`` that asks the same.

    The same id; else what retired ids, crosswalks and plugins say of moving answers from one edition to the other, in
    either direction. Each question has one partner at most.
    """
    found = {each.id: each.id for each in left.questions() if each.answerable and _kept(right, each.id)}
    said_so = [*_told(left, right, before, library), *((b, a) for a, b in _told(right, left, after, library))]
    taken = set(found.values())
    for here, there in sorted(said_so, key=sorted):
        if here not in found and there not in taken and _kept(left, here) and _kept(right, there):
            found[here] = there
            taken.add(there)
    return found


def _kept(form: Form, id: str) -> bool:
    question = form.question(id)
    return question is not None and question.answerable


def _told(old: Form, new: Form, answers: Answers, library: Forms | None) -> Iterator[tuple[str, str]]:
    """Pairs of questions as retired ids, crosswalks and plugins name them for the way from ``old`` to ``new``."""
    if old.key == new.key:
        return
    yield from ((each.id, each.replaced_by) for each in new.retired if each.replaced_by)
    if library is None:
        return
    for crosswalk in library.crosswalks:
        if (crosswalk.source, crosswalk.target) == (old.key, new.key):
            yield from ((_question(each.source), _question(each.target)) for each in crosswalk.pairs)
    for address, answer in answers.items():
        if _kept(new, _question(address)):
            continue
        try:
            moved = library.migrate_answer(old, new, address, answer)
        except PluginError:
            continue
        yield from ((_question(address), _question(there)) for there, _ in moved or ())


def _question(address: str) -> str:
    return address.partition("[")[0].partition(".")[0]


def _pairs(left: Question | None, right: Question | None, before: Answers, after: Answers) -> Iterator[Pair]:
    """The answers of two questions by row and column; rows in the order of the right side."""
    olds, news = _cells(left, before), _cells(right, after)
    rows = _same_rows(left, right, before, after)
    moved = {(rows.get(row, row), column): address for (row, column), address in olds.items()}
    for place in sorted({**news, **moved}, key=_order(right or left, news, moved)):
        here, there = moved.get(place, ""), news.get(place, "")
        pair = Pair(here, there, before.get(here, _BLANK), after.get(there, _BLANK))
        if pair.state != "blank":
            yield pair


Place = tuple[str, str]


def _cells(question: Question | None, answers: Answers) -> dict[Place, str]:
    """The addresses of a question's answers by row and column."""
    if question is None:
        return {}
    places = ((address, parse_address(address)) for address in answers)
    return {(place.row, place.column): address for address, place in places if place and place.question == question.id}


def _order(question: Question | None, *sides: Iterable[Place]) -> Callable[[Place], tuple[int, int, str]]:
    """Sorts by row as they come, the whole first, and within a row by column as the form has them."""
    rows = dict.fromkeys(["", *(row for side in sides for row, _ in side)])
    if question and question.rows:
        rows = dict.fromkeys(["", *(each.code for each in question.rows), *rows])
    columns = dict.fromkeys(["", *(part.id for part in (question.parts if question else ()))])
    row_at, column_at = ({name: at for at, name in enumerate(names)} for names in (rows, columns))
    return lambda place: (row_at[place[0]], column_at.get(place[1], len(column_at)), place[1])


def _same_rows(left: Question | None, right: Question | None, before: Answers, after: Answers) -> dict[str, str]:
    """For rows of a group that was filled in anew, and so has other keys: those that are called the same."""
    if left is None or right is None or left.type != "group" or right.type != "group":
        return {}
    olds, news = _named(left, before), _named(right, after)
    shared = set(olds) & set(news)  # a row with its own key on the other side is that row, whatever it is called
    by_name = _unique({key: name for key, name in news.items() if key not in shared})
    alone = _unique({key: name for key, name in olds.items() if key not in shared})
    return {key: by_name[name] for name, key in alone.items() if name in by_name}


def _named(group: Question, answers: Answers) -> dict[str, str]:
    """What each row is called; empty for one without a name."""
    keys = dict.fromkeys(row for row, _ in _cells(group, answers) if row)
    naming = {key: answers.get(f"{group.id}[{key}].{group.row_label}", _BLANK) for key in keys}
    return {key: " ".join(str(each.value).split()).casefold() if each.value else "" for key, each in naming.items()}


def _unique(names: Mapping[str, str]) -> dict[str, str]:
    """Key by name, of the names that only one row has."""
    every = list(names.values())
    return {name: key for key, name in names.items() if name and every.count(name) == 1}
