"""Opening the comparison of needs to Parties for remarks, and what a Party then sees of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, TypeAlias

from flask import abort, redirect, request, url_for

from cbreport.documents.remarks import counts_of, remark_blocks, remarks_sentence, table_blocks
from cbreport.errors import SaveRefused
from cbreport.synthesis import told_by_one
from cbreport.web.context import Context, Reply
from cbreport.web.pages.delegating import posted_day, read_day
from cbreport.web.remarking import Needs, needs_of, needs_of_secretariat
from cbreport.web.team import today

Day: TypeAlias = tuple[str, str, str]
NO_DAY: Final[Day] = ("", "", "")


def remarks(convention_id: str) -> Reply:
    """All remarks on the needs of a convention, and what was opened to Parties; for its Secretariat."""
    return _listed(needs_of_secretariat(convention_id))


def _listed(needs: Needs, problem: str = "", until: Day = NO_DAY, shown: str = "") -> str:
    """The list; after a refusal with what was typed to open the needs."""
    t, standing = needs.t, [each for each in needs.remarks if not each.withdrawn]
    is_open = next((each for each in needs.openings if each.is_open(today())), None)
    alone = () if is_open else told_by_one(needs.found)
    return needs.context.page(
        "cbreport/remarks.html",
        needs=needs,
        convention=needs.convention,
        cycle=needs.convention.main_cycle,
        sentence=remarks_sentence(t, standing),
        blocks=remark_blocks(t, standing, needs.table, needs.convention),
        leads=needs.leads,
        is_open=is_open,
        alone=[t(needs.table.labels(where)[1]) for where in alone],
        problem=problem,
        until=until,
        shown=shown,
        today=today(),
    )


def open_needs(convention_id: str) -> Reply:
    """Open the needs to the Parties, as they are now."""
    needs = needs_of_secretariat(convention_id)
    context, until = needs.context, posted_day("until")
    day, shown = read_day(until), request.form.get("shown", "")
    problem = _wrong(context, day)
    if not problem and shown not in ("yes", "no"):
        problem = context.t("Choose whether Parties see the remarks of each other.")
    if problem or day is None:
        return _listed(needs, problem, until, shown), 422
    parties = frozenset(each.code for each in needs.convention.parties(today()))
    made = context.portal.store.open_needs(
        context.identity, convention_id, parties, needs.table.content, shown=shown == "yes", until=day
    )
    return redirect(url_for(".opening", convention_id=convention_id, opening_id=made.id), 303)


def _wrong(context: Context, day: date | None) -> str:
    if day is None:
        return context.t("Write day, month and year, for example 27 3 2027.")
    return context.t("This day is past.") if day < today() else ""


def opening(convention_id: str, opening_id: str) -> Reply:
    """The numbers that were opened, from which each field leads to the remarks beside it."""
    return _shown(needs_of(convention_id, opening_id))


def _shown(needs: Needs, problem: str = "", until: Day = NO_DAY) -> str:
    return needs.context.page(
        "cbreport/opening.html",
        needs=needs,
        convention=needs.convention,
        blocks=tuple(table_blocks(needs.t, needs.table, counts_of(needs.remarks), level=1)),
        leads=needs.leads,
        today=today(),
        is_open=needs.opening is not None and needs.opening.is_open(today()),
        problem=problem,
        until=until,
    )


def set_opening(convention_id: str, opening_id: str) -> Reply:
    """Give more time, or close it now; for the Secretariat."""
    needs = needs_of_secretariat(convention_id, opening_id)
    context, until = needs.context, posted_day("until")
    day = read_day(until)
    action = request.form.get("do", "")
    if action not in ("extend", "close"):
        abort(400, context.t("The page does not say what is to be done. Open it again."))
    problem = _wrong(context, day) if action == "extend" else ""
    if problem:
        return _shown(needs, problem, until), 422
    try:
        context.portal.store.set_opening(context.identity, opening_id, day if action == "extend" else None)
    except SaveRefused as error:
        return _shown(needs, context.why(error), until), 409
    return redirect(url_for(".opening", convention_id=convention_id, opening_id=opening_id), 303)


def asked_for_remarks(context: Context) -> Iterator[dict[str, Any]]:
    """The openings in which this person's Party is asked for its remarks now, for its home page; and the last one in
    which it remarked something, because the Secretariat answers also after that.
    """
    identity, store = context.identity, context.portal.store
    for convention in context.portal.library.conventions:
        if identity.party and identity.answers_for(convention.id, identity.party):
            openings = store.openings(identity, convention.id)
            remarks = store.remarks(identity, convention.id) if openings else ()
            ours = {each.opening for each in remarks if each.party == identity.party and not each.withdrawn}
            last = next((each.id for each in openings if each.id in ours), "")
            for each in openings:
                if each.is_open(today()) or each.id == last:
                    yield {"convention": convention, "opening": each, "is_open": each.is_open(today())}
