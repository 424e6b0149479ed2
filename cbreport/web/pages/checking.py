"""Check your answers, submit, and the steps after it."""

from __future__ import annotations

from typing import Any, Final

from flask import abort, redirect, url_for

from cbreport.definition import digest_of, pages, parse_address
from cbreport.errors import Finding, NotPermitted, SaveRefused, WorkflowError
from cbreport.reporting import DRAFT, Report, check, may, open_steps, snapshot_of
from cbreport.web import fields
from cbreport.web.context import Context, Reply, current
from cbreport.web.formats import Formats
from cbreport.web.forms import FormView
from cbreport.web.pages.tasks import surroundings
from cbreport.web.reading import document_of

# An answer whose question the form no longer has. It is never sent and cannot be mended on any page, so it is shown and
# stands in nobody's way.
HOMELESS: Final = "A01"


def check_page(report_id: str) -> Reply:
    """Everything answered, with what stands in the way of submission."""
    context = current()
    _, report = context.report(report_id)
    if not may(context.identity, "write", report.form.convention, report.party, report.status):
        return redirect(url_for(".report", report_id=report_id))
    return render(context, report)


def render(context: Context, report: Report, refused: str = "") -> str:
    """The page, under a message when submission was refused."""
    shared = surroundings(context, report)
    found = check(report)
    view = FormView(context, report, {}, shared["texts"], "")
    rows = [_row(view, each, shared["texts"]) for each in found if each.code != HOMELESS]
    steps = open_steps(context.identity, report.form.convention, report.party, report.status)
    return context.page(
        "cbreport/check.html",
        document=document_of(context, report),
        errors=[row for row in rows if row["severity"] == "error"],
        warnings=[row for row in rows if row["severity"] == "warning"],
        remarks=[row for row in rows if row["severity"] == "info"],
        homeless=[(each.address, view.plain(each.address)) for each in found if each.code == HOMELESS],
        can_submit=any(step.name == "submit" for step in steps),
        refused=refused,
        links=change_links(report),
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


def question_url(report: Report, address: str, *, missing: bool = False) -> str:
    """The page and the field of an answer; empty when the form has no such question."""
    place = parse_address(address)
    section = report.form.section_of(place.question) if place else None
    question = report.form.at(address)
    if place is None or section is None or question is None:
        return ""
    for page in pages(section):
        if any(each.id == place.question for each in page.questions):
            anchor = fields.target_id(question, address)
            where = {"report_id": report.id, "section_id": section.id, "number": str(page.number)}
            if missing:
                where["missing"] = "1"
            return f"{url_for('.section', **where)}#{anchor}"  # type: ignore[arg-type] # values of the address only
    return ""


def change_links(report: Report) -> dict[str, str]:
    """For each question the page on which it can be changed."""
    return {
        question.id: question_url(report, question.id) for question in report.form.questions() if question.answerable
    }


def step(report_id: str, step: str) -> Reply:
    """Make a step of the workflow: submit, accept, publish. Pressing twice is pressing once."""
    context = current()
    _, report = context.report(report_id)
    mine = may(context.identity, "submit", report.form.convention, report.party, report.status)
    if step == "submit" and report.status == DRAFT and mine:
        if any(found.severity == "error" and found.code != HOMELESS for found in check(report)):
            return render(context, report, context.t("The report was not submitted. Mend what is listed first.")), 422
    revision = context.asked_revision()
    try:
        snapshot = snapshot_of(report) if step == "submit" else b""
        context.portal.store.transition(context.identity, report_id, step, revision=revision, snapshot=snapshot)
    except NotPermitted as error:
        abort(403, error.describe(context.t))
    except SaveRefused as error:
        if report.status == DRAFT:
            return render(
                context, report, context.t("Somebody changed the report meanwhile. Look at it again, then submit.")
            ), 409
        abort(409, error.describe(context.t))
    except WorkflowError as error:
        abort(409, error.describe(context.t))
    return redirect(url_for(".submitted" if step == "submit" else ".report", report_id=report_id), 303)


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
