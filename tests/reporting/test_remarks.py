"""Who may see and write remarks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cbreport.errors import SaveRefused
from cbreport.reporting import APPROVER, CONTRIBUTOR, FOCAL_POINT, PUBLIC, SECRETARIAT, Identity
from cbreport.reporting.remarks import (
    REMARK_LENGTH,
    Answered,
    Opening,
    Remark,
    RemarkStep,
    Said,
    Where,
    checked_remark,
    checked_reply,
    may_see,
    may_write,
    seen_by,
    side_of,
)

XSC = "XSC"
DAY = date(2026, 3, 1)
OPENING = Opening("o", "ex", frozenset({"KEN", "NOR"}), b"{}", "sha256:0", False, "2026-01-01", "2026-03-01")
WRITTEN = RemarkStep(1, Said("comment", "More law.", "en"), "amina", "Amina", "2026-02-01")
KENYA = Remark("r", "ex", "o", Where(), ("", ""), "KEN", (WRITTEN,))


def person(role: str, party: str = "", *conventions: str) -> Identity:
    return Identity("p", "P", frozenset({role}), party, frozenset(conventions))


@pytest.mark.parametrize(
    ("identity", "side"),
    [
        (person(FOCAL_POINT, "KEN"), "KEN"),
        (person(CONTRIBUTOR, "KEN", "ex"), "KEN"),
        (person(CONTRIBUTOR, "KEN", "other"), ""),
        (person(APPROVER, "KEN"), ""),
        (person(FOCAL_POINT), ""),
        (person(SECRETARIAT, "", "ex"), XSC),
        (person(SECRETARIAT, "", "other"), ""),
        (PUBLIC, ""),
    ],
)
def test_the_side_on_which_somebody_remarks(identity: Identity, side: str) -> None:
    assert side_of(identity, "ex") == side


def test_a_party_writes_where_it_is_asked_until_the_last_day() -> None:
    late = date(2026, 3, 2)
    assert may_write("KEN", OPENING, DAY)
    assert not may_write("KEN", OPENING, late)
    assert not may_write("KEN", replace(OPENING, closed="2026-02-15"), DAY)
    assert not may_write("KEN", None, DAY)
    assert not may_write("FJI", OPENING, DAY)
    assert not may_write("", OPENING, DAY)
    assert may_write(XSC, OPENING, late)
    assert may_write(XSC, None, DAY)
    assert [side for side in ("KEN", "NOR", "FJI", XSC, "") if may_see(side, OPENING)] == ["KEN", "NOR", XSC]


def test_remarks_of_others_are_seen_where_they_are_shown_and_nobody_learns_who_wrote() -> None:
    shown = replace(OPENING, shown=True)
    assert seen_by("KEN", KENYA, OPENING) == KENYA
    assert seen_by("NOR", KENYA, OPENING) is None
    assert seen_by("NOR", KENYA, None) is None
    for side, opening in (("NOR", shown), (XSC, OPENING)):
        seen = seen_by(side, KENYA, opening)
        assert seen
        assert seen.said == KENYA.said
        assert (seen.written.author, seen.written.name) == ("", "")


def test_what_was_withdrawn_is_seen_by_its_own_side() -> None:
    gone = replace(KENYA, steps=(WRITTEN, RemarkStep(2, None, "barasa", "Barasa", "2026-02-02")))
    assert (gone.withdrawn, gone.number) == ("2026-02-02", 2)
    assert seen_by("KEN", gone, OPENING) == gone
    assert seen_by(XSC, gone, OPENING) is None
    assert seen_by("NOR", gone, replace(OPENING, shown=True)) is None


def test_who_answered_is_known_to_the_secretariat() -> None:
    answered = RemarkStep(2, Answered("noted", "", "en"), "clerk", "Clerk", "2026-02-02")
    both = replace(KENYA, steps=(WRITTEN, answered))
    kenya, secretariat = seen_by("KEN", both, OPENING), seen_by(XSC, both, OPENING)
    assert kenya
    assert secretariat
    assert [each.author for each in kenya.steps] == ["amina", ""]
    assert [each.author for each in secretariat.steps] == ["", "clerk"]
    assert kenya.reply == answered.what


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (Said("comment", " \n", "en"), "There is no text."),
        (Said("order", "Do it.", "en"), "neither a comment nor a recommendation"),
        (Said("comment", "x" * (REMARK_LENGTH + 1), "en"), "has 5001 characters; 5000 can be kept"),
    ],
)
def test_a_remark_that_cannot_be_kept(said: Said, problem: str) -> None:
    with pytest.raises(SaveRefused, match=problem):
        checked_remark(said)


def test_a_reason_is_needed_where_a_remark_is_not_taken_up() -> None:
    assert checked_reply(Answered("accepted", " ", "en")).text == ""
    assert checked_reply(Answered("not-taken-up", " No funds.\r\n", "en")).text == "No funds."
    with pytest.raises(SaveRefused, match="few words why"):
        checked_reply(Answered("not-taken-up", " ", "en"))
    with pytest.raises(SaveRefused, match="No answer was chosen"):
        checked_reply(Answered("", "Text", "en"))
