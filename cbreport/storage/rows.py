"""Rows as dataclasses, and the one place that decides which reports a query may find."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from cbreport.answering.answers import Answer, answer_from_data
from cbreport.definition.addresses import parse_address
from cbreport.definition.canonical import canonical_json
from cbreport.definition.respondents import SECRETARIAT_CODE
from cbreport.errors import SaveRefused, UnknownName
from cbreport.reporting.identity import OF_A_PARTY, SECRETARIAT, Identity
from cbreport.reporting.store import NewReport, ReportSummary
from cbreport.reporting.workflow import DRAFT, IN_HAND, PUBLISHED, SEEN
from cbreport.storage.tables import cb_answer, cb_change, cb_report

MAX_ADDRESSES: Final = 20_000  # in one report, those that were cleared included
MAX_CONTENT: Final = 200_000  # characters of one answer, four times what a form admits
ID_PATTERN: Final = re.compile(r"[a-z2-7]{24}")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")  # of a record
_FEW: Final = 500  # up to so many addresses are named in a query; for more, all are read

_SUMMARY: Final = tuple(cb_report.c[name] for name in ReportSummary.__dataclass_fields__)


def new_id() -> str:
    """An unguessable id of 120 bits that is fit for a URL, a file name and a command line.

    >>> len(new_id())
    24
    """
    return base64.b32encode(secrets.token_bytes(15)).decode().lower()


def readable(identity: Identity) -> ColumnElement[bool]:
    """The reports that ``identity`` may read, as :func:`cbreport.reporting.workflow.may` says for one of them."""
    ways: list[ColumnElement[bool]] = [cb_report.c.status == PUBLISHED]
    if identity.roles & OF_A_PARTY and identity.party:
        own = cb_report.c.party == identity.party
        ways.append(and_(own, cb_report.c.convention.in_(identity.conventions)) if identity.conventions else own)
    if SECRETARIAT in identity.roles:
        known = or_(known_outside(), cb_report.c.party == SECRETARIAT_CODE)
        ways.append(and_(cb_report.c.convention.in_(identity.conventions), known))
    if identity.grants:
        given = cb_report.c.id.in_([grant.report for grant in identity.grants])
        ways.append(and_(given, cb_report.c.status.in_(IN_HAND)))
    return or_(*ways)


def find_report(connection: Connection, identity: Identity, report_id: str, *, lock: bool = False) -> Row[Any]:
    """The report's row; with ``lock``, nobody else changes the report until the transaction ends.

    The lock comes before the look at the status: on PostgreSQL a row that changed meanwhile is judged as it is now.

    :raises UnknownName: it does not exist, or ``identity`` may not read it; the two look the same.
    """
    query = select(cb_report).where(cb_report.c.id == report_id, readable(identity))
    row = (
        connection.execute(query.with_for_update() if lock else query).first()
        if ID_PATTERN.fullmatch(report_id)
        else None
    )
    if row is None:
        raise UnknownName("report", report_id)
    return row


def find_summaries(connection: Connection, identity: Identity, wanted: Mapping[str, str]) -> tuple[ReportSummary, ...]:
    """The reports that ``identity`` may read and whose columns have the values ``wanted``; blank wants all."""
    if not all(is_storable(value) for value in wanted.values()):
        return ()
    same = (cb_report.c[key] == value for key, value in wanted.items() if value)
    query = select(*_SUMMARY).where(readable(identity), *same)
    order = (cb_report.c.convention, cb_report.c.cycle, cb_report.c.updated.desc(), cb_report.c.id)
    return tuple(map(summary_of, connection.execute(query.order_by(*order))))


def newest_version(
    connection: Connection, new: NewReport | ReportSummary, *, outside: bool, lock: bool = False
) -> Row[Any] | None:
    """The newest report of that cycle, as the Party knows it, or ``outside`` as its Secretariat does.

    It asks nobody who wants to know: check that first.
    """
    same = [cb_report.c[key] == getattr(new, key) for key in ("convention", "cycle", "party")]
    known = [known_outside()] if outside else []
    query = select(cb_report).where(*same, *known).order_by(cb_report.c.version.desc()).limit(1)
    return connection.execute(query.with_for_update() if lock else query).first()


def known_outside() -> ColumnElement[bool]:
    """What a Secretariat knows of: what it has had in its hands, and what it enters itself."""
    return or_(cb_report.c.status.in_(SEEN), cb_report.c.behalf)


def untouched_record(connection: Connection, new: NewReport, author: str) -> Row[Any] | None:
    """A record of this kind that ``author`` has begun, and in which nobody has written anything yet."""
    begun = and_(cb_change.c.report == cb_report.c.id, cb_change.c.seq == 1)
    same = (cb_report.c.status == DRAFT, cb_report.c.revision == 0, cb_change.c.author == author)
    query = select(cb_report).join(cb_change, begun).where(*_records(new), *same).order_by(cb_report.c.created)
    return next((row for row in connection.execute(query) if _number(new.cycle, row.cycle)), None)


def next_record(connection: Connection, new: NewReport) -> str:
    """The cycle of the Party's next record of this kind: one more than the highest number that it has."""
    cycles = connection.execute(select(cb_report.c.cycle).where(*_records(new))).scalars()
    return f"{new.cycle}-{max((_number(new.cycle, cycle) for cycle in cycles), default=0) + 1}"


def _records(new: NewReport) -> tuple[ColumnElement[bool], ...]:
    return (
        cb_report.c.convention == new.convention,
        cb_report.c.party == new.party,
        cb_report.c.cycle.startswith(f"{new.cycle}-", autoescape=True),
    )


def _number(base: str, cycle: str) -> int:
    number = cycle.removeprefix(f"{base}-")
    return int(number) if _NUMBER.fullmatch(number) else 0


def report_row(connection: Connection, report_id: str) -> Row[Any]:
    """The report's row, whoever asks.

    :raises UnknownName: it does not exist.
    """
    query = select(cb_report).where(cb_report.c.id == report_id)
    row = connection.execute(query).first() if ID_PATTERN.fullmatch(report_id) else None
    if row is None:
        raise UnknownName("report", report_id)
    return row


def summary_of(row: Row[Any]) -> ReportSummary:
    """The summary in a row that has all its columns, and perhaps others."""
    return ReportSummary(**{name: row._mapping[name] for name in ReportSummary.__dataclass_fields__})


def stamp(moment: datetime) -> str:
    """A time in UTC as all tables have it."""
    return moment.isoformat(timespec="milliseconds")


def is_storable(text: str) -> bool:
    r"""Whether every database can hold the text: no NUL, and no half of a surrogate pair.

    >>> is_storable("plan"), is_storable("a\0b"), is_storable("\ud800")
    (True, False, False)
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def tidied(address: str, answer: Answer) -> Answer:
    """The answer as it will be read back: lists for tuples, plain mappings, nothing that JSON cannot hold.

    :raises SaveRefused: the address is none, or the answer is nothing that can be kept, or far too long to be laid out
        on paper. Being invalid is no reason.
    """
    if parse_address(address) is None:
        raise SaveRefused(
            "“{address}” is no address.", "Addresses look like help or trainings[r1].title.", address=address[:80]
        )
    try:
        content = content_text(answer)
        if len(content) > MAX_CONTENT:
            raise SaveRefused(
                "The answer to “{address}” has {length} characters; {limit} can be kept.",
                "Shorten it, or put the text on a page of its own and give the link. Nothing was changed.",
                address=address,
                length=str(len(content)),
                limit=str(MAX_CONTENT),
            )
        return answer_from_data(json.loads(content))
    except (ValueError, TypeError, RecursionError) as error:
        raise SaveRefused(
            "The answer to “{address}” cannot be kept: {problem}.",
            "Nothing was changed.",
            address=address,
            problem=str(error),
        ) from None


def content_text(answer: Answer) -> str:
    """The content of an answer as the tables hold it.

    >>> content_text(Answer("é")), content_text(Answer())
    ('{"value":"é"}', '{}')
    """
    return canonical_json(answer.content()).decode("utf-8")


def answer_of(content: str, author: str = "", time: str = "") -> Answer:
    """The answer that :func:`content_text` wrote."""
    return answer_from_data({**json.loads(content), "author": author, "time": time})


def answer_rows(connection: Connection, report_id: str, addresses: Collection[str] | None = None) -> list[Row[Any]]:
    """The rows of a report's answers in the order of first appearance, those that were cleared included."""
    query = select(cb_answer).where(cb_answer.c.report == report_id).order_by(cb_answer.c.position)
    if addresses is None or len(addresses) > _FEW:
        return [row for row in connection.execute(query) if addresses is None or row.address in addresses]
    return list(connection.execute(query.where(cb_answer.c.address.in_(addresses))))


def write_answers(
    connection: Connection, report_id: str, rows: Iterable[Mapping[str, Any]], known: Collection[str]
) -> None:
    """Put answers in: those at ``known`` addresses replace what is there, others come after all that are.

    :raises SaveRefused: the report would have more addresses than any form.
    """
    query = select(func.coalesce(func.max(cb_answer.c.position), 0)).where(cb_answer.c.report == report_id)
    count = connection.execute(query).scalar_one()
    new: list[dict[str, Any]] = []
    for row in rows:
        if row["address"] in known:
            same = (cb_answer.c.report == report_id, cb_answer.c.address == row["address"])
            connection.execute(update(cb_answer).where(*same).values(**row))
        else:
            new.append({**row, "report": report_id, "position": count + len(new) + 1})
    if count + len(new) > MAX_ADDRESSES:
        raise SaveRefused(
            "A report holds {limit} answers at most.", "Remove rows that are not needed.", limit=str(MAX_ADDRESSES)
        )
    if new:
        connection.execute(insert(cb_answer), new)
