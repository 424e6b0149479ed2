"""Dates, times and numbers as the reader's language writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from cbreport.documents.writing import locale_of
from cbreport.errors import Finding


@dataclass(frozen=True)
class Formats:
    """Formats in one language."""

    language: str

    @property
    def locale(self) -> Locale:
        """The locale, the same as on paper."""
        return locale_of(self.language)

    def day(self, value: date | str) -> str:
        """A date, long.

        >>> Formats("fr").day("2024-03-05")
        '5 mars 2024'
        """
        day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
        return format_date(day, "long", locale=self.locale)

    def moment(self, value: str) -> str:
        """A date and time in UTC, from ISO text; empty text gives empty text."""
        if not value:
            return ""
        return format_datetime(datetime.fromisoformat(value), "d MMMM y, HH:mm", locale=self.locale) + " UTC"

    def dated(self, found: Finding) -> Finding:
        """A finding whose dates are written out; what a person typed stays as typed.

        >>> late = Finding("X01", "warning", "when", "{day} is past.", values={"day": "2024-03-05"})
        >>> Formats("en").dated(late).describe()
        '5 March 2024 is past.'
        """
        shown = {key: self.day(text) for key, text in found.values.items() if key != "typed" and _is_day(text)}
        return replace(found, values={**found.values, **shown})

    def number(self, value: int | float) -> str:
        """A number with the language's separators, in Western digits as everywhere here.

        >>> Formats("en").number(12500)
        '12,500'
        """
        return format_decimal(value, locale=self.locale, numbering_system="latn")

    def share(self, value: float) -> str:
        """A share from 0 to 1 as per cent.

        >>> Formats("en").share(0.25)
        '25%'
        """
        return format_percent(value, locale=self.locale, numbering_system="latn")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
