"""A report from draft to publication and back, by all who take part; the Party's people use only the keyboard."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from cbreport.answering import Answer
from tests.browser.inspecting import problems
from tests.browser.visiting import Site, Visitors, press

pytestmark = pytest.mark.browser

COMPLETE = {"assessed": Answer(False), "help-needed": Answer(["funding"])}


def go_to(page: Page, wanted: Locator) -> None:
    """Go there with the Tab key."""
    expect(wanted).to_be_visible()
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not lead to {wanted}")


def follow(page: Page, role: Literal["button", "link"], name: str) -> None:
    """Go to a button or link with the keyboard, and press Enter."""
    go_to(page, page.get_by_role(role, name=name, exact=True).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def unfold(page: Page, text: str) -> None:
    """Open what is folded, with the keyboard."""
    go_to(page, page.locator("summary").filter(has_text=text).first)
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    go_to(page, page.get_by_role("textbox", name=label, exact=True))
    page.keyboard.type(text)


def sign_in(page: Page, site: Site, party: str, role: str) -> None:
    page.goto(site.url())
    row = page.get_by_role("listitem").filter(has=page.get_by_text(party, exact=True))
    go_to(page, row.get_by_role("button", name=role))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Reports of {party}")


def stage(page: Page) -> str:
    return page.locator(".cb-flow [aria-current=step]").inner_text().strip()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_report_goes_its_way(script: bool, visit_small: Visitors) -> None:
    site = visit_small.site
    path = site.report("example", "KEN")
    site.answer(path, "KEN", COMPLETE)
    focal, approver = visit_small(script=script), visit_small(script=script)
    sign_in(focal, site, "Kenya", "Focal point")
    follow(focal, "link", "First report")
    assert stage(focal) == "Draft"
    follow(focal, "button", "Give for review")
    assert stage(focal) == "In review"

    sign_in(approver, site, "Kenya", "Approver")
    follow(approver, "link", "First report")
    unfold(approver, "Discussion – I.1")
    follow(approver, "link", "Ask or answer – I.1")
    write(approver, "Text", "Assessed by whom?")
    follow(approver, "button", "Add to the discussion")
    expect(approver.get_by_text("Assessed by whom?", exact=True)).to_be_visible()
    approver.goto(site.url(path))
    unfold(approver, "Return for work")
    write(approver, "Why is it returned?", "See the discussion on I.1.")
    follow(approver, "button", "Return for work")

    focal.goto(site.url(path))
    assert stage(focal) == "Draft"
    expect(focal.get_by_text("See the discussion on I.1.")).to_be_visible()
    follow(focal, "link", "Open in the discussion: 1")
    follow(focal, "link", "I.1 Has your country assessed its needs?")
    write(focal, "Your reply", "By the ministry.")
    follow(focal, "button", "Resolve")
    expect(focal.get_by_text("Resolved", exact=True).first).to_be_visible()
    focal.goto(site.url(path))
    follow(focal, "button", "Give for review")

    approver.goto(site.url(path))
    follow(approver, "button", "Approve this report")
    assert stage(approver) == "Approved"
    focal.goto(site.url(path))
    follow(focal, "button", "Check and submit")
    follow(focal, "button", "Submit to the Secretariat")
    expect(focal.get_by_role("heading", level=1)).to_have_text("Report submitted")

    clerk = visit_small("secretariat-example", script=script)
    clerk.goto(site.url(path))
    assert stage(clerk) == "Submitted"
    expect(clerk.get_by_text("ministry")).to_have_count(0)
    clerk.locator("summary").filter(has_text="Return to the Party").click()
    press(clerk.get_by_role("button", name="Return to the Party"))
    expect(clerk.get_by_role("alert")).to_contain_text("Say why")
    clerk.get_by_label("Why is it returned to the Party?").fill("The second table lacks a source.")
    press(clerk.get_by_role("button", name="Return to the Party"))
    assert stage(clerk) == "Returned"

    focal.goto(site.url(path))
    expect(focal.get_by_text("The second table lacks a source.")).to_be_visible()
    press(focal.get_by_role("button", name="Revise as version 2"))
    expect(focal.get_by_text("The second table lacks a source.")).to_be_visible()
    second = focal.url
    press(focal.get_by_role("button", name="Check your answers"))
    press(focal.get_by_role("button", name="Submit to the Secretariat"))

    clerk.goto(second)
    press(clerk.get_by_role("button", name="Accept this report"))
    press(clerk.get_by_role("button", name="Publish this report"))
    public = visit_small(script=script)
    public.goto(second)
    expect(public.get_by_role("heading", level=1)).to_contain_text("National report")
    clerk.locator("summary").filter(has_text="Withdraw from publication").click()
    clerk.get_by_label("Why is it withdrawn?").fill("At the wish of the Party.")
    press(clerk.get_by_role("button", name="Withdraw from publication"))
    assert stage(clerk) == "Accepted"
    public.reload()
    expect(public.get_by_role("heading", level=1)).to_have_text("Page not found")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_are_accessible_and_fit(language: str, visit_small: Visitors) -> None:
    site = visit_small.site
    path = site.report("example", "KEN")
    site.answer(path, "KEN", COMPLETE)
    page = visit_small("focal-KEN", language=language)
    page.goto(site.url(f"{path}/discussion/on/assessed"))
    page.locator("#new-text").fill("Assessed by whom?")
    press(page.locator("button[value=begin]"))
    found = []
    for place in (path, f"{path}/check", f"{path}/needs/1", f"{path}/discussion", f"{path}/discussion/on/assessed"):
        page.goto(site.url(place))
        found += problems(page, language)
    assert found == []
