"""What a save, a beginning and a step of the workflow write, inside a transaction that holds the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from cbreport.answering.answers import Answer
from cbreport.answering.merging import merge
from cbreport.definition.canonical import digest_of
from cbreport.errors import Conflict, SaveConflict, WorkflowError
from cbreport.reporting.identity import Identity
from cbreport.reporting.store import NewReport, ReportSummary
from cbreport.reporting.workflow import DRAFT, IN_HAND, SUBMITTED, Transition
from cbreport.storage import attachments, history
from cbreport.storage.rows import (
    answer_of,
    answer_rows,
    content_text,
    is_storable,
    new_id,
    newest_version,
    report_row,
    summary_of,
    write_answers,
)
from cbreport.storage.tables import cb_change, cb_comment, cb_person, cb_report, cb_snapshot

_NAME: Final = 200  # characters


def insert_report(
    connection: Connection, new: NewReport, author: str, time: str, *, version: int = 1, source: str = ""
) -> Row[Any]:
    """Write the report's row and the beginning of its history; the row.

    :param source: id of the report whose answers it begins with.
    """
    values = {key: getattr(new, key) for key in NewReport.__dataclass_fields__}
    row = {
        **values,
        "id": new_id(),
        "version": version,
        "status": DRAFT,
        "revision": 0,
        "created": time,
        "updated": time,
    }
    connection.execute(insert(cb_report).values(**row, submitted="", submitted_by="", changes=0, head=""))
    history.append(connection, report_row(connection, row["id"]), [history.beginning(new, author, time, source)])
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


def insert_version(connection: Connection, before: Row[Any], author: str, time: str, *, behalf: bool) -> Row[Any]:
    """Begin the version after ``before`` as a draft with the same answers; its row.

    :param behalf: the Secretariat enters it for the Party. What the Party begins itself stays with it.
    """
    same = {name: before._mapping[name] for name in NewReport.__dataclass_fields__}
    new = NewReport(**{**same, "behalf": behalf})
    give_way(connection, new, author, time)
    begun = insert_report(connection, new, author, time, version=before.version + 1, source=before.id)
    answers = {row.address: answer_of(row.content) for row in answer_rows(connection, before.id)}
    answers = {address: answer for address, answer in answers.items() if not answer.empty}
    write_merged(connection, begun, answers, dict.fromkeys(answers, 0), author, time)
    return report_row(connection, begun.id)


def give_way(connection: Connection, new: NewReport, author: str, time: str) -> None:
    """Before the Secretariat begins ``new``: number the draft that the Party has begun itself, if any, after it.

    So the Secretariat's version has the number that it would have without that draft, and the Party's own counts when
    both are submitted. The draft has a new revision, so that it is not submitted from a page with the old number.
    """
    if not new.behalf:
        return
    draft = newest_version(connection, new, outside=False, lock=True)
    if draft is None or draft.behalf or draft.status not in IN_HAND:
        return
    before, after = {"version": draft.version}, {"version": draft.version + 1}
    revision = draft.revision + 1
    made = history.step_change(history.RENUMBER, before, after, revision=revision, author=author, time=time)
    history.append(connection, draft, [made], **after, revision=revision, updated=time)


def write_person(connection: Connection, identity: Identity, time: str) -> None:
    """Keep the name of somebody who writes."""
    if not identity.id or not is_storable(identity.id + identity.name):
        return
    name = identity.name[:_NAME]
    known = connection.execute(select(cb_person.c.name).where(cb_person.c.id == identity.id)).scalar()
    if known == name:
        return
    if known is not None:
        connection.execute(update(cb_person).where(cb_person.c.id == identity.id).values(name=name, time=time))
        return
    try:
        with connection.begin_nested():
            connection.execute(insert(cb_person).values(id=identity.id, name=name, time=time))
    except IntegrityError:  # somebody with her id was faster
        return


def names_of(connection: Connection, report_id: str) -> dict[str, str]:
    """The names of those who wrote in a report or about it, by their id."""
    wrote = select(cb_change.c.author).where(cb_change.c.report == report_id)
    said = select(cb_comment.c.author).where(cb_comment.c.report == report_id)
    query = select(cb_person.c.id, cb_person.c.name).where(or_(cb_person.c.id.in_(wrote), cb_person.c.id.in_(said)))
    return {row.id: row.name for row in connection.execute(query)}


def write_step(
    connection: Connection, report: Row[Any], step: Transition, author: str, time: str, snapshot: bytes, reason: str
) -> ReportSummary:
    """Write the new status, the step in the history and, when there is one, the snapshot.

    :raises WorkflowError: it is to be submitted after a newer version was.
    """
    if step.after == SUBMITTED:
        newest = newest_version(connection, summary_of(report), outside=True)
        if newest and newest.version > report.version:
            raise WorkflowError("A newer version of this report was submitted.", "Look at that one.")
    after = {"status": step.after, **({"reason": reason} if reason else {})}
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
