"""A fresh database for each test: a SQLite file, and a schema of its own on the PostgreSQL server when there is one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.engine import make_url

from cbreport.storage import SqlStore, upgrade
from cbreport.storage.engine import writing
from tests.storage.people import Clock

POSTGRESQL = "CBREPORT_TEST_POSTGRESQL_URL"


@contextmanager
def fresh_schema() -> Iterator[str]:
    """The URL of a new, empty schema, which is dropped at the end."""
    server = os.environ.get(POSTGRESQL)
    if not server:
        pytest.skip(f"{POSTGRESQL} names no server")
    schema = f"cb_test_{secrets.token_hex(6)}"
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        try:
            place = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
            yield place.render_as_string(hide_password=False)
        finally:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/cb.db"
        return
    with fresh_schema() as url:
        yield url


@pytest.fixture
def database(empty_database: str) -> str:
    upgrade(empty_database)
    return empty_database


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    store = SqlStore(database, clock=Clock())
    yield store
    store.close()


@pytest.fixture
def alter(store: SqlStore) -> Callable[[str], None]:
    """A way around the store, as somebody with the database's password has it."""

    def alter(statement: str) -> None:
        with writing(store.engine) as connection:
            result = connection.execute(text(statement))
            assert statement.startswith("CREATE") or result.rowcount > 0, "nothing was altered"

    return alter
