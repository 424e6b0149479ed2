"""Registers kind by kind: what no other view shows row by row, with counts of what the rows chose.

Contacts, and texts that are there for the name of a person, are no column here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cbreport.documents.nodes import Block, Cell, Paragraph, Text
from cbreport.documents.views import laying
from cbreport.documents.views.telling import (
    area_of,
    label_of,
    name_cell,
    place_cell,
    rows_cell,
    said_cell,
    teller_cell,
    text_cell,
    urgency,
)
from cbreport.documents.writing import Writer
from cbreport.errors import Term
from cbreport.synthesis import Records, Registers, Row
from cbreport.synthesis import records as of_register

_DROPPED: Final = "not-carried-out"


@dataclass(frozen=True)
class Kind:
    """One part of the view.

    :param name: its anchor.
    :param register: whose rows it shows.
    :param title: source text.
    :param columns: parts that stand beside the name of a row, and ``where`` for its place; without any there is no
        list, because another view has it.
    :param counted: parts whose codes are counted.
    :param named: whether rows have a name of their own.
    :param wanted: which rows.
    :param order: by which rows are ordered; by default by Party.
    """

    name: str
    register: str
    title: str
    columns: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    named: bool = True
    wanted: Callable[[Row], bool] = lambda row: True
    order: Callable[[Row], int] = lambda row: 0


def _found_something(row: Row) -> bool:
    return any(row.text(part) for part in ("findings", "gap", "lesson", "recommendation"))


def _dropped(row: Row) -> bool:
    return row.code("status") == _DROPPED


#: What the view shows, in the order of the work: from needs to lessons.
KINDS: Final = (
    Kind("needs", "need", Term("Needs, the most urgent first"), ("urgency", "type", "scope", "topic", "where"),
         ("urgency", "type", "scope", "target-groups"), order=urgency),
    Kind("objectives", "objective", Term("Objectives, and the needs that they address"),
         ("needs", "constraint", "target-groups"), ("target-groups",)),
    Kind("programmes", "programme", Term("Programmes"), ("objectives", "languages", "budget-kind", "budget"),
         ("languages",)),
    Kind("modules", "module", Term("Modules and tools"), ("programme", "topic", "tool", "language"),
         ("topic", "language")),
    Kind("activities", "activity", Term("For whom activities are, and how they are held"), (),
         ("target-groups", "language", "mode"), wanted=lambda row: not _dropped(row)),
    Kind("dropped", "activity", Term("Activities that were not carried out"), ("kind", "reason", "where"), ("reason",),
         wanted=_dropped),
    Kind("findings", "evaluation", Term("Findings, gaps, lessons and recommendations of evaluations"),
         ("activity", "findings", "gap", "lesson", "recommendation", "response"), ("kind",), named=False,
         wanted=_found_something),
    Kind("follow-ups", "follow-up", Term("Follow-up of evaluations"), ("evaluation", "state", "date"), ("state",)),
    Kind("feedback", "feedback", Term("Feedback of those who took part"),
         ("activity", "drawback", "success", "technical"), named=False),
    Kind("lessons", "lesson", Term("Lessons and bright spots"), ("kind", "topic", "text"), ("kind", "topic")),
    Kind("practices", "practice", Term("Practices to learn from"), ("kind", "description", "link"), ("kind",)),
    Kind("memberships", "membership", Term("Members of the community of practice, without names"),
         ("country", "role", "since", "activity-level"), ("activity-level",), named=False),
    Kind("events", "event", Term("Meetings, dialogues and networks"),
         ("kind", "start", "end", "where", "joint-with"), ("kind", "joint-with")),
    Kind("nbsap", "nbsap", Term("Species in national biodiversity strategies"),
         ("status", "species-integrated", "focal-points", "attended", "link"),
         ("status", "species-integrated", "focal-points", "attended")),
    Kind("awareness", "awareness", Term("Communication, education and public awareness"),
         ("component", "what", "working-group", "audience", "year"), ("component", "working-group", "audience"),
         named=False),
    Kind("courses", "course", Term("Courses"), ("topic", "language", "mode", "new", "year"),
         ("topic", "language", "mode", "new")),
    Kind("fellowships", "fellowship", Term("Fellowships, without names"),
         ("group", "host", "from", "to", "weeks", "skill"), ("group",), named=False),
    Kind("partnerships", "partnership", Term("Partnerships"), ("kind", "partners", "purpose"), ("kind",)),
    Kind("decisions", "decision", Term("Decisions, and what followed them"),
         ("number", "what", "addressee", "deadline", "state", "follow-up"), ("state",), named=False),
    Kind("interests", "interest", Term("Expressions of interest"), ("item", "state"), ("state",)),
)  # fmt: skip

_HEADS: Final[Mapping[str, str]] = {
    "activity": Term("Activity"),
    "activity-level": Term("How active"),
    "addressee": Term("Addressed to"),
    "attended": Term("Took part in workshops"),
    "audience": Term("Audience"),
    "budget": Term("Budget"),
    "budget-kind": Term("Kind of budget"),
    "component": Term("Component"),
    "constraint": Term("Constraint"),
    "country": Term("Country"),
    "date": Term("Day"),
    "deadline": Term("Deadline"),
    "description": Term("Description"),
    "drawback": Term("Drawbacks"),
    "end": Term("End"),
    "evaluation": Term("Evaluation"),
    "findings": Term("Findings"),
    "focal-points": Term("Focal points who took part"),
    "follow-up": Term("Follow-up"),
    "from": Term("From"),
    "gap": Term("Gap"),
    "group": Term("Group"),
    "host": Term("Host"),
    "item": Term("Item of the plan"),
    "joint-with": Term("Together with"),
    "kind": Term("Kind"),
    "language": Term("Language"),
    "languages": Term("Languages"),
    "lesson": Term("Lesson"),
    "link": Term("Link"),
    "mode": Term("Way of teaching"),
    "needs": Term("Needs"),
    "new": Term("New or updated"),
    "number": Term("Number"),
    "objectives": Term("Objectives"),
    "partners": Term("Partners"),
    "programme": Term("Programme"),
    "purpose": Term("Purpose"),
    "reason": Term("Reason"),
    "recommendation": Term("Recommendation"),
    "response": Term("Response"),
    "role": Term("Role"),
    "scope": Term("Scope"),
    "since": Term("Since"),
    "skill": Term("Skill"),
    "species-integrated": Term("Species"),
    "start": Term("Start"),
    "state": Term("State"),
    "status": Term("Status"),
    "success": Term("Successes"),
    "target-groups": Term("Target groups"),
    "technical": Term("Technical remarks"),
    "text": Term("Text"),
    "to": Term("To"),
    "tool": Term("Tool"),
    "topic": Term("Subject"),
    "type": Term("Kind of help"),
    "urgency": Term("Urgency"),
    "weeks": Term("Weeks"),
    "what": Term("What"),
    "where": Term("Where"),
    "working-group": Term("Working group"),
    "year": Term("Year"),
}


def records(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Every kind of register that has rows, with its counts and its rows."""
    return tuple(_records(found, t))


def _records(found: Registers, t: Writer) -> Iterator[Block]:
    made = [(kind, of_register(found, kind.register, kind.counted, kind.wanted)) for kind in KINDS]
    told = [(kind, each) for kind, each in made if each.rows]
    base = found.base(*(kind.register for kind in KINDS))
    yield laying.sentence(_sentence(t, told))
    yield Paragraph((laying.silent(t, base),), "lead")
    yield laying.remark(t("A row of several answers counts in each of them. Names of persons are not shown."))
    for kind, each in told:
        yield from _kind(t, found, kind, each)
    yield from laying.counted(t, base, "records-counted")


def _sentence(t: Writer, told: list[tuple[Kind, Records]]) -> Text:
    if not told:
        return t("No row of these registers was told.")
    most, largest = max(told, key=lambda each: len(each[1].rows))
    words = t("Kinds of rows told: {kinds} of {all}; most rows: {title}, {count}.")
    return words.format(
        kinds=t.number(len(told)), all=t.number(len(KINDS)), title=t(most.title), count=t.number(len(largest.rows))
    )


def _kind(t: Writer, found: Registers, kind: Kind, each: Records) -> Iterator[Block]:
    total = len(each.rows)
    yield laying.part(t(kind.title), f"records-{kind.name}")
    words = t("Rows: {rows}, told by {told} of {parties} Parties; of a Secretariat: {secretariat}.")
    yield laying.sentence(
        words.format(
            rows=t.number(total),
            told=t.number(len(each.parties)),
            parties=t.number(each.base.parties),
            secretariat=t.number(sum(not row.by_party for row in each.rows)),
        )
    )
    for part, counts in each.parts.items():
        labels = [(_label(t, found, kind.register, part, code), count) for code, count in counts.items()]
        yield from laying.bars(t, t(_HEADS[part]), t("Rows"), labels, total, t("Of all rows"))
    if len(each.regions) > 1:
        areas = [(area_of(t, found, id), count) for id, count in each.regions.items()]
        yield from laying.bars(t, t("Region"), t("Rows"), areas, total, t("Of all rows"))
    if kind.columns:
        yield from _list(t, found, kind, each)


def _label(t: Writer, found: Registers, register: str, part: str, code: str) -> Text:
    return {"true": t("Yes"), "false": t("No")}.get(code) or label_of(t, found, register, part, code)


def _list(t: Writer, found: Registers, kind: Kind, each: Records) -> Iterator[Block]:
    """The rows; the cycle stands beside where there are several."""
    head = [*([t("Row")] if kind.named else []), t("Told by"), *(t(_HEADS[part]) for part in kind.columns)]
    several = len(each.cycles) > 1
    cells = (
        (
            *([name_cell(t, found, row)] if kind.named else []),
            teller_cell(t, found, row),
            *(_cell(t, found, row, part) for part in kind.columns),
            *([text_cell((t.plain(row.cycle),))] if several else []),
        )
        for row in sorted(each.rows, key=kind.order)
    )
    yield from laying.table(map(laying.text, (*head, *([t("Cycle")] if several else []))), cells)


def _cell(t: Writer, found: Registers, row: Row, part: str) -> Cell:
    if part == "where":
        return place_cell(t, found, row)
    if others := found.follow(row, part):
        return rows_cell(t, found, others)
    return said_cell(t, row, part)
