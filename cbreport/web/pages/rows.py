"""Removing a row of a group: asked before, and only as it was shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, redirect, url_for

from cbreport.answering import Answer, row_keys
from cbreport.definition import Page, Question
from cbreport.errors import NotPermitted, SaveRefused
from cbreport.reporting import Report, may
from cbreport.web import fields
from cbreport.web.changes import is_under
from cbreport.web.context import Reply, current
from cbreport.web.forms import FormView
from cbreport.web.pages.sections import find_page, only_for_the_party
from cbreport.web.pages.tasks import surroundings


def confirm_removal(report_id: str, section_id: str, number: int, group: str, key: str) -> Reply:
    """Ask before a row with answers is removed."""
    context = current()
    _, report = context.report(report_id, colleagues=True)
    section, page = find_page(report, section_id, number)
    if not may(context.identity, "write", report.standing):
        return redirect(url_for(".report", report_id=report_id))
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
    _, report = context.report(report_id, colleagues=True)
    _, page = find_page(report, section_id, number)
    only_for_the_party(context, report)
    question = _group_on(page, group)
    asked = context.asked_revision()
    before = store.open(context.identity, report_id, revision=asked).answers
    addresses = _row_addresses(report, question, key)
    shown = [each for each in before if is_under(each, f"{group}[{key}]")]
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
    return [address for address in report.answers if is_under(address, f"{group.id}[{key}]")]
