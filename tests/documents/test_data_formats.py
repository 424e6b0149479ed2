"""Every kind of file with data, over every example report: read by programs that did not write it."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pyld import jsonld

from cbreport.definition import Form, parse_address
from cbreport.documents import FORMATS, data_formats, render, render_together
from cbreport.documents.answer_tables import ANSWERS, answer_tables, question_key, report_key
from cbreport.documents.data_package import read_csv, to_csv
from cbreport.documents.formats import all_formats
from cbreport.documents.linked_data import CONTEXT
from cbreport.documents.tables import Table
from cbreport.errors import ConfigurationError
from cbreport.reporting import PUBLISHED, Report, load_report, parse_json, report_data
from cbreport.reporting.file_schema import report_schema
from cbreport.testing import odd_report
from tests.alike import different_forms
from tests.documents.planted import LIBRARY, SECRET, different, example, planted, unpacked
from tests.reporting.kenya import report

OTHERS = ("secretariat", "public")
EXAMPLES = different()


def everything(made: bytes) -> str:
    """All text of a file."""
    return " ".join(part.decode("utf-8", "replace") for part in unpacked(made).values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_private_is_in_a_file_for_others(name: str) -> None:
    made = planted(example(name))
    assert SECRET in everything(render(made, "json"))
    for kind in data_formats(made):
        for audience in OTHERS:
            text = everything(render(made, kind.name, audience=audience))
            assert SECRET not in text, (kind.name, audience)
            assert SECRET.replace(" ", "-") not in text, (kind.name, audience)


@pytest.mark.parametrize("kind", [name for name, each in FORMATS.items() if each.data])
def test_a_party_has_its_own_comments_and_private_answers(kind: str) -> None:
    made = planted(example("nr7-ken.json"))
    assert SECRET in everything(render(made, kind))


def test_nothing_private_is_in_a_table_of_many_reports() -> None:
    made = [planted(example(name)) for name in EXAMPLES]
    for kind in ("csv", "datapackage"):
        assert SECRET not in everything(render_together(made, kind, audience="public"))
    rows = [
        dict(zip(each.names, row, strict=True)) for each in answer_tables(made, "en", "public")[:1] for row in each.rows
    ]
    assert rows
    assert {row["said"] for row in rows} <= {"value", "option", "non-answer", "beside", "translation", "file"}
    assert all(row["confirmed"] for row in rows)
    private = {row[0] for row in answer_tables(made)[2].rows if row[answer_tables(made[:1])[2].names.index("private")]}
    assert private
    assert not private & {row["question"] for row in rows}


# -- JSON -------------------------------------------------------------------------------------------------------------


@cache
def validator_of(form: str) -> Draft202012Validator:
    """Of the report files of a form; the schema is sound."""
    schema = report_schema(next(each for each in LIBRARY.forms if each.key == form))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_schema_takes_every_example(name: str) -> None:
    made = example(name)
    validator = validator_of(made.form.key)
    for audience in ("party", *OTHERS):
        data = json.loads(render(made, "json", audience=audience))  # type: ignore[arg-type]
        assert [error.message for error in validator.iter_errors(data)] == []
        assert load_report(data, LIBRARY).party == made.party


@pytest.mark.parametrize(
    "wrong",
    [{"party": "ZZZ"}, {"form": "another"}, {"status": "sent"}, {"colour": "red"}, {"cbreport": 2}, {"version": "1"},
     {"digest": "sha256:0"}, {"entered-by": "party"}, {"answers": {"nothing": {}}}, {"answers": []}],
)  # fmt: skip
def test_the_schema_refuses_what_is_no_report_file(wrong: dict[str, Any]) -> None:
    validator = Draft202012Validator(report_schema(report().form))
    data = report_data(report())
    assert validator.is_valid(data)
    assert not validator.is_valid({**data, **wrong})


@pytest.mark.parametrize("form", different_forms(LIBRARY.forms), ids=lambda form: form.key)
@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["", "ar", "fr"]))
def test_any_report_to_any_shipped_form_comes_back_from_its_file(form: Form, seed: int, language: str) -> None:
    odd = odd_report(Random(seed), form, LIBRARY)
    answers = {
        address: replace(answer, language=language, translations={"es": "=1+1"}, author="A", time="2024")
        for address, answer in odd.answers.items()
        if parse_address(address) and not answer.empty and not isinstance(answer.value, float)
    }
    made = replace(odd, answers=answers)
    again = load_report(parse_json(render(made, "json")), LIBRARY)
    assert {address: answer.to_data() for address, answer in again.answers.items()} == {
        address: answer.to_data() for address, answer in answers.items()
    }
    assert list(again.answers) == list(answers)
    assert (again.form, again.party, again.cycle, again.status) == (form, made.party, made.cycle, made.status)
    assert read_csv(render(made, "csv"), ANSWERS) == answer_tables([made])[0].rows


@pytest.mark.parametrize("form", different_forms(LIBRARY.forms), ids=lambda form: form.key)
def test_whatever_was_answered_every_file_can_be_made(form: Form) -> None:
    for seed in range(3):
        made = odd_report(Random(seed), form, LIBRARY)
        for kind in data_formats(made):
            assert render(made, kind.name, language="fr")


# -- JSON-LD ----------------------------------------------------------------------------------------------------------


def triples(made: Report, audience: str = "public") -> list[tuple[str, str, str]]:
    data = json.loads(render(made, "jsonld", audience=audience))  # type: ignore[arg-type]
    assert data["@context"] == CONTEXT
    found = jsonld.to_rdf(data)["@default"]
    return [(each["subject"]["value"], each["predicate"]["value"], each["object"]["value"]) for each in found]


@pytest.mark.parametrize("name", EXAMPLES)
def test_linked_data_can_be_read_and_hold_every_answer(name: str) -> None:
    made = example(name)
    found = triples(made)
    answers = {subject for subject, verb, value in found if value == "https://schema.org/Answer"}
    assert len(answers) == len([each for each in made.leaving.values() if each.answered or each.details])
    asked = {value for subject, verb, value in found if verb == "https://schema.org/parentItem"}
    assert all(each.startswith(f"urn:cbreport:form:{made.form.id}:{made.form.edition}#") for each in asked)
    assert {subject for subject, verb, _ in found if verb == "https://schema.org/hasPart"} == {
        f"urn:cbreport:report:{made.form.id}:{made.form.edition}:{made.party}:{made.cycle}:{made.version}"
    }


def test_what_linked_data_say() -> None:
    made = report(status=PUBLISHED, submitted="2024-06-01T00:00:00+00:00")
    found = triples(made)
    here = "urn:cbreport:report:example-national-report:ex1:KEN:EX1:1"
    about = {(verb.rpartition("/")[2].rpartition("#")[2], value) for subject, verb, value in found if subject == here}
    assert ("type", "http://www.w3.org/ns/dcat#Dataset") in about
    assert ("conformsTo", "urn:cbreport:form:example-national-report:ex1") in about
    assert ("issued", "2024-06-01") in about
    assert ("spatial", "urn:cbreport:party:KEN") in about
    form = "urn:cbreport:form:example-national-report:ex1"
    assert (f"{here}#help-needed", "http://purl.org/dc/terms/subject", f"{form}#help-needed%3Dother") in found
    assert (f"{here}#help-needed", "https://schema.org/text", "Boats") in found
    languages = [
        each["object"]["language"]
        for each in jsonld.to_rdf(json.loads(render(made, "jsonld")))["@default"]
        if each["object"]["value"] == "تدريب للحراس"
    ]
    assert languages == ["ar"]


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_only_what_is_published_is_for_catalogues(status: str) -> None:
    assert "http://www.w3.org/ns/dcat#Dataset" not in {value for _, _, value in triples(report(status=status))}


# -- Parquet ----------------------------------------------------------------------------------------------------------


def test_parquet_has_the_same_table_with_types() -> None:
    reports = [example(name) for name in EXAMPLES]
    answers = answer_tables(reports)[0]
    read = pyarrow.parquet.read_table(io.BytesIO(render_together(reports, "parquet")))
    assert tuple(read.column_names) == answers.names
    assert read.num_rows == len(answers.rows)
    for field, place in zip(answers.fields, range(len(answers.fields)), strict=True):
        wanted = [row[place] for row in answers.rows]
        got = read.column(field.name).to_pylist()
        assert got == (
            [None if each is None else float(str(each)) for each in wanted] if field.kind == "number" else wanted
        )
    assert read.schema.field("party").metadata[b"description"]


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigurationError, match=r"cbreport\[parquet\]"):
        render(report(), "parquet")


def test_what_cannot_be_made_here_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "parquet" in [each.name for each in data_formats(report())]
    monkeypatch.setattr("cbreport.documents.formats.find_spec", lambda name: None)
    assert [each.name for each in data_formats(report())] == ["json", "jsonld", "xlsx", "csv", "datapackage"]


# -- keys -------------------------------------------------------------------------------------------------------------


def test_keys_are_stable_and_tables_are_typed() -> None:
    made = report()
    assert report_key(made) == "example-national-report@ex1/KEN/EX1/v1"
    assert question_key(made.form, "needs-matrix[rangers].training").endswith("#needs-matrix[rangers].training")
    for table in answer_tables([example(name) for name in EXAMPLES], "ar"):
        assert read_csv(to_csv(table), table.fields) == table.rows
        if table.keyed:
            keys = [row[0] for row in table.rows]
            assert len(keys) == len(set(keys))


# -- the page about them ----------------------------------------------------------------------------------------------

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "data-formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", answer_tables([report()]), ids=lambda table: table.name)
def test_every_column_is_documented(table: Table) -> None:
    section = PAGE.partition(f"### {table.name}\n")[2].partition("\n##")[0]
    told = [line.split(" | ")[:2] for line in section.splitlines() if line.startswith("| `")]
    assert told == [[f"| `{field.name}`", field.kind] for field in table.fields]


def test_every_format_is_documented() -> None:
    told = re.findall(r"^\| `([a-z-]+)` \| \.([a-z]+) \|", PAGE, re.M)
    known = all_formats(LIBRARY).values()
    assert told == [(each.name, each.suffix) for each in known if each.data]
