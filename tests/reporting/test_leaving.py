"""What leaves the Party, and what everybody who reads it elsewhere can conclude from it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer, answer_from_data
from cbreport.definition import Form
from cbreport.reporting import Report, report_data
from cbreport.reporting.leaving import confirmed_answers
from tests.definition.small import small_form

FORM = small_form(
    """
    - {id: plan, type: yes-no, label: Is there a plan?}
    - {id: where, type: text, label: Where is it?, show-when: {item: plan, equals: "true"}}
    - {id: contact, type: text, label: Whom to ask, private: true}
    - id: needs
      type: matrix
      label: Needs
      rows: [{code: managers, label: Managers}, {code: other, label: Other, with: text}]
      columns: [{id: advice, type: tick, label: Advice}, {id: name, type: text, label: Name, private: true}]
    - id: trainings
      type: group
      label: Trainings
      questions:
        - {id: title, type: text, label: Title}
        - {id: cost, type: money, label: Cost, show-when: {item: title, answered: true}}
    """
)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "plan": st.booleans(),
    "where": st.just("Nairobi"),
    "contact": st.just("secret: Amina"),
    "needs[managers].advice": st.just(True),
    "needs[managers].name": st.just("secret: Barasa"),
    "trainings[r1].title": st.just("Census"),
    "trainings[r1].cost": st.just({"amount": "3", "currency": "USD"}),
    "needs": st.none(),
    "trainings": st.none(),
}


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Answer]:
    answers = {}
    for address, values in KINDS.items():
        if draw(st.booleans()):
            value = draw(values)
            answers[address] = Answer(
                value=value,
                non_answer=draw(st.sampled_from(["", "not-applicable"])) if value is None else "",
                comment=draw(st.sampled_from(["", "secret: internal"])),
                confirmed=draw(st.booleans()),
                author="amina",
                time="2024-05-01",
                origin=draw(st.sampled_from([{}, {"form": "secret: other@one"}])),
            )
    return answers


def report(answers: dict[str, Any], form: Form = FORM) -> Report:
    made = {
        address: each
        if isinstance(each, Answer)
        else answer_from_data(each if isinstance(each, dict) else {"value": each})
        for address, each in answers.items()
    }
    return Report(form, "KEN", "EX1", made)


@given(drafts())
@settings(deadline=None)
def test_nothing_private_internal_or_unconfirmed_ever_leaves(answers: dict[str, Answer]) -> None:
    made = report(answers)
    leaving = report_data(made, public=True)["answers"]
    assert "secret" not in repr(made.leaving) + repr(leaving)
    for address in leaving:
        assert answers[address].confirmed
        whole = address.partition("[")[0]
        if "[" in address:
            assert not (whole in answers and answers[whole].non_answer and answers[whole].confirmed)
    if "where" in leaving:
        assert leaving["plan"]["value"] is True


@given(drafts())
@settings(deadline=None)
def test_who_reads_it_elsewhere_sees_the_same_questions(answers: dict[str, Answer]) -> None:
    made = report(answers)
    elsewhere = report(
        {address: answer_from_data(each) for address, each in report_data(made, public=True)["answers"].items()}
    )
    assert set(elsewhere.leaving) == set(report_data(made, public=True)["answers"])


def test_what_follows_from_a_proposal_stays_with_it() -> None:
    made = report({"plan": {"value": True, "confirmed": False}, "where": "Nairobi"})
    assert made.evaluation.shown("where")
    assert not made.settled.shown("where")
    assert made.leaving == {}


def test_a_non_answer_for_the_whole_stands_alone() -> None:
    made = report({"needs": {"non-answer": "not-applicable"}, "needs[managers].advice": True})
    assert list(made.leaving) == ["needs"]


@pytest.mark.parametrize("confirmed", [True, False])
def test_nothing_is_evaluated_twice_without_need(confirmed: bool) -> None:
    made = report({"plan": {"value": True, "confirmed": confirmed}})
    assert (made.settled is made.evaluation) is confirmed
    assert (confirmed_answers(made.answers) is made.answers) is confirmed
