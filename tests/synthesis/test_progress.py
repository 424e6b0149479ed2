from __future__ import annotations

from datetime import date
from decimal import Decimal

from cbreport.reporting import Report
from cbreport.synthesis import joint, principles, recruitment

from .register_reports import FIRST, SECOND, keys, secretariat, small_form, tally, told


def test_a_country_counts_once_at_its_furthest_stage() -> None:
    found = recruitment(
        tally(
            secretariat(
                recruitment=[
                    {"country": "UGA", "stage": "contacted", "priority": "high"},
                    {"country": "UGA", "stage": "preparing"},
                    {"country": "CHL", "stage": "joined", "joined": "2024-03-01"},
                    {"country": "FJI", "joined": "2024-06-01"},
                    {"country": "PER", "stage": "interested", "joined": "2025-06-01"},
                    {"country": "BRA"},
                    {"stage": "interested"},
                ]
            )
        )
    )
    assert [(each.country, each.stage, each.contradiction) for each in found.recruits] == [
        ("BRA", "unknown", False),
        ("CHL", "joined", True),  # told to have joined, and no Party
        ("FJI", "joined", False),
        ("PER", "interested", False),
        ("UGA", "preparing", False),
    ]
    assert found.stages == {
        "none": 0,
        "contacted": 0,
        "interested": 1,
        "preparing": 1,
        "joined": 2,
        "unknown": 1,
    }
    assert (found.joined, found.by_year, keys(found.unknown)) == (2, {2024: 2}, ["XSC r7"])
    assert (found.goal, found.share) == (None, None)
    assert found.priorities == {"high": 1, "unknown": 4}
    assert recruitment(tally()).share is None


def test_a_party_that_is_told_to_be_interested_is_a_contradiction() -> None:
    report = secretariat(recruitment=[{"country": "FJI", "stage": "interested"}])
    assert [each.contradiction for each in recruitment(tally(report)).recruits] == [True]
    assert [each.contradiction for each in recruitment(tally(report, on=date(2024, 5, 31))).recruits] == [False]


def test_a_principle_is_unmet_only_where_the_question_was_answered() -> None:
    found = principles(
        tally(
            told(
                "KEN",
                programme=[
                    {"title": "1", "principles": ["a", "c"]},
                    {"title": "2", "principles": "none"},
                    {"title": "3"},
                    {"title": "4", "principles": {"non-answer": "no-information"}},
                ],
            ),
            secretariat(programme=[{"title": "5", "principles": ["a"]}]),
        )
    )
    assert [(each.code, keys(each.met), keys(each.unmet)) for each in found.principles] == [
        ("a", ["KEN r1", "XSC r1"], ["KEN r2"]),
        ("b", [], ["KEN r1", "KEN r2", "XSC r1"]),
        ("c", ["KEN r1"], ["KEN r2", "XSC r1"]),
    ]
    assert (found.programmes, keys(found.untold), found.parties) == (5, ["KEN r3", "KEN r4"], ("KEN",))


def test_common_indicators_stand_side_by_side_by_convention_and_unit() -> None:
    trained = {"title": "Flyways", "indicator": "people-trained", "unit": "people"}
    found = joint(
        tally(
            secretariat(
                joint=[
                    {**trained, "value": "120", "year": 2022, "partners": "Second"},
                    {**trained, "value": "80", "year": 2023},
                    {**trained, "year": 2024},
                    {"title": "Islands", "indicator": "sites", "unit": "ha", "value": "1.5"},
                    {"indicator": "sites", "unit": "km2", "value": "3"},
                    {"title": "Talks"},
                ]
            ),
            secretariat("second", joint=[{**trained, "title": "FLYWAYS", "value": "40", "year": 2023}]),
            conventions=(FIRST, SECOND),
        )
    )
    people, sites = found.indicators
    assert (people.id, people.common, sites.common) == ("people-trained", True, False)
    assert [(cell.convention, cell.unit, len(cell.rows), cell.untold, cell.latest) for cell in people.cells] == [
        ("example", "people", 3, 1, (2023, (Decimal(80),))),
        ("second", "people", 1, 0, (2023, (Decimal(40),))),
    ]
    figures = people.cells[0].figures
    assert figures is not None
    assert (figures.low, figures.high, figures.total) == (80, 120, None)
    assert [(cell.unit, cell.latest) for cell in sites.cells] == [("ha", None), ("km2", None)]
    assert [(each.title, each.conventions, each.partners) for each in found.activities] == [
        ("Flyways", ("example", "second"), ("Second",)),
        ("Islands", ("example",), ()),
        ("Talks", ("example",), ()),
    ]
    assert (keys(found.unnamed), keys(found.without_indicator), found.parties) == (["XSC r5"], ["XSC r6"], ())


def test_the_goal_is_what_the_newest_report_of_each_convention_tells() -> None:
    def plan(goal: object, cycle: str, *joined: str) -> Report:
        form = small_form(
            "- {id: goal, concept: recruitment.goal, type: integer, label: How many?}\n"
            "- id: recruitment\n  concept: register.recruitment\n  type: group\n  label: Which?\n  questions:\n"
            "    - {id: country, concept: register.recruitment.country, type: party, label: Which?}\n"
            "    - {id: joined, concept: register.recruitment.joined, type: date, label: When?}",
            respondent="secretariat",
        )
        rows = [{"key": f"{cycle}-{day}", "country": code, "joined": day} for code, day in map(str.split, joined)]
        return told("XSC", form, cycle=cycle, recruitment=rows, answers={"goal": goal})

    first = plan(30, "EX1", "FJI 2021-05-01", "NOR 2023-05-01", "KEN 2023-06-01")
    found = recruitment(tally(first))
    assert (found.goal, found.joined, found.share, found.so_far) == (30, 3, 0.1, {2021: 1, 2022: 1, 2023: 3})
    both = tally(first, plan({"value": 6}, "EX2"), every_cycle=True)
    assert (recruitment(both).goal, recruitment(both).share) == (6, 0.5)
    for nothing in ({"non-answer": "no-information"}, 0):
        assert recruitment(tally(plan(nothing, "EX1"))).goal is None
