"""Dates, times and numbers as the reader's language writes them."""

from __future__ import annotations

from datetime import date

import pytest

from cbreport.errors import Finding
from cbreport.web.formats import Formats

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@pytest.mark.parametrize(
    ("language", "day", "number", "share"),
    [
        ("en", "5 March 2024", "12,500", "25%"),
        ("fr", "5 mars 2024", "12\u202f500", "25\xa0%"),
        ("es", "5 de marzo de 2024", "12.500", "25\xa0%"),
        ("ru", "5 марта 2024\u202fг.", "12\xa0500", "25\xa0%"),
        ("zh", "2024年3月5日", "12,500", "25%"),
    ],
)
def test_each_language_has_its_own(language: str, day: str, number: str, share: str) -> None:
    formats = Formats(language)
    assert formats.day("2024-03-05") == formats.day(date(2024, 3, 5)) == day
    assert (formats.number(12500), formats.share(0.25)) == (number, share)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_is_a_day_and_a_time_in_utc(language: str) -> None:
    shown = Formats(language).moment("2024-03-05T14:02:59.123+00:00")
    assert shown.endswith(" UTC")
    assert "14:02" in shown or "١٤:٠٢" in shown
    assert Formats(language).moment("") == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [0, 1, -5, 1.5, 10**15])
def test_a_number_has_its_own_digits_and_is_never_lost(language: str, number: float) -> None:
    digits = [char for char in Formats(language).number(number) if char.isdigit()]
    assert "".join(str(int(char)) for char in digits) == "".join(char for char in str(number) if char.isdigit())


def test_a_time_of_submission_is_a_day() -> None:
    assert Formats("en").day("2024-03-05T14:02:59.123+00:00") == "5 March 2024"


def test_the_dates_of_a_finding_are_written_out_once_and_what_was_typed_stays() -> None:
    values = {"typed": "2024-03-05", "limit": "2024-03-06"}
    found = Finding("X", "error", "q", "{typed} is below {limit}.", values=values)
    shown = Formats("en").dated(found)
    assert shown.describe() == "2024-03-05 is below 6 March 2024."
    assert Formats("en").dated(shown) == shown
