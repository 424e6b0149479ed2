"""The CITES plugin of cbreport: the convention, its implementation report and the checks that only CITES has.

It uses what any other convention's plugin could use: the public names of ``cbreport`` and the data of
``cbreport_forms``.
"""

from __future__ import annotations

from typing import Final

from cbreport import hookimpl
from cbreport.definition import Convention, Resource, Translations
from cbreport.errors import Finding
from cbreport.reporting import Report
from cbreport_cites.checks import check_report
from cbreport_cites.convention import CITES

_BLOCKS: Final = (
    "register-activity",
    "register-contribution",
    "register-interest",
    "register-need",
    "registers-cascades",
    "registers-evaluation",
    "registers-exchange",
    "registers-joint",
    "registers-lessons",
    "registers-materials",
    "registers-objectives",
    "registers-programmes",
    "registers-support",
)
_VOCABULARIES: Final = (
    "activity-bands",
    "activity-phases",
    "activity-statuses",
    "assistance-types",
    "authority-types",
    "budget-kinds",
    "budget-trend",
    "capacity-principles",
    "capacity-topics",
    "cites-assistance-areas",
    "cites-awareness-actions",
    "cites-improvements",
    "cites-regions",
    "cites-target-groups",
    "contribution-channels",
    "contribution-kinds",
    "evaluation-kinds",
    "exchange-states",
    "follow-up-states",
    "interest-states",
    "lesson-kinds",
    "material-audiences",
    "material-kinds",
    "need-scopes",
    "partner-conventions",
    "priority-scale",
    "quality-scale",
    "reasons-not-carried-out",
    "target-groups",
    "teaching-modes",
    "training-kinds",
    "un-languages",
    "yes-no-not-applicable",
)
_EXAMPLES: Final = (
    "cop17-ken",
    "cop17-civ",
    "cop17-mex",
    "cop17-jor",
    "cop17-deu",
    "cop17-fji",
    "cop17-tha",
    "cites-register-2026-ken",
)


@hookimpl
def cbreport_conventions() -> list[Convention]:
    """CITES itself."""
    return [CITES]


@hookimpl
def cbreport_forms() -> list[Resource]:
    """The implementation report of CoP17, and the register of capacity building."""
    names = ("cites-implementation-report.cop17", "cites-capacity-register.r1")
    return [Resource("cbreport_forms", f"cites/{name}.yaml") for name in names]


@hookimpl
def cbreport_blocks() -> list[Resource]:
    """Questions that the register shares with those of other conventions."""
    return [Resource("cbreport_forms", f"common/{name}.yaml") for name in _BLOCKS]


@hookimpl
def cbreport_vocabularies() -> list[Resource]:
    """The vocabularies that the forms use."""
    return [Resource("cbreport_forms", f"vocabularies/{name}.yaml") for name in _VOCABULARIES]


@hookimpl
def cbreport_translations() -> list[Translations]:
    """The catalogues with the translated texts of the forms."""
    return [Translations("cbreport_forms", "locale", domain="cites")]


@hookimpl
def cbreport_examples() -> list[Resource]:
    """Invented reports, to try the portal and the syntheses with. Two of the implementation reports are drafts."""
    return [Resource("cbreport_cites", f"examples/{name}.json") for name in _EXAMPLES]


@hookimpl
def cbreport_check_report(report: Report) -> list[Finding]:
    """Contradictions that only a report to CITES can hold."""
    return check_report(report)
