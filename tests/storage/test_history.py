from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cbreport.answering import Answer
from cbreport.reporting import Grant, Identity, Wanted
from cbreport.storage import BrokenChange, Change, SqlStore
from tests.storage.people import AMINA, BARASA, CLERK, KENYA

Alter = Callable[[str], None]


@pytest.fixture
def report_id(store: SqlStore) -> str:
    """Changes: 1 begin, 2 and 3 two answers, 4 and 5 a change and a clearing, 6 submit, 7 accept."""
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1"), "b": Answer("2")}, 0)
    store.save(BARASA, report.id, {"a": Answer("3"), "b": Answer()}, 1)
    store.transition(AMINA, report.id, "submit", revision=2, snapshot=b'{"a":"3"}')
    store.transition(CLERK, report.id, "accept", revision=2)
    return report.id


def test_newest_first_with_who_when_and_what(store: SqlStore, report_id: str) -> None:
    changes = store.history(AMINA, report_id)
    assert [(each.seq, each.revision, each.step, each.address, each.author) for each in changes] == [
        (7, 2, "accept", "", "clerk"),
        (6, 2, "submit", "", "amina"),
        (5, 2, "", "b", "barasa"),
        (4, 2, "", "a", "barasa"),
        (3, 1, "", "b", "amina"),
        (2, 1, "", "a", "amina"),
        (1, 0, "begin", "", "amina"),
    ]
    assert (changes[3].before, changes[3].after) == ({"value": "1"}, {"value": "3"})
    assert (changes[2].before, changes[2].after) == ({"value": "2"}, {})
    assert (changes[0].before, changes[0].after) == ({"status": "submitted"}, {"status": "accepted"})
    assert [each.time for each in changes] == sorted((each.time for each in changes), reverse=True)
    assert len({each.hash for each in changes}) == 7


def test_a_part_of_it(store: SqlStore, report_id: str) -> None:
    assert [each.seq for each in store.history(AMINA, report_id, limit=2)] == [7, 6]
    assert [each.seq for each in store.history(AMINA, report_id, address="a")] == [4, 2]
    assert [each.seq for each in store.history(AMINA, report_id, address="a", limit=1)] == [4]
    assert store.history(CLERK, report_id, address="a") == ()
    assert store.history(AMINA, report_id, address="a\0") == store.history(AMINA, report_id, address="\ud800") == ()


@pytest.mark.parametrize(
    ("wanted", "seqs"),
    [
        (Wanted(), [7, 6, 5, 4, 3, 2, 1]),
        (Wanted(author="barasa"), [5, 4]),
        (Wanted(steps=True), [7, 6, 1]),
        (Wanted(before=4), [3, 2, 1]),
        (Wanted(after=5), [7, 6]),
        (Wanted(before=6, after=2, author="amina"), [3]),
        (Wanted(questions=frozenset({"b"})), [5, 3]),
        (Wanted(questions=frozenset()), []),
        (Wanted(under="a"), [4, 2]),
        (Wanted(since="2999"), []),
        (Wanted(until="2000"), []),
        (Wanted(since="2000", until="2999", steps=True), [7, 6, 1]),
        (Wanted(author="a\0"), []),
        (Wanted(under="\ud800"), []),
    ],
)
def test_what_is_wanted_of_it(store: SqlStore, report_id: str, wanted: Wanted, seqs: list[int]) -> None:
    assert [each.seq for each in store.history(AMINA, report_id, wanted=wanted)] == seqs


def test_a_row_and_a_question_with_all_within_them(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    addresses = ("a", "a[r].x", "a[r]", "a[r2].x", "a-b", "a-b[r].x", "ab")
    store.save(AMINA, report.id, {address: Answer("1") for address in addresses}, 0)

    def found(**wanted: object) -> set[str]:
        return {each.address for each in store.history(AMINA, report.id, wanted=Wanted(**wanted)) if not each.step}  # type: ignore[arg-type]

    assert found(under="a") == {"a", "a[r].x", "a[r]", "a[r2].x"}
    assert found(under="a[r]") == {"a[r].x", "a[r]"}
    assert found(questions=frozenset({"a"})) == {"a", "a[r].x", "a[r]", "a[r2].x"}
    assert found(questions=frozenset({"a-b", "ab"})) == {"a-b", "a-b[r].x", "ab"}


def test_what_a_new_version_began_with_need_not_count(store: SqlStore, report_id: str) -> None:
    newer = store.revise(AMINA, report_id)
    store.save(AMINA, newer.id, {"a": Answer("4")}, 1)
    assert [each.step or each.address for each in store.history(AMINA, newer.id)] == ["a", "a", "begin"]
    kept = store.history(AMINA, newer.id, wanted=Wanted(copied=False))
    assert [(each.step or each.address, each.revision) for each in kept] == [("a", 2), ("begin", 0)]
    first = store.history(AMINA, report_id, wanted=Wanted(copied=False))
    assert len(first) == 7


def test_the_first_save_of_a_version_without_answers_counts(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.transition(AMINA, report.id, "submit", revision=0, snapshot=b"x")
    newer = store.revise(AMINA, report.id)
    store.save(AMINA, newer.id, {"a": Answer("1")}, 0)
    assert [each.address for each in store.history(AMINA, newer.id, wanted=Wanted(copied=False))] == ["a", ""]


def test_nobody_outside_can_find_out_whose_step_it_was(store: SqlStore, report_id: str) -> None:
    store.transition(CLERK, report_id, "publish", revision=2)
    public = Identity("", "")
    every = [store.history(public, report_id, wanted=Wanted(author=author)) for author in ("", "amina", "x")]
    assert every[0] == every[1] == every[2] != ()


def test_a_colleague_sees_no_comments_on_what_is_not_hers(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1", comment="hers"), "b": Answer("2", comment="not hers")}, 0)
    store.save(AMINA, report.id, {"b": Answer("2", comment="nor this")}, 1)
    grant = Grant("g", report.id, ("s",), frozenset({"a"}), frozenset({"a", "b"}))
    found = store.history(Identity("guest", "Guest", grants=(grant,)), report.id)
    assert [(each.address, each.after.get("comment")) for each in found] == [("b", None), ("a", "hers")]


def test_an_untouched_history_is_whole(store: SqlStore, report_id: str) -> None:
    assert store.verify_history(report_id) == ()
    assert store.broken_changes() == ()


ALTERED = [
    ("revision", "9"),
    ("step", "'approve'"),
    ("address", "'c'"),
    ("before", '\'{"value":"0"}\''),
    ("after", '\'{"value":"0"}\''),
    ("after", "'no JSON'"),
    ("author", "'somebody'"),
    ("time", "'2020-01-01T00:00:00.000+00:00'"),
    ("hash", "'sha256:0'"),
]


@pytest.mark.parametrize(("column", "value"), ALTERED)
def test_an_altered_row_is_named(store: SqlStore, alter: Alter, report_id: str, column: str, value: str) -> None:
    alter(f"CREATE TABLE kept AS SELECT seq, {column} FROM cb_change")
    for seq in range(1, 8):
        alter(f"UPDATE cb_change SET {column} = {value} WHERE seq = {seq}")
        found = store.verify_history(report_id)
        assert BrokenChange(report_id, seq, "was altered") in found
        assert store.broken_changes() == found
        alter(f"UPDATE cb_change SET {column} = (SELECT {column} FROM kept WHERE seq = {seq}) WHERE seq = {seq}")
        assert store.broken_changes() == ()


@pytest.mark.parametrize("seq", [1, 4, 6, 7])
def test_a_row_that_is_gone_is_named(store: SqlStore, alter: Alter, report_id: str, seq: int) -> None:
    alter(f"DELETE FROM cb_change WHERE seq = {seq}")
    problem = "is not the last one" if seq == 7 else "is missing"
    assert BrokenChange(report_id, seq, problem) in store.verify_history(report_id)


def test_a_whole_history_that_is_gone(store: SqlStore, alter: Alter, report_id: str) -> None:
    alter("DELETE FROM cb_change")
    assert BrokenChange(report_id, 7, "is not the last one") in store.broken_changes()


def test_rows_that_changed_places(store: SqlStore, alter: Alter, report_id: str) -> None:
    for before, after in ((4, 99), (5, 4), (99, 5)):
        alter(f"UPDATE cb_change SET seq = {after} WHERE seq = {before}")
    assert {each.seq for each in store.verify_history(report_id)} >= {4, 5}


def test_a_forged_row_at_the_end(store: SqlStore, alter: Alter, report_id: str) -> None:
    columns = "report, revision, step, address, before, after, author, time, hash"
    alter(f"INSERT INTO cb_change (seq, {columns}) SELECT 8, {columns} FROM cb_change WHERE seq = 4")
    assert BrokenChange(report_id, 8, "was altered") in store.verify_history(report_id)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE cb_answer SET content = '{\"value\":\"9\"}' WHERE address = 'a'", "answer to “a” is not the one"),
        ("UPDATE cb_answer SET content = '{\"value\":\"9\"}' WHERE address = 'b'", "answer to “b” is not the one"),
        ("UPDATE cb_answer SET author = 'x' WHERE address = 'a'", "answer to “a” is not the one"),
        ("UPDATE cb_answer SET time = 'x' WHERE address = 'a'", "answer to “a” is not the one"),
        ("DELETE FROM cb_answer WHERE address = 'a'", "answer to “a” is not the one"),
        *(
            (f"UPDATE cb_report SET {name} = {value}", f"its “{name}” is not what the history says")
            for name, value in (
                ("form", "'other'"),
                ("edition", "'other'"),
                ("digest", "'other'"),
                ("example", "NOT example"),
                ("behalf", "NOT behalf"),
                ("status", "'draft'"),
                ("revision", "9"),
                ("created", "''"),
                ("updated", "''"),
                ("submitted", "''"),
                ("submitted_by", "'other'"),
            )
        ),
        ("UPDATE cb_snapshot SET content = '{}'", "what was submitted was altered"),
        ("UPDATE cb_snapshot SET digest = 'sha256:0'", "what was submitted was altered"),
        ("DELETE FROM cb_snapshot", "what was submitted was altered"),
        ("UPDATE cb_snapshot SET author = 'x'", "what was submitted was altered"),
        ("UPDATE cb_snapshot SET time = 'x'", "what was submitted was altered"),
        ("UPDATE cb_snapshot SET version = 7", "what was submitted was altered"),
        ("UPDATE cb_answer SET position = 9 WHERE address = 'a'", "not in the order in which they were first given"),
    ],
)
def test_what_the_history_does_not_say(
    store: SqlStore, alter: Alter, report_id: str, statement: str, problem: str
) -> None:
    alter(statement)
    (found,) = store.verify_history(report_id)
    assert (found.report, found.seq) == (report_id, 0)
    assert problem in str(found)


@pytest.mark.parametrize("column", ["convention", "cycle", "party", "version"])
def test_a_report_that_became_another_one(store: SqlStore, alter: Alter, report_id: str, column: str) -> None:
    value = "7" if column == "version" else "'other'"
    alter(f"UPDATE cb_report SET {column} = {value}")
    assert BrokenChange(report_id, 1, "was altered") in store.verify_history(report_id)


def test_other_reports_are_not_accused(store: SqlStore, alter: Alter, report_id: str) -> None:
    other = store.create(AMINA, replace(KENYA, cycle="EX2"))
    alter(f"UPDATE cb_change SET author = 'x' WHERE report = '{report_id}' AND seq = 3")
    assert store.verify_history(other.id) == ()
    assert {each.report for each in store.broken_changes()} == {report_id}


def test_a_change_cannot_be_changed() -> None:
    change = Change(1, 0, "begin", "", {}, {}, "amina", "", "")
    with pytest.raises(AttributeError):
        change.author = "x"  # type: ignore[misc]


def test_texts_cannot_slip_from_one_column_into_the_next(store: SqlStore, alter: Alter) -> None:
    """A hash over plain concatenation would not see that."""
    report = store.create(replace(AMINA, id="ab"), KENYA)
    alter("UPDATE cb_change SET author = 'a', time = 'b' || time")
    assert BrokenChange(report.id, 1, "was altered") in store.verify_history(report.id)
