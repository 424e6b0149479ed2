"""The next question without an answer, in the form's order."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cbreport.answering import Answer
from cbreport.definition import load_form
from cbreport.reporting import Report, next_unanswered
from cbreport.reporting.unanswered import unanswered

FORM = load_form("""
cbreport: 1
id: small
edition: one
convention: example
title: Small
sections:
  - id: first
    title: First
    questions:
      - {id: a, type: text, label: A}
      - {id: read, type: note, label: Read this}
      - {id: b, type: yes-no, label: B}
      - {id: c, type: text, label: C, show-when: {item: b, equals: "true"}}
  - id: second
    title: Second
    questions:
      - {id: d, type: text, label: D, required: true}
      - id: rows
        type: group
        label: Rows
        questions: [{id: name, type: text, label: N, required: true}, {id: x, type: text, label: X}]
      - {id: count, type: calculated, label: Count, calculate: {count: rows}}
      - {id: e, type: text, label: E}
""")
ASKED = ["a", "b", "d", "rows", "e"]  # while nothing is answered


def report(**given: Any) -> Report:
    answers = {id: each if isinstance(each, Answer) else Answer(each) for id, each in given.items()}
    return Report(FORM, "KEN", "EX1", answers)


def then(found: Report, after: str = "") -> str:
    question = next_unanswered(found, after)
    return question.id if question else ""


def test_it_is_the_first_in_the_order_of_the_form() -> None:
    assert then(report()) == "a"
    assert then(report(a="x")) == "b"


def test_it_comes_after_a_question_and_begins_again_at_the_end() -> None:
    assert then(report(), after="b") == "d"
    assert then(report(), after="e") == "a"
    assert then(report(a="x"), after="e") == "b"


def test_after_a_question_that_there_is_not_it_begins_at_the_top() -> None:
    assert then(report(), after="nothing") == "a"


def test_what_is_not_shown_is_passed_over() -> None:
    assert then(report(a="x", b=False)) == "d"
    assert then(report(a="x", b=True)) == "c"


def test_notes_and_calculated_answers_are_not_asked() -> None:
    assert unanswered(report()) == set(ASKED)


def test_a_non_answer_answers() -> None:
    assert then(report(a=Answer(non_answer="no-information"))) == "b"


def test_a_proposal_that_nobody_has_confirmed_does_not() -> None:
    assert then(report(a=Answer("x", confirmed=False))) == "a"


def test_a_row_that_lacks_what_is_required_is_open() -> None:
    row = {"a": "x", "b": False, "d": "x", "e": "x"}
    assert then(report(**row, **{"rows[r1].x": "x"})) == "rows"
    assert then(report(**row, **{"rows[r1].name": "x"})) == ""


def test_in_a_complete_report_there_is_none() -> None:
    assert next_unanswered(report(a="x", b=False, d="x", e="x", **{"rows[r].name": "x"})) is None


@given(st.sets(st.sampled_from(ASKED)))
def test_going_on_and_on_leads_to_every_open_question_once(answered: set[str]) -> None:
    given_ = {("rows[r].name" if id == "rows" else id): (False if id == "b" else "x") for id in answered}
    found, seen, at = report(**given_), [], ""
    while (at := then(found, after=at)) and at not in seen:
        seen.append(at)
    assert seen == [id for id in ASKED if id not in answered]
