"""Frozen syntheses of a convention: which there are, what each counts, and how one is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from flask import Response, abort, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from cbreport.definition import SECRETARIAT_CODE, Convention, Cycle, in_order_of_names
from cbreport.documents.views import VIEWS, short_digest
from cbreport.errors import UnknownName
from cbreport.reporting import ReportSummary
from cbreport.storage.rows import is_storable
from cbreport.synthesis import CountedReport, Facts, holds_registers
from cbreport.synthesis.freezing import Offer, offer
from cbreport.web.context import Context, Reply
from cbreport.web.frozen import read_day, reopened
from cbreport.web.pages.desk import served
from cbreport.web.pages.papers import download
from cbreport.web.team import today

_LONGEST: Final = 200  # characters of a title
_JSON: Final = "application/json"


@dataclass(frozen=True)
class Wanted:
    """What the form says. ``typed`` is the day as it was typed; ``problems`` by the field, in the reader's language.

    ``seen`` is the digest of what the page told; empty where it told nothing.
    """

    title: str
    on: date
    typed: str
    cycles: tuple[Cycle, ...]
    seen: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


def listing(convention_id: str) -> Reply:
    """The frozen syntheses, newest first."""
    context, convention, cycle = served(convention_id)
    found = _facts(context).frozen_syntheses(context.identity, convention.id)
    shown = [{"frozen": each, "digest": short_digest(each.digest)} for each in found]
    return context.page("cbreport/frozen.html", **_shared(context, convention, cycle), syntheses=shown)


def form(convention_id: str) -> Reply:
    """The form, with what would be counted."""
    context, convention, cycle = served(convention_id)
    wanted = _wanted(context, convention, request.args)
    begun = "title" in request.args
    problems = wanted.problems if begun else {name: each for name, each in wanted.problems.items() if name != "title"}
    page = _form(context, convention, cycle, wanted, problems)
    return (page, 400) if "on" in problems else page


def freeze(convention_id: str) -> Reply:
    """Keep what the page told; where that is not what would be counted now, tell that first."""
    context, convention, cycle = served(convention_id)
    wanted = _wanted(context, convention, request.form)
    if wanted.problems:
        return _form(context, convention, cycle, wanted, wanted.problems), 422
    found, t = _offer(context, convention, wanted), context.t
    if not found.frozen.reports:
        text = t("There is nothing to freeze: no report counts in these cycles.")
        return _form(context, convention, cycle, wanted, {"count": text}), 422
    if found.digest != wanted.seen:
        text = t("What would be counted is not what the page showed before. Look at it again, then freeze it.")
        return _form(context, convention, cycle, wanted, {"counted": text}), 409
    id = _facts(context).freeze(context.identity, found.frozen)
    return redirect(url_for(".frozen_page", convention_id=convention.id, synthesis_id=id), 303)


def page(convention_id: str, synthesis_id: str) -> Reply:
    """What a frozen synthesis counts, whether anything has changed since, and every page and file over it."""
    context, convention, cycle = served(convention_id)
    found = reopened(context, convention, synthesis_id)
    frozen = found.frozen
    reports = [each for each in frozen.reports if each.convention == convention.id]
    members = frozen.parties[convention.id]
    reported = {each.party for each in reports} & members.keys()
    editions = [_edition(context, key, digest) for key, digest in _of(reports).items()]
    summaries = _summaries(context, convention)
    return context.page(
        "cbreport/frozen-page.html",
        **_shared(context, convention, cycle),
        reopened=found,
        frozen=frozen,
        others=[each for each in frozen.conventions if each != convention.id],
        reports=sorted((_shown(context, each, summaries) for each in reports), key=_by_name),
        reported=_names(context, convention, reported),
        missing=_names(context, convention, members.keys() - reported),
        total=len(members),
        editions=editions,
        changed=_names_of(context, convention, [each for each in reports if each.id in found.changed]),
        views=list(VIEWS.values()) if any(each["registers"] for each in editions) else [],
        questions=_questions(convention, reports),
    )


def file(convention_id: str, synthesis_id: str) -> Response:
    """All of it for programs, byte for byte as it is kept."""
    context, convention, _ = served(convention_id)
    frozen = reopened(context, convention, synthesis_id).frozen
    return download(frozen.content, _JSON, f"{convention.id}-frozen-{frozen.day}-{short_digest(frozen.digest)}.json")


def _facts(context: Context) -> Facts:
    """The store, where it keeps facts; without them there are no such pages."""
    store = context.portal.store
    if not isinstance(store, Facts):
        abort(404)
    return store


def _shared(context: Context, convention: Convention, cycle: Cycle) -> dict[str, Any]:
    return {"convention": convention, "cycle": cycle, "texts": context.texts(convention.id)}


def _wanted(context: Context, convention: Convention, given: MultiDict[str, str]) -> Wanted:
    t, problems = context.t, {}
    title = " ".join(given.get("title", "").split())
    if not title:
        problems["title"] = t("Give it a title, by which people find it again.")
    elif len(title) > _LONGEST or not is_storable(title):
        words = t("The title has {length} characters; {limit} can be kept.")
        problems["title"] = words.format(length=len(title), limit=_LONGEST)
    typed = given.get("on", "").strip()
    on, problem = read_day(context, typed) if typed else (today(), "")
    if problem:
        problems["on"] = problem
    chosen = given.getlist("count")
    main = convention.main_cycle
    usual = [main.id] if main and "title" not in given else []
    cycles = tuple(each for each in _offered(convention) if each.id in (chosen or usual))
    if not cycles:
        problems["count"] = t("Choose at least one cycle.")
    return Wanted(title, on or today(), typed, cycles, given.get("counted", ""), problems)


def _offered(convention: Convention) -> list[Cycle]:
    """The main cycle first, then the newest."""
    main = convention.main_cycle
    return sorted(convention.cycles, key=lambda each: (each != main, -each.due.toordinal(), each.id))


def _offer(context: Context, convention: Convention, wanted: Wanted) -> Offer:
    facts = _facts(context)
    return offer(facts, context.identity, convention, wanted.cycles, on=wanted.on, day=today(), title=wanted.title)


def _form(context: Context, convention: Convention, cycle: Cycle, wanted: Wanted, problems: Mapping[str, str]) -> str:
    told = _told(context, convention, wanted) if wanted.cycles and "on" not in wanted.problems else None
    return context.page(
        "cbreport/freezing.html",
        **_shared(context, convention, cycle),
        wanted=wanted,
        problems=problems,
        offered=_offered(convention),
        longest=_LONGEST,
        today=today(),
        told=told,
    )


def _told(context: Context, convention: Convention, wanted: Wanted) -> dict[str, Any]:
    """What would be counted, in all and by cycle."""
    found = _offer(context, convention, wanted)
    frozen, members = found.frozen, found.frozen.parties[convention.id]
    reported = {each.party for each in frozen.reports} & members.keys()
    of_cycle = Counter(_base(convention, each.cycle) for each in frozen.reports)
    return {
        "digest": found.digest,
        "parties": len(members),
        "reported": len(reported),
        "reports": len(frozen.reports),
        "cycles": [(each, of_cycle[each.id]) for each in wanted.cycles],
        "editions": sorted(frozen.editions),
        "left_out": _names_of(context, convention, found.left_out),
    }


def _base(convention: Convention, cycle: str) -> str:
    try:
        return convention.cycle(cycle).base
    except UnknownName:
        return cycle


def _of(reports: Sequence[CountedReport]) -> dict[str, str]:
    return {f"{each.form}@{each.edition}": each.form_digest for each in reports}


def _edition(context: Context, key: str, digest: str) -> dict[str, Any]:
    """An edition that was answered, and what has become of it: ``same``, ``changed`` or ``gone``."""
    try:
        form = context.portal.library.form(*key.split("@", 1))
    except UnknownName:
        return {"key": key, "digest": digest, "now": "gone", "registers": False}
    now = "same" if form.digest == digest else "changed"
    return {"key": key, "digest": digest, "now": now, "registers": holds_registers(form)}


def _summaries(context: Context, convention: Convention) -> dict[str, ReportSummary]:
    return {each.id: each for each in context.portal.store.reports(context.identity, convention=convention.id)}


def _shown(context: Context, each: CountedReport, summaries: Mapping[str, ReportSummary]) -> dict[str, Any]:
    summary = summaries.get(each.id)
    return {
        "report": each,
        "name": context.respondent(each.convention, each.party),
        "status": summary.status if summary else "",
        "opens": summary is not None and context.has_form(each.form, each.edition),
    }


def _by_name(row: Mapping[str, Any]) -> tuple[str, str]:
    return in_order_of_names(row["name"]), row["report"].cycle


def _names(context: Context, convention: Convention, codes: set[str]) -> list[str]:
    names = (context.respondent(convention.id, code) for code in codes)
    return sorted(names, key=in_order_of_names)


def _names_of(context: Context, convention: Convention, reports: Sequence[CountedReport]) -> list[str]:
    """Reports by name and cycle."""
    texts, t = context.texts(convention.id), context.t
    titles = {each.id: texts(each.title) for each in convention.cycles}
    template = t("{name} ({cycle})")
    found = [
        template.format(
            name=context.respondent(convention.id, each.party),
            cycle=titles.get(each.cycle) or titles.get(_base(convention, each.cycle), each.cycle),
        )
        for each in reports
    ]
    return sorted(found, key=in_order_of_names)


def _questions(convention: Convention, reports: Sequence[CountedReport]) -> list[Cycle]:
    """The cycles that were counted of which single questions can be looked at."""
    counted = {each.cycle for each in reports if each.party != SECRETARIAT_CODE}
    return [each for each in _offered(convention) if each.id in counted and not each.repeats]
