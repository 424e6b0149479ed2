"""One topic across conventions."""

from __future__ import annotations

from dataclasses import replace

from cbreport.definition import Question
from cbreport.synthesis import Member, Scope, across_table, items_of_concept

from .said import FORM, WHO, Kept, line, reported

OTHER = replace(FORM, id="o", convention="other")
TOPIC = "capacity.assistance-type"
# The same Party lies in one region under one convention and in another one under the other.
MEMBERS = {
    "example": {"ARM": Member("europe"), "BRA": Member("south")},
    "other": {"ARM": Member("asia"), "CUB": Member("south")},
}


def test_a_party_to_two_conventions_is_one_whatever_its_regions() -> None:
    lines = [
        line("ARM", "help", "funds"),
        line("ARM", "needs.kind", "maps"),
        line("BRA", "help", "courses"),
        line("BRA", "help", kind="no-information"),
        line("ARM", "o/help", "funds", to="other"),
        line("CUB", "o/help", kind="not-asked", to="other"),
        line("NOR", "o/help", "funds", to="other"),  # no Party to it
    ]
    kept = Kept([*reported("ARM", "BRA"), *reported("CUB", form="o", ready=0, to="other")], lines)
    table = across_table(kept, WHO, Scope(("example", "other")), (FORM, OTHER), TOPIC, MEMBERS)
    assert (table.answered, table.parties) == ({"example": ("ARM", "BRA"), "other": ("ARM",)}, ("ARM", "BRA"))
    assert [(row.code, row.by_convention, row.parties) for row in table.rows] == [
        ("funds", {"example": ("ARM",), "other": ("ARM",)}, ("ARM",)),
        ("courses", {"example": ("BRA",)}, ("BRA",)),
        ("maps", {"example": ("ARM",)}, ("ARM",)),
    ]
    assert table.rows[0].label == "Funds"
    assert table.unready == ("CUB",)


def test_it_is_known_which_convention_offers_an_answer() -> None:
    fewer = replace(OTHER, sections=(replace(OTHER.sections[0], questions=(_only_funds(),)),))
    lines = [line("ARM", "help", "funds"), line("ARM", "help", "courses")]
    table = across_table(Kept([], lines), WHO, Scope(), (FORM, fewer), TOPIC, MEMBERS)
    assert {row.code: row.offered for row in table.rows} == {"funds": ("example", "other"), "courses": ("example",)}


def _only_funds() -> Question:
    help = OTHER.question("help")
    assert help is not None
    return replace(help, options=help.options[:1])


def test_a_concept_is_found_in_questions_and_parts() -> None:
    found = items_of_concept((FORM, OTHER), TOPIC)
    assert {id: [(each.question, each.part) for each in items] for id, items in found.items()} == {
        "example": [("help", ""), ("needs", "kind")],
        "other": [("help", ""), ("needs", "kind")],
    }
    assert items_of_concept((FORM,), "no-such") == {}
