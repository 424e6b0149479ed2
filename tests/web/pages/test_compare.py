"""Two versions side by side: versions, days, cycles; and nothing private for others than the Party."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest

from cbreport.answering import Answer
from cbreport.definition import Cycle, Resource
from cbreport.hookspecs import hookimpl
from cbreport.library import Library
from cbreport.reporting import Identity
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.browser import Page, words
from tests.web.conftest import PREFIX, Portal, cbreport_forms, content
from tests.web.pages.test_history import marked, save
from tests.web.people import AMINA, CLERK, KARI

NEXT = Cycle(
    "EX2", "Second report", "example-national-report", "ex2",
    date(2027, 1, 1), date(2027, 12, 31), date(2024, 1, 1), date(2026, 12, 31),
)  # fmt: skip
EDITION = """cbreport: 1
id: example-national-report
edition: ex2
convention: example
title: The second edition
sections:
  - id: simple
    number: I
    title: Simple questions
    questions:
      - {id: title, number: I.1, type: text, label: What is the plan’s name?}
      - {id: story, number: I.2, type: long-text, label: What has happened?}
      - {id: fresh, number: I.3, type: text, label: Something new}
  - id: choices
    number: II
    title: Choices
    questions:
      - {id: help, type: choose-many, label: What help is needed?, options: [{code: training, label: Courses}]}
retired:
  - {id: name, since: ex2, replaced-by: title}
"""


@pytest.fixture
def library(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Two cycles with two editions."""
    folder = tmp_path / "second_edition"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "ex2.yaml").write_text(EDITION)
    monkeypatch.syspath_prepend(str(tmp_path))

    def forms() -> list[Resource]:
        return [*cbreport_forms(), Resource("second_edition", "ex2.yaml")]

    convention = replace(EXAMPLE, cycles=(*EXAMPLE.cycles, NEXT))
    return Library(plugins=[example_plugin(cbreport_forms=hookimpl(forms), cbreport_conventions=lambda: [convention])])


def begun(portal: Portal, *, cycle: str = "EX1", **about: Any) -> str:
    return portal.report(form=f"example-national-report@{cycle.lower()}", cycle=cycle, **about)


def compare(portal: Portal, report: str, person: Identity | None = AMINA, **asked: str) -> Page:
    query = "&".join(f"{name.replace('_', '-')}={value}" for name, value in asked.items())
    return portal.browser(person).get(f"{PREFIX}/reports/{report}/compare?{query}")


def questions(page: Page) -> dict[str, str]:
    found = {}
    for each in page.all("div", "cb-compared"):
        (head,) = each.iter("h3")
        found[words(head).split(" ")[0]] = " ".join(
            words(state) for state in head.iter("span") if "cb-state" in state.get("class", "")
        )
    return found


def revised(
    portal: Portal, answers: Mapping[str, Any], after: Mapping[str, Any], status: str = "draft"
) -> tuple[str, str]:
    report = begun(portal, answers=answers, status="submitted")
    newer = portal.store.revise(AMINA, report).id
    save(portal, newer, {address: content(each) for address, each in after.items()})
    portal.to(newer, status)
    return report, newer


def test_a_version_beside_the_one_before_it(portal: Portal) -> None:
    _, newer = revised(
        portal,
        {"name": "Plan for 2020", "story": "Same", "people": 3, "help": ["funding", "training"]},
        {"name": "Plan for 2030", "people": {}, "begun": 2020, "help": ["training"]},
    )
    page = compare(portal, newer)
    assert questions(page) == {"I.1": "Changed", "I.3": "Removed", "I.5": "Added", "II.4": "Changed"}
    assert marked(page)[:2] == ["Plan for <del>2020</del>", "Plan for <ins>2030</ins>"]
    assert "Unchanged: 1" in page.words
    assert questions(compare(portal, newer, all="1"))["I.2"] == "Unchanged"


def test_the_last_cycle_beside_this_one_with_new_and_gone_questions(portal: Portal) -> None:
    begun(
        portal,
        answers={"name": "Plan", "story": "Then", "people": 3, "help": ["funding", "training"]},
        status="published",
    )
    report = begun(
        portal,
        answers={"title": "Plan", "story": "Now", "fresh": "New", "help": ["training"]},
        cycle="EX2",
    )
    page = compare(portal, report)
    assert "Something new Added new question" in page.words
    assert "Asked before as: What happened?" in page.words
    lines = marked(page)
    assert "<del>Then</del>" in lines
    assert "<ins>Now</ins>" in lines
    assert "<del>Funding</del>" in lines
    assert "How many people? Removed no longer asked" in page.words
    whole = compare(portal, report, all="1").words
    assert "What is the plan’s name? Unchanged Asked before as: What is the plan called?" in whole


def test_as_it_was_on_a_day(portal: Portal, database: str) -> None:
    report = begun(portal, answers={"name": "Then"})
    today = portal.store.open(AMINA, report).summary.created[:10]
    save(portal, report, {"name": Answer("Now")})
    page = compare(portal, report, left_on=today)
    assert "Nothing differs" in page.words
    early = compare(portal, report, left_on="2001-01-01")
    assert (early.status, "was not begun yet on 1 January 2001" in early.words) == (400, True)


@pytest.mark.parametrize("typed", ["31.3.2026", "<b>", "2026-02-30", "9999-12-31"])
def test_a_day_that_is_none_is_told(portal: Portal, typed: str) -> None:
    page = compare(portal, begun(portal), left_on=typed)
    assert page.status == (200 if typed.startswith("9") else 400)
    assert page.by_id("left-on").get("value") == typed


def test_there_may_be_nothing_to_compare_with(portal: Portal) -> None:
    page = compare(portal, begun(portal))
    assert (page.status, "There is no earlier version to compare with." in page.words) == (200, True)


def test_what_is_not_in_the_list_is_refused(portal: Portal) -> None:
    report, other = begun(portal), begun(portal, party="NOR", answers={"name": "canary"})
    for asked in (other, "a" * 24, "x", f"{report}@0"):
        page = compare(portal, report, left=asked)
        assert (page.status, "canary" in page.text) == (400, False)


CANARIES = ("canary-private", "canary-comment", "canary-proposed", "canary-between")


@pytest.mark.parametrize(
    ("person", "status"), [(CLERK, "submitted"), (CLERK, "published"), (KARI, "published"), (None, "published")]
)
def test_others_compare_what_left_the_party_and_nothing_else(
    portal: Portal, person: Identity | None, status: str
) -> None:
    answers = {
        "name": {"value": "Old", "comment": "canary-comment"},
        "secret": "canary-private",
        "trainings[r].contact": "canary-private",
    }
    report = begun(portal, answers=answers, status=status)
    newer = portal.store.revise(AMINA, report).id
    save(portal, newer, {"name": Answer("canary-between"), "secret": Answer("canary-private")})
    proposed = Answer("canary-proposed", confirmed=False, source="carried-forward")
    save(portal, newer, {"name": Answer("New", comment="canary-comment"), "story": proposed})
    shown = compare(portal, report, person)
    assert newer not in shown.text
    portal.to(newer, status)
    page = compare(portal, newer, person, all="1")
    assert ("<del>Old</del>" in marked(page), "<ins>New</ins>" in marked(page)) == (True, True)
    assert not [each for each in CANARIES if each in page.text]
    day = portal.store.open(AMINA, report).summary.created[:10]
    assert "Old" in compare(portal, newer, person, left_on=day).words  # a day is for those who are inside


class TestOnPaper:
    def text(self, portal: Portal, path: str, person: Identity | None = AMINA) -> str:
        reply = portal.browser(person).get(path).response
        assert reply.mimetype == "application/pdf"
        pages = pypdf.PdfReader(io.BytesIO(reply.get_data())).pages
        return " ".join(" ".join(each.extract_text() for each in pages).split())

    def test_it_is_what_the_page_shows(self, portal: Portal) -> None:
        older, newer = revised(portal, {"name": "Plan for 2020", "secret": "Zawadi"}, {"name": "Plan for 2030"})
        page = compare(portal, newer)
        text = self.text(portal, page.link("The comparison as PDF"))
        assert "Plan for 2020" in text
        assert "Plan for 2030" in text
        other_way = compare(portal, newer, left=newer, right=older)
        assert f"left={newer}" in other_way.link("The comparison as PDF")

    def test_what_is_private_stays_private(self, portal: Portal) -> None:
        _, newer = revised(
            portal, {"name": "Plan for 2020", "secret": "Zawadi"}, {"name": "Plan for 2030", "secret": "Barasa"},
            "submitted",
        )  # fmt: skip
        path = compare(portal, newer).link("The comparison as PDF")
        assert "Barasa" in self.text(portal, path)
        clerks = self.text(portal, path, CLERK)
        assert "Plan for 2030" in clerks
        assert "Barasa" not in clerks

    def test_nothing_to_compare_with_is_not_there(self, portal: Portal) -> None:
        report = begun(portal)
        there = f"{PREFIX}/reports/{report}/compare.pdf"
        for more in ("", "?left=nothing", "?left-on=yesterday", "?report_id=x&left=x"):
            assert portal.browser(AMINA).get(there + more).status == 404
        assert portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/compare?report_id=x").status == 200
