"""What waits for the Secretariat."""

from __future__ import annotations

import pytest

from cbreport.library import Library
from cbreport.reporting import NewReport
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.records import with_records
from tests.web.people import AMINA, CLERK, STRANGER
from tests.web.reports import COMPLETE

WAITING = f"{PREFIX}/desk/example/waiting"


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


def part(page: Page, id: str) -> str:
    """What one of the page's parts says."""
    [found] = [each for each in page.all("section") if each.get("aria-labelledby") == id]
    return words(found)


def test_each_report_waits_in_its_place(portal: Portal, clerk: Browser) -> None:
    kenya = portal.report("KEN", status="submitted")
    portal.report("NOR", status="accepted")
    page = clerk.get(WAITING)
    assert "Kenya" in part(page, "accept")
    assert "came in today" in part(page, "accept")
    assert "Norway" in part(page, "publish")
    assert {"Kenya", "Norway"} <= set(part(page, "new").replace(",", " ").split())
    assert page.link("Kenya") == f"{PREFIX}/reports/{kenya}"
    assert page.faults == []


def test_what_went_back_says_why(portal: Portal, clerk: Browser) -> None:
    portal.report("KEN", status="returned")
    said = part(clerk.get(WAITING), "back")
    assert "Returned" in said
    assert "Reason: Because." in said
    assert "Nothing waits to be accepted." in clerk.get(WAITING).words


def test_what_she_enters_herself(portal: Portal, clerk: Browser) -> None:
    assert "You are entering for a Party" not in clerk.get(WAITING).words
    form = portal.library.form("example-national-report")
    new = NewReport("example", form.id, form.edition, form.digest, "NOR", "EX1", behalf=True)
    portal.store.create(CLERK, new)
    assert "Norway" in part(clerk.get(WAITING), "own")


def test_the_cycles_with_their_deadlines(portal: Portal, clerk: Browser) -> None:
    portal.report("KEN", status="submitted")
    said = part(clerk.get(WAITING), "deadlines")
    assert "No deadline lies ahead." in said
    assert "31 December 2024" in said
    assert "1 of 3 (33%)" in said
    overdue = next(link for link in clerk.get(WAITING).links if "timing=overdue" in link)
    assert "2 of 3 Parties" in clerk.get(overdue).words


def test_the_home_page_leads_here(clerk: Browser) -> None:
    assert clerk.get(f"{PREFIX}/").link("what waits for you") == WAITING


def test_it_is_for_its_secretariat_only(portal: Portal) -> None:
    for person in (AMINA, STRANGER, None):
        assert portal.browser(person).get(WAITING).status == 404


class TestRecords:
    @pytest.fixture
    def library(self) -> Library:
        return with_records()

    def test_wait_too(self, portal: Portal, clerk: Browser) -> None:
        portal.report(cycle="PRO-2", answers=COMPLETE, status="submitted")
        assert "No. 2" in part(clerk.get(WAITING), "accept")
        assert "Projects" not in part(clerk.get(WAITING), "deadlines")
