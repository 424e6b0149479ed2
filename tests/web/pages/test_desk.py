"""The Secretariat's desk: its records, and one question across Parties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cbreport.definition import Convention
from cbreport.library import Library
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.browser import Browser, words
from tests.web.conftest import PREFIX, Portal, cbreport_forms
from tests.web.pages.records import PROJECTS, with_records
from tests.web.people import AMINA, CLERK, KARI, STRANGER
from tests.web.reports import COMPLETE

DESK = f"{PREFIX}/desk/example"


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


class TestRecords:
    @pytest.fixture
    def library(self) -> Library:
        return with_records()

    def test_the_desk_opens_with_the_reports_that_are_due(self, clerk: Browser) -> None:
        page = clerk.get(DESK)
        assert "First report" in page.words
        assert "Parties have reported" in page.words
        assert "Projects" in words(page.by_id("cycle"))

    def test_every_one_is_listed_by_party(self, portal: Portal, clerk: Browser) -> None:
        for number in (1, 2, 3):
            status = "draft" if number == 3 else "submitted"
            portal.report(cycle=f"PRO-{number}", answers={**COMPLETE, "name": f"Project {number}"}, status=status)
        report = portal.report("NOR", cycle="PRO-1", answers=COMPLETE, status="accepted")
        page = clerk.get(f"{DESK}?cycle=PRO")
        listed = [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in page.all("tr")[1:]]
        assert [each[:3] for each in listed] == [
            ["Kenya", "Project 1 No. 1", "Submitted"],
            ["Kenya", "Project 2 No. 2", "Submitted"],
            ["Norway", "Plan 2030 No. 1", "Accepted"],
        ]
        assert page.link("Plan 2030") == f"{PREFIX}/reports/{report}"
        assert "Records received: 3" in page.words
        for text in ("late", "Not received", "Fiji", "Project 3"):
            assert text not in page.words
        assert page.faults == []

    def test_a_number_leads_to_all_of_them(self, clerk: Browser) -> None:
        assert "Records received: 0" in clerk.get(f"{DESK}?cycle=PRO-7").words

    def test_a_private_name_is_not_told(self, portal: Portal, clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        portal.report(cycle="PRO-1", answers={**COMPLETE, "name": "Zawadi"}, status="submitted")
        monkeypatch.setattr("cbreport.reporting.leaving.is_private", lambda form, address: address == "name")
        assert "Zawadi" not in clerk.get(f"{DESK}?cycle=PRO").words
        assert "Zawadi" in portal.browser(AMINA).get(f"{PREFIX}/").words

    def test_they_are_not_counted_question_by_question(self, clerk: Browser) -> None:
        assert clerk.get(f"{DESK}/summary?cycle=PRO").status == 404
        assert clerk.get(f"{DESK}/summary.pdf?cycle=PRO&question=state").status == 404

    def test_others_see_nothing(self, portal: Portal) -> None:
        for person in (KARI, STRANGER, None):
            assert portal.browser(person).get(f"{DESK}?cycle=PRO").status == 404

    def test_in_arabic(self, portal: Portal, clerk: Browser) -> None:
        portal.report(cycle="PRO-1", answers=COMPLETE, status="submitted")
        page = clerk.get(f"{DESK}?cycle=PRO&language=ar")
        assert "Plan 2030" in page.words
        assert page.faults == []


def test_a_convention_of_records_only_opens_with_them(make_portal: Callable[..., Portal]) -> None:
    def conventions() -> list[Convention]:
        return [replace(EXAMPLE, cycles=(PROJECTS,))]

    library = Library(plugins=[example_plugin(cbreport_conventions=conventions, cbreport_forms=cbreport_forms)])
    assert "Records received: 0" in make_portal(library=library).browser(CLERK).get(DESK).words
