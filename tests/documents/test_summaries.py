from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import page
import pytest

from cbreport.definition import Translator
from cbreport.documents import (
    Bars,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    TileMap,
    render,
    summary_document,
    to_html,
)
from cbreport.reporting import Report
from cbreport.synthesis import QuestionSummary, question_summary, submission_table
from cbreport.testing import EXAMPLE

from .conftest import Make

CYCLE = EXAMPLE.cycle("EX1")
MANY = """
- id: q
  type: choose-many
  label: Which help is needed?
  options: [{code: a, label: Funding}, {code: b, label: Training}, {code: o, label: Other, with: text}]
"""


def summary(make: Make, question: str, answers: Iterable[tuple[str, Any]], **more: Any) -> QuestionSummary:
    reports = [make(question, given, party=party, status="submitted", **more) for party, given in answers]
    form = (reports or [make(question)])[0].form
    asked = form.question("q")
    assert asked is not None
    return question_summary(reports, EXAMPLE, form, asked, on=date(2024, 12, 31))


def document(make: Make, question: str, *answers: tuple[str, Any], **more: Any) -> Document:
    return summary_document(summary(make, question, answers, **more), EXAMPLE, CYCLE, "en", Translator())


def only(made: Document, kind: type) -> Any:
    (block,) = [each for each in made.blocks if isinstance(each, kind)]
    return block


def facts_of(block: Facts) -> dict[str, list[str]]:
    return {fact.label.text: [text.text for text in fact.value] for fact in block.facts}


def test_options_are_bars_of_those_that_answered_with_one_sentence(make: Make) -> None:
    made = document(make, MANY, ("KEN", {"q": ["a", "b"]}), ("NOR", {"q": ["a"]}))
    bars = only(made, Bars)
    assert [(bar.label.text, bar.count, bar.share, bar.shown) for bar in bars.bars] == [
        ("Funding", 2, 1.0, "100%"),
        ("Training", 1, 0.5, "50%"),
        ("Other", 0, 0.0, "0%"),
    ]
    assert bars.sentence.text == "Named most often: “Funding”, by 2 of 2 (100%)."
    table = only(made, Table)
    assert [cell.texts[0].text for cell in table.head] == ["By region", "North", "South"]
    assert [[cell.value for cell in row[1:]] for row in table.rows] == [[1, 1], [0, 1], [0, 0]]
    assert [cell.value for cell in table.total[1:]] == [1, 1]


def test_a_tie_names_all(make: Make) -> None:
    made = document(make, MANY, ("KEN", {"q": ["b"]}), ("NOR", {"q": ["a"]}))
    assert only(made, Bars).sentence.text == "Named most often: “Funding”, “Training”, by 1 of 2 (50%)."


def test_every_party_is_accounted_for_by_name(make: Make) -> None:
    made = document(make, MANY, ("KEN", {"q": {"non-answer": "no-information"}}), ("CHE", {"q": ["a"]}), ("FJI", {}))
    assert facts_of(only(made, Facts)) == {
        "No information": ["1", "Kenya"],
        "No answer": ["1", "Fiji"],
        "Not reported": ["1", "Norway"],
        "Left out of the count": ["1", "Switzerland"],
    }
    assert "No Party has answered this question." in repr(made)
    assert {fact.label.text: fact.value[0].text for fact in made.cover.facts}["Parties on 31 December 2024"] == "3"


def test_what_was_typed_stands_in_its_own_language(make: Make) -> None:
    given = {"q": {"value": ["o"], "details": {"o": "قوارب"}, "language": "ar"}}
    made = document(make, MANY, ("KEN", given))
    table = [block for block in made.blocks if isinstance(block, Table)][-1]
    party, where, answer = table.rows[0]
    assert [text.text for text in party.texts] == ["Kenya", "(العربية)"]
    assert where.texts[0].text == "Other"
    assert (answer.texts[0].text, answer.texts[0].lang, answer.texts[0].dir) == ("قوارب", "ar", "rtl")


def test_numbers_are_given_with_their_middle_and_sum(make: Make) -> None:
    question = "- {id: q, type: integer, label: How many?, unit: people}"
    made = document(make, question, ("KEN", {"q": 1000}), ("NOR", {"q": 3}), ("FJI", {"q": 8}))
    figures = facts_of(next(block for block in made.blocks if isinstance(block, Facts)))
    assert list(figures.values()) == [["3"], ["3\xa0people"], ["8\xa0people"], ["1,000\xa0people"], ["1,011\xa0people"]]


def test_years_have_no_sum_and_no_separator(make: Make) -> None:
    made = document(make, "- {id: q, type: year, label: Since when?}", ("KEN", {"q": 1998}), ("NOR", {"q": 2001}))
    figures = facts_of(next(block for block in made.blocks if isinstance(block, Facts)))
    assert [value[0] for value in figures.values()] == ["2", "1998", "1998", "2001"]


def test_a_matrix_is_rows_against_columns(make: Make) -> None:
    question = """
- id: q
  type: matrix
  label: Who needs what?
  rows: [{code: m, label: Managers}, {code: r, label: Rangers}]
  columns: [{id: advice, type: tick, label: Advice}, {id: course, type: tick, label: Course}]
"""
    made = document(make, question, ("KEN", {"q[r].course": True, "q[m].advice": True}), ("NOR", {"q[r].course": True}))
    table = only(made, Table)
    assert [[cell.value for cell in row[1:]] for row in table.rows] == [[1, 0, 2], [0, 2, 2]]
    assert "Most often, by 2 of 2: Rangers, Course." in repr(made)


def test_rows_of_groups_are_printed_one_by_one(make: Make) -> None:
    question = "- {id: q, type: group, label: Trainings, questions: [{id: a, type: text, label: Title}]}"
    made = document(make, question, ("NOR", {"q[x].a": "Census"}), ("KEN", {"q[x].a": "Permits", "q[y].a": "Boats"}))
    cards = [block for block in made.blocks if isinstance(block, Facts) and block.title]
    assert [(" ".join(map(str, each.title)), each.facts[0].value[0].text) for each in cards] == [
        ("Kenya (1)", "Permits"),
        ("Kenya (2)", "Boats"),
        ("Norway (1)", "Census"),
    ]
    assert any(
        isinstance(block, Paragraph) and "Entries: 3; Parties that made them: 2." in repr(block)
        for block in made.blocks
    )


def test_examples_are_called_examples(make: Make) -> None:
    made = document(make, MANY, ("KEN", {"q": ["a"]}), example=True)
    assert str(made.cover.banner) == "Example: invented answers"
    assert str(made.meta.state) == "EXAMPLE"
    assert document(make, MANY, ("KEN", {"q": ["a"]})).cover.banner is None


def test_a_submission_table_counts_by_region(make: Make) -> None:
    reports = [make(MANY, party="KEN", status="submitted"), make(MANY, party="CHE", status="submitted")]
    made = summary_document(submission_table(EXAMPLE, CYCLE, reports), EXAMPLE, CYCLE, "en", Translator())
    bars = only(made, Bars)
    assert [(bar.label.text, bar.cells, bar.count, bar.shown) for bar in bars.bars] == [
        ("North", (1,), 0, "0%"),
        ("South", (2,), 1, "50%"),
        ("All regions", (3,), 1, "33%"),
    ]
    assert bars.sentence.text == "Reports received: 1 of 3 (33%)."
    assert [tile.said.text for group in only(made, TileMap).groups for tile in group.tiles] == [
        "Norway: Not reported",
        "Fiji: Not reported",
        "Kenya: Reported",
    ]
    assert facts_of(only(made, Facts))["Not a Party then"] == ["1", "Switzerland"]


def test_the_language_must_be_that_of_the_translator(make: Make) -> None:
    with pytest.raises(ValueError, match="writes en, not fr"):
        summary_document(summary(make, MANY, []), EXAMPLE, CYCLE, "fr", Translator())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_summary_is_pdf_ua(make: Make, language: str) -> None:
    given = {"q": {"value": ["o", "a"], "details": {"o": "قوارب وشيئًا"}, "language": "ar"}}
    reports: list[Report] = [make(MANY, given, party="KEN", status="submitted")]
    made = summary_document(summary(make, MANY, [("KEN", given)]), EXAMPLE, CYCLE, language, Translator(language))
    report = page.validate_pdf_bytes(render(made, "pdf"), profile="ua1")
    assert [str(each) for each in report.failures] == []
    assert reports
    assert [each.level for each in made.blocks if isinstance(each, Heading)] == [1, 1, 1, 1]
    assert "<script" not in to_html(made)
