"""A person's own device: whether it may keep pages and answers, what waits there, and taking everything off it."""

from __future__ import annotations

from flask import Response, abort, make_response, redirect, request, url_for

from cbreport.web.context import Context, Reply, current
from cbreport.web.devices import leave_device, let_keep, person_of, remember_device
from cbreport.web.packaged import packaged
from cbreport.web.pages.invited import delegated_to
from cbreport.web.security import is_local_path


def worker() -> Response:
    """The service worker. At this address its reach is our pages and nothing else of the portal."""
    return Response(packaged("sw.js").plain, content_type="text/javascript; charset=utf-8")


def page() -> Reply:
    """The switch, and what waits here."""
    context = current()
    _only_for_who_fills_in(context)
    let_keep(context)
    return context.page("cbreport/device.html", next=_next(context))


def _only_for_who_fills_in(context: Context) -> None:
    conventions, identity = context.portal.library.conventions, context.identity
    fills_in = any(
        identity.answers_for(each.id, identity.party) or (each.secretariat_cycles and identity.serves(each.id))
        for each in conventions
    )
    if not fills_in and not delegated_to(context, identity):
        abort(404)


def decide() -> Reply:
    """Allow this device to keep pages and answers, or take that back."""
    context = current()
    _only_for_who_fills_in(context)
    allowed = request.form.get("own") == "yes"
    response = redirect(url_for(".device"), 303)
    assert isinstance(response, Response)
    remember_device(response, person_of(context.identity) if allowed else "")
    return response


def leaving() -> Reply:
    """Ask before everything is taken off the device. A portal links here before its own sign-out."""
    context = current()
    return context.page("cbreport/leave-device.html", next=_next(context), forget="forget" in request.args)


def leave() -> Reply:
    """Take everything off the device, and go on."""
    context = current()
    return leave_device(context, make_response(redirect(_next(context), 303)))


def _next(context: Context) -> str:
    wish = request.values.get("next", "")
    return wish if is_local_path(wish) else url_for(".home")
