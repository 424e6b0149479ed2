"""What was done about requests and offers that fit: steps forth and back, none of them lost."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cbreport.errors import CbreportError, NotPermitted, SaveRefused, WorkflowError
from cbreport.reporting import PUBLIC, SECRETARIAT, Identity
from cbreport.reporting.matching import (
    CLOSED,
    MATCH_STATES,
    OUTCOMES,
    SUGGESTED,
    Move,
    Pair,
    goes_back,
    moves_from,
)
from cbreport.storage import SqlStore, upgrade
from tests.storage.people import AMINA, CLERK, Clock, person

PAIR = ("example/KEN/f/request[r1]", "example/NOR/f/offer[o1]")
OTHER_PAIR = (PAIR[0], "example/NOR/f/offer[o2]")
SECOND = person("second", SECRETARIAT, "", "example")
STRANGER = person("stranger", SECRETARIAT, "", "another")


def move(store: SqlStore, state: str, base: int, *, by: Identity = CLERK, outcome: str = "", note: str = "") -> int:
    return store.move_match(by, "example", PAIR, Move(state, outcome, note), base=base).number


def test_a_match_is_contacted_agreed_and_closed(store: SqlStore) -> None:
    assert store.match_states(CLERK, "example") == {}
    move(store, "contacted", 0, note=" By mail. ")
    move(store, "agreed", 1, by=SECOND)
    move(store, CLOSED, 2, outcome="carried-out")
    found = store.match_states(SECOND, "example")
    assert list(found) == [PAIR]
    state = found[PAIR]
    assert (state.state, state.outcome, state.number) == ("closed", "carried-out", 3)
    assert [(each.move.state, each.move.note, each.author, each.name) for each in state.steps] == [
        ("contacted", "By mail.", "clerk", "Clerk"),
        ("agreed", "", "second", "Second"),
        ("closed", "", "clerk", "Clerk"),
    ]
    assert [each.time for each in state.steps] == sorted(each.time for each in state.steps)
    store.move_match(CLERK, "example", OTHER_PAIR, Move("contacted"), base=0)
    assert list(store.match_states(CLERK, "example")) == [PAIR, OTHER_PAIR]


def test_a_step_back_has_a_note(store: SqlStore) -> None:
    move(store, "contacted", 0)
    with pytest.raises(SaveRefused, match="There is no note"):
        move(store, SUGGESTED, 1, note=" ")
    assert move(store, SUGGESTED, 1, note="Wrong row") == 2
    assert store.match_states(CLERK, "example")[PAIR].state == SUGGESTED


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Move("agreed"), WorkflowError),
        (Move("suggested", note="x"), WorkflowError),
        (Move("elsewhere"), WorkflowError),
        (Move("closed"), SaveRefused),
        (Move("closed", "lost"), SaveRefused),
        (Move("closed", "other"), SaveRefused),
        (Move("contacted", note="x" * 2001), SaveRefused),
        (Move("contacted", note="a\0b"), SaveRefused),
    ],
)
def test_what_cannot_be_done_changes_nothing(store: SqlStore, wanted: Move, error: type[CbreportError]) -> None:
    with pytest.raises(error):
        store.move_match(CLERK, "example", PAIR, wanted, base=0)
    assert store.match_states(CLERK, "example") == {}


def test_what_somebody_did_meanwhile_is_not_overtaken(store: SqlStore) -> None:
    move(store, "contacted", 0)
    for base in (0, 2, -1):
        with pytest.raises(SaveRefused, match="Somebody took this match on meanwhile"):
            move(store, CLOSED, base, by=SECOND, outcome="declined")
    with pytest.raises(SaveRefused, match="meanwhile"):
        move(store, "contacted", 0, by=SECOND)
    assert move(store, "contacted", 0) == 1, "sent twice is made once"
    assert len(store.match_states(CLERK, "example")[PAIR].steps) == 1


@pytest.mark.parametrize("who", [AMINA, STRANGER, PUBLIC])
def test_others_neither_see_nor_change_matches(store: SqlStore, who: Identity) -> None:
    move(store, "contacted", 0)
    assert store.match_states(who, "example") == {}
    with pytest.raises(NotPermitted):
        move(store, "agreed", 1, by=who)
    assert store.match_states(CLERK, "example")[PAIR].state == "contacted"


@cache
def migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cb.db"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()


class Matches(RuleBasedStateMachine):
    """Whatever two people of a Secretariat try, in whatever order, against a list of what was made."""

    pairs = st.sampled_from([PAIR, OTHER_PAIR])

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "cb.db"
        path.write_bytes(migrated())
        self.store = SqlStore(f"sqlite:///{path}", clock=Clock())
        self.made: dict[Pair, list[tuple[Move, str]]] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(
        pair=pairs,
        state=st.sampled_from([*MATCH_STATES, "lost"]),
        outcome=st.sampled_from(["", *OUTCOMES, "lost"]),
        note=st.sampled_from(["", "A note"]),
        who=st.sampled_from([CLERK, SECOND]),
        behind=st.integers(0, 2),
    )
    def try_it(self, pair: Pair, state: str, outcome: str, note: str, who: Identity, behind: int) -> None:
        made = self.made.get(pair, [])
        before = made[-1][0].state if made else SUGGESTED
        base = len(made) - behind
        kept = Move(state, outcome if state == CLOSED else "", note)
        allowed = (
            state in moves_from(before)
            and (state != CLOSED or outcome in OUTCOMES)
            and bool(note or not (goes_back(before, state) or kept.outcome == "other"))
        )
        again = behind == 1 and bool(made) and made[-1] == (kept, who.id)
        try:
            self.store.move_match(who, "example", pair, Move(state, outcome, note), base=base)
        except (SaveRefused, WorkflowError):
            assert not again
            assert behind or not allowed
        else:
            assert again or (behind == 0 and allowed)
            if not again:
                self.made.setdefault(pair, []).append((kept, who.id))

    @invariant()
    def every_step_is_kept(self) -> None:
        found = self.store.match_states(CLERK, "example")
        assert {pair: [(each.move, each.author) for each in state.steps] for pair, state in found.items()} == self.made


TestAnySteps = pytest.mark.timeout(120)(Matches.TestCase)
TestAnySteps.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
