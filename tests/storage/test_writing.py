"""Two people with open pages, against a plain model that keeps every revision as a dict."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cbreport.answering import Answer
from cbreport.errors import SaveConflict
from cbreport.storage import SqlStore, upgrade
from tests.storage.conftest import fresh_schema
from tests.storage.people import AMINA, BARASA, KENYA, Clock

PEOPLE = {"amina": AMINA, "barasa": BARASA}
ADDRESSES = ("a", "b", "g[r1].c", "g[r2].c")
ANSWERS = st.sampled_from(
    [
        Answer(),
        Answer("x"),
        Answer("y"),
        Answer("z"),
        Answer(1),
        Answer(True),
        Answer(["x", "y"]),
        Answer(non_answer="not-applicable"),
        Answer("x", comment="why"),
        Answer("x", confirmed=False, source="crosswalk"),
    ]
)
TYPED = st.dictionaries(st.sampled_from(ADDRESSES), ANSWERS, max_size=len(ADDRESSES))

Contents = dict[str, str]  # by address, as JSON; a blank answer is not there


def said(answer: Answer) -> str:
    return json.dumps(answer.content(), sort_keys=True)


class Saves(RuleBasedStateMachine):
    """The model knows nothing of histories or merging functions: it has the report as it was at every revision."""

    store: ClassVar[SqlStore]
    cycles: ClassVar[Iterator[int]] = count()

    @initialize()
    def begin(self) -> None:
        self.report_id = self.store.create(AMINA, replace(KENYA, cycle=f"C{next(self.cycles)}")).id
        self.revisions: list[Contents] = [{}]
        self.appeared: list[str] = []
        self.authors: dict[str, str] = {}
        self.page = dict.fromkeys(PEOPLE, 0)
        self.acknowledged = 0

    @rule(who=st.sampled_from(sorted(PEOPLE)))
    def open_page(self, who: str) -> None:
        self.page[who] = self.store.open(PEOPLE[who], self.report_id).summary.revision

    @rule(who=st.sampled_from(sorted(PEOPLE)), typed=TYPED)
    def save(self, who: str, typed: dict[str, Answer]) -> None:
        base, now = self.revisions[self.page[who]], self.revisions[-1]
        mine = {address: said(answer) for address, answer in typed.items()}
        changes = {
            address for address in mine if mine[address] not in (base.get(address, "{}"), now.get(address, "{}"))
        }
        conflicts = {address for address in changes if base.get(address) != now.get(address)}
        if conflicts:
            with pytest.raises(SaveConflict) as caught:
                self.store.save(PEOPLE[who], self.report_id, typed, self.page[who])
            self.check_conflicts(caught.value, conflicts, base, mine, now)
            return
        saved = self.store.save(PEOPLE[who], self.report_id, typed, self.page[who])
        assert (saved.revision, saved.changed) == (len(self.revisions) - 1 + bool(changes), len(changes))
        self.page[who] = saved.revision
        if changes:
            self.acknowledge(who, {address: mine[address] for address in typed if address in changes}, now)

    def check_conflicts(
        self, error: SaveConflict, wanted: set[str], base: Contents, mine: Contents, now: Contents
    ) -> None:
        assert {each.address for each in error.conflicts} == wanted
        assert error.revision == len(self.revisions) - 1
        for each in error.conflicts:
            sides = [json.dumps(side or {}, sort_keys=True) for side in (each.base, each.mine, each.theirs)]
            assert sides == [side.get(each.address, "{}") for side in (base, mine, now)]
            assert each.their_author == self.authors[each.address]

    def acknowledge(self, who: str, changes: Contents, now: Contents) -> None:
        after = {**now, **changes}
        self.revisions.append({address: text for address, text in after.items() if text != "{}"})
        self.appeared += [address for address in changes if address not in self.appeared]
        self.authors |= dict.fromkeys(changes, who)
        self.acknowledged += len(changes)

    @invariant()
    def nothing_that_was_acknowledged_is_lost(self) -> None:
        stored = self.store.open(BARASA, self.report_id)
        assert {address: said(answer) for address, answer in stored.answers.items()} == self.revisions[-1]
        assert list(stored.answers) == [address for address in self.appeared if address in self.revisions[-1]]
        assert {address: answer.author for address, answer in stored.answers.items()} == {
            address: self.authors[address] for address in stored.answers
        }
        assert stored.summary.revision == len(self.revisions) - 1

    @invariant()
    def the_history_tells_every_revision(self) -> None:
        changes = [each for each in reversed(self.store.history(AMINA, self.report_id)) if not each.step]
        assert len(changes) == self.acknowledged
        told: Contents = {}
        for each in changes:
            assert json.dumps(each.before, sort_keys=True) == told.get(each.address, "{}")
            told[each.address] = json.dumps(each.after, sort_keys=True)
            assert self.revisions[each.revision].get(each.address, "{}") == told[each.address]
        assert self.store.verify_history(self.report_id) == ()


def run(store: SqlStore, examples: int) -> None:
    machine: Any = type("Saves", (Saves,), {"store": store})
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    phases = [Phase.explicit, Phase.reuse, Phase.generate]  # to shrink a failing example takes many minutes
    wanted = settings(
        max_examples=examples, stateful_step_count=15, deadline=None, suppress_health_check=slow, phases=phases
    )
    run_state_machine_as_test(machine, settings=wanted)


def test_two_people_sqlite() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/cb.db"
        upgrade(url)
        store = SqlStore(url, clock=Clock())
        run(store, 60)
        store.close()


@pytest.mark.postgresql
def test_two_people_postgresql() -> None:
    with fresh_schema() as url:
        upgrade(url)
        store = SqlStore(url, clock=Clock())
        run(store, 30)
        store.close()
