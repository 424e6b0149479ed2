"""Proposals from a Party's reports: newest first, along one or two crosswalks, nothing dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport import Library
from cbreport.answering import Answer
from cbreport.definition import Crosswalk, Form, load_crosswalk, load_form
from cbreport.reporting import Report, choices, connected, is_record, mark_of, propose
from cbreport.reporting.proposing import weaker
from cbreport.testing import EXAMPLE, example_library
from tests.definition.small import written

CORE = """
- id: help
  type: choose-many
  label: H
  options: [{code: funding, label: F}, {code: gear, label: G}, {code: law, label: L}]
- {id: plan, type: yes-no, label: Plan?}
- id: acts
  type: group
  label: Acts
  questions: [{id: title, type: text, label: T}, {id: people, type: integer, label: P}]
"""
FIRST = """
- id: wanted
  type: choose-many
  label: W
  options: [{code: money, label: M}, {code: boats, label: B}, {code: laws, label: L}]
- {id: planned, type: yes-no, label: Planned?}
- {id: story, type: text, label: Story}
- {id: secret, type: text, label: Secret, private: true}
- {id: after, type: text, label: After, show-when: {item: planned, equals: "true"}}
- id: courses
  type: group
  label: C
  questions: [{id: name, type: text, label: N}, {id: people, type: integer, label: P}]
"""
SECOND = """
- {id: needs, type: choose-many, label: N, options: [{code: cash, label: C}, {code: equipment, label: E}]}
- {id: strategy, type: yes-no, label: Strategy?}
- {id: trained, type: integer, label: Trained}
- {id: held, type: integer, label: Held}
"""
LIBRARY = example_library()


def form(series: str, questions: str, edition: str = "one") -> Form:
    text = written(questions).replace("id: small", f"id: {series}", 1)
    return load_form(text.replace("edition: one", f"edition: {edition}"))


FORMS = {each.key: each for each in (form("core", CORE), form("first", FIRST), form("second", SECOND))}
NEXT = form("first", FIRST.replace("{code: laws, label: L}", "{code: rules, label: R}"), "two")


def walk(source: str, target: str, mappings: str) -> tuple[Crosswalk, ...]:
    head = f"cbreport: 1\ncrosswalk: w\nfrom: {source}@one\nto: {target}@one\nmappings:\n"
    return load_crosswalk(head + mappings.strip("\n") + "\n", "walk.yaml", FORMS.__getitem__)


WALKS = (
    *walk(
        "core", "first",
        """
- {from: help, to: wanted, relation: exact, options: {funding: money, gear: boats, law: laws}}
- {from: plan, to: planned, relation: broad, note: Any plan counts there.}
- {from: acts, to: courses, relation: exact, parts: [{from: title, to: name}, {from: people, to: people}]}
""",
    ),
    *walk(
        "core", "second",
        """
- {from: help, to: needs, relation: close, options: {funding: cash, gear: equipment}, note: Laws are not asked.}
- {from: plan, to: strategy, relation: broad, note: Any strategy counts there.}
- {sum: acts.people, to: trained, relation: exact}
- {count: acts, to: held, relation: exact}
""",
    ),
)  # fmt: skip


class Shelf(Library):
    """The example library with these forms and crosswalks."""

    def __init__(self) -> None:
        self.__dict__ = dict(LIBRARY.__dict__)

    def form(self, id: str, edition: str = "") -> Form:
        return FORMS[f"{id}@{edition}"]

    @property
    def crosswalks(self) -> tuple[Crosswalk, ...]:
        return WALKS


SHELF = Shelf()


def report(of: Form | str, answers: dict[str, Any], **more: Any) -> Report:
    made = {key: each if isinstance(each, Answer) else Answer(each) for key, each in answers.items()}
    asked = FORMS[f"{of}@one"] if isinstance(of, str) else of
    return Report(asked, "KEN", more.pop("cycle", "EX1"), made, library=SHELF, **more)


def test_a_step_through_the_common_questions() -> None:
    made = report(
        "first", {"wanted": ["money", "laws"], "courses[r1].name": "C", "courses[r1].people": 12, "story": "x"}
    )
    (found,) = propose(made, FORMS["second@one"])
    proposals = {each.address: each for each in found.outcome.proposals}
    needs = proposals["needs"]
    assert (needs.answer.value, needs.relation, needs.note) == (["cash"], "close", "Laws are not asked.")
    assert [each.values["option"] for each in needs.lost] == ["L"]
    assert needs.answer.origin == {"form": "first@one", "cycle": "EX1", "address": "wanted", "relation": "close"}
    assert (proposals["trained"].answer.value, proposals["held"].answer.value) == (12, 1)
    assert proposals["trained"].answer.origin["address"] == "courses.people"
    assert proposals["held"].answer.origin["address"] == "courses"
    assert [each.address for each in found.outcome.homeless] == ["courses[r1].name", "story"]


def test_two_relations_that_point_opposite_ways_are_close() -> None:
    made = report("first", {"planned": True})
    (found,) = propose(made, FORMS["second@one"])
    (proposal,) = found.outcome.proposals
    assert (proposal.address, proposal.relation) == ("strategy", "close")  # narrower core, broader strategy
    assert proposal.note == "Any plan counts there.\nAny strategy counts there."


@pytest.mark.parametrize("first", ["exact", "close", "broad", "narrow"])
def test_a_step_never_comes_closer(first: str) -> None:
    assert weaker(first, "exact") == weaker("exact", first) == first
    assert weaker(first, "close") == "close"


def test_the_newest_report_comes_first_and_disagreement_is_kept() -> None:
    older = report("first", {"wanted": ["money"], "planned": True}, submitted="2020-01-01T00:00:00+00:00")
    newer = report("core", {"help": ["gear"], "plan": True}, submitted="2024-01-01T00:00:00+00:00")
    found = propose([older, newer], FORMS["second@one"])
    assert [each.report.form.id for each in found] == ["core", "first"]
    best = choices(found)
    assert [each.answer.value for each in best["needs"]] == [["equipment"], ["cash"]]
    assert len(best["strategy"]) == 1  # both say yes
    assert best["strategy"][0].relation == "close"


def test_the_next_edition_and_what_it_lost() -> None:
    made = report("first", {"wanted": ["money", "laws"], "secret": "Amina", "after": "hidden", "story": ""})
    (found,) = propose(made, NEXT)
    assert {each.address: each.answer.value for each in found.outcome.proposals} == {
        "wanted": ["money"],
        "secret": "Amina",
    }
    assert [(each.address, each.reason.code) for each in found.outcome.homeless] == [("after", "C16")]


def test_only_what_somebody_confirmed_is_carried_on() -> None:
    made = report("first", {"wanted": Answer(["money"], confirmed=False), "story": "x"})
    (found,) = propose(made, NEXT)
    assert [each.address for each in found.outcome.proposals] == ["story"]
    assert [each.address for each in found.outcome.homeless] == ["wanted"]


def test_reports_of_two_parties_are_refused() -> None:
    other = Report(FORMS["first@one"], "NOR", "EX1", {}, library=SHELF)
    with pytest.raises(ValueError, match="of KEN, NOR"):
        propose([report("first", {}), other], NEXT)


def test_without_crosswalks_everything_is_told() -> None:
    (found,) = propose(report("first", {"story": "x", "wanted": ["money"]}), FORMS["second@one"], [])
    assert [each.reason.code for each in found.outcome.homeless] == ["C14", "C14"]


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "wanted": st.lists(st.sampled_from(["money", "boats", "laws", "odd"]), max_size=3),
    "planned": st.booleans(),
    "story": st.text(max_size=5),
    "secret": st.text(max_size=5),
    "after": st.text(max_size=5),
    "courses[r1].name": st.text(max_size=5),
    "courses[r1].people": st.integers(0, 9),
    "courses[r2].people": st.integers(0, 9) | st.just("many"),
    "gone": st.text(max_size=5),
}


@given(st.fixed_dictionaries({}, optional=VALUES), st.sets(st.sampled_from(sorted(VALUES))), st.booleans())
@settings(deadline=None)
def test_every_answer_is_proposed_or_told(answers: dict[str, Any], unconfirmed: set[str], onwards: bool) -> None:
    made = report("first", {key: Answer(value, confirmed=key not in unconfirmed) for key, value in answers.items()})
    to = FORMS["second@one"] if onwards else NEXT
    (found,) = propose(made, to)
    told = {each.address for each in found.outcome.homeless}
    sources = {each.answer.origin["address"] for each in found.outcome.proposals}
    for address, answer in made.answers.items():
        assert answer.empty or address in told | sources or (onwards and address.endswith(".people"))
    assert propose(made, to) == (found,)
    assert all(to.at(each.address) for each in found.outcome.proposals)


def test_a_record_says_nothing_about_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    records = replace(EXAMPLE.cycles[0], id="REC", repeats=True)
    convention = replace(EXAMPLE, cycles=(*EXAMPLE.cycles, records))
    monkeypatch.setattr(Shelf, "convention", lambda self, id: convention)
    record = report("first", {"planned": True}, cycle="REC-1")
    assert (is_record(record), is_record(report("first", {})), is_record(report("first", {}, cycle="GONE"))) == (
        True, False, False,
    )  # fmt: skip
    assert propose(record, FORMS["first@one"]) == propose(record, NEXT) == ()
    (found,) = propose(record, FORMS["second@one"])  # a crosswalk leads from it all the same
    assert [each.address for each in found.outcome.proposals] == ["strategy"]


@pytest.mark.parametrize(
    ("source", "target", "leads"),
    [("first", "second", True), ("first", "core", True), ("first", "third", False), ("third", "first", False)],
)
def test_what_a_crosswalk_leads_to(source: str, target: str, leads: bool) -> None:
    assert connected(source, target, WALKS) is leads


def test_what_makes_a_proposal_the_same() -> None:
    made = Answer("x", source="crosswalk", confirmed=False, origin={"form": "f@1", "cycle": "C", "address": "a"})
    same = replace(made, confirmed=True, comment="!", origin={**made.origin, "time": "2024-01-01", "relation": "close"})
    assert mark_of("b", made) == mark_of("b", same)
    others = [replace(made, value="y"), replace(made, value=None, non_answer="not-applicable")]
    others += [replace(made, origin={**made.origin, key: "other"}) for key in ("form", "cycle", "address")]
    marks = {mark_of("c", made), *(mark_of("b", each) for each in (made, *others))}
    assert len(marks) == 7
