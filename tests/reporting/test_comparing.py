"""What a Party answered where, and which of its answers do not fit together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cbreport.answering import Answer, Proposal
from cbreport.definition import Convention, Crosswalk, Form
from cbreport.errors import finding
from cbreport.reporting import Report
from cbreport.reporting.comparing import Compared, _missing, compare
from cbreport.reporting.connecting import common_questions
from cbreport.testing import EXAMPLE
from tests.definition.small import at, small_form
from tests.reporting.test_proposing import FORMS, NEXT, WALKS, Shelf

EARLIER = replace(EXAMPLE.cycles[0], id="EX0", due=date(2020, 1, 1))
RECORDS = replace(EXAMPLE.cycles[0], id="REC", repeats=True)


class WithCycles(Shelf):
    """The forms and crosswalks of proposals, with an earlier cycle and one for records."""

    def convention(self, id: str) -> Convention:
        return replace(EXAMPLE, cycles=(*EXAMPLE.cycles, EARLIER, RECORDS))

    @property
    def crosswalks(self) -> tuple[Crosswalk, ...]:
        return WALKS


SHELF = WithCycles()


def report(of: Form | str, answers: dict[str, Any], cycle: str = "EX1", **more: Any) -> Report:
    made = {key: each if isinstance(each, Answer) else Answer(each) for key, each in answers.items()}
    asked = FORMS[f"{of}@one"] if isinstance(of, str) else of
    return Report(asked, "KEN", cycle, made, library=SHELF, **more)


def rows(*reports: Report) -> dict[str, Compared]:
    """What each row has, by its name."""
    found = compare(common_questions(FORMS.values(), WALKS), reports)
    return {each.common.question.label: each for each in found}


def told(row: Compared) -> list[tuple[str, str, Any, Any]]:
    """Each disagreement: from which form to which, what would be expected, and what is there."""
    return [
        (each.source.asked.series, each.target.asked.series, each.expected.value, each.found.value)
        for each in row.disagreements
    ]


class TestWhatIsGiven:
    def test_one_for_each_report_that_answers(self) -> None:
        found = rows(report("first", {"wanted": ["money"], "planned": True}), report("second", {"needs": ["cash"]}))
        assert [each.asked.series for each in found["H"].given] == ["first", "second"]
        assert [each.asked.series for each in found["Plan?"].given] == ["first"]
        assert found["Acts"].given == ()

    def test_rows_of_a_group_come_along(self) -> None:
        found = rows(report("first", {"courses[r1].name": "A", "courses[r2].name": "B"}))
        (given,) = found["Acts"].given
        assert list(given.answers) == ["courses[r1].name", "courses[r2].name"]
        assert given.question.type == "group"

    def test_what_nobody_has_confirmed_or_what_is_hidden_does_not_count(self) -> None:
        found = rows(report("first", {"wanted": Answer(["money"], confirmed=False), "planned": Answer(comment="?")}))
        assert not any(each.given for each in found.values())

    def test_the_newest_report_of_a_series(self) -> None:
        old = report("first", {"wanted": ["money"], "planned": True}, "EX0", status="submitted")
        new = report(NEXT, {"wanted": ["boats"]}, status="submitted")
        found = rows(old, new)
        assert found["H"].given[0].answers["wanted"].value == ["boats"]
        assert found["Plan?"].given == ()  # the newest report leaves it blank, and that is what counts

    def test_a_draft_that_is_still_blank_hides_nothing(self) -> None:
        old = report("first", {"wanted": ["money"], "planned": True}, "EX0", status="submitted")
        found = rows(old, report(NEXT, {"wanted": ["boats"]}))
        assert found["H"].given[0].report.cycle == "EX1"
        assert found["Plan?"].given[0].report.cycle == "EX0"

    def test_a_newer_version_comes_first(self) -> None:
        old, new = (report("first", {"planned": each}, status="submitted", version=1 + each) for each in (False, True))
        assert rows(old, new)["Plan?"].given[0].report.version == 2

    def test_records_are_about_something_else(self) -> None:
        assert rows(report("first", {"planned": True}, "REC-1"))["Plan?"].given == ()

    def test_a_report_of_a_cycle_that_is_gone_comes_last(self) -> None:
        old, new = report("first", {"planned": True}, "GONE"), report("first", {"planned": False}, "EX0")
        assert rows(old, new)["Plan?"].given[0].report.cycle == "EX0"

    def test_when_it_was_said(self) -> None:
        early, late = Answer("A", time="2024-01-01"), Answer("B", time="2024-05-01")
        (given,) = rows(report("first", {"courses[r1].name": early, "courses[r2].name": late}))["Acts"].given
        assert given.time == "2024-05-01"
        (given,) = rows(report("first", {"planned": True}, submitted="2024-06-01"))["Plan?"].given
        assert given.time == "2024-06-01"


class TestWhatDisagrees:
    def test_what_one_chose_and_the_other_did_not(self) -> None:
        found = rows(report("first", {"wanted": ["money", "boats"]}), report("second", {"needs": ["cash"]}))
        assert told(found["H"]) == [("first", "second", ["equipment"], ["cash"])]

    def test_what_cannot_be_said_there_is_no_disagreement(self) -> None:
        found = rows(report("first", {"wanted": ["money", "laws"]}), report("second", {"needs": ["cash"]}))
        assert told(found["H"]) == []

    @pytest.mark.parametrize(
        "answer",
        [Answer(non_answer="not-applicable"), Answer(non_answer="no-information"), Answer(), Answer(comment="?")],
    )
    def test_no_answer_disagrees_with_nothing(self, answer: Answer) -> None:
        found = rows(report("first", {"wanted": answer}), report("second", {"needs": ["cash"]}))
        assert told(found["H"]) == []

    def test_numbers_made_of_rows(self) -> None:
        courses = {"courses[r1].name": "A", "courses[r1].people": 12, "courses[r2].name": "B"}
        found = rows(report("first", courses), report("second", {"held": 3, "trained": 12}))
        assert told(found["Acts"]) == [("first", "second", 2, 3)]

    def test_both_ways(self) -> None:
        found = rows(report("first", {"planned": True}), report("second", {"strategy": False}))
        assert told(found["Plan?"]) == [("first", "second", True, False), ("second", "first", False, True)]

    def test_two_answers_that_agree(self) -> None:
        found = rows(report("first", {"planned": True}), report("second", {"strategy": True}))
        assert told(found["Plan?"]) == []

    def test_two_editions_of_one_series_are_not_held_against_each_other(self) -> None:
        old = report("first", {"planned": True}, "EX0", status="submitted")
        found = rows(old, report("first", {"planned": False}))
        assert told(found["Plan?"]) == []


FORM = small_form(
    """
- {id: yes, type: yes-no, label: Y}
- {id: one, type: choose-one, label: O, options: [{code: a, label: A}, {code: na, label: N, means: not-applicable}]}
- {id: many, type: choose-many, label: M, options: [{code: a, label: A}, {code: b, label: B}]}
- {id: whole, type: integer, label: W}
- {id: part, type: decimal, label: D}
- {id: money, type: money, label: C, currencies: [USD, EUR]}
- {id: name, type: text, label: T}
- {id: story, type: long-text, label: S}
- {id: day, type: date, label: D}
"""
)
USD, EUR = ({"amount": "5", "currency": each} for each in ("USD", "EUR"))


@pytest.mark.parametrize(
    ("address", "relation", "made", "found", "missing"),
    [
        ("yes", "exact", True, False, True), ("yes", "broad", False, True, None), ("yes", "broad", True, False, True),
        ("yes", "narrow", True, False, None), ("yes", "close", False, True, False),
        ("one", "exact", "a", "na", None), ("one", "exact", "na", "a", None), ("one", "close", "b", "a", "b"),
        ("many", "exact", ["a"], ["a", "b"], None), ("many", "broad", ["a", "b"], ["a"], ["b"]),
        ("whole", "exact", 3, 4, 3), ("whole", "broad", 3, 4, None), ("whole", "broad", 5, 4, 5),
        ("whole", "exact", 3, "three", None), ("part", "exact", "3.0", "3", None), ("part", "exact", 3, "3.5", 3),
        ("money", "exact", USD, USD, None), ("money", "exact", USD, {**USD, "amount": "6"}, USD),
        ("money", "exact", USD, EUR, None), ("money", "exact", USD, "five", None),
        ("name", "exact", "Plan  2030", "plan 2030", None), ("name", "exact", "Plan", "Plant", "Plan"),
        ("name", "close", "Plan", "Plant", None), ("story", "exact", "Long", "Longer", None),
        ("day", "exact", "2024-01-01", "2024-01-02", "2024-01-01"),
    ],
)  # fmt: skip
def test_type_by_type(address: str, relation: str, made: object, found: object, missing: object) -> None:
    answer = _missing(Proposal(address, Answer(made), relation), at(FORM, address), Answer(found))
    assert (answer.value if answer else None) == missing


def test_texts_in_two_languages_are_not_compared() -> None:
    made, found = Answer("Plan", language="en"), Answer("خطة", language="ar")
    assert _missing(Proposal("name", made, "exact"), at(FORM, "name"), found) is None


def test_what_does_not_fit_the_other_question_is_not_compared() -> None:
    proposal = Proposal("whole", Answer(3), "exact", lost=(finding("A03", "whole", typed="3"),))
    assert _missing(proposal, at(FORM, "whole"), Answer(4)) is None
