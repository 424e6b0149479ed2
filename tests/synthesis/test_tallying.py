"""Options by region and group, and what has changed between two cycles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cbreport.synthesis import Member, change_table, option_table

from .said import FORM, NOW, WHO, Kept, line, question, reported

MEMBERS = {
    "ARM": Member("north", ("lldc",)),
    "BRA": Member("south"),
    "CUB": Member("south", ("sids",)),
    "HTI": Member("south", ("ldc", "sids")),
    "NOR": Member("north"),
}
LINES = [
    line("ARM", "help", "funds"),
    line("ARM", "help", "courses"),
    line("BRA", "help", "funds"),
    line("CUB", "help", kind="not-asked"),
    line("HTI", "help", kind="not-applicable"),
    line("CHE", "help", "funds"),  # no Party any more
]
KEPT = Kept(reported("ARM", "BRA", "CUB", "HTI", "CHE"), LINES)


def test_each_column_has_numbers_a_base_and_where_its_parties_stand() -> None:
    table = option_table(KEPT, WHO, NOW, FORM, question("help"), MEMBERS)
    assert table.columns == ("all", "north", "south", "ldc", "sids", "lldc")
    assert [(row.code, row.parties) for row in table.rows] == [
        ("funds", ("ARM", "BRA")),
        ("courses", ("ARM",)),
        ("none", ()),
    ]
    assert table.rows[0].numbers == {"all": 2, "north": 1, "south": 1, "ldc": 0, "sids": 0, "lldc": 1}
    assert table.base == table.standing["answered"]
    columns = ("all", "north", "south", "sids")
    assert {place: [numbers[each] for each in columns] for place, numbers in table.standing.items()} == {
        "answered": [2, 1, 1, 0],
        "not-applicable": [1, 0, 1, 1],
        "blank": [0, 0, 0, 0],
        "not-asked": [1, 0, 1, 1],
        "elsewhere": [0, 0, 0, 0],
        "missing": [1, 1, 0, 0],
        "waiting": [0, 0, 0, 0],
    }
    for column in table.columns:
        inside = [code for code, member in MEMBERS.items() if column in ("all", member.region, *member.groups)]
        assert sum(numbers[column] for numbers in table.standing.values()) == len(inside)


def test_what_another_edition_said_is_not_counted() -> None:
    kept = Kept([*reported("ARM"), *reported("BRA", edition="e0")], LINES)
    table = option_table(kept, WHO, NOW, FORM, question("help"), MEMBERS)
    assert (table.rows[0].parties, table.basis.elsewhere) == (("ARM",), ("BRA",))


def test_a_part_counts_a_party_once_in_however_many_rows() -> None:
    lines = [line("ARM", "who.level", "low", row="rangers"), line("ARM", "who.level", "low", row="customs")]
    table = option_table(Kept(reported("ARM"), lines), WHO, NOW, FORM, question("who"), MEMBERS, part="level")
    assert [(row.code, row.parties) for row in table.rows] == [("low", ("ARM",)), ("high", ())]


@pytest.mark.parametrize(("name", "part"), [("why", ""), ("who", "funds"), ("who", "no-such"), ("secret", "")])
def test_what_has_no_options_or_is_private_gives_no_table(name: str, part: str) -> None:
    with pytest.raises(ValueError, match=r"options|ask|private"):
        option_table(KEPT, WHO, NOW, FORM, question(name), MEMBERS, part=part)


def test_change_keeps_an_option_that_is_no_longer_offered() -> None:
    fewer = replace(FORM, edition="e2")
    asked = replace(question("help"), options=question("help").options[:1])
    before = option_table(KEPT, WHO, NOW, FORM, question("help"), MEMBERS)
    later = Kept(
        reported("ARM", "BRA", "HTI", edition="e2"), [line("BRA", "help", "funds"), line("HTI", "help", "funds")]
    )
    change = change_table(before, option_table(later, WHO, NOW, fewer, asked, MEMBERS))
    assert (change.both, change.n) == (("BRA",), 1)
    assert [(row.code, row.before, row.after) for row in change.rows] == [
        ("funds", ("BRA",), ("BRA",)),
        ("courses", (), ()),
        ("none", (), ()),
    ]
