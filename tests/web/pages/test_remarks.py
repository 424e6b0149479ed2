"""Remarks beside needs: of the Secretariat, of Parties to which the needs were opened, and all of them on paper."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from cbreport.library import Library
from cbreport.reporting import Identity
from cbreport.reporting.remarks import NewRemark, Opening, Said, Where
from cbreport.web.team import today
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.registers import need, told, with_registers
from tests.web.people import AMINA, BARASA, CHIKU, CLERK, KARI, STRANGER

DESK = f"{PREFIX}/desk/example"
ALL = f"{DESK}/remarks"
AT = f"{PREFIX}/needs/example/remarks"
LAW = "axis=region&topic=law&column=south"
SOON = today() + timedelta(days=30)
DAY = {"until-day": str(SOON.day), "until-month": str(SOON.month), "until-year": str(SOON.year)}


@pytest.fixture
def library() -> Library:
    return with_registers()


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


@pytest.fixture
def kenya(portal: Portal) -> Portal:
    """Kenya, of the south, needs law and, twice, birds; one of these is met."""
    told(portal, "KEN", {
        **need("n1", "law"), **need("n2", "birds"), **need("n3", "birds"),
        "activity[a1].needs": "n2", "activity[a1].status": "planned", "activity[a1].title": "Counting in Nairobi",
    })  # fmt: skip
    return portal


def open_needs(portal: Portal, *, shown: str = "no") -> Opening:
    portal.browser(CLERK).post(ALL, {**DAY, "shown": shown})
    (opening,) = portal.store.openings(CLERK, "example")
    return opening


def place(opening: Opening | None = None, where: str = LAW) -> str:
    return f"{AT}?{f'opening={opening.id}&' if opening else ''}{where}"


def say(browser: Browser, url: str, what: str, **more: str) -> Page:
    return browser.post(url, {"do": "new", "kind": "comment", "language": "en", **more, "text": what})


def change(browser: Browser, page: Page, action: str, **typed: str) -> Page:
    """Press a button of the first remark on a page that offers it."""
    (button,) = [each for each in page.all("button") if each.get("value", "").startswith(f"{action}:")]
    base = next(each.get("value") for each in page.all("input") if each.get("name") == "base")
    return browser.post(page.url, {"do": button.get("value"), "base": base, "language": "en", **typed})


def said(portal: Portal, who: Identity) -> list[str]:
    return [each.said.text for each in portal.store.remarks(who, "example")]


class TestSecretariat:
    def test_the_view_of_needs_leads_to_a_place_and_counts_its_remarks(self, kenya: Portal, clerk: Browser) -> None:
        view = clerk.get(f"{DESK}/picture/needs")
        assert f'href="{AT}?axis=region&amp;topic=law&amp;column=south"' in view.text
        page = clerk.get(place())
        assert page.faults == []
        assert words(page.all("h1")[0]).endswith("Law · South")
        assert "Needs: 1; not met: 1; met in part: 0; met: 0; unknown: 0." in page.words
        done = say(clerk, page.url, "Train judges.", kind="recommendation")
        assert done.faults == []
        assert "Recommendation" in done.words
        assert "Train judges." in done.words
        view = clerk.get(f"{DESK}/picture/needs")
        assert view.words.count("Remarks: 1") == 1
        assert view.link("Remarks on needs") == ALL

    def test_all_remarks_in_a_list(self, kenya: Portal, clerk: Browser) -> None:
        say(clerk, place(), "Train judges.", kind="recommendation")
        say(clerk, place(where=""), "Plus de tout.", language="fr")
        page = clerk.get(ALL)
        assert page.faults == []
        counts = "Remarks: 2; Parties that made them, beside the Secretariat: 0; recommendations: 1"
        assert f"{counts}; most on: All subjects, Law." in page.words
        assert page.link("Law · South") == f"{AT}?{LAW}"
        assert page.link("All needs") == AT

    def test_an_edit_keeps_what_was_said_before(self, kenya: Portal, clerk: Browser) -> None:
        page = say(clerk, place(), "Train judges.")
        page = change(clerk, page, "edit", text="Train rangers.", kind="comment")
        assert "written anew" in page.words
        assert "What it said before" in page.words
        assert page.words.index("Train rangers.") < page.words.index("Train judges.")
        gone = change(clerk, page, "withdraw")
        assert "Taken back" in gone.words
        assert "Nothing was remarked." in clerk.get(ALL).words
        assert "Remarks:" not in clerk.get(f"{DESK}/picture/needs").words

    def test_a_stale_edit_is_refused_with_both_texts(self, kenya: Portal, clerk: Browser) -> None:
        page = say(clerk, place(), "First")
        change(clerk, page, "edit", text="Second", kind="comment")
        stale = change(clerk, page, "edit", text="Mine", kind="comment")
        assert (stale.status, stale.faults) == (409, [])
        assert "Somebody changed this remark meanwhile." in stale.words
        assert "Second" in stale.words
        assert next(each.text for each in stale.all("textarea")) == "Mine"
        assert change(clerk, stale, "edit", text="Mine", kind="comment").status == 200
        assert said(kenya, CLERK) == ["Mine"]

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [({"text": " "}, "There is no text."), ({"kind": "order"}, "neither a comment nor a recommendation")],
    )
    def test_what_cannot_be_kept_stays_typed(
        self, kenya: Portal, clerk: Browser, typed: dict[str, str], problem: str
    ) -> None:
        page = clerk.post(place(), {"do": "new", "kind": "comment", "text": "Text", "language": "fr", **typed})
        assert (page.status, problem in page.words, page.faults) == (409, True, [])
        assert [each.text for each in page.all("textarea")] == [f"{typed.get('text', 'Text')}"]
        assert said(kenya, CLERK) == []

    @pytest.mark.parametrize(
        "where", ["axis=region&topic=law&column=moon", "topic=law&column=south", "axis=region", "topic=x", "axis=moon",
                  "axis=group&topic=law&column=south", "topic=" + "x" * 5000, "opening=x", "opening=" + "a" * 24],
    )  # fmt: skip
    def test_a_place_that_is_none(self, kenya: Portal, clerk: Browser, where: str) -> None:
        assert clerk.get(f"{AT}?{where}").status == 404
        assert say(clerk, f"{AT}?{where}", "Text").status == 404

    def test_a_subject_that_no_form_has_any_more_keeps_its_name(self, kenya: Portal, clerk: Browser) -> None:
        new = NewRemark("example", Where(topic="old"), ("Forests", ""), Said("comment", "Old", "en"))
        kenya.store.remark(CLERK, new)
        page = clerk.get(clerk.get(ALL).link("Forests"))
        assert words(page.all("h1")[0]).endswith("Forests")
        say(clerk, page.url, "New")
        assert {each.labels for each in kenya.store.remarks(CLERK, "example")} == {("Forests", "")}

    @pytest.mark.parametrize("do", ["", "edit:x", "withdraw:" + "a" * 24, "lose:x"])
    def test_a_form_that_does_not_say_what_is_to_be_done(self, kenya: Portal, clerk: Browser, do: str) -> None:
        assert clerk.post(place(), {"do": do, "text": "Text"}).status == 400

    def test_others_find_nothing(self, kenya: Portal) -> None:
        for person in (AMINA, CHIKU, STRANGER, None):
            browser = kenya.browser(person)
            for url in (ALL, f"{ALL}.pdf", f"{ALL}.xlsx", place(), AT):
                assert browser.get(url).status == 404
            assert say(browser, place(), "Text").status == 404
            assert browser.post(ALL, {**DAY, "shown": "no"}).status == 404
        assert kenya.store.openings(CLERK, "example") == ()


class TestOpening:
    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ({"shown": "no"}, "Write day, month and year"),
            ({**DAY, "until-year": "2020", "shown": "no"}, "This day is past."),
            (DAY, "Choose whether Parties see the remarks of each other."),
        ],
    )
    def test_what_is_missing_is_said(self, kenya: Portal, clerk: Browser, typed: dict[str, str], problem: str) -> None:
        page = clerk.post(ALL, typed)
        assert (page.status, problem in page.words, page.faults) == (422, True, [])
        assert kenya.store.openings(CLERK, "example") == ()

    def test_the_secretariat_is_told_where_numbers_tell_whose_they_are(self, kenya: Portal, clerk: Browser) -> None:
        assert "may know whose they are: South" in clerk.get(ALL).words

    def test_a_party_sees_numbers_and_no_names(self, kenya: Portal) -> None:
        opening = open_needs(kenya)
        kari = kenya.browser(KARI)
        home = kari.get(f"{PREFIX}/")
        assert home.faults == []
        page = kari.get(home.link("Your remarks are asked for until"))
        assert page.faults == []
        assert "Needs: 3; not met: 2; met in part: 0; met: 1; unknown: 0." in page.words
        assert "of 3 Parties 1 have reported" in page.words
        for url in (page.url, place(opening), place(opening, "")):
            shown = kari.get(url).text
            assert "Kenya" not in shown
            assert "Nairobi" not in shown
        assert b"KEN" not in opening.content
        assert kari.get(place(opening)).faults == []

    def test_it_stays_as_it_was_and_is_the_same_for_every_party(self, kenya: Portal) -> None:
        opening = open_needs(kenya)
        url = f"{PREFIX}/needs/example/{opening.id}"

        def seen(who: Identity) -> str:
            page = kenya.browser(who).get(url)
            return words(page.main)

        before = seen(KARI)
        assert before == seen(BARASA)
        told(kenya, "NOR", need("n9", "law"))
        assert seen(KARI) == before
        assert kenya.store.openings(KARI, "example")[0].digest == opening.digest

    def test_a_party_remarks_and_the_secretariat_answers(self, kenya: Portal, clerk: Browser) -> None:
        opening = open_needs(kenya)
        page = say(kenya.browser(KARI), place(opening), "Nous aidons.", language="fr")
        assert page.faults == []
        assert "Before that, no other Party sees them here." in page.words
        assert "Nous aidons." not in kenya.browser(AMINA).get(place(opening)).words
        office = clerk.get(place())
        assert "Norway: Comment" in office.words
        assert "Kari" not in office.words
        refused = change(clerk, office, "answer", kind="not-taken-up", text="")
        assert (refused.status, "There is no text." in refused.words) == (409, True)
        answered = change(clerk, refused, "answer", kind="accepted", text="Thank you.")
        assert "Answer of the Secretariat: Taken up" in answered.words
        mine = kenya.browser(KARI).get(place(opening))
        assert "Thank you." in mine.words
        assert "Clerk" not in mine.words
        assert "Change this remark" not in mine.words

    def test_an_edit_of_what_was_answered_meanwhile_is_not_lost(self, kenya: Portal, clerk: Browser) -> None:
        opening = open_needs(kenya)
        kari = kenya.browser(KARI)
        page = say(kari, place(opening), "First")
        change(clerk, clerk.get(place()), "answer", kind="noted", text="")
        stale = change(kari, page, "edit", text="Mine", kind="comment")
        assert stale.status == 409
        assert [each.text for each in stale.all("textarea")] == ["Mine"]
        assert "Noted" in stale.words

    def test_remarks_are_shown_where_parties_were_told_so(self, kenya: Portal) -> None:
        opening = open_needs(kenya, shown="yes")
        page = say(kenya.browser(KARI), place(opening), "We help.")
        assert "Other Parties see them at once." in page.words
        assert "Norway: Comment" in kenya.browser(AMINA).get(place(opening)).words

    def test_after_it_is_closed_nobody_of_a_party_writes(self, kenya: Portal, clerk: Browser) -> None:
        opening = open_needs(kenya)
        kari = kenya.browser(KARI)
        say(kari, place(opening), "First")
        url = f"{PREFIX}/needs/example/{opening.id}"
        closed = clerk.post(url, {"do": "close"})
        assert "closed on" in closed.words
        late = say(kari, place(opening), "Late")
        assert (late.status, late.faults) == (403, [])
        assert [each.text for each in late.all("textarea")] == ["Late"]
        assert kari.get(place(opening)).all("textarea") == []
        home = kari.get(f"{PREFIX}/")
        assert "remarks are asked for" not in home.words
        assert home.link("Needs and activities: remarks of Parties") == url  # the Secretariat answers later
        assert "Needs and activities: remarks of Parties" not in kenya.browser(AMINA).get(f"{PREFIX}/").words
        assert said(kenya, CLERK) == ["First"]
        for typed, status in (({"do": "extend"}, 422), ({"do": "lose"}, 400), ({"do": "extend", **DAY}, 200)):
            assert clerk.post(url, typed).status == status
        assert say(kari, place(opening), "Late").status == 200
        assert kari.post(url, {"do": "close"}).status == 404

    def test_a_party_of_another_convention_and_the_public_find_nothing(self, kenya: Portal) -> None:
        opening = open_needs(kenya)
        for person in (CHIKU, STRANGER, None):
            browser = kenya.browser(person)
            for url in (f"{PREFIX}/needs/example/{opening.id}", place(opening), AT):
                assert browser.get(url).status == 404
            assert say(browser, place(opening), "Text").status == 404
        assert kenya.browser(KARI).get(f"{PREFIX}/needs/other/{opening.id}").status == 404

    def test_in_arabic(self, kenya: Portal) -> None:
        opening = open_needs(kenya)
        say(kenya.browser(KARI), place(opening), "We help.")
        for person, url in ((KARI, place(opening)), (KARI, f"{PREFIX}/needs/example/{opening.id}"), (CLERK, ALL)):
            assert kenya.browser(person).get(f"{url}{'&' if '?' in url else '?'}language=ar").faults == []

    def test_one_that_was_altered_is_not_shown(self, kenya: Portal) -> None:
        opening = open_needs(kenya)
        with kenya.store.engine.begin() as connection:
            connection.execute(text("UPDATE cb_opening SET content = :other"), {"other": b"{}"})
        page = kenya.browser(KARI).get(f"{PREFIX}/needs/example/{opening.id}")
        assert page.status == 503
        assert kenya.browser(KARI).get(f"{PREFIX}/").status == 200


class TestDocument:
    def book(self, clerk: Browser, url: str) -> dict[str, list[list[Any]]]:
        content = clerk.get(url).response.get_data()
        return {
            sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
            for sheet in load_workbook(io.BytesIO(content))
        }

    def test_as_workbook_and_as_text(self, kenya: Portal, clerk: Browser) -> None:
        opening = open_needs(kenya)
        say(kenya.browser(KARI), place(opening), "=1+1", kind="recommendation")
        change(clerk, clerk.get(place()), "answer", kind="noted", text="")
        say(clerk, place(where=""), "By the office.")
        book = self.book(clerk, f"{ALL}.xlsx?opening={opening.id}")
        (row,) = book["Recommendations"][1:]
        assert row[0] == "Law · South\nNeeds: 1; not met: 1; met in part: 0; met: 0; unknown: 0."
        assert row[1].startswith("Norway\nRecommendation\n")
        assert row[2:] == ["=1+1\nEnglish", "Noted"]
        about = str(list(book.values())[-1])
        assert opening.digest in about
        assert "Remarks: 1; Parties that made them: 1; recommendations: 1; most on: Law." in about
        assert "By the office." not in str(book)
        assert "By the office." in str(self.book(clerk, f"{ALL}.xlsx"))
        written = docx.Document(io.BytesIO(clerk.get(f"{ALL}.docx").response.get_data()))
        assert any(
            "By the office." in cell.text for table in written.tables for row in table.rows for cell in row.cells
        )

    def test_on_paper(self, kenya: Portal, clerk: Browser) -> None:
        say(clerk, place(), "Train judges.")
        response = clerk.get(f"{ALL}.pdf").response
        assert response.get_data().startswith(b"%PDF-")
        assert clerk.get(f"{ALL}.pdf?opening={'a' * 24}").status == 404
        assert clerk.get(f"{ALL}.odt").status == 404
