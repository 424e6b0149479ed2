"""The four phases of activities, evaluation after each of them, and follow-up of what an evaluation found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from cbreport.synthesis.agreement import CODES
from cbreport.synthesis.registers import Base, Registers
from cbreport.synthesis.rows import UNKNOWN, Row

Phase = Literal["planning", "construction", "implementation", "feedback"]
PHASES: Final[tuple[Phase, ...]] = ("planning", "construction", "implementation", "feedback")

#: What is known of a phase of an activity: it was told of, it is passed or due and nobody told of it, or it is to come.
PhaseState = Literal["told", "untold", "ahead"]

DONE: Final = "carried-out"
DROPPED: Final = "not-carried-out"
NO_FOLLOW_UP: Final = "no-follow-up"


@dataclass(frozen=True)
class Tracked:
    """One activity on its way. ``current`` is the last phase that was told of; empty when none was."""

    activity: Row
    states: Mapping[Phase, PhaseState]
    current: Phase | Literal[""]
    evaluations: tuple[Row, ...] = field(default=(), repr=False)
    feedback: tuple[Row, ...] = field(default=(), repr=False)

    @property
    def finished(self) -> bool:
        """Whether it was carried out, so that feedback and evaluation are due."""
        return self.activity.code("status") == DONE


@dataclass(frozen=True)
class OutOfOrder:
    """Two dates of an activity, the one of the later step before that of the earlier one. ``steps`` names parts."""

    row: Row
    steps: tuple[str, str]
    dates: tuple[date, date]


@dataclass(frozen=True)
class PhaseCount:
    """How many activities told of a phase, passed it untold, or have it ahead."""

    phase: Phase
    told: int
    untold: int
    ahead: int

    @property
    def share(self) -> float | None:
        """Told of those that should have told, 0 to 1; None when none should."""
        due = self.told + self.untold
        return self.told / due if due else None


@dataclass(frozen=True)
class Phases:
    """Every activity in its phase. Activities that were not carried out are counted in ``dropped`` alone.

    ``current`` counts activities by the last phase told of, with ``unknown``; ``weakest`` are the phases with the
    lowest share, none when no phase is due or all are told of. ``parties`` are codes of the
    Parties with an activity here.
    """

    activities: tuple[Tracked, ...] = field(repr=False)
    counts: tuple[PhaseCount, ...]
    current: Mapping[str, int]
    weakest: tuple[Phase, ...]
    out_of_order: tuple[OutOfOrder, ...]
    dropped: int
    parties: tuple[str, ...]
    base: Base = field(repr=False)


def phases(data: Registers) -> Phases:
    """Where every activity stands among planning, construction, implementation and feedback.

    What tells of a phase: planning, a day in ``planned``, or the status *planned*; construction, a day in ``prepared``;
    implementation, a day in ``start`` or ``end``, or the status *under way* or *carried out*; feedback, an evaluation
    or feedback of the activity. A day to come tells of nothing yet. A phase before the last one told of, and feedback
    once an activity was carried out, should have been told of.

    Out of order are days of ``planned``, ``prepared``, ``start`` and ``end``, of evaluations of the implementation or
    the result before its start, of follow-ups before their evaluation; and a day to come of what was carried out.

    Source: work plan 2012-2014 (Conf.10.17), paragraph 11.
    """
    evaluations = data.referring("evaluation", "activity")
    feedback = data.referring("feedback", "activity")
    going = [row for row in data.of("activity") if row.code("status") != DROPPED]
    tracked = tuple(_tracked(row, evaluations.get(row.id, ()), feedback.get(row.id, ()), data.today) for row in going)
    counts = tuple(_count(phase, tracked) for phase in PHASES)
    current: Counter[str] = Counter(each.current or UNKNOWN for each in tracked)
    shares = [count.share for count in counts if count.share is not None]
    lowest = min(shares, default=1.0)
    return Phases(
        activities=tracked,
        counts=counts,
        current={phase: current[phase] for phase in (*PHASES, UNKNOWN)},
        weakest=tuple(count.phase for count in counts if count.share == lowest and lowest < 1),
        out_of_order=tuple(_disorder(data, tracked)),
        dropped=len(data.of("activity")) - len(going),
        parties=data.parties_of(going),
        base=data.base("activity"),
    )


def _tracked(row: Row, evaluations: tuple[Row, ...], feedback: tuple[Row, ...], on: date) -> Tracked:
    def past(*parts: str) -> bool:
        return any((day := row.date(part)) is not None and day <= on for part in parts)

    status = row.code("status")
    told = {
        "planning": past("planned") or status == "planned",
        "construction": past("prepared"),
        "implementation": past("start", "end") or status in ("under-way", DONE),
        "feedback": bool(evaluations or feedback),
    }
    last = max((position for position, phase in enumerate(PHASES) if told[phase]), default=-1)
    due = len(PHASES) - 1 if status == DONE else last
    states: dict[Phase, PhaseState] = {
        phase: "told" if told[phase] else "untold" if position <= due else "ahead"
        for position, phase in enumerate(PHASES)
    }
    return Tracked(row, states, PHASES[last] if last >= 0 else "", evaluations, feedback)


def _count(phase: Phase, tracked: Sequence[Tracked]) -> PhaseCount:
    found = Counter(each.states[phase] for each in tracked)
    return PhaseCount(phase, found["told"], found["untold"], found["ahead"])


_STEPS: Final = ("planned", "prepared", "start", "end")
_BEFORE_THE_START: Final = frozenset({"planning", "construction"})


def _disorder(data: Registers, tracked: Iterable[Tracked]) -> Iterator[OutOfOrder]:
    for each in tracked:
        row = each.activity
        known = [(part, day) for part in _STEPS if (day := row.date(part))]
        for (before, first), (after, second) in pairwise(known):
            if second < first:
                yield OutOfOrder(row, (before, after), (first, second))
        begun = row.date("start")
        if each.finished and begun and begun > data.today:
            yield OutOfOrder(row, ("start", "status"), (begun, data.today))
        for evaluation in each.evaluations:
            day = evaluation.date("date")
            if begun and day and day < begun and not _BEFORE_THE_START & set(evaluation.codes("phase")):
                yield OutOfOrder(evaluation, ("start", "date"), (begun, day))
    for follow_up in data.of("follow-up"):
        for evaluation in data.follow(follow_up, "evaluation"):
            found, done = evaluation.date("date"), follow_up.date("date")
            if found and done and done < found:
                yield OutOfOrder(follow_up, ("evaluation", "date"), (found, done))


@dataclass(frozen=True)
class EvaluationCoverage:
    """Which activities were evaluated, and what followed.

    ``lacking`` are activities that were carried out and that nobody has evaluated. ``by_phase`` and ``by_kind`` count
    activities that were carried out, once for each phase or kind of their evaluations, with ``unknown``.
    ``unknown_status`` are activities of which nobody said whether they were carried out: they are in no count.
    """

    carried_out: tuple[Row, ...] = field(repr=False)
    evaluated: tuple[Row, ...] = field(repr=False)
    lacking: tuple[Row, ...] = field(repr=False)
    unknown_status: tuple[Row, ...] = field(repr=False)
    by_phase: Mapping[str, int]
    by_kind: Mapping[str, int]
    follow_up: Mapping[str, int]
    open_results: tuple[Row, ...] = field(repr=False)
    groundless: tuple[Row, ...] = field(repr=False)
    parties_lacking: tuple[str, ...]
    base: Base = field(repr=False)

    @property
    def share(self) -> float | None:
        """Evaluated of those that were carried out, 0 to 1; None when none was."""
        return len(self.evaluated) / len(self.carried_out) if self.carried_out else None


def evaluation_coverage(data: Registers) -> EvaluationCoverage:
    """Which activities that were carried out have an evaluation, and what became of its result.

    ``follow_up`` counts evaluations by the most advanced of their follow-ups: done, not needed, proposed, ``unknown``
    where the state was not told, or ``no-follow-up``. ``open_results`` are evaluations with a gap or recommendation and
    no follow-up; ``groundless`` are follow-ups that name no evaluation, though they depend on its result.

    Source: work plan 2012-2014 (Conf.10.17), paragraph 11 and items 1.5, 1.6, 3.1; table A10.
    """
    evaluations = data.referring("evaluation", "activity")
    carried_out = tuple(row for row in data.of("activity") if row.code("status") == DONE)
    done = tuple(row for row in carried_out if row.id in evaluations)
    lacking = tuple(row for row in carried_out if row.id not in evaluations)
    follow_ups = data.referring("follow-up", "evaluation")
    states = {row.id: _follow_up(follow_ups.get(row.id, ())) for row in data.of("evaluation")}
    found = Counter(states.values())
    return EvaluationCoverage(
        carried_out=carried_out,
        evaluated=done,
        lacking=lacking,
        unknown_status=tuple(row for row in data.of("activity") if row.code("status") not in CODES["activity.status"]),
        by_phase=_each_once("phase", done, evaluations, ()),
        by_kind=_each_once("kind", done, evaluations, CODES["evaluation.kind"]),
        follow_up={state: found[state] for state in (*_ADVANCED, NO_FOLLOW_UP)},
        open_results=tuple(
            row
            for row in data.of("evaluation")
            if states[row.id] == NO_FOLLOW_UP and (row.text("gap") or row.text("recommendation"))
        ),
        groundless=tuple(row for row in data.of("follow-up") if not data.follow(row, "evaluation")),
        parties_lacking=data.parties_of(lacking),
        base=data.base("evaluation"),
    )


_ADVANCED: Final = ("done", "not-needed", "proposed", UNKNOWN)


def _follow_up(rows: Iterable[Row]) -> str:
    told = [row.code("state") for row in rows]
    known = [state if state in _ADVANCED else UNKNOWN for state in told]
    return min(known, key=_ADVANCED.index, default=NO_FOLLOW_UP)


def _each_once(
    part: str, activities: Iterable[Row], evaluations: Mapping[str, tuple[Row, ...]], codes: Sequence[str]
) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for activity in activities:
        found.update({code for row in evaluations[activity.id] for code in row.codes(part) or (UNKNOWN,)})
    order = dict.fromkeys((*codes, *sorted(found.keys() - {UNKNOWN}), UNKNOWN))
    return {code: found[code] for code in order}
