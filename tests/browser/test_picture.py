"""Views over registers on the Secretariat's desk: two languages, three widths, with script and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from cbreport.answering import Answer
from cbreport.documents.press import Press
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity, NewReport
from cbreport.storage import SqlStore, upgrade
from cbreport.web import CBReport
from cbreport.web.identity import DemoIdentity, demo_people
from tests.browser.inspecting import problems
from tests.browser.serving import serving
from tests.browser.visiting import HOME, NARROW, WIDE, Site, Visitors, press
from tests.web.conftest import compiled
from tests.web.pages.registers import FORM, SECOND, with_registers

pytestmark = pytest.mark.browser

PICTURE: Final = HOME + "desk/example/picture"
CLERK: Final = "secretariat-example"
SERVING: Final = Identity(CLERK, "Secretariat", frozenset({SECRETARIAT}), conventions=frozenset({"example"}))


@pytest.fixture(scope="module")
def registers_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal with the registers of three Parties."""
    url, library = f"sqlite:///{tmp_path_factory.mktemp('picture')}/cb.db", with_registers()
    upgrade(url)
    store, form = SqlStore(url), library.form(FORM)
    for party in ("KEN", "NOR", "FJI"):
        answers = {}
        for number, topic in enumerate(("law", "birds", "birds") * 15):
            answers[f"need[n{number}].topic"] = Answer([topic])
            answers[f"activity[a{number}].title"] = Answer("Workshop on a title that is long enough to be broken")
            answers[f"activity[a{number}].topic"] = Answer(["law"])
            answers[f"activity[a{number}].status"] = Answer("carried-out" if number % 2 else "planned")
        for register in ("request", "offer"):
            answers[f"{register}[r].title"] = Answer("Help with a title that is long enough to be broken")
            answers[f"{register}[r].topic"] = Answer(["law"])
        new = NewReport("example", form.id, form.edition, form.digest, party, SECOND.id)
        begun = store.load(new, answers, author="x")
        person = Identity("x", "X", frozenset({FOCAL_POINT}), party=party)
        store.transition(person, begun.id, "submit", revision=begun.revision, snapshot=b"{}")
    app = Flask("registers", static_folder=None)
    app.secret_key = "x" * 32
    app.jinja_env.bytecode_cache = compiled()
    people = DemoIdentity(demo_people({"example": "Secretariat"}, {"KEN": "Kenya"}))
    CBReport(store=store, library=library, identity=people, demo=True, press=Press(0)).init_app(app)
    with serving(app) as address:
        yield Site(address, library, store)
    store.close()


@pytest.fixture
def visit_registers(registers_site: Site, visitors: Callable[[Site], Visitors]) -> Visitors:
    return visitors(registers_site)


@pytest.mark.parametrize(("language", "width"), [("en", WIDE), ("ar", NARROW)])
def test_remarks_and_matches_can_be_used(
    language: str, width: int, visit_registers: Visitors, registers_site: Site
) -> None:
    clerk = visit_registers(CLERK, language=language)
    found = []

    def look(page: Page, place: str) -> None:
        page.goto(place)
        found.extend(problems(page, language, (width,), (width,)))

    look(clerk, HOME + "desk/example/remarks")
    known = registers_site.store.openings(SERVING, "example")
    if not known:
        for part, value in {"day": "1", "month": "1", "year": "2099"}.items():
            clerk.locator(f"#until-{part}").fill(value)
        clerk.locator("#shown-no").check()
        press(clerk.locator("form .govuk-button").last)
        known = registers_site.store.openings(SERVING, "example")
    opening = known[0].id
    look(clerk, f"{HOME}needs/example/{opening}")
    party = visit_registers("focal-KEN", language=language)
    look(party, HOME)
    look(party, f"{HOME}needs/example/{opening}")
    place = f"{HOME}needs/example/remarks?opening={opening}&axis=region&topic=law&column=south"
    look(party, place)
    party.locator("#new-text").fill("A remark")
    press(party.locator("[value=new]"))
    look(party, place)
    look(clerk, place)
    look(clerk, f"{PICTURE}/matching")
    look(clerk, str(clerk.locator("a[href*='/matches/']").first.get_attribute("href")))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "width"), [("en", WIDE), ("ar", NARROW)])
def test_every_page_can_be_used(language: str, width: int, visit_registers: Visitors) -> None:
    page = visit_registers(CLERK, language=language)
    found = []
    desk = f"{HOME}desk/example"
    views = (PICTURE, f"{PICTURE}/needs?region=south", f"{PICTURE}/phases", f"{desk}/received")
    syntheses = (f"{desk}/synthesis?show=answers&part=answers", f"{desk}/frozen", f"{desk}/frozen/new?title=x")
    for place in (*views, *syntheses):
        page.goto(place)
        found += problems(page, language, (width,), (width,))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("script", [True, False])
def test_filters_stay_from_the_list_to_a_view_and_back(script: bool, visit_registers: Visitors) -> None:
    page = visit_registers(CLERK, script=script)
    page.goto(PICTURE)
    page.get_by_label("Region").select_option("north")
    press(page.get_by_role("button", name="Show"))
    expect(page.get_by_role("status")).to_contain_text("1 of 1 Parties told something.")
    press(page.get_by_role("link", name="Needs and what meets them"))
    expect(page.get_by_role("main")).not_to_contain_text("Kenya, Norway")
    press(page.get_by_role("link", name="Show all rows"))
    expect(page.get_by_label("Region")).to_have_value("north")
    press(page.get_by_role("link", name="Capacity building across Parties").first)
    expect(page.get_by_label("Region")).to_have_value("north")
