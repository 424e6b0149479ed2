"""What a calculation or a reference may name, and how it is written."""

from __future__ import annotations

import pytest

from cbreport.definition import Calculation, Parts, check_form, load_form
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
"""


def problems(more: str) -> list[str]:
    return [code for code, _ in refused(GROUP + more)]


@pytest.mark.parametrize(
    ("calculate", "code"),
    [
        ("{count: none}", "F26"),
        ("{count: g.n}", "F26"),
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


def test_a_private_answer_is_not_told_through_a_sum_without_a_warning() -> None:
    form = small_form(
        """
        - {id: secret, type: integer, label: S, private: true}
        - {id: told, type: calculated, label: T, calculate: {sum: secret}}
        - {id: kept, type: calculated, label: K, private: true, calculate: {sum: secret}}
        """
    )
    assert [(each.code, each.address) for each in check_form(form)] == [("F25", "told")]


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
