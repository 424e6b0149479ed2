"""Answers laid out in slots and read from there: what nobody touched stays, what was filled in arrives."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer, row_keys
from cbreport.answering.slots import NON_ANSWER, TICKED, addresses_of, filled, refilled, slots_of
from cbreport.definition import Option, Question
from cbreport.library import Library
from cbreport.web.host import examples_of
from tests.alike import different_forms, different_reports
from tests.answers_at_random import answers_of_any_kind

HELP = Question(
    "help",
    "choose-many",
    "What help?",
    options=(Option("training", "Training"), Option("other", "Other", detail="text")),
)
COST = Question("cost", "money", "What did it cost?")
WHEN = Question("when", "period", "When?")


@cache
def every_question() -> tuple[tuple[str, Question], ...]:
    """Each question and part of every form, with an address at which it is answered."""
    library = Library()
    return tuple(
        (address, part)
        for form in different_forms(library.forms)
        for question in form.questions()
        if question.asked
        for address, part in addresses_of(question, ["r1"])
    )


@settings(deadline=None)  # the first draw reads every form
@given(st.data())
def test_what_nobody_touched_stays_to_the_letter(data: Any) -> None:
    address, question = data.draw(st.sampled_from(every_question()))
    kept = data.draw(answers_of_any_kind)
    assert refilled(question, address, kept, filled(question, address, kept), "fr") is kept


@pytest.mark.parametrize("value", [["", ""], [" "], {"other": " ", "more": ","}])
def test_a_value_of_blanks_stays_to_the_letter(value: Any) -> None:
    name, kept = Question("name", "text", "What is it called?"), Answer(value)
    assert refilled(name, "name", kept, filled(name, "name", kept)) is kept


@given(st.data())
def test_a_comment_changes_nothing_else(data: Any) -> None:
    address, question = data.draw(st.sampled_from([each for each in every_question() if "[" not in each[0]]))
    kept = data.draw(answers_of_any_kind)
    now = refilled(question, address, kept, {"comment": f"{kept.comment} new"}, "fr")
    assert now.comment.endswith("new")
    own = {"comment": "", "language": "", "source": "entered", "confirmed": True, "origin": {}}
    assert replace(now, **own).content() == replace(kept, **own).content()


@pytest.mark.parametrize(
    "report", different_reports(examples_of(Library())), ids=lambda each: f"{each.form.key}-{each.party}-{each.cycle}"
)
def test_the_answers_of_every_example_go_from_one_report_to_another(report: Any) -> None:
    for question in report.form.questions():
        if not question.asked:
            continue
        for address, part in addresses_of(question, list(row_keys(question, report.answers))):
            there = report.answers.get(address, Answer())
            here = refilled(part, address, Answer(), filled(part, address, there), there.language)
            if part.type == "file":
                assert here.value is None
            else:
                assert (here.value, here.non_answer, here.details) == (
                    in_order(part, there.value), there.non_answer, there.details,
                )  # fmt: skip


def in_order(question: Question, value: Any) -> Any:
    """Options as the form has them."""
    if not isinstance(value, list):
        return value
    return [option.code for option in question.options if option.code in value]


@pytest.mark.parametrize(
    ("question", "texts", "value"),
    [
        (HELP, {"option:training": TICKED}, ["training"]),
        (HELP, {"option:other": TICKED, "option:training": TICKED}, ["training", "other"]),
        (COST, {"amount": "12 500"}, {"amount": "12500", "currency": "USD"}),
        (COST, {"currency": "EUR"}, None),
        (WHEN, {"from": "2024-01-01"}, {"from": "2024-01-01", "to": ""}),
        (Question("n", "integer", "How many?"), {"": "many"}, "many"),
        (Question("ok", "yes-no", "Is it?"), {"": "false"}, False),
        (Question("ok", "tick", "Is it?"), {"": TICKED}, True),
        (Question("day", "date", "Which day?"), {"": "2024-02-31"}, "2024-02-31"),
        (Question("site", "link", "Where?"), {"url": "https://example.org"}, {"url": "https://example.org"}),
    ],
)
def test_what_was_filled_in_arrives(question: Question, texts: dict[str, str], value: object) -> None:
    assert refilled(question, question.id, Answer(), texts).value == value


def test_what_is_kept_and_no_option_can_be_seen_and_taken_back() -> None:
    kept = Answer(["training", "law"])
    assert filled(HELP, "help", kept)["option:law"] == TICKED
    assert refilled(HELP, "help", kept, {"option:law": ""}).value == ["training"]


def test_what_stands_beside_an_option_arrives_and_survives() -> None:
    now = refilled(HELP, "help", Answer(["other"]), {"beside:other": "Boats"}, "en")
    assert (now.details, now.language) == ({"other": "Boats"}, "en")
    assert refilled(HELP, "help", now, {"option:other": ""}, "en").details == {"other": "Boats"}


def test_a_part_that_the_file_does_not_have_stays() -> None:
    kept = Answer({"amount": "5", "currency": "EUR"}, comment="About.")
    now = refilled(COST, "cost", kept, {"amount": "6", "no such part": "x"})
    assert (now.value, now.comment) == ({"amount": "6", "currency": "EUR"}, "About.")


def test_a_changed_text_is_in_the_language_of_the_file_and_another_stays_in_its_own() -> None:
    question = Question("text", "long-text", "Tell")
    kept = Answer("Bonjour", language="fr")
    assert refilled(question, "text", kept, {"": "Hello"}, "en").language == "en"
    assert refilled(question, "text", kept, {"comment": "Seen"}, "en").language == "fr"


def test_a_non_answer_is_chosen_and_taken_back() -> None:
    question = Question("text", "text", "Tell", non_answers=("not-applicable",))
    [choice] = [each for each in slots_of(question, "text") if each.part == NON_ANSWER]
    assert [each.code for each in choice.choices] == ["not-applicable"]
    recorded = refilled(question, "text", Answer(), {NON_ANSWER: "not-applicable"})
    assert recorded.non_answer == "not-applicable"
    assert not refilled(question, "text", recorded, {NON_ANSWER: ""}).answered


def test_a_file_is_never_filled_in() -> None:
    assert [each.part for each in slots_of(Question("plan", "file", "The plan"), "plan")] == ["comment"]
