"""Which reports are read for views, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from cbreport.answering import Answer
from cbreport.definition import Form
from cbreport.reporting import Report, ReportSummary
from cbreport.web.registers import MOST_MADE, Evaluated


def summary(id: str, revision: int = 1, status: str = "submitted") -> ReportSummary:
    return ReportSummary(
        id, "example", "f", "one", "", "KEN", "EX1", 1, status, revision, False, "2024-01-01", "2024-01-01"
    )


class Reader:
    """Makes reports that have one answer, and notes which."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.read: list[str] = []

    def __call__(self, wanted: ReportSummary) -> Report:
        self.read.append(wanted.id)
        answers = {"name": Answer("Plan")}
        return Report(self.form, "KEN", "EX1", answers, status=wanted.status, revision=wanted.revision, id=wanted.id)

    def during(self, kept: Evaluated, wanted: Iterable[ReportSummary]) -> str:
        self.read.clear()
        listed = list(wanted)
        assert [each.id for each in kept.load(listed, self)] == [each.id for each in listed]
        return "".join(self.read)


@pytest.fixture
def reader(form: Form) -> Reader:
    return Reader(form)


@pytest.fixture
def size(reader: Reader) -> int:
    """How much room one of these reports takes."""
    kept = Evaluated()
    kept.load([summary("a")], reader)
    return kept.size


def test_a_report_is_read_again_when_it_has_changed(reader: Reader) -> None:
    kept = Evaluated()
    first = [summary("a"), summary("b")]
    assert reader.during(kept, first) == "ab"
    assert reader.during(kept, first) == ""
    assert reader.during(kept, [summary("a", revision=2), summary("b")]) == "a"
    assert reader.during(kept, [summary("a", revision=2), summary("b", status="accepted")]) == "b"
    assert reader.during(kept, [summary("a", revision=2), summary("b", status="accepted")]) == ""


def test_an_old_state_takes_no_room(reader: Reader, size: int) -> None:
    kept = Evaluated()
    for revision in range(5):
        kept.load([summary("a", revision=revision)], reader)
    assert kept.size == size


def test_what_was_asked_for_longest_ago_goes_first(reader: Reader, size: int) -> None:
    kept = Evaluated(room=2 * size)
    for each in "abac":
        kept.load([summary(each)], reader)
    assert kept.size == 2 * size
    assert reader.during(kept, map(summary, "ac")) == ""
    assert reader.during(kept, [summary("b")]) == "b"


def test_more_than_there_is_room_for_is_read_only_as_far_as_it_must(reader: Reader, size: int) -> None:
    kept = Evaluated(room=3 * size)
    assert reader.during(kept, map(summary, "abcde")) == "abcde"
    assert reader.during(kept, map(summary, "abcde")) == "de"
    assert kept.size == 3 * size


def test_what_is_larger_than_all_room_is_given_and_not_kept(reader: Reader, size: int) -> None:
    kept = Evaluated(room=size - 1)
    assert reader.during(kept, [summary("a")]) == "a"
    assert kept.size == 0


def test_what_was_made_is_remembered_within_a_bound() -> None:
    kept = Evaluated()
    made: list[int] = []

    def make(number: int) -> int:
        return kept.remember(("a", number), lambda: made.append(number) or number)

    assert [make(1), make(1)] == [1, 1]
    for number in range(2, MOST_MADE + 2):
        make(number)
    make(1)
    assert made == [*range(1, MOST_MADE + 2), 1]
