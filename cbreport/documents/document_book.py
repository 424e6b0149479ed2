"""A document's tables as a workbook: a sheet for each, under the heading that it stands below; the rest on the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cbreport.definition import Translator
from cbreport.documents.listing import Column
from cbreport.documents.nodes import Bars, Block, Cell, Document, Fact, Facts, Heading, Note, Paragraph, Table, Text
from cbreport.documents.tables import Value
from cbreport.documents.writing import Writer
from cbreport.documents.xlsx import Limits, Sheet, write_book

_WIDE: Final = 40  # characters; of the first column, and of those that hold words
_NARROW: Final = 14
_ABOUT: Final = (30, 90)


def document_book(document: Document, translator: Translator) -> bytes:
    """A workbook with every table of a document, its numbers as numbers.

    The last sheet has what else the document says, its cover, and which cells were cut.

    :param translator: into the language of the document.
    :raises ValueError: ``translator`` writes another language.
    """
    if translator.language != document.language:
        raise ValueError(f"The translator writes {translator.language}, not {document.language}.")
    t = Writer(translator)

    def about(limits: Limits) -> Sheet:
        return _about(t, document, limits)

    mark = t(" … (cut: a cell takes no more)").text
    return write_book(document.title, _sheets(document), about, mark=mark, rtl=document.direction == "rtl")


def _sheets(document: Document) -> Iterator[Sheet]:
    title = document.cover.title.text
    for block in document.blocks:
        if isinstance(block, Heading):
            title = block.text.text
        elif isinstance(block, Table):
            head = (*(_words(cell.texts) for cell in block.head),)
            rows = (*block.rows, *((block.total,) if block.total else ()))
            yield Sheet(title, tuple(_columns(head, block.rows)), (tuple(map(_value, row)) for row in rows))
        elif isinstance(block, Bars):
            head = tuple(each.text for each in block.head[:-1])  # the last is that of the bars
            yield Sheet(
                title,
                tuple(Column(each, width=_NARROW if number else _WIDE) for number, each in enumerate(head)),
                ((bar.label.text, *bar.cells, bar.count, bar.shown) for bar in block.bars),
            )


def _columns(head: Iterable[str], rows: Iterable[tuple[Cell, ...]]) -> Iterator[Column]:
    known = list(rows)
    for number, title in enumerate(head):
        words = any(number < len(row) and row[number].kind == "text" for row in known)
        yield Column(title, width=_WIDE if words else _NARROW)


def _value(cell: Cell) -> Value:
    """A number as a number, a cell without a value as a blank one, all else in words."""
    if cell.kind == "blank":
        return None
    if cell.kind == "number" and isinstance(cell.value, int) and not isinstance(cell.value, bool):
        return cell.value
    return _words(cell.texts)


def _words(texts: Iterable[Text]) -> str:
    return "\n".join(each.text for each in texts)


def _about(t: Writer, document: Document, limits: Limits) -> Sheet:
    cover = document.cover
    rows: list[tuple[str, str]] = [
        (t("Document").text, cover.title.text),
        (t("Convention").text, cover.convention.text),
        *(_fact(each) for each in cover.facts),
        *(row for block in document.blocks for row in _told(block)),
    ]
    if cover.banner:
        rows.insert(0, ("", cover.banner.text))
    cut = t("Cut, because a cell takes 32,767 characters: {cell}")
    rows += [(str(cut.format(cell=each)), "") for each in limits.cut]
    columns = (Column(t("What").text, width=_ABOUT[0]), Column(t("Text").text, width=_ABOUT[1]))
    return Sheet(t("About this workbook").text, columns, rows)


def _told(block: Block) -> Iterator[tuple[str, str]]:
    """What a block says besides a table. A heading stands beside what comes below it, and by itself over a table."""
    if isinstance(block, Heading):
        yield block.text.text, ""
    elif isinstance(block, Paragraph | Note):
        yield "", _words(block.texts)
    elif isinstance(block, Bars):
        yield "", block.sentence.text
    elif isinstance(block, Facts):
        yield from (_fact(each) for each in block.facts)


def _fact(fact: Fact) -> tuple[str, str]:
    return fact.label.text, _words(fact.value)
