from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.synthesis import Gaps, gaps
from cbreport.synthesis.needs import REASONS, STATES

from .register_reports import FIRST, SECOND, keys, secretariat, tally, told, whole_form

Rows = list[dict[str, Any]]


def reason(need: dict[str, Any], *activities: dict[str, Any], elsewhere: Rows | None = None) -> str:
    """Why a need of Kenya is met or not, with activities of its own and of a Secretariat."""
    own = [{"status": "planned", **each} for each in activities]
    theirs = [{"status": "planned", **each} for each in elsewhere or []]
    data = tally(told("KEN", need=[{"key": "n", **need}], activity=own), secretariat(activity=theirs))
    (state,) = gaps(data).needs
    assert state.state == REASONS[state.reason]
    return state.reason


LAW = {"topic": "law"}


@pytest.mark.parametrize(
    ("need", "activity", "found"),
    [
        (LAW, LAW, "same-topic-and-place"),
        (LAW, {**LAW, "status": "under-way"}, "same-topic-and-place"),
        (LAW, {**LAW, "status": "carried-out"}, "same-topic-and-place"),
        (LAW, {**LAW, "status": "not-carried-out"}, "no-activity"),
        (LAW, {**LAW, "status": {"non-answer": "no-information"}}, "status-unknown"),
        (LAW, {"topic": "birds", "needs": "n"}, "linked"),
        ({"scope": "national"}, {"needs": "n"}, "linked"),
        (LAW, {"needs": "n", "status": {"non-answer": "no-information"}}, "linked-status-unknown"),
        (LAW, {"needs": "n", "status": "not-carried-out"}, "no-activity"),
        ({**LAW, "target_groups": "judges"}, {**LAW, "target_groups": "rangers"}, "other-target-groups"),
        ({**LAW, "target_groups": "judges"}, {**LAW, "target_groups": ["rangers", "judges"]}, "same-topic-and-place"),
        ({**LAW, "target_groups": "judges"}, LAW, "same-topic-and-place"),
        (LAW, {**LAW, "countries": "FJI"}, "same-region"),
        (LAW, {**LAW, "countries": "NOR"}, "no-activity"),
        (LAW, {**LAW, "region": "south"}, "same-topic-and-place"),
        (LAW, {**LAW, "region": "north"}, "no-activity"),
        ({**LAW, "countries": "FJI"}, {**LAW, "region": "world"}, "same-topic-and-place"),
        (LAW, {"topic": "birds"}, "no-activity"),
        ({"scope": "national"}, LAW, "no-topic"),
        ({"topic": "other"}, {"topic": "other"}, "no-topic"),
        ({"topic": {"value": ["other"], "details": {"other": "Law of the sea"}}},
         {"topic": {"value": ["other"], "details": {"other": "law of  the SEA"}}}, "same-topic-and-place"),
        ({"topic": ["law", "birds"]}, LAW, "some-topics"),
        ({"topic": ["law", "birds"]}, {"topic": ["birds", "law"]}, "same-topic-and-place"),
        ({"topic": ["law", "other"]}, {"topic": "birds"}, "no-activity"),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds_decides(need: dict[str, Any], activity: dict[str, Any], found: str) -> None:
    assert reason(need, activity) == found


def test_without_an_activity_nothing_is_covered() -> None:
    assert reason(LAW) == "no-activity"


def test_an_activity_that_is_nowhere_may_be_for_anybody() -> None:
    assert reason(LAW, elsewhere=[LAW]) == "place-unknown"
    assert reason(LAW, elsewhere=[{**LAW, "region": "south"}]) == "same-topic-and-place"
    assert reason(LAW, {**LAW, "countries": "FJI"}, elsewhere=[LAW]) == "place-unknown"
    data = tally(
        secretariat(need=[LAW, {"topic": "birds"}], activity=[{**LAW, "region": "north", "status": "planned"}])
    )
    assert [state.reason for state in gaps(data).needs] == ["place-unknown", "no-activity"]


def test_a_region_without_parties_is_a_place_too() -> None:
    north = {**LAW, "region": "north"}
    data = tally(
        secretariat(need=[north, {**LAW, "region": "south"}], activity=[{**north, "status": "planned"}]),
        parties_filter=lambda party: party.code != "NOR",
    )
    assert [state.reason for state in gaps(data).needs] == ["same-topic-and-place", "no-activity"]


@pytest.mark.parametrize("way", ["objectives", "module"])
def test_a_programme_links_its_activities_to_needs(way: str) -> None:
    report = told(
        "KEN",
        need=[{"key": "n", "topic": "law"}],
        objective=[{"key": "o", "title": "To know the law", **({"needs": "n"} if way == "objectives" else {})}],
        programme=[{"key": "p", "title": "Programme", "objectives": "o"}],
        module=[{"title": "Module", "programme": "p", **({"needs": "n"} if way == "module" else {})}],
        activity=[{"key": "a", "programme": "p", "status": "planned"}, {"key": "b", "status": "planned"}],
    )
    found = gaps(tally(report))
    assert [(state.reason, keys(state.activities)) for state in found.needs] == [("linked", ["KEN a"])]
    assert (keys(found.no_use), keys(found.undecided)) == ([], ["KEN b"])


def example() -> Gaps:
    """Kenya: law covered, birds not. Fiji: law met in Kenya only. Norway: a need without topic. The Secretariat: birds
    in the north. Activities: law in Kenya; birds in Norway, dropped; birds in Chile, for nobody."""
    return gaps(
        tally(
            told("KEN", need=[LAW, {"topic": "birds"}], activity=[{**LAW, "status": "planned"}]),
            told("FJI", need=[LAW, LAW]),
            told("NOR", need=[{"scope": "local"}], activity=[{"topic": "birds", "status": "not-carried-out"}]),
            secretariat(
                need=[{"topic": "birds", "region": "north"}],
                activity=[{"topic": "birds", "countries": "CHL", "status": "carried-out"}],
            ),
        )
    )


def test_needs_and_parties_are_counted_once_in_the_margins() -> None:
    found = example()
    assert (found.topics, found.columns) == (("law", "birds", "unknown"), ("north", "south", "unknown"))
    assert {place: (cell.needs, cell.parties, cell.state) for place, cell in found.cells.items()} == {
        ("law", "south"): (3, ("FJI", "KEN"), "partly"),
        ("birds", "south"): (1, ("KEN",), "not"),
        ("birds", "north"): (1, (), "not"),
        ("unknown", "north"): (1, ("NOR",), "unknown"),
    }
    assert found.cells["law", "south"].states == {"covered": 1, "partly": 2, "not": 0, "unknown": 0}
    assert found.total.states == {"covered": 1, "partly": 2, "not": 2, "unknown": 1}
    assert (found.total.needs, found.total.parties) == (6, ("FJI", "KEN", "NOR"))
    assert {column: cell.needs for column, cell in found.by_column.items()} == {"south": 4, "north": 2}
    assert (found.base.told, found.base.parties) == (("FJI", "KEN", "NOR"), 3)


def test_needs_without_activity_and_activities_without_need_are_listed() -> None:
    found = example()
    assert keys(state.need for state in found.uncovered) == ["KEN r2", "XSC r1"]
    assert (keys(found.no_use), found.undecided) == (["XSC r1"], ())
    assert (found.activities, found.dropped) == (3, 1)


def test_what_a_plan_proposes_is_an_activity_too() -> None:
    items = [{"activity": "x", "status": "completed", **each} for each in (LAW, {"topic": "birds"}, {})]
    found = gaps(tally(told("KEN", need=[LAW]), secretariat(plan_item=items)))
    assert [state.reason for state in found.needs] == ["place-unknown"]
    assert (keys(found.no_use), keys(found.undecided)) == (["XSC r2"], ["XSC r3"])


def test_groups_of_countries_are_columns_too() -> None:
    reports = [told("FJI", need=[LAW]), told("KEN", need=[{**LAW, "countries": "UGA, KEN"}])]
    found = gaps(tally(*reports), axis="group")
    assert found.columns == ("ldc", "sids", "lldc", "no-group", "unknown")
    assert {column: cell.needs for column, cell in found.by_column.items()} == {
        "sids": 1,
        "ldc": 1,
        "lldc": 1,
        "no-group": 1,
    }
    assert found.total.needs == 2


def test_a_party_in_two_regions_counts_once_in_total() -> None:
    reports = [told("FJI", need=[LAW]), told("FJI", whole_form("second"), need=[LAW])]
    found = gaps(tally(*reports, conventions=(FIRST, SECOND)))
    assert {place: cell.parties for place, cell in found.cells.items()} == {
        ("law", "south"): ("FJI",),
        ("law", "isles"): ("FJI",),
    }
    assert (found.total.needs, found.total.parties) == (2, ("FJI",))


def test_nothing_gives_an_empty_table() -> None:
    found = gaps(tally())
    assert (found.cells, found.total.needs, found.total.state, found.topics) == ({}, 0, "none", ())


rows = st.lists(
    st.fixed_dictionaries(
        {"title": st.just("x")},
        optional={
            "topic": st.lists(st.sampled_from(["law", "birds", "other"]), min_size=1, unique=True),
            "region": st.sampled_from(["north", "south", "world"]),
            "status": st.sampled_from(["planned", "carried-out", "not-carried-out"]),
            "target_groups": st.sampled_from(["judges", "rangers", "none"]),
        },
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(rows, rows, rows, st.sampled_from(["region", "group"]))
def test_totals_add_up(kenya: Rows, fiji: Rows, activities: Rows, axis: Any) -> None:
    def needs(given: Rows) -> Rows:
        return [
            {"scope": "x", **{part: each[part] for part in each if part not in ("status", "title")}} for each in given
        ]

    data = tally(told("KEN", need=needs(kenya), activity=activities), told("FJI", need=needs(fiji)))
    found = gaps(data, axis=axis)
    for cell in (*found.cells.values(), *found.by_topic.values(), *found.by_column.values(), found.total):
        assert sum(cell.states.values()) == cell.needs
        assert len(set(cell.parties)) == len(cell.parties) <= 2
        assert set(cell.states) == set(STATES)
    assert found.total.needs == len(found.needs) == len(data.of("need"))
    for topic, margin in found.by_topic.items():
        in_row = [cell for (each, _), cell in found.cells.items() if each == topic]
        assert max(cell.needs for cell in in_row) <= margin.needs <= sum(cell.needs for cell in in_row)
        assert {code for cell in in_row for code in cell.parties} == set(margin.parties)
    if all(len(row.codes("topic")) == 1 for row in data.of("need")):
        assert sum(margin.needs for margin in found.by_topic.values()) == found.total.needs
    served = {row.id for state in found.needs for row in state.activities if state.reason == "same-topic-and-place"}
    assert not served & {row.id for row in found.no_use}
