"""People who were trained, with what is not known of them apart, and trainings of trainers with what they led to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from cbreport.synthesis.places import Axis
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import UNKNOWN, Row

By = Literal["kind", "topic", "region", "group"]
DONE: Final = "carried-out"
OF_TRAINERS: Final = "training-of-trainers"
PARTS: Final = ("women", "men", "youth", "ipl")


@dataclass(frozen=True)
class People:
    """People trained in some activities.

    ``activities`` are those carried out. ``trained`` is the sum over those that told a number (``told``); women, men
    and ``sex_unknown`` add up to it. ``parts`` has, for women, men, youth and members of indigenous peoples and local
    communities (``ipl``), the people and the number of activities that told them. Figures that contradict each other
    are in ``contradictory`` and in no sum.
    """

    activities: int
    told: int
    untold: int
    contradictory: int
    trained: int
    sex_unknown: int
    parts: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Trained:
    """People trained by kind, topic, region or group; ``total`` counts each activity once.

    ``contradictory`` are activities whose figures cannot all be true; ``unknown_status`` those of which nobody said
    whether they were carried out, ``not_counted`` the number of those that were not, or not yet.
    """

    by: By
    rows: Mapping[str, People]
    total: People
    contradictory: tuple[Row, ...] = field(repr=False)
    unknown_status: tuple[Row, ...] = field(repr=False)
    not_counted: int
    parties: tuple[str, ...]
    base: Base = field(repr=False)


def people_trained(data: Registers, *, by: By = "kind") -> Trained:
    """How many people were trained in activities that were carried out.

    Where the number of trainees was not told but women and men were, it is their sum. Women and men beyond the
    trainees, or youth or members of indigenous peoples and local communities beyond them, contradict each other: such
    an activity is listed and is in no sum. Nothing is estimated.

    Source: work plan 2012-2014 (Conf.10.17), paragraph 6 and item 1.4; table A6.
    """
    done = [row for row in data.of("activity") if row.code("status") == DONE]
    unknown = tuple(row for row in data.of("activity") if row.code("status") not in _STATUSES)
    found: dict[str, list[Row]] = {}
    for row in done:
        for key in _keys(data, by)(row):
            found.setdefault(key, []).append(row)
    return Trained(
        by=by,
        rows={key: _people(found[key]) for key in _order(data, by, found)},
        total=_people(done),
        contradictory=tuple(row for row in done if _contradicts(row)),
        unknown_status=unknown,
        not_counted=len(data.of("activity")) - len(done) - len(unknown),
        parties=data.parties_of(done),
        base=data.base("activity"),
    )


_STATUSES: Final = frozenset({"planned", "under-way", DONE, "not-carried-out"})


def _keys(data: Registers, by: By) -> Callable[[Row], Iterable[str]]:
    if by == "region" or by == "group":
        axis: Axis = by
        return lambda row: data.places.where(row, axis)
    return lambda row: row.codes(by) or (UNKNOWN,)


def _order(data: Registers, by: By, found: Mapping[str, object]) -> list[str]:
    if by == "region" or by == "group":
        known: Iterable[str] = data.places.columns(by)
    else:
        known = (*data.labels("activity", by), *sorted(found.keys() - {UNKNOWN}), UNKNOWN)
    return [key for key in dict.fromkeys(known) if key in found]


def _people(rows: Iterable[Row]) -> People:
    listed = list(rows)
    sound = [row for row in listed if not _contradicts(row)]
    totals = {row.id: number for row in sound if (number := trainees(row)) is not None}
    counted = [row for row in sound if row.id in totals]
    figures = {part: [number for row in counted if (number := row.amount(part)) is not None] for part in PARTS}
    trained = sum(totals.values())
    return People(
        activities=len(listed),
        told=len(counted),
        untold=len(sound) - len(counted),
        contradictory=len(listed) - len(sound),
        trained=trained,
        sex_unknown=trained - sum(figures["women"]) - sum(figures["men"]),
        parts={part: (sum(numbers), len(numbers)) for part, numbers in figures.items()},
    )


def trainees(row: Row) -> int | None:
    """The people trained in an activity: as told, or women and men together; None when neither is known."""
    total, women, men = (row.amount(part) for part in ("trainees", "women", "men"))
    if total is None and women is not None and men is not None:
        return women + men
    return total


def _contradicts(row: Row) -> bool:
    total = trainees(row)
    if total is None:
        return False
    women, men, youth, ipl = (row.amount(part) or 0 for part in PARTS)
    return max(women + men, youth, ipl) > total


@dataclass(frozen=True)
class Cascade:
    """What one training of trainers led to. A number is None when none of its rows told it."""

    activity: Row
    rows: tuple[Row, ...] = field(repr=False)
    trainers: int | None
    trainings: int | None
    trainees: int | None


@dataclass(frozen=True)
class Cascades:
    """Trainings of trainers that were carried out, with what followed.

    ``silent`` are those of which nothing was told since; ``loose`` are rows that name no training of trainers. Sums are
    over what was told, ``untold`` says in how many cascades each number is missing.
    """

    cascades: tuple[Cascade, ...]
    silent: tuple[Row, ...]
    loose: tuple[Row, ...]
    sums: Mapping[str, int]
    untold: Mapping[str, int]
    parties: tuple[str, ...]
    base: Base = field(repr=False)


_CASCADED: Final = ("trainers", "trainings", "trainees")


def cascades(data: Registers) -> Cascades:
    """What trainings of trainers led to: trainers, the trainings that they gave, and people trained there.

    Source: work plan 2012-2014 (Conf.10.17), paragraph 10 and item 2.4.
    """
    referring = data.referring("cascade", "activity")
    trainings = [row for row in data.of("activity") if OF_TRAINERS in row.codes("kind") and row.code("status") == DONE]
    found = tuple(_cascade(row, referring[row.id]) for row in trainings if row.id in referring)
    counted = {row for cascade in found for row in cascade.rows}
    numbers = {part: [getattr(cascade, part) for cascade in found] for part in _CASCADED}
    return Cascades(
        cascades=found,
        silent=tuple(row for row in trainings if row.id not in referring),
        loose=tuple(row for row in data.of("cascade") if row not in counted),
        sums={part: sum(number for number in each if number is not None) for part, each in numbers.items()},
        untold={part: sum(number is None for number in each) for part, each in numbers.items()},
        parties=data.parties_of(trainings),
        base=data.base("cascade"),
    )


def _cascade(activity: Row, rows: tuple[Row, ...]) -> Cascade:
    def total(part: str) -> int | None:
        numbers = [number for row in rows if (number := row.amount(part)) is not None]
        return sum(numbers) if numbers else None

    return Cascade(activity, rows, total("trainers"), total("trainings"), total("trainees"))
