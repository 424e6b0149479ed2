"""What waits for a Secretariat: reports to accept and to publish, what is new, what it has returned, and deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from cbreport.definition import SECRETARIAT_CODE, Convention, Cycle
from cbreport.errors import UnknownName
from cbreport.reporting import ACCEPTED, IN_HAND, RECALLED, RECEIVED, RETURNED, SEEN, SUBMITTED, ReportSummary
from cbreport.synthesis.desk import DeskList, Steps, desk_list

NEW: Final = timedelta(days=7)


@dataclass(frozen=True)
class WaitingReport:
    """A report in its newest version, since when it waits and for how many days; the reason why it went back."""

    summary: ReportSummary
    cycle: Cycle
    since: str
    days: int
    reason: str = ""


@dataclass(frozen=True)
class Deadline:
    """A cycle that is no cycle of records, with who has reported in it. ``days`` are those left until it is due."""

    list: DeskList = field(repr=False)
    days: int

    @property
    def cycle(self) -> Cycle:
        """The cycle."""
        return self.list.cycle


@dataclass(frozen=True)
class Waiting:
    """Everything that waits, each list the longest wait first; ``new`` has the newest first.

    :param own: drafts that the Secretariat enters for Parties.
    :param deadlines: the cycles, the last due first.
    """

    to_accept: tuple[WaitingReport, ...]
    to_publish: tuple[WaitingReport, ...]
    new: tuple[WaitingReport, ...]
    gone_back: tuple[WaitingReport, ...]
    own: tuple[WaitingReport, ...]
    deadlines: tuple[Deadline, ...]


def waiting(convention: Convention, summaries: Iterable[ReportSummary], steps: Steps, *, today: date) -> Waiting:
    """What waits for the Secretariat of ``convention``.

    :param summaries: the reports that it may read, of all cycles; of cycles that are none any more nothing is said, and
        its own reports wait for nobody else.
    :param steps: their steps by id, the oldest first.

    >>> from cbreport.testing import EXAMPLE
    >>> found = waiting(EXAMPLE, [], {}, today=date(2024, 12, 1))
    >>> found.to_accept, [(each.cycle.id, each.days) for each in found.deadlines]
    ((), [('EX1', 30)])
    """
    known = [each for each in summaries if each.convention == convention.id and each.party != SECRETARIAT_CODE]
    newest: dict[tuple[str, str], ReportSummary] = {}
    for each in sorted((each for each in known if each.status in SEEN), key=lambda each: each.version):
        newest[each.cycle, each.party] = each

    def listed(*statuses: str) -> tuple[WaitingReport, ...]:
        found = (_waiting(convention, each, steps, today) for each in newest.values() if each.status in statuses)
        return tuple(sorted((each for each in found if each), key=lambda each: (each.since, each.summary.id)))

    day = (today - NEW).isoformat()
    new = [each for each in newest.values() if each.status in RECEIVED and each.submitted[:10] > day]
    came = (_waiting(convention, each, steps, today, since=each.submitted) for each in new)
    own = [each for each in known if each.status in IN_HAND and each.behalf]
    entered = (_waiting(convention, each, {}, today) for each in own)
    return Waiting(
        listed(SUBMITTED),
        listed(ACCEPTED),
        tuple(sorted((each for each in came if each), key=lambda each: each.since, reverse=True)),
        listed(RETURNED, RECALLED),
        tuple(sorted((each for each in entered if each), key=lambda each: each.since)),
        _deadlines(convention, known, steps, today),
    )


def _waiting(
    convention: Convention, summary: ReportSummary, steps: Steps, today: date, since: str = ""
) -> WaitingReport | None:
    """How long a report has been as it is, or since a moment; None when its cycle is none any more."""
    try:
        cycle = convention.cycle(summary.cycle)
    except UnknownName:
        return None
    came = [step for step in steps.get(summary.id, ()) if step.after.get("status") == summary.status]
    since = since or (came[-1].time if came else summary.submitted or summary.created)
    reason = str(came[-1].after.get("reason", "")) if came else ""
    return WaitingReport(summary, cycle, since, max((today - date.fromisoformat(since[:10])).days, 0), reason)


def _deadlines(
    convention: Convention, known: Sequence[ReportSummary], steps: Steps, today: date
) -> tuple[Deadline, ...]:
    cycles = sorted((cycle for cycle in convention.party_cycles if not cycle.repeats), key=lambda each: each.due)
    return tuple(
        Deadline(desk_list(convention, cycle, known, steps, today=today), (cycle.due - today).days)
        for cycle in reversed(cycles)
    )
