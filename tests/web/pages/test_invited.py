"""A colleague's way: the link, opening it with an account or without, her sections, being done, leaving."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest

from cbreport.web import team
from cbreport.web.invitations import COOKIE
from tests.web.browser import Browser, words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, GUEST, KARI
from tests.web.reports import delegated


def opened(portal: Portal, token: str) -> Browser:
    """A fresh browser in which the link was opened."""
    browser = portal.browser()
    page = browser.get(f"{PREFIX}/invited/{token}").form_to("").press("Open the report")
    assert page.status == 200
    assert token not in page.url
    return browser


class TestTheLink:
    def test_says_who_asks_for_what_and_changes_nothing(self, portal: Portal) -> None:
        report = portal.report()
        token = delegated(portal, report, "simple", to=None, name="Chebet")
        page = portal.browser().get(f"{PREFIX}/invited/{token}")
        assert not page.faults
        for told in ("Amina asks you, Chebet,", "Simple questions", "Please help.", "You need no account."):
            assert told in page.words
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert COOKIE not in page.response.headers.get("Set-Cookie", "")

    def test_opens_the_sections_and_stays_in_one_cookie(self, portal: Portal) -> None:
        report = portal.report(answers={"state": "planned"})
        token = delegated(portal, report, "simple", to=None, name="Chebet")
        browser = portal.browser()
        page = browser.post(f"{PREFIX}/invited/{token}", {}, follow=False)
        assert (page.status, page.response.headers["Location"]) == (303, f"{PREFIX}/reports/{report}")
        cookie = page.response.headers["Set-Cookie"]
        for part in (f"{COOKIE}={token}", "HttpOnly", "SameSite=Lax", f"Path={PREFIX}/"):
            assert part in cookie
        tasks = browser.get(f"{PREFIX}/reports/{report}")
        assert [words(each) for each in tasks.all("a", "govuk-task-list__link")] == ["I. Simple questions"]
        assert not tasks.faults
        assert token not in tasks.text

    def test_is_marked_secure_where_the_connection_is(self, portal: Portal) -> None:
        token = delegated(portal, portal.report(), "simple", to=None)
        page = portal.browser().post(f"{PREFIX}/invited/{token}", {}, follow=False, base_url="https://localhost")
        assert "Secure" in page.response.headers["Set-Cookie"]

    def test_says_the_same_of_a_wrong_one_and_of_one_that_never_was(self, portal: Portal) -> None:
        token = delegated(portal, portal.report(), "simple", to=None)
        wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
        pages = [portal.browser().get(f"{PREFIX}/invited/{each}") for each in (wrong, "b" * 32, "x", "%00", "é")]
        assert {page.status for page in pages} == {404}
        assert len({page.words for page in pages}) == 1

    @pytest.mark.parametrize(("days", "status"), [(14, 200), (15, 410)])
    def test_works_through_its_last_day(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch, days: int, status: int
    ) -> None:
        token = delegated(portal, portal.report(), "simple", to=None)
        day = team.today() + timedelta(days)
        monkeypatch.setattr("cbreport.web.pages.invited.today", lambda: day)
        assert portal.browser().get(f"{PREFIX}/invited/{token}").status == status

    def test_ends_with_submission(self, portal: Portal) -> None:
        report = portal.report(answers={"name": "Plan 2030"})
        token = delegated(portal, report, "simple", to=None)
        browser = opened(portal, token)
        portal.to(report, "submitted")
        assert "The report was submitted" in browser.get(f"{PREFIX}/invited/{token}").words
        assert browser.get(f"{PREFIX}/reports/{report}").status == 404

    def test_with_an_account_is_taken_up_and_then_hers_alone(self, portal: Portal) -> None:
        report = portal.report()
        token = delegated(portal, report, "simple", to=None)
        browser = portal.browser(GUEST)
        page = browser.get(f"{PREFIX}/invited/{token}").form_to("").press("Open as Guest")
        assert page.status == 200
        assert portal.browser(GUEST).get(f"{PREFIX}/reports/{report}").status == 200
        assert "Delegated to you" in portal.browser(GUEST).get(f"{PREFIX}/").words
        for other in (None, KARI):
            assert portal.browser(other).get(f"{PREFIX}/invited/{token}").status == 403
            assert portal.browser(other).post(f"{PREFIX}/invited/{token}", {}).status == 403

    def test_is_not_taken_up_by_the_focal_point_who_tries_it(self, portal: Portal) -> None:
        token = delegated(portal, portal.report(), "simple", to=None)
        page = portal.browser(AMINA).get(f"{PREFIX}/invited/{token}")
        assert "this link is not for you" in page.words
        assert page.forms == []
        portal.browser(AMINA).post(f"{PREFIX}/invited/{token}", {})
        assert opened(portal, token)


class TestHerSections:
    def test_are_filled_in_under_her_name(self, portal: Portal) -> None:
        report = portal.report()
        browser = opened(portal, delegated(portal, report, "simple", to=None, name="Chebet"))
        page = browser.get(f"{PREFIX}/reports/{report}/simple/1")
        page.form.write("a:name", "Plan 2030").press("Save")
        assert portal.answers(report)["name"]["value"] == "Plan 2030"
        (author,) = {each.author for each in portal.store.open(AMINA, report).answers.values()}
        assert portal.store.names(AMINA, report)[author] == "Chebet"

    def test_and_no_others(self, portal: Portal) -> None:
        report = portal.report(answers={"state": "planned", "trainings[r1].title": "Census"})
        browser = opened(portal, delegated(portal, report, "simple", to=None))
        for place in ("choices/1", "tables/3", "check", "report.pdf", "report.json", "earlier", "delegations"):
            assert browser.get(f"{PREFIX}/reports/{report}/{place}").status == 404, place
        sent = {"revision": str(portal.revision(report)), "whole": "yes", "a:state": "adopted"}
        assert browser.post(f"{PREFIX}/reports/{report}/choices/1", sent).status == 404
        assert portal.answers(report)["state"]["value"] == "planned"

    def test_and_her_progress_is_that_of_her_sections(self, portal: Portal) -> None:
        report = portal.report()
        own = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}").all("progress")[0]
        browser = opened(portal, delegated(portal, report, "simple", to=None))
        hers = browser.get(f"{PREFIX}/reports/{report}/simple/1").all("progress")[0]
        told = browser.get(f"{PREFIX}/reports/{report}").words
        assert f"0 of {hers.get('max')} answered" in told  # as at the section in her list
        assert int(hers.get("max") or 0) < int(own.get("max") or 0)

    def test_who_is_done_is_not_told_to_change_what_is_in_review(self, portal: Portal) -> None:
        report = portal.report()
        browser = opened(portal, delegated(portal, report, "simple", to=None))
        page = browser.get(f"{PREFIX}/reports/{report}").form_to("/done").press("I am done")
        assert "You can still change your answers." in page.words
        portal.to(report, "in-review")
        then = browser.get(f"{PREFIX}/reports/{report}").words
        assert "that you are done." in then
        assert "You can still change your answers." not in then

    def test_every_link_leads_somewhere(self, portal: Portal) -> None:
        report = portal.report()
        browser = opened(portal, delegated(portal, report, "simple", "tables", to=None))
        for place in (f"{PREFIX}/reports/{report}", f"{PREFIX}/reports/{report}/simple/1", f"{PREFIX}/"):
            for link in browser.get(place).links:
                if not link.startswith("#"):
                    assert browser.get(link).status == 200, link

    def test_what_she_types_while_it_is_withdrawn_comes_back_to_her(self, portal: Portal) -> None:
        report = portal.report()
        browser = opened(portal, delegated(portal, report, "simple", to=None))
        form = browser.get(f"{PREFIX}/reports/{report}/simple/1").form.write("a:name", "A long text of hers")
        (given,) = portal.store.delegations(AMINA, report)
        portal.store.withdraw(AMINA, given.id)
        page = form.press("Save")
        assert page.status == 404
        assert "What was delegated to you has ended" in page.words
        assert "A long text of hers" in page.words
        assert page.form.value("a:name") == "A long text of hers"
        assert portal.answers(report) == {}

    def test_done_and_not_done_after_all(self, portal: Portal) -> None:
        report = portal.report()
        browser = opened(portal, delegated(portal, report, "simple", to=None))
        page = browser.get(f"{PREFIX}/reports/{report}").form_to("/done").press("I am done")
        assert portal.store.delegations(AMINA, report)[0].done
        page.form_to("/done").press("I am not done yet")
        assert not portal.store.delegations(AMINA, report)[0].done
        for wrong in ("", "a" * 24):
            assert browser.post(f"{PREFIX}/reports/{report}/done", {"delegation": wrong, "done": "yes"}).status == 404

    def test_leaving_forgets_the_link(self, portal: Portal) -> None:
        report = portal.report()
        browser = opened(portal, delegated(portal, report, "simple", to=None))
        page = browser.get(f"{PREFIX}/reports/{report}").form_to("/leave").press("Leave")
        assert "You have left" in page.words
        assert browser.get(f"{PREFIX}/reports/{report}").status == 404


class TestTheCalendar:
    def test_has_her_deadline(self, portal: Portal) -> None:
        report = portal.report()
        browser = opened(portal, delegated(portal, report, "simple", to=None))
        for place in (f"/reports/{report}/deadline.ics", "/calendar.ics"):
            page = browser.get(PREFIX + place)
            assert page.response.mimetype == "text/calendar"
            (event,) = icalendar.Calendar.from_ical(page.response.get_data()).walk("VEVENT")
            (given,) = portal.store.delegations(AMINA, report)
            assert event["UID"] == f"delegation-{given.id}@cbreport"
            assert event.decoded("DTSTART") == date.fromisoformat(given.due)
            assert event["URL"] == f"http://localhost{PREFIX}/reports/{report}"
            (alarm,) = event.walk("VALARM")
            assert alarm.decoded("TRIGGER") == timedelta(days=-7)

    def test_has_the_party_s_deadline_for_its_focal_point(self, portal: Portal) -> None:
        report = portal.report()
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/deadline.ics")
        (event,) = icalendar.Calendar.from_ical(page.response.get_data()).walk("VEVENT")
        assert event["UID"] == "cycle-example-EX1-KEN@cbreport"
        assert event.decoded("DTSTART") == date(2024, 12, 31)
