from __future__ import annotations

import pytest

from cbreport.definition import Form, condition_in_words
from tests.definition.small import at, small_form

QUESTIONS = """
- {id: plan, number: I.1, type: yes-no, label: Is there a plan?}
- {id: people, number: I.2, type: integer, label: People}
- {id: help, type: choose-many, label: Which help?, options: [{code: money, label: Money}, {code: "NO", label: None}]}
- {id: held, type: date, label: Held?}
- id: matrix
  number: I.5
  type: matrix
  label: Who needs what?
  rows: [{code: r, label: Rangers}]
  columns: [{id: ticked, type: tick, label: Training}]
- id: events
  type: group
  label: "{Events}"
  questions: [{id: size, type: integer, label: Size}, {id: place, type: text, label: Place}]
- {id: shown, type: text, label: Shown, show-when: %s}
"""


def form_with(condition: str) -> Form:
    return small_form(QUESTIONS % condition)


def in_words(condition: str, **options: str) -> str:
    form = form_with(condition)
    shown = at(form, "shown").show_when
    assert shown is not None
    return condition_in_words(shown, form)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{item: plan, equals: true}", "I.1 is yes"),
        ("{item: plan, equals: false}", "I.1 is no"),
        ("{item: plan, not-equals: true}", "I.1 is answered and is not yes"),
        ("{item: plan, answered: true}", "I.1 is answered"),
        ("{item: plan, answered: false}", "I.1 is not answered"),
        ("{item: people, at-least: 20}", "I.2 is 20 or more"),
        ("{item: people, at-most: 20}", "I.2 is 20 or less"),
        ("{item: people, one-of: ['1', '2', '3']}", "I.2 is 1 or 2 or 3"),
        ("{item: help, includes: money}", "“Which help?” includes “Money”"),
        ("{item: help, includes: NO}", "“Which help?” includes “None”"),
        ("{item: held, at-least: 2024-05-31}", "“Held?” is 2024-05-31 or more"),
        ("{item: 'matrix[r].ticked', equals: true}", "“Rangers: Training” is yes"),
        ("{item: matrix, answered: true}", "I.5 is answered"),
        ("{not: {item: plan, equals: true}}", "it is not so that I.1 is yes"),
        (
            "{all: [{item: plan, equals: true}, {item: people, at-least: 2}, {item: held, answered: true}]}",
            "I.1 is yes and I.2 is 2 or more and “Held?” is answered",
        ),
        ("{any: [{item: plan, equals: true}, {item: people, at-least: 2}]}", "I.1 is yes or I.2 is 2 or more"),
        ("{some: events, where: {item: size, at-least: 20}}", "some row of “{Events}” has: “Size” is 20 or more"),
        ("{every: events, where: {item: place, answered: true}}", "every row of “{Events}” has: “Place” is answered"),
        ("{some: events, where: {item: plan, equals: true}}", "some row of “{Events}” has: I.1 is yes"),
    ],
)
def test_a_condition_in_english(condition: str, words: str) -> None:
    assert in_words(condition) == words


def test_words_are_translated_before_they_are_put_together() -> None:
    french = {
        "{first} or {second}": "{first} ou {second}",
        "{question} includes {value}": "{question} comprend {value}",
        "Which help?": "Quelle aide ?",
        "Money": "Argent",
        "None": "Aucune",
    }
    form = form_with("{any: [{item: help, includes: money}, {item: help, includes: NO}]}")
    shown = at(form, "shown").show_when
    assert shown is not None
    assert condition_in_words(shown, form, lambda text: french.get(text, text)) == (
        "“Quelle aide ?” comprend “Argent” ou “Quelle aide ?” comprend “Aucune”"
    )


def test_a_translation_may_turn_the_order_round() -> None:
    form = form_with("{item: people, at-least: 20}")
    shown = at(form, "shown").show_when
    assert shown is not None
    turned = {"{question} is {value} or more": "at least {value}: {question}"}
    assert condition_in_words(shown, form, lambda text: turned.get(text, text)) == "at least 20: I.2"
