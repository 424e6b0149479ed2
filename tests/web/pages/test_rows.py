"""Rows of groups over HTTP: added, edited, and removed after a question, only as they were shown."""

from __future__ import annotations

from typing import Any

import pytest

from cbreport.answering import Answer
from cbreport.reporting import Saved
from tests.web.browser import Browser, Page
from tests.web.conftest import Portal
from tests.web.pages.conftest import place
from tests.web.people import BARASA


class TestRows:
    def keys(self, page: Page) -> list[str]:
        return page.form.data().getlist("rows:trainings")

    def titles(self, portal: Portal, report: str) -> list[str]:
        return [each["value"] for address, each in portal.answers(report).items() if address.endswith(".title")]

    def test_are_added_one_after_another(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report, "tables", 3))
        (first,) = self.keys(page)
        page = page.form.write(f"a:trainings[{first}].title", "First").press("Save and add another entry")
        assert page.url.endswith("#f-trainings_new")
        page.by_id("f-trainings_new")
        first_again, second = self.keys(page)
        assert first_again == first
        page.form.write(f"a:trainings[{second}].title", "Second").press("Save and continue")
        assert self.titles(portal, report) == ["First", "Second"]

    def test_a_blank_row_is_none(self, portal: Portal, amina: Browser, report: str) -> None:
        amina.get(place(report, "tables", 3)).form.press("Save and add another entry").form.press("Save and continue")
        assert portal.answers(report) == {}

    def test_no_more_than_fit(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={f"trainings[r{number}].title": "T" for number in range(3)})
        page = amina.get(place(report, "tables", 3) + "?add=trainings")
        assert "add another" not in page.words
        assert len(self.keys(page)) == 3

    def test_are_edited_in_place(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"trainings[r1].title": "First", "trainings[r2].title": "Second"})
        sheet = amina.get(place(report, "tables", 3)).form.write("a:trainings[r1].title", "Beginning")
        sheet.press("Save and continue")
        assert self.titles(portal, report) == ["Beginning", "Second"]

    def test_two_people_add_rows_at_the_same_time(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        mine, theirs = (each.get(place(report, "tables", 3)) for each in (amina, barasa))
        for page, title in ((mine, "Mine"), (theirs, "Theirs")):
            (key,) = self.keys(page)
            assert page.form.write(f"a:trainings[{key}].title", title).press("Save and continue").status == 200
        assert self.titles(portal, report) == ["Mine", "Theirs"]

    def test_are_removed_after_a_question(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(
            answers={"trainings[r1].title": "First", "trainings[r1].people": 12, "trainings[r2].title": "Second"}
        )
        asked = amina.get(place(report, "tables", 3)).form.press("Remove this entry: Entry 1")
        assert "It holds these answers" in asked.words
        assert "First" in asked.words
        assert len(portal.answers(report)) == 3
        page = asked.form.press("Remove this entry")
        assert page.path == place(report, "tables", 3)
        assert self.titles(portal, report) == ["Second"]
        assert list(portal.answers(report)) == ["trainings[r2].title"]

    def test_what_else_was_typed_is_saved_before_the_question(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"trainings[r1].title": "First", "trainings[r2].title": "Second"})
        sheet = amina.get(place(report, "tables", 3)).form.write("a:trainings[r2].title", "Changed")
        sheet.press("Remove this entry: Entry 1")
        assert self.titles(portal, report) == ["First", "Changed"]

    def test_can_be_kept_after_all(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"trainings[r1].title": "First"})
        asked = amina.get(place(report, "tables", 3)).form.press("Remove this entry")
        assert asked.link("Keep it") == place(report, "tables", 3)
        assert self.titles(portal, report) == ["First"]

    def test_a_row_that_is_not_there_leads_back(self, portal: Portal, amina: Browser, report: str) -> None:
        assert amina.get(place(report, "tables", 3) + "/remove/trainings/r9").path == place(report, "tables", 3)
        assert amina.get(place(report, "tables", 3) + "/remove/needs/managers").status == 404
        assert amina.get(place(report, "tables", 3) + "/remove/no-such/r1").status == 404

    def test_a_row_that_a_colleague_changed_is_not_removed(
        self, portal: Portal, amina: Browser, barasa: Browser
    ) -> None:
        report = portal.report(answers={"trainings[r1].title": "First", "trainings[r2].title": "Second"})
        asked = amina.get(place(report, "tables", 3)).form.press("Remove this entry: Entry 1")
        barasa.get(place(report, "tables", 3)).form.write("a:trainings[r1].title", "Better").press("Save and continue")
        refused = asked.form.press("Remove this entry")
        assert refused.status == 409
        assert self.titles(portal, report) == ["Better", "Second"]

    def test_a_row_to_which_a_colleague_added_is_not_removed_by_half(
        self, portal: Portal, amina: Browser, barasa: Browser
    ) -> None:
        report = portal.report(answers={"trainings[r1].title": "First"})
        asked = amina.get(place(report, "tables", 3)).form.press("Remove this entry: Entry 1")
        barasa.get(place(report, "tables", 3)).form.write("a:trainings[r1].people", "30").press("Save and continue")
        assert asked.form.press("Remove this entry").status == 409
        assert list(portal.answers(report)) == ["trainings[r1].title", "trainings[r1].people"]

    def test_an_answer_that_arrives_at_the_same_moment_stops_the_removal(
        self, portal: Portal, amina: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report = portal.report(answers={"trainings[r1].title": "First"})
        asked = amina.get(place(report, "tables", 3)).form.press("Remove this entry: Entry 1")
        save = portal.store.save

        def save_late(*given: Any, **named: Any) -> Saved:
            save(BARASA, report, {"trainings[r1].people": Answer(30)}, portal.revision(report))
            return save(*given, **named)

        monkeypatch.setattr(portal.store, "save", save_late)
        assert asked.form.press("Remove this entry").status == 409
        assert list(portal.answers(report)) == ["trainings[r1].title", "trainings[r1].people"]

    @pytest.mark.parametrize("revision", ["", "x", "99"])
    def test_is_not_removed_without_a_revision(self, portal: Portal, amina: Browser, revision: str) -> None:
        report = portal.report(answers={"trainings[r1].title": "First"})
        asked = amina.get(place(report, "tables", 3)).form.press("Remove this entry")
        assert asked.form.write("revision", revision).press("Remove").status in (400, 409)
        assert self.titles(portal, report) == ["First"]

    @pytest.mark.parametrize(
        "action", ["", "nonsense", "add-row", "add-row:no-such", "add-row:\"'><", "remove-row", "remove-row:trainings",
                   "remove-row:no-such:r1", "remove-row:trainings:../../x", "remove-row:trainings:r1:r2"],
    )  # fmt: skip
    def test_a_button_that_is_none_still_saves(self, portal: Portal, amina: Browser, report: str, action: str) -> None:
        data = amina.get(place(report)).form.write("a:name", "Plan").data()
        data["action"] = action
        assert amina.post(place(report), data).status in (200, 404)
        assert portal.answers(report)["name"]["value"] == "Plan"

    @pytest.mark.parametrize("key", ["", "x].y", "r1].title", "[", "a" * 400, "../..", "r 1", "<b>"])
    def test_a_key_that_is_none_is_refused_with_what_was_typed(
        self, portal: Portal, amina: Browser, report: str, key: str
    ) -> None:
        data = amina.get(place(report, "tables", 3)).form.write("c:trainings", "Ask us").data()
        data.setlist("rows:trainings", [key])
        data[f"a:trainings[{key}].title"] = "First"
        page = amina.post(place(report, "tables", 3), data)
        assert page.status == 409
        assert page.form.value("c:trainings") == "Ask us"
        assert portal.answers(report) == {}
