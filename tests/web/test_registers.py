"""Which reports are read for views, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from cbreport.answering import Answer
from cbreport.definition import Form
from cbreport.synthesis.reading import Reading
from cbreport.synthesis.rows import Cell, Row, Told
from cbreport.web.registers import Evaluated

Wanted = tuple[str, int]  # id and revision


class Reader:
    """Makes readings of one row, and notes which."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.read: list[str] = []

    def load(self, kept: Evaluated, wanted: Iterable[Wanted]) -> list[Reading]:
        load = kept.loading()
        return [load(id, revision, lambda: self(id, revision)) for id, revision in wanted]  # noqa: B023

    def __call__(self, id: str, revision: int) -> Reading:
        self.read.append(id)
        told = Told(self.form, "KEN", "EX1", "submitted", id=id, revision=revision)
        question = next(self.form.questions())
        row = Row(
            "need", "KEN", "example", "EX1", id, "f@one", "need", "r1", cells={"": (Cell(question, Answer("x")),)}
        )
        return Reading(told, (row,))

    def during(self, kept: Evaluated, wanted: str, revision: int = 1) -> str:
        """Which are read when some are wanted: capital letters in a later revision."""
        self.read.clear()
        asked = [(each.lower(), revision + each.isupper()) for each in wanted]
        found = self.load(kept, asked)
        assert [(each.told.id, each.told.revision) for each in found] == asked
        return "".join(self.read)


@pytest.fixture
def reader(form: Form) -> Reader:
    return Reader(form)


@pytest.fixture
def size(reader: Reader) -> int:
    """How much room one of these reports takes."""
    kept = Evaluated()
    reader.load(kept, [("a", 1)])
    return kept.size


def test_a_report_is_read_again_when_it_has_changed(reader: Reader) -> None:
    kept = Evaluated()
    assert reader.during(kept, "ab") == "ab"
    assert reader.during(kept, "ab") == ""
    assert reader.during(kept, "Ab") == "a"
    assert reader.during(kept, "AB") == "b"
    assert reader.during(kept, "AB") == ""


def test_an_old_state_takes_no_room(reader: Reader, size: int) -> None:
    kept = Evaluated()
    for revision in range(5):
        reader.during(kept, "a", revision)
    assert kept.size == size


def test_what_was_asked_for_longest_ago_goes_first(reader: Reader, size: int) -> None:
    kept = Evaluated(room=2 * size)
    for each in "abac":
        reader.during(kept, each)
    assert kept.size == 2 * size
    assert reader.during(kept, "ac") == ""
    assert reader.during(kept, "b") == "b"


def test_more_than_there_is_room_for_is_read_only_as_far_as_it_must(reader: Reader, size: int) -> None:
    kept = Evaluated(room=3 * size)
    assert reader.during(kept, "abcde") == "abcde"
    assert reader.during(kept, "abcde") == "de"
    assert kept.size == 3 * size


def test_what_is_larger_than_all_room_is_given_and_not_kept(reader: Reader, size: int) -> None:
    kept = Evaluated(room=size - 1)
    assert reader.during(kept, "a") == "a"
    assert kept.size == 0


def test_what_was_made_is_remembered_within_its_room() -> None:
    kept = Evaluated(room_made=5)
    made: list[str] = []

    def make(name: str) -> str:
        return kept.remember(name, lambda: made.append(name) or name, len)  # type: ignore[func-returns-value]

    assert [make(name) for name in ("aa", "bb", "aa", "cc", "aa", "bb")] == ["aa", "bb", "aa", "cc", "aa", "bb"]
    assert made == ["aa", "bb", "cc", "bb"]
    assert kept.size_made == 4
    assert [make("larger"), make("larger")] == ["larger", "larger"]
    assert made[4:] == ["larger", "larger"]
    assert make("aa") == "aa"
    assert len(made) == 6
