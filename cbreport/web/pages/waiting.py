"""What waits for the Secretariat: the first page of an officer's day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cbreport.synthesis.waiting import WaitingReport
from cbreport.synthesis.waiting import waiting as waits
from cbreport.web.context import Context, Reply
from cbreport.web.pages.desk import served
from cbreport.web.team import today


def waiting(convention_id: str) -> Reply:
    """Reports to accept and to publish, what is new, what went back, and when reports are due."""
    context, convention, cycle = served(convention_id)
    store, person = context.portal.store, context.identity
    summaries = store.reports(person, convention=convention.id)
    found = waits(convention, summaries, store.steps_of(person, convention=convention.id), today=today())
    return context.page(
        "cbreport/waiting.html",
        convention=convention,
        cycle=cycle,
        texts=context.texts(convention.id),
        to_accept=_shown(context, found.to_accept),
        to_publish=_shown(context, found.to_publish),
        new=_shown(context, found.new),
        gone_back=_shown(context, found.gone_back),
        own=_shown(context, found.own),
        ahead=[each for each in reversed(found.deadlines) if each.days >= 0],
        deadlines=found.deadlines,
    )


def _shown(context: Context, reports: Sequence[WaitingReport]) -> list[dict[str, Any]]:
    return [
        {
            "wait": each,
            "summary": each.summary,
            "name": context.respondent(each.summary.convention, each.summary.party),
            "installed": context.has_form(each.summary.form, each.summary.edition),
        }
        for each in reports
    ]
