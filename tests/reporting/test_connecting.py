"""Which questions stand in one row: those that crosswalks connect, then those with the same concept."""

from __future__ import annotations

from cbreport.reporting.connecting import Asked, common_questions, general_first
from tests.reporting.test_proposing import FORMS, WALKS, form, walk


def rows(*forms: str) -> dict[str, list[str]]:
    """The name of each row, and what stands in it."""
    found = common_questions([FORMS[f"{each}@one"] for each in forms], WALKS)
    return {row.question.label: [f"{each.series}.{each.id}" for each in row.members] for row in found}


def test_the_form_that_most_crosswalks_touch_names_the_rows() -> None:
    assert general_first(WALKS)[0] == "core"
    assert rows("first", "second", "core") == {
        "H": ["core.help", "first.wanted", "second.needs"],
        "Plan?": ["core.plan", "first.planned", "second.strategy"],
        "Acts": ["core.acts", "first.courses", "second.trained", "second.held"],
    }


def test_without_that_form_there_is_nothing_in_common() -> None:
    assert rows("first", "second") == {}


def test_a_question_stands_beside_every_question_of_the_general_form_that_it_answers() -> None:
    more = [
        form("third", "- {id: any, type: yes-no, label: A}"),
        form("fourth", "- {id: plan, type: yes-no, label: B}"),
    ]
    FORMS.update({each.key: each for each in more})
    walks = (
        *WALKS,
        *walk("core", "third", "- {from: plan, to: any, relation: broad, note: N.}\n"),
        *walk("third", "fourth", "- {from: any, to: plan, relation: exact}\n"),
    )
    try:
        found = common_questions(FORMS.values(), walks)
    finally:
        for each in more:
            del FORMS[each.key]
    plan = next(row for row in found if row.question.label == "Plan?")
    assert Asked("fourth", "plan") in plan.members  # by way of a question that stands there


def test_two_rows_may_hold_the_same_question() -> None:
    core = form("wide", "- {id: a, type: yes-no, label: A}\n- {id: b, type: yes-no, label: B}")
    one, two = form("one", "- {id: q, type: yes-no, label: Q}"), form("two", "- {id: z, type: yes-no, label: Z}")
    forms = {each.key: each for each in (core, one, two)}
    FORMS.update(forms)
    try:
        walks = (
            *walk("wide", "one", "- {from: a, to: q, relation: exact}\n- {from: b, to: q, relation: exact}\n"),
            *walk("wide", "two", "- {from: a, to: z, relation: exact}\n"),
        )
    finally:
        for key in forms:
            del FORMS[key]
    found = {row.question.label: len(row.members) for row in common_questions(forms.values(), walks)}
    assert found == {"A": 3, "B": 2}


def test_what_has_the_same_concept_stands_beside_and_is_not_compared() -> None:
    one = form("one", "- {id: a, type: text, label: A, concept: x}\n- {id: b, type: text, label: B, concept: y}")
    two = form("two", "- {id: c, type: text, label: C, concept: x}\n- {id: d, type: text, label: D, concept: z}")
    (row,) = common_questions([one, two], ())
    assert (row.question.label, row.crossed) == ("A", ())
    assert row.related == (Asked("one", "a"), Asked("two", "c"))


def test_a_concept_joins_the_row_that_a_crosswalk_made() -> None:
    first = form("first", "- {id: planned, type: yes-no, label: P, concept: plan}")
    third = form("third", "- {id: any, type: text, label: Any, concept: plan}")
    found = common_questions([FORMS["core@one"], first, third], WALKS)
    (row,) = (row for row in found if row.question.label == "Plan?")
    assert (row.crossed, row.related) == (
        (Asked("core", "plan"), Asked("first", "planned")),
        (Asked("third", "any"),),
    )


def test_what_merely_names_the_concept_steps_back_where_a_crosswalk_leads() -> None:
    first = form(
        "first",
        "- {id: planned, type: yes-no, label: P, concept: plan}\n- {id: when, type: date, label: W, concept: plan}",
    )
    (row,) = common_questions([FORMS["core@one"], first], WALKS)
    assert row.members == (Asked("core", "plan"), Asked("first", "planned"))
