"""The home page: a Party's reports by convention and cycle; the Secretariat's conventions; what is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from flask import abort, redirect, request, url_for

from cbreport.answering import Answer, is_blank
from cbreport.definition import SECRETARIAT_CODE, Convention, Cycle, Form, find_party
from cbreport.errors import NotPermitted, UnknownName
from cbreport.reporting import IN_HAND, PUBLIC, RECEIVED, NewReport, ReportSummary, may
from cbreport.web.context import Context, Reply, current
from cbreport.web.devices import let_keep, wants_copy, without_private
from cbreport.web.identity import DemoIdentity
from cbreport.web.pages.invited import delegated_to
from cbreport.web.pages.openings import asked_for_remarks
from cbreport.web.team import days_late, today

_NAME: Final = 120  # characters of the name of a record


def home() -> Reply:
    """What this person can do here."""
    context = current()
    let_keep(context, copy=True)  # the names of records may be private
    identity, portal = context.identity, context.portal
    if identity.public and isinstance(portal.identity, DemoIdentity) and not request.args.get("public"):
        return redirect(url_for(".sign_in"))
    serves = [each for each in portal.library.conventions if identity.serves(each.id)]
    return context.page(
        "cbreport/home.html",
        conventions=list(_conventions(context)) if identity.party else [],
        party=find_party(identity.party) if identity.party else None,
        serves=serves,
        delegated=delegated_to(context, identity),
        remarking=list(asked_for_remarks(context)),
        published=list(_published(context)),
        entered=list(_entered(context)),
    )


def _conventions(context: Context) -> Iterator[dict[str, Any]]:
    """The conventions to which this person's Party reports, each with its cycles, newest first."""
    identity = context.identity
    mine = context.portal.store.reports(identity, party=identity.party)
    t = context.t
    for convention in context.portal.library.conventions:
        if not identity.belongs_to(convention.id, identity.party):
            continue
        cycles = [cycle for cycle in convention.party_cycles if convention.is_party(identity.party, cycle.due)]
        nothing = t("This country is not Party to the convention, as far as this portal knows.")
        if convention.is_party(identity.party, today()):
            nothing = t("No report was due while this country was Party.")
        begins = identity.answers_for(convention.id, identity.party)
        yield reports_in(context, convention, cycles, mine, begins=begins, nothing=nothing)


def reports_in(
    context: Context,
    convention: Convention,
    cycles: Sequence[Cycle],
    mine: Sequence[ReportSummary],
    *,
    begins: bool,
    nothing: str,
) -> dict[str, Any]:
    """The reports of one respondent to a convention, for a list: by cycle, the newest first, then the records.

    :param mine: the respondent's reports; those to other conventions are passed over.
    :param begins: whether this person may begin one.
    :param nothing: what is said when there is no cycle.
    """
    by_due = sorted(cycles, key=lambda cycle: cycle.due, reverse=True)
    return {
        "convention": convention,
        "texts": context.texts(convention.id),
        "cycles": [_cycle(context, convention, cycle, mine) for cycle in by_due if not cycle.repeats],
        "records": [_records(context, convention, cycle, mine) for cycle in cycles if cycle.repeats],
        "begins": begins,
        "nothing": nothing,
    }


def _cycle(context: Context, convention: Convention, cycle: Cycle, mine: Any) -> dict[str, Any]:
    found = [each for each in mine if (each.convention, each.cycle) == (convention.id, cycle.id)]
    summary = max(found, key=lambda each: each.version) if found else None
    received = [each for each in found if each.status in RECEIVED]
    now = max(received, key=lambda each: each.version) if received else None
    return {
        "cycle": cycle,
        "summary": summary,
        "current": now if now is not summary else None,
        "beside": [each for each in found if each.behalf and each.status in IN_HAND and each is not summary],
        "progress": _progress(context, summary),
        "not_yet": cycle.opens > today(),
        "late": 0 if any(each.submitted for each in found) else days_late(cycle),
        **_form(context, summary or cycle),
    }


def _records(context: Context, convention: Convention, cycle: Cycle, mine: Any) -> dict[str, Any]:
    """A kind of record, with those that were begun, newest first."""
    begun = records_of(convention, cycle, mine)
    return {
        "cycle": cycle,
        "not_yet": cycle.opens > today(),
        "begun": [record_row(context, number, each) for number, each in reversed(begun)],
        **_form(context, cycle),
    }


def records_of(
    convention: Convention, cycle: Cycle, summaries: Iterable[ReportSummary]
) -> list[tuple[int, ReportSummary]]:
    """The records of a kind with their numbers, in order, each in its newest version."""
    newest: dict[tuple[str, str], ReportSummary] = {}
    for each in sorted(summaries, key=lambda each: each.version):
        if each.convention == convention.id:
            newest[each.party, each.cycle] = each
    found = []
    for each in newest.values():
        try:
            known = convention.cycle(each.cycle)
        except UnknownName:
            continue
        if known.repeats and known.base == cycle.base:
            found.append((known.number, each))
    return sorted(found, key=lambda pair: pair[0])


def record_row(context: Context, number: int, summary: ReportSummary) -> dict[str, Any]:
    """A record for a list: with its name, as far as this person may see it."""
    form = _form(context, summary)
    name = ""
    if form["installed"]:
        report = context.portal.assemble(context.portal.store.open(context.identity, summary.id))
        own = may(context.identity, "inside", summary.standing)
        report = without_private(report) if wants_copy() else report
        name = name_of_record(report.form, report.settled.visible_answers() if own else report.leaving)
    return {"number": number, "summary": summary, "name": name, **form}


def name_of_record(form: Form, answers: Mapping[str, Answer]) -> str:
    """The answer to the first text question of the form, which is what people call it."""
    first = next((each for each in form.questions() if each.type == "text" and each.formula is None), None)
    answer = answers.get(first.id) if first else None
    return str(answer.value).strip()[:_NAME] if answer and not is_blank(answer.value) else ""


def _form(context: Context, of: ReportSummary | Cycle) -> dict[str, Any]:
    """The form of a report or a cycle, and whether it is installed, so that the report can be opened or begun."""
    return {"form": f"{of.form}@{of.edition}", "installed": context.has_form(of.form, of.edition)}


def _progress(context: Context, summary: ReportSummary | None) -> float | None:
    if summary is None or summary.status not in IN_HAND or not context.has_form(summary.form, summary.edition):
        return None
    stored = context.portal.store.open(context.identity, summary.id)
    return context.portal.assemble(stored).settled.count().share


def _entered(context: Context) -> Iterator[dict[str, Any]]:
    """What this person's Secretariat enters for Parties and has not submitted yet."""
    library, identity = context.portal.library, context.identity
    for convention in library.conventions:
        if identity.serves(convention.id):
            for summary in context.portal.store.reports(identity, convention=convention.id):
                if summary.behalf and summary.status in IN_HAND:
                    yield _row(context, convention, summary)


def _row(context: Context, convention: Convention, summary: ReportSummary) -> dict[str, Any]:
    name = context.respondent(convention.id, summary.party)
    return {"summary": summary, "convention": convention, "respondent": name, **_form(context, summary)}


def _published(context: Context) -> Iterator[dict[str, Any]]:
    library = context.portal.library
    known = {convention.id for convention in library.conventions}
    found = context.portal.store.reports(PUBLIC)
    by_version = sorted(found, key=lambda each: each.version)
    newest = {(each.convention, each.cycle, each.party): each.id for each in by_version}.values()
    for summary in found:
        if summary.id in newest and summary.convention in known:
            yield _row(context, library.convention(summary.convention), summary)


def start() -> Reply:
    """Begin the report of a cycle, or go on with the one that is there; of a cycle that repeats, the next record.

    In a cycle of the Secretariat that is its own report, otherwise that of the person's Party.
    """
    context = current()
    library, identity = context.portal.library, context.identity
    convention = library.convention(request.form.get("convention", ""))
    cycle = convention.cycle(request.form.get("cycle", ""))
    if cycle.number:  # a record gets the next number, whatever somebody may wish
        abort(404)
    party = SECRETARIAT_CODE if cycle.respondent == "secretariat" else identity.party
    if party != SECRETARIAT_CODE and not convention.is_party(party, cycle.due):
        abort(403, context.t("This country was not Party to the convention when the report was due."))
    form = library.form(cycle.form, cycle.edition)
    demo = context.portal.demo  # nothing that is made there may be taken for a Party's report
    new = NewReport(convention.id, form.id, form.edition, form.digest, party, cycle.id, example=demo)
    try:
        begin = context.portal.store.add if cycle.repeats else context.portal.store.create
        summary = begin(identity, new)
    except NotPermitted as error:
        abort(403, error.describe(context.t))
    return redirect(url_for(".report", report_id=summary.id), 303)
