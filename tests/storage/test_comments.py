"""The discussion inside the Party."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cbreport.answering import Answer
from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.reporting import PUBLIC, Grant, Identity, Thread
from cbreport.reporting.discussing import COMMENT_LENGTH
from cbreport.storage import SqlStore, comments
from tests.storage.people import AMINA, BARASA, CLERK, KARI, KENYA

WRITE: dict[str, Callable[[SqlStore, Identity, str], object]] = {
    "comment": lambda store, person, report: store.comment(person, report, "b", "Text"),
    "reply": lambda store, person, report: store.reply(person, report, 1, "Text"),
    "settle": lambda store, person, report: store.settle(person, report, 1, resolved=True),
    "withdraw": lambda store, person, report: store.withdraw_comment(person, report, 1),
}


def guest(report: str) -> Identity:
    return Identity("guest", "Guest", grants=(Grant("g", report, ("s",), frozenset({"a"}), frozenset({"a", "b"})),))


def told(threads: object) -> list[tuple[str, str, bool, list[tuple[str, str]]]]:
    assert isinstance(threads, tuple)
    found: tuple[Thread, ...] = threads
    return [(each.address, each.kind, each.open, [(one.author, one.text) for one in each.said]) for each in found]


@pytest.fixture
def report(store: SqlStore) -> str:
    return store.create(AMINA, KENYA).id


def test_a_question_is_asked_answered_resolved_and_opened_again(store: SqlStore, report: str) -> None:
    asked = store.comment(AMINA, report, "a", " Since when?\r\n", kind="question")
    store.comment(BARASA, report, "b", "Look at last year's.")
    store.reply(BARASA, report, asked, "2019.")
    store.settle(BARASA, report, asked, resolved=True)
    assert told(store.threads(AMINA, report)) == [
        ("a", "question", False, [("amina", "Since when?"), ("barasa", "2019.")]),
        ("b", "comment", True, [("barasa", "Look at last year's.")]),
    ]
    settled = store.threads(BARASA, report)[0].settled
    assert settled
    assert (settled.kind, settled.author) == ("resolve", "barasa")
    assert settled.time > store.threads(BARASA, report)[0].said[-1].time
    store.settle(AMINA, report, asked, resolved=False)
    assert [each.open for each in store.threads(AMINA, report)] == [True, True]
    assert store.names(AMINA, report) == {"amina": "Amina", "barasa": "Barasa"}


def test_to_send_twice_is_to_say_once(store: SqlStore, report: str) -> None:
    first = store.comment(AMINA, report, "a", "Why?")
    assert store.comment(AMINA, report, "a", "Why?") == first
    said = store.reply(BARASA, report, first, "So.")
    assert store.reply(BARASA, report, first, "So.") == said
    assert store.comment(AMINA, report, "a", "Why?") != first
    store.reply(AMINA, report, first, "Ah.")
    assert store.reply(BARASA, report, first, "So.") != said
    for resolved in (True, True, False, False):
        store.settle(AMINA, report, first, resolved=resolved)
    assert len(store.threads(AMINA, report)[0].entries) == 6


def test_one_withdraws_what_one_has_said_oneself(store: SqlStore, report: str) -> None:
    asked = store.comment(AMINA, report, "a", "Canary")
    said = store.reply(BARASA, report, asked, "Fine.")
    for person, number in ((BARASA, asked), (AMINA, said)):
        with pytest.raises(NotPermitted, match="Only whoever wrote this"):
            store.withdraw_comment(person, report, number)
    for _ in range(2):
        store.withdraw_comment(AMINA, report, asked)
    [thread] = store.threads(AMINA, report)
    assert [(each.text, bool(each.withdrawn)) for each in thread.said] == [("", True), ("Fine.", False)]
    store.withdraw_comment(BARASA, report, said)
    assert store.threads(AMINA, report) == ()
    store.settle(AMINA, report, asked, resolved=True)
    with pytest.raises(UnknownName):
        store.withdraw_comment(AMINA, report, said + 1)


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "x" * (COMMENT_LENGTH + 1)])
def test_what_cannot_be_kept_is_refused(store: SqlStore, report: str, text: str) -> None:
    with pytest.raises(SaveRefused):
        store.comment(AMINA, report, "a", text)
    first = store.comment(AMINA, report, "a", "x" * COMMENT_LENGTH)
    with pytest.raises(SaveRefused):
        store.reply(AMINA, report, first, text)


@pytest.mark.parametrize(("address", "kind"), [("", "comment"), ("a[", "comment"), ("a", "reply"), ("a", "resolve")])
def test_a_thread_is_about_an_answer(store: SqlStore, report: str, address: str, kind: str) -> None:
    with pytest.raises(SaveRefused, match="is no address"):
        store.comment(AMINA, report, address, "Text", kind=kind)


def test_there_is_an_end(store: SqlStore, report: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "COMMENTS_OF_REPORT", 2)
    for text in ("1", "2"):
        store.comment(AMINA, report, "a", text)
    with pytest.raises(SaveRefused, match="holds 2 entries at most"):
        store.comment(AMINA, report, "a", "3")


@pytest.mark.parametrize("number", [0, -1, 2, 3, 99, 10**30])
def test_what_is_no_thread_is_not_there(store: SqlStore, report: str, number: int) -> None:
    store.comment(AMINA, report, "a", "1")
    store.reply(AMINA, report, 1, "2")
    with pytest.raises(UnknownName):
        store.reply(AMINA, report, number, "3")
    with pytest.raises(UnknownName):
        store.settle(AMINA, report, number, resolved=True)


@pytest.mark.parametrize("write", WRITE)
def test_it_is_for_those_inside(store: SqlStore, report: str, write: str) -> None:
    store.comment(AMINA, report, "a", "Canary")
    for person in (KARI, CLERK, PUBLIC, replace(guest(report), grants=())):
        with pytest.raises(UnknownName):
            WRITE[write](store, person, report)
    store.transition(AMINA, report, "submit", revision=0, snapshot=b"{}")
    store.transition(CLERK, report, "accept", revision=0)
    store.transition(CLERK, report, "publish", revision=0)
    for person in (KARI, CLERK, PUBLIC, guest(report)):
        assert store.threads(person, report) == ()
        with pytest.raises(NotPermitted, match="may not take part"):
            WRITE[write](store, person, report)
    assert told(store.threads(BARASA, report)) == [("a", "comment", True, [("amina", "Canary")])]
    assert "Canary" not in str(store.history(AMINA, report))
    assert store.comment(BARASA, report, "a", "Afterwards") == 2


def test_a_colleague_discusses_the_questions_that_were_given_to_her(store: SqlStore, report: str) -> None:
    person = guest(report)
    for address in ("a", "a[r1].x", "b", "c"):
        store.comment(AMINA, report, address, f"On {address}")
    assert [each.address for each in store.threads(person, report)] == ["a", "a[r1].x"]
    store.reply(person, report, 1, "Yes")
    store.settle(person, report, 2, resolved=True)
    store.comment(person, report, "a", "And?")
    for address in ("b", "c"):
        with pytest.raises(NotPermitted, match="was not given to you"):
            store.comment(person, report, address, "Text")
    for number in (3, 4):
        with pytest.raises(UnknownName):
            store.reply(person, report, number, "Text")
        with pytest.raises(UnknownName):
            store.settle(person, report, number, resolved=True)
        with pytest.raises(UnknownName):
            store.withdraw_comment(person, report, number)


def test_a_discussion_changes_nothing_of_the_report(store: SqlStore, report: str) -> None:
    store.save(AMINA, report, {"a": Answer("1")}, 0)
    before = store.open(AMINA, report), store.history(AMINA, report)
    store.settle(BARASA, report, store.comment(BARASA, report, "a", "Text"), resolved=True)
    assert (store.open(AMINA, report), store.history(AMINA, report)) == before
    assert store.broken_changes() == ()
    assert [each.kind for each in store.threads(AMINA, report)] == ["comment"]
    store.transition(AMINA, report, "submit", revision=1, snapshot=b"{}")
    new = store.revise(AMINA, report)
    assert store.threads(AMINA, new.id) == ()


def test_the_secretariat_does_not_learn_whether_a_report_was_reviewed(store: SqlStore, report: str) -> None:
    store.transition(AMINA, report, "ask-review", revision=0)
    store.transition(AMINA, report, "approve", revision=0)
    store.transition(AMINA, report, "submit", revision=0, snapshot=b"{}")
    [submitted] = store.steps(CLERK, report)
    assert (submitted.step, dict(submitted.before)) == ("submit", {})
    assert [each.step for each in store.history(CLERK, report)] == ["submit"]
    assert "approved" not in str(store.history(CLERK, report))
    assert [each.step for each in store.steps(BARASA, report)] == ["submit", "approve", "ask-review", "begin"]
    assert store.steps(BARASA, report)[0].before == {"status": "approved"}
