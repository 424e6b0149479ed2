"""The demo's chooser of identities. Registered only when the portal's identity is the demo's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import abort, current_app, redirect, request, url_for

from cbreport.definition import find_party, in_order_of_names
from cbreport.reporting import APPROVER, CONTRIBUTOR, FOCAL_POINT, Identity
from cbreport.web.context import Context, Reply, current
from cbreport.web.identity import DemoIdentity
from cbreport.web.security import is_local_path


def chooser() -> Reply:
    """The list of people who can be chosen."""
    context = current()
    chosen = context.portal.identity
    assert isinstance(chosen, DemoIdentity)
    people = list(chosen.people.values())
    return context.page(
        "cbreport/sign-in.html",
        secretariats=[(person.id, context.t(person.name)) for person in people if not person.party],
        parties=list(_parties(context, people)),
        next=request.args.get("next", ""),
        mail_folder=current_app.config.get("CBREPORT_MAIL_FOLDER", ""),
    )


def _parties(context: Context, people: Sequence[Identity]) -> Iterator[dict[str, Any]]:
    """Each Party with its people by role, in the order of the names in the reader's language."""
    names = {person.party: find_party(person.party).name_in(context.language) for person in people if person.party}
    for code, name in sorted(names.items(), key=lambda pair: in_order_of_names(pair[1])):
        mine = {role: person.id for person in people if person.party == code for role in person.roles}
        roles = {"focal": FOCAL_POINT, "contributor": CONTRIBUTOR, "approver": APPROVER}
        yield {"name": name, **{key: mine.get(role) for key, role in roles.items()}}


def choose() -> Reply:
    """Be the chosen person."""
    context = current()
    chosen = context.portal.identity
    assert isinstance(chosen, DemoIdentity)
    if not chosen.choose(request.form.get("person", "")):
        abort(400, context.t("There is no such person in the demo. Choose one from the list."))
    target = request.form.get("next", "")
    return redirect(target if is_local_path(target) else url_for(".home"))
