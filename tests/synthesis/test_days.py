"""Days of activities, by hand."""

from __future__ import annotations

import pytest

from cbreport.synthesis import lengths

from .register_reports import keys, tally, told


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2024-03-04", "2024-03-07", 4),
        ("2024-03-04", "2024-03-04", 1),
        ("2024-02-28", "2024-03-01", 3),
        ("2024-03-04", "2024-03-03", None),
        ("2024-03-04", None, None),
        (None, "2024-03-04", None),
        ("2024-3-4", "2024-03-04", None),
    ],
)
def test_the_first_and_the_last_day_count(start: str | None, end: str | None, days: int | None) -> None:
    told_of = {part: day for part, day in (("start", start), ("end", end)) if day}
    (row,) = tally(told("KEN", activity=[{"title": "Course", **told_of}])).of("activity")
    assert row.days() == days


def test_days_are_counted_by_kind_over_what_was_carried_out() -> None:
    found = lengths(
        tally(
            told(
                "KEN",
                activity=[
                    {"kind": "workshop", "status": "carried-out", "start": "2024-03-04", "end": "2024-03-06"},
                    {"kind": "workshop", "status": "carried-out", "start": "2024-05-01", "end": "2024-05-05"},
                    {"kind": "workshop", "status": "carried-out"},
                    {"kind": "training-of-trainers", "status": "carried-out", "start": "2024-05-01"},
                    {"kind": "workshop", "status": "planned", "start": "2025-05-01", "end": "2025-05-30"},
                    {"status": "carried-out", "start": "2024-06-01", "end": "2024-06-01"},
                ],
            )
        )
    )
    assert {kind: (each.activities, each.known, each.unknown) for kind, each in found.by_kind.items()} == {
        "workshop": (3, 2, 1),
        "training-of-trainers": (1, 0, 1),
        "unknown": (1, 1, 0),
    }
    workshops = found.by_kind["workshop"].days
    assert workshops is not None
    assert (workshops.low, workshops.middle, workshops.high) == (3, 4, 5)
    assert found.by_kind["training-of-trainers"].days is None
    assert found.total.days is not None
    assert (found.total.activities, found.total.unknown, found.total.days.middle) == (5, 2, 3)
    assert keys(found.activities) == ["KEN r2", "KEN r1", "KEN r6", "KEN r3", "KEN r4"]
