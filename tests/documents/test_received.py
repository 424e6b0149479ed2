"""Who has reported, as a document; numbers by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import page
import pytest

from cbreport.definition import Translator
from cbreport.documents import Facts, Heading, Paragraph, Table, TileMap, Trend, render
from cbreport.documents.received import received_document
from cbreport.reporting import ReportSummary
from cbreport.synthesis import desk_list
from cbreport.testing import EXAMPLE

CYCLE = EXAMPLE.cycle("EX1")  # due on 31 December 2024; its Parties are Fiji, Kenya and Norway


def sent(party: str, day: str, status: str = "submitted", **more: Any) -> ReportSummary:
    known: dict[str, Any] = {"example": False, **more}
    return ReportSummary(
        id=party, convention="example", form="f", edition="e", digest="", party=party, cycle="EX1", version=1,
        status=status, revision=1, created="", updated="", submitted=day, **known,
    )  # fmt: skip


def made(*reports: ReportSummary, earlier: Any = (), language: str = "en") -> Any:
    found = desk_list(EXAMPLE, CYCLE, reports, {}, today=date(2025, 2, 1))
    return received_document(found, earlier, language, Translator(language))


def only(document: Any, kind: type) -> Any:
    (found,) = [block for block in document.blocks if isinstance(block, kind)]
    return found


def tables(document: Any) -> list[list[list[str]]]:
    found = [block for block in document.blocks if isinstance(block, Table)]
    return [[[cell.texts[0].text for cell in row] for row in (*t.rows, *([t.total] if t.total else []))] for t in found]


MIXED = (
    sent("KEN", "2024-12-31T10:00:00+00:00"),
    sent("FJI", "2025-01-02T10:00:00+00:00"),
    sent("NOR", "2024-12-01T10:00:00+00:00", "returned"),
)


def test_each_party_stands_in_the_map_as_it_stands() -> None:
    shown = only(made(*MIXED), TileMap)
    assert [tile.said.text for group in shown.groups for tile in group.tiles] == [
        "Norway: Returned or recalled",
        "Fiji: Received late",
        "Kenya: Received in time",
    ]
    assert shown.sentence.text == (
        "Reports received: 2 of 3 (67%). Highest share: South (100%); lowest share: North (0%)."
    )


def test_regions_and_groups_have_their_numbers() -> None:
    document = made(*MIXED)
    # parties, received, share, in time, late, returned, none
    assert tables(document) == [
        [
            ["North", "1", "0", "0%", "0", "0", "1", "0"],
            ["South", "2", "2", "100%", "1", "1", "0", "0"],
            ["All regions", "3", "2", "67%", "1", "1", "1", "0"],
        ],
        [["Small island developing States", "1", "1", "100%", "0", "1", "0", "0"]],
    ]
    said = [text.text for block in document.blocks if isinstance(block, Paragraph) for text in block.texts]
    assert "Of 3 Parties 2 have reported: in time 1, late 1." in said
    assert "Reports received: Small island developing States: 1 of 1 (100%)." in said


def test_examples_have_a_column_only_where_there_are_some() -> None:
    document = made(sent("KEN", "2024-12-31", example=True))
    head = [cell.texts[0].text for cell in next(b for b in document.blocks if isinstance(b, Table)).head]
    assert head[4:] == ["Received in time", "Received late", "Example, without date", "Returned or recalled",
                        "Not received"]  # fmt: skip
    assert tables(document)[0][-1] == ["All regions", "3", "1", "33%", "0", "0", "1", "0", "2"]


def test_cycles_before_it_are_a_series_with_gaps() -> None:
    cycles = [(EXAMPLE.cycle("EX1"), 4), (EXAMPLE.cycle("EX1"), None)]
    document = made(*MIXED, earlier=cycles)
    assert only(document, Trend).sentence.text == "Reports received: down from 4 (EX1) to 2 (EX1)."
    assert "– no report of that cycle is kept here." in [
        block.texts[0].text for block in document.blocks if isinstance(block, Paragraph)
    ]
    assert not [block for block in made(*MIXED).blocks if isinstance(block, Trend)]


def test_every_party_is_named_once() -> None:
    facts = {fact.label.text: [text.text for text in fact.value] for fact in only(made(*MIXED), Facts).facts}
    assert facts == {
        "Received in time": ["1", "Kenya"],
        "Received late": ["1", "Fiji"],
        "Returned or recalled": ["1", "Norway"],
    }
    nobody = made(sent("CHE", "2024-12-01"))
    facts = {fact.label.text: [text.text for text in fact.value] for fact in only(nobody, Facts).facts}
    assert facts == {"Not received": ["3", "Fiji, Kenya, Norway"], "Not a Party then": ["1", "Switzerland"]}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_pdf_ua(language: str) -> None:
    pdf = render(made(*MIXED, earlier=[(CYCLE, 1)], language=language), "pdf")
    assert [str(each) for each in page.validate_pdf_bytes(pdf, profile="ua1").failures] == []


def test_headings_are_all_of_one_level_and_the_language_is_the_translators() -> None:
    assert {block.level for block in made(*MIXED).blocks if isinstance(block, Heading)} == {1}
    found = desk_list(EXAMPLE, CYCLE, [], {}, today=date(2025, 2, 1))
    with pytest.raises(ValueError, match="writes en, not fr"):
        received_document(found, [], "fr", Translator())
