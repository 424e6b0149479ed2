"""Who answers a form: a Party, or the Secretariat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cbreport.definition import (
    SECRETARIAT_CODE,
    Convention,
    Translator,
    all_parties,
    find_party,
    respondent_code,
    respondent_name,
)
from cbreport.errors import UnknownName
from cbreport.testing import EXAMPLE, example_library
from tests.office import DECISIONS, WORK, office_library


def test_the_secretariats_code_is_no_partys_and_never_will_be() -> None:
    """ISO 3166 leaves XAA to XZZ to users."""
    assert "XAA" <= SECRETARIAT_CODE <= "XZZ"
    assert SECRETARIAT_CODE not in all_parties()
    with pytest.raises(UnknownName):
        find_party(SECRETARIAT_CODE)


def test_codes_are_understood_however_they_are_written() -> None:
    assert [respondent_code(each) for each in ("XSC", " xsc ", "ken", "NO")] == ["XSC", "XSC", "KEN", "NOR"]
    with pytest.raises(UnknownName):
        respondent_code("XSD")


def test_each_is_named_in_the_language_that_is_wanted() -> None:
    french = Translator("fr", ({EXAMPLE.secretariat: "Secrétariat de la Convention sur les exemples"},))
    assert respondent_name("XSC", EXAMPLE, french) == "Secrétariat de la Convention sur les exemples"
    assert respondent_name("XSC", EXAMPLE, Translator("fr")) == EXAMPLE.secretariat
    assert respondent_name("NOR", EXAMPLE, french) == "Norvège"


class TestCycles:
    def convention(self) -> Convention:
        return office_library().convention("example")

    def test_say_what_their_form_says(self) -> None:
        told = {cycle.id: cycle.respondent for cycle in self.convention().cycles}
        assert told == {"EX1": "party", "WORK-2026": "secretariat", "DEC": "secretariat"}

    def test_of_a_form_that_is_not_installed_stay_as_they_are(self) -> None:
        missing = replace(WORK, form="elsewhere", respondent="secretariat")
        convention = replace(EXAMPLE, cycles=(missing,))
        assert convention.secretariat_cycles == (missing,)

    def test_of_the_secretariat_stand_apart(self) -> None:
        convention = self.convention()
        assert [each.id for each in convention.party_cycles] == ["EX1"]
        assert [each.id for each in convention.secretariat_cycles] == [WORK.id, DECISIONS.id]

    def test_of_the_secretariat_are_never_the_main_one(self) -> None:
        """Though they are due later."""
        assert self.convention().main_cycle == EXAMPLE.main_cycle
        only = replace(self.convention(), cycles=self.convention().secretariat_cycles)
        assert only.main_cycle is None

    def test_a_record_knows_it_too(self) -> None:
        assert self.convention().cycle("DEC-4").respondent == "secretariat"

    def test_a_convention_without_any_is_the_plugins_own(self) -> None:
        assert example_library().convention("example") is EXAMPLE
