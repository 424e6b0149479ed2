"""Dates, times and numbers as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

from cbreport.documents.writing import locale_of, percent
from cbreport.errors import Finding

_ALWAYS: Final = 1_000_000  # days stay days, however many they are


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

    def clock(self, value: str) -> str:
        """The time of day in UTC, from ISO text.

        >>> Formats("en").clock("2024-03-05T09:07:00.000+00:00")
        '09:07 UTC'
        """
        return format_datetime(datetime.fromisoformat(value), "HH:mm", locale=self.locale) + " UTC"

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

    def days(self, number: int) -> str:
        """So many days, in the form that the number asks for.

        >>> Formats("en").days(1), Formats("en").days(1305), Formats("ar").days(3)
        ('1 day', '1,305 days', '3 أيام')
        """
        text = format_timedelta(timedelta(days=number), granularity="day", threshold=_ALWAYS, locale=self.locale)
        return text.replace(str(number), self.number(number))  # it does not group digits itself

    def listed(self, texts: Iterable[str]) -> str:
        """Texts one after the other, with the language's comma.

        >>> Formats("en").listed(["Fiji", "Kenya"])
        'Fiji, Kenya'
        """
        return format_list(list(texts), style="unit", locale=self.locale)

    def share(self, value: float) -> str:
        """A share from 0 to 1 as per cent.

        >>> Formats("en").share(0.25)
        '25%'
        """
        return percent(value, self.locale)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
