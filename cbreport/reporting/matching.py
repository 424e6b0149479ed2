"""How far a Secretariat has come with a request and an offer that fit each other.

A request and an offer are told by their ids, which survive cycles. Nothing is written as long as nobody has done
anything about them; then every step is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from cbreport.answering.parsing import tidy
from cbreport.errors import SaveRefused, WorkflowError
from cbreport.reporting.identity import Identity

SUGGESTED: Final = "suggested"
CONTACTED: Final = "contacted"
AGREED: Final = "agreed"
CLOSED: Final = "closed"
#: The states of a match, in the order in which it goes on.
MATCH_STATES: Final = (SUGGESTED, CONTACTED, AGREED, CLOSED)

CARRIED_OUT: Final = "carried-out"
OTHER: Final = "other"
#: With what a match is closed.
OUTCOMES: Final = (CARRIED_OUT, "declined", "no-longer-needed", OTHER)

NOTE_LENGTH: Final = 2_000  # characters

#: The ids of the rows of a request and of an offer.
Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True)
class Move:
    """Where a match is taken. ``outcome`` is one of :data:`OUTCOMES` when it is closed, and empty otherwise."""

    state: str
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True)
class MatchStep:
    """A step that was made. ``number`` counts within a match, from 1."""

    number: int
    move: Move
    author: str
    name: str
    time: str


@dataclass(frozen=True)
class MatchState:
    """Where a match stands, with its steps, the oldest first."""

    convention: str
    pair: Pair
    steps: tuple[MatchStep, ...] = ()

    @property
    def state(self) -> str:
        """One of :data:`MATCH_STATES`."""
        return self.steps[-1].move.state if self.steps else SUGGESTED

    @property
    def outcome(self) -> str:
        """With what it is closed; empty while it is not."""
        return self.steps[-1].move.outcome if self.steps else ""

    @property
    def number(self) -> int:
        """The number of its last step; 0 when none was made."""
        return self.steps[-1].number if self.steps else 0


States: TypeAlias = Mapping[Pair, MatchState]


def match_key(pair: Pair) -> str:
    """What a match is called by in addresses.

    >>> match_key(("ex/KEN/f/request[r1]", "ex/NOR/f/offer[o1]"))
    '3366ce64115934c18907f494'
    """
    return hashlib.sha256("\0".join(pair).encode()).hexdigest()[:24]


def moves_from(state: str) -> tuple[str, ...]:
    """Where a match can be taken: one state on, or to its end; back to each state before, as a mistake.

    >>> moves_from("suggested"), moves_from("closed")
    (('contacted', 'closed'), ('suggested', 'contacted', 'agreed'))
    """
    here = MATCH_STATES.index(state)
    near = (*MATCH_STATES[: here + 2], CLOSED)
    return tuple(each for each in MATCH_STATES if each in near and each != state)


def goes_back(before: str, after: str) -> bool:
    """Whether a step undoes one that was made."""
    return MATCH_STATES.index(after) < MATCH_STATES.index(before)


def checked_move(before: str, move: Move) -> Move:
    """The step as it is kept.

    :raises WorkflowError: a match in this state cannot be taken there.
    :raises SaveRefused: an outcome is missing, or a note where one is needed, or it is too long.

    >>> checked_move("contacted", Move("suggested", note=" Wrong row. ")).note
    'Wrong row.'
    """
    if move.state not in moves_from(before):
        raise WorkflowError("The match cannot be taken there from where it stands.", "Choose one of the steps offered.")
    note = tidy(move.note)
    if len(note) > NOTE_LENGTH:
        raise SaveRefused(
            "The text has {length} characters; {limit} can be kept.",
            "Shorten it.",
            length=str(len(note)),
            limit=str(NOTE_LENGTH),
        )
    outcome = move.outcome if move.state == CLOSED else ""
    if move.state == CLOSED and outcome not in OUTCOMES:
        raise SaveRefused("There is no outcome.", "Choose how the match ended.")
    if not note and (goes_back(before, move.state) or outcome == OTHER):
        raise SaveRefused("There is no note.", "Write in a few words why.")
    return Move(move.state, outcome, note)


class Matching(Protocol):
    """What a store keeps of matches. Only the convention's Secretariat sees and changes them."""

    def match_states(self, identity: Identity, convention: str) -> States:
        """The matches about which something was done, in the order in which that began; nothing for others."""

    def move_match(self, identity: Identity, convention: str, pair: Pair, move: Move, *, base: int) -> MatchState:
        """Make a step; to send it twice is to make it once.

        Whether the rows are there is for the caller to know.

        :param base: the number of the last step that the person saw; 0 when there was none.
        :raises NotPermitted: she does not work for the convention's Secretariat.
        :raises SaveRefused: somebody made a step meanwhile, or as :func:`checked_move`; nothing was changed.
        :raises WorkflowError: as :func:`checked_move`.
        """
