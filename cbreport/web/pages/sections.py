"""Question pages: show, save, go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from flask import abort, current_app, redirect, request, url_for
from werkzeug.exceptions import NotFound

from cbreport.answering import Answer
from cbreport.definition import LANGUAGE_NAMES, Page, Section, pages
from cbreport.errors import (
    CbreportError,
    ConfigurationError,
    Finding,
    NotPermitted,
    SaveConflict,
    SaveRefused,
    UnknownName,
    finding,
)
from cbreport.reporting import Once, Report, may, next_unanswered
from cbreport.web import devices, fields
from cbreport.web.context import Context, Reply, current
from cbreport.web.discussion import Discussion, discussion_of
from cbreport.web.earlier import Earlier, proposals_for
from cbreport.web.forms import FormView, findings_for, has_errors
from cbreport.web.going_on import next_open_url, place_of_change, take_over
from cbreport.web.invitations import tokens_of
from cbreport.web.pages.conflicts import conflict_page, decisions, joined
from cbreport.web.pages.tasks import surroundings
from cbreport.web.places import question_url
from cbreport.web.revisions import answers_seen, own_revisions
from cbreport.web.team import arrive, colleague_of, find_section
from cbreport.web.uploads import with_uploads
from cbreport.web.workflow import flow_of

_WORTH_READING: Final = 4  # characters; shorter fields are codes, days and months


def show(report_id: str, section_id: str, number: int) -> Reply:
    """One page of questions."""
    context = current()
    _, report = context.report(report_id, colleagues=True)
    section, page = find_page(report, section_id, number)
    if not may(context.identity, "write", report.standing):
        return redirect(url_for(".report", report_id=report_id))
    devices.let_keep(context, copy=devices.has_private(report))
    if devices.wants_copy():
        report, page = devices.without_private(report), devices.page_without_private(page)
    found = findings_for(report, page, missing="missing" in request.args)
    earlier = Earlier(context, report, proposals_for(context, report))
    saved, added = "saved" in request.args, request.args.get("add", "")
    talk, present = discussion_of(context, report), arrive(context, report, section)
    return render(
        context, report, section, page, found, saved=saved, added=added, earlier=earlier, talk=talk, present=present
    )


def find_page(report: Report, section_id: str, number: int) -> tuple[Section, Page]:
    """The section and its page, or the page “not found”."""
    section = find_section(current(), report, section_id)
    every = pages(section)
    if not 1 <= number <= len(every):
        abort(404)
    return section, every[number - 1]


def render(
    context: Context,
    report: Report,
    section: Section,
    page: Page,
    found: Mapping[str, list[Finding]],
    *,
    saved: bool = False,
    added: str = "",
    earlier: Earlier | None = None,
    talk: Discussion | None = None,
    present: Sequence[Mapping[str, Any]] = (),
) -> str:
    """A page of questions with its findings, and beside each question what was answered before and what is said."""
    shared = surroundings(context, report)
    view = FormView(context, report, found, shared["texts"], added, earlier)
    grant = colleague_of(context, report)
    upcoming = next_unanswered(report, after=page.questions[-1].id)
    return context.page(
        "cbreport/section.html",
        section=section,
        page=page,
        count=len(pages(section)),
        total=report.settled.count(*(grant.sections if grant else ())),
        upcoming=upcoming,
        upcoming_url=question_url(report, upcoming.id) if upcoming else "",
        view=view,
        saved=saved,
        discussion=talk,
        flow=flow_of(context, report, talk) if talk else None,
        copied=devices.wants_copy(),
        present=present,
        writing=writing_language(context, report),
        writing_choices=LANGUAGE_NAMES,
        **shared,
    )


def writing_language(context: Context, report: Report) -> str:
    """The language in which this person most likely writes: that of her own last text here, else the page's."""
    if (asked := request.form.get("writing", "")) in LANGUAGE_NAMES:
        return asked
    own = [
        answer
        for answer in report.answers.values()
        if answer.author == context.identity.id and answer.language in LANGUAGE_NAMES
    ]
    return max(own, key=lambda answer: answer.time).language if own else context.language


def save(report_id: str, section_id: str, number: int) -> Reply:
    """Keep what was typed, valid or not, then do what the pressed button says."""
    context = current()
    whole = request.form.get("whole") == "yes"
    try:
        _, report = context.report(report_id, colleagues=True)
        section, page = find_page(report, section_id, number)
    except (NotFound, CbreportError) as error:
        if not whole:
            raise
        return _unsaved(context, error)
    only_for_the_party(context, report)
    if not whole:
        abort(400, context.t("The page did not arrive whole, so nothing was changed. Go back and save again."))
    opened = context.asked_revision()
    decided = decisions(request.form)
    try:
        own = own_revisions(context, report_id, request.form)
        base = answers_seen(context, report_id, opened, own)
    except CbreportError as error:
        return _unsaved(context, error)
    posted, refused = with_uploads(context, report_id, request.form, request.files)
    typed = fields.read_page(posted, page, base, written_in(context))
    theirs = {address for address, decision in decided.items() if decision.choice == "theirs"}
    mine = {address: answer for address, answer in typed.items() if address not in theirs}
    seen = {**own, **{address: decision.revision for address, decision in decided.items()}}
    once = Once(key) if (key := request.form.get("key")) else None
    try:
        mine |= joined(context, report, mine, decided)
        context.portal.store.save(context.identity, report_id, mine, opened, seen=seen, once=once)
    except NotPermitted as error:
        return _kept_back(context, report, section, page, typed, opened, error), 403
    except SaveConflict as error:
        return conflict_page(context, report, section, page, typed, decided, posted, error), 409
    except (SaveRefused, ConfigurationError) as error:
        status = 409 if isinstance(error, SaveRefused) else 503
        return _kept_back(context, report, section, page, typed, opened, error), status
    arrive(context, report, section)
    if refused:
        return _without_files(context, report_id, section, page, refused), 422
    return redirect(_next(context, report_id, section, page, place_of_change(page, mine, base)), 303)


def _without_files(
    context: Context, report_id: str, section: Section, page: Page, refused: Mapping[str, list[Finding]]
) -> str:
    """The page as it is saved now, with what is wrong with files that were not attached."""
    _, report = context.report(report_id, colleagues=True)
    found = findings_for(report, page, missing=False)
    every = {address: [*refused.get(address, []), *found.get(address, [])] for address in (*refused, *found)}
    return render(context, report, section, page, every, saved=True)


def _unsaved(context: Context, error: Exception) -> tuple[str, int]:
    """A page with everything that was posted, when the report cannot be opened: nothing typed is lost.

    It says the same of a report that does not exist and of one that is not for this person.
    """
    status = 404 if isinstance(error, NotFound | UnknownName) else 503
    if status == 503:
        current_app.logger.error("cbreport: a save could not be made: %s", error, exc_info=error)
    written = [
        value
        for name, value in request.form.items(multi=True)
        if name.partition(":")[0] in ("a", "d", "c", "t", "tn") and len(value) >= _WORTH_READING
    ]
    posted, files = list(request.form.items(multi=True)), [each.filename for each in request.files.values()]
    ended = context.identity.public and bool(context.identity.id or tokens_of(request))
    content = context.page(
        "cbreport/unsaved.html",
        status=status,
        posted=posted,
        written=written,
        files=list(filter(None, files)),
        ended=ended,
    )
    return content, status


def only_for_the_party(context: Context, report: Report) -> None:
    """These pages show every answer, private ones too, also when a save is refused."""
    if not may(context.identity, "inside", report.standing):
        abort(403, context.t("What was submitted is not edited any more."))


def written_in(context: Context) -> str:
    """The language of new texts: what the page says, else the page's own."""
    wish = request.form.get("writing", "")
    return wish if wish in LANGUAGE_NAMES else context.language


def _next(context: Context, report_id: str, section: Section, page: Page, place: str) -> str:
    """Where the pressed button leads: the same page for errors, rows and languages, the next page, or the task list.

    ``place`` is where on the page something was changed.
    """
    action, _, detail = request.form.get("action", "continue").partition(":")
    here = partial(url_for, report_id=report_id, section_id=section.id, number=page.number)
    if action == "add-row":
        return _add_row(context, report_id, page, here, detail)
    if action == "remove-row":
        group, _, key = detail.partition(":")
        return here(".remove", group=group, key=key)
    if action == "language":
        new_row = "" if place else request.args.get("add", "")  # once it holds something it is there anyway
        return here(
            ".section",
            saved="",
            language=detail,
            missing=request.args.get("missing"),
            add=new_row or None,
            _anchor=place or None,
        )
    if action == "discuss":
        return url_for(".discussion_on", report_id=report_id, question_id=detail)
    if action == "leave":
        return url_for(".report", report_id=report_id, saved="")
    report = context.report(report_id, colleagues=True)[1]
    if action == "take":
        return here(".section", saved="", _anchor=take_over(context, report, detail))
    if has_errors(findings_for(report, page, missing=False)) and not request.form.get("go-on"):
        return here(".section", saved="")
    if action == "next":
        return next_open_url(report, page)
    if page.number < len(pages(section)):
        return url_for(".section", report_id=report_id, section_id=section.id, number=page.number + 1)
    return url_for(".report", report_id=report_id, saved="", _anchor=f"section-{section.id}")


def _add_row(context: Context, report_id: str, page: Page, here: Callable[..., str], group: str) -> str:
    """The page with a new row: at that row, or at what is wrong above it."""
    wrong = has_errors(findings_for(context.report(report_id, colleagues=True)[1], page, missing=False))
    return here(".section", add=group, _anchor="error-summary" if wrong else fields.field_id(group) + "_new")


def _kept_back(
    context: Context,
    report: Report,
    section: Section,
    page: Page,
    typed: Mapping[str, Answer],
    opened: int,
    error: CbreportError,
) -> str:
    """The page with everything typed, under a message that it was not saved.

    It keeps the revision that it was opened at: what a colleague changed since must not be taken for seen.
    """
    answers = {**report.answers, **typed}
    shown = replace(report, answers=answers, revision=min(max(opened, 0), report.revision))
    found = findings_for(shown, page, missing=False)
    return render(context, shown, section, page, {**found, "": [finding("W01", problem=context.why(error))]})
