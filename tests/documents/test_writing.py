from __future__ import annotations

from datetime import date

import pytest

from cbreport.definition import Translator
from cbreport.documents.nodes import Text
from cbreport.documents.writing import Writer, link, money, to_decimal, typed, typed_date


def writer(language: str, **catalogue: str) -> Writer:
    return Writer(Translator(language, (catalogue,)))


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "31 May 2024"),
        ("fr", "31 mai 2024"),
        ("es", "31 de mayo de 2024"),
        ("ru", "31 мая 2024\u202fг."),
        ("zh", "2024年5月31日"),
        ("ar", "31 مايو 2024"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(language: str, written: str) -> None:
    assert writer(language).date("2024-05-31").replace("\xa0", "\u202f") == written
    assert writer(language).date(date(2024, 5, 31)).replace("\xa0", "\u202f") == written


def test_a_time_is_written_as_its_day() -> None:
    assert writer("en").date("2024-05-31T23:10:00+00:00") == "31 May 2024"


@pytest.mark.parametrize("value", ["2024-2-31", "soon", "", None])
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        writer("en").date(value)


@pytest.mark.parametrize(
    ("language", "written"), [("en", "45,000.50"), ("fr", "45\u202f000,50"), ("ar", "45,000.50"), ("zh", "45,000.50")]
)
def test_a_number_keeps_its_decimals_and_western_digits(language: str, written: str) -> None:
    assert writer(language).number("45000.50") == written


@pytest.mark.parametrize(
    "value", ["many", "", None, True, "NaN", "Infinity", "1e999", 10**28, "0." + "1" * 28, 1.5, []]
)
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not a number"):
        to_decimal(value)


def test_a_currency_stands_where_the_language_has_it() -> None:
    value = {"amount": "30000", "currency": "USD"}
    assert money(writer("en"), value) == "USD\xa030,000"
    assert money(writer("fr"), value) == "30\u202f000\xa0USD"
    assert money(writer("en"), {"from": "1", "to": "2", "currency": "EUR"}) == "1 – EUR\xa02"


@pytest.mark.parametrize("value", [{}, {"currency": "USD"}, {"amount": "a lot", "currency": "USD"}, "30000"])
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no"):
        money(writer("en"), value)


def test_only_http_and_https_become_links() -> None:
    title, address = link(writer("en"), {"url": "https://example.org/a", "title": "Plan"})
    assert (title.text, title.link, address.link) == ("Plan", "", "https://example.org/a")
    for url in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "", "//example.org"):
        with pytest.raises(ValueError, match="web address"):
            link(writer("en"), {"url": url, "title": "Plan"})


def test_untranslated_text_is_marked_as_english() -> None:
    t = writer("ar", Draft="مسودة")
    assert t("Draft") == Text("مسودة")
    assert t("Submitted") == Text("Submitted", "en", "ltr")
    assert writer("en")("Submitted") == Text("Submitted")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("مرحبا", "ar", ("ar", "rtl")),
        ("CITES مرحبا بكم", "ar", ("ar", "rtl")),
        ("Only English letters", "ar", ("ar", "ltr")),
        ("مرحبا", "", ("", "rtl")),
        ("Bonjour", "fr", ("fr", "ltr")),
        ("12", "ar", ("ar", "rtl")),
    ],
)
def test_a_party_text_has_its_own_language_and_direction(text: str, language: str, expected: tuple[str, str]) -> None:
    shown = writer("en").party(text, language)
    assert (shown.lang, shown.dir) == expected


def test_names_in_a_row_read_in_the_direction_of_the_language() -> None:
    assert writer("fr").row_of("A", "B") == "A · B"
    assert writer("ar").row_of("A", "B") == "A \u200f· B"


def test_labels_in_one_language_are_joined_in_it() -> None:
    t = writer("ar")
    assert t.joined((Text("Yes", "en", "ltr"), Text("No", "en", "ltr"))) == Text("Yes, No", "en", "ltr")
    assert t.joined((Text("نعم"), Text("لا"))) == Text("نعم، لا")
    assert t.joined(()) == Text("")


def test_what_was_typed_stays_as_typed() -> None:
    assert typed({"from": "a few", "to": "", "currency": "USD"}) == "a few, USD"
    assert typed(["a", "b"]) == "a, b"
    assert typed("well-to-do people") == "well-to-do people"
    assert typed_date("2024-2-31") == "31 2 2024"
    assert typed_date("in spring") == "in spring"


def test_a_label_has_the_colon_of_its_language() -> None:
    t = writer("fr", **{"{label}:": "{label} :", "Other": "Autre"})
    assert t.led(t("Other")) == Text("Autre\u00a0:")
    assert t.led(t("Not translated")) == Text("Not translated:", "en", "ltr")


def test_an_unknown_country_is_shown_by_its_code() -> None:
    assert writer("fr").country("DEU").text == "Allemagne"
    assert writer("fr").country("ZZZ").text == "ZZZ"


def test_codes_keep_their_order_in_a_right_to_left_text() -> None:
    t = writer("ar", a="المؤشر 20.b", b="20.CY.1: عدد", c="التقرير 2024 COP15", d="20.5")
    assert t("a").text == "المؤشر \u200e20.b\u200e"
    assert t("b").text == "\u200e20.CY.1\u200e: عدد"
    assert t("c").text == "التقرير 2024 COP15"
    assert t("d").text == "20.5"
    assert t.own("عن 5 (a).1 هي").text == "عن \u200e5 (a).1\u200e هي"
    assert writer("fr", a="indicateur 20.b")("a").text == "indicateur 20.b"


def test_french_marks_stay_with_their_word() -> None:
    t = writer("fr", a="Est-ce « oui » ? Note : ceci", b="x")
    assert t("a").text == "Est-ce «\u00a0oui\u00a0»\u00a0? Note\u00a0: ceci"
    assert writer("es", a="¿Sí ? « no »")("a").text == "¿Sí ? « no »"
    assert t.party("Est-ce « oui » ?", "fr").text == "Est-ce « oui » ?"
