from __future__ import annotations

import pytest

from cbreport.answering import Answer
from cbreport.documents.viewing import AUDIENCES, View
from cbreport.documents.writing import Writer
from cbreport.reporting import Report
from cbreport.testing import example_library

LIBRARY = example_library()
FORM = LIBRARY.form("example-national-report")
ANSWERS = {
    "assessed": Answer(False, comment="ask the ministry"),
    "assessed-when": Answer("2024-01-01"),
    "contact": Answer("private@example.org"),
    "plan": Answer({"url": "https://example.org"}, source="carried-forward", confirmed=False),
    "needs-matrix[other]": Answer(details={"other": "Guides"}),
    "needs-matrix[other].advice": Answer(True),
    "trainings[a].title": Answer("Course"),
    "trainings[b].title": Answer(comment="nothing but a comment"),
}


def view(audience: str) -> View:
    report = Report(FORM, "KEN", "EX1", ANSWERS, library=LIBRARY)
    return View(report, Writer(LIBRARY.translator("en")), True, audience)  # type: ignore[arg-type]


def test_the_party_sees_all_that_is_shown() -> None:
    seen = view("party")
    assert set(seen.answers) == set(ANSWERS) - {"assessed-when"}
    assert seen.answers["assessed"].comment


@pytest.mark.parametrize("audience", [each for each in AUDIENCES if each != "party"])
def test_nobody_else_sees_private_answers_comments_and_proposals(audience: str) -> None:
    seen = view(audience)
    assert set(seen.answers) == {
        "assessed",
        "needs-matrix[other]",
        "needs-matrix[other].advice",
        "trainings[a].title",
        "trainings[b].title",
    }
    assert not any(answer.comment for answer in seen.answers.values())
    assert not seen.visible(FORM.question("contact"))  # type: ignore[arg-type]
    assert seen.visible(FORM.question("assessed"))  # type: ignore[arg-type]


def test_rows_without_an_answer_are_no_rows() -> None:
    trainings = FORM.question("trainings")
    assert trainings is not None
    assert view("party").rows(trainings) == ("a",)
    assert view("public").rows(trainings) == ("a",)


def test_what_was_typed_beside_a_row_is_no_answer_by_itself() -> None:
    matrix = FORM.question("needs-matrix")
    assert matrix is not None
    report = Report(FORM, "KEN", "EX1", {"needs-matrix[other]": ANSWERS["needs-matrix[other]"]}, library=LIBRARY)
    assert not View(report, Writer(LIBRARY.translator("en")), True, "party").answered(matrix)
    assert view("party").answered(matrix)
    assert view("party").row_answered(matrix, "other")
    assert not view("party").row_answered(matrix, "rangers")
