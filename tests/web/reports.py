"""Answers to the form of these tests: all that is needed to submit, and one mistake of each kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cbreport.reporting import Identity, NewDelegation, extent
from tests.web.people import AMINA, GUEST

if TYPE_CHECKING:
    from tests.web.conftest import Portal

COMPLETE = {
    "name": "Plan 2030",
    "assessed": False,
    "staff[women].count": 3,
    "staff[men].count": 4,
    "staff[men]": {"details": {"men": "All ages"}},
}
WRONG = {
    "people": "a dozen",
    "adopted": "2024-2-31",
    "assessed": True,
    "help": {"value": ["other"]},
    "needs[other].advice": True,
    "staff[women].since": "2024--",
    "trainings[r1].people": "few",
    "no-such": "lost",
}


def delegated(portal: Portal, report: str, *sections: str, to: Identity | None = GUEST, name: str = "Guest") -> str:
    """Delegate sections of Kenya's report, taken up by an account or not; the token of the link."""
    form = portal.library.form("example-national-report", "ex1")
    ids, questions, sees = extent(form, sections)
    today = datetime.now(UTC).date()
    due, expires = (today + timedelta(7)).isoformat(), (today + timedelta(14)).isoformat()
    new = NewDelegation(name, ids, questions, sees, due, expires, email="guest@example.org", message="Please help.")
    _, token = portal.store.delegate(AMINA, report, new)
    if to:
        portal.store.take_up(to, token)
    return token
