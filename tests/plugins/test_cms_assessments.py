"""CMS: the survey of needs, the assessment of the manual, and what the report to COP12 gives to the next one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cbreport import Report, check, load_report
from cbreport.answering import Answer, Outcome, evaluate
from cbreport.definition import Form, Question, check_form
from cbreport.reporting import propose
from tests.plugins.installed import codes, examples, library, only_convention, report

CMS = only_convention("cms")
NEEDS, MANUAL = "cms-needs-assessment", "cms-manual-assessment"
HAVE_IT = {"received": "earlier"}
USED = {**HAVE_IT, "frequency": "monthly"}


def form(series: str) -> Form:
    return library("cms").form(series, "r1")


def question(series: str, id: str) -> Question:
    found = form(series).question(id)
    assert found is not None, id
    return found


def shown(series: str, answers: dict[str, Any]) -> set[str]:
    """Ids of the questions that are shown with these answers."""
    given = {id: Answer(value) for id, value in answers.items()}
    states = evaluate(form(series), given).states
    return {id for id, state in states.items() if state.shown and form(series).question(id)}


def found(series: str, answers: dict[str, Any]) -> set[tuple[str, str]]:
    """Code and address of every error in a report with these answers."""
    given = check(report("cms", f"{series}@r1", answers))
    return {(each.code, each.address) for each in given if each.severity == "error"}


def example(name: str) -> Report:
    return load_report(examples("cms")[f"examples/{name}.json"], library("cms"))


# -- both forms -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (
            NEEDS,
            {
                "needs": "needs-any needs needs-help needs-first",
                "gaps": "constraints constraints-main objective objective-signs",
                "existing": "existing-capacity trainers trainers-details earlier other-efforts other-efforts-details",
                "delivery": "languages participation principles regional-institutions",
                "answering": "answered-by method study contact",
            },
        ),
        (
            MANUAL,
            {
                "receipt": "received received-languages passed-on-any passed-on",
                "use": "frequency unused-why purposes usefulness",
                "effect": "changes successes drawbacks dialogue",
                "improving": "missing missing-details languages-wanted trainers trainers-subjects answered-by",
            },
        ),
    ],
)
def test_sections_and_questions(series: str, expected: dict[str, str]) -> None:
    found = {section.id: " ".join(each.id for each in section.questions) for section in form(series).sections}
    assert found == expected


@pytest.mark.parametrize("series", [NEEDS, MANUAL])
def test_nothing_is_recalled_and_every_question_names_its_paragraph(series: str) -> None:
    assert check_form(form(series)) == ()
    assert form(series).source.document.startswith("UNEP/CMS/Conf.10.17; Capacity Building Strategy")
    assert "are ours" in form(series).source.note
    assert [each.id for each in form(series).questions() if not each.source.paragraph] == []


@pytest.mark.parametrize(
    ("id", "edition", "opens", "due"),
    [
        ("COP12", "cms-national-report@cop12", "2016-10-25", "2017-04-25"),
        ("NEEDS-2026", "cms-needs-assessment@r1", "2026-09-01", "2026-12-31"),
        ("MANUAL-2026", "cms-manual-assessment@r1", "2026-11-01", "2027-01-31"),
    ],
)
def test_cycles(id: str, edition: str, opens: str, due: str) -> None:
    cycle = CMS.cycle(id)
    assert f"{cycle.form}@{cycle.edition}" == edition
    assert (cycle.opens, cycle.due) == (date.fromisoformat(opens), date.fromisoformat(due))
    assert not cycle.repeats


def test_the_cycles_of_2026_are_about_that_year() -> None:
    for id in ("NEEDS-2026", "MANUAL-2026"):
        cycle = CMS.cycle(id)
        assert (cycle.period_from, cycle.period_to) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("name", ["cop12-ken", "needs-2026-ken", "manual-2026-sen"])
def test_the_examples_could_be_submitted(name: str) -> None:
    assert [each for each in check(example(name)) if each.severity == "error"] == []


@pytest.mark.parametrize("series", [NEEDS, MANUAL])
def test_the_checks_of_the_national_report_leave_them_alone(series: str) -> None:
    assert codes("cms", f"{series}@r1", {"xix-1": ["other-countries"], "v-1": ["none"]}) == []


# -- the survey of needs ----------------------------------------------------------------------------------------------


def test_a_need_has_what_the_work_plan_asks_for() -> None:
    parts = {part.id: (part.type, part.required) for part in question(NEEDS, "needs").parts}
    assert parts == {
        "title": ("text", True),
        "topic": ("choose-one", True),
        "training": ("choose-many", True),
        "urgency": ("choose-one", True),
        "scope": ("choose-one", True),
        "region": ("choose-one", False),
        "target-groups": ("choose-many", True),
        "people": ("integer", False),
        "evidence": ("long-text", False),
    }


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("urgency", "high medium low"),
        ("scope", "office subnational national regional"),
        ("region", "africa asia europe north-america oceania south-central-america-caribbean"),
        (
            "training",
            "national-workshop regional-workshop field-training online-course self-study mentoring exchange "
            "training-of-trainers other",
        ),
        (
            "topic",
            "convention focal-point-tasks meetings national-reports biodiversity-plans law monitoring species-plans "
            "sites threats data communities awareness cooperation funding other",
        ),
    ],
)
def test_options_of_a_need(part: str, expected: str) -> None:
    (found,) = (each for each in question(NEEDS, "needs").parts if each.id == part)
    assert [option.code for option in found.options] == expected.split()


def test_regions_of_a_need_are_those_of_the_convention() -> None:
    (region,) = (each for each in question(NEEDS, "needs").parts if each.id == "region")
    assert [(each.code, each.label) for each in region.options] == [(each.id, each.name) for each in CMS.regions]


def test_the_six_principles_are_weighed() -> None:
    found = question(NEEDS, "principles")
    assert [row.code for row in found.rows] == [
        "existing-capacity",
        "ownership",
        "tailored",
        "linked",
        "no-duplication",
        "regional",
    ]
    assert [row.label[:3] for row in found.rows] == ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"]
    assert [(part.id, part.type) for part in found.parts] == [("weight", "rating"), ("note", "text")]


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        (
            {"needs-any": True},
            {"needs", "needs-help", "needs-first", "objective", "objective-signs", "languages", "participation"},
        ),
        ({"needs-any": False}, set()),
        ({"constraints": ["money"]}, {"constraints-main"}),
        ({"constraints": ["none"]}, set()),
        ({"trainers": True}, {"trainers-details"}),
        ({"other-efforts": True}, {"other-efforts-details"}),
        ({"other-efforts": False}, set()),
        ({"method": ["meeting", "study"]}, {"study"}),
        ({"method": ["meeting"]}, set()),
    ],
)
def test_what_leads_on_in_the_survey(answers: dict[str, Any], more: set[str]) -> None:
    assert shown(NEEDS, answers) - shown(NEEDS, {}) == more


def test_a_party_without_needs_is_soon_done() -> None:
    answers = {
        "needs-any": False,
        "constraints": ["none"],
        "trainers": True,
        "other-efforts": False,
        "answered-by": ["focal-point"],
        "method": ["own-judgement"],
    }
    assert found(NEEDS, answers) == set()
    assert ("A02", "needs") in found(NEEDS, {**answers, "needs-any": True})


def test_a_need_without_urgency_is_not_complete() -> None:
    answers = {"needs-any": True, "needs[r1].title": "Counting waders", "needs[r1].topic": "monitoring"}
    missing = {address for code, address in found(NEEDS, answers) if code == "A02" and address.startswith("needs[")}
    assert missing == {"needs[r1].training", "needs[r1].urgency", "needs[r1].scope", "needs[r1].target-groups"}


# -- the assessment of the manual -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        ({"received": "no"}, set()),
        (HAVE_IT, {"received-languages", "passed-on-any", "frequency", "changes", "dialogue"}),
    ],
)
def test_who_has_no_manual_is_not_asked_about_it(answers: dict[str, Any], more: set[str]) -> None:
    assert shown(MANUAL, answers) - shown(MANUAL, {}) == more
    assert {"missing", "languages-wanted", "trainers"} <= shown(MANUAL, answers)


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        ({"passed-on-any": True}, {"passed-on"}),
        ({"passed-on-any": False}, set()),
        ({"frequency": "never"}, {"unused-why"}),
        ({"frequency": "once-or-twice"}, {"purposes", "usefulness", "successes", "drawbacks"}),
        ({"frequency": "weekly"}, {"purposes", "usefulness", "successes", "drawbacks"}),
        ({"trainers": ["attend"]}, {"trainers-subjects"}),
        ({"trainers": ["no"]}, set()),
    ],
)
def test_what_leads_on_in_the_assessment(answers: dict[str, Any], more: set[str]) -> None:
    assert shown(MANUAL, {**HAVE_IT, **answers}) - shown(MANUAL, HAVE_IT) == more


def test_use_is_not_asked_of_somebody_who_gave_the_manual_away_before() -> None:
    assert "purposes" in shown(MANUAL, USED)
    assert "purposes" not in shown(MANUAL, {**USED, "received": "no"})


def test_usefulness_is_rated_by_subject() -> None:
    found = question(MANUAL, "usefulness")
    (topic,) = (each for each in question(NEEDS, "needs").parts if each.id == "topic")
    assert [row.code for row in found.rows] == [option.code for option in topic.options]
    rating, note = found.parts
    assert [option.code for option in rating.options] == ["1", "2", "3", "4"]
    assert (rating.type, note.id, note.type) == ("rating", "note", "text")


def test_copies_go_to_newcomers_and_colleagues_too() -> None:
    parts = {part.id: part for part in question(MANUAL, "passed-on").parts}
    assert list(parts) == ["recipients", "language", "copies", "purpose"]
    assert {"newcomers", "government", "non-parties"} <= {option.code for option in parts["recipients"].options}
    assert found(MANUAL, {**HAVE_IT, "passed-on-any": True, "passed-on[r1].copies": 0}) >= {
        ("A02", "passed-on[r1].recipients"),
        ("A02", "passed-on[r1].language"),
    }


def test_people_for_a_training_of_trainers_may_be_counted() -> None:
    attend = question(MANUAL, "trainers").option("attend")
    assert attend is not None
    assert (attend.detail, attend.detail_required) == ("integer", False)


# -- from COP12 to the next report ------------------------------------------------------------------------------------


def outcome(edition: str) -> Outcome:
    (origins,) = propose(example("cop12-ken"), library("cms").form("cms-national-report", edition))
    return origins.outcome


SAME_IDS = [
    ("vi-strategies", "other-plans", "same", ["C10"]),
    ("vi-strategies-details", "other-plans-details", "same", ["C10"]),
    ("vii-non-parties", "vii-non-parties", "same", []),
    ("xvi-1", "xvi-1", "same", []),
]
MIGRATED = [
    ("xix-1", "own-resources", "close", []),
    ("xix-1", "assistance-given", "close", []),
    ("xix-1-details", "own-resources-details", "close", []),
    ("xix-1-details", "assistance-given-details", "close", []),
    ("xix-2", "other-received", "close", []),
    ("xix-2-organisations", "other-received-details", "close", []),
]


@pytest.mark.parametrize(("edition", "expected"), [("cop13", SAME_IDS + MIGRATED), ("cop14", SAME_IDS)])
def test_what_cop12_proposes(edition: str, expected: list[tuple[str, str, str, list[str]]]) -> None:
    """The migration leads to the edition that followed; whoever skips that one gets what has the same id."""
    proposals = outcome(edition).proposals
    found = [(each.address, each.here, each.relation, [lost.code for lost in each.lost]) for each in proposals]
    assert found == expected
    assert not any(each.answer.confirmed for each in proposals)


def test_no_information_of_cop12_does_not_become_an_answer() -> None:
    assert [each.address for each in outcome("cop13").homeless if each.answer.non_answer] == ["trust-fund-received"]


LEFT = [
    "liaison-departments",
    "liaison-interaction",
    "liaison-committee",
    "nbsap-issues",
    "other-plans-economy",
    "planning-results",
    "membership-details",
    "own-resources",
    "own-resources-details",
    "trust-fund-given",
    "other-contributions",
    "assistance-given",
    "assistance-given-details",
    "trust-fund-received",
    "other-received",
    "other-received-details",
    "resolutions[r1pk].resolution",
    "resolutions[r1pk].measures",
]


@pytest.mark.parametrize("edition", ["cop13", "cop14"])
def test_what_cop12_leaves_without_a_home(edition: str) -> None:
    homeless = outcome(edition).homeless
    moved = {here for _, here, _, _ in MIGRATED} if edition == "cop13" else set()
    assert [each.address for each in homeless] == [each for each in LEFT if each not in moved]
    assert {each.reason.code for each in homeless} == {"C02"}
    assert homeless[0].reason.describe().startswith(f"cms-national-report@{edition} no longer asks this.")


@pytest.mark.parametrize("edition", ["cop13", "cop14"])
def test_what_cop12_asked_and_nobody_asks_today_is_retired(edition: str) -> None:
    later = library("cms").form("cms-national-report", edition)
    before = {each.id for each in library("cms").form("cms-national-report", "cop12").questions()}
    assert {each.id for each in later.retired} == before - {each.id for each in later.questions()}
    assert {each.since for each in later.retired} == {"cop13"}
    assert {each.id: each.replaced_by for each in later.retired if each.replaced_by} == {
        "other-plans": "vi-strategies",
        "other-plans-details": "vi-strategies-details",
    }
