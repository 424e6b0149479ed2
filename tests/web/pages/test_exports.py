"""Exports on the Secretariat's desk: chosen, counted, begun once; seen and fetched by who asked for them alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cbreport.exporting.jobs import Worker
from cbreport.exporting.making import MakerHere
from cbreport.library import Library
from cbreport.reporting import SECRETARIAT, Identity
from cbreport.reporting.jobs import MOST
from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.records import with_records
from tests.web.people import AMINA, CLERK, PEOPLE, STRANGER, person

EXPORTS = f"{PREFIX}/desk/example/exports"
RECORDS = f"{EXPORTS}?cycle=PRO"
COLLEAGUE = person("colleague-of-clerk", SECRETARIAT, "", "example")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "exports"


@pytest.fixture
def portal(make_portal: Callable[..., Portal], folder: Path) -> Portal:
    return make_portal(exports=str(folder))


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


@pytest.fixture
def received(portal: Portal) -> Portal:
    """A report that was submitted, one that was published, and one that is with its Party."""
    portal.report("KEN", status="submitted")
    portal.report("NOR", status="published")
    return portal


def confirm(clerk: Browser, path: str = EXPORTS, audience: str = "secretariat") -> Page:
    form = clerk.get(path).form.tick("format", "html").tick("language", "en", "fr").choose("audience", audience)
    return form.press("Go on")


def start(clerk: Browser) -> Page:
    return confirm(clerk).form.press("Start the export")


def content_of(page: Page) -> bytes:
    """A file that was fetched."""
    with closing(page.response):
        return page.response.get_data()


def work(portal: Portal, folder: Path) -> None:
    """What a worker does beside the pages."""
    worker = Worker(portal.store, portal.library, MakerHere(portal.store, portal.library), folder, name="w")
    while worker.next():
        pass


class TestChoosing:
    def test_the_list_leads_here_with_its_filters(self, received: Portal, clerk: Browser) -> None:
        page = clerk.get(f"{PREFIX}/desk/example?region=south&q=ken")
        assert page.link("Export these reports") == f"{EXPORTS}?cycle=EX1&region=south&q=ken"
        assert "Reports: 1." in clerk.get(page.link("Export these reports")).words

    def test_what_is_offered(self, received: Portal, clerk: Browser) -> None:
        page = clerk.get(EXPORTS)
        assert page.faults == []
        assert {"pdf", "html"} <= set(page.form.offered("format"))
        assert page.form.offered("language") == ["en", "fr"]
        assert page.form.ticked("format") == ["pdf"]
        assert "All that were received: 2" in page.words
        assert "Only those that are published: 1" in page.words

    def test_where_nobody_has_reported_there_is_nothing_to_choose(self, portal: Portal, clerk: Browser) -> None:
        page = clerk.get(EXPORTS)
        assert page.forms == []
        assert "No Party that the list shows has reported." in page.words

    def test_without_a_folder_for_results_it_is_not_offered(
        self, make_portal: Callable[..., Portal], received: Portal
    ) -> None:
        clerk = make_portal().browser(CLERK)
        assert "Export these reports" not in clerk.get(f"{PREFIX}/desk/example").words
        assert clerk.get(EXPORTS).status == 404

    @pytest.mark.parametrize(
        ("field", "words"), [("format", "Choose at least one format."), ("language", "Choose at least one language.")]
    )
    def test_something_must_be_chosen(self, received: Portal, clerk: Browser, field: str, words: str) -> None:
        page = clerk.get(EXPORTS).form.tick(field).press("Go on")
        assert page.status == 422
        assert words in page.error_words
        assert page.error_links == [f"#{field}s"]
        assert page.by_id(f"{field}s") is not None

    def test_the_public_gets_what_is_published(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        page = confirm(clerk, audience="public")
        assert page.status == 422
        assert "None of these reports is published." in page.error_words


class TestConfirming:
    def test_says_how_many_files_there_will_be(self, received: Portal, clerk: Browser) -> None:
        page = confirm(clerk)
        assert page.faults == []
        assert "Files: 4" in page.words
        assert "Kenya, Norway" in page.words
        assert "Files: 2" in confirm(clerk, audience="public").words
        assert clerk.get(EXPORTS).all("table") == []

    def test_to_change_comes_back_with_what_was_chosen(self, received: Portal, clerk: Browser) -> None:
        page = confirm(clerk).form.press("Change")
        assert page.form.ticked("format") == ["html"]
        assert page.form.ticked("language") == ["en", "fr"]

    def test_to_press_twice_begins_once(self, received: Portal, clerk: Browser) -> None:
        page = confirm(clerk)
        one, two = (page.form.press("Start the export") for _ in range(2))
        assert one.url == two.url
        assert len(received.store.jobs(CLERK, convention="example")) == 1

    def test_too_many_at_once_are_refused(self, received: Portal, clerk: Browser) -> None:
        for _ in range(MOST):
            assert start(clerk).status == 200
        page = start(clerk)
        assert page.status == 409
        assert f"{MOST} of your exports are not finished yet." in page.error_words


class TestFollowing:
    def test_how_far_it_is(self, received: Portal, clerk: Browser) -> None:
        page = start(clerk)
        assert page.faults == []
        job = received.store.take_job("w")
        assert job
        received.store.beat_job(job.id, "w", done=2, total=4, failed=1)
        page = clerk.get(page.url)
        (bar,) = page.all("progress")
        assert (bar.get("max"), bar.get("value"), bar.get("aria-label")) == ("4", "3", "Progress")
        assert "Being made" in page.words
        assert "2 of 4 files" in page.words
        assert page.link("Show how far it is now") == page.path

    def test_the_files_are_those_of_the_list(self, received: Portal, clerk: Browser, folder: Path) -> None:
        page = start(clerk)
        work(received, folder)
        page = clerk.get(page.url)
        assert page.faults == []
        assert "4 of 4 files" in page.words
        fetched = clerk.get(page.link("All files as ZIP"))
        assert fetched.response.mimetype == "application/zip"
        assert fetched.response.headers["Content-Disposition"].startswith("attachment; filename=example-ex1-20")
        with zipfile.ZipFile(io.BytesIO(content_of(fetched))) as zipped:
            names = zipped.namelist()
            manifest = json.loads(zipped.read("manifest.json"))
        assert len(names) == 5
        assert {each["audience"] for each in manifest["files"]} == {"secretariat"}
        assert json.loads(content_of(clerk.get(page.link("Manifest")))) == manifest

    def test_one_s_own_exports_are_listed(self, received: Portal, clerk: Browser, folder: Path) -> None:
        page = start(clerk)
        assert "0 of 4 files" in clerk.get(EXPORTS).words
        work(received, folder)
        listed = clerk.get(EXPORTS)
        assert "First report · HTML · English, Français · received reports Ready" in listed.words
        assert page.path in listed.links

    def test_what_could_not_be_made_is_told(
        self, received: Portal, clerk: Browser, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = start(clerk)
        monkeypatch.setattr("cbreport.exporting.making.make_file", lambda *_: 1 / 0)
        work(received, folder)
        assert "Files that could not be made: 4" in clerk.get(page.url).words

    def test_it_can_be_cancelled(self, received: Portal, clerk: Browser, folder: Path) -> None:
        page = start(clerk).form.press("Cancel the export")
        assert "This export was cancelled" in page.words
        work(received, folder)
        assert clerk.get(f"{page.path}/zip").status == 404
        assert not folder.exists()

    def test_a_failure_is_told(self, received: Portal, clerk: Browser) -> None:
        page = start(clerk)
        job = received.store.take_job("w")
        assert job
        received.store.end_job(job.id, "w", "failed", done=0, total=4, failed=0, error="No <room>.", result="")
        page = clerk.get(page.url)
        assert page.faults == []
        assert "No <room>." in page.words

    def test_after_some_days_the_files_are_gone_and_the_page_says_so(
        self, received: Portal, clerk: Browser, folder: Path
    ) -> None:
        page = start(clerk)
        work(received, folder)
        for path in folder.iterdir():
            path.unlink()
        page = clerk.get(page.url)
        assert "The files are not kept any more." in page.words
        assert clerk.get(f"{page.path}/zip").status == 404
        assert "The files are not kept any more." in clerk.get(EXPORTS).words


class TestRecords:
    @pytest.fixture
    def library(self) -> Library:
        return with_records()

    @pytest.fixture
    def received(self, portal: Portal) -> Portal:
        """Two records of one Party, one of another, one with its Party, and a report that is no record."""
        portal.report("NOR", cycle="PRO-1", status="published")
        portal.report("KEN", cycle="PRO-1", status="submitted")
        portal.report("KEN", cycle="PRO-2", status="published")
        portal.report("KEN", cycle="PRO-3", status="draft")
        portal.report("NOR", status="submitted")
        return portal

    def test_the_list_of_records_leads_here(self, received: Portal, clerk: Browser) -> None:
        address = clerk.get(f"{PREFIX}/desk/example?cycle=PRO-1").link("Export these reports")
        assert address == RECORDS
        page = clerk.get(address)
        assert page.faults == []
        assert page.link("Records") == f"{PREFIX}/desk/example?cycle=PRO"
        assert "Records: 3." in page.words
        assert "All that were received: 3" in page.words
        assert "Only those that are published: 2" in page.words
        assert "Change the filters" not in page.words

    def test_each_record_is_a_file_in_each_language(self, received: Portal, clerk: Browser, folder: Path) -> None:
        page = confirm(clerk, RECORDS)
        assert page.faults == []
        assert "Files: 6" in page.words
        assert "Reports3 · received reports" in page.words
        assert "Kenya, Norway" in page.words
        page = page.form.press("Start the export")
        work(received, folder)
        page = clerk.get(page.url)
        assert "6 of 6 files" in page.words
        with zipfile.ZipFile(io.BytesIO(content_of(clerk.get(page.link("All files as ZIP"))))) as zipped:
            names = [name for name in zipped.namelist() if name.endswith("d.html")]
        assert sorted(names) == [
            "example/PRO-1/KEN/example-ken-pro-1-v1-submitted.html",
            "example/PRO-1/NOR/example-nor-pro-1-v1-published.html",
            "example/PRO-2/KEN/example-ken-pro-2-v1-published.html",
        ]
        assert page.link("Export reports") == RECORDS
        assert "Projects · HTML" in clerk.get(RECORDS).words

    def test_the_public_gets_those_that_are_published(self, received: Portal, clerk: Browser) -> None:
        assert "Files: 4" in confirm(clerk, RECORDS, audience="public").words

    def test_where_there_is_none_there_is_nothing_to_choose(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", cycle="PRO-1", status="draft")
        assert "Export these reports" not in clerk.get(f"{PREFIX}/desk/example?cycle=PRO").words
        page = clerk.get(RECORDS)
        assert page.forms == []
        assert "There is no report." in page.words

    def test_without_a_folder_for_results_it_is_not_offered(
        self, make_portal: Callable[..., Portal], received: Portal
    ) -> None:
        clerk = make_portal().browser(CLERK)
        assert "Export these reports" not in clerk.get(f"{PREFIX}/desk/example?cycle=PRO").words
        assert clerk.get(RECORDS).status == 404


class TestOthers:
    @pytest.mark.parametrize("somebody", [COLLEAGUE, STRANGER, AMINA, None])
    def test_nobody_else_sees_or_fetches_or_cancels_it(
        self, received: Portal, folder: Path, somebody: Identity | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(PEOPLE, COLLEAGUE.id, COLLEAGUE)  # type: ignore[misc]
        page = start(received.browser(CLERK))
        other = received.browser(somebody)
        assert other.post(page.path, {}).status == 404
        work(received, folder)
        assert [other.get(page.path + end).status for end in ("", "/zip", "/json")] == [404, 404, 404]
        assert received.store.jobs(CLERK, convention="example")[0].status == "done"

    def test_an_address_of_another_convention_is_none(self, received: Portal, clerk: Browser) -> None:
        page = start(clerk)
        assert clerk.get(page.path.replace("/example/", "/another/")).status == 404

    @pytest.mark.parametrize("end", ["/tar", "/zip/x", "/..%2f..%2fcb.db"])
    def test_there_is_nothing_else_to_fetch(self, received: Portal, clerk: Browser, folder: Path, end: str) -> None:
        page = start(clerk)
        work(received, folder)
        assert clerk.get(page.path + end).status == 404
