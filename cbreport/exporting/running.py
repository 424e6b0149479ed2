"""An export from its plan to its manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cbreport.definition import SECRETARIAT_CODE, Convention, all_parties
from cbreport.documents.bulk import Export, Failed, Made, Planned, files_of, reports_of
from cbreport.exporting.folder import ExportFolder
from cbreport.exporting.making import Maker, clerk, reader
from cbreport.reporting import ReportSummary, Store

__all__ = ["Outcome", "Progress", "clerk", "plan", "run_export"]


@dataclass
class Progress:
    """How far an export is: files that are there, those of them that were there before, and those that failed."""

    total: int = 0
    done: int = 0
    kept: int = 0
    failed: list[Failed] = field(default_factory=list)

    @property
    def seen_to(self) -> int:
        """Files with which nothing is to be done any more in this run."""
        return self.done + len(self.failed)


@dataclass(frozen=True)
class Outcome:
    """What came of a run. ``finished`` is False when it was stopped before all files were seen to."""

    progress: Progress
    bytes: int
    finished: bool


def plan(store: Store, convention: Convention, export: Export) -> tuple[Planned, ...]:
    """The files of an export, as the store has its reports now."""
    return files_of(export, reports_of(export, convention, _summaries(store, export)))


def _summaries(store: Store, export: Export) -> Iterator[ReportSummary]:
    if export.audience != "party":
        yield from store.reports(clerk(export.convention), convention=export.convention)
        return
    for code in export.parties or (*all_parties(), SECRETARIAT_CODE):
        yield from store.reports(reader(export, code), convention=export.convention, party=code)


def run_export(
    folder: ExportFolder,
    files: tuple[Planned, ...],
    maker: Maker,
    *,
    told: Callable[[Progress], None] = lambda progress: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Make the files that are not there yet, and when all were seen to, the manifest.

    :param told: is called at the beginning and after each file.
    :param stopped: whether to stop; the next run goes on, and makes what fails from then on, for want of a process too
        that was stopped with this one.
    :raises OSError: the folder cannot be written any more.
    """
    kept = folder.begin(files)
    there = {each.file.name for each in kept}
    progress = Progress(len(files), len(kept), len(kept))
    told(progress)
    wanted = [each for each in files if each.name not in there]
    for result in maker.make(folder.export, folder.path, wanted, stopped):
        if isinstance(result, Made):
            folder.note(result)
            progress.done += 1
        elif not stopped():
            progress.failed.append(result)
        told(progress)
    finished = progress.seen_to == progress.total
    if finished:
        places = {each.name: at for at, each in enumerate(files)}
        folder.finish(files, sorted(progress.failed, key=lambda each: places[each.file.name]))
    return Outcome(progress, sum(folder.kept[each.name].bytes for each in files if each.name in folder.kept), finished)
