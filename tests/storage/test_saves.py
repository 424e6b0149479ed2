"""A save that is sent again is made once: the same key gives the same result, whatever happened since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cbreport.answering import Answer
from cbreport.errors import NotPermitted, SaveConflict, SaveRefused, UnknownName
from cbreport.reporting import Once, Saved
from cbreport.storage import SqlStore
from cbreport.storage.engine import reading
from cbreport.storage.saves import KEPT
from cbreport.storage.tables import cb_save
from tests.storage.people import AMINA, BARASA, KARI, KENYA, Clock


def kept(store: SqlStore) -> int:
    with reading(store.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(cb_save)).scalar_one())


def test_the_same_key_twice_is_one_revision_and_one_result(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA).id
    first = store.save(AMINA, report, {"a": Answer("x")}, 0, once=Once("k1", "d"))
    store.save(BARASA, report, {"a": Answer("y")}, 1)
    again = store.save(AMINA, report, {"a": Answer("x")}, 0, once=Once("k1", "d"))
    assert (again, again.time) == (first, first.time) == (Saved(1, 1), first.time)
    page = store.open(AMINA, report)
    assert (page.summary.revision, page.answers["a"].value) == (2, "y")


def test_without_a_key_the_same_would_be_a_conflict(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA).id
    store.save(AMINA, report, {"a": Answer("x")}, 0)
    store.save(BARASA, report, {"a": Answer("y")}, 1)
    with pytest.raises(SaveConflict):
        store.save(AMINA, report, {"a": Answer("x")}, 0)


def test_also_after_a_restart(database: str) -> None:
    results = []
    for _ in range(3):
        store = SqlStore(database)
        report = store.create(AMINA, KENYA).id
        results.append(store.save(AMINA, report, {"a": Answer("x")}, 0, once=Once("k1", "d")))
        store.close()
    assert results == [Saved(1, 1)] * 3
    assert len({each.time for each in results}) == 1


def test_also_when_the_report_was_submitted_since(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA).id
    store.save(AMINA, report, {"a": Answer("x")}, 0, once=Once("k1"))
    store.transition(AMINA, report, "submit", revision=1, snapshot=b"{}")
    assert store.save(AMINA, report, {"a": Answer("x")}, 0, once=Once("k1")) == Saved(1, 1)
    with pytest.raises(NotPermitted):
        store.save(AMINA, report, {"a": Answer("z")}, 0, once=Once("k2"))


def test_a_save_that_was_refused_may_be_sent_again(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA).id
    store.save(BARASA, report, {"a": Answer("y")}, 0)
    with pytest.raises(SaveConflict):
        store.save(AMINA, report, {"a": Answer("x")}, 0, once=Once("k1"))
    assert store.made(AMINA, report, "k1") is None
    assert store.save(AMINA, report, {"a": Answer("x")}, 1, once=Once("k1")) == Saved(2, 1)
    assert store.made(AMINA, report, "k1") == Saved(2, 1)


def test_another_save_under_the_same_key_is_refused(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA).id
    store.save(AMINA, report, {"a": Answer("x")}, 0, once=Once("k1", "of one"))
    with pytest.raises(SaveRefused, match="under the same key"):
        store.save(AMINA, report, {"a": Answer("z")}, 1, once=Once("k1", "of another"))
    assert store.save(AMINA, report, {"a": Answer("x")}, 1, once=Once("k1")) == Saved(1, 1)
    assert store.open(AMINA, report).answers["a"].value == "x"


def test_keys_are_a_person_s_own_and_a_report_s_own(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA).id
    other = store.create(KARI, KENYA.__class__(**{**KENYA.__dict__, "party": "NOR"})).id
    once = Once("k1")
    assert store.save(AMINA, report, {"a": Answer("x")}, 0, once=once) == Saved(1, 1)
    assert store.save(BARASA, report, {"b": Answer("y")}, 1, once=once) == Saved(2, 1)
    assert store.save(KARI, other, {"a": Answer("z")}, 0, once=once) == Saved(1, 1)
    assert store.made(BARASA, report, "k1") == Saved(2, 1)
    with pytest.raises(UnknownName):
        store.made(KARI, report, "k1")


@pytest.mark.parametrize("key", ["", "k" * 201, "a\0b", "\ud800"])
def test_a_key_that_is_none_is_refused(store: SqlStore, key: str) -> None:
    report = store.create(AMINA, KENYA).id
    with pytest.raises(SaveRefused, match="no usable key"):
        store.save(AMINA, report, {"a": Answer("x")}, 0, once=Once(key))
    with pytest.raises(SaveRefused, match="no usable key"):
        store.made(AMINA, report, key)
    assert store.open(AMINA, report).answers == {}


def test_keys_are_forgotten_when_nobody_can_send_them_any_more(database: str) -> None:
    clock = Clock()
    store = SqlStore(database, clock=clock)
    report = store.create(AMINA, KENYA).id
    store.save(AMINA, report, {"a": Answer("1")}, 0, once=Once("k1"))
    clock.now += KEPT / 2
    store.save(AMINA, report, {"a": Answer("2")}, 1, once=Once("k2"))
    assert kept(store) == 2
    clock.now += KEPT / 2 + timedelta(minutes=1)
    store.save(AMINA, report, {"a": Answer("3")}, 2, once=Once("k3"))
    assert kept(store) == 2
    assert store.made(AMINA, report, "k1") is None
    store.close()
