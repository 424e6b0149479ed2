"""The home page, and beginning a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cbreport.definition import Convention
from cbreport.hookspecs import hookimpl
from cbreport.library import Library
from cbreport.reporting import Identity, NewReport
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.browser import Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.records import LATER, PROJECTS, with_records
from tests.web.people import AMINA, BARASA, CLERK, KARI, STRANGER
from tests.web.reports import COMPLETE


class TestWhatIsSeen:
    def test_by_a_party(self, portal: Portal) -> None:
        portal.report("NOR", {"name": "Norway's secret plan"})
        report = portal.report(answers={"name": "Plan"})
        page = portal.browser(AMINA).get(f"{PREFIX}/")
        assert "Reports of Kenya" in page.words
        assert page.link("First report") == f"{PREFIX}/reports/{report}"
        assert "Draft" in page.words
        assert "answered" in page.words
        assert "Norway" not in page.words

    def test_by_a_secretariat(self, portal: Portal) -> None:
        portal.report()
        page = portal.browser(CLERK).get(f"{PREFIX}/")
        assert page.link("who has reported") == f"{PREFIX}/desk/example"
        assert "Kenya" not in page.words

    def test_by_the_secretariat_of_nothing_here(self, portal: Portal) -> None:
        assert "Published reports" in portal.browser(STRANGER).get(f"{PREFIX}/").words

    def test_by_the_public(self, portal: Portal) -> None:
        portal.report("NOR", status="accepted")
        report = portal.report(status="published")
        page = portal.browser().get(f"{PREFIX}/")
        assert page.link("Kenya") == f"{PREFIX}/reports/{report}"
        assert "Norway" not in page.words

    def test_by_who_is_both_focal_point_and_secretariat(self, make_portal: object) -> None:
        both = Identity("both", "Both", frozenset({"focal-point", "secretariat"}), "KEN", frozenset({"example"}))
        portal = make_portal(identity=lambda request: both)  # type: ignore[operator] # the fixture's function
        page = portal.browser().get(f"{PREFIX}/")
        assert "Reports of Kenya" in page.words
        assert page.link("who has reported") == f"{PREFIX}/desk/example"


class TestAReportWhoseFormIsNotInstalled:
    def put(self, portal: Portal, status: str) -> str:
        new = NewReport("example", "example-national-report", "ex0", "sha256:0", "KEN", "EX1")
        begun = portal.store.load(new, {}, author="amina")
        steps = {"draft": [], "published": [("submit", AMINA), ("accept", CLERK), ("publish", CLERK)]}[status]
        for step, person in steps:
            sent = b"{}" if step == "submit" else b""
            portal.store.transition(person, begun.id, step, revision=begun.revision, snapshot=sent)
        return begun.id

    def test_is_listed_and_not_opened(self, portal: Portal) -> None:
        report = self.put(portal, "draft")
        page = portal.browser(AMINA).get(f"{PREFIX}/")
        assert page.status == 200
        assert "First report" in page.words
        assert "Its form, example-national-report@ex0, is not installed here" in page.words
        assert not any(report in link for link in page.links)
        assert page.forms == []

    def test_is_listed_for_the_public(self, portal: Portal) -> None:
        report = self.put(portal, "published")
        page = portal.browser().get(f"{PREFIX}/")
        assert "Kenya, EX, EX1 Its form, example-national-report@ex0, is not installed here" in page.words
        assert not any(report in link for link in page.links)


class TestACycle:
    @pytest.mark.parametrize(("opens", "told"), [(date(2024, 1, 1), False), (date(2999, 2, 1), True)])
    def test_that_is_not_open_yet_says_when_it_will_be(self, make_portal: object, opens: date, told: bool) -> None:
        @hookimpl
        def cbreport_conventions() -> list[Convention]:
            (cycle,) = EXAMPLE.cycles
            return [replace(EXAMPLE, cycles=(replace(cycle, opens=opens),))]

        library = Library(plugins=[example_plugin(cbreport_conventions=cbreport_conventions)])
        page = make_portal(library=library).browser(AMINA).get(f"{PREFIX}/")  # type: ignore[operator]
        assert ("Opens 1 February 2999 · Due" in page.words) == told
        assert "Due 31 December 2024" in page.words

    @pytest.mark.parametrize(("due", "overdue"), [(date(2024, 12, 31), True), (date(2999, 12, 31), False)])
    def test_that_is_overdue_says_so_until_the_report_is_in(
        self, make_portal: object, due: date, overdue: bool
    ) -> None:
        @hookimpl
        def cbreport_conventions() -> list[Convention]:
            (cycle,) = EXAMPLE.cycles
            return [replace(EXAMPLE, cycles=(replace(cycle, due=due),))]

        library = Library(plugins=[example_plugin(cbreport_conventions=cbreport_conventions)])
        portal = make_portal(library=library)  # type: ignore[operator]
        amina = portal.browser(AMINA)
        assert ("overdue by" in amina.get(f"{PREFIX}/").words) == overdue
        report = portal.report(answers=COMPLETE)
        assert ("overdue by" in amina.get(f"{PREFIX}/reports/{report}").words) == overdue
        portal.to(report, "submitted")
        assert "overdue by" not in amina.get(f"{PREFIX}/").words

    def test_whose_form_is_not_installed_cannot_be_begun(self, make_portal: object) -> None:
        @hookimpl
        def cbreport_conventions() -> list[Convention]:
            (cycle,) = EXAMPLE.cycles
            return [replace(EXAMPLE, cycles=(cycle, replace(cycle, id="EX9", title="Next", edition="ex9")))]

        library = Library(plugins=[example_plugin(cbreport_conventions=cbreport_conventions)])
        page = make_portal(library=library).browser(AMINA).get(f"{PREFIX}/")  # type: ignore[operator]
        assert "Its form, example-national-report@ex9, is not installed here" in page.words
        assert [form.data()["cycle"] for form in page.forms] == ["EX1"]


class TestBeginning:
    @pytest.mark.parametrize("demo", [True, False])
    def test_in_a_demo_makes_an_example(self, make_portal: object, demo: bool) -> None:
        portal = make_portal(demo=demo)  # type: ignore[operator] # the fixture's function
        page = portal.browser(AMINA).get(f"{PREFIX}/").form.press("Start")
        (summary,) = portal.store.reports(AMINA)
        assert summary.example == demo
        for there in ("", "/simple/1", "/check"):
            shown = portal.browser(AMINA).get(page.path + there)
            assert ("The answers in this report are invented" in shown.words) == demo

    def test_leads_to_the_new_report(self, portal: Portal) -> None:
        page = portal.browser(AMINA).get(f"{PREFIX}/").form.press("Start")
        assert "Answer in any order" in page.words
        (summary,) = portal.store.reports(AMINA)
        assert page.path == f"{PREFIX}/reports/{summary.id}"

    def test_twice_leads_to_the_same_report(self, portal: Portal) -> None:
        sheets = [portal.browser(person).get(f"{PREFIX}/").form for person in (AMINA, BARASA)]
        first, second = (sheet.press("Start") for sheet in sheets)
        assert first.path == second.path

    @pytest.mark.parametrize("person", [None, CLERK, STRANGER])
    def test_is_for_a_party_only(self, portal: Portal, person: Identity | None) -> None:
        page = portal.browser(person).post(f"{PREFIX}/reports", {"convention": "example", "cycle": "EX1"})
        assert page.status == 403
        assert portal.store.reports(AMINA) == ()

    @pytest.mark.parametrize("code", ["CHE", "FJI", "USA"])
    def test_is_for_who_was_party_when_it_was_due(self, make_portal: object, code: str) -> None:
        person = Identity("x", "X", frozenset({"focal-point"}), code)
        portal = make_portal(identity=lambda request: person)  # type: ignore[operator] # the fixture's function
        offered = portal.browser().get(f"{PREFIX}/").forms
        page = portal.browser().post(f"{PREFIX}/reports", {"convention": "example", "cycle": "EX1"})
        assert (page.status, len(offered)) == ((200, 1) if code == "FJI" else (403, 0))

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("KEN", "No report was due while this country was Party."),
            ("CHE", "This country is not Party to the convention"),
            ("USA", "This country is not Party to the convention"),
        ],
    )
    def test_says_why_nothing_is_there_to_begin(self, make_portal: object, code: str, told: str) -> None:
        @hookimpl
        def cbreport_conventions() -> list[Convention]:
            (cycle,) = EXAMPLE.cycles
            return [replace(EXAMPLE, cycles=(replace(cycle, due=date(1999, 12, 31)),))]

        person = Identity("x", "X", frozenset({"focal-point"}), code)
        library = Library(plugins=[example_plugin(cbreport_conventions=cbreport_conventions)])
        portal = make_portal(library=library, identity=lambda request: person)  # type: ignore[operator]
        assert told in portal.browser().get(f"{PREFIX}/").words

    @pytest.mark.parametrize(
        ("convention", "cycle"), [("", ""), ("no-such", "EX1"), ("example", ""), ("example", "EX9")]
    )
    def test_of_what_does_not_exist_is_not_found(self, portal: Portal, convention: str, cycle: str) -> None:
        page = portal.browser(KARI).post(f"{PREFIX}/reports", {"convention": convention, "cycle": cycle})
        assert page.status == 404


class TestRecords:
    @pytest.fixture
    def library(self) -> Library:
        return with_records(PROJECTS, LATER)

    def add(self, portal: Portal, person: Identity) -> Page:
        sheet = next(form for form in portal.browser(person).get(f"{PREFIX}/").forms if form.value("cycle") == "PRO")
        return sheet.press("Add a record")

    def test_they_stand_apart_and_can_be_added(self, portal: Portal) -> None:
        page = portal.browser(AMINA).get(f"{PREFIX}/")
        assert words(page.all("h3", "cb-records")[0]) == "Records"
        assert [form.value("cycle") for form in page.forms] == ["EX1", "PRO", "PRO-LATER"]
        assert "Opens 1 February 2999" in page.words
        assert page.words.count("Due ") == 1  # records are due on no day
        assert page.faults == []

    def test_each_gets_the_next_number_and_is_a_report(self, portal: Portal) -> None:
        pages = [self.add(portal, person) for person in (AMINA, BARASA)]
        assert len({page.path for page in pages}) == 2
        assert "Projects · No. 1" in pages[0].words
        assert "No. 2" in pages[1].title
        assert "Due" not in pages[1].words
        assert sorted(each.cycle for each in portal.store.reports(AMINA)) == ["PRO-1", "PRO-2"]
        check = portal.browser(AMINA).get(f"{pages[0].path}/check")
        assert "Projects · No. 1" in check.words

    def test_pressed_twice_it_is_begun_once(self, portal: Portal) -> None:
        assert self.add(portal, AMINA).path == self.add(portal, AMINA).path

    def test_they_are_listed_by_name_or_number(self, portal: Portal) -> None:
        first = portal.report(cycle="PRO-1", answers={"name": "خطة", "people": 3})
        second = portal.report(cycle="PRO-2", status="submitted")
        portal.report("NOR", cycle="PRO-1", answers={"name": "Norway's project"})
        page = portal.browser(AMINA).get(f"{PREFIX}/")
        listed = [words(each) for each in page.all("ul", "cb-records__list")[0].iter("li")]
        assert listed == ["No. 2 Submitted", "خطة No. 1 Draft"]
        assert page.link("خطة") == f"{PREFIX}/reports/{first}"
        assert page.link("No. 2") == f"{PREFIX}/reports/{second}"
        assert "Norway" not in page.words

    def test_in_arabic(self, portal: Portal) -> None:
        portal.report(cycle="PRO-1", answers={"name": "Plan"})
        page = portal.browser(AMINA).get(f"{PREFIX}/?language=ar")
        (box,) = page.all("div", "cb-pages")
        assert box.get("dir") == "rtl"
        assert [words(each) for each in page.all("bdi")] == ["Plan"]

    @pytest.mark.parametrize("cycle", ["PRO-7", "PRO-0", "PRO-LATER-1", "PRO-x"])
    def test_nobody_chooses_a_number(self, portal: Portal, cycle: str) -> None:
        page = portal.browser(AMINA).post(f"{PREFIX}/reports", {"convention": "example", "cycle": cycle})
        assert page.status == 404
        assert portal.store.reports(AMINA) == ()

    @pytest.mark.parametrize("person", [None, CLERK, STRANGER])
    def test_they_are_for_parties(self, portal: Portal, person: Identity | None) -> None:
        page = portal.browser(person).post(f"{PREFIX}/reports", {"convention": "example", "cycle": "PRO"})
        assert page.status == 403

    def test_one_says_nothing_about_the_next(self, portal: Portal) -> None:
        """Neither a record nor the report of the same series proposes anything for a record."""
        portal.report(cycle="PRO-1", answers={"name": "First"}, status="submitted")
        report = portal.report(cycle="PRO-2")
        browser = portal.browser(AMINA)
        assert "proposed" not in browser.get(f"{PREFIX}/reports/{report}").words
        assert "First" not in browser.get(f"{PREFIX}/reports/{report}/simple/1").words
        assert "First" not in browser.get(f"{PREFIX}/reports/{report}/earlier").words

    def test_its_life_is_that_of_any_report(self, portal: Portal) -> None:
        report = portal.report(cycle="PRO-1", answers=COMPLETE)
        sent = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/check").form.press("Submit")
        assert "Projects · No. 1" in sent.words
        shown = portal.browser(CLERK).get(f"{PREFIX}/reports/{report}")
        assert "Projects · No. 1" in shown.words
        assert shown.link("Who has reported") == f"{PREFIX}/desk/example?cycle=PRO"


def test_the_header_names_who_is_signed_in(portal: Portal) -> None:
    page = portal.browser(AMINA).get(f"{PREFIX}/")
    assert [words(each) for each in page.all("span", "cb-header__who")] == ["Amina"]
