from __future__ import annotations

from typing import Any

import pytest

from cbreport.answering import Answer
from cbreport.definition import Limits, Option, Question, Translator
from cbreport.documents.nodes import Text
from cbreport.documents.values import answer_words, cell, details_words, is_valid, kept_words, non_answer_words
from cbreport.documents.writing import Writer

T = Writer(Translator())
OPTIONS = (Option("a", "First"), Option("other", "Other", detail="text"), Option("n", "Trained", detail="integer"))


def question(type: str, **more: Any) -> Question:
    return Question("q", type, "A question", **more)


def words(type: str, value: Any, **more: Any) -> list[str]:
    return [text.text for text in answer_words(T, question(type, **more), Answer(value))]


@pytest.mark.parametrize(
    ("type", "value", "written"),
    [
        ("text", "As typed", ["As typed"]),
        ("integer", 12500, ["12,500"]),
        ("decimal", "12.50", ["12.50"]),
        ("year", 2024, ["2024"]),
        ("money", {"amount": "30000", "currency": "USD"}, ["USD\xa030,000"]),
        ("date", "2024-05-31", ["31 May 2024"]),
        ("period", {"from": "2023-01-10", "to": "2023-02-20"}, ["10 January 2023 – 20 February 2023"]),
        ("period", {"from": "2023-01-10", "to": ""}, ["10 January 2023 – …"]),
        ("period", {"from": "2023-1-40", "to": "2023-02-20"}, ["40 1 2023 – 20 February 2023"]),
        ("yes-no", True, ["Yes"]),
        ("yes-no", False, ["No"]),
        ("link", {"url": "https://example.org/", "title": "Plan"}, ["Plan", "https://example.org/"]),
        ("party", "KEN", ["Kenya"]),
    ],
)
def test_a_valid_value_is_written_in_words(type: str, value: Any, written: list[str]) -> None:
    assert words(type, value) == written
    assert is_valid(T, question(type), Answer(value))


@pytest.mark.parametrize(
    ("type", "value", "written"),
    [
        ("integer", "a dozen", "a dozen"),
        ("decimal", "1,5,0", "1,5,0"),
        ("year", "last year", "last year"),
        ("money", {"amount": "plenty", "currency": "USD"}, "plenty, USD"),
        ("date", "2024-2-31", "31 2 2024"),
        ("yes-no", "perhaps", "perhaps"),
        ("link", {"url": "javascript:alert(1)", "title": "Plan"}, "javascript:alert(1), Plan"),
        ("choose-many", "a", "a"),
        ("text", ["a", "b"], "a, b"),
        ("period", "all year", "all year"),
    ],
)
def test_an_invalid_value_is_printed_as_typed(type: str, value: Any, written: str) -> None:
    assert words(type, value, options=OPTIONS) == [written]
    assert not is_valid(T, question(type, options=OPTIONS), Answer(value))


def test_a_unit_stands_beside_its_number() -> None:
    assert words("integer", 3, limits=Limits(unit="people")) == ["3\xa0people"]


def test_options_stand_with_what_was_typed_beside_them() -> None:
    answer = Answer(["a", "other", "n", "gone"], details={"other": "Boats", "n": 1200, "a": "not asked for"})
    found = [text.text for text in answer_words(T, question("choose-many", options=OPTIONS), answer)]
    assert found == ["First:", "not asked for", "Other:", "Boats", "Trained:", "1,200", "gone"]


def test_a_detail_that_is_no_number_is_printed_as_typed() -> None:
    assert details_words(T, OPTIONS[2], Answer("n", details={"n": "about ten"}))[0].text == "about ten"
    assert details_words(T, OPTIONS[2], Answer("n")) == ()


def test_a_non_answer_is_printed_as_such() -> None:
    assert answer_words(T, question("integer"), Answer(non_answer="no-information")) == (Text("No information"),)
    assert non_answer_words(T, "not-applicable").text == "Not applicable"
    assert non_answer_words(T, "of-another-kind").text == "of-another-kind"


def test_cells_tell_ticks_numbers_and_blanks_apart() -> None:
    assert cell(T, question("tick"), Answer(True)).kind == "tick"
    assert cell(T, question("tick"), Answer(True)).texts[0].text == "☑"
    assert cell(T, question("tick"), None).texts[0].text == "☐"
    assert cell(T, question("tick"), None, boxes=False).texts == ()
    number = cell(T, question("integer"), Answer(1200))
    assert (number.kind, number.value, number.texts[0].text) == ("number", 1200, "1,200")
    assert cell(T, question("integer"), Answer("many")).kind == "text"
    assert cell(T, question("text"), Answer("")).kind == "blank"


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        (Question("q", "text", "Q"), Answer("Plan", comment="Ask"), "Plan · Ask"),
        (Question("q", "text", "Q"), Answer(), ""),
        (None, Answer("of an old form"), "of an old form"),
        (Question("q", "yes-no", "Q"), Answer(False, non_answer="not-applicable"), "Not applicable · No"),
        (
            Question("q", "choose-one", "Q", options=(Option("a", "A"), Option("b", "B", detail="integer"))),
            Answer("a", details={"b": 1200, "gone": "old text"}),
            "A · B: 1,200 · gone: old text",
        ),
        (
            Question("m", "matrix", "M", rows=(Option("other", "Other", detail="text"),)),
            Answer(details={"other": "Port officers"}, comment="Ask"),
            "Other: Port officers · Ask",
        ),
        (Question("q", "date", "Q"), Answer("2024-05-31"), "31 May 2024"),
        (Question("q", "integer", "Q"), Answer("many"), "many"),
    ],
)
def test_everything_that_is_kept_is_told(asked: Question | None, answer: Answer, expected: str) -> None:
    assert kept_words(T, asked, answer) == expected
