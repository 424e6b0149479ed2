"""CITES: membership, every code of the reference, the needs matrix, bands, and each of the plugin's checks."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from cbreport.answering import Answer, evaluate
from cbreport.definition import Question, all_parties
from tests.plugins.installed import COMPILED, codes, library, only_convention, own_findings, report

CITES = only_convention("cites")
FORM = library("cites").form("cites-implementation-report", "cop17")


def question(id: str) -> Question:
    found = FORM.at(id)
    assert found is not None, id
    return found


# -- Parties ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("1975-06-30", 0),
        ("1975-07-01", 9),  # ten, but the United Arab Emirates left and came back
        ("2012-11-17", 176),
        ("2022-01-04", 184),
        ("2025-01-02", 185),
        (COMPILED.isoformat(), 185),
    ],
)
def test_the_number_of_parties_by_day(day: str, count: int) -> None:
    assert len(CITES.parties(date.fromisoformat(day))) == count


def test_parties_by_region() -> None:
    assert Counter(membership.region for membership in CITES.memberships.values()) == {
        "africa": 53,
        "asia": 39,
        "europe": 50,
        "central-south-america-caribbean": 31,
        "north-america": 3,
        "oceania": 9,
    }


def test_who_is_not_party() -> None:
    missing = "PRK HTI KIR MHL FSM NRU SSD TLS TUV VAT PSE COK NIU".split()
    assert all_parties().keys() - CITES.memberships.keys() == set(missing)
    assert CITES.is_party("EUE", COMPILED)
    assert not CITES.is_party("EUE", date(2014, 12, 31))


# -- the form ---------------------------------------------------------------------------------------------------------

ROWS = [
    ("1.8.1a", "matrix"),
    ("1.8.1b", "yes-no"),
    ("1.8.1c", "yes-no"),
    ("2.1.1a", "choose-one"),
    ("2.1.1b", "choose-one"),
    ("2.2.1a", "yes-no"),
    ("2.2.1b", "yes-no"),
    ("2.2.1c", "matrix"),
    ("2.2.1d", "matrix"),
    ("2.2.1e", "matrix"),
    ("2.2.2a", "choose-many"),
    ("2.2.2b", "matrix"),
    ("2.2.2c", "matrix"),
    ("2.2.2d", "matrix"),
    ("2.2.2e", "matrix"),
    ("2.3.1a", "matrix"),
    ("2.3.1b", "long-text"),
    ("2.3.1c", "matrix"),
    ("3.1.1a", "choose-one"),
    ("3.1.1b", "choose-one"),
    ("3.1.2a", "group"),
    ("3.2.1a", "matrix"),
    ("3.3.1a", "choose-one"),
    ("D1", "choose-one"),
]


@pytest.mark.parametrize(("number", "type"), ROWS)
def test_every_code_of_the_reference_is_asked(number: str, type: str) -> None:
    (found,) = [each for each in FORM.questions() if each.number == number]
    assert found.type == type
    assert not found.verified


def test_nothing_else_carries_an_official_code() -> None:
    assert [each.number for each in FORM.questions() if each.number] == [number for number, _ in ROWS]
    assert "3.4" in [section.number for section in FORM.sections]


def table(id: str) -> tuple[list[str], list[str]]:
    found = question(id)
    return [row.code for row in found.rows], [column.id for column in found.columns]


@pytest.mark.parametrize(
    ("id", "rows", "columns"),
    [
        ("training-in-place", "non-detriment-findings permit-officers enforcement-officers", "in-place"),
        ("authority-budgets", "management-authority scientific-authority enforcement", "trend"),
        ("development-funding", "management-authority scientific-authority enforcement", "used"),
        ("improvement-priorities", "hiring-staff implementation-tools equipment e-permitting other", "priority"),
        ("information-systems", "species trade non-detriment-findings", "status"),
        ("activities-count", "without-secretariat with-secretariat", "number"),
        (
            "needs-matrix",
            "management-authority scientific-authority enforcement traders ngos public other",
            "advice technical financial training other details",
        ),
        (
            "awareness-actions",
            "press-conferences press-releases print television radio presentations consultations market-surveys "
            "displays borders hotline website other",
            "wider-public user-groups",
        ),
    ],
)
def test_rows_and_columns(id: str, rows: str, columns: str) -> None:
    assert table(id) == (rows.split(), columns.split())


def test_the_needs_matrix_is_seven_groups_by_five_ticks_with_details() -> None:
    needs = question("needs-matrix")
    ticks = [column for column in needs.columns if column.type == "tick"]
    assert (len(needs.rows), len(ticks)) == (7, 5)
    assert [(column.id, column.type) for column in needs.columns if column not in ticks] == [("details", "text")]
    assert [row.code for row in needs.rows if row.detail] == ["other"]
    assert needs.required


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("authority-budgets[enforcement].trend", "increased stable decreased"),
        ("development-funding[enforcement].used", "yes no not-applicable no-information"),
        ("improvement-priorities[other].priority", "high medium low not-a-priority"),
        ("information-systems[trade].status", "yes under-development no"),
        ("activities-count[with-secretariat].number", "none 1 2-5 6-10 11-20 more-than-20"),
        ("international-funding", "yes no not-applicable no-information"),
        ("international-funding-trend", "increased stable decreased"),
        ("coordination", "yes no no-information"),
        ("improvements-made", "hiring-staff implementation-tools equipment other"),
        (
            "help-given[r].kinds",
            "species-management habitat-management sustainable-use law-enforcement livelihoods other",
        ),
    ],
)
def test_options(id: str, expected: str) -> None:
    assert [option.code for option in question(id).options] == expected.split()


@pytest.mark.parametrize(
    "id", ["development-funding[enforcement].used", "international-funding", "livelihoods-considered"]
)
def test_non_answers_among_the_options_are_counted_apart(id: str) -> None:
    assert {option.code: option.means for option in question(id).options if option.means} == {
        "not-applicable": "not-applicable",
        "no-information": "no-information",
    }


# -- bands ------------------------------------------------------------------------------------------------------------


def band(number: int) -> list[str]:
    """The bands in which a number of activities lies."""
    options = question("activities-count[with-secretariat].number").options
    return [
        option.code
        for option in options
        if option.low is not None and option.low <= number and (option.high is None or number <= option.high)
    ]


@pytest.mark.parametrize(
    ("number", "code"),
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
        (1000, "more-than-20"),
    ],
)
def test_edges_of_the_bands(number: int, code: str) -> None:
    assert band(number) == [code]


def test_every_number_lies_in_one_band() -> None:
    assert all(len(band(number)) == 1 for number in range(100))
    assert band(-1) == []


# -- conditions -------------------------------------------------------------------------------------------------------


def shown(answers: dict[str, Any]) -> set[str]:
    seen = evaluate(FORM, {address: Answer(value) for address, value in answers.items()})
    return {id for id, state in seen.states.items() if state.shown and "[" not in id}


PLAIN = shown({})


@pytest.mark.parametrize(
    ("answers", "follow_up"),
    [
        ({"subscriptions-paid": "no"}, {"subscriptions-unpaid-since"}),
        ({"subscriptions-paid": "yes"}, set()),
        ({"management-standards": False}, {"management-standards-needs"}),
        ({"management-standards": True}, set()),
        ({"scientific-standards": False}, {"scientific-standards-needs"}),
        ({"funding-sufficient[scientific-authority].sufficient": False}, {"funding-needs"}),
        ({"funding-sufficient[scientific-authority].sufficient": True}, set()),
        ({"staff-sufficient[management-authority].sufficient": False}, {"staff-needs"}),
        ({"skills-sufficient[management-authority].sufficient": False}, {"skills-needs"}),
        ({"activities-count[with-secretariat].number": "none"}, set()),
        ({"activities-count[with-secretariat].number": "1"}, {"activities-mandates"}),
        ({"international-funding": "yes"}, {"international-funding-details"}),
        ({"international-funding": "no"}, set()),
        ({"coordination": "yes"}, {"coordination-details"}),
        ({"constraints-assistance": "yes"}, {"constraints-assistance-details"}),
        ({"format-comments": True}, {"format-comments-details"}),
    ],
    ids=repr,
)
def test_what_leads_on(answers: dict[str, Any], follow_up: set[str]) -> None:
    assert shown(answers) - PLAIN == follow_up


# -- checks -----------------------------------------------------------------------------------------------------------

IDLE = {
    "activities-count[without-secretariat].number": "none",
    "activities-count[with-secretariat].number": "none",
    "activities-kinds": "Two workshops.",
}
NEED = {"needs-matrix[enforcement].details": "Timber kits."}
HELPED = {"help-given[r1].country": "TGO", "help-given[r2].country": "BEN"}
CITES01, CITES02 = ("CITES01", "activities-kinds"), ("CITES02", "needs-matrix[enforcement].details")
CITES03, CITES04 = ("CITES03", "help-given[r2].country"), ("CITES04", "help-given[r2].country")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # CITES01: no activity, and kinds of activity
        (IDLE, [CITES01]),
        ({**IDLE, "activities-kinds": " "}, []),
        ({**IDLE, "activities-kinds": Answer(non_answer="not-applicable")}, []),
        ({**IDLE, "activities-count[with-secretariat].number": "1"}, []),
        ({key: value for key, value in IDLE.items() if "with-secretariat" not in key}, []),
        ({"activities-kinds": "Two workshops."}, []),
        # CITES02: details of a need without a kind of help
        (NEED, [CITES02]),
        ({**NEED, "needs-matrix[enforcement].training": True}, []),
        ({**NEED, "needs-matrix[traders].training": True}, [CITES02]),
        ({"needs-matrix[enforcement].details": " "}, []),
        ({"needs-matrix[nobody].details": "x"}, []),
        # CITES03 and CITES04: a country twice, and one's own
        (HELPED, []),
        ({**HELPED, "help-given[r2].country": "TGO"}, [CITES03]),
        ({**HELPED, "help-given[r2].country": "KEN"}, [CITES04]),
        ({**HELPED, "help-given[r2].country": ""}, []),
        ({**IDLE, **NEED, **HELPED, "help-given[r2].country": "KEN"}, [CITES01, CITES02, CITES04]),
    ],
)
def test_checks(answers: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes("cites", "cites-implementation-report", answers) == expected


@pytest.mark.parametrize("wrong", [["none"], {"url": "x"}, 5, True], ids=repr)
def test_a_value_of_the_wrong_kind_is_the_forms_business(wrong: object) -> None:
    assert codes("cites", "cites-implementation-report", dict.fromkeys((*IDLE, *NEED, *HELPED), wrong)) == []


def test_severities() -> None:
    answers = {**IDLE, **NEED, **HELPED, "help-given[r2].country": "KEN", "help-given[r3].country": "TGO"}
    found = own_findings("cites", report("cites", "cites-implementation-report", answers))
    assert {each.code: each.severity for each in found} == {
        "CITES01": "warning",
        "CITES02": "warning",
        "CITES03": "info",
        "CITES04": "error",
    }
    assert "“Enforcement authorities” has details" in next(each for each in found if each.code == "CITES02").describe()


def test_only_the_party_itself_may_not_be_named() -> None:
    assert codes("cites", "cites-implementation-report", HELPED, party="TGO") == [("CITES04", "help-given[r1].country")]
