"""A report as a file: PDF and the report file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from flask import Response, abort, request

from cbreport.answering import files_of
from cbreport.definition import digest_of
from cbreport.documents import render
from cbreport.documents.viewing import Extent
from cbreport.reporting import Report, report_data
from cbreport.web.context import current
from cbreport.web.reading import audience_of, is_internal_copy
from cbreport.web.uploads import kind_of

EXTENTS: Final[Mapping[str, Extent]] = {"long": "long", "short": "short"}


def report_pdf(report_id: str) -> Response:
    """The report on paper, in the language asked for, long or short."""
    context = current()
    _, report = context.report(report_id)
    asked = request.args.get("extent", "long")
    if asked not in EXTENTS:
        abort(404)
    extent = EXTENTS[asked]
    internal = is_internal_copy(context, report)
    snapshot = b"" if internal else context.portal.store.snapshot(context.identity, report.id)
    content = render(
        report, "pdf", language=context.language, extent=extent, audience=audience_of(context, report),
        digest=digest_of(snapshot) if snapshot else "",
    )  # fmt: skip
    return download(content, "application/pdf", f"{file_name(report, internal=internal)}-{context.language}.pdf")


def report_json(report_id: str) -> Response:
    """The report file: whole for those who fill it in, without private answers and comments for everybody else."""
    context = current()
    _, report = context.report(report_id)
    data = report_data(report, public=audience_of(context, report) != "party")
    content = json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")
    return download(
        content, "application/json", f"{file_name(report, internal=is_internal_copy(context, report))}.json"
    )


def snapshot(report_id: str) -> Response:
    """What was submitted, byte for byte, so that anybody who may read it can compute its digest."""
    context = current()
    _, report = context.report(report_id)
    content = context.portal.store.snapshot(context.identity, report_id)
    if not content:
        abort(404)
    return download(content, "application/json", f"{file_name(report)}-snapshot.json")


def attachment(report_id: str, digest: str, name: str) -> Response:
    """A file that an answer names, for whoever may see that answer. It is never shown inside our pages' origin."""
    context = current()
    _, report = context.report(report_id)
    own = audience_of(context, report) == "party" or context.identity.answers_for(report.form.convention, report.party)
    answers = report.answers if own else report.leaving
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


def file_name(report: Report, *, internal: bool = False) -> str:
    """A name that says what it is: convention, Party, cycle and version.

    Every part is a code of letters, digits and hyphens, so it is safe in a header.
    """
    name = f"{report.form.convention}-{report.party}-{report.cycle}-v{report.version}-{report.status}".lower()
    return f"{name}-internal" if internal else name


def download(content: bytes, kind: str, name: str) -> Response:
    """A file for the browser to keep or show."""
    response = Response(content, content_type=kind)
    shown = "inline" if kind == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    return response
