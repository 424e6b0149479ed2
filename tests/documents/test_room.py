from __future__ import annotations

import page
import pytest

from cbreport.definition import Form, Question, load_form
from cbreport.documents import form_to_fill_in, render, to_html
from cbreport.documents.nodes import Choices, Document, Facts, Paragraph, QuestionBlock, Table
from cbreport.library import Library
from cbreport.testing import EXAMPLE, example_library
from tests.alike import different_forms

from .conftest import HEAD

LIBRARY = Library()
QUESTIONS = """
  - id: only
    title: The only section
    questions:
      - {id: long, type: long-text, label: Describe it., example: A course, max-words: 200, non-answers: [not-applicable]}
      - {id: yes, type: yes-no, label: Is it so?}
      - {id: other, type: text, label: What else?, show-when: {item: yes, equals: "true"}}
      - id: many
        type: choose-many
        label: Which?
        options: [{code: a, label: First}, {code: b, label: Second, with: text}]
      - id: m
        type: matrix
        label: Who?
        rows: [{code: r, label: Rangers}]
        columns: [{id: t, type: tick, label: Help}, {id: n, type: integer, label: How many}]
      - id: g
        type: group
        label: Courses
        questions: [{id: x, type: text, label: Name}, {id: y, type: integer, label: People}]
      - id: wide
        type: group
        label: Stories
        questions: [{id: p, type: long-text, label: One}, {id: q, type: long-text, label: Two}, {id: s, type: long-text, label: Three}, {id: u, type: long-text, label: Four}]
      - {id: sum, type: calculated, calculate: {count: g}, label: Number of courses}
"""  # noqa: E501


@pytest.fixture
def form() -> Form:
    return load_form(HEAD + QUESTIONS, "test.yaml")


@pytest.fixture
def blank(form: Form) -> Document:
    return form_to_fill_in(form, example_library().translator("en"), EXAMPLE, EXAMPLE.cycle("EX1"))


def body(document: Document, address: str) -> tuple[object, ...]:
    return next(each.body for each in document.blocks if isinstance(each, QuestionBlock) and each.address == address)


def rooms(blocks: tuple[object, ...]) -> int:
    return sum(isinstance(each, Paragraph) and each.role == "room" for each in blocks)


def test_there_is_room_for_every_question(form: Form, blank: Document) -> None:
    def has_room(question: Question) -> bool:
        blocks = body(blank, question.id)
        return rooms(blocks) > 0 or any(isinstance(each, Choices | Table | Facts) for each in blocks)

    assert {each.id: has_room(each) for each in form.questions() if each.answerable} == {
        **dict.fromkeys(("long", "yes", "other", "many", "m", "g", "wide"), True),
        "sum": False,
    }
    assert (rooms(body(blank, "long")), rooms(body(blank, "other"))) == (5, 2)


def test_what_is_worked_out_is_not_to_be_filled_in(blank: Document) -> None:
    blocks = body(blank, "sum")
    assert rooms(blocks) == 0
    assert "Worked out from other answers" in repr(blocks)


def test_boxes_to_tick_and_what_to_heed(blank: Document) -> None:
    text = to_html(blank)
    assert text.count("☐</span>First") == 1
    assert "☐\u00a0Not applicable" in text
    assert "At most 200 words" in text
    assert "Answer only if" in text
    assert "What belongs beside the options that you ticked:" in text


def test_matrix_and_group_are_tables_with_blank_cells(blank: Document) -> None:
    (matrix, *_), (group, *_) = body(blank, "m"), body(blank, "g")
    assert isinstance(matrix, Table)
    assert isinstance(group, Table)
    assert [cell.kind for cell in matrix.rows[0]] == ["text", "tick", "blank"]
    assert [[cell.kind for cell in row] for row in group.rows] == [["blank", "blank"]] * 4


def test_a_group_that_is_too_wide_is_one_card_after_the_other(blank: Document) -> None:
    cards = [each for each in body(blank, "wide") if isinstance(each, Facts)]
    assert [len(each.facts) for each in cards] == [4, 4]


def test_the_cover_says_when_it_is_due(blank: Document) -> None:
    facts = {str(fact.label): str(fact.value[0]) for fact in blank.cover.facts}
    assert facts["Reports are due on"] == "31 December 2024"
    assert "Filled in by" in facts


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("key", ["cites-implementation-report@cop17", "cbd-national-report@nr7"])
def test_a_shipped_form_is_pdf_ua(key: str, language: str) -> None:
    form = LIBRARY.form(key)
    translate = LIBRARY.translator(language, form.convention)
    made = render(form_to_fill_in(form, translate, LIBRARY.convention(form.convention)), "pdf")
    assert [str(each) for each in page.validate_pdf_bytes(made, profile="ua1").failures] == []


def test_every_shipped_form_can_be_printed_without_its_convention() -> None:
    for form in different_forms(LIBRARY.forms):
        text = to_html(form_to_fill_in(form, LIBRARY.translator("zh", form.convention)))
        assert all(f'id="question-{each.id}"' in text for each in form.questions() if each.answerable)
