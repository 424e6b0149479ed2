"""What parties.csv says about States; who is Party to which convention is in tests/plugins."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from cbreport.definition import Party, all_parties, find_party
from cbreport.definition.parties import load_parties
from cbreport.errors import ConfigurationError, UnknownName

TEXT = files("cbreport_forms").joinpath("parties.csv").read_text(encoding="utf-8")
# The last two counts of the LDCs hold only while the dates of graduation that are decided stand.
LDCS = [
    ("2023-12-12", 46), ("2023-12-13", 45), ("2024-12-12", 45), ("2024-12-13", 44), ("2026-11-23", 44),
    ("2026-11-24", 41), ("2027-12-13", 40), ("2029-12-19", 38),
]  # fmt: skip
UN_GROUPS = {
    "African States": 54,
    "Asia-Pacific States": 54,
    "Eastern European States": 23,
    "Latin American and Caribbean States": 33,
    "Western European and other States": 29,
}


def test_the_file_can_be_read_anywhere() -> None:
    assert not TEXT.startswith("\ufeff")
    assert "\r" not in TEXT


def test_who_is_there() -> None:
    parties = all_parties().values()
    assert len(parties) == 198
    assert sum(party.facts["un_member"] == "yes" for party in parties) == 193
    assert {party.code for party in parties if party.facts["un_member"] == "no"} == {"VAT", "PSE", "COK", "NIU", "EUE"}


def test_codes_and_names_are_unique_and_of_the_right_form() -> None:
    parties = all_parties()
    assert all(code == party.code and re.fullmatch("[A-Z]{3}", code) for code, party in parties.items())
    assert all(re.fullmatch("[A-Z]{2}", party.iso2) for party in parties.values())
    assert all(re.fullmatch("[0-9]{3}", party.m49) for party in parties.values() if party.code != "EUE")
    for codes in ([party.iso2 for party in parties.values()], [party.name for party in parties.values()]):
        assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("typed", "code", "name"),
    [
        ("NAM", "NAM", "Namibia"),
        ("NA", "NAM", "Namibia"),  # many a reader of CSV takes NA for nothing
        ("NOR", "NOR", "Norway"),
        ("NO", "NOR", "Norway"),  # and YAML takes NO for false
        ("no", "NOR", "Norway"),
        (" ken ", "KEN", "Kenya"),
        ("EUE", "EUE", "European Union"),
        ("EU", "EUE", "European Union"),
        ("EUR", "EUE", "European Union"),
        ("EUU", "EUE", "European Union"),
        ("euu", "EUE", "European Union"),
    ],
)
def test_a_party_is_found_by_the_codes_in_use(typed: str, code: str, name: str) -> None:
    party = find_party(typed)
    assert (party.code, party.name) == (code, name)


@pytest.mark.parametrize("typed", ["", " ", "ZZZ", "KENYA", "GRL", "false", "004"])
def test_anything_else_is_no_party(typed: str) -> None:
    with pytest.raises(UnknownName) as caught:
        find_party(typed)
    assert (caught.value.kind, caught.value.name) == ("Party", typed)


def test_the_european_union_has_no_m49_code_and_keeps_its_own_name() -> None:
    union = find_party("EUE")
    assert (union.iso2, union.m49) == ("EU", "")


def test_leading_zeros_of_m49_are_kept() -> None:
    assert find_party("AFG").m49 == "004"


@pytest.mark.parametrize(("day", "count"), LDCS)
def test_least_developed_countries_by_day(day: str, count: int) -> None:
    on = date.fromisoformat(day)
    assert sum(party.is_ldc(on) for party in all_parties().values()) == count


def test_a_country_is_an_ldc_until_the_day_before_it_graduates() -> None:
    bhutan = find_party("BTN")
    assert bhutan.is_ldc(date(2023, 12, 12))
    assert not bhutan.is_ldc(date(2023, 12, 13))
    assert not bhutan.is_ldc(date(1970, 12, 31))
    assert bhutan.is_ldc(date(1971, 1, 1))


def test_sids_lldcs_and_groups_of_the_united_nations() -> None:
    parties = all_parties().values()
    sids = [party for party in parties if party.sids]
    assert len(sids) == 39
    assert {party.code for party in sids if party.facts["un_member"] == "no"} == {"COK", "NIU"}
    assert sum(party.lldc for party in parties) == 32
    assert not any(party.sids and party.lldc for party in parties)
    members = [party.facts["un_regional_group"] for party in parties if party.facts["un_member"] == "yes"]
    assert Counter(members) == UN_GROUPS


@pytest.mark.parametrize(
    ("code", "groups"), [("NPL", ("ldc", "lldc")), ("TUV", ("ldc", "sids")), ("FJI", ("sids",)), ("DEU", ())]
)
def test_the_groups_of_a_party_on_a_day(code: str, groups: tuple[str, ...]) -> None:
    assert find_party(code).groups(date(2024, 6, 1)) == groups


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("DEU", "en", "Germany"),
        ("TUR", "en", "Türkiye"),
        ("DEU", "fr", "Allemagne"),
        ("KEN", "ar", "كينيا"),
        ("CHN", "zh", "中国"),
        ("NAM", "es", "Namibia"),
        ("EUE", "fr", "Union européenne"),
    ],
)
def test_names_in_a_language(code: str, language: str, name: str) -> None:
    assert find_party(code).name_in(language) == name


def test_a_name_that_the_language_lacks_is_given_in_english() -> None:
    assert Party("ZZZ", "QQ", "", "Nowhere").name_in("fr") == "Nowhere"


@pytest.mark.parametrize("column", ["iso3", "iso2", "m49", "name_en", "ldc_from", "ldc_to", "sids", "lldc"])
def test_a_file_without_a_needed_column_is_refused_by_name(column: str) -> None:
    with pytest.raises(ConfigurationError, match=f"no column '{column}'"):
        load_parties(TEXT.replace(column, "other", 1))
