from __future__ import annotations

import pytest

from cbreport.answering import Answer, Count, Evaluation, evaluate, row_keys
from cbreport.definition import Form, load_form
from tests.definition.small import at, small_form, written


def shown(form: Form, **values: object) -> set[str]:
    """The addresses that are shown; an answer is given as its value (an underscore stands for a hyphen)."""
    seen = evaluate(form, {id.replace("_", "-"): Answer(value) for id, value in values.items()})
    return {address for address, state in seen.states.items() if state.shown}


# -- shown and hidden -------------------------------------------------------------------------------------------------

CHAIN = small_form(
    """
    - {id: c, type: text, label: C, show-when: {item: b, equals: "true"}}
    - {id: a, type: yes-no, label: A}
    - {id: b, type: yes-no, label: B, show-when: {item: a, equals: "true"}}
    - {id: blank-b, type: text, label: D, show-when: {item: b, answered: false}}
    - {id: not-b, type: text, label: E, show-when: {item: b, not-equals: "true"}}
    """
)


def test_what_is_hidden_counts_as_blank_and_hides_in_turn() -> None:
    assert shown(CHAIN, a=True, b=True) == {"a", "b", "c"}
    # b keeps its answer, but nobody sees it
    assert shown(CHAIN, a=False, b=True) == {"a", "blank-b"}


def test_not_equals_does_not_hold_for_what_is_hidden_or_blank() -> None:
    assert "not-b" in shown(CHAIN, a=True, b=False)
    assert "not-b" not in shown(CHAIN, a=True)
    assert "not-b" not in shown(CHAIN, b=False)


def test_a_section_hides_its_questions() -> None:
    second = """\
  - id: more
    title: More
    show-when: {item: a, equals: "true"}
    questions:
      - {id: b, type: yes-no, label: B, required: true}
      - {id: g, type: group, label: G, questions: [{id: n, type: text, label: N, required: true}]}
  - id: end
    title: End
    questions: [{id: c, type: text, label: C, show-when: {item: b, answered: true}}]
"""
    form = load_form(written("- {id: a, type: yes-no, label: A}") + second)
    answers = {"a": Answer(False), "b": Answer(True), "g[r].n": Answer("x")}
    hidden = evaluate(form, answers)
    assert hidden.hidden_sections == {"more"}
    assert {address for address, state in hidden.states.items() if state.shown} == {"a"}
    assert not any(state.required for state in hidden.states.values())
    assert hidden.count("more") == Count()
    assert hidden.visible_answers() == {"a": Answer(False)}
    seen = evaluate(form, {**answers, "a": Answer(True)})
    assert seen.hidden_sections == frozenset()
    assert {address for address, state in seen.states.items() if state.shown} == {"a", "b", "g", "g[r].n", "c"}


ROWS = small_form(
    """
    - {id: kind, type: choose-one, label: K, options: [{code: x, label: X}, {code: y, label: Y}]}
    - id: g
      type: group
      label: G
      questions:
        - {id: kind, type: choose-one, label: K, options: [{code: x, label: X}, {code: y, label: Y}]}
        - {id: of-row, type: text, label: R, show-when: {item: kind, equals: x}}
        - {id: size, type: integer, label: S}
        - {id: of-form, type: text, label: F, show-when: {item: outer, equals: "true"}}
    - {id: outer, type: yes-no, label: O}
    - {id: some, type: text, label: S, show-when: {some: g, where: {item: size, at-least: 20}}}
    - {id: every, type: text, label: E, show-when: {every: g, where: {item: size, at-least: 20}}}
    - id: mixed
      type: text
      label: M
      show-when: {some: g, where: {all: [{item: size, answered: true}, {item: outer, answered: true}]}}
    """
)


def test_an_id_is_looked_up_in_the_row_first_then_in_the_form() -> None:
    seen = evaluate(
        ROWS,
        {
            "kind": Answer("y"),
            "outer": Answer(True),
            "g[1].kind": Answer("x"),
            "g[2].kind": Answer("y"),
            "g[3].size": Answer(1),
        },
    )
    assert [seen.shown(f"g[{row}].of-row") for row in "123"] == [True, False, False]
    assert all(seen.shown(f"g[{row}].of-form") for row in "123")


@pytest.mark.parametrize(
    ("sizes", "some", "every"),
    [([], False, True), ([20], True, True), ([19], False, False), ([19, 20], True, False), ([20, "many"], True, False)],
)
def test_some_and_every_row(sizes: list[object], some: bool, every: bool) -> None:
    seen = evaluate(ROWS, {f"g[r{number}].size": Answer(size) for number, size in enumerate(sizes)})
    assert (seen.shown("some"), seen.shown("every")) == (some, every)


def test_a_condition_over_rows_may_name_the_form_too() -> None:
    assert evaluate(ROWS, {"g[1].size": Answer(1), "outer": Answer(False)}).shown("mixed")
    assert not evaluate(ROWS, {"g[1].size": Answer(1)}).shown("mixed")


def test_rows_of_a_hidden_group_are_none() -> None:
    form = small_form(
        """
        - {id: a, type: yes-no, label: A}
        - id: g
          type: group
          label: G
          show-when: {item: a, equals: "true"}
          questions: [{id: n, type: integer, label: N}]
        - {id: some, type: text, label: S, show-when: {some: g, where: {item: n, answered: true}}}
        - {id: every, type: text, label: E, show-when: {every: g, where: {item: n, at-least: 5}}}
        """
    )
    seen = evaluate(form, {"a": Answer(False), "g[r].n": Answer(1)})
    assert not seen.shown("some")
    assert seen.shown("every")
    assert not seen.shown("g[r].n")


def test_a_cell_of_a_matrix_can_be_named() -> None:
    form = small_form(
        """
        - id: m
          type: matrix
          label: M
          rows: [{code: r, label: R}, {code: s, label: S}]
          columns: [{id: t, type: tick, label: T}, {id: u, type: text, label: U, show-when: {item: t, equals: "true"}}]
        - {id: q, type: text, label: Q, show-when: {item: "m[s].t", equals: "true"}}
        - {id: hidden, type: text, label: H, show-when: {item: "m[s].u", answered: true}}
        - {id: whole, type: text, label: W, show-when: {item: m, answered: true}}
        """
    )
    seen = evaluate(form, {"m[s].t": Answer(True)})
    assert [seen.shown(address) for address in ("q", "m[s].u", "m[r].u", "hidden", "whole")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    # a text in a cell that is hidden does not make the matrix answered
    seen = evaluate(form, {"m[s].u": Answer("left over")})
    assert [seen.shown(address) for address in ("q", "m[s].u", "hidden", "whole")] == [False] * 4


@pytest.mark.parametrize(
    "value", ["sNaN", "NaN", "Infinity", "-Infinity", "1e5000", "", " ", "x", [], {}, [[]], 1.5, True]
)
def test_a_value_of_the_wrong_kind_satisfies_nothing_and_raises_nothing(value: object) -> None:
    form = small_form(
        """
        - {id: d, type: decimal, label: D}
        - {id: i, type: integer, label: I}
        - {id: at-least, type: text, label: A, show-when: {any: [{item: d, at-least: 3}, {item: i, at-least: 3}]}}
        - {id: equal, type: text, label: E, show-when: {any: [{item: d, equals: 3}, {item: i, equals: 3}]}}
        """
    )
    visible = shown(form, d=value, i=value)
    assert "equal" not in visible
    assert "at-least" not in visible or value == "1e5000"  # which is a number, and a large one


# -- required ---------------------------------------------------------------------------------------------------------

REQUIRED = small_form(
    """
    - {id: a, type: yes-no, label: A, required: true}
    - {id: b, type: text, label: B, required: true, show-when: {item: a, equals: "true"}}
    - {id: note, type: note, label: N, required: true}
    - id: m
      type: matrix
      label: M
      rows: [{code: r, label: R}, {code: other, label: O, with: text}]
      columns:
        - {id: one, type: text, label: One, required: true}
        - {id: two, type: text, label: Two}
        - {id: three, type: text, label: Three, required: true, show-when: {item: two, answered: true}}
    - id: g
      type: group
      label: G
      questions: [{id: title, type: text, label: T, required: true}, {id: size, type: integer, label: S}]
    """
)


def required(**values: Answer) -> set[str]:
    seen = evaluate(REQUIRED, {address.replace("__", "."): answer for address, answer in values.items()})
    return {address for address, state in seen.states.items() if state.required}


def test_what_is_hidden_or_cannot_be_answered_is_not_required() -> None:
    assert {"a", "b", "note"} & required() == {"a"}
    assert {"a", "b", "note"} & required(a=Answer(True)) == {"a", "b"}


def test_required_columns_hold_in_every_row_but_one_that_asks_which_until_it_is_begun() -> None:
    cells = {address for address in required() if address.startswith("m[")}
    assert cells == {"m[r].one"}
    assert "m[other].one" not in required(**{"m[other]": Answer(details={"other": "Port officers"})})
    assert {"m[other].one", "m[other].three"} <= required(**{"m[other].two": Answer("x")})
    assert "m[other].one" in required(**{"m[other].one": Answer("x")})


def test_a_row_is_not_begun_by_what_is_hidden_or_blank() -> None:
    assert "m[other].one" not in required(**{"m[other].three": Answer("left over")})
    assert "m[other].one" not in required(**{"m[other].two": Answer(" ")})
    assert "m[other].one" not in required(**{"m[other].two": Answer(comment="still asking")})


def test_a_non_answer_recorded_on_a_matrix_lifts_its_cells() -> None:
    assert {address for address in required(m=Answer(non_answer="not-applicable")) if address.startswith("m")} == set()


def test_a_row_of_a_group_needs_its_questions() -> None:
    assert {address for address in required(**{"g[x].size": Answer(1)}) if address.startswith("g")} == {"g[x].title"}
    lifted = required(**{"g[x].size": Answer(1), "g": Answer(non_answer="no-information")})
    assert not any(address.startswith("g") for address in lifted)


# -- answered, rows, counts, visible ----------------------------------------------------------------------------------


def test_a_matrix_or_group_is_answered_by_a_cell_or_by_a_non_answer_alone() -> None:
    def answered(id: str, **given: Answer) -> bool:
        return evaluate(REQUIRED, given).states[id].answered

    assert answered("m", **{"m[r].two": Answer("x")})
    assert answered("m", m=Answer(non_answer="no-information"))
    assert not answered("m", m=Answer("a value that no matrix has"))
    assert not answered("m", **{"m[other]": Answer(details={"other": "Port officers"})})
    assert not answered("m", **{"m[r].three": Answer("hidden")})
    assert answered("g", **{"g[x].size": Answer(0)})
    assert not answered("g", **{"g[x].size": Answer(comment="?")})


def test_rows_come_in_the_order_of_their_first_answer() -> None:
    answers = {
        "g[b].size": Answer(1),
        "g[a].title": Answer("x"),
        "g[b].title": Answer("y"),
        "g[c].title": Answer(""),
        "g[d].title": Answer(comment="being asked"),
        "gg[z].title": Answer("x"),
    }
    assert row_keys(at(REQUIRED, "g"), answers) == ("b", "a", "d")
    assert row_keys(at(REQUIRED, "m"), answers) == ("r", "other")
    seen = evaluate(REQUIRED, answers)
    assert seen.rows == {"m": ("r", "other"), "g": ("b", "a", "d")}
    in_order = [address for address in seen.states if address.startswith("g")]
    assert in_order == ["g", *(f"g[{row}].{part}" for row in "bad" for part in ("title", "size"))]


def test_counts() -> None:
    seen = evaluate(REQUIRED, {"a": Answer(True), "g[x].size": Answer(1)})
    # counted: a, b, m, g, and the required cells m[r].one and g[x].title; the note is none that can be answered
    assert seen.count() == Count(shown=6, answered=2, required=4, open=3)
    assert seen.count("only") == seen.count()
    assert seen.count("another") == Count()
    assert seen.count().share == pytest.approx(2 / 6)
    assert Count().share == 1.0


def test_a_report_can_be_complete() -> None:
    answers = {
        "a": Answer(True),
        "b": Answer("x"),
        "m[r].one": Answer("x"),
        "g[x].title": Answer("x"),
    }
    count = evaluate(REQUIRED, answers).count()
    assert (count.share, count.open) == (1.0, 0)


def test_visible_answers_drop_what_is_hidden_empty_or_unknown() -> None:
    kept = {
        "a": Answer(False),
        "m[r].two": Answer("x"),
        "m[other]": Answer(details={"other": "Port officers"}),
        "g[x].title": Answer("x"),
        "g": Answer(comment="more to come"),
    }
    dropped = {
        "b": Answer("hidden, and kept in the draft"),
        "m[r].three": Answer("shown, as two is answered", language="en"),
        "m[other].three": Answer("hidden"),
        "note": Answer("x"),
        "g[x].size": Answer(" "),
        "g[x]": Answer(comment="no such address"),
        "g[x].nothing": Answer("x"),
        "m[nothing]": Answer(details={"nothing": "x"}),
        "nothing": Answer("x"),
        "not an address": Answer("x"),
    }
    shown_too = {"m[r].three": dropped.pop("m[r].three")}
    seen = evaluate(REQUIRED, {**dropped, **kept, **shown_too})
    assert seen.visible_answers() == {**kept, **shown_too}
    assert set(dropped) <= set(seen.answers)


def test_an_unknown_address_is_not_shown() -> None:
    seen: Evaluation = evaluate(REQUIRED, {})
    assert not seen.shown("nothing")
    assert not seen.shown("g[x].title")
