"""What only CMS looks at in a report: answers that do not fit together, or that help nobody as they stand.

Nothing here stops a submission. Each check is a function of the report that gives one finding or None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cbreport import hookimpl
from cbreport.errors import Finding
from cbreport.reporting import Report

_SERIES: Final = "cms-national-report"


@hookimpl
def cbreport_check_report(report: Report) -> list[Finding]:
    """The findings of CMS about one of its national reports; none about any other report."""
    if report.form.convention != "cms" or report.form.id != _SERIES:
        return []
    return [found for check in _CHECKS if (found := check(report))]


def _assessed_but_not_described(report: Report) -> Finding | None:
    """CMS01: gaps were studied and help is needed, but what the study found is not told."""
    if "capacity-assessments" not in _chosen(report, "xviii-1") or not _chosen(report, "xviii-2") - {"none"}:
        return None
    if not report.evaluation.shown("xviii-2-details") or not _blank(report, "xviii-2-details"):
        return None
    return Finding(
        code="CMS01",
        severity="info",
        address="xviii-2-details",
        message="XVIII.1 reports a study of capacity and gaps, but the help that is needed is not described.",
        hint="Write in a few sentences which gaps the study found, so that others know where they can help.",
    )


def _awareness_denied_and_reported(report: Report) -> Finding | None:
    """CMS02: V.1 says that nothing was done for awareness, and XVIII.1 reports campaigns."""
    campaigns = _chosen(report, "xviii-1") & {"education-campaigns", "awareness-campaigns"}
    if "none" not in _chosen(report, "v-1") or not campaigns:
        return None
    return Finding(
        code="CMS02",
        severity="warning",
        address="v-1",
        message="V.1 says that nothing was done for awareness, but XVIII.1 reports campaigns.",
        hint="Tick in V.1 what these campaigns were, or untick them in XVIII.1.",
    )


def _helped_without_saying_whom(report: Report) -> Finding | None:
    """CMS03: resources went to other countries, and none of them can be named from the report."""
    if "other-countries" not in _chosen(report, "xix-1") or not _blank(report, "xix-1-details"):
        return None
    return Finding(
        code="CMS03",
        severity="info",
        address="xix-1-details",
        message="XIX.1 says that resources went to other countries, but not to which.",
        hint="Name the countries and what the resources were for. It lets the help be seen from both sides.",
    )


def _given_without_targets(report: Report) -> Finding | None:
    """CMS04, first half: a trend of resources made available, and no target that they served."""
    if not _chosen(report, "xix-1") & {"within-country", "other-countries"}:
        return None
    return _trend_without_targets(report, "xix-1", "XIX.1")


def _received_without_targets(report: Report) -> Finding | None:
    """CMS04, second half: a trend of resources received, and no target that they served."""
    if _value(report, "xix-2") is not True:
        return None
    return _trend_without_targets(report, "xix-2", "XIX.2")


def _trend_without_targets(report: Report, question: str, number: str) -> Finding | None:
    if _value(report, f"{question}-trend") not in ("increased", "same", "decreased"):
        return None
    if not _blank(report, f"{question}-targets"):
        return None
    return Finding(
        code="CMS04",
        severity="info",
        address=f"{question}-targets",
        message="{number} says how the resources changed, but not which targets they served.",
        hint="Tick the targets to which the resources made a real difference.",
        values={"number": number},
    )


_CHECKS: Final[tuple[Callable[[Report], Finding | None], ...]] = (
    _assessed_but_not_described,
    _awareness_denied_and_reported,
    _helped_without_saying_whom,
    _given_without_targets,
    _received_without_targets,
)


def _value(report: Report, address: str) -> object:
    """The value answered there; None for a blank and for a recorded non-answer."""
    answer = report.answers.get(address)
    return None if answer is None or answer.non_answer else answer.value


def _chosen(report: Report, address: str) -> frozenset[str]:
    """The codes ticked there."""
    value = _value(report, address)
    return frozenset(map(str, value)) if isinstance(value, list | tuple) else frozenset()


def _blank(report: Report, address: str) -> bool:
    """Whether nothing is answered there; a recorded non-answer is an answer."""
    answer = report.answers.get(address)
    return answer is None or not answer.answered
