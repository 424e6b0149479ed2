"""``cbreport synthesis cycle``: the document about a whole cycle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cbreport.cli.database import opened
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import InputFile, note
from cbreport.cli.parties import Day
from cbreport.cli.report import load, refuse_output, write_whole
from cbreport.cli.synthesis import document_options, find_convention, format_of, secretariat, submitted
from cbreport.definition import Convention, Cycle
from cbreport.errors import UnknownName
from cbreport.reporting import Report

if TYPE_CHECKING:
    from cbreport.synthesis.overview import Overview


@click.command("cycle")
@click.argument("files", metavar="[FILE]...", type=InputFile(".json"), nargs=-1)
@click.option("--convention", "id", metavar="ID", required=True, help="Id of an installed convention.")
@click.option(
    "--beside", "others", metavar="ID", multiple=True,
    help="A convention whose reports are among the files and with which topics are compared; repeatable.",
)  # fmt: skip
@click.option("--cycle", "cycle_id", metavar="ID", help="By default the newest cycle of the national report.")
@click.option(
    "--kind", metavar="NAME", default="cycle", show_default=True,
    help="“cycle”, or “progress” for a progress report.",
)  # fmt: skip
@click.option(
    "--part", "parts", metavar="NAME", multiple=True,
    help="A part of the document, such as “needs”; repeatable. By default those of its kind.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--on", "on", type=Day(), help="The day of which membership counts; by default when reports were due.")
@document_options
@with_installed
def cycle_document(
    installed: Installed,
    files: tuple[Path, ...],
    id: str,
    others: tuple[str, ...],
    cycle_id: str | None,
    kind: str,
    parts: tuple[str, ...],
    output: Path,
    on: date | None,
    group: str | None,
    frozen: str | None,
    url: str,
    language: str,
    format: str | None,
    archive: bool,
    force: bool,
) -> None:
    """Make the document about a whole cycle that a Secretariat tables before its Parties, of the reports in FILE...

    It holds what stands out, who has reported, what Parties answered, what registers show, the method, and each Party.
    Only submitted reports count; of each Party the newest version. Of a frozen synthesis it is always the same.
    """
    if bool(files) == bool(frozen):
        raise click.UsageError("Name files with reports, or a frozen synthesis with --frozen.")
    if frozen and (on or others):
        raise click.UsageError("A frozen synthesis has its own day and Parties: leave --on and --beside out.")
    convention = find_convention(installed, id)
    beside = [find_convention(installed, each) for each in dict.fromkeys(others) if each != id]
    cycle = _cycle(convention, cycle_id)
    written = format_of(format, output)
    _known(kind, parts)
    refuse_output(output, force)
    if frozen:
        counted = _reopened(installed, url, frozen, convention, cycle, group)
    else:
        found = [submitted(file, load(file, installed), [convention, *beside]) for file in files]
        reports = [each for each in found if each]
        counted = _of_reports(installed, reports, convention, beside, cycle, on or cycle.due, group)
    from cbreport.documents import render
    from cbreport.documents.overviews import overview_document

    translator = installed.library.translator(language, convention.id)
    document = overview_document(counted, language, translator, kind=kind, parts=parts)

    content = render(document, written.name, archive=archive)
    write_whole(output, content)
    note(f"Wrote {output} ({len(content):,} bytes).")


def _cycle(convention: Convention, id: str | None) -> Cycle:
    try:
        cycle = convention.cycle(id) if id else convention.main_cycle
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--cycle") from None
    if cycle is None or cycle.repeats or cycle.respondent == "secretariat":
        shown = cycle.id if cycle else convention.id
        raise click.BadParameter(f"{shown}: not every Party makes one report there.", param_hint="--cycle")
    return cycle


def _known(kind: str, parts: Sequence[str]) -> None:
    from cbreport.documents.overviews import find_kind, parts_of

    try:
        found = find_kind(kind)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--kind") from None
    try:
        parts_of(found, parts)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--part") from None


def _of_reports(
    installed: Installed,
    reports: Sequence[Report],
    convention: Convention,
    beside: Sequence[Convention],
    cycle: Cycle,
    on: date,
    group: str | None,
) -> Overview:
    from cbreport.synthesis.whole import synthesise

    return synthesise(
        reports, installed.library, convention.id, cycle.id, beside=[each.id for each in beside], on=on,
        groups=(group,) if group else (), now=datetime.now(UTC).date(),
    )  # fmt: skip


def _reopened(
    installed: Installed, url: str, id: str, convention: Convention, cycle: Cycle, group: str | None
) -> Overview:
    """A cycle as a frozen synthesis has it."""
    from cbreport.synthesis import Kept, Scope, Whom, convention_of, frozen_registers
    from cbreport.synthesis.whole import overview

    who, groups = secretariat(installed), (group,) if group else ()
    with opened(url) as store:
        try:
            frozen = store.reopen(who, id).frozen
            kept = Kept(store, who, installed.library)
            told = frozen_registers(kept, frozen, [convention], groups=groups)
            return overview(
                store, who, installed.library, convention_of(frozen, convention), cycle,
                whom=Whom(frozen.on, groups=groups), frozen=frozen, scope=Scope.of(convention, frozen=id),
                registers=told if told.rows else None,
            )  # fmt: skip
        except UnknownName as error:
            hint = "--frozen" if error.kind == "synthesis" else "--convention"
            raise click.BadParameter(f"{error.message} {error.hint}".strip(), param_hint=hint) from None
