from __future__ import annotations

import inspect
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from cbreport.answering import Answer
from cbreport.errors import NotPermitted, SaveConflict, SaveRefused, UnknownName
from cbreport.reporting import PUBLIC, Saved, Store, files
from cbreport.storage import SqlStore, rows
from tests.storage.people import AMINA, BARASA, CLERK, KARI, KENYA, person


def contents(store: SqlStore, report_id: str) -> dict[str, dict[str, Any]]:
    return {address: answer.content() for address, answer in store.open(AMINA, report_id).answers.items()}


def test_it_is_the_store_that_reporting_asks_for(store: SqlStore) -> None:
    asked: Store = store
    for name, wanted in inspect.getmembers(Store, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(getattr(SqlStore, name)) == inspect.signature(wanted), name
    assert asked.reports(PUBLIC) == ()


# -- beginning --------------------------------------------------------------------------------------------------------


def test_a_report_begins_once(store: SqlStore) -> None:
    first = store.create(AMINA, KENYA)
    assert (first.status, first.version, first.revision, first.submitted) == ("draft", 1, 0, "")
    assert (first.convention, first.form, first.edition, first.digest, first.party, first.cycle, first.example) == (
        "example", "example-national-report", "ex1", "sha256:0", "KEN", "EX1", False,
    )  # fmt: skip
    assert store.create(BARASA, replace(KENYA, edition="ex2")) == first
    assert store.create(AMINA, replace(KENYA, cycle="EX2")).id != first.id
    assert len(store.history(AMINA, first.id)) == 1


RECORD = replace(KENYA, cycle="REQ")


def test_each_record_gets_the_next_number(store: SqlStore) -> None:
    first = store.add(AMINA, RECORD)
    assert (first.cycle, first.status, first.version) == ("REQ-1", "draft", 1)
    store.save(AMINA, first.id, {"a": Answer("1")}, 0)
    assert store.add(AMINA, RECORD).cycle == "REQ-2"
    assert store.add(BARASA, RECORD).cycle == "REQ-3"
    assert store.add(KARI, replace(RECORD, party="NOR")).cycle == "REQ-1"
    assert store.add(AMINA, replace(RECORD, cycle="RE")).cycle == "RE-1"
    store.load(replace(RECORD, cycle="REQ-41"), {"a": Answer("1")}, author="operator")
    for stray in ("REQ", "REQ-x", "REQ-042", "REQ-LATE-7", "REQX-99"):
        store.load(replace(RECORD, cycle=stray), {}, author="operator")
    assert store.add(person("zawadi", "contributor", "KEN"), RECORD).cycle == "REQ-42"
    assert store.broken_changes() == ()


def test_to_press_twice_is_to_press_once(store: SqlStore) -> None:
    first = store.add(AMINA, RECORD)
    assert store.add(AMINA, RECORD) == first
    store.save(AMINA, first.id, {"a": Answer("1")}, 0)
    store.save(AMINA, first.id, {"a": Answer()}, 1)
    assert store.add(AMINA, RECORD).cycle == "REQ-2"  # somebody has written in the first one


def test_a_record_is_begun_by_its_party_only(store: SqlStore) -> None:
    for stranger in (KARI, CLERK, PUBLIC):
        with pytest.raises(NotPermitted):
            store.add(stranger, RECORD)
    assert store.reports(AMINA) == ()


def test_times_come_from_the_clock_in_utc(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"help": Answer("yes", author="somebody", time="1999-01-01")}, 0)
    stored = store.open(AMINA, report.id)
    assert stored.summary.created == report.created == "2026-01-01T00:00:01.000+00:00"
    assert stored.summary.updated == stored.answers["help"].time > report.created
    assert datetime.fromisoformat(stored.summary.updated).tzinfo == UTC
    assert stored.answers["help"].author == "amina"


def test_ids_are_not_guessed_from_one_another(store: SqlStore) -> None:
    ids = {store.create(AMINA, replace(KENYA, cycle=f"C{number}")).id for number in range(20)}
    assert len(ids) == 20
    assert all(len(each) == 24 and each.isalnum() and each.islower() for each in ids)


@pytest.mark.parametrize("wrong", ["", "x", "a" * 24, "' OR 1=1 --", "a\0b", "\ud800", "é" * 24])
def test_no_such_report(store: SqlStore, wrong: str) -> None:
    store.create(AMINA, KENYA)
    for call in (
        lambda: store.open(AMINA, wrong),
        lambda: store.snapshot(AMINA, wrong),
        lambda: store.history(AMINA, wrong),
        lambda: store.save(AMINA, wrong, {}, 0),
        lambda: store.transition(AMINA, wrong, "submit", revision=0),
        lambda: store.verify_history(wrong),
    ):
        with pytest.raises(UnknownName, match="There is no report"):
            call()


def test_lists_are_in_order_and_filtered(store: SqlStore) -> None:
    older, other, newer = (
        store.create(who, replace(KENYA, party=who.party, cycle=cycle))
        for who, cycle in ((AMINA, "EX1"), (AMINA, "EX0"), (KARI, "EX1"))
    )
    for who, report in ((AMINA, older), (AMINA, other), (KARI, newer)):
        store.transition(who, report.id, "submit", revision=0)
    assert [each.id for each in store.reports(CLERK)] == [other.id, newer.id, older.id]
    assert [each.id for each in store.reports(CLERK, cycle="EX1", party="KEN")] == [older.id]
    assert store.reports(CLERK, convention="other") == ()
    assert store.reports(CLERK, party="K\0N") == store.reports(CLERK, cycle="\ud800") == ()


# -- saving -----------------------------------------------------------------------------------------------------------


def test_a_save_of_nothing_new_changes_nothing(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    assert store.save(AMINA, report.id, {"help": Answer("yes"), "none": Answer()}, 0) == Saved(1, 1)
    before = store.open(AMINA, report.id)
    assert store.save(BARASA, report.id, {"help": Answer("yes"), "none": Answer(comment="")}, 1) == Saved(1, 0)
    assert store.save(BARASA, report.id, {}, 0) == Saved(1, 0)
    assert store.open(AMINA, report.id) == before


def test_two_people_and_different_answers(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1"), "b": Answer("1")}, 0)
    assert store.save(AMINA, report.id, {"a": Answer("2"), "b": Answer("1")}, 1) == Saved(2, 1)
    assert store.save(BARASA, report.id, {"a": Answer("1"), "b": Answer("3")}, 1) == Saved(3, 1)
    answers = store.open(AMINA, report.id).answers
    assert {key: (each.value, each.author) for key, each in answers.items()} == {
        "a": ("2", "amina"),
        "b": ("3", "barasa"),
    }


def test_the_same_answer_changed_twice_is_for_people_to_decide(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("old"), "c": Answer("old")}, 0)
    store.save(AMINA, report.id, {"a": Answer("theirs"), "c": Answer(), "d": Answer("theirs")}, 1)
    before = store.open(AMINA, report.id)
    mine = {address: Answer("mine") for address in "abcd"}
    with pytest.raises(SaveConflict) as caught:
        store.save(BARASA, report.id, mine, 1)
    first, second, third = caught.value.conflicts
    assert (first.address, first.base, first.mine, first.theirs) == (
        "a", {"value": "old"}, {"value": "mine"}, {"value": "theirs"},
    )  # fmt: skip
    assert (first.their_author, first.their_time) == ("amina", before.summary.updated)
    assert (second.address, second.theirs, second.their_author) == ("c", None, "amina")
    assert (third.address, third.base, third.theirs) == ("d", None, {"value": "theirs"})
    assert caught.value.revision == 2
    assert store.open(AMINA, report.id) == before
    assert store.save(BARASA, report.id, {"a": Answer("mine")}, caught.value.revision) == Saved(3, 1)


def test_what_was_seen_later_counts_for_its_answer_only(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("theirs"), "b": Answer("theirs")}, 0)
    with pytest.raises(SaveConflict) as caught:
        store.save(BARASA, report.id, {"a": Answer("mine"), "b": Answer("mine")}, 0, seen={"a": 1})
    assert [each.address for each in caught.value.conflicts] == ["b"]
    assert contents(store, report.id) == {"a": {"value": "theirs"}, "b": {"value": "theirs"}}
    assert store.save(BARASA, report.id, {"a": Answer("mine"), "c": Answer("mine")}, 0, seen={"a": 1}) == Saved(2, 2)
    with pytest.raises(SaveRefused, match="no revision 9"):
        store.save(BARASA, report.id, {"a": Answer("again")}, 2, seen={"a": 9})


def test_an_exact_save_is_refused_when_anything_changed(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1")}, 0)
    with pytest.raises(SaveRefused, match="at revision 1; you saw revision 0"):
        store.save(BARASA, report.id, {"b": Answer("1")}, 0, exact=True)
    assert store.save(BARASA, report.id, {"b": Answer("1")}, 1, exact=True) == Saved(2, 1)


@pytest.mark.parametrize(
    ("revision", "expected"),
    [(-(10**30), {}), (0, {}), (1, {"a": "1"}), (2, {"a": "2", "b": "1"}), (3, {"b": "1"}), (10**30, {"b": "1"})],
)
def test_answers_as_they_were_at_a_revision(store: SqlStore, revision: int, expected: dict[str, str]) -> None:
    report = store.create(AMINA, KENYA)
    for base, typed in enumerate(({"a": Answer("1")}, {"a": Answer("2"), "b": Answer("1")}, {"a": Answer()})):
        store.save(AMINA, report.id, typed, base)
    answers = store.open(BARASA, report.id, revision=revision).answers
    assert {address: answer.value for address, answer in answers.items()} == expected


def test_an_answer_that_went_there_and_back_meanwhile_is_no_conflict(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    for revision, value in enumerate(("old", "detour", "old")):
        store.save(AMINA, report.id, {"a": Answer(value)}, revision)
    assert store.save(BARASA, report.id, {"a": Answer("mine")}, 1) == Saved(4, 1)


def test_a_save_whose_reply_was_lost_can_be_repeated(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    typed = {"a": Answer("1"), "b": Answer()}
    assert store.save(AMINA, report.id, typed, 0) == Saved(1, 1)
    store.save(BARASA, report.id, {"c": Answer("2")}, 1)
    assert store.save(AMINA, report.id, typed, 0) == Saved(2, 0)
    assert len(store.history(AMINA, report.id)) == 3


def test_clearing_keeps_the_place_and_the_history(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1"), "b": Answer("2")}, 0)
    store.save(AMINA, report.id, {"a": Answer()}, 1)
    assert list(contents(store, report.id)) == ["b"]
    store.save(AMINA, report.id, {"a": Answer("again")}, 2)
    assert list(contents(store, report.id)) == ["a", "b"]
    changes = store.history(AMINA, report.id, address="a")
    assert [(each.before, each.after) for each in changes] == [
        ({}, {"value": "again"}),
        ({"value": "1"}, {}),
        ({}, {"value": "1"}),
    ]


PROPOSED = Answer(
    'the "confirmed":false plan', source="carried-forward", confirmed=False, origin={"form": "f@1", "address": "a"}
)


def test_a_proposal_that_was_cleared_is_remembered(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(
        AMINA, report.id, {"a": PROPOSED, "b": PROPOSED, "c": PROPOSED, "d": replace(PROPOSED, confirmed=True)}, 0
    )
    assert store.refused(AMINA, report.id) == ()
    decided = {"a": Answer(), "b": replace(PROPOSED, confirmed=True), "c": Answer("mine"), "d": Answer()}
    store.save(AMINA, report.id, decided, 1)
    assert store.refused(BARASA, report.id) == (("a", PROPOSED),)
    store.save(AMINA, report.id, {"a": replace(PROPOSED, value="another")}, 2)
    store.save(AMINA, report.id, {"a": Answer(comment="No!")}, 3)
    assert [(at, each.value) for at, each in store.refused(AMINA, report.id)] == [
        ("a", "another"), ("a", PROPOSED.value),
    ]  # fmt: skip


def test_what_a_party_refused_is_its_own_business(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": PROPOSED}, 0)
    store.save(AMINA, report.id, {"a": Answer()}, 1)
    store.transition(AMINA, report.id, "submit", revision=2, snapshot=b"{}")
    assert store.refused(CLERK, report.id) == ()
    with pytest.raises(UnknownName):
        store.refused(KARI, report.id)


@pytest.mark.parametrize("revision", [-1, 2, 10**30])
def test_a_revision_that_never_was(store: SqlStore, revision: int) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1")}, 0)
    with pytest.raises(SaveRefused, match=f"no revision {revision} of this report; it is at 1"):
        store.save(AMINA, report.id, {"a": Answer("2")}, revision)
    assert contents(store, report.id) == {"a": {"value": "1"}}


@pytest.mark.parametrize(
    "answer",
    [
        Answer("a\0b \u2028 \U0001f600 مرحبا"),
        Answer(True),
        Answer(0),
        Answer(10**30),
        Answer(["b", "a"]),
        Answer({"amount": "12.50", "currency": "USD"}),
        Answer(non_answer="not-applicable", comment="why"),
        Answer(comment="only this"),
        Answer("x", details={"other": "beside"}, language="ar", source="carried-forward", confirmed=False),
    ],
    ids=repr,
)
def test_what_comes_back_is_what_was_given(store: SqlStore, answer: Answer) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"trainings[r7].title": answer}, 0)
    (back,) = store.open(AMINA, report.id).answers.values()
    assert replace(back, author="", time="") == answer
    assert store.save(AMINA, report.id, {"trainings[r7].title": answer}, 1).changed == 0


def test_one_and_true_are_not_the_same_answer(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer(1)}, 0)
    assert store.save(AMINA, report.id, {"a": Answer(True)}, 1) == Saved(2, 1)
    assert contents(store, report.id)["a"]["value"] is True


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("a", Answer("\ud800")),
        ("a", Answer(float("nan"))),
        ("a", Answer(object())),
        ("a", Answer([1])),
        ("a", Answer("x", source="dreamt")),
        ("No Address", Answer("x")),
        ("a\0", Answer("x")),
    ],
)
def test_what_cannot_be_kept_is_refused_as_a_whole(store: SqlStore, address: str, answer: Answer) -> None:
    report = store.create(AMINA, KENYA)
    with pytest.raises(SaveRefused):
        store.save(AMINA, report.id, {"good": Answer("x"), address: answer}, 0)
    assert store.open(AMINA, report.id).summary.revision == 0
    with pytest.raises(SaveRefused):
        store.load(replace(KENYA, party="NOR"), {"good": Answer("x"), address: answer}, author="operator")
    assert store.reports(KARI) == ()


def test_a_report_does_not_grow_without_end(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rows.MAX_ADDRESSES == files.MAX_ANSWERS
    monkeypatch.setattr(rows, "MAX_ADDRESSES", 30)
    many = {f"g[{number}].a": Answer("x") for number in range(30)}
    report = store.load(KENYA, many, author="operator")
    assert len(contents(store, report.id)) == 30
    with pytest.raises(SaveRefused, match="30 answers at most"):
        store.save(AMINA, report.id, {"one-more": Answer("x")}, 1)
    assert store.save(AMINA, report.id, {"g[7].a": Answer("y")}, 1) == Saved(2, 1)
    assert store.save(AMINA, report.id, {**many, "g[8].a": Answer("z")}, 1) == Saved(3, 1)


def test_a_large_save_needs_no_large_query(store: SqlStore) -> None:
    """Older releases of SQLite take 999 values in a query, newer ones some thousands."""
    if store.engine.dialect.name == "sqlite":

        @event.listens_for(store.engine, "connect")
        def limit(connection: sqlite3.Connection, record: object) -> None:
            connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)

        store.close()
    many = {f"g[{number}].a": Answer("x") for number in range(2000)}
    report = store.create(AMINA, KENYA)
    assert store.save(AMINA, report.id, many, 0) == Saved(1, 2000)
    assert store.save(AMINA, report.id, dict.fromkeys(many, Answer("y")), 1) == Saved(2, 2000)
    assert len(contents(store, report.id)) == 2000


# -- examples and imports ---------------------------------------------------------------------------------------------


def test_loading_twice_is_loading_once(store: SqlStore) -> None:
    example = replace(KENYA, example=True)
    first = store.load(example, {"b": Answer("1"), "a": Answer("2"), "c": Answer()}, author="examples")
    assert (first.revision, first.example, first.status) == (1, True, "draft")
    assert list(contents(store, first.id)) == ["b", "a"]
    assert {each.author for each in store.open(AMINA, first.id).answers.values()} == {"examples"}
    store.save(AMINA, first.id, {"a": Answer("mine")}, 1)
    again = store.load(example, {"a": Answer("2")}, author="examples")
    assert (again.id, again.revision) == (first.id, 2)
    assert contents(store, first.id)["a"] == {"value": "mine"}


def test_a_report_without_answers_can_be_loaded(store: SqlStore) -> None:
    assert store.load(KENYA, {}, author="operator").revision == 0
