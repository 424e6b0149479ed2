"""Registers of a frozen synthesis: what reports said when it was frozen, over the Parties that there were then."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from cbreport.definition import Convention, Form, Region
from cbreport.definition.canonical import digest_of
from cbreport.definition.conventions import Membership
from cbreport.errors import ConfigurationError, UnknownName
from cbreport.reporting.identity import Identity
from cbreport.reporting.workflow import SUBMITTED
from cbreport.synthesis.facts import submitted_answers
from cbreport.synthesis.frozen import CountedReport, Frozen, Member
from cbreport.synthesis.reading import Reading, read_snapshot
from cbreport.synthesis.registers import Registers, is_record, newest_reports, registers_from
from cbreport.synthesis.rows import Told

Load = Callable[[CountedReport, Callable[[CountedReport], Reading]], Reading]
ALWAYS: Final = date.min


class FormSource(Protocol):
    """Where the editions of forms are, such as a library."""

    def form(self, id: str, edition: str) -> Form:
        """The form, or :class:`~cbreport.errors.UnknownName`."""


class Snapshots(Protocol):
    """A store of what was submitted."""

    def snapshot(self, identity: Identity, report_id: str) -> bytes:
        """What was submitted, byte for byte; empty when nothing was."""


def convention_of(frozen: Frozen, convention: Convention) -> Convention:
    """A convention with the Parties of a frozen synthesis as its members, in the regions in which they were then.

    :raises UnknownName: the synthesis is not about this convention.
    """
    if convention.id not in frozen.parties:
        raise UnknownName("convention", convention.id, frozen.parties)
    members = frozen.parties[convention.id]
    gone = {each.region for each in members.values()} - {each.id for each in convention.regions}
    return replace(
        convention,
        memberships={code: Membership(ALWAYS, None, each.region) for code, each in members.items()},
        regions=(*convention.regions, *(Region(id, id) for id in sorted(gone))),
    )


def narrowed(
    members: Mapping[str, Member], *, region: str = "", groups: Iterable[str] = (), parties: Iterable[str] | None = None
) -> dict[str, Member]:
    """The Parties of a region, in all of some groups, among some; each blank leaves nobody out.

    >>> narrowed({"KEN": Member("south"), "FJI": Member("south", ("sids",))}, groups=["sids"])
    {'FJI': Member(region='south', groups=('sids',))}
    """
    named, wanted = None if parties is None else set(parties), set(groups)
    return {
        code: each
        for code, each in members.items()
        if region in ("", each.region) and wanted <= set(each.groups) and (named is None or code in named)
    }


@dataclass(frozen=True)
class Kept:
    """What registers of frozen syntheses are read from: a store for somebody, and forms.

    :param load: may give back what was read of a report before, which never changes.
    """

    store: Snapshots
    identity: Identity
    forms: FormSource
    load: Load = lambda counted, read: read(counted)

    def read(self, counted: CountedReport, convention: Convention) -> Reading:
        """The registers of a report as it was submitted.

        :raises ConfigurationError: its edition is not installed, or what is kept is not what was submitted.
        :raises UnknownName: ``identity`` may not read it.
        """
        form = self.form_of(counted)
        content = self.store.snapshot(self.identity, counted.id)
        if digest_of(content) != counted.snapshot:
            raise ConfigurationError(f"What was submitted in report {counted.id} was altered.", "Restore a backup.")
        example = json.loads(content).get("example", False)
        record = is_record({convention.id: convention}, _told(counted, form))
        return read_snapshot(counted, form, submitted_answers(content), example=example, record=record)

    def form_of(self, counted: CountedReport) -> Form:
        """The edition that a report answered, or :class:`~cbreport.errors.ConfigurationError`."""
        try:
            return self.forms.form(counted.form, counted.edition)
        except UnknownName:
            raise ConfigurationError(
                f"The edition {counted.form}@{counted.edition}, which was counted, is not installed.", "Install it."
            ) from None


def frozen_registers(
    kept: Kept,
    frozen: Frozen,
    conventions: Iterable[Convention],
    *,
    cycle: str = "",
    every_cycle: bool = False,
    region: str = "",
    groups: Iterable[str] = (),
) -> Registers:
    """The registers of a frozen synthesis, the same whatever was submitted, recalled, returned or withdrawn since.

    Read from what was submitted in those versions; over the Parties, regions and groups of the synthesis, as of its day
    of membership. See :func:`~cbreport.synthesis.registers` for what counts of several cycles.

    ::

        frozen = store.reopen(identity, id).frozen
        found = frozen_registers(Kept(store, identity, library), frozen, [library.convention("example")])

    :param conventions: those of which registers are wanted, as they are known now.
    :param cycle: id of the only one that counts; of records that of their kind.
    :param region: of the only Parties that count; their ``groups`` likewise, all of them.
    :raises ConfigurationError: an edition is not installed, or what is kept was altered.
    :raises UnknownName: the synthesis is not about such a convention, or ``kept.identity`` may not read a report.
    """
    known = {each.id: convention_of(frozen, each) for each in conventions}
    members = {id: narrowed(frozen.parties[id], region=region, groups=groups) for id in known}
    counted = {each.id: each for each in frozen.reports if each.convention in known}
    outlines = [
        _told(each, kept.form_of(each))
        for each in counted.values()
        if not cycle or _kind(known[each.convention], each.cycle) == cycle
    ]
    newest = newest_reports(outlines, known.values(), every_cycle=every_cycle)
    readings = (
        kept.load(counted[each.id], lambda report: kept.read(report, known[report.convention]))
        if each.form.respondent != "party" or each.party in members[each.form.convention]
        else Reading(each)
        for each in newest
    )
    return registers_from(
        readings,
        known.values(),
        on=frozen.on,
        now=frozen.day,
        members={id: [party for party in known[id].parties(frozen.on) if party.code in members[id]] for id in known},
        groups={code: each.groups for id in known for code, each in frozen.parties[id].items()},
    )


def _told(counted: CountedReport, form: Form) -> Told:
    return Told(form, counted.party, counted.cycle, SUBMITTED, version=counted.version, id=counted.id)


def _kind(convention: Convention, cycle: str) -> str:
    try:
        return convention.cycle(cycle).base
    except UnknownName:
        return ""
