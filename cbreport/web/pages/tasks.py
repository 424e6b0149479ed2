"""A report's own page: the task list of its sections while it is a draft, afterwards the report to read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from cbreport.answering import Count
from cbreport.definition import Section, digest_of, find_party, pages, parse_address
from cbreport.reporting import Report, check, may, open_steps
from cbreport.web.context import Context, Reply, current
from cbreport.web.earlier import proposals_for, refusals, to_take_up
from cbreport.web.reading import INTERNAL, document_of, is_internal_copy

_TO_DO: Final = frozenset({"A02", "A27"})  # errors of what is still to be done; nothing is wrong with what was typed


def report(report_id: str) -> Reply:
    """The task list for those who fill it in; the report as sent for everybody else."""
    context = current()
    stored, found = context.report(report_id)
    shared = surroundings(context, found)
    summary = stored.summary
    steps = open_steps(context.identity, summary.convention, summary.party, summary.status)
    if may(context.identity, "write", summary.convention, summary.party, summary.status):
        return context.page(
            "cbreport/tasks.html",
            tasks=task_list(context, found),
            total=found.settled.count(),
            waiting=sum(not answer.confirmed for answer in found.answers.values()),
            proposable=len(to_take_up(found, proposals_for(context, found), refusals(context, found))),
            **shared,
        )
    snapshot = context.portal.store.snapshot(context.identity, report_id)
    return context.page(
        "cbreport/report.html",
        document=document_of(context, found),
        steps=steps,
        digest=digest_of(snapshot) if snapshot else "",
        copy=INTERNAL if is_internal_copy(context, found) else None,
        **shared,
    )


def surroundings(context: Context, report: Report) -> dict[str, Any]:
    """What every page about a report shows."""
    convention = report.convention
    return {
        "report": report,
        "convention": convention,
        "cycle": convention.cycle(report.cycle),
        "party": find_party(report.party),
        "texts": context.texts(convention.id),
        "mine": context.identity.answers_for(convention.id, report.party),
    }


def task_list(context: Context, report: Report) -> list[dict[str, Any]]:
    """The sections with their state."""
    seen, settled = report.evaluation, report.settled  # what is only proposed is no progress yet
    errors = errors_by_section(report)
    return [
        {
            "section": section,
            "count": settled.count(section.id),
            "state": state_of(settled.count(section.id), begun(report, section), errors.get(section.id, ())),
            "pages": len(pages(section)),
        }
        for section in report.form.sections
        if section.id not in seen.hidden_sections
    ]


def begun(report: Report, section: Section) -> bool:
    """Whether anything in the section was answered."""
    ids = {question.id for question in section.questions}
    return any(address.partition("[")[0] in ids and not answer.empty for address, answer in report.answers.items())


def errors_by_section(report: Report) -> dict[str, set[str]]:
    """The codes of the errors in each section. The report is checked once for all of them."""
    found: dict[str, set[str]] = {}
    for each in check(report):
        place = parse_address(each.address)
        section = report.form.section_of(place.question) if place else None
        if section and each.severity == "error":
            found.setdefault(section.id, set()).add(each.code)
    return found


def state_of(count: Count, started: bool, errors: Collection[str] = ()) -> str:
    """``completed``, ``in-progress``, ``to-mend`` or ``not-started``: complete is when nothing stands in the way.

    >>> state_of(Count(shown=3, answered=3, required=1, open=0), True)
    'completed'
    >>> state_of(Count(shown=3, answered=3, required=1, open=0), True, {"A03"})
    'to-mend'
    >>> state_of(Count(shown=3, required=1, open=1), False)
    'not-started'
    """
    if not started:
        return "not-started"
    if not _TO_DO.issuperset(errors):
        return "to-mend"
    if errors or count.open or (not count.required and count.answered < count.shown):
        return "in-progress"
    return "completed"
