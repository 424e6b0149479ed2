"""``cbreport export``: many reports as files in a folder, with a manifest."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

import click

from cbreport.cli.database import database_option, opened
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import complain, counted, echo_json, echo_table, harmless, json_option, note, warn
from cbreport.cli.printing import pdf_limits
from cbreport.cli.report import AUDIENCES, EXTENTS
from cbreport.definition import LANGUAGE_NAMES, SECRETARIAT_CODE, Convention, all_parties
from cbreport.errors import ExportError, UnknownName
from cbreport.reporting import SEEN, STATUSES

if TYPE_CHECKING:
    from cbreport.documents.bulk import Export, Planned
    from cbreport.documents.press import Press
    from cbreport.exporting.making import Maker
    from cbreport.exporting.running import Outcome, Progress
    from cbreport.storage import SqlStore

_MOST_WORKERS: Final = 64
_Option = Callable[[Callable[..., Any]], Callable[..., Any]]
_SHOWN: Final = 20  # so many failures are told one by one; the manifest has all


class _Names(click.ParamType[tuple[str, ...]]):
    """Names with commas between them; with ``known``, only those."""

    name = "names"

    def __init__(self, kind: str, known: Callable[[], Sequence[str]] | None = None) -> None:
        self.kind = kind
        self.known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The names, each once."""
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(each.strip() for each in str(value).split(",") if each.strip()))
        if not names:
            self.fail(f"Name at least one {self.kind}.", param, ctx)
        for name in names if self.known else ():
            if self.known and name not in self.known():
                self.fail(f"There is no {self.kind} “{name}”. Known: {', '.join(self.known())}.", param, ctx)
        return names


def _formats() -> Sequence[str]:
    from cbreport.documents.formats import FORMATS

    return tuple(FORMATS)


def _several(*names: str, kind: str, known: Callable[[], Sequence[str]] | None = None, **more: Any) -> _Option:
    """An option that takes several names, with commas or given several times."""
    return click.option(*names, type=_Names(kind, known), multiple=True, metavar=f"{kind.upper()},…", **more)


@click.group("export", invoke_without_command=True)
@click.option("--convention", "id", metavar="ID", help="Id of an installed convention.")
@_several("--cycle", "cycles", kind="cycle", help="Reporting cycles; by default the newest.")
@_several("--party", "parties", kind="Party", help="Only these Parties: alpha-3 codes.")
@_several(
    "--status",
    "statuses",
    kind="status",
    known=lambda: STATUSES,
    help="Only reports in these statuses; by default published for the public, else submitted, accepted, published.",
)
@_several("--format", "formats", kind="format", known=_formats, help="Kinds of file; by default pdf.")
@_several(
    "--language", "languages", kind="language", known=lambda: tuple(LANGUAGE_NAMES), help="Languages; by default en."
)
@click.option("--extent", type=click.Choice(EXTENTS), default="long", show_default=True, help="All, or answers only.")
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default="public",
    show_default=True,
    help="For whom. Only “party” has private answers and comments.",
)
@click.option("--to", "to", metavar="DIR", type=click.Path(path_type=Path), help="The folder to write into.")
@click.option(
    "--workers",
    type=click.IntRange(1, _MOST_WORKERS),
    default=lambda: min(os.cpu_count() or 1, 4),
    show_default="processors, at most 4",
    help="Files made at a time, each in processes of its own.",
)
@pdf_limits
@click.option("--dry-run", is_flag=True, help="Only tell which files there would be.")
@database_option
@json_option
@with_installed
@click.pass_context
def export(
    ctx: click.Context,
    installed: Installed,
    id: str | None,
    cycles: Sequence[tuple[str, ...]],
    parties: Sequence[tuple[str, ...]],
    statuses: Sequence[tuple[str, ...]],
    formats: Sequence[tuple[str, ...]],
    languages: Sequence[tuple[str, ...]],
    extent: Any,
    audience: Any,
    to: Path | None,
    workers: int,
    pdf_seconds: int,
    pdf_megabytes: int,
    dry_run: bool,
    url: str,
    as_json: bool,
) -> None:
    """Make files of many reports in a folder. Run again, it goes on, and makes only what is missing or has changed.

    Of each Party the newest version is taken. Exits with 1 when a file could not be made; the manifest says why.
    """
    if ctx.invoked_subcommand is not None:
        return
    if not id:
        raise click.UsageError("Give --convention; “cbreport plugins” lists them.")
    if to is None and not dry_run:
        raise click.UsageError("Give --to, the folder to write into, or --dry-run.")
    convention = _convention(installed, id)
    from cbreport.documents.bulk import STATUSES_FOR, Export

    wanted = Export(
        convention.id,
        _cycles(convention, _flat(cycles)),
        _parties(_flat(parties)),
        _statuses(_flat(statuses) or STATUSES_FOR[audience], audience),
        _flat(formats) or ("pdf",),
        _flat(languages) or ("en",),
        extent,
        audience,
    )
    with opened(url) as store:
        from cbreport.exporting.running import plan

        files = plan(store, convention, wanted)
        if not files:
            note(_nothing(store, convention, wanted))
        if dry_run or to is None:
            _tell_plan(files, as_json)
            return
        from cbreport.documents.press import Press

        with closing(Press(workers, pdf_seconds, pdf_megabytes)) as press:
            outcome = _run(to, wanted, files, _maker(store, installed, url, press), quiet=as_json)
    _tell_outcome(to, outcome, as_json)
    if not outcome.finished or outcome.progress.failed:
        ctx.exit(1)


def _flat(given: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in given for name in names))


def _convention(installed: Installed, id: str) -> Convention:
    try:
        return installed.library.convention(id)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--convention") from None


def _cycles(convention: Convention, names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        if convention.main_cycle is None:
            raise click.BadParameter(f"{convention.short_name} has no cycle.", param_hint="--cycle")
        return (convention.main_cycle.id,)
    for name in names:
        try:
            convention.cycle(name)
        except UnknownName as error:
            raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--cycle") from None
    return names


def _parties(names: tuple[str, ...]) -> tuple[str, ...]:
    codes = tuple(name.upper() for name in names)
    for code in codes:
        if code not in all_parties() and code != SECRETARIAT_CODE:
            raise click.BadParameter(
                f"There is no Party “{code}”. Write alpha-3 codes, for example NOR.", param_hint="--party"
            )
    return codes


def _statuses(names: tuple[str, ...], audience: str) -> tuple[str, ...]:
    """The statuses, unless a report in one of them is with its Party and nobody else's to read."""
    for name in names:
        if name not in SEEN and audience != "party":
            raise click.BadParameter(
                f"A report that is “{name}” is with its Party, and no audience but the Party may have it. "
                f"Statuses: {', '.join(SEEN)}.",
                param_hint="--status",
            )
    return names


def _nothing(store: SqlStore, convention: Convention, wanted: Export) -> str:
    """Why there is nothing to export."""
    from dataclasses import replace

    from cbreport.exporting.running import plan

    said = f"No report to {convention.short_name} in {', '.join(wanted.cycles)} is {' or '.join(wanted.statuses)}."
    others = plan(store, convention, replace(wanted, statuses=SEEN, formats=("html",), languages=("en",)))
    known = ", ".join(sorted({each.status for each in others}))
    return f"{said} There are reports that are {known}: see --status." if others else said


def _maker(store: SqlStore, installed: Installed, url: str, press: Press) -> Maker:
    """How files are made: plugins that were handed over cannot be handed on to other processes."""
    from cbreport.exporting.making import MakerApart, MakerHere

    if press.workers == 1 or installed.plugins is not None:
        return MakerHere(store, installed.library, press)
    return MakerApart(url, press)


def _tell_plan(files: Sequence[Planned], as_json: bool) -> None:
    if as_json:
        echo_json({"files": [{"name": each.name, "party": each.party, "cycle": each.cycle} for each in files]})
        return
    for each in files:
        click.echo(each.name)
    click.echo(f"{counted(len(files), 'file')} would be made")


def _run(to: Path, wanted: Export, files: tuple[Planned, ...], maker: Maker, *, quiet: bool) -> Outcome:
    from cbreport.exporting.folder import ExportFolder
    from cbreport.exporting.running import run_export

    try:
        folder = ExportFolder(to, wanted)
        if not os.access(to, os.W_OK | os.X_OK):
            raise click.BadParameter(f"You may not write into {to}. Choose another folder.", param_hint="--to")
    except ExportError as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--to") from None
    except OSError as error:
        reason = f"{to} cannot be used: {error.strerror or error}. Choose another folder."
        raise click.BadParameter(reason, param_hint="--to") from None
    with _interruptible() as stop, _bar(len(files), quiet) as told:
        return run_export(folder, files, maker, told=told, stopped=stop.is_set)


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """An event that is set by Ctrl+C, so that files under way are finished and noted; a second one ends at once."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        note("\nFinishing the files under way …")

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {each: signal.signal(each, ask) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _bar(total: int, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Progress on a terminal; nowhere else, so that logs stay short."""
    stream = sys.stderr
    if quiet or not stream.isatty():
        yield lambda progress: None
        return
    with click.progressbar(length=total, file=stream, show_pos=True, label="Files") as bar:

        def told(progress: Progress) -> None:
            bar.update(progress.seen_to - bar.pos)

        yield told


def _tell_outcome(to: Path, outcome: Outcome, as_json: bool) -> None:
    progress = outcome.progress
    failed = [{"name": each.file.name, "report": each.file.report, "message": each.message} for each in progress.failed]
    if as_json:
        made = {"made": progress.done - progress.kept, "kept": progress.kept, "bytes": outcome.bytes}
        told = {"folder": str(to), "finished": outcome.finished, "total": progress.total, **made, "failed": failed}
        echo_json(told)
        return
    for each in failed[:_SHOWN]:
        complain(f"{each['name']}: {each['message']}")
    if len(failed) > _SHOWN:
        note(f"… and {len(failed) - _SHOWN} more.")
    there = f"{progress.done - progress.kept} made, {progress.kept} there before"
    bad = f", {len(failed)} could not be made" if failed else ""
    click.echo(f"{progress.done} of {counted(progress.total, 'file')} in {to}: {there}{bad} ({outcome.bytes:,} bytes)")
    if not outcome.finished:
        note("Interrupted. Run the same command again to go on.")
    elif failed:
        note("The manifest says why. Run the same command again to try them once more.")


@export.command("verify")
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def verify_export(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Compare the files in FOLDER with its manifest. Exits with 1 when one is missing or altered."""
    if not folder.is_dir():
        raise click.BadParameter(f"There is no folder {folder}.", param_hint="FOLDER")
    from cbreport.exporting.folder import verify

    manifest, faults = verify(folder)
    bad = [each for each in faults if each.problem != "unknown"]
    if as_json:
        listed = [{"name": each.name, "problem": each.problem} for each in faults]
        echo_json({"folder": str(folder), "files": len(manifest["files"]), "ok": not bad, "faults": listed})
    else:
        if bad:
            echo_table(("problem", "file"), [(each.problem, harmless(each.name)) for each in bad])
        for each in faults:
            if each.problem == "unknown":
                warn(f"{each.name} is not in the manifest.")
        whole = len(manifest["files"]) - len(bad)
        click.echo(f"{whole} of {counted(len(manifest['files']), 'file')} as the manifest says")
    if bad:
        ctx.exit(1)
