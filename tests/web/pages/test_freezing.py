"""Frozen syntheses on the Secretariat's desk: how one is made, what its page says, and views over it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete

from cbreport.definition import digest_of
from cbreport.definition.conventions import Membership
from cbreport.library import Library
from cbreport.storage.tables import cb_counted, cb_fact
from cbreport.testing import example_plugin
from cbreport.web import registers as web_registers
from cbreport.web.pages import freezing, picture
from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX, Portal, content
from tests.web.pages.registers import FIRST, SECOND, changed, need, told, with_registers
from tests.web.people import AMINA, CLERK, KARI, STRANGER

DESK = f"{PREFIX}/desk/example"
FROZEN = f"{DESK}/frozen"


@pytest.fixture
def library() -> Library:
    return with_registers()


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


def freeze(clerk: Browser, title: str = "Needs before COP15", *cycles: str, on: str = "") -> Page:
    """Look at what would be counted, and freeze it."""
    count = "".join(f"&count={each}" for each in cycles or (SECOND.id,))
    page = clerk.get(f"{FROZEN}/new?title={title}{count}" + (f"&on={on}" if on else ""))
    return page.form.press("Freeze it")


def id_of(page: Page) -> str:
    return str(page.link("All of this for programs (JSON)").rpartition("/")[2].removesuffix(".json"))


def book(data: bytes) -> dict[Any, Any]:
    about = load_workbook(io.BytesIO(data)).worksheets[-1]
    return {row[0].value: row[1].value for row in about.iter_rows()}


class TestFreezing:
    def test_it_says_before_what_will_be_counted(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        told(portal, "KEN", need(), cycle=FIRST.id)
        told(portal, "NOR", need(), "draft")
        page = clerk.get(f"{FROZEN}/new")
        assert page.faults == []
        assert "Reports: 0, from 0 of 3 Parties." in page.words  # the main cycle alone
        page = clerk.get(f"{FROZEN}/new?title=Needs&count={FIRST.id}&count={SECOND.id}")
        assert "Reports: 2, from 1 of 3 Parties." in page.words
        assert "Registers until 2022: 1" in page.words
        assert "example-registers@one" in page.words
        made = page.form.press("Freeze it")
        assert made.faults == []
        assert "Needs" in made.words
        assert "Reports: 2, from 1 of 3 Parties." in made.words
        assert "Parties that reported: Kenya" in made.words
        assert "Parties without a report: 2 Fiji, Norway" in made.words
        assert "Nothing on which the figures rest has changed since" in made.words

    def test_the_list_has_it(self, portal: Portal, clerk: Browser) -> None:
        assert "None was frozen yet." in clerk.get(FROZEN).words
        told(portal, "KEN", need())
        made = freeze(clerk)
        page = clerk.get(FROZEN)
        assert page.faults == []
        assert page.link("Needs before COP15") == f"{FROZEN}/{id_of(made)}"
        assert "Reports: 1. Parties that reported: 1." in page.words

    def test_reports_without_facts_are_left_out_by_name(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        with portal.store.engine.begin() as connection:
            connection.execute(delete(cb_fact))
            connection.execute(delete(cb_counted))
        page = clerk.get(f"{FROZEN}/new?title=x&count={SECOND.id}")
        assert "nothing was counted of them yet: Kenya (Registers until 2024)" in page.words
        refused = clerk.post(f"{FROZEN}/new", {"title": "x", "count": SECOND.id})
        assert refused.status == 422
        assert "There is nothing to freeze" in refused.words

    def test_what_is_wrong_is_said_and_nothing_is_lost(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        sent = {"title": "", "count": SECOND.id, "on": "31 March"}
        page = clerk.post(f"{FROZEN}/new", sent)
        assert page.status == 422
        assert page.faults == []
        assert "Give it a title" in page.words
        assert "“31 March” is no day." in page.words
        assert page.by_id("on").get("value") == "31 March"
        assert page.by_id(f"count-{SECOND.id}").get("checked") is not None
        assert "Choose at least one cycle." in clerk.post(f"{FROZEN}/new", {"title": "x"}).words
        assert clerk.post(f"{FROZEN}/new", {"title": "x" * 201, "count": SECOND.id}).status == 422
        assert clerk.get(f"{FROZEN}/new?on=nonsense").status == 400

    def test_what_was_not_shown_is_not_frozen(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        page = clerk.get(f"{FROZEN}/new?title=x&count={SECOND.id}")
        told(portal, "NOR", need())
        refused = page.form.press("Freeze it")
        assert refused.status == 409
        assert "What would be counted is not what the page showed before." in refused.words
        assert "Reports: 2, from 2 of 3 Parties." in refused.form.press("Freeze it").words

    def test_freezing_the_same_twice_makes_one(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        assert id_of(freeze(clerk)) == id_of(freeze(clerk))

    def test_it_can_be_had_byte_for_byte(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        page = freeze(clerk)
        content = clerk.get(page.link("All of this for programs (JSON)")).response.get_data()
        assert digest_of(content) in page.words
        assert json.loads(content)["title"] == "Needs before COP15"

    def test_others_find_nothing(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need(), "published")
        id = id_of(freeze(clerk))
        for person in (AMINA, KARI, STRANGER, None):
            for place in (f"{FROZEN}/{id}", f"{FROZEN}/{id}.json", f"{DESK}/picture/needs?frozen={id}"):
                assert portal.browser(person).get(place).status == 404
        for wrong in ("x", "a" * 24, "%00"):
            assert clerk.get(f"{FROZEN}/{wrong}").status == 404
            assert clerk.get(f"{DESK}/picture?frozen={wrong}").status == 404

    def test_what_is_not_as_it_was_is_said(
        self, portal: Portal, clerk: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told(portal, "KEN", need())
        id = id_of(freeze(clerk))
        form = replace(portal.library.form("example-registers", "one"), digest="sha256:other")
        monkeypatch.setattr(Library, "form", lambda self, *key: form)
        page = clerk.get(f"{FROZEN}/{id}")
        assert "These editions are not what they were" in page.words
        assert "they are those of then" not in page.words


class TestViews:
    def test_the_same_bytes_whatever_comes_later(
        self, portal: Portal, clerk: Browser, make_portal: Callable[..., Portal], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kenya = told(portal, "KEN", need(country="NOR"))
        told(portal, "NOR", need(topic="birds"))
        id = id_of(freeze(clerk, on="2024-12-31"))
        files = [f"{DESK}/picture/{name}?frozen={id}" for name in ("needs.pdf", "needs.xlsx", "phases.xlsx")]
        before = [clerk.get(each).response.get_data() for each in files]
        shown = clerk.get(f"{DESK}/picture/needs?frozen={id}").words

        portal.store.transition(
            AMINA, kenya, "recall", revision=portal.revision(kenya), snapshot=b"", reason="It was wrong."
        )
        revised = portal.store.revise(AMINA, kenya)
        answers = {"need[n1].topic": content(["birds"]), "need[n0].topic": content(["law"])}
        portal.store.save(AMINA, revised.id, answers, revised.revision)
        portal.to(revised.id, "submitted")
        told(portal, "NOR", need("n9"), cycle=FIRST.id)
        always = date(1990, 1, 1)
        members = {code: Membership(always, None, "north") for code in ("KEN", "FJI", "EGY")}
        later = make_portal(library=changed(memberships=members)).browser(CLERK)
        for module in (freezing, picture, web_registers):
            monkeypatch.setattr(module, "today", lambda: date(2031, 5, 6))
        assert "Egypt" in later.get(f"{DESK}/picture/needs").words
        assert [later.get(each).response.get_data() for each in files] == before
        assert later.get(f"{DESK}/picture/needs?frozen={id}").words == shown

    def test_it_counts_what_counted_then(self, portal: Portal, clerk: Browser) -> None:
        kenya = told(portal, "KEN", need())
        id = id_of(freeze(clerk))
        now = clerk.get(f"{DESK}/picture/needs").words
        assert "Needs that no activity meets: 1 of 1" in now
        assert "Needs that no activity meets: 1 of 1" in clerk.get(f"{DESK}/picture/needs?frozen={id}").words
        portal.store.transition(CLERK, kenya, "send-back", revision=portal.revision(kenya), reason="More.")
        told(portal, "NOR", {**need(), **need("n2", "birds")})
        assert "Needs that no activity meets: 2 of 2" in clerk.get(f"{DESK}/picture/needs").words
        page = clerk.get(f"{DESK}/picture/needs?frozen={id}")
        assert page.faults == []
        assert "Needs that no activity meets: 1 of 1" in page.words
        assert "Kenya" in page.words
        assert "Returned" in clerk.get(f"{FROZEN}/{id}").words

    def test_every_file_names_the_snapshot(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        made = freeze(clerk, on="2024-12-31")
        id = id_of(made)
        answer = clerk.get(f"{DESK}/picture/needs.xlsx?frozen={id}&region=south").response
        said = book(answer.get_data())
        assert said["Frozen synthesis"] == "Needs before COP15"
        assert said["Digest"] in made.words
        assert said["Membership of"] == "31 December 2024"
        assert said["What it counts"] == "1 of 3 Parties, 1 reports"
        assert said["Editions of the forms"] == "example-registers@one"
        none = clerk.get(f"{DESK}/picture/needs.xlsx?frozen={id}&region=north").response
        assert book(none.get_data())["Editions that were answered"] == "example-registers@one"
        assert said["Digest"][7:19] in answer.headers["Content-Disposition"]

    def test_links_keep_it_and_one_leads_back(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        id = id_of(freeze(clerk))
        page = clerk.get(f"{DESK}/picture?frozen={id}&region=south")
        assert page.faults == []
        where = f"cycle=EX1&region=south&frozen={id}"
        assert page.link("Needs and what meets them") == f"{DESK}/picture/needs?{where}"
        view = clerk.get(page.link("Needs and what meets them"))
        assert view.link("PDF") == f"{DESK}/picture/needs.pdf?{where}"
        assert view.link("What counts today") == f"{DESK}/picture/needs?cycle=EX1&region=south"
        assert view.link("What it counts") == f"{FROZEN}/{id}"
        assert view.link("One question across Parties").endswith(where)
        kept = {each.get("name"): each.get("value") for each in view.all("input") if each.get("type") == "hidden"}
        assert kept == {"cycle": "EX1", "frozen": id}

    def test_of_a_cycle_that_it_does_not_count_nothing_is_said(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need(), cycle=FIRST.id)
        told(portal, "KEN", need())
        id, both = id_of(freeze(clerk)), id_of(freeze(clerk, "Both", FIRST.id, SECOND.id))
        where = f"{DESK}/synthesis?cycle={SECOND.id}&show=reported&frozen="
        assert "Reports received: 1 of 3" in clerk.get(where + id).words
        assert FIRST.id not in clerk.get(where + id).words  # not 0, which would be an increase
        assert FIRST.id in clerk.get(where + both).words
        assert clerk.get(f"{DESK}/synthesis?cycle={FIRST.id}&frozen={id}").status == 404
        leading = [each.get("href") for each in clerk.get(f"{FROZEN}/{id}").all("a")]
        assert f"{DESK}/synthesis?cycle={SECOND.id}&frozen={id}" in leading

    def test_one_leads_from_what_counts_today_to_freezing_it(self, portal: Portal, clerk: Browser) -> None:
        told(portal, "KEN", need())
        page = clerk.get(f"{DESK}/picture/needs?on=2024-12-31&cycles=REG2")
        assert "Reports that count: 1. Editions that were answered: example-registers@one." in page.words
        form = clerk.get(page.link("Freeze this"))
        assert "Reports: 1, from 1 of 3 Parties." in form.words
        assert form.by_id("on").get("value") == "2024-12-31"

    def test_an_edition_that_is_gone_is_said(
        self, portal: Portal, clerk: Browser, make_portal: Callable[..., Portal]
    ) -> None:
        told(portal, "KEN", need())
        id = id_of(freeze(clerk))
        bare = make_portal(library=Library(plugins=[example_plugin()])).browser(CLERK)
        assert "These editions are not what they were, or not installed any more" in bare.get(f"{FROZEN}/{id}").words
        page = bare.get(f"{DESK}/picture/needs?frozen={id}")
        assert page.status == 501
        assert "example-registers@one" in page.words


class TestOtherPages:
    """The page of one question, and the synthesis of a cycle."""

    PAGES = (
        f"{DESK}/summary?question=state&part=options&frozen=",
        f"{DESK}/synthesis?show=answers&frozen=",
    )
    FILES = (f"{DESK}/summary.xlsx?question=state&frozen=", f"{DESK}/synthesis.xlsx?frozen=")

    @pytest.fixture
    def frozen(self, portal: Portal, clerk: Browser) -> str:
        portal.report("KEN", {"state": "good"}, "submitted")
        told(portal, "KEN", need())
        return id_of(freeze(clerk, "Before the meeting", "EX1", SECOND.id))

    def test_they_stay_as_they_were(self, portal: Portal, clerk: Browser, frozen: str) -> None:
        before = [clerk.get(f"{each}{frozen}") for each in self.PAGES]
        files = [clerk.get(f"{each}{frozen}").response.data for each in self.FILES]
        for page in before:
            assert page.status == 200
            assert page.faults == []
            assert "Frozen synthesis: Before the meeting" in page.words
        portal.report("NOR", {"state": "good"}, "submitted")
        told(portal, "NOR", need())
        assert [clerk.get(f"{each}{frozen}").words for each in self.PAGES] == [page.words for page in before]
        assert [clerk.get(f"{each}{frozen}").response.data for each in self.FILES] == files
        assert "Reports received: 1 of 3" in before[1].words
        assert "Reports received: 2 of 3" in clerk.get(f"{DESK}/synthesis").words
        assert book(files[1])["Frozen synthesis"] == "Before the meeting"

    def test_a_day_that_is_none_is_said_where_it_was_typed(self, portal: Portal, clerk: Browser, frozen: str) -> None:
        for path in (f"{DESK}/summary?question=state&on=2024-02-30", f"{DESK}/synthesis?on=2024-02-30"):
            page = clerk.get(path)
            assert page.status == 400
            assert "“2024-02-30” is no day." in page.words
            assert [each.get("value") for each in page.all("input") if each.get("name") == "on"] == ["2024-02-30"]

    def test_membership_is_that_of_the_day(self, clerk: Browser) -> None:
        assert "Reports received: 0 of 2" in clerk.get(f"{DESK}/synthesis?on=2024-01-01").words  # Fiji joined in June
        assert "Reports received: 0 of 3" in clerk.get(f"{DESK}/synthesis").words

    def test_what_is_no_frozen_synthesis_is_not_found(self, clerk: Browser) -> None:
        for each in (*self.PAGES, *self.FILES):
            assert clerk.get(each + "a" * 24).status == 404

    def test_without_its_facts_it_is_not_counted_from_anything_else(
        self, portal: Portal, clerk: Browser, frozen: str
    ) -> None:
        with portal.store.engine.begin() as connection:
            connection.execute(delete(cb_fact))
            connection.execute(delete(cb_counted))
        for each in (*self.PAGES, *self.FILES):
            page = clerk.get(f"{each}{frozen}")
            assert page.status == 501
            assert "Ask whoever runs this site to make them anew." in page.words
