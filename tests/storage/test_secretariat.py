"""Reports of the Secretariat itself in the store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cbreport.answering import Answer
from cbreport.errors import NotPermitted, UnknownName
from cbreport.reporting import PUBLIC, SECRETARIAT, NewReport
from cbreport.storage import SqlStore
from tests.storage.people import AMINA, BARASA, CLERK, KENYA, person

WORK = NewReport("example", "example-work-programme", "r1", "sha256:0", "XSC", "WORK-2026")
STRANGER = person("stranger", SECRETARIAT, "", "other")
COLLEAGUE = replace(CLERK, id="colleague")


def test_its_people_begin_one_and_share_it(store: SqlStore) -> None:
    begun = store.create(CLERK, WORK)
    assert (begun.party, begun.status, begun.behalf) == ("XSC", "draft", False)
    assert store.create(COLLEAGUE, WORK) == begun
    store.save(COLLEAGUE, begun.id, {"aim": Answer("Teach", comment="for us only")}, 0)
    seen = store.open(CLERK, begun.id)
    assert seen.answers["aim"].comment == "for us only"
    assert [each.id for each in store.reports(CLERK, party="XSC")] == [begun.id]
    assert store.add(CLERK, replace(WORK, cycle="DEC")).cycle == "DEC-1"


def test_nobody_else_begins_one_or_knows_of_it(store: SqlStore) -> None:
    begun = store.create(CLERK, WORK)
    store.transition(CLERK, begun.id, "submit", revision=0, snapshot=b"{}")
    for who in (AMINA, BARASA, STRANGER, PUBLIC):
        with pytest.raises(NotPermitted):
            store.create(who, WORK)
        assert store.reports(who) == ()
        with pytest.raises(UnknownName):
            store.open(who, begun.id)
    store.transition(CLERK, begun.id, "publish", revision=0)
    for who in (AMINA, BARASA, STRANGER, PUBLIC):
        assert [each.status for each in store.reports(who)] == ["published"]
        with pytest.raises(NotPermitted):
            store.save(who, begun.id, {"aim": Answer("Mine")}, 0)


def test_it_is_not_entered_on_behalf_of_anybody(store: SqlStore) -> None:
    with pytest.raises(NotPermitted, match="for nobody else"):
        store.create(CLERK, replace(WORK, behalf=True))


def test_it_is_revised_like_any_other(store: SqlStore) -> None:
    begun = store.create(CLERK, WORK)
    store.save(CLERK, begun.id, {"aim": Answer("Teach")}, 0)
    store.transition(CLERK, begun.id, "submit", revision=1, snapshot=b"{}")
    store.transition(CLERK, begun.id, "publish", revision=1)
    second = store.revise(COLLEAGUE, begun.id)
    assert (second.version, second.status, second.party) == (2, "draft", "XSC")
    assert store.open(CLERK, second.id).answers["aim"].value == "Teach"
    assert [each.step for each in store.steps(CLERK, begun.id)] == ["publish", "submit", "begin"]
    assert store.verify_history(begun.id) == ()
    with pytest.raises(NotPermitted):
        store.revise(AMINA, begun.id)


def test_the_files_of_another_secretariat_are_not_taken_over(store: SqlStore) -> None:
    """All Secretariats have one code: who knows a digest has not the file."""
    theirs = store.create(STRANGER, replace(WORK, convention="other"))
    digest = store.keep_file(STRANGER, theirs.id, b"their plan", "text/plain")
    mine = store.create(CLERK, WORK)
    named = Answer("Teach", attachments=({"name": "plan.txt", "type": "text/plain", "size": "10", "digest": digest},))
    store.save(CLERK, mine.id, {"aim": named}, 0)
    with pytest.raises(UnknownName):
        store.file(CLERK, mine.id, digest)
    again = store.create(STRANGER, replace(WORK, convention="other", cycle="WORK-2027"))
    store.save(STRANGER, again.id, {"aim": named}, 0)
    assert store.file(STRANGER, again.id, digest) == b"their plan"


def test_a_partys_reports_are_as_they_were(store: SqlStore) -> None:
    store.create(AMINA, KENYA)
    assert store.reports(CLERK) == ()
