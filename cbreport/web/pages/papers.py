"""A report as a file: PDF, the report file and other files with its data; and a blank form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from flask import Response, abort, redirect, request, url_for

from cbreport.answering import files_of
from cbreport.definition import Section
from cbreport.documents import (
    FORMATS,
    Block,
    Document,
    Heading,
    Order,
    Wish,
    data_formats,
    form_to_fill_in,
    render,
)
from cbreport.documents.formats import Paper
from cbreport.documents.naming import file_stem
from cbreport.documents.viewing import Extent
from cbreport.reporting import IN_HAND, RECEIVED, Report, may
from cbreport.web.context import Context, Reply, current
from cbreport.web.pages.tasks import surroundings
from cbreport.web.printing import print_document
from cbreport.web.reading import audience_of, document_of, is_internal_copy
from cbreport.web.team import find_section
from cbreport.web.uploads import kind_of
from cbreport.web.workflow import versions_of

EXTENTS: Final[Mapping[str, Extent]] = {"long": "long", "short": "short"}


def report_pdf(report_id: str) -> Response:
    """The report on paper, in the language asked for, long or short."""
    context = current()
    _, report = context.report(report_id)
    asked = request.args.get("extent", "long")
    if asked not in EXTENTS:
        abort(404)
    archive = "archive" in request.args
    name = f"{file_stem(report, internal=is_internal_copy(context, report))}{'-archive' if archive else ''}"
    document = Order(report, replace(_wish(context, report), extent=EXTENTS[asked], paper=Paper(archive))).document
    back = url_for(".report", report_id=report.id)
    return print_document(context, document, f"{name}-{context.language}.pdf", back=back)


def section_pdf(report_id: str, section_id: str) -> Response:
    """One section on paper, for those who may read it; a colleague has those that were delegated to her."""
    context = current()
    _, report = context.report(report_id, colleagues=True)
    section = find_section(context, report, section_id)
    name = f"{file_stem(report, internal=is_internal_copy(context, report))}-{section.id}-{context.language}.pdf"
    document = Order(report, replace(_wish(context, report), section=section.id)).document
    return print_document(context, document, name, back=url_for(".report", report_id=report.id))


def blank_pdf(convention_id: str, cycle_id: str) -> Response:
    """The form of a cycle to circulate and fill in by hand. Forms are public."""
    context = current()
    library = context.portal.library
    convention = library.convention(convention_id)
    cycle = convention.cycle(cycle_id)
    form = library.form(cycle.form, cycle.edition)
    document = form_to_fill_in(form, context.texts(convention.id), convention, cycle)
    name = f"{form.id}-{form.edition}-{context.language}.pdf".lower()
    return print_document(context, document, name, back=url_for(".home"))


def _wish(context: Context, report: Report) -> Wish:
    """What a document of the report is made with for this reader."""
    snapshot = b""
    if not is_internal_copy(context, report) and report.status not in IN_HAND:
        snapshot = context.portal.store.snapshot(context.identity, report.id)
    newer = [each for each in versions_of(context, report) if each.version > report.version and each.status in RECEIVED]
    return Wish(
        language=context.language,
        audience=audience_of(context, report),
        snapshot=snapshot,
        superseded_by=max((each.version for each in newer), default=0),
    )


def section_paper(report_id: str, section_id: str) -> Reply:
    """One section to print, with its answers and with room to write where there are none; for those who fill it in."""
    context = current()
    _, report = context.report(report_id, colleagues=True)
    section = find_section(context, report, section_id)
    if not may(context.identity, "write", report.standing):
        return redirect(url_for(".report", report_id=report_id))
    return context.page(
        "cbreport/section-paper.html",
        section=section,
        blocks=blocks_of(document_of(context, report), section),
        paper=True,
        **surroundings(context, report),
    )


def blocks_of(document: Document, section: Section) -> tuple[Block, ...]:
    """A section's heading and what stands below it; nothing where the section is not shown."""
    found: list[Block] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.anchor == f"section-{section.id}"
        if inside:
            found.append(block)
    return tuple(found)


def report_json(report_id: str) -> Response:
    """The report file: whole for those who fill it in, without private answers and comments for everybody else."""
    return data_file(report_id, "json")


def data_file(report_id: str, format: str) -> Response:
    """The report's data for programs and spreadsheets, with the answers that its report file has."""
    context = current()
    _, report = context.report(report_id)
    kind = next((each for each in data_formats(report) if each.name == format), None)
    if kind is None:
        abort(404)
    content = render(report, format, language=context.language, audience=audience_of(context, report))
    name = file_stem(report, internal=is_internal_copy(context, report) and format in FORMATS)
    return download(content, kind.media_type, f"{name}{'' if format in FORMATS else f'-{format}'}.{kind.suffix}")


def snapshot(report_id: str) -> Response:
    """What was submitted, byte for byte, so that anybody who may read it can compute its digest."""
    context = current()
    _, report = context.report(report_id)
    content = context.portal.store.snapshot(context.identity, report_id)
    if not content:
        abort(404)
    return download(content, "application/json", f"{file_stem(report)}-snapshot.json")


def attachment(report_id: str, digest: str, name: str) -> Response:
    """A file that an answer names, for whoever may see that answer. It is never shown inside our pages' origin."""
    context = current()
    _, report = context.report(report_id, colleagues=True)
    answers = report.answers if may(context.identity, "inside", report.standing) else report.leaving
    wanted = f"sha256:{digest}"
    named = (file for each in answers.values() for file in files_of(each))
    file = next((file for file in named if (file["digest"], file["name"]) == (wanted, name)), None)
    if file is None:
        abort(404)
    content = context.portal.store.file(context.identity, report_id, wanted)
    kind = kind_of(content) or "application/octet-stream"
    response = Response(content, content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file['name'], safe='')}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def download(content: bytes, kind: str, name: str) -> Response:
    """A file for the browser to keep or show."""
    response = Response(content, content_type=kind)
    shown = "inline" if kind == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    return response
