"""Heat maps from a matrix and from two parts of a group."""

from __future__ import annotations

import pytest

from cbreport.synthesis import Member, group_heat_map, matrix_heat_map
from cbreport.synthesis.asking import Pair

from .said import FORM, NOW, WHO, Kept, line, question, reported

MEMBERS = {code: Member("south") for code in ("ARM", "BRA", "CUB")}


def test_ticks_count_and_what_was_unticked_does_not() -> None:
    lines = [
        line("ARM", "who.funds", "true", row="rangers"),
        line("BRA", "who.funds", "true", row="rangers"),
        line("BRA", "who.courses", "false", row="rangers"),
        line("CUB", "who.number", "", row="customs"),
        line("CHE", "who.funds", "true", row="customs"),
    ]
    heat = matrix_heat_map(Kept(reported("ARM", "BRA", "CUB"), lines), WHO, NOW, FORM, question("who"), MEMBERS)
    assert heat.cells == {"rangers": {"funds": ("ARM", "BRA")}}
    assert heat.rows == (("rangers", "Rangers"), ("customs", "Customs"))
    assert heat.columns == (("funds", "Funds"), ("courses", "Courses"))
    assert (heat.basis.answered, heat.parties("customs", "funds")) == (("ARM", "BRA", "CUB"), ())


def test_two_parts_of_a_group_and_only_parties_that_are_counted() -> None:
    pairs = [Pair("example", "ARM", "rangers", "funds"), Pair("example", "CHE", "rangers", "funds")]
    kept = Kept(reported("ARM", "BRA"), [line("ARM", "needs.group", "rangers")], pairs)
    heat = group_heat_map(kept, WHO, NOW, FORM, question("needs"), MEMBERS, rows="group", columns="kind")
    assert heat.cells == {"rangers": {"funds": ("ARM",)}}
    assert (heat.basis.blank, heat.basis.missing) == (("BRA",), ("CUB",))


def test_a_matrix_without_ticks_and_a_private_part_give_none() -> None:
    with pytest.raises(ValueError, match="tick"):
        matrix_heat_map(Kept([]), WHO, NOW, FORM, question("needs"), MEMBERS)
    with pytest.raises(ValueError, match="private"):
        group_heat_map(Kept([]), WHO, NOW, FORM, question("needs"), MEMBERS, rows="name", columns="kind")
