"""``cbreport worker``, and the worker inside ``cbreport serve``."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cbreport.cli.installed import Installed
from cbreport.cli.worker import exports_folder, working
from cbreport.documents.bulk import Export
from cbreport.documents.press import Press
from cbreport.library import Library
from cbreport.mailing import Mail, queue_mail
from cbreport.reporting import SECRETARIAT, Identity
from cbreport.reporting.jobs import Job
from cbreport.storage import SqlStore, upgrade
from cbreport.testing import example_library, example_plugin
from tests.cli.conftest import Run
from tests.exporting.conftest import submitted
from tests.storage.people import CLERK

URL = "sqlite:///cb.db"
ONCE = ("worker", "--once", "--database", URL)
WANTED = Export("example", ("EX1",), statuses=("submitted",), formats=("html",), audience="secretariat")


@pytest.fixture
def store() -> Iterator[SqlStore]:
    upgrade(URL)
    store = SqlStore(URL)
    yield store
    store.close()


def ask(store: SqlStore) -> Job:
    submitted(store, example_library(), "KEN")
    return store.queue_job(CLERK, "export", WANTED.data, id="a" * 24, convention="example", total=1)


def test_what_waits_is_done(run: Run, store: SqlStore) -> None:
    job = ask(store)
    done = run(*ONCE)
    assert (done.exit_code, done.stdout) == (0, "1 job done\n")
    assert store.job(CLERK, job.id).status == "done"
    assert Path("exports", f"{job.id}.zip").exists()
    assert run(*ONCE).stdout == "0 jobs done\n"


def test_the_folder_for_results_can_be_named_and_is_its_owner_s_alone(run: Run, store: SqlStore) -> None:
    job = ask(store)
    run(*ONCE, "--exports", "results/here")
    assert Path("results/here", f"{job.id}.zip").exists()
    assert Path("results/here").stat().st_mode & 0o077 == 0
    assert exports_folder("sqlite:////srv/cb/cb.db") == Path("/srv/cb/exports")


def test_a_folder_that_cannot_be_made_is_told(run: Run, store: SqlStore) -> None:
    done = run(*ONCE, "--exports", "cb.db/exports")
    assert done.exit_code == 1
    assert "The folder cb.db/exports cannot be made" in done.stderr
    assert "CBREPORT_EXPORTS" in done.stderr


def test_a_database_that_is_not_ready_is_told(run: Run) -> None:
    done = run(*ONCE)
    assert (done.exit_code, "cbreport db upgrade" in done.stderr) == (1, True)


def test_the_worker_of_the_server_does_it_in_a_thread(store: SqlStore) -> None:
    job = ask(store)
    with working(Installed([example_plugin()]), URL, Path("exports"), Press(1)):
        for _ in range(1000):
            if store.job(CLERK, job.id).status == "done":
                break
            time.sleep(0.02)
    assert store.job(CLERK, job.id).status == "done"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_is_stopped_by_a_signal_and_gives_its_job_back(store: SqlStore, number: signal.Signals) -> None:
    library = Library()
    for party in ("KEN", "NOR", "FJI", "SEN"):
        submitted(store, library, party, "cms")
    person = Identity("clerk", "Clerk", frozenset({SECRETARIAT}), conventions=frozenset({"cms"}))
    languages = ("en", "fr", "es", "ar", "ru", "zh")
    export = Export("cms", ("COP14",), (), ("submitted",), ("html",), languages, "long", "secretariat")
    job = store.queue_job(person, "export", export.data, id="a" * 24, convention="cms", total=24)
    command = [sys.executable, "-m", "cbreport.cli", "worker", "--database", URL, "--mail-folder", "mail"]
    queue_mail(store, [Mail("chebet@example.org", "Please", "Help.", "reporting@example.org")])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    journal = Path("exports", job.id, "journal.jsonl")
    for _ in range(2000):
        if journal.exists() and journal.read_bytes().count(b"\n") > 2:
            break
        time.sleep(0.02)
    process.send_signal(number)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 0, told
    assert "Traceback" not in told
    assert store.job(person, job.id).status == "waiting", told
    assert journal.exists()
