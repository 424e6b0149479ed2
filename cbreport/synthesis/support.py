"""Support given and received: who gives what to whom, with what two sides tell counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from cbreport.synthesis.agreement import CODES
from cbreport.synthesis.plans import added
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import UNKNOWN, Money, Row

#: Whether several reports tell one contribution: certain, when the amount is the same; doubtful, when it is not.
Twice = Literal["once", "certain", "doubtful"]


@dataclass(frozen=True)
class Contribution:
    """One contribution, as one or several reports tell it. Donor and recipient are codes, or what was typed.

    ``doubts`` are rows of other reports that may tell the same one; then it is listed there, too.
    """

    donor: str
    recipient: str
    kind: str
    state: str
    year: int | None
    money: Money | None
    rows: tuple[Row, ...] = field(repr=False)
    twice: Twice = "once"
    doubts: tuple[Row, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class SupportTotal:
    """Contributions of one kind, state and currency. ``currency`` is empty for those that tell no amount.

    ``high`` adds up everything. Of contributions that may be the same, ``low`` has what the report tells that tells
    the least, and nothing at all where the same one may stand in another state or currency.
    """

    kind: str
    state: str
    currency: str
    contributions: int
    low: Decimal
    high: Decimal
    doubtful: int


@dataclass(frozen=True)
class Flow:
    """What one gives to another: how many contributions of each kind. ``doubtful`` of them may be told twice."""

    donor: str
    recipient: str
    kinds: Mapping[str, int]
    doubtful: int
    channels: Mapping[str, int]


@dataclass(frozen=True)
class Support:
    """Contributions, each once as far as that can be told. ``merged`` counts rows that told one that is listed already.

    ``unknown`` are rows that tell neither who gives nor who receives.
    """

    contributions: tuple[Contribution, ...] = field(repr=False)
    flows: tuple[Flow, ...]
    totals: tuple[SupportTotal, ...]
    merged: int
    doubtful: tuple[Contribution, ...]
    unknown: tuple[Row, ...]
    donors: tuple[str, ...]
    recipients: tuple[str, ...]
    base: Base = field(repr=False)


def support(data: Registers) -> Support:
    """Who supports whom, from what donors, recipients and Secretariats tell.

    Where a Party names another as one side and leaves the other side out, it means itself. Rows of different reports
    that tell the same donor, recipient, kind and year are one contribution when the amount is the same, too: it is
    counted once. When the amount is another, or one did not tell it, nobody can know: both are listed as doubtful, and
    totals have a lower and an upper end. Rows of one report are always contributions of their own. Pledged and
    received are never added up; one that the recipient says it has received is received.

    Source: work plan 2012-2014 (Conf.10.17), action requested (b); decision XIII/23, paragraph 14; table A8.
    """
    buckets: dict[tuple[str, str, str, int | None], list[Row]] = {}
    unknown = []
    for row in data.of("contribution"):
        donor, recipient = _ends(row)
        if not donor and not recipient:
            unknown.append(row)
        else:
            key = (donor or UNKNOWN, recipient or UNKNOWN, _kind(row), row.year("year"))
            buckets.setdefault(key, []).append(row)
    found = [each for key, rows in sorted(buckets.items(), key=_by_key) for each in _told_once(key, rows)]
    return Support(
        contributions=tuple(found),
        flows=_flows(found),
        totals=_totals(found),
        merged=sum(len(each.rows) - 1 for each in found),
        doubtful=tuple(each for each in found if each.twice == "doubtful"),
        unknown=tuple(unknown),
        donors=data.in_order(each.donor for each in found),
        recipients=data.in_order(each.recipient for each in found),
        base=data.base("contribution"),
    )


Key = tuple[str, str, str, int | None]


def _by_key(bucket: tuple[Key, object]) -> tuple[str, str, str, int]:
    donor, recipient, kind, year = bucket[0]
    return (donor, recipient, kind, year or 0)


def _ends(row: Row) -> tuple[str, str]:
    donor, recipient = (_who(row, part) for part in ("donor", "recipient"))
    told = (donor, recipient)
    if row.by_party and row.party not in told:
        donor, recipient = donor or (row.party if recipient else ""), recipient or (row.party if donor else "")
    return donor, recipient


def _who(row: Row, part: str) -> str:
    return next(iter(row.countries(part)), "") or row.text(part)


def _kind(row: Row) -> str:
    return _known(row, "kind")


def _known(row: Row, part: str) -> str:
    code = row.code(part)
    return code if code in CODES[f"contribution.{part}"] else UNKNOWN


def _told_once(key: Key, rows: Sequence[Row]) -> list[Contribution]:
    """The contributions of one donor, recipient, kind and year. What was told by one report alone is never merged."""
    groups: list[list[Row]] = []
    for row in rows:
        money = row.money("amount")
        same = (
            group
            for group in groups
            if money and group[0].money("amount") == money and all(_source(each) != _source(row) for each in group)
        )
        group = next(same, None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    return [_contribution(key, group, groups) for group in groups]


def _source(row: Row) -> tuple[str, str, str, str]:
    return (row.party, row.convention, row.form, row.cycle)


def _contribution(key: Key, group: Sequence[Row], groups: Sequence[Sequence[Row]]) -> Contribution:
    donor, recipient, kind, year = key
    sources = {_source(row) for row in group}
    doubts = tuple(
        row
        for other in groups
        if sources.isdisjoint(_source(each) for each in other)  # else that report tells of two
        for row in other
    )
    states = [_known(row, "state") for row in group]
    state = next((state for state in _FURTHEST if state in states), UNKNOWN)
    twice: Twice = "doubtful" if doubts else "certain" if len(group) > 1 else "once"
    money = group[0].money("amount")
    return Contribution(donor, recipient, kind, state, year, money, tuple(group), twice, doubts)


_FURTHEST: Final = ("received", "pledged")


Sum = tuple[str, str, str]  # kind, state, currency


def _totals(found: Iterable[Contribution]) -> tuple[SupportTotal, ...]:
    sums: dict[Sum, list[Contribution]] = {}
    doubtful: dict[Key, list[Contribution]] = {}
    for each in found:
        sums.setdefault(_sum_of(each), []).append(each)
        if each.twice == "doubtful":
            doubtful.setdefault((each.donor, each.recipient, each.kind, each.year), []).append(each)
    least: dict[Sum, Decimal] = {}
    for alike in doubtful.values():
        places = {_sum_of(each) for each in alike if each.money}
        if len(places) == 1:
            place = places.pop()
            least[place] = least.get(place, Decimal(0)) + _least(alike)
    return tuple(_total(key, each, least.get(key, Decimal(0))) for key, each in sorted(sums.items()))


def _sum_of(each: Contribution) -> Sum:
    return (each.kind, each.state, each.money.currency if each.money else "")


def _least(alike: Iterable[Contribution]) -> Decimal:
    """What the report tells that tells the least of contributions that may be the same."""
    told: dict[tuple[str, ...], Decimal] = {}
    for each in alike:
        if each.money:
            for source in sorted({_source(row) for row in each.rows}):
                told[source] = told.get(source, Decimal(0)) + each.money.ends[0]
    return min(told.values())


def _total(key: Sum, found: Sequence[Contribution], least: Decimal) -> SupportTotal:
    kind, state, currency = key
    sure = added(each.money for each in found if each.money and each.twice != "doubtful")
    every = added(each.money for each in found if each.money)
    doubtful = sum(each.twice == "doubtful" for each in found)
    return SupportTotal(kind, state, currency, len(found), sure[0] + least, every[1], doubtful)


def _flows(found: Iterable[Contribution]) -> tuple[Flow, ...]:
    pairs: dict[tuple[str, str], list[Contribution]] = {}
    for each in found:
        pairs.setdefault((each.donor, each.recipient), []).append(each)
    return tuple(
        Flow(
            donor,
            recipient,
            _counted(each.kind for each in contributions),
            sum(each.twice == "doubtful" for each in contributions),
            _counted(each.rows[0].code("channel") for each in contributions),
        )
        for (donor, recipient), contributions in sorted(pairs.items())
    )


def _counted(codes: Iterable[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for code in sorted(codes):
        found[code] = found.get(code, 0) + 1
    return found
