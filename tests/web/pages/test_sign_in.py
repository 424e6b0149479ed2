"""The demo's chooser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cbreport.web import DemoIdentity
from cbreport.web.identity import demo_people
from tests.web.browser import Browser, words
from tests.web.conftest import PREFIX, Portal

PEOPLE = demo_people({"example": "Secretariat of the Convention on Examples"}, {"NOR": "Norway", "KEN": "Kenya"})


@pytest.fixture
def browser(make_portal: Callable[..., Portal]) -> Browser:
    return make_portal(identity=DemoIdentity(PEOPLE), demo=True).browser()


def choose(browser: Browser, person: str) -> None:
    assert browser.post(f"{PREFIX}/sign-in", {"person": person}, follow=False).status == 302


def test_home_leads_there_first(browser: Browser) -> None:
    page = browser.get(f"{PREFIX}/")
    assert page.path == f"{PREFIX}/sign-in"
    assert "Anybody can be anyone here" in words(page.all("*", "cb-demo")[0])


def test_one_can_be_each_of_the_people(browser: Browser) -> None:
    page = browser.get(f"{PREFIX}/sign-in")
    offered = [each.get("value", "") for each in page.all("button")]
    assert set(offered) == {person.id for person in PEOPLE} | {""}
    for person, expected in (
        ("focal-KEN", "Focal point, Kenya"), ("contributor-NOR", "Contributor, Norway"),
        ("approver-KEN", "Approver, Kenya"),
        ("secretariat-example", "Secretariat of the Convention on Examples"),
    ):  # fmt: skip
        choose(browser, person)
        assert words(browser.get(f"{PREFIX}/").all("*", "cb-header__who")[0]) == expected


def test_parties_are_in_the_order_of_their_names(browser: Browser) -> None:
    page = browser.get(f"{PREFIX}/sign-in")
    assert [words(each) for each in page.all("*", "cb-party__name")] == ["Kenya", "Norway"]


def test_one_can_be_nobody(browser: Browser) -> None:
    choose(browser, "focal-KEN")
    choose(browser, "")
    assert "Published reports" in browser.get(f"{PREFIX}/?public=1").words


@pytest.mark.parametrize("person", ["focal-USA", "FOCAL-KEN", "focal-KEN ", "amina", "x" * 5_000])
def test_one_cannot_be_somebody_else(browser: Browser, person: str) -> None:
    page = browser.post(f"{PREFIX}/sign-in", {"person": person})
    assert page.status == 400
    assert "There is no such person in the demo" in page.words
    assert browser.get(f"{PREFIX}/").path == f"{PREFIX}/sign-in"


def test_a_session_that_was_made_up_is_nobodys(browser: Browser) -> None:
    browser.client.set_cookie("session", "eyJjYnJlcG9ydC1kZW1vLWlkZW50aXR5IjoiZm9jYWwtS0VOIn0.x.y")
    assert browser.get(f"{PREFIX}/").path == f"{PREFIX}/sign-in"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_is_not_there_when_the_portal_says_who_is_asking(portal: Portal, method: str) -> None:
    reply = portal.browser().client.open(f"{PREFIX}/sign-in", method=method)
    assert reply.status_code == 404
    assert "sign-in" not in portal.browser().get(f"{PREFIX}/").text
