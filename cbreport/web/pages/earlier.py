"""“What you already answered”: proposals from the Party's other reports, to take over, to refuse, or to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import zip_longest
from typing import Any

from flask import abort, redirect, request, url_for

from cbreport.answering import Answer, Proposal
from cbreport.definition import parse_address
from cbreport.errors import NotPermitted, SaveConflict, SaveRefused
from cbreport.reporting import Report, mark_of, may
from cbreport.web.context import Context, Reply, current
from cbreport.web.earlier import Earlier, Refused, key_of, proposals_for, refusals, to_take_up
from cbreport.web.pages.tasks import surroundings
from cbreport.web.places import question_url


def page(report_id: str) -> Reply:
    """Every proposal that waits for a decision, by section."""
    context, report = _draft(report_id)
    if not may(context.identity, "write", report.standing):
        return redirect(url_for(".report", report_id=report_id))
    return _render(context, report)


def _draft(report_id: str) -> tuple[Context, Report]:
    context = current()
    return context, context.report(report_id)[1]


def _render(context: Context, report: Report, problem: str = "") -> str:
    declined = refusals(context, report)
    earlier = Earlier(context, report, proposals_for(context, report))
    waiting = Waiting(earlier)
    return context.page(
        "cbreport/earlier.html",
        sections=waiting.sections,
        exact=sum(not each["review"] for each in waiting.rows),
        more=len(to_take_up(report, earlier.origins, declined)),
        homeless=earlier.homeless,
        problem=problem,
        refused=[earlier.shown(address, each) for address, each in still_refused(report, declined)],
        **surroundings(context, report),
    )


def still_refused(report: Report, declined: Refused) -> list[tuple[str, Proposal]]:
    """Each refused proposal once, newest first, for what is still blank."""
    found: dict[tuple[str, ...], tuple[str, Proposal]] = {}
    for address, answer in declined:
        if report.answers.get(address, Answer()).empty:
            proposal = Proposal(address, answer, answer.origin.get("relation", "same"))
            found.setdefault(mark_of(address, answer), (address, proposal))
    return list(found.values())


class Waiting:
    """The proposals in a draft that nobody has decided on yet."""

    def __init__(self, earlier: Earlier) -> None:
        self.earlier = earlier
        self.report = earlier.report

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """One for each unconfirmed answer, with the other versions that there are."""
        return [
            self._row(address, answer)
            for address, answer in self.report.answers.items()
            if not answer.confirmed and not answer.empty
        ]

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The rows by section, in the order of the form."""
        by_section: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows:
            place = parse_address(row["address"])
            section = self.report.form.section_of(place.question) if place else None
            by_section.setdefault(section.id if section else "", []).append(row)
        return [
            {"section": section, "rows": by_section[section.id]}
            for section in self.report.form.sections
            if section.id in by_section
        ]

    def _row(self, address: str, answer: Answer) -> dict[str, Any]:
        versions = self.earlier.at(address)
        own = next((each for each in versions if key_of(each.answer) == key_of(answer)), None)
        shown = own or Proposal(address, answer, answer.origin.get("relation", "same"))
        return {
            **self.earlier.shown(address, shown),
            "others": [self.earlier.shown(address, each) for each in versions if each is not own],
            "url": question_url(self.report, address),
        }


def take_up(report_id: str) -> Reply:
    """Put what was answered before into the blanks of the draft, as proposals that do not count yet."""
    context, report = _draft(report_id)
    _save(context, report, to_take_up(report, proposals_for(context, report), refusals(context, report)))
    return redirect(url_for(".earlier", report_id=report_id), 303)


def decide(report_id: str) -> Reply:
    """Take over, refuse, or choose another version, for each proposal; what is left open waits."""
    context, report = _draft(report_id)
    waiting = Waiting(Earlier(context, report, proposals_for(context, report)))
    answers: dict[str, Answer] = {}
    for row in waiting.rows:
        address = row["address"]
        choice = request.form.get(f"do:{address}", "")
        if request.form.get("action") == "exact":
            choice = "" if row["review"] else "accept"
        if found := _decided(waiting, address, choice):
            answers[address] = found
    try:
        revision = _save(context, report, answers)
    except (SaveConflict, SaveRefused):
        return _render(context, context.report(report_id)[1], _meanwhile(context)), 409
    _refuse_the_others(context, report, waiting, [at for at, answer in answers.items() if answer.empty], revision)
    return redirect(url_for(".earlier", report_id=report_id, saved=""), 303)


def _refuse_the_others(
    context: Context, report: Report, waiting: Waiting, addresses: Iterable[str], revision: int
) -> None:
    """Whoever refuses one version has seen the others: the history keeps each of them as proposed and cleared."""
    others = {
        address: [each.answer for each in waiting.earlier.at(address) if key_of(each.answer) != key_of(kept)]
        for address in addresses
        if (kept := report.answers.get(address))
    }
    for round_of in zip_longest(*others.values()):
        batch = {address: answer for address, answer in zip(others, round_of, strict=True) if answer}
        for answers in (batch, dict.fromkeys(batch, Answer())):
            try:
                revision = context.portal.store.save(context.identity, report.id, answers, revision).revision
            except SaveRefused:  # a colleague was faster: what she has written stands
                return


def take_after_all(report_id: str) -> Reply:
    """Take over a proposal that was refused before."""
    context, report = _draft(report_id)
    wanted = request.form.get("address", ""), request.form.get("key", "")
    for address, proposal in still_refused(report, refusals(context, report)):
        if (address, key_of(proposal.answer)) == wanted:
            try:
                _save(context, report, {address: replace(proposal.answer, confirmed=True)})
            except (SaveConflict, SaveRefused):
                return _render(context, context.report(report_id)[1], _meanwhile(context)), 409
            return redirect(url_for(".earlier", report_id=report_id, saved=""), 303)
    _save(context, report, {})
    return redirect(url_for(".earlier", report_id=report_id), 303)


def _meanwhile(context: Context) -> str:
    return context.t("Somebody changed one of these answers meanwhile, so nothing was decided. Look at it again.")


def _decided(waiting: Waiting, address: str, choice: str) -> Answer | None:
    """The answer that a decision makes; None leaves it open."""
    answer = waiting.report.answers[address]
    if choice == "accept":
        return replace(answer, confirmed=True)
    if choice == "refuse":
        return Answer()
    for each in waiting.earlier.at(address):
        if choice == key_of(each.answer):
            return replace(each.answer, confirmed=True)
    return None


def _save(context: Context, report: Report, answers: Mapping[str, Answer]) -> int:
    """Save the decisions, and return the revision that was reached."""
    revision = context.asked_revision()
    try:
        return context.portal.store.save(context.identity, report.id, answers, revision).revision
    except NotPermitted as error:
        abort(403, error.describe(context.t))
