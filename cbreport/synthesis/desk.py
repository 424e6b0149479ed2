"""Who has reported in a cycle, Party by Party, as a convention's Secretariat sees it: rows, filters, counts, order.

It is made from what the Secretariat may read, so a draft that is with its Party changes nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cbreport.definition import SECRETARIAT_CODE, Convention, Cycle, Party, fits_search, in_order_of_names
from cbreport.reporting import (
    ACCEPTED,
    IN_HAND,
    PUBLISHED,
    RECALLED,
    RECEIVED,
    RETURNED,
    SEEN,
    SUBMITTED,
    Change,
    ReportSummary,
)
from cbreport.synthesis.frozen import digest_of_versions

NOTHING: Final = "none"
#: Where a Party's report stands; each Party is in exactly one.
STATES: Final = (NOTHING, SUBMITTED, RETURNED, RECALLED, ACCEPTED, PUBLISHED)
#: How a report lies to its due date; each Party is in exactly one. What is made up for a demonstration has no date.
TIMINGS: Final = ("on-time", "late", "overdue", "open", "example")
#: How each Party stands when reports are counted; each is in exactly one. The first three have reported.
STANDINGS: Final = ("on-time", "late", "example", "returned", NOTHING)
REPORTED: Final = STANDINGS[:3]
GROUPS: Final = ("ldc", "sids", "lldc")
SORTS: Final = ("name", "region", "status", "date")

Steps = Mapping[str, Sequence[Change]]


@dataclass(frozen=True)
class PartyRow:
    """A Party, and what a Secretariat has of its report.

    :param groups: ``ldc``, ``sids``, ``lldc`` on the day when reports are due.
    :param newest: the newest version that the Secretariat has had in its hands, also when it is returned or recalled.
    :param current: the newest version that counts as reported.
    :param own: a draft that the Secretariat enters for the Party.
    :param first: the day on which the first version was submitted that was not recalled; empty without one.
    :param days: from the due date to ``first``, or to today where there is none; negative before the due date. None of
        an example, which was submitted on no day that means anything.
    """

    party: Party
    region: str
    groups: tuple[str, ...] = ()
    newest: ReportSummary | None = None
    current: ReportSummary | None = None
    own: ReportSummary | None = None
    accepted: str = ""
    published: str = ""
    since: str = ""
    reason: str = ""
    first: str = ""
    timing: str = "open"
    days: int | None = None

    @property
    def status(self) -> str:
        """One of :data:`STATES`."""
        return self.newest.status if self.newest else NOTHING

    @property
    def reported(self) -> bool:
        """Whether there is a version that counts."""
        return self.current is not None

    @property
    def standing(self) -> str:
        """One of :data:`STANDINGS`; what was returned or recalled is with the Party, unless an older version counts."""
        if self.reported:
            return self.timing
        return RETURNED if self.newest else NOTHING


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed down to; a blank filter wants everything."""

    region: str = ""
    status: str = ""
    group: str = ""
    timing: str = ""
    search: str = ""

    def fits(self, row: PartyRow) -> bool:
        """Whether a row is wanted."""
        return (
            self.region in ("", row.region)
            and self.status in ("", row.status)
            and self.timing in ("", row.timing)
            and (not self.group or self.group in row.groups)
            and fits_search(row.party, self.search)
        )


@dataclass(frozen=True)
class CountRow:
    """How many Parties are in each status, of those in a region or a group; ``kind`` is empty for all of them.

    ``standings`` counts the same Parties by :data:`STANDINGS`.
    """

    kind: str
    id: str
    parties: int
    reported: int
    states: Mapping[str, int] = field(default_factory=dict)
    standings: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Parties that have reported, 0 to 1; 0 where there are none."""
        return self.reported / self.parties if self.parties else 0.0


@dataclass(frozen=True)
class DeskList:
    """The Parties on the day when reports are due, by English name.

    :param outside: codes of those that sent a report and were no Party on that day.
    """

    convention: Convention
    cycle: Cycle
    today: date
    rows: tuple[PartyRow, ...] = field(repr=False)
    outside: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A digest of which reports count as received."""
        found = (row.current for row in self.rows if row.current)
        return digest_of_versions(
            (each.convention, each.party, each.cycle, each.version, f"{each.form}@{each.edition}") for each in found
        )

    @property
    def counts(self) -> tuple[CountRow, ...]:
        """All Parties, then those of each region, then those of each group."""
        found = [_counted("", "", self.rows)]
        for region in self.convention.regions:
            inside = [row for row in self.rows if row.region == region.id]
            found += [_counted("region", region.id, inside)] if inside else []
        for group in GROUPS:
            inside = [row for row in self.rows if group in row.groups]
            found += [_counted("group", group, inside)] if inside else []
        return tuple(found)

    def chosen(self, filters: Filters) -> tuple[PartyRow, ...]:
        """The rows that fit."""
        return tuple(row for row in self.rows if filters.fits(row))

    def ordered(self, rows: Iterable[PartyRow], sort: str = "name", language: str = "en") -> tuple[PartyRow, ...]:
        """Rows in an order of :data:`SORTS`, the other way round with ``-`` before it; names as ``language`` has them.

        Equal ones are in the order of names, and those without a date come last either way.
        """
        by_name = sorted(rows, key=lambda row: in_order_of_names(row.party.name_in(language)))
        regions = [region.id for region in self.convention.regions]
        keys: dict[str, Callable[[PartyRow], int | str]] = {
            "region": lambda row: regions.index(row.region) if row.region in regions else len(regions),
            "status": lambda row: STATES.index(row.status),
            "date": lambda row: row.newest.submitted if row.newest else "",
        }
        wanted, backwards = sort.removeprefix("-"), sort.startswith("-")
        if wanted not in keys:
            return tuple(reversed(by_name) if backwards and wanted == "name" else by_name)
        known = [row for row in by_name if wanted != "date" or row.newest]
        rest = [row for row in by_name if wanted == "date" and not row.newest]
        return (*sorted(known, key=keys[wanted], reverse=backwards), *rest)


def _counted(kind: str, id: str, rows: Sequence[PartyRow]) -> CountRow:
    states = {state: sum(row.status == state for row in rows) for state in STATES}
    standings = {standing: sum(row.standing == standing for row in rows) for standing in STANDINGS}
    return CountRow(kind, id, len(rows), sum(row.reported for row in rows), states, standings)


def desk_list(
    convention: Convention, cycle: Cycle, summaries: Iterable[ReportSummary], steps: Steps, *, today: date
) -> DeskList:
    """Every Party of a cycle with what the Secretariat has of its report.

    :param summaries: reports of this convention that the Secretariat may read; those of other cycles are passed over.
    :param steps: the steps of these reports by their id, the oldest first.
    :raises ValueError: the cycle is one of records, of which nobody has to make any, or the Secretariat's own.

    >>> from cbreport.testing import EXAMPLE
    >>> found = desk_list(EXAMPLE, EXAMPLE.cycle("EX1"), [], {}, today=date(2025, 1, 2))
    >>> [(row.party.code, row.status, row.timing, row.days) for row in found.rows][:1]
    [('FJI', 'none', 'overdue', 2)]
    """
    if cycle.repeats:
        raise ValueError(f"{cycle.id} is for records: nobody is late with them, and there may be many of one Party.")
    if cycle.respondent == "secretariat":
        raise ValueError(f"{cycle.id} is for the Secretariat: no Party reports in it.")
    versions: dict[str, list[ReportSummary]] = {}
    for each in sorted(summaries, key=lambda each: each.version):
        if (each.convention, each.cycle) == (convention.id, cycle.id) and each.party != SECRETARIAT_CODE:
            versions.setdefault(each.party, []).append(each)
    rows = tuple(
        _row(convention, cycle, party, versions.get(party.code, ()), steps, today)
        for party in convention.parties(cycle.due)
    )
    members = {row.party.code for row in rows}
    received = {code for code, found in versions.items() if any(each.status in RECEIVED for each in found)}
    return DeskList(convention, cycle, today, rows, tuple(sorted(received - members)))


def _row(
    convention: Convention, cycle: Cycle, party: Party, versions: Sequence[ReportSummary], steps: Steps, today: date
) -> PartyRow:
    seen = [each for each in versions if each.status in SEEN]
    received = [each for each in versions if each.status in RECEIVED]
    newest = seen[-1] if seen else None
    own = [each for each in versions if each.status in IN_HAND and each.behalf]
    made = {step.step: step for step in steps.get(newest.id, ())} if newest else {}
    back = made.get({RETURNED: "send-back", RECALLED: "recall"}.get(newest.status, "")) if newest else None
    accepted = made.get("accept") if newest and newest.status in (ACCEPTED, PUBLISHED) else None
    published = made.get("publish") if newest and newest.status == PUBLISHED else None
    kept = [each for each in seen if each.status != RECALLED]
    first = min((each.submitted for each in kept), default="")[:10]
    days = (date.fromisoformat(first or today.isoformat()) - cycle.due).days
    example = any(each.example for each in kept)
    return PartyRow(
        party,
        convention.memberships[party.code].region,
        party.groups(cycle.due),
        newest,
        received[-1] if received else None,
        own[-1] if own else None,
        accepted.time if accepted else "",
        published.time if published else "",
        back.time if back else "",
        str(back.after.get("reason", "")) if back else "",
        first,
        timing="example" if example else timing_of(days, received=bool(first)),
        days=None if example else days,
    )


def timing_of(days: int, *, received: bool) -> str:
    """How a report lies to its due date, ``days`` after it.

    >>> timing_of(0, received=True), timing_of(1, received=True), timing_of(0, received=False)
    ('on-time', 'late', 'open')
    """
    if received:
        return "late" if days > 0 else "on-time"
    return "overdue" if days > 0 else "open"
