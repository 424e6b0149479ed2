"""Which questions a part of a form depends on: those that decide what it shows, and those from which it computes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from cbreport.definition.calculations import Formula, named_items, split_item
from cbreport.definition.conditions import Condition, comparisons, groups_named
from cbreport.definition.model import Form, Question


def needed_by(form: Form, sections: Collection[str]) -> frozenset[str]:
    """The ids of all questions whose answers are needed to evaluate these sections as if all answers were there.

    Their own questions are among them, and the groups whose rows one of their references may name.

    >>> from cbreport.definition.loading import load_form
    >>> form = load_form('''
    ... cbreport: 1
    ... id: small
    ... edition: one
    ... convention: example
    ... title: Small
    ... sections:
    ...   - id: first
    ...     title: First
    ...     questions: [{id: plan, type: yes-no, label: Plan?}, {id: who, type: text, label: Who?}]
    ...   - id: second
    ...     title: Second
    ...     questions: [{id: where, type: text, label: Where?, show-when: {item: plan, equals: "true"}}]
    ... ''')
    >>> sorted(needed_by(form, {"second"}))
    ['plan', 'where']
    """
    own = [section for section in form.sections if section.id in sections]
    waiting = [question.id for section in own for question in section.questions]
    for section in own:
        if section.show_when is not None:
            waiting.extend(_named(form, section.show_when, None))
    found: set[str] = set()
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting.extend(_named_by(form, id))
    return frozenset(found)


def _named_by(form: Form, id: str) -> Iterator[str]:
    """The questions that a question, its parts and its section name."""
    question, section = form.question(id), form.section_of(id)
    if question is None or section is None:
        return
    if section.show_when is not None:
        yield from _named(form, section.show_when, None)
    for each, row in chain([(question, None)], ((part, question) for part in question.parts)):
        if each.show_when is not None:
            yield from _named(form, each.show_when, row)
        if each.formula is not None:
            yield from _computed_from(form, each.formula, row)
        if each.to and form.question(each.to):
            yield each.to


def _named(form: Form, condition: Condition, row: Question | None) -> Iterator[str]:
    """The questions that a condition names; ``row`` is the group or matrix in whose rows it stands."""
    yield from (group for group in groups_named(condition) if form.question(group))
    for group, comparison in comparisons(condition):
        id = comparison.item.partition("[")[0]
        inside = form.question(group) if group else row
        if (inside is None or inside.part(id) is None) and form.question(id):
            yield id


def _computed_from(form: Form, formula: Formula, row: Question | None) -> Iterator[str]:
    """The questions that a formula names; ``row`` is the group or matrix in whose rows it stands."""
    for item in named_items(formula):
        id, part = split_item(item)
        if (part or row is None or row.part(id) is None) and form.question(id):
            yield id
        if formula.where is not None:
            yield from _named(form, formula.where, form.question(id) or row)
