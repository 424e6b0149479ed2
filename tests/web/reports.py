"""Answers to the form of these tests: all that is needed to submit, and one mistake of each kind."""

from __future__ import annotations

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
