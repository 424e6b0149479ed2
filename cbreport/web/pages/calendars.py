"""Deadlines as files for a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import Response, abort, url_for

from cbreport.definition import find_party
from cbreport.documents.calendars import Day, calendar_file
from cbreport.reporting import IN_HAND, Delegation, Report, may
from cbreport.web.context import Context, current
from cbreport.web.pages.papers import download
from cbreport.web.team import colleague_of, name_of_report, outside_address, today


def deadline(report_id: str) -> Response:
    """When this report is due; for a colleague, when her sections are."""
    context = current()
    _, report = context.report(report_id, colleagues=True)
    if not may(context.identity, "inside", report.standing):
        abort(404)
    own = [] if colleague_of(context, report) else [_due(context, report)]
    return _file(context, [*(day for day in own if day), *_asked(context, report)])


def calendar() -> Response:
    """Every deadline of this person: the open cycles of her Party, and what was delegated to her."""
    context = current()
    if not context.identity.id:
        abort(404)
    return _file(context, [*_cycles(context), *_delegated(context)])


def _cycles(context: Context) -> Iterator[Day]:
    """Cycles that are open or still to come, and that her Party has not submitted."""
    identity = context.identity
    if not identity.party:
        return
    known = context.portal.store.reports(identity, party=identity.party)
    for convention in context.portal.library.conventions:
        if not identity.belongs_to(convention.id, identity.party):
            continue
        for cycle in convention.party_cycles:
            newest = max(
                (each for each in known if (each.convention, each.cycle) == (convention.id, cycle.id)),
                key=lambda each: each.version,
                default=None,
            )
            done = newest is not None and newest.status not in IN_HAND
            if cycle.repeats or cycle.due < today() or done or not convention.is_party(identity.party, cycle.due):
                continue
            party = find_party(identity.party).name_in(context.language)
            title = f"{party}, {convention.short_name}, {context.texts(convention.id)(cycle.title)}"
            place = url_for(".report", report_id=newest.id) if newest else url_for(".home")
            yield _day(context, f"cycle-{convention.id}-{cycle.id}-{identity.party}", title, cycle.due, place)


def _delegated(context: Context) -> Iterator[Day]:
    for id in dict.fromkeys(each.report for each in context.identity.grants):
        summary = next((each for each in context.portal.store.reports(context.identity) if each.id == id), None)
        if summary and summary.status in IN_HAND and context.has_form(summary.form, summary.edition):
            yield from _asked(context, context.portal.assemble(context.portal.store.open(context.identity, id)))


def _due(context: Context, report: Report) -> Day | None:
    cycle = report.convention.cycle(report.cycle)
    if cycle.repeats:
        return None
    name = name_of_report(context, report, context.language)
    uid = f"cycle-{report.form.convention}-{report.cycle}-{report.party}"
    return _day(context, uid, name, cycle.due, url_for(".report", report_id=report.id))


def _asked(context: Context, report: Report) -> list[Day]:
    """What was delegated to her in a report and is not done."""
    hers = {each.id for each in context.identity.grants}
    found = context.portal.store.delegations(context.identity, report.id)
    waiting = [each for each in found if each.id in hers and each.state(today().isoformat()) in ("open", "late")]
    return [_asked_day(context, report, each) for each in waiting]


def _asked_day(context: Context, report: Report, delegation: Delegation) -> Day:
    name = name_of_report(context, report, context.language)
    title = context.t("Your sections: {report}").format(report=name)
    url = url_for(".report", report_id=report.id)
    return _day(context, f"delegation-{delegation.id}", title, date.fromisoformat(delegation.due), url)


def _day(context: Context, uid: str, title: str, day: date, place: str) -> Day:
    url = outside_address(context) + place.removeprefix(url_for(".home"))
    return Day(f"{uid}@cbreport", context.t("Due: {what}").format(what=title), day, url=url)


def _file(context: Context, days: list[Day]) -> Response:
    content = calendar_file(days, context.t("Deadlines of national reports"))
    return download(content, "text/calendar; charset=utf-8", "deadlines.ics")
