"""A report's own page: the task list of its sections while it is a draft, afterwards the report to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from cbreport.answering import Count
from cbreport.definition import Section, digest_of, pages, parse_address
from cbreport.documents import data_formats
from cbreport.errors import Finding
from cbreport.reporting import IN_HAND, Report, check, may, next_unanswered
from cbreport.web.context import Context, Reply, current
from cbreport.web.devices import let_keep
from cbreport.web.discussion import discussion_of
from cbreport.web.earlier import proposals_for, refusals, to_take_up
from cbreport.web.narrowing import Narrowing
from cbreport.web.places import question_url
from cbreport.web.reading import INTERNAL, document_of, is_internal_copy
from cbreport.web.team import Team, colleague_of, colleague_page, days_late
from cbreport.web.workflow import TO_DO, Trouble, flow_of


def report(report_id: str) -> Reply:
    """The task list for those who fill it in; the report to read for everybody else."""
    context = current()
    return show(context, context.report(report_id, colleagues=True)[1])


def show(context: Context, report: Report, trouble: Trouble | None = None) -> str:
    """The page of a report, perhaps with a step that was refused."""
    shared = surroundings(context, report)
    talk = discussion_of(context, report)
    findings = check(report) if may(context.identity, "inside", report.standing) else ()
    errors = errors_by_section(report, findings)
    team = Team(context, report, {section: len(codes) for section, codes in errors.items()})
    if colleague_of(context, report):
        let_keep(context)
        return colleague_page(context, team, task_list(context, report, errors), shared)
    if may(context.identity, "write", report.standing):
        let_keep(context)
        upcoming = next_unanswered(report)
        return context.page(
            "cbreport/tasks.html",
            tasks=task_list(context, report, errors),
            team=team,
            total=report.settled.count(),
            late=days_late(shared["cycle"]) if report.version == 1 else 0,  # a later version follows one that came in
            upcoming=upcoming,
            upcoming_url=question_url(report, upcoming.id) if upcoming else "",
            waiting=sum(not answer.confirmed for answer in report.answers.values()),
            proposable=len(to_take_up(report, proposals_for(context, report), refusals(context, report))),
            flow=flow_of(context, report, talk, findings, trouble),
            discussion=talk,
            downloads=data_formats(report),
            **shared,
        )
    in_hand = report.status in IN_HAND
    snapshot = context.portal.store.snapshot(context.identity, report.id)
    return context.page(
        "cbreport/report.html",
        document=document_of(context, report),
        digest=digest_of(snapshot) if snapshot else "",
        copy=INTERNAL if is_internal_copy(context, report) else None,
        flow=flow_of(context, report, talk, findings if in_hand else (), trouble),
        discussion=talk if in_hand else None,
        in_hand=in_hand,
        downloads=data_formats(report),
        **shared,
    )


def surroundings(context: Context, report: Report) -> dict[str, Any]:
    """What every page about a report shows."""
    convention = report.convention
    return {
        "report": report,
        "convention": convention,
        "cycle": convention.cycle(report.cycle),
        "respondent": context.respondent(convention.id, report.party),
        "texts": context.texts(convention.id),
        "mine": may(context.identity, "inside", report.standing),
        "narrowed": Narrowing.on_the_way(),
    }


def task_list(context: Context, report: Report, errors: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The sections with their state."""
    seen, settled = report.evaluation, report.settled  # what is only proposed is no progress yet
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


def errors_by_section(report: Report, findings: Iterable[Finding]) -> dict[str, list[str]]:
    """The codes of the errors in each section, and of those about the report as a whole under a blank id."""
    found: dict[str, list[str]] = {}
    for each in findings:
        place = parse_address(each.address)
        section = report.form.section_of(place.question) if place else None
        if each.severity == "error" and (section or not each.address):
            found.setdefault(section.id if section else "", []).append(each.code)
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
    if not TO_DO.issuperset(errors):
        return "to-mend"
    if errors or count.open or (not count.required and count.answered < count.shown):
        return "in-progress"
    return "completed"
