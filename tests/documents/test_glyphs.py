from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cbreport.documents.glyphs import NOTHING, letters_of, letters_of_name, mend_maps

FONTS = Path(__file__).resolve().parents[2] / "cbreport/documents/fonts"
ARABIC = FONTS / "NotoSansArabic-Bold.ttf"


class Stream:
    def __init__(self, *lines: bytes) -> None:
        self.stream = list(lines)


def mended(line: bytes, name: bytes = b"/ABCDEF+Noto-Sans-Arabic-Bold") -> bytes:
    objects: list[Any] = [
        None,
        {"Type": "/Page"},
        Stream(b"begincmap", line),
        {"Type": "/Font", "BaseFont": name, "ToUnicode": b"2 0 R"},
    ]
    mend_maps(objects, (ARABIC,))
    return bytes(objects[2].stream[1])


def pair(glyph: int, letters: str) -> bytes:
    return f"<{glyph:04x}> <{letters.encode('utf-16-be').hex()}>".encode()


def number(letter: str) -> int:
    return next(glyph for glyph, letters in letters_of(ARABIC).items() if letters == letter)


def test_a_glyph_without_letters_gets_those_of_its_name() -> None:
    assert mended(pair(number("ئ"), "")) == pair(number("ئ"), "ئ")


def test_a_glyph_with_the_letters_of_its_whole_cluster_gets_its_own() -> None:
    assert mended(pair(number("ئ"), "ئً")) == pair(number("ئ"), "ئ")


def test_what_is_right_stays() -> None:
    assert mended(pair(number("ئ"), "ئ")) == pair(number("ئ"), "ئ")
    assert mended(b"12 beginbfchar") == b"12 beginbfchar"


def test_a_glyph_of_an_unknown_font_is_never_left_without_letters() -> None:
    assert mended(pair(5, ""), b"/ABCDEF+Another-Font") == pair(5, NOTHING)
    assert mended(pair(5, "xy"), b"/ABCDEF+Another-Font") == pair(5, "xy")


@pytest.mark.parametrize(
    ("name", "letters"), [("uni064B", "ً"), ("uni06A9.init", "ک"), (".notdef", ""), ("a", "a"), ("glyph00012", "")]
)
def test_names_tell_letters(name: str, letters: str) -> None:
    assert letters_of_name(name) == letters
