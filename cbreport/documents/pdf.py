"""From HTML to PDF. The only file that knows WeasyPrint.

What comes out depends on the input and on the fonts that come with the library, on nothing of the machine: the
renderer may fetch nothing, sees no other font, and writes no time of its own.
"""

from __future__ import annotations

import atexit
import logging
import os
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from cbreport.definition import digest_of
from cbreport.documents.glyphs import mend_maps
from cbreport.documents.html import written_out
from cbreport.errors import ConfigurationError, RenderError

PACKAGES: Final = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_ENDINGS: Final = (".ttf", ".otf")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # kinds of characters that need no glyph
_SELECTORS: Final = range(0xFE00, 0xFE10)
_log = logging.getLogger(__name__)
# Pango's fonts are not shared between threads, and fontconfig learns of its file by the environment alone.
_lock = threading.RLock()


def html_to_pdf(html: str, *, identifier: str = "") -> bytes:
    """The HTML as a tagged PDF (PDF/UA-1) with the HTML's own language and title.

    Nothing is fetched, whatever the HTML names. A character that no font has is printed as ``[U+1F600]``, so that
    nothing is lost.

    :param identifier: of the PDF; otherwise the digest of the HTML. The same HTML and identifier give the same bytes.
    :raises ConfigurationError: a system library or the fonts are missing.
    :raises RenderError: the document could not be laid out.
    """
    with _lock:
        weasyprint = _weasyprint()
        text = printable(html)
        try:
            source = weasyprint.HTML(string=text, url_fetcher=_deny_all())
            pdf: bytes = source.write_pdf(
                font_config=_font_configuration(),
                pdf_variant="pdf/ua-1",
                pdf_identifier=(identifier or digest_of(text.encode())).encode(),
                finisher=lambda document, pdf: mend_maps(pdf.objects, _font_files()),
            )
        except Exception as error:
            _log.exception("a PDF could not be made")
            raise RenderError(f"The PDF could not be made: {type(error).__name__}: {error}.", "See the log.") from error
    return pdf


def printable(text: str) -> str:
    """The text with every character that no font has written out.

    >>> printable("kept: é, العربية, 中文; written out: \U0001f600")
    'kept: é, العربية, 中文; written out: [U+1F600]'
    """
    known = _known_characters()
    missing = {char for char in set(text) if ord(char) not in known and not _needs_no_glyph(char)}
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


def _font_configuration() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    with _own_fonts():
        return FontConfiguration()


def _deny_all() -> Any:
    """A fetcher that fetches nothing: style sheet and fonts are given, and documents hold nothing else."""
    from weasyprint.urls import URLFetcher

    class DenyAll(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"nothing is fetched while a document is made: {url[:200]!r}")

    return DenyAll()
