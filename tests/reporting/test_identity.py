from __future__ import annotations

import pytest

from cbreport import Identity
from cbreport.reporting import CONTRIBUTOR, FOCAL_POINT, PUBLIC, SECRETARIAT


def person(*roles: str, party: str = "KEN", conventions: tuple[str, ...] = ()) -> Identity:
    return Identity("u", "Somebody", roles=frozenset(roles), party=party, conventions=frozenset(conventions))


@pytest.mark.parametrize("role", [FOCAL_POINT, CONTRIBUTOR])
@pytest.mark.parametrize(
    ("party", "conventions", "answers"),
    [("KEN", (), True), ("KEN", ("x",), True), ("KEN", ("y",), False), ("NOR", (), False), ("", (), False)],
)
def test_who_answers_for_a_party(role: str, party: str, conventions: tuple[str, ...], answers: bool) -> None:
    assert person(role, party=party, conventions=conventions).answers_for("x", "KEN") is answers


def test_nobody_answers_for_no_party() -> None:
    assert not person(FOCAL_POINT, party="").answers_for("x", "")


@pytest.mark.parametrize(("conventions", "serves"), [(("x",), True), (("y", "x"), True), (("y",), False), ((), False)])
def test_who_serves_a_convention(conventions: tuple[str, ...], serves: bool) -> None:
    assert person(SECRETARIAT, conventions=conventions).serves("x") is serves


def test_a_secretariat_answers_for_nobody_and_a_focal_point_serves_no_convention() -> None:
    assert not person(SECRETARIAT, conventions=("x",)).answers_for("x", "KEN")
    assert not person(FOCAL_POINT, conventions=("x",)).serves("x")
    both = person(SECRETARIAT, FOCAL_POINT, conventions=("x",))
    assert both.answers_for("x", "KEN")
    assert both.serves("x")


def test_nobody_in_particular_is_the_public() -> None:
    assert PUBLIC.public
    assert person().public
    assert not person(CONTRIBUTOR).public


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no role “admin”"):
        person("admin", FOCAL_POINT)
