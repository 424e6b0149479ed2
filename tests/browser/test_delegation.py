"""A section goes to a colleague and comes back: delegated, opened without an account, filled in, done, withdrawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from cbreport.answering import Answer
from tests.browser.inspecting import problems
from tests.browser.test_offline import COPIES, KEPT, keeps, line
from tests.browser.visiting import Visitors, press

pytestmark = pytest.mark.browser


def delegate(page: Page, report: str, name: str) -> str:
    """Delegate the first section; the link."""
    page.goto(report)
    press(page.get_by_role("link", name="Delegate sections to a colleague"))
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Name of your colleague").fill(name)
    press(page.get_by_role("button", name="Delegate", exact=True))
    return page.get_by_label("Copy this link and send it.").input_value()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_colleague_fills_in_a_section_without_an_account(visit_small: Visitors, script: bool) -> None:
    report = visit_small.site.report("example", "KEN")
    amina = visit_small("focal-KEN", script=script)
    link = delegate(amina, report, "Chebet Kiprop")

    chebet = visit_small(script=script, width=360)
    chebet.goto(link)
    expect(chebet.get_by_role("heading", level=1)).to_contain_text("You are asked to fill in a part of a report")
    press(chebet.get_by_role("button", name="Open the report"))
    assert "/invited/" not in chebet.url
    press(chebet.locator(".govuk-task-list__link").first)
    chebet.get_by_role("radio", name="Yes").first.check()
    press(chebet.get_by_role("button", name="Save and come back later"))
    expect(chebet.get_by_text("Your answers are saved.")).to_be_visible()

    amina.goto(report)
    expect(amina.locator(".govuk-task-list__item").first).to_contain_text("Chebet Kiprop is working here now")
    press(chebet.get_by_role("button", name="I am done with this"))
    amina.reload()
    expect(amina.locator(".govuk-task-list__item").first).to_contain_text("Done")

    press(amina.get_by_role("link", name="Who has what"))
    press(amina.get_by_role("button", name="Withdraw"))
    chebet.goto(link)
    expect(chebet.get_by_role("heading", level=1)).to_have_text("This link was withdrawn")
    chebet.goto(report)
    expect(chebet.get_by_role("heading", level=1)).not_to_contain_text("Your sections")


def test_a_colleague_works_without_a_line_until_her_link_ends(visit_small: Visitors) -> None:
    """Her section only, and nothing of it stays on her device afterwards."""
    site = visit_small.site
    report = site.report("example", "KEN")
    site.answer(report, "KEN", {"share": Answer("77")})
    amina, chebet = visit_small("focal-KEN"), visit_small()
    link = delegate(amina, report, "Chebet Kiprop")
    chebet.goto(link)
    press(chebet.get_by_role("button", name="Open the report"))
    press(chebet.get_by_role("link", name="Working offline on this device"))
    press(chebet.get_by_role("button", name="This is my own device"))
    chebet.goto(report)
    chebet.evaluate("() => navigator.serviceWorker.ready")
    section = chebet.locator(".govuk-task-list__link")
    count = int(section.get_attribute("data-cb-pages") or "0")
    keeps(chebet, 3 + count)  # home, the switch, her list of sections and the pages of hers
    assert 'value="77"' not in "".join(chebet.evaluate(KEPT))
    chebet.context.set_offline(True)
    press(section)
    chebet.get_by_role("radio", name="Yes").first.check()
    expect(line(chebet)).to_contain_text("kept on this device since")
    press(chebet.get_by_role("button", name="Save and come back later"))
    expect(chebet.get_by_role("heading", level=1)).to_contain_text("Your sections")
    chebet.context.set_offline(False)
    expect(line(chebet)).to_contain_text("Saved at")
    amina.goto(f"{report}/delegations")
    press(amina.get_by_role("button", name="Withdraw"))
    chebet.goto(report)
    expect(chebet.get_by_role("heading", level=1)).not_to_contain_text("Your sections")
    keeps(chebet, 0)
    assert chebet.evaluate(COPIES) == []


def test_a_colleague_who_leaves_leaves_nothing_on_her_device(visit_small: Visitors) -> None:
    report = visit_small.site.report("example", "KEN")
    link = delegate(visit_small("focal-KEN"), report, "Chebet Kiprop")
    chebet = visit_small()
    chebet.goto(link)
    press(chebet.get_by_role("button", name="Open the report"))
    chebet.goto("/reporting/device")
    press(chebet.get_by_role("button", name="This is my own device"))
    chebet.goto(report)
    chebet.evaluate("() => navigator.serviceWorker.ready")
    keeps(chebet, 3 + int(chebet.locator(".govuk-task-list__link").get_attribute("data-cb-pages") or "0"))
    chebet.get_by_role("link", name="Leave: forget my link in this browser").click()
    expect(chebet.get_by_role("heading", level=1)).to_have_text("You have left")
    assert chebet.evaluate(KEPT) == []
    assert chebet.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_its_pages_are_in_order(visit_small: Visitors, language: str) -> None:
    report = visit_small.site.report("example", "KEN")
    link = delegate(visit_small("focal-KEN"), report, "Chebet Kiprop")
    amina, chebet = visit_small("focal-KEN", language=language), visit_small(language=language)
    own = [report, f"{report}/delegations", f"{report}/delegations/new", f"{report}/hand-over"]
    found = []
    for page, places in ((amina, own), (chebet, [link[:-1], link])):
        for place in places:
            page.goto(place)
            found += problems(page, language)
    press(chebet.get_by_role("main").get_by_role("button").first)
    found += problems(chebet, language)
    amina.goto(f"{report}/delegations/new")
    press(amina.get_by_role("main").get_by_role("button").last)
    assert found + problems(amina, language) == []
