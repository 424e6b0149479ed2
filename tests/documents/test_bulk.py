"""Which files an export consists of, their names, and its manifest."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.definition import Cycle
from cbreport.documents.bulk import (
    STATUSES_FOR,
    Export,
    Failed,
    Made,
    files_in,
    files_of,
    made_of,
    manifest,
    name_of,
    reports_of,
)
from cbreport.errors import ExportError, UnknownName
from cbreport.reporting import ReportSummary
from cbreport.testing import EXAMPLE

FORM = ("example-national-report", "ex1", "sha256:0")
WANTED = Export("example", ("EX1",), statuses=("submitted", "published"))
CONVENTION = replace(
    EXAMPLE,
    cycles=(*EXAMPLE.cycles, replace(EXAMPLE.cycles[0], id="REC", repeats=True)),
)


def summary(party: str = "KEN", cycle: str = "EX1", version: int = 1, status: str = "published") -> ReportSummary:
    id = f"{party}{cycle}{version}"
    return ReportSummary(id, "example", *FORM, party, cycle, version, status, 3, False, "", "")


def chosen(export: Export, *summaries: ReportSummary) -> list[str]:
    return [each.id for each in reports_of(export, CONVENTION, summaries)]


def test_the_newest_version_in_a_wanted_status_is_taken() -> None:
    versions = [summary(version=1), summary(version=2, status="submitted"), summary(version=3, status="recalled")]
    assert chosen(WANTED, *versions) == ["KENEX12"]
    assert chosen(replace(WANTED, statuses=STATUSES_FOR["public"]), *versions) == ["KENEX11"]


def test_other_parties_cycles_conventions_and_drafts_are_passed_over() -> None:
    others = [summary("NOR"), summary(cycle="EX2"), summary(status="draft"), replace(summary(), convention="another")]
    assert chosen(replace(WANTED, parties=("KEN",)), *others) == []


def test_a_cycle_that_repeats_is_all_its_records_in_the_order_of_their_numbers() -> None:
    records = [summary(cycle=f"REC-{number}") for number in (10, 2, 1)]
    assert chosen(replace(WANTED, cycles=("REC",)), *records, summary()) == ["KENREC-11", "KENREC-21", "KENREC-101"]
    assert chosen(replace(WANTED, cycles=("REC-2",)), *records) == ["KENREC-21"]


def test_the_order_is_that_of_cycles_then_parties() -> None:
    wanted = replace(WANTED, cycles=("REC", "EX1"))
    found = chosen(wanted, summary("NOR"), summary("KEN"), summary("NOR", "REC-1"))
    assert found == ["NORREC-11", "KENEX11", "NOREX11"]


def test_each_report_in_each_format_and_language_once() -> None:
    export = replace(WANTED, formats=("pdf", "html", "pdf"), languages=("en", "fr"))
    assert [each.name for each in files_of(export, [summary()])] == [
        "example/EX1/KEN/example-ken-ex1-v1-published.pdf",
        "example/EX1/KEN/example-ken-ex1-v1-published-fr.pdf",
        "example/EX1/KEN/example-ken-ex1-v1-published.html",
        "example/EX1/KEN/example-ken-ex1-v1-published-fr.html",
    ]


def test_a_copy_with_what_never_leaves_the_party_says_so() -> None:
    assert name_of(summary(), "pdf", audience="party").endswith("v1-published-internal.pdf")


@given(st.text(), st.text(), st.text())
def test_no_name_leads_out_of_the_folder_or_is_refused_by_a_system(convention: str, party: str, cycle: str) -> None:
    name = name_of(replace(summary(party, cycle), convention=convention), "pdf")
    assert re.fullmatch(r"([A-Za-z0-9_-]+/){3}[a-z0-9_-]+\.pdf", name)


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), unique=True, max_size=6))
def test_two_reports_never_have_the_same_name(places: list[tuple[str, str]]) -> None:
    assert len({name_of(summary(*place), "pdf") for place in places}) == len(places)


@pytest.mark.parametrize(
    ("part", "value"),
    [("formats", ("doc",)), ("languages", ("xx",)), ("statuses", ("lost",)), ("extent", "all"), ("audience", "all")],
)
def test_what_does_not_exist_is_refused(part: str, value: Any) -> None:
    with pytest.raises(UnknownName):
        replace(WANTED, **{part: value})


def test_an_export_goes_through_json() -> None:
    assert Export.of(json.loads(json.dumps(WANTED.data))) == WANTED


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {**WANTED.data, "more": ""}, {**WANTED.data, "cycles": "EX1"}, {**WANTED.data, "cycles": [1]},
     {**WANTED.data, "extent": ["long"]}, {**WANTED.data, "formats": ["doc"]}],
)  # fmt: skip
def test_what_is_no_export_is_refused(data: Any) -> None:
    with pytest.raises(ExportError):
        Export.of(data)


def test_the_manifest_has_every_file_and_every_error_by_report() -> None:
    one, two, three = files_of(replace(WANTED, formats=("pdf", "html")), [summary(), summary("NOR")])[:3]
    data = manifest(
        WANTED, [Made(one, 5, "ab")], [Failed(two, "No."), Failed(three, "Never.")], time="now", version="1"
    )
    data = json.loads(json.dumps(data))
    assert list(files_in(data)) == [Made(one, 5, "ab")]
    assert (data["made"], data["cbreport"], data["bytes"], data["wanted"]) == ("now", "1", 5, WANTED.data)
    entry = data["files"][0]
    about = {"report": "KENEX11", "version": 1, "status": "published", "format": "pdf", "language": "en"}
    assert about.items() <= entry.items()
    assert (entry["audience"], entry["bytes"], entry["sha256"]) == ("public", 5, "ab")
    failed = [(each["report"], [error["message"] for error in each["errors"]]) for each in data["failed"]]
    assert failed == [("KENEX11", ["No."]), ("NOREX11", ["Never."])]


@pytest.mark.parametrize(
    "change",
    [{"name": "../a/b/c.pdf"}, {"name": "/etc/a/b/c.pdf"}, {"name": "a/../b/c.pdf"}, {"bytes": "5"}, {"version": True},
     {"more": 1}],
)  # fmt: skip
def test_an_entry_that_is_none_or_leads_elsewhere_is_refused(change: dict[str, Any]) -> None:
    good = Made(files_of(WANTED, [summary()])[0], 5, "ab").data
    assert made_of(good).data == good
    with pytest.raises(ExportError):
        made_of({**good, **change})


@pytest.mark.parametrize("data", [None, [], {"files": []}, {"cbreport-export": 2, "files": []}, {"cbreport-export": 1}])
def test_a_manifest_that_is_none_is_refused(data: Any) -> None:
    with pytest.raises(ExportError):
        list(files_in(data))


def test_cycles_of_another_release_are_taken_as_they_are() -> None:
    assert isinstance(CONVENTION.cycles[0], Cycle)
    assert chosen(replace(WANTED, cycles=("OLD",)), summary(cycle="OLD")) == ["KENOLD1"]
