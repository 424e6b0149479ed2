"""Every example report, and the same with something planted that must never leave the Party."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pyarrow.parquet

from cbreport.answering import Answer
from cbreport.definition import Form, Question
from cbreport.library import Library, read_resource
from cbreport.reporting import Report, load_report, parse_json
from tests.alike import different_reports

LIBRARY = Library()
EXAMPLES = {each.path.rpartition("/")[2]: each for each in LIBRARY.examples()}
SECRET = "Zebedee Qwixxel"  # stands in no form and no example


@cache
def example(name: str) -> Report:
    return load_report(parse_json(read_resource(EXAMPLES[name]).encode()), LIBRARY)


def different() -> list[str]:
    """The names of the examples without those for which another stands."""
    wanted = different_reports(example(name) for name in EXAMPLES)
    return [name for name in EXAMPLES if example(name) in wanted]


def private_places(form: Form, report: Report) -> Iterator[tuple[str, Question]]:
    """Every address of a private answer, those of a new row in each group too."""
    for question in form.questions():
        if question.private and not question.parts:
            yield question.id, question
        keys = [row.code for row in question.rows] or [*report.evaluation.rows.get(question.id, ()), "planted"]
        for part in question.parts:
            if question.private or part.private:
                yield from ((f"{question.id}[{key}].{part.id}", part) for key in keys)


def planted(report: Report) -> Report:
    """The report with the secret in every private answer, in a comment at every answer, and as its author."""
    answers: dict[str, Answer] = {
        address: replace(answer, comment=f"Ask {SECRET}", author=SECRET, origin={"address": SECRET})
        for address, answer in report.answers.items()
    }
    for address, question in private_places(report.form, report):
        told = {option.code: SECRET for option in question.options if option.detail}
        if question.type in ("text", "long-text"):
            answers[address] = Answer(SECRET, comment=SECRET, translations={"fr": SECRET})
        elif question.type == "link":
            answers[address] = Answer({"url": "https://example.org/" + SECRET.replace(" ", "-"), "title": SECRET})
        else:
            answers[address] = Answer(comment=SECRET, details=told)
    return replace(report, answers=answers)


def unpacked(content: bytes) -> Mapping[str, bytes]:
    """What is inside of a file that is packed: of a zip file (and a workbook is one) each part, of Parquet its rows."""
    if content.startswith(b"PAR1"):
        return {"": repr(pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()).encode()}
    if not content.startswith(b"PK"):
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}
