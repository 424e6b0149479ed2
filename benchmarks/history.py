"""How long the pages of the history take for a report with 20,000 changes, and two long texts take to compare.

    python benchmarks/history.py

Each figure is the median of several rounds on this machine. Writing the changes takes the most of the time.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from cbreport.answering import Answer
from cbreport.answering.differing import differing
from cbreport.reporting import FOCAL_POINT, Identity, NewReport, Wanted
from cbreport.storage import SqlStore, upgrade
from cbreport.testing import example_library
from cbreport.web import CBReport

CHANGES = 20_000
AIM_MS = 1_500.0  # for a page
PERSON = Identity("amina", "Amina", frozenset({FOCAL_POINT}), party="KEN")


def measure(task: Callable[[], Any], rounds: int = 5) -> float:
    """The median of several rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        task()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def filled(store: SqlStore, form: Any) -> str:
    """A report in which two hundred answers were changed a hundred times each."""
    new = NewReport(form.convention, form.id, form.edition, form.digest, "KEN", "EX1")
    report = store.create(PERSON, new).id
    revision = 0
    for each in range(CHANGES // 200):
        rows = {f"trainings[r{row}].title": Answer(f"Training {row}, written {each} times") for row in range(198)}
        answers = {**rows, "help-detail": Answer(f"{each} of many words. " * 40), "contact": Answer(str(each))}
        revision = store.save(PERSON, report, answers, revision).revision
    return report


def pages(store: SqlStore, report: str) -> dict[str, str]:
    """What is measured by name."""
    last = store.history(PERSON, report, limit=1)[0].seq
    return {
        "activity, newest": f"/reports/{report}/activity",
        "activity, in the middle": f"/reports/{report}/activity?before={last // 2}",
        "activity, the oldest": f"/reports/{report}/activity?before=50",
        "activity, a section": f"/reports/{report}/activity?section=needs",
        "activity, a person": f"/reports/{report}/activity?person=amina",
        "history of an answer": f"/reports/{report}/history/help-detail",
        "history of a row": f"/reports/{report}/history/trainings[r7]",
        "history of a group": f"/reports/{report}/history/trainings",
        "a day beside now": f"/reports/{report}/compare?left-on={time.strftime('%Y-%m-%d')}",
    }


def main() -> int:
    """Print the figures; 1 when a page takes longer than it should."""
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'cb.db'}"
        upgrade(url)
        library, store = example_library(), SqlStore(url)
        report = filled(store, library.forms[0])
        print(f"{CHANGES:,} changes: {len(store.history(PERSON, report, wanted=Wanted())):,} rows")
        app = Flask("benchmark", static_folder=None)
        CBReport(store=store, library=library, identity=lambda request: PERSON).init_app(app, "")
        client = app.test_client()
        for name, path in pages(store, report).items():
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            took = measure(lambda path=path: client.get(path))  # type: ignore[misc]
            slow += took > AIM_MS
            print(f"{name:<28} {took:8.0f} ms {len(answer.data) / 1000:8.0f} kB{'  slow' if took > AIM_MS else ''}")
        store.close()
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefgh", k=6)) for _ in range(3_000)]
    before, after = (" ".join(chance.choices(words, k=7_000)) for _ in range(2))
    changed = before.replace(words[0], "changed").replace(words[1], "too")
    for name, other in (("50,000 characters, some words", changed), ("50,000 characters, all", after)):
        print(f"{name:<32} {measure(lambda other=other: differing(before, other)):8.0f} ms")  # type: ignore[misc]
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
