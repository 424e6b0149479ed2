"""Reminders to Parties: their mail is queued with them, once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from cbreport.errors import NotPermitted
from cbreport.mailing import Mail
from cbreport.reporting.party_reminders import PartyMail, PartyReminder
from cbreport.storage import SqlStore
from tests.storage.people import AMINA, CLERK, Clock

OF = {"convention": "example", "cycle": "EX1"}


def letter(party: str, to: str = "") -> PartyMail:
    address = to or f"{party.lower()}@example.org"
    return PartyMail(party, Mail(address, "Due", "Dear colleague", "cb@example.org", language="fr"))


def remind(store: SqlStore, *letters: PartyMail, batch: str = "b1", again: bool = False) -> Sequence[PartyReminder]:
    return store.remind_parties(CLERK, letters, **OF, batch=batch, again=again)


def mails(store: SqlStore) -> list[str]:
    """Whoever mail waits for."""
    found = []
    while mail := store.next_mail():
        found.append(mail.to)
    return sorted(found)


def parties(found: Sequence[PartyReminder]) -> list[str]:
    return [each.party for each in found]


def test_a_reminder_is_noted_and_its_mail_waits(store: SqlStore) -> None:
    [made] = remind(store, letter("KEN"))
    assert (made.party, made.address, made.language, made.author) == ("KEN", "ken@example.org", "fr", "clerk")
    assert list(store.party_reminders(CLERK, **OF)) == [made]
    assert mails(store) == ["ken@example.org"]


def test_the_same_press_queues_once(store: SqlStore) -> None:
    before = remind(store, letter("KEN"), letter("NOR"))
    assert remind(store, letter("KEN"), letter("NOR"), batch="b1", again=True) == before
    assert mails(store) == ["ken@example.org", "nor@example.org"]


def test_two_contacts_of_a_party_both_get_it_and_an_address_gets_it_once(store: SqlStore) -> None:
    remind(store, letter("KEN", "a@example.org"), letter("KEN", "b@example.org"), letter("KEN", "a@example.org"))
    assert mails(store) == ["a@example.org", "b@example.org"]


def test_within_a_day_nobody_is_reminded_again_unless_somebody_says_so(store: SqlStore) -> None:
    remind(store, letter("KEN"))
    assert parties(remind(store, letter("KEN"), letter("NOR"), batch="b2")) == ["NOR"]
    assert parties(remind(store, letter("KEN"), batch="b3")) == []
    assert parties(remind(store, letter("KEN"), batch="b4", again=True)) == ["KEN"]


def test_after_a_day_it_is_no_question_any_more(database: str) -> None:
    clock = Clock()
    store = SqlStore(database, clock=clock)
    remind(store, letter("KEN"))
    clock.now += timedelta(hours=24)
    assert parties(remind(store, letter("KEN"), batch="b2")) == ["KEN"]
    store.close()


def test_another_cycle_is_another_matter(store: SqlStore) -> None:
    remind(store, letter("KEN"))
    made = store.remind_parties(CLERK, [letter("KEN")], convention="example", cycle="EX2", batch="b2", again=False)
    assert parties(made) == ["KEN"]
    assert parties(store.party_reminders(CLERK, **OF)) == ["KEN"]


def test_only_its_secretariat_reminds_and_reads_of_it(store: SqlStore) -> None:
    remind(store, letter("KEN"))
    assert store.party_reminders(AMINA, **OF) == ()
    with pytest.raises(NotPermitted):
        store.remind_parties(AMINA, [letter("KEN")], **OF, batch="b2", again=True)
    with pytest.raises(NotPermitted):
        store.remind_parties(CLERK, [letter("KEN")], convention="another", cycle="EX1", batch="b2", again=True)
    assert mails(store) == ["ken@example.org"]


def test_what_no_database_can_hold_finds_nothing(store: SqlStore) -> None:
    assert store.party_reminders(CLERK, convention="example", cycle="\0") == ()


def test_a_double_click_in_two_threads_queues_once(store: SqlStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: remind(store, letter("KEN"), letter("NOR"), again=True), range(4)))
    assert {tuple(parties(each)) for each in made} == {("KEN", "NOR")}
    assert mails(store) == ["ken@example.org", "nor@example.org"]
