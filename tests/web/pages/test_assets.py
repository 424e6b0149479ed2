"""Style and script."""

from __future__ import annotations

import gzip

import brotli
import pytest

from tests.web.browser import Page
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA


def linked(page: Page) -> list[str]:
    scripts = [each.get("src", "") for each in page.all("script")]
    return scripts + [each.get("href", "") for each in page.all("link")]


def test_every_file_of_a_page_is_there_and_kept_for_a_year(portal: Portal) -> None:
    browser = portal.browser(AMINA)
    files = linked(browser.get(f"{PREFIX}/"))
    assert len(files) == 4
    for address in files:
        reply = browser.get(address).response
        assert reply.status_code == 200
        assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("taken", "sent"), [("br, gzip", "br"), ("gzip", "gzip"), ("gzip;q=0, br;q=0", ""), ("deflate", ""), ("", "")]
)
@pytest.mark.parametrize("name", ["govuk.css", "cb.css", "cb.js"])
def test_it_is_compressed_for_who_takes_it(portal: Portal, name: str, taken: str, sent: str) -> None:
    browser = portal.browser()
    address = next(each for each in linked(browser.get(f"{PREFIX}/")) if each.endswith(name))
    plain = browser.get(address).response
    reply = browser.get(address, headers={"Accept-Encoding": taken}).response
    assert reply.headers.get("Content-Encoding", "") == sent
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(sent, bytes)
    assert unpack(reply.get_data()) == plain.get_data()
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    "name", ["VENDORED.md", "no-such.css", "..", "%2e%2e", "..%2f__init__.py", "cb.css%00", "cb.css.gz", ".css", "cb"]
)
def test_nothing_else_is_served(portal: Portal, name: str) -> None:
    assert portal.browser().get(f"{PREFIX}/static/x/{name}").status == 404


def test_another_content_is_not_kept_for_a_year(portal: Portal) -> None:
    """An old page during an update must not make browsers keep the new file under the old address, or the reverse."""
    reply = portal.browser().get(f"{PREFIX}/static/000000000000/cb.css").response
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-cache"
