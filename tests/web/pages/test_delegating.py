"""Delegating sections: the form, the list, what can be done about each, and handing over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cbreport.mailing import Contact, Mail
from tests.web.browser import Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA, GUEST, PEOPLE
from tests.web.reports import delegated

LATER = datetime.now(UTC).date() + timedelta(days=40)


@pytest.fixture
def mailing(make_portal: Callable[..., Portal]) -> Portal:
    """A portal that sends mail."""
    return make_portal(
        mail_from="reporting@example.org",
        contacts=lambda convention, party: [Contact("Amina", "amina@example.org")],
        url="https://portal.example/reporting",
    )


def filled(portal: Portal, report: str, **fields: str) -> Page:
    """The form, filled in and sent."""
    page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/delegations/new?section=simple")
    form = page.form_to("/delegations/new")
    assert form.ticked("section") == ["simple"]
    form.write("name", fields.pop("name", "Chebet Kiprop"))
    for name, value in fields.items():
        if name == "how":
            form.choose("how", value)
        elif name == "language":
            form.choose("language", value)
        elif name == "sections":
            form.tick("section", *value.split())
        else:
            form.write(name.replace("_", "-"), value)
    return form.press("Delegate")


def mails_of(portal: Portal) -> list[Mail]:
    found = []
    while mail := portal.store.next_mail():
        found.append(mail)
    return found


def given(portal: Portal, report: str) -> list[str]:
    return [each.name for each in portal.store.delegations(AMINA, report)]


class TestTheForm:
    def test_shows_the_link_once(self, portal: Portal) -> None:
        report = portal.report()
        page = filled(portal, report)
        assert page.status == 200
        assert not page.faults
        link = words(page.by_id("link"))
        assert re.fullmatch(rf"http://localhost{PREFIX}/invited/[a-z2-7]{{32}}", link)
        token = link.rpartition("/")[2]
        assert portal.store.invitation(token)
        for place in ("delegations", "hand-over", ""):
            assert token not in portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/{place}".rstrip("/")).text

    def test_sent_again_delegates_nothing_twice(self, portal: Portal) -> None:
        report = portal.report()
        filled(portal, report)
        page = filled(portal, report)
        assert "These sections are delegated already." in page.words
        assert given(portal, report) == ["Chebet Kiprop"]
        filled(portal, report, message="And one more thing.")
        assert len(given(portal, report)) == 2
        for each in portal.store.delegations(AMINA, report):
            portal.store.withdraw(AMINA, each.id)
        assert filled(portal, report).by_id("link") is not None

    def test_offers_no_mail_where_none_is_sent(self, portal: Portal) -> None:
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/delegations/new")
        assert {"how", "email", "language"}.isdisjoint(page.form_to("/delegations/new").names)

    def test_sends_the_link_by_mail_in_the_language_of_the_colleague(self, mailing: Portal) -> None:
        report = mailing.report()
        message = "Ask the ministry.\nThanks \ue000\ue001"
        page = filled(mailing, report, email="chebet@example.org", message=message, language="en")
        assert "The e-mail is on its way." in page.words
        (mail,) = mails_of(mailing)
        assert (mail.to, mail.name, mail.reply_to) == ("chebet@example.org", "Chebet Kiprop", "amina@example.org")
        links = re.findall(r"https://portal.example/reporting/invited/([a-z2-7]{32})", mail.body)
        assert len(links) == 1
        assert "Ask the ministry." in mail.body
        assert "- I. Simple questions" in mail.body
        assert mailing.store.invitation(links[0])

    @pytest.mark.parametrize(
        ("fields", "complaint"),
        [
            ({"name": " "}, "Write the name"),
            ({"name": "x" * 201}, "Write the name"),
            ({"sections": ""}, "Choose at least one section."),
            ({"email": "chebet@example.org, x@example.org"}, "This is no e-mail address."),
            ({"email": ""}, "Write the e-mail address, or choose to copy the link."),
            ({"due_day": "31", "due_month": "2"}, "Write day, month and year"),
            ({"due_year": "2020"}, "This day is past."),
            ({"expires_year": "2020"}, "The link must work until the answers are due"),
            ({"expires_year": "2099"}, "A link works for one year at most."),
            ({"expires_day": "١"}, "Write day, month and year"),
            ({"message": "x" * 5_001}, "Shorten the message"),
        ],
    )
    def test_says_what_is_wrong_and_loses_nothing(
        self, mailing: Portal, fields: dict[str, str], complaint: str
    ) -> None:
        report = mailing.report()
        typed = {"email": "chebet@example.org", "message": "Please."} | fields
        page = filled(mailing, report, **typed)
        assert page.status == 422
        assert complaint in page.error_words
        assert not page.faults
        assert all(link.removeprefix("#") in page.ids for link in page.error_links)
        form = page.form_to("/delegations/new")
        assert form.value("message").strip() == typed["message"]
        assert form.value("email") == typed["email"]
        assert given(mailing, report) == []

    def test_knows_only_sections_of_the_form(self, portal: Portal) -> None:
        report = portal.report()
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/delegations/new?section=simple")
        data = page.form_to("/delegations/new").write("name", "Chebet").data()
        data.setlist("section", ["gone"])
        assert portal.browser(AMINA).post(f"{PREFIX}/reports/{report}/delegations/new", data).status == 422


class TestTheList:
    def test_says_who_has_what_until_when(self, portal: Portal) -> None:
        report = portal.report()
        delegated(portal, report, "simple", "tables", to=None, name="Chebet")
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/delegations")
        assert not page.faults
        for told in ("Chebet", "Simple questions", "Tables and lists", "Amina", "not yet", "guest@example.org"):
            assert told in page.words
        tasks = portal.browser(BARASA).get(f"{PREFIX}/reports/{report}")
        assert words(tasks.by_id("section-simple")).count("Chebet") == 1
        assert "Chebet" not in words(tasks.by_id("section-choices"))

    def test_withdraws(self, portal: Portal) -> None:
        report = portal.report()
        token = delegated(portal, report, "simple", to=None)
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/delegations")
        after = page.form_to("/withdraw").press("Withdraw")
        assert "The link no longer works." in after.words
        assert portal.browser().get(f"{PREFIX}/invited/{token}").status == 410
        again = page.form_to("/withdraw").press("Withdraw")
        assert again.status == 200
        assert page.form_to("/link").press("New link to copy").status == 409

    def test_makes_a_new_link(self, portal: Portal) -> None:
        report = portal.report()
        token = delegated(portal, report, "simple", to=None)
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/delegations")
        link = words(page.form_to("/link").press("New link to copy").by_id("link"))
        assert portal.browser().get(f"{PREFIX}/invited/{token}").status == 404
        assert portal.browser().get(link.removeprefix("http://localhost")).status == 200

    def test_gives_more_time(self, portal: Portal) -> None:
        report = portal.report()
        delegated(portal, report, "simple", to=None)
        form = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/delegations").form_to("/extend")
        for name in ("due", "expires"):
            for part in ("day", "month", "year"):
                form.write(f"{name}-{part}", str(getattr(LATER, part)))
        assert "The days are changed." in form.press("Change the days").words
        (found,) = portal.store.delegations(AMINA, report)
        assert (found.due, found.expires) == (LATER.isoformat(), LATER.isoformat())
        assert form.write("due-year", "").press("Change the days").status == 422

    def test_reminds_once_a_day(self, mailing: Portal) -> None:
        report = mailing.report()
        delegated(mailing, report, "simple", to=None)
        page = mailing.browser(AMINA).get(f"{PREFIX}/reports/{report}/delegations")
        assert "The reminder is on its way." in page.form_to("/remind").press("Remind").words
        again = page.form_to("/remind").press("Remind")
        assert again.status == 409
        assert "less than a day ago" in again.words
        (mail,) = mails_of(mailing)
        assert mail.subject.startswith("Reminder: Amina waits for your answers")

    def test_of_another_report_is_not_found(self, portal: Portal) -> None:
        one, other = portal.report(), portal.report("NOR")
        delegated(portal, one, "simple", to=None)
        (found,) = portal.store.delegations(AMINA, one)
        for report in (other, one):
            page = portal.browser(PEOPLE["kari"]).post(f"{PREFIX}/reports/{report}/delegations/{found.id}/withdraw", {})
            assert page.status == 404
        assert portal.browser(AMINA).post(f"{PREFIX}/reports/{one}/delegations/{found.id}/burn", {}).status == 404


class TestTheTaskList:
    def test_counts_what_stands_in_the_way(self, portal: Portal) -> None:
        report = portal.report(answers={"people": "a dozen"})
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}")
        assert "Stands in the way of submission: 2" in words(page.by_id("section-simple"))
        assert "What stands in the way of submission now:" in page.words

    def test_says_once_what_is_open_when_nothing_else_stands_in_the_way(self, portal: Portal) -> None:
        said = words(portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}").by_id("section-simple"))
        assert "1 required open" in said
        assert "Stands in the way" not in said

    def test_tells_who_works_where_but_not_oneself(self, portal: Portal) -> None:
        report = portal.report()
        portal.browser(BARASA).get(f"{PREFIX}/reports/{report}/simple/1")
        assert "Barasa is working here now" in words(
            portal.browser(AMINA).get(f"{PREFIX}/reports/{report}").by_id("section-simple")
        )
        assert "Barasa is working here now" in portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/simple/1").words
        assert "Barasa is" not in portal.browser(BARASA).get(f"{PREFIX}/reports/{report}").words

    def test_says_when_a_colleague_is_done(self, portal: Portal) -> None:
        report = portal.report()
        delegated(portal, report, "simple")
        portal.browser(GUEST).get(f"{PREFIX}/reports/{report}").form_to("/done").press("I am done")
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}")
        assert "Done" in words(page.by_id("section-simple"))


class TestHandingOver:
    @pytest.fixture
    def successor(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """The next focal point of Kenya."""
        wanjiru = replace(AMINA, id="wanjiru", name="Wanjiru")
        monkeypatch.setitem(PEOPLE, "wanjiru", wanjiru)  # type: ignore[arg-type] # a dict behind a Mapping
        return "wanjiru"

    def test_the_next_focal_point_sees_and_ends_what_the_last_one_began(self, portal: Portal, successor: str) -> None:
        report = portal.report()
        token = delegated(portal, report, "simple", to=None, name="Chebet")
        portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/hand-over").form_to("/hand-over")
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/hand-over")
        assert "Made by you" in page.words
        page.forms[-1].write("note", "Ask the ministry of water.").press("Keep the note")

        page = portal.browser(PEOPLE[successor]).get(f"{PREFIX}/reports/{report}/hand-over")
        assert not page.faults
        for told in ("Made by Amina", "Chebet", "Ask the ministry of water.", "First report"):
            assert told in page.words
        after = page.forms[0].press("Withdraw all of these links")
        assert "The links no longer work." in after.words
        assert portal.browser().get(f"{PREFIX}/invited/{token}").status == 410

    def test_a_blank_note_is_refused(self, portal: Portal) -> None:
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/hand-over")
        assert page.forms[-1].press("Keep the note").status == 422
