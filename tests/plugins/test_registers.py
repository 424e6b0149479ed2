"""The registers of capacity building: found by concept, as docs/registers.md has them, with examples to show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cbreport import check, load_report
from cbreport.definition import Form, Question
from cbreport.library import Library
from cbreport.reporting import Report

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library()
PAGE = (ROOT / "docs/registers.md").read_text(encoding="utf-8")
REGISTERS = re.findall(r"^\| `(register\.[a-z-]+)` \| `([a-z-]+)` \|", PAGE, re.M)
PARTS = {
    concept: frozenset(types.split(" or "))
    for concept, types in re.findall(r"^\| `(register\.[a-z-]+\.[a-z-]+)` \| ([a-z -]+) \|", PAGE, re.M)
}
FORMS = [form for form in LIBRARY.forms if any(each.concept.startswith("register.") for each in form.questions())]
EXAMPLES = sorted(
    path
    for path in (ROOT / "plugins").glob("*/cbreport_*/examples/*.json")
    if path.stem.split("-")[1] in ("register", "work", "plan")
)


def registers(form: Form) -> Iterator[Question]:
    return (each for each in form.questions() if each.concept.startswith("register."))


def parts(form: Form) -> Iterator[Question]:
    return (part for each in form.questions() for part in each.questions if part.concept.startswith("register."))


def example(path: Path) -> Report:
    return load_report(json.loads(path.read_text(encoding="utf-8")), LIBRARY)


def rows(report: Report, group: str, *wanted: str) -> list[tuple[Any, ...]]:
    """What stands in the named parts of each row, None where nothing does."""
    keys = report.evaluation.rows[group]
    answers = [[report.answers.get(f"{group}[{key}].{part}") for part in wanted] for key in keys]
    return [tuple(each and each.value for each in row) for row in answers]


# -- the agreement ----------------------------------------------------------------------------------------------------


def test_the_tables_are_read() -> None:
    assert len(REGISTERS) == 29
    assert PARTS["register.plan-item.budget"] == {"money"}
    assert PARTS["register.contribution.item"] == {"text", "reference"}
    assert {concept.rpartition(".")[0] for concept in PARTS} == {concept for concept, _ in REGISTERS}


@pytest.mark.parametrize("form", LIBRARY.forms, ids=lambda form: form.key)
def test_every_register_and_part_is_one_of_the_agreement(form: Form) -> None:
    for question in registers(form):
        assert (question.concept, question.id) in REGISTERS
        assert question.type == "group"
        mine = [part.concept for part in question.questions if part.concept]
        assert all(concept.startswith(f"{question.concept}.") for concept in mine)
    for part in parts(form):
        assert ("reference" if part.to else part.type) in PARTS[part.concept], part.concept


def test_the_agreement_has_nothing_that_no_form_asks() -> None:
    assert {part.concept for form in FORMS for part in parts(form)} == set(PARTS)
    assert {question.concept for form in FORMS for question in registers(form)} == {name for name, _ in REGISTERS}


def test_which_forms_have_registers() -> None:
    assert {form.key: form.respondent for form in FORMS} == {
        "cbd-action-plan@r1": "secretariat",
        "cbd-capacity-register@r1": "party",
        "cites-capacity-register@r1": "party",
        "cms-capacity-register@r1": "party",
        "cms-work-programme@r1": "secretariat",
    }


def test_regions_are_those_of_the_convention() -> None:
    for form in FORMS:
        regions = {region.id for region in LIBRARY.convention(form.convention).regions}
        asked = [part for part in parts(form) if part.concept.endswith(".region")]
        assert asked
        for part in asked:
            assert regions | {"world"} <= {option.code for option in part.options}, (form.key, part.concept)


# -- what is asked when -----------------------------------------------------------------------------------------------


def shown(form: str, group: str, **answers: Any) -> set[str]:
    """The parts of a row that are shown when these are answered."""
    given = {f"{group}[r].{part}": {"value": value} for part, value in answers.items()}
    loaded = LIBRARY.form(form)
    data = {"cbreport": 1, "form": loaded.id, "edition": loaded.edition, "party": "KEN", "cycle": "", "answers": given}
    report = load_report(data, LIBRARY)
    question = loaded.question(group)
    assert question
    return {part.id for part in question.questions if report.evaluation.shown(f"{group}[r].{part.id}")}


@pytest.mark.parametrize("status", ["planned", "under-way", "carried-out", "not-carried-out"])
def test_only_what_was_not_carried_out_has_a_reason_and_only_what_began_has_trainees(status: str) -> None:
    seen = shown("cites-capacity-register", "activities", title="x", status=status)
    assert ("reason" in seen) is (status == "not-carried-out")
    assert ({"trainees", "women", "men", "youth", "ipl"} <= seen) is (status in ("under-way", "carried-out"))
    assert "cost" not in seen


@pytest.mark.parametrize(
    ("kind", "amount"),
    [("none", False), ("fixed", True), ("range", True), ("conditional", True), ("to-be-determined", False)],
)
def test_only_some_kinds_of_budget_have_an_amount(kind: str, amount: bool) -> None:
    seen = shown("cms-work-programme", "plan-items", activity="x", **{"budget-kind": kind})
    assert ("budget" in seen) is amount
    assert "budget-note" in seen
    assert ("cost" in shown("cms-work-programme", "activities", title="x", **{"cost-kind": kind})) is amount


def test_women_and_men_are_added_up() -> None:
    (path,) = [each for each in EXAMPLES if each.stem == "cms-register-2026-ken"]
    report = example(path)
    assert report.evaluation.answers["activities[a1wd].women-and-men"].value == 24


def test_contacts_are_private_and_persons_are_not_named() -> None:
    for form in FORMS:
        contacts = [part for part in parts(form) if part.concept == "register.practice.contact"]
        assert all(part.private and part.sensitive for part in contacts)
        ids = {part.id for each in registers(form) if each.id == "fellowships" for part in each.questions}
        assert not ids & {"name", "person", "fellow"}


# -- examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_has_no_findings(path: Path) -> None:
    report = example(path)
    assert report.example
    outside = {"R01", "R06"}  # of the Party in whose place a Secretariat's report is looked at
    secretariat = report.form.respondent == "secretariat"
    assert [str(each) for each in check(report) if not (secretariat and each.code in outside)] == []


def test_examples_show_every_phase_and_an_activity_without_an_evaluation() -> None:
    (path,) = [each for each in EXAMPLES if each.stem == "cms-register-2026-ken"]
    report = example(path)
    activities = rows(report, "activities", "status", "planned", "prepared", "start")
    assert ("planned", "2026-08-15", None, None) in activities
    assert ("planned", "2026-05-01", "2026-10-10", None) in activities
    assert {status for status, *_ in activities} == {"planned", "under-way", "carried-out", "not-carried-out"}
    evaluated = {key for (key,) in rows(report, "evaluations", "activity")}
    carried_out = {key for key in report.evaluation.rows["activities"]
                   if report.answers[f"activities[{key}].status"].value == "carried-out"}  # fmt: skip
    assert evaluated < carried_out


def test_the_work_plan_of_2012_is_whole() -> None:
    (path,) = [each for each in EXAMPLES if each.stem == "cms-work-2014-xsc"]
    report = example(path)
    items = rows(report, "plan-items", "number", "responsible", "methodology", "outcome", "budget-kind")
    numbers = [f"1.{n}" for n in range(1, 7)] + [f"2.{n}" for n in range(1, 7)] + ["3.1", "3.2"]
    assert [number for number, *_ in items] == numbers
    assert all(all(row) for row in items)
    kinds = [kind for *_, kind in items]
    assert (kinds.count("none"), kinds.count("fixed"), kinds.count("range")) == (10, 1, 2)
    assert kinds.count("to-be-determined") == 1
    budgets = {number: budget for number, budget in rows(report, "plan-items", "number", "budget") if budget}
    assert budgets == {
        "1.3": {"amount": "30000", "currency": "USD"},
        "1.4": {"from": "45000", "to": "90000", "currency": "USD"},
        "2.3": {"from": "70000", "to": "120000", "currency": "USD"},
    }
    assert len(rows(report, "decisions", "what")) == 4
