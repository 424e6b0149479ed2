"""Mail that waits, and which reminders were sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from cbreport.mailing import PAUSES, Mail, with_links
from cbreport.storage.delegations import add_link
from cbreport.storage.rows import new_id, stamp
from cbreport.storage.tables import cb_delegation, cb_mail, cb_reminder

KEPT_DAYS: Final = 90  # that messages stay after they were sent or given up
_PROBLEM: Final = 500  # characters
_SAME: Final = ("name", "sender", "reply_to", "subject", "body", "language", "link", "delegation")


def add(connection: Connection, messages: Sequence[Mail], time: str) -> None:
    """Queue messages, to be sent at once."""
    rows = [
        {"id": new_id(), "recipient": each.to, **{name: getattr(each, name) for name in _SAME}, "made": time}
        | {"after": time, "sent": "", "attempts": 0, "problem": ""}
        for each in messages
    ]
    if rows:
        connection.execute(insert(cb_mail), rows)


def about(mail: Mail, delegation_id: str) -> Mail:
    """The message as one about a delegation."""
    return replace(mail, delegation=delegation_id)


def any_due(connection: Connection, time: str) -> bool:
    """Whether a message is due, asked before anything is locked."""
    due = select(cb_mail.c.id).where(cb_mail.c.after != "", cb_mail.c.after <= time).limit(1)
    return connection.execute(due).first() is not None


def take(connection: Connection, now: datetime) -> Mail | None:
    """The message that is due first. Its next attempt is set before this one, so that nobody else takes it, and so
    that it is tried again when this process dies.
    """
    time = stamp(now)
    due = select(cb_mail).where(cb_mail.c.after != "", cb_mail.c.after <= time).order_by(cb_mail.c.after, cb_mail.c.id)
    while row := connection.execute(due.limit(1).with_for_update(skip_locked=True)).first():
        if row.delegation and not _stands(connection, row.delegation, time[:10]):
            connection.execute(delete(cb_mail).where(cb_mail.c.id == row.id))
            continue
        pause = timedelta(minutes=PAUSES[min(row.attempts, len(PAUSES) - 1)])
        taken = {"after": stamp(now + pause), "attempts": row.attempts + 1}
        connection.execute(update(cb_mail).where(cb_mail.c.id == row.id).values(**taken))
        return _mail(connection, row, time)
    return None


def _stands(connection: Connection, delegation_id: str, day: str) -> bool:
    query = select(cb_delegation.c.withdrawn, cb_delegation.c.expires).where(cb_delegation.c.id == delegation_id)
    found = connection.execute(query).first()
    return found is not None and not found.withdrawn and found.expires >= day


def _mail(connection: Connection, row: Row[Any], time: str) -> Mail:
    """The message with links of its own in it, of which nothing but digests is kept; none to what has ended."""

    def link(id: str) -> str:
        return row.link + add_link(connection, id, time) if _stands(connection, id, time[:10]) else ""

    body = with_links(row.body, row.delegation, link)
    same = {name: row._mapping[name] for name in _SAME}
    return Mail(**{**same, "to": row.recipient, "body": body, "id": row.id, "attempts": row.attempts + 1})


def sent(connection: Connection, id: str, time: str, oldest: str) -> None:
    """Note that a message was sent, and forget those that are over for long.

    :param oldest: those that were made before are forgotten.
    """
    connection.execute(update(cb_mail).where(cb_mail.c.id == id).values(sent=time, after="", problem=""))
    connection.execute(delete(cb_mail).where(cb_mail.c.after == "", cb_mail.c.made < oldest))


def failed(connection: Connection, id: str, problem: str, for_good: bool) -> bool:
    """Note why a message was not sent; whether it is tried again."""
    row = connection.execute(select(cb_mail).where(cb_mail.c.id == id)).first()
    if row is None:
        return False
    again = not for_good and row.attempts < len(PAUSES)
    values = {"problem": problem[:_PROBLEM], **({} if again else {"after": ""})}
    connection.execute(update(cb_mail).where(cb_mail.c.id == id).values(**values))
    return again


def counts(connection: Connection) -> dict[str, int]:
    """How many messages wait, and how many were given up."""
    rows = connection.execute(select(cb_mail.c.after).where(cb_mail.c.sent == "")).scalars().all()
    return {"waiting": sum(bool(after) for after in rows), "given-up": sum(not after for after in rows)}


def known_reminders(connection: Connection, keys: Sequence[str]) -> frozenset[str]:
    """Those of the keys that are kept."""
    return frozenset(connection.execute(select(cb_reminder.c.key).where(cb_reminder.c.key.in_(keys))).scalars())


def add_reminders(connection: Connection, keys: Sequence[str], time: str) -> None:
    """Keep keys that are not kept yet."""
    connection.execute(insert(cb_reminder), [{"key": key, "time": time} for key in keys])
