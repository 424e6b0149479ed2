"""Documents and data of the Secretariat's own reports name it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cbreport.documents import comparison_document, render, report_document
from cbreport.documents.answer_tables import answer_tables
from cbreport.documents.formats import Order, Wish, find_format
from cbreport.reporting import Report, load_report
from cbreport.testing import EXAMPLE
from tests.documents.conftest import Shelf
from tests.office import FILE, office_library, work_form

OFFICE = "Secretariat of the Convention on Examples"


class Office(Shelf):
    """The convention with the Secretariat's cycles, and a translation of its name."""

    def convention(self, id: str) -> object:  # type: ignore[override] # a Convention, of this library
        return office_library().convention(id)


@pytest.fixture
def report() -> Report:
    return load_report(FILE, office_library())


def test_the_cover_names_it(report: Report) -> None:
    document = report_document(report)
    assert str(document.cover.subtitle) == OFFICE
    assert document.title == f"Work programme – {OFFICE} – WORK-2026"
    assert document.meta.author == OFFICE


def test_the_cover_names_it_in_the_readers_language(report: Report) -> None:
    shelf = Office(work_form(), {EXAMPLE.secretariat: "Secrétariat"})
    cover = report_document(replace(report, library=shelf), "fr").cover
    assert (cover.subtitle.text, cover.subtitle.lang) == ("Secrétariat", "")


def test_a_name_without_translation_is_marked_with_its_language(report: Report) -> None:
    cover = report_document(report, "fr").cover
    assert (cover.subtitle.text, cover.subtitle.lang) == (OFFICE, "en")


def test_its_status_speaks_of_no_party(report: Report) -> None:
    cover = report_document(replace(report, status="recalled")).cover
    told = [str(fact.value[0]) for fact in cover.facts if str(fact.label) == "Status"]
    assert told == ["Recalled"]


def test_two_versions_are_compared(report: Report) -> None:
    assert OFFICE in comparison_document(report, replace(report, version=2)).title


def test_tables_name_it(report: Report) -> None:
    answers, reports, *_ = answer_tables([report])
    for made in (answers, reports):
        row = dict(zip(made.names, made.rows[0], strict=True))
        assert (row["party"], row["party_name"]) == ("XSC", OFFICE)


def test_linked_data_name_it_and_no_country(report: Report) -> None:
    made = find_format("jsonld").make(Order(report, Wish("en", "long", "party")))
    creator = json.loads(made)["dcterms:creator"]
    assert creator["@id"] == "urn:cbreport:secretariat:example"
    assert creator["@type"] == "schema:Organization"
    assert "dcterms:spatial" not in json.loads(made)


def test_the_page_names_it(report: Report) -> None:
    assert OFFICE.encode() in render(report, "html")
