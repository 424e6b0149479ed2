from __future__ import annotations

from dataclasses import replace

import pytest

from cbreport import Finding, Report, check
from cbreport.definition.conditions import Not
from cbreport.testing import example_library
from tests.reporting.kenya import ANSWERS, FORM, LIBRARY, report


def codes(made: Report) -> list[str]:
    return [found.code for found in check(made)]


def test_a_finished_report_has_no_findings() -> None:
    assert check(report()) == ()


@pytest.mark.parametrize(
    ("party", "expected"),
    [("KEN", []), ("NOR", []), ("FJI", []), ("CHE", ["R01"]), ("DEU", ["R01"])],
)
def test_membership_on_the_day_when_the_report_is_due(party: str, expected: list[str]) -> None:
    # Fiji joined in June of the year at whose end the report is due; Switzerland left before.
    answers = {address: answer for address, answer in ANSWERS.items() if address != "partner"}
    assert codes(report(answers, party=party)) == expected


@pytest.mark.parametrize(
    ("offered", "named", "expected"),
    [
        ("others", "NOR", []), ("others", "DEU", []), ("others", "KEN", ["R06"]),
        ("parties", "NOR", []), ("parties", "KEN", []), ("parties", "FJI", []),
        ("parties", "CHE", ["R05"]), ("parties", "DEU", ["R05"]),
        ("all", "KEN", []), ("all", "DEU", []),
        ("others", "XXX", ["A14"]), ("parties", "XXX", ["A14"]), ("parties", ["NOR"], ["A14"]),
    ],
)  # fmt: skip
def test_a_country_that_is_not_offered(offered: str, named: object, expected: list[str]) -> None:
    section = FORM.sections[-1]
    partner = FORM.question("partner")
    assert partner
    of = replace(partner, limits=replace(partner.limits, of=offered))
    questions = tuple(of if each is partner else each for each in section.questions)
    form = replace(FORM, sections=(*FORM.sections[:-1], replace(section, questions=questions)))
    made = replace(report({**ANSWERS, "partner": {"value": named}}), form=form)
    assert [(each.code, each.address) for each in check(made)] == [(code, "partner") for code in expected]


def test_a_country_is_not_looked_at_where_it_is_not_asked_for_or_the_cycle_is_unknown() -> None:
    assert codes(report({**ANSWERS, "partner": {"value": "KEN"}}, cycle="EX9")) == ["R02", "R06"]
    partner, when = FORM.question("partner"), FORM.question("assessed-when")
    assert partner
    assert when
    assert when.show_when
    hidden = replace(partner, show_when=Not(when.show_when))
    section = FORM.sections[-1]
    questions = tuple(hidden if each is partner else each for each in section.questions)
    form = replace(FORM, sections=(*FORM.sections[:-1], replace(section, questions=questions)))
    assert check(replace(report({**ANSWERS, "partner": {"value": "KEN"}}), form=form)) == ()


def test_what_is_said_about_a_party_that_was_none() -> None:
    (found,) = check(report(party="CHE"))
    assert str(found) == ": error R01: Switzerland was not Party to EX on 2024-12-31. Check the Party and the cycle."


def test_a_cycle_that_does_not_exist() -> None:
    (found,) = check(report(cycle="EX9", party="CHE"))
    assert (found.code, found.severity) == ("R02", "error")
    assert str(found).endswith("There is no cycle “EX9” of EX. Cycles: EX1.")


def test_a_form_that_is_not_the_one_of_the_cycle() -> None:
    other = replace(report(), form=replace(FORM, edition="ex2"), digest="")
    (found,) = check(other)
    assert (found.code, found.severity) == ("R03", "error")
    assert "answered with example-national-report@ex1, not with example-national-report@ex2" in found.describe()


def test_a_form_that_has_changed_since() -> None:
    assert codes(report(digest=FORM.digest)) == []
    (found,) = check(report(digest="sha256:0"))
    assert (found.code, found.severity, found.address) == ("R04", "warning", "")


def test_findings_about_answers_and_of_plugins_come_together_errors_first() -> None:
    def doubt(report: Report) -> list[Finding]:
        return [
            Finding("EX01", "info", "plan", "Worth knowing."),
            Finding("EX02", "error", "", "Wrong."),
        ]

    library = example_library(cbreport_check_report=doubt)
    found = check(report({**ANSWERS, "success": {"value": "9"}}, digest="sha256:0", library=library))
    assert [(each.severity, each.code) for each in found] == [
        ("error", "A06"),
        ("error", "EX02"),
        ("warning", "R04"),
        ("info", "EX01"),
    ]


def test_a_report_without_a_library_cannot_be_checked() -> None:
    alone = replace(report(), library=None)
    assert alone.evaluation.count().open == 0
    with pytest.raises(ValueError, match="without a library"):
        check(alone)


def test_two_reports_that_say_the_same_are_equal_whatever_their_library() -> None:
    assert report(library=LIBRARY) == report(library=example_library())
    assert report() != report(version=2)
    assert report() != report({})


def test_a_report_knows_its_convention() -> None:
    assert report().convention.short_name == "EX"
