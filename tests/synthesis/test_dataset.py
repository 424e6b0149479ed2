from __future__ import annotations

from datetime import date

import pytest

from cbreport.reporting import RECEIVED
from cbreport.synthesis import dataset
from cbreport.testing import EXAMPLE

from .conftest import ON, report

TEXT = "- {id: q, type: text, label: A text}"


def test_a_draft_is_refused() -> None:
    with pytest.raises(ValueError, match="The report of NOR is draft"):
        dataset([report(TEXT, "KEN", {}), report(TEXT, "NOR", {}, status="draft")], EXAMPLE, on=ON)


@pytest.mark.parametrize("status", RECEIVED)
def test_what_was_submitted_counts(status: str) -> None:
    assert dataset([report(TEXT, "KEN", {}, status=status)], EXAMPLE, on=ON).reported == ("KEN",)


@pytest.mark.parametrize("order", [1, -1])
def test_each_party_counts_once_with_its_newest_version(order: int) -> None:
    versions = [report(TEXT, "KEN", {"q": f"version {number}"}, version=number) for number in (1, 3, 2)][::order]
    data = dataset(versions, EXAMPLE, on=ON)
    assert data.reported == ("KEN",)
    assert data.reports["KEN"].version == 3


def test_a_report_to_another_convention_is_refused() -> None:
    other = report(TEXT, "KEN", {})
    object.__setattr__(other.form, "convention", "another")
    with pytest.raises(ValueError, match="was made to another, not example"):
        dataset([other], EXAMPLE, on=ON)


@pytest.mark.parametrize(
    ("on", "parties"),
    [
        (date(2019, 1, 1), ("KEN", "NOR", "CHE")),
        (date(2020, 1, 1), ("KEN", "NOR")),
        (date(2024, 5, 31), ("KEN", "NOR")),
        (date(2024, 6, 1), ("FJI", "KEN", "NOR")),
    ],
)
def test_membership_is_that_of_the_day(on: date, parties: tuple[str, ...]) -> None:
    assert tuple(party.code for party in dataset([], EXAMPLE, on=on).parties) == parties


def test_who_is_no_party_is_named_and_left_out() -> None:
    data = dataset([report(TEXT, "CHE", {}), report(TEXT, "KEN", {})], EXAMPLE, on=ON)
    assert (data.reported, data.missing, data.outside) == (("KEN",), ("FJI", "NOR"), ("CHE",))


def test_a_filter_leaves_parties_and_their_reports_out() -> None:
    reports = [report(TEXT, code, {}) for code in ("KEN", "NOR")]
    data = dataset(reports, EXAMPLE, on=ON, parties_filter=lambda party: party.sids)
    assert (data.reported, data.missing, data.outside) == ((), ("FJI",), ("KEN", "NOR"))


def test_only_regions_with_parties_are_counted() -> None:
    data = dataset([], EXAMPLE, on=ON, parties_filter=lambda party: party.code != "NOR")
    assert [region.id for region in data.regions] == ["south"]
    assert data.by_region(["KEN", "FJI"]) == {"south": 2}
