"""Requests for help with the offers that fit them, and Parties that need the same in the same language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

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

    Source: CBD decision XIII/23, paragraph 15(b) (row 50 of the project's list).

    :param most: how many offers are listed for one request.
    """
    index = _Index(data)
    expired, closed, unknown, open_requests = [], [], [], []
    for row in data.of("request"):
        last_day = row.date("deadline")
        if _closed(row):
            closed.append(row)
        elif last_day and last_day < data.on:
            expired.append(row)
        elif not row.terms("help") | row.terms("topic"):
            unknown.append(row)
        else:
            open_requests.append(row)
    found: dict[str, tuple[Match, ...]] = {}
    total: dict[str, int] = {}
    for request in open_requests:
        side = _side(request, data.places.of(request).countries)
        deadline = _deadline(request, data.on)
        fitting = [Match(request, offer.row, _reasons(side, offer, deadline)) for offer in index.fitting(side)]
        total[request.id] = len(fitting)
        found[request.id] = tuple(sorted(fitting, key=_best_first)[:most])
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


def _closed(row: Row) -> bool:
    return bool(CLOSED & set(row.codes("state")))


def _best_first(match: Match) -> tuple[int, int, str]:
    return (-match.score, sum(reason.verdict == "different" for reason in match.reasons), match.offer.id)


@dataclass(frozen=True)
class _Side:
    """What is compared of a request or an offer, read once."""

    row: Row
    terms: Mapping[str, frozenset[str]]
    begin: date | None
    end: date | None


def _side(row: Row, countries: frozenset[str]) -> _Side:
    terms = {part: row.terms(part) for part in ("help", "topic", "beneficiaries", "language")}
    return _Side(row, {**terms, "place": countries}, row.date("from"), row.date("to"))


class _Index:
    """Offers by topic, and those without one by kind of help, so that few are compared with each request."""

    def __init__(self, data: Registers) -> None:
        self.by_topic: dict[str, list[_Side]] = {}
        self.by_help: dict[str, list[_Side]] = {}
        self.without_topic: dict[str, list[_Side]] = {}
        for row in data.of("offer"):
            # An offer that names no place says nothing about it: it need not be for the country that makes it.
            offer = _side(row, data.places.said(row).countries)
            for topic in offer.terms["topic"]:
                self.by_topic.setdefault(topic, []).append(offer)
            for help in offer.terms["help"]:
                self.by_help.setdefault(help, []).append(offer)
                if not offer.terms["topic"]:
                    self.without_topic.setdefault(help, []).append(offer)

    def fitting(self, request: _Side) -> list[_Side]:
        topics, helps = request.terms["topic"], request.terms["help"]
        by_help = self.without_topic if topics else self.by_help
        lists = [self.by_topic.get(topic, []) for topic in sorted(topics)]
        lists += [by_help.get(help, []) for help in sorted(helps)]
        candidates = {id(offer): offer for offers in lists for offer in offers}
        return [
            offer
            for offer in candidates.values()
            if not (request.row.by_party and offer.row.by_party and offer.row.party == request.row.party)
            and _verdict(helps, offer.terms["help"]) != "different"
        ]


def _verdict(left: frozenset[str], right: frozenset[str]) -> Verdict:
    if not left or not right:
        return "unknown"
    return "different" if left.isdisjoint(right) else "same"


def _reasons(request: _Side, offer: _Side, deadline: Reason) -> tuple[Reason, ...]:
    compared = (_compared(criterion, request, offer) for criterion in _TERMS)
    return (*compared, _dates(request, offer), deadline)


_TERMS: Final = ("help", "topic", "place", "beneficiaries", "language")


def _compared(criterion: str, request: _Side, offer: _Side) -> Reason:
    left, right = request.terms[criterion], offer.terms[criterion]
    return Reason(criterion, _verdict(left, right), tuple(sorted(left & right)))


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

    Source: CBD decision XIII/23, paragraph 5(b) (row 33 of the project's list).

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
