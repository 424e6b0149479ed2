"""The Secretariat's desk: its records, and one question across Parties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cbreport.definition import Convention, pages
from cbreport.library import Library
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.browser import Browser, words
from tests.web.conftest import PREFIX, Portal, cbreport_forms
from tests.web.pages.received import received_with
from tests.web.pages.records import PROJECTS, with_records
from tests.web.people import AMINA, CLERK, KARI, STRANGER
from tests.web.reports import COMPLETE

DESK = f"{PREFIX}/desk/example"


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


class TestOneQuestion:
    def test_is_chosen_from_those_that_may_leave_a_party(self, clerk: Browser) -> None:
        page = clerk.get(f"{DESK}/summary")
        offered = [each.get("value") for each in page.tree.iter("option")]
        assert "state" in offered
        assert {"secret", "remark"}.isdisjoint(offered)
        assert "Choose a question" in page.words

    def test_is_counted_over_what_was_received(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", {"success": "3"}, "submitted")
        portal.report("NOR", {"success": "1"})
        page = clerk.get(f"{DESK}/summary?question=success")
        counts = [words(row) for row in page.tree.iter("tr")]
        assert "VeryParties1Share100%" in counts
        assert "LittleParties0Share0%" in counts

    def test_is_counted_without_opening_a_report(
        self, portal: Portal, clerk: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        portal.report("KEN", {"success": "3"}, "submitted")
        with monkeypatch.context() as closed:
            closed.setattr(portal.store, "open", None)
            counted = clerk.get(f"{DESK}/summary?question=success").words
        assert "VeryParties1Share100%" in counted
        monkeypatch.setattr("cbreport.web.questions.summary_from_facts", lambda *_, **__: None)
        assert clerk.get(f"{DESK}/summary?question=success").words == counted

    @pytest.mark.parametrize("question", ["secret", "remark", "no-such", "trainings[r1].title", "name'"])
    def test_that_is_none_or_private_is_not_found(self, clerk: Browser, question: str) -> None:
        for end in ("summary", "summary.pdf"):
            assert clerk.get(f"{DESK}/{end}?question={question}").status == 404

    def test_every_question_has_a_page_without_faults(self, portal: Portal, clerk: Browser) -> None:
        answers = {
            "name": "Plan", "people": 12, "share": "12.5", "begun": 2020, "secret": "Jane", "adopted": "2024-05-31",
            "cost": {"value": {"amount": "5", "currency": "USD"}}, "helper": "NOR", "state": "planned",
            "help": ["other"], "assessed": True, "needs[managers].advice": True, "trainings[r1].title": "T",
            "trainings[r1].contact": "Jane",
        }  # fmt: skip
        portal.report("KEN", answers, "published")
        for section in portal.library.forms[0].sections:
            for question in [each for page in pages(section) for each in page.questions]:
                if question.answerable and not question.private:
                    page = clerk.get(f"{DESK}/summary?question={question.id}")
                    assert page.status == 200
                    assert page.faults == []
                    assert "Jane" not in page.text

    def test_a_report_with_another_edition_is_not_counted_and_not_called_missing(
        self, portal: Portal, clerk: Browser
    ) -> None:
        portal.report("KEN", {"name": "Ours"}, "submitted")
        received_with(portal, "ex0")
        page = clerk.get(f"{DESK}/summary?question=name")
        assert page.status == 200
        assert "another edition of the form, not counted here1Norway" in page.words
        assert "Not reported1Fiji" in page.words
        assert "Ours" in page.words
        assert clerk.get(f"{DESK}/summary.pdf?question=name").status == 200

    def test_on_paper(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", {"success": "3"}, "submitted")
        page = clerk.get(f"{DESK}/summary?question=success&language=fr")
        reply = clerk.get(page.link("PDF")).response
        assert reply.get_data().startswith(b"%PDF-")
        assert reply.headers["Content-Disposition"] == 'inline; filename="example-ex1-success-fr.pdf"'

    def test_is_counted_over_a_region_or_a_group(self, portal: Portal, clerk: Browser) -> None:
        for party in ("KEN", "NOR"):
            portal.report(party, {"success": "3"}, "submitted")
        page = clerk.get(f"{DESK}/summary?question=success&region=north")
        assert page.faults == []
        assert "VeryParties1Share100%" in [words(row) for row in page.tree.iter("tr")]
        assert "Answered1Norway" in page.words
        assert "Left out of the count1Kenya" in page.words
        assert "Not reported1Fiji" in clerk.get(f"{DESK}/summary?question=success&group=sids").words
        assert clerk.get(f"{DESK}/summary?question=success&region=zzz").status == 200

    def test_keeps_the_filters_of_the_desk(self, clerk: Browser) -> None:
        page = clerk.get(f"{DESK}?region=south&status=none&sort=-date")
        page = clerk.get(page.link("One question across Parties"))
        kept = {each.get("name"): each.get("value") for each in page.all("input") if each.get("type") == "hidden"}
        assert kept == {"cycle": "EX1", "status": "none", "sort": "-date"}
        where = "region=south&status=none&sort=-date"
        assert page.link("Who has reported") == f"{DESK}?cycle=EX1&{where}"
        page = clerk.get(f"{DESK}/summary?question=success&{where}")
        assert page.link("PDF") == f"{DESK}/summary.pdf?cycle=EX1&question=success&{where}"

    def test_no_paper_without_a_question(self, clerk: Browser) -> None:
        assert clerk.get(f"{DESK}/summary.pdf").status == 404


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
