"""The workflow against a plain model, step by step, by everybody who may or may not take part."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cbreport.answering import Answer
from cbreport.definition.canonical import canonical_json
from cbreport.errors import CbreportError, NotPermitted, SaveRefused, UnknownName, WorkflowError
from cbreport.reporting import APPROVER, PUBLIC, SECRETARIAT, Grant, Identity, Saved
from cbreport.storage import SqlStore, upgrade
from tests.storage.people import AMINA, BARASA, CLERK, KARI, KENYA, Clock, person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

CHIKU = person("chiku", APPROVER, "KEN")
STRANGER = person("stranger", SECRETARIAT, "", "another")
GUEST = Identity("guest", "Guest")
PEOPLE = {each.id: each for each in (AMINA, BARASA, CHIKU, GUEST, CLERK, KARI, STRANGER, PUBLIC)}
OUTSIDE = {"kari", "stranger", ""}
BEHALF = replace(KENYA, cycle="EX2", behalf=True)

# Written here once more, in other words than the workflow's own, so that a mistake there shows.
MOVES = {
    "ask-review": ("draft", "in-review", "amina barasa", False),
    "resume": ("in-review", "draft", "amina barasa", False),
    "return": ("in-review approved", "draft", "amina chiku", True),
    "approve": ("in-review", "approved", "amina chiku", False),
    "submit": ("draft approved", "submitted", "amina", False),
    "recall": ("submitted", "recalled", "amina", True),
    "send-back": ("submitted accepted", "returned", "clerk", True),
    "accept": ("submitted", "accepted", "clerk", False),
    "publish": ("accepted", "published", "clerk", False),
    "withdraw": ("published", "accepted", "clerk", True),
}
HAND = ("draft", "in-review", "approved")
ADDRESSES = ("a", "b", "c")  # "a" is given to the guest, and "b" she may read


@dataclass
class Version:
    """What the model knows of one version of a report."""

    id: str
    cycle: str
    behalf: bool
    number: int = 1
    status: str = "draft"
    revision: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    sent: bytes = b""
    talk: list[tuple[str, str, str]] = field(default_factory=list)  # address, author, text
    last: dict[str, tuple[str, int]] = field(default_factory=dict)  # who made a step last, at which revision

    def inside(self, who: str) -> bool:
        enters = who == "clerk" and self.behalf and self.status in HAND
        return who in ("amina", "barasa", "chiku") or enters or self.granted(who)

    def granted(self, who: str) -> bool:
        return who == "guest" and self.status in HAND

    def reads(self, who: str) -> bool:
        seen = who == "clerk" and (self.behalf or self.status not in HAND)
        return self.inside(who) or seen or self.status == "published"

    def writes(self, who: str) -> bool:
        fills = who in ("amina", "barasa") or (who == "clerk" and self.behalf) or who == "guest"
        return self.status == "draft" and fills

    def moves(self, who: str, step: str) -> bool:
        people = MOVES[step][2].split()
        return who in people or (self.behalf and who == "clerk" and step in ("submit", "recall"))


_FOLDER = TemporaryDirectory()
people = st.sampled_from(sorted(PEOPLE))
insiders = st.sampled_from(["amina", "barasa", "chiku", "guest", "clerk"])
texts = st.sampled_from(["one", "two", "drei", ""])
addresses = st.sampled_from(ADDRESSES)


@cache
def migrated() -> Path:
    """A database with tables and nothing in them, made once."""
    path = Path(_FOLDER.name) / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


class Workflow(RuleBasedStateMachine):
    """Kenya's reports of two cycles; one of them may be entered by the Secretariat."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "cb.db"
        shutil.copy(migrated(), path)
        self.store = SqlStore(f"sqlite:///{path}", clock=Clock())
        self.versions: list[Version] = []
        self.touched: Version | None = None

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def who(self, name: str) -> Identity:
        """The person, with what is granted to her now."""
        if name != "guest":
            return PEOPLE[name]
        grants = [
            Grant(f"g{each.id}", each.id, ("s",), frozenset({"a"}), frozenset({"a", "b"})) for each in self.versions
        ]
        return replace(GUEST, grants=tuple(grants))

    def refused(self, kind: type[CbreportError] | tuple[type[CbreportError], ...], call: Any) -> None:
        with pytest.raises(kind):
            call()

    def newest(self, cycle: str) -> Version | None:
        found = self.of(cycle)
        return found[-1] if found else None

    def newest_outside(self, cycle: str) -> Version | None:
        """The newest that the Secretariat knows of."""
        known = [each for each in self.of(cycle) if each.behalf or each.status not in HAND]
        return known[-1] if known else None

    def make_way(self, cycle: str) -> None:
        """The Secretariat begins a version: the Party's own draft comes after it."""
        for each in self.of(cycle):
            if each.status in HAND and not each.behalf:
                each.number += 1
                each.revision += 1

    def of(self, cycle: str) -> list[Version]:
        return sorted((each for each in self.versions if each.cycle == cycle), key=lambda each: each.number)

    @initialize()
    def the_party_begins(self) -> None:
        self.versions.append(Version(self.store.create(AMINA, KENYA).id, "EX1", behalf=False))

    @rule(name=people)
    def begin_for_the_party(self, name: str) -> None:
        known = self.newest_outside("EX2")
        call = lambda: self.store.create(self.who(name), BEHALF)  # noqa: E731 # refused or not
        if name != "clerk" or (known and not known.behalf):
            return self.refused(NotPermitted, call)
        found = call()
        if known:
            assert found.id == known.id
        else:
            self.make_way("EX2")
            self.versions.append(Version(found.id, "EX2", behalf=True))

    @rule(name=people)
    def begin_oneself(self, name: str) -> None:
        known = self.newest("EX2")
        call = lambda: self.store.create(self.who(name), replace(BEHALF, behalf=False))  # noqa: E731
        if name not in ("amina", "barasa"):
            return self.refused(NotPermitted, call)
        found = call()
        if known:
            assert found.id == known.id
        else:
            self.versions.append(Version(found.id, "EX2", behalf=False))

    @rule(name=people, data=st.data(), address=addresses, text=texts)
    def save(self, name: str, data: st.DataObject, address: str, text: str) -> None:
        version = self.touched = data.draw(st.sampled_from(self.versions))
        call = lambda: self.store.save(  # noqa: E731
            self.who(name), version.id, {address: Answer(text)}, version.revision
        )
        if not version.reads(name):
            return self.refused(UnknownName, call)
        if not version.writes(name) or (version.granted(name) and address != "a"):
            return self.refused(NotPermitted, call)
        changed = version.answers.get(address, "") != text
        saved = call()
        version.revision += changed
        assert saved == Saved(version.revision, int(changed))
        if text:
            version.answers[address] = text
        else:
            version.answers.pop(address, None)

    @rule(
        name=people,
        data=st.data(),
        step=st.sampled_from(sorted(MOVES)),
        reason=st.sampled_from(["", " ", "Because."]),
        stale=st.sampled_from([0, 0, 0, 1]),
    )
    def step(self, name: str, data: st.DataObject, step: str, reason: str, stale: int) -> None:
        version = self.touched = data.draw(st.sampled_from(self.versions))
        before, after, _, must = MOVES[step]
        seen = version.revision + stale
        sent = (
            canonical_json({"answers": dict(version.answers), "version": version.number}) if step == "submit" else b""
        )
        call = lambda: self.store.transition(  # noqa: E731
            self.who(name), version.id, step, revision=seen, snapshot=sent, reason=reason
        )
        if not version.reads(name):
            return self.refused(UnknownName, call)
        if not version.moves(name, step):
            return self.refused(NotPermitted, call)
        if version.status not in before.split():
            if version.last.get(step) == (name, seen):
                assert call().status == version.status
                return None
            return self.refused(WorkflowError, call)
        if stale:
            return self.refused(SaveRefused, call)
        if must and not reason.strip():
            return self.refused(WorkflowError, call)
        later = [each for each in self.of(version.cycle) if each.number > version.number and each.status not in HAND]
        if step == "submit" and later:
            return self.refused(WorkflowError, call)
        assert call().status == after
        version.status = after
        version.last[step] = (name, version.revision)
        version.sent = sent or version.sent
        return None

    @rule(name=people, data=st.data())
    def revise(self, name: str, data: st.DataObject) -> None:
        version = self.touched = data.draw(st.sampled_from(self.versions))
        outside = name == "clerk"
        newest = self.newest_outside(version.cycle) if outside else self.newest(version.cycle)
        call = lambda: self.store.revise(self.who(name), version.id)  # noqa: E731
        if not version.reads(name):
            return self.refused(UnknownName, call)
        if name not in ("amina", "barasa") and not (name == "clerk" and version.behalf):
            return self.refused(NotPermitted, call)
        if version.status in HAND or (newest and newest is not version and newest.status not in HAND):
            return self.refused(WorkflowError, call)
        found = call()
        assert newest
        if newest is not version:
            assert found.id == newest.id
            return None
        if outside:
            self.make_way(version.cycle)
        begun = Version(found.id, version.cycle, outside, version.number + 1, answers=dict(version.answers))
        begun.revision = found.revision
        self.versions.append(begun)
        self.touched = begun
        return None

    @rule(name=people, data=st.data(), address=addresses, text=texts)
    def talk(self, name: str, data: st.DataObject, address: str, text: str) -> None:
        version = self.touched = data.draw(st.sampled_from(self.versions))
        said = f"{text} {len(version.talk)}" if text else ""
        call = lambda: self.store.comment(self.who(name), version.id, address, said)  # noqa: E731
        if not version.reads(name):
            return self.refused(UnknownName, call)
        if not version.inside(name) or (version.granted(name) and address != "a"):
            return self.refused(NotPermitted, call)
        if not text:
            return self.refused(SaveRefused, call)
        call()
        version.talk.append((address, name, said))
        return None

    @precondition(lambda self: any(each.talk for each in self.versions))
    @rule(name=insiders, data=st.data())
    def withdraw(self, name: str, data: st.DataObject) -> None:
        version = self.touched = data.draw(st.sampled_from([each for each in self.versions if each.talk]))
        place = data.draw(st.integers(0, len(version.talk) - 1))
        address, author, _ = version.talk[place]
        call = lambda: self.store.withdraw_comment(self.who(name), version.id, place + 1)  # noqa: E731
        if not version.reads(name):
            return self.refused(UnknownName, call)
        if not version.inside(name):
            return self.refused(NotPermitted, call)
        if version.granted(name) and address != "a":
            return self.refused(UnknownName, call)
        if name != author:
            return self.refused(NotPermitted, call)
        call()
        version.talk[place] = (address, author, "")
        return None

    @invariant()
    def everybody_sees_what_is_hers(self) -> None:
        for name in PEOPLE:
            who = self.who(name)
            listed = {each.id: each for each in self.store.reports(who)}
            assert listed.keys() == {each.id for each in self.versions if each.reads(name)}
            version = self.touched or self.versions[0]
            if version.reads(name):
                self.sees(who, name, version, listed[version.id].status)
            else:
                for look in (self.store.open, self.store.threads, self.store.steps, self.store.snapshot):
                    self.refused(UnknownName, partial(look, who, version.id))

    def sees(self, who: Identity, name: str, version: Version, status: str) -> None:
        opened = self.store.open(who, version.id)
        assert (opened.summary.status, status, opened.summary.revision) == (*(version.status,) * 2, version.revision)
        visible = {"a", "b"} if version.granted(name) else set(ADDRESSES)
        values = {key: each.value for key, each in opened.answers.items()}
        assert values == {key: each for key, each in version.answers.items() if key in visible}
        if not version.inside(name):
            assert not any(each.author or each.time for each in opened.answers.values())
        threads = self.store.threads(who, version.id)
        said = [(thread.address, each.author, each.text) for thread in threads for each in thread.said]
        hers = {"a"} if version.granted(name) else set(ADDRESSES) if version.inside(name) else set()
        assert said == [each for each in version.talk if each[0] in hers and each[2]]
        assert self.store.snapshot(who, version.id) == version.sent

    @invariant()
    def what_was_submitted_never_changes(self) -> None:
        for version in self.versions:
            assert self.store.snapshot(AMINA, version.id) == version.sent
            assert bool(version.sent) == (version.status not in HAND)

    @invariant()
    def no_history_is_broken(self) -> None:
        assert self.store.broken_changes() == ()

    @invariant()
    def each_side_has_one_draft_at_most_and_the_party_s_own_is_last(self) -> None:
        for cycle in ("EX1", "EX2"):
            found = self.of(cycle)
            assert [each.number for each in found] == list(range(1, len(found) + 1))
            assert {each.id: each.number for each in found} == {
                each.id: each.version for each in self.store.reports(AMINA) if each.cycle == cycle
            }
            assert all(each.status not in HAND or each.behalf for each in found[:-1])
            assert sum(each.status in HAND and each.behalf for each in found) <= 1

    @invariant()
    def outsiders_learn_nothing_from_drafts(self) -> None:
        """Whatever is in the Party's hands, others see as if it were not there."""
        for name in OUTSIDE | {"clerk"}:
            seen = repr([self.store.history(PEOPLE[name], each.id) for each in self.versions if each.reads(name)])
            for version in self.versions:
                if version.status in HAND and not version.reads(name):
                    assert version.id not in seen


class TestWorkflow(Workflow.TestCase):  # type: ignore[misc] # hypothesis makes the class
    settings = settings(max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))


def test_two_secretariats_see_the_same_whatever_the_drafts(tmp_path: Path) -> None:
    """The same report, submitted after a review with discussion and at once, looks the same to its Secretariat."""
    seen = []
    for reviewed in (True, False):
        url = f"sqlite:///{tmp_path}/{reviewed}.db"
        upgrade(url)
        store = SqlStore(url, clock=lambda: Clock().now)
        report = store.create(AMINA, KENYA)
        store.save(AMINA, report.id, {"a": Answer("1")}, 0)
        if reviewed:
            store.comment(BARASA, report.id, "a", "Really?")
            store.transition(BARASA, report.id, "ask-review", revision=1, reason="Look.")
            store.transition(CHIKU, report.id, "approve", revision=1)
        store.transition(AMINA, report.id, "submit", revision=1, snapshot=b"{}")
        steps = [replace(each, seq=0, hash="") for each in store.steps(CLERK, report.id)]
        history = [replace(each, seq=0, hash="") for each in store.history(CLERK, report.id)]
        opened = store.open(CLERK, report.id)
        seen.append((steps, history, replace(opened.summary, id=""), opened.answers, store.names(CLERK, report.id)))
        store.close()
    assert seen[0] == seen[1]
