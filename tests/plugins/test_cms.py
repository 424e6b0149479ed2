"""CMS: membership, the questions that the reference asks for in both editions, and each of its checks."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from cbreport.answering import Answer, evaluate
from cbreport.definition import Form, Question
from tests.plugins.installed import COMPILED, codes, library, only_convention, own_findings, report

CMS = only_convention("cms")
EDITIONS = ("cop13", "cop14")
every_edition = pytest.mark.parametrize("edition", EDITIONS)


def form(edition: str) -> Form:
    return library("cms").form("cms-national-report", edition)


def question(edition: str, id: str) -> Question:
    found = form(edition).question(id)
    assert found is not None, id
    return found


def option_codes(edition: str, id: str) -> list[str]:
    return [option.code for option in question(edition, id).options]


def shown(edition: str, **values: Any) -> set[str]:
    """Ids of the questions that are shown with these answers (an underscore stands for a hyphen)."""
    answers = {id.replace("_", "-"): Answer(value) for id, value in values.items()}
    return {id for id, state in evaluate(form(edition), answers).states.items() if state.shown}


# -- Parties ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("1983-10-31", 0),
        ("1983-11-01", 15),
        ("2014-05-01", 120),
        ("2017-12-01", 126),
        ("2020-02-15", 130),
        ("2020-09-30", 131),
        ("2021-01-01", 132),
        ("2022-03-01", 133),
        (COMPILED.isoformat(), 133),
    ],
)
def test_the_number_of_parties_by_day(day: str, count: int) -> None:
    assert len(CMS.parties(date.fromisoformat(day))) == count


def test_parties_by_region() -> None:
    now = Counter(membership.region for membership in CMS.memberships.values() if membership.holds(COMPILED))
    assert now == {
        "africa": 46,
        "europe": 44,
        "asia": 21,
        "south-central-america-caribbean": 15,
        "oceania": 7,
    }
    in_2021 = [each for each in CMS.memberships.values() if each.holds(date(2021, 1, 1)) and each.region == "asia"]
    assert len(in_2021) == 20


def test_single_parties() -> None:
    assert CMS.is_party("EUE", COMPILED)
    assert not CMS.is_party("USA", COMPILED)
    assert CMS.memberships["PHL"].region == "oceania"
    assert all(membership.since.day == 1 for membership in CMS.memberships.values())  # by the rule of the treaty


# -- the form ---------------------------------------------------------------------------------------------------------

# Number, id, type and number of options of every row of the reference on capacity building.
ROWS = [
    ("V.1", "v-1", "choose-many", 9),
    ("V.2", "v-2", "long-text", 0),
    ("V.3", "v-3", "rating", 5),
    ("V.4", "v-4", "long-text", 0),
    ("VI", "vi-strategies", "yes-no", 0),
    ("VII (a)", "vii-governance", "yes-no", 0),
    ("VII (c)", "vii-agreements", "yes-no", 0),
    ("VII (d)", "vii-non-parties", "yes-no", 0),
    ("XVI.1", "xvi-1", "yes-no", 0),
    ("XVII.1", "xvii-1", "choose-one", 4),
    ("XVIII.1", "xviii-1", "choose-many", 8),
    ("XVIII.2", "xviii-2", "choose-many", 10),
    ("XIX.1", "xix-1", "choose-many", 3),
    ("XIX.2", "xix-2", "yes-no", 0),
]


@every_edition
@pytest.mark.parametrize(("number", "id", "type", "options"), ROWS)
def test_every_question_of_the_reference_is_asked(edition: str, number: str, id: str, type: str, options: int) -> None:
    found = question(edition, id)
    assert (found.number, found.type, len(found.options)) == (number, type, options)
    assert not found.verified


@every_edition
@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("v-1", "campaigns teaching media events stakeholders publications interpretation other none"),
        ("v-3", "1 2 3 4 5"),
        (
            "xviii-1",
            "education-campaigns awareness-campaigns capacity-building knowledge-sharing capacity-assessments "
            "research-agreements other none",
        ),
        (
            "xviii-2",
            "funding technical-assistance training other-skills equipment information-exchange research volunteers "
            "other none",
        ),
        ("xix-1", "within-country other-countries no"),
        ("xix-2-sources", "investment-bank gef intergovernmental private-sector ngo governments other"),
        ("xix-1-trend", "increased same decreased unknown"),
        ("xix-2-trend", "increased same decreased unknown"),
    ],
)
def test_options_are_those_of_the_reference(edition: str, id: str, expected: str) -> None:
    assert option_codes(edition, id) == expected.split()


@every_edition
@pytest.mark.parametrize("id", ["v-1", "xviii-1", "xviii-2"])
def test_none_stands_alone_and_other_asks_which(edition: str, id: str) -> None:
    found = question(edition, id)
    other = found.option("other")
    assert found.exclusive == ("none",)
    assert other is not None
    assert other.detail in ("text", "long-text")
    assert other.detail_required


@every_edition
@pytest.mark.parametrize("id", ["v-1", "xviii-1"])
def test_a_text_may_stand_beside_each_option(edition: str, id: str) -> None:
    details = {option.code: (option.detail, option.detail_required) for option in question(edition, id).options}
    assert details.pop("none") == ("", True)
    assert details.pop("other") == ("long-text", True)
    assert set(details.values()) == {("long-text", False)}


@every_edition
@pytest.mark.parametrize(
    ("gate", "follow_ups"),
    [
        ("vi-strategies", {"vi-strategies-details"}),
        ("vii-governance", {"vii-governance-details"}),
        ("vii-coordination", {"vii-coordination-details"}),
        ("vii-agreements", {"vii-agreements-details"}),
        ("vii-non-parties", {"vii-non-parties-countries"}),
        ("xvi-1", {"xvi-1-where", "xvi-1-since", "xvi-1-link"}),
        ("xix-2", {"xix-2-sources", "xix-2-organisations", "xix-2-targets", "xix-2-trend"}),
    ],
)
def test_yes_leads_on_and_no_does_not(edition: str, gate: str, follow_ups: set[str]) -> None:
    assert shown(edition, **{gate: True}) - shown(edition) == follow_ups
    assert shown(edition, **{gate: False}) == shown(edition)


@every_edition
def test_the_other_conditions(edition: str) -> None:
    plain = shown(edition)
    assert shown(edition, v_1=["media"]) - plain == {"v-2", "v-3", "v-4"}
    assert shown(edition, v_1=["none"]) == plain
    assert shown(edition, xviii_2=["funding"]) - plain == {"xviii-2-details"}
    assert shown(edition, xviii_2=["none"]) == plain
    assert shown(edition, xviii_2=[]) == plain
    resources = {"xix-1-details", "xix-1-targets", "xix-1-trend"}
    assert shown(edition, xix_1=["within-country"]) - plain == resources
    assert shown(edition, xix_1=["other-countries"]) - plain == resources
    assert shown(edition, xix_1=["no"]) == plain


@every_edition
def test_the_summary_asks_for_successes_challenges_and_priorities(edition: str) -> None:
    section = form(edition).section("summary")
    assert section is not None
    assert [each.id for each in section.questions] == ["summary-successes", "summary-challenges", "summary-priorities"]


@every_edition
def test_the_targets_of_the_strategic_plan_are_all_there(edition: str) -> None:
    for id in ("xix-1-targets", "xix-2-targets"):
        assert option_codes(edition, id) == [str(number) for number in range(1, 17)]


def test_the_editions_ask_the_same_under_the_same_ids() -> None:
    one, two = ({each.id: (each.type, each.number) for each in form(edition).questions()} for edition in EDITIONS)
    assert one == two


def test_each_edition_has_its_cycle() -> None:
    cycles = [(cycle.id, cycle.edition) for cycle in CMS.cycles if cycle.form == "cms-national-report"]
    assert cycles == [("COP12", "cop12"), ("COP13", "cop13"), ("COP14", "cop14")]


# -- checks -----------------------------------------------------------------------------------------------------------

STUDIED = {"xviii-1": ["capacity-assessments"], "xviii-2": ["training"]}
CAMPAIGNS = {"v-1": ["none"], "xviii-1": ["awareness-campaigns"]}
GIVEN = {"xix-1": ["within-country"], "xix-1-trend": "increased"}
RECEIVED = {"xix-2": True, "xix-2-trend": "same"}
CMS01, CMS02 = ("CMS01", "xviii-2-details"), ("CMS02", "v-1")
CMS03, CMS04A, CMS04B = ("CMS03", "xix-1-details"), ("CMS04", "xix-1-targets"), ("CMS04", "xix-2-targets")


@every_edition
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # CMS01: gaps studied, help needed, not described
        (STUDIED, [CMS01]),
        ({**STUDIED, "xviii-2-details": " "}, [CMS01]),
        ({**STUDIED, "xviii-2-details": "Forty rangers."}, []),
        ({**STUDIED, "xviii-2-details": Answer(non_answer="no-information")}, []),
        ({**STUDIED, "xviii-2": ["none"]}, []),
        ({**STUDIED, "xviii-2": ["none", "training"]}, []),  # xviii-2-details is not shown, so nobody could mend it
        ({**STUDIED, "xviii-2": []}, []),
        ({**STUDIED, "xviii-2": Answer(non_answer="not-applicable")}, []),
        ({**STUDIED, "xviii-1": ["capacity-building"]}, []),
        # CMS02: nothing done for awareness, and campaigns all the same
        (CAMPAIGNS, [CMS02]),
        ({**CAMPAIGNS, "xviii-1": ["education-campaigns", "other"]}, [CMS02]),
        ({**CAMPAIGNS, "v-1": ["media"]}, []),
        ({**CAMPAIGNS, "xviii-1": ["capacity-building"]}, []),
        ({**CAMPAIGNS, "v-1": Answer(non_answer="no-information")}, []),
        # CMS03: resources to other countries, none named
        ({"xix-1": ["other-countries"]}, [CMS03]),
        ({"xix-1": ["other-countries"], "xix-1-details": "Binoculars to two countries."}, []),
        ({"xix-1": ["within-country"]}, []),
        ({"xix-1": ["no"]}, []),
        # CMS04: a trend without targets
        (GIVEN, [CMS04A]),
        ({**GIVEN, "xix-1-targets": ["15"]}, []),
        ({**GIVEN, "xix-1-targets": Answer(non_answer="no-information")}, []),
        ({**GIVEN, "xix-1-trend": "unknown"}, []),
        ({**GIVEN, "xix-1": ["no"]}, []),
        (RECEIVED, [CMS04B]),
        ({**RECEIVED, "xix-2-targets": ["7"]}, []),
        ({**RECEIVED, "xix-2": False}, []),
        ({**RECEIVED, "xix-2-trend": "unknown"}, []),
        ({**GIVEN, **RECEIVED, **CAMPAIGNS, "xix-1": ["other-countries"]}, [CMS02, CMS03, CMS04A, CMS04B]),
    ],
)
def test_checks(edition: str, answers: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes("cms", f"cms-national-report@{edition}", answers) == expected


def test_the_trend_is_named_by_the_number_of_its_question() -> None:
    (found,) = own_findings("cms", report("cms", "cms-national-report@cop14", RECEIVED))
    assert found.describe().startswith("XIX.2 says how the resources changed")
