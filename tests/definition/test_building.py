"""Types and their own keys, vocabularies put in, blocks expanded."""

from __future__ import annotations

import pytest

from cbreport.definition import Form, Limits, Question, load_form, to_data
from cbreport.definition.model import QUESTION_TYPES, SIMPLE_TYPES, Place
from tests.definition.small import at, blocks, findings_of, refused, small_form, vocabularies, written

OPTIONS = "options: [{code: a, label: A}, {code: b, label: B}]"
NEEDED = {
    "choose-one": OPTIONS,
    "choose-many": OPTIONS,
    "rating": OPTIONS,
    "matrix": "rows: [{code: r, label: R}], columns: [{id: c, type: tick, label: C}]",
    "group": "questions: [{id: c, type: text, label: C}]",
    "reference": "to: rows",
}
OWN = {
    "max-length": ("20", {"text", "long-text"}),
    "max-words": ("20", {"long-text"}),
    "at-least": ('"2000-01-01"', {"date", "period"}),
    "at-most": ("3", {"integer", "decimal", "money", "year", "group"}),
    "unit": ("kg", {"integer", "decimal"}),
    "decimals": ("3", {"decimal"}),
    "currencies": ("[CHF]", {"money"}),
    "of": ("parties", {"party"}),
    "exclusive": ("[a]", {"choose-many"}),
    "row-label": ("c", {"group"}),
    "only": ("[a]", set[str]()),
    "options": ("[{code: a, label: A}]", set[str]()),
    "vocabulary": ("v", set[str]()),
    "rows": ("[{code: r, label: R}]", set[str]()),
    "columns": ("[{id: c, type: tick, label: C}]", set[str]()),
    "questions": ("[{id: c, type: text, label: C}]", set[str]()),
}
PARTS = vocabularies(v="[{code: a, label: A}, {code: b, label: B}, {code: c, label: C}]")


def of_type(type: str, more: str = "") -> str:
    keys = ", ".join(filter(None, (f"id: q, type: {type}, label: Q", NEEDED.get(type, ""), more)))
    return f"- {{{keys}}}"


def only_question(text: str) -> Question:
    """The question; a reference has a group beside it that it can name."""
    rows = "\n- {id: rows, type: group, label: R, questions: [{id: c, type: text, label: C}]}"
    return next(small_form(text + (rows if "type: reference" in text else ""), PARTS).questions())


@pytest.mark.parametrize("type", sorted(QUESTION_TYPES))
def test_every_type_loads_with_what_it_needs(type: str) -> None:
    assert only_question(of_type(type)).type == type


@pytest.mark.parametrize(
    ("type", "key"),
    [
        (type, key)
        for type in sorted(QUESTION_TYPES)
        for key, (_, takers) in OWN.items()
        if f"{key}:" not in NEEDED.get(type, "")
        and not (key in ("only", "vocabulary") and NEEDED.get(type) == OPTIONS)
        and not (key in ("at-least", "at-most") and type in OWN["at-least"][1] | OWN["at-most"][1])
    ],
)
def test_a_type_takes_its_own_keys_and_refuses_those_of_others(type: str, key: str) -> None:
    value, takers = OWN[key]
    question = of_type(type, f"{key}: {value}")
    if type in takers:
        assert only_question(question)
    else:
        found = [each for each in findings_of(written(question), PARTS) if each.code == "F21"]
        assert [each.line for each in found] == [10]
        assert found[0].describe() == f"A {type} question does not take “{key}”."


@pytest.mark.parametrize("type", ["integer", "decimal", "money", "year", "group", "date", "period"])
def test_bounds_are_kept_as_text(type: str) -> None:
    low, high = ("2001-02-03", "2004-05-06") if type in ("date", "period") else ("3", "12")
    limits = only_question(of_type(type, f'at-least: "{low}", at-most: "{high}"')).limits
    assert (limits.at_least, limits.at_most) == (low, high)


def test_a_type_that_does_not_exist_is_refused_with_those_that_do() -> None:
    (found,) = findings_of(written("- {id: q, type: essay, label: Q}"))
    assert (found.code, found.line) == ("F20", 10)
    assert "There is no question type “essay”." in str(found)
    assert all(type in found.advise() for type in QUESTION_TYPES)


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("{id: q, type: matrix, label: Q, rows: [{code: r, label: R}]}", "columns"),
        ("{id: q, type: matrix, label: Q, columns: [{id: c, type: tick, label: C}]}", "rows"),
        ("{id: q, type: group, label: Q}", "questions"),
        ("{id: q, type: choose-one, label: Q}", "options or vocabulary"),
        ("{id: q, type: choose-many, label: Q}", "options or vocabulary"),
        ("{id: q, type: rating, label: Q}", "options or vocabulary"),
        ("{id: q, type: rating, label: Q, vocabulary: v, options: [{code: a, label: A}]}", "options or vocabulary"),
    ],
)
def test_what_a_type_needs(question: str, key: str) -> None:
    (found,) = findings_of(written(f"- {question}"), PARTS)
    assert (found.code, found.line) == ("F22", 10)
    assert f"needs “{key}”" in found.describe()


@pytest.mark.parametrize("type", sorted(QUESTION_TYPES))
@pytest.mark.parametrize(
    "outer",
    [
        "id: m, type: matrix, label: M, rows: [{{code: r, label: R}}], columns: [{part}]",
        "id: g, type: group, label: G, questions: [{part}]",
    ],
)
def test_a_part_is_of_a_simple_type(outer: str, type: str) -> None:
    part = of_type(type).removeprefix("- ")
    question = "- {" + outer.replace("{{", "{").replace("}}", "}").replace("{part}", part) + "}"
    if type in SIMPLE_TYPES:
        assert only_question(question).parts[0].type == type
    else:
        assert refused(question) == [("F20", 1)]


@pytest.mark.parametrize(
    ("type", "limits"),
    [
        ("text", Limits(max_length=500)),
        ("long-text", Limits(max_length=50_000)),
        ("integer", Limits()),
        ("decimal", Limits(decimals=2)),
        ("money", Limits(currencies=("USD", "EUR"))),
        ("party", Limits(of="all")),
    ],
)
def test_defaults_of_limits(type: str, limits: Limits) -> None:
    assert only_question(of_type(type)).limits == limits


# -- non-answers ------------------------------------------------------------------------------------------------------

BOTH = ("not-applicable", "no-information")


@pytest.mark.parametrize("type", sorted(QUESTION_TYPES))
def test_every_question_offers_both_non_answers_but_a_note_and_a_tick(type: str) -> None:
    question = only_question(of_type(type))
    assert question.non_answers == (() if type in ("note", "tick") else BOTH)
    assert [part.non_answers for part in question.parts] == [()] * len(question.parts)


@pytest.mark.parametrize("named", [[], ["no-information"], list(BOTH)])
def test_a_question_or_a_part_may_name_its_own(named: list[str]) -> None:
    text = f"non-answers: [{', '.join(named)}]"
    assert only_question(of_type("text", text)).non_answers == tuple(named)
    part = only_question(f"- {{id: g, type: group, label: G, questions: [{{id: a, type: text, label: A, {text}}}]}}")
    assert part.parts[0].non_answers == tuple(named)


def test_the_form_may_name_them_for_all() -> None:
    head = written(of_type("text")).replace("title: A small form", "title: A\nnon-answers: [no-information]")
    assert at(load_form(head), "q").non_answers == ("no-information",)


def test_a_non_answer_that_an_option_means_is_not_offered_twice() -> None:
    question = only_question(
        "- {id: q, type: choose-one, label: Q, options: [{code: n, label: N, means: not-applicable}]}"
    )
    assert question.non_answers == ("no-information",)


# -- options and vocabularies -----------------------------------------------------------------------------------------


def test_options_of_a_vocabulary_are_put_in() -> None:
    question = only_question("- {id: q, type: choose-one, label: Q, vocabulary: v}")
    assert ([option.code for option in question.options], question.vocabulary) == (["a", "b", "c"], "v")


def test_only_some_of_a_vocabulary_in_the_order_given() -> None:
    question = only_question("- {id: q, type: choose-one, label: Q, vocabulary: v, only: [c, a]}")
    assert [option.code for option in question.options] == ["c", "a"]
    matrix = only_question(
        "- {id: m, type: matrix, label: M, rows: {vocabulary: v, only: [b]}, columns: [{id: t, type: tick, label: T}]}"
    )
    assert [row.code for row in matrix.rows] == ["b"]


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        ("vocabulary: w", ["F16"]),
        ("vocabulary: v, only: [a, d]", ["F17"]),
        ("vocabulary: v, only: [a, a]", ["F19"]),
        ("options: [{code: a, label: A}, {code: a, label: B}]", ["F19"]),
        ("options: [{code: a, label: A}], only: [a]", ["F05"]),
        ("options: [{code: a, label: A}], exclusive: [b]", ["F17"]),
        ("vocabulary: v, only: [a], exclusive: [b]", ["F17"]),
    ],
)
def test_codes_that_do_not_fit_are_refused(keys: str, codes: list[str]) -> None:
    assert refused(f"- {{id: q, type: choose-many, label: Q, {keys}}}", PARTS) == [(code, 1) for code in codes]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("{vocabulary: w}", "F16"),
        ("{vocabulary: v, only: [d]}", "F17"),
        ("[{code: r, label: R}, {code: r, label: S}]", "F19"),
    ],
)
def test_rows_that_do_not_fit_are_refused(rows: str, code: str) -> None:
    question = f"- {{id: m, type: matrix, label: M, rows: {rows}, columns: [{{id: t, type: tick, label: T}}]}}"
    assert refused(question, PARTS) == [(code, 1)]


def test_known_vocabularies_are_named() -> None:
    (found,) = findings_of(written("- {id: q, type: choose-one, label: Q, vocabulary: w}"), PARTS)
    assert str(found).endswith("There is no vocabulary “w”. Known: v.")


# -- blocks -----------------------------------------------------------------------------------------------------------

TREND = """
- {id: trend, type: choose-one, label: Trend, options: [{code: up, label: Up}, {code: down, label: Down}]}
- {id: why, type: text, label: Why?, show-when: {item: trend, equals: up}}
"""


def shown_when(form: Form) -> dict[str, object]:
    """Every condition of the form, by the id of its question or part."""
    places = [(question.id, question) for question in form.questions()]
    places += [(f"{question.id}.{part.id}", part) for question in form.questions() for part in question.parts]
    return {name: to_data(question.show_when) for name, question in places if question.show_when}


def test_a_block_stands_in_the_place_of_its_use() -> None:
    form = small_form(
        "- {id: a, type: note, label: A}\n- {use: trend}\n- {id: b, type: note, label: B}", blocks(trend=TREND)
    )
    assert [question.id for question in form.questions()] == ["a", "trend", "why", "b"]
    assert at(form, "why").place == Place("trend.yaml", 5)


def test_a_block_is_used_twice_under_two_prefixes_and_its_conditions_follow() -> None:
    form = small_form("- {use: trend, prefix: staff-}\n- {use: trend, prefix: money-}", blocks(trend=TREND))
    assert [question.id for question in form.questions()] == ["staff-trend", "staff-why", "money-trend", "money-why"]
    assert shown_when(form) == {
        "staff-why": {"item": "staff-trend", "equals": "up"},
        "money-why": {"item": "money-trend", "equals": "up"},
    }


def test_a_block_used_twice_without_a_prefix_repeats_its_ids() -> None:
    found = findings_of(written("- {use: trend}\n- {use: trend}"), blocks(trend=TREND))
    assert [(each.code, each.file, each.line) for each in found] == [("F10", "trend.yaml", 4), ("F10", "trend.yaml", 5)]


ALL_KINDS = """
- {id: asked, type: yes-no, label: Asked?}
- id: matrix
  type: matrix
  label: Matrix
  rows: [{code: r, label: R}]
  columns:
    - {id: asked, type: tick, label: The column of the same name}
    - {id: other, type: text, label: Other, show-when: {item: asked, equals: "true"}}
    - {id: outer, type: text, label: Outer, show-when: {item: group, answered: true}}
- id: group
  type: group
  label: Group
  questions:
    - {id: people, type: integer, label: People}
    - {id: asked-too, type: text, label: Asked too, show-when: {item: asked, equals: "true"}}
- id: end
  type: text
  label: End
  show-when:
    all:
      - {not: {item: "matrix[r].asked", equals: "true"}}
      - {some: group, where: {any: [{item: people, at-least: 2}, {item: asked, equals: "true"}]}}
      - {every: group, where: {item: outside, answered: false}}
      - {item: outside, answered: true}
"""


def test_every_kind_of_condition_follows_the_prefix_but_names_of_the_same_row_and_of_the_form() -> None:
    form = small_form("- {id: outside, type: text, label: O}\n- {use: all, prefix: p-}", blocks(all=ALL_KINDS))
    assert shown_when(form) == {
        "p-matrix.other": {"item": "asked", "equals": "true"},
        "p-matrix.outer": {"item": "p-group", "answered": "true"},
        "p-group.asked-too": {"item": "p-asked", "equals": "true"},
        "p-end": {
            "all": [
                {"not": {"item": "p-matrix[r].asked", "equals": "true"}},
                {
                    "some": "p-group",
                    "where": {"any": [{"item": "people", "at-least": "2"}, {"item": "p-asked", "equals": "true"}]},
                },
                {"every": "p-group", "where": {"item": "outside", "answered": "false"}},
                {"item": "outside", "answered": "true"},
            ]
        },
    }


def test_a_block_may_use_another_and_prefixes_add_up() -> None:
    parts = blocks(
        trend=TREND,
        two="""
        - {use: trend, prefix: in-}
        - {id: why, type: text, label: W, show-when: {item: in-why, answered: true}}
        """,
    )
    form = small_form("- {use: two, prefix: out-}", parts)
    assert [question.id for question in form.questions()] == ["out-in-trend", "out-in-why", "out-why"]
    assert shown_when(form) == {
        "out-in-why": {"item": "out-in-trend", "equals": "up"},
        "out-why": {"item": "out-in-why", "answered": "true"},
    }


@pytest.mark.parametrize(
    ("use", "texts", "file", "line"),
    [
        ("missing", {}, "small.yaml", 10),
        ("itself", {"itself": "- {id: a, type: note, label: A}\n- {use: itself}"}, "itself.yaml", 5),
        ("one", {"one": "- {use: two}", "two": "- {use: one, prefix: x-}"}, "two.yaml", 4),
    ],
)
def test_a_block_that_is_missing_or_uses_itself_is_refused(
    use: str, texts: dict[str, str], file: str, line: int
) -> None:
    (found,) = findings_of(written(f"- {{use: {use}}}"), blocks(**texts))
    assert (found.code, found.file, found.line) == ("F18", file, line)


def test_what_is_wrong_in_a_block_is_found_in_its_file() -> None:
    (found,) = findings_of(written("- {use: bad}"), blocks(bad="- {id: a, type: text, label: A, colour: red}"))
    assert (found.code, found.file, found.line) == ("F05", "bad.yaml", 4)


def test_a_section_may_consist_of_a_block() -> None:
    assert [question.id for question in small_form("- use: trend", blocks(trend=TREND)).questions()] == ["trend", "why"]


class TestBlocksInAForm:
    BLOCK = blocks(**{"common_b": "- {id: a, type: text, label: A}\n- {id: b, type: integer, label: B}"})

    def test_take_the_numbers_that_they_have_there(self) -> None:
        form = small_form("- {use: common-b, prefix: x-, numbers: {a: C17}}", self.BLOCK)
        assert [(each.id, each.number) for each in form.questions()] == [("x-a", "C17"), ("x-b", "")]

    def test_a_number_for_a_question_that_the_block_has_not(self) -> None:
        assert refused("- {use: common-b, numbers: {c: C17}}", self.BLOCK) == [("F05", 1)]

    def test_stand_in_a_group(self) -> None:
        form = small_form("- {id: g, type: group, label: G, questions: [{use: common-b, prefix: in-}]}", self.BLOCK)
        assert [each.id for each in at(form, "g").questions] == ["in-a", "in-b"]

    def test_with_a_group_inside_cannot_stand_in_a_group(self) -> None:
        block = blocks(**{"g": "- {id: h, type: group, label: H, questions: [{id: a, type: text, label: A}]}"})
        found = refused("- {id: g, type: group, label: G, questions: [{use: g}]}", block)
        assert [code for code, _ in found] == ["F20"]


def test_what_helps_to_answer_is_kept_apart_from_what_is_always_shown() -> None:
    form = small_form("- {id: a, type: text, label: A, help: H, guidance: G, definition: D, example: E}")
    question = at(form, "a")
    assert (question.help, question.guidance, question.definition, question.example) == ("H", "G", "D", "E")


@pytest.mark.parametrize("key", ["guidance", "definition"])
def test_a_key_that_is_not_there_leaves_no_trace_in_the_digest(key: str) -> None:
    """So editions that were published before there was such a key keep theirs."""
    without = small_form("- {id: a, type: text, label: A}")
    given = small_form(f"- {{id: a, type: text, label: A, {key}: x}}")
    assert without.digest == "sha256:bf4b110f6ab294e1e912a1aae660ad6d0f5d392edc30bd7fe7efe6b3b4762c63"
    assert given.digest != without.digest
