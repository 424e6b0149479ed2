"""One question across Parties: what they answered, the tables that it gives, and all of it as files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from cbreport.definition import Form, pages
from cbreport.errors import UnknownName
from cbreport.library import Library
from cbreport.reporting import SECRETARIAT
from cbreport.web.questions import Counting
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.asked import ELSEWHERE, FIRST, sent, with_two_cycles
from tests.web.pages.received import received_with
from tests.web.people import CLERK, KARI, person

DESK = f"{PREFIX}/desk/example"
SUMMARY = f"{DESK}/summary"
BOTH = person("both", SECRETARIAT, "", "example", "another")


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


def table(page: Page, number: int) -> list[list[str]]:
    """The rows of a table of the page, as they are read, without what only a narrow screen shows."""
    found = page.all("table")[number]
    for cell in found.iter():
        for label in [each for each in cell if each.get("class") == "cb-cell-label"]:
            label.text = ""
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in found.iter("tr")]


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

    def test_every_part_of_every_question_has_a_page_without_faults(self, portal: Portal, clerk: Browser) -> None:
        answers = {
            "name": "Plan", "people": 12, "share": "12.5", "begun": 2020, "secret": "Jane", "adopted": "2024-05-31",
            "cost": {"value": {"amount": "5", "currency": "USD"}}, "helper": "NOR", "state": "planned",
            "help": ["other"], "assessed": True, "needs[managers].advice": True, "trainings[r1].title": "T",
            "trainings[r1].contact": "Jane",
        }  # fmt: skip
        portal.report("KEN", {**answers, "trainings[r1].topics": ["law"]}, "published")
        parts = set()
        for section in portal.library.forms[0].sections:
            for question in [each for page in pages(section) for each in page.questions]:
                if question.answerable and not question.private:
                    page = clerk.get(f"{DESK}/summary?question={question.id}")
                    assert page.status == 200
                    for each in [page, *(clerk.get(f"{link}&language=ar") for link in page.links if "part=" in link)]:
                        assert (each.status, each.faults) == (200, [])
                        assert "Jane" not in each.text
                    parts.update(part for link in page.links for part in re.findall("part=([a-z]+)", link))
        assert parts == {"options", "heat", "change", "words"}

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


class Tabled:
    @pytest.fixture
    def library(self) -> Library:
        return with_two_cycles()

    @pytest.fixture(autouse=True)
    def reports(self, portal: Portal) -> None:
        """Two cycles; Switzerland is no Party any more, and Fiji was none in the first."""
        sent(portal, "KEN", {"aid": ["funds"], "plan": True}, FIRST)
        sent(portal, "NOR", {"aid": ["maps"]}, FIRST)
        needs = {"needs[a].group": ["rangers", "customs"], "needs[a].kind": "funds", "needs[b].urgent": True}
        sent(portal, "KEN", {"help": ["courses"], "plan": False, "why": "{en}Boats", **needs})
        also = {"needs[a].group": ["rangers"], "needs[a].kind": "funds", "needs[a].contact": "jane"}
        sent(portal, "NOR", {"help": ["funds", "courses"], "plan": True, "why": "{fr}Bateaux", **also})
        sent(portal, "FJI", {"help": ["na"], "plan": True})
        sent(portal, "CHE", {"help": ["funds"], "needs[a].group": ["rangers"], "needs[a].kind": "funds"})

    def get(self, clerk: Browser, **asked: Any) -> Page:
        """A part of the page of a question of the second cycle."""
        page = clerk.get(f"{SUMMARY}?cycle=A2&" + "&".join(f"{name}={value}" for name, value in asked.items()))
        assert page.faults == []
        return page


class TestByRegionAndGroup(Tabled):
    def test_numbers_have_shares_and_every_party_stands_somewhere(self, clerk: Browser) -> None:
        page = self.get(clerk, question="help", part="options")
        assert "Named most often: “Courses”, by 2 of 2 (100%)." in page.words
        assert table(page, 0) == [
            ["Answer", "All Parties", "North", "South"],
            ["Funds", "1 (50%)", "1 (100%)", "0"],
            ["Courses", "2 (100%)", "1 (100%)", "1 (100%)"],
            ["Parties that answered", "2", "1", "1"],
        ]
        assert table(page, 2) == [
            ["", "All Parties", "North", "South"],
            ["Answered", "2", "1", "1"],
            ["Not applicable", "1", "0", "1"],
            ["Parties", "3", "1", "2"],
        ]

    def test_the_reader_chooses_of_what_shares_are(self, clerk: Browser) -> None:
        page = self.get(clerk, question="help", part="options", share="overall")
        assert "Shares are of all Parties that answered." in page.words
        assert table(page, 0)[2] == ["Courses", "2 (100%)", "1 (50%)", "1 (50%)"]
        (chosen,) = [each.get("value") for each in page.by_id("share") if each.get("selected") is not None]
        assert chosen == "overall"

    def test_who_was_not_asked_stands_apart_from_who_left_it_blank(self, clerk: Browser) -> None:
        rows = {each[0]: each[1] for each in table(self.get(clerk, question="since", part="options"), 0)}
        assert rows == {"": "All Parties", "No answer": "2", "Not asked, because of other answers": "1", "Parties": "3"}

    def test_of_a_group_one_part_is_shown_and_a_private_one_never(self, clerk: Browser) -> None:
        page = self.get(clerk, question="needs", part="options")
        assert [each[0] for each in table(page, 0)][1:3] == ["Rangers", "Customs"]
        page = self.get(clerk, question="needs", part="options", of="urgent")
        assert table(page, 0)[1] == ["Yes", "1 (100%)", "0", "1 (100%)"]
        assert "Jane" not in page.text
        for wrong in ("contact", "what", "no-such"):
            assert clerk.get(f"{SUMMARY}?cycle=A2&question=needs&part=options&of={wrong}").status == 404

    def test_over_a_region(self, clerk: Browser) -> None:
        page = self.get(clerk, question="help", part="options", region="north")
        assert table(page, 0)[0] == ["Answer", "All Parties", "North"]
        assert table(page, 2)[-1] == ["Parties", "1", "1"]

    @pytest.mark.parametrize("wrong", ["part=no-such", "part=options&share=half"])
    def test_what_nobody_offers_is_not_found(self, clerk: Browser, wrong: str) -> None:
        assert clerk.get(f"{SUMMARY}?cycle=A2&question=help&{wrong}").status == 404

    def test_a_part_that_a_question_does_not_have_gives_its_first(self, clerk: Browser) -> None:
        page = self.get(clerk, question="why", part="heat")
        assert "What Parties answered" in page.words
        assert "Heat map" not in page.words


class TestHeatMap(Tabled):
    def test_two_parts_of_a_group_and_the_parties_of_a_field(self, portal: Portal, clerk: Browser) -> None:
        page = self.get(clerk, question="needs", part="heat")
        assert table(page, 0) == [
            ["", "Money", "In any of them"],
            ["Rangers", "2", "2"],
            ["Customs", "1", "1"],
            ["In any of them", "2", "2"],
        ]
        assert "Columns without any Party: Charts." in page.words
        (rangers, _) = [each.get("href") for cell in page.all("td") for each in cell.iter("a")]
        page = clerk.get(f"{SUMMARY}{rangers}")
        assert page.faults == []
        assert table(page, 0) == [["Party", "Code"], ["Kenya", "KEN"], ["Norway", "NOR"]]
        assert clerk.get(page.link("Norway")).status == 200
        assert clerk.get(page.link("Heat map")).status == 200

    def test_the_reader_chooses_rows_and_columns(self, clerk: Browser) -> None:
        page = self.get(clerk, question="needs", part="heat", down="kind", over="group")
        assert table(page, 0)[:2] == [["", "Rangers", "Customs", "In any of them"], ["Money", "2", "1", "2"]]
        page = self.get(clerk, question="needs", part="heat", down="kind", over="kind")  # chosen one after the other
        assert table(page, 0)[0][1] == "Rangers"

    @pytest.mark.parametrize("wrong", ["row=rangers&column=no-such", "row=rangers", "down=contact", "over=what"])
    def test_no_other_field_or_part(self, clerk: Browser, wrong: str) -> None:
        assert clerk.get(f"{SUMMARY}?cycle=A2&question=needs&part=heat&{wrong}").status == 404

    def test_nobody_else_sees_it(self, portal: Portal) -> None:
        for who in (KARI, None):
            assert portal.browser(who).get(f"{SUMMARY}?cycle=A2&question=needs&part=heat").status == 404


class TestChange(Tabled):
    def test_a_question_that_replaced_another_is_compared_with_it(self, clerk: Browser) -> None:
        page = self.get(clerk, question="help", part="change")
        assert "In the earlier cycle it read: Which aid?" in page.words
        assert "Parties that answered in both cycles: 2." in page.words
        assert table(page, 0)[1:] == [
            ["Funds", "1", "1", "0", "1", "1"],
            ["Courses", "0", "2", "+2", "2", "0"],
            ["Maps", "1", "0", "−1", "0", "1"],
        ]
        assert table(page, 1)[1] == ["Funds", "Norway", "Kenya"]

    def test_only_parties_that_answered_both(self, clerk: Browser) -> None:
        page = self.get(clerk, question="plan", part="change")
        assert "Answered in both cycles1Kenya" in page.words
        assert "Answered in this cycle only: Now2Fiji, Norway" in page.words

    def test_what_was_not_asked_then_is_told(self, clerk: Browser) -> None:
        page = self.get(clerk, question="since", part="change")
        assert "not asked with options to choose from in this cycle: Then" in page.words

    def test_the_first_cycle_has_none_before_it(self, clerk: Browser) -> None:
        page = clerk.get(f"{SUMMARY}?cycle=A1&question=aid&part=change")
        assert "There is no earlier cycle of this report to compare with." in page.words
        assert clerk.get(f"{SUMMARY}?cycle=A2&question=help&part=change&before=A9").status == 404


class TestWords(Tabled):
    def test_in_one_language_or_all(self, clerk: Browser) -> None:
        page = self.get(clerk, question="why", part="words")
        assert "2; Parties that made them: 2; by language: English: 1, French: 1." in page.words
        assert table(page, 0)[1:] == [["Kenya", "Boats"], ["Norway(Français)", "Bateaux"]]
        page = self.get(clerk, question="why", part="words", written="fr")
        assert table(page, 0)[1:] == [["Norway(Français)", "Bateaux"]]
        assert "Nothing was written." in self.get(clerk, question="why", part="words", written="zh").words

    @pytest.mark.parametrize("wrong", ["0", "2", "-1", "x", "9" * 50])
    def test_there_are_no_other_pages(self, clerk: Browser, wrong: str) -> None:
        assert clerk.get(f"{SUMMARY}?cycle=A2&question=why&part=words&page={wrong}").status == 404

    def test_a_page_at_a_time(self, clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cbreport.documents.questions.words.TEXTS", 1)
        page = self.get(clerk, question="why", part="words")
        assert "Page 1 of 2" in page.words
        assert "Bateaux" not in page.words
        page = clerk.get(page.link("Further texts"))
        assert "Bateaux" in page.words
        assert "Boats" in clerk.get(page.link("Texts before these")).words

    def test_many_texts_have_a_part_of_their_own(self, clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "Bateaux" in self.get(clerk, question="why").words
        monkeypatch.setattr("cbreport.web.pages.question._FEW", 1)
        page = self.get(clerk, question="why")
        assert "Bateaux" not in page.words
        assert "Bateaux" in clerk.get(page.link("In the Parties’ own words")).words


class TestSeveralConventions(Tabled):
    @pytest.fixture
    def portal(self, make_portal: Callable[..., Portal], library: Library) -> Portal:
        return make_portal(library=library, identity=lambda request: BOTH)

    def test_each_party_once(self, portal: Portal) -> None:
        sent(portal, "KEN", {"assistance": "advice"}, ELSEWHERE)
        sent(portal, "FJI", {"assistance": "funds"}, ELSEWHERE)
        page = self.get(portal.browser(), question="help", part="across")
        assert table(page, 0) == [
            ["Answer", "EX", "OT", "Each Party once"],
            ["Funds", "1", "1", "2"],
            ["Courses", "2", "–", "2"],
            ["Advice", "–", "1", "1"],
            ["Parties that answered", "2", "2", "3"],
        ]
        assert "B1 · 7 Which assistance?" in page.words
        page = self.get(portal.browser(), question="help", part="across", region="south")
        assert table(page, 0)[-1] == ["Parties that answered", "1", "2", "2"]

    def test_without_the_topic_there_is_no_such_part(self, portal: Portal) -> None:
        assert "Under several conventions" not in self.get(portal.browser(), question="plan").words


class TestWhoServesOneConvention(Tabled):
    def test_is_not_told_of_others(self, clerk: Browser) -> None:
        page = self.get(clerk, question="help", part="across")
        assert "Under several conventions" not in page.words
        assert "Which assistance" not in page.words


class TestFiles(Tabled):
    def test_a_workbook_has_all_of_it_in_numbers(self, clerk: Browser) -> None:
        page = self.get(clerk, question="needs", part="heat")
        reply = clerk.get(page.link("XLSX")).response
        assert reply.headers["Content-Disposition"] == 'attachment; filename="example-a2-needs-en.xlsx"'
        book = load_workbook(io.BytesIO(reply.get_data()))
        rows = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
        assert ["Who is in each field", "Rangers", "Money", 2, "Kenya, Norway", "KEN, NOR"] in rows
        assert ["By region, shares", "Yes", 1, 0, 1] in rows
        assert "Jane" not in str(rows)
        labels = {cell for row in rows for cell in row if isinstance(cell, str)}
        assert {"For whom", "Kind", "Is it urgent?"} <= labels

    def test_paper_has_it_too_in_the_language_that_was_chosen(self, clerk: Browser) -> None:
        page = self.get(clerk, question="help", part="options", share="row", language="fr")
        reply = clerk.get(page.link("PDF")).response
        assert reply.get_data().startswith(b"%PDF-")
        assert reply.headers["Content-Disposition"] == 'inline; filename="example-a2-help-fr.pdf"'

    def test_other_kinds_are_not_made(self, clerk: Browser) -> None:
        assert clerk.get(f"{SUMMARY}.docx?cycle=A2&question=help").status == 404


class TestWithoutFacts:
    @pytest.fixture
    def library(self) -> Library:
        return with_two_cycles()

    def test_reports_that_are_not_counted_yet_are_named_and_in_no_number(
        self, portal: Portal, clerk: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent(portal, "NOR", {"help": ["funds"]})
        with monkeypatch.context() as without:
            without.setattr(portal.store, "forms", _not_installed)
            sent(portal, "KEN", {"help": ["courses"]})
        page = clerk.get(f"{SUMMARY}?cycle=A2&question=help&part=options")
        assert page.faults == []
        assert "in no number here: Kenya." in page.words
        assert table(page, 0)[-1] == ["Parties that answered", "1", "1", "0"]
        assert ["Reported, and not counted yet", "1", "0", "1"] in table(page, 2)
        page = clerk.get(f"{SUMMARY}?cycle=A2&question=help")  # from the reports themselves
        assert "Answered2Kenya, Norway" in page.words

    @pytest.mark.parametrize(("question", "part"), [("help", "options"), ("needs", "heat"), ("help", "change")])
    def test_a_store_that_keeps_none_is_told_and_the_answers_are_there(
        self, portal: Portal, clerk: Browser, monkeypatch: pytest.MonkeyPatch, question: str, part: str
    ) -> None:
        monkeypatch.setattr(Counting, "facts", None)
        sent(portal, "NOR", {"help": ["funds"], "needs[a].what": "Boats"})
        page = clerk.get(f"{SUMMARY}?cycle=A2&question={question}&part={part}")
        assert page.faults == []
        assert "This part cannot be shown" in page.words
        page = clerk.get(f"{SUMMARY}?cycle=A2&question={question}")
        assert "Answered1Norway" in page.words
        assert clerk.get(page.link("XLSX")).status == 200


def _not_installed(id: str, edition: str) -> Form:
    raise UnknownName("form", id)


def test_the_list_of_questions_says_which_tables_there_are(clerk: Browser) -> None:
    offered = {each.get("value"): words(each) for each in clerk.get(SUMMARY).tree.iter("option")}
    assert offered["needs"] == "III.1 Who needs which help? (heat map, texts)"
    assert offered["success"].endswith("(options)")
