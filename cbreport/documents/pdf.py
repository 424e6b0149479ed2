"""From HTML to PDF. The only file that knows WeasyPrint.

What comes out depends on the input and on the fonts that come with the library, on nothing of the machine: the
renderer may fetch nothing, sees no other font, and writes no time of its own.
"""

from __future__ import annotations

import atexit
import copy
import hashlib
import io
import logging
import os
import re
import tempfile
import threading
import unicodedata
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from cbreport.definition import LANGUAGE_NAMES, digest_of
from cbreport.documents import associating
from cbreport.documents.glyphs import letters_of, mend_maps
from cbreport.documents.html import Parts, parts_of, written_out
from cbreport.documents.nodes import Attached
from cbreport.documents.sheets import Sheet, packed, sheet_of, stream_bytes, unpacked
from cbreport.errors import ConfigurationError, RenderError

PACKAGES: Final = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_ENDINGS: Final = (".ttf", ".otf")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # kinds of characters that need no glyph
_SELECTORS: Final = range(0xFE00, 0xFE10)
_log = logging.getLogger(__name__)
# Pango's fonts are not shared between threads, and fontconfig learns of its file by the environment alone.
_lock = threading.RLock()


VARIANT: Final = "pdf/ua-1"
ARCHIVE: Final = "pdf/a-3a"
_PROFILE: Final = "sRGB2014.icc"
KEPT: Final = 600  # pages that are kept to be bound again; a page takes some fifty kilobytes
COMPRESSED: Final = 16_000_000  # bytes
# In the parts of a document the margins stay empty: page numbers come when all parts are there.
_NO_MARGINS: Final = (
    "@page{@top-left{content:none}@top-right{content:none}@bottom-left{content:none}@bottom-right{content:none}}"
)
_TARGET: Final = re.compile(r'(?<= data-target="#)([^"]+)"')
SAMPLES: Final = {  # a letter of each family
    "Noto Sans": "a",
    "Noto Sans Arabic": "ب",
    "Noto Sans SC": "中",
    "Noto Sans Symbols 2": "☑",
    "Noto Sans Symbols": "⚥",
    "Noto Sans Math": "∑",
}
Progress = Callable[[float], None]


def html_to_pdf(
    html: str,
    *,
    identifier: str = "",
    data: Attached | None = None,
    archive: bool = False,
    progress: Progress | None = None,
    brought: Mapping[int, bytes] = MappingProxyType({}),
) -> bytes:
    """The HTML as a tagged PDF (PDF/UA-1) with the HTML's own language and title.

    Nothing is fetched, whatever the HTML names. A character that no font has is printed as ``[U+1F600]``, so that
    nothing is lost.

    A document whose sections begin pages (:func:`~cbreport.documents.html.begin_parts`) is laid out part by part, and
    parts that this process has laid out before are taken as they are; an archive is laid out as a whole.

    :param identifier: of the PDF; otherwise a digest of all that is given. The same input gives the same bytes.
    :param data: a file that travels inside the PDF, as what it was made of.
    :param archive: PDF/A-3a as well as PDF/UA-1.
    :param progress: is told the share that is done, from 0 to 1, after each part.
    :param brought: parts, by their place, that another process has laid out (:func:`part_laid_out`).
    :raises ConfigurationError: a system library or the fonts are missing.
    :raises RenderError: the document could not be laid out.
    """
    with _lock:
        weasyprint = _weasyprint()
        text = printable(html)
        try:
            if archive:
                document = _render(text, ARCHIVE)
            else:
                document = _laid_out(text, progress or (lambda share: None), brought)
            with _colours_at_hand():
                pdf: bytes = document.write_pdf(
                    pdf_variant=ARCHIVE if archive else VARIANT,
                    pdf_identifier=(identifier or _identifier(text, data, archive)).encode(),
                    uncompressed_pdf=archive,  # it is compressed at the end, as far as an archive allows
                    attachments=[_attachment(weasyprint, data)] if data else [],
                    finisher=lambda document, pdf: _finish(pdf, data, archive),
                )
        except Exception as error:
            raise _failed(error) from error
    return pdf


def part_laid_out(html: str, style: str) -> bytes:
    """A part of a document, laid out and kept, as bytes for another process; none where they would not do.

    :param html: the part as a document of its own (:meth:`~cbreport.documents.html.Parts.alone`).
    :param style: the style sheet of the document.
    :raises RenderError: it could not be laid out.
    """
    with _lock:
        try:
            return packed(_kept(printable(html), printable(style) + _NO_MARGINS).pages, _fonts())
        except Exception as error:
            raise _failed(error) from error


def _failed(error: Exception) -> RenderError:
    _log.error("a PDF could not be made", exc_info=error)
    return RenderError(f"The PDF could not be made: {type(error).__name__}: {error}.", "See the log.")


def warm_up() -> None:
    """Load all that any document may need: after this, no file is opened any more.

    :raises ConfigurationError: a system library or the fonts are missing.
    """
    with _lock:
        _weasyprint()
        _known_characters()
        for path in _font_files():
            letters_of(path)
        _fonts()
        _colour_profile()
    words = "".join(
        f'<p lang="{language}" style="hyphens: auto; width: 1em">hyphenation</p>' for language in LANGUAGE_NAMES
    )
    section = f'<h2 class="fresh" id="a">{"".join(SAMPLES.values())}</h2>{words}'
    html_to_pdf(
        '<!doctype html><html lang="en"><head><title>Warm</title><style>h2{break-before:page}</style></head>'
        f"<body><h1>Warm</h1><main>{section}</main></body></html>"
    )


def _laid_out(html: str, progress: Progress, brought: Mapping[int, bytes]) -> Any:
    """The document with all its pages, ready to be written."""
    parts = parts_of(html)
    if parts is None:
        return _render(html)
    sheets = []
    for place, part in enumerate(parts.rest):
        sheets.append(_kept(parts.alone(part), parts.style + _NO_MARGINS, brought.get(place, b"")).pages)
        progress((place + 1) / (len(parts.rest) + 2))
    front = _front(parts, sheets)
    pages = [page for part in (front.pages, *sheets) for page in part]
    blank = "".join(f'<p style="break-before: page; page: {page.kind or "auto"}"></p>' for page in pages)
    margins = _kept(parts.alone(f"<main>{blank}"), parts.style).pages
    progress(1 - 1 / (len(parts.rest) + 2))
    return front.bound([page.with_margins(margin) for page, margin in zip(pages, margins, strict=True)])


def _front(parts: Parts, sheets: Sequence[Sequence[Sheet]]) -> Laid:
    """Cover and contents, with the numbers of the pages to which the contents lead."""
    count = 2
    while True:
        front = _kept(parts.alone(_numbered(parts.front, sheets, count)), parts.style + _NO_MARGINS)
        if len(front.pages) == count:
            return front
        count = len(front.pages)


def _numbered(front: str, sheets: Sequence[Sequence[Sheet]], count: int) -> str:
    """The front with the number of its page beside each target, if the front itself has so many pages."""
    places: dict[str, int] = {}
    for number, page in enumerate((page for part in sheets for page in part), count + 1):
        places |= {anchor: number for anchor in page.anchors if anchor not in places}

    def with_number(match: re.Match[str]) -> str:
        return f'{match[0]} data-page="{places[match[1]]}"' if match[1] in places else match[0]

    return _TARGET.sub(with_number, front)


@dataclass(frozen=True)
class Laid:
    """A part that was laid out.

    :param whole: what the renderer read of the document as a whole; None where another process laid it out.
    """

    pages: tuple[Sheet, ...]
    whole: Any = None

    def bound(self, pages: list[Sheet]) -> Any:
        """A document with these pages, as if it had been laid out in one go."""
        document = self.whole.copy(pages)
        document.metadata = copy.deepcopy(document.metadata)
        document.color_profiles = {}
        return document


class Shelf:
    """Parts that were laid out, by the digest of what they were made of.

    :param room: for so many pages; the part that was not used longest goes first.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.parts: OrderedDict[str, Laid] = OrderedDict()

    def take(self, key: str) -> Laid | None:
        """The part, if it is there."""
        found = self.parts.get(key)
        if found is not None:
            self.parts.move_to_end(key)
        return found

    def put(self, key: str, laid: Laid) -> None:
        """Keep a part."""
        self.parts[key] = laid
        while sum(len(each.pages) for each in self.parts.values()) > self.room and len(self.parts) > 1:
            self.parts.popitem(last=False)


_shelf = Shelf(KEPT)


def _kept(html: str, style: str, brought: bytes = b"") -> Laid:
    """A part, laid out and drawn now or earlier, or brought from elsewhere."""
    key = digest_of(f"{style}\0{html}".encode())
    found = _shelf.take(key)
    if found is None:
        if brought:
            found = Laid(unpacked(brought, _fonts()))
        else:
            document = _render(html, sheets=[_style_sheet(style)])
            found = Laid(tuple(sheet_of(page, _new_stream, _fonts()) for page in document.pages), document.copy([]))
        _shelf.put(key, found)
    return found


def _render(html: str, variant: str = VARIANT, sheets: Sequence[Any] = ()) -> Any:
    source = _weasyprint().HTML(string=html, url_fetcher=_deny_all())
    return source.render(font_config=_font_configuration(), pdf_variant=variant, stylesheets=sheets)


@lru_cache(maxsize=32)
def _style_sheet(text: str) -> Any:
    return _weasyprint().CSS(string=text, url_fetcher=_deny_all(), font_config=_font_configuration())


def _new_stream(*arguments: Any) -> Any:
    from weasyprint.pdf.stream import Stream

    return Stream(*arguments, {}, None)


@cache
def _fonts() -> Mapping[int, Any]:
    """The fonts of the library by the renderer's key, loaded at one size, so that no document depends on another."""
    body = "".join(
        f"<span style=\"font-family: '{family}'; font-weight: {weight}; font-style: {slant}\">{sample}</span>"
        for family, sample in SAMPLES.items()
        for weight in (400, 700)
        for slant in ("normal", "italic")
    )
    (page,) = _render(f'<!doctype html><html lang="en"><title>Fonts</title><body>{body}').pages
    found: dict[int, Any] = {}
    page.paint(_new_stream(found, (0, 0, page.width, page.height), {"ExtGState": {}}, {}, {}))
    return found


def _identifier(text: str, data: Attached | None, archive: bool) -> str:
    parts = [text.encode(), *([data.name.encode(), data.content] if data else []), b"archive" if archive else b""]
    return digest_of(b"\0".join(parts))


def _attachment(weasyprint: Any, data: Attached) -> Any:
    return weasyprint.Attachment(
        string=data.content, name=data.name, description=data.description, relationship=associating.RELATIONSHIP
    )


def _finish(pdf: Any, data: Attached | None, archive: bool) -> None:
    mend_maps(pdf.objects, _font_files())
    if data:
        associating.associate(pdf)
    if archive:
        associating.say_that_it_is_accessible(pdf)
        associating.mark_for_compression(pdf)
    fixed = _fixed()
    for place, each in enumerate(pdf.objects):
        if getattr(each, "compress", False):
            _compress(each)
        elif each.compressible and each.free == "n":
            pdf.objects[place] = fixed(each)


@cache
def _fixed() -> type:
    """An object of a PDF as the bytes that stand for it, which the writer asks for twice, once for a digest."""
    import pydyf

    class Fixed(pydyf.Object):  # type: ignore[misc]
        data = b""

        def __init__(self, of: Any) -> None:
            super().__init__()
            self.number, self.data = of.number, of.data

    return Fixed


def _compress(stream: Any) -> None:
    """Compress a stream once and for good."""
    content = b"\n".join(stream_bytes(stream.stream))
    stream.stream[:] = [_pressed.of(content)]
    stream.extra["Filter"] = "/FlateDecode"
    stream.compress = False


class Pressed:
    """What was compressed last, by the digest of what it was made of.

    :param room: bytes, compressed, that are kept at most; what was not used longest goes first.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.size = 0
        self.kept: OrderedDict[bytes, bytes] = OrderedDict()

    def of(self, content: bytes) -> bytes:
        """The content, compressed now or earlier."""
        key = hashlib.sha256(content).digest()
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = zlib.compress(content, 9)
            self.size += len(found)
            while self.size > self.room and len(self.kept) > 1:
                self.size -= len(self.kept.popitem(last=False)[1])
        self.kept.move_to_end(key)
        return found


_pressed = Pressed(COMPRESSED)


def missing_characters(text: str) -> frozenset[str]:
    """The characters of a text that no font has.

    >>> missing_characters("é, العربية, 中文, \U0001f600")
    frozenset({'😀'})
    """
    known = _known_characters()
    return frozenset(char for char in set(text) if ord(char) not in known and not _needs_no_glyph(char))


def printable(text: str) -> str:
    """The text with every character that no font has written out.

    >>> printable("kept: é, العربية, 中文; written out: \U0001f600")
    'kept: é, العربية, 中文; written out: [U+1F600]'
    """
    missing = missing_characters(text)
    if missing:
        _log.warning("no font has these characters: %s", " ".join(sorted(written_out(char) for char in missing)))
    return text.translate({ord(char): written_out(char) for char in missing})


def _needs_no_glyph(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN or ord(char) in _SELECTORS


@cache
def _known_characters() -> frozenset[int]:
    """Every character that one of the fonts has."""
    known: set[int] = set()
    for path in _font_files():
        with TTFont(path, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)


@cache
def _own_folder() -> Path:
    """A folder of this process, for fontconfig's own file and cache; removed at exit."""
    folder = tempfile.TemporaryDirectory(prefix="cbreport-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _font_files() -> tuple[Path, ...]:
    """The fonts that come with the library, unpacked where the library is not in a folder.

    :raises ConfigurationError: there are none.
    """
    found = []
    for resource in sorted(files("cbreport.documents").joinpath("fonts").iterdir(), key=lambda each: each.name):
        if not resource.name.endswith(_ENDINGS):
            continue
        if not isinstance(resource, Path):
            copy = _own_folder() / resource.name
            copy.write_bytes(resource.read_bytes())
            resource = copy
        found.append(resource)
    if not found:
        raise ConfigurationError("The fonts of cbreport are missing.", "Install cbreport again, from a complete wheel.")
    return tuple(found)


@contextmanager
def _own_fonts() -> Iterator[None]:
    """While this lasts, fontconfig knows the fonts of the library and no others."""
    name = "FONTCONFIG_FILE"
    before = os.environ.get(name)
    os.environ[name] = str(_fontconfig_file())
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@cache
def _fontconfig_file() -> Path:
    folders = sorted({str(path.parent) for path in _font_files()})
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">', "<fontconfig>"]
    lines += [f"<dir>{escape(folder)}</dir>" for folder in folders]
    lines += [f"<cachedir>{escape(str(_own_folder() / 'cache'))}</cachedir>", "</fontconfig>"]
    path = _own_folder() / "fonts.conf"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@cache
def _weasyprint() -> Any:
    """The renderer, imported when the first PDF is made.

    :raises ConfigurationError: it cannot be loaded.
    """
    try:
        with _own_fonts():
            import weasyprint
    except OSError as error:
        raise ConfigurationError(
            f"PDF needs Pango, which is not installed here: {error}.",
            f"On Debian and Ubuntu: apt-get install {PACKAGES}",
        ) from error
    return weasyprint


@cache
def _font_configuration() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    with _own_fonts():
        return FontConfiguration()


@cache
def _colour_profile() -> bytes:
    return (files("weasyprint.pdf") / _PROFILE).read_bytes()


@contextmanager
def _colours_at_hand() -> Iterator[None]:
    """While this lasts, the renderer has the colour profile of archives in memory: a worker can open no file."""
    import weasyprint.pdf as writer

    class InMemory:
        def __truediv__(self, name: str) -> InMemory:
            if name != _PROFILE:
                raise ValueError(f"no such file is needed for a document: {name}")
            return self

        def open(self, mode: str) -> io.BytesIO:
            return io.BytesIO(_colour_profile())

    packaged, writer.files = writer.files, lambda package: InMemory()
    try:
        yield
    finally:
        writer.files = packaged


def _deny_all() -> Any:
    """A fetcher that fetches nothing: style sheet and fonts are given, and documents hold nothing else."""
    from weasyprint.urls import URLFetcher

    class DenyAll(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"nothing is fetched while a document is made: {url[:200]!r}")

    return DenyAll()
