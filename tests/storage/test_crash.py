"""A writer that is killed while it writes: what it was told is saved is there, and the database is whole."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time

import pytest

from cbreport.storage import SqlStore
from tests.storage.people import AMINA, KENYA

WRITER = """
import sys
from cbreport.answering import Answer
from cbreport.reporting import Identity
from cbreport.storage import SqlStore

store = SqlStore(sys.argv[1])
amina = Identity("amina", "Amina", frozenset({"focal-point"}), "KEN")
number = store.open(amina, sys.argv[2]).summary.revision
print("ready", number, flush=True)
while True:
    number += 1
    long = Answer(f"{number} " + "x" * 3000)
    answers = {"last": Answer(number), f"g[n{number % 50}].a": long, "twin": Answer(number)}
    print("saved", store.save(amina, sys.argv[2], answers, number - 1).revision, flush=True)
"""


def write_until_killed(url: str, report_id: str, seconds: float) -> int:
    """The last revision that the writer was told is saved."""
    command = [sys.executable, "-W", "error", "-c", WRITER, url, report_id]
    process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    first = process.stdout.readline()
    if not first.startswith("ready"):
        process.kill()
        pytest.fail(f"The writer did not start: {process.communicate()}")
    time.sleep(seconds)
    process.kill()
    told, complaint = process.communicate()
    assert complaint == ""
    lines = [first, *told.splitlines(keepends=True)]
    return int([line for line in lines if line.endswith("\n")][-1].split()[1])


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9(database: str) -> None:
    store = SqlStore(database)
    report_id = store.create(AMINA, KENYA).id
    chance = random.Random(7)
    before = 0
    for _ in range(8):
        acknowledged = write_until_killed(database, report_id, chance.uniform(0.05, 0.5))
        page = store.open(AMINA, report_id)
        revision = page.summary.revision
        # The one save that was under way may have been written without being acknowledged; none may be half there.
        assert acknowledged <= revision <= acknowledged + 1
        if revision:
            assert page.answers["last"].value == page.answers["twin"].value == revision
            assert page.answers[f"g[n{revision % 50}].a"].value.startswith(f"{revision} ")
        assert store.broken_changes() == ()
        if database.startswith("sqlite"):
            with sqlite3.connect(store.engine.url.database or "") as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            connection.close()
        before = max(before, acknowledged)
    assert before > 20, "hardly anything was written: the test shows nothing"
    store.close()
