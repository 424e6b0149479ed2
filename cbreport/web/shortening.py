"""Long documents on a page: the beginning of each part, and how much there is of it in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from cbreport.documents.nodes import Block, Heading, Paragraph, QuestionBlock, Table
from cbreport.documents.writing import Writer

EVERY: Final = "all"  # ?rows=all
MOST: Final = 25  # rows of a part on a page, unless all are asked for


def beginnings(t: Writer, blocks: Iterable[Block]) -> Iterator[Block]:
    """The same with the first rows of each part, and how many it has: some views have a table for each of hundreds.

    >>> from cbreport.definition import Translator
    >>> from cbreport.documents.nodes import Cell
    >>> (cut, said) = beginnings(Writer(Translator()), [Table((Cell(),), ((Cell(),),) * 30)])
    >>> len(cut.rows), said.texts[0].text
    (25, 'Rows shown: 25 of 30.')
    """
    for part in _parts(blocks):
        total = sum(len(block.rows) for block in part if isinstance(block, Table))
        left = MOST
        for block in part:
            if isinstance(block, QuestionBlock):
                yield replace(block, body=tuple(beginnings(t, block.body)))
            elif total > MOST and isinstance(block, Table):
                yield replace(block, rows=block.rows[:left])
                left -= len(block.rows)
            else:
                yield block
            if left <= 0:
                break
        if total > MOST:
            words = t("Rows shown: {count} of {total}.").format(count=t.number(MOST), total=t.number(total))
            yield Paragraph((words,), "small")


def cells_of(blocks: Iterable[Block]) -> int:
    """How large blocks are: cells of their tables, and each of them."""
    return sum(
        1
        + (sum(map(len, each.rows)) if isinstance(each, Table) else 0)
        + (cells_of(each.body) if isinstance(each, QuestionBlock) else 0)
        for each in blocks
    )


def _parts(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks from one heading to the next."""
    part: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield part
            part = []
        part.append(block)
    yield part
