from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cbreport.answering import Answer
from cbreport.definition import Option, Question
from cbreport.definition.language import Translator
from cbreport.documents.changing import Part, changed_parts, with_former_options
from cbreport.documents.writing import Writer

T = Writer(Translator("en"))
MANY = Question("help", "choose-many", "Help", options=(Option("a", "Apples"), Option("b", "Bread", detail="text")))
TEXT = Question("name", "text", "Name")


def told(parts: tuple[Part, ...]) -> list[tuple[str, list[str]]]:
    marks = {"same": "{}", "removed": "-{}", "added": "+{}"}
    return [
        (part.name, ["".join(marks[each.kind].format(each.text) for each in line.pieces) for line in part.lines])
        for part in parts
    ]


def test_options_are_told_by_their_labels_line_by_line() -> None:
    before, after = Answer(["a", "b"], details={"b": "rye"}), Answer(["b"], details={"b": "rye"})
    assert told(changed_parts(T, MANY, before, after)) == [("", ["-Apples", "Bread:", "rye"])]


def test_what_is_kept_beside_an_option_that_is_not_chosen_is_told() -> None:
    before, after = Answer(["b"], details={"b": "rye"}), Answer(["a"], details={"b": "rye"})
    assert ("Kept beside it", ["+Bread: rye"]) in told(changed_parts(T, MANY, before, after))


def test_each_side_alone() -> None:
    (part,) = changed_parts(T, TEXT, Answer("two rangers"), Answer("two trained rangers"))
    assert told((part.side("removed"), part.side("added"))) == [("", ["two rangers"]), ("", ["two +trained rangers"])]


def test_texts_of_two_directions_are_not_mixed_in_a_line() -> None:
    (part, language) = changed_parts(T, TEXT, Answer("plan", language="en"), Answer("خطة", language="ar"))
    assert [(line.lang, line.dir) for line in part.lines] == [("", "ltr"), ("ar", "rtl")]
    assert told((language,)) == [("Language", ["-English", "+العربية"])]


def test_of_a_question_that_is_not_known_what_was_typed_is_shown() -> None:
    assert told(changed_parts(T, None, Answer(), Answer("x"))) == [("", ["+x"])]
    assert changed_parts(T, None, Answer(["x", "y"]), Answer())[0].changed


def test_former_options_keep_their_names() -> None:
    older = Question("help", "choose-many", "Help", options=(Option("c", "Cake"), Option("a", "Old apples")))
    found = with_former_options(T, MANY, [None, older])
    assert found
    assert [option.label for option in found.options] == ["Apples", "Bread", "Cake"]
    assert with_former_options(T, TEXT, [older]) is TEXT


VALUES = st.sampled_from([None, "", "x", "a text", 3, True, ["a"], ["b", "gone"], {"amount": "3", "currency": "EUR"}])
ANSWERS = st.builds(
    Answer,
    value=VALUES,
    non_answer=st.sampled_from(["", "not-applicable"]),
    comment=st.sampled_from(["", "c"]),
    details=st.sampled_from([{}, {"b": "rye"}]),
    confirmed=st.booleans(),
)
QUESTIONS = st.sampled_from([None, TEXT, MANY, Question("n", "integer", "N"), Question("m", "money", "M")])


@given(QUESTIONS, ANSWERS, ANSWERS)
def test_nothing_breaks_it_and_equal_answers_do_not_differ(
    question: Question | None, before: Answer, after: Answer
) -> None:
    parts = changed_parts(T, question, before, after)
    assert not any(part.changed for part in changed_parts(T, question, before, before))
    turned = changed_parts(T, question, after, before)
    assert {part.name for part in parts if part.changed and part.name != "State"} == {
        part.name for part in turned if part.changed and part.name != "State"
    }
