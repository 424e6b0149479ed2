"""Check, submit, accept, publish: errors lead to their fields, and a step made twice is made once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA, CLERK, KARI, STRANGER
from tests.web.reports import COMPLETE, WRONG


def place(report: str, end: str = "") -> str:
    return f"{PREFIX}/reports/{report}{end}"


def change(portal: Portal, report: str) -> None:
    """A colleague changes an answer meanwhile."""
    page = portal.browser(BARASA).get(place(report, "/simple/1"))
    page.form.write("a:story", "Meanwhile").press("Save and continue")


class TestChecking:
    def test_every_error_leads_to_its_field(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=WRONG)
        page = amina.get(place(report, "/check"))
        assert len(page.error_links) >= 9
        for link in page.error_links:
            there = amina.get(link)
            assert there.status == 200
            there.by_id(link.partition("#")[2])

    def test_an_answer_to_no_question_is_shown_and_stands_in_nobodys_way(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={**COMPLETE, "no-such": "Boats for <b>coastal</b> patrols"})
        page = amina.get(place(report, "/check"))
        assert "Answers to questions that this form does not have" in page.words
        assert "no-such Boats for <b>coastal</b> patrols" in page.words
        assert page.error_links == []
        assert page.form.press("Submit to the Secretariat").path == place(report, "/submitted")
        assert "no-such" in portal.answers(report)
        assert b"Boats" not in portal.store.snapshot(AMINA, report)

    def test_errors_leave_no_button(self, portal: Portal, amina: Browser) -> None:
        page = amina.get(place(portal.report(answers=WRONG), "/check"))
        assert page.forms == []
        assert "You can submit when nothing is left to mend" in page.words

    def test_what_is_answered_has_a_link_to_change_it(self, portal: Portal, amina: Browser) -> None:
        page = amina.get(place(portal.report(answers=COMPLETE), "/check"))
        links = [each.get("href", "") for each in page.all("a", "cb-answer__change")]
        assert len(links) >= 20
        for link in links:
            amina.get(link).by_id(link.partition("#")[2])

    def test_a_contributor_sees_all_but_the_button(self, portal: Portal) -> None:
        page = portal.browser(BARASA).get(place(portal.report(answers=COMPLETE), "/check"))
        assert page.forms == []
        assert "Only the focal point can submit" in page.words

    def test_private_answers_are_shown_to_the_party(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={**COMPLETE, "secret": "Jane"})
        assert "Jane" in amina.get(place(report, "/check")).words


class TestSubmitting:
    def submit(self, portal: Portal, report: str, person: Any = AMINA, revision: Any = None) -> Page:
        now = portal.revision(report) if revision is None else revision
        return portal.browser(person).post(place(report, "/steps/submit"), {"revision": now})

    def test_leads_to_the_receipt(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE)
        page = amina.get(place(report, "/check")).form.press("Submit to the Secretariat")
        assert page.path == place(report, "/submitted")
        assert "Report submitted" in page.words
        assert "sha256:" in page.words
        assert portal.store.open(AMINA, report).summary.status == "submitted"

    def test_errors_block_it(self, portal: Portal) -> None:
        report = portal.report(answers=WRONG)
        page = self.submit(portal, report)
        assert page.status == 422
        assert "was not submitted" in page.words
        assert page.error_links
        assert portal.store.open(AMINA, report).summary.status == "draft"

    def test_twice_is_once(self, portal: Portal) -> None:
        report = portal.report(answers=COMPLETE)
        first, second = self.submit(portal, report), self.submit(portal, report)
        assert [first.path, second.path] == [place(report, "/submitted")] * 2
        steps = [each for each in portal.store.history(AMINA, report) if not each.address]
        assert sum("submit" in str(each) for each in steps) == 1
        digests = [word for page in (first, second) for word in page.words.split() if word.startswith("sha256:")]
        assert len(digests) == 2
        assert len(set(digests)) == 1

    def test_a_change_meanwhile_refuses_it(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE)
        page = amina.get(place(report, "/check"))
        change(portal, report)
        refused = page.form.press("Submit")
        assert refused.status == 409
        assert "Somebody changed the report meanwhile" in refused.words
        assert "Meanwhile" in refused.words
        assert portal.store.open(AMINA, report).summary.status == "draft"
        assert refused.form.press("Submit").path == place(report, "/submitted")

    @pytest.mark.parametrize("answers", [COMPLETE, WRONG], ids=["complete", "wrong"])
    def test_a_contributor_may_not(self, portal: Portal, answers: Any) -> None:
        report = portal.report(answers=answers)
        assert self.submit(portal, report, BARASA).status == 403
        assert portal.store.open(AMINA, report).summary.status == "draft"

    @pytest.mark.parametrize("person", [KARI, CLERK, STRANGER, None])
    def test_for_others_a_draft_is_not_there(self, portal: Portal, person: Any) -> None:
        report = portal.report(answers=COMPLETE)
        assert self.submit(portal, report, person, 0).status == 404
        assert portal.store.open(AMINA, report).summary.status == "draft"

    @pytest.mark.parametrize("revision", ["", "x", "-"])
    def test_without_a_revision_nothing_happens(self, portal: Portal, revision: str) -> None:
        report = portal.report(answers=COMPLETE)
        assert self.submit(portal, report, revision=revision).status == 400
        assert portal.store.open(AMINA, report).summary.status == "draft"

    def test_there_is_no_receipt_of_a_draft(self, portal: Portal, amina: Browser) -> None:
        report = portal.report()
        assert amina.get(place(report, "/submitted")).path == place(report)

    def test_what_is_private_or_hidden_is_not_in_the_snapshot(self, portal: Portal) -> None:
        report = portal.report(answers={**COMPLETE, "secret": "Jane", "assessed-how": "By hand"})
        self.submit(portal, report)
        snapshot = portal.store.snapshot(AMINA, report).decode()
        assert "Plan 2030" in snapshot
        assert "Jane" not in snapshot
        assert "By hand" not in snapshot


class TestReceiving:
    def test_its_own_secretariat_accepts_and_publishes(self, portal: Portal) -> None:
        report = portal.report(answers=COMPLETE, status="submitted")
        clerk = portal.browser(CLERK)
        page = clerk.get(place(report)).form_to("/accept").press("Accept this report")
        assert "Accepted" in page.words
        page = page.form_to("/publish").press("Publish this report")
        assert "Published" in page.words
        assert portal.browser().get(place(report)).status == 200

    @pytest.mark.parametrize(("step", "status"), [("accept", "submitted"), ("publish", "accepted")])
    @pytest.mark.parametrize("person", [AMINA, BARASA])
    def test_the_party_may_not(self, portal: Portal, person: Any, step: str, status: str) -> None:
        report = portal.report(answers=COMPLETE, status=status)
        browser = portal.browser(person)
        assert not any(form.action.endswith(f"/{step}") for form in browser.get(place(report)).forms)
        assert browser.post(place(report, f"/steps/{step}"), {"revision": portal.revision(report)}).status == 403
        assert portal.store.open(AMINA, report).summary.status == status

    @pytest.mark.parametrize("person", [KARI, STRANGER, None])
    def test_for_others_it_is_not_there(self, portal: Portal, person: Any) -> None:
        report = portal.report(answers=COMPLETE, status="submitted")
        assert portal.browser(person).post(place(report, "/steps/accept"), {"revision": 0}).status == 404
        assert portal.store.open(AMINA, report).summary.status == "submitted"

    @pytest.mark.parametrize(("step", "status"), [("publish", "submitted"), ("submit", "accepted")])
    def test_no_step_is_left_out_or_taken_back(self, portal: Portal, step: str, status: str) -> None:
        report = portal.report(answers=COMPLETE, status=status)
        page = portal.browser(CLERK).post(place(report, f"/steps/{step}"), {"revision": portal.revision(report)})
        assert page.status in (403, 409)
        assert portal.store.open(AMINA, report).summary.status == status

    @pytest.mark.parametrize("person", [AMINA, CLERK])
    def test_a_step_that_is_none_is_refused(self, portal: Portal, person: Any) -> None:
        report = portal.report(answers=COMPLETE, status="submitted")
        assert portal.browser(person).post(place(report, "/steps/burn"), {"revision": "0"}).status == 409
        french = portal.browser(person).post(f"{place(report, '/steps/burn')}?language=fr", {"revision": "0"})
        assert "Il n’y a pas d’étape « burn »." in french.words
