"""A report to the Convention on Examples, to begin a test with."""

from __future__ import annotations

from typing import Any

from cbreport import Library, Report, load_report
from cbreport.testing import example_library

LIBRARY = example_library()
FORM = LIBRARY.form("example-national-report")

#: Filled in so that nothing is wrong.
ANSWERS: dict[str, dict[str, Any]] = {
    "assessed": {"value": True, "language": "en", "author": "amina", "time": "2024-05-01T10:00:00+00:00"},
    "assessed-when": {"value": "2023-11-30"},
    "help-needed": {"value": ["training", "other"], "details": {"other": "Boats"}, "comment": "Asked all counties."},
    "help-detail": {"value": "تدريب للحراس", "language": "ar"},
    "needs-matrix[rangers].training": {"value": True},
    "needs-matrix[other].details": {"value": "A course"},
    "needs-matrix[other]": {"details": {"other": "Port officers"}},
    "trainings[r7f3].title": {"value": "Flyway census"},
    "trainings[r7f3].cost": {"value": {"from": "45000", "to": "90000", "currency": "USD"}},
    "trainings[r7f3].held": {"value": {"from": "2023-01-10", "to": "2023-02-20"}},
    "success": {"non-answer": "no-information", "comment": "The evaluation comes in June."},
    "plan": {"value": {"url": "https://example.org/plan.pdf", "title": "National plan"}},
    "partner": {"value": "NOR"},
    "share": {"value": "12.50"},
    "contact": {"value": "Amina, biodiversity unit"},
}


def report_file(answers: dict[str, Any] | None = None, **keys: Any) -> dict[str, Any]:
    """What the report file holds; ``keys`` replace its own."""
    return {
        "cbreport": 1,
        "form": "example-national-report",
        "edition": "ex1",
        "party": "KEN",
        "cycle": "EX1",
        "answers": ANSWERS if answers is None else answers,
        **keys,
    }


def report(answers: dict[str, Any] | None = None, *, library: Library = LIBRARY, **keys: Any) -> Report:
    """The report that the file makes."""
    return load_report(report_file(answers, **keys), library)
