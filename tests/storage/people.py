"""People, reports and a clock for the tests of storage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cbreport.reporting import CONTRIBUTOR, FOCAL_POINT, SECRETARIAT, Identity, NewReport


def person(id: str, role: str, party: str = "", *conventions: str) -> Identity:
    return Identity(id, id.title(), roles=frozenset({role}), party=party, conventions=frozenset(conventions))


AMINA = person("amina", FOCAL_POINT, "KEN")
BARASA = person("barasa", CONTRIBUTOR, "KEN")
KARI = person("kari", FOCAL_POINT, "NOR")
CLERK = person("clerk", SECRETARIAT, "", "example")

KENYA = NewReport("example", "example-national-report", "ex1", "sha256:0", "KEN", "EX1")


class Clock:
    """A second passes whenever somebody looks."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now
