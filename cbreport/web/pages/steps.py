"""The steps of the workflow: review, submit, recall, revise, and what the Secretariat does with a report."""

from __future__ import annotations

from flask import abort, redirect, request, url_for

from cbreport.answering.parsing import tidy
from cbreport.errors import CbreportError, NotPermitted, SaveRefused, WorkflowError
from cbreport.reporting import IN_HAND, TRANSITIONS, Report, check, open_steps, snapshot_of, transition
from cbreport.web.context import Context, Reply, current
from cbreport.web.narrowing import Narrowing
from cbreport.web.pages import checking, tasks
from cbreport.web.workflow import HOMELESS, Trouble


def step(report_id: str, step: str) -> Reply:
    """Make a step of the workflow. Pressing twice is pressing once; what was typed as a reason is never lost."""
    context = current()
    _, report = context.report(report_id)
    now = any(each.name == step for each in open_steps(context.identity, report.standing))
    if step == "submit" and now and _has_errors(report):
        refused = context.t("The report was not submitted. Mend what is listed first.")
        return checking.render(context, report, refused), 422
    revision, reason = context.asked_revision(), tidy(request.form.get("reason", ""))
    try:
        content = snapshot_of(report) if step == "submit" else b""
        made = context.portal.store.transition(
            context.identity, report_id, step, revision=revision, snapshot=content, reason=reason
        )
    except NotPermitted as error:
        abort(403, error.describe(context.t))
    except SaveRefused:
        told = context.t("Somebody changed the report meanwhile. Look at it again before you decide.")
        return _refused(context, report_id, step, told, reason), 409
    except WorkflowError as error:
        if all(each.name != step for each in TRANSITIONS):
            abort(409, error.describe(context.t))
        told = error.describe(context.t) if now else _moved_on(context, error)
        return _refused(context, report_id, step, told, reason), 422 if now else 409
    if step == "submit":
        return redirect(url_for(".submitted", report_id=report_id), 303)
    news = "done" if made.status == transition(step, report.party).after else "moved-on"
    back = Narrowing.on_the_way().text
    return redirect(url_for(".report", report_id=report_id, news=news, desk=back), 303)


def _has_errors(report: Report) -> bool:
    return any(found.severity == "error" and found.code != HOMELESS for found in check(report))


def _moved_on(context: Context, error: CbreportError) -> str:
    """A step that came too late: somebody else has taken the report further."""
    return f"{error.describe(context.t)} {context.t('Below is where it stands now.')}"


def _refused(context: Context, report_id: str, step: str, told: str, reason: str) -> str:
    """The report as it is now, with what was wrong and what was typed."""
    _, report = context.report(report_id)
    if step == "submit" and report.status in IN_HAND:
        return checking.render(context, report, told)
    return tasks.show(context, report, Trouble(step, told, reason))


def revise(report_id: str) -> Reply:
    """Begin a new version of what was submitted, or go on with the one that is begun."""
    context = current()
    context.report(report_id)
    new = context.portal.store.revise(context.identity, report_id)
    return redirect(url_for(".report", report_id=new.id), 303)
