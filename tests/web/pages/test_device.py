"""The switch for a device of one's own, the worker, copies without private answers, and leaving."""

from __future__ import annotations

import pytest

from cbreport.web.devices import COOKIE, person_of
from tests.web.browser import Browser
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA
from tests.web.reports import delegated

COPY = {"Cb-Copy": "yes"}


def own(browser: Browser) -> Browser:
    """The same browser on a device of the person's own."""
    browser.get(f"{PREFIX}/device").form.press("This is my own device")
    return browser


def test_the_switch_is_switched_on_and_off(amina: Browser) -> None:
    page = amina.get(f"{PREFIX}/device").form.press("This is my own device: let me work offline")
    assert "This device may keep your pages" in page.words
    cookie = amina.client.get_cookie(COOKIE, path=f"{PREFIX}/")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == (person_of(AMINA), True, "Lax")
    page = page.form.press("Do not work offline here any more")
    assert "This is my own device" in page.words
    assert amina.client.get_cookie(COOKIE, path=f"{PREFIX}/") is None


def test_another_person_s_switch_is_not_hers(portal: Portal, amina: Browser) -> None:
    own(amina)
    barasa = portal.browser(BARASA)
    barasa.client.set_cookie(COOKIE, person_of(AMINA), path=f"{PREFIX}/")
    page = barasa.get(f"{PREFIX}/device")
    assert "This is my own device" in page.words
    assert "Cb-Keep" not in page.response.headers


def test_pages_may_be_kept_on_a_device_of_one_s_own_only(portal: Portal, amina: Browser) -> None:
    report = portal.report(answers={"name": "Plan"})
    places = ["/", f"/reports/{report}", f"/reports/{report}/simple/1", "/device"]
    assert [amina.get(PREFIX + place).response.headers.get("Cb-Keep") for place in places] == [None] * 4
    own(amina)
    pages = [amina.get(PREFIX + place).response.headers for place in places]
    assert [each.get("Cb-Keep") for each in pages] == ["copy", "yes", "yes", "yes"]
    assert {each.get("Cb-Person") for each in pages} == {person_of(AMINA)}
    assert "Cb-Keep" not in amina.get(f"{PREFIX}/reports/{report}/check").response.headers


def test_a_copy_has_nothing_private(portal: Portal, amina: Browser) -> None:
    answers = {"secret": "Wanjiru", "name": "Plan", "trainings[r1].title": "Census", "trainings[r1].contact": "Otieno"}
    report = portal.report(answers=answers)
    own(amina)
    for section, number, private, other in (
        ("simple", 2, "Wanjiru", "This is the copy"),
        ("tables", 3, "Otieno", "Census"),
    ):
        place = f"{PREFIX}/reports/{report}/{section}/{number}"
        page, copy = amina.get(place), amina.get(place, headers=COPY)
        assert private in page.text
        assert page.response.headers["Cb-Keep"] == "copy"
        assert private not in copy.text
        assert other in copy.text
        assert copy.response.headers["Cb-Keep"] == "yes"
        assert copy.faults == []
        copy.form.press("Save and come back later")
    assert {address: each["value"] for address, each in portal.answers(report).items()} == answers


def test_the_worker_reaches_our_pages_only(amina: Browser) -> None:
    answer = amina.client.get(f"{PREFIX}/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Service-Worker-Allowed" not in answer.headers


@pytest.mark.parametrize("clear", [True, False])
def test_leaving_clears_and_goes_on(make_portal: object, clear: bool) -> None:
    portal: Portal = make_portal(clear_storage=clear)  # type: ignore[operator]
    amina = own(portal.browser(AMINA))
    page = amina.get(f"{PREFIX}/leave-device?next=/sign-out")
    answer = amina.client.post(f"{PREFIX}/leave-device", data=page.form.data())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-out")
    assert answer.headers.get("Clear-Site-Data") == ('"storage"' if clear else None)
    assert amina.client.get_cookie(COOKIE, path=f"{PREFIX}/") is None


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", ""])
def test_leaving_does_not_lead_to_another_site(amina: Browser, next_: str) -> None:
    answer = amina.client.post(f"{PREFIX}/leave-device", data={"next": next_})
    assert answer.headers["Location"] == f"{PREFIX}/"


class TestAColleagueWhoCameByALink:
    @pytest.fixture
    def report(self, portal: Portal) -> str:
        return portal.report(answers={"name": "Plan", "secret": "Wanjiru", "state": "planned"})

    @pytest.fixture
    def chebet(self, portal: Portal, report: str) -> Browser:
        token = delegated(portal, report, "simple", to=None, name="Chebet")
        browser = portal.browser()
        browser.get(f"{PREFIX}/invited/{token}").form_to("").press("Open the report")
        return browser

    def test_may_keep_the_pages_of_her_section(self, portal: Portal, chebet: Browser, report: str) -> None:
        place = f"{PREFIX}/reports/{report}"
        before = chebet.get(f"{place}/simple/1")
        assert "Cb-Keep" not in before.response.headers
        assert chebet.get(place).link("Working offline on this device") == f"{PREFIX}/device"
        own(chebet)
        pages = [chebet.get(f"{place}{each}").response.headers for each in ("", "/simple/1", "/simple/2")]
        assert [each.get("Cb-Keep") for each in pages] == ["yes", "copy", "copy"]
        (person,) = {each["Cb-Person"] for each in pages}
        assert person.startswith("link-")
        assert {each.get("Cb-Drop") for each in pages} == {None}
        copy = chebet.get(f"{place}/simple/2", headers=COPY)
        assert "Wanjiru" not in copy.text
        assert copy.response.headers["Cb-Keep"] == "yes"
        for other in ("/choices/1", "/check"):
            assert "Cb-Keep" not in chebet.get(f"{place}{other}").response.headers

    def test_is_one_person_with_several_links(self, portal: Portal, chebet: Browser, report: str) -> None:
        person = own(chebet).get(f"{PREFIX}/device").response.headers["Cb-Person"]
        token = delegated(portal, report, "choices", to=None, name="Chebet")
        chebet.get(f"{PREFIX}/invited/{token}").form_to("").press("Open the report")
        for there in (f"{PREFIX}/device", f"{PREFIX}/reports/{report}", f"{PREFIX}/"):
            assert chebet.get(there).response.headers["Cb-Person"] == person

    def test_keeps_nothing_once_her_link_has_ended(self, portal: Portal, chebet: Browser, report: str) -> None:
        place = f"{PREFIX}/reports/{report}"
        person = own(chebet).get(place).response.headers["Cb-Person"]
        (given,) = portal.store.delegations(AMINA, report)
        portal.store.withdraw(AMINA, given.id)
        for there in (place, f"{place}/simple/1", f"{PREFIX}/leave-device"):
            page = chebet.get(there)
            assert page.response.headers["Cb-Drop"] == person
            assert "Cb-Keep" not in page.response.headers
        assert chebet.get(f"{PREFIX}/device").status == 404
        sent = chebet.put(f"{place}/simple/1", {"whole": "yes"}, headers={"Cb-Person": person})
        assert sent.status == 403
        assert "Your link does not work any more" in sent.response.get_json(force=True)["detail"]

    def test_leaves_the_device_with_her_link(self, portal: Portal, chebet: Browser, report: str) -> None:
        place = f"{PREFIX}/reports/{report}"
        leaving = chebet.get(own(chebet).get(place).link("Leave: forget my link in this browser"))
        assert leaving.path == f"{PREFIX}/leave-device"
        left = leaving.form.press("Remove everything from this device and go on")
        assert "You have left" in left.words
        assert left.response.headers["Clear-Site-Data"] == '"storage"'
        assert chebet.client.get_cookie(COOKIE, path=f"{PREFIX}/") is None
        assert chebet.get(place).status == 404


def test_who_only_signed_out_keeps_her_copies(portal: Portal, amina: Browser) -> None:
    own(amina)
    cookie = amina.client.get_cookie(COOKIE, path=f"{PREFIX}/")
    assert cookie is not None
    nobody = portal.browser()
    nobody.client.set_cookie(COOKIE, cookie.value, path=f"{PREFIX}/")
    assert "Cb-Drop" not in nobody.get(f"{PREFIX}/leave-device").response.headers
