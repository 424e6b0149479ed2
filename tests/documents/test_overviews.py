"""A whole cycle as a document: its parts, what stands out, what it says of itself."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import openpyxl
import page
import pytest

import cbreport
from cbreport.answering import Answer
from cbreport.definition import Translator
from cbreport.documents import Document, Facts, Heading, Paragraph, Table, render
from cbreport.documents.overviews import KINDS, PARTS, overview_document
from cbreport.documents.views import VIEWS
from cbreport.errors import UnknownName
from cbreport.reporting import Report
from cbreport.synthesis import registers
from cbreport.synthesis.frozen import Frozen
from cbreport.testing import example_library
from tests.synthesis.cycle_reports import ON, counted
from tests.synthesis.register_reports import FIRST, told

ENGLISH = Translator()
NEEDY = registers([told("KEN", id="k", need=[{"topic": "law"}])], [FIRST], on=ON)


def made(*, kind: str = "cycle", parts: tuple[str, ...] = (), **more: object) -> Document:
    return overview_document(replace(counted(), **more), "en", ENGLISH, kind=kind, parts=parts)  # type: ignore[arg-type]


def titles(document: Document) -> list[str]:
    found = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    return [f"{block.number} {block.text}" for block in found]


def findings(document: Document) -> dict[str, list[str]]:
    facts = next(block for block in document.blocks if isinstance(block, Facts))
    return {str(fact.label): list(map(str, fact.value)) for fact in facts.facts}


def table(document: Document, anchor: str) -> list[list[str]]:
    """The first table below a heading."""
    start = next(at for at, each in enumerate(document.blocks) if isinstance(each, Heading) and each.anchor == anchor)
    found = next(block for block in document.blocks[start:] if isinstance(block, Table))
    return [[" ".join(map(str, cell.texts)) for cell in row] for row in found.rows]


def test_who_has_reported_tells_only_what_submitted_reports_tell_and_as_of_which_day() -> None:
    day = date(2024, 6, 1)
    blocks = made(parts=("reported",), on=day).blocks
    heads = [[str(cell.texts[0]) for cell in block.head] for block in blocks if isinstance(block, Table)]
    assert heads[0] == [
        "Region", "Parties", "Received", "Share",
        "Received in time", "Received late", "Example, without date", "Not received",
    ]  # fmt: skip
    said = [str(text) for block in blocks if isinstance(block, Paragraph) for text in block.texts]
    assert "Membership is that of 1 June 2024." in said


def test_a_cycle_has_its_parts_in_order_and_what_nobody_told_is_left_out() -> None:
    assert titles(made()) == [
        "1 Key findings", "2 Who has reported", "3 What Parties answered",
        "4 The same topics under several conventions", "5 How this was counted",
        "Annex A Party by Party", "Annex B In the Parties’ own words",
        "Annex C Reports that this document rests on",
    ]  # fmt: skip
    assert "4 Needs and what meets them" in titles(made(registers=NEEDY))


def test_what_stands_out_comes_first_and_is_computed() -> None:
    found = findings(made(registers=NEEDY))
    assert found["Who has reported"] == [
        "Reports received: 5 of 6 (83%). Highest share: South (100%); lowest share: North (67%)."
    ]
    assert found["What Parties answered"] == [
        "100% of those that answered “Which help?” said “Funds”; Parties that answered: 3.",
        "75% of those that answered “Is there a plan?” said “Yes”; Parties that answered: 4.",
        "The largest change since The report before: “Yes” (“Is there a plan?”), from 1 to 3; Parties compared: 3.",
        "The question that most Parties left without an answer, though asked, is “How many?”: 5.",
    ]
    assert found["Needs and what meets them"][0].startswith("Needs that no activity meets: 1 of 1 (100%)")


def test_the_cover_says_what_it_rests_on() -> None:
    facts = {str(fact.label): [str(text) for text in fact.value] for fact in made().cover.facts}
    assert facts["Parties on 31 December 2024"] == ["6"]
    assert facts["Editions of the forms"] == ["example-national-report@ex1"]
    assert facts["State"] == ["Not frozen: made of what has been submitted so far"]
    frozen = Frozen(date(2025, 2, 1), ON, {"example": {}}, ())
    facts = {str(fact.label): [str(text) for text in fact.value] for fact in made(frozen=frozen).cover.facts}
    assert (facts["Frozen on"], facts["Digest"]) == (["1 February 2025"], [frozen.digest])
    assert "State" not in facts


def test_parts_and_kinds_are_chosen() -> None:
    assert titles(made(parts=("parties", "method"))) == [
        "1 Key findings",
        "2 How this was counted",
        "Annex A Party by Party",
    ]
    progress = made(kind="progress", registers=NEEDY)
    assert progress.cover.title.text == "Progress report on technical and scientific cooperation"
    assert "3 Needs and what meets them" in titles(progress)
    assert not any("What Parties answered" in title for title in titles(progress))
    with pytest.raises(UnknownName, match="There is no part of a synthesis “needy”"):
        made(parts=("needy",))
    with pytest.raises(UnknownName, match="There is no kind of synthesis “annual”"):
        made(kind="annual")
    with pytest.raises(ValueError, match="writes en, not fr"):
        overview_document(counted(), "fr", ENGLISH)


def test_every_part_that_a_kind_names_exists() -> None:
    assert all(set(kind.parts) <= PARTS.keys() for kind in KINDS.values())
    assert PARTS.keys() >= VIEWS.keys()


def test_each_party_has_a_line_and_each_report_its_digest() -> None:
    document = made()
    south = {row[0]: row[1:] for row in table(document, "parties-south")}
    assert south["Kenya"] == ["–", "31 December 2024", "4", "5"]
    assert south["Uganda"][0] == "LDC, LLDC"
    assert table(document, "parties-north")[0] == ["Denmark", "–", "–", "–", "–"]
    sources = table(document, "part-sources")
    assert [row[0] for row in sources] == ["Kenya", "Norway", "Sweden", "Uganda", "United Republic of Tanzania"]
    assert all(len(row[-1]) == 12 for row in sources)


def test_it_is_written_in_every_format() -> None:
    document = made(registers=NEEDY)
    assert b"Key findings" in render(document, "html")
    paragraphs = docx.Document(io.BytesIO(render(document, "docx"))).paragraphs
    assert any("Key findings" in each.text for each in paragraphs)
    sheets = openpyxl.load_workbook(io.BytesIO(render(document, "xlsx"))).worksheets
    cells = [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert "Uganda" in cells


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_pdf_ua(language: str) -> None:
    document = overview_document(replace(counted(), registers=NEEDY), language, Translator(language))
    report = page.validate_pdf_bytes(render(document, "pdf"), profile="ua1")
    assert [str(each) for each in report.failures] == []


def test_each_part_begins_with_a_sentence() -> None:
    blocks = made(registers=NEEDY).blocks
    for at, block in enumerate(blocks):
        if isinstance(block, Heading) and block.anchor in ("part-answers", "part-across", "part-parties", "part-words"):
            following = blocks[at + 1]
            assert isinstance(following, Paragraph)
            assert following.role == "finding"


def test_reports_become_a_document_by_two_functions() -> None:
    library = example_library()
    form = library.form("example-national-report")
    reports = [Report(form, "KEN", "EX1", {"assessed": Answer(True)}, "submitted", library=library)]
    found = cbreport.synthesise(reports, library, "example")
    written = cbreport.render(found, "html", language="fr").decode()
    assert "Rapports reçus" in written
    assert found.reported == ("KEN",)
    assert cbreport.synthesise(reports, library, "example", groups=["sids"]).reported == ()
    with pytest.raises(UnknownName, match="There is no language"):
        cbreport.render(found, "html", language="xx")
    with pytest.raises(UnknownName, match="There is no cycle"):
        cbreport.synthesise(reports, library, "example", "EX9")
    with pytest.raises(ValueError, match="which is not asked"):
        cbreport.synthesise([replace(reports[0], form=replace(form, convention="other"))], library, "example")
