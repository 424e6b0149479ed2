"""The Convention on Biological Diversity as a plugin of cbreport: convention, forms, vocabularies, checks, examples."""

from __future__ import annotations

from typing import Final

from cbreport import hookimpl
from cbreport.definition import Convention, Resource, Translations
from cbreport.errors import Finding
from cbreport.reporting import FileFormat, Report
from cbreport_cbd.checks import check_report
from cbreport_cbd.clearing_house import chm_format
from cbreport_cbd.convention import CBD

_FORMS: Final = (
    "bio-bridge-opportunity.r1",
    "bio-bridge-profile.r1",
    "bio-bridge-request.r1",
    "cbd-action-plan.r1",
    "cbd-capacity-initiative.r1",
    "cbd-capacity-register.r1",
    "cbd-capacity-resource.r1",
    "cbd-complementary-measures.xiii23",
    "cbd-national-report.nr7",
    "cpb-national-report.nr5",
    "nagoya-national-report.nr1",
)
_BLOCKS: Final = (
    "lessons",
    "people",
    "person",
    "register-activity",
    "register-contribution",
    "register-event",
    "register-interest",
    "register-need",
    "registers-awareness",
    "registers-cascades",
    "registers-contributed",
    "registers-education",
    "registers-evaluation",
    "registers-exchange",
    "registers-joint",
    "registers-lessons",
    "registers-materials",
    "registers-objectives",
    "registers-plan",
    "registers-practices",
    "registers-programmes",
    "registers-support",
)
_VOCABULARIES: Final = (
    "abs-key-areas",
    "activity-phases",
    "activity-statuses",
    "aichi-targets",
    "area-named-by",
    "assistance-types",
    "assistance-types-bbi",
    "awareness-components",
    "biosafety-areas",
    "budget-kinds",
    "capacity-principles",
    "capacity-topics",
    "cbd-audiences",
    "cbd-data-source",
    "cbd-geographic-scope",
    "cbd-groups",
    "cbd-policy-instruments",
    "cbd-stakeholders",
    "cbd-subjects",
    "cbd-target-20-indicators",
    "contribution-channels",
    "contribution-kinds",
    "country-groups",
    "course-novelty",
    "cpb-areas",
    "decision-states",
    "duration-units",
    "evaluation-kinds",
    "event-kinds",
    "exchange-states",
    "expertise-levels",
    "file-formats",
    "follow-up-states",
    "funding-source-types",
    "gbf-targets",
    "implementation-scale",
    "initiative-categories",
    "initiative-kinds",
    "initiative-status",
    "interest-states",
    "lesson-kinds",
    "level-of-progress",
    "material-audiences",
    "material-kinds",
    "need-scopes",
    "partner-conventions",
    "partnership-kinds",
    "plan-statuses",
    "practice-kinds",
    "priority-scale",
    "quality-scale",
    "reasons-not-carried-out",
    "resource-purposes",
    "resource-types",
    "target-groups",
    "teaching-modes",
    "training-kinds",
    "un-languages",
)
_EXAMPLES: Final = (
    "bbi-opportunity-1-fra",
    "bbi-profile-1-cri",
    "bbi-request-1-ken",
    "cbd-plan-2020-xsc",
    "cbd-register-2026-fji",
    "cbd-register-2026-ken",
    "cbd-register-2026-nor",
    "cbi-1-ken",
    "cbr-1-ken",
    "cpb-nr5-ken",
    "np-nr1-npl",
    "nr7-chn",
    "nr7-cri",
    "nr7-egy",
    "nr7-fji",
    "nr7-fra",
    "nr7-geo",
    "nr7-kaz",
    "nr7-ken",
    "nr7-npl",
    "xiii-23-ken",
)


@hookimpl
def cbreport_conventions() -> list[Convention]:
    """The convention itself."""
    return [CBD]


@hookimpl
def cbreport_forms() -> list[Resource]:
    """National reports, the measures of decision XIII/23, records of the clearing-house, registers and action plan."""
    return [Resource("cbreport_forms", f"cbd/{name}.yaml") for name in _FORMS]


@hookimpl
def cbreport_blocks() -> list[Resource]:
    """Questions that several forms take in, also those of other conventions."""
    return [Resource("cbreport_forms", f"common/{name}.yaml") for name in _BLOCKS]


@hookimpl
def cbreport_vocabularies() -> list[Resource]:
    """The lists of options that the forms use."""
    return [Resource("cbreport_forms", f"vocabularies/{name}.yaml") for name in _VOCABULARIES]


@hookimpl
def cbreport_translations() -> list[Translations]:
    """Catalogues with the forms' texts in the other languages."""
    return [Translations("cbreport_forms", "locale", domain="cbd")]


@hookimpl
def cbreport_examples() -> list[Resource]:
    """Invented reports and records, for demonstrations and tests."""
    return [Resource("cbreport_cbd", f"examples/{name}.json") for name in _EXAMPLES]


@hookimpl
def cbreport_file_formats() -> list[FileFormat]:
    """Records for the clearing-house."""
    return [chm_format()]


@hookimpl
def cbreport_check_report(report: Report) -> list[Finding]:
    """What is doubtful in a report to this convention."""
    return check_report(report)
