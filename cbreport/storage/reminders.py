"""The part of :class:`~cbreport.storage.SqlStore` that is about reminders of Secretariats to Parties: they are noted in
the transaction in which their mail is queued.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from cbreport.errors import NotPermitted
from cbreport.reporting.identity import Identity
from cbreport.reporting.party_reminders import PAUSE, PartyMail, PartyReminder
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import queue_for, reading, writing
from cbreport.storage.mails import add
from cbreport.storage.rows import is_storable, stamp
from cbreport.storage.tables import cb_party_reminder as table


class PartyReminderStore(BaseStore):
    """What :class:`~cbreport.reporting.party_reminders.PartyReminders` asks for. See there for what is raised."""

    def party_reminders(self, identity: Identity, *, convention: str, cycle: str) -> Sequence[PartyReminder]:
        """The reminders of a cycle, the oldest first; nothing for others than this convention's Secretariat."""
        if not identity.serves(convention):
            return ()
        with reading(self.engine) as connection:
            return _of_cycle(connection, convention, cycle)

    def remind_parties(
        self, identity: Identity, mails: Sequence[PartyMail], *, convention: str, cycle: str, batch: str, again: bool
    ) -> Sequence[PartyReminder]:
        """Queue reminders and note them, all or nothing; what was queued, also when it was in an earlier call."""
        if not identity.serves(convention):
            raise NotPermitted("You do not work for this convention's Secretariat.", "Ask it.")
        with writing(self.engine) as connection:
            queue_for(connection, f"remind:{convention}:{cycle}")
            known = _of_cycle(connection, convention, cycle)
            if not any(each.batch == batch for each in known):
                since = "" if again else stamp(self._moment() - PAUSE)
                common = {"convention": convention, "cycle": cycle, "batch": batch, "author": identity.id}
                _queue(connection, mails, known, since, **common, time=self._stamp())
                known = _of_cycle(connection, convention, cycle)
        return tuple(each for each in known if each.batch == batch)


def _of_cycle(connection: Connection, convention: str, cycle: str) -> tuple[PartyReminder, ...]:
    """The reminders of a cycle, the oldest first."""
    if not is_storable(convention + cycle):
        return ()
    query = select(table).where(table.c.convention == convention, table.c.cycle == cycle)
    return tuple(map(_reminder, connection.execute(query.order_by(table.c.time, table.c.party, table.c.address))))


def _queue(
    connection: Connection,
    wanted: Sequence[PartyMail],
    known: Sequence[PartyReminder],
    since: str,
    **common: str,
) -> None:
    """Queue mail and note it, but for Parties that were reminded since a moment.

    :param known: what is noted of this cycle.
    :param since: a time; blank to leave nobody out.
    :param common: convention, cycle, batch, author and time.
    """
    lately = {each.party for each in known if since and each.time > since}
    found = {(each.party, each.mail.to): each for each in wanted if each.party not in lately}
    rows = [
        {"party": party, "address": address, "language": each.mail.language, **common}
        for (party, address), each in found.items()
    ]
    if rows:
        connection.execute(insert(table), rows)
        add(connection, [each.mail for each in found.values()], common["time"])


def _reminder(row: Row[Any]) -> PartyReminder:
    return PartyReminder(**{name: row._mapping[name] for name in PartyReminder.__dataclass_fields__})
