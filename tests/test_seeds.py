"""What the documents of the conventions ask for is held and shown: docs/seeds.md, and the examples in the views."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cbreport import load_report
from cbreport.documents import VIEWS, Document, Heading, Table, Trend, view_document
from cbreport.documents.html import texts_of
from cbreport.documents.views.records import KINDS
from cbreport.library import Library
from cbreport.reporting import RECEIVED
from cbreport.synthesis import REGISTERS, Registers, Row, recruitment, registers

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/seeds.md").read_text(encoding="utf-8")
LIBRARY = Library()
KEPT = ("cms", "cbd", "cites")  # who has examples of registers
TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Seed:
    number: int
    what: str
    where: str
    held: str
    shown: str
    tests: tuple[str, ...]


def seeds() -> Iterator[Seed]:
    for number, *cells in re.findall(r"^\| (\d+) \|" + r" (.+?) \|" * 5 + "$", PAGE, re.M):
        *said, tests = cells
        yield Seed(int(number), *said, tuple(re.findall(r"`([^`]+)`", tests)))


SEEDS = tuple(seeds())


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


# -- the page ---------------------------------------------------------------------------------------------------------


def test_every_thing_that_is_asked_for_has_a_row() -> None:
    assert [seed.number for seed in SEEDS] == list(range(1, 60))
    assert "planned" not in [*re.findall(r"\w+", " ".join(seed.shown for seed in SEEDS))]
    assert all(seed.shown and seed.tests for seed in SEEDS)


@cache
def known() -> frozenset[str]:
    """Registers with their parts, forms, codes of options, and the file of Parties."""
    parts = {part for each in REGISTERS.values() for part in each}
    questions = [part for form in LIBRARY.forms for each in form.questions() for part in (each, *each.parts)]
    codes = {option.code for question in questions for option in question.options}
    return frozenset({*REGISTERS, *parts, *codes, *(form.id for form in LIBRARY.forms), "parties.csv"})


def test_what_holds_it_is_there() -> None:
    assert len({name for seed in SEEDS for name in quoted(seed.held)} & set(REGISTERS)) > 20
    assert [name for seed in SEEDS for name in quoted(seed.held) if name not in known()] == []


def test_views_that_show_it_are_there() -> None:
    named = {name for seed in SEEDS for name in quoted(seed.shown)}
    assert named == set(VIEWS)


@cache
def cases_in(path: str) -> frozenset[str]:
    """The names of the tests of a file, those of a class with its name before them."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    found = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
    for each in tree.body:
        if isinstance(each, ast.ClassDef):
            found |= {f"{each.name}::{inner.name}" for inner in each.body if isinstance(inner, ast.FunctionDef)}
    return frozenset(found)


def test_tests_that_show_it_are_there() -> None:
    named = {test for seed in SEEDS for test in seed.tests}
    assert [test for test in sorted(named) if test.partition("::")[2] not in cases_in(test.partition("::")[0])] == []


def test_every_register_is_described_and_has_examples() -> None:
    page = (ROOT / "docs/registers.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `register\.([a-z-]+)` \| `", page, re.M)) == set(REGISTERS)
    assert {row.register for convention in KEPT for row in every_row(convention)} == set(REGISTERS)


# -- the examples in the views ----------------------------------------------------------------------------------------


@cache
def found(convention: str) -> Registers:
    """Everything that the examples of a convention tell, all cycles together."""
    folder = ROOT / "plugins" / convention / f"cbreport_{convention}" / "examples"
    files = sorted(folder.glob("*.json"))
    reports = [load_report(json.loads(file.read_text(encoding="utf-8")), LIBRARY) for file in files]
    counted = [report for report in reports if report.status in RECEIVED]
    return registers(counted, [LIBRARY.convention(convention)], on=TODAY, every_cycle=True)


def every_row(convention: str) -> list[Row]:
    return [row for rows in found(convention).rows.values() for row in rows]


@cache
def made(convention: str, *names: str) -> Document:
    translator = LIBRARY.translator("en", convention)
    return view_document(names, found(convention), LIBRARY.convention(convention), "en", translator)


@cache
def said(convention: str, *names: str) -> str:
    return "\n".join(" ".join(text.text.split()) for text in texts_of(made(convention, *names).blocks))


def table(convention: str, title: str) -> Table:
    """The rows below a heading of the view of further registers."""
    blocks = iter(made(convention, "records").blocks)
    for block in blocks:
        if isinstance(block, Heading) and block.text.text == title:
            return next(block for block in blocks if isinstance(block, Table))
    raise AssertionError(f"{convention} has no {title}")


#: For each kind of further registers: whose examples show it, and what stands there in a row.
SHOWN = {
    "Needs, the most urgent first": ("cms", ["High", "Fiji"]),
    "Objectives, and the needs that they address": ("cms", ["Counting waders at coastal sites"]),
    "Programmes": ("cms", ["USD\u00a012,000"]),
    "Modules and tools": ("cms", ["Checklist"]),
    "Activities that were not carried out": ("cms", ["Money or other means were missing"]),
    "Findings, gaps, lessons and recommendations of evaluations": ("cms", ["Agreed for the next course."]),
    "Follow-up of evaluations": ("cms", ["Done", "Found not to be needed"]),
    "Feedback of those who took part": ("cms", ["Practice in mixed teams."]),
    "Lessons and bright spots": ("cms", ["A bright spot that others can copy"]),
    "Practices to learn from": ("cms", ["Checklist"]),
    "Members of the community of practice, without names": ("cms", ["Scientific Councillor"]),
    "Meetings, dialogues and networks": ("cms", ["Workshop to prepare a meeting of the Parties"]),
    "Species in national biodiversity strategies": ("cms", ["There are targets or measures for them"]),
    "Communication, education and public awareness": ("cms", ["Education", "Public awareness"]),
    "Courses": ("cbd", ["Online", "Summer course on taxonomy"]),
    "Fellowships, without names": ("cbd", ["A museum abroad"]),
    "Partnerships": ("cbd", ["Universities and research institutes"]),
    "Decisions, and what followed them": ("cms", ["The survey was held in 2026."]),
    "Expressions of interest": ("cms", ["In contact", "Evaluation of the trainings"]),
}


def test_every_kind_that_lists_rows_is_looked_at() -> None:
    assert list(SHOWN) == [kind.title for kind in KINDS if kind.columns]


@pytest.mark.parametrize("title", SHOWN)
def test_further_registers_are_shown(title: str) -> None:
    convention, words = SHOWN[title]
    (kind,) = [each for each in KINDS if each.title == title]
    rows = table(convention, title).rows
    assert len(rows) == len([row for row in found(convention).of(kind.register) if kind.wanted(row)])
    texts = [text.text for text in texts_of(rows)]
    assert [word for word in words if word not in texts] == []


def written(row: Row) -> Iterator[str]:
    """What was written in a row, and its title, which may be the form's own affair.

    A contribution is told by who gives what to whom.
    """
    yield from filter(None, map(row.text, REGISTERS[row.register]))
    assert row.source
    group = row.source.form.question(row.group)
    titles = (
        (each.answer.value for cells in row.cells.values() for each in cells if each.question.id == group.row_label)
        if group
        else ()
    )
    if row.register != "contribution":
        yield from (title for title in titles if isinstance(title, str))


@pytest.mark.parametrize("register", REGISTERS)
def test_every_row_of_a_register_is_in_a_view(register: str) -> None:
    for convention in KEPT:
        everything = said(convention, *VIEWS)
        for row in found(convention).of(register):
            texts = [words for words in written(row) if " " in words]
            assert not texts or any(words in everything for words in texts), (row.id, texts)


def test_names_and_contacts_of_persons_are_in_no_column() -> None:
    shown = {(kind.register, part) for kind in KINDS for part in (*kind.columns, *kind.counted)}
    assert not shown & {("practice", "contact"), ("interest", "who"), ("programme", "facilitator")}


def test_gaps_and_lessons_stand_with_their_cycle() -> None:
    listed = table("cms", "Findings, gaps, lessons and recommendations of evaluations")
    assert [cell.texts[0].text for cell in listed.head] == [
        "Told by", "Activity", "Findings", "Gap", "Lesson", "Recommendation", "Response", "Cycle",
    ]  # fmt: skip
    assert {row[-1].texts[0].text for row in listed.rows} == {"REGISTER-2026", "WORK-2026"}


def test_thirty_new_parties_are_the_goal() -> None:
    view = recruitment(found("cms"))
    assert (view.goal, view.joined) == (30, 13)
    (series,) = [block for block in made("cms", "recruitment").blocks if isinstance(block, Trend)]
    assert series.sentence.text == "Countries that have joined so far: up from 2 (2015) to 13 (2022)."
