from __future__ import annotations

import pytest

from cbreport import Identity
from cbreport.errors import NotPermitted, WorkflowError
from cbreport.reporting import (
    CONTRIBUTOR,
    FOCAL_POINT,
    PUBLIC,
    SECRETARIAT,
    STATUSES,
    TRANSITIONS,
    may,
    open_steps,
    require,
    transition,
)
from cbreport.reporting.workflow import PERMISSIONS


def person(*roles: str, party: str = "", convention: str = "") -> Identity:
    conventions = frozenset({convention}) if convention else frozenset[str]()
    return Identity("u", "U", roles=frozenset(roles), party=party, conventions=conventions)


# Who may do what with Kenya's report to convention x. Columns: draft, submitted, accepted, published.
PEOPLE = {
    "focal point": person(FOCAL_POINT, party="KEN"),
    "contributor": person(CONTRIBUTOR, party="KEN"),
    "secretariat": person(SECRETARIAT, convention="x"),
    "focal point of another convention": person(FOCAL_POINT, party="KEN", convention="y"),
    "focal point of another Party": person(FOCAL_POINT, party="NOR"),
    "contributor of another Party": person(CONTRIBUTOR, party="NOR"),
    "secretariat of another convention": person(SECRETARIAT, convention="y"),
    "secretariat of none": person(SECRETARIAT),
    "both": person(FOCAL_POINT, SECRETARIAT, party="KEN", convention="x"),
    "public": PUBLIC,
}
ALL, NONE, DRAFTS, RECEIVED, PUBLIC_ONLY = "yyyy", "----", "y---", "-yyy", "---y"
TABLE = {
    ("focal point", "read"): ALL,
    ("focal point", "write"): DRAFTS,
    ("focal point", "submit"): ALL,
    ("contributor", "read"): ALL,
    ("contributor", "write"): DRAFTS,
    ("secretariat", "read"): RECEIVED,
    ("secretariat", "receive"): ALL,
    ("both", "read"): ALL,
    ("both", "write"): DRAFTS,
    ("both", "submit"): ALL,
    ("both", "receive"): ALL,
    **{
        (name, "read"): PUBLIC_ONLY for name in PEOPLE if "another" in name or name in ("public", "secretariat of none")
    },
}


@pytest.mark.parametrize("name", list(PEOPLE))
@pytest.mark.parametrize("permission", PERMISSIONS)
@pytest.mark.parametrize("status", STATUSES)
def test_who_may_do_what_when(name: str, permission: str, status: str) -> None:
    allowed = TABLE.get((name, permission), NONE)[STATUSES.index(status)] == "y"
    assert may(PEOPLE[name], permission, "x", "KEN", status) is allowed


def test_a_permission_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no permission “delete”"):
        may(PEOPLE["focal point"], "delete", "x", "KEN", "draft")


STEPS = {
    ("focal point", "draft"): ["submit"],
    ("both", "draft"): ["submit"],
    ("secretariat", "submitted"): ["accept"],
    ("both", "submitted"): ["accept"],
    ("secretariat", "accepted"): ["publish"],
    ("both", "accepted"): ["publish"],
}


@pytest.mark.parametrize("name", list(PEOPLE))
@pytest.mark.parametrize("status", STATUSES)
def test_the_steps_that_are_open(name: str, status: str) -> None:
    steps = [step.name for step in open_steps(PEOPLE[name], "x", "KEN", status)]
    assert steps == STEPS.get((name, status), [])
    for step in TRANSITIONS:
        if step.name in steps:
            assert require(PEOPLE[name], step.name, "x", "KEN", status) is step
        else:
            with pytest.raises((NotPermitted, WorkflowError)) as caught:
                require(PEOPLE[name], step.name, "x", "KEN", status)
            assert caught.value.hint


def test_what_is_not_permitted_is_told_before_what_is_too_late() -> None:
    with pytest.raises(NotPermitted, match="You may not submit this report"):
        require(PEOPLE["contributor"], "submit", "x", "KEN", "submitted")
    with pytest.raises(WorkflowError, match="You cannot submit a report that is submitted"):
        require(PEOPLE["focal point"], "submit", "x", "KEN", "submitted")
    with pytest.raises(WorkflowError, match="You cannot publish a report that is submitted"):
        require(PEOPLE["secretariat"], "publish", "x", "KEN", "submitted")


def test_the_table_leads_from_a_draft_to_publication_and_never_back() -> None:
    status = STATUSES[0]
    for step in TRANSITIONS:
        assert step.before == (status,)
        assert STATUSES.index(step.after) == STATUSES.index(status) + 1
        assert step.permission in PERMISSIONS
        status = step.after
    assert status == STATUSES[-1]


def test_a_step_that_does_not_exist_is_named_with_those_that_do() -> None:
    assert transition("accept").after == "accepted"
    with pytest.raises(WorkflowError, match=r"There is no step “withdraw”\. Steps: submit, accept, publish\."):
        transition("withdraw")
