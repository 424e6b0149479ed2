"""What the views over registers cost: 198 Parties, three conventions, five cycles, and three times as many cycles.

    python benchmarks/views.py [--cycles 5,15] [--rows 2] [--profile VIEW]

Invented registers to the installed forms go into a database of SQLite that is thrown away. For each number of cycles
there are printed, for the pages of one convention with all cycles together: the first page after a start, for which
every report is read; each page and each workbook anew and again; a page after one report has changed; and a page of a
frozen synthesis. Each is compared with the number of cycles before. Times are of the processor, in milliseconds; the
aim is that a warm page takes less than a second.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from sqlalchemy import insert

from cbreport.answering import Answer
from cbreport.definition import Convention, Cycle, Form, Membership, Question, all_parties, digest_of
from cbreport.definition.canonical import canonical_json
from cbreport.documents.views import VIEWS
from cbreport.library import Library
from cbreport.reporting import SECRETARIAT, Identity, Report, snapshot_of
from cbreport.storage import SqlStore, upgrade
from cbreport.storage.engine import writing
from cbreport.storage.facts import write_facts
from cbreport.storage.rows import content_text, new_id
from cbreport.storage.tables import cb_answer, cb_report, cb_snapshot
from cbreport.synthesis.agreement import groups_of
from cbreport.synthesis.freezing import offer
from cbreport.web import CBReport

CODES = sorted(all_parties())
TIME = "2026-01-01T00:00:00.000+00:00"
clock = time.process_time
AIM_MS, ROUNDS, MOST_CYCLES, DIFFERENT = 1_000.0, 3, 15, 97
FORMS = {"cms": "cms-capacity-register", "cbd": "cbd-capacity-register", "cites": "cites-capacity-register"}


class Wide(Library):
    """The installed conventions with all States as Parties, and more cycles of registers."""

    def convention(self, id: str) -> Convention:
        """The convention, widened."""
        found = super().convention(id)
        if id not in FORMS:
            return found
        (cycle,) = (each for each in found.cycles if each.form == FORMS[id])
        always = [Membership(date(1990, 1, 1), None, region.id) for region in found.regions]
        members = {code: always[at % len(always)] for at, code in enumerate(CODES)}
        return replace(found, memberships=members, cycles=(*found.cycles, *_cycles(cycle)))


def _cycles(cycle: Cycle) -> tuple[Cycle, ...]:
    return tuple(replace(cycle, id=f"B{at}", due=date(2000 + at, 12, 31)) for at in range(1, MOST_CYCLES + 1))


def invented(question: Question, chance: random.Random, keys: Mapping[str, list[str]]) -> Any:
    """A value for a part of a row; None for types of which there are few."""
    if question.type in ("choose-one", "rating"):
        return chance.choice(question.options).code
    if question.type == "choose-many":
        return [each.code for each in chance.sample(question.options, min(2, len(question.options)))]
    if question.type in ("yes-no", "tick"):
        return chance.random() < 0.6
    if question.type == "party":
        return chance.choice(CODES)
    if question.type == "date":
        return f"{chance.randint(2015, 2030)}-0{chance.randint(1, 9)}-15"
    if question.type == "year":
        return chance.randint(2015, 2026)
    if question.type == "integer":
        return chance.randint(0, 500)
    if question.type == "money":
        return {"amount": str(chance.randint(1, 900) * 100), "currency": chance.choice(("USD", "EUR"))}
    if question.type == "reference":
        return chance.choice(keys.get(question.to or "", ["r1"]))
    return f"Training of rangers {chance.randint(1, 5000)}" if question.type in ("text", "long-text") else None


def answers(form: Form, chance: random.Random, rows: int) -> dict[str, Answer]:
    """A report with some rows in each of its registers."""
    found: dict[str, Answer] = {}
    numbers = {group: chance.randint(1, 2 * rows - 1) for group in groups_of(form)}
    keys = {group: [f"r{chance.randrange(10**9)}" for _ in range(number)] for group, number in numbers.items()}
    for group, rows_of_group in keys.items():
        question = form.question(group)
        for key in rows_of_group:
            for part in question.questions if question else ():
                value = invented(part, chance, keys) if part.asked and not part.private else None
                if value is not None and chance.random() < 0.85:
                    found[f"{group}[{key}].{part.id}"] = Answer(value, language="en" if "text" in part.type else "")
    return found


class Told:
    """Writes reports in bulk, without their history."""

    def __init__(self, store: SqlStore, library: Library, rows: int) -> None:
        self.store, self.library = store, library
        chance = random.Random(1)
        self.pools = {id: self._pool(form, chance, rows) for id, form in FORMS.items()}

    def _pool(self, id: str, chance: random.Random, rows: int) -> list[tuple[Form, Any, list[tuple[str, str]]]]:
        form = self.library.form(id)
        found = []
        for _ in range(DIFFERENT):
            said = answers(form, chance, rows)
            data = json.loads(snapshot_of(Report(form, "KEN", "", said)))
            found.append((form, data, [(place, content_text(each)) for place, each in said.items()]))
        return found

    def write(self, first: int, last: int) -> None:
        """The reports of all Parties to all conventions in some cycles."""
        for cycle in range(first, last):
            for id, pool in self.pools.items():
                facts = id == "cms"  # of the one that is frozen
                with writing(self.store.engine) as connection:
                    for at, party in enumerate(CODES):
                        self._one(connection, *pool[(at * 7 + cycle * 31) % len(pool)], party, f"B{cycle}", facts)

    def _one(self, connection: Any, form: Form, data: Any, texts: Any, party: str, cycle: str, facts: bool) -> None:
        id = new_id()
        content = canonical_json({**data, "party": party, "cycle": cycle})
        about = {"convention": form.convention, "form": form.id, "edition": form.edition, "digest": form.digest}
        row = {
            **about, "id": id, "party": party, "cycle": cycle, "version": 1, "status": "submitted", "revision": 1,
            "example": False, "created": TIME, "updated": TIME, "submitted": TIME, "submitted_by": "invented",
            "changes": 0, "head": "", "behalf": False,
        }  # fmt: skip
        connection.execute(insert(cb_report).values(row))
        kept = {
            "report": id,
            "version": 1,
            "digest": digest_of(content),
            "content": content,
            "author": "",
            "time": TIME,
        }
        connection.execute(insert(cb_snapshot).values(kept))
        connection.execute(
            insert(cb_answer),
            [
                {"report": id, "address": address, "position": place, "content": said, "author": "", "time": TIME,
                 "revision": 1}
                for place, (address, said) in enumerate(texts)
            ],
        )  # fmt: skip
        if facts:
            write_facts(connection, SimpleNamespace(**row), content, self.library.form)  # type: ignore[arg-type]


def memory() -> float:
    """The most that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def timed(task: Callable[[], Any]) -> float:
    """Milliseconds of the processor."""
    began = clock()
    task()
    return (clock() - began) * 1000


class Pages:
    """The pages of one convention, all cycles together, as its Secretariat gets them."""

    def __init__(self, store: SqlStore, library: Library) -> None:
        self.store, self.library = store, library
        self.who = Identity("clerk", "Clerk", frozenset({SECRETARIAT}), conventions=frozenset(FORMS))
        self.restart()

    def restart(self) -> None:
        """Forget what the process has kept."""
        app = Flask("benchmark", static_folder=None)
        app.secret_key = "benchmark"
        self.portal = CBReport(store=self.store, library=self.library, identity=lambda request: self.who)
        self.portal.init_app(app, "")
        self.client = app.test_client()

    def get(self, path: str, query: str = "") -> None:
        """A page or a file; it must be there."""
        answer = self.client.get(f"/desk/cms/picture{path}?cycles=all{query}")
        assert answer.status_code == 200, (path, answer.status_code)

    def change(self, party: str) -> None:
        """One report is accepted, so it is another one than was read."""
        found = self.store.reports(self.who, convention="cms", party=party)
        report = next(each for each in found if each.status == "submitted")
        self.store.transition(self.who, report.id, "accept", revision=report.revision)

    def freeze(self, cycles: int) -> str:
        """The id of a frozen synthesis of all cycles."""
        convention = self.library.convention("cms")
        wanted = [convention.cycle(f"B{at}") for at in range(1, cycles + 1)]
        made = offer(self.store, self.who, convention, wanted, on=date(2026, 1, 1), day=date(2026, 1, 1), title="All")
        return self.store.freeze(self.who, made.frozen)


def measure(pages: Pages, cycles: int) -> dict[str, float]:
    """Milliseconds by what was asked."""
    pages.restart()
    figures = {"list, after a start": timed(lambda: pages.get(""))}
    figures["list, again"] = _again(lambda: pages.get(""))
    for view in VIEWS:
        figures[f"{view}, first"] = timed(lambda: pages.get(f"/{view}"))  # noqa: B023
        figures[f"{view}, again"] = _again(lambda: pages.get(f"/{view}"))  # noqa: B023
    for view in ("needs", "matching"):
        figures[f"{view}, another region"] = timed(lambda: pages.get(f"/{view}", "&region=africa"))  # noqa: B023
        figures[f"{view}, workbook"] = _again(lambda: pages.get(f"/{view}.xlsx"))  # noqa: B023
    pages.change(CODES[cycles])
    figures["needs, one report changed"] = timed(lambda: pages.get("/needs"))
    id = pages.freeze(cycles)
    figures["needs, frozen, after a start"] = timed(lambda: pages.get("/needs", f"&frozen={id}"))
    figures["needs, frozen, again"] = _again(lambda: pages.get("/needs", f"&frozen={id}"))
    return figures


def _again(task: Callable[[], Any]) -> float:
    first = timed(task)
    return first if first > AIM_MS else statistics.median([first, *(timed(task) for _ in range(ROUNDS - 1))])


def run(url: str, sizes: list[int], rows: int, profile: str) -> int:
    """Print the figures; 1 when a warm page takes too long."""
    upgrade(url)
    library = Wide()
    store = SqlStore(url, forms=library.form)
    told, pages = Told(store, library, rows), Pages(store, library)
    before: dict[str, float] = {}
    done, slow = 0, 0
    for size in sizes:
        began = time.perf_counter()
        told.write(done + 1, size + 1)
        done = size
        reports = len(CODES) * size
        written = time.perf_counter() - began
        print(f"\n{reports:,} reports of one convention, {reports * len(FORMS):,} in all; written in {written:.0f} s")
        figures = measure(pages, size)
        for name, took in figures.items():
            grown = f"{took / before[name]:8.1f} times" if name in before else ""
            late = "   slow" if took > AIM_MS and "start" not in name and "workbook" not in name else ""
            slow += bool(late)
            print(f"  {name:<32}{took:9.0f}{grown}{late}", flush=True)
        print(f"  memory at its highest {memory():.0f} MB", flush=True)
        before = figures
    if profile:
        _profiled(lambda: pages.get(f"/{profile}" if profile != "list" else ""), pages)
    store.close()
    return 1 if slow else 0


def _profiled(task: Callable[[], None], pages: Pages) -> None:
    """Where the time of a page goes, when its reports were read and nothing else was made."""
    pages.get("/needs")
    pages.portal.evaluated.room_made = 0  # so that everything is made anew
    pages.get("/joint")
    profile = cProfile.Profile()
    profile.runcall(task)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description="What views over registers cost.")
    parser.add_argument("--cycles", default="5,15", help="numbers of cycles, the smallest first")
    parser.add_argument("--rows", type=int, default=2, help="rows of each register in a report, on average")
    parser.add_argument("--profile", default="", metavar="VIEW", help="tell where the time of a view goes; or “list”")
    wanted = parser.parse_args()
    sizes = sorted(int(each) for each in wanted.cycles.split(","))
    with tempfile.TemporaryDirectory() as folder:
        return run(f"sqlite:///{Path(folder) / 'cb.db'}", sizes, wanted.rows, wanted.profile)


if __name__ == "__main__":
    sys.exit(main())
