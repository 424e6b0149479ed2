"""Pictures of the main pages for the documentation. They are written only when `CBREPORT_SCREENSHOTS=1` is set."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from cbreport.library import Library
from tests.browser.serving import demo
from tests.browser.visiting import HOME, Site, Visitors, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"
WISH: Final = "CBREPORT_SCREENSHOTS"
TOGETHER: Final = 1_500_000  # bytes


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo that no other test has worked in, so that the pictures are always of the same reports."""
    with demo(tmp_path_factory.mktemp("screenshots"), Library()) as site:
        yield site


def keep(page: Page, name: str) -> None:
    """The part of the page that can be seen, as a PNG with few colours, if pictures are wanted."""
    if os.environ.get(WISH) != "1":
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    path.write_bytes(smaller(page.screenshot(animations="disabled", caret="hide")))


def smaller(png: bytes) -> bytes:
    """The same picture with at most 128 colours where a tool for that is there."""
    if tool := shutil.which("pngquant"):
        return subprocess.run([tool, "--speed", "1", "128", "-"], input=png, capture_output=True, check=True).stdout
    try:
        from PIL import Image
    except ImportError:
        return png
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def at_a_desk(visit: Visitors, person: str, language: str = "en") -> Page:
    return visit(person, language=language, width=1200, height=800)


def tasks(visit: Visitors) -> Page:
    page = at_a_desk(visit, "focal-FJI")
    page.goto(visit.site.report("cbd", "FJI"))
    expect(page.get_by_text("In progress").first).to_be_visible()
    return page


def question(visit: Visitors) -> Page:
    return scrolled(at_a_desk(visit, "focal-PHL"), visit.site.report("cms", "PHL"), "h1")


def scrolled(page: Page, report: str, to: str) -> Page:
    """A question with options, some of them ticked, without what stands above it."""
    page.goto(f"{report}/awareness/1")
    expect(page.get_by_role("checkbox", checked=True).first).to_be_visible()
    page.locator(to).evaluate("box => scrollTo(0, box.offsetTop - 16)")
    return page


def matrix(visit: Visitors) -> Page:
    page = at_a_desk(visit, "focal-FJI")
    page.goto(visit.site.report("cites", "FJI") + "/capacity-activities/3")
    expect(page.get_by_role("checkbox", checked=True).first).to_be_visible()
    return page


def error(visit: Visitors) -> Page:
    page = at_a_desk(visit, "focal-NPL")
    page.goto(visit.site.report("cbd", "NPL") + "/nbsap/1")
    page.get_by_role("group", name="Has your NBSAP been brought into line").get_by_label("The work has begun").check()
    for label, typed in (("Day", "31"), ("Month", "2"), ("Year", "2027")):
        page.get_by_label(label).first.fill(typed)
    press(page.get_by_role("button", name="Save and continue"))
    expect(page.get_by_role("alert")).to_contain_text("31 2 2027")
    return page


def check(visit: Visitors) -> Page:
    page = at_a_desk(visit, "focal-FJI")
    page.goto(visit.site.report("cbd", "FJI") + "/check")
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def submitted(visit: Visitors) -> Page:
    page = at_a_desk(visit, "focal-KEN")
    page.goto(visit.site.report("cbd", "KEN") + "/submitted")
    expect(page.get_by_role("heading", name="Report submitted")).to_be_visible()
    return page


def desk(visit: Visitors) -> Page:
    page = at_a_desk(visit, "secretariat-cbd")
    page.goto(HOME + "desk/cbd?status=submitted")
    expect(page.get_by_role("link", name="Kenya", exact=True)).to_be_visible()
    return page


def summary(visit: Visitors) -> Page:
    page = at_a_desk(visit, "secretariat-cbd")
    page.goto(HOME + "desk/cbd/summary?question=b20-2")
    expect(page.get_by_role("table").first).to_be_visible()
    return page


def synthesis(visit: Visitors) -> Page:
    page = at_a_desk(visit, "secretariat-cms")
    page.goto(HOME + "desk/cms/synthesis")
    page.locator("#findings").evaluate("box => scrollTo(0, box.offsetTop - 16)")
    return page


def arabic(visit: Visitors) -> Page:
    page = at_a_desk(visit, "focal-EGY", "ar")
    page.goto(visit.site.report("cms", "EGY", "COP13") + "/capacity/1")
    page.get_by_role("checkbox").nth(2).check()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    return page


def phone(visit: Visitors) -> Page:
    page = visit("focal-PHL", width=360, height=740, device_scale_factor=2)
    return scrolled(page, visit.site.report("cms", "PHL"), "[data-cb-address='v-1']")


OPENERS: Final = (tasks, question, matrix, error, check, submitted, desk, summary, synthesis, arabic, phone)


@pytest.mark.parametrize("opener", OPENERS, ids=lambda each: each.__name__)
def test_screenshot(opener: Callable[[Visitors], Page], visit: Visitors) -> None:
    page = opener(visit)
    page.evaluate("() => document.fonts.ready")
    keep(page, opener.__name__)


def test_all_screenshots_together_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert sum(sizes.values()) < TOGETHER, sizes
