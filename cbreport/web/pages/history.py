"""The history of one answer: who changed it when, from what to what, and a way back to what it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from flask import abort, redirect, request, url_for

from cbreport.answering import Answer
from cbreport.definition import Question, parse_address
from cbreport.errors import NotPermitted, SaveConflict, SaveRefused, UnknownName
from cbreport.reporting import Change, Report, ReportSummary, Wanted, held_to, may
from cbreport.web.changes import ChangesView, as_it_was, is_under, may_write_at
from cbreport.web.context import Context, Reply, current
from cbreport.web.pages.tasks import surroundings
from cbreport.web.places import question_url
from cbreport.web.workflow import versions_of

_PAGE: Final = 40  # changes


def history(report_id: str, address: str) -> Reply:
    """Every change of an answer, the newest first; of a row or a table everything within it."""
    context = current()
    return _render(context, _inside(context, report_id, address), address)


@dataclass(frozen=True)
class _Told:
    """A change, and the version of the report in which it was made."""

    version: ReportSummary
    change: Change


def _inside(context: Context, report_id: str, address: str) -> Report:
    """The report, for those whose answers these are; for all others there is no such page."""
    _, report = context.report(report_id, colleagues=True)
    standing = report.standing
    place, grant = parse_address(address), held_to(context.identity, standing)
    if place is None or not may(context.identity, "inside", standing):
        abort(404)
    if grant and place.question not in grant.sees:
        abort(404)
    return report


def _render(context: Context, report: Report, address: str, problem: str = "") -> str:
    versions = [each for each in versions_of(context, report) if each.version <= report.version]
    told = list(_changes(context, versions, address))
    if not told and not _is_asked(report, address):
        abort(404)
    shown, more = told[:_PAGE], told[_PAGE:]
    view = ChangesView(context, report, whole="whole" in request.args)
    asked = {name: request.args[name] for name in ("of", "before") if name in request.args}
    return context.page(
        "cbreport/history.html",
        address=address,
        name=view.name(address, (each.change for each in told)),
        entries=list(_entries(view, report, address, shown)),
        rows=_rows(view, report, address, (each.change for each in told)),
        url=question_url(report, address) if may_write_at(context.identity, report, address) else "",
        older={"of": shown[-1].version.id, "before": shown[-1].change.seq} if more else None,
        later=bool(asked),
        asked=asked,
        whole=view.whole,
        problem=problem,
        **surroundings(context, report),
    )


def _is_asked(report: Report, address: str) -> bool:
    """Whether somebody can answer there: a question, a column, or a row of a group."""
    place, question = parse_address(address), report.form.at(address)
    if question is None and place and not place.column:
        outer = report.form.question(place.question)
        question = outer if outer and outer.type == "group" else None
    return question is not None and question.asked


def _changes(context: Context, versions: Iterable[ReportSummary], address: str) -> Iterator[_Told]:
    """One more than fit on a page, from where the page asks for, through all versions that are hers."""
    asked, before = request.args.get("of", ""), request.args.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else 0
    listed = list(versions)
    start = next((at for at, each in enumerate(listed) if asked and each.id == asked), 0)
    left = _PAGE + 1
    for number, version in enumerate(listed[start:]):
        if left <= 0 or not may(context.identity, "inside", version.standing):
            return
        wanted = Wanted(under=address, before=0 if number else place, copied=False)
        found = context.portal.store.history(context.identity, version.id, limit=left, wanted=wanted)
        left -= len(found)
        yield from (_Told(version, change) for change in found)


def _entries(view: ChangesView, report: Report, address: str, told: Iterable[_Told]) -> Iterator[dict[str, Any]]:
    """What was saved together, as one entry each."""
    writable = may_write_at(view.context.identity, report, address)
    first = "of" not in request.args
    for (version, revision), run in groupby(told, key=lambda each: (each.version, each.change.revision)):
        changes = [each.change for each in run]
        yield {
            "version": version,
            "earlier": version.id != report.id,
            "revision": revision,
            "time": changes[0].time,
            "person": view.person(changes[0].author),
            "changes": [
                {
                    "name": _place_name(view, each.address, changes) if each.address != address else "",
                    "address": each.address,
                    "parts": view.parts(each),
                    "told": view.told(each),
                }
                for each in reversed(changes)
            ],
            "ways": list(_ways(view, report, address, changes, newest=first)) if writable else [],
        }
        first = False


def _place_name(view: ChangesView, address: str, changes: list[Change]) -> str:
    """Row and column of an answer; the page says the question already."""
    return view.inside(address, changes) or view.name(address, changes)


def _ways(
    view: ChangesView, report: Report, address: str, changes: list[Change], *, newest: bool
) -> Iterator[dict[str, Any]]:
    """What can be restored of an entry: what it left there, or a row that it removed."""
    outer = report.form.question(address.partition("[")[0])
    places = list(dict.fromkeys(_place_of(outer, each.address) for each in changes))
    revision = changes[0].revision
    for place in places if _is_many(report, address) else [address]:
        own = [each for each in changes if is_under(each.address, place)]
        now = {key: each.content() for key, each in report.answers.items() if is_under(key, place)}
        if all(not each.after for each in own):
            if any(now.get(each.address, {}) != each.before for each in own):
                name = view.row_name(outer, _row(place), changes) if outer and _row(place) else ""
                yield {"place": place, "at": revision - 1, "kind": "back", "name": name}
        elif place == address and not newest and (_row(place) or now.get(address, {}) != own[0].after):
            yield {"place": place, "at": revision, "kind": "this", "name": ""}


def _rows(view: ChangesView, report: Report, address: str, changes: Iterable[Change]) -> list[tuple[str, str]]:
    """The rows of a table or group, those that are gone too: place and name of each, to look at one alone."""
    outer = report.form.question(address)
    if outer is None or not outer.parts:
        return []
    listed = list(changes)
    places = (parse_address(each) for each in (*report.answers, *(change.address for change in listed)))
    keys = dict.fromkeys(each.row for each in places if each and each.question == address and each.row)
    return [(f"{address}[{key}]", view.row_name(outer, key, listed)) for key in keys]


def _is_many(report: Report, address: str) -> bool:
    """Whether the address is a whole table or group, which is brought back row by row."""
    question = report.form.question(address)
    return bool(question and question.parts)


def _place_of(outer: Question | None, address: str) -> str:
    """The row of a group in which an answer stands; any other answer by itself."""
    place = parse_address(address)
    grouped = outer is not None and outer.type == "group" and place is not None and place.row
    return f"{outer.id}[{place.row}]" if grouped and outer and place else address


def _row(address: str) -> str:
    place = parse_address(address)
    return place.row if place else ""


def restore(report_id: str, address: str) -> Reply:
    """Save again what an answer, or a whole row, was at an earlier revision: a save like any other."""
    context = current()
    report = _inside(context, report_id, address)
    base = context.asked_revision()
    answers = as_it_was(_answers_at(context, report, address), report.answers, address)
    t = context.t
    try:
        context.portal.store.save(context.identity, report_id, answers, base)
    except NotPermitted as error:
        return _render(context, report, address, error.describe(t)), 403
    except SaveConflict:
        told = t(
            "Somebody changed this answer meanwhile, so nothing was restored. Their version is the first one below."
        )
        return _render(context, context.report(report_id, colleagues=True)[1], address, told), 409
    except SaveRefused as error:
        return _render(context, report, address, context.why(error)), 409
    return redirect(url_for(".history", report_id=report_id, address=address, restored=""), 303)


def _answers_at(context: Context, report: Report, address: str) -> Mapping[str, Answer]:
    """The answers at the revision of the version that the form names."""
    version, at = request.form.get("of", report.id), context.asked_revision("at")
    known = {each.id for each in versions_of(context, report) if may(context.identity, "inside", each.standing)}
    if version not in known or at < 0 or _is_many(report, address):
        abort(404)
    try:
        return context.portal.store.open(context.identity, version, revision=at).answers
    except UnknownName:
        abort(404)
