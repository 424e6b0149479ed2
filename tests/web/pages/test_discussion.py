"""The discussion inside the Party: on pages of its own, beside questions and answers, and nowhere else."""

from __future__ import annotations

import io

import pypdf
import pytest

from cbreport.documents import render
from cbreport.reporting import STATUSES, report_data, snapshot_of
from cbreport.web import CBReport
from tests.web.browser import Browser, words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA, CHIKU, CLERK, KARI
from tests.web.reports import COMPLETE
from tests.web.routes import IN_HAND, ROUTES

CANARY = "Kanarienvogel"


def place(report: str, end: str = "") -> str:
    return f"{PREFIX}/reports/{report}{end}"


def on(report: str, question: str = "name") -> str:
    return place(report, f"/discussion/on/{question}")


class TestTakingPart:
    def test_a_question_is_asked_answered_and_resolved(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"name": "Plan 2030"})
        page = amina.get(on(report))
        assert "Plan 2030" in page.words
        form = page.forms[-1].choose("kind", "question").write("text", "Which <b>plan</b>?\nThe new one?")
        page = form.press("Add to the discussion")
        assert page.path == on(report)
        assert "Which <b>plan</b>? The new one?" in page.words
        barasa = portal.browser(BARASA)
        page = barasa.get(on(report)).forms[0].write("text", "The old one.").press("Resolve")
        assert "The old one." in page.words
        assert "Resolved · Barasa" in page.words
        [thread] = portal.store.threads(AMINA, report)
        assert (thread.open, [each.text for each in thread.said][1]) == (False, "The old one.")
        page = amina.get(on(report)).forms[0].press("Open again")
        assert "Opened again · Amina" in page.words
        amina.get(on(report)).forms[0].write("text", "Thanks.").press("Reply")
        assert len(portal.store.threads(AMINA, report)[0].said) == 3

    def test_one_withdraws_ones_own_words_only(self, portal: Portal, amina: Browser) -> None:
        report = portal.report()
        number = portal.store.comment(BARASA, report, "name", CANARY)
        portal.store.reply(AMINA, report, number, "Mine")
        page = amina.get(on(report))
        assert [words(each) for each in page.all("button", "cb-withdraw")] == ["Withdraw what I wrote: Mine"]
        assert amina.post(on(report), {"do": f"withdraw:{number}"}).status == 403
        page = page.forms[0].press("Withdraw what I wrote")
        assert "Mine" not in page.words
        assert "Withdrawn by its author." in page.words
        assert CANARY in page.words

    @pytest.mark.parametrize("text", ["", " \n ", "long " * 1_500])
    @pytest.mark.parametrize("form", [0, -1])
    def test_what_is_refused_stays_on_the_page(self, portal: Portal, amina: Browser, text: str, form: int) -> None:
        report = portal.report()
        number = portal.store.comment(BARASA, report, "name", "Which plan?")
        asked = amina.get(on(report)).forms[form].write("text", text)
        if form:
            asked.choose("kind", "comment")
        refused = asked.press("Add to the discussion" if form else "Reply")
        assert refused.status == 422
        field = "new-text" if form else f"reply-{number}"
        assert refused.error_links == [f"#{field}"]
        assert refused.by_id(f"{field}-error") is not None
        assert refused.forms[form].value("text").strip() == text.strip()
        if form:
            assert refused.forms[form].value("kind") == "comment"
        assert len(portal.store.threads(AMINA, report)[0].entries) == 1

    @pytest.mark.parametrize("do", ["", "burn", "reply", "reply:", "reply:x", "reply:99", "reply:١", "begin:1:2"])
    def test_what_is_no_action_does_nothing(self, portal: Portal, amina: Browser, do: str) -> None:
        report = portal.report()
        portal.store.comment(AMINA, report, "name", "Which plan?")
        page = amina.post(on(report), {"do": do, "text": "Text", "kind": "burn"})
        assert page.status in (400, 404)
        assert len(portal.store.threads(AMINA, report)[0].entries) == 1

    @pytest.mark.parametrize("question", ["no-such", "trainings[r1].title", "%00", "name[x"])
    def test_a_question_that_is_none_is_not_there(self, portal: Portal, amina: Browser, question: str) -> None:
        assert amina.get(on(portal.report(), question)).status == 404

    def test_to_press_twice_is_to_say_once(self, portal: Portal, amina: Browser) -> None:
        report = portal.report()
        form = amina.get(on(report)).forms[-1].write("text", "Which plan?")
        for _ in range(2):
            form.press("Add to the discussion")
        assert len(portal.store.threads(AMINA, report)) == 1

    @pytest.mark.parametrize("status", STATUSES)
    def test_in_every_status_the_party_can_talk(self, portal: Portal, amina: Browser, status: str) -> None:
        report = portal.report(answers=COMPLETE, status=status)
        page = amina.get(on(report)).forms[-1].write("text", "Which plan?").press("Add to the discussion")
        assert "Which plan?" in page.words


class TestBesideQuestions:
    def test_the_button_saves_what_was_typed_first(self, portal: Portal, amina: Browser) -> None:
        report = portal.report()
        portal.store.comment(BARASA, report, "name", "Which plan?")
        page = amina.get(place(report, "/simple/1"))
        assert "Which plan?" in page.words
        assert "Discussion (1 open)" in page.words
        form = page.form.write("a:story", "A long story").write("a:people", "a dozen")
        button = next(each for each in form.controls if each.value == "discuss:name")
        page = amina.post(form.action, form.sent(button))
        assert page.path == on(report)
        assert portal.answers(report)["story"]["value"] == "A long story"
        assert portal.answers(report)["people"]["value"] == "a dozen"
        back = amina.get(page.links[[words(each) for each in page.all("a")].index("Back to the question")])
        assert back.path == place(report, "/simple/1")

    def test_counts_stand_on_the_task_list(self, portal: Portal, amina: Browser) -> None:
        report = portal.report()
        portal.store.comment(BARASA, report, "name", "Which plan?")
        portal.store.comment(BARASA, report, "trainings[r1].title", "Which training?")
        portal.store.settle(BARASA, report, portal.store.comment(BARASA, report, "name", "Done?"), resolved=True)
        page = amina.get(place(report))
        hints = [words(each) for each in page.all("div", "govuk-task-list__hint")]
        counts = [each.rpartition(": ")[2] for each in hints if "Open in the discussion: " in each]
        assert counts == ["1", "1"]
        assert "The whole discussion of this report (2 open)" in page.words

    @pytest.mark.parametrize("status", IN_HAND)
    def test_the_approver_reads_answers_with_what_is_said_beside_them(self, portal: Portal, status: str) -> None:
        report = portal.report(answers=COMPLETE, status=status)
        portal.store.comment(BARASA, report, "name", CANARY)
        approver = portal.browser(CHIKU)
        for path in ("", "/check"):
            page = approver.get(place(report, path))
            assert CANARY in page.words
            assert approver.get(page.link("Ask or answer")).path.startswith(place(report, "/discussion/on/"))
        approver.get(on(report)).forms[0].write("text", "I agree.").press("Reply")
        assert portal.store.threads(AMINA, report)[0].said[1].author == "chiku"


class TestTheWholeDiscussion:
    def test_is_in_the_order_of_the_form_and_can_be_filtered(self, portal: Portal, amina: Browser) -> None:
        report = portal.report(answers={"no-such": "lost"})
        store = portal.store
        store.comment(BARASA, report, "story", "On the story")
        store.settle(AMINA, report, store.comment(BARASA, report, "story", "Settled"), resolved=True)
        store.comment(BARASA, report, "name", "On the name")
        store.comment(BARASA, report, "no-such", "On nothing")
        shown = {}
        for wanted in ("open", "resolved", "all"):
            page = amina.get(place(report, f"/discussion?show={wanted}"))
            texts = ("On the name", "On the story", "Settled", "On nothing")
            shown[wanted] = sorted((each for each in texts if each in page.words), key=page.words.index)
        assert shown == {
            "open": ["On the name", "On the story", "On nothing"],
            "resolved": ["Settled"],
            "all": ["On the name", "On the story", "Settled", "On nothing"],
        }
        assert amina.get(place(report, "/discussion")).words.count("On the name") == 1
        assert amina.get(place(report, "/discussion?show=x")).status == 404

    def test_says_when_there_is_nothing(self, portal: Portal, amina: Browser) -> None:
        assert "There is nothing here" in amina.get(place(portal.report(), "/discussion")).words


@pytest.mark.parametrize("status", STATUSES)
def test_it_is_on_the_party_s_own_pages_only(portal: Portal, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every route, in every status, for everybody: a text of the discussion is nowhere else."""
    monkeypatch.setattr("cbreport.documents.pdf.html_to_pdf", lambda *_, **__: b"%PDF-")
    report = portal.report(answers=COMPLETE)
    for person in (AMINA, BARASA, CHIKU):
        portal.store.reply(person, report, portal.store.comment(person, report, "name", f"{CANARY} 1"), f"{CANARY} 2")
    portal.to(report, status)
    found = set()
    for name, route in ROUTES.items():
        if route.form is not None:
            continue
        path = PREFIX + route.path.format(report=report)
        for person, copy in ((AMINA, ""), (CHIKU, "copy=internal"), (CLERK, "copy=internal"), (KARI, ""), (None, "")):
            page = portal.browser(person).get(path + ("&" if "?" in path else "?") + copy, follow=False)
            if CANARY.encode() in page.response.get_data():
                assert person in (AMINA, CHIKU)
                found.add(name)
    beside = {
        "draft": {"report", "check", "section"},
        "in-review": {"report", "check"},
        "approved": {"report", "check"},
    }
    assert found == {"discussion", "discussion_on"} | beside.get(status, set())


def test_it_is_in_no_file_and_on_no_paper(portal: Portal) -> None:
    report = portal.report(answers=COMPLETE)
    portal.store.comment(AMINA, report, "name", CANARY)
    cb = CBReport(store=portal.store, library=portal.library)
    for status in ("draft", "submitted"):
        if status != "draft":
            portal.to(report, status)
        whole = cb.assemble(portal.store.open(AMINA, report))
        paper = pypdf.PdfReader(io.BytesIO(render(whole, "pdf", audience="party")))
        assert CANARY not in "".join(each.extract_text() for each in paper.pages)
        for content in (str(report_data(whole)), snapshot_of(whole).decode(), str(portal.store.history(AMINA, report))):
            assert CANARY not in content
    assert CANARY.encode() not in portal.store.snapshot(AMINA, report)
