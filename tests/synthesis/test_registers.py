from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer
from cbreport.synthesis import (
    Money,
    Registers,
    cascades,
    check_registers,
    evaluation_coverage,
    gaps,
    joint,
    matches,
    materials,
    need_groups,
    people_trained,
    phases,
    principles,
    recruitment,
    support,
    work_plan,
)
from cbreport.synthesis.rows import ANSWERED, BLANK, NOT_ASKED, Row
from cbreport.testing import example_library, odd_report

from .register_reports import FIRST, SECOND, keys, secretariat, small_form, tally, told, usd, whole_form

PARTIES = ("KEN", "NOR", "FJI")
NEEDS = """
- id: any
  type: yes-no
  label: Are there any?
- id: wants
  type: group
  label: Needs
  concept: register.need
  non-answers: [not-applicable]
  show-when: {item: any, not-equals: "false"}
  questions:
    - {id: subject, type: choose-one, label: Topic, concept: register.need.topic, non-answers: [no-information],
       options: [{code: law, label: Law}, {code: na, label: None, means: not-applicable}]}
    - {id: why, type: text, label: Evidence, concept: register.need.evidence, private: true}
    - {id: extra, type: text, label: Other, concept: register.need.other, show-when: {item: subject, equals: law}}
    - {id: sum, type: text, label: No part of a register}
"""


def only(register: str, *reports: object, **more: object) -> Row:
    (row,) = tally(*reports, **more).of(register)  # type: ignore[arg-type]
    return row


def test_rows_are_found_by_concept_whatever_the_form_calls_them() -> None:
    form = small_form(NEEDS)
    row = only("need", told("KEN", form, id="7", answers={"any": True, "wants[x].subject": "law", "wants[x].sum": "1"}))
    assert (row.register, row.party, row.convention, row.cycle) == ("need", "KEN", "example", "EX1")
    assert (row.report, row.form, row.address) == ("7", "small@one", "wants[x]")
    assert row.codes("topic") == ("law",)


def test_missing_no_and_non_answers_are_told_apart() -> None:
    form = small_form(NEEDS)

    def state(part: str, **answers: object) -> str:
        given = {"any": True, "wants[x].sum": "so that there is a row"}
        return only("need", told("KEN", form, answers={**given, **answers})).state(part)

    assert state("topic") == BLANK
    assert state("topic", **{"wants[x].subject": "law"}) == ANSWERED
    assert state("topic", **{"wants[x].subject": {"non-answer": "no-information"}}) == "no-information"
    assert state("topic", **{"wants[x].subject": "na"}) == "not-applicable"
    assert state("urgency") == NOT_ASKED
    assert state("evidence", **{"wants[x].why": "a secret"}) == NOT_ASKED
    assert state("other") == NOT_ASKED
    assert state("other", **{"wants[x].subject": "law"}) == BLANK
    assert state("other", **{"wants[x].extra": "hidden, so it does not count"}) == NOT_ASKED


def test_values_are_read_by_kind_and_what_cannot_be_read_is_unknown() -> None:
    row = only(
        "activity",
        told(
            "KEN",
            activity=[
                {
                    "title": "Two\r\nlines",
                    "topic": ["law", "birds"],
                    "trainees": 12,
                    "women": "many",
                    "men": -1,
                    "cost": usd(low="5", high="9.50"),
                    "start": "2024-02-29",
                    "end": "2024-02-30",
                    "countries": "KEN; Uganda, nowhere",
                    "language": {"non-answer": "no-information"},
                }
            ],
        ),
    )
    assert row.text("title") == "Two lines"
    assert (row.codes("topic"), row.code("topic"), row.code("status")) == (("law", "birds"), "law", "unknown")
    assert (row.amount("trainees"), row.amount("women"), row.amount("men"), row.number("men")) == (12, None, None, -1)
    assert row.money("cost") == Money("USD", Decimal(5), Decimal("9.50"))
    assert (row.date("start"), row.date("end"), row.year("start")) == (date(2024, 2, 29), None, 2024)
    assert row.countries() == ("KEN", "UGA")
    assert (row.codes("language"), row.terms("language"), row.yes("mode")) == ((), frozenset(), None)


@pytest.mark.parametrize(
    ("money", "read"),
    [
        (usd("3"), ("3", "3")),
        (usd(low="3"), ("3", "3")),
        (usd(high="3"), ("3", "3")),
        (usd(low="9", high="3"), ("3", "9")),
        (usd("-3"), None),
        (usd("much"), None),
        ({"value": {"currency": "USD"}}, None),
        ({"value": "30 USD"}, None),
    ],
)
def test_money_has_two_ends_or_none(money: object, read: tuple[str, str] | None) -> None:
    found = only("activity", told("KEN", activity=[{"title": "x", "cost": money}])).money("cost")
    assert (found.ends if found else None) == (tuple(map(Decimal, read)) if read else None)


def test_other_is_a_term_only_with_what_was_typed_and_none_is_no_term() -> None:
    typed = {"value": ["law", "other"], "details": {"other": " Falconry  rules "}}
    rows = tally(
        told("KEN", need=[{"topic": typed}, {"topic": "other"}, {"topic": "law", "target_groups": "none"}])
    ).of("need")
    assert [row.terms("topic") for row in rows] == [{"law", "other: falconry rules"}, frozenset(), {"law"}]
    assert rows[2].terms("target-groups") == frozenset()
    assert rows[0].codes("topic") == ("law", "other")


def test_references_lead_to_rows_of_the_same_report_only() -> None:
    needs = [{"key": "a", "topic": "law"}]
    data = tally(
        told("KEN", need=needs, activity=[{"key": "x", "needs": "a"}, {"key": "y", "needs": "gone"}]),
        told("NOR", activity=[{"key": "z", "needs": "a"}]),
    )
    assert [keys(data.follow(row, "needs")) for row in data.of("activity")] == [["KEN a"], [], []]
    assert {id: keys(rows) for id, rows in data.referring("activity", "needs").items()} == {
        data.of("need")[0].id: ["KEN x"]
    }


def test_a_form_may_ask_one_part_in_several_questions() -> None:
    form = small_form("""
- {id: need, type: group, label: N, concept: register.need, questions: [{id: topic, type: text, label: T}]}
- id: act
  type: group
  label: A
  concept: register.activity
  questions:
    - {id: one, type: reference, to: need, label: One, concept: register.activity.needs}
    - {id: two, type: reference, to: need, label: Two, concept: register.activity.needs}
""")
    answers = {"need[a].topic": "A", "need[b].topic": "B", "act[x].one": "a", "act[x].two": "b"}
    data = tally(told("KEN", form, answers=answers))
    assert keys(data.follow(data.of("activity")[0], "needs")) == ["KEN a", "KEN b"]


# -- what counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "in-review", "approved", "returned", "recalled"])
def test_what_is_not_submitted_changes_nothing(status: str) -> None:
    submitted = told("KEN", need=[{"topic": "law"}])
    later = told("KEN", need=[{"topic": "birds"}], version=2, status=status)
    other = told("NOR", need=[{"topic": "law"}], status=status)
    assert tally(submitted, later, other) == tally(submitted)


def test_only_the_newest_version_counts() -> None:
    first, second = (told("KEN", need=[{"topic": topic}], version=n) for n, topic in ((1, "law"), (2, "birds")))
    for reports in ((first, second), (second, first)):
        assert only("need", *reports).codes("topic") == ("birds",)


def test_unconfirmed_answers_are_left_out_and_counted() -> None:
    unconfirmed = {"confirmed": False, "source": "carried-forward"}
    data = tally(
        told(
            "KEN",
            need=[
                {"topic": {"value": ["law"], **unconfirmed}, "scope": "national"},
                {"topic": {"value": ["law"], **unconfirmed}},
            ],
        )
    )
    assert [row.codes("topic") for row in data.of("need")] == [()]
    assert data.unconfirmed == {"need": 2}


def test_private_answers_leave_no_row_and_no_count() -> None:
    private = {"any": True, "wants[x].why": Answer("secret", confirmed=False), "wants[y].why": "secret"}
    data = tally(told("KEN", small_form(NEEDS), answers=private))
    assert (data.of("need"), data.unconfirmed, data.base("need").blank) == ((), {}, ("KEN",))
    whole = NEEDS.replace("concept: register.need\n", "concept: register.need\n  private: true\n")
    assert tally(told("KEN", small_form(whole), answers={"any": True, "wants[x].subject": "law"})).rows == {}


def test_hidden_rows_do_not_count() -> None:
    data = tally(told("KEN", small_form(NEEDS), answers={"any": False, "wants[x].subject": "law"}))
    assert (data.of("need"), data.base("need").not_asked) == ((), ("KEN",))


def test_every_party_is_in_one_place_of_a_base() -> None:
    form = small_form(NEEDS)
    without = small_form("- {id: q, type: text, label: A text}", id="another")
    base = tally(
        told("KEN", form, answers={"any": True, "wants[x].subject": "law"}),
        told("NOR", form, answers={"any": True, "wants": {"non-answer": "not-applicable"}}),
        told("NOR", without),
        secretariat(need=[{"topic": "law"}]),
    ).base("need")
    assert (base.told, base.non_answers, base.missing) == (("KEN",), {"not-applicable": ("NOR",)}, ("FJI",))
    assert (base.blank, base.not_asked, base.parties) == ((), (), 3)
    assert tally(told("KEN", form, answers={"any": True})).base("need").blank == ("KEN",)
    assert tally(told("KEN", without)).base("need").not_asked == ("KEN",)


def test_who_has_withdrawn_is_named_and_left_out_and_a_secretariat_is_no_party() -> None:
    data = tally(told("CHE", need=[{"topic": "law"}]), secretariat(need=[{"topic": "birds"}]))
    assert (data.outside, keys(data.of("need")), data.parties_of(data.of("need"))) == (("CHE",), ["XSC r1"], ())
    earlier = tally(told("CHE", need=[{"topic": "law"}]), on=date(2019, 12, 31))
    assert keys(earlier.of("need")) == ["CHE r1"]


def test_a_filter_leaves_parties_out_and_keeps_secretariats() -> None:
    reports = [told(code, need=[{"topic": "law"}]) for code in ("KEN", "FJI")]
    data = tally(*reports, secretariat(need=[{"topic": "law"}]), parties_filter=lambda party: party.sids)
    assert (keys(data.of("need")), data.outside) == (["FJI r1", "XSC r1"], ("KEN",))


def test_a_report_to_a_convention_that_is_not_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="made to second"):
        tally(told("KEN", whole_form("second")))


def test_of_several_cycles_the_newest_counts_and_carried_rows_count_once() -> None:
    old = told("KEN", need=[{"key": "a", "topic": "law"}, {"key": "b", "topic": "law"}])
    new = told("KEN", cycle="EX2", need=[{"key": "a", "topic": "birds"}])
    for reports in ((old, new), (new, old)):
        assert [(row.key, row.codes("topic")) for row in tally(*reports).of("need")] == [("a", ("birds",))]
        every = tally(*reports, every_cycle=True).of("need")
        assert [(row.key, row.cycle) for row in every] == [("a", "EX2"), ("b", "EX1")]


def test_records_all_count() -> None:
    reports = [told("KEN", cycle=f"REC-{n}", request=[{"title": f"No. {n}"}]) for n in (1, 2)]
    assert [row.text("title") for row in tally(*reports).of("request")] == ["No. 1", "No. 2"]


# -- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "regions", "groups"),
    [
        ({}, ("south",), ("no-group",)),
        ({"countries": "NOR"}, ("north",), ("no-group",)),
        ({"countries": "NOR, FJI"}, ("north", "south"), ("sids", "no-group")),
        ({"region": "south"}, ("south",), ("sids", "no-group")),
        ({"region": "world"}, ("north", "south"), ("sids", "no-group")),
        ({"region": "least-developed"}, ("unknown",), ("unknown",)),  # none is a Party
        ({"countries": "nowhere"}, ("unknown",), ("unknown",)),
        ({"countries": "CHE"}, ("unknown",), ("no-group",)),  # has withdrawn
        ({"countries": "UGA"}, ("unknown",), ("ldc", "lldc")),
    ],
)
def test_where_a_row_belongs(row: dict[str, str], regions: tuple[str, ...], groups: tuple[str, ...]) -> None:
    data = tally(told("KEN", need=[{"topic": "law", **row}]))
    (need,) = data.of("need")
    assert (data.places.where(need, "region"), data.places.where(need, "group")) == (regions, groups)


def test_a_secretariat_has_no_place_of_its_own() -> None:
    data = tally(secretariat(activity=[{"title": "x"}, {"title": "y", "region": "north"}]))
    assert [data.places.where(row, "region") for row in data.of("activity")] == [("unknown",), ("north",)]


def test_a_party_may_lie_in_two_regions_under_two_conventions() -> None:
    reports = [told("FJI", need=[{"topic": "law"}]), told("FJI", whole_form("second"), need=[{"topic": "law"}])]
    data = tally(*reports, conventions=(FIRST, SECOND))
    assert [data.places.where(row, "region") for row in data.of("need")] == [("south",), ("isles",)]
    assert data.parties_of(data.of("need")) == ("FJI",)
    assert [(region.id, region.name) for region in data.regions] == [
        ("north", "North"),
        ("south", "South"),
        ("isles", "Isles"),
    ]


# -- the agreement ----------------------------------------------------------------------------------------------------


def test_a_misspelt_concept_is_found() -> None:
    form = small_form("""
- {id: q, type: text, label: Alone, concept: register.need.topic}
- {id: fine, type: text, label: Fine, concept: something.else}
- id: acts
  type: group
  label: A
  concept: register.activitys
  questions: [{id: t, type: text, label: T, concept: register.activity.title}]
- id: needs
  type: group
  label: N
  concept: register.need
  questions:
    - {id: topic, type: text, label: T, concept: register.need.topik}
    - {id: other, type: text, label: Right, concept: register.need.other}
- id: plan
  type: group
  label: P
  concept: register.plan-item
  questions:
    - id: status
      type: choose-one
      label: S
      concept: register.plan-item.status
      options: [{code: completed, label: C}, {code: done, label: D}, {code: na, label: N, means: not-applicable}]
""")
    assert [(found.code, found.address, found.values.get("option", "")) for found in check_registers(form)] == [
        ("F55", "q", ""),
        ("F55", "acts", ""),
        ("F55", "acts.t", ""),
        ("F55", "needs.topic", ""),
        ("F56", "plan.status", "done"),
    ]
    assert all(found.line for found in check_registers(form))
    assert not list(check_registers(whole_form()))


# -- whatever is told -------------------------------------------------------------------------------------------------

topics = st.sampled_from(["law", "birds", ["law", "birds"], {"non-answer": "no-information"}])
needs_of_a_party = st.lists(st.fixed_dictionaries({"topic": topics}), max_size=3)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(["KEN", "NOR", "FJI", "CHE"]), needs_of_a_party), st.integers())
def test_the_order_of_reports_changes_nothing(parties: dict[str, list[dict[str, object]]], seed: int) -> None:
    reports = [told(code, need=rows) for code, rows in parties.items()]
    shuffled = [*reports]
    Random(seed).shuffle(shuffled)
    assert tally(*reports) == tally(*shuffled)
    assert tally(*reports).base("need").parties == 3


VIEWS: tuple[Callable[[Registers], object], ...] = (
    gaps, phases, evaluation_coverage, work_plan, matches, need_groups, people_trained, cascades,
    support, materials, recruitment, principles, joint,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_every_view_bears_answers_of_every_kind_and_changes_with_no_draft(seed: int) -> None:
    library = example_library()
    odd = [replace(odd_report(Random(seed + n), whole_form(), library), party=code) for n, code in enumerate(PARTIES)]
    submitted = [replace(each, status="submitted") for each in odd]
    drafts = [replace(each, version=2) for each in reversed(odd)]
    data, again = tally(*submitted), tally(*drafts, *reversed(submitted))
    assert sum(map(len, data.rows.values())) > 50
    for view in VIEWS:
        assert view(data) == view(again), view
