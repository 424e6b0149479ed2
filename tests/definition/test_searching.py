from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.definition import LANGUAGE_NAMES, all_parties, find_party, fits_search

PARTIES = list(all_parties().values())


def found(query: str) -> list[str]:
    return [party.code for party in PARTIES if fits_search(party, query)]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("cote d'ivoire", ["CIV"]), ("CÔTE D’IVOIRE", ["CIV"]), ("ivoire", ["CIV"]), ("Elfenbein", []),
        ("EGYPTE", ["EGY"]), ("египет", ["EGY"]), ("مصر", ["EGY"]), ("埃及", ["EGY"]),
        ("الامارات", ["ARE"]), ("إمارات", ["ARE"]), ("الإمارات", ["ARE"]), ("科特", ["CIV"]),
        ("ken", ["KEN"]), ("KE", ["KEN"]), ("EU", ["EUE"]), ("eur", ["EUE"]), ("NO", ["NOR", "PRK", "MKD"]),
        ("oman", ["OMN"]), ("mali", ["MLI"]), ("guinea bissau", ["GNB"]), ("Guinea-Bissau", ["GNB"]),
        ("north korea", ["PRK"]), ("!!!", []), ("fiji kenya", []),
    ],
)  # fmt: skip
def test_what_people_type(query: str, codes: list[str]) -> None:
    assert set(codes) <= set(found(query))
    if query != "NO":
        assert sorted(found(query)) == sorted(codes)


@pytest.mark.parametrize("query", ["", "  ", "\t"])
def test_nothing_typed_means_everybody(query: str) -> None:
    assert len(found(query)) == len(PARTIES)


@given(st.sampled_from(PARTIES), st.sampled_from(sorted(LANGUAGE_NAMES)), st.booleans())
def test_every_party_is_found_by_its_name_and_codes(party: object, language: str, upper: bool) -> None:
    of = find_party(party.code)  # type: ignore[attr-defined]
    name = of.name_in(language)
    assert fits_search(of, name.upper() if upper else name.lower())
    assert fits_search(of, of.code.lower() if upper else of.iso2)


@given(st.text(max_size=200))
def test_searching_never_fails(query: str) -> None:
    assert len(found(query)) <= len(PARTIES)
