"""The link of a delegation: what it is, opening it with or without an account, leaving again, and being done."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cbreport.errors import UnknownName
from cbreport.reporting import IN_HAND, Identity, Invitation, ReportSummary, may
from cbreport.web.context import Context, Reply, current
from cbreport.web.devices import is_own_device, leave_device
from cbreport.web.invitations import forget, is_token, remember, tokens_of
from cbreport.web.team import sections_of, today

#: Why a link does not let somebody in, and the status of the page that says so.
_CLOSED = {"wrong": 404, "withdrawn": 410, "expired": 410, "over": 410, "taken": 403}


def invited(token: str) -> Reply:
    """Who asks for what until when, with a button that opens it; looking changes nothing."""
    context = current()
    found, why = _look(context, token)
    if found is None or why:
        return _closed(context, why)
    host = context.portal.identify(request)
    own = host.id and may(host, "delegate", found.summary.standing)
    page = context.page("cbreport/invited.html", own=own, host=host if host.id else None, **_told(context, found))
    return _private(page)


def accept(token: str) -> Reply:
    """Open it: with an account it is taken up for that account, without one this browser keeps the link."""
    context = current()
    found, why = _look(context, token)
    if found is None or why:
        return _closed(context, why)
    host = context.portal.identify(request)
    target = redirect(url_for(".report", report_id=found.summary.id), 303)
    if host.id and may(host, "delegate", found.summary.standing):
        return target
    if host.id:
        try:
            context.portal.store.take_up(host, token)
        except UnknownName:
            return _closed(context, "taken")
        return target
    response = make_response(target)
    return remember(response, token, found.delegation.expires, today())


def leave() -> Reply:
    """Sign out of all links that this browser keeps; nothing stays on a device of her own."""
    context = current()
    host = context.portal.identify(request)
    left = Context(context.portal, host, context.language)
    response = forget(make_response(left.page("cbreport/left.html")))
    return leave_device(left, response) if is_own_device(context) else response


def done(report_id: str) -> Reply:
    """“I am done with this”, and back."""
    context = current()
    context.report(report_id, colleagues=True)
    asked = request.form.get("delegation", "")
    grants = [each.id for each in context.identity.grants if each.report == report_id]
    if asked not in grants:
        abort(404)
    context.portal.store.finish(context.identity, asked, request.form.get("done") == "yes")
    return redirect(url_for(".report", report_id=report_id), 303)


def _look(context: Context, token: str) -> tuple[Invitation | None, str]:
    """What stands behind a token, and why it does not let this person in; blank when it does."""
    found = context.portal.store.invitation(token) if is_token(token) else None
    if found is None:
        return None, "wrong"
    state = found.delegation.state(today().isoformat())
    if state in ("withdrawn", "expired"):
        return found, state
    if found.summary.status not in IN_HAND:
        return found, "over"
    if found.delegation.person and found.delegation.person != context.portal.identify(request).id:
        return found, "taken"
    return found, ""


def _told(context: Context, found: Invitation) -> dict[str, Any]:
    """What the page of a link tells of the delegation."""
    form = context.portal.library.form(found.summary.form, found.summary.edition)
    sections = sections_of(form, found.delegation)
    return {"given": found.delegation, "sections": sections, **_report(context, found.summary)}


def _report(context: Context, summary: ReportSummary) -> dict[str, Any]:
    """The report that a delegation is about, with what its name is made of."""
    convention = context.portal.library.convention(summary.convention)
    return {
        "summary": summary,
        "convention": convention,
        "cycle": convention.cycle(summary.cycle),
        "respondent": context.respondent(convention.id, summary.party),
        "texts": context.texts(convention.id),
    }


def _closed(context: Context, why: str) -> BaseResponse:
    return _private(context.page("cbreport/invited-closed.html", why=why, kept=bool(tokens_of(request))), _CLOSED[why])


def _private(content: str, status: int = 200) -> Response:
    """A page whose address is a secret: it is not told to the pages that it leads to."""
    response = Response(content, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def delegated_to(context: Context, person: Identity) -> list[dict[str, Any]]:
    """What was delegated to somebody, for her home page."""
    if not person.grants:
        return []
    ids, found = {each.report for each in person.grants}, []
    for summary in context.portal.store.reports(person):
        open = summary.id in ids and summary.status in IN_HAND
        if not open or not context.has_form(summary.form, summary.edition):
            continue
        hers = {each.id for each in person.grants}
        given = [each for each in context.portal.store.delegations(person, summary.id) if each.id in hers]
        if given:
            found.append({"given": given, **_report(context, summary)})
    return found
