"""Steps of the workflow and what was submitted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cbreport.answering import Answer
from cbreport.definition.canonical import digest_of
from cbreport.errors import NotPermitted, SaveRefused, WorkflowError
from cbreport.reporting import PUBLIC
from cbreport.storage import SqlStore
from tests.storage.people import AMINA, BARASA, CLERK, KENYA

SNAPSHOT = '{"party":"KEN","x":"é"}'.encode() + bytes(range(256))


def test_a_double_click_submits_once(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1")}, 0)
    first = store.transition(AMINA, report.id, "submit", revision=1, snapshot=SNAPSHOT)
    assert (first.status, first.revision, first.submitted) == ("submitted", 1, first.updated)
    assert store.transition(AMINA, report.id, "submit", revision=1, snapshot=b"another") == first
    assert store.open(AMINA, report.id).summary == first
    assert store.snapshot(AMINA, report.id) == SNAPSHOT
    steps = [each for each in store.history(AMINA, report.id) if each.step]
    assert [(each.step, each.author, each.revision) for each in steps] == [
        ("submit", "amina", 1),
        ("begin", "amina", 0),
    ]
    assert steps[0].after == {"status": "submitted", "snapshot": digest_of(SNAPSHOT)}


def test_what_was_submitted_stays_byte_for_byte(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    assert store.snapshot(AMINA, report.id) == b""
    store.transition(AMINA, report.id, "submit", revision=0, snapshot=SNAPSHOT)
    for step in ("accept", "publish"):
        store.transition(CLERK, report.id, step, revision=0)
        assert store.snapshot(CLERK, report.id) == SNAPSHOT
    assert store.snapshot(PUBLIC, report.id) == SNAPSHOT
    assert store.broken_changes() == ()


def test_a_second_person_or_a_second_thought_is_no_double_click(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1")}, 0)
    store.transition(AMINA, report.id, "submit", revision=1)
    with pytest.raises(WorkflowError):
        store.transition(replace(AMINA, id="third"), report.id, "submit", revision=1)
    with pytest.raises(WorkflowError):
        store.transition(AMINA, report.id, "submit", revision=0)
    with pytest.raises(WorkflowError):
        store.transition(CLERK, report.id, "publish", revision=1)
    with pytest.raises(WorkflowError, match="no step “burn”"):
        store.transition(CLERK, report.id, "burn", revision=1)


@pytest.mark.parametrize("seen", [0, 2])
def test_a_report_that_has_changed_is_looked_at_again(store: SqlStore, seen: int) -> None:
    report = store.create(AMINA, KENYA)
    store.save(BARASA, report.id, {"a": Answer("1")}, 0)
    with pytest.raises(SaveRefused, match=f"at revision 1; you saw revision {seen}"):
        store.transition(AMINA, report.id, "submit", revision=seen, snapshot=SNAPSHOT)
    assert store.open(AMINA, report.id).summary.status == "draft"
    assert store.snapshot(AMINA, report.id) == b""


def test_after_submission_nothing_is_written(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"a": Answer("1")}, 0)
    store.transition(AMINA, report.id, "submit", revision=1)
    with pytest.raises(NotPermitted, match="This report is submitted: its answers can no longer be changed"):
        store.save(AMINA, report.id, {"a": Answer("2")}, 1)
    assert [each.value for each in store.open(AMINA, report.id).answers.values()] == ["1"]
    assert store.create(AMINA, KENYA).status == "submitted"


def test_a_reason_is_asked_for_kept_and_read_by_whom_it_concerns(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.transition(BARASA, report.id, "ask-review", revision=0)
    with pytest.raises(WorkflowError, match="Say why"):
        store.transition(AMINA, report.id, "return", revision=0)
    assert store.transition(AMINA, report.id, "return", revision=0, reason=" Question 3. ").status == "draft"
    store.transition(AMINA, report.id, "submit", revision=0, snapshot=SNAPSHOT)
    store.transition(CLERK, report.id, "accept", revision=0, reason="Thank you.")
    store.transition(CLERK, report.id, "publish", revision=0)
    told = {
        each.id: [(change.step, change.after.get("reason")) for change in store.history(each, report.id)]
        for each in (AMINA, CLERK, PUBLIC)
    }
    outer = [("publish", None), ("accept", "Thank you."), ("submit", None)]
    assert told["amina"] == [*outer, ("return", "Question 3."), ("ask-review", None), ("begin", None)]
    assert told["clerk"] == outer
    assert told[""] == [("publish", None), ("accept", None), ("submit", None)]
    assert store.broken_changes() == ()


def test_nothing_is_written_while_colleagues_review(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    store.transition(AMINA, report.id, "ask-review", revision=0)
    with pytest.raises(NotPermitted, match="This report is in review"):
        store.save(BARASA, report.id, {"a": Answer("1")}, 0)
    store.transition(BARASA, report.id, "resume", revision=0)
    assert store.save(BARASA, report.id, {"a": Answer("1")}, 0).changed == 1
