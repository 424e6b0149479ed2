"""Where each Party stands to a question."""

from __future__ import annotations

from datetime import date

from cbreport.synthesis import Item, Member, Whom, members_of
from cbreport.synthesis.basis import basis_of
from cbreport.testing import EXAMPLE

from .said import line, reported

CODES = ("ARM", "BRA", "CUB", "DNK", "EGY", "FJI", "GAB", "HUN")
MEMBERS = {code: Member("south") for code in CODES}


def test_every_party_stands_in_one_place() -> None:
    who = [
        *reported("ARM", "BRA", "CUB", "DNK", "EGY"),
        *reported("FJI", edition="e0"),
        *reported("GAB", ready=0),
        *reported("ZZZ"),
    ]
    said = [
        line("ARM", "help", "funds"),
        line("BRA", "help", kind="not-applicable"),
        line("CUB", "help", kind="not-asked"),
        line("DNK", "help", kind="unconfirmed"),
    ]
    basis = basis_of(MEMBERS, who, said, Item("r", "help"), "e1")
    assert basis.places == {
        "answered": ("ARM",),
        "not-applicable": ("BRA",),
        "blank": ("DNK", "EGY"),
        "not-asked": ("CUB",),
        "elsewhere": ("FJI",),
        "missing": ("HUN",),
        "waiting": ("GAB",),
    }
    assert sorted(code for codes in basis.places.values() for code in codes) == list(CODES)
    assert (basis.unconfirmed, basis.unready) == (("DNK",), ("GAB",))


def test_a_non_answer_in_a_part_answers_the_group_and_not_the_part() -> None:
    said = [line("ARM", "needs.kind", kind="no-information"), line("BRA", "needs.what")]
    who = reported(*CODES)
    whole = basis_of(MEMBERS, who, said, Item("r", "needs"))
    assert whole.answered == ("ARM", "BRA")
    part = basis_of(MEMBERS, who, said[:1], Item("r", "needs", "kind"))
    assert (part.answered, part.non_answers) == ((), {"no-information": ("ARM",)})


def test_an_answer_in_one_report_goes_before_a_blank_that_is_not_counted_yet() -> None:
    who = [*reported("ARM"), *reported("ARM", edition="e2", ready=0)]
    basis = basis_of(MEMBERS, who, [line("ARM", "help", "funds")], Item("r", "help"))
    assert (basis.answered, basis.waiting, basis.unready) == (("ARM",), (), ("ARM",))


def test_who_has_withdrawn_is_no_member_and_who_joined_later_is_none_yet() -> None:
    assert set(members_of(EXAMPLE, Whom(date(2019, 12, 31)))) == {"CHE", "KEN", "NOR"}
    assert set(members_of(EXAMPLE, Whom(date(2024, 5, 31)))) == {"KEN", "NOR"}
    assert set(members_of(EXAMPLE, Whom(date(2024, 6, 1)))) == {"FJI", "KEN", "NOR"}
