"""What has happened in a report: changes and steps by day, person and section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from flask import request, url_for

from cbreport.reporting import Change, Report, Wanted, held_to, may
from cbreport.web.changes import ChangesView
from cbreport.web.context import Context, Reply, current
from cbreport.web.pages.tasks import surroundings
from cbreport.web.workflow import versions_of

_PAGE: Final = 100  # changes
_DIGITS: Final = 9  # of a change's number
_HISTORY: Final = 400_000  # pairs of words looked at for one page: the whole history of an answer has a page of its own


def activity(report_id: str) -> Reply:
    """The changes of a report, newest first; for others than the Party the steps that concern them."""
    context = current()
    _, report = context.report(report_id)
    inside = may(context.identity, "inside", report.standing)
    view = ChangesView(context, report)
    view.effort.left = _HISTORY
    asked = Filter.of(context, report, view, inside=inside)
    found = context.portal.store.history(context.identity, report_id, limit=_PAGE + 1, wanted=asked.wanted)
    shown, more = found[:_PAGE], found[_PAGE:]
    return context.page(
        "cbreport/activity.html",
        days=list(_days(view, report, shown, inside=inside)),
        asked=asked,
        people=sorted(((id, view.person(id)) for id in view.names), key=lambda each: each[1]),
        sections=_sections(context, report),
        inside=inside,
        only_grant=held_to(context.identity, report.standing),
        older=url_for(".activity", report_id=report_id, **asked.address, before=shown[-1].seq) if more else "",
        newest=url_for(".activity", report_id=report_id, **asked.address) if asked.wanted.before else "",
        since_mine=_since_mine(context, report) if inside else "",
        **surroundings(context, report),
    ), 400 if asked.problem else 200


@dataclass(frozen=True)
class Filter:
    """What the address asks for. ``problem`` says what of it cannot be read; the rest is heeded."""

    wanted: Wanted
    address: Mapping[str, Any]
    since: str = ""
    problem: str = ""

    @classmethod
    def of(cls, context: Context, report: Report, view: ChangesView, *, inside: bool) -> Filter:
        """The filter in the address of this request."""
        given = request.args
        person = given.get("person", "") if inside and given.get("person", "") in view.names else ""
        section = report.form.section(given.get("section", "")) if inside else None
        since, problem = given.get("since", "").strip(), ""
        try:
            day = date.fromisoformat(since).isoformat() if since else ""
        except ValueError:
            day, problem = "", context.t("“{typed}” is no day. Write year, month and day, for example 2026-03-31.")
            problem = problem.format(typed=since)
        steps = "steps" in given
        kept = {"person": person, "section": section.id if section else "", "since": day, "steps": "1" if steps else ""}
        after = _number("after")
        wanted = Wanted(
            questions=frozenset(each.id for each in section.questions) if section else None,
            author=person,
            since=day,
            before=_number("before"),
            after=after,
            steps=steps,
            copied=False,
        )
        address = {**kept, "after": str(after) if after else ""}
        return cls(wanted, {name: text for name, text in address.items() if text}, since, problem)


def _number(name: str) -> int:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else 0


def _sections(context: Context, report: Report) -> list[Any]:
    grant = held_to(context.identity, report.standing)
    return [each for each in report.form.sections if not grant or each.id in grant.sections]


def _since_mine(context: Context, report: Report) -> str:
    """The page with what has happened since this person last wrote herself; empty when she has not, or nothing has."""
    last = context.portal.store.history(
        context.identity, report.id, limit=1, wanted=Wanted(author=context.identity.id, copied=False)
    )
    newer = last and context.portal.store.history(
        context.identity, report.id, limit=1, wanted=Wanted(after=last[0].seq, copied=False)
    )
    return url_for(".activity", report_id=report.id, after=last[0].seq) if last and newer else ""


def _days(view: ChangesView, report: Report, changes: Iterable[Change], *, inside: bool) -> Iterator[dict[str, Any]]:
    """The changes by day, and within a day by person and section as they followed one another."""
    for day, run in groupby(changes, key=lambda each: each.time[:10]):
        yield {
            "day": day,
            "groups": [
                _group(view, report, list(same), inside=inside)
                for _, same in groupby(run, key=lambda each: (each.author, each.step, _section_of(report, each)))
            ],
        }


def _section_of(report: Report, change: Change) -> str:
    section = report.form.section_of(change.address.partition("[")[0])
    return section.id if section else ""


def _group(view: ChangesView, report: Report, changes: list[Change], *, inside: bool) -> dict[str, Any]:
    first = changes[0]
    section = report.form.section(_section_of(report, first))
    return {
        "person": view.person(first.author) if inside else view.side_of(first.step),
        "time": first.time,
        "section": section,
        "steps": [_step(view, report, each) for each in changes if each.step],
        "changes": list(_changes(view, [each for each in changes if not each.step])),
    }


def _changes(view: ChangesView, changes: list[Change]) -> Iterator[dict[str, Any]]:
    """The changes; of several answers to one question, one after the other, the first names the question."""
    question = ""
    for each in changes:
        same = each.address.partition("[")[0] == question
        question = each.address.partition("[")[0]
        yield {
            "address": each.address,
            "name": (view.inside(each.address, changes) if same else "") or view.name(each.address, changes),
            "time": each.time,
            "parts": view.parts(each),
            "told": view.told(each),
        }


def _step(view: ChangesView, report: Report, change: Change) -> dict[str, Any]:
    """A step in words, with its reason, and for a new version the one that it began with."""
    source = str(change.after.get("source", ""))
    known = {each.id: each for each in versions_of(view.context, report)} if source else {}
    return {
        "name": view.step(change),
        "reason": str(change.after.get("reason", "")),
        "time": change.time,
        "source": known.get(source),
    }
