"""A report goes out as a file and comes back: what would change is shown, and only what was chosen is saved."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest

from cbreport.answering import Answer
from cbreport.reporting import Identity
from tests.web.browser import Page
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.test_history import save
from tests.web.people import AMINA, BARASA, CLERK, GUEST, KARI
from tests.web.reports import delegated

Texts = Mapping[str, Mapping[str, str]]


def elsewhere(report: str, rest: str = "") -> str:
    return f"{PREFIX}/reports/{report}/elsewhere{rest}"


def downloaded(portal: Portal, report: str, person: Identity = AMINA, asked: str = "") -> dict[str, Any]:
    page = portal.browser(person).get(elsewhere(report, f"/report.json{asked}"))
    assert page.status == 200
    found: dict[str, Any] = json.loads(page.response.get_data())
    return found


def back(portal: Portal, report: str, data: Any, person: Identity = AMINA) -> Page:
    """What is shown of a file that was brought back."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    page = portal.browser(person).get(elsewhere(report))
    form = page.form_to("/elsewhere")
    if content:
        form.attach("file", "report.json", content)
    return form.press("Show what it changes")


def filled(portal: Portal, report: str, texts: Texts, person: Identity = AMINA) -> Page:
    data = downloaded(portal, report, person)
    for address, parts in texts.items():
        data["texts"].setdefault(address, {}).update(parts)
    return back(portal, report, data, person)


@pytest.fixture
def report(portal: Portal) -> str:
    return portal.report(answers={"name": "The plan", "story": "Old"})


def test_what_was_filled_in_is_shown_and_saved_when_it_is_wanted(portal: Portal, report: str) -> None:
    before = portal.revision(report)
    page = filled(portal, report, {"name": {"": "Another plan"}, "story": {"": "New"}})
    assert "Answers that change: 2." in page.words
    assert portal.revision(report) == before
    form = page.form_to("/elsewhere/save")
    assert sorted(form.ticked("take")) == ["name", "story"]
    done = form.press("Save these answers")
    assert "Answers taken over from your file: 2" in done.words
    answers = portal.answers(report)
    assert (answers["name"]["value"], answers["story"]["value"]) == ("Another plan", "New")


def test_only_what_was_chosen_is_saved(portal: Portal, report: str) -> None:
    form = filled(portal, report, {"name": {"": "Another plan"}, "story": {"": "New"}}).form_to("/elsewhere/save")
    form.tick("take", "story")
    form.press("Save these answers")
    answers = portal.answers(report)
    assert (answers["name"]["value"], answers["story"]["value"]) == ("The plan", "New")


def test_nothing_chosen_saves_nothing_and_says_so(portal: Portal, report: str) -> None:
    form = filled(portal, report, {"story": {"": "New"}}).form_to("/elsewhere/save")
    page = form.tick("take").press("Save these answers")
    assert (page.status, "Nothing was chosen" in page.words) == (422, True)
    assert page.form_to("/elsewhere/save").ticked("take") == ["story"]


@pytest.mark.parametrize(("choice", "kept"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_what_a_colleague_changed_too_is_decided(portal: Portal, report: str, choice: str, kept: str) -> None:
    data = downloaded(portal, report)
    data["texts"]["story"][""] = "Mine"
    data["texts"]["name"][""] = "Another plan"
    save(portal, report, {"story": Answer("Theirs", language="en")}, BARASA)
    page = back(portal, report, data)
    assert "Changed by a colleague, too: 1." in page.words
    form = page.form_to("/elsewhere/save")
    form.choose("of:story", choice).press("Save these answers")
    answers = portal.answers(report)
    assert (answers["story"]["value"], answers["name"]["value"]) == (kept, "Another plan")


def test_what_is_changed_while_one_looks_is_shown_again(portal: Portal, report: str) -> None:
    page = filled(portal, report, {"story": {"": "Mine"}})
    save(portal, report, {"story": Answer("Theirs", language="en")}, BARASA)
    page = page.form_to("/elsewhere/save").press("Save these answers")
    assert (page.status, "meanwhile" in page.words) == (409, True)
    assert "Changed by a colleague, too: 1." in page.words
    assert portal.answers(report)["story"]["value"] == "Theirs"


def test_pressed_twice_it_is_saved_once(portal: Portal, report: str) -> None:
    form = filled(portal, report, {"story": {"": "New"}}).form_to("/elsewhere/save")
    form.press("Save these answers")
    revision = portal.revision(report)
    form.press("Save these answers")
    assert portal.revision(report) == revision


def test_a_file_that_changes_nothing_says_so(portal: Portal, report: str) -> None:
    assert "The file changes nothing." in filled(portal, report, {}).words


def test_what_is_not_understood_is_listed(portal: Portal, report: str) -> None:
    page = filled(portal, report, {"story": {"": "New"}, "no-such": {"": "<b>lost?</b>"}})
    assert "Places that were not understood: 1." in page.words
    assert "<b>lost?</b>" in page.words


@pytest.mark.parametrize("content", [b"", b"hello", b"{}", b"PK\x03\x04 no archive", b"\xff\xfe\x00"])
def test_what_is_no_such_file_is_refused_in_words(portal: Portal, report: str, content: bytes) -> None:
    page = back(portal, report, content)
    assert page.status == 422
    assert page.error_words


def test_a_file_of_another_report_or_a_changed_one_is_refused(portal: Portal, report: str) -> None:
    other = portal.report(party="NOR")
    theirs = downloaded(portal, other, KARI)
    assert "another report" in back(portal, report, theirs).words
    own = downloaded(portal, report)
    own["made"]["revision"] += 1
    assert "was changed" in back(portal, report, own).words


@pytest.mark.parametrize("person", [KARI, CLERK, GUEST])
def test_it_is_for_those_inside_only(portal: Portal, report: str, person: Identity) -> None:
    for rest in ("", "/report.json"):
        assert portal.browser(person).get(elsewhere(report, rest)).status == 404


def test_what_is_submitted_is_not_filled_in(portal: Portal, report: str) -> None:
    portal.to(report, "submitted")
    assert portal.browser(AMINA).get(elsewhere(report)).status == 403


def test_sections_are_chosen(portal: Portal, report: str) -> None:
    data = downloaded(portal, report, asked="?section=simple")
    assert "name" in data["texts"]
    assert "help" not in data["texts"]


def test_a_colleague_has_her_sections_and_no_others(portal: Portal, report: str) -> None:
    delegated(portal, report, "choices")
    data = downloaded(portal, report, GUEST)
    assert "help" in data["texts"]
    assert "story" not in data["texts"]
    data["texts"]["help"]["option:training"] = "true"
    data["texts"]["story"] = {"": "Not hers"}
    page = back(portal, report, data, GUEST)
    assert "Answers that change: 1." in page.words
    page.form_to("/elsewhere/save").press("Save these answers")
    answers = portal.answers(report)
    assert (answers["help"]["value"], answers["story"]["value"]) == (["training"], "Old")


def test_an_unknown_kind_and_an_unknown_file_are_not_found(portal: Portal, report: str) -> None:
    assert portal.browser(AMINA).get(elsewhere(report, "/report.exe")).status == 404
    page = portal.browser(AMINA).post(elsewhere(report, "/save"), {"digest": "sha256:" + "0" * 64, "revision": "1"})
    assert "not there any more" in page.words


def test_a_contributor_fills_in_too(portal: Portal, report: str) -> None:
    filled(portal, report, {"story": {"": "Hers"}}, BARASA).form_to("/elsewhere/save").press("Save these answers")
    assert portal.answers(report)["story"]["value"] == "Hers"


def test_a_workbook_is_filled_in_brought_back_and_saved(portal: Portal, report: str) -> None:
    page = portal.browser(AMINA).get(elsewhere(report, "/report.xlsx"))
    assert page.response.headers["Content-Disposition"].endswith('.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(page.response.get_data()))
    for row in (row for sheet in book.worksheets for row in sheet.iter_rows(min_row=2, min_col=3, max_col=4)):
        if row[1].value == "Old":
            row[1].value = "=1+1 is two"
            row[1].data_type = "s"
        elif row[1].value == "The plan":
            row[1].value = "#REF!"
    out = io.BytesIO()
    book.save(out)
    shown = back(portal, report, out.getvalue())
    assert "Answers that change: 1." in shown.words
    assert "The cell shows an error, #REF!." in shown.words
    shown.form_to("/elsewhere/save").press("Save these answers")
    answers = portal.answers(report)
    assert (answers["story"]["value"], answers["name"]["value"]) == ("=1+1 is two", "The plan")
