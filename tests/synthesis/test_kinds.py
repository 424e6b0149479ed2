"""Which tables a question gives, and what an earlier edition asked in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cbreport.definition import Option, Question, Retired, Section
from cbreport.synthesis import countable_options, parts_with_options, question_before, table_kinds

from .said import FORM, question


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("help", ("options",)),
        ("why", ("words",)),
        ("who", ("options", "heat", "figures")),
        ("needs", ("options", "heat", "words")),
    ],
)
def test_the_tables_of_a_question(name: str, kinds: tuple[str, ...]) -> None:
    assert table_kinds(question(name)) == kinds


def test_text_beside_an_option_or_a_row_is_text() -> None:
    beside = Question("q", "choose-one", "?", options=(Option("other", "Other", detail="text"),))
    assert table_kinds(beside) == ("options", "words")
    rows = Question("m", "matrix", "?", rows=beside.options, columns=(Question("n", "integer", "N"),))
    assert table_kinds(rows) == ("figures", "words")


def test_one_part_with_options_crosses_nothing_and_private_parts_give_nothing() -> None:
    group = replace(question("needs"), questions=question("needs").questions[2:])
    assert [part.id for part in parts_with_options(group)] == ["kind"]
    assert table_kinds(group) == ("options", "words")


def test_an_option_that_means_a_non_answer_is_not_counted() -> None:
    assert [option.code for option in countable_options(question("help"))] == ["funds", "courses", "none"]


def test_what_was_asked_before_has_the_same_id_or_was_replaced() -> None:
    later = replace(FORM, edition="e2")
    assert question_before(FORM, later, question("help")) is question("help")
    renamed = replace(question("help"), id="aid")
    later = replace(FORM, edition="e2", sections=(Section("only", "Only", questions=(renamed,)),))
    assert question_before(FORM, later, renamed) is None
    later = replace(later, retired=(Retired("gone", "e2", "aid"), Retired("help", "e2", "aid")))
    assert question_before(FORM, later, renamed) is question("help")
    later = replace(later, retired=(Retired("secret", "e2", "aid"),))
    assert question_before(FORM, later, renamed) is None
