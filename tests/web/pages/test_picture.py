"""Views over registers on the Secretariat's desk: what they count, for whom, and what of it is read again."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from cbreport.library import Library
from cbreport.storage import SqlStore
from cbreport.web import shortening
from cbreport.web.pages import picture
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.registers import FIRST, need, told, with_registers
from tests.web.people import AMINA, CLERK, KARI, STRANGER

DESK = f"{PREFIX}/desk/example"
PICTURE = f"{DESK}/picture"


@pytest.fixture
def library() -> Library:
    return with_registers()


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports that are read with their answers, one after another."""
    ids: list[str] = []
    open_report = SqlStore.open

    def noted(store: SqlStore, identity: Any, report_id: str, **more: Any) -> Any:
        ids.append(report_id)
        return open_report(store, identity, report_id, **more)

    monkeypatch.setattr(SqlStore, "open", noted)
    return ids


def sentences(page: Page) -> dict[str, str]:
    """What the list says of each view."""
    listed = page.all("li", "cb-waiting__report")
    return {words(each.find(".//a")): words(each.find("./div/div")) for each in listed}


class TestList:
    def test_each_view_has_its_sentence_and_a_page(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        page = clerk.get(PICTURE)
        assert page.faults == []
        said = sentences(page)
        assert "Needs that no activity meets: 1 of 1" in said["Needs and what meets them"]
        assert all(said.values())
        for title in said:
            assert clerk.get(page.link(title)).status == 200

    def test_without_forms_it_says_what_is_needed(self, clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(picture, "holds_registers", lambda form: False)
        page = clerk.get(PICTURE)
        assert "There is nothing to put together yet." in page.words
        assert "None of this convention's forms keeps a register" in page.words
        assert page.faults == []

    def test_without_reports_it_says_what_is_needed(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need(), "draft")
        portal.report("NOR", {"name": "Plan"}, "submitted")
        page = clerk.get(PICTURE)
        assert "There is nothing to put together yet." in page.words
        assert page.link("Registers until 2024") == f"{DESK}?cycle=REG2"
        assert "0 of 3 Parties told something." in page.words
        assert page.faults == []

    def test_the_desk_leads_there(self, clerk: Browser) -> None:
        page = clerk.get(f"{DESK}?region=south&status=none")
        assert page.link("Capacity building across Parties") == f"{PICTURE}?cycle=EX1&region=south&status=none"


class TestWhatCounts:
    @pytest.mark.parametrize("status", ["draft", "in-review", "approved", "returned", "recalled"])
    def test_what_is_with_its_party_changes_nothing(self, portal: Portal, clerk: Browser, status: str) -> None:
        told(portal, "NOR", need())
        places = [PICTURE, f"{PICTURE}/needs", f"{PICTURE}/needs?cycles=all"]
        before = [clerk.get(each).text for each in places]
        told(portal, "KEN", need(topic="birds"), status)
        assert [clerk.get(each).text for each in places] == before

    def test_private_answers_are_nowhere(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need(contact="Zawadi"), "published")
        assert "Zawadi" not in clerk.get(f"{PICTURE}/needs").text

    def test_the_newest_cycle_unless_others_are_asked_for(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need("n1", "law"), cycle=FIRST.id)
        told(portal, "KEN", need("n2", "birds"))
        told_last, every = {"Birds"}, {"Birds", "Law"}
        wanted = {"": told_last, "?cycles=all": every, "?cycles=REG1": {"Law"}, "?cycles=REG2": told_last}
        pages = {query: clerk.get(f"{PICTURE}/needs{query}").words for query in wanted}
        assert {query: {each for each in every if each in text} for query, text in pages.items()} == wanted
        assert clerk.get(f"{PICTURE}?cycles=EX1").status == 404
        assert clerk.get(f"{PICTURE}?cycles=REG7").status == 404

    def test_filters_stay_in_the_address(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        told(portal, "NOR", need())
        page = clerk.get(f"{PICTURE}?region=north&cycles=all&status=none&cycle=REG1")
        assert "1 of 1 Parties told something." in page.words
        where = "cycle=REG1&region=north&status=none&cycles=all"
        assert page.link("Needs and what meets them") == f"{PICTURE}/needs?{where}"
        view = clerk.get(page.link("Needs and what meets them"))
        assert "Norway" in view.words
        assert "Kenya" not in words(view.by_id("main")).partition("What this document rests on")[0]
        assert view.link("PDF") == f"{PICTURE}/needs.pdf?{where}"
        assert view.link("XLSX") == f"{PICTURE}/needs.xlsx?{where}"
        assert view.link("Who has reported") == f"{DESK}?cycle=REG1&region=north&status=none"
        kept = {each.get("name"): each.get("value") for each in view.all("input") if each.get("type") == "hidden"}
        assert kept == {"cycle": "REG1", "status": "none"}

    def test_by_group_of_countries(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        assert "0 of 1 Parties told something." in clerk.get(f"{PICTURE}?group=sids").words  # Fiji
        assert "0 of 0 Parties told something." in clerk.get(f"{PICTURE}?group=zzz").words

    def test_others_find_nothing(self, portal: Portal) -> None:
        told(portal, "KEN", need(), "published")
        for person in (AMINA, KARI, STRANGER, None):
            for place in ("", "/needs", "/needs.pdf", "/needs.xlsx"):
                assert portal.browser(person).get(PICTURE + place).status == 404


class TestDay:
    def test_membership_is_that_of_the_day(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        told(portal, "NOR", need())
        page = clerk.get(f"{PICTURE}?on=2019-06-01&region=")
        assert page.faults == []
        assert "2 of 3 Parties told something. Parties as of 1 June 2019." in page.words
        assert page.by_id("on").get("value") == "2019-06-01"
        where = "cycle=EX1&on=2019-06-01"
        view = clerk.get(page.link("Needs and what meets them"))
        assert page.link("Needs and what meets them") == f"{PICTURE}/needs?{where}"
        assert "Switzerland" in view.words  # a Party until 2020, and Fiji is one since 2024
        assert "Fiji" not in words(view.by_id("main")).partition("What this document rests on")[2]
        assert view.link("PDF") == f"{PICTURE}/needs.pdf?{where}"
        answer = clerk.get(view.link("XLSX")).response
        assert "example-needs-2019-06-01-en.xlsx" in answer.headers["Content-Disposition"]
        about = load_workbook(io.BytesIO(answer.get_data())).worksheets[-1]
        assert {row[0].value: row[1].value for row in about.iter_rows()}["As of"] == "1 June 2019"

    def test_what_is_no_day_is_said_and_nothing_is_lost(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        for place in (PICTURE, f"{PICTURE}/needs"):
            page = clerk.get(f"{place}?on=31+March&region=south&cycles=all&status=none")
            assert page.status == 400
            assert page.faults == []
            assert "“31 March” is no day." in page.error_words
            assert page.error_links == ["#on"]
            kept = {each.get("name"): each.get("value") for each in page.all("input")}
            assert kept == {"cycle": "EX1", "status": "none", "on": "31 March"}
            chosen = [each.get("value") for each in page.all("option") if "selected" in each.attrib]
            assert chosen == ["south", "", "all"]
        assert clerk.get(f"{PICTURE}/needs.pdf?on=x").status == 400
        assert clerk.get(f"{PICTURE}/needs.xlsx?on=2026-02-30").status == 400


class TestOneView:
    def test_says_what_it_rests_on(self, portal: Portal, clerk: Browser) -> None:
        told(
            portal,
            "KEN",
            {**need(), **need("n2", "birds"), "activity[a1].needs": "n2", "activity[a1].status": "planned"},
        )
        portal.report("NOR", {"name": "Plan"}, "submitted")
        page = clerk.get(f"{PICTURE}/needs")
        assert page.faults == []
        assert "Needs that no activity meets: 1 of 2" in page.words
        assert "not asked 1, no report 1." in page.words  # Norway and Fiji
        assert page.title.startswith("EX: Needs and what meets them")

    def test_long_tables_begin(self, portal: Portal, clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shortening, "MOST", 2)
        told(portal, "KEN", {name: value for number in range(4) for name, value in need(f"n{number}").items()})
        page = clerk.get(f"{PICTURE}/needs?region=south")
        assert "Rows shown: 2 of 4." in page.words
        whole = clerk.get(page.link("Show all rows"))
        assert "Rows shown" not in whole.words
        assert page.link("Show all rows") == f"{PICTURE}/needs?rows=all&cycle=EX1&region=south"

    def test_on_paper_and_as_workbook(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        page = clerk.get(f"{PICTURE}/needs?region=south&cycles=all&language=fr")
        paper = clerk.get(page.link("PDF")).response
        assert paper.get_data().startswith(b"%PDF-")
        assert paper.headers["Content-Disposition"].startswith('inline; filename="example-needs-20')
        book = clerk.get(page.link("XLSX")).response
        assert book.headers["Content-Disposition"].startswith('attachment; filename="example-needs-20')
        about = load_workbook(io.BytesIO(book.get_data())).worksheets[-1]
        told_there = {row[0].value: row[1].value for row in about.iter_rows()}
        assert told_there["Région"] == "South"

    def test_in_arabic(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        for place in ("", "/needs"):
            page = clerk.get(f"{PICTURE}{place}?language=ar")
            assert page.faults == []


class TestReading:
    def test_only_what_changed_is_read_again(self, portal: Portal, clerk: Browser, opened: list[str]) -> None:
        kenya = told(portal, "KEN", need())
        norway = told(portal, "NOR", need())
        portal.report("KEN", {"name": "Plan"}, "submitted")
        opened.clear()
        clerk.get(PICTURE)
        assert sorted(opened) == sorted([kenya, norway])
        opened.clear()
        clerk.get(f"{PICTURE}/needs?cycles=all")
        assert opened == []
        portal.store.transition(CLERK, norway, "accept", revision=portal.revision(norway, "NOR"))
        opened.clear()
        clerk.get(f"{PICTURE}/needs")
        assert opened == [norway]

    def test_older_cycles_and_other_parties_are_not_read(
        self, portal: Portal, clerk: Browser, opened: list[str]
    ) -> None:
        first = told(portal, "KEN", need(), cycle=FIRST.id)
        told(portal, "KEN", need())
        told(portal, "NOR", need())
        opened.clear()
        clerk.get(f"{PICTURE}?region=south")
        assert len(opened) == 1
        assert first not in opened
