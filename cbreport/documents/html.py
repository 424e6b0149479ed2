"""From a document to one HTML file for paper: complete, escaped, without script and without anything to fetch."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from cbreport.definition import DocumentIdentity
from cbreport.documents.nodes import Cell, Choices, Document, Heading, Meta, Table, Text
from cbreport.errors import RenderError

BAR_WIDTH: Final = 120  # units of the SVG's own grid
LETTER: Final = 1.9  # mm; what a letter of the text takes on average
TABLE_WIDTH: Final = 166  # mm
STEP: Final = 5  # per cent; the style sheet has a class for each step
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_BOXES: Final = {(True, True): "☑", (True, False): "☐", (False, True): "●", (False, False): "○"}
# What HTML cannot hold, and what would turn the reading order of everything after it.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202d\u202e]")


def to_html(document: Document) -> str:
    """The document as one HTML file with its style sheet inside.

    Characters that HTML cannot hold, and overrides of the reading order, are written out as ``[U+0007]``.

    :raises RenderError: a colour of the convention is not ``#rrggbb``, or a plugin put something unknown in the tree.
    """
    check_identity(document.identity)
    text = _template().render(
        document=document,
        meta=document.meta,
        identity=document.identity,
        css=Markup(style_sheet(document)),  # packaged text, checked colours, escaped strings
        dark=_is_dark(document.identity.colour),
        is_short=is_short,
        column_widths=column_widths,
        kind_of=lambda node: type(node).__name__,
        box=lambda many, chosen: _BOXES[many, chosen],
        headings=lambda depth: list(headings(document.blocks, depth)),
        bar_width=bar_width,
        bar_start=lambda share: round(BAR_WIDTH - bar_width(share), 2) if document.direction == "rtl" else 0,
        unknown=_unknown,
    )
    return _UNPRINTABLE.sub(lambda match: written_out(match.group()), text)


def written_out(char: str) -> str:
    """A character by its number.

    >>> written_out("😀")
    '[U+1F600]'
    """
    return f"[U+{ord(char):04X}]"


def is_short(node: Table | Choices) -> bool:
    """Whether a table or list is so short that it is kept on one page."""
    if isinstance(node, Choices):
        return len(node.options) <= 8
    texts = [text.text for row in node.rows for cell in row for text in cell.texts]
    return len(node.rows) <= 6 and sum(map(len, texts)) <= 400


def column_widths(table: Table) -> list[int]:
    """Widths of the columns in per cent, in steps of five: ticks and figures narrow, the rest by what they hold.

    Empty for a table with so many columns that the renderer had better find the widths itself.

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
    wide = [place for place, figure in enumerate(figures) if not figure]
    widths = [narrow if figure else _longest_word(cells) for figure, cells in zip(figures, columns, strict=True)]
    if sum(widths) > 100:
        widths = [narrow if figure else STEP for figure in figures]
    needs = {place: _need(columns[place]) for place in wide}
    for _ in range((100 - sum(widths)) // STEP):
        neediest = max(wide, key=lambda place: needs[place] / widths[place])
        widths[neediest] += STEP
    return widths


def _longest_word(cells: Sequence[Cell]) -> int:
    """The width in per cent that holds the longest word of a column, in steps; very long ones are broken anyway."""
    words = (word for cell in cells for text in cell.texts for word in text.text.split())
    letters = min(max(map(len, words), default=1), 20)
    millimetres = letters * LETTER + 4  # and the padding
    return math.ceil(millimetres / TABLE_WIDTH * 100 / STEP) * STEP


def _need(cells: Sequence[Cell]) -> float:
    """How much room a column asks for: the square root of its longest text, within bounds."""
    longest = max(sum(len(text.text) for text in cell.texts) for cell in cells)
    return math.sqrt(min(max(longest, 16), 140))


def bar_width(share: float) -> float:
    """The length of a bar for a share of 0 to 1; a share that is not zero is always to be seen.

    >>> bar_width(0.5), bar_width(0), bar_width(0.0001)
    (60.0, 0.0, 1.0)
    """
    return round(max(BAR_WIDTH * min(share, 1.0), 1.0), 2) if share > 0 else 0.0


def headings(blocks: Iterable[object], depth: int) -> Iterator[Heading]:
    """The headings for a list of contents."""
    return (block for block in blocks if isinstance(block, Heading) and block.level <= depth and block.anchor)


def check_identity(identity: DocumentIdentity) -> None:
    """Refuse colours that are none.

    :raises RenderError: with the value.
    """
    for colour in (identity.colour, identity.accent):
        if not _COLOUR.fullmatch(colour):
            raise RenderError(f"“{colour}” is not a colour.", "A convention's colours are written #rrggbb.")


def style_sheet(document: Document) -> str:
    """The packaged style sheet, the convention's colours, and what stands at the head and foot of each page."""
    colours = f":root{{--colour:{document.identity.colour};--accent:{document.identity.accent}}}"
    # The margin boxes of a page are named by side, so the mirrored page of a right-to-left language is written here.
    start, end = ("right", "left") if document.direction == "rtl" else ("left", "right")
    return "\n".join([_print_css(), colours, _furniture(document.meta, start, end, document.identity)])


def _furniture(meta: Meta, start: str, end: str, identity: DocumentIdentity) -> str:
    before, middle, after = _page_parts(meta.page)
    state = f"content:{css_string(meta.state.text)};color:{identity.accent}" if meta.state else "content:none"
    number = f"{css_string(before)} counter(page) {css_string(middle)} counter(pages) {css_string(after)}"
    return (
        f"@page{{@top-{start}{{content:{css_string(meta.running.text)};width:75%;text-align:{start}}}"
        f"@top-{end}{{{state};font-weight:700;text-align:{end}}}"
        f"@bottom-{end}{{content:{number};text-align:{end}}}}}\n"
        f".line{{text-align:{start}}}.own{{text-align:start}}\n"
        f"@page :first{{@top-{start}{{content:none}}@top-{end}{{content:none}}@bottom-{end}{{content:none}}}}"
    )


def _page_parts(page: Text) -> tuple[str, str, str]:
    before, _, rest = page.text.partition("{page}")
    middle, _, after = rest.partition("{pages}")
    return before, middle, after


def css_string(text: str) -> str:
    r"""Text as a string in a style sheet.

    >>> print(css_string('a "b" </style>'))
    "a \22 b\22  \3c /style\3e "
    """
    return '"' + re.sub(r'[\\"<>&\n\r\f\x00]', lambda match: f"\\{ord(match.group()):x} ", text) + '"'


def _is_dark(colour: str) -> bool:
    """Whether white letters can be read on this colour: a contrast of 4.5 or more, after WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05) >= 4.5


def _unknown(node: object) -> str:
    raise RenderError(f"A document cannot hold a {type(node).__name__}.", "Use the nodes of cbreport.documents.nodes.")


@cache
def _print_css() -> str:
    return files("cbreport.documents").joinpath("print.css").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    def source(name: str) -> str:
        return files("cbreport.documents").joinpath(name).read_text(encoding="utf-8")

    environment = Environment(loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("document.html")
