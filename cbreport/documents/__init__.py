"""On paper: a report or a synthesis becomes one tree of nodes, and each format walks that tree.

``render`` makes the bytes of a file. WeasyPrint is imported when the first PDF is made, not before.
"""

from __future__ import annotations

from cbreport.documents.blank import form_document
from cbreport.documents.building import report_document
from cbreport.documents.html import to_html
from cbreport.documents.nodes import (
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
    Table,
    Text,
)
from cbreport.documents.rendering import FORMATS, render
from cbreport.documents.summaries import summary_document

__all__ = [
    "FORMATS",
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
    "Heading",
    "Mark",
    "Meta",
    "NonAnswer",
    "Note",
    "NoteBlock",
    "Paragraph",
    "QuestionBlock",
    "Table",
    "Text",
    "form_document",
    "render",
    "report_document",
    "summary_document",
    "to_html",
]
