"""From a document to one DOCX file, for circulation: headings that one can go by, tables with repeated headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from cbreport.documents.html import BOXES, headings
from cbreport.documents.nodes import (
    Bars,
    Blank,
    Block,
    Cell,
    Choices,
    Contents,
    Document,
    Fact,
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
from cbreport.documents.widths import column_widths
from cbreport.documents.word import Paper, Setting
from cbreport.documents.writing import written_number
from cbreport.errors import RenderError

_KEYS: Final = (32, 68)  # per cent of the columns of a table of facts
_DEEPEST: Final = 9  # the headings that DOCX has
_SHADES: Final = ("", "F1F3F5", "E2E6EA", "D0D6DC", "BCC4CC")  # of cells by how dark they are


def to_docx(document: Document) -> bytes:
    """The document as a DOCX file.

    :raises RenderError: a colour of the convention is not ``#rrggbb``, or a plugin put something unknown in the tree.
    """
    paper = Paper(document.title, Setting(document.language, document.direction), document.identity, document.meta)
    walk = _Walk(paper, document)
    walk.cover()
    walk.blocks(document.blocks)
    return paper.to_bytes()


class _Walk:
    def __init__(self, paper: Paper, document: Document) -> None:
        self.paper, self.document, self.set = paper, document, paper.setting
        self.bookmarks = 0

    def cover(self) -> None:
        cover, accent = self.document.cover, self.document.identity.accent[1:]
        self.text(cover.convention, size=24)
        self.paper.add(self.set.paragraph(self.paper.texts([cover.subtitle]), "Title"))
        self.text(cover.title, size=30)
        for text in (cover.state, cover.banner):
            if text:
                self.text(text, bold=True, colour=accent)
        self.facts_table(cover.facts)
        if cover.line:
            self.text(cover.line, style="Small")
        self.paper.add('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def text(self, text: Text, style: str = "", **look: Any) -> None:
        self.paper.add(self.set.paragraph(self.paper.texts([text], **look), style))

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if type(block) not in _WRITERS:
                raise RenderError(
                    f"A document cannot hold a {type(block).__name__}.", "Use the nodes of cbreport.documents.nodes."
                )
            _WRITERS[type(block)](self, block)

    def heading(self, node: Heading) -> None:
        number = [self.set.run(Text(f"{node.number}\u2002", dir="ltr" if self.set.rtl else ""))] if node.number else []
        runs = "".join([*number, self.paper.texts([node.text])])
        if node.anchor:
            self.bookmarks += 1
            name = _bookmark(node.anchor)
            start = f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{name}"/>'
            runs = f'{start}{runs}<w:bookmarkEnd w:id="{self.bookmarks}"/>'
        self.paper.add(self.set.paragraph(runs, f"Heading{min(node.level, _DEEPEST)}"))

    def contents(self, node: Contents) -> None:
        """The list is there without the program's help; the program makes it anew with numbers of pages when asked."""
        self.paper.add(self.set.paragraph(self.paper.texts([node.title], bold=True, size=28), keep=True))
        listed = list(headings(self.document.blocks, node.depth))
        code = f'TOC \\o "1-{node.depth}" \\h'
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {code.replace(chr(34), "&quot;")} </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for place, each in enumerate(listed):
            words = Text(
                f"{each.number}\u2002{each.text.text}" if each.number else each.text.text, each.text.lang, each.text.dir
            )
            link = f'<w:hyperlink w:anchor="{_bookmark(each.anchor)}" w:history="1">{self.set.run(words)}</w:hyperlink>'
            runs = f"{begin if place == 0 else ''}{link}{end if place == len(listed) - 1 else ''}"
            self.paper.add(self.set.paragraph(runs))

    def paragraph(self, node: Paragraph) -> None:
        style = "Small" if node.role in ("help", "comment", "small") else ""
        direction = node.texts[0].dir if node.role == "answer" and node.texts else ""
        between = "\n" if node.role in ("value", "typed") else " "
        runs = self.paper.texts(node.texts, between, bold=node.role == "finding")
        self.paper.add(self.set.paragraph(runs, style, dir=direction))

    def note(self, node: Note) -> None:
        if node.title:
            self.text(node.title, bold=True)
        self.paper.add(self.set.paragraph(self.paper.texts(node.texts)))

    def note_block(self, node: NoteBlock) -> None:
        self.text(node.label, bold=True)
        if node.help:
            self.text(node.help)

    def choices(self, node: Choices) -> None:
        for option in node.options:
            label = self.set.run(Text(f"{BOXES[node.many, option.chosen]}\u2002")) + self.paper.texts(
                [option.label], bold=option.chosen
            )
            beside = self.paper.texts(option.details, "\n")
            self.paper.add(
                self.set.paragraph(label + (f"<w:r><w:br/></w:r>{beside}" if beside else ""), "ListParagraph")
            )

    def table(self, node: Table) -> None:
        self.caption(node.caption)
        rows = [[self.cell(cell, head=True) for cell in node.head]]
        shades = [[""] * len(node.head)]
        for row in [*node.rows, *([node.total] if node.total else [])]:
            rows.append([self.cell(cell, head=place == 0 and node.header_column) for place, cell in enumerate(row)])
            shades.append([_SHADES[cell.heat] for cell in row])
        caption = node.caption.text if node.caption else ""
        widths = column_widths(node)
        self.paper.add(
            self.set.table(rows, widths, head=True, caption=caption, column=node.header_column, shades=shades)
        )

    def caption(self, text: Text | None) -> None:
        if text:
            self.paper.add(self.set.paragraph(self.paper.texts([text]), "Caption", keep=True))

    def cell(self, cell: Cell, head: bool) -> str:
        centred = (
            '<w:jc w:val="center"/>'
            if cell.kind == "tick"
            else '<w:jc w:val="right"/>'
            if cell.kind == "number"
            else ""
        )
        return self.set.paragraph(self.paper.texts(cell.texts, "\n", bold=head), more=centred)

    def facts(self, node: Facts) -> None:
        if node.title:
            self.paper.add(self.set.paragraph(self.paper.texts(node.title), f"Heading{min(node.level, _DEEPEST)}"))
        self.facts_table(node.facts)

    def facts_table(self, facts: Iterable[Fact]) -> None:
        rows = []
        for fact in facts:
            inner = self.inside(fact.blocks)
            value = self.set.paragraph(self.paper.texts(fact.value, "\n")) if fact.value or not inner else ""
            rows.append([self.set.paragraph(self.paper.texts([fact.label], bold=True)), value + inner])
        if rows:
            self.paper.add(self.set.table(rows, _KEYS, head=False))

    def inside(self, blocks: Iterable[Block]) -> str:
        """The markup of blocks that stand in a cell."""
        outer, self.paper.body = self.paper.body, []
        self.blocks(blocks)
        made, self.paper.body = "".join(self.paper.body), outer
        return made

    def bars(self, node: Bars) -> None:
        self.text(node.sentence, bold=True)
        self.caption(node.caption)
        plain = [self.set.paragraph(self.paper.texts([text], bold=True)) for text in node.head[:-1]]
        rows = [plain]
        for bar in node.bars:
            figures = [written_number(each, self.set.language) for each in (*bar.cells, bar.count)] + [bar.shown]
            cells = [self.set.paragraph(self.set.run(Text(each)), more='<w:jc w:val="right"/>') for each in figures]
            rows.append([self.set.paragraph(self.paper.texts([bar.label])), *cells])
        first = 100 - 15 * (len(plain) - 1)
        caption = node.caption.text if node.caption else node.sentence.text
        self.paper.add(self.set.table(rows, [first, *[15] * (len(plain) - 1)], head=True, caption=caption))

    def trend(self, node: Trend) -> None:
        self.text(node.sentence, bold=True)
        self.table(node.table)

    def tiles(self, node: TileMap) -> None:
        """A row for each region, a column for each state: how many Parties, and which."""
        self.text(node.sentence, bold=True)
        between = {"ar": "، ", "zh": "、"}.get(self.set.language, ", ")
        rows = []
        for group in node.groups:
            cells = [Cell((group.label,))]
            for state in node.states:
                named = [tile.name.text for tile in group.tiles if tile.state == state]
                cells.append(Cell((Text(str(len(named))), Text(between.join(named))) if named else (Text("0"),)))
            rows.append(tuple(cells))
        head = tuple(Cell((label,)) for label in (node.head[0], *(state.label for state in node.states)))
        total = tuple(Cell((text,)) for text in (Text(""), *node.counts))
        self.table(Table(head, (*rows, total), node.caption))

    def apart(self, node: NonAnswer | Blank) -> None:
        self.text(node.text, "Small" if isinstance(node, Blank) else "")

    def question(self, node: QuestionBlock) -> None:
        number = self.set.run(Text(f"{node.number}\u2002", dir="ltr" if self.set.rtl else "")) if node.number else ""
        marks = self.paper.texts([Text(f" {mark.sign}") for mark in node.marks])
        self.paper.add(self.set.paragraph(number + self.paper.texts([node.label]) + marks, "Heading2"))
        for text in (node.condition, node.help):
            if text:
                self.text(text, "Small")
        self.blocks(node.body)


_WRITERS: Final[Mapping[type, Callable[[_Walk, Any], None]]] = {
    Heading: _Walk.heading,
    Contents: _Walk.contents,
    Paragraph: _Walk.paragraph,
    Note: _Walk.note,
    NoteBlock: _Walk.note_block,
    Choices: _Walk.choices,
    Table: _Walk.table,
    Facts: _Walk.facts,
    Bars: _Walk.bars,
    Trend: _Walk.trend,
    TileMap: _Walk.tiles,
    NonAnswer: _Walk.apart,
    Blank: _Walk.apart,
    QuestionBlock: _Walk.question,
}


def _bookmark(anchor: str) -> str:
    """A name that DOCX allows: letters, digits and underscores, at most 40."""
    return "".join(char if char.isascii() and char.isalnum() else "_" for char in anchor)[:40]
