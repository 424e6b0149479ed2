"""The home page: a Party's reports by convention and cycle; the Secretariat's conventions; what is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import abort, redirect, request, url_for

from cbreport.definition import Convention, Cycle, find_party
from cbreport.errors import NotPermitted
from cbreport.reporting import DRAFT, PUBLIC, PUBLISHED, NewReport, ReportSummary
from cbreport.web.context import Context, Reply, current
from cbreport.web.identity import DemoIdentity


def home() -> Reply:
    """What this person can do here."""
    context = current()
    identity, portal = context.identity, context.portal
    if identity.public and isinstance(portal.identity, DemoIdentity) and not request.args.get("public"):
        return redirect(url_for(".sign_in"))
    serves = [each for each in portal.library.conventions if identity.serves(each.id)]
    return context.page(
        "cbreport/home.html",
        conventions=list(_conventions(context)) if identity.party else [],
        party=find_party(identity.party) if identity.party else None,
        serves=serves,
        published=list(_published(context)),
    )


def _conventions(context: Context) -> Iterator[dict[str, Any]]:
    """The conventions to which this person's Party reports, each with its cycles, newest first."""
    identity = context.identity
    mine = context.portal.store.reports(identity, party=identity.party)
    for convention in context.portal.library.conventions:
        if not identity.answers_for(convention.id, identity.party):
            continue
        cycles = [
            _cycle(context, convention, cycle, mine)
            for cycle in sorted(convention.cycles, key=lambda cycle: cycle.due, reverse=True)
            if convention.is_party(identity.party, cycle.due)
        ]
        yield {"convention": convention, "cycles": cycles, "texts": context.texts(convention.id)}


def _cycle(context: Context, convention: Convention, cycle: Cycle, mine: Any) -> dict[str, Any]:
    found = [each for each in mine if (each.convention, each.cycle) == (convention.id, cycle.id)]
    summary = max(found, key=lambda each: each.version) if found else None
    return {
        "cycle": cycle,
        "summary": summary,
        "progress": _progress(context, summary),
        "not_yet": cycle.opens > datetime.now(UTC).date(),
        **_form(context, summary or cycle),
    }


def _form(context: Context, of: ReportSummary | Cycle) -> dict[str, Any]:
    """The form of a report or a cycle, and whether it is installed, so that the report can be opened or begun."""
    return {"form": f"{of.form}@{of.edition}", "installed": context.has_form(of.form, of.edition)}


def _progress(context: Context, summary: ReportSummary | None) -> float | None:
    if summary is None or summary.status != DRAFT or not context.has_form(summary.form, summary.edition):
        return None
    stored = context.portal.store.open(context.identity, summary.id)
    return context.portal.assemble(stored).evaluation.count().share


def _published(context: Context) -> Iterator[dict[str, Any]]:
    library = context.portal.library
    known = {convention.id for convention in library.conventions}
    for summary in context.portal.store.reports(PUBLIC):
        if summary.status == PUBLISHED and summary.convention in known:
            yield {
                "summary": summary,
                "convention": library.convention(summary.convention),
                "party": find_party(summary.party),
                **_form(context, summary),
            }


def start() -> Reply:
    """Begin the report of a cycle, or go on with the one that is there."""
    context = current()
    library, identity = context.portal.library, context.identity
    convention = library.convention(request.form.get("convention", ""))
    cycle = convention.cycle(request.form.get("cycle", ""))
    if not convention.is_party(identity.party, cycle.due):
        abort(403, context.t("This country was not Party to the convention when the report was due."))
    form = library.form(cycle.form, cycle.edition)
    demo = context.portal.demo  # nothing that is made there may be taken for a Party's report
    new = NewReport(convention.id, form.id, form.edition, form.digest, identity.party, cycle.id, example=demo)
    try:
        summary = context.portal.store.create(identity, new)
    except NotPermitted as error:
        abort(403, error.describe(context.t))
    return redirect(url_for(".report", report_id=summary.id), 303)
