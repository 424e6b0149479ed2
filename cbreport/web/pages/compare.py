"""Two versions side by side: of one report, as it was on a day, or of another cycle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask import Response, abort, request, url_for

from cbreport.answering import Answer
from cbreport.answering.differing import Effort
from cbreport.documents import comparison_document
from cbreport.documents.changing import changed_parts
from cbreport.documents.naming import file_stem
from cbreport.documents.writing import Writer
from cbreport.errors import UnknownName
from cbreport.reporting import Report, ReportSummary, Wanted, held_to, may
from cbreport.reporting.pairing import STATES, Pair, Row, pair_reports
from cbreport.web.changes import ChangesView
from cbreport.web.context import Context, Reply, current
from cbreport.web.formats import Formats
from cbreport.web.pages.tasks import surroundings
from cbreport.web.printing import print_document
from cbreport.web.workflow import versions_of

_CHOSEN: Final = ("left", "left-on", "right", "right-on")
_WORK: Final = 4_000_000  # pairs of words looked at for one page


@dataclass(frozen=True)
class Side:
    """One of the two versions: what it is called, and the report as it was then."""

    name: str
    report: Report


def compare(report_id: str) -> Reply:
    """Two versions, question by question: what stayed, changed, was added or removed."""
    context = current()
    _, report = context.report(report_id)
    offered = offers(context, report)
    inside = may(context.identity, "inside", report.standing)
    before = _before(report, offered)
    left, wrong_left = _side(context, report, offered, "left", before, inside=inside)
    right, wrong_right = _side(context, report, offered, "right", report_id, inside=inside)
    problems = [text for text in (wrong_left, wrong_right) if text]
    rows = list(_rows(context, report, left, right)) if left and right else []
    everything = "all" in request.args
    counts = Counter(row["state"] for row in rows)
    asked: dict[str, Any] = {name: request.args[name] for name in _CHOSEN if name in request.args}
    return context.page(
        "cbreport/compare.html",
        left=left,
        right=right,
        offered=[(each.id, _name(context, report, each)) for each in offered],
        days={"left": request.args.get("left-on", ""), "right": request.args.get("right-on", "")},
        chosen={"left": request.args.get("left", "") or before, "right": request.args.get("right", "") or report_id},
        inside=inside,
        problems=problems,
        wrong=[name for name, text in (("left", wrong_left), ("right", wrong_right)) if text],
        sections=_sections(row for row in rows if everything or row["state"] not in ("same", "blank")),
        counts=[(state, counts[state]) for state in STATES],
        everything=everything,
        paper=url_for(".comparison_pdf", report_id=report_id, **asked),
        **surroundings(context, report),
    ), 400 if problems else 200


def comparison_pdf(report_id: str) -> Response:
    """The same on paper."""
    context = current()
    _, report = context.report(report_id)
    offered = offers(context, report)
    inside = may(context.identity, "inside", report.standing)
    before = _before(report, offered)
    left, _ = _side(context, report, offered, "left", before, inside=inside)
    right, _ = _side(context, report, offered, "right", report_id, inside=inside)
    if left is None or right is None:
        abort(404)
    own = all(may(context.identity, "inside", each.report.standing) for each in (left, right))
    grant = held_to(context.identity, report.standing)
    document = comparison_document(
        left.report,
        right.report,
        context.language,
        "party" if own else "secretariat",
        names=(left.name, right.name),
        questions=grant.sees if grant else None,
    )
    name = f"{file_stem(report)}-compared-{context.language}.pdf"
    return print_document(context, document, name, back=url_for(".compare", report_id=report_id))


def offers(context: Context, report: Report) -> list[ReportSummary]:
    """What can be compared: the versions of this report, and of each other cycle of its series the newest version.

    Newest cycle first. Records are about one thing each, so another record is no earlier version of this one.
    """
    own = list(versions_of(context, report))
    if report.convention.cycle(report.cycle).repeats:
        return own
    found: dict[str, ReportSummary] = {}
    for each in context.portal.store.reports(context.identity, convention=report.form.convention, party=report.party):
        newest = found.get(each.cycle)
        readable = each.form == report.form.id and context.has_form(each.form, each.edition)
        if readable and each.cycle != report.cycle and (newest is None or each.version > newest.version):
            found[each.cycle] = each
    return [*own, *sorted(found.values(), key=lambda each: _due(report, each.cycle), reverse=True)]


def _due(report: Report, cycle: str) -> str:
    try:
        return report.convention.cycle(cycle).due.isoformat()
    except UnknownName:
        return ""


def _before(report: Report, offered: Iterable[ReportSummary]) -> str:
    """What this report is compared with unless somebody asks: the version before it, or the last cycle's report."""
    listed = list(offered)
    due = _due(report, report.cycle)
    version = next((each.id for each in listed if each.cycle == report.cycle and each.version < report.version), "")
    return version or next(
        (each.id for each in listed if each.cycle != report.cycle and _due(report, each.cycle) < due), ""
    )


def _name(context: Context, report: Report, summary: ReportSummary) -> str:
    """A version in a few words: the cycle, where it is another one, and when it was submitted or last changed."""
    t, formats = context.t, Formats(context.language)
    day = formats.day(summary.submitted or summary.updated)
    told = (
        t("Version {version}, submitted {date}") if summary.submitted else t("Version {version}, last changed {date}")
    )
    name = told.format(version=formats.number(summary.version), date=day)
    if summary.cycle == report.cycle:
        return name
    title = context.texts(summary.convention)(report.convention.cycle(summary.cycle).title)
    return t("{label}: {value}").format(label=title, value=name)


def _side(
    context: Context, report: Report, offered: list[ReportSummary], name: str, default: str, *, inside: bool
) -> tuple[Side | None, str]:
    """One side as the address asks for it, or what is wrong with what it asks for."""
    day = request.args.get(f"{name}-on", "").strip()
    if day and inside:
        return _on(context, report, offered, day)
    asked = request.args.get(name, "") or default
    summary = next((each for each in offered if each.id == asked), None)
    if summary is None:
        return None, context.t("Choose a version of this list.") if asked else ""
    stored = context.portal.store.open(context.identity, summary.id)
    return Side(_name(context, report, summary), context.portal.assemble(stored)), ""


def _on(context: Context, report: Report, offered: Iterable[ReportSummary], typed: str) -> tuple[Side | None, str]:
    """The report as it was at the end of a day in UTC, in the version that was then the newest."""
    t, store = context.t, context.portal.store
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None, t("“{typed}” is no day. Write year, month and day, for example 2026-03-31.").format(typed=typed)
    end = (day + timedelta(days=1)).isoformat() if day < date.max else typed
    shown = Formats(context.language).day(day)
    for each in offered:
        own = each.cycle == report.cycle and may(context.identity, "inside", each.standing)
        if own and each.created < end:
            last = store.history(context.identity, each.id, limit=1, wanted=Wanted(until=end))
            stored = store.open(context.identity, each.id, revision=last[0].revision if last else 0)
            name = t("As it was on {date}").format(date=shown)
            return Side(name, context.portal.assemble(stored)), ""
    return None, t("This report was not begun yet on {date}.").format(date=shown)


def _rows(context: Context, report: Report, left: Side, right: Side) -> Iterator[dict[str, Any]]:
    """The questions of both sides in words. Nothing private is among them unless both sides are the reader's own."""
    inside = all(may(context.identity, "inside", each.report.standing) for each in (left, right))
    before, after = (_shown_answers(each.report, inside=inside) for each in (left, right))
    grant = held_to(context.identity, report.standing)
    words = _Words(context, left.report, right.report)
    for row in pair_reports(left.report, right.report, before, after):
        if grant is None or row.question.id in grant.sees:
            yield words.row(row)


def _shown_answers(report: Report, *, inside: bool) -> dict[str, Answer]:
    """What of a version may be shown: inside the Party all of it, to others what leaves the Party."""
    found = report.evaluation.answers if inside else report.leaving
    return {address: each for address, each in found.items() if not each.empty}


class _Words:
    """The rows of a comparison for the template, in the reader's language."""

    def __init__(self, context: Context, left: Report, right: Report) -> None:
        effort = Effort(_WORK)
        self.left, self.right = (ChangesView(context, each, effort=effort) for each in (left, right))
        self.writer = Writer(context.texts(right.form.convention))
        self.several = left.form.key != right.form.key

    def row(self, row: Row) -> dict[str, Any]:
        """One question."""
        texts, asked = self.right.texts, row.left and row.right
        return {
            "section": row.section,
            "question": row.question,
            "state": row.state,
            "new": row.left is None,
            "gone": row.right is None,
            "wording": texts(row.left.label) if asked and row.left and row.left.label != row.question.label else "",
            "pairs": [self._pair(row, pair) for pair in row.pairs],
        }

    def _pair(self, row: Row, pair: Pair) -> dict[str, Any]:
        asked, earlier = self.right.question(pair.right), self.left.question(pair.left)
        parts = changed_parts(
            self.writer,
            asked if pair.right else earlier,
            pair.before,
            pair.after,
            earlier=earlier if pair.left else None,
            effort=self.right.effort,
        )
        return {
            "state": pair.state,
            "name": self._name(pair),
            "left": [self.right.shown(each) for part in parts if (each := part.side("removed")).lines],
            "right": [self.right.shown(each) for part in parts if (each := part.side("added")).lines],
        }

    def _name(self, pair: Pair) -> str:
        """Row and column; empty for a question without parts."""
        view, address = (self.right, pair.right) if pair.right else (self.left, pair.left)
        return view.inside(address)


def _sections(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row["section"].id, {"section": row["section"], "rows": []})["rows"].append(row)
    return list(found.values())
