"""When somebody else changed the same answer: both versions on a page, and what is decided there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from cbreport.answering import Answer, answer_from_data, both
from cbreport.definition import Page, Section
from cbreport.errors import Conflict, SaveConflict
from cbreport.reporting import Report
from cbreport.web.context import Context
from cbreport.web.forms import FormView
from cbreport.web.pages.tasks import surroundings


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
        now = choice in ("mine", "theirs", "both") and revision.isascii() and revision.isdigit() and len(revision) < 16
        if now and (kind == "decide" or address not in found):
            found[address] = Decision(choice, int(revision))
    return found


def joined(
    context: Context, report: Report, mine: Mapping[str, Answer], decided: Mapping[str, Decision]
) -> dict[str, Answer]:
    """The answers of which both versions are kept, joined with the one that was shown beside mine."""
    found = {}
    for address, decision in decided.items():
        question = report.form.at(address)
        if decision.choice == "both" and address in mine and question:
            then = context.portal.store.open(context.identity, report.id, revision=decision.revision)
            made = both(question, mine[address], then.answers.get(address, Answer()))
            found.update({address: made} if made else {})
    return found


def conflict_page(
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
    view = FormView(context, replace(report, answers={**report.answers, **typed}), {}, shared["texts"], "")
    rows = [
        {
            "address": each.address,
            "question": report.form.at(each.address),
            "row": view.row_of(each.address),
            "mine": answer_from_data(each.mine or {}),
            "theirs": answer_from_data(each.theirs or {}),
            "time": each.their_time,
            "both": _can_join(report, each),
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


def _can_join(report: Report, each: Conflict) -> bool:
    question = report.form.at(each.address)
    mine, theirs = answer_from_data(each.mine or {}), answer_from_data(each.theirs or {})
    return question is not None and both(question, mine, theirs) is not None
