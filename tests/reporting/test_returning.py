"""Files that come back: what they were made from, and what they would change."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from cbreport.answering import Answer
from cbreport.errors import ReportFileError
from cbreport.reporting.returning import Made, Returned, answers_of, incoming, made_from
from cbreport.testing import example_library

FORM = example_library().form("example-national-report")
MADE = Made("id1", FORM.id, FORM.edition, FORM.digest, "KEN", "EX1", 1, 4, "en", "key")
SECRET = b"s" * 32


def test_it_says_what_it_was_made_from() -> None:
    assert made_from(MADE.signed(SECRET), SECRET) == MADE
    assert made_from(MADE.signed()) == MADE


@pytest.mark.parametrize("name", ["report", "party", "revision", "key", "digest"])
def test_a_changed_part_is_refused(name: str) -> None:
    data = MADE.signed(SECRET)
    data[name] = data[name] + 1 if name == "revision" else f"{data[name]}x"
    with pytest.raises(ReportFileError, match="was changed"):
        made_from(data, SECRET)


@pytest.mark.parametrize("data", [MADE.signed(b"another"), MADE.signed(), {**MADE.signed(), "signature": 1}])
def test_what_was_not_signed_here_is_refused(data: object) -> None:
    with pytest.raises(ReportFileError, match="not made here"):
        made_from(data, SECRET)


@pytest.mark.parametrize(
    "data", [None, [], {}, {"report": "x"}, {**asdict(MADE), "revision": "4"}, {**asdict(MADE), "revision": True}]
)
def test_what_is_broken_is_refused(data: object) -> None:
    with pytest.raises(ReportFileError):
        made_from(data)


def test_new_rows_of_two_files_never_meet() -> None:
    keys = {made.new_row("trainings", number) for made in (MADE, replace(MADE, key="k2")) for number in range(5)}
    assert len(keys) == 10


BASE = {"help-detail": Answer("Old", language="en"), "trainings[r1].title": Answer("Census", language="en")}


def test_only_what_was_changed_in_the_file_changes() -> None:
    texts = {
        "help-detail": {"": "New"},
        "trainings[r1].title": {"": "Census"},
        "trainings[r2].title": {"": "Another"},
        "trainings[r3].title": {"": ""},
        "no-such-question": {"": "x"},
    }
    found = incoming(Returned(MADE, texts), FORM, BASE, BASE)
    assert {address: each.value for address, each in found.changes.items()} == {
        "help-detail": "New",
        "trainings[r2].title": "Another",
    }
    assert found.conflicts == {}


def test_what_was_saved_meanwhile_is_kept_or_decided() -> None:
    now = {
        **BASE,
        "help-detail": Answer("Theirs", language="en"),
        "trainings[r1].title": Answer("Counts", language="en"),
    }
    found = incoming(
        Returned(MADE, {"help-detail": {"": "Mine"}, "trainings[r1].title": {"": "Census"}}), FORM, BASE, now
    )
    assert found.changes == {}
    assert {address: each.value for address, each in found.conflicts.items()} == {"help-detail": "Mine"}


def test_an_answer_that_was_cleared_in_the_file_is_cleared() -> None:
    assert answers_of(Returned(MADE, {"help-detail": {"": ""}}), FORM, BASE)["help-detail"].empty
