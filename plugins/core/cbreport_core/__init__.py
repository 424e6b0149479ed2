"""The common questions as a plugin of cbreport: answered once, and proposed for the reports to each convention.

They go to no Secretariat. They are a Party's own stock of answers, and the crosswalks say what becomes of them.
"""

from __future__ import annotations

from typing import Final

from cbreport import hookimpl
from cbreport.definition import Convention, Resource, Translations
from cbreport.errors import Finding
from cbreport.reporting import Report
from cbreport_core.checks import check_report
from cbreport_core.convention import CORE

_VOCABULARIES: Final = (
    "activity-kinds",
    "assistance-types",
    "authority-types",
    "biodiversity-agreements",
    "budget-trend",
    "capacity-topics",
    "funding-source-types",
    "implementation-scale",
    "obstacles",
    "priority-scale",
    "resource-trend",
    "resource-types",
    "target-groups",
    "un-languages",
    "yes-no-not-applicable",
)
_CROSSWALKS: Final = ("core-cbd", "core-cites", "core-cms", "core-cpb", "core-nagoya")
_EXAMPLES: Final = ("cri", "ken")


@hookimpl
def cbreport_conventions() -> list[Convention]:
    """The common questions, as something that Parties report to."""
    return [CORE]


@hookimpl
def cbreport_forms() -> list[Resource]:
    """The eighteen common questions."""
    return [Resource("cbreport_forms", "common/capacity-core.r1.yaml")]


@hookimpl
def cbreport_blocks() -> list[Resource]:
    """Questions that other conventions' forms take in, too."""
    return [Resource("cbreport_forms", f"common/{name}.yaml") for name in ("lessons", "people")]


@hookimpl
def cbreport_vocabularies() -> list[Resource]:
    """The lists of options that the form uses. Some of them other plugins name, too."""
    return [Resource("cbreport_forms", f"vocabularies/{name}.yaml") for name in _VOCABULARIES]


@hookimpl
def cbreport_crosswalks() -> list[Resource]:
    """What the answers propose for the reports to each convention, and the other way round."""
    return [Resource("cbreport_forms", f"crosswalks/{name}.yaml") for name in _CROSSWALKS]


@hookimpl
def cbreport_translations() -> list[Translations]:
    """Catalogues with the form's texts in the other languages."""
    return [Translations("cbreport_forms", "locale", domain="core")]


@hookimpl
def cbreport_examples() -> list[Resource]:
    """Invented answers of two Parties: one has finished, one has begun."""
    return [Resource("cbreport_core", f"examples/core-2026-{party}.json") for party in _EXAMPLES]


@hookimpl
def cbreport_check_report(report: Report) -> list[Finding]:
    """What is doubtful in the common answers."""
    return check_report(report)
