"""What a save, a beginning and a step of the workflow write, inside a transaction that holds the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert

from cbreport.answering.answers import Answer
from cbreport.answering.merging import merge
from cbreport.definition.canonical import digest_of
from cbreport.errors import Conflict, SaveConflict
from cbreport.reporting.store import NewReport, ReportSummary
from cbreport.reporting.workflow import DRAFT, SUBMITTED, Transition
from cbreport.storage import attachments, history
from cbreport.storage.rows import (
    answer_of,
    answer_rows,
    content_text,
    new_id,
    report_row,
    summary_of,
    write_answers,
)
from cbreport.storage.tables import cb_report, cb_snapshot


def insert_report(connection: Connection, new: NewReport, author: str, time: str) -> Row[Any]:
    """Write the report's row and the beginning of its history; the row."""
    values = {key: getattr(new, key) for key in NewReport.__dataclass_fields__}
    row = {**values, "id": new_id(), "version": 1, "status": DRAFT, "revision": 0, "created": time, "updated": time}
    connection.execute(insert(cb_report).values(**row, submitted="", submitted_by="", changes=0, head=""))
    history.append(connection, report_row(connection, row["id"]), [history.beginning(new, author, time)])
    return report_row(connection, row["id"])


def write_merged(
    connection: Connection,
    report: Row[Any],
    mine: Mapping[str, Answer],
    bases: Mapping[str, int],
    author: str,
    time: str,
) -> int:
    """Merge ``mine`` and write what changes; how many answers that are.

    :param bases: for each address of ``mine`` the revision that it was made from.
    :raises SaveConflict: somebody else changed the same answers; nothing was written.
    """
    rows = {row.address: row for row in answer_rows(connection, report.id, mine.keys())}
    theirs = {address: answer_of(rows[address].content) if address in rows else Answer() for address in mine}
    base = dict(theirs)
    for revision in sorted(set(bases.values()) - {report.revision}):
        since = {address: answer for address, answer in theirs.items() if bases[address] == revision}
        base |= history.values_at(connection, report.id, revision, since)
    merged = merge(base, mine, theirs)
    if merged.conflicts:
        found = (_conflict(base[each], mine[each], theirs[each], rows[each]) for each in merged.conflicts)
        raise SaveConflict(found, report.revision)
    if not merged.changes:
        return 0
    common = {"author": author, "time": time, "revision": report.revision + 1}
    texts = {address: content_text(answer) for address, answer in merged.changes.items()}
    kept = [{"address": address, "content": text, **common} for address, text in texts.items()]
    write_answers(connection, report.id, kept, rows.keys())
    changes = [
        {"address": address, "before": content_text(theirs[address]), "after": text, **common}
        for address, text in texts.items()
    ]
    history.append(connection, report, changes, revision=common["revision"], updated=time)
    attachments.adopt(connection, report, merged.changes, time)
    return len(changes)


def _conflict(base: Answer, mine: Answer, theirs: Answer, row: Row[Any]) -> Conflict:
    return Conflict(
        row.address,
        base.content() or None,
        mine.content() or None,
        theirs.content() or None,
        their_author=row.author,
        their_time=row.time,
    )


def write_step(
    connection: Connection, report: Row[Any], step: Transition, author: str, time: str, snapshot: bytes
) -> ReportSummary:
    """Write the new status, the step in the history and, when there is one, the snapshot."""
    after = {"status": step.after}
    if snapshot:
        after["snapshot"] = digest_of(snapshot)
        row = {"report": report.id, "version": report.version, "digest": after["snapshot"], "content": snapshot}
        connection.execute(insert(cb_snapshot).values(**row, author=author, time=time))
    values = {"status": step.after, "updated": time}
    if step.after == SUBMITTED:
        values |= {"submitted": time, "submitted_by": author}
    made = history.step_change(
        step.name, {"status": report.status}, after, revision=report.revision, author=author, time=time
    )
    history.append(connection, report, [made], **values)
    return summary_of(report_row(connection, report.id))
