"""A block of questions under prefixed ids, so that a form can use it twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cbreport.definition.calculations import Formula, split_item
from cbreport.definition.conditions import Compare, Condition, Either, Every, Not, OverRows
from cbreport.definition.model import Question


def prefixed(questions: tuple[Question, ...], prefix: str) -> Iterator[Question]:
    """The questions of a block under prefixed ids; the conditions follow where they name questions of the block.

    What a condition finds in its own row keeps its name, and so does what stands outside of the block.
    """
    rows = {question.id: frozenset(part.id for part in question.parts) for question in questions}

    def shifted(question: Question, row: frozenset[str] = frozenset()) -> Question:
        shown, formula, to = question.show_when, question.formula, question.to
        return replace(
            question,
            show_when=_shift(shown, prefix, rows, row) if shown else None,
            formula=_shift_formula(formula, prefix, rows, row) if formula else None,
            to=prefix + to if to in rows else to,
        )

    for question in questions:
        row = rows[question.id]
        yield replace(
            shifted(question),
            id=prefix + question.id,
            columns=tuple(shifted(column, row) for column in question.columns),
            questions=tuple(shifted(each, row) for each in question.questions),
        )


def _shift_formula(formula: Formula, prefix: str, rows: Mapping[str, frozenset[str]], row: frozenset[str]) -> Formula:
    def item(name: str) -> str:
        return prefix + name if split_item(name)[0] in rows and name not in row else name

    group = split_item(formula.items[0])[0]
    where = _shift(formula.where, prefix, rows, rows.get(group, frozenset())) if formula.where else None
    return replace(
        formula, items=tuple(map(item, formula.items)), whole=item(formula.whole) if formula.whole else "", where=where
    )


def _shift(
    condition: Condition, prefix: str, rows: Mapping[str, frozenset[str]], row: frozenset[str] = frozenset()
) -> Condition:
    """The condition with ``prefix`` before every id of ``rows``, but for those that are found in ``row`` first."""
    if isinstance(condition, Compare):
        inside = condition.item.partition("[")[0] in rows and condition.item not in row
        return replace(condition, item=prefix + condition.item) if inside else condition
    if isinstance(condition, Every):
        return Every(tuple(_shift(each, prefix, rows, row) for each in condition.conditions))
    if isinstance(condition, Either):
        return Either(tuple(_shift(each, prefix, rows, row) for each in condition.conditions))
    if isinstance(condition, Not):
        return Not(_shift(condition.condition, prefix, rows, row))
    group = prefix + condition.group if condition.group in rows else condition.group
    where = _shift(condition.where, prefix, rows, rows.get(condition.group, frozenset()))
    return OverRows(condition.quantifier, group, where)
