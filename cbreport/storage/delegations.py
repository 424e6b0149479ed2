"""Delegations and their links in the database: the SQL behind :class:`cbreport.storage.team.TeamStore`."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from cbreport.errors import UnknownName, WorkflowError
from cbreport.reporting.delegating import GUEST, LONGEST, Delegation, Invitation, NewDelegation
from cbreport.reporting.identity import Grant, Identity
from cbreport.reporting.workflow import IN_HAND
from cbreport.storage.rows import is_storable, new_id, summary_of
from cbreport.storage.tables import (
    cb_delegation,
    cb_link,
    cb_mail,
    cb_person,
    cb_presence,
    cb_reminder,
    cb_report,
)

_NAME: Final = 200  # characters
_MESSAGE: Final = 5_000
_TOKENS: Final = 20  # how many links of one browser are looked at

_COLUMNS: Final = tuple(
    cb_delegation.c[name] for name in Delegation.__dataclass_fields__ if name not in ("maker", "mail")
)


def new_token() -> str:
    """160 bits that nobody guesses, however often he tries; letters and digits that survive any mail program.

    >>> len(new_token())
    32
    """
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


def digest_of_token(token: str) -> str:
    """What is kept of a token. It is as random as a key, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def insert_delegation(connection: Connection, report_id: str, new: NewDelegation, author: str, time: str) -> Delegation:
    """Write a delegation without a link.

    :raises WorkflowError: something is missing, wrong or too long.
    """
    texts = (new.name, new.email, new.language, new.message)
    if not new.name.strip() or len(new.name) > _NAME or not all(map(is_storable, texts)):
        raise WorkflowError("Say who the colleague is.", "A name of up to 200 characters.")
    if not new.sections:
        raise WorkflowError("Choose at least one section.", "The colleague sees and fills in these only.")
    if len(new.message) > _MESSAGE:
        raise WorkflowError("The message is too long.", "Shorten it to 5,000 characters.")
    row: dict[str, Any] = {
        "id": new_id(),
        "report": report_id,
        "sections": json.dumps(new.sections),
        "questions": json.dumps(sorted(new.questions)),
        "sees": json.dumps(sorted(new.sees)),
        "name": " ".join(new.name.split()),
        "email": new.email,
        "language": new.language,
        "message": new.message.strip(),
        **days(new.due, new.expires, time),
        "made": time,
        "made_by": author,
    }
    blank = dict.fromkeys(("withdrawn", "withdrawn_by", "person", "taken", "done", "used", "reminded"), "")
    connection.execute(insert(cb_delegation).values(**row, **blank))
    return delegation(connection, row["id"])


def days(due: str, expires: str, time: str) -> dict[str, str]:
    """Both days, when they are days on which a link may end.

    :raises WorkflowError: they are not.
    """
    try:
        until, last, today = date.fromisoformat(due), date.fromisoformat(expires), date.fromisoformat(time[:10])
    except ValueError:
        raise WorkflowError("Give both days.", "Day, month and year.") from None
    if not today <= until <= last:
        raise WorkflowError(
            "The days do not fit together.",
            "The answers are due today or later, and the link works until then or longer.",
        )
    if last > today + timedelta(LONGEST):
        raise WorkflowError("A link works for one year at most.", "Give an earlier day; you can extend it later.")
    return {"due": until.isoformat(), "expires": last.isoformat()}


def add_link(connection: Connection, delegation_id: str, time: str) -> str:
    """Make a link; its token."""
    token = new_token()
    connection.execute(insert(cb_link).values(digest=digest_of_token(token), delegation=delegation_id, made=time))
    return token


def end_links(connection: Connection, delegation_id: str) -> None:
    """Make all links of a delegation useless, those included that a mail has not yet brought."""
    connection.execute(delete(cb_link).where(cb_link.c.delegation == delegation_id))
    drop_mail(connection, delegation_id)


def go_on(connection: Connection, before: str, version: str, day: str) -> None:
    """Let the delegations of a version that are still open go on for the one after it, with their links and accounts.

    What is done, withdrawn or expired stays with the version that it was for.
    """
    still_open = (cb_delegation.c.withdrawn == "", cb_delegation.c.done == "", cb_delegation.c.expires >= day)
    moved = update(cb_delegation).where(cb_delegation.c.report == before, *still_open)
    connection.execute(moved.values(report=version))


def drop_mail(connection: Connection, delegation_id: str) -> None:
    """Drop the mail about a delegation that was not sent."""
    waiting = (cb_mail.c.delegation == delegation_id, cb_mail.c.sent == "")
    connection.execute(delete(cb_mail).where(*waiting))


def change(connection: Connection, delegation_id: str, **values: str) -> Delegation:
    """Set columns of a delegation; how it is now."""
    connection.execute(update(cb_delegation).where(cb_delegation.c.id == delegation_id).values(**values))
    return delegation(connection, delegation_id)


def delegation(connection: Connection, delegation_id: str) -> Delegation:
    """One delegation, whoever asks.

    :raises UnknownName: there is none.
    """
    found = found_by(connection, cb_delegation.c.id == delegation_id) if is_storable(delegation_id) else ()
    if not found:
        raise UnknownName("delegation", delegation_id)
    return found[0]


def found_by(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Delegation, ...]:
    """Delegations, newest first, each with its maker's name and what became of its newest mail."""
    query = select(*_COLUMNS, cb_person.c.name.label("maker")).outerjoin(
        cb_person, cb_person.c.id == cb_delegation.c.made_by
    )
    query = query.where(*conditions).order_by(cb_delegation.c.made.desc(), cb_delegation.c.id)
    rows = connection.execute(query).all()
    mail = _mail_of(connection, [row.id for row in rows])
    return tuple(_delegation(row, mail.get(row.id, "")) for row in rows)


def _delegation(row: Any, mail: str) -> Delegation:
    values = {**row._mapping, "maker": row.maker or "", "mail": mail}
    return Delegation(**{**values, "sections": tuple(json.loads(row.sections))})


def _mail_of(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    query = select(cb_mail.c.delegation, cb_mail.c.sent, cb_mail.c.after).where(cb_mail.c.delegation.in_(ids))
    found = connection.execute(query.order_by(cb_mail.c.made))
    return {row.delegation: "sent" if row.sent else "waiting" if row.after else "failed" for row in found}


def recognised(connection: Connection, identity: Identity, tokens: Sequence[str], report_id: str, day: str) -> Identity:
    """See :meth:`cbreport.reporting.delegating.Delegations.recognise`."""
    ways: list[ColumnElement[bool]] = [cb_delegation.c.person == identity.id] if identity.id else []
    if tokens:
        digests = [digest_of_token(token) for token in tokens[:_TOKENS]]
        ways.append(cb_delegation.c.id.in_(select(cb_link.c.delegation).where(cb_link.c.digest.in_(digests))))
    query = select(cb_delegation).where(or_(*ways), cb_delegation.c.withdrawn == "", cb_delegation.c.expires >= day)
    rows = connection.execute(query.order_by(cb_delegation.c.made.desc(), cb_delegation.c.id)).all()
    hers = [row for row in rows if row.person in ("", identity.id)]
    if not hers:
        return identity
    grants = tuple(
        Grant(
            row.id,
            row.report,
            tuple(json.loads(row.sections)),
            frozenset(json.loads(row.questions)),
            frozenset(json.loads(row.sees)),
        )
        for row in hers
    )
    if identity.id or not identity.public:
        return replace(identity, grants=grants)
    named = next((row for row in hers if row.report == report_id), hers[0])
    return Identity(GUEST + named.id, named.name, language=identity.language or named.language, grants=grants)


def invited(connection: Connection, token: str) -> Invitation | None:
    """What stands behind a token, whatever has become of it; None when it is no token, or one that a newer replaced."""
    query = select(cb_link.c.delegation).where(cb_link.c.digest == digest_of_token(token))
    id = connection.execute(query).scalar()
    if id is None:
        return None
    found = delegation(connection, id)
    report = connection.execute(select(cb_report).where(cb_report.c.id == found.report)).one()
    return Invitation(found, summary_of(report))


def forget(connection: Connection, email: str, time: str) -> int:
    """Remove what is kept of a colleague besides her answers, and end what still lets her in; how many delegations.

    The history keeps that somebody wrote, under an id that names nobody; an account's name is the host's to give.
    """
    found = found_by(connection, cb_delegation.c.email == email)
    for each in found:
        end_links(connection, each.id)
        guest = GUEST + each.id
        connection.execute(delete(cb_mail).where(cb_mail.c.delegation == each.id))
        connection.execute(delete(cb_presence).where(cb_presence.c.person == guest))
        connection.execute(delete(cb_person).where(cb_person.c.id == guest))
        blank = {"name": "", "email": "", "message": "", "withdrawn": each.withdrawn or time}
        connection.execute(update(cb_delegation).where(cb_delegation.c.id == each.id).values(**blank))
    connection.execute(delete(cb_mail).where(cb_mail.c.recipient == email))
    connection.execute(delete(cb_reminder).where(cb_reminder.c.key.endswith(f":{email}", autoescape=True)))
    return len(found)


def of_reports(connection: Connection, reports: Mapping[str, Any], day: str) -> tuple[Delegation, ...]:
    """The delegations of these reports that still let somebody in."""
    if not reports:
        return ()
    ending = (cb_delegation.c.withdrawn == "", cb_delegation.c.expires >= day)
    return found_by(connection, cb_delegation.c.report.in_(list(reports)), *ending)


def in_hand_undone(connection: Connection, day: str) -> list[tuple[Any, Delegation]]:
    """Delegations that still let somebody in and are not done, each with its report, which is in the Party's hands."""
    query = select(cb_report).where(cb_report.c.status.in_(IN_HAND))
    query = query.where(cb_report.c.id.in_(select(cb_delegation.c.report).where(cb_delegation.c.done == "")))
    reports = {row.id: summary_of(row) for row in connection.execute(query)}
    return [(reports[each.report], each) for each in of_reports(connection, reports, day) if not each.done]
