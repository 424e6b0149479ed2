"""The Secretariat's own reports are counted nowhere as a Party's."""

from __future__ import annotations

from datetime import date

import pytest

from cbreport.definition import Convention
from cbreport.reporting import Report, ReportSummary
from cbreport.synthesis import dataset, desk_list, submission_table
from cbreport.synthesis.waiting import waiting
from tests.office import WORK, office_library

TODAY = date(2027, 1, 1)


def convention() -> Convention:
    return office_library().convention("example")


def report(form: str, cycle: str) -> Report:
    library = office_library()
    return Report(library.form(form), "XSC", cycle, status="submitted", library=library)


def summary(cycle: str, status: str = "submitted") -> ReportSummary:
    return ReportSummary(
        "a" * 24, "example", "example-work-programme", "r1", "", "XSC", cycle, 1, status, 1, example=False,
        created="2026-01-01T00:00:00+00:00", updated="2026-02-01T00:00:00+00:00",
        submitted="2026-12-31T00:00:00+00:00",
    )  # fmt: skip


def test_a_dataset_has_none_of_them() -> None:
    data = dataset([report("example-work-programme", "WORK-2026")], convention(), on=date(2026, 3, 31))
    assert (data.reports, data.outside) == ({}, ())


def test_no_submission_table_is_made_of_their_cycles() -> None:
    cycle = convention().cycle(WORK.id)
    with pytest.raises(ValueError, match="for the Secretariat"):
        submission_table(convention(), cycle, [])
    with pytest.raises(ValueError, match="for the Secretariat"):
        desk_list(convention(), cycle, [], {}, today=TODAY)


def test_the_list_of_parties_does_not_know_them() -> None:
    """Not even one that got into a Parties' cycle."""
    cycle = convention().cycle("EX1")
    found = desk_list(convention(), cycle, [summary("EX1")], {}, today=TODAY)
    assert found.outside == ()
    assert "XSC" not in [row.party.code for row in found.rows]
    assert submission_table(convention(), cycle, [report("example-national-report", "EX1")]).outside == ()


@pytest.mark.parametrize("status", ["submitted", "published", "recalled", "draft"])
def test_they_wait_for_nobody_and_are_never_late(status: str) -> None:
    found = waiting(convention(), [summary("WORK-2026", status)], {}, today=TODAY)
    assert (found.to_accept, found.to_publish, found.new, found.gone_back, found.own) == ((), (), (), (), ())
    assert [each.cycle.id for each in found.deadlines] == ["EX1"]
