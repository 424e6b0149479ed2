from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cbreport.answering import Answer, check_answer, date_parts, parse_value, tidy
from cbreport.answering.parsing import parse_date, parse_number
from cbreport.definition import Limits, Option, Question

OPTIONS = (Option("a", "A"), Option("b", "B"), Option("c", "C"))


def of(type: str) -> Question:
    return Question("q", type, "Q", options=OPTIONS, limits=Limits(currencies=("USD", "EUR")))


def codes(question: Question, value: object) -> list[str]:
    return [found.code for found in check_answer(question, Answer(value), "q")]


def squeezed(text: str) -> str:
    """The text without blanks, with Western digits: what a typed number is compared by."""
    kept = "".join(text.split())
    return "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in kept)


# Whatever a keyboard, a clipboard or a script may send; half characters and control characters included.
typed_text = st.text(max_size=30)
numberish = st.text("0123456789٠١٢۳৪ .,-+_eE\u00a0\u202f\u2009xNaInf", max_size=12)


# -- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" two words ", "two words"),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("a\x00b\x07c\x1b", "abc"),
        ("half \ud83d done", "half  done"),
        ("tab\tstays", "tab\tstays"),
        ("شعر\u200f 😀 e\u0301", "شعر\u200f 😀 e\u0301"),
        ("=1+1", "=1+1"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("\u00a0", ""),
    ],
    ids=repr,
)
def test_a_text_is_kept_but_for_ends_of_lines_and_what_no_format_can_hold(typed: str, kept: str) -> None:
    assert tidy(typed) == kept
    assert parse_value(of("long-text"), typed) == kept


@given(st.text(st.characters(), max_size=30))
@example("\ud800")
def test_no_letter_of_a_text_is_lost(typed: str) -> None:
    kept = parse_value(of("text"), typed)
    letters = [char for char in typed if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cs")]
    assert [char for char in kept if not char.isspace() and unicodedata.category(char) != "Cc"] == letters
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert tidy(kept) == kept


# -- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("-3", -3),
        ("+7", 7),
        ("012", 12),
        ("12 500", 12500),
        ("12\u00a0500", 12500),
        ("1\u202f234\u2009567", 1234567),
        ("١٢", 12),
        ("١٢ ٥٠٠", 12500),
        ("۱۲۳", 123),
        ("৪২", 42),
        (" 12\n", 12),
        ("0", 0),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_whole_number_as_people_type_it(typed: str, number: object) -> None:
    value = parse_value(of("integer"), typed)
    assert value == number
    assert type(value) is type(number)


@pytest.mark.parametrize(
    "typed",
    [
        *("many", "twelve 12", "12.5", "12,5", "1e5", "1_000", "0x1F", "²", "½", "--1", "1-2", "1" * 16),
        *("NaN", "Infinity", "i n f"),
    ],
)
def test_what_is_no_whole_number_stays_as_typed_and_is_told(typed: str) -> None:
    assert parse_value(of("integer"), typed) == typed
    assert codes(of("integer"), typed) == ["A03"]
    assert parse_value(of("year"), typed) == typed
    assert codes(of("year"), typed) == ["A23"]


@pytest.mark.parametrize(
    ("typed", "kept", "valid"),
    [
        ("12.50", "12.50", True),
        ("12 500.5", "12500.5", True),
        ("١٢.٥", "12.5", True),
        ("-0.1", "-0.1", True),
        ("12,50", "12,50", False),
        ("n a n", "n a n", False),
        ("sNaN", "sNaN", False),
        ("1e5", "1e5", False),
        (".5", ".5", False),
        ("5.", "5.", False),
        ("1.2.3", "1.2.3", False),
        ("about 5", "about 5", False),
    ],
)
def test_a_decimal_as_people_type_it(typed: str, kept: str, valid: bool) -> None:
    assert parse_value(of("decimal"), typed) == kept
    assert (codes(of("decimal"), kept) == []) is valid


@given(st.one_of(numberish, typed_text))
def test_what_was_typed_for_a_number_is_never_lost(typed: str) -> None:
    for type in ("integer", "year", "decimal"):
        value = parse_value(of(type), typed)
        if isinstance(value, int):
            assert value == int(squeezed(tidy(typed)))
        else:
            assert value == tidy(typed) or value == squeezed(tidy(typed)) != ""
            assert re.fullmatch(r"[+-]?\d+(\.\d+)?", value) or value == tidy(typed)


@given(st.integers(-(10**14), 10**14), st.sampled_from(["", " ", "\u00a0", "\u202f"]), st.booleans())
def test_a_number_with_separated_thousands_is_read(number: int, separator: str, arabic: bool) -> None:
    typed = f"{number:,}".replace(",", separator)
    if arabic:
        typed = typed.translate({48 + digit: 0x660 + digit for digit in range(10)})
    assert parse_value(of("integer"), typed) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_a_decimal_is_not_rounded(number: Decimal) -> None:
    value = parse_value(of("decimal"), str(number))
    assert Decimal(value) == number
    assert value == str(number)


def test_a_number_keeps_its_zeros_when_it_is_text() -> None:
    assert parse_number("012.50") == "012.50"


# -- dates ------------------------------------------------------------------------------------------------------------


@given(st.dates(min_value=date(1000, 1, 1)), st.booleans(), st.booleans())
def test_a_date_is_read_and_shown_back(day: date, padded: bool, arabic: bool) -> None:
    parts = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
    typed = {key: part.zfill(2) if padded else part for key, part in parts.items()}
    if arabic:
        typed = {key: part.translate({48 + digit: 0x660 + digit for digit in range(10)}) for key, part in typed.items()}
    value = parse_value(of("date"), typed)
    assert value == day.isoformat()
    assert codes(of("date"), value) == []
    assert date_parts(value) == (parts["day"], parts["month"], parts["year"])


@pytest.mark.parametrize(
    ("day", "month", "year", "code"),
    [
        ("31", "2", "2024", "A05"),
        ("30", "2", "2024", "A05"),
        ("29", "2", "2023", "A05"),
        ("0", "1", "2024", "A05"),
        ("00", "1", "2024", "A05"),
        ("32", "1", "2024", "A05"),
        ("1", "13", "2024", "A05"),
        ("1", "1", "24", "A05"),  # which century?
        ("1", "1", "0000", "A05"),
        ("1", "1", "12024", "A05"),
        ("1", "1", "9" * 30, "A05"),
        ("+5", "1", "2024", "A05"),
        ("1_0", "1", "2024", "A05"),
        ("1 2", "1", "2024", "A05"),
        ("first", "May", "this year", "A05"),
        ("", "5", "2024", "A24"),
        ("31", "", "2024", "A24"),
        ("31", "5", "", "A24"),
        ("", "", "2024", "A24"),
        ("31", "", "", "A24"),
    ],
)
def test_parts_that_make_no_date_are_kept_and_shown_back(day: str, month: str, year: str, code: str) -> None:
    value = parse_value(of("date"), {"day": day, "month": month, "year": year})
    assert date_parts(value) == (day, month, year)
    assert codes(of("date"), value) == [code]


def test_a_dash_in_a_part_stays_a_part() -> None:
    value = parse_value(of("date"), {"day": "-5", "month": "3-4", "year": "2024"})
    assert date_parts(value) == ("–5", "3–4", "2024")
    assert codes(of("date"), value) == ["A05"]


@given(st.tuples(*[st.one_of(typed_text, st.text("0123456789-/. ", max_size=4))] * 3))
def test_the_parts_of_a_date_are_never_lost(typed: tuple[str, str, str]) -> None:
    value = parse_date(dict(zip(("day", "month", "year"), typed, strict=True)))

    def plain(part: str) -> str:
        western = "".join(str(int(char)) if char.isdecimal() else char for char in tidy(part)).replace("-", "–")
        return (western.lstrip("0") or western) if western.isdigit() else western

    day, month, year = map(plain, typed)
    kept = date_parts(value)
    assert kept[:2] == (day, month)
    assert kept[2] == year or kept[2].lstrip("0") == year
    assert (value == "") == (not any(map(tidy, typed)))


def test_nothing_typed_is_no_date() -> None:
    assert parse_value(of("date"), {"day": " ", "month": "", "year": ""}) == ""
    assert parse_value(of("date"), {}) == ""
    assert parse_value(of("date"), " 2024-05-31 ") == "2024-05-31"


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (None, ("", "", "")),
        ("", ("", "", "")),
        (5, ("", "", "")),
        ({"from": "x"}, ("", "", "")),
        ("soon", ("soon", "", "")),
        ("2024-05", ("2024-05", "", "")),
        ("1-2-3-4", ("1-2-3-4", "", "")),
    ],
)
def test_parts_of_what_is_no_date_at_all(value: object, parts: tuple[str, str, str]) -> None:
    assert date_parts(value) == parts


# -- choices and mappings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type", "typed", "value"),
    [
        ("yes-no", "true", True),
        ("yes-no", "false", False),
        ("yes-no", "", None),
        ("yes-no", "perhaps", "perhaps"),
        ("yes-no", " true\x00", True),
        ("tick", "true", True),
        ("tick", "", None),
        ("choose-one", "a", "a"),
        ("choose-one", "gone", "gone"),
        ("rating", "b", "b"),
        ("party", " KEN ", "KEN"),
        ("party", "Kenya", "Kenya"),
        ("choose-many", [], []),
        ("choose-many", ["c", "a", "c"], ["a", "c"]),
        ("choose-many", ["gone", "b"], ["b", "gone"]),
        ("choose-many", ["a\x00"], ["a"]),
    ],
)
def test_choices(type: str, typed: object, value: object) -> None:
    assert parse_value(of(type), typed) == value


@given(st.lists(st.one_of(st.sampled_from("abc"), st.text("xyz", min_size=1, max_size=3)), max_size=6))
def test_no_code_is_lost_and_those_of_the_form_come_first_in_its_order(typed: list[str]) -> None:
    value = parse_value(of("choose-many"), typed)
    assert sorted(value) == sorted(set(typed))
    assert [code for code in value if code in "abc"] == sorted(code for code in value if code in "abc")
    assert value[: len([code for code in value if code in "abc"])] == [code for code in value if code in "abc"]


@pytest.mark.parametrize(
    ("type", "typed", "value", "found"),
    [
        ("money", {"amount": "45 000", "currency": "USD"}, {"amount": "45000", "currency": "USD"}, []),
        (
            "money",
            {"from": "٤٥", "to": "90.50", "currency": "EUR"},
            {"from": "45", "to": "90.50", "currency": "EUR"},
            [],
        ),
        ("money", {"amount": "a lot", "currency": ""}, {"amount": "a lot", "currency": ""}, ["A04", "A18"]),
        ("money", {"amount": "", "from": " ", "currency": "USD"}, {"currency": "USD"}, []),
        ("money", {}, {"currency": ""}, []),
        (
            "period",
            {"from": {"day": "1", "month": "2", "year": "2024"}, "to": {"day": "3", "month": "2", "year": "2024"}},
            {"from": "2024-02-01", "to": "2024-02-03"},
            [],
        ),
        (
            "period",
            {"from": {"day": "31", "month": "2", "year": "2024"}},
            {"from": "2024-2-31", "to": ""},
            ["A25", "A05"],
        ),
        (
            "link",
            {"url": " https://example.org ", "title": "Plan"},
            {"url": "https://example.org", "title": "Plan"},
            [],
        ),
        ("link", {"url": "www.example.org"}, {"url": "www.example.org"}, ["A13"]),
        ("link", {"title": "In the library"}, {"title": "In the library"}, ["A13"]),
        ("link", {"url": "", "title": ""}, {}, []),
    ],
)
def test_values_of_several_parts(type: str, typed: object, value: object, found: list[str]) -> None:
    assert parse_value(of(type), typed) == value
    assert codes(of(type), value) == found


@given(st.fixed_dictionaries(dict.fromkeys(("amount", "from", "to", "currency"), typed_text)))
def test_what_was_typed_for_money_is_never_lost(typed: dict[str, str]) -> None:
    value = parse_value(of("money"), typed)
    for key, text in typed.items():
        kept = value.get(key, "")
        assert squeezed(kept) == squeezed(tidy(text))


@given(st.fixed_dictionaries({"url": typed_text, "title": typed_text}))
def test_what_was_typed_for_a_link_is_never_lost(typed: dict[str, str]) -> None:
    value = parse_value(of("link"), typed)
    assert {key: value.get(key, "") for key in typed} == {key: tidy(text) for key, text in typed.items()}
