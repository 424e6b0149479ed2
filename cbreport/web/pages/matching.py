"""One request with one offer: both side by side, why they fit, what was done about them, and what is done next."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for

from cbreport.documents.views.matching import match_blocks, outcome_words, state_words
from cbreport.documents.views.telling import teller_name
from cbreport.documents.writing import Writer
from cbreport.errors import SaveRefused, WorkflowError
from cbreport.reporting.matching import OUTCOMES, MatchState, Move, Pair, goes_back, match_key, moves_from
from cbreport.synthesis import matches
from cbreport.web.context import Reply, name_by_id
from cbreport.web.pages.picture import PicturePage, page_of


def match(convention_id: str, key: str) -> Reply:
    """A match, with the form for the next step."""
    page = page_of(convention_id)
    return _shown(page, _found(page, key))


def move(convention_id: str, key: str) -> Reply:
    """Take a match a step on, or back."""
    page = page_of(convention_id)
    pair = _found(page, key)
    context, asked = page.context, Move(*(request.form.get(name, "") for name in ("state", "outcome", "note")))
    base = request.form.get("base", "")
    if not base.isascii() or not base.isdigit() or len(base) > 6:
        abort(400, context.t("The page does not say what is to be done. Open it again."))
    if not asked.state:
        return _shown(page, pair, context.t("Choose where the match stands now."), asked), 422
    try:
        context.portal.store.move_match(context.identity, convention_id, pair, asked, base=int(base))
    except (SaveRefused, WorkflowError) as error:
        return _shown(page, pair, context.why(error), asked), 409
    where: dict[str, Any] = page.address
    return redirect(url_for(".match", convention_id=convention_id, key=key, _anchor="history", **where), 303)


def _found(page: PicturePage, key: str) -> Pair:
    """The match of that key, or the page “not found”."""
    listed = ((each.request.id, each.offer.id) for found in matches(page.found).matches.values() for each in found)
    for pair in (*page.found.states, *listed):
        if match_key(pair) == key:
            return pair
    abort(404)


def _shown(page: PicturePage, pair: Pair, problem: str = "", typed: Move | None = None) -> str:
    """The page; after a refusal with where the match stands now, and what was typed."""
    context, found = page.context, page.found
    t = Writer(context.texts(page.convention.id))
    known = context.portal.store.match_states(context.identity, page.convention.id).get(pair)
    state = known or MatchState(page.convention.id, pair)
    ours, theirs = map(found.row, pair)
    return context.page(
        "cbreport/match.html",
        convention=page.convention,
        cycle=page.cycle,
        asked=page.asked,
        address=page.address,
        key=match_key(pair),
        blocks=match_blocks(t, found, ours, theirs) if ours and theirs else (),
        gone=[bool(ours), bool(theirs)],
        tellers=[teller_name(t, found, *id.split("/")[:2]) for id in pair],
        state=state,
        says=lambda state, outcome="": state_words(t, state, outcome),
        outcomes={each: outcome_words(t, each) for each in OUTCOMES},
        moves=moves_from(state.state),
        goes_back=goes_back,
        written_by=lambda step: name_by_id(context, step.author, step.name),
        problem=problem,
        typed=typed or Move(""),
    )
