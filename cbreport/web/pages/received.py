"""Who has reported in a cycle, as a picture: a map of the Parties, counts, earlier cycles; on a page and as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, abort, url_for

from cbreport.definition import Convention, Cycle
from cbreport.documents import Document
from cbreport.documents.received import received_document
from cbreport.reporting import ReportSummary
from cbreport.synthesis import desk_list
from cbreport.web.context import Context, Reply
from cbreport.web.pages.desk import served
from cbreport.web.printing import document_file
from cbreport.web.team import today


def received(convention_id: str) -> Reply:
    """The map with its numbers."""
    context, convention, cycle, document = _made(convention_id)
    return context.page("cbreport/received.html", convention=convention, cycle=cycle, document=document)


def received_file(convention_id: str, kind: str) -> Response:
    """The same on paper or as a workbook."""
    context, convention, cycle, document = _made(convention_id)
    name = f"{convention.id}-{cycle.id}-received-{today()}-{context.language}.{kind}".lower()
    back = url_for(".received", convention_id=convention.id, cycle=cycle.id)
    return document_file(context, document, name, back)


def _made(convention_id: str) -> tuple[Context, Convention, Cycle, Document]:
    context, convention, cycle = served(convention_id)
    if cycle.repeats:
        abort(404)
    store, person = context.portal.store, context.identity
    summaries = store.reports(person, convention=convention.id)
    steps = store.steps_of(person, convention=convention.id, cycle=cycle.id)
    found = desk_list(convention, cycle, summaries, steps, today=today())
    earlier = list(_earlier(convention, cycle, summaries))
    texts = context.texts(convention.id)
    return context, convention, cycle, received_document(found, earlier, context.language, texts)


def _earlier(
    convention: Convention, cycle: Cycle, summaries: Sequence[ReportSummary]
) -> Iterator[tuple[Cycle, int | None]]:
    """Cycles of the same form before this one, with what was received; None where no report of a cycle is kept."""
    alike = (each for each in convention.party_cycles if each.form == cycle.form and each.due < cycle.due)
    for each in sorted(alike, key=lambda each: each.due):
        kept = [report for report in summaries if report.cycle == each.id]
        total = desk_list(convention, each, kept, {}, today=today()).counts[0]
        yield each, total.reported if kept else None
