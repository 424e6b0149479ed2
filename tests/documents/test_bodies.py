from __future__ import annotations

from typing import Any

import pytest

from cbreport.definition import Question
from cbreport.documents import Blank, Choices, Facts, NonAnswer, Paragraph, QuestionBlock, Table, report_document
from cbreport.documents.bodies import fits_beside
from cbreport.documents.nodes import Block
from cbreport.reporting import Report

from .conftest import Make

CHOICE = """
- id: help
  type: {type}
  label: Which help?
  options:
    - {{code: a, label: Funding}}
    - {{code: b, label: Training}}
    - {{code: c, label: Other, with: text}}
"""
MATRIX = """
- id: needs
  type: matrix
  label: Who needs what?
  rows:
    - {code: managers, label: Managers}
    - {code: rangers, label: Rangers}
    - {code: other, label: Others, with: text}
  columns:
    - {id: advice, type: tick, label: Advice}
    - {id: level, type: choose-one, label: Level, options: [{code: low, label: Low}, {code: high, label: High}]}
    - {id: details, type: text, label: Details}
"""
GROUP = """
- id: trainings
  type: group
  label: Which trainings?
  row-label: title
  questions:
    - {id: title, type: text, label: Title}
    - {id: people, type: integer, label: People}
    - {id: text, type: long-text, label: Describe it}
"""


def body(report: Report, *, extent: Any = "long") -> tuple[Block, ...]:
    document = report_document(report, "en", extent)
    (question,) = [block for block in document.blocks if isinstance(block, QuestionBlock)]
    return question.body


def row_texts(table: Table) -> list[list[list[str]]]:
    return [[[text.text for text in cell.texts] for cell in row] for row in table.rows]


def test_every_option_is_listed_with_what_was_chosen(make: Make) -> None:
    answers = {"help": {"value": ["a", "c"], "details": {"c": "Boats", "b": "kept, but not ticked"}}}
    (choices,) = body(make(CHOICE.format(type="choose-many"), answers))
    assert isinstance(choices, Choices)
    assert choices.many
    assert [(each.code, each.chosen) for each in choices.options] == [("a", True), ("b", False), ("c", True)]
    assert [[text.text for text in each.details] for each in choices.options] == [[], [], ["Boats"]]


def test_a_short_document_lists_only_what_was_chosen(make: Make) -> None:
    (choices,) = body(make(CHOICE.format(type="choose-one"), {"help": "b"}), extent="short")
    assert isinstance(choices, Choices)
    assert not choices.many
    assert [each.label.text for each in choices.options] == ["Training"]


def test_a_code_that_is_no_option_is_not_lost(make: Make) -> None:
    (choices,) = body(make(CHOICE.format(type="choose-many"), {"help": ["a", "of-old"]}))
    assert isinstance(choices, Choices)
    assert [each.label.text for each in choices.options if each.chosen] == ["Funding", "of-old"]


def test_yes_and_no_are_a_choice(make: Make) -> None:
    question = "- {id: q, type: yes-no, label: Is there a plan?}"
    (choices,) = body(make(question, {"q": False}))
    assert isinstance(choices, Choices)
    assert [(each.label.text, each.chosen) for each in choices.options] == [("Yes", False), ("No", True)]
    (short,) = body(make(question, {"q": False}), extent="short")
    assert isinstance(short, Choices)
    assert [each.label.text for each in short.options] == ["No"]


def test_a_blank_says_so_and_a_non_answer_too(make: Make) -> None:
    question = "- {id: q, type: integer, label: How many?}"
    assert isinstance(body(make(question))[0], Blank)
    (block,) = body(make(question, {"q": {"non-answer": "no-information"}}))
    assert isinstance(block, NonAnswer)
    assert (block.kind, block.text.text) == ("no-information", "No information")


def test_zero_is_an_answer(make: Make) -> None:
    (paragraph,) = body(make("- {id: q, type: integer, label: How many?}", {"q": 0}))
    assert isinstance(paragraph, Paragraph)
    assert paragraph.texts[0].text == "0"


def test_a_text_becomes_paragraphs_in_its_own_language(make: Make) -> None:
    answers = {"q": {"value": "premier\nmême\n\n\nsecond", "language": "fr"}}
    blocks = body(make("- {id: q, type: long-text, label: Describe it.}", answers))
    assert [(each.texts[0].text, each.texts[0].lang, each.role) for each in blocks if isinstance(each, Paragraph)] == [
        ("premier\nmême", "fr", "answer"),
        ("second", "fr", "answer"),
    ]


@pytest.mark.parametrize(("type", "value"), [("date", "2024-2-31"), ("integer", "a dozen"), ("year", "soon")])
def test_what_was_typed_and_is_not_valid_is_printed_as_typed(make: Make, type: str, value: str) -> None:
    (paragraph,) = body(make(f"- {{id: q, type: {type}, label: A question}}", {"q": value}))
    assert isinstance(paragraph, Paragraph)
    assert paragraph.role == "typed"


def test_a_matrix_is_a_table_with_a_column_for_each_question(make: Make) -> None:
    answers = {
        "needs[managers].advice": True,
        "needs[rangers].level": "high",
        "needs[other].details": "Advice on permits",
        "needs[other]": {"details": {"other": "Port officers"}},
    }
    (table,) = body(make(MATRIX, answers))
    assert isinstance(table, Table)
    assert [[text.text for text in cell.texts] for cell in table.head] == [[], ["Advice"], ["Level"], ["Details"]]
    assert row_texts(table) == [
        [["Managers"], ["☑"], ["–"], ["–"]],
        [["Rangers"], ["☐"], ["High"], ["–"]],
        [["Others:", "Port officers"], ["☐"], ["–"], ["Advice on permits"]],
    ]


def test_a_short_matrix_leaves_out_rows_without_an_answer(make: Make) -> None:
    (table,) = body(make(MATRIX, {"needs[rangers].advice": True}), extent="short")
    assert isinstance(table, Table)
    assert row_texts(table) == [[["Rangers"], ["☑"], ["–"], ["–"]]]


def test_a_matrix_with_a_long_text_becomes_one_small_table_a_row(make: Make) -> None:
    (card,) = body(make(MATRIX, {"needs[rangers].details": "word " * 100, "needs[rangers].advice": True}))
    assert isinstance(card, Facts)
    assert [text.text for text in card.title] == ["Rangers"]
    assert [fact.label.text for fact in card.facts] == ["Advice", "Level", "Details"]


def test_narrow_rows_are_a_table_in_the_order_of_their_keys(make: Make) -> None:
    answers = {"trainings[z].title": "Census", "trainings[a].title": "Permits", "trainings[a].people": 20}
    (table,) = body(make(GROUP, answers))
    assert isinstance(table, Table)
    assert table.header_column
    assert row_texts(table) == [[["Census"], ["–"], ["–"]], [["Permits"], ["20"], ["–"]]]


def test_wide_rows_are_named_by_their_label_or_number(make: Make) -> None:
    long = "word " * 100
    answers = {"trainings[z].title": "Census", "trainings[z].text": long, "trainings[a].people": 20}
    first, second = body(make(GROUP, answers))
    assert isinstance(first, Facts)
    assert isinstance(second, Facts)
    assert [text.text for text in first.title] == ["1.", "Census"]
    assert [text.text for text in second.title] == ["Row 2"]
    assert [fact.label.text for fact in first.facts] == ["People", "Describe it"]
    short = body(make(GROUP, answers), extent="short")
    assert [len(each.facts) for each in short if isinstance(each, Facts)] == [1, 1]


def test_a_private_column_stays_with_the_party(make: Make) -> None:
    group = GROUP + "    - {id: phone, type: text, label: Telephone, private: true}\n"
    report = make(group, {"trainings[a].title": "Census", "trainings[a].phone": "555-0100"})
    for audience, expected in (("party", True), ("secretariat", False), ("public", False)):
        document = report_document(report, "en", "long", audience)  # type: ignore[arg-type]
        assert ("555-0100" in repr(document)) is expected
        assert ("Telephone" in repr(document)) is expected


# -- references, files, translations and what is worked out ------------------------------------------------------------

EVIDENCE = """
- id: trainings
  type: group
  label: Which trainings?
  row-label: title
  questions:
    - {id: title, type: text, label: Title}
    - {id: people, type: integer, label: People}
- {id: best, type: reference, to: trainings, label: Which was best?}
- {id: total, type: calculated, label: How many people?, calculate: {sum: trainings.people}}
- {id: plan, type: file, label: The plan}
- {id: story, type: text, label: What happened?, translatable: true}
"""
FILE = {"name": "plan.pdf", "type": "application/pdf", "size": "12345", "digest": "sha256:" + "0" * 64}
ANSWERS: dict[str, Any] = {
    "trainings[r1].title": "Census",
    "trainings[r1].people": 12,
    "trainings[r2].title": "Patrols",
    "trainings[r2].people": 1300,
    "best": "r2",
    "plan": {"value": FILE},
    "story": {"value": "It rained", "translations": {"fr": "Il a plu"}, "language": "en", "attachments": [FILE]},
}


def printed(report: Report, language: str = "en") -> dict[str, list[str]]:
    """The words below each question."""
    document = report_document(report, language, "short")
    return {
        block.address: [text.text for each in block.body if isinstance(each, Paragraph) for text in each.texts]
        for block in document.blocks
        if isinstance(block, QuestionBlock)
    }


def test_a_reference_is_printed_by_the_name_of_its_row(make: Make) -> None:
    assert printed(make(EVIDENCE, ANSWERS))["best"] == ["Patrols"]
    gone = {**ANSWERS, "best": "r9"}
    assert printed(make(EVIDENCE, gone))["best"] == ["A row that is no longer there"]


def test_what_is_worked_out_is_printed_like_any_number(make: Make) -> None:
    assert printed(make(EVIDENCE, ANSWERS))["total"] == ["1,312"]
    assert "total" not in printed(make(EVIDENCE, {"best": "r1"}))


def test_files_are_named_with_their_size(make: Make) -> None:
    found = printed(make(EVIDENCE, ANSWERS))
    assert found["plan"] == ["plan.pdf (12.3 kB)"]
    assert found["story"] == ["It rained", "Attached:", "plan.pdf (12.3 kB)"]


def test_a_text_is_printed_in_the_language_of_the_document_where_there_is_one(make: Make) -> None:
    report = make(EVIDENCE, ANSWERS)
    assert printed(report, "fr")["story"][0] == "Il a plu"
    assert printed(report, "es")["story"][0] == "It rained"


def test_figures_with_long_headings_do_not_stand_beside_each_other() -> None:
    def parts(label: str) -> tuple[Question, ...]:
        return (Question("title", "text", "Title"), *(Question(f"n{each}", "integer", label) for each in range(9)))

    assert fits_beside(parts("People"), 0)
    assert not fits_beside(parts("People from indigenous peoples and local communities"), 0)
