from __future__ import annotations

import pytest

from cbreport import Identity
from cbreport.errors import NotPermitted, WorkflowError
from cbreport.reporting import (
    APPROVER,
    CONTRIBUTOR,
    FOCAL_POINT,
    IN_HAND,
    PUBLIC,
    SECRETARIAT,
    STATUSES,
    TRANSITIONS,
    Grant,
    Standing,
    may,
    open_steps,
    require,
    transition,
)
from cbreport.reporting.workflow import OUTER_STEPS, PERMISSIONS, REASON_LENGTH, WORDS, require_reason


def person(*roles: str, party: str = "", convention: str = "", granted: str = "") -> Identity:
    conventions = frozenset({convention}) if convention else frozenset[str]()
    grants = (Grant("g", granted),) if granted else ()
    return Identity("u", "U", roles=frozenset(roles), party=party, conventions=conventions, grants=grants)


# Who may do what with Kenya's report to convention x. Columns: the statuses in their order.
PEOPLE = {
    "focal point": person(FOCAL_POINT, party="KEN"),
    "contributor": person(CONTRIBUTOR, party="KEN"),
    "approver": person(APPROVER, party="KEN"),
    "colleague": person(granted="r"),
    "colleague for another report": person(granted="s"),
    "secretariat": person(SECRETARIAT, convention="x"),
    "focal point of another convention": person(FOCAL_POINT, party="KEN", convention="y"),
    "focal point of another Party": person(FOCAL_POINT, party="NOR"),
    "contributor of another Party": person(CONTRIBUTOR, party="NOR"),
    "secretariat of another convention": person(SECRETARIAT, convention="y"),
    "secretariat of none": person(SECRETARIAT),
    "both": person(FOCAL_POINT, SECRETARIAT, party="KEN", convention="x"),
    "public": PUBLIC,
}
ALL, NONE, DRAFTS, HAND, SEEN, PUBLIC_ONLY = "yyyyyyyy", "--------", "y-------", "yyy-----", "---yyyyy", "-------y"
FILLING = {"inside": ALL, "write": DRAFTS, "review": ALL, "revise": ALL, "read": ALL}
FOCAL = {**FILLING, "approve": ALL, "submit": ALL, "delegate": ALL}
ALLOWED: dict[str, dict[str, str]] = {
    "focal point": FOCAL,
    "contributor": FILLING,
    "approver": {"read": ALL, "inside": ALL, "approve": ALL},
    "colleague": {"read": "yyy----y", "inside": HAND, "write": DRAFTS},
    "secretariat": {"read": SEEN, "receive": ALL},
    "both": {**FOCAL, "receive": ALL},
}
# The same for a report that the Secretariat enters for the Party.
BEHALF = {
    **ALLOWED,
    "secretariat": {
        "read": ALL, "inside": HAND, "write": DRAFTS, "submit": ALL, "revise": ALL, "receive": ALL,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", list(PEOPLE))
@pytest.mark.parametrize("permission", PERMISSIONS)
@pytest.mark.parametrize("behalf", [False, True])
def test_who_may_do_what_when(name: str, permission: str, behalf: bool) -> None:
    table = (BEHALF if behalf else ALLOWED).get(name, {})
    expected = table.get(permission, PUBLIC_ONLY if permission == "read" else NONE)
    found = [may(PEOPLE[name], permission, Standing("x", "KEN", status, behalf, "r")) for status in STATUSES]
    assert "".join("y" if each else "-" for each in found) == expected


def test_a_permission_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no permission “delete”"):
        may(PEOPLE["focal point"], "delete", Standing("x", "KEN"))


STEPS = {
    ("focal point", "draft"): ["ask-review", "submit"],
    ("focal point", "in-review"): ["resume", "return", "approve"],
    ("focal point", "approved"): ["return", "submit"],
    ("focal point", "submitted"): ["recall"],
    ("contributor", "draft"): ["ask-review"],
    ("contributor", "in-review"): ["resume"],
    ("approver", "in-review"): ["return", "approve"],
    ("approver", "approved"): ["return"],
    ("secretariat", "submitted"): ["send-back", "accept"],
    ("secretariat", "accepted"): ["send-back", "publish"],
    ("secretariat", "published"): ["withdraw"],
}
STEPS |= {
    ("both", status): [
        step.name
        for step in TRANSITIONS
        if step.name in STEPS.get(("focal point", status), []) + STEPS.get(("secretariat", status), [])
    ]
    for status in STATUSES
}


@pytest.mark.parametrize("name", list(PEOPLE))
@pytest.mark.parametrize("status", STATUSES)
def test_the_steps_that_are_open(name: str, status: str) -> None:
    standing = Standing("x", "KEN", status, id="r")
    steps = [step.name for step in open_steps(PEOPLE[name], standing)]
    assert steps == STEPS.get((name, status), [])
    for step in TRANSITIONS:
        if step.name in steps:
            assert require(PEOPLE[name], step.name, standing) is step
        else:
            with pytest.raises((NotPermitted, WorkflowError)) as caught:
                require(PEOPLE[name], step.name, standing)
            assert caught.value.hint


def test_what_is_not_permitted_is_told_before_what_is_too_late() -> None:
    submitted = Standing("x", "KEN", "submitted")
    with pytest.raises(NotPermitted, match="You may not submit this report"):
        require(PEOPLE["contributor"], "submit", submitted)
    with pytest.raises(WorkflowError, match="You cannot submit a report that is submitted"):
        require(PEOPLE["focal point"], "submit", submitted)
    with pytest.raises(WorkflowError, match="You cannot publish a report that is submitted"):
        require(PEOPLE["secretariat"], "publish", submitted)


def test_every_status_can_be_reached_and_what_was_submitted_never_becomes_a_draft() -> None:
    reached = {"draft"}
    for _ in STATUSES:
        reached |= {step.after for step in TRANSITIONS if reached & set(step.before)}
    assert reached == set(STATUSES)
    for step in TRANSITIONS:
        assert step.permission in PERMISSIONS
        assert {step.name, step.after, *step.before} <= WORDS.keys()
        assert not set(step.before) - set(IN_HAND) or step.after not in IN_HAND
        crosses = step.after not in IN_HAND
        assert (step.name in OUTER_STEPS) == crosses


def test_a_step_that_does_not_exist_is_named_with_those_that_do() -> None:
    assert transition("accept").after == "accepted"
    with pytest.raises(WorkflowError, match=r"There is no step “burn”\. Steps: ask-review, resume, return"):
        transition("burn")


def test_a_reason_is_asked_for_where_somebody_has_to_go_on_with_it() -> None:
    assert require_reason(transition("return"), " Look at 3.\n") == "Look at 3."
    assert require_reason(transition("accept"), "") == ""
    assert require_reason(transition("submit"), "not kept") == ""
    with pytest.raises(WorkflowError, match="Say why"):
        require_reason(transition("send-back"), " \n")
    assert len(require_reason(transition("recall"), "x" * REASON_LENGTH)) == REASON_LENGTH
    with pytest.raises(WorkflowError, match="5001 characters; 5000 can be kept"):
        require_reason(transition("recall"), "x" * (REASON_LENGTH + 1))
