"""The language of a page: whose wish counts, how it is remembered, and what is marked as being in another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask_babel import Babel

from cbreport.reporting import Identity
from cbreport.web.context import LANGUAGE_COOKIE
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal, plain_app
from tests.web.people import AMINA, CLERK, KARI

HOME = f"{PREFIX}/"


def language_of(page: Page) -> str:
    return page.all("html")[0].get("lang", "")


@pytest.fixture
def speaking(make_portal: Callable[..., Portal]) -> Callable[..., Browser]:
    """A browser of somebody with a language, in a portal with Flask-Babel or without."""

    def speaking(language: str = "", babel: str = "") -> Browser:
        app = plain_app()
        if babel:
            Babel(app, locale_selector=lambda: babel)
        portal = make_portal(app, identity=lambda request: replace(AMINA, language=language))
        return portal.browser()

    return speaking


class TestWhoseWishCounts:
    def test_the_address_then_the_cookie_then_the_person_then_the_portal_then_the_browser(
        self, speaking: Callable[..., Browser]
    ) -> None:
        asked = {"headers": {"Accept-Language": "ru"}}
        browser = speaking("fr", babel="es")
        browser.client.set_cookie(LANGUAGE_COOKIE, "ar", path=HOME)
        assert language_of(browser.get(f"{HOME}?language=zh", **asked)) == "zh"
        browser.client.delete_cookie(LANGUAGE_COOKIE, path=HOME)
        browser.client.set_cookie(LANGUAGE_COOKIE, "ar", path=HOME)
        assert language_of(browser.get(HOME, **asked)) == "ar"
        assert language_of(speaking("fr", babel="es").get(HOME, **asked)) == "fr"

    @pytest.mark.parametrize(
        ("babel", "accepted", "language"),
        [
            ("es", "ru", "es"), ("zh_Hans_CN", "ru", "zh"), ("pt", "ru", "ru"), ("", "ru", "ru"), ("", "pt", "en"),
            ("", "fr-CH, en;q=0.8", "fr"), ("", "en;q=0.1, FR;q=0.2", "fr"), ("", "fr;q=0, es;q=0.1", "es"),
            ("", "pt, ar;q=0.5", "ar"), ("", "", "en"), ("", "*", "en"), ("", "%%%;q=x", "en"),
        ],
    )  # fmt: skip
    def test_the_portal_before_the_browser(
        self, speaking: Callable[..., Browser], babel: str, accepted: str, language: str
    ) -> None:
        browser = speaking(babel=babel)
        assert language_of(browser.get(HOME, headers={"Accept-Language": accepted})) == language

    @pytest.mark.parametrize("tag", ["fr", "fr-CA", "FR", "fr_FR"])
    def test_a_persons_country_does_not_count(self, speaking: Callable[..., Browser], tag: str) -> None:
        assert language_of(speaking(tag).get(HOME)) == "fr"

    @pytest.mark.parametrize("wish", ["pt", "EN", "xx", "en-GB", "../fr", "", "fr\r\nX: y", "😀"])
    def test_a_language_that_is_not_offered_is_no_wish(self, speaking: Callable[..., Browser], wish: str) -> None:
        browser = speaking("es")
        reply = browser.client.get(HOME, query_string={"language": wish})
        assert language_of(Page(browser, HOME, reply)) == "es"
        assert "Set-Cookie" not in reply.headers
        browser.client.set_cookie(LANGUAGE_COOKIE, wish.replace("\r\n", ""), path=HOME)
        assert language_of(browser.get(HOME)) == "es"
        assert language_of(speaking(wish).get(HOME)) == "en"


class TestTheCookie:
    def test_is_set_by_the_address_for_our_pages_only(self, portal: Portal) -> None:
        reply = portal.browser(AMINA).get(f"{HOME}?language=fr").response
        (cookie,) = reply.headers.get_all("Set-Cookie")
        parts = {part.strip() for part in cookie.split(";")}
        assert {f"{LANGUAGE_COOKIE}=fr", "Path=/reporting/", "HttpOnly", "SameSite=Lax", "Max-Age=31536000"} <= parts

    def test_keeps_the_language_from_page_to_page(self, portal: Portal) -> None:
        browser = portal.browser(AMINA)
        browser.get(f"{HOME}?language=fr")
        assert language_of(browser.get(f"{PREFIX}/reports/{portal.report()}")) == "fr"

    def test_is_not_set_without_a_wish(self, portal: Portal) -> None:
        assert "Set-Cookie" not in portal.browser(AMINA).get(HOME).response.headers


class TestTheLinks:
    def links(self, page: Page) -> dict[str, str]:
        (nav,) = page.all("nav", "cb-languages")
        return {each.get("hreflang", ""): each.get("href", "") for each in nav.iter("a")}

    def test_lead_to_the_same_page_in_every_other_language(self, portal: Portal) -> None:
        place = f"{PREFIX}/reports/{portal.report()}"
        page = portal.browser(AMINA).get(f"{place}?saved=")
        links = self.links(page)
        assert set(links) == {"ar", "es", "fr", "ru", "zh"}
        for language, link in links.items():
            assert urlsplit(link).path == place
            assert urlsplit(link).query == f"saved=&language={language}"
            assert language_of(portal.browser(AMINA).get(link)) == language

    def test_keep_the_filters(self, portal: Portal) -> None:
        place = f"{PREFIX}/desk/example?region=north&group=ldc&group=sids&status=&language=fr"
        link = self.links(portal.browser(CLERK).get(place))["ar"]
        assert link == f"{PREFIX}/desk/example?region=north&group=ldc&group=sids&status=&language=ar"

    def test_lead_home_from_what_a_form_has_answered(self, portal: Portal) -> None:
        page = portal.browser(AMINA).post(f"{PREFIX}/reports/{portal.report()}/simple/1", {})
        assert page.status == 400
        assert self.links(page)["fr"] == f"{HOME}?language=fr"

    @pytest.mark.parametrize(
        "query", ["endpoint=x", "_external=1", "_scheme=javascript", "_scheme=javascript&_external=1", "_anchor=x",
                  "_method=POST", "report_id=other", "self=1", "values=1", "a=%22%3E%3Cb%3E&b=%0d%0a"],
    )  # fmt: skip
    def test_are_made_of_the_page_alone_whatever_else_is_asked(self, portal: Portal, query: str) -> None:
        place = f"{PREFIX}/reports/{portal.report()}"
        page = portal.browser(AMINA).get(f"{place}?{query}")
        assert page.status == 200
        for link in self.links(page).values():
            assert link.startswith(f"{place}?")

    def test_name_each_language_in_itself_and_mark_the_present_one(self, portal: Portal) -> None:
        (nav,) = portal.browser(AMINA).get(f"{HOME}?language=ar").all("nav", "cb-languages")
        assert words(nav) == "English العربية Español Français Русский 中文"
        (present,) = [each for each in nav.iter() if each.get("aria-current")]
        assert (present.get("lang"), present.get("dir")) == ("ar", "rtl")


class TestMarks:
    def test_arabic_pages_run_from_right_to_left(self, portal: Portal) -> None:
        report = portal.report()
        for path in (
            "/",
            f"/reports/{report}",
            f"/reports/{report}/simple/1",
            f"/reports/{report}/check",
            "/reports/no-such",
        ):
            page = portal.browser(AMINA).get(f"{PREFIX}{path}?language=ar")
            assert (page.all("html")[0].get("lang"), page.all("html")[0].get("dir")) == ("ar", "rtl")
        assert portal.browser(AMINA).get(f"{HOME}?language=fr").all("html")[0].get("dir") == "ltr"

    def test_a_text_that_is_not_translated_says_so(self, portal: Portal) -> None:
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/simple/1?language=ar")
        marked = {words(each): (each.get("lang"), each.get("dir")) for each in page.all("span") if each.get("lang")}
        assert marked["What is the plan called?"] == ("en", "ltr")
        assert marked["Simple questions"] == ("en", "ltr")

    def test_nothing_is_marked_on_an_english_page(self, portal: Portal) -> None:
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/simple/1")
        assert [each for each in page.main.iter("span") if each.get("lang")] == []

    def test_an_answer_in_another_language_says_so(self, portal: Portal) -> None:
        report = portal.report(answers={"name": {"value": "خطة العمل", "language": "ar"}}, status="published")
        page = portal.browser(KARI).get(f"{PREFIX}/reports/{report}?language=fr")
        found = [each for each in page.tree.iter() if each.text == "خطة العمل"]
        assert [(each.get("lang"), each.get("dir")) for each in found] == [("ar", "rtl")]

    def test_interface_and_numbers_are_in_the_readers_language(self, portal: Portal) -> None:
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}?language=fr")
        assert "31 décembre 2024" in page.words
        assert "Vérifi" in page.words


def test_an_identity_without_language_says_nothing(speaking: Callable[..., Browser]) -> None:
    assert Identity("x", "X").language == ""
    assert language_of(speaking().get(HOME, headers={"Accept-Language": "es"})) == "es"
