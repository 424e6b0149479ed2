"""The exported rules, read by another library, show the same questions as our own evaluation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from json_logic import jsonLogic

from cbreport import Library
from cbreport.answering import Answer, evaluate
from cbreport.answering.logic import logic_data
from cbreport.definition import Form, parse_address
from cbreport.definition.json_logic import ROWS, either, every, key, negated, shown_rules
from tests.definition.small import small_form

FORM = small_form(
    """
    - {id: plan, type: yes-no, label: Plan?}
    - {id: n, type: integer, label: N}
    - {id: d, type: decimal, label: D}
    - {id: day, type: date, label: Day}
    - id: one
      type: choose-one
      label: One
      options: [{code: a, label: A}, {code: b.1, label: B}]
      show-when: {item: plan, equals: "true"}
    - {id: many, type: choose-many, label: Many, options: [{code: a, label: A}, {code: b, label: B}]}
    - id: m
      type: matrix
      label: M
      show-when: {not: {item: n, at-most: 3}}
      rows: [{code: r.1, label: R}, {code: s, label: S}]
      columns:
        - {id: need, type: tick, label: Need}
        - {id: how, type: integer, label: How many, show-when: {item: need, equals: "true"}}
        - {id: far, type: text, label: Far, show-when: {any: [{item: how, at-least: 5}, {item: plan, equals: "false"}]}}
    - id: g
      type: group
      label: G
      show-when: {item: d, at-least: 0.5}
      questions:
        - {id: t, type: text, label: T}
        - {id: p, type: integer, label: P, show-when: {item: t, answered: true}}
        - {id: again, type: calculated, label: A, calculate: {sum: p}}
        - {id: q, type: yes-no, label: Q, show-when: {all: [{item: p, at-least: 2}, {item: one, one-of: [a, b.1]}]}}
    - {id: w1, type: text, label: W, show-when: {item: one, equals: b.1}}
    - {id: w2, type: text, label: W, show-when: {item: one, not-equals: a}}
    - {id: w3, type: text, label: W, show-when: {item: many, includes: b}}
    - {id: w4, type: text, label: W, show-when: {item: day, at-least: "2020-01-01"}}
    - {id: w5, type: text, label: W, show-when: {item: n, one-of: ["2", "4.0"]}}
    - {id: w6, type: text, label: W, show-when: {item: 'm[r.1].how', at-least: 3}}
    - {id: w7, type: text, label: W, show-when: {item: m, answered: true}}
    - {id: w8, type: text, label: W, show-when: {item: g, answered: false}}
    - {id: w9, type: text, label: W, show-when: {some: g, where: {item: p, at-least: 3}}}
    - {id: w10, type: text, label: W, show-when: {every: g, where: {item: t, answered: true}}}
    - id: w11
      type: text
      label: W
      show-when: {some: g, where: {all: [{item: q, equals: "true"}, {item: plan, equals: "true"}]}}
    - {id: w12, type: text, label: W, show-when: {not: {item: w11, answered: true}}}
    - {id: w13, type: text, label: W, show-when: {item: w1, answered: false}}
    - {id: w14, type: text, label: W, show-when: {item: plan, not-equals: "true"}}
    - {id: w15, type: text, label: W, show-when: {some: m, where: {item: need, equals: "true"}}}
    - id: w16
      type: text
      label: W
      show-when: {every: m, where: {any: [{item: how, at-least: 2}, {item: n, equals: 5}]}}
    - {id: total, type: calculated, label: T, calculate: {sum: g.p}, show-when: {item: n, at-least: 2}}
    - {id: w18, type: text, label: W, show-when: {item: total, at-least: 3}}
    - {id: w19, type: text, label: W, show-when: {some: g, where: {item: again, at-least: 2}}}
    - {id: w20, type: text, label: W, show-when: {item: percent, at-least: 50}}
    - id: percent
      type: calculated
      label: P
      calculate: {share: m, where: {item: need, equals: "true"}}
    - {id: w17, type: text, label: W, show-when: {every: g, where: {not: {item: plan, answered: true}}}}
    """
)
RULES = shown_rules(FORM)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "plan": st.booleans(), "n": st.integers(0, 6), "d": st.sampled_from(["0", "0.5", "0.49", "7", "-1.25"]),
    "day": st.sampled_from(["2019-12-31", "2020-01-01", "2024-05-31"]), "one": st.sampled_from(["a", "b.1"]),
    "many": st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2, unique=True),
    **{f"m[{row}].need": st.booleans() for row in ("r.1", "s")},
    **{f"m[{row}].how": st.integers(0, 8) for row in ("r.1", "s")},
    **{f"g[{row}].t": st.just("x") for row in ("k1", "k2")},
    **{f"g[{row}].p": st.integers(0, 4) for row in ("k1", "k2")},
    **{f"g[{row}].q": st.booleans() for row in ("k1", "k2")},
    "w1": st.just("x"), "w11": st.just("x"), "m": st.none(), "g": st.none(),
}  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Answer]:
    made = {}
    for address, values in VALUES.items():
        kind = draw(st.sampled_from(["value", "value", "none", "none", "non-answer", "comment"]))
        value = draw(values) if kind == "value" else None
        if kind == "non-answer":
            made[address] = Answer(non_answer="not-applicable")
        elif kind == "comment":
            made[address] = Answer(comment="x")
        elif value is not None:
            made[address] = Answer(value)
    return made


def shown(data: dict[str, Any], address: str) -> bool:
    place = parse_address(address)
    assert place is not None
    if not place.row:
        return bool(jsonLogic(RULES[address], data))
    rows = data[place.question][ROWS]
    row = rows[key(place.row)] if isinstance(rows, dict) else next(each for each in rows if each["row"] == place.row)
    return bool(jsonLogic(RULES[f"{place.question}.{place.column}"], row))


@given(answers())
@settings(deadline=None, max_examples=400)
def test_another_library_shows_the_same(given_answers: dict[str, Answer]) -> None:
    data = json.loads(json.dumps(logic_data(FORM, given_answers)))
    seen = evaluate(FORM, given_answers)
    ours = {address: state.shown for address, state in seen.states.items()}
    theirs = {address: shown(data, address) for address in seen.states}
    assert theirs == ours


def installed() -> list[Form]:
    return list(Library().forms)


@pytest.mark.parametrize("form", installed(), ids=lambda form: form.key)
def test_every_installed_form_has_rules_that_can_be_read(form: Form) -> None:
    data = json.loads(json.dumps(logic_data(form, {})))
    rules = json.loads(json.dumps(shown_rules(form)))
    seen = evaluate(form, {})
    for question in form.questions():
        assert bool(jsonLogic(rules[question.id], data)) == seen.shown(question.id)


def test_what_is_certain_is_written_away() -> None:
    rule = {"var": "x"}
    assert (every([True, rule]), every([rule, False]), every([])) == (rule, False, True)
    assert (either([False, rule]), either([rule, True]), either([])) == (rule, True, False)
    assert (negated(True), negated(rule)) == (False, {"!": [rule]})
