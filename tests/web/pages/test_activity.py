"""What has happened in a report: by day and person, filtered, page by page, and for each reader what is hers."""

from __future__ import annotations

from typing import Any

import pytest

from cbreport.answering import Answer
from cbreport.reporting import Identity
from tests.web.browser import Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.test_history import marked, save
from tests.web.people import AMINA, BARASA, CLERK, KARI


def activity(portal: Portal, report: str, who: Identity | None = AMINA, /, **asked: Any) -> Page:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return portal.browser(who).get(f"{PREFIX}/reports/{report}/activity?{query}")


@pytest.fixture
def report(portal: Portal) -> str:
    report = portal.report()
    save(portal, report, {"name": Answer("First"), "story": Answer("It rained")})
    save(portal, report, {"assessed": Answer(True), "name": Answer("Second")}, BARASA)
    return report


def heads(page: Page) -> list[str]:
    return [words(each).rpartition(",")[0] or words(each) for each in page.main.iter("h3")]


def test_changes_stand_by_person_and_section(portal: Portal, report: str) -> None:
    page = activity(portal, report)
    barasa = ["Barasa I. Simple questions", "Barasa II. Choices"]
    assert heads(page) == [*barasa, "Amina I. Simple questions", "Begun Amina"]
    assert "<del>First</del><ins>Second</ins>" in marked(page)
    assert "<ins>It rained</ins>" in marked(page)
    assert len(list(page.main.iter("h2"))) == 1  # a day


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"person": "barasa"}, ["Barasa I. Simple questions", "Barasa II. Choices"]),
        ({"section": "choices"}, ["Barasa II. Choices"]),
        ({"person": "amina", "section": "choices"}, []),
        ({"steps": "1"}, ["Begun Amina"]),
        ({"since": "2999-01-01"}, []),
        ({"after": "3"}, ["Barasa I. Simple questions", "Barasa II. Choices"]),
        ({"before": "2"}, ["Begun Amina"]),
        ({"person": "nobody", "section": "no-such", "after": "x", "before": "9" * 40}, None),
    ],
)
def test_a_part_of_it_by_its_address(
    portal: Portal, report: str, asked: dict[str, str], wanted: list[str] | None
) -> None:
    assert heads(activity(portal, report, **asked)) == (heads(activity(portal, report)) if wanted is None else wanted)


def test_a_day_that_is_none_is_told_and_kept(portal: Portal, report: str) -> None:
    page = activity(portal, report, since="<31/3>")
    assert page.status == 400
    assert "“<31/3>” is no day" in page.words
    assert page.by_id("since").get("value") == "<31/3>"


def test_what_others_did_since_my_own_last_change(portal: Portal, report: str) -> None:
    place = activity(portal, report).link("What others did since your own last change")
    assert heads(portal.browser(AMINA).get(place)) == ["Barasa I. Simple questions", "Barasa II. Choices"]
    assert "since your own last change" not in activity(portal, report, BARASA).words


def test_many_changes_come_page_by_page_and_keep_the_filter(portal: Portal, report: str) -> None:
    for number in range(120):
        save(portal, report, {"people": Answer(number)})
    page = activity(portal, report, section="simple")
    assert len(marked(page)) > 100
    older = page.browser.get(page.link("Older changes"))
    assert "It rained" in older.words
    assert "Choices" not in " ".join(heads(older))
    assert "Older changes" not in older.words
    newest = older.browser.get(older.link("To the newest change"))
    assert newest.text == page.text


def test_a_new_version_says_where_it_began_and_not_what_was_copied(portal: Portal, report: str) -> None:
    portal.to(report, "submitted")
    newer = portal.store.revise(AMINA, report).id
    save(portal, newer, {"name": Answer("Third")})
    page = activity(portal, newer)
    assert heads(page) == ["Amina I. Simple questions", "Begun Amina"]
    assert marked(page) == ["<del>Second</del><ins>Third</ins>"]
    assert page.link("With the answers of version 1").endswith(f"/reports/{report}/activity")


def test_steps_tell_the_reason(portal: Portal, report: str) -> None:
    portal.to(report, "returned")
    page = activity(portal, report)
    assert heads(page)[:2] == ["Returned to the Party Clerk", "Submitted Amina"]
    assert "Because." in page.words


CANARIES = ("canary-private", "canary-comment", "canary-old", "Amina", "Barasa", "amina", "barasa", "canary-inner")


@pytest.mark.parametrize("person", [CLERK, KARI, None])
def test_others_see_the_steps_that_concern_them_and_nothing_else(portal: Portal, person: Identity | None) -> None:
    report = portal.report(answers={"name": "canary-old", "secret": "canary-private"})
    save(portal, report, {"name": Answer("Plan", comment="canary-comment")}, BARASA)
    portal.store.transition(AMINA, report, "ask-review", revision=2, reason="canary-inner")
    portal.store.transition(AMINA, report, "resume", revision=2)
    portal.to(report, "published")
    for asked in ({}, {"person": "amina"}, {"section": "simple"}, {"steps": "1"}, {"after": "1"}):
        page = activity(portal, report, person, **asked)
        assert heads(page) == ["Published The Secretariat", "Accepted The Secretariat", "Submitted The Party"]
        assert not [each for each in CANARIES if each in page.text.replace("person=amina", "")]
