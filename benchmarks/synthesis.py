"""What syntheses cost: with 200 Parties, three conventions and five cycles, and with many times as many reports.

    python benchmarks/synthesis.py [--reports 3000,10000,30000,100000] [--database URL] [--keep FOLDER]

Invented reports to the installed forms go into a database that is thrown away: a file of SQLite, or the PostgreSQL
database that a URL names, which must be empty. Most are written in bulk; the facts of some are made as a submission
makes them, and timed. One size goes after the other into the same database. For each there are printed: the pages and
questions of a synthesis, warm, with how much longer they take than in the size before; what one report costs that is
submitted anew; what it costs to freeze all of it; and the memory of the process at its highest. Each time is the median
of several rounds on this machine; that of the processor leaves out what else the machine does, and, of PostgreSQL, the
server.

Sizes beyond the first have more cycles, not more Parties, for there are not more: a question to one cycle stays as it
is, one to all cycles grows.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert, text

from cbreport.answering import Answer
from cbreport.definition import Convention, Cycle, Form, Membership, Question, all_parties, digest_of
from cbreport.definition.canonical import canonical_json
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity, Report, snapshot_of
from cbreport.storage import SqlStore, upgrade
from cbreport.storage.engine import writing
from cbreport.storage.facts import write_facts
from cbreport.storage.rows import content_text, new_id
from cbreport.storage.tables import cb_answer, cb_counted, cb_fact, cb_report, cb_snapshot
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
from cbreport.synthesis.facts import RULES, Fact, facts_digest, facts_of, submitted_answers
from cbreport.synthesis.frozen import freezable
from cbreport.web import CBReport

CODES = sorted(all_parties())[:200]  # all there are, if they are fewer
CYCLES, AIM_MS, ROUNDS, BULK = 5, 1_000.0, 5, 500
MEASURED, DIFFERENT = 200, 200  # reports whose facts are made one by one; different contents of each form
CONCEPT = "capacity.assistance-type"
clock = time.process_time
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


@dataclass(frozen=True)
class Sample:
    """What a report may hold, worked out once, for working it out takes longer than all else."""

    data: dict[str, Any]
    answers: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]

    @classmethod
    def of(cls, form: Form, said: dict[str, Answer]) -> Sample:
        """The sample with these answers."""
        data = json.loads(snapshot_of(Report(form, "KEN", "", said)))
        texts = tuple((address, content_text(each)) for address, each in said.items())
        return cls(data, texts, facts_of(form, submitted_answers(canonical_json(data), said)))


Pools = Sequence[Sequence[Sample]]
Told = tuple[Subject, str, str, Sample]


def reports(many: list[Subject], pools: Pools, first: int, last: int) -> Iterator[Told]:
    """The reports with these numbers: all Parties of a cycle before the next one, three conventions by turns."""
    for number in range(first, last):
        rest, convention = divmod(number, len(many))
        cycle, party = divmod(rest, len(CODES))
        pool = pools[convention]
        yield many[convention], CODES[party], many[convention].cycle(cycle).id, pool[number * 7919 % len(pool)]


def write(store: SqlStore, library: Library, many: list[Subject], pools: Pools, first: int, last: int) -> float:
    """Put submitted reports in with their facts, without their history, many at a time.

    The facts of the last ones are made as a submission makes them; the milliseconds that each takes.
    """
    told = list(reports(many, pools, first, last))
    bulk, single = told[: -min(MEASURED, len(told))], told[-min(MEASURED, len(told)) :]
    for start in range(0, len(bulk), BULK):
        with writing(store.engine) as connection:
            _insert(connection, bulk[start : start + BULK], facts=True)
    with writing(store.engine) as connection:
        rows = _insert(connection, single, facts=False)
        began = clock()
        for row, content in rows:
            write_facts(connection, row, content, library.form)
        return (clock() - began) / len(rows) * 1000


def _insert(connection: Connection, told: list[Told], *, facts: bool) -> list[tuple[Any, bytes]]:
    kept, snapshots, texts, counted, made = [], [], [], [], []
    for subject, party, cycle, sample in told:
        form, id = subject.form, new_id()
        content = canonical_json({**sample.data, "party": party, "cycle": cycle})
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
            {"report": id, "address": address, "position": place, "content": said, "author": "", "time": TIME,
             "revision": 1}
            for place, (address, said) in enumerate(sample.answers)
        )  # fmt: skip
        about = {"snapshot": digest_of(content), "form_digest": form.digest, "rules": RULES}
        counted.append({"report": id, **about, "facts": facts_digest(sample.facts)})
    connection.execute(insert(cb_report), kept)
    connection.execute(insert(cb_snapshot), snapshots)
    connection.execute(insert(cb_answer), texts)
    if facts and counted:
        asked = insert(cb_counted).returning(cb_counted.c.number, sort_by_parameter_order=True)
        numbers = connection.execute(asked, counted).scalars().all()
        for number, (_, _, _, sample) in zip(numbers, told, strict=True):
            made += ({"counted": number, **each._asdict()} for each in sample.facts)
        connection.execute(insert(cb_fact), made)
    return [(SimpleNamespace(**row), each["content"]) for row, each in zip(kept, snapshots, strict=True)]


def measure(task: Callable[[], Any]) -> tuple[float, float]:
    """The median of several rounds after one that is not counted, in milliseconds: that pass, and of the processor."""
    task()
    passed, worked = [], []
    for _ in range(ROUNDS):
        began, at = time.perf_counter(), clock()
        task()
        worked.append((clock() - at) * 1000)
        passed.append((time.perf_counter() - began) * 1000)
    return statistics.median(passed), statistics.median(worked)


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
        "page: synthesis of a cycle": lambda: page(f"/desk/{asked[0].convention.id}/synthesis"),
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
    """What it costs to submit one report anew, facts included, in milliseconds."""
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
    began = clock()
    store.transition(focal, new.id, "submit", revision=new.revision, snapshot=content)
    return (clock() - began) * 1000


def freezing(store: SqlStore, many: list[Subject]) -> tuple[float, float]:
    """Milliseconds to freeze all that there is, and to open it again and count with it."""
    who, on = clerk(many), date(2026, 1, 1)
    parties = {each.convention.id: members_of(each.convention, Whom(on)) for each in many}
    began = clock()
    counted = freezable(store.counted_reports(who, Scope(tuple(parties))), parties)
    id = store.freeze(who, Frozen(on, on, parties, tuple(counted)))
    frozen_in = clock() - began
    began = clock()
    kept = store.reopen(who, id).frozen
    subject, question = _asked(many, "choose-many")
    scope = Scope((subject.convention.id,), frozen=id)
    table = option_table(store, who, scope, subject.form, question, kept.parties[subject.convention.id])
    output_bytes(kept, {question.id: table})
    return frozen_in * 1000, (clock() - began) * 1000


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
    chance = random.Random(1)
    pools = tuple([Sample.of(each.form, answers(each.form, chance)) for _ in range(DIFFERENT)] for each in many)
    before: dict[str, float] = {}
    kept, slow = 0, 0
    print(f"{len(CODES)} Parties, {len(many)} conventions. Milliseconds that pass, and of the processor; the latter")
    print("are compared with the size before.")
    for size in sizes:
        began = time.perf_counter()
        made = write(store, library, many, pools, kept, size)
        written = time.perf_counter() - began
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
            facts = connection.execute(text("SELECT count(*) FROM cb_fact")).scalar_one()
        more = f", {size / kept:.1f} times as many" if kept else ""
        print(f"\n{size:,} reports{more}; {facts:,} facts ({facts / size:.0f} a report); written in {written:.0f} s")
        figures = {"facts of one report": (made, made)}
        figures |= {name: measure(task) for name, task in tasks(store, many, client).items()}
        before_freezing = memory()
        anew = statistics.median(revised(store, many[0]) for _ in range(ROUNDS))
        figures["one report submitted anew"] = (anew, anew)
        frozen_in, again = freezing(store, many)
        figures |= {"freezing all of it": (frozen_in, frozen_in), "reopened, and a table of it": (again, again)}
        for name, (passed, worked) in figures.items():
            grown = f"{worked / before[name]:8.1f} times" if name in before else ""
            late = "   slow" if size == sizes[0] and passed > AIM_MS else ""
            slow += bool(late)
            print(f"  {name:<32}{passed:9.1f}{worked:9.1f}{grown}{late}", flush=True)
            before[name] = worked
        print(f"  {'memory at its highest':<32}{before_freezing:9.0f} MB, with freezing {memory():.0f} MB", flush=True)
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
