"""``cbreport synthesis``: what many reports say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cbreport.cli.database import database_option, opened
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import InputFile, echo_json, echo_table, harmless, json_option, note, warn
from cbreport.cli.parties import GROUPS, Day
from cbreport.cli.report import load, refuse_output, write_whole
from cbreport.definition import LANGUAGE_NAMES, Convention
from cbreport.errors import ReportFileError, UnknownName
from cbreport.reporting import RECEIVED, SECRETARIAT, Identity, Report

if TYPE_CHECKING:
    from cbreport.documents import Document, Format
    from cbreport.synthesis import Frozen, Registers


Command = Callable[..., None]


@click.group("synthesis")
def synthesis() -> None:
    """Say what many reports say together."""


@synthesis.command("views")
@json_option
def list_views(as_json: bool) -> None:
    """List the views over registers."""
    from cbreport.documents import VIEWS

    if as_json:
        echo_json([{"name": view.name, "title": view.title} for view in VIEWS.values()])
    else:
        echo_table(("view", "what it shows"), [(view.name, view.title) for view in VIEWS.values()])


def document_options(command: Command) -> Command:
    """The options that every document about many reports has: which reports, in which language, as which file."""
    options = (
        click.option(
            "--group", type=click.Choice(GROUPS), help="Only least developed, small island or landlocked developing."
        ),
        click.option(
            "--frozen", metavar="ID", help="The reports of a frozen synthesis in a database, instead of FILE..."
        ),
        database_option,
        click.option("--language", type=click.Choice(list(LANGUAGE_NAMES)), default="en", show_default=True),
        click.option("--format", "format", metavar="NAME", help="By default what the ending of the output says."),
        click.option("--archive", is_flag=True, help="A PDF to be kept for decades: PDF/A-3 besides PDF/UA-1."),
        click.option("--force", is_flag=True, help="Overwrite the output when it exists."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@synthesis.command("registers")
@click.argument("files", metavar="[FILE]...", type=InputFile(".json"), nargs=-1)
@click.option(
    "--convention", "ids", metavar="ID", multiple=True, required=True, help="Id of an installed convention; repeatable."
)
@click.option(
    "--view", "views", metavar="NAME", multiple=True,
    help="A view, as “cbreport synthesis views” lists them; repeatable. By default all of them.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--on", "on", type=Day(), help="The day of which membership counts; by default today.")
@click.option("--every-cycle", is_flag=True, help="Count rows of earlier cycles, too, not those of the newest alone.")
@document_options
@with_installed
def view_registers(
    installed: Installed,
    files: tuple[Path, ...],
    ids: tuple[str, ...],
    views: tuple[str, ...],
    output: Path,
    on: date | None,
    group: str | None,
    every_cycle: bool,
    frozen: str | None,
    url: str,
    language: str,
    format: str | None,
    archive: bool,
    force: bool,
) -> None:
    """Make a document or a workbook of the registers in FILE...: needs, activities, work plans and so on.

    Only submitted reports count; of each Party the newest version. Reports may be to several conventions; then name
    each, the one first in whose name the document is made. Of a frozen synthesis it is always the same, byte for byte.
    """
    if bool(files) == bool(frozen):
        raise click.UsageError("Name files with reports, or a frozen synthesis with --frozen.")
    if frozen and on:
        raise click.UsageError("A frozen synthesis has its own day: leave --on out.")
    conventions = [find_convention(installed, id) for id in dict.fromkeys(ids)]
    kind = format_of(format, output)
    names = _views(views)
    refuse_output(output, force)
    if frozen:
        found, snapshot = _reopened(installed, url, frozen, conventions, group=group, every_cycle=every_cycle)
    else:
        reports = [submitted(file, load(file, installed), conventions) for file in files]
        day = on or datetime.now(UTC).date()
        found, snapshot = _registers(filter(None, reports), conventions, day, group, every_cycle=every_cycle), None
    document = _document(installed, found, conventions[0], names, language, snapshot)
    from cbreport.documents import render

    content = render(document, kind.name, archive=archive)
    write_whole(output, content)
    note(f"Wrote {output} ({len(content):,} bytes).")


def find_convention(installed: Installed, id: str) -> Convention:
    """An installed convention.

    :raises BadParameter: there is none of that id.
    """
    try:
        return installed.library.convention(id)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--convention") from None


def _views(wanted: Sequence[str]) -> tuple[str, ...]:
    from cbreport.documents import VIEWS, find_view

    try:
        return tuple(find_view(name).name for name in dict.fromkeys(wanted)) or tuple(VIEWS)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--view") from None


def format_of(name: str | None, output: Path) -> Format:
    """The format that was named, or that the ending of the output says: one in which any document can be had."""
    from cbreport.documents import FORMATS, find_format

    known = {each.name: each for each in FORMATS.values() if each.of_document}
    try:
        return find_format(name or output.suffix.lower().removeprefix("."), known)
    except UnknownName as error:
        hint = "--format" if name else "--output"
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint=hint) from None


def submitted(file: Path, report: Report, conventions: Sequence[Convention]) -> Report | None:
    """The report, if it counts; one that was not submitted is left out with a warning."""
    if report.form.convention not in (each.id for each in conventions):
        raise ReportFileError(
            f"{file}: the report is to the convention {harmless(report.form.convention)}.",
            f"Add --convention {report.form.convention}, or leave the file out.",
        )
    if report.status not in RECEIVED:
        warn(f"{file}: the report is {report.status}. Only what was submitted counts, so it is left out.")
        return None
    return report


def _registers(
    reports: Iterable[Report], conventions: Sequence[Convention], on: date, group: str | None, *, every_cycle: bool
) -> Registers:
    from cbreport.synthesis import registers

    more: dict[str, Any] = {"parties_filter": lambda party: group in party.groups(on)} if group else {}
    found = registers(reports, conventions, on=on, every_cycle=every_cycle, now=datetime.now(UTC).date(), **more)
    if found.outside:
        warn(f"Left out, because no Party on {on} or not asked for: {', '.join(found.outside)}.")
    return found


def _reopened(
    installed: Installed,
    url: str,
    id: str,
    conventions: Sequence[Convention],
    *,
    group: str | None,
    every_cycle: bool,
) -> tuple[Registers, Frozen]:
    """The registers of a frozen synthesis, as the Secretariats of all conventions that it is about read them."""
    from cbreport.synthesis import Kept, frozen_registers

    who = secretariat(installed)
    with opened(url) as store:
        try:
            frozen = store.reopen(who, id).frozen
            kept = Kept(store, who, installed.library)
            groups = (group,) if group else ()
            found = frozen_registers(kept, frozen, conventions, every_cycle=every_cycle, groups=groups)
        except UnknownName as error:
            hint = "--frozen" if error.kind == "synthesis" else "--convention"
            raise click.BadParameter(f"{error.message} {error.hint}".strip(), param_hint=hint) from None
    return found, frozen


def secretariat(installed: Installed) -> Identity:
    """Somebody who reads what the Secretariats of all installed conventions read: whoever has the database."""
    ids = frozenset(each.id for each in installed.library.conventions)
    return Identity("operator", "", frozenset({SECRETARIAT}), conventions=ids)


def _document(
    installed: Installed,
    found: Registers,
    convention: Convention,
    views: Sequence[str],
    language: str,
    frozen: Frozen | None,
) -> Document:
    from cbreport.documents import view_document
    from cbreport.documents.views import of_snapshot

    translator = installed.library.translator(language, convention.id)
    document = view_document(views, found, convention, language, translator)
    return of_snapshot(document, frozen, convention, translator) if frozen else document
