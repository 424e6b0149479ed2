"""Facts of submitted reports: written in the transaction of the submission, and made anew from snapshots.

They never change afterwards. Whether they count follows from the status of their report, which every query looks at, so
recalling, returning, publishing and withdrawing need no writing here and can leave nothing behind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, case, delete, func, insert, select, update

from cbreport.definition.canonical import digest_of
from cbreport.definition.model import Form
from cbreport.errors import UnknownName
from cbreport.reporting.workflow import SEEN
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import reading, writing
from cbreport.storage.tables import cb_answer, cb_counted, cb_fact, cb_report, cb_snapshot
from cbreport.synthesis.facts import RULES, Fact, facts_digest, facts_of, submitted_answers

#: Gives the form of a series and an edition, or raises :class:`UnknownName`, as ``Library.form`` does.
FormSource = Callable[[str, str], Form]

BATCH: Final = 200  # reports in one transaction of a rebuild
_PROPOSED: Final = '"confirmed":false'


@dataclass(frozen=True)
class FactsState:
    """Of how many submitted reports there are facts.

    ``ready`` have facts by this release's rules, ``missing`` have none, ``old`` have some that older rules made.
    """

    ready: int
    missing: int
    old: int

    @property
    def complete(self) -> bool:
        """Whether every submitted report has facts."""
        return not self.missing and not self.old


@dataclass(frozen=True)
class Rebuilt:
    """What came of making one report's facts anew.

    ``found`` is ``same``, ``made`` (there were none), ``differs`` (what was kept was something else), ``no-form`` (its
    edition is not installed), ``broken`` (what was submitted is not what its digest says) or ``unreadable``.
    """

    report: str
    found: str
    form: str = ""


class FactStore(BaseStore):
    """What the operator does with facts."""

    forms: FormSource | None

    def facts_state(self) -> FactsState:
        """Of how many submitted reports there are facts."""
        old = and_(cb_counted.c.number.is_not(None), cb_counted.c.rules != RULES)
        query = (
            select(
                func.count(),
                func.coalesce(func.sum(case((cb_counted.c.number.is_(None), 1), else_=0)), 0),
                func.coalesce(func.sum(case((old, 1), else_=0)), 0),
            )
            .select_from(cb_report.join(cb_snapshot, _snapshot()).outerjoin(cb_counted, _counted()))
            .where(cb_report.c.status.in_(SEEN))
        )
        with reading(self.engine) as connection:
            every, missing, old_ = connection.execute(query).one()
        return FactsState(every - missing - old_, missing, old_)

    def rebuild_facts(self, forms: FormSource, *, missing: bool = False) -> Iterator[Rebuilt]:
        """Make the facts of every submitted report anew and keep what is different from what was there.

        Reports come in the order of their ids, some at a time, each time in one transaction: an interrupted rebuild has
        done what it has done, and memory does not grow with the number of reports.

        :param missing: only of reports that have none.
        """
        after = ""
        while True:
            with writing(self.engine) as connection:
                rows = connection.execute(_of_submitted(after, missing=missing)).all()
                done = [_rebuilt(connection, row, forms) for row in rows]
            yield from done
            if len(rows) < BATCH:
                return
            after = rows[-1].id


def write_facts(connection: Connection, report: Row[Any], snapshot: bytes, forms: FormSource | None) -> None:
    """Write the facts of a report that is being submitted, where its form is at hand.

    Without it, or for a snapshot that cannot be read, there are none: the report is submitted all the same, and whoever
    looks is told that it is not counted.
    """
    if forms is None:
        return
    try:
        form = forms(report.form, report.edition)
        facts = _made(connection, report.id, form, snapshot)
    except (UnknownName, ValueError):
        return
    _keep(connection, report.id, digest_of(snapshot), form, facts)


def _counted() -> Any:
    return cb_counted.c.report == cb_report.c.id


def _snapshot() -> Any:
    return and_(cb_snapshot.c.report == cb_report.c.id, cb_snapshot.c.version == cb_report.c.version)


def _of_submitted(after: str, *, missing: bool) -> Any:
    has_none = ~select(cb_counted.c.number).where(_counted()).exists()
    return (
        select(cb_report.c.id, cb_report.c.form, cb_report.c.edition, cb_snapshot.c.digest, cb_snapshot.c.content)
        .select_from(cb_report.join(cb_snapshot, _snapshot()))
        .where(cb_report.c.id > after, cb_report.c.status.in_(SEEN), *((has_none,) if missing else ()))
        .order_by(cb_report.c.id)
        .limit(BATCH)
        .with_for_update(of=cb_report)
    )


def _made(connection: Connection, report: str, form: Form, snapshot: bytes) -> tuple[Fact, ...]:
    """The facts of a report. The snapshot says what was submitted; the answers, which change no more once they are, in
    which order, and where there were proposals.
    """
    proposed = case((cb_answer.c.content.contains(_PROPOSED), cb_answer.c.content), else_="")
    query = select(cb_answer.c.address, proposed.label("proposed")).where(cb_answer.c.report == report)
    rows = connection.execute(query.order_by(cb_answer.c.position)).all()
    waiting = [row.address for row in rows if row.proposed and json.loads(row.proposed).get("confirmed") is False]
    return facts_of(form, submitted_answers(snapshot, (row.address for row in rows)), waiting)


def _keep(connection: Connection, report: str, snapshot: str, form: Form, facts: tuple[Fact, ...]) -> None:
    number = connection.execute(select(cb_counted.c.number).where(cb_counted.c.report == report)).scalar()
    if number is not None:
        connection.execute(delete(cb_fact).where(cb_fact.c.counted == number))
        connection.execute(delete(cb_counted).where(cb_counted.c.number == number))
    values = {"report": report, "snapshot": snapshot, "form_digest": form.digest, "rules": RULES}
    made = connection.execute(insert(cb_counted).values(**values, facts=facts_digest(facts)))
    if facts:
        counted = made.inserted_primary_key[0]  # type: ignore[index]
        connection.execute(insert(cb_fact), [{"counted": counted, **each._asdict()} for each in facts])


def kept_facts(connection: Connection, number: int) -> tuple[Fact, ...]:
    """The facts of a report as they are kept, question by question in alphabetical order."""
    query = select(*(cb_fact.c[name] for name in Fact._fields)).where(cb_fact.c.counted == number)
    return tuple(Fact(*row) for row in connection.execute(query))


def _rebuilt(connection: Connection, row: Row[Any], forms: FormSource) -> Rebuilt:
    key, snapshot = f"{row.form}@{row.edition}", bytes(row.content)
    if digest_of(snapshot) != row.digest:
        return Rebuilt(row.id, "broken", key)
    try:
        form = forms(row.form, row.edition)
    except UnknownName:
        return Rebuilt(row.id, "no-form", key)
    try:
        facts = _made(connection, row.id, form, snapshot)
    except ValueError:
        return Rebuilt(row.id, "unreadable", key)
    known = connection.execute(select(cb_counted).where(cb_counted.c.report == row.id)).first()
    same = known is not None and known.facts == facts_digest(facts)
    if known is None or not same or set(kept_facts(connection, known.number)) != set(facts):
        _keep(connection, row.id, row.digest, form, facts)
        return Rebuilt(row.id, "made" if known is None else "differs", key)
    made_of = {"snapshot": row.digest, "form_digest": form.digest, "rules": RULES}
    if any(known._mapping[name] != value for name, value in made_of.items()):
        connection.execute(update(cb_counted).where(cb_counted.c.number == known.number).values(**made_of))
    return Rebuilt(row.id, "same", key)
