"""What an address says about which day and which reports count: today, a stated day, or a frozen synthesis.

For pages and files of a convention's Secretariat. ``?on=2026-02-28`` is the day of which membership counts;
``?frozen=`` the id of a frozen synthesis, which has a day, Parties and reports of its own, so that ``on`` says nothing
beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request, url_for

from cbreport.definition import Convention, Cycle
from cbreport.documents.views import short_digest
from cbreport.errors import UnknownName
from cbreport.synthesis import Facts, Frozen, Member, PartyFilter, Scope, Whom, convention_of, members_of, narrowed
from cbreport.synthesis.asking import GROUPS
from cbreport.synthesis.frozen import Reopened
from cbreport.web.context import Context
from cbreport.web.narrowing import Narrowing


@dataclass(frozen=True)
class Basis:
    """On what a page or a file rests.

    :param convention: with the members and regions of the frozen synthesis, where one is asked for.
    :param on: the day of which membership counts.
    :param typed: what the address has as that day; blank when it says nothing.
    :param problem: why that is no day, in the reader's language; then ``on`` is the usual day.
    :param reopened: the frozen synthesis that is asked for.
    """

    convention: Convention
    on: date
    typed: str = ""
    problem: str = ""
    reopened: Reopened | None = None

    @property
    def frozen(self) -> Frozen | None:
        """What the frozen synthesis counted, if one is asked for."""
        return self.reopened.frozen if self.reopened else None

    @property
    def address(self) -> dict[str, str]:
        """The parts of an address that keep it."""
        if self.reopened:
            return {"frozen": self.reopened.id}
        return {"on": self.typed} if self.typed and not self.problem else {}

    def scope(self, *cycles: Cycle) -> Scope:
        """The reports of some cycles that count, for the questions that a store answers from facts."""
        return Scope.of(self.convention, *cycles, frozen=self.reopened.id if self.reopened else "")

    def members(self, asked: Narrowing) -> dict[str, Member]:
        """The Parties that count, with region and groups, as far as the address narrows them down."""
        region, group = asked.filters.region, asked.filters.group
        if group not in ("", *GROUPS):
            return {}
        groups = (group,) if group else ()
        if self.frozen is not None:
            return narrowed(self.frozen.parties[self.convention.id], region=region, groups=groups)
        return members_of(self.convention, Whom(self.on, region, groups))

    def parties_filter(self, asked: Narrowing) -> PartyFilter | None:
        """Whether a Party counts; None where all that were members do."""
        if not asked.filters.region and not asked.filters.group:
            return None
        members = self.members(asked)
        return lambda party: party.code in members


def basis_of(context: Context, convention: Convention, given: Mapping[str, str], usual: date) -> Basis:
    """What the parts of an address say, or the page “not found” where there is no such frozen synthesis for her, or one
    that says which edition is missing.

    :param usual: the day that counts where the address names none.
    """
    if id := given.get("frozen", "").strip():
        return _frozen(context, convention, id)
    typed = given.get("on", "").strip()
    day, problem = read_day(context, typed) if typed else (usual, "")
    return Basis(convention, day or usual, day.isoformat() if typed and day else typed, problem)


def read_day(context: Context, typed: str) -> tuple[date | None, str]:
    """The day that somebody typed, or why it is none."""
    try:
        return date.fromisoformat(typed), ""
    except ValueError:
        t = context.t
        return None, t("“{typed}” is no day. Write year, month and day, for example 2026-03-31.").format(typed=typed)


def require_counted(context: Context, basis: Basis) -> None:
    """See that what a frozen synthesis counts is still there to be counted; otherwise the page says whom to ask."""
    store = context.portal.store
    if basis.reopened is None or not isinstance(store, Facts):
        return
    if any(each.ready < each.reports for each in store.reported(context.identity, basis.scope())):
        words = context.t(
            "The facts of this frozen synthesis are not there. Ask whoever runs this site to make them anew."
        )
        abort(501, words)


def based(basis: Basis) -> dict[str, Any]:
    """What a page says of its basis: which synthesis, and the way to the same page with what counts today."""
    where: dict[str, Any] = {name: request.args.getlist(name) for name in request.args if name not in basis.address}
    assert request.endpoint
    return {
        "basis": basis,
        "short_digest": short_digest(basis.frozen.digest) if basis.frozen else "",
        "today_address": url_for(request.endpoint, **(request.view_args or {}), **where),
    }


def reopened(context: Context, convention: Convention, id: str) -> Reopened:
    """A frozen synthesis about a convention, or the page “not found”."""
    store = context.portal.store
    if not isinstance(store, Facts):
        abort(404)
    try:
        found = store.reopen(context.identity, id)
    except UnknownName:
        abort(404)
    if convention.id not in found.frozen.parties:
        abort(404)
    return found


def _frozen(context: Context, convention: Convention, id: str) -> Basis:
    found = reopened(context, convention, id)
    editions = {(each.form, each.edition) for each in found.frozen.reports if each.convention == convention.id}
    for form, edition in sorted(editions):
        if not context.has_form(form, edition):
            text = context.t("The edition {edition} is not installed, so this frozen synthesis cannot be shown.")
            abort(501, text.format(edition=f"{form}@{edition}"))
    return Basis(convention_of(found.frozen, convention), found.frozen.on, reopened=found)
