"""Two people have the same page open: whatever they do, nothing that either of them typed is lost."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from cbreport.answering import Answer
from tests.browser.visiting import Visitors, complaints, focal_point, press

pytestmark = pytest.mark.browser


@dataclass
class Desks:
    """A focal point and a contributor of Kenya with the same page open."""

    visit: Visitors
    report: str
    mine: Page
    theirs: Page
    script: bool

    def open(self, number: int) -> None:
        for page in (self.mine, self.theirs):
            page.goto(f"{self.report}/activities/{number}")

    def kept(self) -> dict[str, object]:
        return {address: answer.value for address, answer in self.answers().items() if not answer.empty}

    def answers(self) -> dict[str, Answer]:
        id = self.report.rpartition("/")[2]
        return dict(self.visit.site.store.open(focal_point("KEN"), id).answers)

    def ever_said(self, address: str) -> list[object]:
        """Every value that an address has had, in order."""
        id = self.report.rpartition("/")[2]
        changes = self.visit.site.store.history(focal_point("KEN"), id)
        return [change.after.get("value") for change in reversed(changes) if change.address == address]


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def desks(request: pytest.FixtureRequest, visit_small: Visitors) -> Desks:
    report = visit_small.site.report("example", "KEN")
    people = [visit_small(person, script=request.param) for person in ("focal-KEN", "contributor-KEN")]
    desks = Desks(visit_small, report, *people, script=request.param)
    desks.open(2)
    return desks


def save(page: Page) -> None:
    press(page.get_by_role("button", name="Save and come back later"))


def test_different_answers_are_both_kept(desks: Desks) -> None:
    desks.mine.get_by_label("Which share of the budget was spent?").fill("12.5")
    desks.theirs.get_by_label("Who can be asked?").fill("Example Person")
    save(desks.theirs)
    save(desks.mine)
    expect(desks.mine.get_by_text("Your answers are saved.")).to_be_visible()
    assert desks.kept() == {"share": "12.5", "contact": "Example Person"}


def test_two_new_entries_are_both_kept(desks: Desks) -> None:
    desks.open(1)
    for page, title in ((desks.mine, "Course for rangers"), (desks.theirs, "Course for customs officers")):
        page.get_by_label("Title (required)").fill(title)
        save(page)
    titles = [value for address, value in desks.kept().items() if address.endswith(".title")]
    assert sorted(map(str, titles)) == ["Course for customs officers", "Course for rangers"]


@pytest.mark.parametrize("decision", ["mine", "theirs"])
def test_the_same_answer_is_decided_by_a_person(decision: str, desks: Desks) -> None:
    desks.theirs.get_by_label("Who can be asked?").fill("The colleague's person")
    desks.theirs.get_by_label("Which country helped most?").select_option("Norway")
    save(desks.theirs)

    desks.mine.get_by_label("Who can be asked?").fill("My person")
    desks.mine.get_by_label("Which share of the budget was spent?").fill("12.5")
    press(desks.mine.get_by_role("button", name="Save and continue"))
    expect(desks.mine.get_by_role("heading", level=1)).to_contain_text("Somebody changed the same answer")
    assert desks.kept()["contact"] == "The colleague's person"

    both = desks.mine.get_by_role("group", name="Who can be asked?")
    expect(both).to_contain_text("My person")
    expect(both).to_contain_text("The colleague's person")
    expect(desks.mine.get_by_role("group")).to_have_count(1)
    both.get_by_role("radio", name="Yours" if decision == "mine" else "Your colleague's").check()
    press(desks.mine.get_by_role("button", name="Save what I decided"))

    chosen = "My person" if decision == "mine" else "The colleague's person"
    assert desks.kept() == {"contact": chosen, "share": "12.5", "partner": "NOR"}
    assert "The colleague's person" in desks.ever_said("contact")
    desks.mine.goto(f"{desks.report}/activities/2")
    expect(desks.mine.get_by_label("Who can be asked?")).to_have_value(chosen)


def test_a_decision_that_comes_too_late_is_asked_again(desks: Desks) -> None:
    asked = "Which share of the budget was spent?"
    for page, typed in ((desks.theirs, "10"), (desks.mine, "20")):
        page.get_by_label(asked).fill(typed)
        press(page.get_by_role("button", name="Save and continue"))
    desks.theirs.goto(f"{desks.report}/activities/2")
    desks.theirs.get_by_label(asked).fill("30")
    save(desks.theirs)

    press(desks.mine.get_by_role("button", name="Save what I decided"))
    both = desks.mine.get_by_role("group", name=asked)
    expect(both).to_contain_text("20")
    expect(both).to_contain_text("30")
    press(desks.mine.get_by_role("button", name="Save what I decided"))
    assert desks.kept() == {"share": "20"}
    assert desks.ever_said("share") == ["10", "30", "20"]


@pytest.mark.parametrize("asked_in_place", [False, True])
def test_an_entry_that_was_removed_meanwhile_comes_back_only_if_wanted(desks: Desks, asked_in_place: bool) -> None:
    """Whoever is asked in place, and saves the page without having decided, is asked again."""
    desks.open(1)
    desks.mine.get_by_label("Title (required)").fill("Course for rangers")
    press(desks.mine.get_by_role("button", name="Save and add another entry"))
    desks.theirs.reload()
    press(desks.theirs.get_by_role("button", name="Entry 1: Course for rangers"))
    press(desks.theirs.get_by_role("button", name="Remove this entry"))
    assert desks.kept() == {}

    first = desks.mine.get_by_role("group", name="Entry 1")
    first.get_by_label("Title (required)").fill("Course for rangers in the north")
    if asked_in_place:
        if not desks.script:
            return
        expect(desks.mine.locator(".cb-conflict")).to_be_visible()
    press(desks.mine.get_by_role("button", name="Save and continue"))
    expect(desks.mine.get_by_role("heading", level=1)).to_contain_text("Somebody changed the same answer")
    desks.mine.get_by_role("radio", name="Your colleague's").check()
    press(desks.mine.get_by_role("button", name="Save what I decided"))
    assert complaints(desks.mine) == []
    assert desks.kept() == {}
