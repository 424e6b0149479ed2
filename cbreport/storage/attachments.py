"""Files that are attached to answers, kept by the digest of their content within their report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, Row, func, insert, literal, select

from cbreport.answering.answers import Answer, answer_from_data, files_of
from cbreport.definition.canonical import digest_of
from cbreport.definition.respondents import SECRETARIAT_CODE
from cbreport.errors import SaveRefused
from cbreport.storage.history import BrokenChange
from cbreport.storage.tables import cb_change, cb_file, cb_report

MAX_FILE: Final = 10_000_000  # bytes
MAX_OF_REPORT: Final = 200_000_000  # bytes of all files of one report together


def keep(connection: Connection, report: Row[str], content: bytes, kind: str, author: str, time: str) -> str:
    """Keep a file of a report and return its digest; the same content is kept once.

    :raises SaveRefused: it is empty or too large, or the report's files are too large together.
    """
    if not content:
        raise SaveRefused("The file is empty.", "Choose another one.")
    if len(content) > MAX_FILE:
        raise SaveRefused(
            "The file has {size} MB; at most {limit} MB can be kept.",
            "Make it smaller, or give its web address instead.",
            size=f"{len(content) / 1e6:.1f}",
            limit=str(MAX_FILE // 1_000_000),
        )
    digest = digest_of(content)
    if has(connection, report.id, digest):
        return digest
    together = connection.execute(select(func.sum(cb_file.c.size)).where(cb_file.c.report == report.id)).scalar() or 0
    if together + len(content) > MAX_OF_REPORT:
        raise SaveRefused(
            "The files of this report have more than {limit} MB together.",
            "Remove files that are not needed, or give web addresses instead.",
            limit=str(MAX_OF_REPORT // 1_000_000),
        )
    row = {"report": report.id, "digest": digest, "type": kind, "size": len(content), "content": content}
    connection.execute(insert(cb_file).values(**row, author=author, time=time))
    return digest


def has(connection: Connection, report_id: str, digest: str) -> bool:
    """Whether the report keeps a file with this digest."""
    same = (cb_file.c.report == report_id, cb_file.c.digest == digest)
    return connection.execute(select(cb_file.c.size).where(*same)).first() is not None


def content_of(connection: Connection, report_id: str, digest: str) -> bytes | None:
    """The content of a file of the report; None when it keeps none with this digest."""
    same = (cb_file.c.report == report_id, cb_file.c.digest == digest)
    found = connection.execute(select(cb_file.c.content).where(*same)).scalar()
    return None if found is None else bytes(found)


def broken(connection: Connection, report_id: str) -> Iterator[BrokenChange]:
    """The files of a report that are not what was attached, one at a time: they may be large.

    A file whose content is not what its digest says, one of another kind or size than the answers say that name it, and
    one that an answer names and that is not there.
    """
    told = {file["digest"]: (file["type"], file["size"]) for file in _named_ever(connection, report_id)}
    columns = cb_file.c.digest, cb_file.c.type, cb_file.c.size
    rows = connection.execute(select(*columns).where(cb_file.c.report == report_id)).all()
    for digest, kind, size in rows:
        try:
            content = content_of(connection, report_id, digest) or b""
            sound = digest_of(content) == digest and len(content) == size
        except TypeError:  # SQLite holds whatever is put there, text too
            sound = False
        if not sound or told.get(digest, (kind, str(size))) != (kind, str(size)):
            yield BrokenChange(report_id, 0, f"the file {digest} is not what was attached")
    for digest in sorted(told.keys() - {row.digest for row in rows}):
        yield BrokenChange(report_id, 0, f"the file {digest} is missing")


def _named_ever(connection: Connection, report_id: str) -> Iterator[Mapping[str, str]]:
    """The files that any answer of the report has ever named."""
    named = cb_change.c.after.contains('"digest":"sha256:', autoescape=True)
    query = select(cb_change.c.after).where(cb_change.c.report == report_id, cb_change.c.step == "", named)
    for text in connection.scalars(query):
        try:
            yield from files_of(answer_from_data(json.loads(text)))
        except ValueError:  # somebody has made it unreadable, which its hash tells
            continue


def adopt(connection: Connection, report: Row[str], answers: Mapping[str, Answer], time: str) -> None:
    """Copy the files that answers name from another report of the same Party: they came along with a proposal.

    All Secretariats have one code, so of theirs it is another report to the same convention.
    """
    same = [cb_report.c.party == report.party]
    if report.party == SECRETARIAT_CODE:
        same.append(cb_report.c.convention == report.convention)
    for digest in _named(answers.values()):
        if has(connection, report.id, digest):
            continue
        other = (
            select(
                literal(report.id), cb_file.c.digest, cb_file.c.type, cb_file.c.size, cb_file.c.content,
                cb_file.c.author, literal(time),
            )
            .join(cb_report, cb_report.c.id == cb_file.c.report)
            .where(cb_file.c.digest == digest, *same)
            .limit(1)
        )  # fmt: skip
        columns = ["report", "digest", "type", "size", "content", "author", "time"]
        connection.execute(insert(cb_file).from_select(columns, other))


def _named(answers: Iterable[Answer]) -> set[str]:
    return {each["digest"] for answer in answers for each in files_of(answer)}
