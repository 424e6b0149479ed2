"""How texts, numbers, dates and amounts are written in the language of a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any, Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from cbreport.answering import date_parts, is_blank, is_web_address
from cbreport.definition import Translator, all_parties, direction, in_order_of_names
from cbreport.documents.nodes import Text, Texts
from cbreport.reporting import Report

DASH: Final = "–"
_CODE: Final = re.compile(
    r"(?<![\w\u200e])(?:(?=[\w./-]*[A-Za-z])(?=[\w./-]*[0-9])[A-Za-z0-9]+(?:[./-][A-Za-z0-9]+)+"  # 20.b, XVIII.2
    r"|[A-Za-z0-9]+ \([a-z]+\)(?:\.[A-Za-z0-9]+)*)(?!\w)"  # 5 (a).1
)
_FRENCH: Final = re.compile(r"(?<=«) | (?=[»:;?!])")
_RUNNING: Final = 60  # characters of a title at the head of a page
_MOST_DIGITS: Final = 28  # the precision of decimal arithmetic, in which numbers are rounded for print
_LOCALES: Final = {"en": "en-GB"}  # the United Nations write 31 May 2024


@cache
def locale_of(language: str) -> Locale:
    """CLDR's data for a language; English is written as the United Nations write it."""
    return Locale.parse(_LOCALES.get(language, language), sep="-")


def percent(share: float, locale: Locale) -> str:
    """A share of 0 to 1 as whole per cent, half of one rounded up as people and spreadsheets do.

    >>> [percent(share, Locale("en")) for share in (0.125, 0.145, 5 / 8, 0.124999)]
    ['13%', '15%', '63%', '12%']
    """
    whole = Decimal(str(round(share, 9))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return format_percent(whole, locale=locale, numbering_system="latn")


@dataclass(frozen=True)
class Writer:
    """Writes in one language. Called with a source text it translates it: ``t("Draft")``.

    Digits are Western in every language, page numbers and tables included.
    """

    translator: Translator
    _known: dict[str, Text] = field(default_factory=dict, init=False, compare=False, repr=False)  # looked up before

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.translator.language

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction(self.language)

    @property
    def locale(self) -> Locale:
        """CLDR's data for the language."""
        return locale_of(self.language)

    def __call__(self, source: str) -> Text:
        """A source text (of the interface or of a form) in the document's language, or marked as English."""
        found = self._known.get(source)
        if found is None:
            found = self._known[source] = self._shown(source)
        return found

    def _shown(self, source: str) -> Text:
        shown = self.translator.show(source)
        if shown.language == self.language:
            return self.own(shown.text)
        return Text(shown.text, shown.language, direction(shown.language))

    def own(self, text: str) -> Text:
        """Words in the document's language that were put together elsewhere, set as all texts of ours are."""
        return Text(_set(text, self.language))

    def led(self, label: Text) -> Text:
        """A label with the colon of its language, for what stands below it."""
        if label.lang:
            return Text(f"{label.text}:", label.lang, label.dir)
        return self("{label}:").format(label=label)

    def party(self, text: str, language: str = "") -> Text:
        """A text that a Party wrote, with its own language and direction.

        The direction is that of the language, unless no letter of the text has it: then the text decides.
        """
        rtl, ltr = _strong_letters(text)
        wanted = direction(language) if language else ("rtl" if rtl > ltr else "ltr")
        if not (rtl if wanted == "rtl" else ltr) and (rtl or ltr):
            wanted = "rtl" if rtl else "ltr"
        return Text(text, language if language != self.language else "", wanted)

    def plain(self, text: str) -> Text:
        """A figure, code or address that reads from left to right everywhere."""
        return Text(text, dir="ltr" if self.direction == "rtl" else "")

    def number(self, value: object) -> str:
        """A number with the separators of the language; decimals as typed.

        :raises ValueError: it is no number.
        """
        return written_number(value, self.language)

    def share(self, share: float) -> str:
        """A share of 0 to 1 as whole per cent."""
        return percent(share, self.locale)

    def date(self, value: object) -> str:
        """An ISO date (or time stamp) in words of the language.

        :raises ValueError: it is no date.
        """
        day = value if isinstance(value, date) else datetime.fromisoformat(str(value)).date()
        return _date(day, self.language)

    def amount(self, value: str, currency: str) -> str:
        """An amount with its currency code, on the side where the language has it."""
        number = self.number(value)
        if not currency:
            return number
        before = str(self.locale.currency_formats["standard"].pattern).lstrip("\u200e\u200f").startswith("¤")
        return f"{currency}\u00a0{number}" if before else f"{number}\u00a0{currency}"

    def row_of(self, *texts: str) -> str:
        """Names one after another with a dot between, in the reading order of the language."""
        return (" \u200f· " if self.direction == "rtl" else " · ").join(texts)

    def range_of(self, first: str, last: str) -> str:
        """Two figures or dates as a range."""
        return f"{first} {DASH} {last}"

    def respondent(self, report: Report) -> Text:
        """What whoever answers a report is called: the Party, or the Secretariat."""
        return self(report.convention.secretariat) if report.by_secretariat else self.country(report.party)

    def country(self, code: str) -> Text:
        """The name of a Party; a code that is none as it is."""
        known = all_parties().get(code)
        if known is None:
            return self.plain(code)
        return Text(known.name_in(self.language))

    def countries(self, codes: Iterable[str]) -> Text:
        """Names of Parties, in the order that a reader of the language expects."""
        return self.joined(tuple(sorted(map(self.country, codes), key=lambda name: in_order_of_names(name.text))))

    def joined(self, labels: Texts) -> Text:
        """Labels one after another, in the document's language unless all are in another one."""
        first = labels[0] if labels else Text("")
        same = all((label.lang, label.dir) == (first.lang, first.dir) for label in labels)
        separator = {"ar": "، ", "zh": "、"}.get(self.language if not (same and first.lang) else first.lang, ", ")
        text = separator.join(label.text for label in labels)
        return Text(text, first.lang, first.dir) if same else Text(text)


def written_number(value: object, language: str) -> str:
    """A number with the separators of a language; decimals as typed.

    :raises ValueError: it is no number.

    >>> written_number(1234, "en"), written_number("0.50", "fr")
    ('1,234', '0,50')
    """
    number = to_decimal(value)
    return _number(str(number), max(0, -int(number.as_tuple().exponent)), language)


@lru_cache(maxsize=10_000)
def _number(number: str, decimals: int, language: str) -> str:
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(Decimal(number), format=pattern, locale=locale_of(language), numbering_system="latn")


@lru_cache(maxsize=10_000)
def _date(day: date, language: str) -> str:
    return format_date(day, format="long", locale=locale_of(language))


def written_out_words(t: Writer) -> Text:
    """The remark that characters were written out, with a place for them."""
    return t(
        "The fonts of this document do not have some characters that were typed. Each stands as its number in square "
        "brackets: {characters}."
    )


def _set(text: str, language: str) -> str:
    """A text of ours as a typesetter sets it, by characters that cannot be seen: codes such as 20.b keep their order
    in right-to-left text, and French marks do not begin or end a line without their word.
    """
    if direction(language) == "rtl":
        return _CODE.sub("\u200e\\g<0>\u200e", text)
    return _FRENCH.sub("\u00a0", text) if language == "fr" else text


def to_decimal(value: object) -> Decimal:
    """A whole number or decimal text as a number.

    :raises ValueError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError(f"not a number: {value!r}")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if not number.is_finite() or _digits(number) > _MOST_DIGITS:
        raise ValueError(f"not a number that can be printed: {value!r}")
    return number


def _digits(number: Decimal) -> int:
    """How many digits are printed, before and after the point."""
    return max(number.adjusted(), 0) + 1 + max(-int(number.as_tuple().exponent), 0)


def _strong_letters(text: str) -> tuple[int, int]:
    """How many letters run from right to left, and how many from left to right."""
    kinds = [unicodedata.bidirectional(char) for char in text[:5000]]
    return sum(kind in ("R", "AL") for kind in kinds), sum(kind == "L" for kind in kinds)


def typed(value: object) -> str:
    """A kept value that is not valid, as a person typed it."""
    if isinstance(value, Mapping):
        return ", ".join(typed(part) for part in value.values() if not is_blank(part))
    if isinstance(value, list | tuple):
        return ", ".join(typed(part) for part in value)
    return str(value)


def typed_date(value: object) -> str:
    """A kept date that is not valid: day, month and year, as far as they were typed.

    >>> typed_date("2024-2-31")
    '31 2 2024'
    """
    return " ".join(part for part in date_parts(value) if part) or typed(value)


def money(writer: Writer, value: Any) -> str:
    """An amount or a range, with its currency.

    :raises ValueError: an amount is no number.
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"not an amount: {value!r}")
    currency = str(value.get("currency", ""))
    amounts = [str(value[part]) for part in ("amount", "from", "to") if not is_blank(value.get(part))]
    if not amounts:
        raise ValueError("no amount")
    if len(amounts) == 1:
        return writer.amount(amounts[0], currency)
    return writer.range_of(writer.number(amounts[0]), writer.amount(amounts[1], currency))


def link(writer: Writer, value: Any) -> Texts:
    """A title with its address; only http and https become links.

    :raises ValueError: it is no web address.
    """
    url = str(value.get("url", "")) if isinstance(value, Mapping) else ""
    if not is_web_address(url):
        raise ValueError(f"not a web address: {url!r}")
    address = Text(url, dir="ltr", link=url)
    title = str(value.get("title", "")).strip()
    return (writer.party(title), address) if title and title != url else (address,)


def shortened(title: str) -> str:
    """A title that fits on one line at the head of a page; where it is longer it ends with a whole word and a sign.

    >>> shortened("For which groups are there measures so that they can take part?")
    'For which groups are there measures so that they can take…'
    """
    if len(title) <= _RUNNING:
        return title
    cut = title[:_RUNNING]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:،，、") + "…"
