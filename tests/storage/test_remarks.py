"""Remarks beside needs: who may write them, until when, and that nothing of them is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.reporting import PUBLIC, SECRETARIAT, Identity
from cbreport.reporting.remarks import Answered, NewRemark, Opening, Remark, Said, Where
from cbreport.storage import SqlStore
from tests.storage.people import AMINA, BARASA, CLERK, KARI, Clock, person

STRANGER = person("stranger", SECRETARIAT, "", "another")
FIJI = person("sereana", "focal-point", "FJI")
UNTIL = date(2026, 2, 1)
LAW = Where("region", "law", "south")
LABELS = ("Law", "South")
MORE = Said("recommendation", "Train judges.", "en")


@pytest.fixture
def opening(store: SqlStore) -> Opening:
    return open_it(store)


def open_it(store: SqlStore, *, shown: bool = False, content: bytes = b'{"a":1}') -> Opening:
    parties = frozenset({"KEN", "NOR"})
    return store.open_needs(CLERK, "example", parties, content, shown=shown, until=UNTIL)


def say(store: SqlStore, who: Identity, opening: Opening | None, said: Said = MORE) -> Remark:
    return store.remark(who, NewRemark("example", LAW, LABELS, said, opening.id if opening else ""))


def texts(store: SqlStore, who: Identity) -> list[str]:
    return [each.said.text for each in store.remarks(who, "example")]


def pass_days(store: SqlStore, days: int) -> None:
    assert isinstance(store._clock, Clock)
    store._clock.now += timedelta(days=days)


def test_parties_remark_and_the_secretariat_answers(store: SqlStore, opening: Opening) -> None:
    made = say(store, AMINA, opening, Said("comment", " Plus de droit.\r\n", "fr"))
    assert (made.party, made.where, made.labels, made.said) == (
        "KEN",
        LAW,
        LABELS,
        Said("comment", "Plus de droit.", "fr"),
    )
    say(store, CLERK, None)
    assert texts(store, CLERK) == ["Plus de droit.", "Train judges."]
    assert texts(store, AMINA) == texts(store, BARASA) == ["Plus de droit."]
    assert texts(store, KARI) == texts(store, FIJI) == texts(store, STRANGER) == texts(store, PUBLIC) == []
    store.answer_remark(CLERK, made.id, Answered("accepted", "We shall.", "en"), base=1)
    (seen,) = store.remarks(AMINA, "example")
    assert seen.reply == Answered("accepted", "We shall.", "en")
    assert [(each.author, each.name) for each in seen.steps] == [("amina", "Amina"), ("", "")]
    assert [each.said.text for each in store.remarks(CLERK, "example", opening="")] == ["Train judges."]
    assert [each.said.text for each in store.remarks(CLERK, "example", opening=opening.id)] == ["Plus de droit."]


def test_remarks_are_shown_to_all_parties_where_the_opening_says_so(store: SqlStore) -> None:
    opening = open_it(store, shown=True)
    say(store, AMINA, opening)
    assert texts(store, KARI) == ["Train judges."]
    assert texts(store, FIJI) == []


def test_what_is_sent_twice_is_said_once(store: SqlStore, opening: Opening) -> None:
    assert say(store, AMINA, opening) == say(store, AMINA, opening)
    say(store, BARASA, opening)
    assert len(texts(store, AMINA)) == 2
    assert open_it(store, content=b"{}") == opening


def test_an_edit_is_a_revision_and_a_stale_one_is_refused(store: SqlStore, opening: Opening) -> None:
    made = say(store, AMINA, opening)
    new = Said("comment", "Train judges and rangers.", "en")
    changed = store.change_remark(BARASA, made.id, new, base=1)
    assert store.change_remark(BARASA, made.id, new, base=1) == changed, "sent twice is made once"
    assert [each.what for each in changed.steps] == [MORE, new]
    for base in (0, 1, 3):
        with pytest.raises(SaveRefused, match="Somebody changed this remark meanwhile"):
            store.change_remark(AMINA, made.id, Said("comment", "Mine", "en"), base=base)
        with pytest.raises(SaveRefused, match="meanwhile"):
            store.answer_remark(CLERK, made.id, Answered("noted", "", "en"), base=base)
    assert texts(store, CLERK) == ["Train judges and rangers."]


def test_what_was_answered_is_not_changed_any_more(store: SqlStore, opening: Opening) -> None:
    made = say(store, AMINA, opening)
    store.answer_remark(CLERK, made.id, Answered("noted", "", "en"), base=1)
    with pytest.raises(SaveRefused, match="has answered"):
        store.change_remark(AMINA, made.id, Said("comment", "Other", "en"), base=2)
    again = store.answer_remark(CLERK, made.id, Answered("accepted", "", "en"), base=2)
    assert again.reply == Answered("accepted", "", "en")
    assert len(again.steps) == 3


def test_what_was_withdrawn_is_kept_for_its_own_side(store: SqlStore, opening: Opening) -> None:
    made = say(store, AMINA, opening)
    gone = store.change_remark(BARASA, made.id, None, base=1)
    assert gone.withdrawn
    assert store.change_remark(AMINA, made.id, None, base=1) == gone
    assert [each.withdrawn for each in store.remarks(AMINA, "example")] == [gone.withdrawn]
    assert texts(store, CLERK) == []
    with pytest.raises(SaveRefused):
        store.change_remark(AMINA, made.id, MORE, base=2)
    with pytest.raises(UnknownName):
        store.answer_remark(CLERK, made.id, Answered("noted", "", "en"), base=2)
    assert say(store, AMINA, opening).id != made.id


def test_after_the_last_day_no_party_changes_anything(store: SqlStore, opening: Opening) -> None:
    made = say(store, AMINA, opening)
    pass_days(store, 40)
    for attempt in (
        lambda: say(store, AMINA, opening, Said("comment", "Late", "en")),
        lambda: store.change_remark(AMINA, made.id, Said("comment", "Late", "en"), base=1),
        lambda: store.change_remark(AMINA, made.id, None, base=1),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    say(store, CLERK, opening, Said("comment", "Afterwards", "en"))
    assert texts(store, AMINA) == ["Train judges."]
    store.set_opening(CLERK, opening.id, date(2026, 3, 1))
    say(store, AMINA, opening, Said("comment", "Late", "en"))
    assert texts(store, AMINA) == ["Train judges.", "Late"]


def test_an_opening_is_closed_early_and_opened_again(store: SqlStore, opening: Opening) -> None:
    closed = store.set_opening(CLERK, opening.id, None)
    assert (bool(closed.closed), closed.until) == (True, "2026-02-01")
    assert store.set_opening(CLERK, opening.id, None) == closed
    with pytest.raises(NotPermitted):
        say(store, AMINA, opening)
    again = store.set_opening(CLERK, opening.id, UNTIL)
    assert (again.closed, again.until) == ("", "2026-02-01")
    with pytest.raises(SaveRefused, match="This day is past"):
        store.set_opening(CLERK, opening.id, date(2025, 12, 31))
    (only,) = store.openings(AMINA, "example")
    assert only == again
    assert (only.content, only.digest[:7]) == (b'{"a":1}', "sha256:")


def test_a_new_opening_after_the_last(store: SqlStore, opening: Opening) -> None:
    store.set_opening(CLERK, opening.id, None)
    newer = open_it(store, content=b"{}")
    assert [each.id for each in store.openings(KARI, "example")] == [newer.id, opening.id]
    assert all(before.made > after.made for before, after in pairwise(store.openings(CLERK, "example")))


@pytest.mark.parametrize("who", [FIJI, STRANGER, PUBLIC, person("chiku", "approver", "KEN")])
def test_others_neither_see_nor_write(store: SqlStore, opening: Opening, who: Identity) -> None:
    made = say(store, AMINA, opening)
    assert (store.openings(who, "example"), store.remarks(who, "example")) == ((), ())
    refused: list[tuple[Callable[[], object], type[Exception]]] = [
        (lambda: say(store, who, opening), NotPermitted),
        (lambda: say(store, who, None), NotPermitted),
        (lambda: store.change_remark(who, made.id, None, base=1), UnknownName),
        (lambda: store.answer_remark(who, made.id, Answered("noted", "", "en"), base=1), UnknownName),
        (lambda: store.set_opening(who, opening.id, None), UnknownName),
        (lambda: open_it_as(store, who), NotPermitted),
    ]
    for attempt, error in refused:
        with pytest.raises(error):
            attempt()
    assert store.remarks(AMINA, "example") == (made,)


def open_it_as(store: SqlStore, who: Identity) -> Opening:
    return store.open_needs(who, "example", frozenset(), b"{}", shown=False, until=UNTIL)


def test_one_party_does_not_touch_what_another_said(store: SqlStore) -> None:
    opening = open_it(store, shown=True)
    made = say(store, AMINA, opening)
    with pytest.raises(NotPermitted):
        store.change_remark(KARI, made.id, None, base=1)
    with pytest.raises(NotPermitted):
        store.answer_remark(KARI, made.id, Answered("noted", "", "en"), base=1)
    with pytest.raises(NotPermitted):
        store.change_remark(CLERK, made.id, None, base=1)


def test_a_party_cannot_fill_the_database(store: SqlStore, opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbreport.storage.remarks.REMARKS_OF_SIDE", 2)
    for number in range(2):
        say(store, AMINA, opening, Said("comment", f"No. {number}", "en"))
    with pytest.raises(SaveRefused, match="No more remarks can be kept"):
        say(store, BARASA, opening)
    say(store, KARI, opening)
    assert len(store.remarks(CLERK, "example")) == 3


@pytest.mark.parametrize("id", ["", "a" * 24, "x", "a' or '1'='1", "\0"])
def test_what_is_not_there(store: SqlStore, opening: Opening, id: str) -> None:
    with pytest.raises(UnknownName):
        store.change_remark(CLERK, id, None, base=1)
    with pytest.raises(UnknownName):
        store.set_opening(CLERK, id, None)
    if id:
        with pytest.raises(UnknownName):
            store.remark(AMINA, NewRemark("example", LAW, LABELS, MORE, id))
