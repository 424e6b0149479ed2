"""Crosswalks: which questions of two forms ask the same thing, how close they are, and what an answer becomes.

A crosswalk names pairs of questions with a SKOS relation: how the question of ``to`` stands to that of ``from``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cbreport.definition.model import Place, Source

RELATIONS: Final = ("exact", "close", "broad", "narrow")
TURNED: Final[Mapping[str, str]] = {"exact": "exact", "close": "close", "broad": "narrow", "narrow": "broad"}
CODED: Final = frozenset({"choose-one", "choose-many", "rating", "yes-no", "tick"})
#: Types whose values can be taken over as they are, besides those that are the same.
ALIKE: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"long-text"}),
    "long-text": frozenset({"text"}),
    "integer": frozenset({"decimal"}),
    "yes-no": frozenset({"tick"}),
    "tick": frozenset({"yes-no"}),
    "choose-one": frozenset({"rating", "choose-many"}),
    "rating": frozenset({"choose-one", "choose-many"}),
}
Codes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Cells:
    """How rows of a group name the cells of a matrix: by the answers to two of its questions."""

    row: str
    column: str
    rows: Codes
    columns: Codes


@dataclass(frozen=True)
class Pair:
    """Two questions that ask the same, or nearly.

    ``options`` maps codes of ``source`` to codes of ``target``; None when both have the same. ``compute`` is for an
    answer that is made of a group's rows, where ``where`` keeps rows by the codes of their columns: ``count`` and
    ``sum`` make a number, ``collect`` the codes of one column, ``some`` the code ``option`` when there is a row, and
    ``numbers`` puts numbers (its ``parts``, each with its ``option``) beside options.
    """

    source: str
    target: str
    relation: str
    options: Codes | None = None
    note: str = ""
    parts: tuple[Pair, ...] = ()
    cells: Cells | None = None
    compute: str = ""
    where: Codes = field(default_factory=dict)
    option: str = ""
    place: Place = field(default=Place(), compare=False, repr=False)


@dataclass(frozen=True)
class Crosswalk:
    """Pairs in one direction: from an answer to a question of ``source`` to a proposal for one of ``target``."""

    id: str
    source: str
    target: str
    pairs: tuple[Pair, ...]
    origin: Source = field(default_factory=Source)
