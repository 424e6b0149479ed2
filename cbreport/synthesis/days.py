"""How long activities last: the days from start to end, worked out and never asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cbreport.synthesis.figures import Figures, figures
from cbreport.synthesis.people import DONE
from cbreport.synthesis.registers import Registers
from cbreport.synthesis.rows import UNKNOWN, Row


@dataclass(frozen=True)
class Length:
    """How long some activities lasted. ``days`` is over those of which start and end are known, and in order."""

    activities: int
    days: Figures | None

    @property
    def known(self) -> int:
        """The number of activities whose days are known."""
        return self.days.n if self.days else 0

    @property
    def unknown(self) -> int:
        """The number of the others."""
        return self.activities - self.known


@dataclass(frozen=True)
class Lengths:
    """Activities that were carried out with their days, the longest first and those unknown last; and by kind."""

    activities: tuple[Row, ...] = field(repr=False)
    by_kind: Mapping[str, Length]
    total: Length


def lengths(data: Registers) -> Lengths:
    """How many days the activities lasted that were carried out.

    Both the first and the last day count, so that an activity which starts and ends on one day takes one. Without one
    of the two, or with an end before the start, the days are unknown.

    Source: work plan 2012-2014 (Conf.10.17), item 1.4.
    """
    done = [row for row in data.of("activity") if row.code("status") == DONE]
    kinds: dict[str, list[Row]] = {}
    for row in done:
        for kind in row.codes("kind") or (UNKNOWN,):
            kinds.setdefault(kind, []).append(row)
    order = (*data.labels("activity", "kind"), *sorted(kinds.keys() - {UNKNOWN}), UNKNOWN)
    return Lengths(
        activities=tuple(sorted(done, key=lambda row: -(row.days() or 0))),
        by_kind={kind: _length(kinds[kind]) for kind in dict.fromkeys(order) if kind in kinds},
        total=_length(done),
    )


def _length(rows: Iterable[Row]) -> Length:
    listed = list(rows)
    return Length(len(listed), figures(Decimal(days) for row in listed if (days := row.days()) is not None))
