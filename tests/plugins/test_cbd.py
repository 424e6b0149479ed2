"""CBD: membership, indicator 20.b to the letter, and each of the plugin's checks."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from cbreport import check
from cbreport.answering import Answer, evaluate
from cbreport.definition import Question, all_parties
from tests.plugins.installed import COMPILED, codes, library, only_convention, own_findings, report

CBD = only_convention("cbd")
FORM = library("cbd").form("cbd-national-report", "nr7")


# -- Parties ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "count"),
    [("1993-12-28", 0), ("1993-12-29", 30), ("2014-05-18", 194), ("2026-02-28", 196), (COMPILED.isoformat(), 196)],
)
def test_the_number_of_parties_by_day(day: str, count: int) -> None:
    assert len(CBD.parties(date.fromisoformat(day))) == count


def test_all_but_two_are_party() -> None:
    assert all_parties().keys() - CBD.memberships.keys() == {"USA", "VAT"}


def test_parties_by_region_with_the_three_that_are_in_no_group_of_the_united_nations() -> None:
    assert Counter(membership.region for membership in CBD.memberships.values()) == {
        "africa": 54,
        "asia-pacific": 57,  # 54, the State of Palestine, Cook Islands, Niue
        "eastern-europe": 23,
        "latin-america-caribbean": 33,
        "western-europe-others": 29,  # without the United States, with the European Union
    }
    regions = {code: CBD.memberships[code].region for code in ("COK", "NIU", "EUE", "PSE", "TUR")}
    assert regions == {
        "COK": "asia-pacific",
        "NIU": "asia-pacific",
        "PSE": "asia-pacific",
        "EUE": "western-europe-others",
        "TUR": "western-europe-others",
    }


# -- indicator 20.b ---------------------------------------------------------------------------------------------------

SCALE = ["no", "underDevelopment", "partially", "fully"]
GROUPS = [
    "womenGirls",
    "childrenYouth",
    "personWithDisabilities",
    "indigenousPeoplesLocalCommunities",
    "other",
    "none",
]
# Key, printed number, type, option codes, required: as in the Secretariat's tool and in decision 16/31.
INDICATOR = [
    ("20_1", "20.1", "choose-one", SCALE, True),
    ("20_2", "20.2", "choose-many", GROUPS, True),
    ("20_2_1", "20.2.1", "text", [], False),
    ("20_3", "20.3", "choose-one", [*SCALE, "notApplicable"], True),
    ("20_4", "20.4", "choose-many", GROUPS, True),
    ("20_4_1", "20.4.1", "text", [], False),
    ("20_5", "20.5", "choose-one", SCALE, True),
    ("20_5_1", "20.5.1", "long-text", [], False),
]


def by_key() -> dict[str, Question]:
    section = FORM.section("indicator-20b")
    assert section is not None
    return {question.reference: question for question in section.questions}


@pytest.mark.parametrize(("key", "number", "type", "options", "required"), INDICATOR)
def test_a_question_of_the_indicator(key: str, number: str, type: str, options: list[str], required: bool) -> None:
    question = by_key()[key]
    assert (question.number, question.type, question.required) == (number, type, required)
    assert [option.code for option in question.options] == options
    assert question.verified
    assert question.non_answers == ()  # the official form has none beside the options


def test_the_indicator_has_these_questions_in_this_order_and_a_comment() -> None:
    assert list(by_key()) == [*(key for key, *_ in INDICATOR), "comments"]
    assert by_key()["20_1"].id == "b20-1"


def test_not_applicable_is_counted_apart_and_none_stands_alone() -> None:
    not_applicable = by_key()["20_3"].option("notApplicable")
    assert not_applicable is not None
    assert not_applicable.means == "not-applicable"
    assert by_key()["20_2"].exclusive == by_key()["20_4"].exclusive == ("none",)


def shown(**values: Any) -> set[str]:
    answers = {id.replace("_", "-"): Answer(value) for id, value in values.items()}
    seen = evaluate(FORM, answers)
    return {question.reference for question in by_key().values() if seen.shown(question.id)}


@pytest.mark.parametrize(
    ("values", "follow_up"),
    [
        ({}, set()),
        ({"b20_2": ["other"]}, {"20_2_1"}),
        ({"b20_2": ["womenGirls", "other"]}, {"20_2_1"}),
        ({"b20_2": ["womenGirls"]}, set()),
        ({"b20_2": ["none"]}, set()),
        ({"b20_4": ["other"]}, {"20_4_1"}),
        ({"b20_4": ["childrenYouth"]}, set()),
        ({"b20_5": "no"}, set()),
        ({"b20_5": "underDevelopment"}, {"20_5_1"}),
        ({"b20_5": "partially"}, {"20_5_1"}),
        ({"b20_5": "fully"}, {"20_5_1"}),
    ],
    ids=repr,
)
def test_conditions_of_the_indicator(values: dict[str, Any], follow_up: set[str]) -> None:
    always = {key for key, *_ in INDICATOR if key.count("_") == 1} | {"comments"}
    assert shown(**values) == always | follow_up


# -- the rest of the form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    "nationalAuthorities contactPerson contactDetails processUndertaken hasRevisedNbsap anticipatedNbsapDate "
    "hasStakeholderEngagement stakeholders hasNbsapAdopted policyInstrument implementationProgress "
    "assessmentSummary".split(),
)
def test_what_the_format_requires_is_required(key: str) -> None:
    (question,) = [each for each in FORM.questions() if each.reference == key]
    assert question.required


@pytest.mark.parametrize("key", ["contactPerson", "contactDetails", "notes"])
def test_persons_and_notes_never_leave_the_party(key: str) -> None:
    (question,) = [each for each in FORM.questions() if each.reference == key]
    assert question.private


def test_each_national_target_asks_for_actions_progress_challenges_and_effectiveness() -> None:
    targets = FORM.question("national-targets")
    assert targets is not None
    required = {part.reference: part.required for part in targets.questions}
    for key in (
        "mainActionsSummary",
        "levelOfProgress",
        "progressSummary",
        "keyChallengesSummary",
        "actionEffectivenessSummary",
    ):
        assert required[key], key
    assert not required["sdgRelationSummary"]


def test_targets_of_the_framework_are_written_with_two_digits() -> None:
    targets = FORM.at("national-targets[r].global-targets")
    assert targets is not None
    assert [option.code for option in targets.options] == [f"GBF-TARGET-{number:02d}" for number in range(1, 24)]


# -- checks -----------------------------------------------------------------------------------------------------------

T = "national-targets[t1]."
ELSEWHERE = {f"{T}target-type": "national", f"{T}global-targets": ["GBF-TARGET-19"]}
EXPECTED = {"nbsap-revised": "no", "nbsap-expected": "2025-12-31"}
ADOPTION = {"nbsap-adopted": "no", "nbsap-adoption-expected": "2026-02-27"}
ADOPTED = {"nbsap-adopted": "yes", "nbsap-revised": "inProgress"}
CBD01, CBD02 = ("CBD01", "b20-4"), ("CBD02", f"{T}global-targets")
CBD03A, CBD03B, CBD04 = ("CBD03", "nbsap-expected"), ("CBD03", "nbsap-adoption-expected"), ("CBD04", "nbsap-adopted")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # CBD01: needs fully assessed, nobody's needs
        ({"b20-3": "fully", "b20-4": ["none"]}, [CBD01]),
        ({"b20-3": "partially", "b20-4": ["none"]}, []),
        ({"b20-3": "fully", "b20-4": ["womenGirls"]}, []),
        ({"b20-3": "fully", "b20-4": ["none", "other"]}, []),
        ({"b20-3": "fully"}, []),
        ({"b20-4": ["none"]}, []),
        # CBD02: a national target under Target 20 that does not name it
        (ELSEWHERE, [CBD02]),
        ({**ELSEWHERE, f"{T}global-targets": ["GBF-TARGET-19", "GBF-TARGET-20"]}, []),
        ({**ELSEWHERE, f"{T}global-targets": ["GBF-TARGET-020"]}, []),  # other tools pad with more zeros
        ({**ELSEWHERE, f"{T}global-targets": []}, []),
        ({**ELSEWHERE, f"{T}target-type": "global"}, []),
        ({f"{T}global-targets": ["GBF-TARGET-19"]}, []),
        # CBD03: expected for a day before the report is due
        (EXPECTED, [CBD03A]),
        ({**EXPECTED, "nbsap-expected": "2026-02-28"}, []),
        ({**EXPECTED, "nbsap-expected": "soon"}, []),
        ({**EXPECTED, "nbsap-revised": "yes"}, []),  # hidden
        (ADOPTION, [CBD03B]),
        ({**ADOPTION, "nbsap-adopted": "yes"}, []),
        # CBD04: adopted, not finished
        (ADOPTED, [CBD04]),
        ({**ADOPTED, "nbsap-revised": "no"}, [CBD04]),
        ({**ADOPTED, "nbsap-revised": "yes"}, []),
        ({**ADOPTED, "nbsap-adopted": "inProgress"}, []),
        ({"nbsap-adopted": "yes"}, []),
        ({**ELSEWHERE, **EXPECTED, "b20-3": "fully", "b20-4": ["none"]}, [CBD01, CBD02, CBD03A]),
    ],
)
def test_checks(answers: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes("cbd", "cbd-national-report", answers) == expected


def test_a_cycle_that_is_not_known_has_no_day_to_compare_with() -> None:
    assert codes("cbd", "cbd-national-report", EXPECTED, cycle="NR9") == []


def test_both_days_are_named() -> None:
    (found,) = own_findings("cbd", report("cbd", "cbd-national-report", EXPECTED))
    assert "2025-12-31, is before the day on which the report is due, 2026-02-28" in found.describe()
    assert found.severity == "warning"


def test_a_question_that_its_parent_hides_does_not_block_submission() -> None:
    missing = {found.address for found in check(report("cbd", "cbd-national-report", {"b20-5": "no"}))}
    assert "b20-5-1" not in missing
    assert {"b20-1", "b20-2", "b20-3", "b20-4"} <= missing
