"""A page says truly what it weighs, alone and inside a portal."""

from __future__ import annotations

import gzip
import math
import re

import pytest
from flask import Flask
from jinja2 import DictLoader

from cbreport.definition import Translator
from cbreport.web import CBReport
from cbreport.web.packaged import packaged
from cbreport.web.weight import MARK, Weight
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, who

FILES = ("govuk.css", "cb.css", "cb.js", "icon.svg")


def said(page: Page) -> tuple[int, int]:
    """What the page says of itself: its own kilobytes and those of style and script."""
    (line,) = page.all("p", "cb-weight")
    own, rest = re.findall(r"(\d+) kB", words(line))
    return int(own), int(rest)


def kilo(size: int) -> int:
    return math.ceil(size / 1000)


def weight(encoding: str = "gzip") -> Weight:
    return Weight(Translator("en", ()), encoding, ("br", "gzip"))


def unpacked(browser: Browser, path: str) -> tuple[str, int]:
    """A page that came compressed, and how many bytes came."""
    content = browser.client.get(f"{PREFIX}{path}", headers={"Accept-Encoding": "gzip"}).get_data()
    return gzip.decompress(content).decode(), len(content)


@pytest.mark.parametrize("path", ["/", "/reports/{}", "/reports/{}/simple/1", "/reports/{}/check", "/reports/no-such"])
def test_a_page_says_how_many_bytes_came(portal: Portal, path: str) -> None:
    path = path.format(portal.report())
    browser = portal.browser(AMINA)
    plain = browser.get(f"{PREFIX}{path}")
    assert said(plain)[0] == kilo(len(plain.response.get_data()))
    text, came = unpacked(browser, path)
    assert f"This page: {kilo(came)} kB" in text


def test_style_and_script_weigh_what_the_browser_takes_them_in(portal: Portal) -> None:
    browser = portal.browser(AMINA)
    assert said(browser.get(f"{PREFIX}/"))[1] == kilo(sum(len(packaged(name).plain) for name in FILES))
    text, _ = unpacked(browser, "/")
    packed = kilo(sum(len(packaged(name).sent("gzip")) for name in FILES))
    assert f"Style and script: {packed} kB" in text


def test_inside_a_portal_it_is_our_part_that_is_weighed(portal: Portal) -> None:
    app = Flask("portal", static_folder=None)
    app.secret_key = "key"
    base = "<!doctype html><title>P</title>{% block head %}{% endblock %}<p>" + "portal " * 5000 + "</p>"
    app.jinja_loader = DictLoader({"base.html": base + "{% block content %}{% endblock %}"})
    CBReport(store=portal.store, library=portal.library, identity=who, base_template="base.html").init_app(app, PREFIX)
    page = Portal(app, portal.store, portal.library).browser(AMINA).get(f"{PREFIX}/")
    assert "This part of the page" in words(page.all("p", "cb-weight")[0])
    assert said(page)[0] < 30 < kilo(len(page.response.get_data()))


@pytest.mark.parametrize("length", [*range(560, 640, 7), *range(980, 1010)])
def test_the_size_stands_in_what_it_measures(length: int) -> None:
    text = weight("").fill("x" * length + MARK)
    assert text.endswith(f"{kilo(len(text))} kB")


def test_without_a_mark_nothing_is_measured() -> None:
    assert weight().fill("page") == "page"


def test_the_smallest_is_one() -> None:
    assert weight().size(1) == weight().size(1000) == "1 kB"
    assert weight().size(1001) == "2 kB"
