from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cbreport.answering import Answer
from cbreport.definition import Form, Option, Question, Section
from cbreport.definition.model import Retired
from cbreport.reporting import Report
from cbreport.reporting.pairing import Row, pair_reports

GROUP = Question(
    "plans",
    "group",
    "Plans",
    row_label="title",
    questions=(Question("title", "text", "Title"), Question("cost", "integer", "Cost")),
)
MATRIX = Question(
    "needs",
    "matrix",
    "Needs",
    rows=(Option("a", "A"), Option("b", "B")),
    columns=(Question("x", "tick", "X"), Question("y", "tick", "Y")),
)
NOTE = Question("remark", "note", "Read this")
FORM = Form(
    "f",
    "one",
    "example",
    "Form",
    sections=(
        Section("s", "S", questions=(Question("name", "text", "Name"), NOTE, GROUP)),
        Section("t", "T", questions=(MATRIX,)),
    ),
)
NEXT = replace(
    FORM,
    edition="two",
    sections=(
        Section("s", "S", questions=(Question("called", "text", "What is it called?"), GROUP)),
        Section("u", "U", questions=(Question("fresh", "text", "Fresh"),)),
    ),
    retired=(Retired("name", "two", "called"), Retired("needs", "two")),
)


def rows(before: Mapping[str, Any], after: Mapping[str, Any], left: Form = FORM, right: Form = FORM) -> dict[str, Row]:
    old, new = (
        {key: each if isinstance(each, Answer) else Answer(each) for key, each in side.items()}
        for side in (before, after)
    )
    found = pair_reports(Report(left, "KEN", "1", old), Report(right, "KEN", "2", new), old, new)
    assert len({row.question.id for row in found}) == len(found)
    return {row.question.id: row for row in found}


def test_each_question_is_the_same_changed_added_removed_or_blank() -> None:
    found = rows(
        {"name": "A", "needs[a].x": True, "needs[b].y": True}, {"name": "A", "needs[a].x": False, "plans[r].title": "P"}
    )
    assert {id: row.state for id, row in found.items()} == {"name": "same", "plans": "added", "needs": "changed"}
    assert [(pair.left, pair.right, pair.state) for pair in found["needs"].pairs] == [
        ("needs[a].x", "needs[a].x", "changed"),
        ("needs[b].y", "", "removed"),
    ]
    assert rows({}, {})["name"].state == "blank"


def test_where_an_answer_came_from_is_no_difference_but_its_comment_is() -> None:
    carried = Answer("A", source="carried-forward", origin={"form": "f@one"}, author="x", time="2020")
    assert rows({"name": "A"}, {"name": carried})["name"].state == "same"
    assert rows({"name": "A"}, {"name": Answer("A", comment="c")})["name"].state == "changed"
    assert rows({"name": True}, {"name": 1})["name"].state == "changed"


def test_questions_of_another_edition_are_matched_and_new_and_gone_ones_are_told() -> None:
    found = rows({"name": "A", "needs[a].x": True}, {"called": "B", "fresh": "C"}, FORM, NEXT)
    assert list(found) == ["called", "plans", "fresh", "needs"]
    assert (found["called"].left, found["called"].state) == (FORM.question("name"), "changed")
    assert (found["fresh"].left, found["fresh"].state) == (None, "added")
    assert (found["needs"].right, found["needs"].state) == (None, "removed")


def test_rows_that_were_written_anew_are_matched_by_name() -> None:
    found = rows(
        {"plans[r1].title": "Law", "plans[r1].cost": 3, "plans[r2].title": "Twice", "plans[r3].title": "Kept"},
        {
            "plans[k1].title": " law",
            "plans[k1].cost": 4,
            "plans[k2].title": "Twice",
            "plans[k3].title": "Twice",
            "plans[r3].title": "Law",
        },
    )["plans"]
    assert ("plans[r1].cost", "plans[k1].cost") in [(pair.left, pair.right) for pair in found.pairs]
    assert ("plans[r3].title", "plans[r3].title") in [(pair.left, pair.right) for pair in found.pairs]
    assert ("plans[r2].title", "") in [(pair.left, pair.right) for pair in found.pairs]


ADDRESSES = [
    "name",
    "called",
    "fresh",
    "plans[r1].title",
    "plans[r1].cost",
    "plans[r2].title",
    "plans",
    "needs[a].x",
    "needs[b]",
    "no-such",
]
SIDE = st.dictionaries(st.sampled_from(ADDRESSES), st.sampled_from(["A", "B", "", 1, True]).map(Answer))
TURNED = {"added": "removed", "removed": "added"}


@given(SIDE, SIDE, st.sampled_from([FORM, NEXT]), st.sampled_from([FORM, NEXT]))
def test_turned_round_added_and_removed_change_places(
    before: dict[str, Answer], after: dict[str, Answer], left: Form, right: Form
) -> None:
    there = rows(before, after, left, right).values()
    back = rows(after, before, right, left).values()
    forth = {(row.left, row.right): row for row in there}
    assert set(forth) == {(row.right, row.left) for row in back}
    for row in back:
        same = forth[row.right, row.left]
        assert TURNED.get(row.state, row.state) == same.state
        assert {(pair.right, pair.left, TURNED.get(pair.state, pair.state)) for pair in row.pairs} == {
            (pair.left, pair.right, pair.state) for pair in same.pairs
        }


@given(SIDE, SIDE, st.sampled_from([FORM, NEXT]))
def test_no_answer_is_lost(before: dict[str, Answer], after: dict[str, Answer], right: Form) -> None:
    pairs = [pair for row in rows(before, after, FORM, right).values() for pair in row.pairs]
    for side, answers, form in (("left", before, FORM), ("right", after, right)):
        asked = {key for key, each in answers.items() if not each.empty and form.question(key.partition("[")[0])}
        shown = [getattr(pair, side) for pair in pairs]
        assert asked <= set(shown)
        assert all(shown.count(address) == 1 for address in asked)
