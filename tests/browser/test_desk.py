"""The Secretariat's desk at two widths, in two directions, with script and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from cbreport.library import Library
from cbreport.mailing import Contact
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity, NewReport
from cbreport.storage import SqlStore, upgrade
from cbreport.web import CBReport
from cbreport.web.identity import DemoIdentity, demo_people
from tests.browser.inspecting import problems
from tests.browser.serving import serving
from tests.browser.visiting import HOME, Site, Visitors, press

pytestmark = pytest.mark.browser

LANGUAGES: Final = ("en", "ar")
DESK: Final = HOME + "desk/cbd"
CLERK: Final = "secretariat-cbd"
#: What is done with the report of a Party; a second “submit” is that of a new version.
STEPS: Final = {
    "KEN": ("submit",), "FJI": ("submit", "accept"), "MEX": ("submit", "accept", "publish"), "NPL": (),
    "SEN": ("submit", "send-back"), "NOR": ("submit", "accept", "submit", "recall"), "EGY": ("submit", "recall"),
}  # fmt: skip
LETTERS: Final = {"AFG": "en", "DZA": "ar", "AGO": "fr", "SEN": "fr"}


def contacts(convention: str, party: str) -> list[Contact]:
    return [Contact(f"Contact of {party}", f"{party}@example.org", LETTERS[party])] if party in LETTERS else []


def fill(store: SqlStore, library: Library) -> None:
    """Reports to the CBD in every status."""
    cycle = library.convention("cbd").main_cycle
    assert cycle is not None
    form = library.form(cycle.form, cycle.edition)
    for party, steps in STEPS.items():
        found = store.load(NewReport("cbd", form.id, form.edition, form.digest, party, cycle.id), {}, author="x")
        roles = frozenset({FOCAL_POINT, SECRETARIAT})
        person = Identity("x", "X", roles, party=party, conventions=frozenset({"cbd"}))
        for step in steps:
            if step == "submit" and found.status != "draft":
                found = store.revise(person, found.id)
            content = b"{}" if step == "submit" else b""
            reason = "The annex with <b>figures</b> & ملحق is missing. " * 6
            found = store.transition(person, found.id, step, revision=found.revision, snapshot=content, reason=reason)


@pytest.fixture(scope="module")
def desk_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal that knows whom to write to, with reports of the CBD in every status."""
    folder: Path = tmp_path_factory.mktemp("desk")
    url, library = f"sqlite:///{folder}/cb.db", Library()
    upgrade(url)
    store = SqlStore(url)
    fill(store, library)
    app = Flask("desk", static_folder=None)
    app.secret_key = "x" * 32
    people = DemoIdentity(demo_people({"cbd": "Secretariat of the CBD"}, {"KEN": "Kenya"}))
    cb = CBReport(
        store=store, library=library, identity=people, demo=True, contacts=contacts, mail_from="cb@example.org"
    )
    cb.init_app(app)
    with serving(app) as address:
        yield Site(address, library, store)
    store.close()


@pytest.fixture
def visit_desk(desk_site: Site, visitors: Callable[[Site], Visitors]) -> Visitors:
    return visitors(desk_site)


def letters(page: Page) -> None:
    page.goto(f"{DESK}/reminders?q=a")
    for box in page.locator("input[name=party]").all():  # who was reminded today is not ticked
        box.check()
    press(page.locator("button[value=preview]"))


def refused_letters(page: Page) -> None:
    letters(page)
    page.locator("#subject-ar").fill("{what}")
    page.locator("#body-fr").fill("")
    with page.expect_response(lambda response: response.status == 422):
        press(page.locator("button[value=send]"))


PLACES: Final[dict[str, str | Callable[[Page], None]]] = {
    "list": DESK, "filtered": f"{DESK}?status=recalled&sort=-date&q=no", "nobody": f"{DESK}?q=zzz&status=accepted",
    "waiting": f"{DESK}/waiting", "reminders": f"{DESK}/reminders", "letters": letters,
    "refused letters": refused_letters,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_every_page_can_be_used(place: str, language: str, visit_desk: Visitors) -> None:
    page = visit_desk(CLERK, language=language)
    to = PLACES[place]
    if isinstance(to, str):
        page.goto(to)
    else:
        to(page)
    found = problems(page, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("script", [True, False])
def test_filters_survive_a_report_and_another_language(script: bool, visit_desk: Visitors) -> None:
    page = visit_desk(CLERK, script=script)
    page.goto(DESK)
    page.get_by_label("Search").fill("fidji")
    page.get_by_label("Status", exact=True).select_option("accepted")
    press(page.get_by_role("button", name="Show"))
    expect(page.get_by_role("status")).to_have_text("1 of 196 Parties")
    press(page.locator("main").get_by_role("link", name="Fiji", exact=True))
    press(page.get_by_role("link", name="Who has reported"))
    press(page.get_by_role("link", name="العربية"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#q")).to_have_value("fidji")
    expect(page.locator("#status")).to_have_value("accepted")
    expect(page.locator(".cb-parties tbody tr")).to_have_count(1)
    press(page.locator(".cb-chip").first)
    press(page.locator(".cb-chip").first)
    expect(page.locator(".cb-parties tbody tr")).to_have_count(196)


@pytest.mark.parametrize("script", [True, False])
def test_reminders_are_read_and_queued(script: bool, visit_desk: Visitors) -> None:
    page = visit_desk(CLERK, script=script)
    letters(page)
    expect(page.locator(".cb-letter")).to_have_count(3)
    again = page.get_by_label("Remind them again")
    if again.count():
        again.check()
    press(page.get_by_role("button", name="Send 3 letters"))
    expect(page.get_by_role("status").first).to_contain_text("3 letters to 3 Parties")
    press(page.get_by_role("link", name="Who has reported").first)
    expect(page.locator(".cb-parties")).to_contain_text("Reminded")


def test_a_count_is_a_way_to_its_parties(visit_desk: Visitors) -> None:
    page = visit_desk(CLERK)
    page.goto(DESK)
    press(page.locator(".cb-tally a").filter(has_text="Recalled"))
    expect(page.locator(".cb-parties tbody tr")).to_have_count(2)
    expect(page.locator(".cb-parties")).to_contain_text("Current: version 1, Accepted")
