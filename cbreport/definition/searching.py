"""Finding Parties by what a person types: a name in any language, or a code, whatever its case and accents."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from babel import Locale

from cbreport.definition.language import LANGUAGE_NAMES
from cbreport.definition.parties import ALIASES, Party

_LONGEST: Final = 100  # characters that are looked at; no name has as many
# Letters of Arabic that people write one for another, and the stroke that only stretches a word.
_ARABIC: Final = str.maketrans("أإآٱةىؤئ", "ااااهيوي", "ـ")
_ARTICLE: Final = "ال"


def folded(text: str) -> str:
    """Text as it is compared: without case, accents and marks, anything that is no letter or digit a blank.

    >>> folded("Côte d'Ivoire"), folded("Türkiye"), folded("Guinea-Bissau")
    ('cote d ivoire', 'turkiye', 'guinea bissau')
    """
    plain = unicodedata.normalize("NFKD", text.translate(_ARABIC).casefold())
    kept = (char for char in plain if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in kept).translate(_ARABIC).split())


def fits_search(party: Party, query: str) -> bool:
    """Whether a Party is meant: every word of ``query`` begins a word of one of its names, or is one of its codes.

    Chinese is written without blanks, so there any part of a name will do; in Arabic the article may be left out. A
    blank query means every Party.

    >>> from cbreport.definition import find_party
    >>> [fits_search(find_party("CIV"), text) for text in ("cote", "ivoire", "CI", "科特迪瓦", "mali")]
    [True, True, True, True, False]
    """
    words = folded(query[:_LONGEST]).split()
    if not words:
        return not query.strip()
    return all(any(_begins(word, name) for name in _names(party)) for word in words)


def _begins(word: str, name: str) -> bool:
    """Whether ``word`` begins a word of ``name``."""
    if any(unicodedata.name(char, "").startswith("CJK UNIFIED") for char in word):
        return word in name
    known = name.split()
    known += [each.removeprefix(_ARTICLE) for each in known if each.startswith(_ARTICLE)]
    return any(each.startswith((word, word.removeprefix(_ARTICLE) or word)) for each in known)


@cache
def _names(party: Party) -> tuple[str, ...]:
    codes = {party.code, party.iso2, *(alias for alias, code in ALIASES.items() if code == party.code)}
    names = {party.name_in(language) for language in LANGUAGE_NAMES}
    names.add(Locale("en").territories.get(party.iso2) or party.name)  # “Bolivia”, where the full name stands first
    return tuple(sorted({folded(each) for each in (*codes, *names)}))
