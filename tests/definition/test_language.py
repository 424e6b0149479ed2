from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cbreport.definition import LANGUAGE_NAMES, Shown, Translations, Translator, direction
from cbreport.definition.language import all_languages, read_catalogue
from cbreport.errors import ConfigurationError

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package ``ourforms`` with an empty folder ``locale``."""
    package = tmp_path / "ourforms"
    (package / "locale").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "ourforms", raising=False)
    return package / "locale"


def put(folder: Path, language: str, entries: str, domain: str = "ours") -> None:
    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + entries, encoding="utf-8")


OURS = Translations("ourforms", "locale", "ours")


def test_reviewed_translations_are_read_and_drafts_are_not(catalogues: Path) -> None:
    put(
        catalogues,
        "fr",
        'msgid "Training"\nmsgstr "Formation"\n\n'
        '#, fuzzy\nmsgid "Funding"\nmsgstr "Fonds"\n\n'
        'msgid "Other"\nmsgstr ""\n',
    )
    assert read_catalogue(OURS, "fr") == {"Training": "Formation"}


def test_a_language_without_a_catalogue_has_no_translations(catalogues: Path) -> None:
    put(catalogues, "fr", 'msgid "Training"\nmsgstr "Formation"\n', domain="theirs")
    assert read_catalogue(OURS, "fr") == {}
    assert read_catalogue(OURS, "es") == {}


@pytest.mark.parametrize("entries", ['msgstr "no id"\nmsgid "x"\n', "just words"])
def test_a_catalogue_that_cannot_be_read_is_named(catalogues: Path, entries: str) -> None:
    put(catalogues, "fr", entries)
    with pytest.raises(ConfigurationError, match=r"ours\.po for fr cannot be read"):
        read_catalogue(OURS, "fr")


def test_the_languages_are_those_with_a_catalogue_of_the_domain(catalogues: Path) -> None:
    put(catalogues, "fr", "")
    put(catalogues, "ar", "")
    put(catalogues, "es", "", domain="theirs")
    (catalogues / "notes.txt").write_text("no language")
    assert all_languages([OURS]) == ("ar", "fr")


def test_the_first_catalogue_that_has_a_text_wins() -> None:
    translate = Translator("fr", ({"Training": "Formation"}, {"Training": "Entraînement", "Funding": "Fonds"}))
    assert (translate("Training"), translate("Funding")) == ("Formation", "Fonds")


def test_a_text_without_translation_is_shown_in_its_own_language() -> None:
    translate = Translator("fr", ({"Training": "Formation"},))
    assert translate.show("Training") == Shown("Formation", "fr")
    assert translate.show("Funding") == Shown("Funding", "en")
    assert str(translate.show("Funding")) == "Funding"


def test_the_source_language_needs_no_catalogue_and_an_empty_text_no_translation() -> None:
    assert Translator("en").show("Training") == Shown("Training", "en")
    assert Translator("fr")("") == ""


def test_a_translator_that_serves_a_site_for_years_keeps_nothing_of_what_it_was_asked() -> None:
    translate = Translator("fr", ({"Training": "Formation"},))
    before = repr(vars(translate))
    assert translate("Never heard of") == "Never heard of"
    assert repr(vars(translate)) == before


@pytest.mark.parametrize(
    ("language", "expected"), [("ar", "rtl"), ("ar-EG", "rtl"), ("fr", "ltr"), ("zh", "ltr"), ("en", "ltr")]
)
def test_direction(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_the_six_languages_of_the_united_nations_name_themselves() -> None:
    assert set(LANGUAGE_NAMES) == {"ar", "zh", "en", "fr", "ru", "es"}
