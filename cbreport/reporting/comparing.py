"""One Party's answers to the questions that several of its reports ask, and where those answers do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from cbreport.answering.answers import Answer, is_blank
from cbreport.answering.carrying import Proposal
from cbreport.definition.model import Question
from cbreport.errors import UnknownName
from cbreport.reporting.connecting import Asked, Common
from cbreport.reporting.proposing import is_record, propose
from cbreport.reporting.report import Report
from cbreport.reporting.workflow import DRAFT

_SAME: Final = frozenset({"exact", "close"})
_NUMBERS: Final = frozenset({"integer", "decimal"})
_CHOSEN: Final = frozenset({"choose-one", "rating", "party", "year", "date", "period"})


@dataclass(frozen=True)
class Given:
    """What a report says to a question: its answer, or those to its rows and cells. None of them is blank."""

    asked: Asked
    report: Report = field(repr=False)
    answers: Mapping[str, Answer] = field(repr=False)

    @property
    def question(self) -> Question:
        """The question in the form of the report."""
        found = self.report.form.question(self.asked.id)
        assert found is not None  # it has answers
        return found

    @property
    def time(self) -> str:
        """When the report was submitted, else when the newest of these answers was given."""
        return self.report.submitted or max((each.time for each in self.answers.values()), default="")


@dataclass(frozen=True)
class Disagreement:
    """Two answers that do not fit: what ``source`` says would be ``expected`` at ``address``, where ``target`` has
    ``found``. Of several choices ``expected`` has those that are missing there.
    """

    source: Given
    target: Given
    address: str
    expected: Answer
    found: Answer
    relation: str


@dataclass(frozen=True)
class Compared:
    """A row: the question, what was answered where, and what does not agree."""

    common: Common
    given: tuple[Given, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def compare(rows: Iterable[Common], reports: Iterable[Report]) -> tuple[Compared, ...]:
    """What one Party's reports say to common questions.

    Of each series the newest report in which the question is answered; a draft that is still blank does not hide what
    was submitted before it, a submitted report does. Records are left out: each is about something else. Only answers
    that count take part: shown, and confirmed by a person.
    """
    newest = _newest(reports)
    found = [(row, tuple(_given(row, newest))) for row in rows]
    every = {each.asked: each for _, given in found for each in given}
    apart = _disagreements(list(every.values()))
    return tuple(Compared(row, given, tuple(_inside(apart, given))) for row, given in found)


def _inside(apart: Iterable[Disagreement], given: Iterable[Given]) -> Iterator[Disagreement]:
    here = {each.asked for each in given}
    return (each for each in apart if each.source.asked in here and each.target.asked in here)


Counting = tuple[Report, Mapping[str, Answer]]


def _newest(reports: Iterable[Report]) -> dict[str, list[Counting]]:
    """The reports of each series that may speak for it with the answers that count, the newest first."""
    found: dict[str, list[Counting]] = {}
    for report in sorted(reports, key=lambda each: (_due(each), each.cycle, each.version), reverse=True):
        each = found.setdefault(report.form.id, [])
        if not is_record(report) and (not each or each[-1][0].status == DRAFT):
            each.append((report, report.settled.visible_answers()))
    return found


def _due(report: Report) -> date:
    try:
        return report.convention.cycle(report.cycle).due
    except UnknownName:
        return date.min


def _given(row: Common, newest: Mapping[str, list[Counting]]) -> Iterator[Given]:
    for asked in dict.fromkeys(row.members):
        for report, counting in newest.get(asked.series, ()):
            answers = {at: each for at, each in counting.items() if asked.covers(at) and each.answered}
            if answers and report.form.question(asked.id):
                yield Given(asked, report, answers)
                break


def _disagreements(given: list[Given]) -> list[Disagreement]:
    """Each answer carried to the forms of the others, and held against what stands there."""
    reports = {id(each.report): each.report for each in given}
    found: list[Disagreement] = []
    for source in reports.values():
        for target in reports.values():
            if source.form.id != target.form.id:
                found += _between(source, target, given)
    return found


def _between(source: Report, target: Report, given: list[Given]) -> Iterator[Disagreement]:
    here = [each for each in given if each.report is source]
    there = [each for each in given if each.report is target]
    for origins in propose(source, target.form):
        for proposal in origins.outcome.proposals:
            origin = proposal.answer.origin.get("address", "")
            began = [each for each in here if each.asked.covers(origin)]
            ends = [each for each in there if proposal.address in each.answers]
            question = target.form.at(proposal.address)
            if not began or not ends or question is None:
                continue
            answer = ends[0].answers[proposal.address]
            expected = _missing(proposal, question, answer)
            if expected is not None:
                for first in began:
                    for second in ends:
                        yield Disagreement(first, second, proposal.address, expected, answer, proposal.relation)


def _missing(proposal: Proposal, question: Question, found: Answer) -> Answer | None:
    """What an answer ought to say and does not; None when it agrees, or nobody can tell.

    Nobody can tell where one of the two says nothing, where the other question is narrower, or where texts are free.
    """
    if proposal.relation not in (*_SAME, "broad") or any(each.severity == "error" for each in proposal.lost):
        return None
    made = proposal.answer
    if any(_says_nothing(question, each) for each in (made, found)):
        return None
    same = proposal.relation in _SAME
    if question.type == "choose-many":
        left = [code for code in _codes(made.value) if code not in _codes(found.value)]
        return Answer(left) if left else None
    if question.type in ("yes-no", "tick"):
        agrees = made.value == found.value or (not same and made.value is False)
    elif question.type in _NUMBERS:
        agrees = _fits(_number(made.value), _number(found.value), same)
    elif question.type in _CHOSEN:
        agrees = made.value == found.value
    elif question.type == "money":
        agrees = _money_agrees(made.value, found.value, same)
    else:
        agrees = not (question.type == "text" and _differ(made, found, proposal.relation))
    return None if agrees else Answer(made.value, language=made.language)


def _says_nothing(question: Question, answer: Answer) -> bool:
    """Blank, or not applicable, or no information, whichever way it is recorded."""
    meanings = [option.means for code in _codes(answer.value) if (option := question.option(code))]
    return bool(answer.non_answer) or is_blank(answer.value) or (bool(meanings) and all(meanings))


def _codes(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _number(value: Any) -> Decimal | None:
    try:
        return None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def _fits(made: Decimal | None, found: Decimal | None, same: bool) -> bool:
    """A number that counts more widely is no smaller."""
    return made is None or found is None or (made == found if same else made <= found)


def _money_agrees(made: Any, found: Any, same: bool) -> bool:
    if not isinstance(made, Mapping) or not isinstance(found, Mapping) or made.get("currency") != found.get("currency"):
        return True
    sides = ("amount", "from", "to")
    return all(_fits(_number(made.get(side)), _number(found.get(side)), same) for side in sides)


def _differ(made: Answer, found: Answer, relation: str) -> bool:
    """Short texts in one language that ought to be the same, whatever their capitals and blanks."""
    if relation != "exact" or (made.language and found.language and made.language != found.language):
        return False
    first, second = (" ".join(str(each.value).casefold().split()) for each in (made, found))
    return first != second
