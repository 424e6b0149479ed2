"""What is typed on a bad line is never lost, never said to be saved before it is, and nobody else gets to see it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from cbreport.answering import Answer
from cbreport.web.packaged import packaged
from cbreport.web.pages import device
from tests.browser.visiting import Site, Visitors, focal_point, press

pytestmark = pytest.mark.browser

SHARE: Final = "Which share of the budget was spent?"
ASKED: Final = "Who can be asked?"  # private
PARTNER: Final = "Which country helped most?"
KEPT: Final = """
async () => {
  const told = [...Object.values(sessionStorage), ...Object.values(localStorage)];
  for (const { name } of await indexedDB.databases()) {
    const open = indexedDB.open(name);
    const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      told.push(JSON.stringify(await new Promise((done) => (all.onsuccess = () => done(all.result)))));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const kept = await cache.match(request, { ignoreVary: true });
      if (!request.url.includes("/static/")) told.push(request.url + (await kept.text()));
    }
  }
  return told;
}
"""
COPIES: Final = "async () => (await Promise.all((await caches.keys()).filter((n) => n.startsWith('cb-pages')).map(" \
    "async (n) => (await (await caches.open(n)).keys()).map((r) => new URL(r.url).pathname)))).flat()"  # fmt: skip


def line(page: Page) -> Any:
    """What is said about saving."""
    return page.locator("[data-cb-line]").get_by_role("status")


def down(route: Route) -> None:
    """A line on which nothing can be saved, though pages come."""
    route.abort() if route.request.method == "PUT" else route.continue_()


NO_SAVING: Final = """(() => {
  const line = window.fetch;
  const lost = (options) => window.noSaving && options?.method === "PUT";
  window.noSaving = true;
  window.fetch = (url, options) => (lost(options) ? Promise.reject(new TypeError("No line")) : line(url, options));
})()"""


def no_saving(page: Page) -> None:
    """As :func:`down`, where a service worker may carry requests past the routes of the test."""
    page.add_init_script(NO_SAVING)
    page.evaluate(NO_SAVING)


def saving_again(page: Page) -> None:
    page.evaluate("() => { window.noSaving = false; dispatchEvent(new Event('online')); }")


def answers(site: Site, report: str) -> dict[str, Any]:
    stored = site.store.open(focal_point("KEN"), report.rpartition("/")[2]).answers
    return {address: answer.value for address, answer in stored.items()}


def revisions(site: Site, report: str) -> int:
    return site.store.open(focal_point("KEN"), report.rpartition("/")[2]).summary.revision


@pytest.fixture
def report(visit_small: Visitors) -> str:
    return visit_small.site.report("example", "KEN")


@pytest.fixture
def page(visit_small: Visitors, report: str) -> Page:
    """The second page of the activities, on somebody's shared computer."""
    page = visit_small("focal-KEN")
    page.goto(report + "/activities/2")
    return page


def own_device(page: Page, report: str) -> None:
    """Let the device work offline, and wait until it keeps the pages of the report."""
    page.goto("/reporting/device")
    press(page.get_by_role("button", name="This is my own device"))
    page.goto(report)
    page.evaluate("() => navigator.serviceWorker.ready")
    keeps(page, 7)  # home, the switch, the list of sections and its four pages


def keeps(page: Page, count: int) -> None:
    """Wait until the device keeps so many pages."""
    for _ in range(60):
        if len(page.evaluate(COPIES)) == count:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"The device keeps {page.evaluate(COPIES)}.")


def forget_copy(page: Page, path: str) -> None:
    script = "async (path) => { for (const n of await caches.keys()) await (await caches.open(n)).delete(path); }"
    page.evaluate(script, path)


# -- with a line ------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_and_only_then_said_to_be(page: Page, visit_small: Visitors, report: str) -> None:
    held: list[Route] = []
    page.route(
        "**/activities/2", lambda route: held.append(route) if route.request.method == "PUT" else route.continue_()
    )
    page.get_by_label(SHARE).fill("12.5")
    page.wait_for_timeout(2000)
    assert [route.request.post_data for route in held] == [held[0].request.post_data]
    expect(page.locator("[data-cb-line]")).to_contain_text("Saving")
    expect(line(page)).to_be_empty()
    assert answers(visit_small.site, report) == {}
    held[0].continue_()
    expect(line(page)).to_have_text(re.compile(r"^Saved at \d\d:\d\d\.$"))
    assert answers(visit_small.site, report) == {"share": "12.5"}


def test_what_was_saved_is_no_conflict_for_the_button(page: Page, visit_small: Visitors, report: str) -> None:
    for typed in ("12", "13"):
        page.get_by_label(SHARE).fill(typed)
        expect(line(page)).to_contain_text("Saved at")
        page.wait_for_timeout(1500)
    page.get_by_label(SHARE).fill("14")
    page.get_by_label(PARTNER).select_option("Norway")
    press(page.get_by_role("button", name="Save and continue"))
    assert answers(visit_small.site, report) == {"share": "14", "partner": "NOR"}
    page.go_back()
    page.get_by_label(SHARE).fill("15")
    expect(line(page)).to_contain_text("Saved at")
    press(page.get_by_role("button", name="Save and come back later"))
    assert answers(visit_small.site, report)["share"] == "15"
    assert page.evaluate(KEPT) == []


def test_conditions_stay_right_after_saving(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    page.goto(report + "/needs/1")
    assessed = page.get_by_role("group", name="Has your country assessed its needs?")
    follow_up = page.get_by_role("group", name="When was the assessment finished?")
    for answer, seen in (("Yes", True), ("No", False), ("Yes", True)):
        assessed.get_by_role("radio", name=answer).check()
        expect(follow_up).to_be_visible(visible=seen)
        expect(line(page)).to_contain_text("Saved at")
        page.wait_for_timeout(1200)
        expect(follow_up).to_be_visible(visible=seen)


def test_a_row_that_was_begun_is_one_row(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    page.goto(report + "/activities/1")
    page.get_by_label("Title (required)").fill("Course")
    expect(line(page)).to_contain_text("Saved at")
    page.get_by_label("Title (required)").fill("Course for rangers")
    page.wait_for_timeout(1500)
    press(page.get_by_role("button", name="Save and add another entry"))
    expect(page.get_by_role("group", name="Entry 2")).to_be_visible()
    assert list(answers(visit_small.site, report).values()) == ["Course for rangers"]


# -- a bad line -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["dropped", "500", "html", "timeout", "reply lost", "half a reply"])
def test_a_save_that_fails_is_sent_again_until_it_is_there_once(
    fault: str, page: Page, visit_small: Visitors, report: str
) -> None:
    tries: list[str] = []

    def meddle(route: Route) -> None:
        if route.request.method != "PUT":
            return route.continue_()
        tries.append(route.request.headers["idempotency-key"])
        if len(tries) > 2:
            return route.continue_()
        if fault == "500":
            return route.fulfill(status=500, body="no")
        if fault == "html":
            return route.fulfill(status=502, body="<p>no</p>", content_type="text/html")
        if fault in ("reply lost", "half a reply"):
            reply = route.fetch()
            if fault == "half a reply":
                return route.fulfill(status=200, body=reply.body()[:20], content_type="application/json")
        return route.abort("timedout" if fault == "timeout" else "connectionreset")

    page.route("**/activities/2", meddle)
    page.get_by_label(SHARE).fill("12.5")
    expect(line(page)).to_contain_text("Not sent yet")
    assert "Saved" not in line(page).inner_text()
    expect(line(page)).to_contain_text("Saved at")
    assert len(tries) == 3
    assert len(set(tries)) == 1
    assert answers(visit_small.site, report) == {"share": "12.5"}
    assert revisions(visit_small.site, report) == 1
    visit_small.troubles.clear()


def test_typing_goes_on_without_a_line_and_survives_a_reload(page: Page, visit_small: Visitors, report: str) -> None:
    page.route("**/activities/2", down)
    page.get_by_label(SHARE).fill("12.5")
    expect(line(page)).to_contain_text("Not sent yet: kept on this device as long as this window is open")
    page.get_by_label(PARTNER).select_option("Norway")
    expect(line(page)).to_contain_text("Answers that wait: 2")
    page.reload()
    expect(page.get_by_label(SHARE)).to_have_value("12.5")
    expect(page.get_by_label(PARTNER)).to_have_value("NOR")
    expect(line(page)).to_contain_text("Not sent yet")
    assert answers(visit_small.site, report) == {}
    page.goto(report)
    expect(line(page)).to_contain_text("Answers that wait: 2")
    page.unroute("**/activities/2", down)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(line(page)).to_contain_text("Saved at")
    assert answers(visit_small.site, report) == {"share": "12.5", "partner": "NOR"}
    assert page.evaluate(KEPT) == []


def test_a_row_that_was_begun_survives_a_reload(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    page.goto(report + "/activities/1")
    page.route("**/activities/1", down)
    page.get_by_label("Title (required)").fill("Course")
    expect(line(page)).to_contain_text("Not sent yet")
    page.reload()
    expect(page.get_by_label("Title (required)")).to_have_value("Course")
    page.unroute_all()
    page.get_by_label("Title (required)").fill("Course for rangers")
    expect(line(page)).to_contain_text("Saved at")
    press(page.get_by_role("button", name="Save and come back later"))
    assert list(answers(visit_small.site, report).values()) == ["Course for rangers"]


def test_what_waits_goes_with_the_form(page: Page, visit_small: Visitors, report: str) -> None:
    """Also when one save was made and its reply was lost."""

    def lose(route: Route) -> None:
        if route.request.method == "PUT":
            with suppress(Error):  # the page may have been left meanwhile
                route.fetch()
                route.abort()
            return
        route.continue_()

    page.route("**/activities/2", lose)
    page.get_by_label(SHARE).fill("12")
    expect(line(page)).to_contain_text("Not sent yet")
    page.get_by_label(SHARE).fill("13")
    press(page.get_by_role("button", name="Save and come back later"))
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    assert answers(visit_small.site, report) == {"share": "13"}
    page.unroute_all()
    page.reload()
    page.wait_for_function("() => !sessionStorage.length")
    assert revisions(visit_small.site, report) == 2


def test_who_is_not_signed_in_any_more_is_told(page: Page, visit_small: Visitors, report: str) -> None:
    cookies = page.context.cookies()
    page.context.clear_cookies(name="cb_session")
    page.get_by_label(SHARE).fill("12.5")
    expect(line(page)).to_contain_text("You are not signed in any more")
    page.context.clear_cookies()
    page.context.add_cookies([{**cookie} for cookie in cookies])
    page.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(line(page)).to_contain_text("Saved at")
    assert answers(visit_small.site, report) == {"share": "12.5"}


@pytest.mark.parametrize("reply", ["redirect", "page"])
def test_a_portal_s_sign_in_page_is_no_yes(reply: str, page: Page, visit_small: Visitors, report: str) -> None:
    def guard(route: Route) -> None:
        if route.request.method != "PUT":
            return route.continue_()
        if reply == "redirect":
            return route.fulfill(status=302, headers={"Location": "/login"})
        return route.fulfill(status=200, body="<h1>Sign in</h1>", content_type="text/html")

    page.route("**/activities/2", guard)
    page.get_by_label(SHARE).fill("12.5")
    expect(line(page)).to_contain_text("You are not signed in any more")
    page.unroute_all()
    page.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(line(page)).to_contain_text("Saved at")
    assert answers(visit_small.site, report) == {"share": "12.5"}


def test_the_next_person_at_the_same_window_sends_and_sees_nothing(
    page: Page, visit_small: Visitors, report: str
) -> None:
    page.route("**/activities/2", down)
    page.get_by_label(SHARE).fill("12.5")
    expect(line(page)).to_contain_text("Not sent yet")
    page.unroute_all()
    page.context.clear_cookies()
    page.context.add_cookies(visit_small.wallet("contributor-KEN")["cookies"])
    page.goto(report + "/activities/2")
    page.wait_for_timeout(1500)
    expect(page.get_by_label(SHARE)).to_have_value("")
    assert answers(visit_small.site, report) == {}


# -- two people -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "kept"), [("Keep mine", "Mine"), ("Take this one", "Theirs"), ("Keep both together", "Theirs; Mine")]
)
def test_two_who_wrote_the_same_answer_are_asked_in_place(
    choice: str, kept: str, visit_small: Visitors, report: str
) -> None:
    page = visit_small("focal-KEN")
    page.goto(report + "/activities/2")
    visit_small.site.answer(report, "KEN", {"contact": Answer("Theirs", language="en"), "share": Answer("50")})
    page.get_by_label(ASKED).fill("Mine")
    page.get_by_label(PARTNER).select_option("Norway")
    expect(line(page)).to_contain_text("A colleague changed the same answer")
    asked = page.get_by_role("group", name="A colleague changed this")
    expect(asked).to_contain_text("Theirs")
    expect(page.get_by_text("A colleague changed this meanwhile: 50")).to_be_visible()
    page.wait_for_function("() => !sessionStorage.length")  # the country, which nobody else has chosen, is saved
    assert answers(visit_small.site, report) == {"contact": "Theirs", "share": "50", "partner": "NOR"}
    asked.get_by_role("button", name=choice).click()
    expect(page.get_by_label(ASKED)).to_have_value(kept)
    if choice != "Take this one":
        expect(line(page)).to_contain_text("Saved at")
    press(page.get_by_role("button", name="Save and continue"))
    assert answers(visit_small.site, report) == {"contact": kept, "share": "50", "partner": "NOR"}


def test_two_who_wrote_different_answers_are_not_asked(page: Page, visit_small: Visitors, report: str) -> None:
    visit_small.site.answer(report, "KEN", {"partner": Answer("NOR")})
    page.get_by_label(SHARE).fill("12")
    expect(line(page)).to_contain_text("A colleague changed another answer on this page.")
    press(page.get_by_role("button", name="Save and continue"))
    assert answers(visit_small.site, report) == {"share": "12", "partner": "NOR"}


def test_two_windows_of_one_person_both_save(page: Page, visit_small: Visitors, report: str) -> None:
    other = visit_small.watch(page.context.new_page())
    other.goto(report + "/activities/2")
    page.get_by_label(SHARE).fill("12")
    other.get_by_label(PARTNER).select_option("Norway")
    for each in (page, other):
        expect(line(each)).to_contain_text("Saved at")
    assert answers(visit_small.site, report) == {"share": "12", "partner": "NOR"}


# -- a device of one's own --------------------------------------------------------------------------------------------


def test_pages_are_read_and_filled_in_without_a_line(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.context.set_offline(True)
    page.goto(report + "/activities/2")
    page.get_by_label(SHARE).fill("12.5")
    expect(line(page)).to_contain_text("kept on this device since")
    page.reload()
    expect(page.get_by_label(SHARE)).to_have_value("12.5")
    page.goto(report)
    expect(line(page)).to_contain_text("Answers that wait: 1")
    page.goto("/reporting/device")
    expect(page.locator("[data-cb-drafts]")).to_contain_text("12.5")
    page.context.set_offline(False)
    expect(line(page)).to_contain_text("Saved at")
    assert answers(visit_small.site, report) == {"share": "12.5"}


def test_a_copy_shows_what_was_saved_since_it_was_made(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.goto(report + "/activities/2")
    page.get_by_label(SHARE).fill("12.5")
    expect(line(page)).to_contain_text("Saved at")
    for _ in range(60):
        if any('value="12.5"' in each for each in page.evaluate(KEPT)):
            break
        page.wait_for_timeout(250)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_label(SHARE)).to_have_value("12.5")


def test_save_and_continue_goes_on_without_a_line(visit_small: Visitors, report: str) -> None:
    """Also by Enter, to the list of sections after the last page, and back; nothing of it is sent twice."""
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.goto(report + "/activities/1")
    page.context.set_offline(True)
    page.get_by_label("Title (required)").fill("Course")
    press(page.get_by_role("button", name="Save and continue"))
    assert page.url.endswith(report + "/activities/2")
    expect(line(page)).to_contain_text("Answers that wait: 1")
    page.get_by_label(SHARE).fill("12.5")
    with page.expect_navigation():
        page.get_by_label(SHARE).press("Enter")
    assert page.url.endswith(report + "#section-activities")
    expect(page.get_by_role("heading", level=1)).to_contain_text("National report")
    expect(line(page)).to_contain_text("Answers that wait: 2")
    page.goto(report + "/activities/2")
    expect(page.get_by_label(SHARE)).to_have_value("12.5")
    press(page.get_by_role("button", name="Save and come back later"))
    assert page.url.endswith(report + "#section-activities")
    assert answers(visit_small.site, report) == {}
    page.context.set_offline(False)
    expect(line(page)).to_contain_text("Saved at")
    assert list(answers(visit_small.site, report).values()) == ["Course", "12.5"]
    assert revisions(visit_small.site, report) == 2


def test_it_goes_on_when_only_the_server_is_out_of_reach(visit_small: Visitors, report: str) -> None:
    """The browser takes itself for connected then; that a save did not get through tells better."""
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.goto(report + "/activities/1")
    no_saving(page)
    page.get_by_label("Title (required)").fill("Course")
    expect(line(page)).to_contain_text("Not sent yet")
    press(page.get_by_role("button", name="Save and continue"))
    assert page.url.endswith(report + "/activities/2")
    expect(line(page)).to_contain_text("Not sent yet")
    saving_again(page)
    expect(line(page)).to_contain_text("Saved at")
    assert list(answers(visit_small.site, report).values()) == ["Course"]


def test_where_no_copy_of_the_next_page_is_kept_the_page_says_so(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.goto(report + "/activities/1")
    forget_copy(page, report + "/activities/2")
    page.context.set_offline(True)
    page.get_by_label("Title (required)").fill("Course")
    page.get_by_role("button", name="Save and continue").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("this device keeps no copy of the page that comes next", use_inner_text=True)
    expect(told).not_to_contain_text("save again", use_inner_text=True)
    page.get_by_role("button", name="Save and add another entry").click()
    expect(told).to_contain_text("What you typed stays on this page", use_inner_text=True)
    expect(told).not_to_contain_text("no copy", use_inner_text=True)
    expect(page.get_by_label("Title (required)")).to_have_value("Course")
    page.context.set_offline(False)
    expect(line(page)).to_contain_text("Saved at")
    assert list(answers(visit_small.site, report).values()) == ["Course"]


def test_a_page_with_what_must_not_stay_on_a_device_is_not_left(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.goto(report + "/activities/2")
    page.context.set_offline(True)
    page.get_by_label(ASKED).fill("Classified")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed stays on this page", use_inner_text=True)
    expect(page.get_by_label(ASKED)).to_have_value("Classified")
    assert "Classified" not in "".join(page.evaluate(KEPT))
    page.context.set_offline(False)
    expect(line(page)).to_contain_text("Saved at")
    assert answers(visit_small.site, report) == {"contact": "Classified"}


def test_drafts_are_deleted_one_by_one_and_saved_to_a_file(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    page.goto(report + "/activities/2")
    page.route("**/activities/2", down)
    page.get_by_label(SHARE).fill("12.5")
    page.get_by_label(PARTNER).select_option("Norway")
    expect(line(page)).to_contain_text("Answers that wait: 2")
    page.goto("/reporting/device")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save these answers to a file").click()
    told = json.loads(download.value.path().read_text("utf-8"))["answers"]
    assert [(each["address"], each["fields"][0]) for each in told] == [
        ("share", ["a:share", "12.5"]), ("partner", ["a:partner", "NOR"])
    ]  # fmt: skip
    page.get_by_role("listitem").filter(has_text=SHARE).get_by_role("button", name="Delete this draft").click()
    expect(line(page)).to_contain_text("Answers that wait: 1")
    page.unroute_all()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(line(page)).to_contain_text("Saved at")
    assert answers(visit_small.site, report) == {"partner": "NOR"}


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
def test_what_is_sensitive_is_never_stored_on_the_device(own: bool, visit_small: Visitors, report: str) -> None:
    visit_small.site.answer(
        report, "KEN", {"contact": Answer("Classified before", language="en"), "share": Answer("77")}
    )
    page = visit_small("focal-KEN")
    if own:
        own_device(page, report)
    page.goto(report + "/activities/2")
    no_saving(page)
    page.get_by_label(ASKED).fill("Classified after")
    page.get_by_label(SHARE).fill("88")
    expect(line(page)).to_contain_text("stay on this page")
    page.wait_for_timeout(1500)
    told = "".join(page.evaluate(KEPT))
    assert "88" in told
    assert "Classified" not in told
    saving_again(page)
    expect(line(page)).to_contain_text("Saved at")
    assert answers(visit_small.site, report) == {"contact": "Classified after", "share": "88"}


def test_saving_a_copy_leaves_private_answers_alone(visit_small: Visitors, report: str) -> None:
    visit_small.site.answer(report, "KEN", {"contact": Answer("Classified", language="en")})
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.context.set_offline(True)
    page.goto(report + "/activities/2")
    expect(page.get_by_text("This is the copy on your device.")).to_be_visible()
    expect(page.get_by_label(ASKED)).to_have_count(0)
    page.context.set_offline(False)
    page.get_by_label(SHARE).fill("12")
    press(page.get_by_role("button", name="Save and come back later"))
    assert answers(visit_small.site, report) == {"contact": "Classified", "share": "12"}


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
def test_leaving_takes_everything_off_the_device_after_a_warning(own: bool, visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    if own:
        own_device(page, report)
    page.goto(report + "/activities/2")
    no_saving(page)
    page.get_by_label(SHARE).fill("12.5")
    expect(line(page)).to_contain_text("Not sent yet")
    page.get_by_role("link", name="Change who you are").click()
    expect(page.get_by_text("Some answers were not sent yet, and would be lost.")).to_be_visible()
    press(page.get_by_role("button", name="Remove everything from this device and go on"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    assert page.evaluate(KEPT) == []
    assert page.evaluate("async () => [await caches.keys(), await indexedDB.databases()]") == [[], []]
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    assert [each["name"] for each in page.context.cookies() if each["name"] == "cb_device"] == []


def test_leaving_with_nothing_unsent_asks_nothing(page: Page) -> None:
    page.get_by_role("link", name="Change who you are").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")


def test_the_next_person_on_a_device_gets_no_page_of_the_first(visit_small: Visitors, report: str) -> None:
    page = visit_small("focal-KEN")
    own_device(page, report)
    device = [each for each in page.context.cookies() if each["name"] == "cb_device"]
    page.context.clear_cookies()
    page.context.add_cookies([*visit_small.wallet("contributor-KEN")["cookies"], *device])
    page.goto("/reporting/")
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(report + "/activities/2")
    page.context.set_offline(False)
    visit_small.troubles.clear()


def test_a_new_worker_keeps_what_the_old_one_kept(
    visit_small: Visitors, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.evaluate("async () => (await caches.open('cb-pages of an older release')).put('/x', new Response('x'))")
    before = page.evaluate(COPIES)
    # Routes of a test do not see how a browser fetches a worker, so it is the server that has the newer one.
    newer = replace(packaged("sw.js"), plain=packaged("sw.js").plain + b"\n// a newer release")
    monkeypatch.setattr(device, "packaged", lambda name: newer)
    changed = page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready;
          const changed = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
          await registration.update();
          return Promise.race([changed.then(() => true), new Promise((done) => setTimeout(done, 15000))]);
        }"""
    )
    assert changed
    assert sorted(page.evaluate(COPIES)) == sorted(before)
    page.context.set_offline(True)
    page.goto(report + "/activities/2")
    expect(page.get_by_label(SHARE)).to_be_visible()
    assert page.locator(".cb-saving").count() == 1
    page.context.set_offline(False)


def test_the_browser_may_be_closed_without_a_line(
    visit_small: Visitors, report: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("profile")
    kind = visit_small.browser.browser_type
    site = visit_small.site

    def start() -> BrowserContext:
        from tests.browser.conftest import chromium

        return kind.launch_persistent_context(
            folder, executable_path=chromium(), args=["--no-sandbox"], base_url=site.address
        )

    context = start()
    cookies = visit_small.wallet("focal-KEN")["cookies"]
    context.add_cookies([{**each, "expires": 2_000_000_000} for each in cookies])
    page = context.new_page()
    own_device(page, report)
    context.set_offline(True)
    page.goto(report + "/activities/2")
    page.get_by_label(SHARE).fill("12.5")
    page.get_by_label(PARTNER).select_option("Norway")
    expect(line(page)).to_contain_text("Answers that wait: 2")
    context.close()

    context = start()
    context.set_offline(True)
    page = context.new_page()
    page.goto(report + "/activities/2")
    expect(page.get_by_label(SHARE)).to_have_value("12.5")
    expect(page.get_by_label(PARTNER)).to_have_value("NOR")
    assert answers(site, report) == {}
    context.set_offline(False)
    expect(line(page)).to_contain_text("Saved at")
    assert answers(site, report) == {"share": "12.5", "partner": "NOR"}
    context.close()
