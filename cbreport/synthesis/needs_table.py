"""Needs by topic and place as numbers alone: what Parties may see of what others told, beside which remarks stand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, get_args

from cbreport.definition.canonical import canonical_json, digest_of
from cbreport.errors import Term
from cbreport.reporting.remarks import Where
from cbreport.synthesis.needs import STATES, GapCell, gaps
from cbreport.synthesis.places import GROUP_NAMES, Axis
from cbreport.synthesis.registers import Registers
from cbreport.synthesis.rows import OTHER, UNKNOWN

AXES: Final[tuple[Axis, ...]] = get_args(Axis)
_KIND: Final = "cbreport-needs"


@dataclass(frozen=True)
class NeedsTable:
    """How many needs there are and how far activities meet them, without names of Parties and without their words.

    ``topics`` are source labels by code, ``columns`` those of regions and groups by id, in order. ``cells`` are the
    fields and the margins, each by where a remark on it stands; those without a need are left out.

    :param parties: how many Parties there were on the day; of ``reported`` reports count.
    :param reports: how many reports count; ``editions`` are those of their forms.
    :param example: whether some of it is invented.
    """

    day: date
    topics: Mapping[str, str]
    columns: Mapping[Axis, Mapping[str, str]]
    cells: Mapping[Where, GapCell] = field(repr=False)
    parties: int
    reported: int
    reports: int
    editions: tuple[str, ...]
    example: bool = False

    def at(self, where: Where) -> GapCell:
        """The needs there."""
        return self.cells.get(where, GapCell(0, dict.fromkeys(STATES, 0)))

    def __contains__(self, where: Where) -> bool:
        """Whether there is such a place, with needs or without."""
        label, area = self.labels(where)
        return bool(label or not where.topic) and bool(area) == bool(where.axis or where.column)

    def labels(self, where: Where) -> tuple[str, str]:
        """Source texts of a topic and a column; empty where there is none."""
        columns = {(axis, id): label for axis, each in self.columns.items() for id, label in each.items()}
        wanted: tuple[str, str] = (where.axis, where.column)
        return self.topics.get(where.topic, ""), next((text for at, text in columns.items() if at == wanted), "")

    @cached_property
    def content(self) -> bytes:
        """All of it as canonical JSON: what is kept, and what the digest is of."""
        return canonical_json(
            {
                _KIND: 1,
                "day": self.day.isoformat(),
                "topics": list(self.topics.items()),
                "columns": {axis: list(self.columns[axis].items()) for axis in AXES},
                "cells": [
                    [where.axis, where.topic, where.column, *(cell.states[state] for state in STATES)]
                    for where, cell in sorted(self.cells.items())
                ],
                "parties": self.parties,
                "reported": self.reported,
                "reports": self.reports,
                "editions": list(self.editions),
                "example": self.example,
            }
        )

    @cached_property
    def digest(self) -> str:
        """The digest of :attr:`content`."""
        return digest_of(self.content)


def needs_table(found: Registers) -> NeedsTable:
    """The numbers of needs against activities, as :func:`~cbreport.synthesis.needs.gaps` counts them.

    A topic that no form offers was typed by a Party, so it counts as *other*, and its words stay out.

    >>> from cbreport.synthesis import registers
    >>> from cbreport.testing import EXAMPLE
    >>> table = needs_table(registers([], [EXAMPLE], on=date(2024, 12, 31)))
    >>> (table.parties, table.at(Where()).needs) == (3, 0)
    True
    >>> table_from(table.content) == table
    True
    """
    offered = found.labels("need", "topic")
    names = {region.id: region.name for region in found.regions}
    cells: dict[Where, Counter[str]] = {}
    topics: dict[str, str] = {}
    columns: dict[Axis, dict[str, str]] = {}
    for axis in AXES:
        gap = gaps(found, axis=axis)
        known = {**names, **GROUP_NAMES} if axis == "group" else names
        shown = [id for id in gap.columns if id != UNKNOWN or id in gap.by_column]
        columns[axis] = {id: known.get(id, Term("Unknown")) for id in shown}
        plain = {topic: topic if topic in offered or topic == UNKNOWN else OTHER for topic in gap.topics}
        topics |= {code: _label(offered, code) for code in plain.values()}
        for (topic, column), cell in gap.cells.items():
            cells.setdefault(Where(axis, plain[topic], column), Counter()).update(cell.states)
        for column, cell in gap.by_column.items():
            cells[Where(axis, "", column)] = Counter(cell.states)
        if axis == AXES[0]:
            for topic, cell in gap.by_topic.items():
                cells.setdefault(Where(topic=plain[topic]), Counter()).update(cell.states)
            cells[Where()] = Counter(gap.total.states)
    reported = {report.party for report in found.reports if report.form.respondent == "party"}
    return NeedsTable(
        day=found.on,
        topics=topics,
        columns=columns,
        cells={where: _cell(states) for where, states in cells.items() if states.total()},
        parties=len(found.parties),
        reported=len(found.in_order(reported)),
        reports=len(found.reports),
        editions=tuple(sorted({report.form.key for report in found.reports})),
        example=any(report.example for report in found.reports),
    )


def _label(offered: Mapping[str, str], code: str) -> str:
    return offered.get(code, Term("Unknown") if code == UNKNOWN else Term("Other"))


def _cell(states: Mapping[str, int]) -> GapCell:
    return GapCell(sum(states.values()), {state: states[state] for state in STATES})


def told_by_one(found: Registers) -> tuple[Where, ...]:
    """The columns in which one Party alone told needs: there, numbers without a name tell whose they are."""
    return tuple(
        Where(axis, "", column)
        for axis, gap in ((axis, gaps(found, axis=axis)) for axis in AXES)
        for column in gap.columns
        if column in gap.by_column and column != UNKNOWN and len(gap.by_column[column].parties) == 1
    )


def table_from(content: bytes) -> NeedsTable:
    """The table that was kept as :attr:`NeedsTable.content`."""
    data = json.loads(content)
    return NeedsTable(
        day=date.fromisoformat(data["day"]),
        topics=dict(data["topics"]),
        columns={axis: dict(data["columns"][axis]) for axis in AXES},
        cells={
            Where(*place): _cell(dict(zip(STATES, counts, strict=True)))
            for place, counts in ((each[:3], each[3:]) for each in data["cells"])
        },
        parties=data["parties"],
        reported=data["reported"],
        reports=data["reports"],
        editions=tuple(data["editions"]),
        example=data["example"],
    )
