"""The Secretariat enters a report for a Party that cannot do so itself."""

from __future__ import annotations

from flask import abort, redirect, request, url_for

from cbreport.definition import find_party
from cbreport.errors import NotPermitted
from cbreport.reporting import NewReport
from cbreport.web.context import Reply, current
from cbreport.web.narrowing import Narrowing


def start_for() -> Reply:
    """Begin a Party's report of a cycle on its behalf, or go on with the one that was begun so.

    A draft that the Party has begun itself stays beside it, unseen; refused when the Party has submitted one.
    """
    context = current()
    library = context.portal.library
    convention = library.convention(request.form.get("convention", ""))
    if not context.identity.serves(convention.id):
        abort(403, context.t("Only the convention's Secretariat enters reports for Parties."))
    cycle, party = convention.cycle(request.form.get("cycle", "")), find_party(request.form.get("party", ""))
    if cycle.repeats or cycle.respondent == "secretariat":
        abort(404)
    if not convention.is_party(party.code, cycle.due):
        abort(403, context.t("This country was not Party to the convention when the report was due."))
    form = library.form(cycle.form, cycle.edition)
    demo = context.portal.demo  # nothing that is made there may be taken for a Party's report
    new = NewReport(convention.id, form.id, form.edition, form.digest, party.code, cycle.id, example=demo, behalf=True)
    try:
        summary = context.portal.store.create(context.identity, new)
    except NotPermitted as error:
        abort(403, context.why(error))
    return redirect(url_for(".report", report_id=summary.id, desk=Narrowing.on_the_way().text), 303)
