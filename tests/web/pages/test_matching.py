"""A request and an offer on the Secretariat's desk: where they stand, what was done, and the next step."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from cbreport.library import Library
from cbreport.reporting.matching import Move, Pair, match_key
from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.registers import told, with_registers
from tests.web.people import AMINA, CLERK, STRANGER

DESK = f"{PREFIX}/desk/example"
VIEW = f"{DESK}/picture/matching"
PAIR = ("example/KEN/example-registers/request[r1]", "example/NOR/example-registers/offer[o1]")
PLACE = f"{DESK}/matches/{match_key(PAIR)}"


@pytest.fixture
def library() -> Library:
    return with_registers()


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


@pytest.fixture
def norway(portal: Portal) -> str:
    """Kenya asks for help with law, and Norway, whose report this is, offers it twice."""
    told(
        portal,
        "KEN",
        {"request[r1].title": "Judges", "request[r1].topic": ["law"], "request[r1].whom": "Zawadi"},
    )
    return told(
        portal,
        "NOR",
        {
            f"offer[o{n}].{part}": value
            for n in (1, 2)
            for part, value in {"title": f"Course {n}", "topic": ["law"]}.items()
        },
    )


def take(portal: Portal, *moves: Move, pair: Pair = PAIR) -> None:
    for base, each in enumerate(moves):
        portal.store.move_match(CLERK, "example", pair, each, base=base)


def send(clerk: Browser, page: Page, **typed: str) -> Page:
    """What a form without script sends."""
    base = next(each.get("value") for each in page.all("input") if each.get("name") == "base")
    return clerk.post(page.path, {"base": base, **typed})


@pytest.mark.usefixtures("norway")
class TestOneMatch:
    def test_request_and_offer_stand_side_by_side(self, portal: Portal, clerk: Browser) -> None:
        view = clerk.get(f"{VIEW}?cycles=all")
        assert "Matches: suggested 2; contacted 0; agreed 0; closed 0." in view.words
        assert f'href="{PLACE}?cycle=EX1&amp;cycles=all"' in view.text
        page = clerk.get(f"{PLACE}?cycle=EX1&cycles=all")
        assert page.faults == []
        for each in ("Kenya", "Judges", "Norway", "Course 1", "Subject: Law", "Nothing yet"):
            assert each in page.words
        assert "Zawadi" not in page.text
        assert page.link("Requests and the offers that fit") == f"{VIEW}?cycle=EX1&cycles=all"

    def test_it_is_taken_on_and_the_history_says_so(self, portal: Portal, clerk: Browser) -> None:
        page = send(clerk, clerk.get(PLACE), state="contacted", note="Wrote to both")
        page = send(clerk, page, state="agreed", note="")
        page = send(clerk, page, state="closed", outcome="carried-out", note="")
        assert page.faults == []
        assert "Closed: carried out" in page.words
        assert page.words.index("Contacted") < page.words.index("Wrote to both") < page.words.index("Agreed")
        assert "Clerk" in page.words
        view = clerk.get(VIEW)
        assert "Matches: suggested 1; contacted 0; agreed 0; closed 1." in view.words
        assert "Matches that were taken up" in view.words

    @pytest.mark.parametrize(
        ("typed", "status", "problem"),
        [
            ({"state": ""}, 422, "Choose where the match stands now."),
            ({"state": "agreed"}, 409, "cannot be taken there"),
            ({"state": "closed"}, 409, "There is no outcome."),
            ({"state": "closed", "outcome": "other"}, 409, "There is no note."),
        ],
    )
    def test_what_is_missing_is_said(self, clerk: Browser, typed: dict[str, str], status: int, problem: str) -> None:
        page = clerk.get(PLACE)
        page = send(clerk, page, **typed)
        assert (page.status, problem in page.words, page.faults) == (status, True, [])

    def test_what_somebody_did_meanwhile_is_shown_and_what_was_typed_stays(
        self, portal: Portal, clerk: Browser
    ) -> None:
        page = clerk.get(PLACE)
        take(portal, Move("contacted", note="By phone"))
        stale = send(clerk, page, state="closed", outcome="declined", note="They wrote")
        assert stale.status == 409
        for each in ("Somebody took this match on meanwhile.", "By phone", "They wrote"):
            assert each in stale.words
        assert send(clerk, stale, state="closed", outcome="declined", note="They wrote").status == 200
        (state,) = portal.store.match_states(CLERK, "example").values()
        assert [each.move.state for each in state.steps] == ["contacted", "closed"]

    @pytest.mark.parametrize("base", ["", "x", "-1", "1" * 9])
    def test_a_form_that_does_not_say_what_it_saw(self, clerk: Browser, base: str) -> None:
        assert clerk.post(PLACE, {"base": base, "state": "contacted"}).status == 400

    def test_others_find_nothing(self, portal: Portal, clerk: Browser) -> None:
        for person in (AMINA, STRANGER, None):
            assert portal.browser(person).get(PLACE).status == 404
            assert portal.browser(person).post(PLACE, {"base": "0", "state": "contacted"}).status == 404
        assert portal.store.match_states(CLERK, "example") == {}
        for wrong in (f"{DESK}/matches/x", f"{DESK}/matches/" + "0" * 24, f"{PLACE}?state=lost"):
            assert clerk.get(wrong).status == 404

    def test_in_arabic(self, clerk: Browser) -> None:
        for place in (PLACE, VIEW):
            assert clerk.get(f"{place}?language=ar").faults == []


class TestView:
    def test_by_state(self, portal: Portal, clerk: Browser, norway: str) -> None:
        take(portal, Move("contacted"))
        assert "Course 2" not in clerk.get(f"{VIEW}?state=contacted").words
        other = clerk.get(f"{VIEW}?state=suggested&cycles=all")
        assert "Course 2" in other.words
        assert "Course 1" not in other.words
        assert "Matches: suggested 1; contacted 1; agreed 0; closed 0." in other.words
        book = load_workbook(io.BytesIO(clerk.get(other.link("XLSX")).response.get_data()))
        assert "Course 1" not in str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])

    def test_what_is_gone_stays_listed(self, portal: Portal, clerk: Browser, norway: str) -> None:
        take(portal, Move("contacted", note="=1+1"))
        portal.store.transition(
            CLERK, norway, "send-back", revision=portal.revision(norway, "NOR"), reason="Look again."
        )
        view = clerk.get(VIEW)
        assert "The offer is no longer there." in view.words
        assert "Norway" in view.words
        page = clerk.get(PLACE)
        assert "The offer is no longer there." in page.words
        assert send(clerk, page, state="closed", outcome="no-longer-needed", note="=1+1").status == 200
        book = load_workbook(io.BytesIO(clerk.get(view.link("XLSX")).response.get_data()))
        note = next(cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
        assert note.data_type == "s"

    @pytest.mark.usefixtures("norway")
    def test_a_narrowed_list_does_not_take_for_gone_what_it_leaves_out(self, portal: Portal, clerk: Browser) -> None:
        take(portal, Move("contacted"))
        assert "no longer there" not in clerk.get(f"{VIEW}?region=south").words
        assert "no longer there" not in clerk.get(f"{VIEW}?cycles=REG1").words
