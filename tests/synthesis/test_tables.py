from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.synthesis import QuestionSummary, question_summary, submission_table
from cbreport.testing import EXAMPLE

from .conftest import ON, Summarise, report

TEXT = '- {id: q, type: text, label: A text, show-when: {item: asked, equals: "true"}}'
CYCLE = EXAMPLE.cycle("EX1")


def places(summary: QuestionSummary) -> list[str]:
    """Every Party as often as it is counted anywhere."""
    kinds = [code for codes in summary.non_answers.values() for code in codes]
    return sorted([*summary.answered, *summary.blank, *summary.not_asked, *kinds, *summary.data.missing])


def test_every_party_stands_in_exactly_one_place(summarise: Summarise) -> None:
    summary = summarise(TEXT, KEN={"asked": True, "q": "x"}, NOR={"asked": False, "q": "kept"}, FJI={"asked": True})
    assert (summary.answered, summary.not_asked, summary.blank) == (("KEN",), ("NOR",), ("FJI",))
    assert places(summary) == ["FJI", "KEN", "NOR"]
    assert [entry.answer.value for entry in summary.entries] == ["x"]


ANSWERS = st.sampled_from(
    [{}, {"asked": True}, {"asked": True, "q": "x"}, {"q": "x"}, {"asked": True, "q": {"non-answer": "no-information"}}]
)


@settings(deadline=None)  # a busy machine is no failure
@given(st.dictionaries(st.sampled_from(["KEN", "NOR", "FJI", "CHE"]), ANSWERS))
def test_nobody_is_lost_whatever_was_answered(answers: dict[str, dict[str, object]]) -> None:
    reports = [report(TEXT, code, data) for code, data in answers.items()]
    form = report(TEXT, "KEN", {}).form
    question = form.question("q")
    assert question is not None
    summary = question_summary(reports, EXAMPLE, form, question, on=ON)
    assert places(summary) == ["FJI", "KEN", "NOR"]
    assert summary.base == len(summary.entries)
    assert summary.data.outside == (("CHE",) if "CHE" in answers else ())


def test_a_private_question_is_refused() -> None:
    form = report("- {id: q, type: text, label: Secret, private: true}", "KEN", {}).form
    question = form.question("q")
    assert question is not None
    with pytest.raises(ValueError, match="never leave the Party"):
        question_summary([], EXAMPLE, form, question, on=ON)


def test_what_cannot_be_answered_is_refused() -> None:
    form = report("- {id: q, type: note, label: Read this}", "KEN", {}).form
    note = form.question("q")
    asked = form.question("asked")
    assert note is not None
    assert asked is not None
    for question in (note, replace(asked, id="of-another-form")):
        with pytest.raises(ValueError, match="is not a question of"):
            question_summary([], EXAMPLE, form, question, on=ON)


def test_a_report_to_another_form_is_refused() -> None:
    made = report(TEXT, "KEN", {})
    form = replace(made.form, edition="ex2")
    question = form.question("q")
    assert question is not None
    with pytest.raises(
        ValueError, match=r"answered with example-national-report@ex1, not with example-national-report@ex2"
    ):
        question_summary([made], EXAMPLE, form, question, on=ON)


def test_who_reported_with_another_form_is_neither_counted_nor_missing() -> None:
    made = report(TEXT, "KEN", {"asked": True, "q": "x"})
    question = made.form.question("q")
    assert question is not None
    summary = question_summary([made], EXAMPLE, made.form, question, on=ON, elsewhere=["NOR", "KEN", "CHE"])
    assert (summary.answered, summary.data.elsewhere, summary.data.missing) == (("KEN",), ("NOR",), ("FJI",))


def test_parties_can_be_filtered() -> None:
    reports = [report(TEXT, code, {"asked": True, "q": code}) for code in ("KEN", "NOR", "FJI")]
    question = reports[0].form.question("q")
    assert question is not None
    summary = question_summary(
        reports, EXAMPLE, reports[0].form, question, on=ON, parties_filter=lambda party: party.sids
    )
    assert (summary.answered, summary.data.outside) == (("FJI",), ("KEN", "NOR"))


def test_submissions_are_counted_by_region() -> None:
    reports = [report(TEXT, "KEN", {}), report(TEXT, "KEN", {}, version=2), report(TEXT, "CHE", {})]
    table = submission_table(EXAMPLE, CYCLE, reports)
    assert [(row.region and row.region.id, row.parties, row.received, row.share) for row in table.rows] == [
        ("north", ("NOR",), (), 0.0),
        ("south", ("FJI", "KEN"), ("KEN",), 0.5),
    ]
    assert (table.total.parties, table.total.received) == (("FJI", "KEN", "NOR"), ("KEN",))
    assert table.outside == ("CHE",)


def test_a_report_of_another_cycle_or_a_draft_is_refused() -> None:
    with pytest.raises(ValueError, match="belongs to EX0, not to EX1"):
        submission_table(EXAMPLE, CYCLE, [report(TEXT, "KEN", {}, cycle="EX0")])
    with pytest.raises(ValueError, match="is draft"):
        submission_table(EXAMPLE, CYCLE, [report(TEXT, "KEN", {}, status="draft")])


def test_records_are_not_counted() -> None:
    with pytest.raises(ValueError, match="EX1 is for records"):
        submission_table(EXAMPLE, replace(CYCLE, repeats=True), [])
