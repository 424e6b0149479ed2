"""Small forms and answers at random, against the slow reference in reference.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from cbreport.answering import Answer, evaluate
from cbreport.definition import Condition, Form, Option, Question, Section, check_form
from cbreport.definition.conditions import Compare, Either, Every, Not, OverRows
from tests.answering.reference import Reference

CODES = ("a", "b")
OPTIONS = tuple(Option(code, code) for code in CODES)
ROWS = (Option("r", "R"), Option("other", "O", detail="text"))
TYPES = ("yes-no", "choose-one", "choose-many", "integer", "text", "tick")
OPERATORS = {
    "yes-no": ("equals", "not-equals", "one-of"),
    "tick": ("equals", "not-equals"),
    "choose-one": ("equals", "not-equals", "one-of"),
    "choose-many": ("includes",),
    "integer": ("equals", "not-equals", "one-of", "at-least", "at-most"),
}
OPERANDS = {"yes-no": ("true", "false"), "tick": ("true",), "integer": ("1", "2", "2.0"), "choose-many": CODES}


def compare(random: Random, item: str, type: str) -> Condition:
    operator = random.choice((*OPERATORS.get(type, ()), "answered"))
    if operator == "answered":
        return Compare(item, operator, (random.choice(("true", "false")),))
    operands = OPERANDS.get(type, CODES)
    return Compare(item, operator, tuple(operands[:2]) if operator == "one-of" else (random.choice(operands),))


def simple_condition(random: Random, known: list[Question], row: list[Question]) -> Condition:
    """A condition on one of the questions, on a cell or on rows, or on a neighbour in the same row."""
    question = random.choice([*known, *row])
    if question in row or not question.parts:
        return compare(random, question.id, question.type)
    part = random.choice(question.parts)
    cell = f"{question.id}[r].{part.id}" if question.type == "matrix" else question.id
    return random.choice(
        (
            compare(random, question.id, question.type),
            compare(random, cell, part.type if question.type == "matrix" else question.type),
            OverRows(random.choice(("some", "every")), question.id, compare(random, part.id, part.type)),
        )
    )


def condition(random: Random, known: list[Question], row: list[Question]) -> Condition:
    """One condition, or two put together."""
    one = simple_condition(random, known, row)
    kind = random.randrange(6)
    if kind < 3:
        return one
    other = simple_condition(random, known, row)
    return (Not(one), Every((one, other)), Either((Not(one), other)))[kind - 3]


def any_form(random: Random) -> Form:
    """Two sections of up to six questions. Conditions look at questions anywhere, so some forms have circles."""
    plain = [
        with_parts(
            random, Question(f"q{number}", random.choice((*TYPES, "note", "matrix", "group")), "Q", options=OPTIONS)
        )
        for number in range(random.randint(1, 6))
    ]
    finished = [with_conditions(random, question, plain) for question in plain]
    cut = random.randint(0, len(finished))
    known = [each for each in plain[:cut] if each.answerable]
    shown = condition(random, known, []) if known and random.random() < 0.5 else None
    second = Section("t", "T", show_when=shown, questions=tuple(finished[cut:]))
    return Form("f", "e", "x", "F", sections=(Section("s", "S", questions=tuple(finished[:cut])), second))


def with_parts(random: Random, question: Question) -> Question:
    if question.type not in ("matrix", "group"):
        return question
    # one part has the name of a question, to see where names are looked up
    ids = random.choice((("p",), ("p", "q0"), ("p", "q1", "x")))
    parts = tuple(Question(id, random.choice(TYPES), "P", options=OPTIONS) for id in ids if id != question.id)
    if question.type == "matrix":
        return replace(question, rows=ROWS, columns=parts)
    return replace(question, questions=parts)


def with_conditions(random: Random, question: Question, plain: list[Question]) -> Question:
    known = [each for each in plain if each is not question and each.answerable]

    def changed(question: Question, row: list[Question]) -> Question:
        wanted = bool(known or row) and random.random() < 0.5
        shown = condition(random, known, row) if wanted else None
        return replace(question, show_when=shown, required=random.random() < 0.5)

    def parts(before: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(changed(part, [each for each in before if each is not part]) for part in before)

    return replace(changed(question, []), columns=parts(question.columns), questions=parts(question.questions))


VALUES = {
    "yes-no": [True, False],
    "tick": [True],
    "choose-one": ["a", "b", "gone"],
    "choose-many": [["a"], ["a", "b"], [], "a"],
    "integer": [0, 1, 2, 3, "many"],
    "text": ["x", " ", "2"],
    "matrix": ["no value of a matrix"],
    "group": [],
    "note": ["x"],
}


def any_answers(random: Random, form: Form) -> dict[str, Answer]:
    """Answers of every kind at some of the form's addresses, in any order."""
    answers: dict[str, Answer] = {}
    for address, question in places(form):
        kind = random.choice(("none", "value", "value", "value", "non-answer", "comment"))
        if kind == "value" and VALUES[question.type]:
            answers[address] = Answer(random.choice(VALUES[question.type]))
        elif kind in ("non-answer", "comment"):
            answers[address] = Answer(non_answer="not-applicable") if kind == "non-answer" else Answer(comment="asked")
    order = list(answers)
    random.shuffle(order)
    return {address: answers[address] for address in order}


def places(form: Form) -> Iterator[tuple[str, Question]]:
    for question in form.questions():
        yield question.id, question
        keys = [row.code for row in question.rows] or ["k1", "k2"]
        yield from ((f"{question.id}[{key}].{part.id}", part) for part in question.parts for key in keys)


def circular(form: Form) -> bool:
    return any(found.code == "F14" for found in check_form(form))


at_random = st.randoms(use_true_random=False)


@settings(max_examples=400, deadline=None)
@given(at_random)
def test_evaluation_agrees_with_the_reference(random: Random) -> None:
    form = any_form(random)
    assume(not circular(form))
    answers = any_answers(random, form)
    note(f"{form}\n{answers}")
    seen, reference = evaluate(form, answers), Reference(form, answers)
    assert list(seen.states) == reference.addresses()
    for address, state in seen.states.items():
        assert (state.shown, state.required, state.answered) == (
            reference.shown(address),
            reference.required(address),
            reference.answered(address),
        ), address
    assert seen.visible_answers() == reference.visible()
    assert seen.rows == {
        question.id: tuple(reference.keys(question)) for question in form.questions() if question.parts
    }


@settings(max_examples=100, deadline=None)
@given(at_random)
def test_counts_agree_with_the_reference(random: Random) -> None:
    form = any_form(random)
    assume(not circular(form))
    answers = any_answers(random, form)
    note(f"{form}\n{answers}")
    count, reference = evaluate(form, answers).count(), Reference(form, answers)
    counted = [
        address
        for address in reference.addresses()
        if reference.shown(address)
        and reference.split(address)[2].type != "note"
        and ("[" not in address or reference.required(address))
    ]
    needed = [address for address in counted if reference.required(address)]
    assert count.shown == len(counted)
    assert count.answered == sum(map(reference.answered, counted))
    assert (count.required, count.open) == (len(needed), sum(not reference.answered(address) for address in needed))


@settings(max_examples=100, deadline=None)
@given(at_random)
def test_the_order_of_questions_changes_nothing_that_is_shown(random: Random) -> None:
    """No circle means that nothing depends on what is evaluated first."""
    form = any_form(random)
    assume(not circular(form))
    answers = any_answers(random, form)
    turned = replace(
        form,
        sections=tuple(replace(each, questions=each.questions[::-1]) for each in form.sections[::-1]),
    )
    assert {address: state.shown for address, state in evaluate(form, answers).states.items()} == {
        address: state.shown for address, state in evaluate(turned, answers).states.items()
    }


@settings(max_examples=100, deadline=None)
@given(at_random)
def test_a_circle_is_refused_or_evaluation_ends(random: Random) -> None:
    """The check for circles is strict enough: whatever it lets pass can be evaluated."""
    form = any_form(random)
    if not circular(form):
        full = {
            address: Answer(VALUES[question.type][0]) for address, question in places(form) if VALUES[question.type]
        }
        assert set(evaluate(form, full).states) >= {question.id for question in form.questions()}
