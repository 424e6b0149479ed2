"""The part of :class:`~cbreport.storage.SqlStore` that keeps needs as they were opened to Parties for remarks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from cbreport.definition.canonical import digest_of
from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.reporting.identity import Identity
from cbreport.reporting.remarks import Opening, may_see, side_of
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import queue_for, reading, writing
from cbreport.storage.rows import ID_PATTERN, new_id
from cbreport.storage.tables import cb_opening, cb_opening_step
from cbreport.storage.writing import write_person


class OpeningStore(BaseStore):
    """What :class:`~cbreport.reporting.remarks.Remarks` asks for openings. See there for what is raised."""

    def openings(self, identity: Identity, convention: str) -> Sequence[Opening]:
        """The openings that somebody may see, the newest first."""
        side = side_of(identity, convention)
        with reading(self.engine) as connection:
            found = openings_of(connection, convention)
        return tuple(each for each in found if may_see(side, each))

    def open_needs(
        self, identity: Identity, convention: str, parties: frozenset[str], content: bytes, *, shown: bool, until: date
    ) -> Opening:
        """Open the comparison of needs to Parties; the one that is open already, if there is one."""
        require_secretariat(identity, convention)
        with writing(self.engine) as connection:
            queue_for(connection, f"openings:{convention}")
            for each in openings_of(connection, convention):
                if each.is_open(self._moment().date()):
                    return each
            self._require_future(until)
            time, id = self._stamp(), new_id()
            write_person(connection, identity, time)
            row = {"id": id, "convention": convention, "parties": json.dumps(sorted(parties)), "content": content}
            connection.execute(
                insert(cb_opening).values(**row, digest=digest_of(content), shown=shown, made=time),
            )
            _end_on(connection, id, 1, until.isoformat(), identity.id, time)
            return opening_of(connection, convention, id)

    def set_opening(self, identity: Identity, opening_id: str, until: date | None) -> Opening:
        """Let an opening end on another day, also one that has ended; None closes it now."""
        with writing(self.engine) as connection:
            query = select(cb_opening.c.convention).where(cb_opening.c.id == opening_id)
            known = connection.execute(query).first() if ID_PATTERN.fullmatch(opening_id) else None
            if known is None or not identity.serves(known.convention):
                raise UnknownName("opening", opening_id)
            queue_for(connection, f"openings:{known.convention}")
            opening = opening_of(connection, known.convention, opening_id)
            wanted = until.isoformat() if until else ""
            if (opening.closed and until is None) or (not opening.closed and opening.until == wanted):
                return opening
            if until:
                self._require_future(until)
            steps = select(func.max(cb_opening_step.c.number)).where(cb_opening_step.c.opening == opening_id)
            number, time = connection.execute(steps).scalar_one() + 1, self._stamp()
            write_person(connection, identity, time)
            _end_on(connection, opening_id, number, wanted, identity.id, time)
            return opening_of(connection, known.convention, opening_id)

    def _require_future(self, until: date) -> None:
        if until < self._moment().date():
            raise SaveRefused("This day is past.", "Give a later one.")


def require_secretariat(identity: Identity, convention: str) -> None:
    """See that somebody works for a convention's Secretariat.

    :raises NotPermitted: she does not.
    """
    if not identity.serves(convention):
        raise NotPermitted("You do not work for this convention's Secretariat.", "Ask it.")


def openings_of(connection: Connection, convention: str) -> list[Opening]:
    """All openings, the newest first, each with the day on which it ends."""
    query = select(cb_opening).where(cb_opening.c.convention == convention)
    rows = connection.execute(query.order_by(cb_opening.c.made.desc(), cb_opening.c.id)).all()
    steps = select(cb_opening_step).join(cb_opening, cb_opening.c.id == cb_opening_step.c.opening)
    ends: dict[str, list[Row[Any]]] = {}
    for step in connection.execute(
        steps.where(cb_opening.c.convention == convention).order_by(cb_opening_step.c.number)
    ):
        ends.setdefault(step.opening, []).append(step)
    return [_of_row(row, ends[row.id]) for row in rows]


def _of_row(row: Row[Any], steps: Sequence[Row[Any]]) -> Opening:
    last = steps[-1]
    return Opening(
        id=row.id,
        convention=row.convention,
        parties=frozenset(json.loads(row.parties)),
        content=bytes(row.content),
        digest=row.digest,
        shown=row.shown,
        made=row.made,
        until=next(step.until for step in reversed(steps) if step.until),
        closed="" if last.until else last.time,
    )


def opening_of(connection: Connection, convention: str, id: str) -> Opening:
    """An opening of a convention.

    :raises UnknownName: it has none of this id.
    """
    found = next((each for each in openings_of(connection, convention) if each.id == id), None)
    if found is None:
        raise UnknownName("opening", id)
    return found


def _end_on(connection: Connection, opening: str, number: int, until: str, author: str, time: str) -> None:
    row = {"opening": opening, "number": number, "until": until, "author": author, "time": time}
    connection.execute(insert(cb_opening_step).values(**row))
