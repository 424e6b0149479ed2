"""The history of an answer, what has happened in a report, and two versions side by side, for everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cbreport.answering import Answer
from cbreport.reporting import Identity
from tests.browser.inspecting import problems
from tests.browser.visiting import Site, Visitors, focal_point, press

pytestmark = pytest.mark.browser

COLLEAGUE = Identity("contributor-KEN", "Kenya", frozenset({"contributor"}), party="KEN")
STORY = "We trained rangers.\n" * 20


def written(site: Site) -> str:
    """A report with a text that two people wrote, a row that was removed, and a later version."""
    path = site.report("example", "KEN")
    id = path.rpartition("/")[2]
    question, group, part = "help-detail", "trainings", "title"

    def save(person: Identity, answers: dict[str, Answer]) -> None:
        site.store.save(person, id, answers, site.store.open(person, id).summary.revision)

    save(focal_point("KEN"), {question: Answer(STORY, language="en"), f"{group}[r1].{part}": Answer("Census")})
    save(COLLEAGUE, {question: Answer(STORY.replace("rangers", "40 rangers", 3), language="en", comment="Seen.")})
    save(focal_point("KEN"), {f"{group}[r1].{part}": Answer()})
    return f"{path} {question} {group}"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everybody_can_read_the_pages(language: str, visit_small: Visitors) -> None:
    report, question, group = written(visit_small.site).split()
    page = visit_small("focal-KEN", language=language)
    today = visit_small.site.store.open(focal_point("KEN"), report.rpartition("/")[2]).summary.created[:10]
    places = [
        *(f"/history/{question}", f"/history/{group}", f"/history/{question}?whole=", "/activity", "/activity?since=x"),
        *("/compare", f"/compare?left-on={today}&all=1", "/compare?left-on=x"),
    ]
    found = []
    for place in places:
        page.goto(report + place)
        found += problems(page, language)
    assert found == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_text_and_a_row_come_back(script: bool, visit_small: Visitors) -> None:
    report, question, group = written(visit_small.site).split()
    page = visit_small("focal-KEN", script=script, width=360)
    page.goto(f"{report}/history/{question}")
    expect(page.locator(".cb-marked ins").first).to_contain_text("40")
    press(page.get_by_role("button", name="Restore this version").first)
    expect(page.get_by_role("status").first).to_contain_text("Restored")
    page.goto(f"{report}/history/{group}")
    press(page.get_by_role("button", name="Bring back").first)
    id = report.rpartition("/")[2]
    kept = visit_small.site.store.open(focal_point("KEN"), id).answers
    assert kept[question].value == STORY
    assert [each.value for address, each in kept.items() if address.startswith(group)] == ["Census"]
    page.goto(f"{report}/activity")
    expect(page.get_by_role("heading", name="Focal point, Kenya").first).to_be_visible()
