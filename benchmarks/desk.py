"""How heavy the Secretariat's list of all Parties is, and how long its pages and files take.

    python benchmarks/desk.py [DATABASE]

A portal with the installed conventions gets reports of three quarters of the Parties of the largest one, in every
status, in a database that is thrown away (or kept in DATABASE, a file, to look at it with `cbreport serve`). Weight is
that of the page alone, as it is and compressed with gzip; style and script come once and stay with the browser. Each
time is the median of several rounds on this machine.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask

from cbreport.definition import Convention, Cycle
from cbreport.library import Library
from cbreport.mailing import Contact
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity, NewReport
from cbreport.storage import SqlStore, upgrade
from cbreport.web import CBReport

ROUNDS = 7
AIM_KB = 40  # compressed, so that the list is there in some ten seconds over 2G
WAYS = ((), ("submit",), ("submit", "accept"), ("submit", "accept", "publish"), ("submit", "send-back"))
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


def fill(store: SqlStore, library: Library, convention: Convention, cycle: Cycle) -> int:
    """Reports of most Parties; how many Parties there are."""
    form = library.form(cycle.form, cycle.edition)
    parties = convention.parties(cycle.due)
    for number, party in enumerate(parties):
        if number % 4 == 3:
            continue
        new = NewReport(convention.id, form.id, form.edition, form.digest, party.code, cycle.id)
        found = store.load(new, {}, author="invented")
        roles = frozenset({FOCAL_POINT, SECRETARIAT})
        both = Identity("invented", "Invented", roles, party=party.code, conventions=frozenset({convention.id}))
        for step in WAYS[number % len(WAYS)]:
            snapshot = b"{}" if step == "submit" else b""
            found = store.transition(
                both, found.id, step, revision=found.revision, snapshot=snapshot, reason="The annex is missing."
            )
    return len(parties)


def portal(store: SqlStore, library: Library, convention: Convention) -> Flask:
    """An application in which everybody is an officer of the Secretariat."""
    clerk = Identity("clerk", "Clerk", frozenset({SECRETARIAT}), conventions=frozenset({convention.id}))
    app = Flask("benchmark", static_folder=None)
    app.secret_key = "benchmark"

    def contacts(convention: str, party: str) -> list[Contact]:
        return [Contact(f"Focal point of {party}", f"{party.lower()}@example.org", "en")]

    cb = CBReport(store=store, library=library, identity=lambda _: clerk, contacts=contacts, mail_from="cb@example.org")
    cb.init_app(app)
    return app


def measure(app: Flask, path: str) -> tuple[int, int, float]:
    """The bytes of a page, its bytes compressed, and the milliseconds that it takes."""
    client, times, content = app.test_client(), [], b""
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = client.get(path)
        content = answer.get_data()
        times.append(time.perf_counter() - start)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return len(content), len(gzip.compress(content, 6)), statistics.median(times) * 1000


def main(kept: str = "") -> None:
    """Fill a database, ask for pages and print what they weigh."""
    library = Library()
    convention = max(library.conventions, key=lambda each: len(each.memberships))
    cycle = convention.main_cycle
    assert cycle is not None
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{kept or Path(folder) / 'cb.db'}"
        upgrade(url)
        store = SqlStore(url)
        count = fill(store, library, convention, cycle)
        app = portal(store, library, convention)
        desk = f"/reporting/desk/{convention.id}"
        print(f"{convention.short_name}, {cycle.id}: {count} Parties")
        pages = {f"list, {language}": f"{desk}?language={language}" for language in LANGUAGES}
        pages |= {"list, filtered": f"{desk}?status=submitted&sort=-date", "one found": f"{desk}?q=fiji"}
        pages |= {"waiting": f"{desk}/waiting", "reminders": f"{desk}/reminders"}
        pages |= {kind: f"{desk}/parties.{kind}" for kind in ("csv", "xlsx", "json")}
        for name, path in pages.items():
            whole, packed, taken = measure(app, path)
            heavy = f"   more than {AIM_KB} kB" if packed > AIM_KB * 1000 else ""
            print(f"{name:<16}{whole / 1000:8.1f} kB{packed / 1000:8.1f} kB compressed{taken:8.0f} ms{heavy}")
        store.close()


if __name__ == "__main__":
    main(*sys.argv[1:2])
