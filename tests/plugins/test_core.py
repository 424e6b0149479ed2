"""The common questions: who can answer them, and what the answers become in the reports to each convention."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pytest

from cbreport import Library, Report, check, load_report, propose
from cbreport.answering import Answer, Proposal
from cbreport.definition import Crosswalk, Question, all_parties
from tests.plugins.installed import PLUGINS, examples, library, only_convention

CORE = only_convention("core")
FORM = library("core").form("capacity-core", "r1")
CMS, CBD, CITES = "cms-national-report@cop14", "cbd-national-report@nr7", "cites-implementation-report@cop17"
CPB, NAGOYA = "cpb-national-report@nr5", "nagoya-national-report@nr1"


@cache
def everything() -> Library:
    return Library(plugins=[plugin for name, plugin in PLUGINS.items() if name != "example"])


def question(id: str) -> Question:
    found = FORM.at(id)
    assert found is not None, id
    return found


def report(answers: dict[str, Any], form: str = FORM.key, cycle: str = "CORE-2026") -> Report:
    given = {
        address: each.to_data() if isinstance(each, Answer) else {"value": each} for address, each in answers.items()
    }
    series, _, edition = form.partition("@")
    head = {"cbreport": 1, "form": series, "edition": edition, "party": "KEN", "cycle": cycle}
    return load_report({**head, "answers": given}, everything())


def every(source: Report, to: str) -> tuple[Proposal, ...]:
    (origins,) = propose(source, to=everything().form(to))
    return origins.outcome.proposals


def proposed(answers: dict[str, Any], to: str) -> dict[str, Any]:
    """What the answers become: the value, or the non-answer, by address."""
    return {each.address: each.answer.non_answer or each.answer.value for each in every(report(answers), to)}


def example(party: str) -> Report:
    return load_report(examples("core")[f"examples/core-2026-{party}.json"], everything())


# -- who can answer ---------------------------------------------------------------------------------------------------


def test_every_state_that_is_party_to_one_of_the_three_can_answer() -> None:
    assert all_parties().keys() - CORE.memberships.keys() == {"VAT"}
    assert Counter(membership.region for membership in CORE.memberships.values()) == {
        "africa": 54,
        "asia-pacific": 57,
        "eastern-europe": 23,
        "latin-america-caribbean": 33,
        "western-europe-others": 30,
    }


@pytest.mark.parametrize("code", ["KEN", "USA", "EUE", "NIU", "COK", "HTI"])
def test_a_party_is_one_from_the_first_day(code: str) -> None:
    facts = all_parties()[code].facts
    days = [date.fromisoformat(facts[f"{each}_since"]) for each in ("cms", "cbd", "cites") if facts[f"{each}_since"]]
    assert CORE.memberships[code].since == min(days)
    assert CORE.memberships[code].until is None


def test_parties_outside_the_groups_have_a_region() -> None:
    assert {code: CORE.memberships[code].region for code in ("COK", "NIU", "EUE")} == {
        "COK": "asia-pacific",
        "NIU": "asia-pacific",
        "EUE": "western-europe-others",
    }


# -- the form ---------------------------------------------------------------------------------------------------------


def test_eighteen_questions_in_order() -> None:
    assert [each.number for each in FORM.questions() if each.number] == [f"C{number:02}" for number in range(1, 19)]
    assert all(each.concept for each in FORM.questions())


def test_numbers_are_counted_from_the_activities() -> None:
    answers = {
        "c05-activities[a].kind": "initiative",
        "c05-activities[a].people": 12,
        "c05-activities[b].kind": "workshop",
        "c05-activities[b].people": 30,
        "c05-activities[c].kind": "workshop",
    }
    seen = report(answers).settled.visible_answers()
    counted = {id: seen[id].value for id in ("c06-activities-number", "c06-people", "c06-initiatives")}
    assert counted == {"c06-activities-number": 3, "c06-people": 42, "c06-initiatives": 1}


@pytest.mark.parametrize(
    ("common", "form", "official"),
    [
        ("c01-needs-assessment", CBD, "b20-3"),
        ("c03-help", CMS, "xviii-2"),
        ("c07-plan", CBD, "b20-1"),
        ("c12-awareness", CMS, "v-1"),
        ("c16-partnerships", CBD, "b20-5"),
    ],
)
def test_answers_are_those_of_the_official_question(common: str, form: str, official: str) -> None:
    there = everything().form(form).question(official)
    assert there is not None
    assert [option.code for option in question(common).options] == [option.code for option in there.options]
    assert question(common).exclusive == there.exclusive


# -- what is proposed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "address", "value", "relation"),
    [
        (CMS, "xviii-2", ["funding", "training", "equipment", "research"], "narrow"),
        (CMS, "xviii-1", ["capacity-assessments"], "broad"),
        (CMS, "v-1", ["teaching", "media", "publications"], "narrow"),
        (CMS, "vii-coordination", True, "close"),
        (CMS, "xix-1", ["other-countries"], "narrow"),
        (CMS, "xix-2-trend", "increased", "narrow"),
        (CBD, "b20-1", "partially", "exact"),
        (CBD, "b20-2", ["womenGirls", "childrenYouth", "indigenousPeoplesLocalCommunities"], "close"),
        (CBD, "b20-3", "partially", "exact"),
        (CBD, "b20-4", ["womenGirls", "indigenousPeoplesLocalCommunities"], "close"),
        (CBD, "b20-5", "partially", "exact"),
        (CBD, "nbsap-revised", "inProgress", "narrow"),
        (CBD, "additional-means", "additionalImplementationRequired", "narrow"),
        (CITES, "activities-count[without-secretariat].number", "2-5", "close"),
        (CITES, "activities-count[with-secretariat].number", "1", "close"),
        (CITES, "needs-matrix[enforcement].technical", True, "narrow"),
        (CITES, "needs-matrix[scientific-authority].financial", True, "narrow"),
        (CITES, "authority-budgets[scientific-authority].trend", "decreased", "exact"),
        (CITES, "improvement-priorities[e-permitting].priority", "low", "narrow"),
        (CITES, "training-in-place[enforcement-officers].in-place", True, "narrow"),
        (CITES, "help-given[g1].country", "UGA", "narrow"),
        (CITES, "coordination", "yes", "close"),
        (CPB, "q121", True, "narrow"),
        (CPB, "q114", ["bilateral", "multilateral"], "narrow"),
        (NAGOYA, "q053", "true", "narrow"),
    ],
)
def test_what_the_example_of_kenya_becomes(to: str, address: str, value: object, relation: str) -> None:
    (found,) = [each for each in every(example("ken"), to) if each.address == address]
    assert (found.answer.value, found.relation) == (value, relation)
    assert bool(found.note) is (relation != "exact")


def activities(number: int, secretariat: str) -> dict[str, Any]:
    """That many activities for CITES, and one for another agreement, so that the list is never empty."""
    found: dict[str, Any] = {}
    for each in range(number):
        found[f"c05-activities[a{each}].agreements"] = ["cites", "cms"]
        found[f"c05-activities[a{each}].with-secretariat"] = secretariat
    return found | {"c05-activities[z].agreements": ["cbd"], "c05-activities[z].with-secretariat": secretariat}


@pytest.mark.parametrize(
    ("secretariat", "row", "other"),
    [("no", "without-secretariat", "with-secretariat"), ("yes", "with-secretariat", "without-secretariat")],
)
@pytest.mark.parametrize(
    ("number", "band"),
    [
        (0, "none"),
        (1, "1"),
        (2, "2-5"),
        (5, "2-5"),
        (6, "6-10"),
        (10, "6-10"),
        (11, "11-20"),
        (20, "11-20"),
        (21, "more-than-20"),
    ],
)
def test_activities_are_counted_into_bands(number: int, band: str, secretariat: str, row: str, other: str) -> None:
    found = proposed(activities(number, secretariat), CITES)
    assert found[f"activities-count[{row}].number"] == band
    assert found[f"activities-count[{other}].number"] == "none"


def test_what_served_the_nagoya_protocol_is_counted_beside_its_options() -> None:
    rows = (("training", 20, "nagoya"), ("course", None, "nagoya"), ("initiative", 5, "nagoya"), ("course", 99, "cms"))
    answers: dict[str, Any] = {}
    for at, (kind, people, agreement) in enumerate(rows):
        row = {"kind": kind, "people": people, "agreements": [agreement]}
        answers |= {f"c05-activities[a{at}].{key}": value for key, value in row.items() if value is not None}
    (found,) = [each for each in every(report(answers), NAGOYA) if each.address == "q054-a"]
    assert found.answer.value == ["people-trained", "trainings", "active-initiatives"]
    assert found.answer.details == {"people-trained": 25, "trainings": 2, "active-initiatives": 1}
    assert found.relation == "narrow"
    assert proposed(answers, NAGOYA)["q054"] == "true"
    assert "q118" not in proposed(answers, CPB)  # nothing of it served the Cartagena Protocol


def test_only_subjects_that_have_an_area_come_along_and_the_others_are_told() -> None:
    topics = ("technology", "taxonomy", "awareness", "technology")
    answers = {f"c02-needs[n{at}].topic": topic for at, topic in enumerate(topics)}
    (found,) = [each for each in every(report(answers), CPB) if each.address == "q123"]
    assert found.answer.value == ["technology-transfer", "awareness"]
    assert [each.values["option"] for each in found.lost] == ["Taxonomy"]


@pytest.mark.parametrize(("state", "expected"), [("used", True), ("wanted", None)])
def test_material_in_use_says_yes_and_nothing_says_no(state: str, expected: bool | None) -> None:
    assert proposed({"c08-materials[m].wanted-or-used": state}, CPB).get("q120") is expected


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"c05-activities[a].title": "Course"},
        {"c05-activities[a].agreements": ["cites"]},
        {**activities(3, "no"), "c05-activities[a1].agreements": None},
        {"c05-activities": Answer(non_answer="not-applicable")},
    ],
)
def test_nothing_is_counted_while_something_is_unknown(answers: dict[str, Any]) -> None:
    assert not [address for address in proposed(answers, CITES) if address.startswith("activities-count")]


HELP = {
    "information-exchange": "advice",
    "technical-assistance": "technical",
    "equipment": "technical",
    "funding": "financial",
    "training": "training",
    "other-skills": "other",
    "research": "other",
    "volunteers": "other",
    "other": "other",
}


@pytest.mark.parametrize(("help", "column"), HELP.items())
def test_a_need_ticks_one_cell(help: str, column: str) -> None:
    need = {"c02-needs[n].target-group": ["resource-users"], "c02-needs[n].help": [help]}
    assert proposed(need, CITES) == {f"needs-matrix[traders].{column}": True}


def test_every_group_and_every_kind_of_help_has_a_cell() -> None:
    (pair,) = [each for each in walk(FORM.key, CITES).pairs if each.cells and each.target == "needs-matrix"]
    assert pair.cells is not None
    assert set(pair.cells.rows) == {option.code for option in question("c02-needs[n].target-group").options}
    assert set(pair.cells.columns) == {option.code for option in question("c02-needs[n].help").options} == set(HELP)


@pytest.mark.parametrize(
    ("scale", "official", "tick", "boolean"),
    [
        ("no", "no", None, False),
        ("underDevelopment", "underDevelopment", None, False),
        ("partially", "partially", ["capacity-assessments"], True),
        ("fully", "fully", ["capacity-assessments"], True),
        ("notApplicable", "notApplicable", None, None),
    ],
)
def test_the_scale_of_the_needs_assessment(scale: str, official: str, tick: object, boolean: object) -> None:
    answers = {"c01-needs-assessment": scale}
    assert proposed(answers, CBD) == {"b20-3": official}
    assert proposed(answers, CMS).get("xviii-1") == tick
    assert proposed(answers, CPB).get("q121") is boolean


# -- what never happens -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [CMS, CBD, CITES, CPB, NAGOYA])
@pytest.mark.parametrize("meaning", ["not-applicable", "no-information"])
def test_a_non_answer_never_becomes_a_no(meaning: str, to: str) -> None:
    answers = {
        each.id: Answer(non_answer=meaning)
        for each in FORM.questions()
        if meaning in each.non_answers and each.answerable
    }
    cells = {f"c11-trend[{row.code}].budget": Answer(non_answer=meaning) for row in question("c11-trend").rows}
    del answers["c11-trend"]
    marked = {"c13-coordination": "no-information", "c01-needs-assessment": "notApplicable", "c09-trend": "unknown"}
    assert set(proposed({**answers, **cells, **marked}, to).values()) <= {
        "not-applicable",
        "no-information",
        "notApplicable",
    }


def walk(source: str, target: str) -> Crosswalk:
    (found,) = [each for each in everything().crosswalks if (each.source, each.target) == (source, target)]
    return found


@pytest.mark.parametrize("to", [CMS, CBD, CITES, CPB, NAGOYA])
def test_what_is_not_exact_says_what_is_lost(to: str) -> None:
    assert all(pair.note or pair.relation == "exact" for pair in walk(FORM.key, to).pairs)


def test_that_equipment_is_not_separate_is_told() -> None:
    need = {"c02-needs[n].target-group": ["enforcement"], "c02-needs[n].help": ["equipment"]}
    (found,) = every(report(need), CITES)
    assert "Equipment counts as technical help" in found.note


def test_groups_that_another_list_lacks_are_told() -> None:
    (found,) = every(report({"c04-groups": ["women", "judiciary"]}), CBD)
    assert (found.answer.value, [each.code for each in found.lost]) == (["womenGirls"], ["C06"])
    assert proposed({"c04-groups": ["judiciary"]}, CBD) == {}
    assert proposed({"c04-groups": ["none"]}, CBD) == {"b20-2": ["none"]}


def test_that_one_convention_got_or_needs_nothing_says_nothing_of_the_others() -> None:
    cms = report({"xviii-2": ["none"], "xix-2": False, "xix-1": ["no"], "v-1": ["none"]}, CMS, "COP14")
    assert every(cms, FORM.key) == ()
    cites = report({"international-funding": "no", "constraints-assistance": "no"}, CITES, "CoP17")
    assert every(cites, FORM.key) == ()


def test_a_report_to_one_convention_fills_the_common_questions_and_another_report() -> None:
    cms = report({"xviii-2": ["training"], "xix-2": True, "vii-coordination": True}, CMS, "COP14")
    assert {each.address: (each.answer.value, each.relation) for each in every(cms, FORM.key)} == {
        "c03-help": (["training"], "broad"),
        "c09-received": (True, "broad"),
        "c13-coordination": ("yes", "close"),
    }
    assert {each.address: (each.answer.value, each.relation) for each in every(cms, CITES)} == {
        "international-funding": ("yes", "close"),
        "coordination": ("yes", "close"),
    }


# -- what is doubtful -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"people": 20, "women": 20}, []),
        ({"people": 20, "women": 21}, [("CORE01", "c05-activities[a].women")]),
        ({"people": 20, "youth": 5, "iplc": 30}, [("CORE01", "c05-activities[a].iplc")]),
        ({"women": 21}, []),
        ({"people": "many", "women": 21}, []),
    ],
)
def test_a_part_is_not_more_than_all(answers: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = check(report({f"c05-activities[a].{key}": value for key, value in answers.items()}))
    assert [(each.code, each.address) for each in found if each.code.startswith("CORE")] == expected


@pytest.mark.parametrize(("help", "doubtful"), [(["none"], True), (["funding"], False), (None, False)])
def test_needs_without_help_are_doubtful(help: list[str] | None, doubtful: bool) -> None:
    answers = {"c02-needs[n].topic": "taxonomy", **({"c03-help": help} if help else {})}
    assert ("CORE02" in {each.code for each in check(report(answers))}) is doubtful
