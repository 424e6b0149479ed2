"""Every installed plugin, and the example plugin that authors test with: what the contract suite runs over."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

from cbreport import Finding, Library, Report, load_report
from cbreport.answering import Answer
from cbreport.definition import Convention
from cbreport.library import read_resource
from cbreport.plugins import GROUP
from cbreport.testing import example_plugin

PLUGINS: dict[str, ModuleType] = {point.name: point.load() for point in sorted(entry_points(group=GROUP))}
PLUGINS["example"] = example_plugin()

#: The day on which parties.csv was compiled: what is counted "today" is counted on it.
COMPILED = date(2026, 11, 20)


@cache
def library(name: str) -> Library:
    """A library that has this plugin only."""
    return Library(plugins=[PLUGINS[name]])


def only_convention(name: str) -> Convention:
    (convention,) = library(name).conventions
    return convention


def examples(name: str) -> dict[str, dict[str, Any]]:
    """What the plugin's example files hold, by path."""
    return {resource.path: json.loads(read_resource(resource)) for resource in library(name).examples()}


def own_findings(name: str, report: Report) -> list[Finding]:
    """What the plugin itself finds in a report."""
    check = getattr(PLUGINS[name], "cbreport_check_report", lambda report: [])
    return list(check(report=report))


def report(name: str, form: str, answers: dict[str, Any], *, party: str = "KEN", cycle: str = "") -> Report:
    """A report of Kenya with these answers: values, or whole :class:`Answer` objects."""
    loaded = library(name).form(form)
    cycles = [
        each.id for each in only_convention(name).cycles if (each.form, each.edition) == (loaded.id, loaded.edition)
    ]
    given = {
        address: each.to_data() if isinstance(each, Answer) else {"value": each} for address, each in answers.items()
    }
    data = {"cbreport": 1, "form": loaded.id, "edition": loaded.edition, "party": party}
    return load_report({**data, "cycle": cycle or cycles[0], "answers": given}, library(name))


def codes(name: str, form: str, answers: dict[str, Any], **more: str) -> list[tuple[str, str]]:
    """Code and address of what the plugin finds in these answers."""
    return [(found.code, found.address) for found in own_findings(name, report(name, form, answers, **more))]
