"""Jobs: asked for once, done by one worker at a time, taken up again when their worker is silent."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.reporting import SECRETARIAT, Identity
from cbreport.reporting.jobs import MOST, SILENT, Job
from cbreport.storage import SqlStore
from tests.storage.people import AMINA, CLERK, Clock

OTHER = Identity("other", "Other", frozenset({SECRETARIAT}), conventions=frozenset({"example"}))
STRANGER = Identity("clerk", "Clerk", frozenset({SECRETARIAT}), conventions=frozenset({"another"}))
NONE: dict[str, Any] = {"done": 0, "total": 0, "failed": 0}
ENDED: dict[str, Any] = {"done": 4, "total": 5, "failed": 1, "error": "", "result": "a.zip"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: str, clock: Clock) -> Iterator[SqlStore]:
    store = SqlStore(database, clock=clock)
    yield store
    store.close()


def ask(store: SqlStore, letter: str = "a", person: Identity = CLERK, total: int = 5) -> Job:
    return store.queue_job(person, "export", {"x": ["é"]}, id=letter * 24, convention="example", total=total)


def test_what_was_asked_for_waits(store: SqlStore) -> None:
    job = ask(store)
    assert (job.status, job.wanted, job.person, job.total) == ("waiting", {"x": ["é"]}, "clerk", 5)
    assert store.job(CLERK, job.id) == job
    assert list(store.jobs(CLERK, convention="example")) == [job]


def test_to_press_twice_is_to_press_once(store: SqlStore) -> None:
    assert ask(store) == ask(store, total=9)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(map(repr, pool.map(lambda _: ask(store, "b"), range(4))))) == 1
    assert len(store.jobs(CLERK, convention="example")) == 2


def test_only_its_secretariat_asks_and_only_she_herself_sees_it(store: SqlStore) -> None:
    job = ask(store)
    for person in (AMINA, STRANGER):
        with pytest.raises(NotPermitted):
            ask(store, "b", person)
    for person in (AMINA, OTHER, STRANGER):
        with pytest.raises(UnknownName):
            store.job(person, job.id)
        with pytest.raises(UnknownName):
            store.cancel_job(person, job.id)
        assert list(store.jobs(person, convention="example")) == []
    assert store.job(CLERK, job.id).status == "waiting"


@pytest.mark.parametrize("id", ["", "a", "A" * 24, "../" * 8, "a" * 23 + "\0"])
def test_an_id_that_is_none_is_refused(store: SqlStore, id: str) -> None:
    with pytest.raises(SaveRefused):
        store.queue_job(CLERK, "export", {}, id=id, convention="example", total=1)
    with pytest.raises(UnknownName):
        store.job(CLERK, id)


def test_an_id_of_somebody_else_is_refused(store: SqlStore) -> None:
    ask(store)
    with pytest.raises(SaveRefused):
        ask(store, person=OTHER)


def test_nobody_fills_the_queue_alone(store: SqlStore) -> None:
    letters = "abcdefgh"
    for letter in letters[:MOST]:
        ask(store, letter)
    with pytest.raises(SaveRefused, match=f"{MOST} of your exports"):
        ask(store, letters[MOST])
    ask(store, letters[MOST], OTHER)
    store.cancel_job(CLERK, "a" * 24)
    assert ask(store, letters[MOST + 1]).status == "waiting"


def test_the_one_that_has_waited_longest_is_taken_first(store: SqlStore) -> None:
    ask(store, "b")
    ask(store, "a", OTHER)
    first, second = store.take_job("w1"), store.take_job("w2")
    assert first
    assert second
    assert (first.id[0], first.status, second.id[0]) == ("b", "running", "a")
    assert store.take_job("w3") is None


def test_many_workers_at_once_take_each_job_once(store: SqlStore) -> None:
    people = [Identity(f"p{n}", "P", frozenset({SECRETARIAT}), conventions=frozenset({"example"})) for n in range(6)]
    for letter, person in zip("abcdef", people, strict=True):
        ask(store, letter, person)
    with ThreadPoolExecutor(8) as pool:
        taken = [job.id for job in pool.map(lambda n: store.take_job(f"w{n}"), range(16)) if job]
    assert sorted(taken) == [letter * 24 for letter in "abcdef"]


def test_a_sign_of_life_keeps_the_job_and_says_how_far_it_is(store: SqlStore, clock: Clock) -> None:
    job = ask(store)
    store.take_job("w1")
    for done in range(3):
        clock.now += SILENT - timedelta(seconds=10)
        assert store.beat_job(job.id, "w1", done=done, total=7, failed=1)
        assert store.take_job("w2") is None
    found = store.job(CLERK, job.id)
    assert (found.done, found.total, found.failed) == (2, 7, 1)


def test_who_is_silent_loses_the_job_and_can_do_nothing_to_it_any_more(store: SqlStore, clock: Clock) -> None:
    job = ask(store)
    store.take_job("w1")
    clock.now += SILENT + timedelta(seconds=1)
    taken = store.take_job("w2")
    assert taken
    assert taken.id == job.id
    assert not store.beat_job(job.id, "w1", **NONE)
    assert not store.end_job(job.id, "w1", "done", **ENDED)
    store.release_job(job.id, "w1")
    assert store.job(CLERK, job.id).status == "running"
    assert store.end_job(job.id, "w2", "done", **ENDED)
    found = store.job(CLERK, job.id)
    assert (found.status, found.done, found.failed, found.result) == ("done", 4, 1, "a.zip")
    assert found.ended > found.made
    assert store.take_job("w3") is None


def test_a_job_that_is_given_back_is_taken_at_once(store: SqlStore) -> None:
    job = ask(store)
    store.take_job("w1")
    store.release_job(job.id, "w1")
    assert store.job(CLERK, job.id).status == "waiting"
    assert store.take_job("w2") is not None


def test_a_job_of_which_every_worker_dies_has_failed(store: SqlStore, clock: Clock) -> None:
    job = ask(store)
    for number in range(10):
        assert store.take_job(f"w{number}") is not None
        clock.now += SILENT + timedelta(seconds=1)
    assert store.take_job("last") is None
    found = store.job(CLERK, job.id)
    assert found.status == "failed"
    assert "Every worker" in found.error
    assert found.ended


def test_to_be_given_back_often_is_no_failure(store: SqlStore) -> None:
    job = ask(store)
    for number in range(15):
        assert store.take_job(f"w{number}") is not None
        store.release_job(job.id, f"w{number}")
    assert store.job(CLERK, job.id).status == "waiting"


@pytest.mark.parametrize("running", [False, True])
def test_a_cancelled_job_is_over(store: SqlStore, running: bool) -> None:
    job = ask(store)
    if running:
        store.take_job("w1")
    cancelled = store.cancel_job(CLERK, job.id)
    assert (cancelled.status, bool(cancelled.ended)) == ("cancelled", True)
    assert not store.beat_job(job.id, "w1", **NONE)
    assert not store.end_job(job.id, "w1", "done", **ENDED)
    assert store.take_job("w2") is None
    assert store.cancel_job(CLERK, job.id) == cancelled


def test_what_is_done_cannot_be_cancelled(store: SqlStore) -> None:
    job = ask(store)
    store.take_job("w1")
    store.end_job(job.id, "w1", "done", **ENDED)
    assert store.cancel_job(CLERK, job.id).status == "done"


def test_jobs_that_ended_long_ago_are_forgotten(store: SqlStore, clock: Clock) -> None:
    ask(store, "a")
    ask(store, "b")
    store.cancel_job(CLERK, "a" * 24)
    clock.now += timedelta(days=89)
    assert [each.id[0] for each in store.every_job()] == ["a", "b"]
    clock.now += timedelta(days=2)
    assert [each.id[0] for each in store.every_job()] == ["b"]
