from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.synthesis import PHASES, evaluation_coverage, phases, registers

from .register_reports import FIRST, ON, keys, secretariat, tally, told


def states(activity: dict[str, Any], **beside: Any) -> tuple[str, str]:
    """The current phase, and a letter for each phase: told, untold, ahead."""
    (tracked,) = phases(tally(told("KEN", activity=[{"key": "a", "title": "x", **activity}], **beside))).activities
    return tracked.current, "".join(tracked.states[phase][0] for phase in PHASES)


EVALUATION = {"evaluation": [{"activity": "a", "date": "2024-09-01"}]}


@pytest.mark.parametrize(
    ("activity", "beside", "found"),
    [
        ({}, {}, ("", "aaaa")),
        ({"status": "planned"}, {}, ("planning", "taaa")),
        ({"planned": "2024-01-01"}, {}, ("planning", "taaa")),
        ({"planned": "2025-01-01"}, {}, ("", "aaaa")),
        ({"prepared": "2024-02-01"}, {}, ("construction", "utaa")),
        ({"status": "under-way"}, {}, ("implementation", "uuta")),
        ({"status": "planned", "start": "2025-03-01"}, {}, ("planning", "taaa")),
        ({"status": "carried-out"}, {}, ("implementation", "uutu")),
        ({"end": "2024-03-01"}, {}, ("implementation", "uuta")),
        (
            {"planned": "2024-01-01", "prepared": "2024-02-01", "status": "carried-out"},
            EVALUATION,
            ("feedback", "tttt"),
        ),
        ({}, {"feedback": [{"activity": "a", "success": "yes"}]}, ("feedback", "uuut")),
    ],
)
def test_phases_are_told_untold_or_ahead(
    activity: dict[str, Any], beside: dict[str, Any], found: tuple[str, str]
) -> None:
    assert states(activity, **beside) == found


def test_the_weakest_phase_is_the_one_that_is_told_of_least() -> None:
    done = {"status": "carried-out", "planned": "2024-01-01"}
    found = phases(
        tally(
            told("KEN", activity=[{**done, "key": "a", "prepared": "2024-02-01"}, done], **EVALUATION),
            told("NOR", activity=[{"status": "planned"}, {"status": "not-carried-out"}, {"title": "x"}]),
            secretariat(activity=[done]),
        )
    )
    assert [(count.phase, count.told, count.untold, count.ahead) for count in found.counts] == [
        ("planning", 4, 0, 1),
        ("construction", 1, 2, 2),
        ("implementation", 3, 0, 2),
        ("feedback", 1, 2, 2),
    ]
    assert found.weakest == ("construction", "feedback")
    assert [count.share for count in found.counts] == [1, 1 / 3, 1, 1 / 3]
    assert found.current == {"planning": 1, "construction": 0, "implementation": 2, "feedback": 1, "unknown": 1}
    assert (found.dropped, found.parties, found.base.missing) == (1, ("KEN", "NOR"), ("FJI",))


def test_no_phase_is_weakest_when_none_lacks_anything() -> None:
    assert phases(tally(told("KEN", activity=[{"status": "planned"}]))).weakest == ()
    assert phases(tally()).weakest == ()


@pytest.mark.parametrize(
    ("activity", "evaluation", "steps"),
    [
        ({"planned": "2024-01-01", "prepared": "2024-01-01", "start": "2024-01-01", "end": "2024-01-01"}, {}, []),
        ({"planned": "2024-01-02", "prepared": "2024-01-01"}, {}, [("planned", "prepared")]),
        ({"planned": "2024-01-02", "end": "2024-01-01"}, {}, [("planned", "end")]),
        ({"start": "2024-02-02", "end": "2024-01-01"}, {}, [("start", "end")]),
        ({"start": "2025-02-02", "status": "carried-out"}, {}, [("start", "status")]),
        ({"start": "2024-02-02"}, {"date": "2024-02-01"}, [("start", "date")]),
        ({"start": "2024-02-02"}, {"date": "2024-02-01", "phase": "planning"}, []),
        ({"start": "2024-02-02"}, {"date": "2024-02-01", "phase": "result"}, [("start", "date")]),
    ],
)
def test_dates_out_of_order_are_found(
    activity: dict[str, str], evaluation: dict[str, str], steps: list[tuple[str, str]]
) -> None:
    report = told("KEN", activity=[{"key": "a", **activity}], evaluation=[{"activity": "a", **evaluation}])
    assert [each.steps for each in phases(tally(report)).out_of_order] == steps


def test_what_was_done_after_the_day_of_membership_is_not_to_come() -> None:
    report = told("KEN", activity=[{"prepared": "2025-01-01", "start": "2025-02-02", "status": "carried-out"}])
    found = phases(registers([report], [FIRST], on=ON, now=date(2025, 2, 3)))
    assert found.out_of_order == ()
    assert dict(found.activities[0].states) == {
        "planning": "untold", "construction": "told", "implementation": "told", "feedback": "untold",
    }  # fmt: skip
    assert len(phases(registers([report], [FIRST], on=ON, now=date(2025, 2, 1))).out_of_order) == 1


def test_a_follow_up_before_its_evaluation_is_out_of_order() -> None:
    report = told(
        "KEN",
        activity=[{"key": "a", "title": "x"}],
        evaluation=[{"key": "e", "activity": "a", "date": "2024-05-01"}],
        follow_up=[{"evaluation": "e", "date": "2024-04-30"}, {"evaluation": "e", "date": "2024-05-01"}],
    )
    (found,) = phases(tally(report)).out_of_order
    assert (found.row.key, found.steps) == ("r1", ("evaluation", "date"))
    assert found.dates == (date(2024, 5, 1), date(2024, 4, 30))


def test_every_activity_that_was_carried_out_without_an_evaluation_is_listed() -> None:
    done = {"status": "carried-out"}
    found = evaluation_coverage(
        tally(
            told(
                "KEN",
                activity=[
                    {**done, "key": "a"},
                    {**done, "key": "b"},
                    {"status": "planned", "key": "c"},
                    {"title": "x"},
                ],
                evaluation=[
                    {"activity": "a", "kind": "self", "phase": "result"},
                    {"activity": "a", "kind": "self"},
                    {"activity": "a", "kind": "independent", "phase": "planning"},
                    {"activity": "c", "kind": "peer"},
                    {"findings": "of what is not said"},
                ],
            ),
            secretariat(activity=[done]),
        )
    )
    assert (keys(found.evaluated), keys(found.lacking)) == (["KEN a"], ["KEN b", "XSC r1"])
    assert (found.share, found.parties_lacking) == (1 / 3, ("KEN",))
    assert keys(found.unknown_status) == ["KEN r4"]
    assert found.by_kind == {"self": 1, "peer": 0, "independent": 1, "unknown": 0}
    assert found.by_phase == {"planning": 1, "result": 1, "unknown": 1}


def test_follow_up_depends_on_results() -> None:
    report = told(
        "KEN",
        evaluation=[
            {"key": "a", "gap": "Few women"},
            {"key": "b", "recommendation": "Once more"},
            {"key": "c", "gap": "None came"},
            {"key": "d", "findings": "All well"},
            {"key": "e", "findings": "x"},
        ],
        follow_up=[
            {"evaluation": "a", "state": "proposed"},
            {"evaluation": "a", "state": "done"},
            {"evaluation": "b", "what": "to be seen"},
            {"evaluation": "e", "state": "not-needed"},
            {"what": "Out of the blue", "state": "done"},
        ],
    )
    found = evaluation_coverage(tally(report))
    assert found.follow_up == {"done": 1, "not-needed": 1, "proposed": 0, "unknown": 1, "no-follow-up": 2}
    assert (keys(found.open_results), keys(found.groundless)) == (["KEN c"], ["KEN r5"])
    assert found.share is None


days = st.dates(date(2024, 1, 1), date(2025, 12, 31)).map(date.isoformat)
activities = st.lists(
    st.fixed_dictionaries(
        {"title": st.just("x")},
        optional={
            "status": st.sampled_from(["planned", "under-way", "carried-out", "not-carried-out"]),
            **dict.fromkeys(("planned", "prepared", "start", "end"), days),
        },
    ),
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(activities)
def test_every_activity_is_counted_once_in_every_phase(rows: list[dict[str, str]]) -> None:
    data = tally(told("KEN", activity=rows))
    found = phases(data)
    assert len(found.activities) + found.dropped == len(data.of("activity"))
    for count in found.counts:
        assert count.told + count.untold + count.ahead == len(found.activities)
    assert sum(found.current.values()) == len(found.activities)
    covered = evaluation_coverage(data)
    assert len(covered.carried_out) == len(covered.evaluated) + len(covered.lacking)
