"""What many tests of pages begin with: a draft of Kenya's, two people who work on it, and where its questions stand."""

from __future__ import annotations

import pytest

from tests.web.browser import Browser
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA


def place(report: str, section: str = "simple", number: int = 1) -> str:
    return f"{PREFIX}/reports/{report}/{section}/{number}"


@pytest.fixture
def report(portal: Portal) -> str:
    return portal.report()


@pytest.fixture
def amina(portal: Portal) -> Browser:
    return portal.browser(AMINA)


@pytest.fixture
def barasa(portal: Portal) -> Browser:
    return portal.browser(BARASA)
