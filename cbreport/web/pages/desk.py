"""The Secretariat's desk: whom it is for, its records, and one question across Parties."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Response, abort, request, url_for

from cbreport.definition import Convention, Cycle, Form, Question, in_order_of_names
from cbreport.errors import UnknownName
from cbreport.reporting import RECEIVED, Report
from cbreport.synthesis import (
    Facts,
    PartyFilter,
    QuestionSummary,
    Scope,
    question_summary,
    submission_table,
    summary_from_facts,
)
from cbreport.synthesis.desk import GROUPS
from cbreport.web.context import Context, Reply, current
from cbreport.web.narrowing import Narrowing
from cbreport.web.pages.home import record_row, records_of
from cbreport.web.printing import print_document
from cbreport.web.registers import outline

if TYPE_CHECKING:
    from cbreport.documents import Document


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


def _received(context: Context, convention: Convention, cycle: Cycle) -> list[Report]:
    """What was received, without answers, and without the forms, which need not be installed."""
    found = context.portal.store.reports(context.identity, convention=convention.id, cycle=cycle.id)
    return [outline(each) for each in found if each.status in RECEIVED]


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


def _summary(convention_id: str) -> tuple[Context, Convention, Cycle, Form, QuestionSummary | None]:
    context, convention, cycle = served(convention_id)
    if cycle.repeats:
        abort(404)
    form = context.portal.library.form(cycle.form, cycle.edition)
    asked = request.args.get("question", "")
    if not asked:
        return context, convention, cycle, form, None
    question = form.question(asked)
    if question is None or not question.answerable or question.private:
        abort(404)
    counted = Narrowing.of(request.args).parties_filter(convention, cycle.due)
    return context, convention, cycle, form, _count(context, convention, cycle, question, counted)


def _count(
    context: Context, convention: Convention, cycle: Cycle, question: Question, counted: PartyFilter | None
) -> QuestionSummary:
    form = context.portal.library.form(cycle.form, cycle.edition)
    store, person = context.portal.store, context.identity
    if isinstance(store, Facts):
        scope = Scope.of(convention, cycle)
        found = summary_from_facts(
            store, person, convention, form, question, scope, on=cycle.due, parties_filter=counted
        )
        if found is not None:
            return found
    # A store without facts, or reports of which none were made yet: look at the reports themselves.
    received = _received(context, convention, cycle)
    table = submission_table(convention, cycle, received)
    others = [code for code, each in table.data.reports.items() if each.form.key != form.key]
    reports = [
        context.portal.assemble(store.open(person, each.id))
        for each in received
        if each.form.key == form.key and each.party not in others
    ]
    return question_summary(reports, convention, form, question, on=cycle.due, parties_filter=counted, elsewhere=others)


def _document(context: Context, convention: Convention, cycle: Cycle, found: QuestionSummary) -> Document:
    """The summary, which says to which Parties it is narrowed down."""
    from cbreport.documents import summary_document
    from cbreport.web.pages.parties import Words, narrowed_to

    document = summary_document(found, convention, cycle, context.language, context.texts(convention.id))
    facts = narrowed_to(Words(context, convention), Narrowing.of(request.args))
    return replace(document, cover=replace(document.cover, facts=(*document.cover.facts, *facts)))


def summary(convention_id: str) -> Reply:
    """One question across the Parties that reported."""
    from cbreport.web.pages.parties import Words

    context, convention, cycle, form, found = _summary(convention_id)
    return context.page(
        "cbreport/summary.html",
        convention=convention,
        cycle=cycle,
        form=form,
        document=_document(context, convention, cycle, found) if found else None,
        question=request.args.get("question", ""),
        asked=Narrowing.of(request.args),
        groups=GROUPS,
        texts=context.texts(convention.id),
        words=Words(context, convention),
    )


def summary_pdf(convention_id: str) -> Response:
    """The same on paper."""
    context, convention, cycle, _, found = _summary(convention_id)
    if found is None:
        abort(404)
    asked: dict[str, Any] = {"question": request.args["question"], **Narrowing.of(request.args).address}
    name = f"{convention.id}-{cycle.id}-{asked['question']}-{context.language}.pdf".lower()
    back = url_for(".summary", convention_id=convention.id, cycle=cycle.id, **asked)
    return print_document(context, _document(context, convention, cycle, found), name, back)
