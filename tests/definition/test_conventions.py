from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cbreport.definition import Convention, Membership, Region, find_party, memberships
from cbreport.errors import UnknownName
from cbreport.testing import EXAMPLE

JOINED, LEFT = date(2000, 6, 1), date(2010, 6, 1)


@pytest.mark.parametrize(
    ("day", "open_ended", "ended"),
    [
        (date(2000, 5, 31), False, False),
        (JOINED, True, True),
        (date(2010, 5, 31), True, True),
        (LEFT, True, False),
        (date(2030, 1, 1), True, False),
    ],
)
def test_membership_holds_from_its_first_day_until_the_day_on_which_it_ends(
    day: date, open_ended: bool, ended: bool
) -> None:
    assert Membership(JOINED, None, "north").holds(day) is open_ended
    assert Membership(JOINED, LEFT, "north").holds(day) is ended


@pytest.mark.parametrize(
    ("code", "day", "party"),
    [
        ("KEN", date(2024, 1, 1), True),
        ("FJI", date(2024, 5, 31), False),
        ("FJI", date(2024, 6, 1), True),
        ("CHE", date(2019, 12, 31), True),
        ("CHE", date(2020, 1, 1), False),
        ("DEU", date(2024, 1, 1), False),
        ("ZZZ", date(2024, 1, 1), False),
    ],
)
def test_who_is_party_on_a_day(code: str, day: date, party: bool) -> None:
    assert EXAMPLE.is_party(code, day) is party
    assert (code in [each.code for each in EXAMPLE.parties(day)]) is party


def test_parties_come_by_english_name() -> None:
    assert [party.name for party in EXAMPLE.parties(date(2024, 7, 1))] == ["Fiji", "Kenya", "Norway"]


def test_a_cycle_and_a_region_are_found_by_id() -> None:
    assert EXAMPLE.cycle("EX1").title == "First report"
    assert EXAMPLE.region("south") == Region("south", "South")
    assert EXAMPLE.region("east") is None
    with pytest.raises(UnknownName) as caught:
        EXAMPLE.cycle("EX2")
    assert (caught.value.kind, caught.value.name, caught.value.known) == ("cycle", "EX2", ("EX1",))


def test_a_convention_without_memberships_has_no_parties() -> None:
    assert Convention("x", "X", "X", "S", ("en",), (), ()).parties(date(2024, 1, 1)) == ()


# -- memberships from parties.csv, with columns that belong to no convention ------------------------------------------

SUBREGIONS = tuple(
    Region(name.lower().replace(" ", "-"), name) for name in ("Africa", "Americas", "Asia", "Europe", "Oceania")
)


def ldcs(**more: dict[str, str]) -> dict[str, Membership]:
    """Least developed countries by graduation day: a column of days that is empty for most."""
    return memberships(since="ldc_to", region="m49_region", regions=SUBREGIONS, **more)  # type: ignore[arg-type]


def test_memberships_hold_for_whom_the_column_has_a_day() -> None:
    found = ldcs()
    assert found["BTN"] == Membership(date(2023, 12, 13), None, "asia")
    assert "KEN" not in found
    assert {membership.region for membership in found.values()} <= {"africa", "asia", "oceania"}


def test_an_override_wins_over_the_column() -> None:
    assert ldcs(overrides={"BTN": "oceania"})["BTN"].region == "oceania"


def test_the_end_of_membership_is_read_from_its_column() -> None:
    found = memberships(since="ldc_to", until="ldc_to", region="m49_region", regions=SUBREGIONS)
    assert found["BTN"].until == date(2023, 12, 13)
    assert not found["BTN"].holds(date(2023, 12, 13))


def test_a_region_that_the_convention_has_not_is_refused() -> None:
    with pytest.raises(UnknownName) as caught:
        memberships(since="ldc_to", region="m49_region", regions=SUBREGIONS[:2])
    assert (caught.value.kind, caught.value.name) == ("region", "Asia")
    assert set(caught.value.known) == {"Africa", "Americas"}


def test_facts_of_a_party_are_text_for_plugins_to_read() -> None:
    assert find_party("BTN").facts["ldc_to"] == "2023-12-13"


def test_a_record_knows_its_number_and_its_kind() -> None:
    (cycle,) = EXAMPLE.cycles
    convention = replace(EXAMPLE, cycles=(cycle, replace(cycle, id="PRO-2", repeats=True)))
    record = convention.cycle("PRO-2-17")
    assert (record.number, record.base, convention.cycle("PRO-2").number) == (17, "PRO-2", 0)
    assert convention.cycle("PRO-2").base == "PRO-2"
    for wrong in ("PRO-2-0", "PRO-2-x", "PRO-2-01", "EX1-1"):
        with pytest.raises(UnknownName):
            convention.cycle(wrong)


def test_the_main_cycle_is_the_newest_of_the_national_report() -> None:
    (cycle,) = EXAMPLE.cycles
    later = replace(cycle, id="LATER", due=date(2030, 1, 1))
    survey = replace(cycle, id="SURVEY", form="survey", due=date(2031, 1, 1))
    record = replace(cycle, id="PRO", form="project", repeats=True, due=date(2040, 1, 1))
    every = (cycle, later, survey, record)
    assert replace(EXAMPLE, cycles=every, report=cycle.form).main_cycle == later
    assert replace(EXAMPLE, cycles=every).main_cycle == survey
    assert replace(EXAMPLE, cycles=(record,)).main_cycle == record
    assert replace(EXAMPLE, cycles=()).main_cycle is None
