from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from cbreport.web.narrowing import Narrowing

TEXT = st.text(max_size=60).map(str.strip)
ADDRESS = st.fixed_dictionaries({}, optional=dict.fromkeys(["region", "status", "group", "timing", "q", "sort"], TEXT))


@given(ADDRESS)
def test_what_is_carried_comes_back(asked: dict[str, str]) -> None:
    found = Narrowing.of(asked)
    assert found.address == {name: value for name, value in asked.items() if value}
    if found.text and found.text.isascii():
        assert dict(parse_qsl(found.text)) == found.address


@given(st.text())
def test_nothing_that_is_carried_fails(text: str) -> None:
    assert set(Narrowing.carried(text).address) <= {"region", "status", "group", "timing", "q", "sort"}


def test_too_many_parts_are_none() -> None:
    assert Narrowing.carried("&".join(["region=a"] * 50)) == Narrowing()


def test_nothing_to_carry_is_no_part_of_an_address() -> None:
    assert Narrowing.of({"cycle": "EX1"}).text is None


def test_other_filters_leave_the_order() -> None:
    found = Narrowing.of({"region": "a", "status": "none", "sort": "date"})
    assert found.with_(status="").address == {"region": "a", "sort": "date"}
    assert found.only(group="ldc").address == {"group": "ldc", "sort": "date"}
    assert found.active == {"region": "a", "status": "none"}
