"""What an answer becomes along a crosswalk, what is lost, and what never becomes an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer, Origin, Proposal, check_answers, translate
from cbreport.definition import Crosswalk, load_crosswalk
from cbreport.errors import DefinitionError
from tests.definition.small import small_form
from tests.definition.test_crosswalks import FORMS, GOOD, find, text

AHEAD, BACK = load_crosswalk(text(GOOD), "walk.yaml", find)
CORE, OTHER = FORMS["core@one"], FORMS["other@one"]
ORIGIN = Origin("core@one", "2024", "2024-05-31")


def proposed(answers: dict[str, Any], walk: Crosswalk = AHEAD) -> dict[str, Proposal]:
    return {each.address: each for each in every(answers, walk)}


def every(answers: dict[str, Any], walk: Crosswalk = AHEAD) -> tuple[Proposal, ...]:
    given_answers = {key: each if isinstance(each, Answer) else Answer(each) for key, each in answers.items()}
    source, target = (CORE, OTHER) if walk is AHEAD else (OTHER, CORE)
    return translate(walk, source, target, given_answers, ORIGIN)


@pytest.mark.parametrize(
    ("answers", "address", "value", "lost"),
    [
        ({"help": ["funding"]}, "wanted", ["money"], []),
        ({"help": ["technical", "equipment"]}, "wanted", ["expertise"], []),
        ({"help": ["funding", "none"]}, "wanted", ["money"], ["C06"]),
        ({"help": ["na"]}, "wanted", ["na"], []),
        ({"plan": "part"}, "assessed", True, []),
        ({"plan": "no"}, "assessed", False, []),
        ({"story": "Long ago"}, "text", "Long ago", []),
        ({"people": 0}, "held", "none", []),
        ({"people": 1}, "held", "few", []),
        ({"people": 5}, "held", "few", []),
        ({"people": 6}, "held", "many", []),
        ({"acts[a].people": 2, "acts[b].people": 3}, "trained", 5, []),
        ({"acts[a].people": 0}, "trained", 0, []),
        ({"acts[a].title": "Census"}, "courses[a].name", "Census", []),
        ({"acts[a].kind": "course"}, "courses[a].sort", "c", []),
        ({"acts[a].kind": "course", "acts[b].kind": "visit"}, "held", "few", []),
        ({"acts[a].kind": "visit"}, "held", "none", []),
        ({"acts[a].kind": "course", "acts[a].who": "police"}, "m[enforcement].course", True, []),
    ],
)
def test_what_is_proposed(answers: dict[str, Any], address: str, value: Any, lost: list[str]) -> None:
    proposal = proposed(answers)[address]
    assert proposal.answer.value == value
    assert type(proposal.answer.value) is type(value)
    assert [each.code for each in proposal.lost] == lost
    assert (proposal.answer.source, proposal.answer.confirmed) == ("crosswalk", False)
    assert proposal.answer.origin["form"] == "core@one"
    assert proposal.answer.origin["relation"] == proposal.relation
    assert proposal.review is (proposal.relation != "exact" or bool(lost))


@pytest.mark.parametrize(
    ("answers", "address"),
    [
        ({}, "trained"),
        ({"people": -1}, "held"),  # below every band
        ({"people": "many"}, "held"),
        ({"help": ["none"]}, "wanted"),  # nothing there says that none is needed
        ({"acts[a].title": "x"}, "trained"),  # blank is not zero
        ({"acts[a].kind": "visit", "acts[a].who": "police"}, "m[enforcement].course"),
        ({"acts[a].kind": "course"}, "m[enforcement].course"),
        ({"acts[a].kind": "visit"}, "courses[a].sort"),
        ({"acts[a].kind": "visit", "acts[b].title": "x"}, "held"),  # of what kind was b?
        ({"plan": Answer(non_answer="no-information")}, "assessed"),  # never becomes a no
        ({"plan": "odd"}, "assessed"),
    ],
)
def test_what_is_not_proposed(answers: dict[str, Any], address: str) -> None:
    assert address not in proposed(answers)


def test_a_recorded_non_answer_is_proposed_only_as_one() -> None:
    assert proposed({"story": Answer(non_answer="not-applicable")})["text"].answer.non_answer == "not-applicable"
    assert proposed({"help": Answer(non_answer="not-applicable")})["wanted"].answer.value == ["na"]
    assert proposed({"wanted": ["na"]}, BACK)["help"].answer.value == ["na"]


def test_backwards_only_what_is_certain() -> None:
    assert proposed({"assessed": False}, BACK)["plan"].answer.value == "no"
    assert "plan" not in proposed({"assessed": True}, BACK)
    back = proposed({"wanted": ["money", "expertise"]}, BACK)["help"]
    assert (back.answer.value, [each.code for each in back.lost]) == (["funding"], ["C06"])


def test_the_language_of_a_text_comes_along_and_the_comment_does_not() -> None:
    found = proposed({"story": Answer("Hadithi", language="sw", comment="internal")})["text"].answer
    assert (found.language, found.comment) == ("sw", "")


core_values = {
    "help": st.lists(st.sampled_from(["funding", "equipment", "technical", "none", "na", "odd"]), max_size=3),
    "plan": st.sampled_from(["full", "part", "no", "odd", True, 3]),
    "people": st.integers(-3, 40) | st.text(max_size=3),
    "story": st.text(max_size=600),
    "acts[a].title": st.text(max_size=5),
    "acts[a].kind": st.sampled_from(["course", "visit", "odd"]),
    "acts[a].people": st.integers(-5, 60) | st.text(max_size=3),
    "acts[b].kind": st.sampled_from(["course", "visit"]),
    "acts[b].who": st.sampled_from(["rangers", "police"]),
}


@given(st.data())
@settings(deadline=None)
def test_a_proposal_is_a_sound_answer_or_says_what_is_wrong(data: st.DataObject) -> None:
    answers: dict[str, Answer] = {}
    for address, values in core_values.items():
        if data.draw(st.booleans()):
            non_answer = data.draw(st.sampled_from(["", "", "", "not-applicable", "no-information"]))
            value = None if non_answer else data.draw(values)
            answers[address] = Answer(value, non_answer=non_answer)
    for proposal in every(dict(answers)):
        address = proposal.address
        alone = {address: Answer(proposal.answer.value, non_answer=proposal.answer.non_answer)}
        errors = [each.code for each in check_answers(OTHER, alone) if each.severity == "error"]
        assert not errors or proposal.lost, (address, proposal)
        source = answers.get(proposal.here)
        if source is not None and source.non_answer:
            option = OTHER.at(address).option(str((proposal.answer.value or [""])[0]))  # type: ignore[union-attr]
            assert proposal.answer.non_answer == source.non_answer or (option and option.means == source.non_answer)


# -- what is computed of private answers ------------------------------------------------------------------------------

SECRETIVE = """
- id: g
  type: group
  label: G
  questions:
    - {id: people, type: integer, label: P, private: true}
    - {id: kind, type: choose-many, label: K, private: true, options: [{code: a, label: A}]}
    - {id: open, type: integer, label: O}
- {id: h, type: group, label: H, private: true, questions: [{id: n, type: integer, label: N}]}
- {id: r, type: reference, label: R, to: g}
"""
PUBLIC = """
- {id: t, type: integer, label: T}
- {id: k, type: choose-many, label: K, options: [{code: a, label: A}, {code: b, label: B, with: integer}]}
- {id: yes, type: yes-no, label: Y}
- {id: p, type: group, label: P, questions: [{id: n, type: integer, label: N}]}
- {id: q, type: reference, label: Q, to: p}
- {id: total, type: calculated, label: T, calculate: {sum: p.n}}
"""
SECRET, OPEN = small_form(SECRETIVE), replace(small_form(PUBLIC), id="open")


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("{sum: g.people, to: t}", True),
        ("{sum: g.open, to: t}", False),
        ("{sum: g.open, where: {kind: [a]}, to: t}", True),
        ("{count: g, where: {kind: [a]}, to: t}", True),
        ("{count: g, to: t}", False),
        ("{count: h, to: t}", True),
        ("{collect: g.kind, to: k}", True),
        ("{some: g, where: {kind: [a]}, to: 'yes', option: 'true'}", True),
        ("{to: k, numbers: [{sum: g.people, option: b}]}", True),
    ],
)
def test_what_is_computed_of_private_answers_says_that_it_will_leave(mapping: str, told: bool) -> None:
    answers = {"g[1].people": 3, "g[1].kind": ["a"], "g[1].open": 4, "h[1].n": 5}
    (found,) = along(mapping, answers)
    assert ("C15" in {each.code for each in found.lost}) is told
    assert found.review is told


def along(mapping: str, answers: dict[str, Any]) -> tuple[Proposal, ...]:
    forms = {SECRET.key: SECRET, OPEN.key: OPEN}
    head = f"cbreport: 1\ncrosswalk: w\nfrom: {SECRET.key}\nto: {OPEN.key}\nmappings:\n"
    walk, *_ = load_crosswalk(f"{head}  - {mapping[:-1]}, relation: exact}}", "walk.yaml", forms.__getitem__)
    given = {address: Answer(value) for address, value in answers.items()}
    return translate(walk, SECRET, OPEN, given, Origin(SECRET.key))


@pytest.mark.parametrize("mapping", ["{from: r, to: q}", "{sum: g.open, to: total}"])
def test_a_row_of_another_form_and_a_calculated_answer_are_no_ends(mapping: str) -> None:
    with pytest.raises(DefinitionError, match="F43"):
        along(mapping, {})


def test_another_edition_that_works_it_out_itself_gets_no_proposal() -> None:
    worked_out = "{id: t, type: calculated, label: T, calculate: {sum: p.n}}"
    later = small_form(PUBLIC.replace("{id: t, type: integer, label: T}", worked_out))
    forms = {SECRET.key: SECRET, OPEN.key: OPEN}
    head = f"cbreport: 1\ncrosswalk: w\nfrom: {SECRET.key}\nto: {OPEN.key}\nmappings:\n"
    walk, *_ = load_crosswalk(f"{head}  - {{sum: g.open, to: t, relation: exact}}", "walk.yaml", forms.__getitem__)
    assert translate(walk, SECRET, later, {"g[1].open": Answer(4)}, Origin(SECRET.key)) == ()


@pytest.mark.parametrize("typed", ["1e5000", "1e20000000", "NaN", "many"])
def test_a_number_that_is_none_is_not_summed(typed: str) -> None:
    assert along("{sum: g.open, to: t}", {"g[1].open": typed}) == ()
