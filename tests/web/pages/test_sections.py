"""Question pages over HTTP: order, errors, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from cbreport.errors import ConfigurationError
from cbreport.reporting import StoredReport
from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.conftest import place
from tests.web.people import CLERK, KARI, STRANGER


def assert_summary_leads_to_fields(page: Page) -> None:
    assert page.error_links
    for link in page.error_links:
        page.by_id(link.removeprefix("#"))


class TestGoingThroughASection:
    def test_leads_from_page_to_page_and_back_to_the_list(self, amina: Browser, report: str) -> None:
        page = amina.get(place(report))
        seen = []
        while "/simple/" in page.path:
            seen.append(page.path)
            page = page.form.press("Save and continue")
        assert seen == [place(report, number=number) for number in (1, 2, 3)]
        assert page.path == f"{PREFIX}/reports/{report}"
        assert page.url.endswith("#section-simple")
        page.by_id("section-simple")
        assert "Your answers are saved" in page.words

    def test_saves_what_was_typed(self, portal: Portal, amina: Browser, report: str) -> None:
        sheet = amina.get(place(report)).form.write("a:name", "Plan 2030").write("a:people", "12")
        sheet.write("c:people", "From the register").choose("writing", "fr").press("Save and continue")
        assert portal.answers(report) == {
            "name": {"value": "Plan 2030", "language": "fr"},
            "people": {"value": 12, "comment": "From the register", "language": "fr"},
        }

    def test_saves_and_leaves(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report)).form.write("a:name", "Plan 2030").press("Save and come back later")
        assert page.path == f"{PREFIX}/reports/{report}"
        assert "Your answers are saved" in page.words
        assert portal.answers(report)["name"]["value"] == "Plan 2030"

    def test_a_page_saved_unchanged_is_no_revision(self, portal: Portal, amina: Browser, report: str) -> None:
        amina.get(place(report)).form.write("a:name", "Plan").press("Save and continue")
        before = portal.revision(report)
        amina.get(place(report)).form.press("Save and continue")
        assert portal.revision(report) == before

    def test_the_button_that_enter_presses_continues(self, amina: Browser, report: str) -> None:
        first = next(each for each in amina.get(place(report)).form.controls if each.kind == "button")
        assert (first.name, first.value) == ("action", "continue")

    def test_a_section_without_the_page_is_not_found(self, amina: Browser, report: str) -> None:
        for there in (place(report, number=0), place(report, number=4), place(report, "no-such")):
            assert amina.get(there).status == 404
            assert amina.post(there, {"whole": "yes", "revision": "0"}).status == 404


class TestChangingTheLanguage:
    def test_saves_what_was_typed_and_shows_the_same_page(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report)).form.write("a:name", "Plan 2030").press("Français")
        assert page.path == place(report)
        assert page.all("html")[0].get("lang") == "fr"
        assert page.form.value("a:name") == "Plan 2030"
        assert portal.answers(report) == {"name": {"value": "Plan 2030", "language": "en"}}

    def test_stays_for_the_pages_after_it(self, amina: Browser, report: str) -> None:
        amina.get(place(report)).form.press("العربية")
        assert amina.get(place(report, number=2)).all("html")[0].get("dir") == "rtl"

    def test_does_not_go_on_to_the_next_page(self, amina: Browser, report: str) -> None:
        page = amina.get(place(report)).form.write("a:people", "a dozen").press("Français")
        assert page.path == place(report)
        assert page.form.press("Español").path == place(report)

    def test_keeps_what_the_address_asks_for(self, amina: Browser, report: str) -> None:
        page = amina.get(f"{place(report)}?missing=1").form.press("Français")
        assert "missing=1" in page.url
        assert page.error_links
        added = amina.get(f"{place(report, 'tables', 3)}?add=trainings").form.press("English")
        assert "add=trainings" in added.url
        row = next(name for name in added.form.names if name.startswith("a:trainings[") and name.endswith(".title"))
        page = added.form.write(row, "Course").press("Français")
        assert "add=" not in page.url
        assert page.form.value(row) == "Course"

    def test_shows_a_refused_save_in_that_language(self, portal: Portal, amina: Browser, report: str) -> None:
        sheet = amina.get(place(report)).form.write("a:name", "New").write("revision", "7")
        page = sheet.press("Français")
        assert page.status == 409
        assert page.all("html")[0].get("lang") == "fr"
        assert page.form.value("a:name") == "New"
        assert portal.answers(report) == {}

    def test_says_in_that_language_why_a_save_is_refused(self, amina: Browser, report: str) -> None:
        page = amina.get(place(report)).form.write("revision", "7").press("Français")
        assert "Il n’y a pas de révision 7 de ce rapport ; il en est à 0." in page.error_words
        assert "There is no revision" not in page.text

    def test_is_no_link_that_would_drop_what_was_typed(self, amina: Browser, report: str) -> None:
        page = amina.get(place(report))
        assert not any("language=" in link for link in page.links)

    def test_is_not_what_enter_presses_when_a_portal_shows_the_languages_first(
        self, amina: Browser, report: str
    ) -> None:
        (nav,) = amina.get(place(report)).all("nav", "cb-languages")
        first = next(nav.iter("button"))
        assert (first.get("form"), first.get("name"), first.get("value")) == ("cb-form", "action", "continue")

    def test_is_not_offered_where_what_was_typed_is_not_saved(
        self, portal: Portal, amina: Browser, barasa: Browser, report: str
    ) -> None:
        mine, theirs = (each.get(place(report)).form for each in (amina, barasa))
        theirs.write("a:name", "Theirs").press("Save and continue")
        conflict = mine.write("a:name", "Mine").press("Save and continue")
        unsaved = portal.browser(STRANGER).post(place(report), {"whole": "yes", "revision": "0", "a:name": "Long"})
        assert (conflict.status, unsaved.status) == (409, 404)
        assert conflict.all("nav", "cb-languages") == unsaved.all("nav", "cb-languages") == []


def test_the_browser_is_asked_not_to_keep_what_is_sensitive(amina: Browser, report: str) -> None:
    shown = [each for number in (1, 2) for each in amina.get(place(report, number=number)).form.controls]
    assert {each.name for each in shown if each.element.get("autocomplete") == "off"} == {"a:secret", "c:secret"}


class TestInvalidValues:
    def test_are_saved_and_shown_with_what_to_do(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report)).form.write("a:people", "a dozen").press("Save and continue")
        assert page.path == place(report)
        assert portal.answers(report)["people"]["value"] == "a dozen"
        assert page.form.value("a:people") == "a dozen"
        assert "“a dozen” is not a whole number" in page.error_words
        assert "Saved" in page.words
        assert page.title.startswith("Error:")
        assert page.error_links == ["#f-people"]
        assert_summary_leads_to_fields(page)

    def test_do_not_keep_one_on_the_page(self, amina: Browser, report: str) -> None:
        page = amina.get(place(report)).form.write("a:people", "a dozen").press("Save and continue")
        assert page.form.press("Save and continue").path == place(report, number=2)

    def test_a_blank_that_is_required_is_no_error_before_the_check(self, amina: Browser, report: str) -> None:
        assert amina.get(place(report)).form.press("Save and continue").path == place(report, number=2)
        assert amina.get(place(report)).error_links == []
        asked = amina.get(place(report) + "?missing=1")
        assert asked.error_links == ["#f-name"]
        assert_summary_leads_to_fields(asked)

    def test_every_kind_of_error_leads_to_its_field(self, amina: Browser, report: str) -> None:
        fields = {
            ("simple", 1): {"a:share": "half", "a:begun": "long ago"},
            ("simple", 3): {
                "a:cost:amount": "much", "a:adopted:day": "40", "a:lasts:from:year": "2020", "a:website:url": "x"
            },
            ("choices", 1): {"d:help:other": "", "d:state:many": "few"},
            ("tables", 1): {"d:needs[other]:other": ""},
            ("tables", 2): {"a:staff[women].count": "few", "a:staff[men].since:day": "99"},
        }  # fmt: skip
        expected = {
            ("simple", 1): {"#f-share", "#f-begun"},
            ("simple", 3): {"#f-cost_amount", "#f-adopted_day", "#f-lasts_from_day", "#f-website_url"},
            ("choices", 1): {"#f-help", "#f-state"},
            ("tables", 1): {"#f-needs--other"},
            ("tables", 2): {"#f-staff--women--count", "#f-staff--men--since_day", "#f-staff--men"},
        }
        for where, written in fields.items():
            sheet = amina.get(place(report, *where)).form
            for name, text in written.items():
                sheet.write(name, text)
            if where == ("choices", 1):
                sheet.tick("a:help", "none", "other").choose("a:state", "many")
            if where == ("tables", 1):
                sheet.tick("a:needs[other].advice", "true")
            page = sheet.press("Save and continue")
            assert set(page.error_links) == expected[where]
            assert_summary_leads_to_fields(page)

    def test_a_matrix_row_is_asked_for_its_name(self, portal: Portal, amina: Browser, report: str) -> None:
        sheet = amina.get(place(report, "tables", 1)).form.tick("a:needs[other].advice", "true")
        page = sheet.write("d:needs[other]:other", "Port health officers").press("Save and continue")
        assert page.path == place(report, "tables", 2)
        assert portal.answers(report)["needs[other]"] == {
            "details": {"other": "Port health officers"},
            "language": "en",
        }
        sheet = amina.get(place(report, "tables", 1)).form.write("d:needs[other]:other", "")
        assert_summary_leads_to_fields(sheet.press("Save and continue"))


class TestFollowUps:
    def test_stay_in_the_draft_when_they_do_not_apply(self, portal: Portal, amina: Browser, report: str) -> None:
        sheet = amina.get(place(report, "choices")).form.choose("a:assessed", "true")
        sheet.write("a:assessed-how", "By a survey").press("Save and continue")
        sheet = amina.get(place(report, "choices")).form.choose("a:assessed", "false")
        sheet.press("Save and continue")
        assert portal.answers(report)["assessed-how"]["value"] == "By a survey"
        assert amina.get(place(report, "choices")).form.value("a:assessed-how") == "By a survey"

    def test_say_in_words_when_they_apply(self, amina: Browser, report: str) -> None:
        assert "Answer only if" in amina.get(place(report, "choices")).words


class TestAPageThatDidNotArriveWhole:
    def test_changes_nothing(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"name": "Plan", "story": "Long"})
        before = portal.answers(report)
        page = amina.get(place(report)).form.write("a:name", "New").drop("a:story").drop("whole").press("continue")
        assert page.status == 400
        assert "did not arrive whole" in page.words
        assert portal.answers(report) == before

    @pytest.mark.parametrize("revision", ["", "x", "1.5", "9" * 5000])
    def test_without_a_revision_changes_nothing(
        self, portal: Portal, amina: Browser, report: str, revision: str
    ) -> None:
        page = amina.get(place(report)).form.write("a:name", "New").write("revision", revision).press("continue")
        assert page.status == 400
        assert portal.answers(report) == {}

    @pytest.mark.parametrize("revision", ["-1", "7", "9" * 30])
    def test_of_a_revision_that_never_was_is_shown_back(
        self, portal: Portal, amina: Browser, report: str, revision: str
    ) -> None:
        page = amina.get(place(report)).form.write("a:name", "New").write("revision", revision).press("continue")
        assert page.status == 409
        assert page.form.value("a:name") == "New"
        assert "was not saved" in page.error_words
        assert portal.answers(report) == {}


class TestASubmittedReport:
    def test_is_not_edited_any_more(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"name": "Plan"})
        sheet = amina.get(place(report)).form
        portal.to(report, "submitted")
        page = sheet.write("a:name", "Changed").write("a:story", "Late").press("Save and continue")
        assert page.status == 403
        assert page.form.value("a:name") == "Changed"
        assert page.form.value("a:story") == "Late"
        assert "can no longer be changed" in page.error_words
        assert portal.answers(report) == {"name": {"value": "Plan"}}

    def test_leads_from_its_pages_to_the_report(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"trainings[r1].title": "First"}, status="submitted")
        for there in (
            place(report),
            place(report, "tables", 3) + "/remove/trainings/r1",
            f"{PREFIX}/reports/{report}/check",
        ):
            assert amina.get(there).path == f"{PREFIX}/reports/{report}"

    @pytest.mark.parametrize("status", ["submitted", "accepted", "published"])
    @pytest.mark.parametrize("reader", [None, KARI, CLERK, STRANGER])
    def test_shows_nothing_private_to_others_by_a_page_of_questions(
        self, portal: Portal, reader: Any, status: str
    ) -> None:
        report = portal.report(
            answers={"secret": "Jane, +254 1", "trainings[r1].title": "First", "trainings[r1].contact": "Jane, +254 1"},
            status=status,
        )
        browser = portal.browser(reader)
        whole = {"whole": "yes", "revision": "0"}
        rows = f"{place(report, 'tables', 3)}/remove/trainings/r1"
        replies = [
            browser.post(place(report, number=2), whole),
            browser.post(place(report, "tables", 3), {**whole, "rows:trainings": "r1"}),
            browser.post(place(report, number=2), {**whole, "revision": "99"}),
            browser.get(place(report, number=2)),
            browser.get(rows),
            browser.post(rows, {"revision": "0"}),
        ]
        for reply in replies:
            assert "+254" not in reply.text
            assert reply.status in (200, 403, 404)
        assert portal.answers(report)["secret"]["value"] == "Jane, +254 1"


class TestAContributor:
    def test_saves_like_the_focal_point(self, portal: Portal, barasa: Browser, report: str) -> None:
        barasa.get(place(report)).form.write("a:name", "Plan").press("Save and continue")
        assert portal.answers(report)["name"]["value"] == "Plan"


def test_the_language_of_ones_own_last_text_is_proposed(portal: Portal, amina: Browser, barasa: Browser) -> None:
    report = portal.report(answers={"name": {"value": "Plan", "language": "ar"}})
    assert amina.get(place(report)).form.value("writing") == "ar"
    assert barasa.get(place(report)).form.value("writing") == "en"
    barasa.get(place(report)).form.choose("writing", "fr").write("a:story", "Bientôt").press("Save and continue")
    assert barasa.get(place(report)).form.value("writing") == "fr"
    assert amina.get(place(report)).form.value("writing") == "ar"


def test_a_language_that_the_list_does_not_have_is_not_proposed(portal: Portal, amina: Browser) -> None:
    report = portal.report(answers={"name": {"value": "Plano", "language": "pt"}})
    assert amina.get(place(report)).form.value("writing") == "en"


class TestWhenTheReportCannotBeOpened:
    """What was typed stands in the page that says so, and can be saved from there."""

    def test_somebody_signed_out_meanwhile(self, portal: Portal, amina: Browser, report: str) -> None:
        data = amina.get(place(report)).form.write("a:name", "Plan 2030").write("a:story", "Long\n<b>story</b>").data()
        page = portal.browser().post(place(report), data)
        assert page.status == 404
        assert "You are no longer signed in" in page.words
        assert "Long <b>story</b>" in page.words
        assert portal.answers(report) == {}
        sheet = page.form
        assert amina.post(place(report), sheet.data()).status == 200
        assert portal.answers(report)["name"]["value"] == "Plan 2030"
        assert portal.answers(report)["story"]["value"] == "Long\n<b>story</b>"

    def test_a_report_that_is_not_hers_looks_like_none(self, portal: Portal, amina: Browser, report: str) -> None:
        data = amina.get(place(report)).form.write("a:name", "Plan").data()
        kari = portal.browser(KARI)
        hers, none = (kari.post(place(each), data) for each in (report, "a" * 24))
        assert (hers.status, none.status) == (404, 404)
        assert hers.words == none.words
        assert hers.form.value("a:name") == "Plan"

    def test_a_page_that_the_form_no_longer_has(self, amina: Browser, report: str) -> None:
        data = amina.get(place(report)).form.write("a:name", "Plan").data()
        page = amina.post(place(report, "no-such"), data)
        assert (page.status, page.form.value("a:name")) == (404, "Plan")

    @pytest.mark.parametrize("failing", [0, 1])
    def test_a_database_that_is_away(
        self, portal: Portal, amina: Browser, report: str, monkeypatch: pytest.MonkeyPatch, failing: int
    ) -> None:
        sheet = amina.get(place(report)).form.write("a:name", "Plan")
        calls, opened = iter(range(9)), portal.store.open

        def away(*given: Any, **named: Any) -> StoredReport:
            if next(calls) >= failing:
                raise ConfigurationError("The server postgres.internal does not answer.", "Start it.")
            return opened(*given, **named)

        monkeypatch.setattr(portal.store, "open", away)
        page = sheet.press("Save and continue")
        assert page.status == 503
        assert "cannot save at the moment" in page.words
        assert "postgres.internal" not in page.words
        monkeypatch.undo()
        assert page.form.press("Save again").status == 200
        assert portal.answers(report)["name"]["value"] == "Plan"

    def test_half_a_page_is_not_offered_to_be_saved(self, portal: Portal, amina: Browser, report: str) -> None:
        data = amina.get(place(report)).form.drop("whole").data()
        page = portal.browser().post(place(report), data)
        assert page.status == 404
        assert "Save again" not in page.words


def test_the_language_of_a_text_marks_its_field(portal: Portal, amina: Browser) -> None:
    report = portal.report(
        answers={
            "name": {"value": "خطة", "language": "ar"},
            "needs[managers].details": {"value": "خطة", "language": "ar"},
        }
    )
    for where, field in (("simple", "f-name"), ("tables", "f-needs--managers--details")):
        element = amina.get(place(report, where)).by_id(field)
        assert (element.get("lang"), element.get("dir")) == ("ar", "rtl")
    assert amina.get(place(report)).by_id("f-story").get("dir") == "auto"


def test_after_a_refused_save_a_colleagues_answer_is_not_taken_for_seen(
    portal: Portal, amina: Browser, barasa: Browser, report: str
) -> None:
    sheet = amina.get(place(report)).form.write("a:name", "Plan").write("a:story", "x" * 210_000)
    barasa.get(place(report)).form.write("a:people", "12").press("Save and come back later")
    refused = sheet.press("Save and come back later")
    assert refused.status == 409
    refused.form.write("a:story", "short").press("Save and come back later")
    assert portal.answers(report)["people"]["value"] == 12
    assert portal.answers(report)["story"]["value"] == "short"
