from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.answering import Answer, answer_from_data, is_blank
from cbreport.answering.answers import SOURCES

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    texts,
    st.lists(texts, max_size=3),
    st.dictionaries(texts, texts, max_size=3),
)
answers = st.builds(
    Answer,
    value=values,
    non_answer=st.sampled_from(["", "not-applicable", "no-information"]),
    comment=texts,
    details=st.dictionaries(texts, st.one_of(texts, st.integers(), st.dictionaries(texts, texts)), max_size=2),
    language=st.sampled_from(["", "en", "ar"]),
    source=st.sampled_from(SOURCES),
    confirmed=st.booleans(),
    author=texts,
    time=st.sampled_from(["", "2026-01-01T00:00:00+00:00"]),
)


@pytest.mark.parametrize(
    ("value", "blank"),
    [
        (None, True),
        ("", True),
        (" \n\t\u00a0", True),
        ([], True),
        ((), True),
        ({}, True),
        ({"from": "", "to": " "}, True),
        ({"currency": "USD"}, True),  # a currency alone is no amount
        ({"amount": "", "currency": "USD"}, True),
        ({"amount": "0", "currency": "USD"}, False),
        ({"from": "", "to": "2024-01-01"}, False),
        (0, False),
        (False, False),
        ("0", False),
        ([""], False),
    ],
    ids=repr,
)
def test_what_is_blank(value: object, blank: bool) -> None:
    assert is_blank(value) is blank
    assert Answer(value).answered is not blank


def test_a_recorded_non_answer_is_answered_and_a_comment_is_not() -> None:
    assert Answer(non_answer="not-applicable").answered
    assert not Answer(comment="We are still asking.").answered
    assert not Answer(details={"other": "Boats"}).answered


def test_nothing_at_all_is_empty() -> None:
    assert Answer().empty
    assert Answer("", details={"other": ""}, language="en", author="amina", source="imported").empty
    assert not Answer(comment="x").empty
    assert not Answer(details={"other": "x"}).empty
    assert not Answer(False).empty


def test_content_is_what_the_party_said() -> None:
    answer = Answer(["a"], comment="c", details={"a": "x", "b": " "}, language="fr", author="amina", time="2026")
    assert answer.content() == {"value": ["a"], "comment": "c", "details": {"a": "x"}, "language": "fr"}
    assert answer.to_data() == {**answer.content(), "author": "amina", "time": "2026"}
    proposal = Answer("x", source="carried-forward", confirmed=False)
    assert proposal.content() == {"value": "x", "source": "carried-forward", "confirmed": False}


def test_an_empty_answer_has_no_content_whatever_its_language() -> None:
    assert Answer(" ", language="en", source="imported", confirmed=False).content() == {}


@given(answers)
def test_an_answer_becomes_data_and_back(answer: Answer) -> None:
    back = answer_from_data(answer.to_data())
    assert back.content() == answer.content()
    assert (back.author, back.time, back.empty, back.answered) == (
        answer.author,
        answer.time,
        answer.empty,
        answer.answered,
    )
    assert back.to_data() == answer.to_data()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (None, "an answer is an object"),
        ("yes", "an answer is an object"),
        (["a"], "an answer is an object"),
        ({"values": 1}, "an answer has no “values”"),
        ({"value": 1, "author": 7}, "“author” is of the wrong kind"),
        ({"non-answer": True}, "“non-answer” is of the wrong kind"),
        ({"comment": None}, "“comment” is of the wrong kind"),
        ({"details": "x"}, "“details” is of the wrong kind"),
        ({"confirmed": "yes"}, "“confirmed” is of the wrong kind"),
        ({"confirmed": 1}, "“confirmed” is of the wrong kind"),
        ({"origin": "core"}, "“origin” is of the wrong kind"),
        ({"origin": {"form": 1}}, "the parts of “origin” are texts"),
        ({"origin": {"from": "x"}}, "“origin” has no “from”; it may have form, cycle"),
        ({"value": 1, "source": "guessed"}, "“source” is one of entered"),
        ({"value": [1]}, "a list in “value” holds option codes"),
        ({"value": [["a"]]}, "a list in “value” holds option codes"),
        ({"value": {"amount": 5}}, "the parts of “value” are texts"),
        ({"value": {"a": {"b": "c"}}}, "the parts of “value” are texts"),
        ({"details": {"other": {"a": {"b": "c"}}}}, "the parts of “details” are texts"),
        ({"details": {"fine": "x", "other": [["a"]]}}, "a list in “details” holds option codes"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(data: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        answer_from_data(data)


def test_a_wrong_value_is_an_answer_all_the_same() -> None:
    assert answer_from_data({"value": "many"}) == Answer("many")
    assert answer_from_data({"value": 1.5}).value == 1.5
    assert answer_from_data({}) == Answer()


def test_an_origin_is_kept_with_what_it_belongs_to() -> None:
    origin = {"form": "core@r1", "cycle": "2024", "address": "c01", "time": "2024-05-31", "relation": "exact"}
    answer = answer_from_data({"value": "x", "source": "crosswalk", "confirmed": False, "origin": origin})
    assert answer.to_data() == {"value": "x", "source": "crosswalk", "confirmed": False, "origin": origin}
    assert answer_from_data({"origin": origin}).empty
    assert answer_from_data({"origin": origin}).content() == {}
