from __future__ import annotations

from textwrap import dedent

import pytest

from cbreport.definition import Limits, Source, block_id, load_form, load_vocabulary
from cbreport.definition.model import Place, Retired
from cbreport.errors import DefinitionError
from tests.definition.small import at, small_form, vocabularies, written

WHOLE = """\
cbreport: 1
id: small
edition: e-1.10
convention: example
respondent: partner
title: A small form
source: {document: EX/1, paragraph: "4", note: A note, verified: false}
languages: [fr, en]
non-answers: [no-information]
sections:
  - id: first
    number: I
    title: First
    help: About it.
    source: {document: EX/2}
    questions:
      - id: why
        number: I.1
        reference: theReason
        concept: reason
        type: long-text
        label: Why?
        help: Say it.
        example: Because.
        required: true
        private: true
        sensitive: true
        starts-page: true
        max-words: 12
        source: {document: EX/3, paragraph: c}
  - id: second
    title: Second
    verified: false
    questions:
      - {id: who, type: party, label: Who?, of: others}
      - {id: sure, type: text, label: Sure?, verified: true}
retired:
  - {id: old, since: e-1.9, replaced-by: why}
  - {id: older, since: e-1.8}
"""


def test_a_form_holds_what_its_file_says() -> None:
    form = load_form(WHOLE, "f.yaml")
    assert (form.key, form.convention, form.respondent, form.title) == (
        "small@e-1.10",
        "example",
        "partner",
        "A small form",
    )
    assert (form.source, form.verified) == (Source("EX/1", "4", "A note"), False)
    assert form.languages == ("fr", "en")
    assert form.retired == (Retired("old", "e-1.9", "why"), Retired("older", "e-1.8"))
    assert form.place == Place("f.yaml", 1)
    first, second = form.sections
    assert (first.id, first.number, first.title, first.help) == ("first", "I", "First", "About it.")
    assert (first.source, first.verified) == (Source("EX/2"), True)
    assert (second.number, second.help, second.verified) == ("", "", False)


def test_a_question_holds_what_its_file_says() -> None:
    why = at(load_form(WHOLE, "f.yaml"), "why")
    assert (why.number, why.reference, why.concept, why.type) == ("I.1", "theReason", "reason", "long-text")
    assert (why.label, why.help, why.example) == ("Why?", "Say it.", "Because.")
    assert (why.required, why.private, why.sensitive, why.starts_page, why.verified) == (True,) * 5
    assert why.source == Source("EX/3", "c")
    assert why.limits == Limits(max_length=50_000, max_words=12)
    assert why.non_answers == ("no-information",)
    assert why.place == Place("f.yaml", 17)


def test_what_is_left_out_has_its_default() -> None:
    form = small_form("- {id: q, type: text, label: Q}")
    (question,) = form.questions()
    assert (form.respondent, form.languages, form.verified, form.retired) == ("party", ("en",), True, ())
    assert (question.required, question.private, question.sensitive, question.starts_page) == (False,) * 4
    assert (question.verified, question.show_when, question.limits.max_length) == (True, None, 500)
    assert question.non_answers == ("not-applicable", "no-information")


def test_a_question_is_as_verified_as_its_section_unless_it_says_otherwise() -> None:
    form = load_form(WHOLE, "f.yaml")
    assert {question.id: question.verified for question in form.questions()} == {
        "why": True,
        "who": False,
        "sure": True,
    }


def test_every_error_of_a_form_is_told_at_once() -> None:
    with pytest.raises(DefinitionError) as caught:
        small_form(
            """
            - {id: a, type: text, label: A, unit: kg}
            - {id: a, type: choose-one, label: A}
            - {id: b, type: text, label: B, show-when: {item: c, answered: true}}
            """
        )
    assert [found.code for found in caught.value.findings] == ["F21", "F22", "F10", "F12"]
    assert str(caught.value).count("small.yaml:") == 4


def test_an_unverified_question_is_no_error() -> None:
    assert small_form("- {id: q, type: text, label: Q, verified: false}").question("q")


# -- digests ----------------------------------------------------------------------------------------------------------

QUESTION = "- {id: q, type: choose-many, label: Which?, options: [{code: a, label: A}, {code: b, label: B}]}"


def test_equal_text_has_an_equal_digest_wherever_it_stands() -> None:
    one = load_form(written(QUESTION), "one.yaml")
    two = load_form("# a remark\n\n" + written(QUESTION), "two.yaml")
    assert one.digest == two.digest
    assert one == two


def test_the_way_of_writing_yaml_makes_no_difference() -> None:
    assert (
        small_form(QUESTION).digest
        == small_form(
            """
            - type: choose-many
              label: "Which?"
              id: 'q'
              options:
                - label: A
                  code: a
                - {code: b, label: B}
              required: false
            """
        ).digest
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("label: Which?", "label: Which ones?"),
        ("label: B", "label: Bee"),
        ("code: b", "code: c"),
        ("options: [{code: a, label: A}, {code: b, label: B}]", "options: [{code: b, label: B}, {code: a, label: A}]"),
        ("label: Which?", "label: Which?, help: Tick."),
        ("label: Which?", "label: Which?, number: I.1"),
        ("label: Which?", "label: Which?, required: true"),
        ("label: Which?", "label: Which?, verified: false"),
        ("label: Which?", "label: Which?, private: true"),
        ("label: Which?", "label: Which?, exclusive: [a]"),
        ("label: Which?", "label: Which?, non-answers: []"),
        ("id: q", "id: r"),
        ("type: choose-many", "type: choose-one"),
        ("label: A}", "label: A, with: text}"),
        ("label: A}", "label: A, with: text, optional-detail: true}"),
        ("label: A}", "label: A, means: no-information}"),
    ],
)
def test_the_digest_changes_with_a_question(old: str, new: str) -> None:
    assert QUESTION.count(old) == 1
    assert small_form(QUESTION.replace(old, new)).digest != small_form(QUESTION).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A small form", "title: Another"),
        ("edition: e-1.10", "edition: e-1.1"),
        ("verified: false}", "verified: true}"),
        ("document: EX/1", "document: EX/9"),
        ("languages: [fr, en]", "languages: [fr]"),
        ("respondent: partner", "respondent: party"),
        ("help: About it.", "help: About that."),
        ("verified: false\n    questions", "verified: true\n    questions"),
        ("replaced-by: why", "replaced-by: who"),
        ("since: e-1.8", "since: e-1.7"),
    ],
)
def test_the_digest_changes_with_a_form(old: str, new: str) -> None:
    assert WHOLE.count(old) == 1
    assert load_form(WHOLE.replace(old, new)).digest != load_form(WHOLE).digest


def test_the_digest_changes_with_a_condition() -> None:
    text = "- {{id: a, type: integer, label: A}}\n- {{id: b, type: text, label: B, show-when: {{item: a, {}}}}}"
    digests = {small_form(text.format(operand)).digest for operand in ("equals: 2", "equals: 3", "at-least: 2")}
    assert len(digests) == 3


def test_the_digest_changes_with_a_vocabulary() -> None:
    text = "- {id: q, type: choose-one, label: Q, vocabulary: v}"
    one = small_form(text, vocabularies(v="[{code: a, label: A}]"))
    two = small_form(text, vocabularies(v="[{code: a, label: Another}]"))
    assert one.digest != two.digest


# -- vocabularies and blocks ------------------------------------------------------------------------------------------


def test_a_vocabulary_is_read_with_everything_that_an_option_may_have() -> None:
    vocabulary = load_vocabulary(
        dedent(
            """\
            cbreport: 1
            vocabulary: bands
            title: Bands
            source: {document: EX/1}
            options:
              - {code: "2-5", label: 2 to 5, from: 2, to: 5, concept: few, same-as: X-1, help: Both included.}
              - {code: more, label: More, from: 6, with: integer}
              - {code: NO, label: Nothing, means: not-applicable}
            """
        ),
        "bands.yaml",
    )
    few, more, nothing = vocabulary.options
    assert (vocabulary.id, vocabulary.title) == ("bands", "Bands")
    assert (few.code, few.low, few.high, few.concept, few.same_as, few.help) == (
        "2-5",
        2,
        5,
        "few",
        "X-1",
        "Both included.",
    )
    assert (more.low, more.high, more.detail, more.detail_required) == (6, None, "integer", True)
    assert (nothing.code, nothing.means) == ("NO", "not-applicable")
    assert nothing.place == Place("bands.yaml", 8)


def test_a_code_that_stands_twice_in_a_vocabulary_is_refused() -> None:
    text = "cbreport: 1\nvocabulary: v\ntitle: V\noptions:\n  - {code: a, label: A}\n  - {code: a, label: B}\n"
    with pytest.raises(DefinitionError) as caught:
        load_vocabulary(text, "v.yaml")
    assert [(found.code, found.line) for found in caught.value.findings] == [("F19", 6)]


def test_a_block_is_known_by_its_id() -> None:
    assert block_id("cbreport: 1\nblock: common/trend\nquestions: [{id: a, type: note, label: A}]", "t.yaml") == (
        "common/trend"
    )
    with pytest.raises(DefinitionError, match="is missing"):
        block_id("cbreport: 1\nquestions: [{id: a, type: note, label: A}]", "t.yaml")
