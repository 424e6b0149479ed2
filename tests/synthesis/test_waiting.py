from __future__ import annotations

from dataclasses import replace
from datetime import date

from cbreport.synthesis import waiting
from cbreport.synthesis.waiting import WaitingReport
from cbreport.testing import EXAMPLE

from .test_desk import step, summary

TODAY = date(2025, 1, 10)


def ids(found: tuple[WaitingReport, ...]) -> list[tuple[str, int]]:
    return [(each.summary.id, each.days) for each in found]


def test_the_longest_wait_comes_first() -> None:
    reports = [summary("KEN", day="2025-01-05"), summary("NOR", day="2024-12-01"), summary("FJI", status="draft")]
    found = waiting(EXAMPLE, reports, {}, today=TODAY)
    assert ids(found.to_accept) == [("NOR-1", 40), ("KEN-1", 5)]
    assert ids(found.new) == [("KEN-1", 5)]
    assert (found.to_publish, found.gone_back, found.own) == ((), (), ())


def test_only_the_newest_version_waits() -> None:
    reports = [summary(status="accepted"), summary(version=2, day="2025-01-09")]
    found = waiting(EXAMPLE, reports, {}, today=TODAY)
    assert ids(found.to_accept) == [("KEN-2", 1)]
    assert found.to_publish == ()


def test_the_wait_begins_with_the_last_step() -> None:
    reports = [summary("KEN", status="accepted"), summary("NOR", status="returned")]
    steps = {
        "KEN-1": [step("accept", "accepted", "2025-01-02"), step("withdraw", "accepted", "2025-01-08", "A name")],
        "NOR-1": [step("send-back", "returned", "2025-01-03", "The annex")],
    }
    found = waiting(EXAMPLE, reports, steps, today=TODAY)
    assert ids(found.to_publish) == [("KEN-1", 2)]
    assert [(each.days, each.reason) for each in found.gone_back] == [(7, "The annex")]


def test_new_is_what_came_within_seven_days_and_stands() -> None:
    reports = [
        summary("KEN", day="2025-01-04", status="accepted"), summary("NOR", day="2025-01-03"),
        summary("FJI", day="2025-01-09", status="recalled"),
    ]  # fmt: skip
    assert ids(waiting(EXAMPLE, reports, {}, today=TODAY).new) == [("KEN-1", 6)]


def test_what_the_secretariat_enters_itself_is_listed() -> None:
    found = waiting(EXAMPLE, [summary(status="draft", behalf=True, created="2025-01-01T00:00:00")], {}, today=TODAY)
    assert ids(found.own) == [("KEN-1", 9)]


def test_a_cycle_that_is_none_any_more_is_passed_over() -> None:
    found = waiting(EXAMPLE, [summary(cycle="EX0"), summary(convention="another")], {}, today=TODAY)
    assert found.to_accept == ()


def test_every_cycle_but_those_of_records_has_its_deadline() -> None:
    cycle = EXAMPLE.cycle("EX1")
    convention = replace(
        EXAMPLE,
        cycles=(
            cycle,
            replace(cycle, id="EX2", due=date(2025, 2, 10)),
            replace(cycle, id="PRO", due=date(2030, 1, 1), repeats=True),
        ),
    )
    reports = [summary("KEN"), summary("NOR", cycle="PRO-3", day="2025-01-01")]
    found = waiting(convention, reports, {}, today=TODAY)
    assert [(each.cycle.id, each.days, each.list.counts[0].reported) for each in found.deadlines] == [
        ("EX2", 31, 0), ("EX1", -10, 1),
    ]  # fmt: skip
    assert [each.cycle.number for each in found.to_accept] == [0, 3]
