from __future__ import annotations

from datetime import date

import pytest

from cbreport.definition import Form
from cbreport.documents import FORMATS, render, report_document
from cbreport.documents.rendering import cycle_of
from cbreport.errors import UnknownName
from cbreport.reporting import Report
from cbreport.synthesis import question_summary, submission_table
from cbreport.testing import EXAMPLE, example_library

LIBRARY = example_library()
FORM = LIBRARY.form("example-national-report")
REPORT = Report(FORM, "KEN", "EX1", status="submitted", library=LIBRARY)


def summary(form: Form = FORM):  # type: ignore[no-untyped-def]
    question = form.question("assessed")
    assert question is not None
    return question_summary([REPORT] if form is FORM else [], EXAMPLE, form, question, on=date(2024, 12, 31))


@pytest.mark.parametrize("format", [name for name, each in FORMATS.items() if each.of_document])
def test_a_report_a_document_and_a_synthesis_are_rendered(format: str) -> None:
    start = {"html": b"<!doctype html>", "pdf": b"%PDF-1.7", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04"}[format]
    table = submission_table(EXAMPLE, EXAMPLE.cycle("EX1"), [REPORT])
    for what in (REPORT, report_document(REPORT), summary(), table):
        assert render(what, format).startswith(start)


@pytest.mark.parametrize("format", [name for name, each in FORMATS.items() if not each.of_document])
def test_what_is_made_of_reports_only_is_refused_for_a_synthesis(format: str) -> None:
    with pytest.raises(UnknownName, match=f"There is no format of a summary “{format}”"):
        render(summary(), format)


def test_every_format_says_what_its_files_are() -> None:
    assert [name for name, each in FORMATS.items() if not each.title] == []


def test_an_unknown_format_is_refused_with_what_is_known() -> None:
    with pytest.raises(UnknownName, match=r"There is no format “papyrus”\. Known: pdf, html, docx, json"):
        render(REPORT, "papyrus")


@pytest.mark.parametrize("what", [REPORT, summary()])
def test_an_unknown_language_is_refused(what: Report) -> None:
    with pytest.raises(UnknownName, match="There is no language “tlh”"):
        render(what, "html", language="tlh")


def test_extent_audience_and_digest_reach_the_document() -> None:
    short = render(REPORT, "html", extent="short", audience="secretariat", digest="sha256:abc").decode()
    assert "sha256:abc" in short
    assert "Has your country assessed its needs?" not in short
    assert "Who can be asked?" in render(REPORT, "html").decode()
    assert "Who can be asked?" not in render(REPORT, "html", audience="public").decode()


def test_a_document_keeps_its_language() -> None:
    assert b'<html lang="ar" dir="rtl">' in render(report_document(REPORT, "ar"), "html", language="en")


def test_the_cycle_of_a_summary_is_that_of_its_form() -> None:
    assert cycle_of(summary()).id == "EX1"
    other = Form("another", "one", "example", "Another", sections=FORM.sections)
    with pytest.raises(UnknownName, match="another@one"):
        cycle_of(summary(other))
