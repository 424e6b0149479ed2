"""PDF is made outside the request: the file, a page that leads to it, or the reason why there is none."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from cbreport.documents.pdf import html_to_pdf
from cbreport.documents.press import Handle, Press
from cbreport.errors import CbreportError, ConfigurationError, RenderError
from cbreport.reporting import Identity
from cbreport.web.printing import KEPT, Printing
from tests.web.browser import words
from tests.web.conftest import PREFIX, Portal, plain_app
from tests.web.people import AMINA, BARASA, CLERK, KARI

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


class Slow(Press):
    """Notes what is to be made, and makes it when told to."""

    def __init__(self, refusal: CbreportError | None = None) -> None:
        super().__init__(workers=0)
        self.refusal = refusal
        self.taken: list[tuple[str, Handle]] = []

    def submit(self, html: str, **options: Any) -> Handle:
        if self.refusal:
            raise self.refusal
        handle = Handle()
        self.taken.append((html, handle))
        return handle

    def make(self) -> None:
        for html, handle in self.taken:
            if not handle.done:
                handle._finish(html_to_pdf(html))

    def fail(self, error: CbreportError) -> None:
        for _, handle in self.taken:
            if not handle.done:
                handle._fail(error)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    monkeypatch.setattr("cbreport.web.printing.SHORT_WAIT", 0.0)
    return Slow()


@pytest.fixture
def portal(make_portal: Callable[..., Portal], slow: Slow) -> Portal:
    return make_portal(press=slow)


def place(portal: Portal, status: str = "draft") -> str:
    return f"{PREFIX}/reports/{portal.report(answers={'name': 'Plan', 'secret': 'Zawadi'}, status=status)}/report.pdf"


def test_a_page_says_how_far_it_is_and_leads_to_the_file(portal: Portal, slow: Slow) -> None:
    amina, there = portal.browser(AMINA), place(portal)
    page = amina.get(f"{there}?extent=short")
    assert (page.status, page.response.headers["Refresh"]) == (202, "3")
    assert page.faults == []
    assert "The PDF is being made" in page.words
    assert "0 % done" in page.words
    assert page.link("Look now whether it is done") == f"{there}?extent=short"
    assert page.link("Back") == there.removesuffix("/report.pdf")
    slow.taken[0][1].progress = 0.625
    page = amina.get(f"{there}?extent=short")
    (bar,) = page.all("progress")
    assert bar.attrib["value"] == "62"
    assert bar.attrib["aria-label"] == "The PDF is being made"
    slow.make()
    reply = amina.get(f"{there}?extent=short").response
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert "Refresh" not in reply.headers
    assert reply.get_data() == html_to_pdf(slow.taken[0][0])
    assert len(slow.taken) == 1  # asked for four times, made once


def test_what_was_changed_meanwhile_is_printed_as_it_is_now(portal: Portal, slow: Slow) -> None:
    amina, there = portal.browser(AMINA), place(portal)
    amina.get(there)
    sheet = amina.get(there.replace("report.pdf", "simple/1")).form
    sheet.write("a:name", "Another plan").press("Save and come back")
    amina.get(there)
    assert [html.count("Another plan") > 0 for html, _ in slow.taken] == [False, True]


def test_nobody_gets_at_what_another_person_has_made(portal: Portal, slow: Slow) -> None:
    there = place(portal, "submitted")
    portal.browser(AMINA).get(f"{there}?copy=internal")
    slow.make()
    assert portal.browser(AMINA).get(f"{there}?copy=internal").response.mimetype == "application/pdf"
    for person, status in ((CLERK, 202), (KARI, 404), (None, 404)):
        assert portal.browser(person).get(f"{there}?copy=internal").status == status
    assert ["Zawadi" in html for html, _ in slow.taken] == [True, False]
    portal.browser(BARASA).get(f"{there}?copy=internal")
    assert len(slow.taken) == 3  # a file of one's own, though it is the same


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            RenderError("The document is too large to be laid out in {seconds} seconds.", "Print it.", seconds="60"),
            "The document is too large to be laid out in 60 seconds. Print it.",
        ),
        (ConfigurationError("No worker: /srv/secret.", "Ask."), "The portal cannot do this at the moment."),
    ],
)
def test_a_failure_is_told_and_the_next_request_tries_again(
    portal: Portal, slow: Slow, error: CbreportError, told: str
) -> None:
    amina, there = portal.browser(AMINA), place(portal)
    amina.get(there)
    slow.fail(error)
    page = amina.get(there)
    assert page.status == 503
    assert told in page.words
    assert "/srv/secret" not in page.words
    assert "Refresh" not in page.response.headers
    assert page.faults == []
    amina.get(there)
    slow.make()
    assert amina.get(there).response.mimetype == "application/pdf"


def test_too_many_at_once_are_told(make_portal: Callable[..., Portal]) -> None:
    error = RenderError("Too many documents are being made at the moment.", "Try again in a few minutes.")
    portal = make_portal(press=Slow(error))
    page = portal.browser(AMINA).get(place(portal))
    assert page.status == 503
    assert "Too many documents are being made at the moment. Try again in a few minutes." in page.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_light_and_translated(portal: Portal, slow: Slow, language: str) -> None:
    there = f"{place(portal)}?language={language}"
    reply = portal.browser(AMINA).client.get(there, headers={"Accept-Encoding": "gzip"})
    content = reply.get_data()
    assert len(content) < 8_000
    text = gzip.decompress(content).decode()
    assert f'lang="{language}"' in text
    assert ("The PDF is being made" in text) == (language == "en")
    page = portal.browser(AMINA).get(there)
    slow.fail(
        RenderError(
            "The document is too large to be laid out in {seconds} seconds.",
            "Print it section by section, or shorten its longest answers.",
            seconds="60",
        )
    )
    page = portal.browser(AMINA).get(there)
    assert "60" in page.words
    assert ("too large" in page.words) == (language == "en")


def test_a_summary_is_made_in_the_same_way(portal: Portal, slow: Slow) -> None:
    portal.report(status="submitted")
    there = f"{PREFIX}/desk/example/summary.pdf?question=name"
    page = portal.browser(CLERK).get(there)
    assert page.status == 202
    assert words(page.all("h1")[0]) == "The PDF is being made"
    assert portal.browser(CLERK).get(page.link("Back")).status == 200
    slow.make()
    assert portal.browser(CLERK).get(there).response.mimetype == "application/pdf"


def test_the_files_that_are_kept_are_few(slow: Slow, make_portal: Callable[..., Portal]) -> None:
    printing, library = Printing(slow), make_portal().library
    from cbreport.documents import report_document
    from cbreport.reporting import Report

    document = report_document(Report(library.form("example-national-report"), "KEN", "EX1", library=library))
    for number in range(KEPT + 6):
        printing.handle(f"person {number}", document)
    assert len(printing._handles) == KEPT + 6  # none is done
    slow.fail(RenderError("No."))
    last = printing.handle("another", document)
    assert len(printing._handles) == KEPT + 1
    assert printing.handle("another", document) is last


@pytest.mark.parametrize("person", [AMINA, CLERK])
def test_with_real_workers(make_portal: Callable[..., Portal], person: Identity) -> None:
    press = Press(workers=1)
    try:
        portal = make_portal(plain_app(), press=press)
        there, browser = place(portal, "submitted"), portal.browser(person)
        page = browser.get(there)
        for _ in range(30):
            if page.status != 202:
                break
            page = browser.get(there)
        assert page.status == 200
        assert page.response.get_data() == make_portal(plain_app()).browser(person).get(there).response.get_data()
    finally:
        press.close()


def test_a_portal_starts_no_worker_before_the_first_pdf(make_portal: Callable[..., Portal]) -> None:
    press = Press(workers=1)
    make_portal(plain_app(), press=press).browser(AMINA).get(f"{PREFIX}/")
    assert press._crew is None
