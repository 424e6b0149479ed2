"""The Secretariat's desk: who has reported, and one question across Parties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cbreport.answering import Answer
from cbreport.definition import Convention, pages
from cbreport.hookspecs import hookimpl
from cbreport.library import Library
from cbreport.reporting import NewReport
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal, cbreport_forms
from tests.web.pages.records import PROJECTS, with_records
from tests.web.people import AMINA, CLERK, KARI, STRANGER
from tests.web.reports import COMPLETE

DESK = f"{PREFIX}/desk/example"


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


def rows(page: Page) -> dict[str, str]:
    """What stands beside each Party."""
    body = page.tree.find(".//tbody")
    assert body is not None
    return {words(next(row.iter("th"))): words(row) for row in body.iter("tr") if row.find("th") is not None}


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
        assert f"{len(shown)} Parties shown" in page.words
        assert ("No Party fits these filters" in page.words) == (not shown)
        assert page.faults == []

    def test_the_colon_is_that_of_the_language(self, clerk: Browser) -> None:
        for language, title in (("fr", "EX\N{NO-BREAK SPACE}: "), ("en", "EX: who has reported")):
            assert f"<title>{title}" in clerk.get(f"{DESK}?language={language}").text

    def test_filters_stay_chosen(self, clerk: Browser) -> None:
        page = clerk.get(f"{DESK}?region=south&status=none&group=sids")
        chosen = [each.get("value") for each in page.tree.iter("option") if "selected" in each.attrib]
        assert chosen == ["EX1", "south", "none", "sids"]

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


def received_with(portal: Portal, edition: str) -> str:
    """A report of Norway that was submitted with an edition of the form that is not the cycle's."""
    new = NewReport("example", "example-national-report", edition, "sha256:0", "NOR", "EX1")
    begun = portal.store.load(new, {"name": Answer("Plan")}, author="kari")
    portal.store.transition(KARI, begun.id, "submit", revision=begun.revision, snapshot=b"{}")
    return begun.id


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

    def test_is_not_counted_with_the_others_and_not_called_missing(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", {"name": "Ours"}, "submitted")
        received_with(portal, "ex0")
        page = clerk.get(f"{DESK}/summary?question=name")
        assert page.status == 200
        assert "another edition of the form, not counted here1Norway" in page.words
        assert "Not reported1Fiji" in page.words
        assert "Ours" in page.words
        assert clerk.get(f"{DESK}/summary.pdf?question=name").status == 200


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

    def test_on_paper(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", {"success": "3"}, "submitted")
        page = clerk.get(f"{DESK}/summary?question=success&language=fr")
        reply = clerk.get(page.link("PDF")).response
        assert reply.get_data().startswith(b"%PDF-")
        assert reply.headers["Content-Disposition"] == 'inline; filename="example-ex1-success-fr.pdf"'

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
