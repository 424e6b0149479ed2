"""Where a saved question page leads: to the answer that was taken over, to what is still open, to where one was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import url_for

from cbreport.answering import Answer, Proposal
from cbreport.definition import Page, parse_address
from cbreport.errors import SaveConflict, SaveRefused
from cbreport.reporting import Report, next_unanswered
from cbreport.web import fields
from cbreport.web.context import Context
from cbreport.web.earlier import Earlier, key_of, proposals_for
from cbreport.web.places import question_url


def next_open_url(report: Report, page: Page) -> str:
    """The next question without an answer after those of a page; the task list when there is none."""
    found = next_unanswered(report, after=page.questions[-1].id)
    return question_url(report, found.id) if found else url_for(".report", report_id=report.id, saved="")


def place_of_change(page: Page, typed: Mapping[str, Answer], before: Mapping[str, Answer]) -> str:
    """The id of the last question of a page whose answer was changed, where one most likely was; else empty."""
    changed = {
        address.partition("[")[0]
        for address, answer in typed.items()
        if answer.content() != before.get(address, Answer()).content()
    }
    return next((f"{fields.field_id(each.id)}_box" for each in reversed(page.questions) if each.id in changed), "")


def take_over(context: Context, report: Report, wanted: str) -> str:
    """Take over an earlier answer into a report whose page has just been saved, so that the history keeps what it
    replaces. It stays as it is when a colleague was faster.

    :param wanted: ``key:address`` of one version, or ``:group[row]`` for a whole row.
    :returns: the id of the field in which it now stands.
    """
    key, _, address = wanted.partition(":")
    taken = {
        each: replace(proposal.answer, confirmed=True)
        for each, proposal in _found(Earlier(context, report, proposals_for(context, report)), key, address).items()
    }
    if taken:
        try:
            context.portal.store.save(context.identity, report.id, taken, report.revision)
        except (SaveConflict, SaveRefused):
            pass
    question = report.form.at(address)
    return fields.target_id(question, address) if question else fields.field_id(address)


def _found(earlier: Earlier, key: str, address: str) -> dict[str, Proposal]:
    place = parse_address(address)
    if place and place.row and not place.column:
        return {each: proposals[0] for each, proposals in earlier.best.items() if each.startswith(f"{address}.")}
    found = next((each for each in earlier.at(address) if key_of(each.answer) == key), None)
    return {address: found} if found else {}
