"""Who works where now, and the notes of a Party."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from cbreport.reporting.delegating import PRESENT, Note, Presence
from cbreport.reporting.identity import Identity
from cbreport.storage.rows import new_id, stamp
from cbreport.storage.tables import cb_delegation, cb_note, cb_presence

_SPARING: Final = timedelta(minutes=1)  # a page that is loaded again within this time writes nothing
_NAME: Final = 200  # characters


def is_told(connection: Connection, identity: Identity, report_id: str, section: str, now: datetime) -> bool:
    """Whether it is known already that she works there."""
    same = (cb_presence.c.report == report_id, cb_presence.c.person == identity.id)
    row = connection.execute(select(cb_presence).where(*same)).first()
    return row is not None and row.section == section and row.time > stamp(now - _SPARING)


def tell(connection: Connection, identity: Identity, report_id: str, section: str, now: datetime) -> None:
    """Keep where she works, and forget who worked here yesterday. Of her delegations keep when they were used."""
    values = {"name": identity.name[:_NAME], "section": section, "time": stamp(now)}
    same = (cb_presence.c.report == report_id, cb_presence.c.person == identity.id)
    if not connection.execute(update(cb_presence).where(*same).values(**values)).rowcount:
        try:
            with connection.begin_nested():
                connection.execute(insert(cb_presence).values(report=report_id, person=identity.id, **values))
        except IntegrityError:  # another page of hers was faster
            pass
    old = (cb_presence.c.report == report_id, cb_presence.c.time < stamp(now - timedelta(days=1)))
    connection.execute(delete(cb_presence).where(*old))
    hers = [grant.id for grant in identity.grants if grant.report == report_id]
    if hers:
        connection.execute(update(cb_delegation).where(cb_delegation.c.id.in_(hers)).values(used=stamp(now)))


def others(connection: Connection, identity: Identity, report_id: str, now: datetime) -> Sequence[Presence]:
    """The others who were there in the last minutes, the newest first."""
    since = stamp(now - timedelta(minutes=PRESENT))
    here = (cb_presence.c.report == report_id, cb_presence.c.person != identity.id, cb_presence.c.time > since)
    rows = connection.execute(select(cb_presence).where(*here).order_by(cb_presence.c.time.desc()))
    return [Presence(row.person, row.name, row.section, row.time) for row in rows]


def add_note(connection: Connection, identity: Identity, text: str, time: str) -> Note:
    """Keep a note for the people of her Party."""
    note = Note(text, identity.id, identity.name[:_NAME], time)
    connection.execute(
        insert(cb_note).values(
            id=new_id(), party=identity.party, text=text, author=note.author, name=note.name, time=time
        )
    )
    return note


def notes_of(connection: Connection, party: str) -> Sequence[Note]:
    """The notes of a Party, newest first."""
    query = select(cb_note).where(cb_note.c.party == party).order_by(cb_note.c.time.desc(), cb_note.c.id)
    return [Note(row.text, row.author, row.name, row.time) for row in connection.execute(query)]
