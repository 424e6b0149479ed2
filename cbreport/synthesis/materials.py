"""Materials: whom they reached, and what came of it, year by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cbreport.synthesis.agreement import CODES
from cbreport.synthesis.figures import Figures, figures
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import UNKNOWN, Row


@dataclass(frozen=True)
class Spread:
    """How some copies were distributed. ``reached`` are Parties by name, ``others`` further countries by code.

    ``copies`` is over the distributions that told a number; ``untold`` counts the others. ``audiences`` and
    ``languages`` count distributions, with ``unknown``.
    """

    distributions: int
    reached: tuple[str, ...]
    others: tuple[str, ...]
    unplaced: int
    copies: int
    untold: int
    audiences: Mapping[str, int]
    languages: Mapping[str, int]


@dataclass(frozen=True)
class Effect:
    """What the assessments of one year say; ``year`` is None where none was told.

    ``reached`` and ``users`` are figures over assessments that told a number; ``ratings`` and ``effects`` count codes,
    with ``unknown`` for assessments without one. A text on the effect is in the row.
    """

    year: int | None
    assessments: tuple[Row, ...] = field(repr=False)
    reached: Figures | None
    users: Figures | None
    ratings: Mapping[str, int]
    effects: Mapping[str, int]


@dataclass(frozen=True)
class MaterialUse:
    """One material with its distribution and effect."""

    material: Row
    spread: Spread
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Materials:
    """Every material, and all together. ``parties`` is the number of Parties, of which shares are.

    ``loose`` are distributions and assessments that name no material: they are in the totals alone.
    """

    materials: tuple[MaterialUse, ...]
    total: Spread
    by_year: Mapping[int | None, Spread]
    effects: tuple[Effect, ...]
    loose: tuple[Row, ...]
    parties: int
    base: Base = field(repr=False)

    def share(self, spread: Spread) -> float:
        """The share of Parties reached, 0 to 1; 0 without Parties."""
        return len(spread.reached) / self.parties if self.parties else 0.0


def materials(data: Registers) -> Materials:
    """Who was reached by handbooks and other materials, and with what effect.

    A Party is reached when a distribution names it, or an area in which it lies; where a Party tells of a distribution
    and names no place, it is the one that was reached. However often, it counts once. Copies that nobody counted stay
    unknown. Effects are never added up over years, because the same people answer again.

    Source: capacity building strategy 2015-2023, National Focal Point Manual; work plan 2012-2014 (Conf.10.17),
    paragraph 8 and item 2.6.
    """
    distributed = data.referring("distribution", "material")
    assessed = data.referring("assessment", "material")
    years: dict[int | None, list[Row]] = {}
    for row in data.of("distribution"):
        years.setdefault(row.year("year"), []).append(row)
    loose = [row for register in _NAMING for row in data.of(register) if not data.follow(row, "material")]
    return Materials(
        materials=tuple(
            MaterialUse(row, _spread(data, distributed.get(row.id, ())), _effects(assessed.get(row.id, ())))
            for row in data.of("material")
        ),
        total=_spread(data, data.of("distribution")),
        by_year={year: _spread(data, years[year]) for year in sorted(years, key=_unknown_last)},
        effects=_effects(data.of("assessment")),
        loose=tuple(loose),
        parties=len(data.parties),
        base=data.base("material"),
    )


_NAMING = ("distribution", "assessment")


def _unknown_last(year: int | None) -> tuple[bool, int]:
    return (year is None, year or 0)


def _spread(data: Registers, rows: Iterable[Row]) -> Spread:
    listed = list(rows)
    countries = [data.places.of(row).countries for row in listed]
    every = frozenset[str]().union(*countries)
    reached = data.in_order(every)
    copies = [number for row in listed if (number := row.amount("copies")) is not None]
    return Spread(
        distributions=len(listed),
        reached=reached,
        others=tuple(sorted(every - set(reached))),
        unplaced=sum(not each for each in countries),
        copies=sum(copies),
        untold=len(listed) - len(copies),
        audiences=counted(listed, "audience", CODES["distribution.audience"]),
        languages=counted(listed, "language"),
    )


def _effects(rows: Iterable[Row]) -> tuple[Effect, ...]:
    years: dict[int | None, list[Row]] = {}
    for row in rows:
        years.setdefault(row.year("year"), []).append(row)
    return tuple(_effect(year, years[year]) for year in sorted(years, key=_unknown_last))


def _effect(year: int | None, rows: list[Row]) -> Effect:
    def numbers(part: str) -> Figures | None:
        return figures(number for row in rows if (number := row.number(part)) is not None)

    return Effect(
        year=year,
        assessments=tuple(rows),
        reached=numbers("reached"),
        users=numbers("users"),
        ratings=counted(rows, "rating"),
        effects=_codes_of_effect(rows),
    )


def _codes_of_effect(rows: Iterable[Row]) -> Mapping[str, int]:
    """Effects as codes; where a form asks for a text, there is nothing to count."""
    chosen = [row for row in rows if any(cell.question.options for cell in row.cells_of("effect"))]
    return counted(chosen, "effect")


def counted(rows: Iterable[Row], part: str, order: Iterable[str] = ()) -> Mapping[str, int]:
    """How many rows chose each code of a part, in an order that is known or else by code; ``unknown`` comes last.

    A row of several codes is in several counts.
    """
    found = Counter(code for row in rows for code in row.codes(part) or (UNKNOWN,))
    codes = dict.fromkeys((*order, *sorted(found.keys() - {UNKNOWN}), UNKNOWN))
    return {code: found[code] for code in codes}
