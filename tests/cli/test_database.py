"""``cbreport db``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cbreport.cli.database import revision_of, sqlite_file
from cbreport.storage import current, newest
from cbreport.storage.migrating import downgrade
from tests.cli.conftest import Run


def test_the_default_database_gets_its_folder(run: Run) -> None:
    done = run("db", "upgrade")
    assert done.exit_code == 0
    assert done.stdout == f"The database sqlite:///var/cbreport.db is ready (revision {newest()}).\n"
    assert Path("var/cbreport.db").is_file()


def test_the_environment_names_the_database_and_the_option_wins(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBREPORT_DATABASE", "sqlite:///from-env.db")
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "upgrade", "--database", "sqlite:///from-option.db").exit_code == 0
    assert sorted(path.name for path in Path.cwd().glob("*.db")) == ["from-env.db", "from-option.db"]


def test_twice_is_once(run: Run) -> None:
    assert run("db", "upgrade").stdout == run("db", "upgrade").stdout


def test_status_before_and_after(run: Run) -> None:
    before = run("db", "status")
    assert before.exit_code == 1
    assert before.stdout == "The database sqlite:///var/cbreport.db is not migrated. Run: cbreport db upgrade.\n"
    assert not Path("var").exists()
    run("db", "upgrade")
    after = run("db", "status")
    assert (after.exit_code, "is ready" in after.stdout) == (0, True)


def test_looking_does_not_make_the_file(run: Run) -> None:
    assert run("db", "status", "--database", "sqlite:///none.db").exit_code == 1
    assert not Path("none.db").exists()


def test_status_as_json(run: Run) -> None:
    run("db", "upgrade", "--database", "sqlite:///cb.db")
    downgrade("sqlite:///cb.db", "base")
    done = run("db", "status", "--database", "sqlite:///cb.db", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "database": "sqlite:///cb.db",
        "revision": "",
        "newest": newest(),
        "ready": False,
    }


def test_the_revision_is_the_stored_one(run: Run) -> None:
    run("db", "upgrade")
    assert revision_of("sqlite:///var/cbreport.db") == current("sqlite:///var/cbreport.db") == newest()


@pytest.mark.parametrize("verb", ["upgrade", "status"])
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("cb.db", "The database URL cannot be read."),
        ("mysql://host/name", "cbreport does not work with “mysql”"),
        ("sqlite://", "A database in memory keeps nothing."),
        ("postgresql://cbreport:secret@127.0.0.1:9/none", "cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used(run: Run, verb: str, url: str, message: str) -> None:
    done = run("db", verb, "--database", url)
    assert done.exit_code == 1
    assert message in done.stderr
    assert "secret" not in done.output
    assert "unexpected" not in done.stderr


def test_a_file_that_is_no_database(run: Run) -> None:
    Path("cb.db").write_text("This is a letter to my grandmother. " * 200, "utf-8")
    for verb in ("upgrade", "status"):
        done = run("db", verb, "--database", "sqlite:///cb.db")
        assert done.exit_code == 1
        assert "is not a database" in done.stderr


def test_a_folder_that_does_not_exist_is_made_for_the_default_only(run: Run) -> None:
    done = run("db", "upgrade", "--database", "sqlite:///none/cb.db")
    assert done.exit_code == 1
    assert "Does the folder exist" in done.stderr


def test_a_folder_that_cannot_be_made(run: Run) -> None:
    Path("var").write_text("in the way", "utf-8")
    done = run("db", "upgrade")
    assert done.exit_code == 1
    assert "The folder var cannot be made" in done.stderr


def test_the_file_of_a_url() -> None:
    assert sqlite_file("sqlite:////srv/cb.db?timeout=3") == Path("/srv/cb.db")
    assert sqlite_file("postgresql://host/name") is None
