"""Answers in the next edition: carried, reviewed, handed on or homeless, and never dropped."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer, Origin, Outcome, carry
from cbreport.definition import Form, load_form
from tests.definition.small import small_form, written

OLD = """
- {id: plan, type: yes-no, label: Is there a plan?}
- {id: name, type: text, label: Name}
- {id: people, type: integer, label: People}
- {id: state, type: choose-one, label: State, options: [{code: a, label: A}, {code: b, label: B}]}
- id: help
  type: choose-many
  label: Help
  options: [{code: funding, label: Funding}, {code: law, label: Law}, {code: other, label: Other, with: text}]
- id: needs
  type: matrix
  label: Needs
  rows: [{code: managers, label: Managers}, {code: police, label: Police}, {code: other, label: Other, with: text}]
  columns: [{id: advice, type: tick, label: Advice}]
- {id: trainings, type: group, label: T, questions: [{id: title, type: text, label: Title}]}
- {id: secret, type: text, label: Secret, private: true}
- {id: old-name, type: text, label: Old name}
- {id: gone, type: text, label: Gone}
- {id: dead, type: text, label: Dead}
"""
NEW = (
    OLD.replace(", {code: law, label: Law}", "")
    .replace("{code: police, label: Police}, ", "")
    .replace("id: people, type: integer", "id: people, type: decimal")
    .replace("id: state, type: choose-one", "id: state, type: choose-many")
    .replace("id: plan, type: yes-no", "id: plan, type: text")
    .replace(", private: true", "")
    .replace("- {id: old-name, type: text, label: Old name}\n", "- {id: new-name, type: text, label: New name}\n")
    .replace("- {id: gone, type: text, label: Gone}\n", "")
    .replace("- {id: dead, type: text, label: Dead}\n", "")
)
RETIRED = """retired:
  - {id: old-name, since: two, replaced-by: new-name}
  - {id: dead, since: two}
"""


def form(questions: str, edition: str = "one", more: str = "") -> Form:
    return load_form(written(questions).replace("edition: one", f"edition: {edition}") + more)


FIRST, SECOND = form(OLD), form(NEW, "two", RETIRED)
ORIGIN = Origin("small@one", "COP13", "2020-05-31T10:00:00+00:00")


def carried(answers: dict[str, Answer], old: Form = FIRST, new: Form = SECOND) -> Outcome:
    return carry(old, new, answers, ORIGIN)


@pytest.mark.parametrize(
    ("address", "given_answer", "there", "value", "codes"),
    [
        ("name", "Plan 2030", "name", "Plan 2030", []),
        ("help", ["funding"], "help", ["funding"], []),
        ("help", ["funding", "law"], "help", ["funding"], ["C06"]),
        ("people", 12, "people", "12", ["C11"]),
        ("state", "a", "state", ["a"], ["C11"]),
        ("needs[managers].advice", True, "needs[managers].advice", True, []),
        ("trainings[r7].title", "Census", "trainings[r7].title", "Census", []),
        ("old-name", "Plan", "new-name", "Plan", ["C10"]),
        ("secret", "Amina", "secret", "Amina", ["C15"]),
        ("name", 7, "name", 7, ["A20"]),  # a file may have held it; it is shown and mended there
    ],
)
def test_what_is_proposed(address: str, given_answer: Any, there: str, value: Any, codes: list[str]) -> None:
    outcome = carried({address: Answer(given_answer, time="2019-01-02T00:00:00+00:00")})
    (proposal,) = outcome.proposals
    assert outcome.homeless == ()
    assert (proposal.address, proposal.answer.value) == (there, value)
    assert [each.code for each in proposal.lost] == codes
    assert proposal.review is bool(codes)
    assert (proposal.answer.confirmed, proposal.answer.source) == (False, "carried-forward")
    assert proposal.answer.origin == {
        "form": "small@one", "cycle": "COP13", "address": address, "relation": "same", "time": "2019-01-02",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("address", "value", "code"),
    [
        ("gone", "x", "C02"), ("dead", "x", "C02"), ("needs[police].advice", True, "C04"), ("plan", True, "C05"),
        ("never", "x", "C01"), ("help", ["law"], "C06"), ("trainings[r1].never", "x", "C01"),
    ],
)  # fmt: skip
def test_what_has_no_home_is_told_with_the_reason(address: str, value: Any, code: str) -> None:
    outcome = carried({address: Answer(value)})
    assert outcome.proposals == ()
    (left,) = outcome.homeless
    assert (left.address, left.answer.value, left.reason.code) == (address, value, code)


def test_everything_beside_the_value_comes_along() -> None:
    answers = {
        "help": Answer(["other"], comment="Ask", details={"other": "Boats"}, language="fr"),
        "needs": Answer(non_answer="not-applicable", comment="No coast"),
        "needs[other]": Answer(details={"other": "Port officers"}),
    }
    found = {each.address: each.answer for each in carried(answers).proposals}
    assert found["help"].details == {"other": "Boats"}
    assert (found["help"].comment, found["help"].language) == ("Ask", "fr")
    assert found["needs"].non_answer == "not-applicable"
    assert found["needs[other]"].details == {"other": "Port officers"}


def test_proposals_come_in_the_order_of_the_form() -> None:
    answers = {"secret": Answer("x"), "name": Answer("x"), "help": Answer(["funding"])}
    assert [each.address for each in carried(answers).proposals] == ["name", "help", "secret"]


def test_a_copy_of_a_copy_is_the_same() -> None:
    answers = {"name": Answer("Plan"), "trainings[r7].title": Answer("Census")}
    once = {each.address: each.answer for each in carried(answers, FIRST, FIRST).proposals}
    twice = {each.address: each.answer for each in carried(once, FIRST, FIRST).proposals}
    assert {key: each.value for key, each in twice.items()} == {key: each.value for key, each in answers.items()}
    assert twice == once


ADDRESSES = [
    "plan", "name", "people", "state", "help", "needs", "needs[managers].advice", "needs[police].advice",
    "needs[other]", "trainings[r1].title", "trainings[r2].title", "secret", "old-name", "gone", "dead", "never",
]  # fmt: skip
values = st.one_of(
    st.none(), st.text(max_size=5), st.integers(-5, 5), st.booleans(),
    st.lists(st.sampled_from(["funding", "law", "other", "a", "zzz"]), max_size=3), st.sampled_from(["a", "b", "law"]),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(ADDRESSES), st.builds(Answer, value=values, comment=st.sampled_from(["", "x"]))))
@settings(deadline=None)
def test_nothing_is_ever_dropped(answers: dict[str, Answer]) -> None:
    outcome = carried(answers)
    kept = {each.here for each in outcome.proposals} | {each.address for each in outcome.homeless}
    assert kept == {address for address, answer in answers.items() if not answer.empty}
    assert len(outcome.proposals) + len(outcome.homeless) == len(kept)
    assert carried(answers) == outcome
    assert all(not each.answer.confirmed for each in outcome.proposals)


def test_what_stands_beside_a_private_matrix_says_that_it_will_leave() -> None:
    text = """
    - id: m
      type: matrix
      label: M
      private: true
      rows: [{code: o, label: O, with: text}]
      columns: [{id: x, type: tick, label: X}]
    """
    before, after = small_form(text), small_form(text.replace("      private: true\n", ""))
    told = {"name": "plan.pdf", "type": "application/pdf", "size": "1", "digest": "sha256:" + "0" * 64}
    answers = {"m[o]": Answer(details={"o": "secret"}), "m": Answer(attachments=(told,)), "m[o].x": Answer(True)}
    found = carry(before, after, answers, Origin(before.key)).proposals
    assert [[each.code for each in proposal.lost] for proposal in found] == [["C15"]] * 3
    assert all(proposal.review for proposal in found)


def test_translations_files_and_references_go_along_and_calculated_answers_do_not() -> None:
    text = """
    - {id: g, type: group, label: G, questions: [{id: n, type: integer, label: N}]}
    - {id: r, type: reference, label: R, to: g}
    - {id: s, type: text, label: S, translatable: true}
    - {id: c, type: calculated, label: C, calculate: {sum: g.n}}
    - {id: w, type: integer, label: W}
    """
    before = small_form(text)
    after = small_form(
        text.replace(", translatable: true", "").replace(
            "integer, label: W", "calculated, label: W, calculate: {count: g}"
        )
    )
    answers = {
        "g[1].n": Answer(2), "r": Answer("1"), "s": Answer("Rain", translations={"fr": "Pluie"}, language="en"),
        "c": Answer(2, source="calculated"), "w": Answer(5),
    }  # fmt: skip
    same = carry(before, before, answers, Origin(before.key))
    assert {each.address for each in same.proposals} == {"g[1].n", "r", "s", "w"}
    assert next(each for each in same.proposals if each.address == "s").answer.translations == {"fr": "Pluie"}
    assert same.homeless == ()
    changed = carry(before, after, answers, Origin(before.key))
    assert [[each.code for each in found.lost] for found in changed.proposals if found.address == "s"] == [["C18"]]
    assert [(each.address, each.reason.code) for each in changed.homeless] == [("w", "C17")]
