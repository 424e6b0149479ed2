"""Pages that were laid out and drawn once, and can be bound into any number of documents.

A long document is laid out part by part. Of each page is kept what it takes to write it: what was drawn, as bytes, and
the bare tree of boxes that becomes the tags. That is a small part of what the renderer itself holds of a page, so that
memory stays bounded, and a part that has not changed is neither laid out nor drawn again.

This reaches into the renderer (its stream, fonts and boxes); tests compare with what it writes by itself.
"""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from xml.etree import ElementTree

SCALE: Final = 0.75  # points of PDF in a pixel of CSS
_NUMBER: Final = re.compile(rb"/MCID (\d+)")
_OPACITY: Final = re.compile(r"[aA][\d.]+")  # states of the stream that are named by their value
_OTHERS: Final = ("XObject", "Pattern", "Shading")  # what a page may draw with besides letters and lines
_SVG: Final = "{http://www.w3.org/2000/svg}svg"


class _Fonts(dict[int, Any]):
    """The fonts of one page, with the glyphs that this page uses. Those of ``known`` are not loaded again."""

    def __init__(self, known: Mapping[int, Any]) -> None:
        super().__init__()
        self._known = known

    def __contains__(self, key: Any) -> bool:
        if not super().__contains__(key) and key in self._known:
            self[key] = _without_glyphs(self._known[key])
        return super().__contains__(key)


def _without_glyphs(font: Any) -> Any:
    bare = copy.copy(font)
    bare.widths, bare.to_unicode, bare.missing = {}, {}, {}
    return bare


@dataclass
class Drawn:
    """What was drawn on a page: operators, which box each piece belongs to, fonts with their glyphs, and opacities."""

    content: bytes
    marks: dict[Any, Mapping[str, Any]]
    fonts: dict[int, Any]
    states: Mapping[str, Any]

    def onto(self, stream: Any) -> None:
        """Draw it again; the numbers of its pieces follow on those that the stream has already."""
        first = len(stream._tags)
        content = self.content
        if first:
            content = _NUMBER.sub(lambda match: b"/MCID %d" % (int(match[1]) + first), content)
        stream.stream.append(content)
        stream._tags.update((box, {**mark, "mcid": mark["mcid"] + first}) for box, mark in self.marks.items())
        stream._resources["ExtGState"].update(self.states)
        for key, font in self.fonts.items():
            if key not in stream._fonts:
                stream._fonts[key] = _without_glyphs(font)
            mine = stream._fonts[key]
            for glyph, width in font.widths.items():
                mine.widths.setdefault(glyph, width)
            for glyph, letters in font.to_unicode.items():
                mine.to_unicode.setdefault(glyph, letters)


@dataclass
class Live:
    """A page that is drawn anew each time."""

    page: Any

    def onto(self, stream: Any) -> None:
        """Draw it."""
        self.page.paint(stream, SCALE)


@dataclass
class Sheet:
    """A page to be written, in place of the renderer's own, with the attributes that it asks of one.

    :param kind: the name that the style sheet gives to pages of this kind; empty for most.
    """

    width: float
    height: float
    bleed: Mapping[str, float]
    links: list[tuple[Any, ...]]
    anchors: Mapping[str, Any]
    bookmarks: list[tuple[Any, ...]]
    kind: str
    _page_box: Any
    drawn: tuple[Drawn | Live, ...]
    forms: Mapping[Any, list[Any]]

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Write what was drawn into the stream of a page."""
        for each in self.drawn:
            each.onto(stream)

    def with_margins(self, other: Sheet) -> Sheet:
        """The page with what stands in the margins of another one, which is blank but for that."""
        for *_, linked in self.links:
            linked.link_annotation = None  # of the document that these pages were bound into before
        box = copy.copy(self._page_box)
        box.children = [*box.children, *other._page_box.children[1:]]
        return replace(self, _page_box=box, drawn=(*self.drawn, *other.drawn))


def sheet_of(page: Any, new_stream: Callable[..., Any], fonts: Mapping[int, Any]) -> Sheet:
    """A page that was laid out, drawn, and stripped of all else.

    A page on which more than letters and lines is drawn stays as it is, and is drawn whenever it is written.

    :param page: the renderer's.
    :param new_stream: makes the renderer's stream from fonts, the page's rectangle, resources, images and tags.
    :param fonts: fonts that were loaded before, by the renderer's key.
    """
    resources: dict[str, Any] = {name: {} for name in ("ExtGState", "ColorSpace", *_OTHERS)}
    images: dict[str, Any] = {}
    used = _Fonts(fonts)
    tags: dict[Any, Any] = {}
    stream = new_stream(used, (0, 0, page.width, page.height), resources, images, tags)
    stream.transform(d=-1, f=page.height * SCALE)
    before = len(stream.stream)
    page.paint(stream, SCALE)
    plain = all(_OPACITY.fullmatch(name) for name in resources["ExtGState"])
    if images or not plain or any(resources[name] for name in _OTHERS) or any(page.forms.values()):
        links, box = page.links, page._page_box
        drawn: Drawn | Live = Live(page)
    else:
        bared: dict[int, Any] = {}
        box = _bare(page._page_box, bared)
        links = [(kind, target, rectangle, bared[id(linked)]) for kind, target, rectangle, linked in page.links]
        content = b"\n".join(stream_bytes(stream.stream[before:]))
        marks = {bared[id(marked)]: mark for marked, mark in tags.items()}
        drawn = Drawn(content, marks, dict(used), resources["ExtGState"])
    name = page._page_box.page_type.name
    return Sheet(
        page.width, page.height, page.bleed, links, page.anchors, page.bookmarks, name, box, (drawn,), page.forms
    )


def packed(sheets: Sequence[Sheet], fonts: Mapping[int, Any]) -> bytes:
    """Pages as bytes for another process that has loaded the same fonts; none where one is drawn anew each time.

    >>> packed([], {}) != b"", unpacked(packed([], {}), {})
    (True, ())
    """
    drawn = [each for sheet in sheets for each in sheet.drawn]
    if not all(isinstance(each, Drawn) and each.fonts.keys() <= fonts.keys() for each in drawn):
        return b""
    return pickle.dumps([_with_fonts(sheet, lambda key, font: _glyphs(font)) for sheet in sheets])


def unpacked(content: bytes, fonts: Mapping[int, Any]) -> tuple[Sheet, ...]:
    """The pages that were packed.

    :param content: of a process like this one; it is read as objects.
    """

    def with_glyphs(key: int, glyphs: tuple[Any, ...]) -> Any:
        font = copy.copy(fonts[key])
        font.widths, font.to_unicode, font.missing = glyphs
        return font

    return tuple(_with_fonts(sheet, with_glyphs) for sheet in pickle.loads(content))


def _with_fonts(sheet: Sheet, other: Callable[[int, Any], Any]) -> Sheet:
    """A page with something else in place of each font."""
    drawn = (each for each in sheet.drawn if isinstance(each, Drawn))
    return replace(
        sheet,
        drawn=tuple(replace(each, fonts={key: other(key, font) for key, font in each.fonts.items()}) for each in drawn),
    )


def _glyphs(font: Any) -> tuple[Any, ...]:
    return font.widths, font.to_unicode, font.missing


def stream_bytes(operators: Iterable[Any]) -> Iterator[bytes]:
    """What the renderer would write of each operator of a stream."""
    for operator in operators:
        if isinstance(operator, bytes):
            yield operator
        else:
            yield operator.data if hasattr(operator, "data") else str(operator).encode("ascii")


def _bare(box: Any, bared: dict[int, Any]) -> Any:
    """A box with what tags ask of it, and nothing of how it was laid out.

    :param bared: takes the bare box of each box, by identity.
    """
    whole = vars(box).get("_box", box)  # what was taken out of the flow stands in a placeholder
    bare = object.__new__(type(whole))
    known = {name: value for name, value in vars(whole).items() if type(value) in (int, float, bool)}
    known["element_tag"] = whole.element_tag
    known["element"] = _bare_element(whole.element)
    known["style"] = {name: whole.style[name] for name in ("display", "list_style_type")}
    known["children"] = [_bare(child, bared) for child in getattr(whole, "children", ())]
    vars(bare).update(known)
    bared[id(box)] = bared[id(whole)] = bare
    return bare


def _bare_element(element: Any) -> Any:
    """The element without those below it, but for a picture's title."""
    if element is None:
        return None
    bare = ElementTree.Element(element.tag, dict(element.attrib))
    if element.tag == _SVG:
        bare.extend(element)
    return bare
