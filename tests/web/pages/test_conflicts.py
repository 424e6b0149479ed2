"""Two people who change the same answers: both versions are shown, and what is decided is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.browser import Browser, Page
from tests.web.conftest import Portal
from tests.web.pages.conftest import place


class TestTwoPeopleAtOnce:
    @pytest.fixture
    def both(self, amina: Browser, barasa: Browser, report: str) -> tuple[Page, Page]:
        """The same page, open before either of them."""
        return amina.get(place(report)), barasa.get(place(report))

    def test_other_answers_are_merged(self, portal: Portal, both: tuple[Page, Page], report: str) -> None:
        mine, theirs = both
        theirs.form.write("a:story", "Theirs").press("Save and continue")
        assert mine.form.write("a:name", "Mine").press("Save and continue").status == 200
        answers = portal.answers(report)
        assert (answers["name"]["value"], answers["story"]["value"]) == ("Mine", "Theirs")

    @pytest.mark.parametrize(
        "before",
        [
            {"value": "خطة", "language": "ar"},
            {"value": "Plan", "source": "imported"},
            {"value": "Plan", "source": "carried-forward", "confirmed": False},
            {"value": " Plan\n 2030 "},
        ],
    )
    def test_an_answer_that_i_did_not_touch_is_no_conflict(
        self, portal: Portal, amina: Browser, barasa: Browser, before: dict[str, Any]
    ) -> None:
        report = portal.report(answers={"name": before})
        mine, theirs = (each.get(place(report)) for each in (amina, barasa))
        theirs.form.choose("writing", "en").write("a:name", "Theirs").press("Save and continue")
        page = mine.form.choose("writing", "en").write("a:story", "Mine").press("Save and continue")
        assert page.status == 200
        answers = portal.answers(report)
        assert (answers["name"]["value"], answers["story"]["value"]) == ("Theirs", "Mine")

    def conflict(self, both: tuple[Page, Page]) -> Page:
        mine, theirs = both
        theirs.form.write("a:name", "Theirs").write("a:people", "7").press("Save and continue")
        sheet = mine.form.write("a:name", "Mine").write("a:story", "one\n two").write("c:name", "Sure?")
        return sheet.press("Save and continue")

    def test_the_same_answer_is_shown_in_both_versions(
        self, portal: Portal, both: tuple[Page, Page], report: str
    ) -> None:
        page = self.conflict(both)
        assert page.status == 409
        assert "Mine" in page.words
        assert "Theirs" in page.words
        assert portal.answers(report)["name"]["value"] == "Theirs"
        assert "story" not in portal.answers(report)

    def test_mine_is_saved_when_i_decide_so(self, portal: Portal, both: tuple[Page, Page], report: str) -> None:
        page = self.conflict(both).form.choose("decide:name", "mine").press("Save what I decided")
        assert page.path == place(report, number=2)
        answers = portal.answers(report)
        assert answers["name"]["value"] == "Mine"
        assert answers["story"]["value"] == "one\n two"
        assert answers["people"]["value"] == 7
        assert answers["name"]["comment"] == "Sure?"

    def test_theirs_is_kept_when_i_decide_so(self, portal: Portal, both: tuple[Page, Page], report: str) -> None:
        page = self.conflict(both).form.choose("decide:name", "theirs").press("Save what I decided")
        assert page.status == 200
        answers = portal.answers(report)
        assert answers["name"] == {"value": "Theirs", "language": "en"}
        assert answers["story"]["value"] == "one\n two"

    def test_mine_is_chosen_before_i_decide(self, both: tuple[Page, Page]) -> None:
        assert self.conflict(both).form.value("decide:name") == "mine"

    def test_a_third_change_meanwhile_is_a_conflict_again(
        self, portal: Portal, both: tuple[Page, Page], barasa: Browser, report: str
    ) -> None:
        page = self.conflict(both)
        barasa.get(place(report)).form.write("a:name", "Theirs again").press("Save and continue")
        again = page.form.press("Save what I decided")
        assert again.status == 409
        assert "Theirs again" in again.words
        again.form.press("Save what I decided")
        assert portal.answers(report)["name"]["value"] == "Mine"

    def test_earlier_decisions_stand_when_another_conflict_arises(
        self, portal: Portal, both: tuple[Page, Page], barasa: Browser, report: str
    ) -> None:
        page = self.conflict(both)
        for _ in range(2):  # and each time a colleague is faster with the other answer
            text = f"Their story {portal.revision(report)}"
            barasa.get(place(report)).form.write("a:story", text).press("Save and continue")
            before = portal.revision(report)
            page = page.form.press("Save what I decided")
            assert page.status == 409
            assert portal.revision(report) == before  # all of it is saved, or nothing
            assert "decide:name" not in page.form.names
            page.form.choose("decide:story", "mine")
        assert page.form.press("Save what I decided").status == 200
        answers = portal.answers(report)
        assert (answers["name"]["value"], answers["story"]["value"]) == ("Mine", "one\n two")

    def test_a_decision_for_theirs_stands_when_another_conflict_arises(
        self, portal: Portal, both: tuple[Page, Page], barasa: Browser, report: str
    ) -> None:
        page = self.conflict(both)
        barasa.get(place(report)).form.write("a:story", "Their story").press("Save and continue")
        page = page.form.choose("decide:name", "theirs").press("Save what I decided")
        assert page.form.choose("decide:story", "mine").press("Save what I decided").status == 200
        answers = portal.answers(report)
        assert (answers["name"]["value"], answers["story"]["value"]) == ("Theirs", "one\n two")

    def test_an_earlier_decision_is_asked_again_when_its_answer_changed_again(
        self, portal: Portal, both: tuple[Page, Page], barasa: Browser, report: str
    ) -> None:
        page = self.conflict(both)
        barasa.get(place(report)).form.write("a:story", "Their story").press("Save and continue")
        page = page.form.press("Save what I decided")
        barasa.get(place(report)).form.write("a:name", "Theirs, better").press("Save and continue")
        again = page.form.press("Save what I decided")
        assert again.status == 409
        assert "Theirs, better" in again.words
        assert [name for name in again.form.names if name.startswith("decide:")] == ["decide:name"] * 3
        again.form.choose("decide:name", "theirs").press("Save what I decided")
        answers = portal.answers(report)
        assert (answers["name"]["value"], answers["story"]["value"]) == ("Theirs, better", "one\n two")

    @pytest.mark.parametrize(
        "decided", ["", "mine", "mine:", "mine:x", "yours:1", "mine:-1", "mine:²", "mine:" + "9" * 5000]
    )
    def test_a_decision_that_is_none_is_asked_again(
        self, both: tuple[Page, Page], amina: Browser, decided: str
    ) -> None:
        page = self.conflict(both)
        data = page.form.data()
        data.pop("decide:name")
        data["decided:name"] = decided
        assert amina.post(page.path, data).status == 409

    def test_a_decision_about_nothing_changes_nothing(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"name": "Plan"})
        data = amina.get(place(report)).form.data()
        for name in ("decide:name", "decide:no-such", "decide:story"):
            data[name] = "theirs"
        assert amina.post(place(report), data).status == 200
        assert list(portal.answers(report)) == ["name"]

    def test_answers_are_shown_in_words(self, portal: Portal, amina: Browser, barasa: Browser, report: str) -> None:
        mine, theirs = (each.get(place(report, number=3)) for each in (amina, barasa))
        theirs.form.write("a:cost:amount", "5000").choose("a:helper", "NOR").press("Save and continue")
        page = mine.form.write("a:cost:amount", "7000").choose("a:helper", "FJI").press("Save and continue")
        for text in ("USD 5,000", "USD 7,000", "Norway", "Fiji"):
            assert text in page.words
        mine, theirs = (each.get(place(report, "choices")) for each in (amina, barasa))
        theirs.form.choose("a:assessed", "true").tick("a:help", "training").press("Save and continue")
        sheet = mine.form.choose("a:assessed", "false").tick("a:help", "funding", "other")
        page = sheet.write("d:help:funding:amount", "300").choose("n:help", "no-information").press("Save and continue")
        for text in ("Yes", "No", "Training", "No information · Funding · Other help · Funding: USD 300"):
            assert text in page.words

    def test_an_answer_in_a_table_is_shown_with_its_row(self, portal: Portal, amina: Browser, barasa: Browser) -> None:
        report = portal.report(answers={"trainings[r1].title": "Flyway census"})
        for number, field, row in (
            (1, "a:needs[managers].details", "Managers"),
            (3, "a:trainings[r1].people", "Flyway"),
        ):
            mine, theirs = (each.get(place(report, "tables", number)) for each in (amina, barasa))
            theirs.form.write(field, "7").press("Save and continue")
            page = mine.form.write(field, "12").press("Save and continue")
            assert page.status == 409
            assert row in page.words
