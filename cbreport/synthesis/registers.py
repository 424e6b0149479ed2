"""Rows of registers from submitted reports, with whom they come from and what was left out.

What counts is what left the Party: shown, confirmed by a person, not private, and in a report that was submitted. What
stands with the Party is left out without a word, because nobody else knows of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from cbreport.definition import Convention, Party, Region
from cbreport.errors import UnknownName
from cbreport.reporting import RECEIVED, Report
from cbreport.reporting.matching import States
from cbreport.reporting.remarks import Where
from cbreport.synthesis.agreement import groups_of, part_of
from cbreport.synthesis.dataset import PartyFilter
from cbreport.synthesis.frozen import digest_of_versions
from cbreport.synthesis.places import Places
from cbreport.synthesis.reading import Reading, read_report
from cbreport.synthesis.rows import Row, Told


@dataclass(frozen=True)
class Base:
    """Who could tell something in a register. Codes of Parties by name; every Party is in exactly one of the five."""

    told: tuple[str, ...]  # with at least one row
    blank: tuple[str, ...]  # asked, and said nothing: this is no “none”
    non_answers: Mapping[str, tuple[str, ...]]  # by kind, recorded for the register as a whole
    not_asked: tuple[str, ...]  # reported, but with nothing that asks for this register
    missing: tuple[str, ...]  # no report

    @property
    def parties(self) -> int:
        """The number of all Parties."""
        apart = sum(len(codes) for codes in self.non_answers.values())
        return len(self.told) + len(self.blank) + apart + len(self.not_asked) + len(self.missing)


@dataclass(frozen=True)
class Registers:
    """Every row that counts, and where it comes from.

    ``outside`` are codes of reports left out: their sender was no Party on the day, or a filter leaves it out.
    ``unconfirmed`` counts, by register, answers left out because no person has confirmed them. ``groups`` are those of
    Parties by code, where they are not those on the day as it is known now. ``now`` is the day before which something
    is past, where it is not that of membership.

    What a Secretariat has done about what they show is no part of any report. Who knows it fills it in for the views:
    ``states`` of matches, of which a view shows those in ``only_state``, empty for all, and numbers of ``remarks``.
    """

    conventions: tuple[Convention, ...]
    on: date
    parties: tuple[Party, ...]
    reports: tuple[Told, ...] = field(repr=False)
    rows: Mapping[str, tuple[Row, ...]] = field(repr=False)
    outside: tuple[str, ...] = ()
    unconfirmed: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    states: States = field(default_factory=dict, repr=False)
    only_state: str = ""
    remarks: Mapping[Where, int] = field(default_factory=dict, repr=False)
    now: date | None = None

    @property
    def digest(self) -> str:
        """A digest of which reports were counted."""
        return digest_of_versions(
            (each.form.convention, each.party, each.cycle, each.version, each.form.key) for each in self.reports
        )

    @property
    def today(self) -> date:
        """The day before which something is past: membership of an earlier day makes nothing that was done since one to
        come.
        """
        return self.now or self.on

    def of(self, register: str) -> tuple[Row, ...]:
        """The rows of a register, by code of the Party, convention, form and cycle, in the order of the report."""
        return self.rows.get(register, ())

    def follow(self, row: Row, part: str) -> tuple[Row, ...]:
        """The rows that a part refers to; a reference to a row that does not count leads nowhere."""
        return tuple(found for id in row.references(part) if (found := self._by_id.get(id)))

    def referring(self, register: str, part: str) -> Mapping[str, tuple[Row, ...]]:
        """The rows of a register by id of the row that their part refers to."""
        found: dict[str, list[Row]] = {}
        for row in self.of(register):
            for other in self.follow(row, part):
                found.setdefault(other.id, []).append(row)
        return {id: tuple(rows) for id, rows in found.items()}

    def row(self, id: str) -> Row | None:
        """The row of that id; None when none that counts has it."""
        return self._by_id.get(id)

    @cached_property
    def _by_id(self) -> Mapping[str, Row]:
        return {row.id: row for rows in self.rows.values() for row in rows}

    @cached_property
    def places(self) -> Places:
        """Where rows belong."""
        return Places({each.id: each for each in self.conventions}, self.on, self.groups)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions of all conventions, each id once."""
        found: dict[str, Region] = {}
        for convention in self.conventions:
            for region in convention.regions:
                found.setdefault(region.id, region)
        return tuple(found.values())

    def in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Codes of Parties, each once and by name; those of others are left out."""
        wanted = set(codes)
        return tuple(party.code for party in self.parties if party.code in wanted)

    def parties_of(self, rows: Iterable[Row]) -> tuple[str, ...]:
        """The Parties that told these rows, each once and by name. A Secretariat is none."""
        return self.in_order(row.party for row in rows if row.by_party)

    def base(self, *registers: str) -> Base:
        """Who told something in a register, or in one of several, and who did not."""
        told = {row.party for register in registers for row in self.of(register) if row.by_party}
        asked: set[str] = set()
        apart: dict[str, str] = {}
        for report in self.reports:
            if report.form.respondent != "party":
                continue
            for register in registers:
                kind = report.asked.get(register)
                if kind is not None:
                    asked.add(report.party)
                if kind:
                    apart.setdefault(report.party, kind)
        reported = {report.party for report in self.reports}
        apart = {code: kind for code, kind in apart.items() if code not in told}
        return Base(
            told=self.in_order(told),
            blank=self.in_order(asked - told - apart.keys()),
            non_answers={
                kind: self.in_order(code for code, each in apart.items() if each == kind)
                for kind in sorted(set(apart.values()))
            },
            not_asked=self.in_order(reported - asked - told),
            missing=self.in_order({party.code for party in self.parties} - reported),
        )

    def labels(self, register: str, part: str) -> Mapping[str, str]:
        """The source labels of a part's codes, in the order in which the forms have them."""
        return self._labels.get((register, part), {})

    @cached_property
    def _labels(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        found: dict[tuple[str, str], dict[str, str]] = {}
        for form in {report.form.key: report.form for report in self.reports}.values():
            for group, register in groups_of(form).items():
                question = form.question(group)
                for each in question.questions if question else ():
                    labels = found.setdefault((register, part_of(register, each)), {})
                    labels.update((option.code, option.label) for option in each.options if option.code not in labels)
        return found


def registers(
    reports: Iterable[Report],
    conventions: Iterable[Convention],
    *,
    on: date,
    parties_filter: PartyFilter | None = None,
    every_cycle: bool = False,
    now: date | None = None,
) -> Registers:
    """The registers in some reports to some conventions.

    Of each Party, convention, form and cycle the newest version that was submitted counts. A register is carried from
    one cycle to the next, so of several cycles the newest counts alone, unless ``every_cycle``: then a row that several
    cycles hold counts once, as it was told last. Records, of which a Party makes as many as it likes, all count.

    :param on: the day of which membership and groups of countries count.
    :param parties_filter: leaves Parties out, with what they reported; Secretariats stay.
    :param now: the day before which something is past; by default ``on``.
    :raises ValueError: a report was made to none of the conventions.

    >>> from datetime import date
    >>> from cbreport.testing import EXAMPLE
    >>> registers([], [EXAMPLE], on=date(2024, 12, 31)).base("need").missing
    ('FJI', 'KEN', 'NOR')
    """
    known = {each.id: each for each in conventions}
    newest = newest_reports(reports, known.values(), every_cycle=every_cycle)
    readings = (read_report(each, record=is_record(known, each)) for each in newest)
    members = {
        id: [party for party in each.parties(on) if parties_filter is None or parties_filter(party)]
        for id, each in known.items()
    }
    return registers_from(readings, known.values(), on=on, members=members, now=now)


def registers_from(
    readings: Iterable[Reading],
    conventions: Iterable[Convention],
    *,
    on: date,
    members: Mapping[str, Sequence[Party]],
    groups: Mapping[str, tuple[str, ...]] | None = None,
    now: date | None = None,
) -> Registers:
    """The registers in reports that were read before and all count, in the order of :func:`newest_reports`.

    :param members: the Parties that count, by convention.
    :param groups: of Parties by code, where they are not to be those on the day as it is known now.
    :param now: the day before which something is past; by default ``on``.
    """
    codes = {id: {party.code for party in each} for id, each in members.items()}
    counted: list[Told] = []
    outside: set[str] = set()
    rows: dict[str, dict[str, Row]] = {}
    unconfirmed: dict[str, int] = {}
    for reading in readings:
        report = reading.told
        if report.form.respondent == "party" and report.party not in codes[report.form.convention]:
            outside.add(report.party)
            continue
        counted.append(report)
        for row in reading.rows:
            rows.setdefault(row.register, {})[row.id] = row
        for register, number in report.unconfirmed.items():
            unconfirmed[register] = unconfirmed.get(register, 0) + number
    parties = {party.code: party for each in members.values() for party in each}
    return Registers(
        conventions=tuple(conventions),
        on=on,
        parties=tuple(sorted(parties.values(), key=lambda party: party.name)),
        reports=tuple(counted),
        rows={register: tuple(each.values()) for register, each in sorted(rows.items())},
        outside=tuple(sorted(outside)),
        unconfirmed=dict(sorted(unconfirmed.items())),
        groups=groups or {},
        now=now,
    )


Sent = TypeVar("Sent", Report, Told)  # with answers, or without


def newest_reports(
    reports: Iterable[Sent], conventions: Iterable[Convention], *, every_cycle: bool = False
) -> list[Sent]:
    """Those of some reports of which :func:`registers` looks at the answers; so who knows of reports without their
    answers can tell which ones it needs.

    One of each Party, convention, form and cycle, oldest cycle first; of several cycles the newest, but every record.

    :raises ValueError: a report was made to none of the conventions.
    """
    known = {each.id: each for each in conventions}
    newest: dict[tuple[str, ...], Sent] = {}
    for report in reports:
        if report.status not in RECEIVED:
            continue
        if report.form.convention not in known:
            raise ValueError(f"The report of {report.party} was made to {report.form.convention}, which is not asked.")
        key = (report.party, report.form.convention, report.form.id, report.cycle)
        before = newest.get(key)
        if before is None or _version(report) > _version(before):
            newest[key] = report
    ordered = sorted(newest.items(), key=lambda each: (each[0][:3], _due(known, each[1]), each[0][3]))
    if every_cycle:
        return [report for _, report in ordered]
    last = {key[:3]: key for key, report in ordered if not is_record(known, report)}
    return [report for key, report in ordered if is_record(known, report) or last[key[:3]] == key]


def _version(report: Report | Told) -> tuple[int, str, str, str]:
    return (report.version, report.submitted, report.id, report.form.edition)


def _due(known: Mapping[str, Convention], report: Report | Told) -> date:
    try:
        return known[report.form.convention].cycle(report.cycle).due
    except UnknownName:
        return date.min


def is_record(known: Mapping[str, Convention], report: Report | Told) -> bool:
    """Whether the report is one of many that a Party makes of a kind."""
    try:
        return known[report.form.convention].cycle(report.cycle).repeats
    except UnknownName:
        return False
