from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from cbreport.definition import Address
from tests.definition.small import at, small_form

FORM = small_form(
    """
    - {id: plain, type: choose-one, label: P, options: [{code: a, label: A}]}
    - {id: read, type: note, label: N}
    - id: matrix
      type: matrix
      label: M
      rows: [{code: r, label: R}, {code: other, label: O, with: text}]
      columns: [{id: ticked, type: tick, label: T}]
    - {id: group, type: group, label: G, questions: [{id: name, type: text, label: N}]}
    """
)


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("plain", "P"),
        ("read", "N"),
        ("matrix", "M"),
        ("matrix[r].ticked", "T"),
        ("matrix[other]", "M"),  # what was typed beside the row's label
        ("group", "G"),
        ("group[any-key].name", "N"),
        (Address("group", "r7", "name"), "N"),
    ],
)
def test_the_question_at_an_address(address: str | Address, label: str) -> None:
    question = FORM.at(address)
    assert question is not None
    assert question.label == label


@pytest.mark.parametrize(
    "address",
    [
        *("nothing", "only", "", "not an address", "ticked", "name"),
        *("plain[a]", "plain[a].b", "matrix[x].ticked", "matrix[r].x", "matrix[x]", "group[r]", "group[r].x"),
    ],
)
def test_where_there_is_none(address: str) -> None:
    assert FORM.at(address) is None


def test_looking_up_by_id() -> None:
    assert [question.id for question in FORM.questions()] == ["plain", "read", "matrix", "group"]
    section = FORM.section("only")
    assert section is not None
    assert FORM.section_of("group") is section
    assert (FORM.question("name"), FORM.section("plain"), FORM.section_of("name")) == (None, None, None)


def test_parts_rows_and_options() -> None:
    matrix, plain = at(FORM, "matrix"), at(FORM, "plain")
    assert [part.id for part in matrix.parts] == ["ticked"]
    assert (matrix.part("ticked"), matrix.part("r")) == (matrix.columns[0], None)
    assert matrix.row("r") is matrix.rows[0]
    assert (matrix.row("x"), plain.option("a"), plain.option("b"), plain.option(["a"])) == (
        None,
        plain.options[0],
        None,
        None,
    )
    assert plain.parts == ()


def test_a_note_cannot_be_answered() -> None:
    assert not at(FORM, "read").answerable
    assert at(FORM, "matrix").answerable


def test_a_form_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        FORM.title = "Another"  # type: ignore[misc]
