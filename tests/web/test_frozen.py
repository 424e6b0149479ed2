"""What an address says about which day and which reports count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import request
from werkzeug.exceptions import HTTPException, NotFound

from cbreport.definition import find_party
from cbreport.library import Library
from cbreport.reporting import Identity
from cbreport.synthesis import Member, Scope
from cbreport.synthesis.freezing import offer
from cbreport.web.context import current
from cbreport.web.frozen import Basis, basis_of
from cbreport.web.narrowing import Narrowing
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.registers import SECOND, need, told, with_registers
from tests.web.people import CLERK, PERSON, STRANGER

USUAL = date(2024, 12, 31)


@pytest.fixture
def library() -> Library:
    return with_registers()


@pytest.fixture
def ask(portal: Portal) -> Callable[..., Basis]:
    """What an address says to somebody."""

    def ask(query: str, who: Identity = CLERK) -> Basis:
        with portal.app.test_request_context(f"{PREFIX}/?{query}", environ_base={PERSON: who.id}):
            portal.app.preprocess_request()
            return basis_of(current(), portal.library.convention("example"), request.args, USUAL)

    return ask


def freeze(portal: Portal) -> str:
    told(portal, "KEN", need())
    convention = portal.library.convention("example")
    made = offer(portal.store, CLERK, convention, [SECOND], on=date(2019, 6, 1), day=USUAL, title="Needs")
    return portal.store.freeze(CLERK, made.frozen)


def codes(basis: Basis, **asked: str) -> list[str]:
    return sorted(basis.members(Narrowing.of(asked)))


def test_nothing_said_is_the_usual_day(ask: Callable[..., Basis]) -> None:
    basis = ask("")
    assert (basis.on, basis.address, basis.frozen, basis.problem) == (USUAL, {}, None, "")
    assert basis.scope(SECOND) == Scope(("example",), ("REG2",))
    assert codes(basis) == ["FJI", "KEN", "NOR"]
    assert codes(basis, region="north") == ["NOR"]
    assert codes(basis, group="sids") == ["FJI"]
    assert codes(basis, group="zzz") == []
    assert basis.parties_filter(Narrowing.of({})) is None
    counts = basis.parties_filter(Narrowing.of({"region": "north"}))
    assert counts
    assert [counts(find_party(code)) for code in ("NOR", "KEN")] == [True, False]


def test_a_stated_day(ask: Callable[..., Basis]) -> None:
    basis = ask("on=2019-06-01")
    assert (basis.on, basis.address, basis.problem) == (date(2019, 6, 1), {"on": "2019-06-01"}, "")
    assert codes(basis) == ["CHE", "KEN", "NOR"]
    assert ask("on=20190601").address == {"on": "2019-06-01"}


@pytest.mark.parametrize("typed", ["x", "2026-02-30", "31+March", "%00", "-1"])
def test_what_is_no_day(ask: Callable[..., Basis], typed: str) -> None:
    basis = ask(f"on={typed}")
    assert (basis.on, basis.address) == (USUAL, {})
    assert "is no day" in basis.problem


def test_a_frozen_synthesis_has_its_own_day_and_parties(portal: Portal, ask: Callable[..., Basis]) -> None:
    id = freeze(portal)
    basis = ask(f"frozen={id}&on=x")
    assert basis.frozen is not None
    assert (basis.on, basis.address, basis.problem) == (date(2019, 6, 1), {"frozen": id}, "")
    members = {"CHE": Member("north", ()), "KEN": Member("south"), "NOR": Member("north")}
    assert basis.members(Narrowing.of({})) == members
    assert basis.scope(SECOND) == Scope(("example",), ("REG2",), frozen=id)
    assert [each.code for each in basis.convention.parties(date(2026, 1, 1))] == ["KEN", "NOR", "CHE"]
    assert codes(basis, region="south") == ["KEN"]


def test_it_is_not_there_for_others_and_of_others(portal: Portal, ask: Callable[..., Basis]) -> None:
    id = freeze(portal)
    for query, who in ((f"frozen={id}", STRANGER), ("frozen=x", CLERK), ("frozen=%00", CLERK)):
        with pytest.raises(HTTPException) as refused:
            ask(query, who)
        assert isinstance(refused.value, NotFound)
