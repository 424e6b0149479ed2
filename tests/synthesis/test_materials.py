from __future__ import annotations

from decimal import Decimal

from cbreport.synthesis import materials

from .register_reports import keys, secretariat, tally, told


def test_each_party_that_was_reached_counts_once() -> None:
    found = materials(
        tally(
            secretariat(
                material=[{"key": "m", "title": "Manual"}, {"key": "h", "title": "Handbook"}],
                distribution=[
                    {"material": "m", "year": 2022, "countries": "KEN, UGA", "copies": 100, "audience": "party"},
                    {"material": "m", "year": 2023, "countries": "KEN", "language": "en"},
                    {"material": "m", "copies": 5, "audience": "non-party", "countries": "CHE"},
                    {"material": "h", "year": 2023, "countries": "south"},
                    {"year": 2023, "countries": "NOR"},
                    {"material": "h"},
                ],
            ),
        )
    )
    manual, handbook = found.materials
    assert (manual.spread.reached, manual.spread.others, found.share(manual.spread)) == (
        ("KEN",),
        ("CHE", "UGA"),
        1 / 3,
    )
    assert (manual.spread.distributions, manual.spread.copies, manual.spread.untold) == (3, 105, 1)
    assert manual.spread.audiences == {"party": 1, "non-party": 1, "candidate": 0, "other": 0, "unknown": 1}
    assert manual.spread.languages == {"en": 1, "unknown": 2}
    assert (handbook.spread.reached, handbook.spread.unplaced) == (("FJI", "KEN"), 1)
    assert (found.total.reached, found.share(found.total)) == (("FJI", "KEN", "NOR"), 1.0)
    assert {year: each.reached for year, each in found.by_year.items()} == {
        2022: ("KEN",),
        2023: ("FJI", "KEN", "NOR"),
        None: (),
    }
    assert sum(each.distributions for each in found.by_year.values()) == found.total.distributions
    assert keys(found.loose) == ["XSC r5"]


def test_a_party_that_distributes_at_home_was_reached() -> None:
    found = materials(tally(told("FJI", material=[{"key": "m", "title": "x"}], distribution=[{"material": "m"}])))
    assert found.total.reached == ("FJI",)


def test_effects_are_told_year_by_year_and_never_added_up() -> None:
    found = materials(
        tally(
            secretariat(
                material=[{"key": "m", "title": "Manual"}],
                assessment=[
                    {"material": "m", "year": 2022, "reached": 10, "users": 4, "rating": "low"},
                    {"material": "m", "year": 2023, "reached": 30, "rating": "high", "effect": "Better permits"},
                    {"material": "m", "year": 2023, "reached": 20},
                    {"rating": "high"},
                ],
            )
        )
    )
    effects = found.materials[0].effects
    assert [(each.year, each.ratings) for each in effects] == [
        (2022, {"low": 1, "unknown": 0}),
        (2023, {"high": 1, "unknown": 1}),
    ]
    assert [(each.reached.n, each.reached.middle) for each in effects if each.reached] == [
        (1, Decimal(10)),
        (2, Decimal(25)),
    ]
    assert effects[1].users is None
    assert effects[1].effects == {"unknown": 0}  # a text, which nobody can count
    assert [each.year for each in found.effects] == [2022, 2023, None]
    assert keys(found.loose) == ["XSC r4"]


def test_without_materials_nobody_was_reached() -> None:
    found = materials(tally())
    assert (found.total.reached, found.materials, found.share(found.total), found.parties) == ((), (), 0.0, 3)
