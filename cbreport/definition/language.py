"""Translating source text: PO catalogues read straight into memory, one domain a package.

There is no build step and no ``.mo`` file: what stands in the PO file is what is shown. A text without a reviewed
translation (missing or fuzzy) is shown in its source language and says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from cbreport.definition.conventions import Translations
from cbreport.errors import ConfigurationError

SOURCE_LANGUAGE: Final = "en"
LANGUAGE_NAMES: Final[Mapping[str, str]] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur", "ps", "dv"})


def direction(language: str) -> str:
    """``rtl`` or ``ltr``.

    >>> direction("ar"), direction("fr")
    ('rtl', 'ltr')
    """
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Shown:
    """A text as it is shown, with the language that it is really in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Translator:
    """Source text into one language, looked up in several catalogues, the first that has it wins."""

    language: str = SOURCE_LANGUAGE
    catalogues: tuple[Mapping[str, str], ...] = ()

    def __call__(self, text: str) -> str:
        """The text in this language, or as it is when there is no reviewed translation."""
        return self.show(text).text

    def show(self, text: str) -> Shown:
        """The text with the language it is in, so that a page can mark untranslated text."""
        if self.language == SOURCE_LANGUAGE or not text:
            return Shown(text, self.language)
        for catalogue in self.catalogues:
            if found := catalogue.get(text):
                return Shown(found, self.language)
        return Shown(text, SOURCE_LANGUAGE)


def read_catalogue(source: Translations, language: str) -> dict[str, str]:
    """Source text to reviewed translation; empty when the language has no catalogue.

    :raises ConfigurationError: the PO file cannot be read.
    """
    return {
        str(message.id): str(message.string)
        for message in open_catalogue(source, language) or ()
        if message.id and message.string and not message.fuzzy
    }


def open_catalogue(source: Translations, language: str) -> Catalog | None:
    """The PO file of a language as it stands, fuzzy translations included; None when there is none.

    :raises ConfigurationError: it cannot be read.
    """
    path = files(source.package).joinpath(f"{source.folder}/{language}/LC_MESSAGES/{source.domain}.po")
    if not path.is_file():
        return None
    try:
        return read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)
    except Exception as error:
        raise ConfigurationError(
            f"{source.domain}.po for {language} cannot be read: {error}.", "Mend the PO file."
        ) from None


def all_languages(sources: Iterable[Translations]) -> tuple[str, ...]:
    """The languages for which any of ``sources`` has a catalogue."""
    found = {
        child.name
        for source in sources
        for child in files(source.package).joinpath(source.folder).iterdir()
        if child.joinpath(f"LC_MESSAGES/{source.domain}.po").is_file()
    }
    return tuple(sorted(found))
