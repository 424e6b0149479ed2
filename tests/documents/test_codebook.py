"""The code book: a row for each address that a data set can have, and for each option of the question there."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from cbreport.answering import evaluate
from cbreport.definition import Form, Translator, load_form, parse_address
from cbreport.documents.codebook import codebook_bytes, codebook_rows
from cbreport.testing import example_library
from tests.definition.small import small_form
from tests.reporting.kenya import ANSWERS, FORM

EVERY_TYPE = Path(__file__).parent.parent / "web/every_type.yaml"
ENGLISH = Translator()


def rows(form: Form) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(codebook_bytes(form, ENGLISH).decode("utf-8-sig"), newline="")))


def test_every_address_of_a_report_is_in_it() -> None:
    known = {row["address"] for row in codebook_rows(FORM, ENGLISH)}
    for address in ANSWERS:
        place = parse_address(address)
        assert place is not None
        question = FORM.question(place.question)
        pattern = f"{place.question}[*].{place.column}" if question and question.type == "group" else address
        assert pattern in known


def test_every_address_is_one_of_the_form() -> None:
    form = load_form(EVERY_TYPE.read_text("utf-8"))
    for row in rows(form):
        question = form.at(row["address"].replace("*", "r1"))
        assert question is not None
        assert row["type"] == question.type or row["address"].endswith("]")
        assert not row["option"] or question.option(row["option"])
    assert {row["address"].partition("[")[0] for row in rows(form)} == {
        question.id for question in form.questions() if question.answerable
    }
    assert evaluate(form, {}) is not None


def test_what_a_row_says() -> None:
    found = {(row["address"], row["option"]): row for row in rows(example_library().form("example-national-report"))}
    other = found["help-needed", "other"]
    assert (other["number"], other["type"], other["option-label"], other["beside"]) == (
        "I.3",
        "choose-many",
        "Other help",
        "text",
    )
    assert other["section"] == "I Needs"
    assert other["non-answers"] == "not-applicable, no-information"
    assert found["assessed-when", ""]["condition"] == "I.1 is yes"
    assert found["assessed", ""]["required"] == "true"
    assert found["contact", ""]["private"] == "true"
    cell = found["needs-matrix[managers].training", ""]
    assert (cell["type"], cell["label"], cell["row"]) == ("tick", "Training", "Managers")
    assert found["needs-matrix[other]", ""]["type"] == "text"
    assert found["trainings[*].title", ""]["required"] == "true"


def test_bands_calculations_and_conditions_of_what_is_around() -> None:
    form = small_form(
        """
        - {id: go, type: yes-no, label: Go?}
        - id: bands
          type: choose-one
          label: B
          options: [{code: few, label: Few, from: 0, to: 5}, {code: many, label: M, from: 6}]
        - id: g
          type: group
          label: G
          private: true
          show-when: {item: go, equals: "true"}
          questions:
            - {id: n, type: integer, label: N, unit: people}
            - {id: why, type: text, label: W, show-when: {item: n, at-least: 3}}
        - {id: total, type: calculated, label: T, private: true, calculate: {sum: g.n}}
        """
    )
    found = {(row["address"], row["option"]): row for row in rows(form)}
    assert [(found["bands", code]["from"], found["bands", code]["to"]) for code in ("few", "many")] == [
        ("0", "5"),
        ("6", ""),
    ]
    assert found["g[*].why", ""]["condition"] == "“Go?” is yes and “N” is 3 or more"
    assert found["g[*].n", ""]["private"] == "true"
    assert found["g[*].n", ""]["unit"] == "people"
    assert (found["total", ""]["type"], found["total", ""]["calculated"]) == ("integer", "true")


def test_a_label_that_looks_like_a_formula() -> None:
    form = small_form("- {id: a, type: choose-one, label: '=HYPERLINK(\"x\")', options: [{code: x, label: '-5'}]}")
    (row,) = rows(form)
    assert (row["label"], row["option-label"]) == ('\'=HYPERLINK("x")', "'-5")
