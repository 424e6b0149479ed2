from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.synthesis import People, cascades, people_trained

from .register_reports import FIRST, SECOND, keys, secretariat, tally, told, whole_form

DONE = {"status": "carried-out"}


def people(*activities: dict[str, Any]) -> People:
    return people_trained(tally(told("KEN", activity=[{**DONE, **each} for each in activities]))).total


def test_women_men_and_those_of_unknown_sex_add_up() -> None:
    found = people(
        {"trainees": 30, "women": 12, "men": 18, "youth": 5},
        {"trainees": 20, "women": 8},
        {"women": 3, "men": 4, "ipl": 7},
        {"women": 9},
        {"title": "x"},
    )
    assert (found.activities, found.told, found.untold, found.trained) == (5, 3, 2, 57)
    assert found.parts == {"women": (23, 3), "men": (22, 2), "youth": (5, 1), "ipl": (7, 1)}
    assert found.sex_unknown == 12
    assert found.sex_unknown + found.parts["women"][0] + found.parts["men"][0] == found.trained


@pytest.mark.parametrize(
    ("figures", "contradictory"),
    [
        ({"trainees": 10, "women": 6, "men": 4}, 0),
        ({"trainees": 10, "women": 6, "men": 5}, 1),
        ({"trainees": 10, "women": 11}, 1),
        ({"trainees": 10, "youth": 11}, 1),
        ({"women": 1, "men": 1, "ipl": 3}, 1),
        ({"youth": 11}, 0),
        ({"trainees": 0}, 0),
    ],
)
def test_figures_that_contradict_each_other_are_in_no_sum(figures: dict[str, int], contradictory: int) -> None:
    found = people(figures)
    assert found.contradictory == contradictory
    if contradictory:
        assert (found.trained, found.told, found.untold) == (0, 0, 0)


def test_nought_is_told_and_blank_is_not() -> None:
    assert people({"trainees": 0}).told == 1
    assert people({"trainees": {"non-answer": "not-applicable"}}).untold == 1


def test_only_what_was_carried_out_counts() -> None:
    data = tally(
        told("KEN", activity=[{"status": status, "trainees": 5} for status in ("planned", "carried-out", "under-way")]),
        told("NOR", activity=[{"trainees": 7}, {**DONE, "trainees": 2, "women": 3}]),
        secretariat(activity=[{**DONE, "trainees": 40}]),
    )
    found = people_trained(data)
    assert (found.total.trained, found.total.activities, found.not_counted) == (45, 3, 2)
    assert (keys(found.unknown_status), keys(found.contradictory)) == (["NOR r1"], ["NOR r2"])
    assert found.parties == ("KEN", "NOR")


def test_rows_by_kind_topic_region_and_group() -> None:
    data = tally(
        told("FJI", activity=[{**DONE, "kind": "workshop", "topic": ["law", "birds"], "trainees": 5}]),
        told("NOR", activity=[{**DONE, "trainees": 7, "countries": "NOR, KEN"}]),
    )

    def rows(by: Any) -> dict[str, int]:
        return {key: each.trained for key, each in people_trained(data, by=by).rows.items()}

    assert rows("kind") == {"workshop": 5, "unknown": 7}
    assert rows("topic") == {"law": 5, "birds": 5, "unknown": 7}
    assert rows("region") == {"north": 7, "south": 12}
    assert rows("group") == {"sids": 5, "no-group": 7}
    assert people_trained(data, by="topic").total.trained == 12


def test_regions_are_those_of_the_convention_to_which_it_was_told() -> None:
    trained = {**DONE, "trainees": 5}
    reports = [told("FJI", activity=[trained]), told("FJI", whole_form("second"), activity=[trained])]
    found = people_trained(tally(*reports, conventions=(FIRST, SECOND)), by="region")
    assert {key: each.trained for key, each in found.rows.items()} == {"south": 5, "isles": 5}
    assert found.parties == ("FJI",)


def test_trainings_of_trainers_and_what_they_led_to() -> None:
    of_trainers = {**DONE, "kind": "training-of-trainers"}
    found = cascades(
        tally(
            told(
                "KEN",
                activity=[
                    {**of_trainers, "key": "a"},
                    {**of_trainers, "key": "b"},
                    {"kind": "workshop", "key": "w", **DONE},
                    {"kind": "training-of-trainers", "status": "planned", "key": "p"},
                ],
                cascade=[
                    {"activity": "a", "trainers": 4, "trainings": 6, "trainees": 90},
                    {"activity": "a", "trainings": 2, "trainees": {"non-answer": "no-information"}},
                    {"activity": "w", "trainings": 1},
                    {"note": "of nothing"},
                ],
            ),
            secretariat(activity=[{**of_trainers, "key": "s"}], cascade=[{"activity": "s", "trainings": 3}]),
        )
    )
    assert [(each.activity.key, each.trainers, each.trainings, each.trainees) for each in found.cascades] == [
        ("a", 4, 8, 90),
        ("s", None, 3, None),
    ]
    assert (found.sums, found.untold) == (
        {"trainers": 4, "trainings": 11, "trainees": 90},
        {"trainers": 1, "trainings": 0, "trainees": 1},
    )
    assert (keys(found.silent), keys(found.loose), found.parties) == (["KEN b"], ["KEN r3", "KEN r4"], ("KEN",))


numbers = st.integers(0, 20)
activities = st.lists(
    st.fixed_dictionaries(
        {"title": st.just("x")},
        optional={
            "status": st.sampled_from(["planned", "carried-out"]),
            "kind": st.sampled_from(["workshop", "training-of-trainers"]),
            **dict.fromkeys(("trainees", "women", "men", "youth"), numbers),
        },
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(activities)
def test_rows_of_one_kind_each_add_up_to_the_total(rows: list[dict[str, Any]]) -> None:
    found = people_trained(tally(told("KEN", activity=rows)))
    every = list(found.rows.values())
    assert sum(each.trained for each in every) == found.total.trained
    assert sum(each.activities for each in every) == found.total.activities
    assert found.total.activities + found.not_counted + len(found.unknown_status) == len(rows)
    for each in (*every, found.total):
        assert each.told + each.untold + each.contradictory == each.activities
        assert each.parts["women"][0] + each.parts["men"][0] + each.sex_unknown == each.trained
        assert each.sex_unknown >= 0
