"""Registers for the Secretariat's pages: which reports are read for them, and what is kept of those that were.

To read and evaluate a report takes some milliseconds, and views are functions of many. So only reports whose form holds
registers are read, and what was evaluated stays in the process until the report changes or the room is needed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar, cast

from cbreport.definition import Convention, Form
from cbreport.errors import UnknownName
from cbreport.reporting import RECEIVED, Report, ReportSummary
from cbreport.synthesis import Kept, Registers, frozen_registers, holds_registers, newest_reports
from cbreport.synthesis.frozen import CountedReport, Frozen
from cbreport.synthesis.reading import Reading, outlined, read_report, told_of
from cbreport.synthesis.registers import is_record, registers_from
from cbreport.synthesis.rows import Told
from cbreport.web.context import Context
from cbreport.web.narrowing import counts
from cbreport.web.team import today

ROOM: Final = 1_500_000  # answers of all reports that are kept, about 250 bytes each
ROOM_MADE: Final = 200_000  # cells of all that was made of them and is kept, about 500 bytes each
Made = TypeVar("Made")


@dataclass
class _Kept:
    state: Hashable  # no report changes without it
    reading: Reading
    asked: int  # number of the last load that asked for it


class Evaluated:
    """Registers of reports that were read and evaluated, those that were asked for last.

    They are the same for everybody who may read them as a Secretariat; who may is asked of the store each time.

    :param room: how large all of them may be together, as :attr:`~cbreport.synthesis.reading.Reading.size` says it.
    :param room_made: how large all may be that was made of them.
    """

    def __init__(self, room: int = ROOM, room_made: int = ROOM_MADE) -> None:
        self.room = room
        self.room_made = room_made
        self._kept: OrderedDict[str, _Kept] = OrderedDict()  # by id, that which was asked for longest ago first
        self.size = 0
        self._loads = 0
        self._made: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()  # with sizes
        self.size_made = 0
        self._lock = threading.Lock()

    def loading(self) -> Callable[[str, Hashable, Callable[[], Reading]], Reading]:
        """A function that gives reports for one purpose, by id and state, and reads those that are not kept as they
        are.

        When there is no room for all of them the first ones are kept, and not the last: the next purpose asks for them
        in the same order, and would find none of those that it needs next.
        """
        with self._lock:
            self._loads += 1
            load = self._loads

        def one(id: str, state: Hashable, read: Callable[[], Reading]) -> Reading:
            return self._one(id, state, read, load)

        return one

    def remember(self, key: Hashable, make: Callable[[], Made], size: Callable[[Made], int]) -> Made:
        """Something that was made of reports, or is made now. What is larger than all room is not kept.

        :param key: all that it depends on, reports with their revision and status.
        """
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return cast(Made, self._made[key][0])
        made = make()  # outside of the lock
        new = size(made)
        with self._lock:
            if new <= self.room_made and key not in self._made:
                self._made[key] = made, new
                self.size_made += new
            while self.size_made > self.room_made:
                self.size_made -= self._made.popitem(last=False)[1][1]
        return made

    def _one(self, id: str, state: Hashable, read: Callable[[], Reading], load: int) -> Reading:
        with self._lock:
            kept = self._kept.get(id)
            if kept is not None and kept.state == state:
                kept.asked = load
                self._kept.move_to_end(id)
                return kept.reading
        reading = read()  # outside of the lock
        with self._lock:
            self._keep(id, _Kept(state, reading, load))
        return reading

    def _keep(self, id: str, new: _Kept) -> None:
        before = self._kept.pop(id, None)
        self.size -= before.reading.size if before else 0
        while self._kept and self.size + new.reading.size > self.room:
            oldest, kept = next(iter(self._kept.items()))
            if kept.asked >= new.asked:
                break
            self.size -= self._kept.pop(oldest).reading.size
        if self.size + new.reading.size <= self.room:
            self._kept[id] = new
            self.size += new.reading.size


@dataclass(frozen=True)
class Asked:
    """Registers that somebody asks for, and may read. ``key`` is all that they depend on."""

    key: Hashable
    make: Callable[[], Registers]

    def found(self, evaluated: Evaluated) -> Registers:
        """The registers, put together now or before."""
        return evaluated.remember(("registers", self.key), self.make, _size)


def _size(found: Registers) -> int:
    """Rows are kept anyway; of each there is a place in lists."""
    return len(found.reports) + sum(map(len, found.rows.values())) // 4


def registers_of(
    context: Context,
    convention: Convention,
    *,
    cycle: str = "",
    every_cycle: bool = False,
    region: str = "",
    group: str = "",
    on: date | None = None,
    frozen: Frozen | None = None,
) -> Registers:
    """The registers of a convention as whoever asks may read them.

    Of a report without registers it matters only that its Party has sent one, so it is not read.

    :param cycle: id of the only one that counts; of records that of their kind.
    :param region: of the only Parties that count; the ``group`` likewise.
    :param on: the day of which membership counts; by default today.
    :param frozen: a synthesis that was opened for whoever asks: then its reports count as they were submitted, its
        Parties, and its day, and nothing else.
    """
    wanted = Wanted(convention, cycle, every_cycle, region, group, on or today())
    return wanted.asked(context, frozen).found(context.portal.evaluated)


@dataclass(frozen=True)
class Wanted:
    """Which registers of a convention: see :func:`registers_of`."""

    convention: Convention
    cycle: str
    every_cycle: bool
    region: str
    group: str
    on: date

    def asked(self, context: Context, frozen: Frozen | None = None) -> Asked:
        """What is asked for, when the store has said which reports this person may read."""
        names = (self.convention.id, self.cycle, self.every_cycle, self.region, self.group)
        if frozen is not None:
            return Asked((*names, frozen.digest), lambda: self._frozen(context, frozen))
        found = context.portal.store.reports(context.identity, convention=self.convention.id)
        received = [each for each in found if each.status in RECEIVED]
        if self.cycle:
            received = [each for each in received if _kind(self.convention, each.cycle) == self.cycle]
        rests_on = tuple((each.id, each.revision, each.status) for each in received)
        return Asked((*names, self.on, today(), rests_on), lambda: self._now(context, received))

    def _frozen(self, context: Context, frozen: Frozen) -> Registers:
        groups = (self.group,) if self.group else ()
        return frozen_registers(
            _kept(context),
            frozen,
            [self.convention],
            cycle=self.cycle,
            every_cycle=self.every_cycle,
            region=self.region,
            groups=groups,
        )

    def _now(self, context: Context, received: list[ReportSummary]) -> Registers:
        convention, forms = self.convention, _Forms(context)
        known, summaries = {convention.id: convention}, {each.id: each for each in received}
        members = [
            each for each in convention.parties(self.on) if counts(convention, each, self.on, self.region, self.group)
        ]
        codes = {each.code for each in members}
        load = context.portal.evaluated.loading()

        def reading(told: Told) -> Reading:
            wanted = told.form.respondent != "party" or told.party in codes
            if not wanted or not forms.hold_registers(summaries[told.id]):
                return Reading(told)
            return load(told.id, (told.revision, told.status), lambda: read(told))

        def read(told: Told) -> Reading:
            report = context.portal.assemble(context.portal.store.open(context.identity, told.id))
            return read_report(report, record=is_record(known, report))

        counted = newest_reports(map(forms.told, received), [convention], every_cycle=self.every_cycle)
        return registers_from(
            map(reading, counted), [convention], on=self.on, members={convention.id: members}, now=today()
        )


def _kept(context: Context) -> Kept:
    """Whence registers of frozen syntheses come; a snapshot never changes, so it is kept as long as there is room."""
    load = context.portal.evaluated.loading()

    def one(counted: CountedReport, read: Callable[[CountedReport], Reading]) -> Reading:
        return load(f"{counted.id}/snapshot", counted.snapshot, lambda: read(counted))

    return Kept(context.portal.store, context.identity, context.portal.library, one)


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

    def told(self, summary: ReportSummary) -> Told:
        """A report without its rows, with a form that asks nothing where its own is not installed."""
        return told_of(self.of(summary) or outline(summary).form, summary, revision=summary.revision)

    def hold_registers(self, summary: ReportSummary) -> bool:
        """Whether the form holds registers."""
        key = (summary.form, summary.edition)
        if key not in self._holding:
            form = self.of(summary)
            self._holding[key] = form is not None and holds_registers(form)
        return self._holding[key]


def outline(summary: ReportSummary) -> Report:
    """A report without its answers, with a form that asks nothing: its own form need not be installed."""
    return outlined(Form(summary.form, summary.edition, summary.convention, title=""), summary)
