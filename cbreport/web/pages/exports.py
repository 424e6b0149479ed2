"""Exports of the Secretariat: which reports, in which formats and languages; how far one is; its files to fetch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from flask import Response, abort, redirect, request, send_file, url_for

from cbreport.definition import LANGUAGE_NAMES, Convention, Cycle, find_party, in_order_of_names
from cbreport.documents.bulk import STATUSES_FOR, Export, Planned, files_of, reports_of
from cbreport.documents.formats import FORMATS
from cbreport.documents.viewing import Audience
from cbreport.errors import SaveRefused
from cbreport.exporting.jobs import is_kept, manifest_of, zip_of
from cbreport.reporting import ReportSummary
from cbreport.reporting.jobs import EXPORT, KEPT, OPEN, Job
from cbreport.storage.rows import new_id
from cbreport.web.context import Context, Reply
from cbreport.web.narrowing import Narrowing
from cbreport.web.pages.desk import served
from cbreport.web.pages.parties import Words, chips, list_page

AUDIENCES: Final[dict[str, Audience]] = {"secretariat": "secretariat", "public": "public"}


@dataclass(frozen=True)
class Listed:
    """What a list of the desk shows, as far as it can be exported.

    :param reports: for each audience, in the order of the list.
    :param asked: what the address narrows the list down to; one of records is not narrowed.
    :param chips: the filters that are in use.
    """

    context: Context
    convention: Convention
    cycle: Cycle
    reports: Mapping[str, Sequence[ReportSummary]]
    asked: Narrowing = field(default_factory=Narrowing)
    chips: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True)
class Wanted:
    """What the form says. ``job`` is made up for one pressing of the last button."""

    formats: tuple[str, ...]
    languages: tuple[str, ...]
    audience: Audience
    job: str


def exports(convention_id: str) -> Reply:
    """The reports that the list shows, to choose formats and languages for; below it one's own exports."""
    page = _page(convention_id)
    language, known = page.context.language, page.convention.languages
    language = language if language in known else known[0]
    return _choosing(page, Wanted(("pdf",), (language,), "secretariat", ""))


def ask(convention_id: str) -> Reply:
    """Say how many files there will be, or begin."""
    page = _page(convention_id)
    context, wanted = page.context, _wanted(page)
    if request.form.get("action") == "choose":
        return _choosing(page, wanted)
    problems = _problems(page, wanted)
    if problems:
        return _choosing(page, wanted, problems), 422
    export = _export(page, wanted)
    files = files_of(export, page.reports[wanted.audience])
    if request.form.get("action") != "start":
        return _confirming(page, wanted, files)
    try:
        made = context.portal.store.queue_job(
            context.identity, EXPORT, export.data, id=wanted.job, convention=convention_id, total=len(files)
        )
    except SaveRefused as error:
        return _choosing(page, wanted, [{"text": context.why(error), "href": ""}]), 409
    return redirect(url_for(".export_job", convention_id=convention_id, job_id=made.id), 303)


def job(convention_id: str, job_id: str) -> Reply:
    """How far an export is, and what came of it."""
    context, found = _own(convention_id, job_id)
    convention = context.portal.library.convention(convention_id)
    return context.page(
        "cbreport/export-job.html",
        convention=convention,
        cycle=convention.main_cycle,
        job=_shown(context, found),
        days=KEPT.days,
        texts=context.texts(convention_id),
    )


def cancel(convention_id: str, job_id: str) -> Reply:
    """Let an export end before all of it is made."""
    context, found = _own(convention_id, job_id)
    context.portal.store.cancel_job(context.identity, found.id)
    return redirect(url_for(".export_job", convention_id=convention_id, job_id=job_id), 303)


def file(convention_id: str, job_id: str, kind: str) -> Response:
    """The ZIP of an export, or its manifest, for whoever asked for it."""
    context, found = _own(convention_id, job_id)
    folder = Path(context.portal.exports)
    path = zip_of(folder, found) if kind == "zip" else manifest_of(folder, found)
    if not is_kept(found, datetime.now(UTC)) or not path.is_file():
        abort(404)
    name = f"{convention_id}-{'-'.join(found.wanted['cycles'])}-{found.ended[:10]}.{kind}".lower()
    media = "application/zip" if kind == "zip" else "application/json"
    return send_file(path.resolve(), mimetype=media, as_attachment=True, download_name=name, max_age=0)


def _page(convention_id: str) -> Listed:
    context, convention, cycle = served(convention_id)
    if not context.portal.exports:
        abort(404)
    if cycle.repeats:
        return Listed(context, convention, cycle, _records(context, convention, cycle))
    page = list_page(context, convention, cycle)
    current = [row.current for row in page.rows if row.current]
    reports = {name: [each for each in current if each.status in STATUSES_FOR[name]] for name in AUDIENCES}
    return Listed(context, convention, cycle, reports, page.asked, list(chips(page)))


def _records(context: Context, convention: Convention, cycle: Cycle) -> dict[str, Sequence[ReportSummary]]:
    """For each audience every record that it may have, by Party: in the newest version that counts or is published."""
    found = context.portal.store.reports(context.identity, convention=convention.id)

    def place(each: ReportSummary) -> Any:
        return in_order_of_names(find_party(each.party).name_in(context.language))

    return {
        name: sorted(
            reports_of(Export(convention.id, (cycle.id,), (), STATUSES_FOR[name]), convention, found), key=place
        )
        for name in AUDIENCES
    }


def _own(convention_id: str, job_id: str) -> tuple[Context, Job]:
    """A job of one's own; a 404 for everybody else."""
    context, _, _ = served(convention_id)
    found = context.portal.store.job(context.identity, job_id)
    if found.convention != convention_id or found.kind != EXPORT or not context.portal.exports:
        abort(404)
    return context, found


def _wanted(page: Listed) -> Wanted:
    form = request.form
    return Wanted(
        tuple(name for name in FORMATS if name in form.getlist("format")),
        tuple(each for each in page.convention.languages if each in form.getlist("language")),
        AUDIENCES.get(form.get("audience", ""), "secretariat"),
        form.get("job", ""),
    )


def _export(page: Listed, wanted: Wanted) -> Export:
    return Export(
        page.convention.id,
        (page.cycle.id,),
        tuple(sorted({each.party for each in page.reports[wanted.audience]})),
        STATUSES_FOR[wanted.audience],
        wanted.formats,
        wanted.languages,
        audience=wanted.audience,
    )


def _problems(page: Listed, wanted: Wanted) -> list[dict[str, str]]:
    t = page.context.t
    said = []
    if not wanted.formats:
        said.append({"text": t("Choose at least one format."), "href": "#formats"})
    if not wanted.languages:
        said.append({"text": t("Choose at least one language."), "href": "#languages"})
    if not page.reports[wanted.audience]:
        text = t("None of these reports is published.") if wanted.audience == "public" else t("There is no report.")
        said.append({"text": text, "href": "#audience"})
    return said


def _choosing(page: Listed, wanted: Wanted, problems: Sequence[dict[str, str]] = ()) -> str:
    context = page.context
    jobs = context.portal.store.jobs(context.identity, convention=page.convention.id)
    return context.page(
        "cbreport/exports.html",
        **_shared(page),
        wanted=wanted,
        problems=problems,
        formats=[(name, each.title) for name, each in FORMATS.items() if each.available],
        counts={name: len(reports) for name, reports in page.reports.items()},
        jobs=[_shown(context, each) for each in jobs if each.kind == EXPORT],
        chips=page.chips,
        days=KEPT.days,
    )


def _confirming(page: Listed, wanted: Wanted, files: Sequence[Planned]) -> str:
    reports = page.reports[wanted.audience]
    return page.context.page(
        "cbreport/export-confirm.html",
        **_shared(page),
        wanted=wanted,
        job=new_id(),
        files=len(files),
        reports=len(reports),
        parties=[find_party(code).name_in(page.context.language) for code in dict.fromkeys(e.party for e in reports)],
    )


def _shared(page: Listed) -> dict[str, Any]:
    return {
        "convention": page.convention,
        "cycle": page.cycle,
        "asked": page.asked,
        "texts": page.context.texts(page.convention.id),
        "words": Words(page.context, page.convention),
        "names": LANGUAGE_NAMES,
    }


def _shown(context: Context, job: Job) -> dict[str, Any]:
    """A job with what only pages need."""
    export = Export.of(dict(job.wanted))
    now = datetime.now(UTC)
    kept = is_kept(job, now) and zip_of(Path(context.portal.exports), job).is_file()
    return {
        "job": job,
        "export": export,
        "open": job.status in OPEN,
        "cycles": [_cycle_title(context, export, id) for id in export.cycles],
        "languages": [(each, LANGUAGE_NAMES[each]) for each in export.languages],
        "size": zip_of(Path(context.portal.exports), job).stat().st_size if kept else 0,
        "until": (datetime.fromisoformat(job.ended) + KEPT).date() if kept else None,
    }


def _cycle_title(context: Context, export: Export, id: str) -> str:
    convention = context.portal.library.convention(export.convention)
    known = {each.id: each.title for each in convention.cycles}
    return context.texts(export.convention)(known[id]) if id in known else id
