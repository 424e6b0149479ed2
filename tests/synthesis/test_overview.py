"""A whole cycle, counted by hand: non-answers, hidden questions, drafts, a Party that withdrew, two conventions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cbreport.reporting import PUBLIC
from cbreport.synthesis import Whom
from cbreport.synthesis.findings import largest_change, least_answered, most_shared, widest_gap
from cbreport.synthesis.gathered import gathered_reports
from cbreport.synthesis.overview import CountedQuestion, Overview
from cbreport.synthesis.whole import overview
from tests.synthesis.cycle_reports import FORM, HERE, ON, REPORTS, Forms, counted, told


def asked(found: Overview, id: str) -> CountedQuestion:
    return next(each for each in found.questions if each.question.id == id)


def test_who_has_reported_leaves_out_drafts_and_whoever_is_no_party() -> None:
    found = counted()
    assert found.reported == ("KEN", "NOR", "SWE", "TZA", "UGA")
    assert sorted(found.members) == ["DNK", "KEN", "NOR", "SWE", "TZA", "UGA"]
    assert {row.party.code: row.standing for row in found.standing.rows} == {
        "DNK": "none", "KEN": "on-time", "NOR": "example", "SWE": "example", "TZA": "example", "UGA": "late",
    }  # fmt: skip
    assert [(each.cycle.id, each.parties, each.received) for each in found.cycles] == [("EX0", 7, 4), ("EX1", 6, 5)]


def test_each_question_is_counted_with_its_kind_of_table() -> None:
    found = counted()
    assert [each.question.id for each in found.questions] == ["plan", "where", "help", "who", "silent"]
    plan, where, help = (asked(found, id) for id in ("plan", "where", "help"))
    assert plan.options
    assert plan.options.rows[0].parties == ("KEN", "TZA", "UGA")
    assert dict(plan.summary.non_answers) == {"no-information": ("SWE",)}
    assert (where.summary.answered, where.summary.not_asked) == (("KEN",), ("NOR", "SWE"))
    assert help.options
    assert [row.parties for row in help.options.rows] == [("KEN", "TZA", "UGA"), ("UGA",)]
    heat = asked(found, "who").heat
    assert heat
    assert heat.parties("rangers", "funds") == ("KEN", "UGA")
    assert heat.parties("customs", "courses") == ()


def test_change_is_over_those_that_answered_both_and_are_parties_now() -> None:
    change = asked(counted(), "plan").change
    assert change
    assert change.both == ("KEN", "TZA", "UGA")
    assert [(row.code, row.before, row.after) for row in change.rows] == [
        ("true", ("UGA",), ("KEN", "TZA", "UGA")),
        ("false", ("KEN", "TZA"), ()),
    ]


def test_a_party_to_two_conventions_is_one_across_them() -> None:
    (table,) = counted().across
    assert table.concept == "capacity.strategy"
    assert dict(table.answered) == {"example": ("KEN", "NOR", "TZA", "UGA"), "second": ("FRA", "KEN")}
    assert table.parties == ("FRA", "KEN", "NOR", "TZA", "UGA")
    assert next(row for row in table.rows if row.code == "true").parties == ("KEN", "TZA", "UGA")


def test_each_party_has_a_line_with_what_it_was_asked_and_answered() -> None:
    lines = {each.code: each for each in counted().profiles}
    assert (lines["KEN"].answered, lines["KEN"].asked) == (4, 5)
    assert (lines["NOR"].answered, lines["NOR"].asked) == (2, 4)  # was not asked where the plan can be read
    assert (lines["SWE"].answered, lines["SWE"].asked) == (1, 4)
    assert (lines["DNK"].report, lines["DNK"].asked) == (None, 0)


def test_every_report_that_is_counted_is_a_source() -> None:
    assert [(each.party, each.cycle) for each in counted().sources] == [
        ("KEN", "EX1"), ("NOR", "EX1"), ("SWE", "EX1"), ("TZA", "EX1"), ("UGA", "EX1"),
    ]  # fmt: skip


def test_only_the_parties_that_are_asked_for_count() -> None:
    found = counted(whom=Whom(ON, region="north"))
    assert (sorted(found.members), found.reported) == (["DNK", "NOR", "SWE"], ("NOR", "SWE"))
    assert asked(found, "help").summary.base == 0


def test_what_stands_out_is_the_largest_of_its_kind() -> None:
    found = counted()
    regions = [region.id for region in HERE.regions]
    assert [(each.question.id, code, share) for each, code, share in most_shared(found.questions)] == [
        ("help", "funds", 1.0), ("plan", "true", 0.75),
    ]  # fmt: skip
    assert widest_gap(found.questions, regions) is None  # in the north fewer than three answered
    gap = widest_gap(found.questions, regions, least=1)
    assert gap
    assert (gap[0].question.id, *gap[1:]) == ("plan", "true", "south", "north")
    change = largest_change(found.questions)
    assert change
    assert (change[0].question.id, *change[1:]) == ("plan", "true", 2)
    silent = least_answered(found.questions)
    assert silent
    assert (silent[0].question.id, silent[1]) == ("silent", 5)


def test_nothing_stands_out_of_nothing() -> None:
    found = counted(told("DNK", {"plan": True}, status="draft"))
    assert found.reported == ()
    assert (most_shared(found.questions), largest_change(found.questions)) == ([], None)
    assert (widest_gap(found.questions, ["north", "south"]), least_answered(found.questions)) == (None, None)


@pytest.mark.parametrize("changed", [{"repeats": True}, {"respondent": "secretariat"}])
def test_a_cycle_without_one_report_of_each_party_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no cycle in which every Party makes one report"):
        overview(gathered_reports([]), PUBLIC, Forms(), HERE, replace(HERE.cycle("EX1"), **changed))  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(
    some.lists(
        some.tuples(some.sampled_from(sorted(HERE.memberships)), some.booleans(), some.sampled_from("fc")), max_size=7
    ),
    some.lists(some.sampled_from(sorted(HERE.memberships)), max_size=5),
)
def test_totals_add_up_and_drafts_change_nothing(given_: list[tuple[str, bool, str]], drafts: list[str]) -> None:
    options = {"f": ["funds"], "c": ["funds", "courses"]}
    reports = [told(code, {"plan": plan, "help": options[help]}) for code, plan, help in given_]
    found = counted(*reports) if reports else counted(REPORTS[-1])
    for each in found.questions:
        summary = each.summary
        lists = [summary.answered, summary.blank, summary.not_asked, summary.data.missing, summary.data.elsewhere]
        lists += summary.non_answers.values()
        assert sorted(code for codes in lists for code in codes) == sorted(found.members)
        for row in each.options.rows if each.options else ():
            assert row.numbers["all"] == len(row.parties) == row.numbers["north"] + row.numbers["south"]
    assert sum(row.reported for row in found.standing.counts if row.kind == "region") == len(found.reports)
    more = [told(code, {"plan": True, "help": ["funds"]}, status="draft", version=9) for code in drafts]
    again = counted(*reports, *more) if reports else counted(REPORTS[-1], *more)
    assert again == found


def test_every_question_belongs_to_one_section() -> None:
    assert [(section.id, len(inside)) for section, inside in counted().sections] == [("plans", 2), ("helping", 3)]
    assert FORM.question("secret") is not None  # and it is in none of them
