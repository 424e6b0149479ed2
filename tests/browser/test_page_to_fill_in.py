"""The page to fill in that stands alone, opened from a folder as a person does who has no line."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cbreport.answering import Answer
from cbreport.documents.filling import FILLINGS, read_filled
from cbreport.reporting import Report
from cbreport.reporting.returning import Incoming, incoming
from cbreport.testing import example_library
from tests.browser.inspecting import problems
from tests.documents.test_filling import SECRET, outgoing

pytestmark = pytest.mark.browser


@pytest.fixture
def report() -> Report:
    library = example_library()
    answers = {"help-needed": Answer(["training"]), "help-detail": Answer("Kept")}
    return Report(library.form("example-national-report"), "KEN", "EX1", answers, library=library)


def opened(browser: Browser, report: Report, folder: Path, language: str = "en", script: bool = True) -> Page:
    file = folder / f"{language}.html"
    file.write_bytes(FILLINGS["html"].write(outgoing(report, language)))
    page = browser.new_context(accept_downloads=True, java_script_enabled=script, offline=True).new_page()
    page.goto(file.as_uri())
    return page


def saved(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename.endswith(".cbreport.json")
    target = folder / "saved.cbreport.json"
    download.value.save_as(target)
    return target


def changes(file: Path, report: Report) -> Incoming:
    read = read_filled(file.read_bytes(), lambda made: report.form, SECRET)
    assert read.unread == ()
    return incoming(read, report.form, report.answers, report.answers)


def own(page: Page, address: str, part: str = ""):  # type: ignore[no-untyped-def]
    return page.locator(f'[data-at="{address}"][data-part="{part}"]')


def test_what_is_typed_is_saved_to_a_file_and_nothing_else_changes(
    browser: Browser, report: Report, tmp_path: Path
) -> None:
    page = opened(browser, report, tmp_path)
    expect(page.locator(".unscripted")).to_be_hidden()
    assert changes(saved(page, tmp_path), report).changes == {}
    own(page, "help-detail").fill("=1+1\n\n<b>two</b> مرحبا")
    expect(page.locator("#status")).to_contain_text("not saved to a file yet")
    found = changes(saved(page, tmp_path), report).changes
    assert {address: each.value for address, each in found.items()} == {"help-detail": "=1+1\n\n<b>two</b> مرحبا"}
    expect(page.locator("#status")).to_contain_text("downloaded")


def test_a_draft_stays_in_the_browser_until_it_is_deleted(browser: Browser, report: Report, tmp_path: Path) -> None:
    page = opened(browser, report, tmp_path)
    page.on("dialog", lambda dialog: dialog.accept())
    own(page, "help-detail").fill("Typed")
    expect(page.locator("#status")).to_contain_text("draft is kept")
    page.reload()
    expect(own(page, "help-detail")).to_have_value("Typed")
    page.click("#forget")
    expect(own(page, "help-detail")).to_have_value("Kept")
    page.reload()
    expect(own(page, "help-detail")).to_have_value("Kept")


def test_saved_answers_are_opened_again_and_others_are_refused(
    browser: Browser, report: Report, tmp_path: Path
) -> None:
    page = opened(browser, report, tmp_path)
    own(page, "help-detail").fill("Typed")
    file = saved(page, tmp_path)
    other = opened(browser, report, tmp_path)
    other.set_input_files("#open", file)
    expect(own(other, "help-detail")).to_have_value("Typed")
    file.write_text(file.read_text(encoding="utf-8").replace('"key": "k"', '"key": "other"'), encoding="utf-8")
    other.set_input_files("#open", file)
    expect(other.locator("#status")).to_contain_text("no answers that were saved from this page")


def test_a_browser_that_keeps_nothing_says_so(browser: Browser, report: Report, tmp_path: Path) -> None:
    page = opened(browser, report, tmp_path)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    own(page, "help-detail").fill("Typed")
    expect(page.locator("#status")).to_contain_text("keeps no draft")


def test_questions_appear_with_the_answers_they_depend_on(browser: Browser, report: Report, tmp_path: Path) -> None:
    page = opened(browser, report, tmp_path)
    detail, day = (page.locator(f'[data-cb-address="{each}"]') for each in ("help-detail", "assessed-when"))
    training, yes = own(page, "help-needed", "option:training"), own(page, "assessed").locator("input[value=true]")
    expect(detail).to_be_visible()
    expect(day).to_be_hidden()
    training.uncheck()
    expect(detail).to_be_hidden()
    training.check()
    expect(detail).to_be_visible()
    yes.check()
    expect(day).to_be_visible()


def test_without_script_everything_is_there_and_it_says_what_to_do(
    browser: Browser, report: Report, tmp_path: Path
) -> None:
    page = opened(browser, report, tmp_path, script=False)
    expect(own(page, "help-detail")).to_have_value("Kept")
    expect(page.locator(".unscripted")).to_contain_text("runs no script")
    assert page.locator("[data-cb-when][hidden]").count() == 0
    expect(page.locator("#save")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_has_no_problems(browser: Browser, report: Report, tmp_path: Path, language: str) -> None:
    page = opened(browser, report, tmp_path, language)
    assert problems(page, language) == []


def test_nothing_but_its_own_script_runs(browser: Browser, report: Report, tmp_path: Path) -> None:
    page = opened(browser, report, tmp_path)
    page.evaluate(
        "() => { const each = document.createElement('script'); each.textContent = 'window.foreign = 1';"
        " document.body.append(each) }"
    )
    assert page.evaluate("window.foreign") is None
