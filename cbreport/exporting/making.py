"""Files made from reports of a store: here, or in other processes that end with this one.

A PDF is laid out by a press (:mod:`cbreport.documents.press`), within its limits on time and memory; all else about it,
and every other file, is made by whoever opens the report.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from cbreport.definition import SECRETARIAT_CODE, digest_of
from cbreport.documents.bulk import Export, Failed, Made, Planned
from cbreport.documents.formats import Order, Wish, find_format, for_press
from cbreport.documents.press import Press
from cbreport.errors import CbreportError
from cbreport.exporting.files import write_whole
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity, Report, Store

Result = Made | Failed


@dataclass(frozen=True)
class ToPrint:
    """A PDF, as far as it is made without the press, which is given ``order``."""

    file: Planned
    order: dict[str, Any]


def clerk(convention: str) -> Identity:
    """Somebody of a convention's Secretariat, as whom the operator reads."""
    return Identity("operator", "", frozenset({SECRETARIAT}), conventions=frozenset({convention}))


def reader(export: Export, party: str) -> Identity:
    """As whom a Party's report is read. What never leaves the Party is read as its focal point."""
    if export.audience != "party" or party == SECRETARIAT_CODE:
        return clerk(export.convention)
    return Identity("operator", "", frozenset({FOCAL_POINT}), party=party, conventions=frozenset({export.convention}))


def make_file(report: Report, format: str, wish: Wish) -> bytes | dict[str, Any]:
    """The bytes of one file, or what the press is given for them: the only place where an export renders."""
    wish.check()
    order = Order(report, wish)
    return for_press(order.document) if format == "pdf" else find_format(format).make(order)


def keep(folder: Path, file: Planned, content: bytes) -> Made:
    """Write a file whole.

    :raises OSError: it cannot be written.
    """
    output = folder / file.name
    output.parent.mkdir(parents=True, exist_ok=True)
    write_whole(output, content)
    return Made(file, len(content), hashlib.sha256(content).hexdigest())


def begin_printing(press: Press, file: ToPrint) -> Future[bytes]:
    """The PDF, as soon as the press has made it. What it refuses at once fails like what it cannot make."""
    try:
        return press.submit(**file.order).future
    except CbreportError as error:
        refused: Future[bytes] = Future()
        refused.set_exception(error)
        return refused


def printed(folder: Path, file: Planned, pdf: Future[bytes]) -> Result:
    """A file that the press has been given, when that is done with it.

    :raises OSError: it cannot be written.
    """
    try:
        content = pdf.result()
    except CbreportError as error:
        return Failed(file, str(error))
    return keep(folder, file, content)


class Maker(Protocol):
    """Makes files one after the other, in whatever order they are ready."""

    def make(
        self, export: Export, folder: Path, files: Sequence[Planned], stopped: Callable[[], bool]
    ) -> Iterator[Result]:
        """Each file, when it is there whole or cannot be made; nothing new is begun when ``stopped`` says so.

        :raises OSError: the folder cannot be written any more.
        """


@dataclass
class MakerHere:
    """Makes files one after the other in this process. The report that was opened last is kept for its other files.

    :param press: lays out PDF; by default one with a single worker, which is started with the first PDF.
    """

    store: Store
    library: Library
    press: Press = field(default_factory=lambda: Press(workers=1))
    _last: tuple[str, Report, str] | None = None

    def make(
        self, export: Export, folder: Path, files: Sequence[Planned], stopped: Callable[[], bool]
    ) -> Iterator[Result]:
        """See :meth:`Maker.make`."""
        for file in files:
            if stopped():
                return
            yield self.one(export, folder, file)

    def one(self, export: Export, folder: Path, file: Planned) -> Result:
        """One file.

        :raises OSError: it cannot be written.
        """
        found = self.begin(export, folder, file)
        return printed(folder, file, begin_printing(self.press, found)) if isinstance(found, ToPrint) else found

    def begin(self, export: Export, folder: Path, file: Planned) -> Result | ToPrint:
        """One file, but for what the press does.

        :raises OSError: it cannot be written.
        """
        try:
            content = self._content(export, file)
        except CbreportError as error:
            return Failed(file, str(error))
        except Exception as error:  # a fault in one report must not keep the others back
            return Failed(file, f"{type(error).__name__}: {error}")
        if content is None:
            return Failed(file, "The report has changed while the export was made. Ask for it again.")
        return keep(folder, file, content) if isinstance(content, bytes) else ToPrint(file, content)

    def _content(self, export: Export, file: Planned) -> bytes | dict[str, Any] | None:
        """What :func:`make_file` makes; None when the report is not what it was when the export was planned."""
        report, digest = self._report(export, file)
        if (report.revision, report.status) != (file.revision, file.status):
            return None
        return make_file(report, file.format, Wish(file.language, export.extent, export.audience, digest))

    def _report(self, export: Export, file: Planned) -> tuple[Report, str]:
        if self._last is None or self._last[0] != file.report:
            identity = reader(export, file.party)
            stored = self.store.open(identity, file.report)
            snapshot = b"" if export.audience == "party" else self.store.snapshot(identity, file.report)
            summary = stored.summary
            report = Report(
                form=self.library.form(summary.form, summary.edition),
                party=summary.party,
                cycle=summary.cycle,
                answers=stored.answers,
                status=summary.status,
                version=summary.version,
                revision=summary.revision,
                id=summary.id,
                example=summary.example,
                digest=summary.digest,
                submitted=summary.submitted,
                behalf=summary.behalf,
                library=self.library,
            )
            self._last = file.report, report, digest_of(snapshot) if snapshot else ""
        return self._last[1], self._last[2]


@dataclass(frozen=True)
class MakerApart:
    """Makes files in other processes, with the installed plugins, so that this one stays free and loses no memory.

    As many processes open reports and make files as the press has workers, which lay out their PDF.

    :param url: of the database, which each of them opens.
    """

    url: str
    press: Press

    def make(
        self, export: Export, folder: Path, files: Sequence[Planned], stopped: Callable[[], bool]
    ) -> Iterator[Result]:
        """See :meth:`Maker.make`. A file whose process ended with it could not be made; the rest goes on."""
        waiting = list(reversed(files))
        while waiting and not stopped():
            yield from self._in_a_pool(export, folder, waiting, stopped)

    def _in_a_pool(
        self, export: Export, folder: Path, waiting: list[Planned], stopped: Callable[[], bool]
    ) -> Iterator[Result]:
        """Make files until none waits, or a process ends; what is being made or is with the press is finished then.

        At most twice as many files are under way as the press has workers, so that it never waits and few wait for it.
        """
        making: dict[Future[Result | ToPrint], Planned] = {}
        printing: dict[Future[bytes], Planned] = {}
        most = max(self.press.workers, 1)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(most, context, _begin) as pool:
            whole = True
            while making or printing or (whole and waiting and not stopped()):
                while whole and waiting and not stopped():
                    if len(making) == most or len(making) + len(printing) == 2 * most:
                        break
                    file = waiting.pop()
                    try:
                        making[pool.submit(_make, self.url, export, folder, file)] = file
                    except BrokenProcessPool:
                        waiting.append(file)
                        whole = False
                under_way: list[Future[Any]] = [*making, *printing]
                wait(under_way, return_when=FIRST_COMPLETED)
                for done in [each for each in making if each.done()]:
                    file = making.pop(done)
                    try:
                        found = done.result()
                    except BrokenProcessPool:
                        whole = False
                        found = Failed(file, "The process that made it has ended, perhaps for want of memory.")
                    if not isinstance(found, ToPrint):
                        yield found
                    elif not stopped():
                        printing[begin_printing(self.press, found)] = file
                for pdf in [each for each in printing if each.done()]:
                    yield printed(folder, printing.pop(pdf), pdf)


def _begin() -> None:
    """In a process of the pool: leave signals to the parent, and end when it has ended, however that was."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


@cache
def _maker(url: str) -> MakerHere:
    """The maker of a process of the pool, which is made with its first file, so that what is wrong with it is told."""
    from cbreport.storage import SqlStore

    return MakerHere(SqlStore(url), Library())


def _make(url: str, export: Export, folder: Path, file: Planned) -> Result | ToPrint:
    return _maker(url).begin(export, folder, file)
