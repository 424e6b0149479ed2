"""The Secretariat's desk: who has reported, and one question across Parties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, request

from cbreport.definition import Convention, Cycle, Form, Question, find_party, in_order_of_names
from cbreport.documents import render
from cbreport.errors import UnknownName
from cbreport.reporting import RECEIVED, Report, ReportSummary
from cbreport.synthesis import QuestionSummary, SubmissionTable, question_summary, submission_table
from cbreport.web.context import Context, Reply, current
from cbreport.web.pages.home import record_row, records_of
from cbreport.web.pages.papers import download

GROUPS = ("ldc", "sids", "lldc")


def _served(convention_id: str) -> tuple[Context, Convention, Cycle]:
    """The context, convention and chosen cycle, for its Secretariat only."""
    context = current()
    if not context.identity.serves(convention_id):
        abort(404)
    convention = context.portal.library.convention(convention_id)
    main = convention.main_cycle
    if main is None:
        abort(404)
    try:
        cycle = convention.cycle(request.args.get("cycle") or main.id)
        return context, convention, convention.cycle(cycle.base)
    except UnknownName:
        abort(404)


def _received(context: Context, convention: Convention, cycle: Cycle) -> list[Report]:
    """What was received, without answers, and without the forms, which need not be installed."""
    found = context.portal.store.reports(context.identity, convention=convention.id, cycle=cycle.id)
    return [_outline(each) for each in found if each.status in RECEIVED]


def _outline(summary: ReportSummary) -> Report:
    return Report(
        Form(summary.form, summary.edition, summary.convention, title=""),
        summary.party,
        summary.cycle,
        status=summary.status,
        version=summary.version,
        id=summary.id,
        example=summary.example,
        submitted=summary.submitted,
    )


def desk(convention_id: str) -> Reply:
    """Every Party with what was received from it; filters stay in the address."""
    context, convention, cycle = _served(convention_id)
    if cycle.repeats:
        return _records(context, convention, cycle)
    table = submission_table(convention, cycle, _received(context, convention, cycle))
    rows = list(_rows(context, table))
    wanted = {name: request.args.get(name, "") for name in ("region", "status", "group")}
    shown = [row for row in rows if _fits(row, wanted)]
    return context.page(
        "cbreport/desk.html",
        convention=convention,
        cycle=cycle,
        rows=shown,
        total=table.total,
        wanted=wanted,
        texts=context.texts(convention.id),
        statuses=("none", *RECEIVED),
        groups=GROUPS,
    )


def _records(context: Context, convention: Convention, cycle: Cycle) -> Reply:
    """Every record that was received, by Party. Nobody is late with one, and nobody has to make any."""
    found = context.portal.store.reports(context.identity, convention=convention.id)
    records = records_of(convention, cycle, (each for each in found if each.status in RECEIVED))
    rows = [{**record_row(context, number, each), "party": find_party(each.party)} for number, each in records]
    rows.sort(key=lambda row: in_order_of_names(row["party"].name_in(context.language)))
    return context.page(
        "cbreport/records.html", convention=convention, cycle=cycle, rows=rows, texts=context.texts(convention.id)
    )


def _rows(context: Context, table: SubmissionTable) -> Iterator[dict[str, Any]]:
    convention, cycle = table.data.convention, table.cycle
    asked = f"{cycle.form}@{cycle.edition}"
    for party in sorted(table.data.parties, key=lambda each: in_order_of_names(each.name_in(context.language))):
        report = table.data.reports.get(party.code)
        yield {
            "party": party,
            "name": party.name_in(context.language),
            "region": convention.region(table.data.region(party.code)),
            "groups": party.groups(cycle.due),
            "report": report,
            "status": report.status if report else "none",
            "late": bool(report and report.submitted[:10] > cycle.due.isoformat()),
            "other_form": report.form.key if report and report.form.key != asked else "",
            "installed": bool(report and context.has_form(report.form.id, report.form.edition)),
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
    if cycle.repeats:
        abort(404)
    form = context.portal.library.form(cycle.form, cycle.edition)
    asked = request.args.get("question", "")
    if not asked:
        return context, convention, cycle, form, None
    question = form.question(asked)
    if question is None or not question.answerable or question.private:
        abort(404)
    return context, convention, cycle, form, _count(context, convention, cycle, question)


def _count(context: Context, convention: Convention, cycle: Cycle, question: Question) -> QuestionSummary:
    form = context.portal.library.form(cycle.form, cycle.edition)
    received = _received(context, convention, cycle)
    table = submission_table(convention, cycle, received)
    others = [code for code, each in table.data.reports.items() if each.form.key != form.key]
    reports = [
        context.portal.assemble(context.portal.store.open(context.identity, each.id))
        for each in received
        if each.form.key == form.key and each.party not in others
    ]
    return question_summary(reports, convention, form, question, on=cycle.due, elsewhere=others)


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
