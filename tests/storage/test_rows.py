"""Who sees what. The expected answers stand here as a table of their own, not taken from the workflow."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import pytest

from cbreport.answering import Answer
from cbreport.errors import CbreportError, NotPermitted, SaveRefused, UnknownName, WorkflowError
from cbreport.reporting import (
    APPROVER,
    FOCAL_POINT,
    IN_HAND,
    PUBLIC,
    SECRETARIAT,
    STATUSES,
    Identity,
    Standing,
    may,
    transition,
)
from cbreport.storage import SqlStore
from cbreport.storage.engine import reading
from cbreport.storage.rows import find_report, tidied
from tests.storage.people import AMINA, BARASA, CLERK, KARI, KENYA, person

STEPS = ("submit", "accept", "publish")
WAYS = {
    "draft": (),
    "in-review": ("ask-review",),
    "approved": ("ask-review", "approve"),
    "submitted": ("submit",),
    "returned": ("submit", "send-back"),
    "recalled": ("submit", "recall"),
    "accepted": ("submit", "accept"),
    "published": STEPS,
}
PEOPLE = {
    "own focal point": AMINA,
    "own focal point, named for it": replace(AMINA, id="named", conventions=frozenset({"other", "example"})),
    "own contributor": BARASA,
    "own approver": person("chiku", APPROVER, "KEN"),
    "focal point for another convention": replace(AMINA, id="elsewhere", conventions=frozenset({"other"})),
    "other Party": KARI,
    "other Party's contributor": replace(BARASA, id="nils", party="NOR"),
    "focal point of no Party": replace(AMINA, id="lost", party=""),
    "Secretariat": CLERK,
    "other Secretariat": person("other-clerk", SECRETARIAT, "", "other"),
    "Secretariat of nothing": person("idle-clerk", SECRETARIAT),
    "Secretariat with the Party's code": replace(CLERK, id="tricky", party="KEN", conventions=frozenset()),
    "host country's clerk": Identity(
        "both", "Both", frozenset({FOCAL_POINT, SECRETARIAT}), "KEN", frozenset({"example"})
    ),
    "public": PUBLIC,
}
FILLING = {"own focal point", "own focal point, named for it", "own contributor", "host country's clerk"}
OWN = FILLING | {"own approver"}
FOCAL = FILLING - {"own contributor"}
SERVING = {"Secretariat", "host country's clerk"}


@dataclass
class Case:
    store: SqlStore
    identity: Identity
    report_id: str


def outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except CbreportError as error:
        return type(error).__name__
    return "done"


def expected(method: str, who: str, status: str) -> str:
    if method in ("create", "add"):
        return "done" if who in FILLING else NotPermitted.__name__
    sees = who in OWN or status == "published" or (who in SERVING and status not in IN_HAND)
    if not sees:
        return UnknownName.__name__
    if method == "save":
        return "done" if who in FILLING and status == "draft" else NotPermitted.__name__
    if method == "comment":
        return "done" if who in OWN else NotPermitted.__name__
    if method == "revise":
        if who not in FILLING:
            return NotPermitted.__name__
        return WorkflowError.__name__ if status in IN_HAND else "done"
    if method in STEPS:
        if who not in (FOCAL if method == "submit" else SERVING):
            return NotPermitted.__name__
        return "done" if status in transition(method).before else WorkflowError.__name__
    return "done"


METHODS: dict[str, Callable[[Case], object]] = {
    "open": lambda case: case.store.open(case.identity, case.report_id),
    "snapshot": lambda case: case.store.snapshot(case.identity, case.report_id),
    "history": lambda case: case.store.history(case.identity, case.report_id),
    "save": lambda case: case.store.save(case.identity, case.report_id, {"b": Answer("2")}, 1),
    "create": lambda case: case.store.create(case.identity, replace(KENYA, cycle="create")),
    "add": lambda case: case.store.add(case.identity, replace(KENYA, cycle="add")),
    "refused": lambda case: case.store.refused(case.identity, case.report_id),
    "names": lambda case: case.store.names(case.identity, case.report_id),
    "steps": lambda case: case.store.steps(case.identity, case.report_id),
    "threads": lambda case: case.store.threads(case.identity, case.report_id),
    "comment": lambda case: case.store.comment(case.identity, case.report_id, "a", "Text"),
    "revise": lambda case: case.store.revise(case.identity, case.report_id),
    "submit": lambda case: case.store.transition(case.identity, case.report_id, "submit", revision=1),
    "accept": lambda case: case.store.transition(case.identity, case.report_id, "accept", revision=1),
    "publish": lambda case: case.store.transition(case.identity, case.report_id, "publish", revision=1),
}
ELSEWHERE = {
    "answer_remark",
    "arrive",
    "cancel_job",
    "change_remark",
    "counted_reports",
    "delegate",
    "delegations",
    "delegations_of_party",
    "extend",
    "file",
    "finish",
    "freeze",
    "frozen_syntheses",
    "has_file",
    "job",
    "jobs",
    "keep_file",
    "made",
    "match_states",
    "move_match",
    "notes",
    "open_needs",
    "openings",
    "pairs",
    "party_reminders",
    "present",
    "question_facts",
    "queue_job",
    "recognise",
    "remark",
    "remarks",
    "remind",
    "remind_parties",
    "renew",
    "reopen",
    "reply",
    "reported",
    "reports",
    "said",
    "set_opening",
    "settle",
    "steps_of",
    "take_up",
    "withdraw",
    "withdraw_all",
    "withdraw_comment",
    "words",
    "write_note",
}  # have tests of their own


def bring(store: SqlStore, status: str, cycle: str = "EX1") -> str:
    """A report that has got as far as ``status``."""
    new = replace(KENYA, cycle=cycle)
    report = store.load(new, {"a": Answer("1", comment="for us only")}, author="somebody")
    for step in WAYS[status]:
        maker = replace(CLERK if transition(step).permission == "receive" else AMINA, id="maker")
        content = b"{}" if step == "submit" else b""
        store.transition(maker, report.id, step, revision=1, snapshot=content, reason="Because.")
    return report.id


def test_every_method_that_takes_an_identity_is_in_the_matrix() -> None:
    found = {
        name
        for name, method in inspect.getmembers(SqlStore, inspect.isfunction)
        if "identity" in inspect.signature(method).parameters and not name.startswith("_")
    }
    assert found == (METHODS.keys() - set(STEPS)) | {"transition"} | ELSEWHERE


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("who", PEOPLE)
def test_matrix(store: SqlStore, who: str, status: str) -> None:
    cases = {method: Case(store, PEOPLE[who], bring(store, status, cycle=method)) for method in METHODS}
    seen = {case.report_id for case in cases.values()} if expected("open", who, status) == "done" else set()
    assert {each.id for each in store.reports(PEOPLE[who])} == seen
    found = {method: outcome(lambda method=method: METHODS[method](cases[method])) for method in METHODS}  # type: ignore[misc]
    assert found == {method: expected(method, who, status) for method in METHODS}
    assert store.broken_changes() == ()


@pytest.mark.parametrize("status", STATUSES)
def test_the_query_says_what_the_workflow_says(store: SqlStore, status: str) -> None:
    report_id = bring(store, status)
    ways = product(
        [(), ("focal-point",), ("contributor",), ("approver",), ("secretariat",), ("focal-point", "secretariat")],
        ["", "KEN", "NOR"],
        [(), ("example",), ("other",)],
    )
    with reading(store.engine) as connection:
        for roles, party, conventions in ways:
            identity = Identity("x", "X", frozenset(roles), party, frozenset(conventions))
            found = outcome(lambda identity=identity: find_report(connection, identity, report_id))  # type: ignore[misc]
            assert (found == "done") == may(identity, "read", Standing("example", "KEN", status)), identity


def refusal(call: Callable[[], object]) -> CbreportError:
    with pytest.raises(CbreportError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("method", sorted(METHODS.keys() - {"create", "add"}))
def test_what_is_not_there_and_what_may_not_be_seen_look_the_same(store: SqlStore, method: str) -> None:
    report_id, nowhere = bring(store, "draft"), "a" * 24
    hidden, missing = (
        refusal(lambda each=each: METHODS[method](Case(store, CLERK, each)))  # type: ignore[misc]
        for each in (report_id, nowhere)
    )
    assert type(hidden) is type(missing) is UnknownName
    assert hidden.message.replace(report_id, nowhere) == missing.message
    assert (hidden.hint, missing.hint) == ("", ""), "no names of other reports either"


def test_creating_does_not_tell_whether_there_is_a_draft(store: SqlStore) -> None:
    before = refusal(lambda: store.create(CLERK, KENYA))
    bring(store, "draft")
    after = refusal(lambda: store.create(CLERK, KENYA))
    assert (type(before), before.args) == (type(after), after.args) == (NotPermitted, before.args)


def everything(store: SqlStore, identity: Identity) -> object:
    """All that somebody can read."""
    found = store.reports(identity)
    details = [
        (store.open(identity, each.id), store.history(identity, each.id), store.snapshot(identity, each.id))
        for each in found
    ]
    return [found, details, store.reports(identity, party="KEN"), store.reports(identity, cycle="EX2")]


@pytest.mark.parametrize("reader", [CLERK, PUBLIC, KARI], ids=["Secretariat", "public", "other Party"])
def test_no_edit_of_a_draft_changes_what_others_read(store: SqlStore, reader: Identity) -> None:
    bring(store, "published")
    before = everything(store, reader)
    draft = store.create(AMINA, replace(KENYA, cycle="EX2"))
    assert everything(store, reader) == before
    store.save(AMINA, draft.id, {"a": Answer("1"), "b": Answer("2")}, 0)
    assert everything(store, reader) == before
    store.save(BARASA, draft.id, {"a": Answer()}, 1)
    assert everything(store, reader) == before


def test_comments_authors_and_the_making_of_a_draft_stay_with_the_party(store: SqlStore) -> None:
    report_id = bring(store, "published")
    (own,) = store.open(AMINA, report_id).answers.values()
    assert (own.comment, own.author) == ("for us only", "somebody")
    assert own.time
    for reader in (CLERK, PUBLIC, KARI):
        (answer,) = store.open(reader, report_id).answers.values()
        assert answer == Answer("1")
        assert [each.step for each in store.history(reader, report_id)] == ["publish", "accept", "submit"]
    assert [each.step for each in store.history(AMINA, report_id)] == ["publish", "accept", "submit", "", "begin"]
    assert {each.author for each in store.history(CLERK, report_id)} == {"maker"}
    assert {each.author for each in store.history(PUBLIC, report_id)} == {""}


def test_an_answer_that_is_only_a_comment_is_not_there_for_others(store: SqlStore) -> None:
    report = store.load(KENYA, {"a": Answer(comment="for us only")}, author="somebody")
    store.transition(AMINA, report.id, "submit", revision=1)
    assert store.open(CLERK, report.id).answers == {}
    assert set(store.open(AMINA, report.id).answers) == {"a"}


def test_a_refused_save_says_nothing_of_the_revision_to_others(store: SqlStore) -> None:
    report_id = bring(store, "submitted")
    with pytest.raises(NotPermitted):
        store.save(CLERK, report_id, {}, 999)
    with pytest.raises(SaveRefused):
        store.transition(CLERK, report_id, "accept", revision=999)


def test_an_answer_that_no_paper_can_hold_is_refused_and_one_that_is_only_too_long_is_kept() -> None:
    long = Answer("x" * 60_000)
    assert tidied("plan", long).value == long.value
    with pytest.raises(SaveRefused, match="200000 can be kept"):
        tidied("plan", Answer("x" * 200_001))
