from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.definition import Question, Section, pages
from cbreport.definition.conditions import Compare, OverRows
from cbreport.definition.paging import FULL
from tests.definition.small import small_form

WEIGHTS = {"text": 1, "note": 0, "long-text": 2, "choose-many": 2, "matrix": 4, "group": 5}

MATRIX = """
- {id: m, type: matrix, label: M, rows: [{code: r, label: R}], columns: [{id: c, type: tick, label: C}]}
"""


def cut(questions: str) -> list[list[str]]:
    (section,) = small_form(questions).sections
    return [[question.id for question in page.questions] for page in pages(section)]


def texts(*ids: str, **more: str) -> str:
    return "".join(f"- {{id: {id}, type: text, label: Q{more.get(id, '')}}}\n" for id in ids)


def test_a_short_section_is_one_page() -> None:
    assert cut(texts("a", "b", "c")) == [["a", "b", "c"]]


def test_a_page_is_full_at_its_weight() -> None:
    assert cut(texts(*"abcdefgh")) == [list("abcdef"), list("gh")]


def test_a_heavy_question_begins_a_page_when_it_does_not_fit() -> None:
    assert cut(texts("a", "b") + MATRIX) == [["a", "b", "m"]]
    assert cut(texts("a", "b", "c") + MATRIX + texts("d")) == [["a", "b", "c"], ["m", "d"]]


def test_a_question_may_start_a_page() -> None:
    assert cut(texts(*"abc", b=", starts-page: true")) == [["a"], ["b", "c"]]
    assert cut(texts(*"ab", a=", starts-page: true")) == [["a", "b"]]


def test_a_note_has_no_weight_and_never_stands_on_a_page_of_its_own_at_the_end() -> None:
    assert cut(texts(*"abcdef") + "- {id: n, type: note, label: N}") == [[*"abcdef", "n"]]


@pytest.mark.parametrize(
    "condition",
    [
        "{item: f, answered: true}",
        "{any: [{item: a, answered: true}, {item: outside, answered: true}]}",
        "{not: {item: b, answered: true}}",
    ],
)
def test_a_follow_up_stays_with_its_parent_while_there_is_room(condition: str) -> None:
    outside = "- {id: outside, type: text, label: O, starts-page: true}\n"
    follow_ups = texts("g", "h", g=f", show-when: {condition}", h=f", show-when: {condition}")
    assert cut(texts(*"abcdef") + follow_ups + outside) == [list("abcdefgh"), ["outside"]]


def test_a_follow_up_of_a_cell_or_of_rows_stays_too() -> None:
    group = "- {id: g, type: group, label: G, questions: [{id: n, type: integer, label: N}]}\n"
    why = "- {id: why, type: text, label: W, show-when: %s}\n"
    assert cut(MATRIX + texts("a", "b") + why % "{item: 'm[r].c', equals: true}") == [["m", "a", "b", "why"]]
    assert cut(group + texts("a") + why % "{some: g, where: {item: n, at-least: 2}}") == [["g", "a", "why"]]
    assert cut(group + texts("a") + texts("why")) == [["g", "a"], ["why"]]


def test_room_for_follow_ups_ends_at_twice_the_load() -> None:
    more = [f"x{number}" for number in range(8)]
    follow_ups = texts(*more, **dict.fromkeys(more, ", show-when: {item: a, answered: true}"))
    assert cut(texts(*"abcdef") + follow_ups) == [[*"abcdef", *more[:6]], more[6:]]


def test_what_follows_a_question_of_an_earlier_page_is_no_reason_to_stay() -> None:
    seventh = texts("g", g=", show-when: {item: a, answered: true}")
    assert cut(texts(*"ab", b=", starts-page: true") + texts(*"cdefh") + seventh) == [["a"], list("bcdefh"), ["g"]]


@st.composite
def sections(draw: st.DrawFn) -> Section:
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 16))):
        question = Question(
            f"q{number}", draw(st.sampled_from(sorted(WEIGHTS))), "Q", starts_page=draw(st.integers(0, 7)) == 0
        )
        parent = draw(st.none() | st.sampled_from(questions)) if questions else None
        if parent is not None:
            answered = Compare(parent.id, "answered", ("true",))
            over_rows = OverRows("some", parent.id, Compare("x", "answered", ("true",)))
            question = replace(question, show_when=draw(st.sampled_from([answered, over_rows])))
        questions.append(question)
    return Section("s", "S", questions=tuple(questions))


def weight(questions: tuple[Question, ...]) -> int:
    return sum(WEIGHTS[question.type] for question in questions)


@settings(max_examples=150, deadline=None)
@given(sections())
def test_every_question_stands_on_exactly_one_page_in_order(section: Section) -> None:
    found = pages(section)
    assert [question for page in found for question in page.questions] == list(section.questions)
    assert [page.number for page in found] == list(range(1, len(found) + 1))
    for page in found:
        assert page.questions
        assert not any(question.starts_page for question in page.questions[1:])
        assert weight(page.questions) <= FULL * 2


@settings(max_examples=150, deadline=None)
@given(sections())
def test_a_page_ends_only_for_a_reason(section: Section) -> None:
    found = pages(section)
    for page, after in pairwise(found):
        first = after.questions[0]
        ids = {question.id for question in page.questions}
        shown = first.show_when
        parent = shown.item if isinstance(shown, Compare) else shown.group if isinstance(shown, OverRows) else ""
        room = FULL * 2 if parent in ids else FULL
        assert first.starts_page or weight(page.questions) + WEIGHTS[first.type] > room
