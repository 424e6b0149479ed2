"""Delegations with their links, who works where, notes, mail that waits and reminders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from cbreport.answering import Answer
from cbreport.errors import NotPermitted, UnknownName, WorkflowError
from cbreport.mailing import LINK, PAUSES, Mail, link_to
from cbreport.reporting import PUBLIC, Identity, NewDelegation
from cbreport.storage import SqlStore
from cbreport.storage.engine import reading
from tests.storage.people import AMINA, BARASA, CLERK, KARI, KENYA, Clock

NEW = NewDelegation(
    "Chebet", ("s",), frozenset({"a"}), frozenset({"a", "b"}), "2026-01-10", "2026-01-17", "chebet@example.org", "en"
)
GUEST = Identity("guest", "Guest")
SUCCESSOR = replace(AMINA, id="wanjiru", name="Wanjiru")
MAIL = Mail(
    "chebet@example.org", "Please", f"Open {LINK} now.", "reporting@example.org", link="https://portal.example/invited/"
)


class Later(Clock):
    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
def store(database: str, clock: Later) -> Iterator[SqlStore]:
    store = SqlStore(database, clock=clock)
    yield store
    store.close()


def begun(store: SqlStore) -> str:
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {key: Answer(key) for key in ("a", "b", "c")}, 0)
    return report.id


def test_a_link_lets_a_colleague_in_without_an_account(store: SqlStore) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW)
    assert (made.name, made.made_by, made.maker, made.sections) == ("Chebet", "amina", "Amina", ("s",))
    chebet = store.recognise(PUBLIC, [token], report)
    assert (chebet.name, chebet.roles, chebet.id) == ("Chebet", frozenset(), f"invited-{made.id}")
    assert set(store.open(chebet, report).answers) == {"a", "b"}
    store.save(chebet, report, {"a": Answer("hers")}, 1)
    assert store.open(AMINA, report).answers["a"].author == chebet.id
    assert store.names(AMINA, report)[chebet.id] == "Chebet"
    with pytest.raises(NotPermitted, match="not given to you"):
        store.save(chebet, report, {"b": Answer("x")}, 2)
    assert store.broken_changes() == ()


def test_the_token_is_kept_nowhere(store: SqlStore) -> None:
    report = begun(store)
    _, token = store.delegate(AMINA, report, NEW)
    store.delegate(AMINA, report, NEW, MAIL)
    mailed = store.next_mail()
    assert mailed is not None
    sent = mailed.body.removeprefix("Open https://portal.example/invited/").removesuffix(" now.")
    assert len(sent) == len(token) == 32
    with reading(store.engine) as connection:
        for table in ("cb_delegation", "cb_link", "cb_mail", "cb_change"):
            kept = repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert token not in kept
            assert sent not in kept
    assert store.recognise(PUBLIC, [sent], report).grant(report)


@pytest.mark.parametrize("tokens", [["a" * 32], [""], ["x'; DROP TABLE cb_link"], ["\ud800"]])
def test_a_wrong_token_lets_nobody_in(store: SqlStore, tokens: list[str]) -> None:
    store.delegate(AMINA, begun(store), NEW)
    assert store.recognise(PUBLIC, tokens) == PUBLIC
    assert store.invitation(tokens[0]) is None


def test_nothing_is_asked_of_the_database_for_nobody(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbreport.storage.team.reading", None)
    assert store.recognise(PUBLIC, []) is PUBLIC


def test_a_link_ends_after_its_last_day(store: SqlStore, clock: Later) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW)
    clock.pass_by(days=16)
    assert store.recognise(PUBLIC, [token]).grant(report)
    clock.pass_by(days=1)
    assert store.recognise(PUBLIC, [token]) == PUBLIC
    found = store.invitation(token)
    assert found is not None
    assert found.delegation.state("2026-01-18") == "expired"
    store.extend(AMINA, made.id, "2026-02-01", "2026-02-02")
    assert store.recognise(PUBLIC, [token]).grant(report)


def test_a_link_ends_when_it_is_withdrawn_or_renewed(store: SqlStore) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW)
    _, newer = store.renew(AMINA, made.id)
    assert store.recognise(PUBLIC, [token]) == PUBLIC
    assert store.invitation(token) is None
    assert store.recognise(PUBLIC, [newer]).grant(report)
    ended = store.withdraw(AMINA, made.id)
    assert store.withdraw(SUCCESSOR, made.id) == ended
    assert store.recognise(PUBLIC, [newer]) == PUBLIC
    for action in (store.renew, lambda who, id: store.extend(who, id, NEW.due, NEW.expires)):
        with pytest.raises(WorkflowError, match="was withdrawn"):
            action(AMINA, made.id)


def test_who_takes_it_up_is_found_by_her_account_and_the_link_is_hers_alone(store: SqlStore) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW)
    store.take_up(GUEST, token)
    store.take_up(GUEST, token)
    assert store.recognise(GUEST, []).grant(report)
    assert store.recognise(GUEST, []).id == "guest"
    for other in (PUBLIC, replace(GUEST, id="other")):
        assert store.recognise(other, [token]) == other
    with pytest.raises(UnknownName):
        store.take_up(replace(GUEST, id="other"), token)
    with pytest.raises(UnknownName):
        store.take_up(PUBLIC, token)
    store.withdraw(AMINA, made.id)
    assert store.recognise(GUEST, []) == GUEST
    with pytest.raises(UnknownName):
        store.take_up(GUEST, token)


def test_several_delegations_of_one_report_count_as_one(store: SqlStore) -> None:
    report = begun(store)
    tokens = [
        store.delegate(AMINA, report, replace(NEW, sections=(id,), questions=frozenset({id}), sees=frozenset({id})))[1]
        for id in ("a", "b")
    ]
    grant = store.recognise(PUBLIC, tokens).grant(report)
    assert grant is not None
    assert (set(grant.sections), grant.questions, grant.sees) == ({"a", "b"}, {"a", "b"}, {"a", "b"})


def test_only_the_focal_point_delegates(store: SqlStore) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW)
    chebet = store.recognise(PUBLIC, [token])
    for person in (BARASA, chebet):
        with pytest.raises(NotPermitted):
            store.delegate(person, report, NEW)
        with pytest.raises(NotPermitted):
            store.withdraw(person, made.id)
    for person in (KARI, CLERK, PUBLIC):
        with pytest.raises(UnknownName):
            store.delegate(person, report, NEW)
        with pytest.raises(UnknownName):
            store.withdraw(person, made.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"name": "x" * 201}, {"sections": ()}, {"message": "x" * 5_001}, {"due": "2025-12-31"},
        {"due": "soon"}, {"expires": "2026-01-09"}, {"expires": "2027-02-01"}, {"name": "a\0b"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(store: SqlStore, wrong: dict[str, object]) -> None:
    report = begun(store)
    with pytest.raises(WorkflowError):
        store.delegate(AMINA, report, replace(NEW, **wrong))  # type: ignore[arg-type] # wrong on purpose
    assert store.delegations(AMINA, report) == ()


def test_what_was_submitted_is_not_delegated_and_nobody_else_learns_of_it(store: SqlStore) -> None:
    report = begun(store)
    _, token = store.delegate(AMINA, report, NEW)
    chebet = store.recognise(PUBLIC, [token])
    store.transition(AMINA, report, "submit", revision=1, snapshot=b"x")
    with pytest.raises(WorkflowError, match="was submitted"):
        store.delegate(AMINA, report, NEW)
    with pytest.raises(UnknownName):
        store.open(chebet, report)
    assert store.delegations(CLERK, report) == ()
    assert [each.name for each in store.delegations(BARASA, report)] == ["Chebet"]
    assert {each.step for each in store.history(CLERK, report)} == {"submit"}


def test_done_and_not_done_after_all(store: SqlStore) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW)
    chebet = store.recognise(PUBLIC, [token])
    first = store.finish(chebet, made.id, True)
    assert store.finish(chebet, made.id, True).done == first.done != ""
    assert [each.done for each in store.delegations(AMINA, report)] == [first.done]
    assert store.finish(chebet, made.id, False).done == ""
    for other in (AMINA, PUBLIC):
        with pytest.raises(UnknownName):
            store.finish(other, made.id, True)


def test_nothing_belongs_to_the_person_who_made_it(store: SqlStore) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW)
    assert [each.id for _, each in store.delegations_of_party(SUCCESSOR)] == [made.id]
    store.extend(SUCCESSOR, made.id, "2026-01-20", "2026-01-21")
    own, _ = store.delegate(SUCCESSOR, report, NEW)
    assert store.withdraw_all(SUCCESSOR, "amina") == 1
    assert store.recognise(PUBLIC, [token]) == PUBLIC
    assert [each.id for _, each in store.delegations_of_party(AMINA)] == [own.id]
    assert store.delegations(AMINA, report)[-1].withdrawn_by == "wanjiru"
    for other in (BARASA, KARI, CLERK, PUBLIC):
        assert list(store.delegations_of_party(other)) == []
        assert store.withdraw_all(other, "wanjiru") == 0


def test_who_works_where_is_told_for_ten_minutes_to_those_who_may_see_it(store: SqlStore, clock: Later) -> None:
    report = begun(store)
    _, token = store.delegate(AMINA, report, NEW)
    chebet = store.recognise(PUBLIC, [token])
    store.arrive(AMINA, report, "t")
    store.arrive(BARASA, report, "s")
    store.arrive(chebet, report, "s")
    assert {(each.name, each.section) for each in store.present(AMINA, report)} == {("Barasa", "s"), ("Chebet", "s")}
    assert [each.name for each in store.present(chebet, report)] == ["Barasa"]
    assert store.delegations(AMINA, report)[0].used
    clock.pass_by(minutes=9)
    store.arrive(BARASA, report, "t")
    clock.pass_by(minutes=2)
    assert [(each.name, each.section) for each in store.present(AMINA, report)] == [("Barasa", "t")]
    store.transition(AMINA, report, "submit", revision=1, snapshot=b"x")
    assert store.present(CLERK, report) == ()
    assert not [each for each in store.history(AMINA, report) if each.author == "barasa"]


def test_a_secretariat_that_enters_for_a_party_learns_nothing_of_its_people(store: SqlStore) -> None:
    report = store.create(CLERK, replace(KENYA, behalf=True)).id
    store.delegate(AMINA, report, NEW)
    store.arrive(BARASA, report, "s")
    assert [each.name for each in store.present(AMINA, report)] == ["Barasa"]
    assert list(store.delegations(CLERK, report)) == list(store.present(CLERK, report)) == []


def test_notes_stay_in_the_party(store: SqlStore) -> None:
    store.write_note(AMINA, " Ask the ministry of water. ")
    store.write_note(AMINA, "Ask the ministry of water.")
    store.write_note(SUCCESSOR, "They answered.")
    assert [each.text for each in store.notes(SUCCESSOR)] == ["They answered.", "Ask the ministry of water."]
    for other in (KARI, CLERK, PUBLIC):
        assert list(store.notes(other)) == []
    with pytest.raises(NotPermitted):
        store.write_note(BARASA, "x")
    for wrong in ("", " ", "x" * 20_001, "\0"):
        with pytest.raises(WorkflowError):
            store.write_note(AMINA, wrong)


def test_mail_waits_longer_after_each_attempt_and_is_given_up(store: SqlStore, clock: Later) -> None:
    store.queue_mail([MAIL])
    for attempt, pause in enumerate(PAUSES, 1):
        taken = store.next_mail()
        assert taken is not None
        assert taken.attempts == attempt
        assert store.next_mail() is None
        assert store.mail_failed(taken.id, "no answer", for_good=False) is (attempt < len(PAUSES))
        clock.pass_by(minutes=pause)
    assert store.next_mail() is None
    assert store.mail_counts() == {"waiting": 0, "given-up": 1}


def test_mail_whose_sender_died_is_sent_again_and_what_was_sent_is_not(store: SqlStore, clock: Later) -> None:
    store.queue_mail([MAIL])
    first = store.next_mail()
    clock.pass_by(minutes=2)
    again = store.next_mail()
    assert first is not None
    assert again is not None
    assert again.id == first.id
    store.mail_sent(again.id)
    clock.pass_by(days=1)
    assert store.next_mail() is None


def test_mail_about_what_was_withdrawn_is_not_sent(store: SqlStore) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW, MAIL)
    assert token == ""
    assert store.delegations(AMINA, report)[0].mail == "waiting"
    store.withdraw(AMINA, made.id)
    assert store.next_mail() is None
    assert store.mail_counts() == {"waiting": 0, "given-up": 0}


def test_a_reminder_by_hand_is_sent_once_a_day_and_the_links_before_it_go_on_working(
    store: SqlStore, clock: Later
) -> None:
    report = begun(store)
    made, token = store.delegate(AMINA, report, NEW)
    store.remind(AMINA, made.id, MAIL)
    with pytest.raises(WorkflowError, match="less than a day ago"):
        store.remind(AMINA, made.id, MAIL)
    clock.pass_by(days=1)
    store.remind(SUCCESSOR, made.id, MAIL)
    assert store.next_mail()
    assert store.recognise(PUBLIC, [token]).grant(report)
    store.finish(store.recognise(PUBLIC, [token]), made.id, True)
    clock.pass_by(days=2)
    with pytest.raises(WorkflowError, match="nothing to be reminded"):
        store.remind(AMINA, made.id, MAIL)


def test_a_reminder_is_queued_once(store: SqlStore) -> None:
    assert store.queue_reminder(MAIL, ["one", "two"])
    assert not store.queue_reminder(MAIL, ["two", "three"])
    assert store.reminded(["one", "two", "three"]) == {"one", "two"}
    assert store.mail_counts()["waiting"] == 1


def test_the_operator_sees_what_is_open(store: SqlStore, clock: Later) -> None:
    report = begun(store)
    made, _ = store.delegate(AMINA, report, NEW)
    done, token = store.delegate(AMINA, report, NEW)
    store.finish(store.recognise(PUBLIC, [token]), done.id, True)
    assert [(summary.id, each.id) for summary, each in store.open_delegations()] == [(report, made.id)]
    assert [each.id for each in store.newest_reports("example", "EX1")] == [report]
    store.transition(AMINA, report, "submit", revision=1, snapshot=b"x")
    assert list(store.open_delegations()) == []
    newer = store.revise(AMINA, report)
    assert [each.id for each in store.newest_reports("example", "EX1")] == [newer.id]


def test_one_mail_can_bring_the_links_of_several_delegations(store: SqlStore) -> None:
    report = begun(store)
    made = [store.delegate(AMINA, report, NEW)[0] for _ in range(2)]
    body = " ".join(link_to(each.id) for each in made)
    store.queue_mail([replace(MAIL, body=body)])
    mailed = store.next_mail()
    assert mailed is not None
    tokens = [each.rpartition("/")[2] for each in mailed.body.split()]
    assert {grant.id for grant in store.recognise(PUBLIC, tokens).grants} == {each.id for each in made}


def test_a_colleague_is_forgotten_but_for_what_she_answered(store: SqlStore) -> None:
    report = begun(store)
    _, token = store.delegate(AMINA, report, replace(NEW, message="Dear Chebet"))
    store.delegate(AMINA, report, replace(NEW, message="Dear Chebet"), MAIL)
    chebet = store.recognise(PUBLIC, [token])
    store.save(chebet, report, {"a": Answer("hers")}, 1)
    store.arrive(chebet, report, "s")
    assert store.forget("chebet@example.org") == 2
    assert store.recognise(PUBLIC, [token]) == PUBLIC
    assert store.next_mail() is None
    with reading(store.engine) as connection:
        for table in ("cb_delegation", "cb_link", "cb_mail", "cb_person", "cb_presence", "cb_change", "cb_answer"):
            assert "chebet" not in repr(connection.execute(text(f"SELECT * FROM {table}")).all()).lower(), table
    assert store.open(AMINA, report).answers["a"].value == "hers"
    assert store.broken_changes() == ()


def test_what_is_still_open_goes_on_for_a_revised_version(store: SqlStore) -> None:
    old = begun(store)
    given, token = store.delegate(AMINA, old, NEW)
    taken, hers = store.delegate(AMINA, old, NEW)
    store.take_up(GUEST, hers)
    store.transition(AMINA, old, "submit", revision=1, snapshot=b"one")
    found = store.invitation(token)
    assert found is not None
    assert found.summary.id == old
    new = store.revise(AMINA, old)
    assert {each.id for each in store.delegations(AMINA, new.id)} == {given.id, taken.id}
    assert store.delegations(AMINA, old) == ()
    found = store.invitation(token)
    assert found is not None
    assert (found.summary.id, found.delegation.due, found.delegation.expires) == (new.id, NEW.due, NEW.expires)
    for colleague in (store.recognise(PUBLIC, [token]), store.recognise(GUEST, [])):
        assert set(store.open(colleague, new.id).answers) == {"a", "b"}
        with pytest.raises(UnknownName):
            store.open(colleague, old)
    chebet = store.recognise(PUBLIC, [token])
    assert store.save(chebet, new.id, {"a": Answer("hers")}, new.revision).changed == 1
    assert store.finish(chebet, given.id, True).done
    assert [each.id for _, each in store.open_delegations()] == [taken.id]
    assert store.broken_changes() == ()


@pytest.mark.parametrize("end", ["done", "withdrawn", "expired"])
def test_what_has_ended_stays_with_the_version_that_it_was_for(store: SqlStore, clock: Later, end: str) -> None:
    old = begun(store)
    given, token = store.delegate(AMINA, old, NEW)
    if end == "done":
        store.finish(store.recognise(PUBLIC, [token]), given.id, True)
    if end == "withdrawn":
        store.withdraw(AMINA, given.id)
    store.transition(AMINA, old, "submit", revision=1, snapshot=b"one")
    if end == "expired":
        clock.pass_by(days=17)
    new = store.revise(AMINA, old)
    assert store.delegations(AMINA, new.id) == ()
    assert [each.id for each in store.delegations(AMINA, old)] == [given.id]
    with pytest.raises(UnknownName):
        store.open(store.recognise(PUBLIC, [token]), new.id)
