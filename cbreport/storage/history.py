"""The history of a report: every change, who made it and when, chained by hashes so that a later edit shows.

Each row's hash covers the row and the hash before it; the first one covers whose report it is. The report keeps the
number of rows and the last hash. Whoever can write to the database can also compute a whole new chain: print or publish
the last hash (:attr:`Change.hash` of the newest change) to hold even an operator to it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, insert, not_, or_, select, update

from cbreport.answering.answers import Answer
from cbreport.definition.canonical import canonical_json, digest_of
from cbreport.reporting.store import Change, NewReport, Wanted
from cbreport.reporting.workflow import DRAFT, OUTER_STEPS, SUBMITTED
from cbreport.storage.rows import answer_of, is_storable
from cbreport.storage.tables import cb_answer, cb_change, cb_report, cb_snapshot

BEGIN: Final = "begin"
RENUMBER: Final = "renumber"  # a draft got a later number, because another version was begun before it
_ALL: Final = Wanted()
_OWNER: Final = ("id", "convention", "cycle", "party", "version")
#: Columns of the report that a step may set.
_FACTS: Final = ("form", "edition", "digest", "example", "behalf", "status", "version")
_HASHED: Final = ("report", "seq", "revision", "step", "address", "before", "after", "author", "time")


@dataclass(frozen=True)
class BrokenChange:
    """A place where a report is not what its history says. ``seq`` is the change, or 0 for the report as a whole."""

    report: str
    seq: int
    problem: str

    def __str__(self) -> str:
        where = f"report {self.report}, change {self.seq}" if self.seq else f"report {self.report}"
        return f"{where}: {self.problem}"


def append(connection: Connection, report: Row[Any], changes: list[dict[str, Any]], **values: Any) -> None:
    """Write ``changes`` at the end of the history of a report that is locked, and ``values`` to the report itself.

    :param changes: what :class:`Change` holds, without ``seq`` and ``hash``; ``before`` and ``after`` are texts.
    """
    seq, head = report.changes, report.head or _origin(report)
    rows = []
    for change in changes:
        seq += 1
        row = {"report": report.id, "seq": seq, "step": "", "address": "", **change}
        head = _hash(head, row)
        rows.append({**row, "hash": head})
    connection.execute(insert(cb_change), rows)
    connection.execute(update(cb_report).where(cb_report.c.id == report.id).values(changes=seq, head=head, **values))


def beginning(new: NewReport, author: str, time: str, source: str = "") -> dict[str, Any]:
    """The first change of a report, for :func:`append`.

    :param source: id of the report whose answers it begins with.
    """
    facts = {name: getattr(new, name) for name in _FACTS if hasattr(new, name)} | {"status": DRAFT}
    if source:
        facts["source"] = source
    return step_change(BEGIN, {}, facts, revision=0, author=author, time=time)


def step_change(step: str, before: Mapping[str, Any], after: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """A step of the workflow, for :func:`append`."""
    texts = {"before": canonical_json(before).decode(), "after": canonical_json(after).decode()}
    return {"step": step, **texts, **values}


def values_at(connection: Connection, report_id: str, revision: int, now: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers at the addresses of ``now`` as they were at ``revision``: what the first change since replaced."""
    query = select(cb_change.c.address, cb_change.c.before).where(
        cb_change.c.report == report_id, cb_change.c.revision > revision, cb_change.c.step == ""
    )
    before: dict[str, Answer] = {}
    for row in connection.execute(query.order_by(cb_change.c.seq)):
        if row.address not in before:
            before[row.address] = answer_of(row.before)
    return {address: before.get(address, answer) for address, answer in now.items()}


def last_step(connection: Connection, report_id: str, step: str) -> Row[Any] | None:
    """The newest change that made this step."""
    query = select(cb_change).where(cb_change.c.report == report_id, cb_change.c.step == step)
    return connection.execute(query.order_by(cb_change.c.seq.desc()).limit(1)).first()


def changes_of(
    connection: Connection,
    report_id: str,
    *,
    address: str = "",
    steps: Collection[str] | None = None,
    limit: int | None = None,
    wanted: Wanted = _ALL,
) -> tuple[Change, ...]:
    """The changes, newest first.

    :param steps: these steps of the workflow only, and no changes of answers.
    """
    if not all(map(is_storable, (address, wanted.under, wanted.author, wanted.since, wanted.until))):
        return ()
    query = select(cb_change).where(cb_change.c.report == report_id, *_conditions(connection, report_id, wanted))
    if address:
        query = query.where(cb_change.c.address == address)
    if steps is not None:
        query = query.where(cb_change.c.step.in_(steps))
    found = connection.execute(query.order_by(cb_change.c.seq.desc()).limit(limit))
    return tuple(_change(row) for row in found)


def _conditions(connection: Connection, report_id: str, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    column = cb_change.c
    if wanted.under:
        inside = (column.address.startswith(f"{wanted.under}{mark}", autoescape=True) for mark in "[.")
        yield or_(column.address == wanted.under, *inside)
    if wanted.questions is not None:
        place = func.strpos if connection.dialect.name == "postgresql" else func.instr
        bracket = place(column.address, "[")
        question = case((bracket > 0, func.substr(column.address, 1, bracket - 1)), else_=column.address)
        yield and_(column.step == "", question.in_(sorted(wanted.questions)))
    if wanted.author:
        yield column.author == wanted.author
    if wanted.since:
        yield column.time >= wanted.since
    if wanted.until:
        yield column.time <= wanted.until
    if wanted.before:
        yield column.seq < wanted.before
    if wanted.after:
        yield column.seq > wanted.after
    if wanted.steps:
        yield column.step != ""
    if not wanted.copied and (time := _copied_at(connection, report_id)):
        yield not_(and_(column.step == "", column.revision == 1, column.time == time, column.before == "{}"))


def _copied_at(connection: Connection, report_id: str) -> str:
    """When the answers of an earlier version were copied into this one; empty when it began without any."""
    first = select(cb_change).where(cb_change.c.report == report_id, cb_change.c.seq == 1, cb_change.c.step == BEGIN)
    row = connection.execute(first).first()
    return row.time if row and _step_facts(row.after).get("source") else ""


def steps_of(
    connection: Connection, readable: ColumnElement[bool], wanted: Mapping[str, str]
) -> dict[str, list[Change]]:
    """The steps that a Secretariat knows of, by report's id and the oldest first, in one query for a whole list.

    :param readable: the reports that the reader may read.
    :param wanted: columns of the report with the value that they must have; blank wants all.
    """
    if not all(is_storable(value) for value in wanted.values()):
        return {}
    same = (cb_report.c[key] == value for key, value in wanted.items() if value)
    query = select(cb_change).join(cb_report, cb_report.c.id == cb_change.c.report)
    query = query.where(cb_change.c.step.in_(OUTER_STEPS), readable, *same)
    found: dict[str, list[Change]] = {}
    for row in connection.execute(query.order_by(cb_change.c.report, cb_change.c.seq)):
        found.setdefault(row.report, []).append(_change(row))
    return found


def refused_of(connection: Connection, report: Row[Any]) -> tuple[tuple[str, Answer], ...]:
    """The proposals that somebody cleared before anybody had confirmed them, newest first, each with its address;
    those of earlier versions of the report too.
    """
    same = (cb_report.c[name] == report._mapping[name] for name in ("convention", "cycle", "party"))
    versions = select(cb_report.c.id).where(*same, cb_report.c.version <= report.version)
    query = select(cb_change.c.address, cb_change.c.before, cb_change.c.after).where(
        cb_change.c.report.in_(versions),
        cb_change.c.step == "",
        cb_change.c.before.contains('"confirmed":false', autoescape=True),
    )
    found = []
    query = query.join(cb_report, cb_report.c.id == cb_change.c.report)
    for row in connection.execute(query.order_by(cb_report.c.version.desc(), cb_change.c.seq.desc())):
        before = answer_of(row.before)
        if before.answered and not before.confirmed and not answer_of(row.after).answered:
            found.append((row.address, before))
    return tuple(found)


def _change(row: Row[Any]) -> Change:
    values = dict(row._mapping)
    del values["report"]
    return Change(**{**values, "before": json.loads(row.before), "after": json.loads(row.after)})


def broken(connection: Connection, report: Row[Any]) -> Iterator[BrokenChange]:
    """Where the report, its answers or its snapshot are not what the history says.

    The names of people are no part of it: they are what the host said last, and may change.
    """
    told = _Told()
    query = select(cb_change).where(cb_change.c.report == report.id).order_by(cb_change.c.seq)
    rows = connection.execute(query).all()
    head, seq = _origin(report, _first_number(rows)), 0
    for row in rows:
        seq += 1
        if row.seq != seq:
            yield BrokenChange(report.id, seq, "is missing")
            seq = row.seq
        elif _hash(head, dict(row._mapping)) != row.hash:
            yield BrokenChange(report.id, row.seq, "was altered")
        head = row.hash
        told.hear(row)
    if (seq, head) != (report.changes, report.head):
        yield BrokenChange(report.id, report.changes, "is not the last one")
    for name, value in told.facts.items():
        if report._mapping[name] != value:
            yield BrokenChange(report.id, 0, f"its “{name}” is not what the history says")
    yield from _broken_answers(connection, report.id, told.answers)
    yield from _broken_snapshots(connection, report, told.snapshots)


class _Told:
    """What a history says about the report, its answers and its snapshots, heard row by row."""

    def __init__(self) -> None:
        self.facts: dict[str, object] = {}
        self.answers: dict[str, tuple[object, ...]] = {}
        self.snapshots: set[tuple[object, ...]] = set()

    def hear(self, row: Row[Any]) -> None:
        self.facts |= {"revision": row.revision, "updated": row.time}
        if not row.step:
            self.answers[row.address] = (row.after, row.author, row.time, row.revision)
            return
        after = _step_facts(row.after)
        if row.step == BEGIN:
            self.facts["created"] = row.time
        if after.get("status") == SUBMITTED:
            self.facts |= {"submitted": row.time, "submitted_by": row.author}
        if "snapshot" in after:
            self.snapshots.add((after["snapshot"], row.author, row.time))
        self.facts |= {name: after[name] for name in _FACTS if name in after}


def _step_facts(text: str) -> dict[str, Any]:
    """What a step's ``after`` says; nothing when somebody has made it unreadable, which its hash has told by then."""
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _broken_answers(
    connection: Connection, report_id: str, told: Mapping[str, tuple[object, ...]]
) -> Iterator[BrokenChange]:
    columns = cb_answer.c.content, cb_answer.c.author, cb_answer.c.time, cb_answer.c.revision
    query = select(cb_answer.c.address, *columns).where(cb_answer.c.report == report_id).order_by(cb_answer.c.position)
    kept = {row[0]: tuple(row[1:]) for row in connection.execute(query)}
    for address in sorted(kept.keys() | told.keys()):
        if kept.get(address) != told.get(address):
            yield BrokenChange(report_id, 0, f"the answer to “{address}” is not the one that was saved last")
    if kept.keys() == told.keys() and list(kept) != list(told):
        yield BrokenChange(report_id, 0, "its answers are not in the order in which they were first given")


def _broken_snapshots(
    connection: Connection, report: Row[Any], told: set[tuple[object, ...]]
) -> Iterator[BrokenChange]:
    rows = connection.execute(select(cb_snapshot).where(cb_snapshot.c.report == report.id)).all()
    kept = {(row.digest, row.author, row.time) for row in rows}
    sound = all(digest_of(row.content) == row.digest and row.version == report.version for row in rows)
    if kept != told or not sound:
        yield BrokenChange(report.id, 0, "what was submitted was altered")


def _first_number(rows: Sequence[Row[Any]]) -> object:
    """The number with which a version was begun; None when it never got another one."""
    return next((_step_facts(row.before).get("version") for row in rows if row.step == RENUMBER), None)


def _origin(report: Row[Any], begun_as: object = None) -> str:
    owner = {key: report._mapping[key] for key in _OWNER}
    return digest_of(list((owner if begun_as is None else {**owner, "version": begun_as}).values()))


def _hash(previous: str, row: Mapping[str, Any]) -> str:
    return digest_of([previous, *(row[key] for key in _HASHED)])
