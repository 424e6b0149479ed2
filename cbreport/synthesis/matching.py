"""Requests for help with the offers that fit them, and Parties that need the same in the same language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Final, Literal

from cbreport.reporting.matching import MATCH_STATES, SUGGESTED
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import Row

Verdict = Literal["same", "unknown", "different"]

#: What is compared, in this order, and how many points it gives when both sides say the same.
WEIGHTS: Final[Mapping[str, int]] = {
    "help": 3,
    "topic": 3,
    "place": 2,
    "beneficiaries": 1,
    "language": 1,
    "dates": 1,
    "deadline": 1,
}
BEST: Final = sum(WEIGHTS.values())
CLOSED: Final = frozenset({"closed", "agreed", "withdrawn", "ended", "refused"})


@dataclass(frozen=True)
class Reason:
    """Why an offer fits in one respect, or not. ``codes`` are what both say, sorted; dates as ISO 8601."""

    criterion: str
    verdict: Verdict
    codes: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """What it adds to the score; what is unknown or different adds nothing."""
        return WEIGHTS[self.criterion] if self.verdict == "same" else 0


@dataclass(frozen=True)
class Match:
    """One offer for one request. ``reasons`` has every criterion, in the order of :data:`WEIGHTS`."""

    request: Row
    offer: Row
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """Points, at most :data:`BEST`."""
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True)
class Matches:
    """Offers for every request that is open, best first.

    ``total`` counts offers that fit, also beyond those listed; ``unmatched`` are open requests that no offer fits,
    ``unknown`` those that tell neither help nor topic, ``expired`` and ``closed`` those that were not matched.
    """

    matches: Mapping[str, tuple[Match, ...]] = field(repr=False)
    total: Mapping[str, int] = field(repr=False)
    requests: tuple[Row, ...] = field(repr=False)
    unmatched: tuple[Row, ...]
    unknown: tuple[Row, ...]
    expired: tuple[Row, ...]
    closed: tuple[Row, ...]
    base: Base = field(repr=False)


def matches(data: Registers, *, most: int = 10) -> Matches:
    """Find the offers that fit each request.

    An offer fits when kind of help and topic are the same, or one of the two is and nobody said the other. Offers of
    the same Party are left out, and requests whose deadline is past or that are closed. Place, beneficiaries, language,
    dates and a deadline still to come add points; where they differ the offer stays in the list, further down. An
    offer without dates stands for expertise that is always there, so its dates are unknown.

    Offers of equal score follow each other with fewer differences first, then by id.

    Source: decision XIII/23, paragraph 15(b).

    :param most: how many offers are listed for one request.
    """
    index = _Index(data)
    expired, closed, unknown, open_requests = [], [], [], []
    for row in data.of("request"):
        last_day = row.date("deadline")
        if _closed(row):
            closed.append(row)
        elif last_day and last_day < data.today:
            expired.append(row)
        elif not row.terms("help") | row.terms("topic"):
            unknown.append(row)
        else:
            open_requests.append(row)
    found: dict[str, tuple[Match, ...]] = {}
    total: dict[str, int] = {}
    for request in open_requests:
        side = _side(request, data.places.of(request).countries)
        deadline = _deadline(request, data.today)
        ranked = index.ranked(side)
        total[request.id] = sum(alike.number(request) for rank in ranked for alike in rank)
        best = islice((each for rank in ranked for each in _by_id(rank, request)), most)
        found[request.id] = tuple(Match(request, offer, _reasons(side, other, deadline)) for _, offer, other in best)
    return Matches(
        matches=found,
        total=total,
        requests=tuple(open_requests),
        unmatched=tuple(row for row in open_requests if not total[row.id]),
        unknown=tuple(unknown),
        expired=tuple(expired),
        closed=tuple(closed),
        base=data.base("request"),
    )


def match_of(data: Registers, request: Row, offer: Row) -> Match:
    """A request and an offer side by side, whether they fit or not."""
    ours = _side(request, data.places.of(request).countries)
    return Match(
        request, offer, _reasons(ours, _side(offer, data.places.said(offer).countries), _deadline(request, data.today))
    )


def state_counts(data: Registers, found: Matches) -> Mapping[str, int]:
    """How many matches are in each state; all that fit are *suggested* as long as nothing was done about them."""
    counts = dict.fromkeys(MATCH_STATES, 0)
    counts[SUGGESTED] = sum(found.total.values())
    for pair, state in data.states.items():
        request, offer = map(data.row, pair)
        fits = request is not None and offer is not None and found.total.get(request.id) and _fits(data, request, offer)
        counts[SUGGESTED] -= bool(fits)
        counts[state.state] += 1
    return counts


def _fits(data: Registers, request: Row, offer: Row) -> bool:
    match = match_of(data, request, offer)
    verdicts = {each.verdict for each in match.reasons if each.criterion in ("help", "topic")}
    same_party = request.by_party and offer.by_party and request.party == offer.party
    return "same" in verdicts and "different" not in verdicts and not same_party


def _closed(row: Row) -> bool:
    return bool(CLOSED & set(row.codes("state")))


_TERMS: Final = ("help", "topic", "place", "beneficiaries", "language")


@dataclass(frozen=True)
class _Side:
    """What is compared of a request or an offer: terms in the order of :data:`_TERMS`, and a time."""

    terms: tuple[frozenset[str], ...]
    begin: date | None
    end: date | None

    @property
    def helps(self) -> frozenset[str]:
        return self.terms[0]

    @property
    def topics(self) -> frozenset[str]:
        return self.terms[1]


def _side(row: Row, countries: frozenset[str]) -> _Side:
    terms = tuple(countries if part == "place" else row.terms(part) for part in _TERMS)
    return _Side(terms, row.date("from"), row.date("to"))


@dataclass
class _Alike:
    """Offers that say the same, so that they are compared with a request once.

    ``offers`` have id, row and what it says, in the order of ids; ``parties`` counts those of each Party.
    """

    side: _Side
    offers: list[tuple[str, Row, _Side]] = field(default_factory=list)
    parties: Counter[str] = field(default_factory=Counter)

    def number(self, request: Row) -> int:
        """How many there are, without those of the Party that asks."""
        return len(self.offers) - (self.parties[request.party] if request.by_party else 0)


def _by_id(rank: Iterable[_Alike], request: Row) -> Iterator[tuple[str, Row, _Side]]:
    """Offers of equal rank by id, without those of the Party that asks."""
    for each in merge(*(alike.offers for alike in rank), key=itemgetter(0)):
        offer = each[1]
        if not (request.by_party and offer.by_party and offer.party == request.party):
            yield each


class _Index:
    """Offers by topic, and those without one by kind of help, so that few are compared with each request."""

    def __init__(self, data: Registers) -> None:
        self.by_topic: dict[str, list[_Alike]] = {}
        self.by_help: dict[str, list[_Alike]] = {}
        self.without_topic: dict[str, list[_Alike]] = {}
        self._ranked: dict[_Side, list[list[_Alike]]] = {}
        every: dict[_Side, _Alike] = {}
        for id, offer in sorted(((row.id, row) for row in data.of("offer")), key=itemgetter(0)):
            # An offer that names no place says nothing about it: it need not be for the country that makes it.
            side = _side(offer, data.places.said(offer).countries)
            alike = every.setdefault(side, _Alike(side))
            alike.offers.append((id, offer, side))
            if offer.by_party:
                alike.parties[offer.party] += 1
        for alike in every.values():
            for topic in alike.side.topics:
                self.by_topic.setdefault(topic, []).append(alike)
            for help in alike.side.helps:
                self.by_help.setdefault(help, []).append(alike)
                if not alike.side.topics:
                    self.without_topic.setdefault(help, []).append(alike)

    def ranked(self, request: _Side) -> list[list[_Alike]]:
        """The offers that fit a request, best first, those of equal rank together."""
        if request not in self._ranked:
            ranks: dict[tuple[int, int], list[_Alike]] = {}
            for alike in self._fitting(request):
                ranks.setdefault(_rank(request, alike.side), []).append(alike)
            self._ranked[request] = [ranks[rank] for rank in sorted(ranks)]
        return self._ranked[request]

    def _fitting(self, request: _Side) -> list[_Alike]:
        by_help = self.without_topic if request.topics else self.by_help
        lists = [self.by_topic.get(topic, []) for topic in request.topics]
        lists += [by_help.get(help, []) for help in request.helps]
        candidates = {alike.side: alike for each in lists for alike in each}
        return [each for each in candidates.values() if _verdict(request.helps, each.side.helps) != "different"]


def _verdict(left: frozenset[str], right: frozenset[str]) -> Verdict:
    if not left or not right:
        return "unknown"
    return "different" if left.isdisjoint(right) else "same"


def _rank(request: _Side, offer: _Side) -> tuple[int, int]:
    """More points first, then fewer differences. The deadline is the request's own: it ranks nothing."""
    reasons = _compared(request, offer)
    return (-sum(each.points for each in reasons), sum(each.verdict == "different" for each in reasons))


def _reasons(request: _Side, offer: _Side, deadline: Reason) -> tuple[Reason, ...]:
    return (*_compared(request, offer), deadline)


def _compared(request: _Side, offer: _Side) -> tuple[Reason, ...]:
    terms = zip(_TERMS, request.terms, offer.terms, strict=True)
    return (
        *(Reason(each, _verdict(left, right), tuple(sorted(left & right))) for each, left, right in terms),
        _dates(request, offer),
    )


def _dates(request: _Side, offer: _Side) -> Reason:
    """Whether the two times overlap; a time without an end, or without a beginning, is open there."""
    if any(side.begin is None and side.end is None for side in (request, offer)):
        return Reason("dates", "unknown")
    first = max(request.begin or date.min, offer.begin or date.min)
    last = min(request.end or date.max, offer.end or date.max)
    if first > last:
        return Reason("dates", "different")
    return Reason("dates", "same", tuple(day.isoformat() for day in (first, last) if date.min < day < date.max))


def _deadline(request: Row, on: date) -> Reason:
    day = request.date("deadline")
    return Reason("deadline", "same", (day.isoformat(),)) if day and day >= on else Reason("deadline", "unknown")


@dataclass(frozen=True)
class NeedGroup:
    """Parties that need the same topic in the same language."""

    topic: str
    language: str
    parties: tuple[str, ...]
    needs: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True)
class NeedGroups:
    """Groups of two Parties or more, largest first, and what could not be grouped.

    ``alone`` counts pairs of a topic and a language that one Party needs; ``unknown_topic`` and ``unknown_language``
    are needs that tell no topic, or no language; they are in no group.
    """

    groups: tuple[NeedGroup, ...]
    alone: int
    unknown_topic: tuple[Row, ...] = field(repr=False)
    unknown_language: tuple[Row, ...] = field(repr=False)
    base: Base = field(repr=False)


def need_groups(data: Registers, *, registers: Iterable[str] = ("need",)) -> NeedGroups:
    """Parties with similar needs and a common language, for whom one course would do.

    A need of several topics or languages is in several groups; each Party is in a group once. “Other” is a topic or a
    language only together with what was typed beside it.

    Source: decision XIII/23, paragraph 5(b).

    :param registers: whose rows are grouped: needs, or requests as well.
    """
    rows = [row for register in registers for row in data.of(register) if row.by_party]
    found: dict[tuple[str, str], list[Row]] = {}
    unknown_topic, unknown_language = [], []
    for row in rows:
        topics, languages = row.terms("topic"), row.terms("language")
        if not topics:
            unknown_topic.append(row)
        elif not languages:
            unknown_language.append(row)
        for topic in topics:
            for language in languages:
                found.setdefault((topic, language), []).append(row)
    every = [
        NeedGroup(topic, language, data.parties_of(needs), tuple(needs)) for (topic, language), needs in found.items()
    ]
    groups = [group for group in every if len(group.parties) > 1]
    return NeedGroups(
        groups=tuple(sorted(groups, key=lambda group: (-len(group.parties), group.topic, group.language))),
        alone=len(every) - len(groups),
        unknown_topic=tuple(unknown_topic),
        unknown_language=tuple(unknown_language),
        base=data.base("need"),
    )
