"""What ``cbreport forms check`` finds in the texts of forms: wordings with two meanings, and missing translations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from babel.messages.catalog import Catalog

from cbreport.cli.checking import Checked
from cbreport.cli.output import harmless
from cbreport.definition import LANGUAGE_NAMES, SOURCE_LANGUAGE, Form, Translations
from cbreport.definition.concepts import check_concepts
from cbreport.definition.language import all_languages, open_catalogue
from cbreport.definition.messages import Message, form_messages
from cbreport.definition.translating import Lack, lacking
from cbreport.errors import ConfigurationError, Finding, finding
from cbreport.library import catalogues_for
from cbreport.plugins import PluginManager

_CODES: Final[Mapping[Lack, str]] = {"missing": "F51", "fuzzy": "F52", "places": "F53"}
_SHORT: Final = 60  # characters of a text that is named as the first of several


@dataclass(frozen=True)
class Waiting:
    """The texts of a form that wait for a translation into one language."""

    form: str
    language: str
    texts: int
    lacks: Mapping[Lack, tuple[Message, ...]]

    def data(self) -> dict[str, Any]:
        """For JSON: every text with its places."""
        data: dict[str, Any] = {"form": self.form, "language": self.language, "texts": self.texts}
        data.update((lack, [_message_data(each) for each in messages]) for lack, messages in self.lacks.items())
        return data

    def lines(self) -> Iterator[str]:
        """One line for each text."""
        for lack, messages in self.lacks.items():
            for message in messages:
                yield harmless(f"{_place(message)}: {self.language}: {lack}: {message.text}")


def _message_data(message: Message) -> dict[str, Any]:
    places = [{"file": place.file, "line": place.line} for place in message.places]
    return {"text": message.text, "places": places, "about": list(message.comments)}


def _place(message: Message) -> str:
    return f"{message.places[0].file}:{message.places[0].line}" if message.places else message.comments[0]


def check_texts(checked: Checked, manager: PluginManager, beside: Iterable[Form] = ()) -> list[Waiting]:
    """Add to ``checked`` what the texts of its forms give, and return which of them wait for a translation.

    A form is translated into its own languages, its convention's, and those that the convention has a catalogue for. Of
    a convention that has no catalogue at all nothing is said: nobody has begun to translate it.

    :param beside: further forms whose wording is compared, such as the installed ones beside a file.
    """
    keys = {form.key for form in checked.forms}
    others = [form for form in beside if form.key not in keys]
    own = {form.place.file for form in others}
    checked.findings.extend(found for found in check_concepts((*others, *checked.forms)) if found.file not in own)
    languages = {convention.id: convention.languages for _, convention in manager.conventions()}

    @cache
    def opened(source: Translations, language: str) -> Catalog | None:
        try:
            return open_catalogue(source, language)
        except ConfigurationError as error:
            checked.findings.append(finding("F54", file=f"{source.package}/{source.folder}", problem=error.message))
            return None

    found = []
    for form in checked.forms:
        sources = catalogues_for(manager, form.convention)
        messages = tuple(form_messages(form))
        there = _languages_of([source for source in sources if source.domain == form.convention])
        if not there:
            continue
        wanted = {*form.languages, *languages.get(form.convention, ()), *there} - {SOURCE_LANGUAGE}
        each_language = []
        for language in (each for each in LANGUAGE_NAMES if each in wanted):
            catalogues = [opened(source, language) for source in sources]
            lacks = lacking(messages, [each for each in catalogues if each is not None])
            if lacks:
                each_language.append(Waiting(form.key, language, len(messages), lacks))
        checked.findings.extend(_findings(each_language))
        found += each_language
    return found


def _languages_of(sources: Sequence[Translations]) -> tuple[str, ...]:
    try:
        return all_languages(sources)
    except (OSError, ModuleNotFoundError):
        return ()


def _findings(waiting: Iterable[Waiting]) -> Iterator[Finding]:
    """One finding for each kind of lack, of all languages that lack the same texts."""
    alike: dict[tuple[Lack, tuple[Message, ...]], list[Waiting]] = {}
    for each in waiting:
        for lack, messages in each.lacks.items():
            alike.setdefault((lack, messages), []).append(each)
    for (lack, messages), group in alike.items():
        first = messages[0]
        text = first.text if len(first.text) <= _SHORT else f"{first.text[: _SHORT - 1]}…"
        told = finding(
            _CODES[lack],
            form=group[0].form,
            count=str(len(messages)),
            all=str(group[0].texts),
            languages=", ".join(sorted(each.language for each in group)),
            text=text,
        )
        place = first.places[0] if first.places else None
        yield replace(told, file=place.file, line=place.line) if place else told
