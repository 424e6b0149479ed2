"""Many at once: what was acknowledged is there, once, and nobody sees half of a save."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from cbreport.answering import Answer
from cbreport.errors import NotPermitted, SaveConflict, SaveRefused, WorkflowError
from cbreport.reporting import ReportSummary
from cbreport.reporting.matching import Move
from cbreport.reporting.remarks import NewRemark, Said, Where
from cbreport.storage import SqlStore
from tests.storage.people import AMINA, BARASA, CLERK, KENYA

T = TypeVar("T")
R = TypeVar("R")
CLIENTS = 8
SAVES = 15


def together(work: Callable[[T], R], over: Iterable[T]) -> list[R]:
    """Run ``work`` for each at the same moment, in threads."""
    items = list(over)
    gate = threading.Barrier(len(items))

    def wait_and_work(each: T) -> R:
        gate.wait(timeout=30)
        return work(each)

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(wait_and_work, items))


@pytest.fixture(params=["one store", "a store each"])
def stores(request: pytest.FixtureRequest, database: str) -> Iterator[list[SqlStore]]:
    if request.param == "one store":
        made = [SqlStore(database)]
        yield made * CLIENTS
    else:
        made = [SqlStore(database) for _ in range(CLIENTS)]
        yield made
    for store in made:
        store.close()


def test_records_that_are_begun_together_get_numbers_of_their_own(stores: list[SqlStore]) -> None:
    people = [replace(AMINA, id=f"person-{client}") for client in range(CLIENTS)]
    begun = together(lambda client: stores[client].add(people[client], replace(KENYA, cycle="REQ")), range(CLIENTS))
    assert sorted(each.cycle for each in begun) == [f"REQ-{number}" for number in range(1, CLIENTS + 1)]


def test_one_who_presses_many_times_begins_one_record(stores: list[SqlStore]) -> None:
    begun = together(lambda store: store.add(AMINA, replace(KENYA, cycle="REQ")), stores)
    assert {each.cycle for each in begun} == {"REQ-1"}


def test_no_update_is_lost(stores: list[SqlStore]) -> None:
    """Each client appends words to one answer, and after a conflict looks again and repeats."""
    report = stores[0].create(AMINA, KENYA)

    def append(client: int) -> tuple[list[str], int]:
        store, acknowledged, conflicts = stores[client], [], 0
        while len(acknowledged) < SAVES:
            word = f"w{client}-{len(acknowledged)}"
            page = store.open(AMINA, report.id)
            text = page.answers["log"].value if "log" in page.answers else ""
            try:
                store.save(AMINA, report.id, {"log": Answer(f"{text} {word}".strip())}, page.summary.revision)
            except SaveConflict:
                conflicts += 1
            else:
                acknowledged.append(word)
        return acknowledged, conflicts

    outcomes = together(append, range(CLIENTS))
    final = stores[0].open(AMINA, report.id)
    words = final.answers["log"].value.split()
    assert sorted(words) == sorted(word for acknowledged, _ in outcomes for word in acknowledged)
    assert final.summary.revision == CLIENTS * SAVES
    assert sum(conflicts for _, conflicts in outcomes) > 0, "there was no race: the test shows nothing"
    assert stores[0].broken_changes() == ()


def test_different_answers_never_collide(stores: list[SqlStore]) -> None:
    report = stores[0].create(AMINA, KENYA)

    def fill(client: int) -> None:
        for number in range(SAVES):
            stores[client].save(AMINA, report.id, {f"g[c{client}].n{number}": Answer(f"{number}")}, 0)

    together(fill, range(CLIENTS))
    final = stores[0].open(AMINA, report.id)
    assert len(final.answers) == final.summary.revision == CLIENTS * SAVES
    assert stores[0].broken_changes() == ()


def test_a_reader_never_sees_half_of_a_save(stores: list[SqlStore]) -> None:
    report = stores[0].create(AMINA, KENYA)
    last = 60

    def work(client: int) -> set[int]:
        if client == 0:
            for number in range(1, last + 1):
                answers = {address: Answer(number) for address in ("a", "b", "c")}
                stores[0].save(AMINA, report.id, answers, number - 1)
            return set()
        seen: set[int] = set()
        while last not in seen:
            page = stores[client].open(BARASA, report.id)
            values = {answer.value for answer in page.answers.values()} or {0}
            assert values == {page.summary.revision}
            seen |= values
        return seen

    together(work, range(4))


def test_a_report_begins_once_though_all_begin_it(stores: list[SqlStore]) -> None:
    for cycle in ("EX1", "EX2", "EX3"):
        found: list[ReportSummary] = together(
            lambda store, cycle=cycle: store.create(AMINA, replace(KENYA, cycle=cycle)),  # type: ignore[misc]
            stores,
        )
        assert len({each.id for each in found}) == 1
    assert len(stores[0].reports(AMINA)) == 3
    assert stores[0].broken_changes() == ()


def test_one_person_who_clicks_many_times_submits_once(stores: list[SqlStore]) -> None:
    report = stores[0].create(AMINA, KENYA)
    found = together(
        lambda client: stores[client].transition(
            AMINA, report.id, "submit", revision=0, snapshot=f"page {client}".encode()
        ),
        range(CLIENTS),
    )
    assert len(set(found)) == 1
    assert stores[0].snapshot(AMINA, report.id).startswith(b"page ")
    assert [each.step for each in stores[0].history(AMINA, report.id)] == ["submit", "begin"]
    assert stores[0].broken_changes() == ()


def test_of_two_people_who_submit_at_once_one_is_told(stores: list[SqlStore]) -> None:
    report = stores[0].create(AMINA, KENYA)

    def submit(client: int) -> str:
        try:
            stores[client].transition(replace(AMINA, id=f"u{client}"), report.id, "submit", revision=0, snapshot=b"x")
        except WorkflowError:
            return "told"
        return "submitted"

    assert sorted(together(submit, range(CLIENTS))) == ["submitted"] + ["told"] * (CLIENTS - 1)


def test_what_is_saved_while_somebody_submits_is_in_the_submission_or_refused(stores: list[SqlStore]) -> None:
    """A save either comes first, and then the submission is refused, or it comes second, and is refused itself."""
    for number in range(10):
        report = stores[0].create(AMINA, replace(KENYA, cycle=f"C{number}"))

        def work(client: int, report_id: str = report.id) -> str:
            try:
                if client:
                    stores[1].save(BARASA, report_id, {"a": Answer("late")}, 0)
                else:
                    stores[0].transition(AMINA, report_id, "submit", revision=0, snapshot=b"{}")
            except (NotPermitted, SaveRefused):
                return "refused"
            return "done"

        submitted, saved = together(work, range(2))
        final = stores[0].open(AMINA, report.id)
        assert sorted((submitted, saved)) == ["done", "refused"]
        assert (final.summary.status, len(final.answers)) == (("submitted", 0) if submitted == "done" else ("draft", 1))


def test_of_those_who_take_a_match_on_together_one_does(stores: list[SqlStore]) -> None:
    def take(client: int) -> str:
        move = Move("contacted", note=f"Call {client}")
        try:
            return stores[client].move_match(CLERK, "example", ("r", "o"), move, base=0).steps[0].move.note
        except SaveRefused:
            return ""

    told = sorted(together(take, range(CLIENTS)))
    (state,) = stores[0].match_states(CLERK, "example").values()
    assert told == [*[""] * (CLIENTS - 1), state.steps[0].move.note]
    assert len(state.steps) == 1


def test_of_those_who_change_a_remark_or_open_the_needs_together_one_does(stores: list[SqlStore]) -> None:
    until = datetime.now(UTC).date()

    def open_needs(client: int) -> str:
        content = b'{"client":%d}' % client
        return stores[client].open_needs(CLERK, "example", frozenset({"KEN"}), content, shown=False, until=until).id

    (opening,) = set(together(open_needs, range(CLIENTS)))
    new = NewRemark("example", Where(), ("", ""), Said("comment", "First", "en"), opening)
    made = stores[0].remark(AMINA, new)

    def change(client: int) -> int:
        try:
            return stores[client].change_remark(AMINA, made.id, Said("comment", f"Text {client}", "en"), base=1).number
        except SaveRefused:
            return 0

    assert sorted(together(change, range(CLIENTS))) == [*[0] * (CLIENTS - 1), 2]
    assert len(stores[0].remarks(AMINA, "example")[0].steps) == 2
