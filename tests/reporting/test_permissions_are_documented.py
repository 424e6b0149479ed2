"""The table in docs/embedding.md says of every role what the workflow says."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbreport.reporting import (
    APPROVER,
    CONTRIBUTOR,
    FOCAL_POINT,
    IN_HAND,
    PUBLIC,
    SECRETARIAT,
    SEEN,
    STATUSES,
    TRANSITIONS,
    Grant,
    Identity,
    Standing,
    may,
)
from cbreport.reporting.workflow import PERMISSIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "embedding.md"
WORDS = {
    "always": set(STATUSES),
    "draft": {"draft"},
    "in hand": set(IN_HAND),
    "received": set(SEEN),
    "published": {"published"},
    "–": set(),
}
PEOPLE = {
    "focal point": Identity("f", "F", frozenset({FOCAL_POINT}), "KEN"),
    "contributor": Identity("c", "C", frozenset({CONTRIBUTOR}), "KEN"),
    "approver": Identity("a", "A", frozenset({APPROVER}), "KEN"),
    "colleague with a grant": Identity("g", "G", grants=(Grant("g", "r"),)),
    "Secretariat": Identity("s", "S", frozenset({SECRETARIAT}), conventions=frozenset({"x"})),
    "public": PUBLIC,
}


def table() -> dict[str, dict[str, set[str]]]:
    """The statuses of each cell, by permission and role."""
    lines = [line.strip("| \n").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line]
    rows = [[cell.strip() for cell in line] for line in lines]
    head = next(row for row in rows if row[:2] == ["what", "permission"])
    found = {}
    for row in rows:
        permission = row[1].strip("`") if len(row) == len(head) else ""
        if permission in PERMISSIONS:
            found[permission] = {role: _statuses(cell) for role, cell in zip(head[2:], row[2:], strict=True)}
    return found


def _statuses(cell: str) -> set[str]:
    return set().union(*(WORDS[word.strip()] for word in cell.split(",")))


def usable(permission: str) -> set[str]:
    """The statuses in which a permission leads to anything: a step begins there, or the store asks nothing of it."""
    begun = {status for step in TRANSITIONS if step.permission == permission for status in step.before}
    return {"revise": set(SEEN), "submit": set(STATUSES)}.get(permission, begun or set(STATUSES))


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_every_permission_is_in_the_table_as_it_is(permission: str) -> None:
    row = table()[permission]
    assert row.keys() == PEOPLE.keys()
    for role, person in PEOPLE.items():
        allowed = {each for each in STATUSES if may(person, permission, Standing("x", "KEN", each, id="r"))}
        assert row[role] & usable(permission) == allowed & usable(permission), role
