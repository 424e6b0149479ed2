"""How wide the columns of a table are on paper, by what they hold: for every format that sets tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Final

from cbreport.documents.nodes import Cell, Table

LETTER: Final = 1.9  # mm; what a letter of the text takes on average
CYRILLIC: Final = 2.2  # mm; the same of a Cyrillic letter
TABLE_WIDTH: Final = 166  # mm
STEP: Final = 5  # per cent; the style sheet has a class for each step
MANY: Final = 8  # columns of figures
PADDING, TIGHT = 4.0, 1.6  # mm; on both sides of what a cell holds
FEW: Final = 6  # columns that have room between them


def column_widths(table: Table) -> list[int]:
    """Widths of the columns in per cent: ticks and figures narrow, the rest by what they hold.

    Many figures share three quarters of the table alike; what names the rows has the rest, whatever it comes to.

    Empty for a table with so many columns that the renderer had better find the widths itself.

    >>> from cbreport.documents.nodes import Text
    >>> head = (Cell(), Cell((Text("Advice"),), "tick"), Cell((Text("Details"),)))
    >>> row = (Cell((Text("Rangers"),)), Cell((Text("☑"),), "tick"), Cell((Text("A course of four days " * 4),)))
    >>> column_widths(Table(head, (row,)))
    [30, 10, 60]
    """
    columns = list(zip(table.head, *table.rows, strict=True))
    if len(columns) > 16:
        return []
    figures = [cells[0].kind in ("tick", "number") for cells in columns]
    narrow = 10 if len(columns) <= 7 else 5
    if all(figures[1:]):
        figures[0] = False
        narrow = max(narrow, min(20, 70 // len(columns) // STEP * STEP))
        heads = [cells[0] for cells in columns[1:]]
        room = 75 // max(len(heads), 1)  # a quarter of the table stays for what names the rows
        if len(heads) >= MANY:
            return [100 - room * len(heads), *([room] * len(heads))]
        narrow = max(narrow, min(_longest_word(heads, PADDING), room // STEP * STEP, 20))
    wide = [place for place, figure in enumerate(figures) if not figure]
    padding = TIGHT if is_crowded(table) else PADDING
    longest = [_longest_word(cells, padding) for cells in columns]
    widths = [narrow if figure else width for figure, width in zip(figures, longest, strict=True)]
    need, step = _need, STEP
    if sum(widths) > 100:  # to the per cent, and no column's words are broken more than another's
        widths = [narrow if figure else STEP for figure in figures]
        need, step = partial(_longest_share, padding=padding), 1
    needs = {place: need(columns[place]) for place in wide}
    for _ in range((100 - sum(widths)) // step):
        neediest = max(wide, key=lambda place: needs[place] / widths[place])
        widths[neediest] += step
    return widths


def is_crowded(table: Table) -> bool:
    """Whether a table has so many columns that there is less room between them."""
    return len(table.head) > FEW


def _longest_word(cells: Sequence[Cell], padding: float) -> int:
    """The width in per cent that holds the longest word of a column, in steps; very long ones are broken anyway."""
    return math.ceil(_longest_share(cells, padding) / STEP) * STEP


def _longest_share(cells: Sequence[Cell], padding: float) -> float:
    """The same as it is, not in steps."""
    words = (word for cell in cells for text in cell.texts for word in text.text.split())
    millimetres = max(map(_width, words), default=LETTER) + padding
    return millimetres / TABLE_WIDTH * 100


def _width(word: str) -> float:
    """About how many millimetres a word takes, or what is not broken of it."""
    return min(len(word), 20) * (CYRILLIC if "\u0400" <= max(word) <= "\u04ff" else LETTER)


def _need(cells: Sequence[Cell]) -> float:
    """How much room a column asks for: the square root of its longest text, within bounds."""
    longest = max(sum(len(text.text) for text in cell.texts) for cell in cells)
    return math.sqrt(min(max(longest, 16), 140))
