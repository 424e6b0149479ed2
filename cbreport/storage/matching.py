"""The part of :class:`~cbreport.storage.SqlStore` that keeps what was done about requests and offers that fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select

from cbreport.errors import NotPermitted, SaveRefused
from cbreport.reporting.identity import Identity
from cbreport.reporting.matching import MatchState, MatchStep, Move, Pair, States, checked_move
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import queue_for, reading, writing
from cbreport.storage.rows import is_storable
from cbreport.storage.tables import cb_match_step, cb_person
from cbreport.storage.writing import write_person

_STEPS: Final = (
    select(cb_match_step, func.coalesce(cb_person.c.name, "").label("name"))
    .select_from(cb_match_step.outerjoin(cb_person, cb_person.c.id == cb_match_step.c.author))
    .order_by(cb_match_step.c.number)
)


class MatchStore(BaseStore):
    """What :class:`~cbreport.reporting.matching.Matching` asks for. See there for what is raised."""

    def match_states(self, identity: Identity, convention: str) -> States:
        """The matches about which something was done; nothing for others than the convention's Secretariat."""
        if not identity.serves(convention):
            return {}
        with reading(self.engine) as connection:
            rows = connection.execute(_STEPS.where(cb_match_step.c.convention == convention)).all()
        found: dict[Pair, list[Row[Any]]] = {}
        for row in sorted(rows, key=lambda each: (each.time, each.number)):
            found.setdefault((row.request, row.offer), []).append(row)
        return {pair: _state(convention, pair, steps) for pair, steps in found.items()}

    def move_match(self, identity: Identity, convention: str, pair: Pair, move: Move, *, base: int) -> MatchState:
        """Make a step; to send it twice is to make it once."""
        if not identity.serves(convention):
            raise NotPermitted("You do not work for this convention's Secretariat.", "Ask it.")
        if not all(map(is_storable, (*pair, identity.id, move.note))):
            raise SaveRefused("The text holds characters that cannot be kept.", "Write it anew.")
        with writing(self.engine) as connection:
            queue_for(connection, f"match:{convention}:{pair}")
            known = _known(connection, convention, pair)
            if known.number != base:
                if 0 < known.number == base + 1 and _made(known.steps[-1], identity, known, move):
                    return known
                raise SaveRefused("Somebody took this match on meanwhile.", "Look at where it stands now.")
            made, time = checked_move(known.state, move), self._stamp()
            write_person(connection, identity, time)
            row = {"convention": convention, "request": pair[0], "offer": pair[1], "number": base + 1}
            row |= {"state": made.state, "outcome": made.outcome, "note": made.note}
            connection.execute(insert(cb_match_step).values(**row, author=identity.id, time=time))
            return _known(connection, convention, pair)


def _made(last: MatchStep, identity: Identity, known: MatchState, move: Move) -> bool:
    """Whether the last step is this one, by this person."""
    before = MatchState(known.convention, known.pair, known.steps[:-1])
    return (
        last.author == identity.id and move.state == last.move.state and last.move == checked_move(before.state, move)
    )


def _known(connection: Connection, convention: str, pair: Pair) -> MatchState:
    same = (cb_match_step.c.request == pair[0], cb_match_step.c.offer == pair[1])
    rows = connection.execute(_STEPS.where(cb_match_step.c.convention == convention, *same))
    return _state(convention, pair, rows)


def _state(convention: str, pair: Pair, rows: Iterable[Row[Any]]) -> MatchState:
    steps = (
        MatchStep(row.number, Move(row.state, row.outcome, row.note), row.author, row.name, row.time) for row in rows
    )
    return MatchState(convention, pair, tuple(steps))
