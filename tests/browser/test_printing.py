"""The page that leads to a PDF: it says what is happening, asks by itself whether the file is there, and ends in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Response, expect

from cbreport.testing import EXAMPLE, example_library
from cbreport.web.identity import DemoIdentity, demo_people
from tests.browser.inspecting import TOO_WIDE, problems
from tests.browser.serving import demo
from tests.browser.visiting import NARROW, PHONE, WIDE, Site, Visitors
from tests.web.test_printing import Slow

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def press() -> Slow:
    return Slow()


@pytest.fixture(scope="module")
def slow_site(tmp_path_factory: pytest.TempPathFactory, press: Slow) -> Iterator[Site]:
    people = DemoIdentity(demo_people({EXAMPLE.id: EXAMPLE.secretariat}, {"KEN": "Kenya"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cbreport.web.printing.SHORT_WAIT", 0.0)
        with demo(tmp_path_factory.mktemp("printing"), example_library(), people, press) as site:
            yield site


@pytest.mark.parametrize(
    ("language", "widths", "said", "heading"),
    [("en", (PHONE, NARROW), "37 % done", "The PDF is being made"), ("ar", (WIDE,), "37", "يجري إعداد ملف PDF")],
)
def test_the_page_leads_to_the_file_by_itself(
    language: str,
    widths: tuple[int, ...],
    said: str,
    heading: str,
    press: Slow,
    slow_site: Site,
    visitors: Callable[[Site], Visitors],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit, address = visitors(slow_site), f"{slow_site.report(EXAMPLE.id, 'KEN')}/report.pdf"
    pages = [visit("focal-KEN", language=language, width=widths[-1], script=script) for script in (True, False)]
    monkeypatch.setattr("cbreport.web.printing.AGAIN", 60)  # not while the pages are looked at
    for page in pages:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    scripted, plain = pages
    found = problems(scripted, language, widths) + plain.evaluate(TOO_WIDE)
    assert not found, "\n".join(found)
    monkeypatch.setattr("cbreport.web.printing.AGAIN", 1)
    handle = press.taken[-1][1]  # one, however many ask
    handle.progress = 0.37
    for page in pages:
        page.reload()
        expect(page.locator("main")).to_contain_text(said)
    with scripted.expect_response(is_file) as first, plain.expect_response(is_file) as second:
        handle._finish(b"%PDF-1.7\n%%EOF\n")
    assert [each.value.url for each in (first, second)] == [slow_site.url(address)] * 2


def is_file(response: Response) -> bool:
    return response.status == 200 and response.headers["content-type"] == "application/pdf"
