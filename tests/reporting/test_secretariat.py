"""Reports of the Secretariat itself: who may do what with them, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from cbreport.errors import NotPermitted, ReportFileError, WorkflowError
from cbreport.reporting import (
    APPROVER,
    CONTRIBUTOR,
    FOCAL_POINT,
    PUBLIC,
    SECRETARIAT,
    STATUSES,
    Grant,
    Identity,
    Report,
    Standing,
    check,
    load_report,
    may,
    open_steps,
    require,
    transition,
)
from cbreport.reporting.file_schema import report_schema
from cbreport.reporting.files import report_data
from cbreport.reporting.workflow import OWN_TRANSITIONS, PERMISSIONS, WORDS
from tests.office import FILE, office_library, work_form


def person(*roles: str, party: str = "", convention: str = "") -> Identity:
    return Identity("u", "U", frozenset(roles), party, frozenset({convention} if convention else ()))


CLERK = person(SECRETARIAT, convention="x")
OTHERS = {
    "focal point": person(FOCAL_POINT, party="KEN"),
    "contributor": person(CONTRIBUTOR, party="KEN"),
    "approver": person(APPROVER, party="KEN"),
    "focal point of no Party": person(FOCAL_POINT),
    "secretariat of another convention": person(SECRETARIAT, convention="y"),
    "secretariat of none": person(SECRETARIAT),
    "public": PUBLIC,
}
ALL, NONE, DRAFTS, PUBLISHED = "yyyyyyyy", "--------", "y-------", "-------y"


def marks(who: Identity, permission: str) -> str:
    return "".join("y" if may(who, permission, Standing("x", "XSC", each, id="r")) else "-" for each in STATUSES)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_its_people_do_all_with_it_but_receive_it(permission: str) -> None:
    assert marks(CLERK, permission) == {"write": DRAFTS, "receive": NONE}.get(permission, ALL)


@pytest.mark.parametrize("permission", PERMISSIONS)
@pytest.mark.parametrize("name", OTHERS)
def test_all_others_read_it_when_it_is_published(name: str, permission: str) -> None:
    assert marks(OTHERS[name], permission) == (PUBLISHED if permission == "read" else NONE)


def test_a_colleague_sees_what_was_delegated_to_her() -> None:
    colleague = Identity("g", "G", grants=(Grant("g", "r"),))
    assert marks(colleague, "write") == DRAFTS


def test_who_is_of_a_party_and_of_the_secretariat_may_do_both() -> None:
    both = Identity("b", "B", frozenset({FOCAL_POINT, SECRETARIAT}), "KEN", frozenset({"x"}))
    assert marks(both, "submit") == ALL
    assert may(both, "submit", Standing("x", "KEN"))


def test_nobody_is_of_it_as_of_a_party() -> None:
    with pytest.raises(ValueError, match="XSC is no Party"):
        person(FOCAL_POINT, party="XSC")


STEPS = {
    "draft": ["ask-review", "submit"],
    "in-review": ["resume", "return", "approve"],
    "approved": ["return", "submit"],
    "submitted": ["recall", "publish"],
    "published": ["withdraw"],
}


@pytest.mark.parametrize("status", STATUSES)
def test_it_is_published_without_being_accepted(status: str) -> None:
    assert [step.name for step in open_steps(CLERK, Standing("x", "XSC", status))] == STEPS.get(status, [])


def test_it_can_be_withdrawn_and_published_again() -> None:
    assert transition("withdraw", "XSC").after == "submitted"
    assert transition("withdraw").after == "accepted"  # a Party's


def test_nobody_accepts_it() -> None:
    with pytest.raises(WorkflowError, match="There is no step"):
        require(CLERK, "accept", Standing("x", "XSC", "submitted"))
    with pytest.raises(NotPermitted):
        require(OTHERS["focal point"], "publish", Standing("x", "XSC", "submitted"))


def test_its_steps_are_known_by_name() -> None:
    assert {each.name for each in OWN_TRANSITIONS} <= WORDS.keys()


class TestFiles:
    def report(self, **changed: Any) -> Report:
        return load_report({**FILE, **changed}, office_library())

    def codes(self, **changed: Any) -> list[str]:
        return [found.code for found in check(self.report(**changed))]

    def test_under_the_secretariats_code_are_read(self) -> None:
        assert self.codes() == []
        assert self.codes(party="xsc") == []
        assert report_data(self.report())["party"] == "XSC"

    def test_of_a_party_are_refused(self) -> None:
        found = check(self.report(party="KEN"))
        assert [each.code for each in found] == ["R07"]
        assert found[0].describe() == "example-work-programme@r1 is answered by the Secretariat, not by Kenya."
        assert "XSC" in found[0].advise()

    def test_of_a_partys_form_are_refused(self) -> None:
        found = check(self.report(form="example-national-report", edition="ex1", cycle="EX1", answers={}))
        assert "R08" in [each.code for each in found]
        assert "R01" not in [each.code for each in found]  # that it is no Party is no second fault

    def test_are_still_held_to_their_cycle(self) -> None:
        assert self.codes(cycle="EX1") == ["R03"]
        assert self.codes(cycle="WORK-1990") == ["R02"]
        assert self.codes(cycle="DEC-1") == []

    def test_may_name_any_country(self) -> None:
        assert self.codes(answers={**FILE["answers"], "host": {"value": "KEN"}}) == []
        assert self.codes(answers={**FILE["answers"], "host": {"value": "XSC"}}) != []

    def test_are_entered_for_nobody(self) -> None:
        with pytest.raises(ReportFileError, match="for nobody else"):
            self.report(**{"entered-by": "secretariat"})

    def test_have_a_schema_that_says_so(self) -> None:
        assert report_schema(work_form())["properties"]["party"] == {"const": "XSC"}
        national = office_library().form("example-national-report")
        assert "XSC" not in report_schema(national)["properties"]["party"]["enum"]
