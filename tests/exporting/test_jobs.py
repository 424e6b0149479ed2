"""A worker: does what is asked for, stops when told, leaves nothing behind; what it began another one ends."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cbreport.documents.bulk import Export, Planned
from cbreport.exporting import jobs
from cbreport.exporting.jobs import Worker, is_kept, manifest_of, zip_of
from cbreport.exporting.making import MakerHere, Result
from cbreport.library import Library
from cbreport.reporting import SECRETARIAT, Identity
from cbreport.reporting.jobs import KEPT, SILENT, Job
from cbreport.storage import SqlStore
from cbreport.testing import example_library
from tests.exporting.conftest import submitted
from tests.storage.people import CLERK

WANTED = Export("example", ("EX1",), statuses=("submitted",), formats=("html",), audience="secretariat")
PARTIES = ("FJI", "KEN", "NOR")


class LateClock:
    """The time now, or later."""

    later = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.later


@pytest.fixture
def clock() -> LateClock:
    return LateClock()


@pytest.fixture
def store(url: str, clock: LateClock) -> Iterator[SqlStore]:
    store = SqlStore(url, clock=clock)
    yield store
    store.close()


@pytest.fixture(scope="module")
def library() -> Library:
    return example_library()


class Slow:
    """Does something before each file."""

    def __init__(self, inner: MakerHere, before: Callable[[Planned], None]) -> None:
        self.inner = inner
        self.before = before

    def make(
        self, export: Export, folder: Path, files: Sequence[Planned], stopped: Callable[[], bool]
    ) -> Iterator[Result]:
        for file in files:
            if stopped():
                return
            self.before(file)
            yield self.inner.one(export, folder, file)


@pytest.fixture
def worker(store: SqlStore, library: Library, tmp_path: Path) -> Callable[..., Worker]:
    for party in PARTIES:
        submitted(store, library, party)

    def make(name: str = "w1", before: Callable[[Planned], None] = lambda file: None) -> Worker:
        maker = Slow(MakerHere(store, library), before)
        return Worker(store, library, maker, tmp_path / "exports", name=name, beat=0.01)

    return make


def ask(store: SqlStore, letter: str = "a", export: Export = WANTED) -> Job:
    return store.queue_job(CLERK, "export", export.data, id=letter * 24, convention="example", total=3)


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as zipped:
        assert zipped.testzip() is None
        return sorted(zipped.namelist())


WHOLE = ["manifest.json"]
WHOLE = sorted([*WHOLE, *(f"example/EX1/{party}/example-{party.lower()}-ex1-v1-submitted.html" for party in PARTIES)])


def test_a_job_becomes_a_zip_and_a_manifest(store: SqlStore, worker: Callable[..., Worker], tmp_path: Path) -> None:
    job, found = ask(store), worker()
    assert found.next() is not None
    done = store.job(CLERK, job.id)
    assert (done.status, done.done, done.total, done.failed, done.result) == ("done", 3, 3, 0, f"{job.id}.zip")
    assert is_kept(done, datetime.now(UTC))
    assert names(zip_of(tmp_path / "exports", done)) == WHOLE
    manifest = json.loads(manifest_of(tmp_path / "exports", done).read_text("utf-8"))
    assert [each["party"] for each in manifest["files"]] == list(PARTIES)
    assert sorted(each.name for each in (tmp_path / "exports").iterdir()) == [f"{job.id}.json", f"{job.id}.zip"]
    assert found.next() is None


def test_a_worker_that_is_stopped_gives_the_job_back_and_the_next_one_goes_on(
    store: SqlStore, worker: Callable[..., Worker], tmp_path: Path
) -> None:
    job = ask(store)
    made: list[str] = []
    first = worker(before=lambda file: (made.append(file.party), first.stop.set())[0])
    first.next()
    assert store.job(CLERK, job.id).status == "waiting"
    worker("w2", before=lambda file: made.append(file.party)).next()
    assert made == list(PARTIES)
    assert names(zip_of(tmp_path / "exports", store.job(CLERK, job.id))) == WHOLE


def test_a_cancelled_job_ends_soon_and_leaves_nothing(
    store: SqlStore, worker: Callable[..., Worker], tmp_path: Path
) -> None:
    job = ask(store)

    def cancel(file: Planned) -> None:
        if file.party == "KEN":
            store.cancel_job(CLERK, job.id)
            time.sleep(0.2)

    worker(before=cancel).next()
    assert store.job(CLERK, job.id).status == "cancelled"
    assert list((tmp_path / "exports").iterdir()) == []


def test_a_job_that_another_worker_has_is_left_to_it(
    store: SqlStore, clock: LateClock, worker: Callable[..., Worker], tmp_path: Path
) -> None:
    job = ask(store)

    def sleep(file: Planned) -> None:
        if file.party == "KEN":
            while store.take_job("w2") is None:  # a sign may be given in between
                clock.later += SILENT * 2
            time.sleep(0.2)

    worker(before=sleep).next()
    assert store.job(CLERK, job.id).status == "running"
    assert (tmp_path / "exports" / job.id).is_dir()


def test_how_far_it_is_can_be_seen_meanwhile(store: SqlStore, worker: Callable[..., Worker]) -> None:
    job = ask(store)
    seen = []

    def look(file: Planned) -> None:
        time.sleep(0.2)
        seen.append(store.job(CLERK, job.id).done)

    worker(before=look).next()
    assert seen == [0, 1, 2]


def test_files_that_fail_are_counted(
    store: SqlStore, worker: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(store)
    monkeypatch.setattr("cbreport.exporting.making.make_file", lambda *_: 1 / 0)
    worker().next()
    done = store.job(CLERK, job.id)
    assert (done.status, done.done, done.failed) == ("done", 0, 3)


def test_a_job_that_cannot_be_done_says_why_and_the_next_one_is_done(
    store: SqlStore, worker: Callable[..., Worker], tmp_path: Path
) -> None:
    store.queue_job(CLERK, "export", {"convention": "no"}, id="b" * 24, convention="example", total=1)
    ask(store)
    found = worker()
    found.next()
    found.next()
    failed = store.job(CLERK, "b" * 24)
    assert (failed.status, failed.error) == ("failed", "This does not say what is to be exported.")
    assert store.job(CLERK, "a" * 24).status == "done"


def test_it_works_until_it_is_stopped(
    store: SqlStore, worker: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, job = worker(), ask(store)
    thread = threading.Thread(target=found.work, args=(0.01,))
    thread.start()
    for _ in range(500):
        if store.job(CLERK, job.id).status == "done":
            break
        time.sleep(0.02)
    found.stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert store.job(CLERK, job.id).status == "done"


def test_files_that_nobody_needs_any_more_are_removed(
    store: SqlStore, clock: LateClock, worker: Callable[..., Worker], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports, found = tmp_path / "exports", worker()
    for letter in "ab":
        ask(store, letter)
        found.next()
    ask(store, "c")
    waiting, stray, other = exports / ("c" * 24), exports / ("d" * 24), exports / "notes.txt"
    for folder in (waiting, stray):
        folder.mkdir()
        (folder / "x").write_bytes(b"x")
    other.write_text("mine", "utf-8")
    found.tidy()
    kept = {f"{letter * 24}{end}" for letter in "ab" for end in (".zip", ".json")}
    assert {each.name for each in exports.iterdir()} == {*kept, waiting.name, other.name}

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + KEPT

    monkeypatch.setattr(jobs, "datetime", Later)
    found.tidy()
    assert {each.name for each in exports.iterdir()} == {waiting.name, other.name}


def test_there_may_be_nothing_to_tidy(worker: Callable[..., Worker], tmp_path: Path) -> None:
    worker().tidy()
    assert not (tmp_path / "exports").exists()


# -- a worker that is killed -------------------------------------------------------------------------------------------

PEOPLE = Identity("clerk", "Clerk", frozenset({SECRETARIAT}), conventions=frozenset({"cms"}))
CMS = Export("cms", ("COP14",), statuses=("submitted",), formats=("html",), audience="secretariat")


def begin(url: str, exports: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cbreport.cli", "worker", "--database", url, "--exports", str(exports), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@pytest.mark.slow
def test_killed_in_the_middle_another_worker_ends_it_with_all_files_once(
    url: str,
    tmp_path: Path,
    clock: LateClock,
) -> None:
    store, installed = SqlStore(url, clock=clock), Library()
    parties = [party.code for party in installed.convention("cms").parties(datetime.now(UTC).date())][:40]
    for party in parties:
        submitted(store, installed, party, "cms")
    exports = tmp_path / "exports"
    job = store.queue_job(PEOPLE, "export", CMS.data, id="a" * 24, convention="cms", total=len(parties))
    killed = begin(url, exports)
    journal = exports / job.id / "journal.jsonl"
    for _ in range(1200):
        if journal.exists() and journal.read_bytes().count(b"\n") > 5:
            break
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(20) == -signal.SIGKILL
    assert killed.stderr
    killed.stderr.close()
    noted = {json.loads(line)["name"] for line in journal.read_bytes().splitlines()[1:]}
    assert 5 <= len(noted) < len(parties), "it was not killed in the middle: the test shows nothing"
    shutil.copytree(exports / job.id, tmp_path / "then")

    clock.later = SILENT * 2
    taken = Worker(store, installed, MakerHere(store, installed), exports, name="next").next()
    assert taken is not None
    done = store.job(PEOPLE, job.id)
    assert (done.status, done.done, done.failed) == ("done", len(parties), 0)
    found = names(zip_of(exports, done))
    assert len(found) == len(set(found)) == len(parties) + 1
    with zipfile.ZipFile(zip_of(exports, done)) as zipped:
        for name in noted:
            assert zipped.read(name) == (tmp_path / "then" / name).read_bytes()
    store.close()
