"""Filling in without a line: a file goes out, comes back, and its answers are merged like those of every other save.

What came back is kept with the report before anything else, so that it is there whatever happens next. Nothing is
written before a person has seen what would change and what could not be read.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, abort, redirect, request, url_for

from cbreport.answering import Answer
from cbreport.definition import Form, Section, digest_of
from cbreport.documents.filling import FILLINGS, Outgoing, read_filled
from cbreport.documents.naming import file_stem
from cbreport.errors import CbreportError, NotPermitted, ReportFileError, SaveConflict, SaveRefused, UnknownName
from cbreport.reporting import Change, Once, Report, may
from cbreport.reporting.returning import Incoming, Made, Returned, incoming
from cbreport.web.changes import ChangesView
from cbreport.web.context import Context, Reply, current
from cbreport.web.fields import field_id
from cbreport.web.formats import Formats
from cbreport.web.pages.papers import download
from cbreport.web.pages.tasks import surroundings
from cbreport.web.team import colleague_of
from cbreport.web.uploads import kind_of

KEY: Final = "files to fill in"
MINE: Final = "mine"
_DATA: Final = "application/json"


def page(report_id: str) -> Reply:
    """What there is to fill in without a line, and where to bring it back."""
    context = current()
    return _page(context, _report(context, report_id))


def _report(context: Context, report_id: str) -> Report:
    """The report, for those who may change it now."""
    _, report = context.report(report_id, colleagues=True)
    if not may(context.identity, "inside", report.standing):
        abort(404)
    if not may(context.identity, "write", report.standing):
        abort(403, context.t("The report cannot be changed at present, so it cannot be filled in elsewhere either."))
    return report


def _sections(context: Context, report: Report) -> list[Section]:
    """The sections that this person fills in."""
    grant = colleague_of(context, report)
    return [each for each in report.form.sections if grant is None or each.id in grant.sections]


def _page(context: Context, report: Report, problem: str = "") -> str:
    return context.page(
        "cbreport/filling.html",
        kinds=[kind for kind in FILLINGS if kind != "json"] or list(FILLINGS),
        sections=_sections(context, report),
        problem=problem,
        **surroundings(context, report),
    )


def to_fill_in(report_id: str, kind: str) -> Response:
    """A file to fill in, with all that is answered already."""
    context = current()
    report = _report(context, report_id)
    if kind not in FILLINGS:
        abort(404)
    own = [each.id for each in _sections(context, report)]
    chosen = [id for id in own if id in request.args.getlist("section")] or own
    form = report.form
    made = Made(
        report.id, form.id, form.edition, form.digest, report.party, report.cycle, report.version, report.revision,
        context.language, secrets.token_urlsafe(12),
    )  # fmt: skip
    outgoing = Outgoing(report, made, frozenset(chosen), context.portal.store.signing_key(KEY))
    name = f"{file_stem(report)}-{context.language}-r{report.revision}.{kind}"
    return download(FILLINGS[kind].write(outgoing), FILLINGS[kind].media_type, name)


def bring_back(report_id: str) -> Reply:
    """What a file would change that was filled in elsewhere; nothing is written yet."""
    context = current()
    report = _report(context, report_id)
    upload = request.files.get("file")
    content = upload.read() if upload else b""
    if not content:
        return _page(context, report, context.t("Choose the file that you filled in.")), 422
    try:
        read = _read(context, report, content)
        kind = kind_of(content) or _DATA
        digest = context.portal.store.keep_file(context.identity, report_id, content, kind)
    except NotPermitted as error:
        abort(403, context.why(error))
    except CbreportError as error:
        return _page(context, report, context.why(error)), 422
    return _preview(context, report, read, digest)


def _read(context: Context, report: Report, content: bytes) -> Returned:
    """What the file says, which must have been made from this report.

    :raises ReportFileError: it is no such file, or one of another report.
    """

    def form_of(made: Made) -> Form:
        if made.report != report.id:
            raise ReportFileError("This file was made from another report.", "Bring it back on the page of that one.")
        return report.form

    read = read_filled(content, form_of, context.portal.store.signing_key(KEY))
    if read.made.revision > report.revision:
        raise ReportFileError(
            "The file was made from a state of the report that is not known here.",
            "Download it anew and copy your answers there.",
        )
    return read


@dataclass(frozen=True)
class _Row:
    """An answer of the file, as the preview shows it."""

    address: str
    id: str
    name: str
    parts: list[dict[str, Any]]


def _merged(context: Context, report: Report, read: Returned) -> Incoming:
    store, identity = context.portal.store, context.identity
    base = store.open(identity, report.id, revision=read.made.revision).answers
    found = incoming(read, report.form, base, report.answers)
    own = {question.id for section in _sections(context, report) for question in section.questions}

    def only(answers: Mapping[str, Answer]) -> dict[str, Answer]:
        return {address: each for address, each in answers.items() if address.partition("[")[0] in own}

    return Incoming(only(found.changes), only(found.conflicts), base)


def _preview(context: Context, report: Report, read: Returned, digest: str, problem: str = "") -> str:
    found = _merged(context, report, read)
    view = ChangesView(context, report)
    return context.page(
        "cbreport/filling-preview.html",
        digest=digest,
        made=read.made,
        changes=list(_rows(view, report, found.changes)),
        conflicts=list(_rows(view, report, found.conflicts)),
        unread=[(each, _why(context, each.problem)) for each in read.unread],
        older=read.made.digest != report.form.digest,
        problem=problem,
        **surroundings(context, report),
    )


def _why(context: Context, problem: Any) -> str:
    shown = Formats(context.language).dated(problem)
    return f"{shown.describe(context.t)} {shown.advise(context.t)}".strip()


def _rows(view: ChangesView, report: Report, answers: Mapping[str, Answer]) -> Iterator[_Row]:
    """In the order of the form, each with what the report has now and what the file says."""
    places = {question.id: at for at, question in enumerate(report.form.questions())}
    for address in sorted(answers, key=lambda each: places.get(each.partition("[")[0], 0)):
        before, after = report.answers.get(address, Answer()), answers[address]
        change = Change(0, 0, "", address, before.content(), after.content(), "", "", "")
        naming = [Change(0, 0, "", other, {}, answers[other].content(), "", "", "") for other in answers]
        yield _Row(address, field_id(address), view.name(address, naming), view.parts(change))


def take_in(report_id: str) -> Reply:
    """Save those answers of the file that the person chose."""
    context = current()
    report = _report(context, report_id)
    digest = request.form.get("digest", "")
    store, identity, t = context.portal.store, context.identity, context.t
    try:
        content = store.file(identity, report_id, digest)
    except UnknownName:
        return _page(context, report, t("The file is not there any more. Bring it back again.")), 422
    try:
        read = _read(context, report, content)
    except ReportFileError as error:
        return _page(context, report, context.why(error)), 422
    seen = context.asked_revision()
    found = _merged(context, report, read)
    chosen = set(request.form.getlist("take"))
    decided = {address for address in found.conflicts if request.form.get(f"of:{address}") == MINE}
    meanwhile = t("A colleague changed some of these answers meanwhile, so nothing was saved yet. Look again.")
    if chosen & found.conflicts.keys():
        return _preview(context, report, read, digest, meanwhile), 409
    answers = {address: each for address, each in found.changes.items() if address in chosen}
    answers |= {address: found.conflicts[address] for address in decided}
    if not answers:
        return _preview(context, report, read, digest, t("Nothing was chosen, so nothing was saved.")), 422
    once = Once(f"file:{digest_of(sorted(answers))[-40:]}:{digest[-40:]}:{seen}")
    try:
        saved = store.save(
            identity, report_id, answers, read.made.revision, seen=dict.fromkeys(decided, seen), once=once
        )
    except SaveConflict:
        return _preview(context, context.report(report_id, colleagues=True)[1], read, digest, meanwhile), 409
    except SaveRefused as error:
        return _preview(context, report, read, digest, context.why(error)), 409
    return redirect(url_for(".filling", report_id=report_id, taken=saved.changed), 303)
