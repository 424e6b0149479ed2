"""Which questions are shown, required and answered, for one set of answers, in one pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from cbreport.answering.answers import Answer
from cbreport.answering.calculating import CalculationFailed, calculate
from cbreport.definition.addresses import parse_address
from cbreport.definition.model import Form, Question, Section

Answers = Mapping[str, Answer]


class State(NamedTuple):
    """What holds at one address. A tuple, because one is made for every address whenever anything is evaluated."""

    address: str
    question: Question
    section: str
    shown: bool
    required: bool
    answered: bool


@dataclass(frozen=True)
class Count:
    """How far a section or a report is. ``open`` counts required questions without an answer."""

    shown: int = 0
    answered: int = 0
    required: int = 0
    open: int = 0

    @property
    def share(self) -> float:
        """Answered of shown, 0 to 1; 1 when nothing is shown."""
        return self.answered / self.shown if self.shown else 1.0


@dataclass(frozen=True)
class Evaluation:
    """The states of every address of a form, and the rows of its groups in order.

    ``answers`` are those that were given, and those of calculated questions; ``given`` is what stood in the place of a
    calculated one, ``failed`` says which could not be calculated, and why.
    """

    form: Form
    answers: Answers
    states: Mapping[str, State]
    rows: Mapping[str, tuple[str, ...]]
    hidden_sections: frozenset[str] = frozenset()
    given: Answers = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)

    def shown(self, address: str) -> bool:
        """Whether the question at this address is shown; an unknown address is not."""
        state = self.states.get(address)
        return state is not None and state.shown

    def count(self, *sections: str) -> Count:
        """Progress over some sections, or over the report. Cells and rows count through their matrix or group."""
        states = [state for state in self._counted(sections) if state.shown]
        required = [state for state in states if state.required]
        return Count(
            shown=len(states),
            answered=sum(state.answered for state in states),
            required=len(required),
            open=sum(not state.answered for state in required),
        )

    def _counted(self, sections: Collection[str]) -> Iterator[State]:
        for state in self.states.values():
            if (sections and state.section not in sections) or not state.question.asked:
                continue
            nested = "[" in state.address
            if not nested or state.required:
                yield state

    def visible_answers(self) -> dict[str, Answer]:
        """The answers that count: at addresses of the form that are shown."""
        kept = {}
        for address, answer in self.answers.items():
            place = parse_address(address)
            question = self.form.at(place) if place else None
            if place is None or question is None or not question.answerable or answer.empty:
                continue
            beside_a_row = bool(place.row) and not place.column
            if self.shown(place.question if beside_a_row else address):
                kept[address] = answer
        return kept


def evaluate(form: Form, answers: Answers) -> Evaluation:
    """Evaluate every condition of ``form`` against ``answers``.

    >>> from cbreport.definition import load_form
    >>> form = load_form('''
    ... cbreport: 1
    ... id: small
    ... edition: one
    ... convention: example
    ... title: Small
    ... sections:
    ...   - id: only
    ...     title: Only
    ...     questions:
    ...       - {id: plan, type: yes-no, label: Is there a plan?}
    ...       - {id: where, type: text, label: Where is it?, show-when: {item: plan, equals: "true"}}
    ... ''')
    >>> evaluate(form, {"plan": Answer(True)}).shown("where"), evaluate(form, {}).shown("where")
    (True, False)
    """
    return _Evaluator(form, answers).run()


def row_keys(question: Question, answers: Answers) -> tuple[str, ...]:
    """Keys of a matrix's or group's rows in order: fixed ones, or those with an answer, first come first."""
    if question.type == "matrix":
        return tuple(row.code for row in question.rows)
    start = question.id + "["
    inside = {address: answer for address, answer in answers.items() if address.startswith(start)}
    return tuple(_rows_by_group(inside).get(question.id, ()))


def _rows_by_group(answers: Answers) -> dict[str, dict[str, None]]:
    """For each question that has rows the keys of those with an answer, first come first."""
    found: dict[str, dict[str, None]] = {}
    for address, answer in answers.items():
        if "[" in address and not answer.empty and (place := parse_address(address)) and place.column:
            found.setdefault(place.question, {})[place.row] = None
    return found


@dataclass
class _Evaluator:
    form: Form
    answers: Answers
    states: dict[str, State] = field(default_factory=dict)
    sections: dict[str, bool] = field(default_factory=dict)
    wholes: dict[str, bool] = field(default_factory=dict)
    begun: dict[str, dict[str, None]] = field(init=False)
    given: dict[str, Answer] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    worked_out: dict[str, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.form.calculates:
            self.given = {address: each for address, each in self.answers.items() if _calculated(self.form, address)}
            self.worked_out = {address: each for address, each in self.answers.items() if address not in self.given}
            self.answers = self.worked_out
        # One look at the answers for all groups: looking at all of them for each group grows with the square.
        self.begun = _rows_by_group(self.answers)

    def run(self) -> Evaluation:
        for section in self.form.sections:
            for question in section.questions:
                self.state(section, question)
        ordered = {address: self.states[address] for address in self._addresses()}
        hidden = frozenset(section.id for section in self.form.sections if not self.section_shown(section))
        rows = {question.id: self.row_keys(question) for question in self.form.questions() if question.parts}
        return Evaluation(self.form, self.answers, ordered, rows, hidden, self.given, self.failed)

    def _addresses(self) -> Iterator[str]:
        for question in self.form.questions():
            yield question.id
            for key in self.row_keys(question):
                yield from (f"{question.id}[{key}].{part.id}" for part in question.parts)

    def row_keys(self, question: Question) -> tuple[str, ...]:
        if question.type == "matrix":
            return tuple(row.code for row in question.rows)
        return tuple(self.begun.get(question.id, ())) if question.parts else ()

    def section_shown(self, section: Section) -> bool:
        if section.id not in self.sections:
            self.sections[section.id] = section.show_when is None or section.show_when.holds(_FormScope(self))
        return self.sections[section.id]

    def question_shown(self, section: Section, question: Question) -> bool:
        """Whether a question is shown. Of a matrix or group this needs none of its cells, which may need it."""
        if question.id not in self.wholes:
            holds = question.show_when is None or question.show_when.holds(_FormScope(self))
            self.wholes[question.id] = self.section_shown(section) and holds
        return self.wholes[question.id]

    def state(self, section: Section, question: Question) -> State:
        if question.id in self.states:
            return self.states[question.id]
        shown = self.question_shown(section, question)
        if question.formula:
            self.work_out(question.id, question, _FormScope(self))
        own = self.answers.get(question.id, _BLANK)
        if not question.parts:
            asked = shown and question.required and question.answerable
            state = State(question.id, question, section.id, shown, asked, own.answered)
            self.states[question.id] = state
            return state
        cells: list[State] = []
        for key in self.row_keys(question):
            row = [self.cell(section, question, key, part) for part in question.parts]
            if own.non_answer or not _begun(question, key, row):
                row = [cell._replace(required=False) for cell in row]
                self.states.update((cell.address, cell) for cell in row)
            cells.extend(row)
        answered = bool(own.non_answer) or any(cell.answered and cell.shown and cell.question.asked for cell in cells)
        state = State(question.id, question, section.id, shown, shown and question.required, answered)
        self.states[question.id] = state
        return state

    def cell(self, section: Section, question: Question, key: str, part: Question) -> State:
        address = f"{question.id}[{key}].{part.id}"
        if address not in self.states:
            shown = self.question_shown(section, question) and (
                part.show_when is None or part.show_when.holds(_RowScope(self, section, question, key))
            )
            if part.formula:
                self.work_out(address, part, _RowScope(self, section, question, key))
            answered = self.answers.get(address, _BLANK).answered
            self.states[address] = State(address, part, section.id, shown, shown and part.required, answered)
        return self.states[address]

    def work_out(self, address: str, question: Question, scope: _FormScope) -> None:
        """Put the value of a calculated question among the answers."""
        assert question.formula is not None
        try:
            value = calculate(question, question.formula, scope)
        except CalculationFailed as error:
            self.failed[address] = str(error)
            return
        if value is not None:
            self.worked_out[address] = Answer(value, source="calculated")


def _calculated(form: Form, address: str) -> bool:
    question = form.at(address)
    return question is not None and question.formula is not None


_BLANK = Answer()


def _begun(question: Question, key: str, cells: Iterable[State]) -> bool:
    """Whether a row is to be filled in: a row that asks "which?" (Other) needs no cells until one is answered."""
    row = question.row(key)
    return row is None or not row.detail or any(cell.answered and cell.shown for cell in cells)


@dataclass(frozen=True)
class _FormScope:
    evaluator: _Evaluator

    @property
    def form(self) -> Form:
        return self.evaluator.form

    def scope(self) -> _FormScope:
        return self

    def part_of_row(self, item: str) -> bool:
        return False

    def question_of(self, item: str) -> Question | None:
        return self.evaluator.form.question(item)

    def every_row(self, group: str) -> Sequence[_RowScope]:
        whole = self.evaluator.answers.get(group, _BLANK)  # a non-answer for the whole stands alone
        return [] if whole.non_answer else list(self.rows(group))

    def begun(self, group: str) -> Sequence[_RowScope]:
        question = self.evaluator.form.question(group)
        rows = self.every_row(group)
        if question is None or (question.type == "group" and not any(part.private for part in question.parts)):
            return rows
        # What only private answers have begun leaves no row behind for others to count.
        told = [part for part in question.parts if part.asked and (question.private or not part.private)]
        return [row for row in rows if any(row.answered(part.id) for part in told)]

    def _state(self, item: str) -> State | None:
        place = parse_address(item)
        section = self.evaluator.form.section_of(place.question) if place else None
        question = self.evaluator.form.question(place.question) if place else None
        if place is None or section is None or question is None:
            return None
        part = question.part(place.column) if place.column else None
        if part:
            return self.evaluator.cell(section, question, place.row, part)
        return self.evaluator.state(section, question)

    def answered(self, item: str) -> bool:
        state = self._state(item)
        return state is not None and state.shown and state.answered

    def value(self, item: str) -> object:
        state = self._state(item)
        if state is None or not state.shown:
            return None
        return value_of(state.question, self.evaluator.answers.get(state.address, _BLANK))

    def rows(self, group: str) -> Iterable[_RowScope]:
        question = self.evaluator.form.question(group)  # rows have no groups: a part of that name is not meant
        section = self.evaluator.form.section_of(group)
        if question is None or section is None or not self.evaluator.question_shown(section, question):
            return []
        return [_RowScope(self.evaluator, section, question, key) for key in self.evaluator.row_keys(question)]


@dataclass(frozen=True)
class _RowScope(_FormScope):
    section: Section
    question: Question
    key: str

    def part_of_row(self, item: str) -> bool:
        return self.question.part(item) is not None

    def question_of(self, item: str) -> Question | None:
        return self.question.part(item) or super().question_of(item)

    def _state(self, item: str) -> State | None:
        part = self.question.part(item)
        if part is None:
            return super()._state(item)
        return self.evaluator.cell(self.section, self.question, self.key, part)


def value_of(question: Question, answer: Answer) -> object:
    """The value as conditions see it: decimals as numbers, blanks and non-answers as None."""
    if answer.non_answer or not answer.answered:
        return None
    if question.type == "decimal" and isinstance(answer.value, str):
        try:
            number = Decimal(answer.value)
        except InvalidOperation:
            return None
        return number if number.is_finite() else None
    return answer.value


def meaning(question: Question, answer: Answer) -> str:
    """The non-answer that was recorded, or that all chosen options stand for; empty for a real answer."""
    if answer.non_answer:
        return answer.non_answer
    codes = answer.value if isinstance(answer.value, list | tuple) else [answer.value]
    meanings = [option.means for code in codes if (option := question.option(code))]
    return meanings[0] if meanings and all(meanings) else ""
