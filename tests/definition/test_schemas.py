"""What each key takes. The codes are in the table of cbreport.errors; nearly all here are F05."""

from __future__ import annotations

import pytest

from cbreport.definition import load_form, load_vocabulary
from cbreport.errors import DefinitionError
from tests.definition.small import HEAD, findings_of, refused, small_form, written


def problem_in(text: str) -> tuple[str, int, str]:
    (found,) = findings_of(text)
    return found.code, found.line, found.describe()


ONE = "- {id: q, type: text, label: A question}"


@pytest.mark.parametrize("key", ["cbreport", "id", "edition", "convention", "title", "sections"])
def test_what_a_form_must_have(key: str) -> None:
    lines = written(ONE).splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
    text = "".join(lines[:start] if key == "sections" else lines[:start] + lines[start + 1 :])
    code, line, message = problem_in(text)
    assert (code, line) == ("F05", 1)
    assert message == f"“{key}”: is missing."


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("cbreport: 1", "cbreport: 2", 1, "this library reads version 1"),
        ("cbreport: 1", "cbreport: 1.0", 1, "this library reads version 1"),
        ("id: small", "id: Small", 2, "“Small” is no id"),
        ("id: small", "id: small_form", 2, "is no id"),
        ("id: small", "id: 1st", 2, "is no id"),
        ("id: small", 'id: "small\\n"', 2, "is no id"),
        ("edition: one", "edition: edition one", 3, "is no code"),
        ("edition: one", 'edition: "one\\n"', 3, "is no code"),
        ("edition: one", "edition: [one]", 3, "takes one text"),
        ("convention: example", "convention: EX", 4, "is no id"),
        ("title: A small form", "title: ' '", 5, "has no text"),
        ("title: A small form", "title: {en: A}", 5, "takes one text"),
        ("title: A small form", "titel: A small form\ntitle: A", 5, "there is no such key here"),
        ("title: A small form", "title: A\nrespondent: everybody", 6, "is not one of party, secretariat, partner"),
        ("title: A small form", "title: A\nlanguages: []", 6, "names no language"),
        ("title: A small form", "title: A\nlanguages: en", 6, "takes a list"),
        ("title: A small form", "title: A\nnon-answers: [perhaps]", 6, "is not one of"),
        ("title: A small form", "title: A\nsource: UNEP", 6, "a mapping (key: value) is needed here"),
        ("title: A small form", "title: A\nsource: {document: X, page: 3}", 6, "there is no such key here"),
        ("title: A small form", "title: A\nsource: {verified: NO}", 6, "write true or false, not “NO”"),
        ("title: A small form", "title: A\nretired:\n  - {id: old}", 7, "is missing"),
        ("title: A small form", "title: A\nretired: [{id: Old, since: x}]", 6, "is no id"),
        ("title: A small form", "title: A\nretired: [old]", 6, "a mapping (key: value) is needed here"),
        ("  - id: only", "  - id: Only", 7, "is no id"),
        ("    title: The only section", "    title: S\n    heading: H", 9, "there is no such key here"),
        ("    title: The only section", "    title: S\n    verified: 1", 9, "write true or false"),
        ("    title: The only section", "    title: S\n    show-when: always", 9, "a condition is a mapping"),
    ],
)
def test_keys_of_a_form_and_a_section(old: str, new: str, line: int, problem: str) -> None:
    text = written(ONE)
    assert load_form(text)
    assert text.count(old) == 1
    code, at, message = problem_in(text.replace(old, new))
    assert (code, at) == ("F05", line)
    assert problem in message


@pytest.mark.parametrize("empty", ["[]", "{}", "x"])
def test_lists_of_sections_and_questions_hold_something(empty: str) -> None:
    before, _, _ = HEAD.partition("sections:")
    code, line, _ = problem_in(f"{before}sections: {empty}\n")
    assert (code, line) == ("F05", 6)
    code, line, _ = problem_in(f"{before}sections: [{{id: s, title: S, questions: {empty}}}]\n")
    assert (code, line) == ("F05", 6)


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("{type: text, label: Q}", "is missing"),
        ("{id: q, label: Q}", "is missing"),
        ("{id: q, type: text}", "is missing"),
        ("{id: q, type: text, label: ' '}", "has no text"),
        ("{id: q, type: text, label: Q, colour: red}", "there is no such key here"),
        ("{id: q, type: text, label: Q, show_when: {item: q, answered: true}}", "there is no such key here"),
        ("{id: q, type: text, label: Q, place: x}", "there is no such key here"),
        ("{id: q, type: text, label: Q, required: yes}", "write true or false, not “yes”"),
        ("{id: q, type: text, label: Q, required: [true]}", "write true or false"),
        ("{id: q, type: text, label: Q, private: on}", "write true or false"),
        ("{id: q, type: text, label: Q, non-answers: not-applicable}", "takes a list"),
        ("{id: q, type: text, label: Q, non-answers: [unknown]}", "is not one of"),
        ("{id: q, type: text, label: Q, max-length: many}", "write a whole number"),
        ("{id: q, type: text, label: Q, max-length: 12.5}", "write a whole number"),
        ("{id: q, type: text, label: Q, max-length: 0}", "greater than or equal to 1"),
        ("{id: q, type: text, label: Q, max-length: 50001}", "less than or equal to 50000"),
        ("{id: q, type: long-text, label: Q, max-words: 0}", "greater than or equal to 1"),
        ("{id: q, type: decimal, label: Q, decimals: 7}", "less than or equal to 6"),
        ("{id: q, type: money, label: Q, currencies: [usd]}", "is no currency code"),
        ('{id: q, type: money, label: Q, currencies: ["USD\\n"]}', "is no currency code"),
        ("{id: q, type: money, label: Q, currencies: []}", "names no currency"),
        ("{id: q, type: party, label: Q, of: neighbours}", "is not one of parties, others, all"),
        ("{id: q, type: choose-one, label: Q, options: []}", "has no options"),
        ("{id: q, type: choose-one, label: Q, options: {code: a, label: A}}", "takes a list"),
        ("{id: q, type: choose-one, label: Q, options: [a, b]}", "a mapping (key: value) is needed here"),
        ("{id: q, type: choose-one, label: Q, options: [{code: a}]}", "is missing"),
        ("{id: q, type: choose-one, label: Q, options: [{code: a b, label: A}]}", "is no code"),
        ("{id: q, type: choose-one, label: Q, options: [{code: a, label: A, with: date}]}", "is not one of text"),
        ("{id: q, type: choose-one, label: Q, options: [{code: a, label: A, means: nothing}]}", "is not one of"),
        ("{id: q, type: choose-one, label: Q, options: [{code: a, label: A, from: few}]}", "write a whole number"),
        ("{id: q, type: choose-one, label: Q, options: [{code: a, label: A, score: 1}]}", "there is no such key here"),
        ("{id: q, type: choose-one, label: Q, vocabulary: List}", "is no id"),
        ("{id: q, type: choose-one, label: Q, vocabulary: v, only: []}", "names no code"),
        ("{id: q, type: matrix, label: Q, rows: [], columns: [{id: c, type: tick, label: C}]}", "has no rows"),
        ("{id: q, type: matrix, label: Q, rows: x, columns: [{id: c, type: tick, label: C}]}", "a mapping"),
        ("{id: q, type: matrix, label: Q, rows: [{code: r, label: R}], columns: []}", "has no columns"),
        ("{id: q, type: matrix, label: Q, rows: {only: [a]}, columns: [{id: c, type: tick, label: C}]}", "is missing"),
        ("{id: q, type: group, label: Q, questions: []}", "has no questions"),
        ("{id: q, type: group, label: Q, questions: [{use: block, id: x}]}", "there is no such key here"),
        ("{id: q, type: group, label: Q, row-label: A, questions: [{id: a, type: text, label: A}]}", "is no id"),
        ("{use: block, prefix: A}", "cannot begin an id"),
        ("{use: block, prefix: a--}", "cannot begin an id"),
        ('{use: block, prefix: "a\\n"}', "cannot begin an id"),
        ("{use: block, id: x}", "there is no such key here"),
        ("just words", "a mapping (key: value) is needed here"),
        ("[{id: q}]", "a mapping (key: value) is needed here"),
    ],
)
def test_keys_of_a_question(question: str, problem: str) -> None:
    found = findings_of(written(f"- {{id: first, type: note, label: First}}\n- {question}"))
    assert {(each.code, each.line - HEAD.count("\n")) for each in found} == {("F05", 2)}
    assert any(problem in each.describe() for each in found)


def test_a_key_over_several_lines_is_found_on_its_own() -> None:
    found = refused(
        """
        - id: q
          type: choose-one
          label: Q
          options:
            - {code: a, label: A}
            - code: b
              label: B
              colour: blue
          required: maybe
        """
    )
    assert sorted(found) == [("F05", 8), ("F05", 9)]


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("[]", "a condition is a mapping"),
        ("{}", "a condition has item: and one of equals"),
        ("{item: a}", "a condition has item: and one of equals"),
        ("{equals: a}", "a condition has item: and one of equals"),
        ("{item: a, equals: b, answered: true}", "a condition has item: and one of equals"),
        ("{item: a, is: b}", "a condition has item: and one of equals"),
        ("{item: a, equals: b, not: {item: a, answered: true}}", "a condition has item: and one of equals"),
        ("{all: [{item: a, answered: true}], any: [{item: a, answered: true}]}", "a condition has item:"),
        ("{item: [a], answered: true}", "item: takes the id of one question"),
        ("{item: {a: b}, equals: x}", "item: takes the id of one question"),
        ("{item: a, equals: [b]}", "equals: takes one value"),
        ("{item: a, at-least: {x: 1}}", "at-least: takes one value"),
        ("{item: a, one-of: b}", "one-of: takes a list of values"),
        ("{item: a, one-of: []}", "one-of: takes a list of values"),
        ("{item: a, one-of: [[b]]}", "one-of: takes a list of values"),
        ("{item: a, answered: yes}", "answered: takes true or false"),
        ("{all: {item: a, answered: true}}", "all: and any: take a list of conditions"),
        ("{any: []}", "all: and any: take a list of conditions"),
        ("{all: [{item: a, answered: true}, x]}", "a condition is a mapping"),
        ("{not: [{item: a, answered: true}]}", "a condition is a mapping"),
        ("{some: g}", "a condition has item:"),
        ("{some: g, every: g, where: {item: a, answered: true}}", "a condition has item:"),
        ("{some: [g], where: {item: a, answered: true}}", "some: and every: take the id of a group"),
        ("{every: {g: h}, where: {item: a, answered: true}}", "some: and every: take the id of a group"),
        ("{some: g, where: a}", "a condition is a mapping"),
        ("{some: g, where: {item: a, answered: perhaps}}", "answered: takes true or false"),
    ],
)
def test_the_shape_of_a_condition(condition: str, problem: str) -> None:
    text = written(f"- {{id: a, type: text, label: A}}\n- id: b\n  type: text\n  label: B\n  show-when: {condition}")
    code, line, message = problem_in(text)
    assert (code, line - HEAD.count("\n")) == ("F05", 5)
    assert problem in message


def test_a_message_says_where_what_and_what_to_do() -> None:
    (found,) = findings_of(written("- {id: q, type: text, label: Q, colour: red}"))
    assert str(found) == (
        "small.yaml:10: error F05: “colour”: there is no such key here. "
        "See docs/form-language.md for the keys and what they take."
    )


def test_every_problem_is_told_at_once() -> None:
    assert refused("- {id: A, type: text}\n- {id: b, type: text, label: B, required: no}\n- {}") == [
        ("F05", 1),
        ("F05", 1),
        ("F05", 2),
        ("F05", 3),
        ("F05", 3),
        ("F05", 3),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("cbreport: 1\nvocabulary: v\ntitle: V\n", 1),
        ("cbreport: 1\nvocabulary: v\ntitle: V\noptions: []\n", 4),
        ("cbreport: 1\nvocabulary: V\ntitle: V\noptions: [{code: a, label: A}]\n", 2),
        ("cbreport: 1\nvocabulary: v\noptions: [{code: a, label: A}]\n", 1),
        ("cbreport: 1\nvocabulary: v\ntitle: V\noptions:\n  - {code: a, label: A}\n  - {code: b}\n", 6),
        ("vocabulary: v\ntitle: V\noptions: [{code: a, label: A}]\n", 1),
    ],
)
def test_keys_of_a_vocabulary(text: str, line: int) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_vocabulary(text, "v.yaml")
    assert [(found.code, found.file, found.line) for found in caught.value.findings] == [("F05", "v.yaml", line)]


def test_a_key_cannot_reach_the_place_that_the_reader_keeps() -> None:
    (question,) = small_form('- {id: q, type: note, label: Q, "\\0place": [x, 99]}').questions()
    assert (question.place.file, question.place.line) == ("small.yaml", 10)
