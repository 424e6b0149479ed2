"""Question pages: show, save, go on; rows of groups; and what to do when somebody else changed the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from flask import abort, current_app, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from cbreport.answering import Answer, answer_from_data, row_keys
from cbreport.definition import LANGUAGE_NAMES, Page, Question, Section, pages
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
from cbreport.reporting import Report, may
from cbreport.web import fields
from cbreport.web.context import Context, Reply, current
from cbreport.web.earlier import Earlier, proposals_for
from cbreport.web.forms import FormView, findings_for, has_errors
from cbreport.web.pages.tasks import surroundings
from cbreport.web.uploads import with_uploads

_WORTH_READING: Final = 4  # characters; shorter fields are codes, days and months


def show(report_id: str, section_id: str, number: int) -> Reply:
    """One page of questions."""
    context = current()
    _, report = context.report(report_id)
    if not may(context.identity, "write", report.form.convention, report.party, report.status):
        return redirect(url_for(".report", report_id=report_id))
    section, page = find_page(report, section_id, number)
    found = findings_for(report, page, missing="missing" in request.args)
    earlier = Earlier(context, report, proposals_for(context, report))
    saved, added = "saved" in request.args, request.args.get("add", "")
    return render(context, report, section, page, found, saved=saved, added=added, earlier=earlier)


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
    earlier: Earlier | None = None,
) -> str:
    """A page of questions with its findings, and beside each question what was answered before."""
    shared = surroundings(context, report)
    view = FormView(context, report, found, shared["texts"], added, earlier)
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
        _, report = context.report(report_id)
        section, page = find_page(report, section_id, number)
    except (NotFound, CbreportError) as error:
        if not whole:
            raise
        return _unsaved(context, error)
    _only_for_the_party(context, report)
    if not whole:
        abort(400, context.t("The page did not arrive whole, so nothing was changed. Go back and save again."))
    opened = context.asked_revision()
    decided = decisions(request.form)
    try:
        base = context.portal.store.open(context.identity, report_id, revision=opened).answers
    except CbreportError as error:
        return _unsaved(context, error)
    posted, refused = with_uploads(context, report_id, request.form, request.files)
    typed = fields.read_page(posted, page, base, _language(context))
    theirs = {address for address, decision in decided.items() if decision.choice == "theirs"}
    mine = {address: answer for address, answer in typed.items() if address not in theirs}
    seen = {address: decision.revision for address, decision in decided.items()}
    try:
        context.portal.store.save(context.identity, report_id, mine, opened, seen=seen)
    except NotPermitted as error:
        return _kept_back(context, report, section, page, typed, opened, error), 403
    except SaveConflict as error:
        return _conflict(context, report, section, page, typed, decided, posted, error), 409
    except (SaveRefused, ConfigurationError) as error:
        status = 409 if isinstance(error, SaveRefused) else 503
        return _kept_back(context, report, section, page, typed, opened, error), status
    if refused:
        return _without_files(context, report_id, section, page, refused), 422
    return redirect(_next(context, report_id, section, page, typed), 303)


def _without_files(
    context: Context, report_id: str, section: Section, page: Page, refused: Mapping[str, list[Finding]]
) -> str:
    """The page as it is saved now, with what is wrong with files that were not attached."""
    _, report = context.report(report_id)
    found = findings_for(report, page, missing=False)
    every = {address: [*refused.get(address, []), *found.get(address, [])] for address in (*refused, *found)}
    return render(context, report, section, page, every, saved=True)


@dataclass(frozen=True)
class Decision:
    """Which version of an answer that two people changed is kept, as decided at the revision that showed both."""

    choice: str
    revision: int


def decisions(form: MultiDict[str, str]) -> dict[str, Decision]:
    """What was decided on the conflict page now (``decide:``) and on earlier ones of the same save (``decided:``).

    Anything else in those fields is no decision; the same answers are then asked again.
    """
    found: dict[str, Decision] = {}
    for name, value in form.items():
        kind, _, address = name.partition(":")
        if kind == "decided":
            choice, _, revision = value.partition(":")
        elif kind == "decide":
            choice, revision = value, form.get("decided-at", "")
        else:
            continue
        now = choice in ("mine", "theirs") and revision.isascii() and revision.isdigit() and len(revision) < 16
        if now and (kind == "decide" or address not in found):
            found[address] = Decision(choice, int(revision))
    return found


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
    content = context.page(
        "cbreport/unsaved.html", status=status, posted=posted, written=written, files=list(filter(None, files))
    )
    return content, status


def _only_for_the_party(context: Context, report: Report) -> None:
    """These pages show every answer, private ones too, also when a save is refused."""
    if not context.identity.answers_for(report.form.convention, report.party):
        abort(403, context.t("What was submitted is not edited any more."))


def _language(context: Context) -> str:
    wish = request.form.get("writing", "")
    return wish if wish in LANGUAGE_NAMES else context.language


def _next(context: Context, report_id: str, section: Section, page: Page, typed: Mapping[str, Answer]) -> str:
    """Where the pressed button leads: the same page for errors and rows, the next page, or the task list."""
    action, _, detail = request.form.get("action", "continue").partition(":")
    here = partial(url_for, report_id=report_id, section_id=section.id, number=page.number)
    if action == "add-row":
        return _add_row(context, report_id, page, here, detail)
    if action == "remove-row":
        group, _, key = detail.partition(":")
        return here(".remove", group=group, key=key)
    if action == "language":
        return here(".section", saved="", language=detail)
    if action == "leave":
        return url_for(".report", report_id=report_id, saved="")
    report = context.report(report_id)[1]
    if has_errors(findings_for(report, page, missing=False)) and not request.form.get("go-on"):
        return here(".section", saved="")
    if page.number < len(pages(section)):
        return url_for(".section", report_id=report_id, section_id=section.id, number=page.number + 1)
    return url_for(".report", report_id=report_id, saved="", _anchor=f"section-{section.id}")


def _add_row(context: Context, report_id: str, page: Page, here: Callable[..., str], group: str) -> str:
    """The page with a new row: at that row, or at what is wrong above it."""
    wrong = has_errors(findings_for(context.report(report_id)[1], page, missing=False))
    return here(".section", add=group, _anchor="error-summary" if wrong else fields.field_id(group) + "_new")


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
    return render(context, shown, section, page, {**found, "": [finding("W01", problem=context.why(error))]})


def _conflict(
    context: Context,
    report: Report,
    section: Section,
    page: Page,
    typed: Mapping[str, Answer],
    decided: Mapping[str, Decision],
    fields_sent: MultiDict[str, str],
    error: SaveConflict,
) -> str:
    """Both versions of every answer that two people changed, and everything else that was typed and decided."""
    shared = surroundings(context, report)
    view = FormView(context, _with(report, typed), {}, shared["texts"], "")
    rows = [
        {
            "address": each.address,
            "question": report.form.at(each.address),
            "row": view.row_of(each.address),
            "mine": answer_from_data(each.mine or {}),
            "theirs": answer_from_data(each.theirs or {}),
            "time": each.their_time,
        }
        for each in error.conflicts
    ]
    posted = [
        (name, value)
        for name, value in fields_sent.items(multi=True)
        if name != "decided-at" and name.partition(":")[0] not in ("decide", "decided")
    ]
    open_again = {each.address for each in error.conflicts}
    posted += [
        (f"decided:{address}", f"{decision.choice}:{decision.revision}")
        for address, decision in decided.items()
        if address not in open_again
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
    """Remove a row as it was shown: its answers are cleared; what they were stays in the history."""
    context = current()
    store = context.portal.store
    _, report = context.report(report_id)
    _only_for_the_party(context, report)
    _, page = find_page(report, section_id, number)
    question = _group_on(page, group)
    asked = context.asked_revision()
    before = store.open(context.identity, report_id, revision=asked).answers
    addresses = _row_addresses(report, question, key)
    shown = [each for each in before if in_row(each, question, key)]
    if asked > report.revision or (addresses and _contents(addresses, report.answers) != _contents(shown, before)):
        abort(409, context.t("Somebody changed this row meanwhile, so it was not removed. Look at it again."))
    try:
        # Exactly at the revision just compared: an answer that arrives in between must not stay behind as half a row.
        store.save(context.identity, report_id, dict.fromkeys(addresses, Answer()), report.revision, exact=True)
    except NotPermitted as error:
        abort(403, error.describe(context.t))
    except SaveRefused:
        abort(409, context.t("Somebody changed this row meanwhile, so it was not removed. Look at it again."))
    target = url_for(".section", report_id=report_id, section_id=section_id, number=number, saved="")
    return redirect(f"{target}#{fields.field_id(group)}", 303)


def _contents(addresses: Iterable[str], answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {address: answers[address].content() for address in addresses}


def _group_on(page: Page, group: str) -> Question:
    for question in page.questions:
        if question.id == group and question.type == "group":
            return question
    abort(404)


def _row_addresses(report: Report, group: Question, key: str) -> list[str]:
    if key not in row_keys(group, report.answers):
        return []
    return [address for address in report.answers if in_row(address, group, key)]


def in_row(address: str, group: Question, key: str) -> bool:
    """Whether the answer at this address belongs to a row of the group."""
    row = f"{group.id}[{key}]"
    return address == row or address.startswith(f"{row}.")
