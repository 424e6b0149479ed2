"""Rows of one register counted: by what they chose in its parts, by region and by cycle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cbreport.synthesis.materials import counted
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import Row


@dataclass(frozen=True)
class Records:
    """Rows of a register, by Party. A row of several codes or regions counts in each of them.

    ``parts`` counts codes by part, with ``unknown`` for rows that tell none; ``regions`` counts by region, of those
    that occur. ``cycles`` are those in which the rows were told.
    """

    register: str
    rows: tuple[Row, ...] = field(repr=False)
    parts: Mapping[str, Mapping[str, int]]
    regions: Mapping[str, int]
    cycles: tuple[str, ...]
    parties: tuple[str, ...]
    base: Base = field(repr=False)


def records(
    data: Registers, register: str, parts: Iterable[str] = (), wanted: Callable[[Row], bool] = lambda row: True
) -> Records:
    """The rows of a register, counted.

    :param parts: of which codes are counted, in the order of the forms.
    :param wanted: which rows.
    """
    rows = tuple(row for row in data.of(register) if wanted(row))
    places = Counter(column for row in rows for column in data.places.where(row, "region"))
    return Records(
        register=register,
        rows=rows,
        parts={part: _without_nothing(counted(rows, part, data.labels(register, part))) for part in parts},
        regions={id: places[id] for id in data.places.columns("region") if places[id]},
        cycles=tuple(dict.fromkeys(row.cycle for row in rows)),
        parties=data.parties_of(rows),
        base=data.base(register),
    )


def _without_nothing(counts: Mapping[str, int]) -> Mapping[str, int]:
    """Counts of codes that occur: forms of several conventions know many that do not."""
    return {code: count for code, count in counts.items() if count}
