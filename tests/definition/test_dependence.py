"""What a part of a form depends on: with those answers alone it evaluates as with all of them."""

from __future__ import annotations

from random import Random

from hypothesis import assume, given, note, settings

from cbreport.answering import evaluate
from cbreport.definition import load_form
from cbreport.definition.dependence import needed_by
from tests.answering.test_evaluation_at_random import any_answers, any_form, at_random, circular

FORM = """\
cbreport: 1
id: small
edition: one
convention: example
title: Small
sections:
  - id: first
    title: First
    questions:
      - {id: plan, type: yes-no, label: Plan?}
      - {id: aside, type: text, label: Aside?}
      - id: trainings
        type: group
        label: Trainings
        questions:
          - {id: title, type: text, label: Title?}
          - {id: people, type: integer, label: People?}
      - {id: secret, type: yes-no, label: Secret?, private: true}
      - {id: total, type: calculated, label: Total, calculate: {sum: trainings.people}}
  - id: second
    title: Second
    show-when: {item: plan, equals: "true"}
    questions:
      - {id: where, type: text, label: Where?}
      - {id: crowd, type: text, label: Crowd?, show-when: {item: total, at-least: "10"}}
      - {id: which, type: reference, to: trainings, label: Which?}
  - id: third
    title: Third
    questions:
      - {id: alone, type: text, label: Alone?}
      - {id: named, type: text, label: Named?, show-when: {some: trainings, where: {item: title, answered: true}}}
"""


def test_conditions_formulas_and_references_are_followed_through_sections() -> None:
    form = load_form(FORM)
    assert needed_by(form, {"second"}) == {"where", "crowd", "which", "plan", "total", "trainings"}
    assert needed_by(form, {"third"}) == {"alone", "named", "trainings"}
    assert needed_by(form, {"first"}) == {"plan", "aside", "trainings", "secret", "total"}


def test_nothing_is_needed_by_sections_that_are_not_there() -> None:
    assert needed_by(load_form(FORM), {"gone"}) == frozenset()


@settings(max_examples=300, deadline=None)
@given(at_random)
def test_what_is_needed_suffices(random: Random) -> None:
    form = any_form(random)
    assume(not circular(form))
    answers = any_answers(random, form)
    section = random.choice(form.sections)
    needed = needed_by(form, {section.id})
    part = {address: answer for address, answer in answers.items() if address.partition("[")[0] in needed}
    note(f"{form}\n{answers}\n{needed}")
    whole, held = evaluate(form, answers), evaluate(form, part)
    own = {question.id for question in section.questions}
    assert [each for each in whole.states.values() if each.section == section.id] == [
        each for each in held.states.values() if each.section == section.id
    ]
    assert (section.id in whole.hidden_sections) == (section.id in held.hidden_sections)
    assert {id: whole.rows[id] for id in whole.rows if id in own} == {
        id: held.rows[id] for id in held.rows if id in own
    }
    assert whole.count(section.id) == held.count(section.id)
