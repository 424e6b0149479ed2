"""Registers for the Secretariat's pages: which reports are read for them, and what is kept of those that were.

To read and evaluate a report takes some milliseconds, and views are functions of many. So only reports whose form holds
registers are read, and what was evaluated stays in the process until the report changes or the room is needed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from cbreport.definition import Convention, Form
from cbreport.errors import UnknownName
from cbreport.reporting import RECEIVED, Report, ReportSummary
from cbreport.synthesis import PartyFilter, Registers, holds_registers, newest_reports, registers
from cbreport.web.context import Context
from cbreport.web.team import today

ROOM: Final = 200_000  # addresses of all reports that are kept, about 500 bytes each
MOST_MADE: Final = 50
Made = TypeVar("Made")


@dataclass
class _Kept:
    state: tuple[int, str]  # revision and status: no report changes without one of them
    report: Report
    size: int
    asked: int  # number of the last load that asked for it


class Evaluated:
    """Reports that were read and evaluated, those that were asked for last.

    They are the same for everybody who may read them as a Secretariat; who may is asked of the store each time.

    :param room: how many addresses all of them may have together.
    """

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._kept: OrderedDict[str, _Kept] = OrderedDict()  # by id, that which was asked for longest ago first
        self.size = 0
        self._loads = 0
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def load(self, wanted: Iterable[ReportSummary], read: Callable[[ReportSummary], Report]) -> list[Report]:
        """The reports, of which those are read that are not kept as they are now.

        When there is no room for all of them the first ones are kept, and not the last: the next load asks for them in
        the same order, and would find none of those that it needs next.
        """
        with self._lock:
            self._loads += 1
            load = self._loads
        return [self._one(each, read, load) for each in wanted]

    def remember(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Something little that was made of reports, or is made now.

        :param key: all that it depends on, reports with their revision and status.
        """
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return cast(Made, self._made[key])
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > MOST_MADE:
                self._made.popitem(last=False)
        return made

    def _one(self, summary: ReportSummary, read: Callable[[ReportSummary], Report], load: int) -> Report:
        with self._lock:
            kept = self._kept.get(summary.id)
            if kept is not None and kept.state == (summary.revision, summary.status):
                kept.asked = load
                self._kept.move_to_end(summary.id)
                return kept.report
        report = read(summary)
        size = len(report.settled.states) + len(report.leaving)  # evaluates it here, outside of the lock
        with self._lock:
            self._keep(_Kept((report.revision, report.status), report, size, load))
        return report

    def _keep(self, new: _Kept) -> None:
        before = self._kept.pop(new.report.id, None)
        self.size -= before.size if before else 0
        while self._kept and self.size + new.size > self.room:
            oldest = next(iter(self._kept.values()))
            if oldest.asked >= new.asked:
                break
            self.size -= self._kept.pop(oldest.report.id).size
        if self.size + new.size <= self.room:
            self._kept[new.report.id] = new
            self.size += new.size


def registers_of(
    context: Context,
    convention: Convention,
    *,
    cycle: str = "",
    every_cycle: bool = False,
    parties_filter: PartyFilter | None = None,
) -> Registers:
    """The registers of a convention, today, as whoever asks may read them.

    Of a report without registers it matters only that its Party has sent one, so it is not read.

    :param cycle: id of the only one that counts; of records that of their kind.
    """
    store, day = context.portal.store, today()
    found = store.reports(context.identity, convention=convention.id)
    received = [each for each in found if each.status in RECEIVED]
    if cycle:
        received = [each for each in received if _kind(convention, each.cycle) == cycle]
    forms = _Forms(context)
    outlines = {each.id: outline(each, forms.respondent(each)) for each in received}
    counted = newest_reports(outlines.values(), [convention], every_cycle=every_cycle)
    members = {each.code for each in convention.parties(day) if parties_filter is None or parties_filter(each)}
    newest = {each.id for each in counted if each.form.respondent != "party" or each.party in members}
    wanted = [each for each in received if each.id in newest and forms.hold_registers(each)]

    def read(summary: ReportSummary) -> Report:
        return context.portal.assemble(store.open(context.identity, summary.id))

    reports = {**outlines, **{each.id: each for each in context.portal.evaluated.load(wanted, read)}}
    return registers(
        (reports[each.id] for each in counted),
        [convention],
        on=day,
        parties_filter=parties_filter,
        every_cycle=every_cycle,
    )


def _kind(convention: Convention, cycle: str) -> str:
    """The id of a cycle, of a record without its number; empty for one that is none any more."""
    try:
        return convention.cycle(cycle).base
    except UnknownName:
        return ""


class _Forms:
    """The forms of some reports, each looked at once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[tuple[str, str], Form | None] = {}
        self._holding: dict[tuple[str, str], bool] = {}

    def of(self, summary: ReportSummary) -> Form | None:
        """The form; None when it is not installed."""
        key = (summary.form, summary.edition)
        if key not in self._known:
            known = self._context.has_form(*key)
            self._known[key] = self._context.portal.library.form(*key) if known else None
        return self._known[key]

    def respondent(self, summary: ReportSummary) -> str:
        """Who answers the form; of one that is not installed nobody else is known than a Party."""
        form = self.of(summary)
        return form.respondent if form else "party"

    def hold_registers(self, summary: ReportSummary) -> bool:
        """Whether the form holds registers."""
        key = (summary.form, summary.edition)
        if key not in self._holding:
            form = self.of(summary)
            self._holding[key] = form is not None and holds_registers(form)
        return self._holding[key]


def outline(summary: ReportSummary, respondent: str = "party") -> Report:
    """A report without its answers, with a form that asks nothing: its own form need not be installed."""
    return Report(
        Form(summary.form, summary.edition, summary.convention, title="", respondent=respondent),
        summary.party,
        summary.cycle,
        status=summary.status,
        version=summary.version,
        id=summary.id,
        example=summary.example,
        submitted=summary.submitted,
    )
