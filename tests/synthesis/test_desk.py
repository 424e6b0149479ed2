from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.definition import Convention, Membership, Region, all_parties
from cbreport.reporting import RECEIVED, STATUSES, Change, ReportSummary
from cbreport.synthesis import DeskList, Filters, desk_list
from cbreport.synthesis.desk import GROUPS, REPORTED, SORTS, STANDINGS, STATES, TIMINGS
from cbreport.synthesis.desk_file import desk_data
from cbreport.testing import EXAMPLE, example_library

CYCLE = EXAMPLE.cycle("EX1")  # due on 31 December 2024
TODAY = date(2025, 1, 10)
CODES = sorted(all_parties())[:40]
REGIONS = (Region("a", "A"), Region("b", "B"), Region("c", "C"))
LARGE: Convention = replace(
    EXAMPLE,
    regions=REGIONS,
    memberships={code: Membership(date(2000, 1, 1), None, REGIONS[place % 3].id) for place, code in enumerate(CODES)},
)


def summary(party: str = "KEN", status: str = "submitted", version: int = 1, **more: Any) -> ReportSummary:
    day = more.pop("day", "2024-12-31")
    known: dict[str, Any] = {
        "id": f"{party}-{version}", "convention": "example", "form": "f", "edition": "e", "digest": "", "party": party,
        "cycle": "EX1", "version": version, "status": status, "revision": 1, "example": False, "created": "2024-01-01",
        "updated": "2024-01-01",
        "submitted": "" if status in ("draft", "in-review", "approved") else f"{day}T23:59:59.999+00:00",
    }  # fmt: skip
    return ReportSummary(**{**known, **more})


def step(name: str, status: str, day: str, reason: str = "") -> Change:
    after = {"status": status, **({"reason": reason} if reason else {})}
    return Change(1, 1, name, "", {}, after, "someone", f"{day}T12:00:00.000+00:00", "")


def made(*summaries: ReportSummary, steps: Mapping[str, Sequence[Change]] | None = None) -> DeskList:
    return desk_list(EXAMPLE, CYCLE, summaries, steps or {}, today=TODAY)


def row(found: DeskList, code: str = "KEN") -> Any:
    return next(each for each in found.rows if each.party.code == code)


def test_every_party_of_the_day_has_a_row() -> None:
    found = made()
    assert [each.party.code for each in found.rows] == ["FJI", "KEN", "NOR"]
    assert {each.status for each in found.rows} == {"none"}
    assert [(each.region, each.groups) for each in found.rows] == [("south", ("sids",)), ("south", ()), ("north", ())]


@pytest.mark.parametrize(
    ("day", "timing", "days"), [("2024-12-31", "on-time", 0), ("2024-12-01", "on-time", -30), ("2025-01-01", "late", 1)]
)
def test_days_are_counted_from_the_due_date(day: str, timing: str, days: int) -> None:
    found = row(made(summary(day=day)))
    assert (found.timing, found.days, found.first) == (timing, days, day)


@pytest.mark.parametrize(
    ("today", "timing", "days"),
    [(date(2024, 12, 31), "open", 0), (date(2025, 1, 1), "overdue", 1), (date(2024, 12, 1), "open", -30)],
)
def test_who_has_not_reported_is_overdue_after_the_due_date(today: date, timing: str, days: int) -> None:
    found = row(desk_list(EXAMPLE, CYCLE, [], {}, today=today))
    assert (found.timing, found.days) == (timing, days)


def test_an_example_has_no_date() -> None:
    found = row(made(summary(day="2026-01-01", example=True)))
    assert (found.timing, found.days) == ("example", None)


def test_a_later_version_does_not_make_a_report_late() -> None:
    found = row(made(summary(day="2024-12-01"), summary(version=2, day="2025-01-05")))
    assert (found.newest.version, found.current.version, found.first, found.timing) == (2, 2, "2024-12-01", "on-time")


def test_a_returned_version_leaves_the_one_before_it_current() -> None:
    steps = {"KEN-2": [step("submit", "submitted", "2025-01-05"), step("send-back", "returned", "2025-01-06", "Annex")]}
    found = row(made(summary(status="accepted"), summary(version=2, status="returned"), steps=steps))
    assert (found.status, found.newest.version, found.current.version) == ("returned", 2, 1)
    assert (found.since[:10], found.reason, found.accepted) == ("2025-01-06", "Annex", "")
    assert found.reported


def test_a_recalled_report_is_not_received_and_was_never_sent_in_time() -> None:
    steps = {"KEN-1": [step("recall", "recalled", "2025-01-02", "Wrong file")]}
    found = row(made(summary(status="recalled"), steps=steps))
    assert (found.status, found.current, found.first, found.timing, found.days) == ("recalled", None, "", "overdue", 10)
    assert found.reason == "Wrong file"


def test_the_days_of_acceptance_and_publication_are_those_of_the_last_steps() -> None:
    steps = {
        "KEN-1": [
            step("accept", "accepted", "2025-01-02"), step("publish", "published", "2025-01-03"),
            step("withdraw", "accepted", "2025-01-04", "A name"), step("publish", "published", "2025-01-05"),
        ]
    }  # fmt: skip
    found = row(made(summary(status="published"), steps=steps))
    assert (found.accepted[:10], found.published[:10], found.reason) == ("2025-01-02", "2025-01-05", "")
    withdrawn = row(made(summary(status="accepted"), steps=steps))
    assert (withdrawn.accepted[:10], withdrawn.published) == ("2025-01-02", "")


def test_a_draft_of_the_secretariat_is_marked_and_nothing_is_received() -> None:
    found = row(made(summary(status="draft", behalf=True)))
    assert (found.status, found.own.status, found.timing, found.reported) == ("none", "draft", "overdue", False)
    assert row(made(summary(status="draft"))).own is None


def test_who_is_no_party_is_named_apart() -> None:
    found = made(summary("CHE"), summary("CHE", cycle="EX0"), summary("NOR", convention="another"))
    assert found.outside == ("CHE",)
    assert {each.status for each in found.rows} == {"none"}


def test_records_have_no_such_list() -> None:
    with pytest.raises(ValueError, match="is for records"):
        desk_list(EXAMPLE, replace(CYCLE, repeats=True), [], {}, today=TODAY)


@pytest.mark.parametrize(
    ("sort", "language", "codes"),
    [
        ("name", "en", ["FJI", "KEN", "NOR"]), ("-name", "en", ["NOR", "KEN", "FJI"]),
        ("", "en", ["FJI", "KEN", "NOR"]),
        ("name", "ar", ["NOR", "FJI", "KEN"]), ("region", "en", ["NOR", "FJI", "KEN"]),
        ("-region", "en", ["FJI", "KEN", "NOR"]), ("status", "en", ["FJI", "NOR", "KEN"]),
        ("-status", "en", ["KEN", "NOR", "FJI"]), ("date", "en", ["NOR", "KEN", "FJI"]),
        ("-date", "en", ["KEN", "NOR", "FJI"]), ("nonsense", "en", ["FJI", "KEN", "NOR"]),
        ("-nonsense", "en", ["FJI", "KEN", "NOR"]),
    ],
)  # fmt: skip
def test_orders(sort: str, language: str, codes: list[str]) -> None:
    found = made(summary(status="accepted", day="2025-01-02"), summary("NOR", day="2024-12-30"))
    assert [each.party.code for each in found.ordered(found.rows, sort, language)] == codes


REPORTS = st.lists(
    st.builds(
        summary,
        st.sampled_from([*CODES, "ZWE"]),
        st.sampled_from(STATUSES),
        st.integers(1, 3),
        day=st.sampled_from(["2024-12-01", "2025-01-05"]),
        example=st.booleans(),
        behalf=st.booleans(),
    ),
    max_size=60,
    unique_by=lambda each: each.id,
)


def large(reports: Sequence[ReportSummary]) -> DeskList:
    return desk_list(LARGE, CYCLE, reports, {}, today=TODAY)


@given(REPORTS)
def test_every_count_adds_up(reports: list[ReportSummary]) -> None:
    counts = large(reports).counts
    everybody, regions = counts[0], [each for each in counts if each.kind == "region"]
    for each in counts:
        assert sum(each.states.values()) == each.parties
        assert 0 <= each.share <= 1
    assert everybody.parties == len(CODES) == sum(each.parties for each in regions)
    assert everybody.reported == sum(each.reported for each in regions)
    assert {state: sum(each.states[state] for each in regions) for state in STATES} == everybody.states


@given(REPORTS)
def test_every_filter_parts_the_parties(reports: list[ReportSummary]) -> None:
    found = large(reports)
    whole = [row.party.code for row in found.rows]
    for name, values in (("status", STATES), ("timing", TIMINGS), ("region", [region.id for region in REGIONS])):
        parts = [row.party.code for value in values for row in found.chosen(Filters(**{name: value}))]
        assert sorted(parts) == sorted(whole), name
    for each in found.counts:
        for state, number in each.states.items():
            place = {each.kind: each.id} if each.kind else {}
            assert len(found.chosen(Filters(status=state, **place))) == number


@given(REPORTS, st.sampled_from(["", "-"]), st.sampled_from([*SORTS, "other"]))
def test_no_order_loses_anybody(reports: list[ReportSummary], way: str, sort: str) -> None:
    found = large(reports)
    assert sorted(row.party.code for row in found.ordered(found.rows, way + sort)) == sorted(CODES)


@given(REPORTS, REPORTS)
def test_what_is_with_its_party_changes_nothing(reports: list[ReportSummary], drafts: list[ReportSummary]) -> None:
    hidden = [replace(each, id=f"d{each.id}", status="draft", behalf=False, version=9) for each in drafts]
    assert large([*reports, *hidden]) == large(reports)


@given(st.text(), st.text(), st.text(), st.text(), st.text())
def test_no_filter_fails(region: str, status: str, group: str, timing: str, search: str) -> None:
    assert len(large([]).chosen(Filters(region, status, group, timing, search))) <= len(CODES)


@given(REPORTS)
def test_a_party_has_reported_when_something_received_stands(reports: list[ReportSummary]) -> None:
    for each in large(reports).rows:
        versions = [report for report in reports if report.party == each.party.code]
        assert each.reported == any(report.status in RECEIVED for report in versions)
        assert set(each.groups) <= set(GROUPS)


def test_the_data_say_what_the_list_is() -> None:
    found = made(summary(status="accepted"), steps={"KEN-1": [step("accept", "accepted", "2025-01-02")]})
    filters = Filters(status="accepted")
    texts = example_library().translator("fr", "example")
    data = desk_data(found, found.chosen(filters), filters, texts, {"KEN": "2024-12-01T00:00:00.000+00:00"})
    assert (data["cycle"], data["due"], data["day"]) == ("EX1", "2024-12-31", "2025-01-10")
    assert (data["filters"], data["total"], data["shown"], data["reported"]) == ({"status": "accepted"}, 3, 1, 1)
    [party] = data["parties"]
    assert (party["code"], party["name"], party["status"], party["accepted"][:10]) == (
        "KEN", "Kenya", "accepted", "2025-01-02",
    )  # fmt: skip
    assert party["reminded"][:10] == "2024-12-01"


@pytest.mark.parametrize(
    ("summaries", "standing"),
    [
        ([], "none"),
        ([summary(status="draft")], "none"),
        ([summary()], "on-time"),
        ([summary(day="2025-01-01")], "late"),
        ([summary(example=True)], "example"),
        ([summary(status="returned")], "returned"),
        ([summary(status="recalled")], "returned"),
        ([summary(), summary(version=2, status="returned", day="2025-01-05")], "on-time"),
    ],
)
def test_each_party_stands_in_one_way(summaries: list[ReportSummary], standing: str) -> None:
    found = made(*summaries)
    assert row(found).standing == standing
    total = found.counts[0]
    assert total.standings == {each: int(each == standing) + 2 * (each == "none") for each in STANDINGS}
    assert sum(total.standings[each] for each in REPORTED) == total.reported
