"""What Parties wrote to one question: by language, and a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cbreport.documents.compendium import card_of, compendium, in_reading_order, language_of
from cbreport.documents.nodes import Block, Text
from cbreport.documents.views import laying
from cbreport.documents.writing import Writer
from cbreport.synthesis import Entry

TEXTS: Final = 50  # of one page
LETTERS: Final = 20_000  # of one page, so that a few long texts are a page, too


def languages_of(entries: Iterable[Entry]) -> dict[str, int]:
    """The languages in which there are texts, with their numbers, the most frequent first.

    >>> from cbreport.answering import Answer
    >>> from cbreport.definition import Question
    >>> languages_of([Entry("KEN", Question("q", "text", "Why?"), Answer("Parce que", language="fr"))])
    {'fr': 1}
    """
    counts = Counter(language for entry in entries if (language := language_of(entry)))
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def written_in(entries: Iterable[Entry], language: str) -> list[Entry]:
    """The entries in one language; all where none is named."""
    return [entry for entry in entries if language in ("", language_of(entry))]


def word_pages(t: Writer, entries: Iterable[Entry], *, cards: bool = False) -> list[list[Entry]]:
    """Entries in the order in which they are read, page by page; one empty page where there are none.

    :param cards: whether all of one row of a group stands together.
    """
    pages: list[list[Entry]] = [[]]
    letters, last = 0, None
    for entry in in_reading_order(t, entries):
        together = cards and card_of(entry) == last
        if not together and (len(pages[-1]) >= TEXTS or letters >= LETTERS):
            pages.append([])
            letters = 0
        pages[-1].append(entry)
        letters, last = letters + len(str(entry.answer.value)), card_of(entry)
    return pages


def words_blocks(
    t: Writer, entries: Sequence[Entry], *, shown: Sequence[Entry] | None = None, cards: bool = False
) -> Iterator[Block]:
    """Texts, each in the language in which it was written, below a sentence about all of them.

    :param shown: those that stand here, such as one page of :func:`word_pages`; all by default.
    :param cards: rows of a group, of which each is a small table of its own.
    """
    yield laying.sentence(_sentence(t, entries))
    if entries:
        yield from compendium(t, entries if shown is None else shown, cards=cards)


def _sentence(t: Writer, entries: Sequence[Entry]) -> Text:
    if not entries:
        return t("Nothing was written.")
    parties = len({entry.party for entry in entries})
    counts = [
        t("{language}: {count}").format(language=t.locale.languages.get(language, language), count=t.number(count))
        for language, count in languages_of(entries).items()
    ]
    told = sum(languages_of(entries).values())
    if counts and told < len(entries):
        counts.append(t("without a language: {count}").format(count=t.number(len(entries) - told)))
    words = t("Texts and other entries: {count}; Parties that made them: {parties}.")
    if counts:
        words = t("Texts and other entries: {count}; Parties that made them: {parties}; by language: {languages}.")
    languages = t.joined(tuple(counts))
    return words.format(count=t.number(len(entries)), parties=t.number(parties), languages=languages)
