"""On whom a table rests, in words: who answered, who did not and why, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbreport.definition import Convention, in_order_of_names
from cbreport.documents.nodes import Cell, Facts, Note, Text
from cbreport.documents.values import place_words
from cbreport.documents.views.laying import names_fact
from cbreport.documents.views.telling import group_names
from cbreport.documents.writing import Writer
from cbreport.synthesis import Basis

ALL = "all"


def basis_facts(t: Writer, basis: Basis) -> Facts:
    """Where each Party stands to a question: a number with names for each place in which there is one.

    >>> from cbreport.definition import Translator
    >>> facts = basis_facts(Writer(Translator()), Basis(answered=("KEN",), missing=("FJI", "NOR")))
    >>> [(fact.label.text, *(text.text for text in fact.value)) for fact in facts.facts]
    [('Answered', '1', 'Kenya'), ('Not reported', '2', 'Fiji, Norway')]
    """
    return Facts(tuple(names_fact(t, label, codes) for label, codes in _places(t, basis) if codes))


def _places(t: Writer, basis: Basis) -> Iterator[tuple[Text, tuple[str, ...]]]:
    for place, codes in basis.places.items():
        yield place_words(t, place), codes
    yield t("Left something there that nobody has confirmed; it is not counted"), basis.unconfirmed


def not_ready(t: Writer, parties: Iterable[str]) -> Iterator[Note]:
    """That reports are not counted yet, with the Parties that sent them; nothing where all of them are."""
    codes = tuple(parties)
    if codes:
        words = t("Reports of these Parties are not counted yet, and are in no number here: {parties}.")
        yield Note((words.format(parties=t.countries(codes)),), t("Not everything is counted"))


def column_words(t: Writer, convention: Convention, column: str) -> Text:
    """The name of a column: all Parties, a region of the convention, or a group of countries."""
    region = convention.region(column)
    if region:
        return t(region.name)
    return t("All Parties") if column == ALL else group_names(t).get(column, t.plain(column))


def by_name(t: Writer, codes: Iterable[str]) -> list[str]:
    """Codes of Parties in the order of their names."""
    return sorted(codes, key=lambda code: in_order_of_names(t.country(code).text))


def codes_cell(t: Writer, codes: Iterable[str]) -> Cell:
    """ISO codes of Parties, in the order of their names."""
    return Cell((t.plain(", ".join(by_name(t, codes))),))
