"""The steps of many reports at once, for the Secretariat's lists."""

from __future__ import annotations

from dataclasses import replace

from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity
from cbreport.storage import SqlStore
from tests.storage.people import AMINA, CLERK, KARI, KENYA

NORWAY = replace(KENYA, party="NOR")


def submitted(store: SqlStore, person: Identity, of: object = KENYA) -> str:
    report = store.create(person, of)  # type: ignore[arg-type]
    store.transition(person, report.id, "ask-review", revision=0)
    store.transition(person, report.id, "approve", revision=0)
    store.transition(person, report.id, "submit", revision=0, snapshot=b"{}")
    return report.id


def test_the_secretariat_gets_those_that_concern_it_oldest_first(store: SqlStore) -> None:
    kenya = submitted(store, AMINA)
    norway = submitted(store, KARI, NORWAY)
    store.transition(CLERK, norway, "send-back", revision=0, reason="The annex")
    store.create(replace(AMINA, party="FJI"), replace(KENYA, party="FJI"))
    found = store.steps_of(CLERK, convention="example", cycle="EX1")
    assert {id: [each.step for each in steps] for id, steps in found.items()} == {
        kenya: ["submit"], norway: ["submit", "send-back"],
    }  # fmt: skip
    assert found[norway][-1].after["reason"] == "The annex"


def test_a_draft_that_follows_is_not_told(store: SqlStore) -> None:
    kenya = submitted(store, AMINA)
    before = store.steps_of(CLERK, convention="example")
    revised = store.revise(AMINA, kenya)
    store.transition(AMINA, revised.id, "ask-review", revision=revised.revision)
    assert store.steps_of(CLERK, convention="example") == before


def test_another_cycle_or_convention_has_none(store: SqlStore) -> None:
    submitted(store, AMINA)
    assert store.steps_of(CLERK, convention="example", cycle="EX2") == {}
    assert store.steps_of(CLERK, convention="example", cycle="\0") == {}
    assert store.steps_of(CLERK, convention="another") == {}


def test_others_get_nothing(store: SqlStore) -> None:
    submitted(store, AMINA)
    stranger = Identity("s", "S", frozenset({SECRETARIAT}), conventions=frozenset({"another"}))
    neighbour = Identity("n", "N", frozenset({FOCAL_POINT}), party="NOR")
    for person in (AMINA, stranger, neighbour, Identity("", "")):
        assert store.steps_of(person, convention="example") == {}
