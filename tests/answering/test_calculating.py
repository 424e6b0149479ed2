"""Calculated answers: what they give, what blanks do to them, and what a plugin's function can do wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.answering import Answer, check_answers, evaluate
from cbreport.definition import Calculation, Form, Parts
from tests.definition.small import small_form

TRAININGS = small_form(
    """
    - id: trainings
      type: group
      label: Trainings
      questions:
        - {id: kind, type: choose-one, label: Kind, options: [{code: course, label: C}, {code: visit, label: V}]}
        - {id: people, type: integer, label: People}
        - {id: women, type: integer, label: Women}
        - {id: cost, type: decimal, label: Cost}
        - {id: part-women, type: calculated, label: Share, calculate: {share: women, of: people}}
    - {id: held, type: calculated, label: N, calculate: {count: trainings}}
    - {id: courses, type: calculated, label: N, calculate: {count: trainings, where: {item: kind, equals: course}}}
    - {id: people, type: calculated, label: P, calculate: {sum: trainings.people}}
    - id: trained
      type: calculated
      label: P
      calculate: {sum: trainings.people, where: {item: kind, equals: course}}
    - {id: cost, type: calculated, label: C, decimals: 2, calculate: {sum: trainings.cost}}
    - {id: women, type: calculated, label: W, calculate: {share: trainings.women, of: trainings.people}}
    - {id: visits, type: calculated, label: V, calculate: {share: trainings, where: {item: kind, equals: visit}}}
    - id: size
      type: calculated
      label: S
      calculate: {band: held}
      options: [{code: one, label: One, from: 1, to: 1}, {code: more, label: More, from: 2}]
    - {id: many, type: text, label: M, show-when: {item: held, at-least: 2}}
    """
)


def worked_out(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    given = {address: each if isinstance(each, Answer) else Answer(each) for address, each in answers.items()}
    found = evaluate(form, given).answers
    return {address: each.value for address, each in found.items() if each.source == "calculated"}


def rows(*made: dict[str, Any]) -> dict[str, Any]:
    return {f"trainings[r{at}].{key}": value for at, row in enumerate(made) for key, value in row.items()}


def test_counts_sums_shares_and_bands() -> None:
    answers = rows(
        {"kind": "course", "people": 20, "women": 5, "cost": "10.50"},
        {"kind": "visit", "people": 10, "women": 4, "cost": "0.255"},
        {"kind": "course", "people": 3},
    )
    assert worked_out(TRAININGS, answers) == {
        "trainings[r0].part-women": "25.0",
        "trainings[r1].part-women": "40.0",
        "held": 3,
        "courses": 2,
        "people": 33,
        "trained": 23,
        "cost": "10.76",
        "women": "27.3",
        "visits": "33.3",
        "size": "more",
    }


def test_without_rows_or_numbers_there_is_no_value() -> None:
    assert worked_out(TRAININGS, {}) == {}
    assert worked_out(TRAININGS, rows({"kind": "visit"})) == {"held": 1, "courses": 0, "visits": "100.0", "size": "one"}
    nothing = rows({"kind": "course", "people": Answer(non_answer="no-information")})
    assert "people" not in worked_out(TRAININGS, nothing)


def test_nothing_is_divided_by_zero() -> None:
    found = worked_out(TRAININGS, rows({"people": 0, "women": 0}))
    assert found["people"] == 0
    assert "women" not in found
    assert "trainings[r0].part-women" not in found


def test_what_was_given_in_its_place_is_not_used_and_is_told() -> None:
    answers = {"held": Answer(7), **{key: Answer(value) for key, value in rows({"kind": "visit"}).items()}}
    assert evaluate(TRAININGS, answers).answers["held"] == Answer(1, source="calculated")
    assert [(each.code, each.address) for each in check_answers(TRAININGS, answers)] == [("A31", "held")]
    same = {**answers, "held": Answer(1)}
    assert check_answers(TRAININGS, same) == ()


def test_a_condition_sees_it_and_it_is_no_progress() -> None:
    two = {address: Answer(value) for address, value in rows({"people": 1}, {"people": 2}).items()}
    seen = evaluate(TRAININGS, two)
    assert seen.shown("many")
    assert not evaluate(TRAININGS, {}).shown("many")
    assert seen.count().shown == 2  # the group, and the text that follows
    assert seen.visible_answers()["held"].value == 2


def test_options_that_were_chosen_are_counted_without_none_of_them() -> None:
    form = small_form(
        """
        - id: help
          type: choose-many
          label: H
          options: [{code: a, label: A}, {code: b, label: B}, {code: none, label: N}]
          exclusive: [none]
        - {id: kinds, type: calculated, label: K, calculate: {count: help}}
        """
    )
    assert worked_out(form, {"help": ["a", "b"]}) == {"kinds": 2}
    assert worked_out(form, {"help": ["none"]}) == {"kinds": 0}
    assert worked_out(form, {}) == {}


def test_rows_of_a_matrix_count_when_something_is_answered_there() -> None:
    form = small_form(
        """
        - id: m
          type: matrix
          label: M
          rows: [{code: a, label: A}, {code: b, label: B}, {code: c, label: C}]
          columns: [{id: yes, type: tick, label: Y}, {id: n, type: integer, label: N}]
        - {id: begun, type: calculated, label: B, calculate: {count: m}}
        - {id: ticked, type: calculated, label: T, calculate: {count: m, where: {item: "yes", equals: "true"}}}
        - {id: total, type: calculated, label: T, calculate: {sum: m.n}}
        """
    )
    assert worked_out(form, {}) == {}
    assert worked_out(form, {"m[a].yes": True, "m[b].n": 4}) == {"begun": 2, "ticked": 1, "total": 4}


def test_hidden_questions_are_blank_to_it() -> None:
    form = small_form(
        """
        - {id: a, type: integer, label: A}
        - {id: gate, type: yes-no, label: G}
        - {id: b, type: integer, label: B, show-when: {item: gate, equals: "true"}}
        - {id: both, type: calculated, label: S, calculate: {sum: [a, b]}}
        """
    )
    assert worked_out(form, {"a": 1, "b": 2}) == {"both": 1}
    assert worked_out(form, {"a": 1, "b": 2, "gate": True}) == {"both": 3}


@given(st.lists(st.tuples(st.none() | st.integers(0, 10**6), st.none() | st.integers(0, 10**6))))
def test_a_sum_is_that_of_the_numbers(pairs: list[tuple[int | None, int | None]]) -> None:
    answers = rows(*({"kind": "course", "people": people, "women": women} for people, women in pairs))
    found = worked_out(TRAININGS, answers)
    people, women = ([pair[at] for pair in pairs if pair[at] is not None] for at in (0, 1))
    assert found.get("people") == (sum(people) if people else None)
    assert found.get("held") == (len(pairs) or None)
    if women and sum(people):
        exact = Decimal(sum(women)) * 100 / sum(people)
        assert abs(Decimal(found["women"]) - exact) <= Decimal("0.05")


def test_exclusive_options_of_a_row_are_no_choice_either() -> None:
    form = small_form(
        """
        - id: g
          type: group
          label: G
          questions:
            - id: topics
              type: choose-many
              label: T
              options: [{code: a, label: A}, {code: none, label: N}]
              exclusive: [none]
            - {id: c, type: calculated, label: C, calculate: {count: topics}}
        """
    )
    assert worked_out(form, {"g[1].topics": ["none"], "g[2].topics": ["a"]}) == {"g[1].c": 0, "g[2].c": 1}


def test_a_group_that_is_not_applicable_counts_nothing() -> None:
    answers = {"trainings": Answer(non_answer="not-applicable"), **rows({"kind": "course", "people": 3})}
    found = worked_out(TRAININGS, answers)
    assert not {"held", "people", "visits", "women"} & found.keys()


@pytest.mark.parametrize("typed", ["1e30", "1e999999", "NaN", "Infinity", "9" * 30, "0.0000001", "a few"])
def test_what_is_no_sound_number_is_left_out(typed: str) -> None:
    form = small_form(
        """
        - {id: a, type: decimal, label: A}
        - {id: b, type: decimal, label: B}
        - {id: sum, type: calculated, label: S, decimals: 2, calculate: {sum: [a, b]}}
        - {id: part, type: calculated, label: P, calculate: {share: a, of: b}}
        """
    )
    assert worked_out(form, {"a": typed, "b": "2"}) == {"sum": "2.00"}
    assert codes_of(form, {"a": typed, "b": "2"}) == {"a"}


def test_the_largest_and_smallest_numbers_are_no_accident() -> None:
    form = small_form(
        """
        - {id: a, type: decimal, label: A}
        - {id: b, type: decimal, label: B, decimals: 6}
        - {id: part, type: calculated, label: P, calculate: {share: a, of: b}}
        """
    )
    found = check_answers(form, {"a": Answer("9" * 20), "b": Answer("0.000001")})
    assert [(each.code, each.address) for each in found] == [("A30", "part")]


def codes_of(form: Form, answers: dict[str, Any]) -> set[str]:
    return {each.address for each in check_answers(form, {at: Answer(value) for at, value in answers.items()})}


# -- functions of plugins ---------------------------------------------------------------------------------------------

FUNCTION = """
    - {id: a, type: integer, label: A}
    - {id: out, type: calculated, label: O, calculate: {function: made, of: [a]}}
    """


def with_function(run: Any, gives: str = "decimal") -> Form:
    return small_form(FUNCTION, Parts(calculations={"made": Calculation("made", run, gives)}))


def test_a_plugin_function_is_given_lists_and_gives_a_value() -> None:
    assert worked_out(with_function(lambda a: Decimal(a[0]) / 3), {"a": 10}) == {"out": "3.33"}
    assert worked_out(with_function(lambda a: "much" if a[0] else None, "text"), {"a": 10}) == {"out": "much"}
    assert worked_out(with_function(lambda a: None), {"a": 10}) == {}


@pytest.mark.parametrize(
    ("run", "gives", "words"),
    [
        (lambda a: 1 / 0, "decimal", "ZeroDivisionError"),
        (lambda: 1, "decimal", "TypeError"),
        (lambda a: "ten", "integer", "not a whole number"),
        (lambda a: Decimal("nan"), "decimal", "NaN"),
        (lambda a: [object()], "text", "text"),
    ],
)
def test_a_function_that_fails_is_named_and_blocks_submission(run: Any, gives: str, words: str) -> None:
    found = check_answers(with_function(run, gives), {"a": Answer(10)})
    assert [(each.code, each.severity, each.address) for each in found] == [("A30", "error", "out")]
    assert words in found[0].describe()
