"""Needs against activities: which need is met by something that is planned, under way or carried out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from cbreport.synthesis.places import Axis, Place
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import OTHER, UNKNOWN, Row

State = Literal["covered", "partly", "not", "unknown"]
STATES: Final[tuple[State, ...]] = ("covered", "partly", "not", "unknown")

#: What counts as an activity: what is in the register of activities, and what a work plan proposes.
ACTIVITIES: Final = ("activity", "plan-item")
RUNNING: Final = frozenset({"planned", "under-way", "carried-out", "completed"})
DROPPED: Final = "not-carried-out"

#: How sure a reason is; of several the first in this order is told.
REASONS: Final[Mapping[str, State]] = {
    "linked": "covered",
    "same-topic-and-place": "covered",
    "linked-status-unknown": "partly",
    "other-target-groups": "partly",
    "status-unknown": "partly",
    "place-unknown": "partly",
    "same-region": "partly",
    "some-topics": "partly",
    "no-activity": "not",
    "no-topic": "unknown",
}


@dataclass(frozen=True)
class NeedState:
    """How far one need is met.

    ``by_topic`` has a reason for each of its topics, ``activities`` those that the first reason rests on. A need of
    several topics is covered when all of them are, not covered when none is met even partly, and partly otherwise.
    """

    need: Row
    state: State
    reason: str
    by_topic: Mapping[str, str]
    activities: tuple[Row, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class GapCell:
    """The needs of one topic in one region or group. ``parties`` are codes by name; a Secretariat is none."""

    needs: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    parties: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """``covered`` or ``not`` when that holds of every need, ``partly`` otherwise; ``none`` without needs."""
        found = [state for state, number in self.states.items() if number]
        return "none" if not found else found[0] if len(found) == 1 else "partly"


@dataclass(frozen=True)
class Gaps:
    """Needs against activities. ``cells`` are by topic and column; a need counts in each of its topics and columns.

    The margins count each need once: ``by_topic``, ``by_column`` and ``total``. ``no_use`` are activities that serve no
    need, ``undecided`` those that tell neither topic nor need; ``dropped`` counts what was not carried out.
    """

    axis: Axis
    topics: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], GapCell] = field(repr=False)
    by_topic: Mapping[str, GapCell] = field(repr=False)
    by_column: Mapping[str, GapCell] = field(repr=False)
    total: GapCell
    needs: tuple[NeedState, ...] = field(repr=False)
    no_use: tuple[Row, ...] = field(repr=False)
    undecided: tuple[Row, ...] = field(repr=False)
    activities: int
    dropped: int
    base: Base = field(repr=False)

    @property
    def uncovered(self) -> tuple[NeedState, ...]:
        """The needs that no activity serves."""
        return tuple(each for each in self.needs if each.state == "not")


def gaps(data: Registers, *, axis: Axis = "region") -> Gaps:
    """Compare needs with activities, topic by topic and place by place.

    The first rule that holds decides about a need and a topic of it:

    - *covered*: an activity that is planned, under way or carried out names the need, itself or through its programme
      (objectives, modules); or it has the topic and a country in common with the need, and unless both tell target
      groups and none is the same;
    - *partly*: such an activity, but nobody said whether it takes place; or it is for other target groups; or it has
      the topic and nobody said where; or it is in another country of the same region;
    - *not*: none of these. A need without topic that nothing names is *unknown*.

    What was not carried out covers nothing. “Other” is a topic only together with what was typed beside it.

    Source: capacity building strategy 2015-2023, future action; table A4.
    """
    every = [row for register in ACTIVITIES for row in data.of(register)]
    acting = [row for row in every if row.code("status") != DROPPED]
    links = _links(data, acting)
    named: dict[str, list[Row]] = {}
    for row in acting:
        for need in links[row.id]:
            named.setdefault(need, []).append(row)
    index = _Index(data)
    for row in acting:
        index.add(row)
    states = tuple(_state(index, need, named.get(need.id, ())) for need in data.of("need"))
    wanted = {
        (term, token)
        for need in data.of("need")
        for term in need.terms("topic")
        for token in (*_tokens(data.places.of(need)), _ANYWHERE)
    } | {(term, _NOWHERE) for need in data.of("need") if not data.places.of(need).known for term in need.terms("topic")}
    idle = [row for row in acting if not links[row.id] and not _serves(data, row, wanted)]
    cells, by_topic, by_column = _table(data, states, axis)
    return Gaps(
        axis=axis,
        topics=_topics_in_order(data, by_topic),
        columns=data.places.columns(axis),
        cells=cells,
        by_topic=by_topic,
        by_column=by_column,
        total=_cell(data, [(each, each.state) for each in states]),
        needs=states,
        no_use=tuple(row for row in idle if row.terms("topic")),
        undecided=tuple(row for row in idle if not row.terms("topic")),
        activities=len(every),
        dropped=len(every) - len(acting),
        base=data.base("need"),
    )


def _links(data: Registers, acting: Iterable[Row]) -> Mapping[str, frozenset[str]]:
    """The ids of the needs that each activity names, itself or through its programme's objectives and modules."""
    modules = data.referring("module", "programme")
    of_programme = {
        programme.id: {
            need.id
            for row in (*data.follow(programme, "objectives"), *modules.get(programme.id, ()))
            for need in data.follow(row, "needs")
        }
        for programme in data.of("programme")
    }
    return {
        row.id: frozenset(need.id for need in data.follow(row, "needs")).union(
            *(of_programme[programme.id] for programme in data.follow(row, "programme"))
        )
        for row in acting
    }


def _tokens(place: Place) -> frozenset[str]:
    """By what places are compared: countries, or regions that have no Party yet."""
    return place.countries or frozenset(f"region {region}" for region in place.regions)


_ANYWHERE: Final = "anywhere"  # where an activity may be that tells no place
_NOWHERE: Final = "nowhere"  # where a need is that tells no place


def _serves(data: Registers, activity: Row, wanted: Set[tuple[str, str]]) -> bool:
    """Whether an activity has the topic of a need and its place, as far as both are known."""
    tokens = (*(_tokens(data.places.of(activity)) or (_ANYWHERE,)), _NOWHERE)
    return any((term, token) in wanted for term in activity.terms("topic") for token in tokens)


Found = tuple[str, tuple[Row, ...]]  # a reason, and the activities on which it rests
Key = TypeVar("Key")


@dataclass
class _Index:
    """Activities by topic and place. Activities of the same place stand in one list, so that looking up stays cheap."""

    data: Registers
    lists: dict[tuple[str, frozenset[str]], list[Row]] = field(default_factory=dict)
    places: dict[tuple[str, str], list[frozenset[str]]] = field(default_factory=dict)
    regions: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    running: dict[str, list[Row]] = field(default_factory=dict)
    unplaced: dict[str, list[Row]] = field(default_factory=dict)
    found: dict[tuple[frozenset[str], Place, frozenset[str]], Found] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        place = self.data.places.of(row)
        tokens = _tokens(place)
        for term in row.terms("topic"):
            if (term, tokens) not in self.lists:
                for token in tokens:
                    self.places.setdefault((term, token), []).append(tokens)
            self.lists.setdefault((term, tokens), []).append(row)
            if _running(row):
                self.running.setdefault(term, []).append(row)
                for region in place.regions:
                    self.regions.setdefault((term, region), []).append(row)
                if not tokens:
                    self.unplaced.setdefault(term, []).append(row)

    def reason(self, terms: frozenset[str], place: Place, groups: frozenset[str]) -> Found:
        """Why needs of some terms, a place and target groups are met or not: the same for all of them."""
        key = (terms, place, groups)
        if key not in self.found:
            self.found[key] = self._reason(sorted(terms), place, groups)
        return self.found[key]

    def _reason(self, terms: Sequence[str], place: Place, groups: frozenset[str]) -> Found:
        same = tuple(row for term in terms for row in self._same_place(term, _tokens(place)))
        running = tuple(row for row in same if _running(row))
        fitting = tuple(row for row in running if not _apart(groups, row.terms("target-groups")))
        if fitting:
            return "same-topic-and-place", fitting
        if running:
            return "other-target-groups", running
        if same:
            return "status-unknown", same
        if not terms:
            return "no-topic", ()
        # Where nobody knows where the need is, every activity of the topic may be for it.
        found = self._listed(self.unplaced if place.known else self.running, terms)
        if found:
            return "place-unknown", found
        found = self._listed(self.regions, [(term, region) for region in sorted(place.regions) for term in terms])
        return ("same-region", found) if found else ("no-activity", ())

    def _same_place(self, term: str, tokens: frozenset[str]) -> tuple[Row, ...]:
        places = dict.fromkeys(place for token in sorted(tokens) for place in self.places.get((term, token), ()))
        return tuple(row for place in places for row in self.lists[term, place])

    def _listed(self, lists: Mapping[Key, list[Row]], keys: Iterable[Key]) -> tuple[Row, ...]:
        return tuple(dict.fromkeys(row for key in keys for row in lists.get(key, ())))


def _running(row: Row) -> bool:
    return row.code("status") in RUNNING


def _state(index: _Index, need: Row, named: Sequence[Row]) -> NeedState:
    linked = tuple(row for row in named if _running(row))
    found: dict[str, Found] = {}
    for topic, terms in _topics(need).items():
        found[topic] = ("linked", linked) if linked else _reason(index, need, terms, tuple(named))
    state, reason = _overall([reason for reason, _ in found.values()])
    rows = next((rows for each, rows in found.values() if each == reason), ())
    return NeedState(need, state, reason, {topic: each for topic, (each, _) in found.items()}, rows)


def _topics(row: Row) -> Mapping[str, frozenset[str]]:
    """The terms by which each topic is compared; none for “other” alone, and for a need that tells no topic."""
    found: dict[str, frozenset[str]] = {OTHER: frozenset()} if OTHER in row.codes("topic") else {}
    for term in sorted(row.terms("topic")):
        code = term.partition(":")[0]
        found[code] = found.get(code, frozenset()) | {term}
    return found or {UNKNOWN: frozenset()}


def _reason(index: _Index, need: Row, terms: frozenset[str], named: tuple[Row, ...]) -> Found:
    """Why a need of some terms is met or not; ``named`` are activities that name it, none of which surely runs."""
    found = index.reason(terms, index.data.places.of(need), need.terms("target-groups"))
    return ("linked-status-unknown", named) if named and REASONS[found[0]] != "covered" else found


def _apart(wanted: frozenset[str], offered: frozenset[str]) -> bool:
    return bool(wanted and offered) and not wanted & offered


_ORDER: Final = {reason: position for position, reason in enumerate(REASONS)}


def _overall(reasons: Iterable[str]) -> tuple[State, str]:
    ordered = sorted(reasons, key=_ORDER.__getitem__)
    states = {REASONS[reason] for reason in ordered}
    if len(states) == 1:
        return REASONS[ordered[0]], ordered[0]
    if states == {"not", "unknown"}:
        return "not", "no-activity"
    partly = [reason for reason in ordered if REASONS[reason] == "partly"]
    return "partly", partly[0] if partly else "some-topics"


Held = list[tuple[NeedState, State]]
Cells = Mapping[tuple[str, str], GapCell]
Margin = Mapping[str, GapCell]


def _table(data: Registers, states: Iterable[NeedState], axis: Axis) -> tuple[Cells, Margin, Margin]:
    cells: dict[tuple[str, str], Held] = {}
    by_topic: dict[str, Held] = {}
    by_column: dict[str, Held] = {}
    for each in states:
        columns = data.places.where(each.need, axis)
        for topic, reason in each.by_topic.items():
            by_topic.setdefault(topic, []).append((each, REASONS[reason]))
            for column in columns:
                cells.setdefault((topic, column), []).append((each, REASONS[reason]))
        for column in columns:
            by_column.setdefault(column, []).append((each, each.state))
    return (
        {place: _cell(data, found) for place, found in cells.items()},
        {topic: _cell(data, found) for topic, found in by_topic.items()},
        {column: _cell(data, found) for column, found in by_column.items()},
    )


def _cell(data: Registers, found: Held) -> GapCell:
    counts = Counter(state for _, state in found)
    parties = data.parties_of(each.need for each, _ in found)
    return GapCell(len(found), {state: counts[state] for state in STATES}, parties)


def _topics_in_order(data: Registers, found: Iterable[str]) -> tuple[str, ...]:
    """Topics as the forms have them, then others by code, then what is unknown."""
    known = [*data.labels("need", "topic"), *sorted(found), UNKNOWN]
    wanted = set(found)
    ordered = dict.fromkeys(topic for topic in known if topic in wanted and topic != UNKNOWN)
    return (*ordered, *((UNKNOWN,) if UNKNOWN in wanted else ()))
