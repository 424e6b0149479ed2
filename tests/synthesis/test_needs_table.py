"""Needs as numbers alone: the same numbers as the view has, and nothing that a Party wrote."""

from __future__ import annotations

import json

import pytest

from cbreport.reporting.remarks import Where
from cbreport.synthesis import UNKNOWN, gaps, needs_table, table_from, told_by_one

from .register_reports import secretariat, small_form, tally, told

DATA = tally(
    told(
        "KEN",
        need=[
            {"topic": ["law", "birds"], "other": "Rangers of Kenya", "countries": "KEN"},
            {"topic": "law", "countries": "NOR"},
            {"countries": "atlantis"},
        ],
        activity=[{"topic": "birds", "status": "planned", "title": "Count", "countries": "KEN"}],
    ),
    told("NOR", need=[{"topic": {"value": ["other"], "details": {"other": "Secret wishes"}}}]),
    secretariat(need=[{"topic": "law", "region": "north"}]),
)


def counts(where: Where) -> list[int]:
    """Needs that are there, met, met in part, not met, and of which nobody knows."""
    cell = needs_table(DATA).at(where)
    return [cell.needs, *(cell.states[state] for state in ("covered", "partly", "not", "unknown"))]


def test_numbers_by_topic_and_place() -> None:
    assert counts(Where("region", "law", "south")) == [1, 0, 0, 1, 0]
    assert counts(Where("region", "birds", "south")) == [1, 1, 0, 0, 0]
    assert counts(Where("region", "", "south")) == [1, 0, 1, 0, 0]
    assert counts(Where("region", "law", "north")) == [2, 0, 0, 2, 0]
    assert counts(Where(topic="law")) == [3, 0, 0, 3, 0]
    assert counts(Where(topic="other"))[0] == 1
    assert counts(Where("region", UNKNOWN, UNKNOWN)) == [1, 0, 0, 0, 1]
    assert counts(Where()) == [5, 0, 1, 3, 1]
    assert counts(Where("region", "birds", "north")) == [0, 0, 0, 0, 0]


def test_they_are_those_of_the_view() -> None:
    table = needs_table(DATA)
    for axis in ("region", "group"):
        gap = gaps(DATA, axis=axis)
        for (topic, column), cell in gap.cells.items():
            assert table.at(Where(axis, topic, column)).states == cell.states
        assert set(table.columns[axis]) >= set(gap.by_column)


def test_nothing_that_a_party_wrote_is_kept_and_no_name() -> None:
    content = needs_table(DATA).content.decode()
    for each in ("Rangers", "Secret", "Count", "atlantis", "KEN", "NOR", "Kenya", "Norway"):
        assert each not in content
    data = json.loads(content)
    assert data["topics"] == [["law", "law"], ["birds", "birds"], ["other", "other"], ["unknown", "Unknown"]]
    assert (data["parties"], data["reported"], data["reports"]) == (3, 2, 3)
    assert data["editions"] == ["keeping@one", "work-programme@one"]


def test_a_topic_that_was_typed_counts_as_other() -> None:
    form = small_form("""
- id: needs
  type: group
  label: Needs
  concept: register.need
  questions: [{id: topic, type: text, label: Topic, concept: register.need.topic}]
""")
    answers = {"needs[r1].topic": "Bribery at the border", "needs[r2].topic": "Fuel"}
    table = needs_table(tally(told("KEN", form, answers=answers)))
    assert dict(table.topics) == {"other": "Other"}
    assert table.at(Where("region", "other", "south")).needs == 2
    assert b"Bribery" not in table.content


def test_what_was_kept_is_the_same_again() -> None:
    table = needs_table(DATA)
    again = table_from(table.content)
    assert again == table
    assert again.content == table.content
    assert again.digest == table.digest
    assert list(again.topics) == list(table.topics)


@pytest.mark.parametrize(
    ("where", "there"),
    [
        (Where(), True),
        (Where(topic="law"), True),
        (Where("region", "", "south"), True),
        (Where("group", "birds", "sids"), True),
        (Where(topic="fish"), False),
        (Where("region"), False),
        (Where(column="south"), False),
        (Where("group", "law", "south"), False),
        (Where("moon", "law", "south"), False),
    ],
)
def test_places(where: Where, there: bool) -> None:
    assert (where in needs_table(DATA)) is there


def test_labels_of_a_place() -> None:
    table = needs_table(DATA)
    assert table.labels(Where("region", "law", "south")) == ("law", "South")
    assert table.labels(Where("group", "", "ldc")) == ("", "Least developed countries")
    assert table.labels(Where()) == ("", "")


def test_columns_in_which_one_party_alone_told_needs() -> None:
    found = tally(told("KEN", need=[{"topic": "law"}]), told("NOR", need=[{"topic": "law"}]))
    assert told_by_one(found) == (Where("region", "", "north"), Where("region", "", "south"))
