"""The Secretariat's desk: who has reported, and one question across Parties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, abort, request

from cbreport.definition import Convention, Cycle, Form, Question, in_order_of_names
from cbreport.documents import render
from cbreport.errors import UnknownName
from cbreport.reporting import RECEIVED, Report, ReportSummary
from cbreport.synthesis import QuestionSummary, question_summary
from cbreport.web.context import Context, Reply, current
from cbreport.web.pages.papers import download

GROUPS = ("ldc", "sids", "lldc")


def _served(convention_id: str) -> tuple[Context, Convention, Cycle]:
    """The context, convention and chosen cycle, for its Secretariat only."""
    context = current()
    if not context.identity.serves(convention_id):
        abort(404)
    convention = context.portal.library.convention(convention_id)
    if not convention.cycles:
        abort(404)
    latest = max(convention.cycles, key=lambda cycle: cycle.due)
    try:
        return context, convention, convention.cycle(request.args.get("cycle") or latest.id)
    except UnknownName:
        abort(404)


def _received(context: Context, convention: Convention, cycle: Cycle) -> dict[str, ReportSummary]:
    """The newest report received from each Party."""
    found: dict[str, ReportSummary] = {}
    for summary in context.portal.store.reports(context.identity, convention=convention.id, cycle=cycle.id):
        before = found.get(summary.party)
        if summary.status in RECEIVED and (before is None or summary.version > before.version):
            found[summary.party] = summary
    return found


def desk(convention_id: str) -> Reply:
    """Every Party with what was received from it; filters stay in the address."""
    context, convention, cycle = _served(convention_id)
    received = _received(context, convention, cycle)
    rows = list(_rows(context, convention, cycle, received))
    wanted = {name: request.args.get(name, "") for name in ("region", "status", "group")}
    shown = [row for row in rows if _fits(row, wanted)]
    return context.page(
        "cbreport/desk.html",
        convention=convention,
        cycle=cycle,
        rows=shown,
        total=len(rows),
        received=sum(row["summary"] is not None for row in rows),
        wanted=wanted,
        texts=context.texts(convention.id),
        statuses=("none", *RECEIVED),
        groups=GROUPS,
    )


def _rows(
    context: Context, convention: Convention, cycle: Cycle, received: dict[str, ReportSummary]
) -> Iterator[dict[str, Any]]:
    parties = convention.parties(cycle.due)
    for party in sorted(parties, key=lambda each: in_order_of_names(each.name_in(context.language))):
        summary = received.get(party.code)
        yield {
            "party": party,
            "name": party.name_in(context.language),
            "region": convention.region(convention.memberships[party.code].region),
            "groups": party.groups(cycle.due),
            "summary": summary,
            "status": summary.status if summary else "none",
            "late": bool(summary and summary.submitted[:10] > cycle.due.isoformat()),
        }


def _fits(row: dict[str, Any], wanted: dict[str, str]) -> bool:
    region = row["region"].id if row["region"] else ""
    return (
        wanted["region"] in ("", region)
        and wanted["status"] in ("", row["status"])
        and (not wanted["group"] or wanted["group"] in row["groups"])
    )


def _summary(convention_id: str) -> tuple[Context, Convention, Cycle, Form, QuestionSummary | None]:
    context, convention, cycle = _served(convention_id)
    form = context.portal.library.form(cycle.form, cycle.edition)
    asked = request.args.get("question", "")
    if not asked:
        return context, convention, cycle, form, None
    question = form.question(asked)
    if question is None or not question.answerable or question.private:
        abort(404)
    return context, convention, cycle, form, _count(context, convention, cycle, question)


def _count(context: Context, convention: Convention, cycle: Cycle, question: Question) -> QuestionSummary:
    reports: Sequence[Report] = [
        context.portal.assemble(context.portal.store.open(context.identity, summary.id))
        for summary in _received(context, convention, cycle).values()
    ]
    form = context.portal.library.form(cycle.form, cycle.edition)
    return question_summary(reports, convention, form, question, on=cycle.due)


def summary(convention_id: str) -> Reply:
    """One question across the Parties that reported."""
    context, convention, cycle, form, found = _summary(convention_id)
    texts = context.texts(convention.id)
    document = None
    if found is not None:
        from cbreport.documents import summary_document

        document = summary_document(found, convention, cycle, context.language, texts)
    return context.page(
        "cbreport/summary.html",
        convention=convention,
        cycle=cycle,
        form=form,
        document=document,
        asked=request.args.get("question", ""),
        texts=texts,
    )


def summary_pdf(convention_id: str) -> Response:
    """The same on paper."""
    context, convention, cycle, _, found = _summary(convention_id)
    if found is None:
        abort(404)
    from cbreport.documents import summary_document

    document = summary_document(found, convention, cycle, context.language, context.texts(convention.id))
    content = render(document, "pdf", language=context.language)
    name = f"{convention.id}-{cycle.id}-{request.args['question']}-{context.language}.pdf".lower()
    return download(content, "application/pdf", name)
