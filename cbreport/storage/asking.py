"""Questions to the facts of submitted reports, answered by the database: see :class:`cbreport.synthesis.asking.Facts`.

Every query begins with the reports that somebody may read, and of those with the newest received version of each Party
in each cycle. Whether a report is recalled, published or withdrawn is looked at each time.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, func, or_, select, true, tuple_

from cbreport.reporting.identity import Identity
from cbreport.reporting.workflow import RECEIVED
from cbreport.storage.base import BaseStore
from cbreport.storage.engine import reading
from cbreport.storage.rows import is_storable, readable
from cbreport.storage.tables import cb_counted, cb_fact, cb_report, cb_synthesis_report
from cbreport.synthesis.asking import PAGE, Item, Pair, Reported, Said, Scope, Words, WordsPage
from cbreport.synthesis.facts import VALUE, Fact
from cbreport.synthesis.frozen import CountedReport

_REPORT: Final = ("id", "convention", "party", "cycle", "version", "form", "edition", "status", "example", "submitted")


class AskingStore(BaseStore):
    """The questions of :class:`cbreport.synthesis.asking.Facts`. See there for what they promise."""

    def reported(self, identity: Identity, scope: Scope) -> Sequence[Reported]:
        """Who has reported with which form, and whether facts are ready."""
        reports = _reports(identity, scope)
        keys = (reports.c.convention, reports.c.party, reports.c.form, reports.c.edition)
        query = (
            select(*keys, func.count(), func.count(cb_counted.c.number))
            .select_from(reports.outerjoin(cb_counted, cb_counted.c.report == reports.c.id))
            .group_by(*keys)
            .order_by(*keys)
        )
        with reading(self.engine) as connection:
            return tuple(Reported(*row) for row in connection.execute(query))

    def counted_reports(self, identity: Identity, scope: Scope) -> Sequence[CountedReport]:
        """The reports of a scope by convention, cycle and Party, those without facts too."""
        reports = _reports(identity, scope)
        made = (cb_counted.c.form_digest, cb_counted.c.snapshot, cb_counted.c.facts)
        query = (
            select(*reports.c, *(func.coalesce(each, "").label(each.name) for each in made))
            .select_from(reports.outerjoin(cb_counted, cb_counted.c.report == reports.c.id))
            .order_by(reports.c.convention, reports.c.cycle, reports.c.party)
        )
        with reading(self.engine) as connection:
            return tuple(CountedReport(**row._mapping) for row in connection.execute(query))

    def question_facts(self, identity: Identity, scope: Scope, items: Collection[Item]) -> Sequence[tuple[str, Fact]]:
        """Every fact of some questions, each with the id of its report, in the report's order."""
        if not items:
            return ()
        reports = _reports(identity, scope)
        columns = (cb_fact.c[name] for name in Fact._fields)
        query = _joined(select(reports.c.id, *columns), reports, items)
        query = query.order_by(reports.c.id, cb_fact.c.question, cb_fact.c.position)
        with reading(self.engine) as connection:
            return tuple((row[0], Fact(*row[1:])) for row in connection.execute(query))

    def said(self, identity: Identity, scope: Scope, items: Collection[Item], *, rows: bool = False) -> Sequence[Said]:
        """What each Party said to some questions, each thing once."""
        if not items:
            return ()
        reports = _reports(identity, scope)
        place = (cb_fact.c.row,) if rows else ()
        keys = (reports.c.convention, reports.c.party, reports.c.form, cb_fact.c.question, cb_fact.c.part)
        query = _joined(select(*keys, cb_fact.c.kind, cb_fact.c.code, *place).distinct(), reports, items)
        with reading(self.engine) as connection:
            found = [
                Said(convention, party, Item(series, question, part), *said)
                for convention, party, series, question, part, *said in connection.execute(query)
            ]
        return sorted(found)

    def pairs(self, identity: Identity, scope: Scope, first: Item, second: Item) -> Sequence[Pair]:
        """What stands together in rows of a group: codes of two of its parts, each pair once a Party."""
        if (first.series, first.question) != (second.series, second.question) or not first.part or not second.part:
            raise ValueError(f"{first} and {second} are not parts of the same group.")
        reports, other = _reports(identity, scope), cb_fact.alias("other")
        beside = and_(
            other.c.counted == cb_fact.c.counted,
            other.c.question == second.question,
            other.c.row == cb_fact.c.row,
            other.c.part == second.part,
            other.c.code != "",
        )
        query = (
            select(reports.c.convention, reports.c.party, cb_fact.c.code, other.c.code)
            .select_from(_tables(reports).join(other, beside))
            .where(*_about(reports, [first]), cb_fact.c.part == first.part, cb_fact.c.code != "")
            .distinct()
        )
        with reading(self.engine) as connection:
            return sorted(Pair(*row) for row in connection.execute(query))

    def words(
        self,
        identity: Identity,
        scope: Scope,
        items: Collection[Item],
        *,
        parties: Iterable[str] | None = None,
        language: str = "",
        after: str = "",
        limit: int = PAGE,
    ) -> WordsPage:
        """Texts that Parties wrote, a page at a time."""
        if not items:
            return WordsPage(())
        place = _place_of(after) if after else []
        rows: list[Any] = []
        with reading(self.engine) as connection:
            codes = _codes(connection, identity, scope, parties)
            left = [code for code in codes if not place or code >= place[0]]
            some = 1
            while left and len(rows) <= limit:  # most pages are full after one Party or two: do not look at all of them
                query = _words(_reports(identity, scope, left[:some]), items, language, place)
                rows += connection.execute(query.limit(limit + 1 - len(rows))).all()
                left, some = left[some:], some * 4
        texts = tuple(
            Words(convention, party, cycle, report, Item(series, question, part), *written)
            for party, cycle, report, question, _, convention, series, part, *written in rows[:limit]
        )
        return WordsPage(texts, json.dumps(list(rows[limit - 1][:5])) if len(rows) > limit else "")


def _codes(connection: Connection, identity: Identity, scope: Scope, parties: Iterable[str] | None) -> list[str]:
    """The Parties, among some, that may have something in scope, in alphabetical order."""
    query = select(cb_report.c.party).where(readable(identity), *_within(scope)).distinct()
    wanted = None if parties is None else set(parties)
    return sorted(code for code in connection.scalars(query) if wanted is None or code in wanted)


def _words(reports: CTE, items: Collection[Item], language: str, after: Sequence[Any]) -> Select[Any]:
    """The texts in these reports behind a place, in the order of their Parties."""
    order = (reports.c.party, reports.c.cycle, reports.c.id, cb_fact.c.question, cb_fact.c.position)
    told = (reports.c.form, cb_fact.c.part, cb_fact.c.row, cb_fact.c.language, cb_fact.c.content)
    query = _joined(select(*order, reports.c.convention, *told), reports, items)
    query = query.where(cb_fact.c.kind == VALUE, cb_fact.c.content != "", *_exactly(reports, items))
    if language:
        query = query.where(cb_fact.c.language == language)
    return query.where(tuple_(*order) > tuple_(*after) if after else true()).order_by(*order)


def _reports(identity: Identity, scope: Scope, parties: Sequence[str] = ()) -> CTE:
    """The reports of a scope that somebody may read, one for each Party in each cycle; of some Parties, if named."""
    columns = [cb_report.c[name] for name in _REPORT]
    of_some = [cb_report.c.party.in_(parties)] if parties else []
    if scope.frozen:
        id = scope.frozen if is_storable(scope.frozen) else ""
        named = and_(cb_synthesis_report.c.report == cb_report.c.id, cb_synthesis_report.c.synthesis == id)
        frozen = select(*columns).select_from(cb_report.join(cb_synthesis_report, named))
        return frozen.where(readable(identity), *_within(scope), *of_some).cte("reports")
    same = (cb_report.c.convention, cb_report.c.cycle, cb_report.c.party)
    newest = func.row_number().over(partition_by=same, order_by=cb_report.c.version.desc()).label("place")
    received = (readable(identity), cb_report.c.status.in_(RECEIVED), *_within(scope), *of_some)
    ranked = select(*columns, newest).where(*received).subquery("received")
    return select(*(ranked.c[name] for name in _REPORT)).where(ranked.c.place == 1).cte("reports")


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    within: list[ColumnElement[bool]] = []
    if scope.conventions:
        within.append(cb_report.c.convention.in_(_storable(scope.conventions)))
    if scope.cycles or scope.repeating:
        numbered = [cb_report.c.cycle.startswith(f"{each}-", autoescape=True) for each in _storable(scope.repeating)]
        within.append(or_(cb_report.c.cycle.in_(_storable(scope.cycles)), *numbered))
    return within


def _storable(texts: Iterable[str]) -> list[str]:
    return [each for each in texts if is_storable(each)]


def _tables(reports: CTE) -> Any:
    counted = reports.join(cb_counted, cb_counted.c.report == reports.c.id)
    return counted.join(cb_fact, cb_fact.c.counted == cb_counted.c.number)


def _joined(query: Select[Any], reports: CTE, items: Collection[Item]) -> Select[Any]:
    """The facts of some questions, joined to their reports."""
    return query.select_from(_tables(reports)).where(*_about(reports, items))


def _about(reports: CTE, items: Collection[Item]) -> tuple[ColumnElement[bool], ...]:
    """Facts of these questions. Where a part is asked for, facts of the question as a whole come along.

    The names of the questions by themselves come first: they lead the database to the rows.
    """
    questions = cb_fact.c.question.in_(sorted({item.question for item in items}))
    each = (
        and_(
            reports.c.form == item.series,
            cb_fact.c.question == item.question,
            *((cb_fact.c.part.in_((item.part, "")),) if item.part else ()),
        )
        for item in items
    )
    return questions, or_(*each)


def _exactly(reports: CTE, items: Collection[Item]) -> tuple[ColumnElement[bool], ...]:
    """Without the facts of a question as a whole where one of its parts is asked for."""
    each = (
        and_(reports.c.form == item.series, cb_fact.c.question == item.question, cb_fact.c.part == item.part)
        for item in items
    )
    return (or_(*each),)


def _place_of(after: str) -> list[Any]:
    try:
        place = json.loads(after)
    except ValueError:
        place = None
    if not isinstance(place, list) or list(map(type, place)) != [str, str, str, str, int]:
        raise ValueError("No page of texts ended there.")
    if not all(is_storable(each) for each in place[:4]) or not 0 <= place[4] < 2**31:
        raise ValueError("No page of texts ended there.")
    return place
