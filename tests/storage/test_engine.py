from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import text

from cbreport.answering import Answer
from cbreport.errors import ConfigurationError, SaveRefused
from cbreport.storage import SqlStore, create_engine, upgrade
from cbreport.storage.engine import reading, shown, writing
from tests.storage.people import AMINA, KENYA


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/cb.db"
    upgrade(url)
    return url


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("cb.db", "cannot be read. Examples: sqlite:///cb.db, postgresql://user@host/name"),
        ("", "cannot be read"),
        ("nosuch://host/name", "cannot be read"),
        ("postgresql://host:port/name", "cannot be read"),
        ("mysql://host/name", "does not work with “mysql”"),
        ("postgresql+pg8000://host/name", "does not work with “postgresql"),
        ("sqlite+aiosqlite:///cb.db", "does not work with “sqlite"),
        ("sqlite://", "in memory keeps nothing. Name a file"),
        ("sqlite:///:memory:", "in memory keeps nothing. Name a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "in memory keeps nothing. Name a file"),
    ],
)
def test_a_bad_url_is_refused_with_what_to_do(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message.replace("+", r"\+")):
        create_engine(url)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'cbreport\[postgresql\]'") as caught:
        create_engine("postgresql://me:secret@host/name")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://host/name", "postgresql+psycopg://host/name"])
def test_postgresql_is_reached_by_psycopg(url: str) -> None:
    assert create_engine(url).driver == "psycopg"


def test_a_message_shows_no_password() -> None:
    url = sqlalchemy.make_url("postgresql://me:secret@host/name?password=secret2")
    assert shown(url) == "postgresql://me:***@host/name"


def test_an_unreachable_server_is_told_without_the_password() -> None:
    with pytest.raises(ConfigurationError, match="Is the server running") as caught:
        SqlStore("postgresql://me:secret@127.0.0.1:1/name")
    assert "me:***@127.0.0.1:1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Does the folder exist"):
        SqlStore(f"sqlite:///{tmp_path}/nowhere/cb.db")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "cb.db").write_text("Dear colleague, " * 100)
    with pytest.raises(ConfigurationError, match="damaged or something else"):
        SqlStore(f"sqlite:///{tmp_path}/cb.db")


def test_tables_that_vanish_later_are_told(url: str) -> None:
    store = SqlStore(url)
    with writing(store.engine) as connection:
        connection.execute(text("DROP TABLE cb_snapshot"))
        connection.execute(text("DROP TABLE cb_change"))
    with pytest.raises(ConfigurationError, match=r"no such table: cb_change\. Run: cbreport db upgrade"):
        store.create(AMINA, KENYA)
    store.close()


def test_a_wrong_statement_stays_a_bug(store: SqlStore) -> None:
    with (
        pytest.raises(sqlalchemy.exc.IntegrityError),
        writing(store.engine) as connection,
    ):
        connection.execute(text("INSERT INTO cb_answer (report) VALUES ('x')"))


def test_sqlite_is_set_up_for_keeping(url: str) -> None:
    engine = create_engine(url)
    with reading(engine) as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


def test_a_plain_sqlite_engine_is_refused(url: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with pytest.raises(ConfigurationError, match=r"Make it with cbreport\.storage\.create_engine"):
        SqlStore(engine)
    engine.dispose()


def test_a_portal_s_own_postgresql_engine_will_do(store: SqlStore) -> None:
    if store.engine.dialect.name == "sqlite":
        assert SqlStore(store.engine).reports(AMINA) == ()
        return
    engine = sqlalchemy.create_engine(store.engine.url, isolation_level="SERIALIZABLE")
    assert SqlStore(engine).create(AMINA, KENYA).party == "KEN"
    engine.dispose()


def test_a_database_that_is_busy_for_too_long(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbreport.storage.engine.BUSY_SECONDS", 0.05)
    store, other = SqlStore(database), create_engine(database)
    report = store.create(AMINA, KENYA)
    with writing(other) as connection:
        connection.execute(text("UPDATE cb_report SET revision = revision"))
        with pytest.raises(SaveRefused, match=r"busy; nothing was changed\. Try again"):
            store.save(AMINA, report.id, {"help": Answer("yes")}, 0)
        assert store.open(AMINA, report.id).answers == {}, "readers are not held up"
    assert store.save(AMINA, report.id, {"help": Answer("yes")}, 0).revision == 1
    store.close()
    other.dispose()


def test_a_full_disk_is_told_and_what_was_acknowledged_stays(url: str) -> None:
    store = SqlStore(url)
    report = store.create(AMINA, KENYA)
    store.save(AMINA, report.id, {"help": Answer("yes")}, 0)
    with store.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(ConfigurationError, match=r"full\. Make room on the disk"):
        store.save(AMINA, report.id, {"help": Answer("x" * 100_000), "more": Answer("y")}, 1)
    kept = store.open(AMINA, report.id)
    assert ({key: answer.value for key, answer in kept.answers.items()}, kept.summary.revision) == ({"help": "yes"}, 1)
    assert store.broken_changes() == ()
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_a_server_that_forks_after_opening_the_store(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    children = []
    for name in ("left", "right"):
        child = os.fork()
        if not child:  # pragma: no cover - another process
            try:
                for number in range(10):
                    store.save(AMINA, report.id, {f"{name}-{number}": Answer("mine")}, 0)
                store.close()
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    for number in range(10):
        store.save(AMINA, report.id, {f"parent-{number}": Answer("mine")}, 0)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    store.save(AMINA, report.id, {"last": Answer("mine")}, 0)
    assert len(store.open(AMINA, report.id).answers) == 31
    assert store.broken_changes() == ()


def test_a_reader_sees_one_moment(store: SqlStore) -> None:
    report = store.create(AMINA, KENYA)
    with reading(store.engine) as connection:
        query = text("SELECT revision FROM cb_report")
        assert connection.execute(query).scalar() == 0
        store.save(AMINA, report.id, {"help": Answer("yes")}, 0)
        assert connection.execute(query).scalar() == 0
    with reading(store.engine) as connection:
        assert connection.execute(query).scalar() == 1
