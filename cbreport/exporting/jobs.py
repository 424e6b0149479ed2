"""Exports as jobs: a worker takes them from the database and leaves a ZIP and a manifest in a folder of the host.

While a job is under way its files lie in a folder named after it. Whoever takes the job up again goes on there.
"""

from __future__ import annotations

import logging
import re
import shutil
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cbreport.documents.bulk import Export
from cbreport.errors import CbreportError
from cbreport.exporting.files import is_draft, whole, write_whole
from cbreport.exporting.folder import MANIFEST, ExportFolder
from cbreport.exporting.making import Maker
from cbreport.exporting.running import Progress, plan, run_export
from cbreport.library import Library
from cbreport.reporting import Store
from cbreport.reporting.jobs import DONE, FAILED, KEPT, OPEN, Job

EVERY: Final = 2.0  # seconds between two looks for a job
BEAT: Final = 5.0  # seconds between two signs of life
_TIDY: Final = 3600.0  # seconds between two looks for files that nobody needs any more
_OURS: Final = re.compile(r"([a-z2-7]{24})(\.zip|\.json)?")

_log = logging.getLogger("cbreport.jobs")


def zip_of(exports: Path, job: Job) -> Path:
    """Where the ZIP of a job is kept."""
    return exports / f"{job.id}.zip"


def manifest_of(exports: Path, job: Job) -> Path:
    """Where the manifest of a job is kept beside its ZIP."""
    return exports / f"{job.id}.json"


def is_kept(job: Job, now: datetime) -> bool:
    """Whether the files of a job are still there to be fetched."""
    return job.status == DONE and bool(job.result) and datetime.fromisoformat(job.ended) + KEPT > now


class Worker:
    """Takes jobs and does them, one after the other, until it is told to stop.

    :param exports: the folder for results; it is made when it is not there.
    :param name: tells this worker from every other one, those that are dead included.
    """

    def __init__(
        self, store: Store, library: Library, maker: Maker, exports: Path, *, name: str, beat: float = BEAT
    ) -> None:
        self.store = store
        self.library = library
        self.maker = maker
        self.exports = exports
        self.name = name
        self.beat = beat
        self.stop = threading.Event()

    def work(self, every: float = EVERY) -> None:
        """Do jobs until :attr:`stop` is set. What is wrong with the database meanwhile is logged, and it goes on."""
        tidied = -_TIDY
        while not self.stop.is_set():
            try:
                if time.monotonic() - tidied >= _TIDY:
                    self.tidy()
                    tidied = time.monotonic()
                if self.next() is not None:
                    continue
            except (CbreportError, OSError) as error:
                _log.warning("no job could be done: %s", error)
            self.stop.wait(every)

    def next(self) -> Job | None:
        """Take a job and do it, as far as it goes; None when there is none."""
        job = self.store.take_job(self.name)
        if job is not None:
            self._do(job)
        return job

    def tidy(self) -> None:
        """Remove files of jobs that are over, and of those that nobody remembers."""
        if not self.exports.is_dir():
            return
        jobs, now = {each.id: each for each in self.store.every_job()}, datetime.now(UTC)
        for path in self.exports.iterdir():
            named = _OURS.fullmatch(path.name)
            job = jobs.get(named[1]) if named else None
            needed = job is not None and (job.status in OPEN or (named is not None and named[2] and is_kept(job, now)))
            if named and not needed:
                _remove(path)
            elif is_draft(path) and now.timestamp() - path.stat().st_mtime > _TIDY:
                path.unlink(missing_ok=True)

    def _do(self, job: Job) -> None:
        folder = self.exports / job.id
        with self._sign(job) as (told, lost):
            try:
                progress, finished = self._export(job, folder, told, lambda: self.stop.is_set() or lost.is_set())
            except Exception as error:  # whatever it is: another try would end in the same way
                _log.exception("the export %s failed", job.id)
                counts = {"done": job.done, "total": job.total, "failed": job.failed}
                self.store.end_job(job.id, self.name, FAILED, **counts, error=str(error), result="")
                _remove(folder)
                return
        counts = {"done": progress.done, "total": progress.total, "failed": len(progress.failed)}
        if not finished and not lost.is_set():
            self.store.release_job(job.id, self.name)
        elif finished and self.store.end_job(job.id, self.name, DONE, **counts, error="", result=f"{job.id}.zip"):
            _remove(folder)
        else:
            self._leave(job)

    def _export(
        self, job: Job, place: Path, told: Callable[[Progress], None], stopped: Callable[[], bool]
    ) -> tuple[Progress, bool]:
        export = Export.of(job.wanted)
        self.exports.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = ExportFolder(place, export)
        files = plan(self.store, self.library.convention(export.convention), export)
        outcome = run_export(folder, files, self.maker, told=told, stopped=stopped)
        if outcome.finished:
            write_whole(manifest_of(self.exports, job), (place / MANIFEST).read_bytes())
            with (
                whole(zip_of(self.exports, job)) as stream,
                zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped,
            ):
                for name in (MANIFEST, *(each.name for each in files if each.name in folder.kept)):
                    zipped.write(place / name, name)
        return outcome.progress, outcome.finished

    def _leave(self, job: Job) -> None:
        """Take away the files of a job that was cancelled; one that another worker has is left to that one."""
        now = next((each for each in self.store.every_job() if each.id == job.id), None)
        if now is None or now.status not in OPEN:
            for path in (self.exports / job.id, zip_of(self.exports, job), manifest_of(self.exports, job)):
                _remove(path)

    @contextmanager
    def _sign(self, job: Job) -> Iterator[tuple[Callable[[Progress], None], threading.Event]]:
        """While this lasts, signs of life are given with how far the job is; the event is set when it is not ours."""
        lost, over = threading.Event(), threading.Event()
        counts = [job.done, job.total, job.failed]

        def told(progress: Progress) -> None:
            counts[:] = [progress.done, progress.total, len(progress.failed)]

        def give() -> None:
            said: list[int] = []
            quiet = 0.0
            while not over.wait(min(1.0, self.beat)):
                quiet += min(1.0, self.beat)
                if counts == said and quiet < self.beat:
                    continue
                said, quiet = list(counts), 0.0
                try:
                    if not self.store.beat_job(job.id, self.name, done=said[0], total=said[1], failed=said[2]):
                        lost.set()
                        return
                except CbreportError as error:  # without signs another worker takes the job, and this one will see it
                    _log.warning("no sign could be given: %s", error)

        thread = threading.Thread(target=give, name="cbreport-job", daemon=True)
        thread.start()
        try:
            yield told, lost
        finally:
            over.set()
            thread.join()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
