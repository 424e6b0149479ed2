"""What Parties wrote, one after another, each text in its own language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbreport.definition import LANGUAGE_NAMES, all_parties, in_order_of_names
from cbreport.definition.model import TEXT_TYPES
from cbreport.documents.nodes import Block, Cell, Fact, Facts, Paragraph, Table, Text, Texts
from cbreport.documents.values import answer_words
from cbreport.documents.writing import Writer
from cbreport.synthesis import Entry


def compendium(t: Writer, entries: Iterable[Entry], *, cards: bool = False) -> Iterator[Block]:
    """Texts as a table by the names of Parties; with ``cards``, the rows of groups as one small table each."""
    entries = in_reading_order(t, entries)
    if cards:
        yield from _rows(t, entries)
        return
    places = any(entry.place for entry in entries)
    head = [Cell((t("Party"),)), *([Cell((t("Where"),))] if places else []), Cell((t("Answer"),))]
    rows = tuple(
        (
            Cell((_name(t, entry.party), *_language(t, entry))),
            *([Cell((t(entry.place),))] if places else []),
            Cell(_words(t, entry)),
        )
        for entry in entries
    )
    yield Table(tuple(head), rows)


def in_reading_order(t: Writer, entries: Iterable[Entry]) -> list[Entry]:
    """Entries by the names of their Parties; those of one Party stay as they are."""
    return sorted(entries, key=lambda entry: in_order_of_names(_name(t, entry.party).text))


def card_of(entry: Entry) -> tuple[str, str]:
    """What tells the rows of groups apart: whose, and which."""
    return entry.party, entry.place


def _rows(t: Writer, entries: Iterable[Entry]) -> Iterator[Block]:
    cards: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        cards.setdefault(card_of(entry), []).append(entry)
    for (party, place), inside in cards.items():
        facts = tuple(Fact(t(entry.question.label), _words(t, entry)) for entry in inside)
        yield Facts(facts, (_name(t, party), t.plain(f"({place})")), level=2)
    if not cards:
        yield Paragraph((t("No answer"),))


def _words(t: Writer, entry: Entry) -> Texts:
    return answer_words(t, entry.question, entry.answer)


def _name(t: Writer, code: str) -> Text:
    return Text(all_parties()[code].name_in(t.language))


def language_of(entry: Entry) -> str:
    """In which language something is written; empty where it is no text."""
    return entry.answer.language if entry.question.type in TEXT_TYPES else ""


def _language(t: Writer, entry: Entry) -> Texts:
    """The name of the text's language, where it is another one than the document's."""
    language = language_of(entry)
    if language in ("", t.language):
        return ()
    return (Text(f"({LANGUAGE_NAMES.get(language, language)})", language),)
