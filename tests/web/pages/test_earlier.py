"""“What you already answered”: proposed, taken over, refused, exchanged, and nothing counts by itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cbreport.answering import Answer
from cbreport.definition import Cycle, Resource
from cbreport.library import Library
from cbreport.reporting import Identity
from cbreport.testing import EXAMPLE, example_plugin
from cbreport.web import going_on
from cbreport.web.earlier import proposals_for
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal, cbreport_forms, plain_app
from tests.web.people import AMINA, BARASA, CLERK, KARI
from tests.web.reports import COMPLETE

OLDER = Cycle(
    "EX0", "Earlier report", "example-national-report", "ex1",
    date(2020, 1, 1), date(2020, 12, 31), date(2017, 1, 1), date(2019, 12, 31),
)  # fmt: skip
NEXT = replace(OLDER, id="EX2", due=date(2028, 12, 31))
OTHER = Cycle(
    "OT1", "Other report", "other", "one", date(2022, 1, 1), date(2022, 12, 31), date(2021, 1, 1), date(2021, 12, 31)
)
FORM = """cbreport: 1
id: other
edition: one
convention: example
title: The other report
sections:
  - id: only
    title: Only
    questions:
      - {id: plan-name, number: A1, type: text, label: Name of the plan}
      - {id: money, type: yes-no, label: Is money needed?}
      - {id: unheard, type: text, label: Unheard of}
"""
WALK = """cbreport: 1
crosswalk: other-example
from: other@one
to: example-national-report@ex1
mappings:
  - {from: plan-name, to: name, relation: exact}
  - from: money
    to: help
    relation: broad
    options: {"true": funding}
    back: false
    note: Only whether money is needed.
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The Convention on Examples with an earlier cycle, another report, and a crosswalk from that one."""
    home = tmp_path / "earlier_walks"
    home.mkdir()
    (home / "__init__.py").touch()
    (home / "other.yaml").write_text(FORM, encoding="utf-8")
    (home / "walk.yaml").write_text(WALK, encoding="utf-8")
    monkeypatch.delitem(sys.modules, "earlier_walks", raising=False)  # that of another test's folder
    monkeypatch.syspath_prepend(tmp_path)
    convention = replace(EXAMPLE, cycles=(*EXAMPLE.cycles, OLDER, OTHER, NEXT))
    return Library(
        plugins=[
            example_plugin(
                cbreport_conventions=lambda: [convention],
                cbreport_forms=lambda: [*cbreport_forms(), Resource("earlier_walks", "other.yaml")],
                cbreport_crosswalks=lambda: [Resource("earlier_walks", "walk.yaml")],
            )
        ]
    )


EARLIER = {
    "name": {"value": "Plan 2020", "language": "en"},
    "help": {"value": ["training"], "comment": "Ask the rangers"},
    "needs[managers].advice": True,
    "trainings[r1].title": "Census",
    "secret": "Zawadi",
    "gone": "Of an old form",
}


@pytest.fixture
def report(portal: Portal) -> str:
    """A new draft, after an earlier cycle and another report."""
    portal.report(answers=EARLIER, status="submitted", cycle="EX0")
    portal.report(answers={"plan-name": "Plan 2022", "money": True, "unheard": "x"}, form="other", cycle="OT1")
    return portal.report()


def place(report: str, end: str = "") -> str:
    return f"{PREFIX}/reports/{report}{end}"


def take_up(amina: Browser, report: str) -> Page:
    page = amina.get(place(report))
    return next(form for form in page.forms if form.element.get("action", "").endswith("/propose")).press(
        "Propose them"
    )


class TestProposing:
    def test_a_new_draft_says_how_much_was_answered_before(self, amina: Browser, report: str) -> None:
        assert "Answers that could be proposed: 5" in amina.get(place(report)).words

    def test_nothing_is_offered_to_who_has_answered_nothing(self, portal: Portal, amina: Browser) -> None:
        assert "proposed" not in amina.get(place(portal.report())).words

    def test_what_is_proposed_does_not_count(self, portal: Portal, amina: Browser, report: str) -> None:
        page = take_up(amina, report)
        assert page.path == place(report, "/earlier")
        kept = portal.answers(report)
        assert set(kept) == {"name", "help", "needs[managers].advice", "trainings[r1].title", "secret"}
        assert all(each["confirmed"] is False for each in kept.values())
        assert kept["name"]["origin"]["cycle"] == "EX0"
        assert "nobody has confirmed it" in amina.get(place(report, "/check")).error_words

    def test_each_says_where_it_is_from_and_how_close_it_is(self, amina: Browser, report: str) -> None:
        words = take_up(amina, report).words
        for text in (
            "What is the plan called?", "Plan 2020", "The same question", "EX0", "I.1", "Plan 2022",
            "Asks exactly the same", "The other report", "OT1", "A1", "Asks more widely here",
            "Only whether money is needed.", "Managers · Advice",
        ):  # fmt: skip
            assert text in words

    def test_what_is_not_asked_for_here_is_listed(self, amina: Browser, report: str) -> None:
        words = take_up(amina, report).words
        assert "Earlier answers that are not asked for here" in words
        assert "Unheard of: x" in words

    def test_what_somebody_has_written_is_not_written_over(self, portal: Portal, amina: Browser, report: str) -> None:
        amina.get(place(report, "/simple/1")).form.write("a:name", "Mine").press("Save and continue")
        sheet = amina.get(place(report, "/tables/3")).form
        key = sheet.data()["rows:trainings"]
        sheet.write(f"a:trainings[{key}].title", "My training").press("Save and continue")
        take_up(amina, report)
        kept = portal.answers(report)
        assert kept["name"]["value"] == "Mine"
        assert [each["value"] for address, each in kept.items() if address.endswith(".title")] == ["My training"]

    def test_an_unconfirmed_answer_is_not_proposed_further(self, portal: Portal, amina: Browser) -> None:
        portal.report(answers={"name": {"value": "x", "confirmed": False}}, cycle="EX0")
        assert "could be proposed" not in amina.get(place(portal.report())).words


class TestDeciding:
    @pytest.fixture
    def page(self, amina: Browser, report: str) -> Page:
        return take_up(amina, report)

    def decide(self, page: Page, **choices: str) -> Page:
        sheet = page.forms[0]
        for address, choice in choices.items():
            sheet.choose(f"do:{address}", choice)
        return sheet.press("Save my decisions")

    def test_taken_over_it_counts_and_keeps_its_origin(self, portal: Portal, page: Page, report: str) -> None:
        after = self.decide(page, name="accept")
        assert "Your decisions are saved" in after.words
        kept = portal.answers(report)["name"]
        assert (kept["value"], kept["source"], kept["origin"]["address"]) == ("Plan 2020", "carried-forward", "name")
        assert "confirmed" not in kept
        assert portal.answers(report)["help"]["confirmed"] is False

    def test_refused_it_is_blank(self, portal: Portal, page: Page, report: str) -> None:
        after = self.decide(page, name="refuse", help="refuse")
        assert not {"name", "help"} & set(portal.answers(report))
        assert "could be proposed" not in after.words  # the other versions were on the page, and refused with it

    def test_another_version_is_taken(self, portal: Portal, page: Page, report: str) -> None:
        other = next(value for value in page.forms[0].offered("do:name") if len(value) == 16)
        self.decide(page, name=other)
        kept = portal.answers(report)["name"]
        assert (kept["value"], kept["source"], kept["origin"]["form"]) == ("Plan 2022", "crosswalk", "other@one")

    def test_what_is_left_open_waits(self, portal: Portal, page: Page, report: str) -> None:
        before = portal.answers(report)
        self.decide(page)
        assert portal.answers(report) == before
        assert "wait for your decision: 5" in page.browser.get(place(report)).words

    def test_all_that_are_exact_at_once(self, portal: Portal, amina: Browser) -> None:
        portal.report(answers={"money": True, "plan-name": "Plan"}, form="other", cycle="OT1")
        report = portal.report()
        after = take_up(amina, report).forms[0].press("Take over all that are exact: 1")
        kept = portal.answers(report)
        assert "confirmed" not in kept["name"]
        assert kept["help"]["confirmed"] is False
        assert "Take over all" not in after.words

    @pytest.mark.parametrize("choice", ["nonsense", "other:1", "0" * 16])
    def test_a_choice_that_is_none_leaves_it_open(
        self, portal: Portal, amina: Browser, page: Page, report: str, choice: str
    ) -> None:
        before = portal.answers(report)
        data = page.forms[0].data()
        data["do:name"] = choice
        data["do:no-such"] = "accept"
        assert amina.post(place(report, "/earlier"), data).status == 200
        assert portal.answers(report) == before

    def test_a_colleague_who_was_faster_is_not_overruled(self, portal: Portal, page: Page, report: str) -> None:
        there = portal.browser(BARASA).get(place(report, "/simple/1"))
        there.form.write("a:name", "Plan 2030").press("Save and continue")
        # Barasa's answer is confirmed, so there is nothing left to decide about it; everything else goes on.
        after = self.decide(page, name="accept", secret="accept")
        assert after.status == 200
        kept = portal.answers(report)
        assert kept["name"]["value"] == "Plan 2030"
        assert "confirmed" not in kept["secret"]

    def test_two_who_decide_differently_are_told(self, portal: Portal, page: Page, report: str) -> None:
        amina = page.forms[0].choose("do:name", "accept")
        theirs = portal.browser(BARASA).get(place(report, "/simple/1"))
        theirs.form.write("c:name", "Really?").write("a:name", "Plan 2020").press("Save and come back later")
        portal.store.save(
            BARASA, report, {"name": replace(portal.store.open(BARASA, report).answers["name"], confirmed=False)},
            portal.revision(report),
        )  # fmt: skip
        refused = amina.press("Save my decisions")
        assert refused.status == 409
        assert "Somebody changed one of these answers" in refused.words


class TestRefused:
    @pytest.fixture
    def report(self, portal: Portal) -> str:
        portal.report(answers={"name": "Plan 2020", "people": 3}, status="submitted", cycle="EX0")
        return portal.report()

    @pytest.fixture
    def page(self, amina: Browser, report: str) -> Page:
        return take_up(amina, report).forms[0].choose("do:name", "refuse").press("Save my decisions")

    def test_is_not_offered_and_not_written_again(
        self, portal: Portal, amina: Browser, page: Page, report: str
    ) -> None:
        assert "could be proposed" not in page.words
        amina.post(place(report, "/earlier/propose"), {"revision": str(portal.revision(report))})
        assert "name" not in portal.answers(report)
        page.form_to("/earlier").choose("do:people", "refuse").press("Save my decisions")
        assert "could be proposed" not in amina.get(place(report)).words

    def test_stays_on_the_page_with_its_origin(self, page: Page) -> None:
        (folded,) = [each for each in page.all("details") if each.get("id") == "refused"]
        for text in ("Refused: 1", "What is the plan called?", "Plan 2020", "The same question", "EX0", "I.1"):
            assert text in words(folded)
        assert page.faults == []

    def test_is_taken_after_all(self, portal: Portal, page: Page, report: str) -> None:
        after = page.form_to("/refused").press("Take this over after all")
        assert "Your decisions are saved" in after.words
        assert "Refused" not in after.words
        kept = portal.answers(report)["name"]
        assert (kept["value"], kept["source"], kept["origin"]["cycle"]) == ("Plan 2020", "carried-forward", "EX0")
        assert "confirmed" not in kept

    def test_does_not_write_over_what_somebody_wrote_meanwhile(self, portal: Portal, page: Page, report: str) -> None:
        there = portal.browser(BARASA).get(place(report, "/simple/1"))
        there.form.write("a:name", "Plan 2030").press("Save and continue")
        after = page.form_to("/refused").press("Take this over after all")
        assert portal.answers(report)["name"]["value"] == "Plan 2030"
        assert "Refused" not in after.words

    def test_another_answer_at_its_origin_is_another_proposal(
        self, portal: Portal, amina: Browser, page: Page, report: str
    ) -> None:
        newer = portal.report(answers={"name": "Plan 2020 revised"}, cycle="EX2")
        assert portal.revision(newer) == 1
        after = amina.get(place(report, "/earlier"))
        assert "questions that are still blank: 1" in after.words
        after.form_to("/propose").press("Propose them")
        assert portal.answers(report)["name"]["value"] == "Plan 2020 revised"

    def test_clearing_it_on_its_own_page_refuses_it_too(self, portal: Portal, amina: Browser, report: str) -> None:
        take_up(amina, report)
        amina.get(place(report, "/simple/1")).form.write("a:name", "").press("Save and continue")
        assert "name" not in portal.answers(report)
        assert "Refused: 1" in amina.get(place(report, "/earlier")).words

    def test_what_was_never_refused_cannot_be_taken(
        self, portal: Portal, amina: Browser, page: Page, report: str
    ) -> None:
        data = {"revision": str(portal.revision(report)), "address": "help", "key": "0" * 16}
        assert amina.post(place(report, "/earlier/refused"), data).status == 200
        assert "help" not in portal.answers(report)

    def test_in_arabic(self, amina: Browser, page: Page, report: str) -> None:
        shown = amina.get(place(report, "/earlier?language=ar"))
        (folded,) = [each for each in shown.all("details") if each.get("id") == "refused"]
        assert "Plan 2020" in words(folded)
        assert shown.faults == []


class TestOnQuestionPages:
    def test_a_proposal_is_confirmed_on_its_page(self, portal: Portal, amina: Browser, report: str) -> None:
        take_up(amina, report)
        page = amina.get(place(report, "/simple/1"))
        assert "Proposed from an earlier answer" in page.words
        page.form.press("Save and continue")  # seen is not confirmed
        assert portal.answers(report)["name"]["confirmed"] is False
        amina.get(place(report, "/simple/1")).form.tick("ok:name", "yes").press("Save and continue")
        kept = portal.answers(report)["name"]
        assert ("confirmed" in kept, kept["origin"]["cycle"]) == (False, "EX0")
        assert "ok:name" not in amina.get(place(report, "/simple/1")).form.names

    def test_one_tick_confirms_every_cell_and_row(self, portal: Portal, amina: Browser, report: str) -> None:
        take_up(amina, report)
        for number, question in ((1, "needs"), (3, "trainings")):
            amina.get(place(report, f"/tables/{number}")).form.tick(f"ok:{question}", "yes").press("Save")
        kept = portal.answers(report)
        assert "confirmed" not in kept["needs[managers].advice"]
        assert "confirmed" not in kept["trainings[r1].title"]

    def test_a_changed_proposal_is_ones_own(self, portal: Portal, amina: Browser, report: str) -> None:
        take_up(amina, report)
        amina.get(place(report, "/simple/1")).form.write("a:name", "Plan 2030").press("Save and continue")
        assert portal.answers(report)["name"] == {"value": "Plan 2030", "language": "en"}

    def test_what_was_answered_before_stands_beside_its_question(self, amina: Browser, report: str) -> None:
        words = amina.get(place(report, "/simple/1")).words
        assert "What your country answered before" in words
        assert "Plan 2020" in words
        assert "Plan 2022" in words
        amina.get(place(report, "/simple/1")).form.write("a:name", "Plan 2020").press("Save and continue")
        again = amina.get(place(report, "/simple/1")).words
        assert "Plan 2022" in again
        assert "The same question" not in again.partition("I.2")[0]  # what stands there already is not repeated


class TestWho:
    @pytest.mark.parametrize("person", [BARASA, AMINA])
    def test_everybody_who_fills_in_decides(self, portal: Portal, report: str, person: Identity) -> None:
        take_up(portal.browser(person), report).forms[0].choose("do:name", "accept").press("Save my decisions")
        assert "confirmed" not in portal.answers(report)["name"]

    @pytest.mark.parametrize("person", [KARI, CLERK, None])
    def test_for_others_there_is_nothing(self, portal: Portal, report: str, person: Identity | None) -> None:
        browser = portal.browser(person)
        for reply in (
            browser.get(place(report, "/earlier")),
            browser.post(place(report, "/earlier"), {"revision": "0", "do:name": "accept"}),
            browser.post(place(report, "/earlier/propose"), {"revision": "0"}),
        ):
            assert reply.status == 404
            assert "Plan" not in reply.words
        assert portal.answers(report) == {}

    def test_a_submitted_report_takes_nothing_over(self, portal: Portal, amina: Browser) -> None:
        portal.report(answers=EARLIER, status="submitted", cycle="EX0")
        report = portal.report(answers=COMPLETE, status="submitted")
        before = portal.answers(report)
        assert amina.get(place(report, "/earlier")).path == place(report)
        revision = {"revision": str(portal.revision(report))}
        assert amina.post(place(report, "/earlier/propose"), revision).status == 403
        assert portal.answers(report) == before

    def test_without_a_revision_nothing_happens(self, portal: Portal, amina: Browser, report: str) -> None:
        assert amina.post(place(report, "/earlier/propose"), {}).status == 400
        assert portal.answers(report) == {}


def test_what_she_may_merely_read_proposes_nothing(
    make_portal: Callable[..., Portal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A published report to a convention that she does not deal with: its private answers are not for her."""
    home = tmp_path / "second_walks"
    home.mkdir()
    (home / "__init__.py").touch()
    private = FORM.replace("convention: example", "convention: second").replace("the plan}", "the plan, private: true}")
    (home / "other.yaml").write_text(private, encoding="utf-8")
    (home / "walk.yaml").write_text(WALK, encoding="utf-8")
    monkeypatch.delitem(sys.modules, "second_walks", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    conventions = [EXAMPLE, replace(EXAMPLE, id="second", short_name="SE", cycles=(OTHER,))]
    library = Library(
        plugins=[
            example_plugin(
                cbreport_conventions=lambda: conventions,
                cbreport_forms=lambda: [*cbreport_forms(), Resource("second_walks", "other.yaml")],
                cbreport_crosswalks=lambda: [Resource("second_walks", "walk.yaml")],
            )
        ]
    )
    portal = replace(make_portal(), library=library)
    other = portal.report(answers={"plan-name": "Zawadi's plan"}, form="other", cycle="OT1")
    report = portal.report()
    clerk = replace(CLERK, conventions=frozenset({"second"}))
    for step, person in (("submit", AMINA), ("accept", clerk), ("publish", clerk)):
        sent = b"{}" if step == "submit" else b""
        portal.store.transition(person, other, step, revision=portal.revision(other), snapshot=sent)
    for deals_with, seen in ((frozenset({"example"}), False), (frozenset(), True)):
        person = replace(AMINA, conventions=deals_with)
        made = make_portal(library=library, identity=lambda request, person=person: person, app=plain_app())
        browser = made.browser(AMINA)
        assert ("could be proposed: 1" in browser.get(place(report)).words) is seen
        assert ("Zawadi" in browser.get(place(report, "/simple/1")).words) is seen


def test_a_report_whose_form_is_gone_is_passed_over(
    make_portal: Callable[..., Portal], portal: Portal, report: str
) -> None:
    without: Any = Library(plugins=[example_plugin(cbreport_forms=cbreport_forms)])
    page = make_portal(library=without, name="second").browser(AMINA).get(place(report))
    assert "Answers that could be proposed: 5" in page.words


class TestBesideTheQuestion:
    def test_one_press_takes_an_answer_over_and_saves_the_page(
        self, portal: Portal, amina: Browser, report: str
    ) -> None:
        page = amina.get(place(report, "/simple/1")).form.write("a:story", "Typed").press("Plan 2020")
        assert page.url.endswith("#f-name")
        kept = portal.answers(report)
        assert kept["story"]["value"] == "Typed"
        assert (kept["name"]["value"], kept["name"]["origin"]["cycle"]) == ("Plan 2020", "EX0")
        assert "confirmed" not in kept["name"]
        assert page.form.value("a:name") == "Plan 2020"
        assert "Your answers are saved" in page.words

    def test_each_version_has_a_button_that_names_it(self, portal: Portal, amina: Browser, report: str) -> None:
        form = amina.get(place(report, "/simple/1")).form
        texts = [words(each.element) for each in form.controls if each.value.startswith("take:")]
        assert texts == [
            "Take this over: What is the plan called?: Plan 2020",
            "Take this over: What is the plan called?: Plan 2022",
        ]
        form.press("Plan 2022")
        assert portal.answers(report)["name"]["value"] == "Plan 2022"

    def test_what_it_replaces_stays_in_the_history(self, portal: Portal, amina: Browser, report: str) -> None:
        amina.get(place(report, "/simple/1")).form.write("a:name", "Plan 2030").press("Plan 2020")
        stored = portal.store.open(AMINA, report, revision=portal.revision(report) - 1)
        assert stored.answers["name"].value == "Plan 2030"

    def test_of_a_group_a_row_is_taken_over_whole(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report, "/tables/3"))
        page.form.press("Take this entry over")
        kept = portal.answers(report)
        assert kept["trainings[r1].title"]["value"] == "Census"

    def test_a_colleague_who_was_faster_is_not_overwritten(
        self, portal: Portal, amina: Browser, report: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = amina.get(place(report, "/simple/1"))

        def meanwhile(*given: Any) -> Any:
            revision = portal.revision(report)
            portal.store.save(BARASA, report, {"name": Answer("A colleague's", language="en")}, revision)
            return proposals_for(*given)

        monkeypatch.setattr(going_on, "proposals_for", meanwhile)
        assert page.form.press("Plan 2020").form.value("a:name") == "A colleague's"

    @pytest.mark.parametrize(
        "wanted", ["take", "take:", "take:x:name", "take:x:nothing", "take::name", "take::a[b]", "take:]"]
    )
    def test_what_is_not_there_is_not_taken(self, portal: Portal, amina: Browser, report: str, wanted: str) -> None:
        form = amina.get(place(report, "/simple/1")).form
        reply = amina.post(form.action, {**form.data(), "action": wanted}, follow=False)
        assert reply.status == 303
        assert portal.answers(report) == {}

    def test_a_refused_one_says_what_it_takes(self, amina: Browser, report: str) -> None:
        page = take_up(amina, report).form_to("/earlier").choose("do:name", "refuse").press("Save my decisions")
        buttons = [words(each) for each in page.all("button") if "after all" in words(each)]
        assert "Take this over after all: What is the plan called?: Plan 2020" in buttons
        assert len(set(buttons)) == len(buttons)
