"""From a document to one HTML file for paper: complete, escaped, without script and without anything to fetch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from cbreport.definition import DocumentIdentity
from cbreport.documents.nodes import Cell, Choices, Document, Heading, Meta, QuestionBlock, Table, Text
from cbreport.documents.widths import column_widths, is_crowded
from cbreport.documents.writing import written_number
from cbreport.errors import RenderError

BAR_WIDTH: Final = 120  # units of the SVG's own grid
PART: Final = 5_000  # letters of HTML, some two pages: what is laid out in one go
SHORT: Final = 4 * PART  # a document up to this is laid out as a whole
LEAST, MOST = 7 * PART // 10, 7 * PART // 4  # what a part holds, as far as sections allow
QUESTION: Final = 700  # letters of HTML that a question takes with a short answer
TYPED: Final = 4 * PART // 5  # letters of HTML of answers, with which nobody can tell where a section ends
PAGE: Final = 249  # mm; the height of what stands on a page
# What of a section takes how many millimetres, fitted to the sections of the example reports in six languages.
HEIGHTS: Final = {"<h3": 11.3, "<li": 4.2, "<tr": 10, 'class="condition"': 6.6, 'class="help"': 6.6, 'class="room"': 7}
HEAD: Final = 41  # mm; the same of its heading
ABOVE: Final = 13  # mm; what of that falls away at the top of a page
CHARACTER: Final = 0.043  # mm; the same of a character of the form's text; a Chinese one takes 1.8 times as much
_FRESH: Final = '<h2 class="fresh" '
_WHOLE: Final = re.compile(
    r"(?P<head>\s*<!doctype html>.*?)<style>(?P<style>.*?)</style>\s*</head>\s*"
    r"<body>(?P<body>.*)</main>\s*</body>\s*</html>\s*",
    re.DOTALL,
)
_TYPED: Final = re.compile(
    r'<p class="(?:answer|value|typed)".*?</p>|<td.*?</td>|<span class="details">.*?</span></span>', re.DOTALL
)
_TAG: Final = re.compile("<[^>]*>")
_HAN: Final = re.compile("[\u3000-\u9fff]")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
BOXES: Final = {(True, True): "☑", (True, False): "☐", (False, True): "●", (False, False): "○"}
# What HTML cannot hold, and what would turn the reading order of everything after it.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202d\u202e]")


def to_html(document: Document, missing: Callable[[str], Iterable[str]] = lambda text: ()) -> str:
    """The document as one HTML file with its style sheet inside.

    Characters that HTML cannot hold, overrides of the reading order and characters without a glyph are written out as
    ``[U+0007]``, and the document says so at its end.

    :param missing: the characters of a text for which there is no glyph.
    :raises RenderError: a colour of the convention is not ``#rrggbb``, a plugin put something unknown in the tree, or
        there are such characters and the document does not allow that they are written out.
    """
    check_identity(document.identity)
    text = _filled(document)
    unprintable = sorted({*_UNPRINTABLE.findall(text), *missing(text)})
    if not unprintable:
        return begin_parts(text)
    if document.meta.missing_glyphs == "error":
        raise _refused(document, unprintable)
    template = document.meta.written_out
    remark = template.format(characters=" ".join(map(written_out, unprintable))) if template else None
    text = _filled(document, remark).translate({ord(char): written_out(char) for char in unprintable})
    return begin_parts(text)


def _refused(document: Document, unprintable: Sequence[str]) -> RenderError:
    """That characters cannot be printed, with the first place of each."""
    places = [f"{_named(char)} {_place_of(document, char)}".strip() for char in unprintable[:5]]
    places += ["…"] if len(unprintable) > 5 else []
    return RenderError(
        "No font of the document has {characters}.",
        "Write it in other words, or allow it to be written out.",
        characters=", ".join(places),
    )


def _named(char: str) -> str:
    return f"{written_out(char)[1:-1]} {unicodedata.name(char, '')}".rstrip()


def _place_of(document: Document, char: str) -> str:
    """In which question a character stands first; empty where it is in none."""
    for block in document.blocks:
        if isinstance(block, QuestionBlock) and any(char in text.text for text in texts_of(block)):
            return f"(in {block.address})"
    return ""


def texts_of(node: object) -> Iterator[Text]:
    """Every text of a node and of what it holds.

    >>> [text.text for text in texts_of(Table((Cell((Text("Help"),)),), ()))]
    ['Help']
    """
    if isinstance(node, Text):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from texts_of(each)
    elif is_dataclass(node):
        for field in fields(node):
            yield from texts_of(getattr(node, field.name))


def _filled(document: Document, remark: Text | None = None) -> str:
    """The template with everything in its place. ``remark`` says that characters were written out."""
    return _template().render(
        document=document,
        remark=remark,
        meta=document.meta,
        identity=document.identity,
        css=Markup(style_sheet(document)),  # packaged text, checked colours, escaped strings
        dark=_is_dark(document.identity.colour),
        is_short=is_short,
        is_long=is_long,
        is_tall=is_tall,
        column_widths=column_widths,
        is_crowded=is_crowded,
        kind_of=lambda node: type(node).__name__,
        box=lambda many, chosen: BOXES[many, chosen],
        headings=lambda depth: list(headings(document.blocks, depth)),
        figure=lambda number: written_number(number, document.language),
        bar_width=bar_width,
        bar_start=lambda share: round(BAR_WIDTH - bar_width(share), 2) if document.direction == "rtl" else 0,
        unknown=_unknown,
    )


def begin_parts(html: str) -> str:
    """The HTML with some of its sections beginning a page, so that a long document can be laid out part by part.

    A part ends when it has enough questions and the page on which it ends is neither hardly begun nor so full that it
    may well run over. Both are told without what was typed, so that hardly a change of an answer moves where a part
    ends; it ends in any case where much was typed. A short document stays as it is.

    >>> begin_parts('<h2 id="a"><p class="typed">' + "x" * SHORT + '</p><h2 id="b">').replace("x", "")
    '<h2 class="fresh" id="a"><p class="typed"></p><h2 class="fresh" id="b">'
    >>> begin_parts('<h2 id="a">x<h2 id="b">y')
    '<h2 id="a">x<h2 id="b">y'
    """
    before, *sections = re.split(r'(?=<h2 id=")', html)
    if sum(map(len, sections)) < SHORT:
        return html
    # What stands first below the cover begins a page already.
    begun, gathered, height = [before], 0 if before.rstrip().endswith("<main>") else MOST, float(-ABOVE)
    for section in sections:
        if gathered >= MOST or (gathered >= LEAST and 0.5 < height / PAGE % 1 < 0.95):
            section, gathered, height = section.replace("<h2 ", '<h2 class="fresh" ', 1), 0, -ABOVE
        bare = _TYPED.sub("", section)
        gathered += section.count('<div class="question"') * QUESTION if len(section) - len(bare) < TYPED else MOST
        height += _height(bare)
        begun.append(section)
    return "".join(begun)


def _height(bare: str) -> float:
    """About how many millimetres a section takes on paper, from what is not typed."""
    text = _TAG.sub("", bare)
    rest = CHARACTER * (len(text) + 0.8 * len(_HAN.findall(text)))
    return HEAD + rest + sum(height * bare.count(what) for what, height in HEIGHTS.items())


@dataclass(frozen=True)
class Parts:
    """A long document in parts of which each begins a page.

    :param head: up to ``<style>``.
    :param style: the style sheet.
    :param front: the body up to the first section that begins a page: cover and contents.
    :param rest: the other parts.
    """

    head: str
    style: str
    front: str
    rest: tuple[str, ...]

    def alone(self, body: str) -> str:
        """A part as a document of its own, to be laid out with the style sheet."""
        return f"{self.head}</head><body>{body}</main></body></html>"


def parts_of(html: str) -> Parts | None:
    """The parts of a document, or None where it is to be laid out as a whole.

    Nothing but the template writes these tags: what anybody typed is escaped.
    """
    match = _WHOLE.fullmatch(html)
    front, *rest = match["body"].split(_FRESH) if match else [""]
    if match is None or not rest:
        return None
    return Parts(match["head"], match["style"], front, tuple(f"<main>{_FRESH}{part}" for part in rest))


def printable(text: str) -> str:
    r"""Text without what no file can hold, which is written out.

    >>> printable("a\x07")
    'a[U+0007]'
    """
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


def is_tall(blocks: Iterable[object]) -> bool:
    """Whether blocks in a row have so long a list that the row is broken where a page ends."""
    return any(isinstance(block, Choices) and not is_short(block) for block in blocks)


def is_long(row: Sequence[Cell]) -> bool:
    """Whether a row is so long that it is broken where a page ends, and not moved to the next one as a whole."""
    return max(sum(len(text.text) for text in cell.texts) for cell in row) > 500 if row else False


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
    # Put in as they are: the renderer would look for each of them again in every element.
    colours = {"var(--colour)": document.identity.colour, "var(--accent)": document.identity.accent}
    css = _print_css()
    for name, colour in colours.items():
        css = css.replace(name, colour)
    # The margin boxes of a page are named by side, so the mirrored page of a right-to-left language is written here.
    start, end = ("right", "left") if document.direction == "rtl" else ("left", "right")
    return "\n".join([css, _furniture(document.meta, start, end, document.identity)])


def _furniture(meta: Meta, start: str, end: str, identity: DocumentIdentity) -> str:
    before, middle, after = _page_parts(meta.page)
    state = f"content:{css_string(meta.state.text)};color:{identity.accent}" if meta.state else "content:none"
    number = f"{css_string(before)} counter(page) {css_string(middle)} counter(pages) {css_string(after)}"
    return (
        f"@page{{@top-{start}{{content:{css_string(meta.running.text)};width:62%;text-align:{start}}}"
        f"@top-{end}{{{state};font-weight:700;text-align:{end}}}"
        f"@bottom-{end}{{content:{number};text-align:{end}}}}}\n"
        f".line{{text-align:{start}}}.number .line{{text-align:{end}}}.own{{text-align:start}}\n"
        f"@page cover{{@top-{start}{{content:none}}@top-{end}{{content:none}}@bottom-{end}{{content:none}}}}"
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
