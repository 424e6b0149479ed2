"""Who is to be reminded of what, on a day: each deadline once for each number of days before it, and once when it is
past. One person gets one message, however much she has to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cbreport.definition.conventions import Cycle
from cbreport.mailing import Contact
from cbreport.reporting.delegating import Delegation
from cbreport.reporting.store import ReportSummary
from cbreport.reporting.workflow import IN_HAND

LATE: Final = -1  # the step of what is past
FORGOTTEN: Final = 14  # days after which nobody is reminded of what is past


@dataclass(frozen=True)
class Reminder:
    """One thing of which one person is reminded.

    :param key: what is remembered, so that it is sent once.
    :param name: the name of the report, in a language.
    :param url: where it is done; it may hold a mark for a link that is made later.
    :param delegation: the delegation that it is about, blank for a Party's own deadline.
    """

    key: str
    to: Contact
    name: Callable[[str], str]
    due: date
    late: bool
    url: str
    delegation: str = ""


def step_of(due: date, days: Sequence[int], today: date) -> int | None:
    """The number of days before the deadline for which a reminder is due now, :data:`LATE` when it is past.

    Of several the smallest: who was not reminded in time is not reminded of the same thing twice in a row.

    >>> [step_of(date(2026, 3, 31), (30, 7, 1), date(2026, 3, day)) for day in (1, 20, 25, 30, 31)]
    [30, 30, 7, 1, 1]
    >>> step_of(date(2026, 3, 31), (7,), date(2026, 3, 1)), step_of(date(2026, 3, 31), (7,), date(2026, 4, 2))
    (None, -1)
    """
    left = (due - today).days
    if left < 0:
        return LATE if left >= -FORGOTTEN else None
    return min((each for each in days if each >= left), default=None)


def delegation_reminders(
    delegation: Delegation, days: Sequence[int], today: date, name: Callable[[str], str], link: str
) -> Iterator[Reminder]:
    """The reminder of a colleague, if one is due and she can be written to."""
    due = date.fromisoformat(delegation.due)
    step = step_of(due, days, today)
    if step is None or not delegation.email or delegation.done or delegation.made[:10] == today.isoformat():
        return
    to = Contact(delegation.name, delegation.email, delegation.language)
    key = f"delegation:{delegation.id}:{delegation.due}:{step}"
    yield Reminder(key, to, name, due, step == LATE, link, delegation.id)


def party_reminders(
    cycle: Cycle,
    convention: str,
    party: str,
    report: ReportSummary | None,
    people: Iterable[Contact],
    days: Sequence[int],
    today: date,
    name: Callable[[str], str],
    address: str,
) -> Iterator[Reminder]:
    """The reminders of a Party's focal points, if the report of a cycle was not submitted and one is due."""
    step = step_of(cycle.due, days, today)
    handed_in = report is not None and (report.status not in IN_HAND or report.version > 1)
    if step is None or handed_in:
        return
    url = f"{address}reports/{report.id}" if report else address
    for each in people:
        key = f"cycle:{convention}:{cycle.id}:{party}:{cycle.due.isoformat()}:{step}:{each.email}"
        yield Reminder(key, each, name, cycle.due, step == LATE, url)
