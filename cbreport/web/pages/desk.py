"""The Secretariat's desk: whom it is for, and its records."""

from __future__ import annotations

from flask import abort, request

from cbreport.definition import Convention, Cycle, in_order_of_names
from cbreport.errors import UnknownName
from cbreport.reporting import RECEIVED
from cbreport.web.context import Context, Reply, current
from cbreport.web.pages.home import record_row, records_of


def served(convention_id: str) -> tuple[Context, Convention, Cycle]:
    """The context, convention and chosen cycle of its Parties, for its Secretariat only."""
    context = current()
    if not context.identity.serves(convention_id):
        abort(404)
    convention = context.portal.library.convention(convention_id)
    main = convention.main_cycle
    if main is None:
        abort(404)
    try:
        cycle = convention.cycle(request.args.get("cycle") or main.id)
    except UnknownName:
        abort(404)
    if cycle.respondent == "secretariat":
        abort(404)
    return context, convention, convention.cycle(cycle.base)


def records(context: Context, convention: Convention, cycle: Cycle) -> Reply:
    """Every record that was received, by Party. Nobody is late with one, and nobody has to make any."""
    found = context.portal.store.reports(context.identity, convention=convention.id)
    records = records_of(convention, cycle, (each for each in found if each.status in RECEIVED))
    rows = [
        {**record_row(context, number, each), "respondent": context.respondent(convention.id, each.party)}
        for number, each in records
    ]
    rows.sort(key=lambda row: in_order_of_names(row["respondent"]))
    return context.page(
        "cbreport/records.html", convention=convention, cycle=cycle, rows=rows, texts=context.texts(convention.id)
    )
