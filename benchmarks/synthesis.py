"""What syntheses cost: with 200 Parties, three conventions and five cycles, and with many times as many reports.

    python benchmarks/synthesis.py [--reports 3000,10000,30000,100000] [--database URL] [--keep FOLDER]

Invented reports to the installed forms go into a database that is thrown away: a file of SQLite, or the PostgreSQL
database that a URL names, which must be empty. Reports and what was submitted are written in bulk, facts by the same
function as `cbreport db facts --rebuild`. One size goes after the other into the same database; for each there are
printed: what a report costs to be taken into facts; the pages and the questions of a synthesis, warm, with how much
longer they take than in the size before beside how much more reports there are; what one report costs that is submitted
anew; and the memory of the process at its highest. Each time is the median of several rounds on this machine.

Sizes beyond the first have more cycles, not more Parties, for there are not more: a question to one cycle stays as it
is, one to all cycles grows.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from cbreport.answering import Answer
from cbreport.definition import Convention, Cycle, Form, Membership, Question, all_parties, digest_of
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity, Report, snapshot_of
from cbreport.storage import SqlStore, upgrade
from cbreport.storage.engine import writing
from cbreport.storage.rows import content_text, new_id
from cbreport.storage.tables import cb_answer, cb_report, cb_snapshot
from cbreport.synthesis import (
    Frozen,
    Item,
    Scope,
    Whom,
    across_table,
    change_table,
    matrix_heat_map,
    members_of,
    option_table,
    output_bytes,
)
from cbreport.synthesis.frozen import freezable
from cbreport.web import CBReport

CODES = sorted(all_parties())[:200]  # all there are, if they are fewer
CYCLES, AIM_MS, ROUNDS, BULK = 5, 1_000.0, 5, 500
CONCEPT = "capacity.assistance-type"
TIME = "2026-01-01T00:00:00.000+00:00"


@dataclass(frozen=True)
class Subject:
    """A convention as it is counted here: its newest form, asked in as many cycles as it takes, of all 200 Parties."""

    convention: Convention
    form: Form

    def cycle(self, number: int) -> Cycle:
        """A cycle that was invented; the first is the one that the page shows."""
        main = self.convention.main_cycle
        assert main is not None
        return main if not number else replace(main, id=f"B{number}")


def subjects(library: Library) -> list[Subject]:
    """Three conventions with all States as Parties."""
    found = []
    for convention in library.conventions:
        cycle = convention.main_cycle
        if cycle is None or len(found) == 3:
            continue
        region = convention.regions
        members = {
            code: convention.memberships.get(code, Membership(date(1990, 1, 1), None, region[at % len(region)].id))
            for at, code in enumerate(CODES)
        }
        always = {code: replace(each, since=date(1990, 1, 1), until=None) for code, each in members.items()}
        wide = replace(convention, memberships=always)
        found.append(Subject(wide, library.form(cycle.form, cycle.edition)))
    return found


def invented(question: Question, chance: random.Random) -> Answer | None:
    """An answer to a question without parts; none to types of which there are few."""
    if question.type in ("choose-one", "rating"):
        return Answer(chance.choice(question.options).code)
    if question.type == "choose-many":
        return Answer([each.code for each in chance.sample(question.options, min(3, len(question.options)))])
    if question.type in ("yes-no", "tick"):
        return Answer(chance.random() < 0.6)
    if question.type in ("text", "long-text"):
        return Answer("Training of rangers and customs officers, " * chance.randint(1, 8), language="en")
    return Answer(chance.randint(0, 500)) if question.type == "integer" else None


def answers(form: Form, chance: random.Random) -> dict[str, Answer]:
    """Most of a report."""
    found: dict[str, Answer] = {}
    for question in form.questions():
        if question.private or not question.asked or chance.random() < 0.2:
            continue
        if question.type == "matrix":
            cells = [(row.code, part) for row in question.rows for part in question.columns if chance.random() < 0.5]
            made = {f"{question.id}[{row}].{part.id}": invented(part, chance) for row, part in cells}
        elif question.type == "group":
            made = {f"{question.id}[r1].{part.id}": invented(part, chance) for part in question.questions}
        else:
            made = {question.id: invented(question, chance)}
        found |= {address: each for address, each in made.items() if each}
    return found


def reports(many: list[Subject], first: int, last: int) -> Iterator[tuple[Subject, str, str, dict[str, Answer]]]:
    """Reports with these numbers: convention after convention, all Parties of a cycle before the next one.

    A thousand different contents are made of each form and used again: making them would take the most of the time.
    """
    chance = random.Random(1)
    pools = {each.form.key: [answers(each.form, chance) for _ in range(200)] for each in many}
    for number in range(first, last):
        rest, convention = divmod(number, len(many))
        cycle, party = divmod(rest, len(CODES))
        subject = many[convention]
        pool = pools[subject.form.key]
        yield subject, CODES[party], subject.cycle(cycle).id, pool[(number * 7919) % len(pool)]


def write(store: SqlStore, many: list[Subject], first: int, last: int) -> int:
    """Put submitted reports in, without their history; how many answers they have."""
    kept, snapshots, texts, count = [], [], [], 0
    for number, (subject, party, cycle, said) in enumerate(reports(many, first, last), first + 1):
        form = subject.form
        report = Report(form, party, cycle, said)
        content = snapshot_of(report)
        id = new_id()
        about = {"convention": form.convention, "form": form.id, "edition": form.edition, "digest": form.digest}
        kept.append(
            {**about, "id": id, "party": party, "cycle": cycle, "version": 1, "status": "submitted", "revision": 1,
             "example": False, "created": TIME, "updated": TIME, "submitted": TIME, "submitted_by": "invented",
             "changes": 0, "head": "", "behalf": False}
        )  # fmt: skip
        snapshots.append(
            {"report": id, "version": 1, "digest": digest_of(content), "content": content, "author": "", "time": TIME}
        )
        texts += (
            {"report": id, "address": address, "position": place, "content": content_text(each), "author": "invented",
             "time": TIME, "revision": 1}
            for place, (address, each) in enumerate(said.items())
        )  # fmt: skip
        count += len(said)
        if number % BULK == 0 or number == last:
            with writing(store.engine) as connection:
                connection.execute(insert(cb_report), kept)
                connection.execute(insert(cb_snapshot), snapshots)
                connection.execute(insert(cb_answer), texts)
            kept, snapshots, texts = [], [], []
    return count


def measure(task: Callable[[], Any]) -> float:
    """The median of several rounds after one that is not counted, in milliseconds."""
    task()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        task()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def clerk(many: list[Subject]) -> Identity:
    """Somebody of all three Secretariats."""
    conventions = frozenset(each.convention.id for each in many)
    return Identity("clerk", "Clerk", frozenset({SECRETARIAT}), conventions=conventions)


def tasks(store: SqlStore, many: list[Subject], client: Any) -> dict[str, Callable[[], Any]]:
    """What is measured, by name."""
    who = clerk(many)
    forms = [each.form for each in many]
    members = {each.convention.id: members_of(each.convention, Whom(date(2026, 1, 1))) for each in many}
    asked, matrix = _asked(many, "choose-many"), _asked(many, "matrix")
    everything = Scope(tuple(members))
    words = [
        Item(each.id, question.id)
        for each in forms
        for question in each.questions()
        if question.type == "long-text" and not question.private
    ]

    def table(subject: Subject, question: Question, *cycles: int) -> Any:
        scope = Scope((subject.convention.id,), tuple(subject.cycle(each).id for each in cycles))
        return option_table(store, who, scope, subject.form, question, members[subject.convention.id])

    def heat() -> Any:
        subject, question = matrix
        scope = Scope((subject.convention.id,), (subject.cycle(0).id,))
        return matrix_heat_map(store, who, scope, subject.form, question, members[subject.convention.id])

    def page(path: str) -> Any:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    shown = f"/desk/{asked[0].convention.id}/summary?question={asked[1].id}"
    return {
        "page: one question": lambda: page(shown),
        "page: list of Parties": lambda: page(f"/desk/{asked[0].convention.id}"),
        "one cycle: options by region": lambda: table(*asked, 0),
        "one cycle: who needs what": heat,
        "two cycles: what has changed": lambda: change_table(table(*asked, 1), table(*asked, 0)),
        "all cycles: options by region": lambda: table(*asked),
        "all cycles: across conventions": lambda: across_table(store, who, everything, forms, CONCEPT, members),
        "all cycles: a page of texts": lambda: store.words(who, everything, words),
        "all cycles: who has reported": lambda: store.reported(who, everything),
    }


def _asked(many: list[Subject], type: str) -> tuple[Subject, Question]:
    """A question of this type; of matrices one with columns to tick."""
    return next(
        (each, question)
        for each in many
        for question in each.form.questions()
        if question.type == type
        and not question.private
        and (type != "matrix" or any(part.type == "tick" for part in question.columns))
    )


def revised(store: SqlStore, subject: Subject) -> float:
    """What it costs to submit one report anew, facts included, in milliseconds; and without facts, below zero."""
    party = CODES[3]
    focal = Identity("focal", "Focal", frozenset({FOCAL_POINT}), party=party)
    cycle = subject.cycle(0).id
    newest = max(
        store.reports(focal, convention=subject.convention.id, cycle=cycle, party=party), key=lambda each: each.version
    )
    new = store.revise(focal, newest.id)
    kept = store.open(focal, new.id).answers
    report = Report(subject.form, party, cycle, kept, version=new.version)
    content = snapshot_of(report)
    began = time.perf_counter()
    store.transition(focal, new.id, "submit", revision=new.revision, snapshot=content)
    return (time.perf_counter() - began) * 1000


def freezing(store: SqlStore, many: list[Subject]) -> tuple[float, float]:
    """Seconds to freeze all that there is, and to open it again and count with it."""
    who, on = clerk(many), date(2026, 1, 1)
    parties = {each.convention.id: members_of(each.convention, Whom(on)) for each in many}
    began = time.perf_counter()
    counted = freezable(store.counted_reports(who, Scope(tuple(parties))), parties)
    id = store.freeze(who, Frozen(on, on, parties, tuple(counted)))
    frozen_in = time.perf_counter() - began
    began = time.perf_counter()
    kept = store.reopen(who, id).frozen
    subject, question = _asked(many, "choose-many")
    scope = Scope((subject.convention.id,), frozen=id)
    table = option_table(store, who, scope, subject.form, question, kept.parties[subject.convention.id])
    output_bytes(kept, {question.id: table})
    return frozen_in, time.perf_counter() - began


def memory() -> float:
    """The most that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def application(store: SqlStore, library: Library, many: list[Subject]) -> Flask:
    """An application in which everybody is she."""
    who = clerk(many)
    app = Flask("benchmark", static_folder=None)
    app.secret_key = "benchmark"
    CBReport(store=store, library=library, identity=lambda request: who).init_app(app, "")
    return app


def run(url: str, sizes: list[int]) -> int:
    """Print the figures; 1 when a page takes too long at the first size."""
    upgrade(url)
    library = Library()
    many = subjects(library)
    store = SqlStore(url, forms=library.form)
    client = application(store, library, many).test_client()
    before: dict[str, float] = {}
    kept, slow, per_report = 0, 0, 0.0
    for size in sizes:
        began = time.perf_counter()
        count = write(store, many, kept, size)
        written = time.perf_counter() - began
        began = time.perf_counter()
        for each in store.rebuild_facts(library.form, missing=True):
            assert each.found == "made", each
        made = (time.perf_counter() - began) / (size - kept) * 1000
        if store.engine.dialect.name == "postgresql":
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
        with writing(store.engine) as connection:
            facts = connection.execute(text("SELECT count(*) FROM cb_fact")).scalar_one()
        more = f", {size / kept:.1f} times as many" if kept else ""
        print(f"\n{size:,} reports{more}; {facts:,} facts ({facts / size:.0f} a report)")
        print(f"  written in {written:.0f} s with {count / (size - kept):.0f} answers each")
        ratio = f"{made / per_report:8.2f} times as long a report" if per_report else ""
        print(f"  {'facts of a report':<34}{made:9.2f} ms{ratio}")
        per_report = made
        for name, task in tasks(store, many, client).items():
            took = measure(task)
            grown = f"{took / before[name]:8.2f} times as long" if name in before else ""
            late = "   slow" if not before.get(name) and size == sizes[0] and took > AIM_MS else ""
            slow += bool(late)
            print(f"  {name:<34}{took:9.1f} ms{grown}{late}")
            before[name] = took
        print(
            f"  {'one report submitted anew':<34}{statistics.median(revised(store, many[0]) for _ in range(5)):9.1f} ms"
        )
        frozen_in, again = freezing(store, many)
        print(f"  {'freezing all of it':<34}{frozen_in:9.2f} s;  reopened and counted in {again:.2f} s")
        print(f"  {'memory at its highest':<34}{memory():9.0f} MB")
        kept = size
    store.close()
    return 1 if slow else 0


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description="What syntheses cost.")
    first = 3 * len(CODES) * CYCLES
    parser.add_argument("--reports", default=f"{first},{first * 3}", help="numbers of reports, the smallest first")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite by default")
    wanted = parser.parse_args()
    sizes = sorted(int(each) for each in wanted.reports.split(","))
    if wanted.database:
        return run(wanted.database, sizes)
    with tempfile.TemporaryDirectory() as folder:
        return run(f"sqlite:///{Path(folder) / 'cb.db'}", sizes)


if __name__ == "__main__":
    sys.exit(main())
