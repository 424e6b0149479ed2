"""The Secretariat's own reports: what it keeps itself, such as a work plan."""

from __future__ import annotations

from flask import abort

from cbreport.definition import SECRETARIAT_CODE
from cbreport.web.context import Reply, current
from cbreport.web.pages.home import reports_in


def own(convention_id: str) -> Reply:
    """The cycles in which this person's Secretariat reports itself, with what was begun and a button to begin."""
    context = current()
    if not context.identity.serves(convention_id):
        abort(404)
    convention = context.portal.library.convention(convention_id)
    mine = context.portal.store.reports(context.identity, convention=convention_id, party=SECRETARIAT_CODE)
    nothing = context.t("No form is installed here that the Secretariat answers.")
    row = reports_in(context, convention, convention.secretariat_cycles, mine, begins=True, nothing=nothing)
    return context.page("cbreport/own.html", convention=convention, cycle=convention.main_cycle, row=row)
