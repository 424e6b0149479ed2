"""The part of :class:`~cbreport.storage.SqlStore` that keeps syntheses that were frozen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, case, func, insert, select
from sqlalchemy.exc import IntegrityError

from cbreport.definition.canonical import digest_of
from cbreport.definition.respondents import SECRETARIAT_CODE
from cbreport.errors import ConfigurationError, NotPermitted, UnknownName
from cbreport.reporting.identity import Identity
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import reading, writing
from cbreport.storage.rows import ID_PATTERN, new_id, readable
from cbreport.storage.tables import cb_counted, cb_report, cb_synthesis, cb_synthesis_report
from cbreport.synthesis.frozen import Frozen, FrozenSummary, Reopened, frozen_from

_AT_ONCE: Final = 1_000  # rows


class SynthesisStore(BaseStore):
    """What :class:`cbreport.synthesis.asking.Facts` asks for frozen syntheses. See there for what is raised."""

    def freeze(self, identity: Identity, frozen: Frozen) -> str:
        """Keep what a synthesis counted; its id. The same content is kept once."""
        if not any(identity.serves(convention) for convention in frozen.conventions):
            raise NotPermitted("You do not work for this convention's Secretariat.", "Ask it.")
        id = new_id()
        rows = [
            {"synthesis": id, "report": each.id, "convention": each.convention, "facts": each.facts}
            for each in frozen.reports
        ]
        values = {
            "id": id,
            "digest": frozen.digest,
            "title": frozen.title,
            "conventions": json.dumps(frozen.conventions),
            "reports": len(rows),
            "content": frozen.content,
            "author": identity.id,
        }
        try:
            with writing(self.engine) as connection:
                known = _known(connection, frozen.digest)
                if known is None:
                    connection.execute(insert(cb_synthesis).values(**values, time=self._stamp()))
                    for start in range(0, len(rows), _AT_ONCE):
                        connection.execute(insert(cb_synthesis_report), rows[start : start + _AT_ONCE])
                _require_all(connection, identity, known or id, len(frozen.reports))
        except IntegrityError:  # somebody froze the same at the same moment, or a report is not there
            with reading(self.engine) as connection:
                known = _known(connection, frozen.digest)
            if known is None:
                raise UnknownName("report", frozen.digest) from None
        return known or id

    def reopen(self, identity: Identity, id: str) -> Reopened:
        """A frozen synthesis, and which of its reports have other facts now."""
        with reading(self.engine) as connection:
            query = select(cb_synthesis).where(cb_synthesis.c.id == id)
            row = connection.execute(query).first() if ID_PATTERN.fullmatch(id) else None
            if row is None:
                raise UnknownName("synthesis", id)
            if digest_of(bytes(row.content)) != row.digest:
                raise ConfigurationError(f"The frozen synthesis {id} was altered.", "Restore a backup.")
            frozen = frozen_from(bytes(row.content))
            _require_all(connection, identity, id, row.reports)
            served = any(identity.serves(convention) for convention in frozen.conventions)
            return Reopened(id, frozen, row.time, row.author if served else "", _changed(connection, id))

    def frozen_syntheses(self, identity: Identity, convention: str) -> Sequence[FrozenSummary]:
        """The syntheses that the convention's Secretariat froze, newest first; nothing for others."""
        if not identity.serves(convention):
            return ()
        names = ("id", "title", "digest", "conventions", "reports", "time", "author")
        query = select(*(cb_synthesis.c[name] for name in names)).order_by(
            cb_synthesis.c.time.desc(), cb_synthesis.c.id
        )
        found = []
        with reading(self.engine) as connection:
            read = {row.synthesis: row for row in connection.execute(_counts(identity))}
            for row in connection.execute(query).all():
                conventions = tuple(json.loads(row.conventions))
                reports, parties = read[row.id][1:] if row.id in read else (0, 0)
                if convention in conventions and reports == row.reports:
                    about = (row.id, row.title, row.digest, conventions, row.reports, row.time, row.author, parties)
                    found.append(FrozenSummary(*about))
        return tuple(found)


def _counts(identity: Identity) -> Select[Any]:
    """Of each synthesis how many of its reports somebody may read, and of how many Parties they are."""
    party = case((cb_report.c.party != SECRETARIAT_CODE, cb_report.c.party))
    return (
        select(cb_synthesis_report.c.synthesis, func.count(), func.count(party.distinct()))
        .select_from(cb_synthesis_report.join(cb_report, cb_report.c.id == cb_synthesis_report.c.report))
        .where(readable(identity))
        .group_by(cb_synthesis_report.c.synthesis)
    )


def _known(connection: Connection, digest: str) -> str | None:
    return connection.execute(select(cb_synthesis.c.id).where(cb_synthesis.c.digest == digest)).scalar()


def _readable(connection: Connection, identity: Identity, id: str) -> int:
    """How many of the reports of a synthesis somebody may read."""
    query = (
        select(func.count())
        .select_from(cb_synthesis_report.join(cb_report, cb_report.c.id == cb_synthesis_report.c.report))
        .where(cb_synthesis_report.c.synthesis == id, readable(identity))
    )
    return connection.execute(query).scalar_one()


def _require_all(connection: Connection, identity: Identity, id: str, reports: int) -> None:
    """See that somebody may read every report of a synthesis: of fewer the numbers would be others.

    :raises UnknownName: she may not.
    """
    if _readable(connection, identity, id) != reports:
        raise UnknownName("synthesis", id)


def _changed(connection: Connection, id: str) -> tuple[str, ...]:
    """The reports of a synthesis whose facts are not those of then."""
    counted = cb_synthesis_report.outerjoin(cb_counted, cb_counted.c.report == cb_synthesis_report.c.report)
    now = func.coalesce(cb_counted.c.facts, "")
    query = select(cb_synthesis_report.c.report).select_from(counted)
    same = (cb_synthesis_report.c.synthesis == id, now != cb_synthesis_report.c.facts)
    return tuple(connection.scalars(query.where(*same).order_by(cb_synthesis_report.c.report)))
