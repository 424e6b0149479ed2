"""Versions of a report, reports on behalf of a Party, and what was delegated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from cbreport.answering import Answer
from cbreport.errors import NotPermitted, SaveRefused, UnknownName, WorkflowError
from cbreport.reporting import PUBLIC, Grant, Identity
from cbreport.storage import SqlStore
from tests.storage.people import AMINA, BARASA, CLERK, KARI, KENYA

BEHALF = replace(KENYA, behalf=True)


def submitted(store: SqlStore, **answers: str) -> str:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {key: Answer(value, comment="ours") for key, value in answers.items()}, 0)
    store.transition(AMINA, report.id, "submit", revision=1, snapshot=b"one")
    return report.id


def test_to_revise_is_to_copy_and_the_old_version_stays(store: SqlStore) -> None:
    old = submitted(store, b="2", a="1")
    new = store.revise(BARASA, old)
    assert (new.version, new.status, new.party, new.cycle) == (2, "draft", "KEN", "EX1")
    assert list(store.open(AMINA, new.id).answers) == ["b", "a"]
    assert store.open(AMINA, new.id).answers["a"].comment == "ours"
    store.save(AMINA, new.id, {"a": Answer("changed")}, new.revision)
    assert store.open(CLERK, old).answers["a"].value == "1"
    assert store.snapshot(CLERK, old) == b"one"
    with pytest.raises(UnknownName):
        store.open(CLERK, new.id)
    begun = store.history(AMINA, new.id)[-1]
    assert (begun.step, begun.after["source"]) == ("begin", old)
    assert store.broken_changes() == ()


def test_to_revise_twice_is_to_revise_once_and_only_the_newest_can_be_revised(store: SqlStore) -> None:
    old = submitted(store, a="1")
    new = store.revise(AMINA, old)
    assert store.revise(BARASA, old).id == new.id
    with pytest.raises(WorkflowError, match="not submitted yet"):
        store.revise(AMINA, new.id)
    store.transition(AMINA, new.id, "submit", revision=new.revision, snapshot=b"two")
    with pytest.raises(WorkflowError, match="There is a newer version"):
        store.revise(AMINA, old)
    assert store.create(AMINA, KENYA).id == new.id
    with pytest.raises(NotPermitted):
        store.revise(CLERK, new.id)


def test_what_was_refused_before_stays_refused_in_the_new_version(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    proposed = Answer("old", source="carried-forward", confirmed=False, origin={"address": "a"})
    store.save(AMINA, report.id, {"a": proposed}, 0)
    store.save(AMINA, report.id, {"a": Answer()}, 1)
    store.transition(AMINA, report.id, "submit", revision=2, snapshot=b"one")
    new = store.revise(AMINA, report.id)
    assert [address for address, _ in store.refused(AMINA, new.id)] == ["a"]


def test_the_secretariat_enters_for_a_party_that_sends_paper(store: SqlStore) -> None:
    report = store.create(CLERK, BEHALF)
    assert report.behalf
    store.save(CLERK, report.id, {"a": Answer("1")}, 0)
    assert store.open(AMINA, report.id).answers["a"].author == "clerk"
    store.save(AMINA, report.id, {"a": Answer("2")}, 1)
    assert store.create(AMINA, KENYA).id == report.id
    assert store.transition(CLERK, report.id, "submit", revision=2, snapshot=b"x").status == "submitted"
    for other in (KARI, PUBLIC, replace(CLERK, conventions=frozenset({"another"}))):
        with pytest.raises(UnknownName):
            store.open(other, report.id)
    assert store.broken_changes() == ()


def test_what_the_secretariat_enters_stands_apart_from_a_draft_of_the_party(store: SqlStore) -> None:
    own = store.create(AMINA, KENYA)
    store.save(AMINA, own.id, {"a": Answer("mine")}, 0)
    entered = store.create(CLERK, BEHALF)
    assert (entered.version, entered.behalf, store.create(CLERK, BEHALF).id) == (1, True, entered.id)
    assert store.open(CLERK, entered.id).answers == {}
    assert [each.id for each in store.reports(CLERK)] == [entered.id]
    with pytest.raises(UnknownName):
        store.open(CLERK, own.id)
    assert {each.id: each.version for each in store.reports(AMINA)} == {own.id: 2, entered.id: 1}
    assert store.create(AMINA, KENYA).id == own.id
    assert store.open(AMINA, own.id).answers["a"].value == "mine"
    assert [each.step for each in store.history(AMINA, own.id)] == ["renumber", "", "begin"]
    store.save(CLERK, entered.id, {"a": Answer("theirs")}, 0)
    store.transition(CLERK, entered.id, "submit", revision=1, snapshot=b"1")
    store.transition(AMINA, own.id, "submit", revision=2, snapshot=b"2")
    assert {each.id: each.version for each in store.reports(CLERK)} == {own.id: 2, entered.id: 1}
    assert store.broken_changes() == ()


def test_what_the_party_submits_is_not_overtaken_by_what_is_entered_for_it(store: SqlStore) -> None:
    own = store.create(AMINA, KENYA)
    entered = store.create(CLERK, BEHALF)
    store.save(CLERK, entered.id, {"a": Answer("theirs")}, 0)
    store.transition(AMINA, own.id, "submit", revision=1, snapshot=b"1")
    for person in (CLERK, AMINA):
        with pytest.raises(WorkflowError, match="newer version of this report was submitted"):
            store.transition(person, entered.id, "submit", revision=1, snapshot=b"2")
    with pytest.raises(NotPermitted, match="has submitted this report itself"):
        store.create(CLERK, BEHALF)
    assert store.open(CLERK, entered.id).answers["a"].value == "theirs"


def test_a_page_from_before_the_number_changed_submits_nothing(store: SqlStore) -> None:
    own = store.create(AMINA, KENYA)
    store.create(CLERK, BEHALF)
    with pytest.raises(SaveRefused):
        store.transition(AMINA, own.id, "submit", revision=0, snapshot=b'{"version":1}')
    store.save(AMINA, own.id, {"a": Answer("typed before")}, 0)
    assert store.open(AMINA, own.id).answers["a"].value == "typed before"


def test_the_secretariat_revises_whether_or_not_the_party_does(store: SqlStore) -> None:
    entered = store.create(CLERK, BEHALF)
    store.transition(CLERK, entered.id, "submit", revision=0, snapshot=b"1")
    own = store.revise(AMINA, entered.id)
    again = store.revise(CLERK, entered.id)
    assert (again.version, again.behalf, store.revise(CLERK, entered.id).id) == (2, True, again.id)
    assert store.open(AMINA, own.id).summary.version == 3
    assert store.revise(AMINA, entered.id).id == own.id
    assert own.id not in [each.id for each in store.reports(CLERK)]
    assert store.broken_changes() == ()


def test_a_number_that_the_history_does_not_tell_is_found(store: SqlStore) -> None:
    own = store.create(AMINA, KENYA)
    store.create(CLERK, BEHALF)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE cb_report SET version = 9 WHERE id = :id"), {"id": own.id})
    assert "its “version” is not what the history says" in "".join(map(str, store.broken_changes()))


def test_others_enter_nothing_for_a_party(store: SqlStore) -> None:
    for other in (AMINA, replace(CLERK, conventions=frozenset({"another"}))):
        with pytest.raises(NotPermitted):
            store.create(other, replace(BEHALF, cycle="EX2"))


def colleague(report: str) -> Identity:
    return Identity("guest", "Guest", grants=(Grant("g", report, ("s",), frozenset({"a"}), frozenset({"a", "b"})),))


def test_a_colleague_sees_and_changes_what_was_delegated_to_her(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    texts = {
        "a": Answer("1", comment="on a"),
        "b": Answer("2", comment="on b"),
        "c": Answer("3"),
        "a[r1].x": Answer("4"),
    }
    store.save(AMINA, report.id, texts, 0)
    guest = colleague(report.id)
    seen = store.open(guest, report.id).answers
    assert {key: each.comment for key, each in seen.items()} == {"a": "on a", "b": "", "a[r1].x": ""}
    assert [each.id for each in store.reports(guest)] == [report.id]
    assert store.save(guest, report.id, {"a": Answer("mine"), "a[r1].x": Answer()}, 1).changed == 2
    for address in ("b", "c", "c[r1].x"):
        with pytest.raises(NotPermitted, match="not given to you"):
            store.save(guest, report.id, {"a": Answer("more"), address: Answer("x")}, 2)
    assert {each.address for each in store.history(guest, report.id)} == {"a", "b", "a[r1].x"}
    assert store.names(AMINA, report.id) == {"amina": "Amina", "guest": "Guest"}
    with pytest.raises(NotPermitted):
        store.transition(guest, report.id, "submit", revision=2)


def test_what_was_delegated_ends_with_submission(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.transition(AMINA, report.id, "submit", revision=0, snapshot=b"x")
    with pytest.raises(UnknownName):
        store.open(colleague(report.id), report.id)
    store.transition(CLERK, report.id, "accept", revision=0)
    store.transition(CLERK, report.id, "publish", revision=0)
    assert store.history(colleague(report.id), report.id) == store.history(PUBLIC, report.id)


def test_names_are_those_that_the_host_gave_last_and_stay_inside(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(replace(AMINA, name="Amina W."), report.id, {"a": Answer("1")}, 0)
    assert store.names(BARASA, report.id) == {"amina": "Amina W."}
    store.transition(AMINA, report.id, "submit", revision=1, snapshot=b"x")
    assert store.names(CLERK, report.id) == {}
    store.transition(replace(CLERK, name="\0"), report.id, "accept", revision=1)


def test_what_a_party_revises_of_a_report_entered_for_it_stays_with_the_party(store: SqlStore) -> None:
    entered = store.create(CLERK, replace(KENYA, behalf=True))
    store.transition(CLERK, entered.id, "submit", revision=0, snapshot=b"{}")
    revised = store.revise(AMINA, entered.id)
    assert not revised.behalf
    assert [each.id for each in store.reports(CLERK)] == [entered.id]


def test_what_the_secretariat_revises_it_goes_on_entering(store: SqlStore) -> None:
    entered = store.create(CLERK, replace(KENYA, behalf=True))
    store.transition(CLERK, entered.id, "submit", revision=0, snapshot=b"{}")
    revised = store.revise(CLERK, entered.id)
    assert revised.behalf
    assert revised.id in [each.id for each in store.reports(CLERK)]
