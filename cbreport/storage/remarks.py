"""The part of :class:`~cbreport.storage.SqlStore` that keeps remarks beside needs. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select

from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.reporting.identity import Identity
from cbreport.reporting.remarks import (
    REMARKS_OF_SIDE,
    Answered,
    NewRemark,
    Opening,
    Remark,
    RemarkStep,
    Said,
    Where,
    checked_remark,
    checked_reply,
    may_see,
    may_write,
    seen_by,
    side_of,
)
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import queue_for, reading, writing
from cbreport.storage.openings import opening_of, openings_of, require_secretariat
from cbreport.storage.rows import ID_PATTERN, is_storable, new_id
from cbreport.storage.tables import cb_person, cb_remark, cb_remark_step
from cbreport.storage.writing import write_person

_WRITE: Final = "write"
_ANSWER: Final = "answer"
_WITHDRAW: Final = "withdraw"
_STEPS: Final = (
    select(cb_remark_step, func.coalesce(cb_person.c.name, "").label("name"))
    .select_from(
        cb_remark_step.join(cb_remark, cb_remark.c.id == cb_remark_step.c.remark).outerjoin(
            cb_person, cb_person.c.id == cb_remark_step.c.author
        )
    )
    .order_by(cb_remark_step.c.number)
)


class RemarkStore(BaseStore):
    """What :class:`~cbreport.reporting.remarks.Remarks` asks for, but for openings. See there for what is raised."""

    def remarks(self, identity: Identity, convention: str, *, opening: str | None = None) -> Sequence[Remark]:
        """The remarks that somebody may see, in the order in which they were first written."""
        side = side_of(identity, convention)
        if not side:
            return ()
        with reading(self.engine) as connection:
            openings = {each.id: each for each in openings_of(connection, convention) if may_see(side, each)}
            found = _remarks(connection, convention)
        seen = (
            seen_by(side, each, openings.get(each.opening))
            for each in found
            if opening is None or each.opening == opening
        )
        return tuple(each for each in seen if each)

    def remark(self, identity: Identity, new: NewRemark) -> Remark:
        """Remark something. Who has just said the same there has said it already."""
        side, where = side_of(identity, new.convention), new.where
        said = checked_remark(new.said)
        _require_storable(where.axis, where.topic, where.column, *new.labels, said.text, said.language, identity.id)
        with self._remarking(identity, new.convention) as (connection, time):
            opening = opening_of(connection, new.convention, new.opening) if new.opening else None
            if not side or (opening is None and new.opening) or not may_write(side, opening, self._moment().date()):
                raise NotPermitted("You may not remark anything here.", "Ask the Secretariat of the convention.")
            before = _remarks(connection, new.convention)
            for each in reversed(before):
                if (each.opening, each.where, each.party) == (new.opening, where, side) and not each.withdrawn:
                    if each.number == 1 and each.said == said and each.written.author == identity.id:
                        return each
                    break
            if sum(each.party == side for each in before) >= REMARKS_OF_SIDE:
                raise SaveRefused("No more remarks can be kept.", "Ask the Secretariat of the convention.")
            id = new_id()
            row = {"id": id, "convention": new.convention, "opening": new.opening, "party": side}
            row |= {"axis": where.axis, "topic": where.topic, "area": where.column}
            row |= {"topic_label": new.labels[0], "area_label": new.labels[1]}
            connection.execute(insert(cb_remark).values(**row))
            _step(connection, id, 1, said, identity.id, time)
            return _remark(connection, new.convention, id)

    def change_remark(self, identity: Identity, remark_id: str, said: Said | None, *, base: int) -> Remark:
        """Write a remark of one's own side anew, or withdraw it; all that it said before is kept."""
        made = checked_remark(said) if said else None
        if made:
            _require_storable(made.text, made.language, identity.id)
        convention = self._convention_of(identity, remark_id)
        with self._remarking(identity, convention) as (connection, time):
            known, side, opening = _of_hers(connection, identity, convention, remark_id)
            if known.party != side or not may_write(side, opening, self._moment().date()):
                raise NotPermitted("You may not change this remark.", "Ask the Secretariat of the convention.")
            if (known.withdrawn and made is None) or _made(known, made, base):
                return _seen(side, known, opening)
            if known.withdrawn or known.number != base:
                raise SaveRefused("Somebody changed this remark meanwhile.", "Look at what it says now.")
            if made and known.reply:
                raise SaveRefused("The Secretariat has answered this remark.", "Write a new one.")
            _step(connection, remark_id, base + 1, made, identity.id, time)
            return _seen(side, _remark(connection, convention, remark_id), opening)

    def answer_remark(self, identity: Identity, remark_id: str, answered: Answered, *, base: int) -> Remark:
        """Answer a remark for the Secretariat; the last answer counts, the others are kept."""
        made = checked_reply(answered)
        _require_storable(made.text, made.language, identity.id)
        convention = self._convention_of(identity, remark_id)
        with self._remarking(identity, convention) as (connection, time):
            known, side, opening = _of_hers(connection, identity, convention, remark_id)
            require_secretariat(identity, convention)
            if _made(known, made, base):
                return _seen(side, known, opening)
            if known.withdrawn or known.number != base:
                raise SaveRefused("Somebody changed this remark meanwhile.", "Look at what it says now.")
            _step(connection, remark_id, base + 1, made, identity.id, time)
            return _seen(side, _remark(connection, convention, remark_id), opening)

    @contextmanager
    def _remarking(self, identity: Identity, convention: str) -> Iterator[tuple[Connection, str]]:
        """A transaction in which nobody else remarks anything to this convention, and the time."""
        with writing(self.engine) as connection:
            queue_for(connection, f"remarks:{convention}")
            time = self._stamp()
            write_person(connection, identity, time)
            yield connection, time

    def _convention_of(self, identity: Identity, remark_id: str) -> str:
        query = select(cb_remark.c.convention).where(cb_remark.c.id == remark_id)
        with reading(self.engine) as connection:
            found: str | None = connection.execute(query).scalar() if ID_PATTERN.fullmatch(remark_id) else None
        if not found or not side_of(identity, found):
            raise UnknownName("remark", remark_id)
        return found


def _require_storable(*texts: str) -> None:
    if not all(map(is_storable, texts)):
        raise SaveRefused("The text holds characters that cannot be kept.", "Write it anew.")


def _remarks(connection: Connection, convention: str) -> list[Remark]:
    """All remarks, in the order in which they were first written."""
    steps: dict[str, list[RemarkStep]] = {}
    for row in connection.execute(_STEPS.where(cb_remark.c.convention == convention)):
        steps.setdefault(row.remark, []).append(_step_of(row))
    rows = connection.execute(select(cb_remark).where(cb_remark.c.convention == convention))
    found = [_remark_of(row, steps[row.id]) for row in rows]
    return sorted(found, key=lambda each: (each.steps[0].time, each.id))


def _remark(connection: Connection, convention: str, id: str) -> Remark:
    row = connection.execute(select(cb_remark).where(cb_remark.c.id == id)).one()
    return _remark_of(row, map(_step_of, connection.execute(_STEPS.where(cb_remark_step.c.remark == id))))


def _of_hers(
    connection: Connection, identity: Identity, convention: str, id: str
) -> tuple[Remark, str, Opening | None]:
    """A remark that somebody may see, her side, and its opening.

    :raises UnknownName: she may not see it.
    """
    side, known = side_of(identity, convention), _remark(connection, convention, id)
    opening = opening_of(connection, convention, known.opening) if known.opening else None
    if seen_by(side, known, opening if opening and may_see(side, opening) else None) is None:
        raise UnknownName("remark", id)
    return known, side, opening


def _seen(side: str, remark: Remark, opening: Opening | None) -> Remark:
    seen = seen_by(side, remark, opening)
    assert seen is not None, "whoever writes on a remark sees it"
    return seen


def _made(known: Remark, what: Said | Answered | None, base: int) -> bool:
    """Whether the same was sent already."""
    return known.number == base + 1 and known.steps[-1].what == what


def _remark_of(row: Row[Any], steps: Iterable[RemarkStep]) -> Remark:
    where = Where(row.axis, row.topic, row.area)
    labels = (row.topic_label, row.area_label)
    return Remark(row.id, row.convention, row.opening, where, labels, row.party, tuple(steps))


def _step_of(row: Row[Any]) -> RemarkStep:
    what: Said | Answered | None = None
    if row.step == _WRITE:
        what = Said(row.kind, row.text, row.language)
    elif row.step == _ANSWER:
        what = Answered(row.kind, row.text, row.language)
    return RemarkStep(row.number, what, row.author, row.name, row.time)


def _step(
    connection: Connection, remark: str, number: int, what: Said | Answered | None, author: str, time: str
) -> None:
    row = {"remark": remark, "number": number, "author": author, "time": time}
    match what:
        case Said():
            row |= {"step": _WRITE, "kind": what.kind, "text": what.text, "language": what.language}
        case Answered():
            row |= {"step": _ANSWER, "kind": what.verdict, "text": what.text, "language": what.language}
        case None:
            row |= {"step": _WITHDRAW, "kind": "", "text": "", "language": ""}
    connection.execute(insert(cb_remark_step).values(**row))
