"""Which texts still wait for a translator: missing, fuzzy, or with other ``{places}`` than the source text."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from babel.messages.catalog import Catalog

from cbreport.definition.messages import Message

#: What can be wrong with a translation.
Lack: TypeAlias = Literal["missing", "fuzzy", "places"]
LACKS: Final[tuple[Lack, ...]] = ("missing", "fuzzy", "places")


def merged(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Each text once, with all its places and comments, in the order of the texts."""
    found: dict[str, Message] = {}
    for message in messages:
        old = found.get(message.text, Message(message.text))
        places = dict.fromkeys((*old.places, *message.places))
        comments = dict.fromkeys((*old.comments, *message.comments))
        found[message.text] = Message(message.text, tuple(places), tuple(comments))
    return tuple(found[text] for text in sorted(found))


def places_in(text: str) -> frozenset[str] | None:
    """The names in ``{…}``; None when the braces are broken.

    >>> sorted(places_in("“{label}” has {count} rows"))
    ['count', 'label']
    """
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def lack_of(text: str, catalogues: Iterable[Catalog]) -> Lack | None:
    """What is wrong with the translation of ``text``; the first catalogue with a reviewed one decides, as for readers.

    >>> catalogue = Catalog("fr")
    >>> message = catalogue.add("Training", "Formation", flags=["fuzzy"])
    >>> lack_of("Training", [catalogue]), lack_of("Funding", [catalogue])
    ('fuzzy', 'missing')
    """
    lack: Lack = "missing"
    for catalogue in catalogues:
        found = catalogue.get(text)
        if found is None or not found.string:
            continue
        if not found.fuzzy:
            return None if places_in(text) == places_in(str(found.string)) else "places"
        lack = "fuzzy"
    return lack


def lacking(messages: Iterable[Message], catalogues: Sequence[Catalog]) -> Mapping[Lack, tuple[Message, ...]]:
    """The messages that wait for a translator, by what is wrong with them; in the order in which they came."""
    found: dict[Lack, list[Message]] = {}
    for message in messages:
        if lack := lack_of(message.text, catalogues):
            found.setdefault(lack, []).append(message)
    return {lack: tuple(found[lack]) for lack in LACKS if lack in found}
