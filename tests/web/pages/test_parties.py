"""The Secretariat's list: who has reported, filters in the address, counts, and what of a report is said there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from cbreport.definition import Convention
from cbreport.hookspecs import hookimpl
from cbreport.library import Library
from cbreport.reporting import NewReport
from cbreport.testing import example_plugin
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal, cbreport_forms
from tests.web.pages.received import received_with
from tests.web.people import AMINA, CLERK, STRANGER

DESK = f"{PREFIX}/desk/example"


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


def rows(page: Page) -> dict[str, str]:
    """What stands beside each Party."""
    found = [row for table in page.all("table", "cb-parties") for row in table.iter("tr") if row.find("td") is not None]
    return {words(next(row.iter("th"))): words(row) for row in found}


class TestWhoHasReported:
    def test_lists_every_party_of_the_day_when_it_was_due(self, clerk: Browser) -> None:
        assert [name.split()[0] for name in rows(clerk.get(DESK))] == ["Fiji", "Kenya", "Norway"]

    def test_says_what_was_received(self, portal: Portal, clerk: Browser) -> None:
        report = portal.report("KEN", status="accepted")
        portal.report("NOR")
        page = clerk.get(DESK)
        assert "1 of 3 Parties have reported (33%)" in page.words
        assert "Accepted" in rows(page)["Kenya"]
        assert "Not received" in rows(page)["Norway"]
        assert page.link("Kenya") == f"{PREFIX}/reports/{report}"
        assert clerk.get(page.link("Kenya")).status == 200

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("region=north", ["Norway"]), ("region=south", ["Fiji", "Kenya"]), ("region=nowhere", []),
            ("status=none", ["Fiji", "Norway"]), ("status=submitted", ["Kenya"]), ("status=draft", []),
            ("group=sids", ["Fiji"]), ("group=ldc", []), ("group=x", []), ("region=south&status=none", ["Fiji"]),
            ("region=&status=&group=", ["Fiji", "Kenya", "Norway"]), ("other=x", ["Fiji", "Kenya", "Norway"]),
        ],
    )  # fmt: skip
    def test_filters(self, portal: Portal, clerk: Browser, query: str, shown: list[str]) -> None:
        portal.report("KEN", status="submitted")
        page = clerk.get(f"{DESK}?{query}")
        assert [name.split()[0] for name in rows(page)] == shown
        assert f"{len(shown)} of 3 Parties" in page.words
        assert ("No Party fits these filters" in page.words) == (not shown)
        assert page.faults == []

    def test_the_colon_is_that_of_the_language(self, clerk: Browser) -> None:
        for language, title in (("fr", "EX\N{NO-BREAK SPACE}: "), ("en", "EX: who has reported")):
            assert f"<title>{title}" in clerk.get(f"{DESK}?language={language}").text

    def test_filters_stay_chosen(self, clerk: Browser) -> None:
        page = clerk.get(f"{DESK}?region=south&status=none&group=sids")
        chosen = [each.get("value") for each in page.tree.iter("option") if "selected" in each.attrib]
        assert chosen == ["EX1", "none", "south", "sids", "", ""]

    def test_a_cycle_or_convention_that_is_none_is_not_found(self, portal: Portal, clerk: Browser) -> None:
        for path in (f"{DESK}?cycle=EX9", f"{PREFIX}/desk/no-such", f"{PREFIX}/desk/another"):
            assert clerk.get(path).status == 404
        assert portal.browser(STRANGER).get(f"{PREFIX}/desk/another").status == 404

    def test_a_convention_without_cycles_does_no_harm(self, make_portal: Callable[..., Portal]) -> None:
        @hookimpl
        def cbreport_conventions() -> list[Convention]:
            return [Convention("bare", "Bare", "B", "Its Secretariat", ("en",), (), ())]

        plugin = example_plugin(cbreport_conventions=cbreport_conventions, cbreport_forms=lambda: [])
        person = type(CLERK)("c", "C", frozenset({"secretariat"}), conventions=frozenset({"bare"}))
        browser = make_portal(library=Library(plugins=[plugin]), identity=lambda request: person).browser()
        assert browser.get(f"{PREFIX}/").status == 200
        assert browser.get(f"{PREFIX}/desk/bare").status == 404


class TestAReportWithAnotherEdition:
    def test_that_is_not_installed_is_listed_and_not_opened(self, portal: Portal, clerk: Browser) -> None:
        kenya, norway = portal.report("KEN", status="submitted"), received_with(portal, "ex0")
        page = clerk.get(DESK)
        assert page.status == 200
        assert "2 of 3 Parties have reported" in page.words
        assert "example-national-report@ex0, is not installed here" in rows(page)["Norway"]
        assert "installed" not in rows(page)["Kenya"]
        assert not any(norway in link for link in page.links)
        assert page.link("Kenya") == f"{PREFIX}/reports/{kenya}"

    def test_that_is_installed_says_so_and_can_be_opened(self, make_portal: Callable[..., Portal]) -> None:
        library = Library(plugins=[example_plugin(cbreport_forms=cbreport_forms)])
        form = library.form("example-national-report", "ex1")
        library._forms[form.id, "ex2"] = replace(form, edition="ex2")  # type: ignore[index] # a mapping for readers
        portal = make_portal(library=library)
        received_with(portal, "ex2")
        page = portal.browser(CLERK).get(DESK)
        assert "Answered with another edition: example-national-report@ex2" in rows(page)["Norway"]
        assert portal.browser(CLERK).get(page.link("Norway")).status == 200
        assert portal.browser(CLERK).get(f"{DESK}/summary?question=name").status == 200


def of_party(page: Page, name: str) -> str:
    return rows(page)[next(each for each in rows(page) if each.startswith(name))]


class TestWhatIsSaidOfAReport:
    def test_returned_with_the_reason(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="returned")
        said = of_party(clerk.get(DESK), "Kenya")
        assert "Returned" in said
        assert "Reason: Because." in said
        assert "No version is current." in said

    def test_recalled_with_what_is_current(self, portal: Portal, clerk: Browser) -> None:
        first = portal.report("KEN", status="accepted")
        revised = portal.store.revise(AMINA, first)
        assert "version 2" not in of_party(clerk.get(DESK), "Kenya")
        portal.to(revised.id, "recalled")
        page = clerk.get(DESK)
        said = of_party(page, "Kenya")
        assert "Recalled" in said
        assert "Current: version 1, Accepted" in said
        assert page.link("Open it, Kenya") == f"{PREFIX}/reports/{first}"
        assert "1 of 3 Parties have reported" in page.words

    def test_accepted_and_published_with_the_day(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="accepted")
        portal.report("NOR", status="published")
        today = datetime.now(UTC)
        for name in ("Kenya", "Norway"):
            assert of_party(clerk.get(DESK), name).count(f"{today.day} {today:%B} {today.year}") == 2

    def test_a_late_one_and_an_overdue_one(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        assert " late" in of_party(clerk.get(DESK), "Kenya")
        assert "overdue by" in of_party(clerk.get(DESK), "Norway")
        assert list(rows(clerk.get(f"{DESK}?timing=late"))) == ["Kenya"]

    def test_what_the_secretariat_enters_itself(self, portal: Portal, clerk: Browser) -> None:
        form = portal.library.form("example-national-report")
        new = NewReport("example", form.id, form.edition, form.digest, "NOR", "EX1", behalf=True)
        begun = portal.store.create(CLERK, new)
        page = clerk.get(DESK)
        assert "Not received" in of_party(page, "Norway")
        assert page.link("You are entering a version for this Party") == f"{PREFIX}/reports/{begun.id}"
        portal.store.transition(CLERK, begun.id, "submit", revision=0, snapshot=b"{}")
        assert "Entered by the Secretariat" in of_party(clerk.get(DESK), "Norway")

    def test_from_one_that_was_no_party(self, portal: Portal, clerk: Browser) -> None:
        new = NewReport("example", "example-national-report", "ex1", "", "CHE", "EX1")
        begun = portal.store.load(new, {}, author="x")
        swiss = type(AMINA)("che", "Che", AMINA.roles, party="CHE")
        portal.store.transition(swiss, begun.id, "submit", revision=0, snapshot=b"{}")
        assert "no Party on that day, not counted here: CHE" in clerk.get(DESK).words


class TestFiltersInTheAddress:
    ASKED = "?status=submitted&region=south&q=ken&sort=-date"
    CHOSEN = {"cycle": ["EX1"], "region": ["south"], "status": ["submitted"], "q": ["ken"], "sort": ["-date"]}  # noqa: RUF012

    def test_each_is_shown_and_can_be_taken_away(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        page = clerk.get(DESK + self.ASKED)
        chips = {words(each): each.get("href", "") for each in page.all("a", "cb-chip")}
        assert [each.removeprefix("Remove this filter ") for each in chips] == [
            "Region: South ×", "Status: Submitted ×", "Search: ken ×",
        ]  # fmt: skip
        left = parse_qs(urlsplit(chips["Remove this filter Status: Submitted ×"]).query)
        assert left == {"cycle": ["EX1"], "region": ["south"], "q": ["ken"], "sort": ["-date"]}
        all_away = parse_qs(urlsplit(page.link("Remove all filters")).query)
        assert all_away == {"cycle": ["EX1"], "sort": ["-date"]}

    def back(self, page: Page) -> dict[str, list[str]]:
        back = urlsplit(page.link("Who has reported"))
        assert back.path == DESK
        return parse_qs(back.query)

    def test_they_go_along_to_a_report_and_back(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        report = clerk.get(clerk.get(DESK + self.ASKED).link("Kenya"))
        assert self.back(report) == self.CHOSEN

    def test_they_come_back_after_every_step_on_a_report(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        listed = clerk.get(DESK + self.ASKED)
        report = clerk.get(listed.link("Kenya"))
        for step, pressed in (
            ("accept", "Accept this report"),
            ("publish", "Publish this report"),
            ("withdraw", "Withdraw from publication"),
            ("send-back", "Return to the Party"),
        ):
            form = next(each for each in report.forms if f"/steps/{step}?" in each.action)
            if "reason" in form.names and step != "accept":
                refused = form.press(pressed)
                assert (refused.status, self.back(refused)) == (422, self.CHOSEN)
                form.write("reason", "Why")
            report = form.press(pressed)
            assert (report.status, self.back(report)) == (200, self.CHOSEN), step

    def test_they_come_back_from_what_is_entered_for_a_party(self, clerk: Browser) -> None:
        begun = clerk.get(DESK + "?region=south").form_to("for-a-party?desk=region%3Dsouth").press("Enter for this")
        assert self.back(begun) == {"cycle": ["EX1"], "region": ["south"]}
        again = clerk.get(clerk.get(DESK + "?region=south").link("You are entering a version for this Party"))
        assert self.back(again) == {"cycle": ["EX1"], "region": ["south"]}

    @pytest.mark.parametrize("place", ["https://elsewhere.example", "//elsewhere.example/x", "q=x&next=//elsewhere"])
    def test_a_step_leads_nowhere_else(self, portal: Portal, clerk: Browser, place: str) -> None:
        report = portal.report("KEN", status="submitted")
        page = clerk.post(f"{PREFIX}/reports/{report}/steps/accept?{urlencode({'desk': place})}", {"revision": "0"})
        assert page.path == f"{PREFIX}/reports/{report}"
        assert "elsewhere" not in page.text

    def test_they_go_along_to_the_reminders_and_back(self, clerk: Browser) -> None:
        reminders = clerk.get(clerk.get(DESK + self.ASKED).link("Reminders"))
        assert reminders.path == f"{DESK}/reminders"
        found = {parse_qs(urlsplit(each).query)["q"][0] for each in reminders.links if urlsplit(each).path == DESK}
        assert found == {"ken"}

    def test_nothing_else_comes_back_with_them(self, portal: Portal, clerk: Browser) -> None:
        report = portal.report("KEN", status="submitted")
        page = clerk.get(
            f"{PREFIX}/reports/{report}?desk=region%3Dsouth%26cycle%3DEX9%26convention_id%3Dx%26_external%3D1"
        )
        assert page.link("Who has reported") == f"{DESK}?cycle=EX1&region=south"

    def test_the_language_keeps_them(self, clerk: Browser) -> None:
        asked = parse_qs(urlsplit(clerk.get(DESK + self.ASKED).link("Français")).query)
        assert asked == {**parse_qs(self.ASKED[1:]), "language": ["fr"]}

    def test_with_nobody_left_it_says_what_to_loosen(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        page = clerk.get(f"{DESK}?status=submitted&region=north")
        assert "Without “Region: North”: 1" in page.words
        assert "Without “Status: Submitted”: 1" in page.words
        assert list(rows(clerk.get(page.link("Without “Region: North”")))) == ["Kenya"]

    @pytest.mark.parametrize("query", ["كينيا", "肯尼亚", "кения", "KENIA", "ke", "KEN"])
    def test_a_party_is_searched_in_any_language(self, clerk: Browser, query: str) -> None:
        page = clerk.get(DESK, query_string={"q": query})
        assert list(rows(page)) == ["Kenya"]
        assert page.by_id("q").get("value") == query

    @pytest.mark.parametrize("odd", ["%00", "%F0%9F%98%80", "%ED%A0%80", "a" * 5000, "%22%3E%3Cscript%3E", "{{7*7}}"])
    def test_nothing_in_the_address_breaks_the_page(self, clerk: Browser, odd: str) -> None:
        for name in ("region", "status", "group", "timing", "q", "sort"):
            page = clerk.get(f"{DESK}?{name}={odd}")
            assert page.status == 200, name
            if odd != "%00":
                assert page.faults == [], name

    def test_the_columns_sort(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        page = clerk.get(f"{DESK}?region=south")
        assert next(iter(rows(page))).startswith("Fiji")
        heads = {words(each): each for each in page.all("th") if each.get("scope") == "col"}
        assert heads["Party ▲"].get("aria-sort") == "ascending"
        by_day = clerk.get(next(heads["Submitted"].iter("a")).get("href", "")) if "Submitted" in heads else page
        assert next(iter(rows(by_day))) == "Kenya"
        assert "Region: South" in by_day.words


class TestCounts:
    def test_every_number_leads_to_its_parties(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        page = clerk.get(f"{DESK}?sort=-date&q=nor")
        [table] = page.all("table", "cb-tally-table")
        links = list(table.iter("a"))
        assert len(links) == 10
        for link in links:
            number, *_ = words(link).split(",")
            assert len(rows(clerk.get(link.get("href", "")))) == int(number), words(link)

    def test_they_count_all_parties_whatever_is_shown(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        first = clerk.get(DESK).all("table", "cb-tally-table")
        second = clerk.get(f"{DESK}?region=north").all("table", "cb-tally-table")
        assert words(first[0]) == words(second[0])
        assert "All Parties Not received2" in words(first[0]).replace(", Not received, All Parties", "")
