"""Cutting a section into pages of a few questions each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cbreport.definition.conditions import comparisons, groups_named
from cbreport.definition.model import Question, Section

FULL: Final = 6
_WEIGHT: Final = {"note": 0, "matrix": 4, "group": 5, "long-text": 2, "choose-many": 2}


@dataclass(frozen=True)
class Page:
    """Some neighbouring questions of a section. ``number`` counts from 1."""

    number: int
    questions: tuple[Question, ...]


def pages(section: Section) -> tuple[Page, ...]:
    """The pages of ``section``: cut where a question says so, or where a page is full.

    A question that shows only after another is kept on that one's page while there is room for twice the usual load,
    so that a follow-up does not begin a page of its own.
    """
    groups: list[list[Question]] = []
    weight = 0
    for question in section.questions:
        own = _WEIGHT.get(question.type, 1)
        follows = bool(groups) and _follows(question, groups[-1])
        room = FULL * 2 if follows else FULL
        if not groups or question.starts_page or (weight + own > room and weight > 0):
            groups.append([])
            weight = 0
        groups[-1].append(question)
        weight += own
    return tuple(Page(number, tuple(group)) for number, group in enumerate(groups, 1))


def _follows(question: Question, group: list[Question]) -> bool:
    if question.show_when is None:
        return False
    ids = {each.id for each in group}
    named = {comparison.item.partition("[")[0] for _, comparison in comparisons(question.show_when)}
    return not ids.isdisjoint(named | set(groups_named(question.show_when)))
