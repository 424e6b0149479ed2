"""A convention whose Secretariat reports itself: a work programme every year, and decisions as records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final

from cbreport.definition import SECRETARIAT_CODE, Convention, Cycle, Form, Resource
from cbreport.hookspecs import hookimpl
from cbreport.library import Library
from cbreport.testing import EXAMPLE, example_plugin

YEAR: Final = (date(2026, 1, 1), date(2026, 3, 31), date(2026, 1, 1), date(2026, 12, 31))
WORK: Final = Cycle("WORK-2026", "Work programme 2026", "example-work-programme", "r1", *YEAR)
DECISIONS: Final = replace(WORK, id="DEC", title="Decisions", repeats=True)
FILE: Final[dict[str, Any]] = {
    "cbreport": 1,
    "form": "example-work-programme",
    "edition": "r1",
    "party": SECRETARIAT_CODE,
    "cycle": "WORK-2026",
    "answers": {"aim": {"value": "Teach"}},
}


@hookimpl
def cbreport_conventions() -> list[Convention]:
    return [replace(EXAMPLE, cycles=(*EXAMPLE.cycles, WORK, DECISIONS))]


@hookimpl
def cbreport_forms() -> list[Resource]:
    return [Resource("cbreport", "testing_form.yaml"), Resource("tests.office", "work_programme.yaml")]


@hookimpl
def cbreport_examples() -> list[Resource]:
    return [Resource("tests.office", "work_programme.json")]


def office_plugin() -> object:
    """The plugin of this convention."""
    return example_plugin(
        cbreport_conventions=cbreport_conventions, cbreport_forms=cbreport_forms, cbreport_examples=cbreport_examples
    )


@cache
def office_library() -> Library:
    """A library that has only this convention."""
    return Library(plugins=[office_plugin()])


def work_form() -> Form:
    """The form of the work programme."""
    return office_library().form("example-work-programme")
