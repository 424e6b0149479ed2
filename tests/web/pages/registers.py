"""A convention whose Parties keep registers, for the tests of the pages that put them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final

from cbreport.definition import Convention, Cycle, Resource
from cbreport.library import Library
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.conftest import Portal

FORM: Final = "example-registers"
FIRST = Cycle(
    "REG1", "Registers until 2022", FORM, "one",
    date(2020, 1, 1), date(2022, 12, 31), date(2020, 1, 1), date(2022, 12, 31),
)  # fmt: skip
SECOND = replace(FIRST, id="REG2", title="Registers until 2024", opens=date(2023, 1, 1), due=date(2024, 12, 31))


@cache
def with_registers() -> Library:
    """The Convention on Examples with its one report, and two cycles of registers."""
    return changed()


def changed(**changes: Any) -> Library:
    """The same with something else changed of the convention."""

    def conventions() -> list[Convention]:
        return [replace(EXAMPLE, cycles=(*EXAMPLE.cycles, FIRST, SECOND), **changes)]

    def forms() -> list[Resource]:
        return [Resource("tests.web", "every_type.yaml"), Resource("tests.web", "registers.yaml")]

    return Library(plugins=[example_plugin(cbreport_conventions=conventions, cbreport_forms=forms)])


def need(key: str = "n1", topic: str = "law", **more: Any) -> dict[str, Any]:
    """The answers of one need."""
    return {f"need[{key}].{part}": value for part, value in {"topic": [topic], **more}.items()}


def told(
    portal: Portal, party: str, answers: Mapping[str, Any], status: str = "submitted", cycle: str = SECOND.id
) -> str:
    """A report with registers; its id."""
    return portal.report(party, answers, status, FORM, cycle)
