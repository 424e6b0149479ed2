"""The home page, and beginning a report."""

from __future__ import annotations

import pytest

from cbreport.reporting import Identity
from tests.web.browser import words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA, CLERK, KARI, STRANGER


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


class TestBeginning:
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
        ("convention", "cycle"), [("", ""), ("no-such", "EX1"), ("example", ""), ("example", "EX9")]
    )
    def test_of_what_does_not_exist_is_not_found(self, portal: Portal, convention: str, cycle: str) -> None:
        page = portal.browser(KARI).post(f"{PREFIX}/reports", {"convention": convention, "cycle": cycle})
        assert page.status == 404


def test_the_header_names_who_is_signed_in(portal: Portal) -> None:
    page = portal.browser(AMINA).get(f"{PREFIX}/")
    assert [words(each) for each in page.all("span", "cb-header__who")] == ["Amina"]
