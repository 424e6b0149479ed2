"""Reminders to Parties: chosen, read, queued once."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from cbreport.mailing import Contact, Mail
from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, CLERK, STRANGER

REMINDERS = f"{PREFIX}/desk/example/reminders"
CONTACTS = {
    "KEN": [Contact("Amina", "amina@example.org", "fr"), Contact("Amina too", "amina@example.org", "fr")],
    "NOR": [Contact("Kari", "kari@example.org"), Contact("Olav", "olav@example.org", "xx")],
    "FJI": [Contact("Nobody", "none")],
}


@pytest.fixture
def portal(make_portal: Callable[..., Portal]) -> Portal:
    return make_portal(contacts=lambda convention, party: CONTACTS.get(party, ()), mail_from="cb@example.org")


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


def mails(portal: Portal) -> list[Mail]:
    """The mail that waits."""
    found = []
    while mail := portal.store.next_mail():
        found.append(mail)
    return sorted(found, key=lambda each: each.to)


def preview(clerk: Browser, *parties: str, text: str = "after", path: str = REMINDERS) -> Page:
    page = clerk.get(path)
    return page.form.tick("party", *parties).choose("text", text).press("Show the letters")


def send(page: Page) -> Page:
    return page.form.press("Send")


class TestChoosing:
    def test_offers_those_that_have_not_reported(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="submitted")
        page = clerk.get(REMINDERS)
        assert page.form.offered("party") == ["NOR"]
        assert page.faults == []

    def test_a_returned_or_recalled_report_is_none(self, portal: Portal, clerk: Browser) -> None:
        portal.report("KEN", status="returned")
        portal.report("NOR", status="recalled")
        assert clerk.get(REMINDERS).form.offered("party") == ["KEN", "NOR"]

    def test_keeps_to_the_filters_of_the_list(self, clerk: Browser) -> None:
        page = clerk.get(f"{REMINDERS}?region=south&q=ken")
        assert page.form.offered("party") == ["KEN"]
        shown = page.form.tick("party", "KEN").press("Show the letters")
        assert send(shown).url.startswith(f"{REMINDERS}?cycle=EX1&region=south&q=ken&sent=")

    def test_ticks_those_that_can_be_written_to(self, clerk: Browser) -> None:
        page = clerk.get(REMINDERS)
        assert page.form.ticked("party") == ["KEN", "NOR"]
        assert "to whom no letter can go: 1 Fiji" in page.words

    def test_of_nobody_asks_for_somebody(self, clerk: Browser) -> None:
        page = preview(clerk)
        assert page.status == 422
        assert "Choose at least one Party." in page.error_words

    def test_a_party_that_has_reported_meanwhile_gets_no_letter(self, portal: Portal, clerk: Browser) -> None:
        page = clerk.get(REMINDERS)
        portal.report("KEN", status="submitted")
        shown = page.form.tick("party", "KEN", "NOR").press("Show the letters")
        assert "amina@example.org" not in shown.words
        assert "kari@example.org" in shown.words

    def test_when_everybody_has_reported_there_is_nothing_to_do(self, portal: Portal, clerk: Browser) -> None:
        for party in ("KEN", "NOR"):
            portal.report(party, status="submitted")
        assert "Every Party that the list shows has reported." in clerk.get(f"{REMINDERS}?q=kenya").words


class TestReading:
    def test_every_letter_in_the_language_of_the_recipient(self, clerk: Browser) -> None:
        page = preview(clerk, "KEN", "NOR")
        assert page.status == 200
        assert page.faults == []
        assert "Letters: 3." in page.words
        letters = page.all("div", "cb-version__text")
        assert len(letters) == 3
        text = "".join(letters[1].itertext())
        assert "Dear Kari," in text
        assert "Norway, Convention on Examples, First report" in text
        assert "31 December 2024" in text
        assert f"http://localhost{PREFIX}/" in text
        assert "31 décembre 2024" in "".join(letters[0].itertext())
        assert [name for name in page.form.names if name.startswith("body-")] == ["body-en", "body-fr"]

    def test_says_who_cannot_be_written_to(self, portal: Portal, clerk: Browser) -> None:
        data = {"party": ["FJI", "KEN"], "action": "preview", "text": "before"}
        page = clerk.post(REMINDERS, data)
        assert "Nobody to write to, as there is no e-mail address: Fiji" in page.words
        assert clerk.post(REMINDERS, {**data, "party": "FJI"}).status == 422

    def test_a_text_of_one_s_own(self, portal: Portal, clerk: Browser) -> None:
        page = preview(clerk, "NOR", text="own")
        page.form.write("subject-en", "For {party}").write("body-en", "Please, {name}.\n\n<b>{due}</b>")
        changed = (
            page.form.write("subject-en", "For {party}").write("body-en", "Please, {name}.").press("with this text")
        )
        assert "For Norway" in changed.words
        assert "Please, Olav." in changed.words
        send(changed)
        assert [(mail.to, mail.subject, mail.body) for mail in mails(portal)] == [
            ("kari@example.org", "For Norway", "Please, Kari."), ("olav@example.org", "For Norway", "Please, Olav."),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("part", "written", "problem"),
        [
            ("subject", "", "Write a subject."), ("body", "  ", "Write a text."),
            ("body", "Dear {Name}", "“{Name}” is none of the places"), ("subject", "{0.x}", "“{0.x}” is none"),
            ("subject", "x" * 201, "Shorten it: 201 characters, 200"), ("body", "x" * 10_001, "Shorten it"),
        ],
    )  # fmt: skip
    def test_a_text_that_cannot_be_sent(
        self, portal: Portal, clerk: Browser, part: str, written: str, problem: str
    ) -> None:
        page = preview(clerk, "NOR")
        field = f"{part}-en"
        refused = page.form.write(field, written).press("Send")
        assert refused.status == 422
        assert problem in refused.error_words
        assert refused.error_links == [f"#{field}"]
        assert refused.form.value(field) == written.strip()
        assert refused.faults == []
        assert mails(portal) == []

    def test_back_to_the_parties_keeps_the_text(self, clerk: Browser) -> None:
        page = preview(clerk, "NOR")
        back = page.form.write("body-en", "Mine, {name}").press("Back to the Parties")
        assert back.form.ticked("party") == ["NOR"]
        again = back.form.tick("party", "NOR", "KEN").press("Show the letters")
        assert again.form.value("body-en") == "Mine, {name}"

    def test_what_looks_like_a_template_is_text(self, clerk: Browser) -> None:
        form = preview(clerk, "NOR").form
        shown = form.write("body-en", "{{7*7}} <script>alert(1)</script> {party}").press("with this text")
        assert "{{7*7}} <script>alert(1)</script> Norway" in shown.words


class TestSending:
    def test_queues_mail_and_notes_it(self, portal: Portal, clerk: Browser) -> None:
        done = send(preview(clerk, "KEN", "NOR"))
        assert urlsplit(done.url).path == REMINDERS
        assert "Queued to be sent: 3 letters to 2 Parties." in done.words
        found = mails(portal)
        assert [(mail.to, mail.sender, mail.language) for mail in found] == [
            ("amina@example.org", "cb@example.org", "fr"), ("kari@example.org", "cb@example.org", "en"),
            ("olav@example.org", "cb@example.org", "en"),
        ]  # fmt: skip
        assert "\r" not in found[1].body
        assert "Reminded" in clerk.get(f"{PREFIX}/desk/example?q=kenya").words

    def test_pressing_twice_sends_once(self, portal: Portal, clerk: Browser) -> None:
        page = preview(clerk, "KEN")
        first, second = send(page), send(page)
        assert first.words == second.words
        assert len(mails(portal)) == 1

    def test_nobody_is_reminded_twice_a_day_by_the_way(self, portal: Portal, clerk: Browser) -> None:
        send(preview(clerk, "KEN"))
        page = clerk.get(REMINDERS)
        assert page.form.ticked("party") == ["NOR"]
        assert "less than a day ago" in page.words
        shown = preview(clerk, "KEN", "NOR")
        assert "Reminded less than a day ago: Kenya" in shown.words
        refused = send(shown)
        assert refused.status == 422
        assert refused.error_links == ["#again"]
        assert len(mails(portal)) == 1
        done = refused.form.tick("again", "yes").press("Send")
        assert "3 letters to 2 Parties" in done.words
        assert len(mails(portal)) == 3

    def test_two_officers_at_the_same_moment_remind_once(self, portal: Portal, clerk: Browser) -> None:
        mine, hers = preview(clerk, "KEN", "NOR"), preview(clerk, "KEN")
        send(hers)
        refused = send(mine)
        assert refused.status == 422
        assert len(mails(portal)) == 1

    def test_a_batch_that_nobody_sent_is_not_told_of(self, clerk: Browser) -> None:
        assert "Queued" not in clerk.get(f"{REMINDERS}?sent={'0' * 24}").words

    def test_without_a_sender_nothing_leaves(self, make_portal: Callable[..., Portal]) -> None:
        portal = make_portal(contacts=lambda convention, party: CONTACTS.get(party, ()))
        refused = send(preview(portal.browser(CLERK), "KEN"))
        assert refused.status == 422
        assert "This portal sends no mail" in refused.error_words
        assert mails(portal) == []

    @pytest.mark.parametrize("data", [{}, {"action": "send"}, {"action": "x", "party": "ZZZ"}, {"party": "\0"}])
    def test_odd_forms_do_no_harm(self, portal: Portal, clerk: Browser, data: dict[str, str]) -> None:
        assert clerk.post(REMINDERS, data).status == 422
        assert mails(portal) == []

    def test_others_can_neither_see_nor_send(self, portal: Portal) -> None:
        for person in (AMINA, STRANGER, None):
            browser = portal.browser(person)
            assert browser.get(REMINDERS).status == 404
            assert browser.post(REMINDERS, {"action": "send", "party": "KEN"}).status == 404
        assert mails(portal) == []


def test_a_host_without_contacts_is_told_so(make_portal: Callable[..., Portal]) -> None:
    page = make_portal().browser(CLERK).get(REMINDERS)
    assert page.forms == []
    assert "to whom no letter can go: 3 Fiji, Kenya, Norway" in page.words
