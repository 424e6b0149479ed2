from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from cbreport.definition.messages import Message
from cbreport.definition.model import Place
from cbreport.definition.translating import Lack, lack_of, lacking, merged, places_in


def catalogue(text: str = "", *, fuzzy: bool = False) -> Catalog:
    made = Catalog("fr")
    made.add("{count} rows", text, flags=["fuzzy"] if fuzzy else [])
    return made


GOOD, WRONG, EMPTY = catalogue("{count} lignes"), catalogue("{nombre} lignes"), catalogue()
FUZZY = catalogue("{count} lignes", fuzzy=True)


@pytest.mark.parametrize(
    ("catalogues", "lack"),
    [
        ([], "missing"),
        ([EMPTY], "missing"),
        ([GOOD], None),
        ([FUZZY], "fuzzy"),
        ([WRONG], "places"),
        ([EMPTY, GOOD], None),
        ([FUZZY, GOOD], None),
        ([FUZZY, EMPTY], "fuzzy"),
        ([WRONG, GOOD], "places"),
        ([GOOD, WRONG], None),
    ],
)
def test_the_first_reviewed_translation_decides(catalogues: list[Catalog], lack: Lack | None) -> None:
    assert lack_of("{count} rows", catalogues) == lack


def test_messages_by_what_they_lack() -> None:
    rows, more = Message("{count} rows"), Message("More")
    assert lacking([rows, more], [FUZZY]) == {"missing": (more,), "fuzzy": (rows,)}
    assert lacking([rows], [GOOD]) == {}


def test_merged() -> None:
    one, two = Place("a", 1), Place("b", 2)
    messages = [Message("B", (two,), ("b",)), Message("A", (one,), ("a",)), Message("B", (one, two), ("b", "c"))]
    assert merged(messages) == (Message("A", (one,), ("a",)), Message("B", (two, one), ("b", "c")))


@pytest.mark.parametrize(("text", "places"), [("{a} {b.c}", {"a", "b.c"}), ("none", set()), ("{a", None)])
def test_places(text: str, places: set[str] | None) -> None:
    assert places_in(text) == places
