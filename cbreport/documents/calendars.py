"""Deadlines as a calendar file (RFC 5545): days in a calendar that remind a week before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

ALARM: Final = timedelta(days=7)  # before the day


@dataclass(frozen=True)
class Day:
    """A deadline. ``uid`` is the same whenever the file is made, so that a calendar replaces what it had.

    :param url: where the work is done.
    """

    uid: str
    title: str
    day: date
    text: str = ""
    url: str = ""


def calendar_file(days: Iterable[Day], name: str, *, now: datetime | None = None) -> bytes:
    """The file.

    >>> b"SUMMARY:Report" in calendar_file([Day("x@cbreport", "Report", date(2026, 3, 1))], "Deadlines")
    True
    """
    from icalendar import Alarm, Calendar, Event  # slow to load, and seldom asked for

    stamp = now or datetime.now(UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//cbreport//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for each in days:
        event = Event()
        event.add("uid", each.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.title)
        event.add("transp", "TRANSPARENT")
        if each.text:
            event.add("description", each.text)
        if each.url:
            event.add("url", each.url)
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", each.title)
        alarm.add("trigger", -ALARM)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
