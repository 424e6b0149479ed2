"""Where a saved page leads, and what it shows of the way."""

from __future__ import annotations

import pytest

from cbreport.answering import Answer
from cbreport.web.going_on import place_of_change
from tests.web.browser import Browser, words
from tests.web.conftest import PREFIX, Drawer, Portal
from tests.web.people import AMINA


def place(report: str, end: str = "/simple/1") -> str:
    return f"{PREFIX}/reports/{report}{end}"


@pytest.fixture
def amina(portal: Portal) -> Browser:
    return portal.browser(AMINA)


class TestTheNextUnansweredQuestion:
    def test_is_reached_from_the_list_of_sections(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"name": "Plan"})
        page = amina.get(place(report, ""))
        assert page.link("Next unanswered question: I.2 What happened?") == place(report) + "#f-story"

    def test_is_reached_from_a_page_which_is_saved(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"secret": "A", "cost": {"value": {"amount": "1", "currency": "USD"}}})
        form = amina.get(place(report)).form.write("a:name", "Typed")
        assert words(form.button("next unanswered").element).endswith("question I.8")
        page = form.press("next unanswered")
        assert page.url.endswith("/simple/3#f-adopted_day")
        assert portal.answers(report)["name"]["value"] == "Typed"
        page.by_id("f-adopted_day")

    def test_waits_while_something_on_the_page_is_wrong(self, portal: Portal, amina: Browser) -> None:
        page = amina.get(place(portal.report())).form.write("a:people", "a dozen").press("next unanswered")
        assert page.path.endswith("/simple/1")
        assert page.error_links
        assert page.form.press("next unanswered").path.endswith("/simple/2")

    def test_is_not_offered_when_there_is_none(
        self, portal: Portal, amina: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report = portal.report()
        form = amina.get(place(report)).form
        monkeypatch.setattr("cbreport.reporting.unanswered.unanswered", lambda report: frozenset())
        assert "nanswered" not in amina.get(place(report)).words + amina.get(place(report, "")).words
        assert form.press("next unanswered").path == place(report, "")

    def test_of_a_page_can_be_skipped_to(self, portal: Portal, amina: Browser) -> None:
        page = amina.get(place(portal.report(answers={"name": "Plan"})))
        target = page.link("Skip to the first unanswered question")
        assert target == "#f-story_box"
        page.by_id(target.removeprefix("#"))

    @pytest.mark.parametrize("answers", [{}, {"name": "A", "story": "B", "people": 1, "share": "1", "begun": 2020}])
    def test_needs_no_skipping_when_it_is_the_first_or_not_there(
        self, portal: Portal, amina: Browser, answers: dict[str, object]
    ) -> None:
        page = amina.get(place(portal.report(answers=answers)))
        assert not [link for link in page.links if link.endswith("_box")]


def test_a_page_shows_how_far_the_whole_report_is(portal: Portal, amina: Browser) -> None:
    page = amina.get(place(portal.report(answers={"name": "Plan", "assessed": False})))
    (bar,) = page.all("progress")
    assert bar.get("value") == "2"
    assert f"2 of {bar.get('max')} questions answered" in page.words


class TestAnotherLanguage:
    def test_leads_back_to_what_was_just_written(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"name": "Plan"})
        form = amina.get(place(report)).form.write("a:people", "12")
        page = form.press("Français")
        assert page.url.endswith("language=fr#f-people_box")
        assert page.form.value("a:people") == "12"
        page.by_id("f-people_box")

    def test_leads_to_the_top_when_nothing_was_written(self, portal: Portal, amina: Browser) -> None:
        page = amina.get(place(portal.report(answers={"name": "Plan"}))).form.press("Français")
        assert "#" not in page.url


def test_the_place_of_a_change_is_the_last_of_the_page(draw: Drawer) -> None:
    page = draw.page("simple", 1)
    before = {"name": Answer("A"), "people": Answer(3)}
    assert place_of_change(page, before, before) == ""
    assert place_of_change(page, {**before, "name": Answer("B")}, before) == "f-name_box"
    assert place_of_change(page, {**before, "name": Answer("B"), "story": Answer("C")}, before) == "f-story_box"
    assert place_of_change(page, {"people": Answer()}, before) == "f-people_box"
