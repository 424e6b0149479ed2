"""Ids, references, option codes, circles, bounds, marks: what is wrong beyond the shape, and on which line."""

from __future__ import annotations

import pytest

from cbreport.definition import Form, check_form, load_form
from tests.definition.small import HEAD, findings_of, refused, small_form, written

CIRCLE_OF_TWO = """
- {id: a, type: text, label: A, show-when: {item: b, answered: true}}
- {id: b, type: text, label: B, show-when: {item: a, answered: true}}
"""
MATRIX = """
- id: m
  type: matrix
  label: M
  rows: [{code: r, label: R}, {code: s, label: S}]
  columns:
"""
GROUP = """
- id: g
  type: group
  label: G
  questions:
"""


# -- ids --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "line"),
    [
        ("- {id: a, type: note, label: A}\n- {id: b, type: note, label: B}\n- {id: a, type: note, label: A}", 3),
        (MATRIX + "    - {id: c, type: tick, label: C}\n    - {id: c, type: text, label: C}", 7),
        (GROUP + "    - {id: c, type: text, label: C}\n    - {id: c, type: text, label: C}", 6),
    ],
)
def test_an_id_that_stands_twice_is_refused(questions: str, line: int) -> None:
    assert refused(questions) == [("F10", line)]


def test_the_same_id_in_two_rows_and_in_the_form_is_none_of_the_same_question() -> None:
    column = "    - {id: a, type: text, label: A}\n"
    assert small_form("- {id: a, type: text, label: A}\n" + MATRIX.lstrip() + column + GROUP.lstrip() + column)


def test_questions_and_sections_of_two_sections_share_one_list_of_ids_each() -> None:
    second = "  - id: {}\n    title: Second\n    questions: [{{id: {}, type: note, label: A}}]\n"
    first = written("- {id: a, type: note, label: A}")
    assert load_form(first + second.format("more", "only"))
    assert [(each.code, each.line) for each in findings_of(first + second.format("more", "a"))] == [("F10", 13)]
    assert [(each.code, each.line) for each in findings_of(first + second.format("only", "b"))] == [("F10", 11)]


def test_a_retired_id_may_never_be_used_again() -> None:
    text = written("- {id: a, type: note, label: A}\n- {id: old, type: note, label: B}")
    retired = "retired: [{id: old, since: zero, replaced-by: a}]\n"
    (found,) = findings_of(text + retired)
    assert (found.code, found.line, found.address) == ("F11", 11, "old")
    assert load_form(text.replace("id: old", "id: new") + retired)


# -- references of conditions -----------------------------------------------------------------------------------------

TARGETS = """
- {id: t-text, type: text, label: T}
- {id: t-long, type: long-text, label: T}
- {id: t-integer, type: integer, label: T}
- {id: t-decimal, type: decimal, label: T}
- {id: t-money, type: money, label: T}
- {id: t-year, type: year, label: T}
- {id: t-date, type: date, label: T}
- {id: t-period, type: period, label: T}
- {id: t-yes-no, type: yes-no, label: T}
- {id: t-one, type: choose-one, label: T, options: [{code: a, label: A}, {code: "NO", label: N}]}
- {id: t-many, type: choose-many, label: T, options: [{code: a, label: A}, {code: b, label: B}]}
- {id: t-rating, type: rating, label: T, options: [{code: "1", label: A}, {code: "2", label: B}]}
- {id: t-link, type: link, label: T}
- {id: t-party, type: party, label: T}
- {id: t-note, type: note, label: T}
- {id: t-matrix, type: matrix, label: T, rows: [{code: r, label: R}], columns: [{id: c, type: tick, label: C}]}
- {id: t-group, type: group, label: T, questions: [{id: c, type: integer, label: C}]}
"""
LINE = TARGETS.strip().count("\n") + 2


def with_condition(condition: str) -> str:
    return TARGETS.strip() + f"\n- {{id: q, type: text, label: Q, show-when: {condition}}}"


@pytest.mark.parametrize(
    "condition",
    [
        "{item: t-integer, at-least: 3}",
        "{item: t-integer, equals: 3}",
        "{item: t-decimal, at-most: 3.5}",
        "{item: t-year, not-equals: 2024}",
        "{item: t-date, at-least: 2024-05-31}",
        "{item: t-yes-no, equals: true}",
        "{item: t-one, equals: NO}",
        "{item: t-one, one-of: [a, NO]}",
        "{item: t-rating, one-of: ['1', 2]}",
        "{item: t-many, includes: b}",
        "{item: t-party, equals: KEN}",
        "{item: 't-matrix[r].c', equals: false}",
        "{item: t-matrix, answered: true}",
        "{item: t-group, answered: false}",
        *(f"{{item: t-{type}, answered: true}}" for type in ("text", "long", "money", "period", "link", "party")),
        "{some: t-group, where: {item: c, at-least: 2}}",
        "{every: t-matrix, where: {item: c, equals: true}}",
        "{some: t-group, where: {item: t-many, includes: a}}",
        "{not: {all: [{item: t-one, equals: a}, {any: [{item: t-text, answered: true}]}]}}",
    ],
)
def test_conditions_that_fit(condition: str) -> None:
    assert small_form(with_condition(condition))


@pytest.mark.parametrize(
    ("condition", "code", "words"),
    [
        ("{item: nothing, answered: true}", "F12", "names “nothing”"),
        ("{item: only, answered: true}", "F12", "names “only”"),  # the section
        ("{item: 'T-TEXT', answered: true}", "F12", "names “T-TEXT”"),
        ("{item: 't-matrix[r', answered: true}", "F12", "names “t-matrix[r”"),
        ("{item: 't-matrix[x].c', answered: true}", "F12", "names “t-matrix[x].c”"),
        ("{item: 't-matrix[r].x', answered: true}", "F12", "names “t-matrix[r].x”"),
        ("{item: 't-matrix[r]', answered: true}", "F12", "names “t-matrix[r]”"),
        ("{item: 't-text[r].c', answered: true}", "F12", "names “t-text[r].c”"),
        ("{some: nothing, where: {item: t-text, answered: true}}", "F12", "names “nothing”"),
        ("{every: t-text, where: {item: t-text, answered: true}}", "F12", "names “t-text”"),
        ("{some: t-group, where: {item: d, answered: true}}", "F12", "names “d”"),
        ("{not: {any: [{item: nothing, answered: true}]}}", "F12", "names “nothing”"),
        ("{item: c, answered: true}", "F23", "looks into “c” from outside"),
        ("{item: 't-group[r1].c', at-least: 2}", "F23", "looks into “t-group[r1].c” from outside"),
        ("{item: t-one, equals: b}", "F13", "compares “t-one” with “b”"),
        ("{item: t-one, not-equals: no}", "F13", "compares “t-one” with “no”"),
        ("{item: t-one, one-of: [a, b]}", "F13", "compares “t-one” with “b”"),
        ("{item: t-many, includes: c}", "F13", "compares “t-many” with “c”"),
        ("{item: t-rating, equals: 3}", "F13", "compares “t-rating” with “3”"),
        ("{item: t-yes-no, equals: NO}", "F13", "compares “t-yes-no” with “NO”"),
        ("{item: 't-matrix[r].c', equals: 1}", "F13", "compares “t-matrix[r].c” with “1”"),
        ("{item: t-many, equals: a}", "F15", "uses “equals” on “t-many”, a choose-many question"),
        ("{item: t-one, includes: a}", "F15", "uses “includes” on “t-one”"),
        ("{item: t-rating, at-least: 1}", "F15", "uses “at-least” on “t-rating”"),
        ("{item: t-text, equals: x}", "F15", "uses “equals” on “t-text”"),
        ("{item: t-money, at-least: 1}", "F15", "uses “at-least” on “t-money”"),
        ("{item: t-group, at-least: 2}", "F15", "uses “at-least” on “t-group”"),
        ("{item: t-matrix, equals: true}", "F15", "uses “equals” on “t-matrix”"),
    ],
)
def test_conditions_that_do_not(condition: str, code: str, words: str) -> None:
    (found,) = findings_of(written(with_condition(condition)))
    assert (found.code, found.line - HEAD.count("\n"), found.address) == (code, LINE, "q")
    assert words in found.describe()


def test_the_known_options_and_operators_are_named() -> None:
    (found,) = findings_of(written(with_condition("{item: t-one, equals: b}")))
    assert found.advise() == "Options: a, NO."
    (found,) = findings_of(written(with_condition("{item: t-many, equals: a}")))
    assert found.advise() == "Use includes, answered."


def test_an_id_is_looked_up_in_the_same_row_first_then_in_the_form() -> None:
    form = """
    - {id: kind, type: choose-one, label: K, options: [{code: x, label: X}]}
    - {id: far, type: choose-one, label: F, options: [{code: y, label: Y}]}
    - id: g
      type: group
      label: G
      questions:
        - {id: kind, type: choose-one, label: K, options: [{code: z, label: Z}]}
        - {id: a, type: text, label: A, show-when: {item: kind, equals: %s}}
        - {id: b, type: text, label: B, show-when: {item: far, equals: y}}
    """
    assert small_form(form % "z")
    assert refused(form % "x") == [("F13", 8)]


def test_the_condition_of_a_section_is_checked_on_its_line() -> None:
    text = written("- {id: a, type: text, label: A}")
    second = (
        "  - {id: more, title: M, show-when: {item: %s, answered: true}, questions: [{id: b, type: note, label: B}]}\n"
    )
    assert load_form(text + second % "a")
    (found,) = findings_of(text + second % "x")
    assert (found.code, found.line, found.address) == ("F12", 11, "more")


# -- circles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "line", "ids"),
    [
        ("- {id: a, type: text, label: A, show-when: {item: a, answered: true}}", 1, {"a"}),
        (CIRCLE_OF_TWO.strip(), None, {"a", "b"}),
        (
            """
            - {id: a, type: text, label: A, show-when: {item: c, answered: true}}
            - {id: b, type: text, label: B, show-when: {not: {item: a, answered: true}}}
            - {id: c, type: text, label: C, show-when: {any: [{item: b, answered: true}]}}
            """,
            None,
            {"a", "b", "c"},
        ),
        (MATRIX + "    - {id: c, type: tick, label: C, show-when: {item: c, answered: true}}", 6, {"m.c"}),
        (MATRIX + "    - {id: c, type: tick, label: C, show-when: {item: 'm[r].c', answered: true}}", 6, {"m.c"}),
        (
            MATRIX
            + "    - {id: c, type: tick, label: C, show-when: {item: 'm[r].d', answered: true}}\n"
            + "    - {id: d, type: tick, label: D, show-when: {item: 'm[s].c', answered: true}}",
            None,
            {"m.c", "m.d"},
        ),
        (MATRIX + "    - {id: c, type: tick, label: C, show-when: {item: m, answered: true}}", None, {"m.c", "m"}),
        (
            MATRIX + "    - {id: c, type: tick, label: C, show-when: {some: m, where: {item: c, answered: true}}}",
            6,
            {"m.c"},
        ),
        (GROUP + "    - {id: c, type: text, label: C, show-when: {item: g, answered: true}}", None, {"g.c", "g"}),
        (
            "- {id: a, type: text, label: A, show-when: {item: m, answered: true}}"
            + MATRIX
            + "    - {id: c, type: tick, label: C, show-when: {item: a, answered: true}}",
            None,
            {"a", "m.c", "m"},
        ),
        (
            "- {id: a, type: text, label: A, show-when: {some: g, where: {item: b, answered: true}}}\n"
            "- {id: b, type: text, label: B, show-when: {item: a, answered: true}}"
            + GROUP
            + "    - {id: c, type: text, label: C}",
            None,
            {"a", "b"},
        ),
        (
            "- {id: a, type: text, label: A, show-when: {some: g, where: {item: c, answered: true}}}"
            + GROUP
            + "    - {id: c, type: text, label: C, show-when: {item: a, answered: true}}",
            None,
            {"a", "g.c"},
        ),
        (
            "- {id: a, type: text, label: A, show-when: {some: g, where: {item: x, answered: true}}}\n"
            "- {id: x, type: text, label: X}"
            + GROUP.replace("label: G", "label: G\n  show-when: {item: a, answered: true}")
            + "    - {id: c, type: text, label: C}",
            None,
            {"a", "g"},
        ),
    ],
)
def test_a_circle_of_conditions_is_refused(questions: str, line: int | None, ids: set[str]) -> None:
    (found,) = findings_of(written(questions))
    assert found.code == "F14"
    assert set(found.values["ids"].split(", ")) == ids
    if line is not None:
        assert found.line - HEAD.count("\n") == line
    assert found.line > HEAD.count("\n")


def test_a_section_that_depends_on_a_question_inside_it_is_a_circle() -> None:
    text = written("- {id: a, type: yes-no, label: A}\n- {id: b, type: text, label: B}")
    circle = text.replace("    title: The only", "    show-when: {item: a, equals: true}\n    title: The only")
    (found,) = findings_of(circle)
    assert (found.code, found.line, found.values["ids"]) == ("F14", 11, "a")


def test_two_sections_that_show_each_other_are_a_circle() -> None:
    def section(id: str, item: str, question: str) -> str:
        shown = f"show-when: {{item: {item}, answered: true}}"
        return f"  - {{id: {id}, title: T, {shown}, questions: [{{id: {question}, type: text, label: Q}}]}}\n"

    before, _, _ = HEAD.partition("  - id")
    (found,) = findings_of(before + section("s", "b", "a") + section("t", "a", "b"))
    assert (found.code, set(found.values["ids"].split(", "))) == ("F14", {"a", "b"})


@pytest.mark.parametrize(
    "questions",
    [
        """
        - {id: d, type: text, label: D, show-when: {all: [{item: b, answered: true}, {item: c, answered: true}]}}
        - {id: c, type: text, label: C, show-when: {item: a, answered: true}}
        - {id: b, type: text, label: B, show-when: {item: a, answered: true}}
        - {id: a, type: text, label: A}
        """,
        # one column on another, and a question on a cell while another column depends on that question
        "- {id: a, type: text, label: A, show-when: {item: 'm[r].c', equals: true}}"
        + MATRIX
        + "    - {id: c, type: tick, label: C}\n"
        + "    - {id: d, type: tick, label: D, show-when: {item: c, equals: true}}\n"
        + "    - {id: e, type: tick, label: E, show-when: {item: a, answered: true}}",
        # the same id in a row is another question
        "- {id: c, type: text, label: C, show-when: {item: g, answered: true}}"
        + GROUP
        + "    - {id: c, type: text, label: C}\n"
        + "    - {id: d, type: text, label: D, show-when: {item: c, answered: true}}",
    ],
)
def test_what_only_looks_like_a_circle_is_none(questions: str) -> None:
    assert small_form(questions)


# -- bounds and labels of rows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("type: integer, at-least: 2, at-most: 10", None),
        ("type: integer, at-least: 10, at-most: 2", "F24"),
        ("type: integer, at-least: 2, at-most: 2", None),
        ("type: integer, at-least: -5, at-most: -2", None),
        ("type: integer, at-least: few", "F05"),
        ("type: integer, at-most: 1.5", "F05"),
        ("type: integer, at-most: nan", "F05"),
        ("type: decimal, at-least: 0.5, at-most: 0.25", "F24"),
        ("type: decimal, at-most: inf", "F05"),
        ("type: decimal, at-most: 1e999", "F05"),
        ("type: money, at-least: 1000, at-most: 200", "F24"),
        ("type: money, at-least: USD", "F05"),
        ("type: year, at-least: 2024, at-most: 1992", "F24"),
        ("type: year, at-least: 2024-01", "F05"),
        ("type: date, at-least: 2024-02-01, at-most: 2024-01-31", "F24"),
        ("type: date, at-least: 2024-02-30", "F05"),
        ("type: date, at-most: 2024-W01-1", "F05"),
        ("type: date, at-most: 20240131", "F05"),
        ("type: date, at-most: soon", "F05"),
        ("type: period, at-least: 2024-02-01, at-most: 2023-12-31", "F24"),
        ("type: period, at-least: 2024", "F05"),
    ],
)
def test_bounds(keys: str, code: str | None) -> None:
    question = f"{{id: q, {keys}, label: Q}}"
    in_a_group = f"- {{id: g, type: group, label: G, questions: [{question}]}}"
    if code is None:
        assert small_form(f"- {question}")
        assert small_form(in_a_group)
    else:
        assert refused(f"- {{id: a, type: note, label: A}}\n- {question}") == [(code, 2)]
        assert refused(in_a_group) == [(code, 1)]


@pytest.mark.parametrize(("keys", "code"), [("at-least: 3, at-most: 2", "F24"), ("at-most: 2.5", "F05")])
def test_bounds_of_the_number_of_rows(keys: str, code: str) -> None:
    assert refused(f"- {{id: g, type: group, label: G, {keys}, questions: [{{id: a, type: text, label: A}}]}}") == [
        (code, 1)
    ]


def test_the_label_of_a_row_is_one_of_its_questions() -> None:
    question = "- {id: g, type: group, label: G, row-label: %s, questions: [{id: a, type: text, label: A}]}"
    assert small_form(question % "a")
    (found,) = findings_of(written(question % "b"))
    assert (found.code, found.line, found.advise()) == ("F17", 10, "Options: a.")


# -- marks ------------------------------------------------------------------------------------------------------------


def marks(form: Form) -> list[tuple[str, str, int]]:
    return [(found.code, found.address, found.line - HEAD.count("\n")) for found in check_form(form)]


def test_unverified_questions_are_listed_for_information() -> None:
    form = small_form(
        """
        - {id: a, type: text, label: A, verified: false}
        - {id: b, type: text, label: B}
        - {id: n, type: note, label: N, verified: false}
        - id: m
          type: matrix
          label: M
          rows: [{code: r, label: R}]
          columns:
            - {id: c, type: tick, label: C}
            - {id: d, type: tick, label: D, verified: false}
        - {id: g, type: group, label: G, verified: false, questions: [{id: x, type: text, label: X}]}
        - {id: s, type: text, label: S, source: {document: EX/1, verified: false}}
        """
    )
    assert marks(form) == [("F30", "a", 1), ("F30", "m.d", 10), ("F30", "g", 11), ("F30", "s", 12)]
    assert {found.severity for found in check_form(form)} == {"info"}


def test_a_section_marks_all_its_questions() -> None:
    text = written("- {id: a, type: text, label: A}\n- {id: b, type: text, label: B, verified: true}")
    form = load_form(text.replace("    title: The only", "    verified: false\n    title: The only"))
    assert [found.address for found in check_form(form)] == ["a"]


def test_a_form_that_is_right_has_no_findings() -> None:
    assert check_form(small_form(TARGETS)) == ()


# -- what a private answer must not tell ------------------------------------------------------------------------------


SECRET = "- {id: p, type: yes-no, label: P, private: true}\n"
SECRET_PART = GROUP + "    - {id: p, type: text, label: P, private: true}\n"
TOLD = "{id: q, type: text, label: Q, show-when: "
IN_ROWS = "{some: g, where: {item: p, answered: 'true'}}}"


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        (SECRET + f"- {TOLD}{{item: p, equals: 'true'}}}}", ["q"]),
        (SECRET + f"- {TOLD}{{item: p, equals: 'true'}}, private: true}}", []),
        (SECRET.replace(", private: true", "") + f"- {TOLD}{{item: p, equals: 'true'}}}}", []),
        (SECRET + f"- {TOLD}{{not: {{any: [{{item: p, answered: 'true'}}]}}}}}}", ["q"]),
        (SECRET_PART + f"    - {TOLD}{{item: p, answered: 'true'}}}}", ["g.q"]),
        (SECRET_PART + f"- {TOLD}{IN_ROWS}", ["q"]),
        ((SECRET_PART + f"- {TOLD}{IN_ROWS}").replace("label: G", "label: G\n  private: true"), ["q"]),
        (SECRET_PART + "    - {id: r, type: text, label: R}\n" + f"- {TOLD}{IN_ROWS.replace('p', 'r')}", []),
    ],
)
def test_a_question_that_follows_a_private_answer_tells_it(questions: str, told: list[str]) -> None:
    found = [each for each in check_form(small_form(questions)) if each.code == "F25"]
    assert [each.address for each in found] == told
    assert all(each.severity == "warning" for each in found)


def test_a_section_that_follows_a_private_answer_tells_it() -> None:
    first = written("- {id: p, type: yes-no, label: P, private: true}")
    when = "show-when: {item: p, equals: 'true'}"
    second = f"  - {{id: second, title: Second, {when}, questions: [{{id: q, type: text, label: Q%s}}]}}\n"
    assert [each.address for each in check_form(load_form(first + second % "")) if each.code == "F25"] == ["second"]
    assert not [each for each in check_form(load_form(first + second % ", private: true")) if each.code == "F25"]
