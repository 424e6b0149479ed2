"""Truth tables. A scope here is a plain mapping; what a real report gives is tested in tests/answering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.definition import Condition, to_data
from cbreport.definition.conditions import Compare, Either, Every, Not, OverRows, comparisons, groups_named
from tests.definition.small import at, small_form


@dataclass(frozen=True)
class Known:
    """Values by id; ``recorded`` are answered without a value."""

    values: Mapping[str, Any] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()
    groups: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def answered(self, item: str) -> bool:
        return item in self.recorded or self.values.get(item) not in (None, "", [])

    def value(self, item: str) -> object:
        return self.values.get(item)

    def rows(self, group: str) -> Iterable[Known]:
        return [Known({**self.values, **row}) for row in self.groups.get(group, [])]


def holds(operator: str, value: object, *operand: str) -> bool:
    return Compare("a", operator, operand).holds(Known({"a": value}))


BLANKS = [None, "", []]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("operator", ["equals", "not-equals", "one-of", "includes", "at-least", "at-most"])
def test_a_blank_satisfies_no_comparison(operator: str, blank: object) -> None:
    for operand in ("", "a", "0", "None", "[]", "false"):
        assert not holds(operator, blank, operand)
    assert not Compare("missing", operator, ("a",)).holds(Known())


@pytest.mark.parametrize(
    ("value", "operand", "equal"),
    [
        ("NO", "NO", True),
        ("NO", "no", False),
        ("a", "a ", False),
        (True, "true", True),
        (True, "false", False),
        (True, "1", False),
        (False, "false", True),
        (False, "0", False),
        (0, "0", True),
        (0, "false", False),
        (1, "true", False),
        (2, "2", True),
        (2, "2.0", True),
        (2, "02", True),
        (2, "two", False),
        (2, "nan", False),
        (Decimal("2.50"), "2.5", True),
        (Decimal("2.51"), "2.5", False),
        ("2", "2.0", False),
        ("2024-05-31", "2024-05-31", True),
        (["a"], "a", False),
    ],
)
def test_equals_and_not_equals_are_opposites_of_what_is_answered(value: object, operand: str, equal: bool) -> None:
    assert holds("equals", value, operand) is equal
    assert holds("not-equals", value, operand) is not equal
    assert holds("one-of", value, "something else", operand) is equal


@pytest.mark.parametrize(
    ("value", "operands", "result"),
    [("a", ("a", "b"), True), ("b", ("a", "b"), True), ("c", ("a", "b"), False), (True, ("false",), False)],
)
def test_one_of(value: object, operands: tuple[str, ...], result: bool) -> None:
    assert holds("one-of", value, *operands) is result


@pytest.mark.parametrize(
    ("value", "operand", "result"),
    [
        (["a", "b"], "b", True),
        (["a", "b"], "c", False),
        (["ab"], "a", False),
        (("a",), "a", True),
        ("ab", "a", False),  # a text is no list of codes
        (["1"], "1", True),
    ],
)
def test_includes(value: object, operand: str, result: bool) -> None:
    assert holds("includes", value, operand) is result


@pytest.mark.parametrize(
    ("value", "operand", "order"),
    [
        (2, "10", -1),  # by size, not by letters
        (10, "2", 1),
        (2, "2", 0),
        (2, "2.0", 0),
        (-3, "-2", -1),
        (Decimal("0.3"), "0.30", 0),
        (Decimal("0.1"), "0.2", -1),
        (2024, "2023", 1),
        ("2024-05-31", "2024-06-01", -1),
        ("2024-05-31", "2024-05-31", 0),
        ("2025-01-01", "2024-12-31", 1),
        ("soon", "2024-12-31", None),
        ("2024-5-31", "2024-05-31", None),
        ("many", "2", None),
        (2, "many", None),
        (Decimal("1"), "Infinity", None),
        (["2"], "2", None),
    ],
)
def test_at_least_and_at_most(value: object, operand: str, order: int | None) -> None:
    assert holds("at-least", value, operand) is (order in (0, 1))
    assert holds("at-most", value, operand) is (order in (-1, 0))


@pytest.mark.parametrize(
    ("scope", "answered"),
    [
        (Known(), False),
        (Known({"a": "x"}), True),
        (Known({"a": 0}), True),
        (Known({"a": False}), True),
        (Known({"a": ""}), False),
        (Known(recorded=frozenset({"a"})), True),
    ],
)
def test_answered(scope: Known, answered: bool) -> None:
    assert Compare("a", "answered", ("true",)).holds(scope) is answered
    assert Compare("a", "answered", ("false",)).holds(scope) is not answered


def test_a_recorded_non_answer_is_answered_and_equals_nothing() -> None:
    scope = Known(recorded=frozenset({"a"}))
    assert not Compare("a", "equals", ("not-applicable",)).holds(scope)
    assert not Compare("a", "not-equals", ("x",)).holds(scope)


YES, NO = Compare("yes", "answered", ("true",)), Compare("no", "answered", ("true",))
TRUTH = Known({"yes": "x"})


@pytest.mark.parametrize(
    ("parts", "every", "either"),
    [((YES, YES), True, True), ((YES, NO), False, True), ((NO, YES), False, True), ((NO, NO), False, False)],
)
def test_all_and_any(parts: tuple[Condition, ...], every: bool, either: bool) -> None:
    assert Every(parts).holds(TRUTH) is every
    assert Either(parts).holds(TRUTH) is either


def test_not() -> None:
    assert not Not(YES).holds(TRUTH)
    assert Not(NO).holds(TRUTH)
    # not: … equals: holds for a blank, unlike not-equals:
    assert Not(Compare("blank", "equals", ("x",))).holds(TRUTH)


@pytest.mark.parametrize(
    ("rows", "some", "every"),
    [
        ([], False, True),
        ([{"n": 3}], True, True),
        ([{"n": 1}], False, False),
        ([{"n": 1}, {"n": 3}], True, False),
        ([{"n": 3}, {}], True, False),
    ],
)
def test_some_and_every_row(rows: list[Mapping[str, Any]], some: bool, every: bool) -> None:
    scope = Known(groups={"g": rows})
    where = Compare("n", "at-least", ("2",))
    assert OverRows("some", "g", where).holds(scope) is some
    assert OverRows("every", "g", where).holds(scope) is every


def test_a_row_sees_the_form_too() -> None:
    scope = Known({"outer": "x"}, groups={"g": [{"n": 1}]})
    assert OverRows("some", "g", Compare("outer", "equals", ("x",))).holds(scope)


# -- as data ----------------------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=5)
compares = st.one_of(
    st.builds(Compare, texts, st.sampled_from(["equals", "not-equals", "includes", "at-least"]), st.tuples(texts)),
    st.builds(Compare, texts, st.just("one-of"), st.lists(texts, min_size=1, max_size=3).map(tuple)),
    st.builds(Compare, texts, st.just("answered"), st.sampled_from([("true",), ("false",)])),
)
conditions = st.recursive(
    compares,
    lambda inner: st.one_of(
        st.builds(Every, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
        st.builds(OverRows, st.sampled_from(["some", "every"]), texts, inner),
    ),
    max_leaves=6,
)


def from_data(data: Mapping[str, Any]) -> Condition:
    """What to_data wrote, read by hand."""
    match data:
        case {"all": parts}:
            return Every(tuple(map(from_data, parts)))
        case {"any": parts}:
            return Either(tuple(map(from_data, parts)))
        case {"not": inner}:
            return Not(from_data(inner))
        case {"where": where, **rest}:
            ((quantifier, group),) = rest.items()
            return OverRows(quantifier, group, from_data(where))
        case {"item": item, **rest}:
            ((operator, operand),) = rest.items()
            return Compare(item, operator, tuple(operand) if isinstance(operand, list) else (operand,))
    raise AssertionError(data)


@given(conditions)
def test_a_condition_becomes_data_and_back(condition: Condition) -> None:
    assert from_data(to_data(condition)) == condition


def test_data_is_what_the_form_file_holds() -> None:
    shown = at(
        small_form(
            """
            - {id: a, type: choose-one, label: A, options: [{code: x, label: X}, {code: y, label: Y}]}
            - {id: g, type: group, label: G, questions: [{id: n, type: integer, label: N}]}
            - id: b
              type: text
              label: B
              show-when:
                all:
                  - {any: [{item: a, one-of: [x, y]}, {not: {item: a, answered: true}}]}
                  - {every: g, where: {item: n, at-most: 1.10}}
            """
        ),
        "b",
    ).show_when
    assert shown is not None
    assert to_data(shown) == {
        "all": [
            {"any": [{"item": "a", "one-of": ["x", "y"]}, {"not": {"item": "a", "answered": "true"}}]},
            {"every": "g", "where": {"item": "n", "at-most": "1.10"}},
        ]
    }


def test_every_comparison_inside_is_found_with_the_group_into_whose_rows_it_looks() -> None:
    a, b, c = (Compare(name, "answered", ("true",)) for name in "abc")
    condition = Every((a, Not(Either((OverRows("some", "g", Every((b, OverRows("every", "h", c)))),)))))
    assert list(comparisons(condition)) == [("", a), ("g", b), ("h", c)]
    assert list(groups_named(condition)) == ["g", "h"]
