"""Files of answers: kept once, found by whoever may read the report, bounded, and copied with a proposal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from cbreport.answering import Answer
from cbreport.definition import digest_of
from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.storage import SqlStore, attachments
from cbreport.storage.engine import writing
from tests.storage.people import AMINA, BARASA, CLERK, KARI, KENYA

PLAN = b"%PDF-1.7 a plan"


def told(digest: str) -> dict[str, str]:
    return {"name": "plan.pdf", "type": "application/pdf", "size": str(len(PLAN)), "digest": digest}


def test_a_file_is_kept_once_by_its_content(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    digest = store.keep_file(AMINA, report.id, PLAN, "application/pdf")
    assert digest == digest_of(PLAN) == store.keep_file(BARASA, report.id, PLAN, "application/pdf")
    assert store.has_file(BARASA, report.id, digest)
    assert not store.has_file(BARASA, report.id, digest_of(b"other"))
    assert store.file(BARASA, report.id, digest) == PLAN
    assert store.open(AMINA, report.id).summary.revision == 0  # nothing names it yet


def test_others_neither_send_nor_find_it(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    digest = store.keep_file(AMINA, report.id, PLAN, "application/pdf")
    for stranger in (KARI, CLERK):
        with pytest.raises(UnknownName):
            store.file(stranger, report.id, digest)
        with pytest.raises(UnknownName):
            store.keep_file(stranger, report.id, PLAN, "application/pdf")
        with pytest.raises(UnknownName):
            store.has_file(stranger, report.id, digest)
    with pytest.raises(UnknownName):
        store.file(AMINA, report.id, digest_of(b"other"))


def test_what_was_submitted_takes_no_more_files_but_gives_them_to_its_secretariat(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    digest = store.keep_file(AMINA, report.id, PLAN, "application/pdf")
    store.transition(AMINA, report.id, "submit", revision=0, snapshot=b"{}")
    assert store.file(CLERK, report.id, digest) == PLAN
    with pytest.raises(NotPermitted):
        store.keep_file(AMINA, report.id, b"%PDF-1.7 more", "application/pdf")


def test_files_are_bounded(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_FILE", 20)
    monkeypatch.setattr(attachments, "MAX_OF_REPORT", 30)
    report = store.create(AMINA, KENYA)
    for content in (b"", b"x" * 21):
        with pytest.raises(SaveRefused):
            store.keep_file(AMINA, report.id, content, "text/plain")
    store.keep_file(AMINA, report.id, b"x" * 20, "text/plain")
    store.keep_file(AMINA, report.id, b"x" * 20, "text/plain")  # the same counts once
    with pytest.raises(SaveRefused, match="together"):
        store.keep_file(AMINA, report.id, b"y" * 20, "text/plain")


def test_a_file_comes_along_with_an_answer_from_the_partys_other_report(store: SqlStore) -> None:
    before, after = store.create(AMINA, KENYA), store.create(AMINA, replace(KENYA, cycle="EX2"))
    norway = store.create(KARI, replace(KENYA, party="NOR"))
    digest = store.keep_file(AMINA, before.id, PLAN, "application/pdf")
    secret = store.keep_file(KARI, norway.id, b"%PDF-1.7 Norway's", "application/pdf")
    named = {"plan": Answer(told(digest)), "other": Answer("x", attachments=(told(digest), told(secret)))}
    store.save(AMINA, after.id, named, 0)
    assert store.file(AMINA, after.id, digest) == PLAN
    with pytest.raises(UnknownName):
        store.file(AMINA, after.id, secret)  # to know a digest opens nobody else's file
    assert store.open(AMINA, after.id).answers["other"].attachments[0] == told(digest)


def test_files_survive_the_way_through_the_database(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    content = bytes(range(256)) * 100
    assert store.file(AMINA, report.id, store.keep_file(AMINA, report.id, content, "image/png")) == content


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE cb_file SET type = 'text/html'", "is not what was attached"),
        ("UPDATE cb_file SET size = 3", "is not what was attached"),
        ("DELETE FROM cb_file", "is missing"),
    ],
)
def test_a_file_that_is_not_what_the_history_says_is_named(store: SqlStore, statement: str, problem: str) -> None:
    report = store.create(AMINA, KENYA)
    digest = store.keep_file(AMINA, report.id, b"%PDF-1.7", "application/pdf")
    plan = {"name": "plan.pdf", "type": "application/pdf", "size": "8", "digest": digest}
    store.save(AMINA, report.id, {"a": Answer(attachments=(plan,))}, 0)
    store.save(AMINA, report.id, {"a": Answer()}, 1)
    assert store.broken_files(report.id) == ()
    with writing(store.engine) as connection:
        connection.execute(text(statement))
    (found,) = store.broken_files(report.id)
    assert problem in found.problem
