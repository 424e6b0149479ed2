"""Which letters a glyph stands for, so that text copied from a PDF, searched or read aloud is the text that was set.

A PDF says for every glyph which letters it shows. When several glyphs make one cluster (an Arabic letter with a
vowel sign), the renderer gives the letters of the whole cluster to one of them and nothing to the others, which is
neither valid PDF/UA nor right for the next word. The names of the glyphs in the fonts say it exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from fontTools import agl  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

NOTHING: Final = "\u2060"  # word joiner: for a glyph that adds no letter to its cluster
_PAIR: Final = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


def mend_maps(objects: list[Any], fonts: tuple[Path, ...]) -> None:
    """Mend the maps from glyphs to letters of every font of a PDF that is about to be written.

    :param objects: the objects of the PDF, by number.
    :param fonts: the files of the fonts that may have been used.
    """
    files = {path.stem.replace("-", "").replace("Regular", ""): path for path in fonts}
    for each in objects:
        if not isinstance(each, dict) or each.get("Type") != "/Font" or "ToUnicode" not in each:
            continue
        name = bytes(each["BaseFont"]).decode("ascii", "replace").partition("+")[2].replace("-", "")
        stream = objects[int(bytes(each["ToUnicode"]).split()[0])].stream
        mend = partial(_mended, known=letters_of(files[name]) if name in files else {})
        stream[:] = [_PAIR.sub(mend, line) for line in stream]


def _mended(pair: re.Match[bytes], known: Mapping[int, str]) -> bytes:
    shown = bytes.fromhex(pair[2].decode()).decode("utf-16-be", "replace")
    named = known.get(int(pair[1], 16), "")
    right = (named if named and (not shown or len(shown) > len(named)) else shown) or NOTHING
    return b"<" + pair[1] + b"> <" + right.encode("utf-16-be").hex().encode() + b">"


@cache
def letters_of(path: Path) -> Mapping[int, str]:
    """The letters of each glyph of a font by its number, as far as its name tells: ``uni0626.medi`` is ئ."""
    with TTFont(path, lazy=True) as font:
        names = font.getGlyphOrder()
    return {number: letters for number, name in enumerate(names) if (letters := letters_of_name(name))}


def letters_of_name(name: str) -> str:
    """The letters that a glyph's name stands for, after the Adobe Glyph List; presentation forms as plain letters.

    >>> letters_of_name("uni0626.medi"), letters_of_name("uniFEFB"), letters_of_name("f_f_i"), letters_of_name("cid123")
    ('ئ', 'لا', 'ffi', '')
    """
    return unicodedata.normalize("NFKC", agl.toUnicode(name))
