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

_VOCABULARIES: Final = (
    "activity-bands",
    "authority-types",
    "budget-trend",
    "cites-assistance-areas",
    "cites-awareness-actions",
    "cites-improvements",
    "cites-target-groups",
    "priority-scale",
    "yes-no-not-applicable",
)
_EXAMPLES: Final = ("ken", "civ", "mex", "jor", "deu", "fji", "tha")


@hookimpl
def cbreport_conventions() -> list[Convention]:
    """CITES itself."""
    return [CITES]


@hookimpl
def cbreport_forms() -> list[Resource]:
    """The implementation report of CoP17."""
    return [Resource("cbreport_forms", "cites/cites-implementation-report.cop17.yaml")]


@hookimpl
def cbreport_vocabularies() -> list[Resource]:
    """The vocabularies that the implementation report uses."""
    return [Resource("cbreport_forms", f"vocabularies/{name}.yaml") for name in _VOCABULARIES]


@hookimpl
def cbreport_translations() -> list[Translations]:
    """The catalogues with the translated texts of the forms."""
    return [Translations("cbreport_forms", "locale", domain="cites")]


@hookimpl
def cbreport_examples() -> list[Resource]:
    """Invented reports, to try the portal and the syntheses with. Five are submitted, two are drafts."""
    return [Resource("cbreport_cites", f"examples/cop17-{party}.json") for party in _EXAMPLES]


@hookimpl
def cbreport_check_report(report: Report) -> list[Finding]:
    """Contradictions that only a report to CITES can hold."""
    return check_report(report)
