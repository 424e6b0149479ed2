"""What a calculation or a reference may name, and how it is written."""

from __future__ import annotations

import pytest

from cbreport.answering import Answer, evaluate
from cbreport.definition import Calculation, Parts, load_form
from cbreport.definition.editions import compare_editions
from tests.definition.small import blocks, refused, small_form, written

GROUP = """\
    - id: g
      type: group
      label: G
      questions:
        - {id: n, type: integer, label: N}
        - {id: d, type: decimal, label: D}
        - {id: t, type: text, label: T}
        - {id: many, type: choose-many, label: M, options: [{code: a, label: A}]}
"""


def problems(more: str) -> list[str]:
    return [code for code, _ in refused(GROUP + more)]


@pytest.mark.parametrize(
    ("calculate", "code"),
    [
        ("{count: none}", "F26"),
        ("{count: g.n}", "F26"),
        ("{count: g.many}", "F26"),
        ("{sum: g.t}", "F26"),
        ("{sum: g.none}", "F26"),
        ("{sum: g.d}", "F05"),  # a sum of decimals needs its decimal places
        ("{sum: g}", "F26"),
        ("{share: g.n}", "F22"),
        ("{share: g, where: {item: nothing, answered: true}}", "F12"),
        ("{function: nobodys, of: [g.n]}", "F27"),
        ("{count: g, where: {item: n, includes: x}}", "F15"),
        ("{sum: x}", "F26"),
        ("{}", "F05"),
        ("count", "F05"),
        ("{count: g, sum: g.n}", "F05"),
        ("{count: g, of: n}", "F05"),
        ("{sum: [[g]]}", "F05"),
        ("{sum: []}", "F05"),
        ("{function: f}", "F05"),
        ("{share: g.n, of: [g.n]}", "F05"),
        ("{band: g.n}", "F05"),  # needs options
    ],
)
def test_a_calculation_that_cannot_work_is_refused(calculate: str, code: str) -> None:
    assert problems(f"    - {{id: c, type: calculated, label: C, calculate: {calculate}}}") == [code]


def test_a_matrix_whose_column_hangs_on_its_own_sum_is_no_circle() -> None:
    form = small_form(
        """
        - id: m
          type: matrix
          label: M
          rows: [{code: r, label: R}]
          columns:
            - {id: y, type: integer, label: Y}
            - {id: x, type: text, label: X, show-when: {item: q, at-least: 1}}
        - {id: q, type: calculated, label: Q, calculate: {sum: m.y}}
        """
    )
    assert not evaluate(form, {}).shown("m[r].x")
    assert evaluate(form, {"m[r].y": Answer(1)}).shown("m[r].x")


def test_nobody_is_asked_for_a_calculated_answer() -> None:
    start = "    - {id: c, type: calculated, label: C, calculate: {count: g}"
    for key in ("required: true", "non-answers: [not-applicable]", "options: [{code: a, label: A}]"):
        assert problems(f"{start}, {key}}}") == ["F05"], key
    assert problems("    - {id: c, type: calculated, label: C}") == ["F22"]


def test_circles_are_found() -> None:
    assert problems(
        """    - {id: a, type: calculated, label: A, calculate: {sum: [b, g.n]}}
    - {id: b, type: calculated, label: B, calculate: {sum: [a]}}"""
    ) == ["F14"]
    assert problems(
        """    - {id: a, type: calculated, label: A, calculate: {sum: h}}
    - {id: h, type: integer, label: H, show-when: {item: a, at-least: 1}}"""
    ) == ["F14"]
    assert problems(
        """    - id: k
      type: group
      label: K
      questions:
        - {id: x, type: calculated, label: X, calculate: {count: k}}"""
    ) == ["F14"]


PRIVATE = """\
    - {id: secret, type: integer, label: S, private: true}
    - id: g
      type: group
      label: G
      questions: [{id: n, type: integer, label: N}, {id: who, type: text, label: W, private: true}]
    - {id: p, type: group, label: P, private: true, questions: [{id: n, type: integer, label: N}]}
    - id: m
      type: matrix
      label: M
      rows: [{code: r, label: R}]
      columns: [{id: n, type: integer, label: N, private: true}]
"""


@pytest.mark.parametrize(
    ("calculate", "refused_with"),
    [
        ("{sum: secret}", ["F29"]),
        ("{sum: m.n}", ["F29"]),
        ("{sum: p.n}", ["F29"]),
        ("{count: p}", ["F29"]),
        ("{count: g, where: {item: who, equals: x}}", ["F15", "F29"]),
        ("{count: g, where: {item: who, answered: true}}", ["F29"]),
        ("{count: g, where: {item: secret, at-least: 2}}", ["F29"]),
    ],
)
def test_what_leaves_the_country_is_not_worked_out_from_what_stays(calculate: str, refused_with: list[str]) -> None:
    told = f"    - {{id: told, type: calculated, label: T, calculate: {calculate}}}"
    assert sorted(code for code, _ in refused(PRIVATE + told)) == refused_with
    if refused_with == ["F29"]:
        small_form(PRIVATE + told.replace("label: T", "label: T, private: true"))


def test_rows_that_only_private_answers_have_begun_are_not_counted_for_others() -> None:
    form = small_form(PRIVATE + "    - {id: held, type: calculated, label: H, calculate: {count: g}}")
    answers = {"g[a].n": Answer(1), "g[b].who": Answer("Amina")}
    assert evaluate(form, answers).answers["held"].value == 1


def test_a_part_of_a_private_group_may_look_at_its_neighbours() -> None:
    small_form(
        """
        - id: p
          type: group
          label: P
          private: true
          questions: [{id: n, type: integer, label: N}, {id: c, type: calculated, label: C, calculate: {sum: n}}]
        """
    )


def test_a_block_takes_its_formulas_and_references_along() -> None:
    text = """
        - {id: g, type: group, label: G, questions: [{id: n, type: integer, label: N}]}
        - {id: total, type: calculated, label: T, calculate: {sum: g.n, where: {item: n, at-least: 2}}}
        - {id: rows, type: calculated, label: T, calculate: {count: g}}
        - {id: one, type: reference, label: R, to: g}
        - {id: other, type: reference, label: O, to: outside}
    """
    form = small_form(
        """
        - {use: common/b, prefix: x-}
        - {id: outside, type: group, label: O, questions: [{id: n, type: integer, label: N}]}
        """,
        blocks(**{"common/b": text}),
    )
    total, counted = form.question("x-total"), form.question("x-rows")
    assert total is not None
    assert counted is not None
    assert total.formula is not None
    assert counted.formula is not None
    assert (total.formula.items, counted.formula.items) == (("x-g.n",), ("x-g",))
    assert [each.to for each in form.questions() if each.to] == ["x-g", "outside"]


@pytest.mark.parametrize("to", ["nothing", "plain"])
def test_a_reference_is_to_a_group(to: str) -> None:
    found = refused(f"- {{id: plain, type: text, label: P}}\n- {{id: r, type: reference, label: R, to: {to}}}")
    assert found == [("F28", 2)]


def test_another_formula_is_another_meaning_but_a_digest_without_one_stays() -> None:
    one = load_form(written(f"{GROUP}    - {{id: c, type: calculated, label: C, calculate: {{count: g}}}}"))
    two = load_form(written(f"{GROUP}    - {{id: c, type: calculated, label: C, calculate: {{sum: g.n}}}}"))
    assert [each.kind for each in compare_editions(one, two)] == ["breaking"]
    assert one.digest != two.digest


def test_the_function_that_a_plugin_brings_is_part_of_the_digest_by_name_only() -> None:
    text = "- {id: a, type: integer, label: A}\n- {id: c, type: calculated, label: C, calculate: {function: f, of: a}}"

    def made(run: object) -> str:
        return small_form(text, Parts(calculations={"f": Calculation("f", run, "integer")})).digest  # type: ignore[arg-type]

    assert made(len) == made(max)
