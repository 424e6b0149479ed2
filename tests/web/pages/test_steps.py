"""Steps of the workflow on pages: what the bar says, reasons, versions, and what is typed is never lost."""

from __future__ import annotations

from typing import Any

import pytest

from cbreport.answering import Answer, answer_from_data
from cbreport.reporting import STATUSES
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, WAYS, Portal
from tests.web.people import AMINA, BARASA, CHIKU, CLERK
from tests.web.reports import COMPLETE, WRONG


def place(report: str, end: str = "") -> str:
    return f"{PREFIX}/reports/{report}{end}"


def bar(page: Page) -> list[str]:
    """The stages of the bar, the present one in capitals."""
    stages = page.all("li", "cb-flow__stage")
    return [words(each).upper() if each.get("aria-current") == "step" else words(each) for each in stages]


def offered(page: Page) -> set[str]:
    """The steps whose forms are on the page."""
    return {
        form.action.rpartition("/")[2] for form in page.forms if "/steps/" in form.action or "revise" in form.action
    }


def status(portal: Portal, report: str) -> str:
    return portal.store.open(AMINA, report).summary.status


WAY = ("Draft", "In review", "Approved", "Submitted", "Accepted", "Published")


class TestTheBar:
    @pytest.mark.parametrize("state", ["draft", "in-review", "approved"])
    def test_shows_the_whole_way_while_the_party_has_the_report(self, portal: Portal, state: str) -> None:
        report = portal.report(answers=COMPLETE, status=state)
        found = bar(portal.browser(BARASA).get(place(report)))
        here = ("draft", "in-review", "approved").index(state)
        done = [f"✓ {each}, done" for each in WAY[:here]]
        assert found == [*done, WAY[here].upper(), *WAY[here + 1 :]]

    def test_shows_others_the_way_from_submission_on(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE, status="approved")
        portal.store.transition(AMINA, report, "submit", revision=portal.revision(report), snapshot=b"{}")
        assert bar(portal.browser(CLERK).get(place(report))) == ["SUBMITTED", "Accepted", "Published"]
        assert bar(amina.get(place(report)))[:4] == [
            "✓ Draft, done",
            "✓ In review, done",
            "✓ Approved, done",
            "SUBMITTED",
        ]

    def test_leaves_out_a_review_that_there_was_not(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE, status="submitted")
        assert bar(amina.get(place(report))) == ["✓ Draft, done", "SUBMITTED", "Accepted", "Published"]

    @pytest.mark.parametrize("state", ["returned", "recalled"])
    def test_says_where_it_turned_round(self, portal: Portal, amina: Browser, state: str) -> None:
        report = portal.report(answers=COMPLETE, status=state)
        assert bar(amina.get(place(report))) == ["✓ Draft, done", state.upper(), "Accepted", "Published"]

    def test_is_not_for_the_public(self, portal: Portal) -> None:
        assert bar(portal.browser().get(place(portal.report(status="published")))) == []

    def test_says_what_is_missing_and_leads_there(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=WRONG)
        proposed = Answer("old", source="carried-forward", confirmed=False, origin={"address": "a"})
        portal.store.save(AMINA, report, {"story": proposed}, portal.revision(report))
        portal.store.comment(BARASA, report, "name", "Which plan?", kind="question")
        for page in (amina.get(place(report)), amina.get(place(report, "/check"))):
            lacking = {words(each).partition(":")[0] for box in page.all("ul", "cb-flow__lacking") for each in box}
            assert lacking == {
                "Required questions open", "Errors to mend", "Proposed answers that wait", "Open in the discussion",
            }  # fmt: skip
            for box in page.all("ul", "cb-flow__lacking"):
                for link in box.iter("a"):
                    assert amina.get(link.get("href", "")).status == 200

    @pytest.mark.parametrize("state", STATUSES)
    def test_says_who_acts_next(self, portal: Portal, state: str) -> None:
        report = portal.report(answers=COMPLETE, status=state)
        for person in (AMINA, CHIKU):
            [line] = portal.browser(person).get(place(report)).all("p", "cb-flow__next")
            assert words(line).startswith("What comes next: ")

    def test_is_small_on_a_page_of_questions(self, portal: Portal, amina: Browser) -> None:
        report = portal.report()
        portal.store.comment(BARASA, report, "name", "Which plan?")
        page = amina.get(place(report, "/simple/1"))
        assert bar(page)[0] == "DRAFT"
        assert "Open in the discussion: 1" in page.words


class TestReview:
    def test_from_draft_to_approved_and_back(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE)
        contributor, approver = portal.browser(BARASA), portal.browser(CHIKU)
        form = contributor.get(place(report)).form_to("/ask-review")
        page = form.write("reason", "Please look at the budget.").press("Give for review")
        assert status(portal, report) == "in-review"
        assert "The report now: In review" in page.words
        page = approver.get(place(report))
        assert "Please look at the budget." in page.words
        assert "nobody changes its answers" in page.words
        assert offered(page) == {"return", "approve"}
        page = page.form_to("/return").write("reason", "Question 3.\nNo source.").press("Return for work")
        assert status(portal, report) == "draft"
        for path in ("", "/check"):
            page = contributor.get(place(report, path))
            assert "Returned for work" in page.words
            assert "Question 3. No source." in page.words
            assert "Chiku" in page.words
        contributor.get(place(report)).form_to("/ask-review").press("Give for review")
        assert "Question 3." not in contributor.get(place(report)).words
        page = approver.get(place(report)).form_to("/approve").write("reason", "Good.").press("Approve this report")
        assert status(portal, report) == "approved"
        page = amina.get(place(report))
        assert "Good." in page.words
        assert offered(page) == {"return"}
        page = amina.get(page.link("Check and submit"))
        assert page.form_to("/submit").press("Submit to the Secretariat").path == place(report, "/submitted")

    @pytest.mark.parametrize("state", ["in-review", "approved"])
    def test_questions_lead_to_the_report_meanwhile(self, portal: Portal, amina: Browser, state: str) -> None:
        report = portal.report(answers={**COMPLETE, "secret": "Jane"}, status=state)
        page = amina.get(place(report, "/simple/1"))
        assert page.path == place(report)
        assert "so nobody changes its answers" in page.words
        assert "Jane" in page.words

    def test_what_was_typed_when_review_began_is_not_lost(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE)
        form = portal.browser(BARASA).get(place(report, "/simple/1")).form
        portal.to(report, "in-review")
        refused = form.write("a:story", "A long story").press("Save and continue")
        assert refused.status == 403
        assert refused.form.value("a:story") == "A long story"

    def test_in_review_nothing_is_submitted_and_nothing_leads_to_change(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE, status="in-review")
        page = amina.get(place(report, "/check"))
        assert "It can be submitted when it is approved or taken back" in page.words
        assert page.all("a", "cb-answer__change") == []

    def test_errors_block_an_approved_report_too(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=WRONG, status="approved")
        page = amina.post(place(report, "/steps/submit"), {"revision": portal.revision(report)})
        assert page.status == 422
        assert "was not submitted" in page.words
        assert status(portal, report) == "approved"


MUST = [("in-review", "return", AMINA), ("submitted", "recall", AMINA), ("submitted", "send-back", CLERK),
        ("published", "withdraw", CLERK)]  # fmt: skip


class TestReasons:
    @pytest.mark.parametrize(("state", "step", "person"), MUST)
    def test_one_that_is_missing_is_asked_for_in_place(
        self, portal: Portal, state: str, step: str, person: Any
    ) -> None:
        report = portal.report(answers=COMPLETE, status=state)
        page = portal.browser(person).get(place(report))
        form = page.form_to(f"/{step}")
        refused = portal.browser(person).post(form.action, {"revision": form.value("revision"), "reason": " \n"})
        assert refused.status == 422
        assert status(portal, report) == state
        assert refused.error_links == [f"#reason-{step}"]
        field = refused.by_id(f"reason-{step}")
        assert f"reason-{step}-error" in (field.get("aria-describedby") or "")
        assert "Say why" in words(refused.by_id(f"reason-{step}-error"))
        done = refused.form_to(f"/{step}").write("reason", "Because.").press("")
        assert done.path == place(report)
        assert status(portal, report) == {"return": "draft", "recall": "recalled", "send-back": "returned"}.get(
            step, "accepted"
        )
        assert "Because." in done.words

    def test_one_that_is_too_long_is_kept_on_the_page(self, portal: Portal) -> None:
        report = portal.report(answers=COMPLETE, status="submitted")
        form = portal.browser(CLERK).get(place(report)).form_to("/accept")
        refused = form.write("reason", "\nlong " * 1_500).press("Accept this report")
        assert refused.status == 422
        assert refused.form_to("/accept").value("reason").strip() == ("\nlong " * 1_500).strip()
        assert "5000 can be kept" in refused.error_words

    def test_a_stale_page_says_so_and_keeps_the_reason(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE)
        form = amina.get(place(report)).form_to("/ask-review").write("reason", "Look at 3.")
        portal.store.save(BARASA, report, {"story": Answer("Meanwhile")}, portal.revision(report))
        refused = form.press("Give for review")
        assert refused.status == 409
        assert "Somebody changed the report meanwhile" in refused.words
        assert status(portal, report) == "draft"
        assert refused.form_to("/ask-review").value("reason") == "Look at 3."
        refused.form_to("/ask-review").press("Give for review")
        assert status(portal, report) == "in-review"

    def test_a_step_that_comes_too_late_says_so_and_shows_the_reason(self, portal: Portal) -> None:
        report = portal.report(answers=COMPLETE, status="in-review")
        form = portal.browser(CHIKU).get(place(report)).form_to("/return").write("reason", "Look at 3.")
        portal.store.transition(BARASA, report, "resume", revision=portal.revision(report))
        refused = form.press("Return for work")
        assert refused.status == 409
        assert "You cannot return for work a report that is draft." in refused.words
        assert "Look at 3." in refused.words

    def test_a_double_click_is_one_step(self, portal: Portal) -> None:
        report = portal.report(answers=COMPLETE, status="submitted")
        form = portal.browser(CLERK).get(place(report)).form_to("/send-back").write("reason", "Question 3.")
        for _ in range(2):
            assert form.press("Return to the Party").path == place(report)
        assert [each.step for each in portal.store.steps(CLERK, report)] == ["send-back", "submit"]

    def test_a_step_that_was_undone_since_is_not_told_as_done(self, portal: Portal) -> None:
        report = portal.report(answers=COMPLETE, status="in-review")
        form = portal.browser(CHIKU).get(place(report)).form_to("/approve")
        form.press("Approve this report")
        portal.store.transition(AMINA, report, "return", revision=portal.revision(report), reason="Wait.")
        page = form.press("Approve this report")
        assert "the report has moved on since" in page.words
        assert status(portal, report) == "draft"

    def test_the_party_reads_what_the_secretariat_says(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers=COMPLETE, status="submitted")
        clerk = portal.browser(CLERK)
        clerk.get(place(report)).form_to("/accept").write("reason", "Thank <you>.").press("Accept this report")
        clerk.get(place(report)).form_to("/send-back").write("reason", "See table 4.").press("Return to the Party")
        page = amina.get(place(report))
        for told in ("Accepted by the Secretariat", "Thank <you>.", "Returned by the Secretariat", "See table 4."):
            assert told in page.words

    def test_reasons_inside_the_party_stay_there(self, portal: Portal) -> None:
        report = portal.report(answers=COMPLETE)
        for person, step in ((BARASA, "ask-review"), (CHIKU, "approve")):
            portal.store.transition(person, report, step, revision=portal.revision(report), reason="Canary")
        portal.store.transition(AMINA, report, "submit", revision=portal.revision(report), snapshot=b"{}")
        for step in ("accept", "publish"):
            for person in (CLERK, None):
                assert "Canary" not in portal.browser(person).get(place(report)).text
            portal.store.transition(CLERK, report, step, revision=portal.revision(report), reason="Fine.")
        page = portal.browser().get(place(report))
        assert "Canary" not in page.text
        assert "Fine." not in page.text


class TestVersions:
    def test_to_revise_is_a_new_draft_and_the_old_version_stays(self, portal: Portal, amina: Browser) -> None:
        old = portal.report(answers=COMPLETE, status="published")
        snapshot = portal.store.snapshot(AMINA, old)
        form = amina.get(place(old)).form_to("/revise")
        page = form.press("Revise as version 2")
        new = page.path.rpartition("/")[2]
        assert form.press("Revise as version 2").path == page.path
        assert "This is version 2; version 1 is current until it is submitted." in page.words
        assert amina.get(page.link("Go to version 1")).path == place(old)
        page = amina.get(place(old))
        assert "Version 2 is being prepared; version 1 stays current until it is submitted." in page.words
        assert offered(page) == set()
        for person in (CLERK, None):
            assert "ersion 2" not in portal.browser(person).get(place(old)).words
        home = amina.get(f"{PREFIX}/")
        assert home.link("First report") == place(new)
        assert home.link("Version 1, current") == place(old)
        portal.to(new, "submitted")
        assert portal.store.snapshot(AMINA, old) == snapshot
        assert "A newer version of this report exists." in portal.browser(CLERK).get(place(old)).words
        assert "newer" not in portal.browser().get(place(old)).words
        for step in ("accept", "publish"):
            portal.store.transition(CLERK, new, step, revision=portal.revision(new))
        public = portal.browser()
        assert public.get(public.get(place(old)).link("Go to version 2")).path == place(new)
        assert [each for each in public.get(f"{PREFIX}/").links if "/reports/" in each] == [place(new)]

    def test_what_came_back_says_why_at_the_top_of_the_next_version(self, portal: Portal, amina: Browser) -> None:
        old = portal.report(answers=COMPLETE, status="submitted")
        clerk = portal.browser(CLERK)
        clerk.get(place(old)).form_to("/send-back").write("reason", "See table 4.").press("Return to the Party")
        page = amina.get(place(old)).form_to("/revise").press("Revise as version 2")
        assert "See table 4." in page.words
        assert "Returned by the Secretariat · Version 1" in page.words
        assert "No other version counts as the report" in page.words

    @pytest.mark.parametrize("state", [each for each in STATUSES if WAYS[each] and "submit" not in WAYS[each]])
    def test_what_was_not_submitted_is_not_revised(self, portal: Portal, amina: Browser, state: str) -> None:
        report = portal.report(answers=COMPLETE, status=state)
        page = amina.post(place(report, "/revise"), {})
        assert page.status == 409
        assert "was not submitted yet" in page.words


ASKED = {"convention": "example", "cycle": "EX1", "party": "FJI"}


class TestOnBehalf:
    def test_a_secretariat_enters_for_a_party_under_a_banner(self, portal: Portal) -> None:
        clerk = portal.browser(CLERK)
        desk = clerk.get(f"{PREFIX}/desk/example")
        page = desk.form_to("/for-a-party").press("Enter for this Party – Fiji")
        report = page.path.rpartition("/")[2]
        told = "Entered by the Secretariat on behalf of Fiji."
        for path in ("", "/check", "/simple/1", "/discussion", "/discussion/on/name"):
            assert told in clerk.get(place(report, path)).words
        assert clerk.get(f"{PREFIX}/").link("Fiji") == place(report)
        for address, answer in COMPLETE.items():
            kept = {"value": answer} if not isinstance(answer, dict) else answer
            revision = portal.store.open(CLERK, report).summary.revision
            portal.store.save(CLERK, report, {address: answer_from_data(kept)}, revision)
        page = clerk.get(place(report, "/check")).form_to("/submit").press("Submit")
        assert told in page.words
        clerk.get(place(report)).form_to("/accept").press("Accept this report")
        clerk.get(place(report)).form_to("/publish").press("Publish this report")
        public = portal.browser()
        assert told in public.get(place(report)).words
        assert "entered by the Secretariat" in public.get(f"{PREFIX}/").words
        assert public.get(place(report, "/report.json")).response.get_json()["entered-by"] == "secretariat"

    def test_what_the_party_has_begun_itself_stays_its_own(self, portal: Portal, amina: Browser) -> None:
        own = portal.report(answers={"name": "Canary"})
        page = portal.browser(CLERK).post(f"{PREFIX}/reports/for-a-party", {**ASKED, "party": "KEN"})
        entered = page.path.rpartition("/")[2]
        assert page.status == 200
        assert "Canary" not in page.text
        assert own not in page.text
        home = amina.get(f"{PREFIX}/")
        assert home.link("First report") == place(own)
        assert home.link("Version 1, entered by the Secretariat") == place(entered)
        assert amina.get(place(own)).link("Go to version 1") == place(entered)
        assert "Version 1 Draft · Entered by the Secretariat" in amina.get(place(own)).words
        assert "Got the number of the next version" in amina.get(place(own, "/activity")).words
        assert amina.get(place(entered)).link("Go to version 2") == place(own)

    def test_what_the_party_has_submitted_is_not_entered_again(self, portal: Portal) -> None:
        portal.report(answers=COMPLETE, status="submitted")
        page = portal.browser(CLERK).post(f"{PREFIX}/reports/for-a-party", {**ASKED, "party": "KEN"})
        assert page.status == 403
        assert "The Party has submitted this report itself." in page.words

    def test_what_was_entered_too_late_is_kept_and_not_submitted(self, portal: Portal) -> None:
        own = portal.report(answers=COMPLETE)
        clerk = portal.browser(CLERK)
        entered = clerk.post(f"{PREFIX}/reports/for-a-party", {**ASKED, "party": "KEN"}).path
        for address, answer in COMPLETE.items():
            kept = {"value": answer} if not isinstance(answer, dict) else answer
            revision = portal.store.open(CLERK, entered.rpartition("/")[2]).summary.revision
            portal.store.save(CLERK, entered.rpartition("/")[2], {address: answer_from_data(kept)}, revision)
        form = clerk.get(f"{entered}/check").form_to("/submit")
        portal.to(own, "submitted")
        page = form.press("Submit")
        assert page.status == 422
        assert "A newer version of this report was submitted." in page.words
        assert clerk.get(entered).status == 200

    @pytest.mark.parametrize(
        ("change", "expected"),
        [({"party": ""}, 404), ({"party": "XXX"}, 404), ({"cycle": "no"}, 404), ({"convention": "no"}, 404),
         ({"party": "USA"}, 403)],
    )  # fmt: skip
    def test_what_is_no_report_of_a_party_is_refused(
        self, portal: Portal, change: dict[str, str], expected: int
    ) -> None:
        page = portal.browser(CLERK).post(f"{PREFIX}/reports/for-a-party", {**ASKED, **change})
        assert page.status == expected
        assert portal.store.reports(CLERK) == ()


class TestTheApprover:
    def test_reads_and_begins_nothing(self, portal: Portal) -> None:
        approver = portal.browser(CHIKU)
        assert approver.get(f"{PREFIX}/").forms == []
        report = portal.report(answers={**COMPLETE, "secret": "Jane"})
        page = approver.get(approver.get(f"{PREFIX}/").link("First report"))
        assert page.path == place(report)
        assert "Jane" in page.words
        assert "Your colleagues are filling in this report" in page.words
        assert offered(page) == set()
