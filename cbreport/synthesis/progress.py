"""Progress of a convention itself: new Parties, principles that programmes meet, joint activities and indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cbreport.synthesis.agreement import CODES, RECRUITMENT_GOAL
from cbreport.synthesis.figures import Figures, figures
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import ANSWERED, UNKNOWN, Row


@dataclass(frozen=True)
class Recruit:
    """One country that is to become a Party, at the furthest stage that was told; ``joined`` is the day, if known.

    ``contradiction``: it is told to have joined and is no Party on the day, or it is a Party and told not to have.
    """

    convention: str
    country: str
    stage: str
    priority: str
    joined: date | None
    rows: tuple[Row, ...] = field(repr=False)
    contradiction: bool = False


@dataclass(frozen=True)
class Recruitment:
    """Countries by stage, and how many have joined toward a goal.

    ``unknown`` are rows that name no country. ``by_year`` counts those that joined, by year, with None where the day
    was not told. ``goal`` is how many are to join; None where nobody told it.
    """

    recruits: tuple[Recruit, ...]
    stages: Mapping[str, int]
    priorities: Mapping[str, int]
    by_year: Mapping[int | None, int]
    joined: int
    goal: int | None
    unknown: tuple[Row, ...]

    @property
    def share(self) -> float | None:
        """Joined of the goal, which may be more than 1; None without a goal."""
        return self.joined / self.goal if self.goal else None

    @property
    def so_far(self) -> Mapping[int, int]:
        """How many had joined at the end of each year; those whose day was not told are in none."""
        years = [year for year in self.by_year if year is not None]
        every = range(min(years, default=0), max(years, default=-1) + 1)
        return {year: sum(self.by_year[each] for each in years if each <= year) for year in every}


def recruitment(data: Registers) -> Recruitment:
    """How far the recruitment of new Parties has come.

    A country counts once under a convention, at the furthest stage that any row tells. It has joined when a row says so
    by stage, or by a day that is not to come. What the list of members says is compared and never taken instead.

    The goal is what the newest report of each convention tells with the concept of a goal.

    Source: capacity building strategy 2015-2023, recruitment of 30 new Parties.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    unknown = []
    for row in data.of("recruitment"):
        countries = row.countries("country")
        for country in countries:
            found.setdefault((row.convention, country), []).append(row)
        if not countries:
            unknown.append(row)
    recruits = tuple(_recruit(data, *key, rows) for key, rows in sorted(found.items()))
    stages = Counter(each.stage for each in recruits)
    priorities = Counter(each.priority for each in recruits)
    years = Counter(each.joined.year if each.joined else None for each in recruits if each.stage == "joined")
    return Recruitment(
        recruits=recruits,
        stages={stage: stages[stage] for stage in (*CODES["recruitment.stage"], UNKNOWN)},
        priorities=dict(sorted(priorities.items(), key=lambda each: (each[0] == UNKNOWN, each[0]))),
        by_year={year: years[year] for year in sorted(years, key=lambda year: (year is None, year or 0))},
        joined=stages["joined"],
        goal=_goal(data),
        unknown=tuple(unknown),
    )


def _goal(data: Registers) -> int | None:
    """The goals of all conventions together; reports stand in the order of their cycles, so the last one counts."""
    told: dict[str, int] = {}
    for report in data.reports:
        if goal := report.goals.get(RECRUITMENT_GOAL):
            told[report.form.convention] = goal
    return sum(told.values()) or None


def _recruit(data: Registers, convention: str, country: str, rows: list[Row]) -> Recruit:
    stages = CODES["recruitment.stage"]
    told = [stage for row in rows if (stage := row.code("stage")) in stages]
    joined = min((day for row in rows if (day := row.date("joined")) and day <= data.today), default=None)
    stage = "joined" if joined else max(told, key=stages.index, default=UNKNOWN)
    member = bool(data.places.region(convention, country))
    priorities = [code for row in rows for code in row.codes("priority")]
    return Recruit(
        convention=convention,
        country=country,
        stage=stage,
        priority=next(iter(priorities), UNKNOWN),
        joined=joined,
        rows=tuple(rows),
        contradiction=member != (stage == "joined"),
    )


@dataclass(frozen=True)
class Principle:
    """How many programmes meet one principle. ``unmet`` are programmes that told of principles, and not of this one."""

    code: str
    met: tuple[Row, ...] = field(repr=False)
    unmet: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True)
class Principles:
    """Principles met and unmet. ``untold`` are programmes that tell nothing of principles: they are in no count."""

    principles: tuple[Principle, ...]
    programmes: int
    untold: tuple[Row, ...]
    parties: tuple[str, ...]
    base: Base = field(repr=False)


def principles(data: Registers) -> Principles:
    """Which principles programmes meet, out of those that their forms ask about.

    What is unmet was asked, and not chosen by a programme that chose something, or “none”. A programme that left the
    question blank is unknown.

    Source: work plan 2012-2014 (Conf.10.17), paragraph 4 (a) to (f).
    """
    told = [row for row in data.of("programme") if row.state("principles") == ANSWERED]
    met = {row.id: row.terms("principles") for row in told}
    asked = {row.id: _asked(row) for row in told}
    codes = dict.fromkeys((*data.labels("programme", "principles"), *sorted(frozenset().union(*met.values()))))
    return Principles(
        principles=tuple(
            Principle(
                code,
                tuple(row for row in told if code in met[row.id]),
                tuple(row for row in told if code in asked[row.id] and code not in met[row.id]),
            )
            for code in codes
            if any(code in each for each in (*asked.values(), *met.values()))
        ),
        programmes=len(data.of("programme")),
        untold=tuple(row for row in data.of("programme") if row.id not in met),
        parties=data.parties_of(told),
        base=data.base("programme"),
    )


def _asked(row: Row) -> frozenset[str]:
    return frozenset(
        option.code
        for cell in row.cells_of("principles")
        for option in cell.question.options
        if not option.means and option.code not in cell.question.exclusive and option.code != "none"
    )


@dataclass(frozen=True)
class IndicatorCell:
    """One indicator under one convention, in one unit. ``figures`` is over what was told; ``untold`` counts the rest.

    ``latest`` is the newest year with its values, in the order of the rows.
    """

    convention: str
    unit: str
    rows: tuple[Row, ...] = field(repr=False)
    figures: Figures | None
    untold: int
    latest: tuple[int, tuple[Decimal, ...]] | None


@dataclass(frozen=True)
class Indicator:
    """One indicator across conventions; ``common`` when more than one uses it."""

    id: str
    cells: tuple[IndicatorCell, ...]

    @property
    def common(self) -> bool:
        """Whether more than one convention uses it."""
        return len({cell.convention for cell in self.cells}) > 1


@dataclass(frozen=True)
class JointActivity:
    """One joint activity, with the conventions to which it was told. The same title is the same activity."""

    title: str
    conventions: tuple[str, ...]
    partners: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True)
class Joint:
    """Joint activities and indicators; ``unnamed`` rows have no title, ``without_indicator`` those no indicator."""

    activities: tuple[JointActivity, ...]
    indicators: tuple[Indicator, ...]
    unnamed: tuple[Row, ...]
    without_indicator: tuple[Row, ...]
    parties: tuple[str, ...]
    base: Base = field(repr=False)


def joint(data: Registers) -> Joint:
    """Joint activities of conventions, and what they measure by common indicators.

    Values in different units are never put together. An activity that two conventions tell under the same title is
    one. Values are shown beside each other and compared by nobody but the reader.

    Source: work plan 2012-2014 (Conf.10.17), paragraphs 2 and 12 and item 3.2.
    """
    titles: dict[str, list[Row]] = {}
    indicators: dict[str, list[Row]] = {}
    for row in data.of("joint"):
        titles.setdefault(row.text("title").casefold(), []).append(row)
        indicators.setdefault(_indicator(row), []).append(row)
    unnamed = titles.pop("", [])
    without = indicators.pop("", [])
    return Joint(
        activities=tuple(_activity(rows) for _, rows in sorted(titles.items())),
        indicators=tuple(Indicator(id, _indicator_cells(rows)) for id, rows in sorted(indicators.items())),
        unnamed=tuple(unnamed),
        without_indicator=tuple(without),
        parties=data.parties_of(data.of("joint")),
        base=data.base("joint"),
    )


def _indicator(row: Row) -> str:
    return next((" ".join(code.split()) for code in row.codes("indicator")), "")


def _activity(rows: list[Row]) -> JointActivity:
    partners = dict.fromkeys(code for row in rows for code in row.codes("partners"))
    return JointActivity(
        rows[0].text("title"), tuple(dict.fromkeys(row.convention for row in rows)), tuple(partners), tuple(rows)
    )


def _indicator_cells(rows: Iterable[Row]) -> tuple[IndicatorCell, ...]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.convention, _unit(row)), []).append(row)
    return tuple(_indicator_cell(convention, unit, each) for (convention, unit), each in sorted(found.items()))


def _unit(row: Row) -> str:
    return next((" ".join(code.split()) for code in row.codes("unit")), "")


def _indicator_cell(convention: str, unit: str, rows: list[Row]) -> IndicatorCell:
    values = [(row.year("year"), number) for row in rows if (number := row.number("value")) is not None]
    latest = max((year for year, _ in values if year is not None), default=None)
    return IndicatorCell(
        convention=convention,
        unit=unit,
        rows=tuple(rows),
        figures=figures((number for _, number in values), unit=unit, total=False),
        untold=len(rows) - len(values),
        latest=(latest, tuple(number for year, number in values if year == latest)) if latest is not None else None,
    )
