from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.definition import canonical_json, digest_of

json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@dataclass(frozen=True)
class Inner:
    name: str = ""
    shown: bool = False
    number: int = 0


@dataclass(frozen=True)
class Outer:
    parts: tuple[Inner, ...] = ()
    note: str | None = None
    line: int = field(default=0, compare=False)


def test_the_order_of_keys_makes_no_difference() -> None:
    assert canonical_json({"b": 1, "a": [True, None]}) == canonical_json({"a": [True, None], "b": 1})


def test_the_order_of_a_list_does() -> None:
    assert canonical_json(["a", "b"]) != canonical_json(["b", "a"])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_hold_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json({"a": value})


@given(json_like, json_like)
def test_equal_bytes_mean_equal_content(one: object, other: object) -> None:
    same = canonical_json(one) == canonical_json(other)
    assert same == (digest_of(one) == digest_of(other))
    if same:
        assert one == other


def test_a_digest_names_its_kind_and_is_that_of_the_canonical_bytes() -> None:
    assert digest_of({"a": 1}) == digest_of(b'{"a":1}')
    # SHA-256 of nothing, as any other tool computes it
    assert digest_of(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_field_that_takes_no_part_in_comparison_takes_none_in_the_digest() -> None:
    assert digest_of(Outer(line=1)) == digest_of(Outer(line=2))


def test_a_field_that_is_unset_changes_nothing_so_that_the_language_may_grow() -> None:
    @dataclass(frozen=True)
    class Older:
        name: str

    @dataclass(frozen=True)
    class Newer:
        name: str
        private: bool = False
        note: str | None = None

    Newer.__name__ = "Older"
    assert digest_of(Newer("x")) == digest_of(Older("x"))
    assert digest_of(Newer("x", private=True)) != digest_of(Older("x"))
    assert digest_of(Newer("x", note="")) != digest_of(Older("x"))
    assert digest_of(Inner("x", number=0)) != digest_of(Inner("x", number=1))


def test_two_kinds_with_the_same_fields_differ() -> None:
    @dataclass(frozen=True)
    class Other:
        name: str = ""

    assert digest_of(Inner("x")) != digest_of(Other("x"))
