"""The Convention on Biological Diversity as a plugin of cbreport: convention, form, vocabularies, checks, examples."""

from __future__ import annotations

from typing import Final

from cbreport import hookimpl
from cbreport.definition import Convention, Resource, Translations
from cbreport.errors import Finding
from cbreport.reporting import Report
from cbreport_cbd.checks import check_report
from cbreport_cbd.convention import CBD

_VOCABULARIES: Final = (
    "cbd-data-source",
    "cbd-groups",
    "cbd-policy-instruments",
    "cbd-stakeholders",
    "cbd-target-20-indicators",
    "gbf-targets",
    "implementation-scale",
    "level-of-progress",
)
_EXAMPLES: Final = ("chn", "cri", "egy", "fji", "fra", "geo", "kaz", "ken", "npl")


@hookimpl
def cbreport_conventions() -> list[Convention]:
    """The convention itself."""
    return [CBD]


@hookimpl
def cbreport_forms() -> list[Resource]:
    """The form of the seventh national report."""
    return [Resource("cbreport_forms", "cbd/cbd-national-report.nr7.yaml")]


@hookimpl
def cbreport_vocabularies() -> list[Resource]:
    """The lists of options that the form uses."""
    return [Resource("cbreport_forms", f"vocabularies/{name}.yaml") for name in _VOCABULARIES]


@hookimpl
def cbreport_translations() -> list[Translations]:
    """Catalogues with the form's texts in the other languages."""
    return [Translations("cbreport_forms", "locale", domain="cbd")]


@hookimpl
def cbreport_examples() -> list[Resource]:
    """Invented reports of nine Parties, for demonstrations and tests."""
    return [Resource("cbreport_cbd", f"examples/nr7-{party}.json") for party in _EXAMPLES]


@hookimpl
def cbreport_check_report(report: Report) -> list[Finding]:
    """What is doubtful in a report to this convention."""
    return check_report(report)
