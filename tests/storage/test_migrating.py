from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Engine, MetaData, String, inspect, text

from cbreport.errors import ConfigurationError
from cbreport.storage import SqlStore, create_engine, current, is_current, newest, upgrade
from cbreport.storage.migrating import SETTINGS, downgrade
from cbreport.storage.tables import VERSION_TABLE, metadata


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    engine = create_engine(empty_database)
    yield engine
    engine.dispose()


def differences(engine: Engine, wanted: MetaData) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={**SETTINGS, "compare_server_default": True})
        return compare_metadata(context, wanted)


def test_up_gives_the_tables_of_this_release(engine: Engine) -> None:
    assert not is_current(engine)
    assert upgrade(engine) == newest()
    assert is_current(engine)
    assert differences(engine, metadata) == []


def test_a_difference_would_be_found(engine: Engine) -> None:
    upgrade(engine)
    changed = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(changed)
    changed.tables["cb_report"].append_column(Column("forgotten", String))
    assert len(differences(engine, changed)) == 1


def test_down_leaves_nothing_and_up_again_works(engine: Engine) -> None:
    upgrade(engine)
    assert downgrade(engine, "base") == ""
    assert inspect(engine).get_table_names() == [VERSION_TABLE]
    assert current(engine) == ""
    upgrade(engine)
    assert differences(engine, metadata) == []


def test_twice_is_once(empty_database: str) -> None:
    assert upgrade(empty_database) == upgrade(empty_database) == current(empty_database)


def test_a_portal_s_own_tables_are_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE portal_user (name VARCHAR)"))
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('portal-7')"))
    upgrade(engine)
    assert differences(engine, metadata) == []
    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {VERSION_TABLE, "portal_user", "alembic_version"}
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "portal-7"


def test_a_failing_migration_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cb_snapshot (foreign_thing VARCHAR)"))
    with pytest.raises(Exception, match="cb_snapshot"):
        upgrade(engine)
    assert inspect(engine).get_table_names() == ["cb_snapshot"]


def test_a_database_that_is_not_migrated_is_refused(empty_database: str) -> None:
    with pytest.raises(ConfigurationError, match=r"is not migrated\. Run: cbreport db upgrade"):
        SqlStore(empty_database)


def test_a_database_of_an_older_release_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(engine)
    monkeypatch.setattr("cbreport.storage.migrating.newest", lambda: "9999")
    with pytest.raises(ConfigurationError, match=r"by an older release of cbreport\. Run: cbreport db upgrade"):
        SqlStore(engine)


@pytest.mark.parametrize("call", [SqlStore, upgrade, lambda engine: downgrade(engine, "base")])
def test_a_database_of_a_newer_release_is_refused_and_left_alone(engine: Engine, call) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match=r"newer release of cbreport \(revision 9999\)"):
        call(engine)
    assert current(engine) == "9999"
    assert "cb_report" in inspect(engine).get_table_names()


def test_processes_that_start_at_once(empty_database: str, tmp_path: Path) -> None:
    source = (
        "import sys, time, pathlib\n"
        "from cbreport.storage import SqlStore, upgrade\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(upgrade(sys.argv[1])); SqlStore(sys.argv[1]).close()"
    )
    command = [sys.executable, "-W", "error", "-c", source, empty_database]
    running = [
        subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(5)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60) for process in running]
    assert told == [(f"{newest()}\n", "")] * 5
