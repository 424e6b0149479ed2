from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer, Merge, merge

BLANK = Answer()
A, B, C = Answer("a"), Answer("b"), Answer("c")

answers = st.sampled_from(
    [Answer(), Answer("x"), Answer("y"), Answer(non_answer="not-applicable"), Answer(comment="c")]
)
answer_sets = st.dictionaries(st.sampled_from("pqrs"), answers, max_size=4)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "changed", "conflict"),
    [
        (A, A, A, None, False),
        (A, B, A, B, False),  # only I changed it
        (A, A, B, None, False),  # only they did
        (A, B, B, None, False),  # both alike
        (A, B, C, None, True),
        (BLANK, A, BLANK, A, False),
        (BLANK, A, B, None, True),
        (A, BLANK, A, BLANK, False),  # I cleared it
        (A, BLANK, B, None, True),
        (A, A, BLANK, None, False),  # they cleared it
        (A, B, BLANK, None, True),
        (A, BLANK, BLANK, None, False),
    ],
)
def test_three_ways(base: Answer, mine: Answer, theirs: Answer, changed: Answer | None, conflict: bool) -> None:
    wanted = Merge({} if changed is None else {"q": changed}, ("q",) if conflict else ())
    assert merge({"q": base}, {"q": mine}, {"q": theirs}) == wanted
    # an address that is missing is blank
    given = [{} if each is BLANK else {"q": each} for each in (base, theirs)]
    assert merge(given[0], {"q": mine}, given[1]) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Answer(True), Answer(1)),
        (Answer(False), Answer(0)),
        (Answer(1), Answer(1.0)),
        (Answer("1"), Answer(1)),
        (Answer(["a", "b"]), Answer(["b", "a"])),
        (Answer("x"), Answer("x", comment="c")),
        (Answer("x", language="en"), Answer("x", language="fr")),
        (Answer("x", confirmed=False), Answer("x")),
        (Answer("x", details={"a": "1"}), Answer("x", details={"a": "2"})),
    ],
)
def test_what_python_takes_for_equal_or_nearly_so_is_a_change(one: Answer, other: Answer) -> None:
    assert merge({"q": one}, {"q": other}, {"q": one}).changes == {"q": other}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Answer("x"), Answer("x", author="amina", time="2026")),
        (Answer(None), Answer(" ")),
        (Answer({"a": "1", "b": "2"}), Answer({"b": "2", "a": "1"})),
        (Answer("x"), Answer("x", details={"other": ""})),
        (Answer(), Answer(language="en")),
    ],
)
def test_what_says_the_same_is_no_change(one: Answer, other: Answer) -> None:
    assert merge({"q": one}, {"q": other}, {"q": one}) == Merge({}, ())
    assert merge({}, {"q": one}, {"q": other}) == Merge({}, ())


def test_addresses_that_i_did_not_send_stay_theirs() -> None:
    assert merge({"p": A, "q": A}, {"q": B}, {"p": C, "q": A, "r": B}) == Merge({"q": B}, ())


def says(answer: Answer | None) -> str:
    return repr((answer or BLANK).content())


def written(theirs: Mapping[str, Answer], merged: Merge) -> dict[str, Answer]:
    return {**theirs, **merged.changes}


def same(one: Mapping[str, Answer], other: Mapping[str, Answer]) -> bool:
    return all(says(one.get(key)) == says(other.get(key)) for key in one.keys() | other.keys())


@settings(deadline=None)
@given(answer_sets, answer_sets, answer_sets)
def test_a_conflict_is_exactly_what_both_changed_differently(
    base: dict[str, Answer], mine: dict[str, Answer], theirs: dict[str, Answer]
) -> None:
    merged = merge(base, mine, theirs)
    both = {
        key
        for key in mine
        if says(base.get(key)) != says(mine[key]) != says(theirs.get(key))
        and says(base.get(key)) != says(theirs.get(key))
    }
    assert set(merged.conflicts) == both
    assert both.isdisjoint(merged.changes)


@settings(deadline=None)
@given(answer_sets, answer_sets, answer_sets)
def test_no_answer_vanishes(base: dict[str, Answer], mine: dict[str, Answer], theirs: dict[str, Answer]) -> None:
    """What I changed is written, is theirs already, or is a conflict; what they changed stays unless I saw it."""
    merged = merge(base, mine, theirs)
    after = written(theirs, merged)
    for key, answer in mine.items():
        if says(answer) != says(base.get(key)):
            assert says(after.get(key)) == says(answer) or key in merged.conflicts
    for key in theirs:
        if says(theirs[key]) != says(base.get(key)):
            assert says(after.get(key)) == says(theirs[key])


@settings(deadline=None)
@given(answer_sets, answer_sets, answer_sets)
def test_saving_twice_is_saving_once(
    base: dict[str, Answer], mine: dict[str, Answer], theirs: dict[str, Answer]
) -> None:
    merged = merge(base, mine, theirs)
    again = merge(base, mine, written(theirs, merged))
    assert again.changes == {}
    assert set(again.conflicts) == set(merged.conflicts)


@settings(deadline=None)
@given(answer_sets, answer_sets, answer_sets)
def test_who_saves_first_makes_no_difference_where_nobody_changed_the_same(
    base: dict[str, Answer], one: dict[str, Answer], other: dict[str, Answer]
) -> None:
    other = {key: answer for key, answer in other.items() if key not in one}

    def saved(first: dict[str, Answer], second: dict[str, Answer]) -> dict[str, Answer]:
        after = written(base, merge(base, first, base))
        merged = merge(base, second, after)
        assert merged.conflicts == ()
        return written(after, merged)

    assert same(saved(one, other), saved(other, one))
