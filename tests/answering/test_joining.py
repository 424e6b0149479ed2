"""Both versions of an answer in one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.answering import Answer, both
from cbreport.definition import Option, Question

LONG = Question("story", "long-text", "What happened?")
SHORT = Question("name", "text", "What is it called?")
MANY = Question(
    "help", "choose-many", "Which help?", options=tuple(Option(code, code) for code in "abcn"), exclusive=("n",)
)
words = st.text("ab .", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("question", "mine", "theirs", "joined"),
    [
        (LONG, "Rain", "Sun", "Sun\n\nRain"),
        (SHORT, "Rain", "Sun", "Sun; Rain"),
        (LONG, "Rain and sun", "Rain", "Rain and sun"),
        (LONG, "Rain", "Rain and sun", "Rain and sun"),
        (MANY, ["c", "a"], ["b"], ["a", "b", "c"]),
        (MANY, ["a"], ["gone", "a"], ["a", "gone"]),
        (MANY, ["n"], ["n"], ["n"]),
    ],
)
def test_keeps_what_both_wrote(question: Question, mine: Any, theirs: Any, joined: Any) -> None:
    found = both(question, Answer(mine), Answer(theirs))
    assert found is not None
    assert found.value == joined


@pytest.mark.parametrize(
    ("question", "mine", "theirs"),
    [
        (MANY, Answer(["n"]), Answer(["a"])),
        (MANY, Answer("a"), Answer(["a"])),
        (LONG, Answer(), Answer("x")),
        (LONG, Answer("x"), Answer(5)),
        (LONG, Answer("x"), Answer(non_answer="not-applicable")),
        (LONG, Answer(non_answer="not-applicable"), Answer("x")),
        (Question("n", "integer", "How many?"), Answer(5), Answer(6)),
        (Question("y", "yes-no", "Is it?"), Answer(True), Answer(False)),
        (Question("f", "file", "Which?"), Answer({"name": "a"}), Answer({"name": "b"})),
    ],
)
def test_is_nothing_where_it_makes_no_sense(question: Question, mine: Answer, theirs: Answer) -> None:
    assert both(question, mine, theirs) is None


def test_what_stands_beside_is_joined_too() -> None:
    file = {"name": "a.pdf", "type": "application/pdf", "size": "1", "digest": "sha256:" + "a" * 64}
    mine = Answer("M", comment="Mine", details={"x": "1", "y": 5}, translations={"fr": "Moi"}, attachments=(file,))
    theirs = Answer(
        "T", comment="Theirs", details={"x": "2", "z": "3"}, translations={"fr": "Eux", "ar": "هم"}, confirmed=False
    )
    found = both(LONG, mine, theirs)
    assert found == Answer(
        "T\n\nM", comment="Theirs\n\nMine", details={"x": "2; 1", "y": 5, "z": "3"},
        translations={"fr": "Eux\n\nMoi", "ar": "هم"}, attachments=(file,),
    )  # fmt: skip


@given(words, words)
def test_no_word_of_either_is_lost_and_to_join_again_adds_nothing(mine: str, theirs: str) -> None:
    if not mine.strip() or not theirs.strip():
        return
    joined = both(LONG, Answer(mine), Answer(theirs))
    assert joined is not None
    assert mine in joined.value
    assert theirs in joined.value
    again = both(LONG, joined, Answer(theirs))
    assert again is not None
    assert again.value == joined.value


@given(st.sets(st.sampled_from("abc"), min_size=1), st.sets(st.sampled_from("abc"), min_size=1))
def test_choices_are_the_union_whoever_is_first(mine: set[str], theirs: set[str]) -> None:
    one, other = (
        both(MANY, Answer(sorted(mine)), Answer(sorted(theirs))),
        both(MANY, Answer(sorted(theirs)), Answer(sorted(mine))),
    )
    assert one is not None
    assert other is not None
    assert one.value == other.value == sorted(mine | theirs)
