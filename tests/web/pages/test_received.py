"""The page of who has reported, as a map: what is seen, what is heard, and its files."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from cbreport.documents import Bar, Bars, Text
from cbreport.web.pages import received
from tests.web.browser import Browser, words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, CLERK

PAGE = f"{PREFIX}/desk/example/received"


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


def test_each_party_is_heard_with_its_name_and_seen_with_its_code(portal: Portal, clerk: Browser) -> None:
    portal.report("KEN", status="submitted")
    page = clerk.get(PAGE)
    assert page.faults == []
    tiles = [tile for group in page.all("ul", "cb-tiles") for tile in group.iter("li")]
    heard = [words(next(each for each in tile.iter("span") if "hidden" in each.get("class", ""))) for tile in tiles]
    seen = [words(next(tile.iter("bdi"))) for tile in tiles]
    assert list(zip(seen, heard, strict=True))[:2] == [("NOR", "Norway: Not received"), ("FJI", "Fiji: Not received")]
    assert heard[2].startswith("Kenya: Received")
    assert len({tile.get("class") for tile in tiles}) == 2
    assert clerk.get(f"{PREFIX}/desk/example").link("Map of the Parties, by region and group").startswith(PAGE)


def test_a_draft_changes_nothing(portal: Portal, clerk: Browser) -> None:
    before = clerk.get(PAGE).words
    portal.report("KEN")
    assert clerk.get(PAGE).words == before


def test_the_workbook_has_every_party(portal: Portal, clerk: Browser) -> None:
    portal.report("KEN", status="submitted")
    answer = clerk.get(f"{PAGE}.xlsx")
    book = load_workbook(io.BytesIO(answer.response.get_data()))
    rows = list(book.worksheets[0].values)
    assert [row[1] for row in rows] == ["Code", "NOR", "FJI", "KEN"]
    assert "example-ex1-received-" in answer.response.headers["Content-Disposition"]


@pytest.mark.parametrize("address", [".csv", "?cycle=none", ".pdf?cycle=none"])
def test_what_is_not_there_is_not_found(clerk: Browser, address: str) -> None:
    assert clerk.get(f"{PAGE}{address}").status == 404


def test_it_is_for_its_secretariat_alone(portal: Portal) -> None:
    assert portal.browser(AMINA).get(PAGE).status == 404


def test_the_numbers_of_bars_stand_under_their_heads(monkeypatch: pytest.MonkeyPatch, clerk: Browser) -> None:
    heads = tuple(map(Text, ("Region", "Parties", "Received", "Share", "Of the Parties")))
    bars = Bars(heads, (Bar(Text("South"), 1, 0.5, "50%", (2,)),), Text("Half."))
    made = received.received_document
    monkeypatch.setattr(received, "received_document", lambda *given: replace(made(*given), blocks=(bars,)))
    (table,) = clerk.get(PAGE).all("table", "cb-bars")
    cells = [words(cell) for row in table.iter("tr") for cell in row]
    assert cells == ["Region", "Parties", "Received", "Share", "Of the Parties",
                     "South", "Parties2", "Received1", "Share50%", ""]  # fmt: skip
