"""Question pages: show, save, go on; rows of groups; and what to do when somebody else changed the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from flask import abort, redirect, request, url_for

from cbreport.answering import Answer, answer_from_data, row_keys
from cbreport.definition import LANGUAGE_NAMES, Page, Question, Section, pages
from cbreport.errors import CbreportError, ConfigurationError, Finding, NotPermitted, SaveConflict, SaveRefused, finding
from cbreport.reporting import Report, may
from cbreport.web import fields
from cbreport.web.context import Context, Reply, current
from cbreport.web.forms import FormView, findings_for, has_errors
from cbreport.web.pages.tasks import surroundings


def show(report_id: str, section_id: str, number: int) -> Reply:
    """One page of questions."""
    context = current()
    _, report = context.report(report_id)
    if not may(context.identity, "write", report.form.convention, report.party, report.status):
        return redirect(url_for(".report", report_id=report_id))
    section, page = find_page(report, section_id, number)
    found = findings_for(report, page, missing="missing" in request.args)
    return render(
        context, report, section, page, found, saved="saved" in request.args, added=request.args.get("add", "")
    )


def find_page(report: Report, section_id: str, number: int) -> tuple[Section, Page]:
    """The section and its page, or the page “not found”."""
    section = report.form.section(section_id)
    if section is None:
        abort(404)
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
) -> str:
    """A page of questions with its findings."""
    shared = surroundings(context, report)
    view = FormView(context, report, found, shared["texts"], added)
    return context.page(
        "cbreport/section.html",
        section=section,
        page=page,
        count=len(pages(section)),
        view=view,
        saved=saved,
        writing=writing_language(context, report),
        writing_choices=LANGUAGE_NAMES,
        **shared,
    )


def writing_language(context: Context, report: Report) -> str:
    """The language in which this person most likely writes: that of the last text in the report, else the page's."""
    if asked := request.form.get("writing", ""):
        return asked
    written = [answer.language for answer in report.answers.values() if answer.language]
    return written[-1] if written else context.language


def save(report_id: str, section_id: str, number: int) -> Reply:
    """Keep what was typed, valid or not, then do what the pressed button says."""
    context = current()
    _, report = context.report(report_id)
    _only_for_the_party(context, report)
    section, page = find_page(report, section_id, number)
    if request.form.get("whole") != "yes":
        abort(400, context.t("The page did not arrive whole, so nothing was changed. Go back and save again."))
    opened = context.asked_revision()
    base = context.portal.store.open(context.identity, report_id, revision=opened).answers
    typed = fields.read_page(request.form, page, base, _language(context))
    try:
        _keep(context, report_id, typed, opened)
    except NotPermitted as error:
        return _kept_back(context, report, section, page, typed, opened, error), 403
    except SaveConflict as error:
        return _conflict(context, report, section, page, typed, error), 409
    except (SaveRefused, ConfigurationError) as error:
        status = 409 if isinstance(error, SaveRefused) else 503
        return _kept_back(context, report, section, page, typed, opened, error), status
    return redirect(_next(context, report_id, section, page, typed), 303)


def _only_for_the_party(context: Context, report: Report) -> None:
    """These pages show every answer, private ones too, also when a save is refused."""
    if not context.identity.answers_for(report.form.convention, report.party):
        abort(403, context.t("What was submitted is not edited any more."))


def _language(context: Context) -> str:
    wish = request.form.get("writing", "")
    return wish if wish in LANGUAGE_NAMES else context.language


def _keep(context: Context, report_id: str, typed: Mapping[str, Answer], opened: int) -> None:
    """Save a page: first the answers that a person decided on the conflict page, then all others.

    What was decided is saved from the revision at which both versions were shown. Everything else keeps the revision
    that the page was opened at, so that what a colleague changed elsewhere on it meanwhile stays.
    """
    decided = {name.partition(":")[2]: choice for name, choice in request.form.items() if name.startswith("decide:")}
    mine = {address: typed[address] for address, choice in decided.items() if choice == "mine" and address in typed}
    save_answers = partial(context.portal.store.save, context.identity, report_id)
    if mine:
        save_answers(mine, context.asked_revision("decided-at"))
    save_answers({address: answer for address, answer in typed.items() if address not in decided}, opened)


def _next(context: Context, report_id: str, section: Section, page: Page, typed: Mapping[str, Answer]) -> str:
    """Where the pressed button leads: the same page for errors and rows, the next page, or the task list."""
    action, _, detail = request.form.get("action", "continue").partition(":")
    here = partial(url_for, report_id=report_id, section_id=section.id, number=page.number)
    if action == "add-row":
        return here(".section", add=detail, _anchor=fields.field_id(detail) + "_new")
    if action == "remove-row":
        group, _, key = detail.partition(":")
        return here(".remove", group=group, key=key)
    if action == "leave":
        return url_for(".report", report_id=report_id, saved="")
    report = context.report(report_id)[1]
    if has_errors(findings_for(report, page, missing=False)) and not request.form.get("go-on"):
        return here(".section", saved="")
    if page.number < len(pages(section)):
        return url_for(".section", report_id=report_id, section_id=section.id, number=page.number + 1)
    return url_for(".report", report_id=report_id, saved="", _anchor=f"section-{section.id}")


def _with(report: Report, typed: Mapping[str, Answer]) -> Report:
    """The report as it would be with what was typed, to show a refused save back."""
    return replace(report, answers={**report.answers, **typed})


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
    shown = replace(_with(report, typed), revision=min(max(opened, 0), report.revision))
    found = findings_for(shown, page, missing=False)
    return render(context, shown, section, page, {**found, "": [finding("W01", problem=str(error))]})


def _conflict(
    context: Context, report: Report, section: Section, page: Page, typed: Mapping[str, Answer], error: SaveConflict
) -> str:
    """Both versions of every answer that two people changed, and everything else that was typed."""
    shared = surroundings(context, report)
    view = FormView(context, _with(report, typed), {}, shared["texts"], "")
    rows = [
        {
            "address": each.address,
            "question": report.form.at(each.address),
            "row": view.row_of(each.address),
            "mine": answer_from_data(each.mine or {}),
            "theirs": answer_from_data(each.theirs or {}),
            "author": each.their_author,
            "time": each.their_time,
        }
        for each in error.conflicts
    ]
    posted = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "decided-at" and not name.startswith("decide:")
    ]
    return context.page(
        "cbreport/conflict.html",
        section=section,
        page=page,
        rows=rows,
        posted=posted,
        revision=error.revision,
        view=view,
        **shared,
    )


def confirm_removal(report_id: str, section_id: str, number: int, group: str, key: str) -> Reply:
    """Ask before a row with answers is removed."""
    context = current()
    _, report = context.report(report_id)
    if not may(context.identity, "write", report.form.convention, report.party, report.status):
        return redirect(url_for(".report", report_id=report_id))
    section, page = find_page(report, section_id, number)
    question = _group_on(page, group)
    addresses = _row_addresses(report, question, key)
    back = url_for(".section", report_id=report_id, section_id=section_id, number=number)
    if not addresses:
        return redirect(back)
    shared = surroundings(context, report)
    view = FormView(context, report, {}, shared["texts"], "")
    return context.page(
        "cbreport/remove.html", section=section, page=page, group=question, key=key, addresses=addresses, view=view,
        back=back, **shared,
    )  # fmt: skip


def remove(report_id: str, section_id: str, number: int, group: str, key: str) -> Reply:
    """Remove a row: its answers are cleared; what they were stays in the history."""
    context = current()
    _, report = context.report(report_id)
    _, page = find_page(report, section_id, number)
    question = _group_on(page, group)
    cleared = dict.fromkeys(_row_addresses(report, question, key), Answer())
    revision = context.asked_revision()
    try:
        context.portal.store.save(context.identity, report_id, cleared, revision)
    except NotPermitted as error:
        abort(403, error.message)
    except SaveConflict:
        abort(409, context.t("Somebody changed this row meanwhile, so it was not removed. Look at it again."))
    except SaveRefused as error:
        abort(409, error.message)
    target = url_for(".section", report_id=report_id, section_id=section_id, number=number, saved="")
    return redirect(f"{target}#{fields.field_id(group)}", 303)


def _group_on(page: Page, group: str) -> Question:
    for question in page.questions:
        if question.id == group and question.type == "group":
            return question
    abort(404)


def _row_addresses(report: Report, group: Question, key: str) -> list[str]:
    if key not in row_keys(group, report.answers):
        return []
    start = f"{group.id}[{key}]"
    return [address for address in report.answers if address == start or address.startswith(start + ".")]
