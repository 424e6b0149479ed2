"""The exported JSON Schema and our own check say the same about an answer, good or bad."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cbreport import Library
from cbreport.answering import Answer, answer_from_data, check_answer, is_file
from cbreport.definition import Form
from cbreport.definition.answer_schema import answers_schema
from tests.alike import different_forms
from tests.definition.small import small_form

FORM = small_form(
    """
    - {id: text, type: text, label: A text, max-length: 10}
    - {id: long, type: long-text, label: A long text}
    - {id: integer, type: integer, label: A number, at-least: 2, at-most: 10}
    - {id: decimal, type: decimal, label: A decimal, decimals: 2}
    - {id: whole, type: decimal, label: A whole number, decimals: 0}
    - {id: money, type: money, label: Money, currencies: [USD, EUR]}
    - {id: year, type: year, label: A year, at-most: 2024}
    - {id: date, type: date, label: A date}
    - {id: period, type: period, label: A period}
    - {id: yes-no, type: yes-no, label: Yes or no, non-answers: []}
    - {id: one, type: choose-one, label: One, options: [{code: a, label: A}, {code: other, label: Other, with: text}]}
    - id: many
      type: choose-many
      label: Many
      exclusive: [none]
      options:
        - {code: a, label: A}
        - {code: b, label: B, with: text, optional-detail: true}
        - {code: people, label: People, with: integer}
        - {code: cost, label: Cost, with: money}
        - {code: none, label: No help}
    - {id: link, type: link, label: A link}
    - {id: party, type: party, label: A country}
    - {id: both, type: long-text, label: In several languages, translatable: true, max-length: 10}
    - {id: row, type: reference, label: A row, to: g}
    - {id: file, type: file, label: A file}
    - {id: rows, type: calculated, label: Rows, calculate: {count: g}}
    - id: m
      type: matrix
      label: M
      rows: [{code: r, label: R}, {code: other, label: Other, with: text}]
      columns: [{id: tick, type: tick, label: T}, {id: note, type: text, label: N, max-length: 3}]
    - {id: g, type: group, label: G, questions: [{id: title, type: text, label: T}, {id: n, type: integer, label: N}]}
    - {id: read, type: note, label: Read this}
    """
)
VALIDATOR = Draft202012Validator(answers_schema(FORM), format_checker=Draft202012Validator.FORMAT_CHECKER)
# What only several answers, or several parts of one, say together; a schema does not compare them.
TOGETHER = {"A12", "A16", "A17", "A25"}

texts = st.sampled_from(
    ["x", " x ", "ten letter", "ten letters", "12", "12.5", "12.555", "+3", "1e5", "12\n", "NaN", "2024-05-31",
     "2024-02-30", "2024-5-31", "20240531", "a", "b", "other", "none", "KEN", "XXX", "true", "USD", "\u2003", "é" * 11,
     "https://example.org/?a=1", "ftp://x", "https://me:secret@example.org", "https://exa mple.org", "https://"]
)  # fmt: skip
blankless = texts.filter(lambda each: bool(each.strip()))
values = st.one_of(
    texts,
    st.integers(-20, 3000),
    st.booleans(),
    st.lists(st.sampled_from(["a", "b", "people", "cost", "none", "zzz"]), min_size=1, max_size=3),
    st.dictionaries(
        st.sampled_from(["amount", "from", "to", "currency", "url", "title", "odd"]), blankless, min_size=1, max_size=3
    ),
)  # fmt: skip
files = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["plan.pdf", ""]),
        "type": st.just("application/pdf"),
        "size": st.sampled_from(["12", "many"]),
        "digest": st.sampled_from(["sha256:" + "0" * 64, "sha256:0"]),
    },
    optional={"odd": st.just("x")},
)
money = st.fixed_dictionaries({"amount": st.sampled_from(["5", "x"]), "currency": st.just("USD")})
details = st.dictionaries(
    st.sampled_from(["other", "b", "people", "cost"]), st.one_of(blankless, st.integers(0, 9), money), max_size=2
)
answers = st.builds(
    Answer,
    value=values | files | st.none(),
    non_answer=st.sampled_from(["", "", "", "not-applicable", "no-information", "refused"]),
    comment=st.sampled_from(["", "x", "x" * 10_001]),
    details=details,
    translations=st.dictionaries(st.sampled_from(["fr", "ar", "xx"]), texts, max_size=1),
    attachments=st.lists(files.filter(is_file), max_size=11).map(tuple),
)
ADDRESSES = [
    *(question.id for question in FORM.questions() if question.asked),
    "m[r].tick", "m[r].note", "m[other].note", "g[r1].title", "g[any-key_1].n",
]  # fmt: skip


@given(st.sampled_from(ADDRESSES), answers)
@settings(deadline=None, max_examples=1500)
def test_the_schema_and_the_check_agree(address: str, answer: Answer) -> None:
    question = FORM.at(address)
    assert question is not None
    if question.parts:
        answer = replace(answer, details={}, translations={})  # nothing stands beside a matrix or group as a whole
    content = answer.content()
    found = {each.code for each in check_answer(question, answer_from_data(content), address)}
    sound = VALIDATOR.is_valid({address: content})
    if sound:
        assert found <= TOGETHER, (content, found)
    else:
        assert found, content


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"no-such": {"value": "x"}}, "unknown question"),
        ({"m[nobody].note": {"value": "x"}}, "unknown row"),
        ({"m[r].nothing": {"value": "x"}}, "unknown column"),
        ({"g[r1]": {"value": "x"}}, "a row is no answer"),
        ({"g[r 1].title": {"value": "x"}}, "no key"),
        ({"g[r1].title\n": {"value": "x"}}, "no address"),
        ({"read": {"value": "x"}}, "a note"),
        ({"m": {"value": "x"}}, "a matrix has cells"),
        ({"text": {"valeu": "x"}}, "unknown key"),
        ({"text": "x"}, "no answer object"),
        ({"text": {"value": "x", "source": "guessed"}}, "unknown source"),
        ({"yes-no": {"non-answer": "not-applicable"}}, "takes none"),
    ],
)
def test_what_is_no_answer_is_refused(wrong: dict[str, Any], what: str) -> None:
    assert not VALIDATOR.is_valid(wrong), what


def test_everything_that_a_report_file_may_hold_is_allowed() -> None:
    origin = {"form": "small@zero", "cycle": "X", "address": "text", "relation": "same", "time": "2024-05-31"}
    about = {"comment": "c", "language": "en", "source": "carried-forward", "confirmed": False, "origin": origin}
    whole = {"text": {"value": "x", "author": "amina", "time": "2024-05-31T10:00:00+00:00", **about}}
    whole |= {"m[other]": {"details": {"other": "Rangers"}}, "g": {"non-answer": "no-information", "comment": "x"}}
    assert VALIDATOR.is_valid(whole)


def installed() -> list[Form]:
    return different_forms(Library().forms)


@pytest.mark.parametrize("form", installed(), ids=lambda form: form.key)
def test_the_schema_of_every_installed_form_is_sound_and_takes_its_examples(form: Form) -> None:
    schema = answers_schema(form)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert schema["$id"] == f"urn:cbreport:form:{form.id}:{form.edition}"
    assert validator.is_valid({})
