"""A small fake convention, and a library that has only it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import ModuleType

from cbreport.definition.conventions import (
    Convention,
    Cycle,
    DocumentIdentity,
    Membership,
    Region,
    Resource,
)
from cbreport.hookspecs import hookimpl
from cbreport.library import Library

EXAMPLE = Convention(
    id="example",
    name="Convention on Examples",
    short_name="EX",
    secretariat="Secretariat of the Convention on Examples",
    languages=("en", "fr"),
    regions=(Region("north", "North"), Region("south", "South")),
    cycles=(
        Cycle(
            "EX1", "First report", "example-national-report", "ex1",
            date(2024, 1, 1), date(2024, 12, 31), date(2021, 1, 1), date(2023, 12, 31),
        ),
    ),
    memberships={
        "KEN": Membership(date(2000, 1, 1), None, "south"),
        "NOR": Membership(date(2000, 1, 1), None, "north"),
        "FJI": Membership(date(2024, 6, 1), None, "south"),
        "CHE": Membership(date(2000, 1, 1), date(2020, 1, 1), "north"),
    },
    identity=DocumentIdentity("#333366", "#996633", "A convention that exists in tests only"),
)  # fmt: skip


def example_plugin(**hooks: Callable[..., object]) -> ModuleType:
    """A plugin that brings the Convention on Examples and one small form.

    :param hooks: functions by hook name, added to the plugin or replacing its own.

    >>> example_plugin().cbreport_conventions()[0].short_name
    'EX'
    """

    @hookimpl
    def cbreport_conventions() -> list[Convention]:
        return [EXAMPLE]

    @hookimpl
    def cbreport_forms() -> list[Resource]:
        return [Resource("cbreport", "testing_form.yaml")]

    plugin = ModuleType("example")
    own = {"cbreport_conventions": cbreport_conventions, "cbreport_forms": cbreport_forms}
    for name, hook in {**own, **hooks}.items():
        setattr(plugin, name, hookimpl(hook))
    return plugin


def example_library(**hooks: Callable[..., object]) -> Library:
    """A library that has only the Convention on Examples."""
    return Library(plugins=[example_plugin(**hooks)])
