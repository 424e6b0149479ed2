"""“Your answers side by side”: by convention what was answered, where, when, and what does not agree."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cbreport.definition import Cycle, Resource
from cbreport.library import Library
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal, cbreport_forms, plain_app
from tests.web.people import AMINA, BARASA, CLERK, KARI

COMMON = f"{PREFIX}/common"
OTHER = Cycle(
    "OT1", "Other report", "other", "one", date(2022, 1, 1), date(2022, 12, 31), date(2021, 1, 1), date(2021, 12, 31)
)
RECORD = replace(OTHER, id="REC", title="Project", form="project", repeats=True)
FORM = """cbreport: 1
id: other
edition: one
convention: second
title: The other report
sections:
  - id: only
    title: Only
    questions:
      - {id: plan-name, number: A1, type: text, label: Name of the plan}
      - {id: money, number: A2, type: yes-no, label: Is money needed?}
      - {id: secret, type: text, label: A secret, private: true}
      - {id: staff, number: A4, type: group, label: Posts, questions: [{id: name, type: text, label: Post}]}
      - {id: unheard, type: text, label: Unheard of}
"""
RECORDS = """cbreport: 1
id: project
edition: one
convention: second
title: A project
sections: [{id: only, title: Only, questions: [{id: called, type: text, label: Called}]}]
"""
WALK = """cbreport: 1
crosswalk: other-example
from: other@one
to: example-national-report@ex1
mappings:
  - {from: plan-name, to: name, relation: exact}
  - {from: money, to: help, relation: broad, options: {"true": funding}, back: false, note: Only whether.}
  - {from: secret, to: secret, relation: exact}
  - {from: staff, to: trainings, relation: close, parts: [{from: name, to: title}], note: N.}
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Two conventions, with a crosswalk between their forms, and one with records."""
    home = tmp_path / "common_walks"
    home.mkdir()
    (home / "__init__.py").touch()
    for name, text in (("other", FORM), ("records", RECORDS), ("walk", WALK)):
        (home / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.delitem(sys.modules, "common_walks", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    second = replace(EXAMPLE, id="second", short_name="SE", cycles=(OTHER, RECORD))
    own = [Resource("common_walks", "other.yaml"), Resource("common_walks", "records.yaml")]
    return Library(
        plugins=[
            example_plugin(
                cbreport_conventions=lambda: [EXAMPLE, second],
                cbreport_forms=lambda: [*cbreport_forms(), *own],
                cbreport_crosswalks=lambda: [Resource("common_walks", "walk.yaml")],
            )
        ]
    )


def cells(page: Page) -> dict[str, list[str]]:
    """What each row says, by its question: one text for each convention."""
    body = page.tree.find(".//tbody")
    assert body is not None
    return {words(next(row.iter("th"))): [words(cell) for cell in row.iter("td")] for row in body.iter("tr")}


@pytest.fixture
def reports(portal: Portal) -> tuple[str, str]:
    """What Kenya answered to both conventions; two of its answers do not agree."""
    first = portal.report(answers={"name": "Plan 2020", "help": ["training"], "trainings[r1].title": "Census"})
    other = {"plan-name": "Plan 2022", "money": True, "secret": "Zawadi", "staff[r1].name": "Ranger"}
    return first, portal.report(answers=other, form="other", cycle="OT1")


def test_one_row_for_each_question_and_one_column_for_each_convention(amina: Browser, reports: tuple[str, str]) -> None:
    page = amina.get(COMMON)
    assert [words(each) for each in page.all("th") if each.get("scope") == "col"] == ["Question", "EX", "SE"]
    found = cells(page)
    assert "Plan 2020" in found["What is the plan called?"][0]
    assert "Plan 2022 Other report · A1" in found["What is the plan called?"][1]
    assert "Unheard" not in page.words
    assert page.faults == []


def test_what_does_not_agree_says_so(amina: Browser, reports: tuple[str, str]) -> None:
    page = amina.get(COMMON)
    first, second = cells(page)["What is the plan called?"]
    assert "Disagrees Does not agree with SE · OT1 · A1: that answer would be “Plan 2022” here." in first
    assert "Disagrees Does not agree with EX · EX1 · I.1: that answer would be “Plan 2020” here." in second
    (help,) = (each for name, each in cells(page).items() if "help" in name.lower())
    assert "what is chosen there would also be" in help[0]
    assert "Does not agree with EX · EX1" in help[1]
    assert "with answers that do not agree: 2" in page.words


def test_blank_and_not_applicable_agree_with_everything(portal: Portal, amina: Browser) -> None:
    portal.report(answers={"name": {"non-answer": "not-applicable"}})
    portal.report(answers={"plan-name": "Plan", "money": True}, form="other", cycle="OT1")
    page = amina.get(COMMON)
    assert "Not applicable" in cells(page)["What is the plan called?"][0]
    assert "Disagrees" not in page.words
    assert any("Not answered" in each for row in cells(page).values() for each in row)


def test_each_leads_to_its_question(portal: Portal, amina: Browser, reports: tuple[str, str]) -> None:
    page = amina.get(COMMON)
    link = page.link("Other report · A1")
    assert link.startswith(f"{PREFIX}/reports/{reports[1]}/only/1#")
    there = amina.get(link)
    assert link.partition("#")[2] in there.ids
    portal.store.transition(AMINA, reports[1], "submit", revision=portal.revision(reports[1]), snapshot=b"{}")
    sent = amina.get(COMMON)
    link = sent.link("Other report · A1")
    assert link == f"{PREFIX}/reports/{reports[1]}#question-plan-name"
    assert "question-plan-name" in amina.get(link).ids
    (private,) = [each for each in sent.links if each.endswith("#question-secret") and reports[1] in each]
    assert "copy=internal" in private
    assert "Zawadi" in amina.get(private).words


def test_a_group_says_how_many_rows_it_has(amina: Browser, reports: tuple[str, str]) -> None:
    found = [each for row in cells(amina.get(COMMON)).values() for each in row if "Rows: 1" in each]
    assert any("Census" in each for each in found)
    assert any("Ranger" in each for each in found)


def test_records_take_no_part(portal: Portal, amina: Browser) -> None:
    portal.report(answers={"called": "Secret project"}, form="project", cycle="REC-1")
    page = amina.get(COMMON)
    assert "Secret project" not in page.words
    assert "No question that several reports ask has been answered yet" in page.words
    assert "Questions of several reports that are not answered anywhere: " in page.words


class TestWho:
    def test_another_party_sees_its_own(self, portal: Portal, reports: tuple[str, str]) -> None:
        portal.report("NOR", answers={"name": "Norway's plan"})
        page = portal.browser(KARI).get(COMMON)
        assert "Norway's plan" in page.words
        assert "Plan 20" not in page.words
        assert "Norway" not in portal.browser(AMINA).get(COMMON).words
        assert "Plan 2020" in portal.browser(BARASA).get(COMMON).words

    @pytest.mark.parametrize("person", [CLERK, None])
    def test_it_is_for_parties(self, portal: Portal, reports: tuple[str, str], person: object) -> None:
        page = portal.browser(person).get(COMMON)  # type: ignore[arg-type] # a person or nobody
        assert page.status == 404

    def test_who_deals_with_one_convention_sees_nothing_of_the_other(
        self, make_portal: Callable[..., Portal], portal: Portal, reports: tuple[str, str]
    ) -> None:
        for step, person in (("submit", AMINA), ("accept", CLERK), ("publish", CLERK)):
            clerk = replace(person, conventions=frozenset({"second"}))
            sent = b"{}" if step == "submit" else b""
            portal.store.transition(clerk, reports[1], step, revision=portal.revision(reports[1]), snapshot=sent)
        narrow = replace(BARASA, conventions=frozenset({"example"}))
        page = make_portal(identity=lambda request: narrow, app=plain_app()).browser(BARASA).get(COMMON)
        assert "Plan 2020" in page.words
        for text in ("Plan 2022", "Zawadi", "SE ·", "Disagrees"):
            assert text not in page.words

    def test_what_is_not_confirmed_is_not_shown(self, portal: Portal, amina: Browser) -> None:
        portal.report(answers={"name": {"value": "Proposed", "confirmed": False}})
        assert "Proposed" not in amina.get(COMMON).words


class TestOnTheWay:
    def test_home_and_the_task_list_lead_there_and_back(self, amina: Browser, reports: tuple[str, str]) -> None:
        assert amina.get(f"{PREFIX}/").link("Your answers side by side") == COMMON
        page = amina.get(amina.get(f"{PREFIX}/reports/{reports[0]}").link("Your answers side by side"))
        assert page.link("All sections") == f"{PREFIX}/reports/{reports[0]}"
        assert amina.get(COMMON).link("All reports") == f"{PREFIX}/"

    def test_nobody_is_led_to_a_strange_report(self, portal: Portal, amina: Browser) -> None:
        theirs = portal.report("NOR")
        for asked in (theirs, "nonsense", "a" * 24):
            page = amina.get(f"{COMMON}?report={asked}")
            assert page.link("All reports") == f"{PREFIX}/"


def test_in_arabic_it_reads_from_right_to_left(amina: Browser, reports: tuple[str, str]) -> None:
    page = amina.get(f"{COMMON}?language=ar")
    (box,) = page.all("div", "cb-pages")
    assert (box.get("lang"), box.get("dir")) == ("ar", "rtl")
    (said,) = [each for each in page.all("p", "cb-common__words") if words(each) == "Plan 2022"]
    assert said.get("dir") == "auto"
    assert "SE \u200f· OT1 \u200f· A1" in page.words
    assert page.faults == []
