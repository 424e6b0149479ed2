"""Rows against columns, such as target groups against types of help, with the Parties of each cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cbreport.definition import Form, Question
from cbreport.reporting.identity import Identity
from cbreport.synthesis.asking import Counting, Item, Scope
from cbreport.synthesis.basis import Basis, Members, look, part_of
from cbreport.synthesis.kinds import countable_options, ticked_parts


@dataclass(frozen=True)
class HeatMap:
    """Rows against columns, such as target groups against types of help: in each cell the codes of the Parties.

    ``rows`` and ``columns`` are codes with labels (source text); a cell without Parties is not there.
    """

    basis: Basis
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: Mapping[str, Mapping[str, tuple[str, ...]]]

    def parties(self, row: str, column: str) -> tuple[str, ...]:
        """Who is in a cell."""
        return self.cells.get(row, {}).get(column, ())


def matrix_heat_map(
    facts: Counting, identity: Identity, scope: Scope, form: Form, question: Question, members: Members
) -> HeatMap:
    """Which Parties ticked each cell of a matrix, such as each type of help for each target group.

    :raises ValueError: the question is private, or a matrix without columns to tick.
    """
    part_of(form, question, "")
    ticks = ticked_parts(question)
    if not ticks:
        raise ValueError(f"“{question.id}” of {form.key} has no columns to tick.")
    item = Item(form.id, question.id)
    basis, said = look(facts, identity, scope, item, members, form.edition, rows=True)
    inside, columns = set(basis.answered), {part.id for part in ticks}
    cells = _cells(
        (each.row, each.item.part, each.party)
        for each in said
        if each.party in inside and each.code == "true" and each.item.part in columns
    )
    rows = tuple((row.code, row.label) for row in question.rows)
    return HeatMap(basis, rows, tuple((part.id, part.label) for part in ticks), cells)


def group_heat_map(
    facts: Counting,
    identity: Identity,
    scope: Scope,
    form: Form,
    group: Question,
    members: Members,
    *,
    rows: str,
    columns: str,
) -> HeatMap:
    """Which Parties gave both of two options in one row of a group, such as a target group and a type of help.

    :param rows: the part whose options are the rows; ``columns`` likewise.
    :raises ValueError: the group is private, or a part is none of it, is private or has no options.
    """
    down, across = part_of(form, group, rows), part_of(form, group, columns)
    basis, _ = look(facts, identity, scope, Item(form.id, group.id), members, form.edition)
    inside = set(basis.answered)
    pairs = facts.pairs(identity, scope, Item(form.id, group.id, rows), Item(form.id, group.id, columns))
    down_codes, across_codes = dict(_labels(down)), dict(_labels(across))  # without those that stand for a non-answer
    cells = _cells(
        (each.first, each.second, each.party)
        for each in pairs
        if each.party in inside and each.first in down_codes and each.second in across_codes
    )
    return HeatMap(basis, _labels(down), _labels(across), cells)


def _labels(question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((option.code, option.label) for option in countable_options(question))


def _cells(found: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, tuple[str, ...]]]:
    cells: dict[str, dict[str, set[str]]] = {}
    for row, column, party in found:
        cells.setdefault(row, {}).setdefault(column, set()).add(party)
    return {row: {column: tuple(sorted(each)) for column, each in inside.items()} for row, inside in cells.items()}
