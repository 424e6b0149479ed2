"""Exports on the Secretariat's desk, with script and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from cbreport.exporting.jobs import Worker
from cbreport.exporting.making import MakerHere
from cbreport.library import Library
from cbreport.storage import SqlStore, upgrade
from cbreport.web import CBReport
from cbreport.web.identity import DemoIdentity, demo_people
from tests.browser.inspecting import problems
from tests.browser.serving import serving
from tests.browser.test_desk import CLERK, DESK, LANGUAGES, fill
from tests.browser.visiting import Site, Visitors, press

pytestmark = pytest.mark.browser

EXPORTS: Final = f"{DESK}/exports"


@pytest.fixture
def exporting_site(tmp_path: Path) -> Iterator[Site]:
    """A portal with reports of the CBD in every status, and a folder for exports."""
    url, library = f"sqlite:///{tmp_path}/cb.db", Library()
    upgrade(url)
    store = SqlStore(url)
    fill(store, library)
    app = Flask("exports", static_folder=None)
    app.secret_key = "x" * 32
    people = DemoIdentity(demo_people({"cbd": "Secretariat of the CBD"}, {"KEN": "Kenya"}))
    exports = str(tmp_path / "exports")
    CBReport(store=store, library=library, identity=people, demo=True, exports=exports).init_app(app)
    with serving(app) as address:
        yield Site(address, library, store)
    store.close()


@pytest.fixture
def visit(exporting_site: Site, visitors: Callable[[Site], Visitors]) -> Visitors:
    return visitors(exporting_site)


@pytest.fixture
def worker(exporting_site: Site, tmp_path: Path) -> Worker:
    """Does what waits when it is asked to."""
    store, library = exporting_site.store, exporting_site.library
    return Worker(store, library, MakerHere(store, library), tmp_path / "exports", name="w")


def confirm(page: Page) -> None:
    page.goto(EXPORTS)
    for box, wanted in (("#format-pdf", False), ("#format-html", True)):
        page.locator(box).set_checked(wanted)
    press(page.locator("button[value=preview]"))


def start(page: Page) -> None:
    confirm(page)
    press(page.locator("button[value=start]"))


def refused(page: Page) -> None:
    page.goto(EXPORTS)
    page.locator("#format-pdf").uncheck()
    with page.expect_response(lambda response: response.status == 422):
        press(page.locator("button[value=preview]"))


PLACES: Final[dict[str, Callable[[Page], None]]] = {
    "choose": lambda page: page.goto(EXPORTS) and None, "refused": refused, "confirm": confirm, "under way": start,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_every_page_can_be_used(place: str, language: str, visit: Visitors) -> None:
    page = visit(CLERK, language=language)
    PLACES[place](page)
    found = problems(page, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_ended_can_be_used(language: str, visit: Visitors, worker: Worker) -> None:
    page = visit(CLERK, language=language)
    start(page)
    worker.next()
    page.reload()
    found = problems(page, language)
    start(page)
    press(page.locator("main form button"))
    found += problems(page, language)
    page.goto(EXPORTS)
    expect(page.locator("tbody tr")).to_have_count(2)
    found += problems(page, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("script", [True, False])
def test_an_export_from_the_list_to_its_zip(script: bool, visit: Visitors, worker: Worker) -> None:
    page = visit(CLERK, script=script)
    page.goto(f"{DESK}?status=published")
    press(page.get_by_role("link", name="Export these reports"))
    page.locator("#format-pdf").uncheck()
    page.locator("#format-html").check()
    press(page.get_by_role("button", name="Go on"))
    expect(page.locator("main")).to_contain_text("Files: 1")
    press(page.get_by_role("button", name="Start the export"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    cancel = page.get_by_role("button", name="Cancel the export")
    if script:
        cancel.focus()
    assert worker.next() is not None
    if script:  # it looks by itself
        expect(page.locator("[data-cb-said]")).to_have_text("Ready")
    else:
        press(page.get_by_role("link", name="Show how far it is now"))
    expect(page.get_by_role("progressbar")).to_have_count(0)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="All files as ZIP").click()
    assert fetched.value.suggested_filename.startswith("cbd-nr7-")


def test_while_it_is_made_the_bar_grows_and_the_focus_stays(visit: Visitors, exporting_site: Site) -> None:
    page = visit(CLERK)
    start(page)
    cancel = page.get_by_role("button", name="Cancel the export")
    cancel.focus()
    store = exporting_site.store
    job = store.take_job("w")
    assert job
    store.beat_job(job.id, "w", done=2, total=job.total, failed=0)
    expect(page.locator("#export")).to_contain_text(f"2 of {job.total} files")
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 2)
    expect(cancel).to_be_focused()
