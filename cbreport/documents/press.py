"""From HTML to PDF outside the process that asks: warm workers with limits on time and memory.

A worker is a process of its own (:mod:`cbreport.documents.press_worker`) that knows nothing but fonts and HTML. One
that takes too long, grows too large or dies is ended and replaced; whoever asked is told what to do.

A document in parts is laid out by all workers that have nothing else to do, part by part: the one that makes it begins
with the first part that it does not know, the others with the last, and what they have laid out is brought to it.

The standard library's pools import the caller's main module into every worker, hand it the whole environment, and
cannot end a single job; so the workers are plain subprocesses here, spoken to over their standard input and output.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Any, Final

from cbreport.documents.html import Parts, parts_of
from cbreport.errors import CbreportError, ConfigurationError, RenderError

SECONDS: Final = 60
MEGABYTES: Final = 600
WAITING: Final = 200  # documents; whoever comes after them is asked to come again
IDLE: Final = 600.0  # seconds after which a worker that has nothing to do is let go
START: Final = 120.0  # seconds that a worker may take to come up, on a slow machine
_LOOK: Final = 0.1  # seconds between two looks at a worker's size
_GRACE: Final = 2.0
DOCUMENT, PART = "document", "part"  # what a worker is asked for
_KNOWN: Final = 200  # parts of which is remembered which worker has laid them out
# What a worker's environment holds: no keys, no passwords, no addresses of databases.
_ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "HOME", "TMPDIR",
                       "TEMP", "TMP", "SYSTEMROOT", "LANG", "LC_ALL", "WEASYPRINT_DLL_DIRECTORIES")  # fmt: skip
_log = logging.getLogger(__name__)


def workers_here() -> int:
    """How many workers a machine gets by default: one for each core that this process may use, at most four."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 4)


class Handle:
    """A document that is being made."""

    def __init__(self) -> None:
        self._future: Future[bytes] = Future()
        self.progress = 0.0  # from 0 to 1

    @property
    def done(self) -> bool:
        """Whether there is a file, or a reason why there is none."""
        return self._future.done()

    @property
    def failed(self) -> bool:
        """Whether there is a reason why there is no file."""
        return self.done and self._future.exception() is not None

    @property
    def future(self) -> Future[bytes]:
        """The same for :func:`concurrent.futures.wait`, for who waits for other things, too."""
        return self._future

    def result(self, timeout: float | None = None) -> bytes:
        """The PDF.

        :raises TimeoutError: it is not done after so many seconds; ask again later.
        :raises RenderError: it could not be made, with what to do about it.
        :raises ConfigurationError: no worker can be started, or the machine lacks what PDF needs.
        """
        return self._future.result(timeout)

    def _finish(self, content: bytes) -> None:
        self.progress = 1.0
        self._future.set_result(content)

    def _fail(self, error: CbreportError) -> None:
        self._future.set_exception(error)


@dataclass
class _Job:
    html: str
    options: dict[str, Any]
    handle: Handle = field(default_factory=Handle)

    @cached_property
    def divided(self) -> Parts | None:
        """Its parts, where it is laid out in parts."""
        return None if self.options.get("archive") else parts_of(self.html)

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """What tells each part from others, for whoever has laid out some of them already."""
        return tuple(map(hash, self.divided.rest)) if self.divided else ()

    def told(self, share: float) -> None:
        """So much of it is done; it never looks as if it were less than before."""
        self.handle.progress = max(self.handle.progress, share)


@dataclass(eq=False)
class _Shared:
    """A document of which parts are still to be laid out, by its own worker and by those that have nothing else to do.

    :param until: when it must be done, by the clock.
    :param waiting: places of parts that nobody has begun.
    :param out: how many parts others are laying out.
    :param brought: what they have laid out, by place.
    :param without: those who could not.
    """

    job: _Job
    until: float
    waiting: deque[int]
    out: int = 0
    brought: dict[int, bytes] = field(default_factory=dict)
    without: set[_Post] = field(default_factory=set)


class _Ended(Exception):
    """The worker's process is no more."""


class Press:
    """Makes PDF in worker processes, which are started with the first document.

    Any thread may use it. It ends its workers at :meth:`close`, at exit, and when nobody holds it any more.

    :param workers: how many documents are made at a time; 0 makes each in the calling process, without limits.
    :param seconds: that a document may take.
    :param megabytes: of memory that a worker may take.
    :param waiting: how many documents may wait.
    :param idle: seconds after which a worker without work is ended.
    """

    def __init__(
        self,
        workers: int | None = None,
        seconds: int = SECONDS,
        megabytes: int = MEGABYTES,
        *,
        waiting: int = WAITING,
        idle: float = IDLE,
    ) -> None:
        self.workers = workers_here() if workers is None else workers
        self.seconds = seconds
        self.megabytes = megabytes
        self.idle = idle
        self._waiting = waiting
        self._lock = threading.Lock()
        self._crew: _Crew | None = None

    def submit(self, html: str, *, identifier: str = "", **options: Any) -> Handle:
        """Have a document made.

        :param identifier: as ``options``, see :func:`~cbreport.documents.pdf.html_to_pdf`.
        :raises RenderError: too many documents are waiting.
        """
        job = _Job(html, {"identifier": identifier, **options})
        if not self.workers:
            _make_here(job)
            return job.handle
        with self._lock:
            if self._crew is None or self._crew.process != os.getpid():  # a copy of ours after a fork has none yet
                self._crew = _Crew(self.workers, self.seconds, self.megabytes, self._waiting, self.idle)
                weakref.finalize(self, self._crew.close)
            crew = self._crew
        crew.take(job)
        return job.handle

    def close(self) -> None:
        """End the workers; what is not done yet fails. The next document starts them again."""
        with self._lock:
            crew, self._crew = self._crew, None
        if crew is not None:
            crew.close()


def _make_here(job: _Job) -> None:
    from cbreport.documents.pdf import html_to_pdf

    def progress(share: float) -> None:
        job.handle.progress = share

    try:
        job.handle._finish(html_to_pdf(job.html, progress=progress, **job.options))
    except CbreportError as error:
        job.handle._fail(error)


class _Post:
    """A place in a crew: a worker, when there is one, and the parts of the documents that it has made last."""

    def __init__(self) -> None:
        self.worker: _Worker | None = None
        self.known: OrderedDict[int, None] = OrderedDict()

    def common(self, job: _Job) -> int:
        """How many parts of a document its worker need not lay out."""
        return sum(key in self.known for key in job.keys) if self.worker else 0

    def unknown(self, job: _Job) -> list[int]:
        """The places of those that it has to."""
        return [place for place, key in enumerate(job.keys) if key not in self.known]

    def remember(self, keys: tuple[int, ...]) -> None:
        for key in keys:
            self.known[key] = None
            self.known.move_to_end(key)
        while len(self.known) > _KNOWN:
            self.known.popitem(last=False)


class _Crew:
    """The workers of a press, each with a thread that gives it work and watches over it.

    A document goes to the free worker that has made the most of its parts before.
    """

    def __init__(self, workers: int, seconds: int, megabytes: int, waiting: int, idle: float) -> None:
        self.process = os.getpid()
        self.seconds, self.megabytes, self.waiting, self.idle = seconds, megabytes, waiting, idle
        self.jobs: list[_Job] = []
        self.shared: list[_Shared] = []
        self.posts = [_Post() for _ in range(workers)]
        self.free: set[_Post] = set()
        self.change = threading.Condition()
        self.closed = False
        self.threads = [
            threading.Thread(target=self._serve, args=(post,), name="cbreport-press", daemon=True)
            for post in self.posts
        ]
        for thread in self.threads:
            thread.start()

    @property
    def running(self) -> list[_Worker]:
        return [post.worker for post in self.posts if post.worker]

    def take(self, job: _Job) -> None:
        with self.change:
            if self.closed:
                raise _stopped()
            if len(self.jobs) >= self.waiting + len(self.free):
                raise RenderError("Too many documents are being made at the moment.", "Try again in a few minutes.")
            self.jobs.append(job)
            self.change.notify_all()

    def close(self) -> None:
        if self.process != os.getpid():
            return
        with self.change:
            self.closed = True
            jobs, self.jobs = self.jobs, []
            self.change.notify_all()
        for job in jobs:
            job.handle._fail(_stopped())
        for worker in self.running:
            worker.end()
        for thread in self.threads:
            thread.join(_GRACE)

    def _next_for(self, post: _Post) -> _Job | None:
        """The job that this post is to do: the first for which it is the best of those that are free."""
        for job in self.jobs:
            if max(self.free, key=lambda each: (each.common(job), each.worker is not None, each is post)) is post:
                self.jobs.remove(job)
                return job
        return None

    def _shared_for(self, post: _Post) -> _Shared | None:
        """A document of which this post may lay out a part. One without a worker begins only where it is worth it."""
        least = 1 if post.worker else 2
        return next((each for each in self.shared if len(each.waiting) >= least and post not in each.without), None)

    def _serve(self, post: _Post) -> None:
        tell: Callable[[], None] | None = None
        while True:
            shared = None
            with self.change:
                self.free.add(post)
                if tell:
                    tell()  # now that whoever asks next finds this post free
                    tell = None
                since = time.monotonic()
                while (
                    not self.closed and (job := self._next_for(post)) is None and not (shared := self._shared_for(post))
                ):
                    left = since + self.idle - time.monotonic() if post.worker else None
                    if left is not None and left <= 0:
                        self._let_go(post)
                    else:
                        self.change.wait(left)
                self.free.discard(post)
                if self.closed:
                    break
                self.change.notify_all()  # the best of those that are free may be another one now
            if job:
                tell = self._make(job, post)
            elif shared:
                self._help(shared, post)
        self._let_go(post)

    def _let_go(self, post: _Post) -> None:
        if post.worker:
            post.worker.end()
        post.worker = None
        post.known.clear()

    def _make(self, job: _Job, post: _Post) -> Callable[[], None]:
        """Make a document; what tells how it went."""
        try:
            content = self._made(job, post)
            post.remember(job.keys)
            tell = partial(job.handle._finish, content)
        except _Ended as ended:
            tell = partial(job.handle._fail, _stopped() if self.closed else _died(ended))
        except CbreportError as error:
            tell = partial(job.handle._fail, _stopped() if self.closed else error)
        except Exception as error:
            _log.exception("a worker for PDF failed")
            tell = partial(job.handle._fail, _no_worker(str(error)))
        self._look_after(post)
        return tell

    def _made(self, job: _Job, post: _Post) -> bytes:
        worker = self._worker_of(post)
        until = time.monotonic() + self.seconds
        shared = _Shared(job, until, deque(post.unknown(job)))
        if len(shared.waiting) > 1 and len(self.posts) > 1:
            self._lay_out(shared, worker)
        ask = _Ask(DOCUMENT, (job.html,), {**job.options, "brought": shared.brought})
        return worker.do(ask, until, self.seconds, self.megabytes, job.told)

    def _lay_out(self, shared: _Shared, worker: _Worker) -> None:
        """Lay out all parts that the worker does not know, together with those who have nothing else to do."""
        with self.change:
            self.shared.append(shared)
            self.change.notify_all()
        try:
            while (place := self._next_own(shared)) is not None:
                worker.do(_part_of(shared.job, place, keep=True), shared.until, self.seconds, self.megabytes)
                self._count(shared)
        finally:
            with self.change:
                self.shared.remove(shared)

    def _next_own(self, shared: _Shared) -> int | None:
        """The next part for the document's own worker; nothing when all are laid out."""
        with self.change:
            while shared.out and not shared.waiting and not self.closed:
                self.change.wait()
            return shared.waiting.popleft() if shared.waiting else None

    def _count(self, shared: _Shared) -> None:
        parts = len(shared.job.keys)
        shared.job.told((parts - len(shared.waiting) - shared.out) / (parts + 2))

    def _help(self, shared: _Shared, post: _Post) -> None:
        """Lay out the last part that waits. Who cannot leaves it to the document's own worker, which tells why."""
        place, content = None, b""
        try:
            worker = self._worker_of(post)
            with self.change:
                if not shared.waiting:
                    return
                place = shared.waiting.pop()
                shared.out += 1
            content = worker.do(_part_of(shared.job, place), shared.until, self.seconds, self.megabytes)
        except (_Ended, CbreportError) as error:
            _log.warning("a worker for PDF could not lay out a part: %s", error)
        except Exception:
            _log.exception("a worker for PDF failed")
        with self.change:
            if not content:
                shared.without.add(post)
            if place is not None:
                shared.out -= 1
                if content:
                    shared.brought[place] = content
                    post.remember(shared.job.keys[place : place + 1])
                else:
                    shared.waiting.append(place)
            self.change.notify_all()
        self._count(shared)
        self._look_after(post)

    def _worker_of(self, post: _Post) -> _Worker:
        """The post's worker, warm."""
        if post.worker is None:
            post.worker = _Worker(self.seconds, self.megabytes)
            if self.closed:  # perhaps too late for those who end the workers
                post.worker.end()
            post.worker.come_up()
        return post.worker

    def _look_after(self, post: _Post) -> None:
        """Let a worker go that cannot do more."""
        if post.worker and (not post.worker.alive or post.worker.size > 0.8 * self.megabytes):
            self._let_go(post)


@dataclass(frozen=True)
class _Ask:
    """What a worker is asked for; with ``keep`` it keeps what it makes, and says only that it is done."""

    wanted: str
    arguments: tuple[Any, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    keep: bool = False


def _part_of(job: _Job, place: int, keep: bool = False) -> _Ask:
    parts = job.divided
    assert parts
    return _Ask(PART, (parts.alone(parts.rest[place]), parts.style), keep=keep)


def _stopped() -> RenderError:
    return RenderError("The PDF was not made, because the program is being stopped.", "Try again when it runs again.")


def _died(ended: _Ended) -> RenderError:
    _log.error("a worker for PDF ended by itself: %s", ended)
    return RenderError(
        "The PDF could not be made: the process that laid it out has ended by itself.",
        "Print it section by section. Whoever runs the portal finds more in its log.",
    )


def _no_worker(reason: str) -> ConfigurationError:
    _log.error("no worker for PDF could be started: %s", reason)
    return ConfigurationError(
        f"No process that makes PDF could be started: {reason}", "“cbreport doctor” says what is missing."
    )


class _Worker:
    """One process. What it says is read by a thread, so that waiting for it can end."""

    def __init__(self, seconds: int, megabytes: int) -> None:
        root = str(Path(__file__).resolve().parents[2])
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        command = [sys.executable, "-m", "cbreport.documents.press_worker", str(seconds), str(megabytes)]
        # In a group of its own Ctrl+C in a terminal does not end it: its document can be finished first.
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, close_fds=True, process_group=0
        )
        self._said: queue.Queue[tuple[bytes, bytes] | None] = queue.Queue()
        assert self._process.stdin
        assert self._process.stdout
        self._in: IO[bytes] = self._process.stdin
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def size(self) -> float:
        """Megabytes of memory that it holds; 0 where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1])
        except (OSError, IndexError):
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000

    def come_up(self) -> None:
        """Wait until it is warm.

        :raises ConfigurationError: it did not come up.
        """
        try:
            kind, _ = self._next(time.monotonic() + START)
        except (_Ended, TimeoutError) as error:
            self.end()
            raise _no_worker(str(error) or f"it was not ready after {START:.0f} seconds.") from None
        assert kind == b"r"

    def do(
        self, ask: _Ask, until: float, seconds: int, megabytes: int, told: Callable[[float], None] = lambda share: None
    ) -> bytes:
        """Have it do something.

        :param until: when it must be done, by the clock; ``seconds`` after the document was begun.
        :param told: is told the share that is done.
        """
        content = pickle.dumps((ask.wanted, ask.keep, ask.arguments, ask.options))
        with contextlib.suppress(OSError):  # that it has ended is heard below
            self._in.write(len(content).to_bytes(8, "big") + content)
            self._in.flush()
        while True:
            try:
                kind, said = self._next(min(until, time.monotonic() + _LOOK))
            except TimeoutError:
                if time.monotonic() >= until:
                    self.end()
                    raise RenderError(
                        "The document is too large to be laid out in {seconds} seconds.",
                        "Print it section by section, or shorten its longest answers.",
                        seconds=str(seconds),
                    ) from None
                if self.size > megabytes:
                    self.end()
                    raise _too_large(megabytes) from None
                continue
            if kind == b"p":
                told(float(said))
            elif kind == b"d":
                return said
            elif kind == b"m":
                self.end()
                raise _too_large(megabytes)
            else:
                message, hint = json.loads(said)
                raise (ConfigurationError if kind == b"c" else RenderError)(message, hint)

    def end(self) -> None:
        """End the process; it has nothing that would be lost."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._in.close()

    def _next(self, until: float) -> tuple[bytes, bytes]:
        try:
            said = self._said.get(timeout=max(until - time.monotonic(), 0))
        except queue.Empty:
            raise TimeoutError from None
        if said is None:
            raise _Ended(f"exit code {self._process.wait()}")
        return said

    def _listen(self, out: IO[bytes]) -> None:
        with out:
            while len(head := out.read(9)) == 9:
                size = int.from_bytes(head[1:], "big")
                content = out.read(size)
                if len(content) < size:
                    break
                self._said.put((head[:1], content))
        self._said.put(None)


def _too_large(megabytes: int) -> RenderError:
    return RenderError(
        "The document is too large to be laid out in {megabytes} MB of memory.",
        "Print it section by section, or shorten its longest answers.",
        megabytes=str(megabytes),
    )
