"""Any sequence of edits, cycles, editions, proposals and decisions, kept in a real store, against a simple model.

What holds after every step: the store has what the model has; whatever was ever answered stands in the history of its
report; a report that others were proposed from is as it was; and each answer of an old report is proposed for a new
one, or listed with the reason why not.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cbreport import Library
from cbreport.answering import Answer
from cbreport.definition import Crosswalk, Form, load_crosswalk, load_form
from cbreport.reporting import FOCAL_POINT, Identity, NewReport, Report, choices, propose
from cbreport.storage import SqlStore, upgrade
from cbreport.testing import example_library
from tests.definition.small import written

ONE = """
- {id: plan, type: yes-no, label: Plan?}
- id: help
  type: choose-many
  label: H
  options: [{code: money, label: M}, {code: boats, label: B, with: text}, {code: laws, label: L}]
- {id: story, type: text, label: S, show-when: {item: plan, equals: "true"}}
- {id: people, type: integer, label: P}
- {id: secret, type: text, label: X, private: true}
- id: acts
  type: group
  label: A
  questions: [{id: title, type: text, label: T}, {id: people, type: integer, label: P}]
- {id: total, type: calculated, label: T, calculate: {sum: acts.people}}
"""
TWO = """
- {id: plan, type: yes-no, label: Plan?}
- id: help
  type: choose-many
  label: H
  options: [{code: money, label: M}, {code: boats, label: B}, {code: rules, label: R}]
- {id: tale, type: long-text, label: S}
- {id: trained, type: integer, label: P}
- {id: secret, type: text, label: X}
- id: acts
  type: group
  label: A
  questions: [{id: title, type: text, label: T}, {id: people, type: text, label: P}]
- {id: total, type: integer, label: T}
"""
OTHER = """
- {id: strategy, type: yes-no, label: Strategy?}
- {id: needs, type: choose-many, label: N, options: [{code: cash, label: C}, {code: equipment, label: E}]}
- {id: held, type: integer, label: H}
- {id: words, type: text, label: W}
"""


def made(series: str, edition: str, questions: str, more: str = "") -> Form:
    text = written(questions).replace("id: small", f"id: {series}", 1)
    return load_form(text.replace("edition: one", f"edition: {edition}", 1) + more)


pytestmark = pytest.mark.slow
RETIRED = "retired: [{id: story, since: two, replaced-by: tale}, {id: people, since: two}]\n"
FORMS = {
    each.key: each
    for each in (made("main", "one", ONE), made("main", "two", TWO, RETIRED), made("other", "one", OTHER))
}
MIGRATION = """
cbreport: 1
crosswalk: main-one-two
from: main@one
to: main@two
mappings:
  - {from: people, to: trained, relation: close, note: Asked for in another way.}
"""
BETWEEN = """
cbreport: 1
crosswalk: main-other
from: main@one
to: other@one
mappings:
  - {from: plan, to: strategy, relation: broad, note: Any plan counts there.}
  - {from: help, to: needs, relation: close, options: {money: cash, boats: equipment}, note: Laws are not asked.}
  - {count: acts, to: held, relation: exact}
  - {from: story, to: words, relation: exact}
"""
WALKS = tuple(each for text in (MIGRATION, BETWEEN) for each in load_crosswalk(text, "walk.yaml", FORMS.__getitem__))


class Shelf(Library):
    """The example library with these forms and crosswalks."""

    def __init__(self) -> None:
        self.__dict__ = dict(example_library().__dict__)

    def form(self, id: str, edition: str = "") -> Form:
        return FORMS[f"{id}@{edition}" if edition else id]

    @property
    def crosswalks(self) -> tuple[Crosswalk, ...]:
        return WALKS


SHELF = Shelf()
AMINA = Identity("amina", "Amina", roles=frozenset({FOCAL_POINT}), party="KEN")
texts = st.sampled_from(["a", "two words", "=1+1", "line\nbreak", "مرحبا", "<b>", "0", " "])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "plan": st.booleans(),
    "strategy": st.booleans(),
    "help": st.lists(st.sampled_from(["money", "boats", "laws", "rules"]), unique=True, max_size=3),
    "needs": st.lists(st.sampled_from(["cash", "equipment"]), unique=True, max_size=2),
    "story": texts, "tale": texts, "words": texts, "secret": texts,
    "people": st.integers(0, 5) | texts, "trained": st.integers(0, 5), "held": st.integers(0, 5),
    "acts[r1].title": texts, "acts[r2].title": texts, "acts[r1].people": st.integers(0, 5) | texts,
}  # fmt: skip


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, Answer]:
    address = draw(st.sampled_from(sorted(VALUES)))
    kind = draw(st.sampled_from(["value", "value", "value", "blank", "non-answer", "comment"]))
    if kind == "value":
        details = {"boats": draw(texts)} if address == "help" and draw(st.booleans()) else {}
        return address, Answer(draw(VALUES[address]), details=details, language="en")
    if kind == "non-answer":
        return address, Answer(non_answer="not-applicable")
    return address, Answer(comment="Ask the lake office.") if kind == "comment" else Answer()


class Reporting(RuleBasedStateMachine):
    """Amina reports for Kenya, cycle after cycle."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name)}/cb.db"
        upgrade(url)
        self.store = SqlStore(url)
        self.model: dict[str, dict[str, Answer]] = {}
        self.form_of: dict[str, Form] = {}
        self.said: dict[str, dict[str, list[dict[str, Any]]]] = {}  # by report and address everything ever saved
        self.start("main@one")

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def start(self, key: str) -> str:
        form = FORMS[key]
        new = NewReport("example", form.id, form.edition, form.digest, "KEN", f"C{len(self.model) + 1}")
        id = self.store.create(AMINA, new).id
        self.model[id], self.form_of[id], self.said[id] = {}, form, {}
        self.now = id
        return id

    def save(self, id: str, answers: dict[str, Answer]) -> None:
        revision = self.store.open(AMINA, id).summary.revision
        self.store.save(AMINA, id, answers, revision)
        for address, answer in answers.items():
            if answer.content():
                self.model[id][address] = answer
                self.said[id].setdefault(address, []).append(answer.content())
            else:
                self.model[id].pop(address, None)

    def report(self, id: str) -> Report:
        stored = self.store.open(AMINA, id)
        return Report(self.form_of[id], "KEN", stored.summary.cycle, stored.answers, library=SHELF, id=id)

    @rule(edit=edits())
    def answers(self, edit: tuple[str, Answer]) -> None:
        """She answers, changes or clears something in the newest report, valid or not."""
        address, answer = edit
        if FORMS_HAVE[self.form_of[self.now].key] & {address.partition("[")[0]}:
            self.save(self.now, {address: answer})

    @precondition(lambda self: len(self.model) < 5)
    @rule(key=st.sampled_from(sorted(FORMS)))
    def begins_the_next_report(self, key: str) -> None:
        before = {id: self.store.open(AMINA, id).answers for id in self.model}
        sources = [self.report(id) for id in self.model]
        id = self.start(key)
        origins = propose(sources, to=FORMS[key])
        assert propose(sources, to=FORMS[key]) == origins  # twice is once
        for each in origins:
            self.everything_is_proposed_or_told(each, FORMS[key])
        taken = {address: found[0].answer for address, found in choices(origins).items()}
        for answer in taken.values():
            assert not answer.confirmed
            assert answer.origin["form"] in FORMS
        self.save(id, {address: replace(each, author="", time="") for address, each in taken.items()})
        assert {other: self.store.open(AMINA, other).answers for other in before} == before

    def everything_is_proposed_or_told(self, origins: Any, to: Form) -> None:
        counted = origins.report.settled.visible_answers()
        told = {each.address for each in origins.outcome.homeless}
        assert all(each.reason.message for each in origins.outcome.homeless)
        moved = {each.here for each in origins.outcome.proposals} | {
            each.answer.origin["address"] for each in origins.outcome.proposals
        }
        for address, answer in origins.report.answers.items():
            if answer.empty:
                continue
            outer = address.partition("[")[0]
            summed = f"{outer}.{address.rpartition('.')[2]}"
            assert address in told or address in moved or {outer, summed} & moved, address
        for each in origins.outcome.proposals:
            source = counted.get(each.here)
            if source is not None and source.non_answer:
                assert each.answer.value is None or isinstance(each.answer.value, list | str), each
                assert each.answer.value in (None, []), each  # no option of these forms stands for one

    def waiting(self) -> list[str]:
        return [address for address, answer in self.model[self.now].items() if not answer.confirmed]

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), how=st.sampled_from(["confirm", "refuse", "change"]))
    def decides_about_a_proposal(self, data: st.DataObject, how: str) -> None:
        address = data.draw(st.sampled_from(self.waiting()))
        kept = self.model[self.now][address]
        made_of = {
            "confirm": replace(kept, confirmed=True),
            "refuse": Answer(),
            "change": Answer("something else", language="en"),
        }
        self.save(self.now, {address: made_of[how]})

    @invariant()
    def the_store_has_what_the_model_has(self) -> None:
        if not hasattr(self, "store"):
            return
        for id, answers in self.model.items():
            stored = self.store.open(AMINA, id).answers
            assert {at: each.content() for at, each in stored.items()} == {
                at: each.content() for at, each in answers.items()
            }

    @invariant()
    def whatever_was_said_is_in_the_history(self) -> None:
        if not hasattr(self, "store"):
            return
        for id, by_address in self.said.items():
            kept = {(each.address, json.dumps(each.after, sort_keys=True)) for each in self.store.history(AMINA, id)}
            for address, contents in by_address.items():
                for content in contents:
                    assert (address, json.dumps(content, sort_keys=True)) in kept, (address, content)
            assert self.store.verify_history(id) == ()


FORMS_HAVE = {key: {question.id for question in form.questions()} for key, form in FORMS.items()}
Reporting.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestReporting = Reporting.TestCase
