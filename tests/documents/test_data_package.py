"""Data packages, read by Frictionless; and texts that a spreadsheet would calculate."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.documents import render, render_together
from cbreport.documents.answer_tables import ANSWERS, answer_tables
from cbreport.documents.data_package import read_csv, to_csv
from cbreport.documents.tables import Field, Table
from cbreport.reporting import Report
from tests.documents.conftest import Make
from tests.documents.planted import EXAMPLES, example
from tests.documents.test_listing import FORMULAS

QUESTIONS = """
- {id: title, type: text, label: Title}
- {id: money, type: money, label: Cost, currencies: [USD, EUR]}
- {id: share, type: decimal, label: Share, unit: per cent}
- {id: when, type: date, label: When}
- {id: year, type: year, label: Year}
- {id: period, type: period, label: From and to}
- {id: plan, type: yes-no, label: Plan?}
- id: help
  type: choose-many
  label: Help
  options:
    - {code: a, label: Advice}
    - {code: none, label: No help, means: not-applicable}
    - {code: other, label: Other, with: text}
- {id: site, type: link, label: Site}
- {id: near, type: party, label: Neighbour}
- id: courses
  type: group
  label: Courses
  row-label: name
  questions: [{id: name, type: text, label: Name}, {id: people, type: integer, label: People}]
- id: m
  type: matrix
  label: Needs
  rows: [{code: rangers, label: Rangers}, {code: other, label: Others, with: text}]
  columns: [{id: much, type: tick, label: Much}, {id: note, type: text, label: Note}]
- {id: best, type: reference, label: Best course, to: courses}
"""


def opened(folder: Path, content: bytes) -> frictionless.Package:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(folder)
    return frictionless.Package(str(folder / "datapackage.json"))


def faults(package: frictionless.Package) -> list[Any]:
    return package.validate().flatten(["type", "note"])


def rows(made: Report, audience: str = "party", language: str = "en") -> list[dict[str, Any]]:
    answers = answer_tables([made], language, audience)[0]  # type: ignore[arg-type]
    return [dict(zip(answers.names, row, strict=True)) for row in answers.rows]


def said(made: Report, *names: str, **more: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows(made, **more)]


@pytest.mark.parametrize("audience", ["party", "public"])
def test_the_package_of_every_example_together_is_valid(tmp_path: Path, audience: Any) -> None:
    content = render_together([example(name) for name in EXAMPLES], "datapackage", audience=audience, language="zh")
    package = opened(tmp_path, content)
    assert faults(package) == []
    assert package.resource_names == ["answers", "reports", "questions", "options"]
    assert len(package.get_resource("reports").read_rows()) == len(EXAMPLES)


def test_a_wrong_key_is_found(tmp_path: Path) -> None:
    """So that the test above cannot pass because nobody looks at keys."""
    content = render(example("nr7-ken.json"), "datapackage")
    opened(tmp_path, content)
    book = tmp_path / "options.csv"
    lines = book.read_bytes().split(b"\r\n")
    book.write_bytes(b"\r\n".join(line for line in lines if b"#b20-3=fully" not in line))
    assert {kind for kind, _ in faults(frictionless.Package(str(tmp_path / "datapackage.json")))} == {"foreign-key"}


def test_the_same_reports_are_the_same_file() -> None:
    assert render(example("nr7-ken.json"), "datapackage") == render(example("nr7-ken.json"), "datapackage")


def test_a_report_without_answers_is_still_among_the_reports(make: Make, tmp_path: Path) -> None:
    package = opened(tmp_path, render(make(QUESTIONS), "datapackage"))
    assert faults(package) == []
    assert [row["party"] for row in package.get_resource("reports").read_rows()] == ["KEN"]


# -- what the rows say ------------------------------------------------------------------------------------------------


def test_each_chosen_option_has_a_row(make: Make) -> None:
    made = make(QUESTIONS, {"help": {"value": ["a", "none", "other", "zzz"], "details": {"other": "Boats", "a": "no"}}})
    key = "example-national-report@ex1#help"
    assert said(made, "said", "option", "value", "text", "beside", "non_answer", "valid") == [
        ("option", f"{key}=a", "a", "Advice", "no", None, True),
        ("option", f"{key}=none", "none", "No help", None, "not-applicable", True),
        ("option", f"{key}=other", "other", "Other", "Boats", None, True),
        ("value", None, "zzz", "zzz", None, None, False),
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"share": "12.50"}, {"value": "12.50", "figure": Decimal("12.50"), "unit": "per cent"}),
        ({"money": {"amount": "5", "currency": "USD"}}, {"value": "5 USD", "figure": Decimal(5), "currency": "USD"}),
        (
            {"money": {"from": "5", "to": "7.5", "currency": "EUR"}},
            {"value": "5/7.5 EUR", "figure": Decimal(5), "figure_to": Decimal("7.5"), "currency": "EUR"},
        ),
        ({"plan": False}, {"value": "false", "text": "No", "holds": False}),
        ({"near": "NOR"}, {"value": "NOR", "text": "Norway"}),
        ({"site": {"url": "https://example.org", "title": "Ours"}}, {"value": "https://example.org", "text": "Ours"}),
        ({"title": {"non-answer": "no-information"}}, {"said": "non-answer", "non_answer": "no-information"}),
        ({"share": "many"}, {"value": "many", "figure": None, "valid": False}),
        ({"year": 10**30}, {"value": "1" + "0" * 30, "figure": None}),
        ({"when": "2024--"}, {"value": "2024--", "day": None, "valid": False}),
        ({"m[other]": {"details": {"other": "Divers"}}}, {"said": "beside", "value": "Divers", "row_name": "Others"}),
        ({"m[rangers].much": True}, {"part": "much", "row": "rangers", "row_number": 1, "holds": True}),
    ],
)
def test_a_value_stands_in_the_columns_of_its_type(make: Make, answer: dict[str, Any], told: dict[str, Any]) -> None:
    (row,) = rows(make(QUESTIONS, answer))
    assert {name: row[name] for name in told} == told


def test_days_are_days(make: Make) -> None:
    made = make(QUESTIONS, {"when": "2024-05-31", "period": {"from": "2024-01-01", "to": "2024-12-31"}})
    assert [[each and each.isoformat() for each in row] for row in said(made, "day", "day_to")] == [
        ["2024-05-31", None],
        ["2024-01-01", "2024-12-31"],
    ]


def test_rows_of_a_group_are_numbered_and_named(make: Make) -> None:
    made = make(
        QUESTIONS,
        {"courses[z].people": 5, "courses[b].name": "Second", "courses[z].name": "First", "best": "b"},
    )
    assert said(made, "address", "question", "row_number", "row_name", "text") == [
        ("courses[z].name", "example-national-report@ex1#courses[*].name", 1, "First", "First"),
        ("courses[z].people", "example-national-report@ex1#courses[*].people", 1, "First", "5"),
        ("courses[b].name", "example-national-report@ex1#courses[*].name", 2, "Second", "Second"),
        ("best", "example-national-report@ex1#best", None, None, "Second"),
    ]


def test_a_translation_and_a_comment_have_rows_of_their_own(make: Make) -> None:
    answer = {"value": "Plan", "language": "en", "translations": {"fr": "Projet"}, "comment": "Ask"}
    made = make("- {id: title, type: text, label: Title, translatable: true}", {"title": answer})
    assert said(made, "said", "value", "language") == [
        ("value", "Plan", "en"),
        ("translation", "Projet", "fr"),
        ("comment", "Ask", "en"),
    ]
    assert [row["said"] for row in rows(made, "public")] == ["value", "translation"]
    assert rows(made, language="fr")[0]["text"] == "Projet"


# -- formulas ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_and_each_comes_back_as_typed(make: Make, text: str) -> None:
    made = make(
        QUESTIONS, {"title": text, "courses[r].name": text, "help": {"value": ["other"], "details": {"other": text}}}
    )
    content = render(made, "csv")
    cells = [cell for line in content.decode("utf-8-sig").split("\r\n") for cell in line.split(",")]
    assert not [cell for cell in cells if cell.strip('" \t').startswith(("=", "+", "-", "@"))]
    read = [dict(zip((field.name for field in ANSWERS), row, strict=True)) for row in read_csv(content, ANSWERS)]
    assert [row["value"] for row in read if row["said"] == "value"] == [text, text]
    assert [row["beside"] for row in read if row["said"] == "option"] == [text]


FIELDS = (
    Field("text", "string", ""),
    Field("count", "integer", ""),
    Field("figure", "number", ""),
    Field("yes", "boolean", ""),
    Field("day", "date", ""),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
figures = st.decimals(allow_nan=False, allow_infinity=False, places=4)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | texts | st.sampled_from(FORMULAS), st.none() | st.integers(), st.none() | figures,
            st.none() | st.booleans(), st.none() | st.dates(),
        ),
        max_size=5,
    )
)  # fmt: skip
def test_any_table_comes_back_as_it_was(lines: list[Any]) -> None:
    table = Table("t", "", FIELDS, tuple(lines))
    assert read_csv(to_csv(table), FIELDS) == table.rows


def test_the_description_says_how_texts_are_guarded(make: Make) -> None:
    with zipfile.ZipFile(io.BytesIO(render(make(QUESTIONS), "datapackage"))) as packed:
        told = json.loads(packed.read("datapackage.json"))
    assert "Remove one apostrophe" in told["description"]
    assert all(field["description"] for each in told["resources"] for field in each["schema"]["fields"])


def test_a_report_is_not_there_twice(make: Make) -> None:
    with pytest.raises(ValueError, match="v1 is there twice"):
        render_together([make(QUESTIONS), make(QUESTIONS)], "csv")
