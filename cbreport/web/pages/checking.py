"""Check your answers before they are submitted, and the receipt."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from cbreport.definition import digest_of
from cbreport.errors import Finding
from cbreport.reporting import IN_HAND, Report, check, may
from cbreport.web.context import Context, Reply, current
from cbreport.web.discussion import discussion_of
from cbreport.web.formats import Formats
from cbreport.web.forms import FormView
from cbreport.web.pages.tasks import surroundings
from cbreport.web.places import question_url
from cbreport.web.reading import document_of
from cbreport.web.workflow import HOMELESS, flow_of


def check_page(report_id: str) -> Reply:
    """Everything answered, with what stands in the way of submission, for all who work on the report or review it."""
    context = current()
    _, report = context.report(report_id)
    if report.status not in IN_HAND or not may(context.identity, "inside", report.standing):
        return redirect(url_for(".report", report_id=report_id))
    return render(context, report)


def render(context: Context, report: Report, refused: str = "") -> str:
    """The page, under a message when submission was refused."""
    shared = surroundings(context, report)
    found = check(report)
    view = FormView(context, report, {}, shared["texts"], "")
    rows = [_row(view, each, shared["texts"]) for each in found if each.code != HOMELESS]
    talk = discussion_of(context, report)
    return context.page(
        "cbreport/check.html",
        document=document_of(context, report),
        errors=[row for row in rows if row["severity"] == "error"],
        warnings=[row for row in rows if row["severity"] == "warning"],
        remarks=[row for row in rows if row["severity"] == "info"],
        homeless=[(each.address, view.plain(each.address)) for each in found if each.code == HOMELESS],
        refused=refused,
        flow=flow_of(context, report, talk, found),
        discussion=talk,
        submits=may(context.identity, "submit", report.standing),
        links=change_links(report) if may(context.identity, "write", report.standing) else {},
        **shared,
    )


def _row(view: FormView, found: Finding, texts: Any) -> dict[str, str]:
    shown = Formats(texts.language).dated(found)
    return {
        "severity": found.severity,
        "text": view.placed(found, shown.describe(texts)),
        "hint": shown.advise(texts),
        "url": question_url(view.report, found.address, missing=True),
    }


def change_links(report: Report) -> dict[str, str]:
    """For each question the page on which it can be changed."""
    return {
        question.id: question_url(report, question.id) for question in report.form.questions() if question.answerable
    }


def submitted(report_id: str) -> Reply:
    """The receipt: what was submitted, when, and its digest."""
    context = current()
    stored, report = context.report(report_id)
    snapshot = context.portal.store.snapshot(context.identity, report_id)
    if not snapshot:
        return redirect(url_for(".report", report_id=report_id))
    return context.page(
        "cbreport/submitted.html", summary=stored.summary, digest=digest_of(snapshot), **surroundings(context, report)
    )
