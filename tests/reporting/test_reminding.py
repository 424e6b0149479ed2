"""Who is reminded of what, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cbreport.definition import Cycle
from cbreport.mailing import Contact
from cbreport.reporting import Delegation, ReportSummary
from cbreport.reporting.reminding import FORGOTTEN, LATE, delegation_reminders, party_reminders, step_of

DUE = date(2026, 3, 31)
GIVEN = Delegation(
    "d", "r", ("s",), "Chebet", "chebet@example.org", "fr", "", "2026-03-31", "2026-04-07", "amina", "2026-01-01T"
)
CYCLE = Cycle("EX1", "First", "f", "e", date(2025, 1, 1), DUE, date(2022, 1, 1), date(2024, 12, 31))
AMINA = Contact("Amina", "amina@example.org", "en")
REPORT = ReportSummary("r", "example", "f", "e", "", "KEN", "EX1", 1, "draft", 0, False, "", "")


@pytest.mark.parametrize(
    ("left", "step"),
    [(40, None), (30, 30), (8, 30), (7, 7), (1, 1), (0, 1), (-1, LATE), (-FORGOTTEN, LATE), (-FORGOTTEN - 1, None)],
)
def test_the_smallest_number_of_days_that_is_left_counts(left: int, step: int | None) -> None:
    assert step_of(DUE, (30, 7, 1), DUE - timedelta(left)) == step


def reminders_of(given: Delegation, today: date = date(2026, 3, 25)) -> list[str]:
    return [each.key for each in delegation_reminders(given, (30, 7, 1), today, str, "link")]


def test_a_colleague_is_reminded_unless_she_is_done_or_has_no_address() -> None:
    assert reminders_of(GIVEN) == ["delegation:d:2026-03-31:7"]
    assert reminders_of(replace(GIVEN, done="2026-03-01T")) == []
    assert reminders_of(replace(GIVEN, email="")) == []
    assert reminders_of(replace(GIVEN, made="2026-03-25T10:00")) == []  # the invitation itself was sent today


def reminded(report: ReportSummary | None) -> list[str]:
    found = party_reminders(CYCLE, "example", "KEN", report, [AMINA], (7,), date(2026, 3, 25), str, "https://p/")
    return [f"{each.to.email} {each.url}" for each in found]


def test_focal_points_are_reminded_until_the_report_is_submitted() -> None:
    assert reminded(None) == ["amina@example.org https://p/"]
    assert reminded(REPORT) == ["amina@example.org https://p/reports/r"]
    assert reminded(replace(REPORT, status="submitted")) == []
    assert reminded(replace(REPORT, version=2)) == []  # an earlier version was
