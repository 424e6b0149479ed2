"""Activities on their way: in which phase they are, and which were evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from cbreport.documents.nodes import Block, Cell, Table, Text
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.telling import label_of, name_cell, name_of, place_cell, said_cell, teller_cell, text_cell
from cbreport.documents.writing import Writer
from cbreport.synthesis import UNKNOWN, EvaluationCoverage, OutOfOrder, Phases, Registers, Row, evaluation_coverage
from cbreport.synthesis import phases as of_activities
from cbreport.synthesis.phases import NO_FOLLOW_UP, Tracked


def phases(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Activities among planning, construction, implementation and feedback."""
    return tuple(_phases(found, t))


def _phases(found: Registers, t: Writer) -> Iterator[Block]:
    view = of_activities(found)
    total = len(view.activities)
    yield laying.sentence(_sentence(t, view))
    yield laying.based(t, found, view.base, "activity", "evaluation", "feedback", "follow-up")
    if view.dropped:
        words = t("Activities that were not carried out are in no count: {count}.")
        yield laying.remark(words.format(count=t.number(view.dropped)))
    if total:
        yield laying.part(t("How well each phase is told of"), "phases-told")
        yield laying.remark(t("The share is of the activities that have reached the phase, or passed it."))
        yield _counts(t, view)
        yield laying.part(t("The last phase that was told of"), "phases-current")
        rows = [(phase_words(t, phase), count) for phase, count in view.current.items()]
        yield from laying.bars(t, t("Phase"), t("Activities"), rows, total, t("Of all activities"))
    yield from laying.listed(
        t("Every activity"), "phases-activities",
        [laying.text(each) for each in (
            t("Activity"), t("Told by"), *(phase_words(t, count.phase) for count in view.counts))],
        (_tracked(t, found, each) for each in view.activities),
    )  # fmt: skip
    yield from laying.listed(
        t("Days that are out of order"), "phases-order",
        [laying.text(each) for each in (t("Row"), t("Told by"), t("What is out of order"))],
        (
            (name_cell(t, found, each.row), teller_cell(t, found, each.row), Cell((_order_words(t, each),)))
            for each in view.out_of_order
        ),
    )  # fmt: skip
    yield from laying.counted(t, view.base, "phases-counted")


def _sentence(t: Writer, view: Phases) -> Text:
    if not view.activities:
        return t("No activity was told.")
    told = {count.phase: count for count in view.counts}
    if not view.weakest:
        return t("Activities: {count}; every phase that they have reached is told of.").format(
            count=t.number(len(view.activities))
        )
    words = t("Told of least: {phases}, by {share} of the activities that have reached it; activities: {count}.")
    return words.format(
        phases=t.joined(tuple(phase_words(t, phase) for phase in view.weakest)),
        share=t.share(told[view.weakest[0]].share or 0),
        count=t.number(len(view.activities)),
    )


def phase_words(t: Writer, phase: str) -> Text:
    """The name of a phase."""
    words = {
        "planning": t("Planning"),
        "construction": t("Construction"),
        "implementation": t("Implementation"),
        "feedback": t("Feedback"),
    }
    return words.get(phase, t("Unknown"))


def _counts(t: Writer, view: Phases) -> Table:
    return Table(
        head=(
            laying.text(t("Phase")),
            *map(laying.figure, (t("Told"), t("Reached, and not told"), t("Ahead"), t("Share told"))),
        ),
        rows=tuple(
            (
                Cell((phase_words(t, each.phase),)),
                *(number_cell(t, count) for count in (each.told, each.untold, each.ahead)),
                laying.share(t, each.share),
            )
            for each in view.counts
        ),
    )


def _tracked(t: Writer, found: Registers, each: Tracked) -> tuple[Cell, ...]:
    words = {"told": t("told"), "untold": t("not told"), "ahead": t("ahead")}
    states = (Cell((words[state],), heat=2 if state == "untold" else 0) for state in each.states.values())
    return (name_cell(t, found, each.activity), teller_cell(t, found, each.activity), *states)


def _order_words(t: Writer, each: OutOfOrder) -> Text:
    first, second = each.dates
    if each.steps == ("start", "status"):
        words = t("It is told to be carried out, and begins only on {day}.")
        return words.format(day=t.date(first))
    words = t("{later} on {second} is before {earlier} on {first}.")
    return words.format(
        later=_step_words(t, each.steps[1]), earlier=_step_words(t, each.steps[0]),
        first=t.date(first), second=t.date(second),
    )  # fmt: skip


def _step_words(t: Writer, step: str) -> Text:
    words = {
        "planned": t("Planning"),
        "prepared": t("Preparation"),
        "start": t("Beginning"),
        "end": t("End"),
        "evaluation": t("Evaluation"),
    }
    return words.get(step, t("Its own day"))


def evaluations(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Which activities that were carried out have an evaluation, and what followed."""
    return tuple(_evaluations(found, t))


def _evaluations(found: Registers, t: Writer) -> Iterator[Block]:
    view = evaluation_coverage(found)
    yield laying.sentence(_covered(t, view))
    yield laying.based(t, found, view.base, "evaluation", "activity", "follow-up")
    if view.unknown_status:
        words = t("Activities of which nobody told whether they were carried out, in no count: {count}.")
        yield laying.remark(words.format(count=t.number(len(view.unknown_status))))
    evaluated = len(view.evaluated)
    if view.carried_out:
        yield laying.part(t("Activities with and without an evaluation"), "evaluations-share")
        rows = [(t("Evaluated"), evaluated), (t("Not evaluated"), len(view.lacking))]
        of = t("Of the activities carried out")
        yield from laying.bars(t, t("Activities carried out"), t("Activities"), rows, len(view.carried_out), of)
    for title, anchor, part, counts in (
        (t("What was evaluated"), "evaluations-phase", "phase", view.by_phase),
        (t("Who evaluated"), "evaluations-kind", "kind", view.by_kind),
    ):
        if evaluated:
            yield laying.part(title, anchor)
            yield from _shares(t, found, part, counts, evaluated)
    told = sum(view.follow_up.values())
    if told:
        yield laying.part(t("What followed evaluations"), "evaluations-follow-up")
        rows = [(_follow_up_words(t, found, state), count) for state, count in view.follow_up.items()]
        yield from laying.bars(t, t("Follow-up"), t("Evaluations"), rows, told, t("Of all evaluations"))
    yield from _activities(
        t, found, t("Activities that nobody has evaluated"), "evaluations-lacking", view.lacking, "end"
    )
    yield from _activities(
        t, found, t("Activities of which nobody told whether they were carried out"), "evaluations-unknown",
        view.unknown_status, "end",
    )  # fmt: skip
    yield from laying.listed(
        t("Results that nothing followed"), "evaluations-open",
        [laying.text(each) for each in (t("Evaluation"), t("Told by"), t("Gap"), t("Recommendation"))],
        (
            (*(cell(t, found, row) for cell in (name_cell, teller_cell)),
             said_cell(t, row, "gap"), said_cell(t, row, "recommendation"))
            for row in view.open_results
        ),
    )  # fmt: skip
    yield from laying.listed(
        t("Follow-ups that name no evaluation"), "evaluations-groundless",
        [laying.text(each) for each in (t("Follow-up"), t("Told by"), t("State"))],
        (
            (text_cell((name_of(t, found, row),)), teller_cell(t, found, row), said_cell(t, row, "state"))
            for row in view.groundless
        ),
    )  # fmt: skip
    yield from laying.counted(t, view.base, "evaluations-counted")


def _covered(t: Writer, view: EvaluationCoverage) -> Text:
    if not view.carried_out:
        return t("No activity was told to be carried out, so that none is to be evaluated yet.")
    words = t("Activities carried out that were evaluated: {share}; results that nothing followed: {open}.")
    share = laying.share_of(t, len(view.evaluated), len(view.carried_out))
    return words.format(share=share, open=t.number(len(view.open_results)))


def _shares(t: Writer, found: Registers, part: str, counts: Mapping[str, int], total: int) -> Iterator[Block]:
    rows = [
        (label_of(t, found, "evaluation", part, code), count)
        for code, count in counts.items()
        if count or code != UNKNOWN
    ]
    head = t("Phase") if part == "phase" else t("Kind")
    yield from laying.bars(t, head, t("Activities"), rows, total, t("Of the activities evaluated"))


def _follow_up_words(t: Writer, found: Registers, state: str) -> Text:
    return t("No follow-up") if state == NO_FOLLOW_UP else label_of(t, found, "follow-up", "state", state)


def _activities(
    t: Writer, found: Registers, title: Text, anchor: str, rows: Iterable[Row], day: str
) -> Iterator[Block]:
    head = (t("Activity"), t("Kind"), t("Told by"), t("Where"), t("End"))
    cells = (
        (
            name_cell(t, found, row),
            said_cell(t, row, "kind"),
            teller_cell(t, found, row),
            place_cell(t, found, row),
            _day(t, row.date(day)),
        )
        for row in rows
    )
    yield from laying.listed(title, anchor, [laying.text(each) for each in head], cells)


def _day(t: Writer, day: date | None) -> Cell:
    return text_cell((Text(t.date(day)),) if day else ())
