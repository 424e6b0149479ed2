"""A whole cycle on the Secretariat's desk: what stands out, its parts, its files, and what it is made of."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from cbreport.library import Library
from cbreport.web import overviews
from cbreport.web import registers as web_registers
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.registers import FIRST, SECOND, need, told, with_registers
from tests.web.people import CLERK

DESK = f"{PREFIX}/desk/example"
SYNTHESIS = f"{DESK}/synthesis"


@pytest.fixture
def library() -> Library:
    return with_registers()


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


class Nothing:
    """What no store is."""


def said(page: Page) -> str:
    (main,) = page.all("main")
    return words(main)


def test_without_a_report_it_says_so(clerk: Browser) -> None:
    page = clerk.get(SYNTHESIS)
    assert page.status == 200
    assert "Reports received: 0 of 3 (0%)" in said(page)


def test_a_submission_is_in_it_at_once(clerk: Browser, portal: Portal) -> None:
    told(portal, "KEN", need())
    page = clerk.get(SYNTHESIS)
    assert "Needs that no activity meets: 1 of 1 (100%)" in said(page)
    part = clerk.get(f"{SYNTHESIS}?show=needs")
    assert "By subject and region" in said(part)


def test_what_is_past_is_told_by_today_and_not_by_the_day_of_membership(
    clerk: Browser, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(portal, "KEN", need())
    monkeypatch.setattr(web_registers, "today", lambda: date(2031, 5, 6))
    made = clerk.get(f"{SYNTHESIS}.html?part=needs").response.text
    assert "Registers as of" in made
    assert "6 May 2031" in made


def test_freezing_it_keeps_the_cycles_with_which_it_is_compared(clerk: Browser, portal: Portal) -> None:
    told(portal, "KEN", need(), cycle=FIRST.id)
    told(portal, "KEN", need())
    page = clerk.get(f"{SYNTHESIS}?cycle={SECOND.id}")
    assert "Reports: 2, from 1 of 3 Parties." in clerk.get(page.link("Freeze this")).words


def test_parts_region_and_kind_stay_in_the_address_and_in_the_files(clerk: Browser, portal: Portal) -> None:
    told(portal, "KEN", need())
    page = clerk.get(f"{SYNTHESIS}?kind=progress&part=needs&part=sources&region=north")
    assert "Needs that no activity meets" not in said(page)  # Kenya lies in the south
    (book,) = [each.get("href") for each in page.all("a") if (each.get("href") or "").startswith(f"{SYNTHESIS}.xlsx")]
    assert "part=needs&part=sources" in book
    rows = [
        [cell.value for cell in row]
        for sheet in load_workbook(io.BytesIO(clerk.get(book).response.data)).worksheets
        for row in sheet.iter_rows()
    ]
    assert not any("Kenya" in row for row in rows)


@pytest.mark.parametrize("wrong", ["?part=no-such", "?kind=annual", "?show=no-such", "?cycle=EX9"])
def test_an_address_of_nothing_is_a_page_that_there_is_not(clerk: Browser, wrong: str) -> None:
    assert clerk.get(SYNTHESIS + wrong).status == 404


def test_without_facts_the_reports_themselves_are_counted(
    clerk: Browser, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(portal, "KEN", need())
    before = said(clerk.get(f"{SYNTHESIS}?show=parties"))
    monkeypatch.setattr(overviews, "Facts", Nothing)  # a portal's own store, which keeps no facts
    assert said(clerk.get(f"{SYNTHESIS}?show=parties")) == before


def test_it_is_made_once_and_again_when_something_has_changed(
    clerk: Browser, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    count = overviews.overview

    def counted(*given: Any, **more: Any) -> Any:
        made.append("once more")
        return count(*given, **more)

    monkeypatch.setattr(overviews, "overview", counted)
    told(portal, "KEN", need())
    pages = [clerk.get(f"{SYNTHESIS}?show={part}").words for part in ("needs", "parties", "needs")]
    assert (pages[0] == pages[2], len(made)) == (True, 1)
    clerk.get(f"{SYNTHESIS}?show=needs&region=south")
    assert len(made) == 2
    portal.report("NOR", {"state": "good"}, "submitted")
    assert "Reports received: 1 of 3" in clerk.get(SYNTHESIS).words
    assert len(made) == 3
    told(portal, "NOR", need(), "draft")
    clerk.get(SYNTHESIS)
    assert len(made) == 3
