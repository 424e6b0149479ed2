"""The discussion inside the Party: comments and questions on answers, and what of it was settled.

Rows are only ever added; the one change is that an author withdraws what she said, and then its text is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from cbreport.definition.addresses import parse_address
from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.reporting.discussing import (
    BEGINNINGS,
    COMMENTS_OF_REPORT,
    REOPEN,
    REPLY,
    RESOLVE,
    SAID,
    Comment,
    Thread,
    threads_of,
    tidied_comment,
)
from cbreport.storage.tables import cb_comment

_COLUMNS: Final = tuple(cb_comment.c[each.name] for each in fields(Comment))
#: Whether the person may see and say something on an address.
Hers = Callable[[str], bool]


def threads(connection: Connection, report_id: str, hers: Hers) -> tuple[Thread, ...]:
    """The threads of a report on what is ``hers``, in the order in which they began."""
    query = select(*_COLUMNS).where(cb_comment.c.report == report_id).order_by(cb_comment.c.number)
    found = (Comment(**row._mapping) for row in connection.execute(query))
    return threads_of(each for each in found if hers(each.address))


def begin(connection: Connection, report: Row[Any], kind: str, address: str, text: str, author: str, time: str) -> int:
    """Begin a thread on an address; its number. Who has just said the same has begun it already.

    :raises SaveRefused: it is no address, there is no text, or it cannot be kept.
    """
    if kind not in BEGINNINGS or parse_address(address) is None:
        raise SaveRefused("“{address}” is no address.", "Choose a question of the form.", address=address[:80])
    said = tidied_comment(text)
    here = (cb_comment.c.report == report.id, cb_comment.c.address == address, cb_comment.c.kind.in_(BEGINNINGS))
    last = connection.execute(select(cb_comment).where(*here).order_by(cb_comment.c.number.desc()).limit(1)).first()
    if last and _same(last, kind, said, author) and _last_of(connection, report.id, last.number).number == last.number:
        return int(last.number)
    return _add(connection, report.id, 0, kind=kind, address=address, text=said, author=author, time=time)


def reply(connection: Connection, report: Row[Any], thread: int, text: str, author: str, time: str, hers: Hers) -> int:
    """Say something in a thread; its number. Who has just said the same there has said it already.

    :raises UnknownName: there is no such thread for her.
    :raises SaveRefused: as :func:`begin`.
    """
    first = _thread(connection, report.id, thread, hers)
    said = tidied_comment(text)
    last = _last_of(connection, report.id, thread)
    if _same(last, REPLY, said, author):
        return int(last.number)
    return _add(connection, report.id, thread, kind=REPLY, address=first.address, text=said, author=author, time=time)


def settle(
    connection: Connection, report: Row[Any], thread: int, resolved: bool, author: str, time: str, hers: Hers
) -> None:
    """Resolve a thread or open it again; what is so already stays so.

    :raises UnknownName: as :func:`reply`.
    """
    first = _thread(connection, report.id, thread, hers)
    same = (cb_comment.c.report == report.id, cb_comment.c.thread == thread, cb_comment.c.kind.not_in(SAID))
    query = select(cb_comment.c.kind).where(*same).order_by(cb_comment.c.number.desc()).limit(1)
    if (connection.execute(query).scalar() == RESOLVE) is resolved:
        return
    kind = RESOLVE if resolved else REOPEN
    _add(connection, report.id, thread, kind=kind, address=first.address, text="", author=author, time=time)


def withdraw(connection: Connection, report: Row[Any], number: int, author: str, time: str, hers: Hers) -> None:
    """Take back what one has said: the text is gone.

    :raises UnknownName: there is nothing of this number for her.
    :raises NotPermitted: somebody else has said it.
    """
    said = _row(connection, report.id, number)
    if said is None or said.kind not in SAID or not hers(said.address):
        raise UnknownName("comment", str(number))
    if said.author != author:
        raise NotPermitted("Only whoever wrote this can withdraw it.", "Answer it instead.")
    if not said.withdrawn:
        same = (cb_comment.c.report == report.id, cb_comment.c.number == number)
        connection.execute(update(cb_comment).where(*same).values(text="", withdrawn=time))


def _same(row: Row[Any], kind: str, text: str, author: str) -> bool:
    return (row.kind, row.text, row.author, row.withdrawn) == (kind, text, author, "")


def _row(connection: Connection, report_id: str, number: int) -> Row[Any] | None:
    same = (cb_comment.c.report == report_id, cb_comment.c.number == number)
    return connection.execute(select(cb_comment).where(*same)).first() if 0 < number <= COMMENTS_OF_REPORT else None


def _thread(connection: Connection, report_id: str, number: int, hers: Hers) -> Row[Any]:
    found = _row(connection, report_id, number)
    if found is None or found.kind not in BEGINNINGS or not hers(found.address):
        raise UnknownName("thread", str(number))
    return found


def _last_of(connection: Connection, report_id: str, thread: int) -> Row[Any]:
    same = (cb_comment.c.report == report_id, cb_comment.c.thread == thread)
    return connection.execute(select(cb_comment).where(*same).order_by(cb_comment.c.number.desc()).limit(1)).one()


def _add(connection: Connection, report_id: str, thread: int, **values: Any) -> int:
    query = select(func.coalesce(func.max(cb_comment.c.number), 0)).where(cb_comment.c.report == report_id)
    number = int(connection.execute(query).scalar_one()) + 1
    if number > COMMENTS_OF_REPORT:
        raise SaveRefused(
            "The discussion of a report holds {limit} entries at most.",
            "Settle the rest among yourselves.",
            limit=str(COMMENTS_OF_REPORT),
        )
    row = {"report": report_id, "number": number, "thread": thread or number, "withdrawn": ""}
    connection.execute(insert(cb_comment).values(**row, **values))
    return number
