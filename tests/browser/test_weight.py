"""What travels to a browser: a first visit, later pages, and what pages say of their own weight."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from cbreport.answering import Answer
from cbreport.definition import pages
from cbreport.web.packaged import packaged
from tests.browser.test_offline import line, own_device
from tests.browser.test_pages import DRAFTS
from tests.browser.visiting import HOME, Visitors

pytestmark = pytest.mark.browser

FIRST: Final = 30_000  # bytes, answers with their headers
LATER: Final = 8_000  # without headers, as are style and script
STYLE: Final = 14_000
SCRIPT: Final = 6_000  # by gzip, which every browser takes
MORE_SCRIPT: Final = 6_144  # as it travels, on pages that load more than others do
LOADED: Final = """
async () => {
  const names = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname.split("/").pop());
  return [...new Set(names.filter((name) => name.endsWith(".js")))];
}
"""


@dataclass
class Line:
    """What came over the line, as the browser counts it: bytes by path."""

    came: dict[str, int] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)  # how much of it were headers
    _paths: dict[str, str] = field(default_factory=dict)
    _kept: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        session: Any = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", lambda e: self._paths.update({e["requestId"]: e["request"]["url"]}))
        session.on("Network.requestServedFromCache", lambda e: self._kept.add(e["requestId"]))
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _answered(self, event: dict[str, Any]) -> None:
        path = urlsplit(event["response"]["url"]).path
        self.heads[path] = int(event["response"]["encodedDataLength"])
        if event["response"].get("fromDiskCache"):
            self._kept.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        id = event["requestId"]
        if id in self._paths and id not in self._kept:
            path = urlsplit(self._paths[id]).path
            self.came[path] = self.came.get(path, 0) + event["encodedDataLength"]

    def during(self, page: Page, act: Callable[[], object]) -> dict[str, int]:
        self.came.clear()
        act()
        page.wait_for_load_state("networkidle")
        return dict(self.came)


def ending(came: dict[str, int], *ends: str) -> int:
    return sum(size for path, size in came.items() if path.endswith(ends))


@pytest.mark.parametrize("where", ["home", "tasks", "question"])
def test_a_first_visit_keeps_to_its_budget(where: str, visit: Visitors) -> None:
    report = visit.site.report("cites", "FJI")
    paths = {"home": HOME, "tasks": report, "question": report + "/capacity-activities/3"}
    page, line = visit("focal-FJI"), Line()
    line.watch(page)
    came = line.during(page, lambda: page.goto(paths[where]))
    assert sum(came.values()) <= FIRST, came
    assert 0 < ending(came, ".css") - ending(line.heads, ".css") <= STYLE
    assert 0 < ending(came, ".js") - ending(line.heads, ".js") <= SCRIPT
    assert 0 < came[paths[where]] <= LATER


@pytest.mark.parametrize("convention", DRAFTS)
def test_each_later_page_is_one_small_request(convention: str, visit: Visitors) -> None:
    party = DRAFTS[convention]
    report, cycle = visit.site.report(convention, party), visit.site.library.convention(convention).main_cycle
    assert cycle
    form = visit.site.library.form(cycle.form, cycle.edition)
    paths = [f"{report}/{each.id}/{page.number}" for each in form.sections for page in pages(each)]
    paths += [HOME, report, f"{report}/check", f"{report}/earlier", f"{HOME}common"]
    page, line = visit(f"focal-{party}"), Line()
    line.watch(page)
    page.goto(HOME)
    page.wait_for_load_state("networkidle")
    found, kept = [], set[str]()
    for path in paths:
        came = line.during(page, lambda path=path: page.goto(path))
        files = {each for each in came if "/static/" in each}
        assert not files & kept, "a browser keeps style and script"
        kept |= files
        if set(came) - files != {path} or came[path] - line.heads[path] > LATER or scripts(page, "gzip") > SCRIPT:
            found.append(came)
    assert found == []


def scripts(page: Page, encoding: str) -> int:
    """What all scripts weigh that the page has loaded until now, also those that were kept."""
    names = page.evaluate(LOADED)
    assert "cb.js" in names
    return sum(len(packaged(name).packed[encoding]) for name in names)


def test_script_stays_small_while_one_types(visit_small: Visitors) -> None:
    page = visit_small("focal-KEN")
    page.goto(visit_small.site.report("example", "KEN") + "/needs/1")
    page.get_by_role("group", name="Has your country assessed its needs?").get_by_role("radio", name="Yes").check()
    expect(line(page)).to_contain_text("Saved at")
    assert {"conditions.js", "saving.js"} < set(page.evaluate(LOADED))
    assert scripts(page, "gzip") <= SCRIPT


def test_browsers_get_script_as_it_is_counted(visit_small: Visitors) -> None:
    """What this test says of the encoding is true only when the browser does take it."""
    page = visit_small("focal-KEN")
    with page.expect_response(lambda answer: answer.url.endswith("/saving.js")) as answer:
        page.goto(visit_small.site.report("example", "KEN") + "/needs/1")
    assert answer.value.headers["content-encoding"] == "br"


def test_script_stays_small_where_two_changed_the_same(visit_small: Visitors) -> None:
    site = visit_small.site
    report = site.report("example", "KEN")
    page = visit_small("focal-KEN")
    page.goto(report + "/needs/1")
    site.answer(report, "KEN", {"assessed": Answer(False)})
    assessed = page.get_by_role("group", name="Has your country assessed its needs?")
    assessed.get_by_role("radio", name="Yes").check()
    expect(line(page)).to_contain_text("A colleague changed the same answer")
    page.get_by_role("button", name="Take this one").click()
    expect(assessed.get_by_role("radio", name="No")).to_be_checked()
    assert scripts(page, "br") <= MORE_SCRIPT


def test_script_stays_small_where_answers_have_translations(visit: Visitors) -> None:
    page = visit("focal-FJI")
    page.goto(visit.site.report("cbd", "FJI") + "/nbsap/2")
    page.wait_for_load_state("networkidle")
    assert "translating.js" in page.evaluate(LOADED)
    assert scripts(page, "gzip") <= MORE_SCRIPT


def test_script_stays_small_on_a_device_of_one_s_own(visit_small: Visitors) -> None:
    """Also when the page that was saved is kept anew; what keeps the other pages is loaded once."""
    report = visit_small.site.report("example", "KEN")
    page = visit_small("focal-KEN")
    own_device(page, report)
    page.goto(report + "/needs/1")
    page.get_by_role("group", name="Has your country assessed its needs?").get_by_role("radio", name="Yes").check()
    expect(line(page)).to_contain_text("Saved at")
    page.wait_for_timeout(4000)
    assert {"conditions.js", "device.js"} < set(page.evaluate(LOADED))
    assert scripts(page, "br") <= MORE_SCRIPT


def line_of(page: Page) -> Any:
    return page.locator("[data-cb-line]").get_by_role("status")


def test_a_secretariats_pages_are_small(visit: Visitors) -> None:
    page, line = visit("secretariat-cbd"), Line()
    line.watch(page)
    page.goto(HOME)
    page.wait_for_load_state("networkidle")
    # All 196 Parties stand on one page, so that filters and search need no others.
    views = (f"{HOME}desk/cbd/picture", f"{HOME}desk/cbd/picture/needs", f"{HOME}desk/cbd/received")
    asked = f"{HOME}desk/cbd/summary?question=b20-2"
    for path in (f"{HOME}desk/cbd", asked, f"{asked}&part=options", *views, f"{HOME}desk/cbd/synthesis"):
        came = line.during(page, lambda path=path: page.goto(path))
        plain = path.partition("?")[0]
        assert list(came) == [plain]
        assert came[plain] - line.heads[plain] <= LATER, came


def test_a_page_says_what_it_weighs(visit: Visitors) -> None:
    page, line = visit("focal-FJI"), Line()
    line.watch(page)
    path = visit.site.report("cites", "FJI") + "/capacity-activities/3"
    with page.expect_response(lambda response: response.url.endswith(path)) as answer:
        came = line.during(page, lambda: page.goto(path))
    body = int(answer.value.headers["content-length"])
    own, rest = map(int, re.findall(r"(\d+) kB", page.locator(".cb-weight").inner_text()))
    assert own == math.ceil(body / 1000)
    headers = 4 * 1000  # of four answers, at most
    kept = ending(came, ".css", ".js", ".svg")
    assert kept - headers <= rest * 1000 <= kept + 1000


def test_what_is_weighed_has_come(visit: Visitors) -> None:
    """The measure itself: a page that was never opened costs all of it, the same page again only itself."""
    page, line = visit("focal-FJI"), Line()
    line.watch(page)
    first = line.during(page, lambda: page.goto(HOME))
    again = line.during(page, lambda: page.goto(HOME))
    assert len(first) > 3
    assert list(again) == [HOME]
    assert first[HOME] > 500
