"""A convention with records, for the tests of the pages that show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from cbreport.definition import Convention, Cycle
from cbreport.library import Library
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.conftest import cbreport_forms

PROJECTS = Cycle(
    "PRO", "Projects", "example-national-report", "ex1",
    date(2023, 1, 1), date(2030, 12, 31), date(2023, 1, 1), date(2030, 12, 31), repeats=True,
)  # fmt: skip
LATER = replace(PROJECTS, id="PRO-LATER", title="Later projects", opens=date(2999, 2, 1))


@cache
def with_records(*cycles: Cycle) -> Library:
    """The Convention on Examples with its one report, and with projects as records."""

    def conventions() -> list[Convention]:
        return [replace(EXAMPLE, cycles=(*EXAMPLE.cycles, *(cycles or (PROJECTS,))))]

    return Library(plugins=[example_plugin(cbreport_conventions=conventions, cbreport_forms=cbreport_forms)])
