"""The tables of a document as a workbook: each on a sheet, and a last one with everything else that it says.

It walks the tree of nodes as every other format does. What is text stays text; a number that stands alone in its cell
is a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from cbreport.documents.listing import Column
from cbreport.documents.nodes import (
    Bars,
    Blank,
    Block,
    Cell,
    Choices,
    Document,
    Facts,
    Heading,
    NonAnswer,
    Note,
    NoteBlock,
    Paragraph,
    QuestionBlock,
    Table,
    Text,
    TileMap,
    Trend,
)
from cbreport.documents.tables import Value
from cbreport.documents.xlsx import Limits, Share, Sheet, sheet_name, write_book

_WIDEST, _NARROWEST = 60, 10  # characters of a column
_CUT = "…"
Line = tuple[Value, ...]


def document_book(document: Document) -> bytes:
    """The workbook of a document.

    The last sheet has the cover, sentences, facts and remarks in the order of the document, with the names of the
    sheets where tables stand, and says which cells are cut because they take no more.
    """
    title = str(document.cover.title)
    walk = _Walk({sheet_name(title).casefold()})
    walk.say(str(document.cover.convention), str(document.cover.subtitle))
    for banner in filter(None, (document.cover.state, document.cover.banner)):
        walk.say(str(banner))
    walk.facts(Facts(document.cover.facts))
    walk.blocks(document.blocks)

    def about(limits: Limits) -> Sheet:
        rows = [*walk.said, *((f"{_CUT} {cell}", None) for cell in limits.cut)]
        return Sheet(title, (Column(title, width=40), Column("", width=100)), rows)

    return write_book(
        document.title,
        (each.sheet for each in walk.sheets),
        about,
        mark=_CUT,
        rtl=document.direction == "rtl",
        made=datetime.fromisoformat(document.meta.modified) if document.meta.modified else None,
    )


@dataclass
class _Walk:
    """Sheets of tables, and lines of what stands between them."""

    taken: set[str]
    sheets: list[_Gathered] = field(default_factory=list)
    said: list[Line] = field(default_factory=list)
    heading: str = ""

    def say(self, words: str, more: str = "") -> None:
        self.said.append((words or None, more or None))

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, node: Block) -> None:
        match node:
            case Heading():
                self.heading = " ".join(filter(None, (node.number, node.text.text)))
                self.say(self.heading)
            case Paragraph():
                self.say("", _joined(node.texts))
            case Note():
                self.say(str(node.title or ""), _joined(node.texts))
            case NonAnswer() | Blank():
                self.say("", node.text.text)
            case NoteBlock():
                self.say(node.label.text, str(node.help or ""))
            case Choices():
                chosen = (text for each in node.options if each.chosen for text in (each.label, *each.details))
                self.say("", _joined(chosen))
            case Facts():
                self.facts(node)
            case QuestionBlock():
                self.heading = " ".join(filter(None, (node.number, node.label.text)))
                self.say(self.heading)
                self.blocks(node.body)
            case Bars():
                self.say("", node.sentence.text)
                self.bars(node)
            case Trend():
                self.say("", node.sentence.text)
                self.block(node.table)
            case TileMap():
                self.say("", node.sentence.text)
                self.tiles(node)
            case Table():
                rows = [*node.rows, *([node.total] if node.total else [])]
                self.sheet(node.caption, [_joined(cell.texts) for cell in node.head], [_line(row) for row in rows])

    def facts(self, node: Facts) -> None:
        if node.title:
            self.say(_joined(node.title))
        for fact in node.facts:
            self.say(fact.label.text, _joined(fact.value, "\n"))
            self.blocks(fact.blocks)

    def bars(self, node: Bars) -> None:
        """Shares are numbers from 0 to 1; the bars themselves stay on paper."""
        rows: list[Line] = [
            (bar.label.text, *bar.cells, bar.count, Share(str(round(bar.share, 4)))) for bar in node.bars
        ]
        self.sheet(node.caption, [text.text for text in node.head[:-1]], rows)

    def tiles(self, node: TileMap) -> None:
        """A row for each Party, so that they can be filtered by region and state."""
        rows: list[Line] = [
            (group.label.text, tile.code, tile.name.text, tile.state.label.text)
            for group in node.groups
            for tile in group.tiles
        ]
        for text in node.counts:
            self.say("", text.text)
        self.sheet(node.caption, [text.text for text in node.head], rows)

    def sheet(self, caption: Text | None, head: list[str], rows: list[Line]) -> None:
        """Tables with captions that have the same columns below one heading are one sheet, the caption in front."""
        if caption:
            head, rows = [self.heading, *head], [(caption.text, *row) for row in rows]
            if self.sheets and (self.sheets[-1].heading, self.sheets[-1].head) == (self.heading, head):
                self.sheets[-1].rows.extend(rows)
                return
        name = sheet_name(self.heading, self.taken)
        self.taken.add(name.casefold())
        self.say("", f"→ {name}")
        self.sheets.append(_Gathered(name, self.heading, head, rows))


@dataclass
class _Gathered:
    """A sheet whose rows may grow."""

    name: str
    heading: str
    head: list[str]
    rows: list[Line]

    @property
    def sheet(self) -> Sheet:
        columns = tuple(
            Column(title, width=_width([title, *(row[place] for row in self.rows)]))
            for place, title in enumerate(self.head)
        )
        return Sheet(self.name, columns, self.rows)


def _line(row: Iterable[Cell]) -> Line:
    return tuple(_value(cell) for cell in row)


def _value(cell: Cell) -> Value:
    if cell.kind == "tick" and isinstance(cell.value, bool):
        return cell.value
    if cell.kind == "number" and len(cell.texts) == 1 and cell.value is not None:
        in_per_cent = isinstance(cell.value, float) and "%" in cell.texts[0].text
        return (Share if in_per_cent else Decimal)(str(cell.value))
    return None if cell.kind == "blank" else _joined(cell.texts, "\n") or None


def _joined(texts: Iterable[Text], between: str = " ") -> str:
    return between.join(text.text for text in texts)


def _width(cells: Iterable[Value]) -> int:
    longest = max(len(line) for cell in cells for line in str(cell if cell is not None else "").split("\n"))
    return min(max(longest + 2, _NARROWEST), _WIDEST)
