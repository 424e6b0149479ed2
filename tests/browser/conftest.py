"""A real server, Debian's Chromium, and people who are signed in.

`CBREPORT_CHROMIUM` names the browser when it is not on the path.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from cbreport.library import Library
from cbreport.testing import EXAMPLE, example_library
from cbreport.web.identity import DemoIdentity, demo_people
from tests.browser.serving import demo
from tests.browser.visiting import Site, Visitors

CHROMIUM = "CBREPORT_CHROMIUM"


def chromium() -> str:
    """The path of a Chromium; empty when there is none. The one without windows is quicker."""
    named = os.environ.get(CHROMIUM, "")
    if named:
        return shutil.which(named) or ""
    return next(
        filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))),
        "",
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if not path:
        pytest.skip(f"There is no Chromium: install Debian's package chromium, or name one in {CHROMIUM}.")
    expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The three conventions, as `make demo` shows them."""
    with demo(tmp_path_factory.mktemp("demo"), Library()) as site:
        yield site


@pytest.fixture
def small_site(tmp_path: Path) -> Iterator[Site]:
    """The Convention on Examples, whose form has the types of question that the others do without; new each time."""
    people = demo_people({EXAMPLE.id: EXAMPLE.secretariat}, {"KEN": "Kenya", "NOR": "Norway", "FJI": "Fiji"})
    with demo(tmp_path, example_library(), DemoIdentity(people)) as site:
        yield site


@pytest.fixture(scope="session")
def wallets() -> dict[tuple[str, str], Any]:
    """Cookies of those who have signed in, by site and person: each signs in once."""
    return {}


@pytest.fixture
def visitors(browser: Browser, wallets: dict[tuple[str, str], Any]) -> Iterator[Callable[[Site], Visitors]]:
    """People with a browser of their own each. When the test is over, nothing may have gone wrong in any of them."""
    made: list[Visitors] = []

    def make(site: Site) -> Visitors:
        made.append(Visitors(browser, site, wallets))
        return made[-1]

    yield make
    troubles = [trouble for each in made for trouble in each.troubles]
    for each in made:
        each.leave()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def visit(site: Site, visitors: Callable[[Site], Visitors]) -> Visitors:
    """`visit("focal-KEN", language="ar", width=320)` opens a page of the three conventions' site."""
    return visitors(site)


@pytest.fixture
def visit_small(small_site: Site, visitors: Callable[[Site], Visitors]) -> Visitors:
    """The same on the small site, whose server stops when the visitors have left."""
    return visitors(small_site)
