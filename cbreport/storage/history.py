"""The history of a report: every change, who made it and when, chained by hashes so that a later edit shows.

Each row's hash covers the row and the hash before it; the first one covers whose report it is. The report keeps the
number of rows and the last hash. Whoever can write to the database can also compute a whole new chain: print or publish
the last hash (:attr:`Change.hash` of the newest change) to hold even an operator to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from cbreport.answering.answers import Answer
from cbreport.definition.canonical import canonical_json, digest_of
from cbreport.reporting.store import NewReport
from cbreport.reporting.workflow import DRAFT, SUBMITTED
from cbreport.storage.rows import answer_of, is_storable
from cbreport.storage.tables import cb_answer, cb_change, cb_report, cb_snapshot

BEGIN: Final = "begin"
_OWNER: Final = ("id", "convention", "cycle", "party", "version")
_FACTS: Final = ("form", "edition", "digest", "example", "status")  # columns of the report that a step may set
_HASHED: Final = ("report", "seq", "revision", "step", "address", "before", "after", "author", "time")


@dataclass(frozen=True)
class Change:
    """One change of a report: an answer at ``address``, or a ``step`` of the workflow.

    ``before`` and ``after`` are an answer's content as the report file has it, empty for a blank one; for a step they
    hold ``status``, and after a submission the ``snapshot``'s digest.
    """

    seq: int
    revision: int
    step: str
    address: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    author: str
    time: str
    hash: str


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


def beginning(new: NewReport, author: str, time: str) -> dict[str, Any]:
    """The first change of a report, for :func:`append`."""
    facts = {name: getattr(new, name, DRAFT) for name in _FACTS}
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
    connection: Connection, report_id: str, *, address: str = "", steps_only: bool = False, limit: int | None = None
) -> tuple[Change, ...]:
    """The changes, newest first."""
    if not is_storable(address):
        return ()
    query = select(cb_change).where(cb_change.c.report == report_id)
    if address:
        query = query.where(cb_change.c.address == address)
    if steps_only:
        query = query.where(cb_change.c.step.not_in(("", BEGIN)))
    found = connection.execute(query.order_by(cb_change.c.seq.desc()).limit(limit))
    return tuple(_change(row) for row in found)


def refused_of(connection: Connection, report_id: str) -> tuple[tuple[str, Answer], ...]:
    """The proposals that somebody cleared before anybody had confirmed them, newest first, each with its address."""
    query = select(cb_change.c.address, cb_change.c.before, cb_change.c.after).where(
        cb_change.c.report == report_id,
        cb_change.c.step == "",
        cb_change.c.before.contains('"confirmed":false', autoescape=True),
    )
    found = []
    for row in connection.execute(query.order_by(cb_change.c.seq.desc())):
        before = answer_of(row.before)
        if before.answered and not before.confirmed and not answer_of(row.after).answered:
            found.append((row.address, before))
    return tuple(found)


def _change(row: Row[Any]) -> Change:
    values = dict(row._mapping)
    del values["report"]
    return Change(**{**values, "before": json.loads(row.before), "after": json.loads(row.after)})


def broken(connection: Connection, report: Row[Any]) -> Iterator[BrokenChange]:
    """Where the report, its answers or its snapshot are not what the history says."""
    told = _Told()
    head, seq = _origin(report), 0
    query = select(cb_change).where(cb_change.c.report == report.id).order_by(cb_change.c.seq)
    for row in connection.execute(query):
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
    yield from _broken_snapshots(connection, report.id, told.digests)


class _Told:
    """What a history says about the report, its answers and its snapshots, heard row by row."""

    def __init__(self) -> None:
        self.facts: dict[str, object] = {}
        self.answers: dict[str, tuple[object, ...]] = {}
        self.digests: set[object] = set()

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
            self.digests.add(after["snapshot"])
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
    query = select(cb_answer.c.address, *columns).where(cb_answer.c.report == report_id)
    kept = {row[0]: tuple(row[1:]) for row in connection.execute(query)}
    for address in sorted(kept.keys() | told.keys()):
        if kept.get(address) != told.get(address):
            yield BrokenChange(report_id, 0, f"the answer to “{address}” is not the one that was saved last")


def _broken_snapshots(connection: Connection, report_id: str, told: set[object]) -> Iterator[BrokenChange]:
    rows = connection.execute(select(cb_snapshot).where(cb_snapshot.c.report == report_id)).all()
    if {digest_of(row.content) for row in rows} != told or {row.digest for row in rows} != told:
        yield BrokenChange(report_id, 0, "what was submitted was altered")


def _origin(report: Row[Any]) -> str:
    return digest_of([report._mapping[key] for key in _OWNER])


def _hash(previous: str, row: Mapping[str, Any]) -> str:
    return digest_of([previous, *(row[key] for key in _HASHED)])
