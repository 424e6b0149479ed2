"""On paper: a report or a synthesis becomes one tree of nodes, and each format walks that tree.

``render`` makes the bytes of a file. WeasyPrint is imported when the first PDF is made, not before.
"""

from __future__ import annotations

from cbreport.documents.blank import form_document
from cbreport.documents.building import report_document
from cbreport.documents.comparing import comparison_document
from cbreport.documents.formats import FORMATS, Format, Order, Wish, data_formats, find_format, for_press, formats_for
from cbreport.documents.html import to_html
from cbreport.documents.nodes import (
    Attached,
    Bar,
    Bars,
    Blank,
    Block,
    Cell,
    Choice,
    Choices,
    Contents,
    Cover,
    Document,
    Fact,
    Facts,
    Heading,
    Mark,
    Meta,
    NonAnswer,
    Note,
    NoteBlock,
    Paragraph,
    QuestionBlock,
    Spark,
    Table,
    Text,
    Tile,
    TileGroup,
    TileMap,
    TileState,
    Trend,
)
from cbreport.documents.pictures import tile_map, trend
from cbreport.documents.remarks import remark_blocks, remarks_document
from cbreport.documents.rendering import render, render_together
from cbreport.documents.room import form_to_fill_in
from cbreport.documents.summaries import summary_document
from cbreport.documents.views import VIEWS, RegisterView, find_view, view_document

__all__ = [
    "FORMATS",
    "VIEWS",
    "Attached",
    "Bar",
    "Bars",
    "Blank",
    "Block",
    "Cell",
    "Choice",
    "Choices",
    "Contents",
    "Cover",
    "Document",
    "Fact",
    "Facts",
    "Format",
    "Heading",
    "Mark",
    "Meta",
    "NonAnswer",
    "Note",
    "NoteBlock",
    "Order",
    "Paragraph",
    "QuestionBlock",
    "RegisterView",
    "Spark",
    "Table",
    "Text",
    "Tile",
    "TileGroup",
    "TileMap",
    "TileState",
    "Trend",
    "Wish",
    "comparison_document",
    "data_formats",
    "find_format",
    "find_view",
    "for_press",
    "form_document",
    "form_to_fill_in",
    "formats_for",
    "remark_blocks",
    "remarks_document",
    "render",
    "render_together",
    "report_document",
    "summary_document",
    "tile_map",
    "to_html",
    "trend",
    "view_document",
]
