"""``cbreport report``: check a report file and print it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import (
    InputFile,
    counted,
    echo_json,
    echo_table,
    finding_data,
    finding_line,
    json_option,
    note,
    warn,
)
from cbreport.definition import LANGUAGE_NAMES
from cbreport.errors import Finding, ReportFileError, UnknownName
from cbreport.reporting import IN_HAND, Report, check, load_report, snapshot_of

if TYPE_CHECKING:
    from cbreport.documents import Format
    from cbreport.documents.nodes import Glyphs
    from cbreport.documents.viewing import Audience, Extent

# As cbreport.documents has them, which is not imported before a document is made. Formats, of which plugins bring more,
# are looked up when they are asked for.
EXTENTS: Final = ("long", "short")
GLYPHS: Final = ("written-out", "error")
NO_SUCH_QUESTION: Final = "A01"
AUDIENCES: Final = ("party", "secretariat", "public")


@click.group()
def report() -> None:
    """Check a report file, and make a document of it."""


@report.command("check")
@click.argument("file", type=InputFile(".json"))
@json_option
@with_installed
@click.pass_context
def check_report(ctx: click.Context, installed: Installed, file: Path, as_json: bool) -> None:
    """Check the report in FILE: its form, Party, cycle and every answer.

    Exits with 1 when there is an error, which would keep the report from being submitted.
    """
    loaded = load(file, installed)
    findings = check(loaded)
    errors = [found for found in findings if found.severity == "error"]
    if as_json:
        echo_json(
            {**_about(loaded), "ok": not errors, "errors": len(errors), "findings": list(map(finding_data, findings))}
        )
    else:
        _echo_findings(file, loaded, findings)
    if errors:
        ctx.exit(1)


def load(file: Path, installed: Installed) -> Report:
    """The report in ``file``.

    :raises ReportFileError: it is none, or it names a form or a Party that does not exist; the message names the file.
    """
    library = installed.library
    try:
        return load_report(file, library)
    except UnknownName as error:
        hint = error.hint or ("Write the ISO 3166-1 alpha-3 code, for example NOR." if error.kind == "Party" else "")
        raise ReportFileError(f"{file}: {error.message}", hint) from None


def _about(loaded: Report) -> dict[str, object]:
    return {
        "form": loaded.form.key,
        "party": loaded.party,
        "cycle": loaded.cycle,
        "answers": sum(answer.answered for answer in loaded.answers.values()),
    }


def _echo_findings(file: Path, loaded: Report, findings: tuple[Finding, ...]) -> None:
    for found in findings:
        click.echo(finding_line(found, str(file)))
    about = _about(loaded)
    kinds = [(kind, sum(found.severity == kind for found in findings)) for kind in ("error", "warning")]
    told = [counted(number, kind) for kind, number in kinds if number or kind == "error"]
    answers = f"{about['answers']} answer{'' if about['answers'] == 1 else 's'}"
    name = loaded.respondent_name(loaded.source.translator("en", loaded.form.convention))
    click.echo(f"{name}, {loaded.cycle}, {loaded.form.key}: {answers}, {', '.join(told)}")


@report.command("render")
@click.argument("files", metavar="FILE...", type=InputFile(".json"), nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--language", type=click.Choice(list(LANGUAGE_NAMES)), default="en", show_default=True)
@click.option(
    "--extent",
    type=click.Choice(EXTENTS),
    default="long",
    show_default=True,
    help="All questions, or answers only.",
)
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default="party",
    show_default=True,
    help="All but the Party get it without private answers, comments and unconfirmed proposals.",
)
@click.option("--section", default="", metavar="ID", help="Only this section.")
@click.option("--compare", type=InputFile(".json"), help="An earlier report file: print what has changed since.")
@click.option("--archive", is_flag=True, help="A PDF to be kept for decades: PDF/A-3 besides PDF/UA-1.")
@click.option(
    "--missing-glyphs",
    type=click.Choice(GLYPHS),
    default="written-out",
    show_default=True,
    help="What becomes of characters that no font has: written out by number, which the document says, or an error.",
)
@click.option(
    "--format",
    "format",
    metavar="NAME",
    help="By default what the ending of the output says; “cbreport report formats” lists them.",
)
@click.option("--force", is_flag=True, help="Overwrite the output when it exists.")
@with_installed
def render_report(
    installed: Installed,
    files: tuple[Path, ...],
    output: Path,
    language: str,
    extent: Extent,
    audience: Audience,
    section: str,
    compare: Path | None,
    archive: bool,
    missing_glyphs: Glyphs,
    format: str | None,
    force: bool,
) -> None:
    """Make a document, or a file with its data, of the report in FILE; of several reports one table of answers.

    A PDF of a whole report carries the answers, without what never leaves the country; “cbreport report verify” reads
    them. When FILE is what was submitted, byte for byte, the document names its digest.
    """
    kind = _format(format, output, installed)
    if compare and section:
        raise click.UsageError("Give --section or --compare, not both.")
    if len(files) > 1 and (compare or section):
        raise click.UsageError("--section and --compare are for one report.")
    refuse_output(output, force)
    loaded = [load(file, installed) for file in files]
    for file, each in zip(files, loaded, strict=True):
        for found in check(each):
            if found.code == NO_SUCH_QUESTION:
                warn(f"{file}: {found.address}: {found.describe()} This answer is not in the document.")
    from cbreport.documents import comparison_document, render, render_together

    paper: dict[str, Any] = {"archive": archive, "missing_glyphs": missing_glyphs}
    try:
        if len(loaded) > 1:
            content = render_together(loaded, kind.name, language=language, audience=audience)
        elif compare:
            document = comparison_document(load(compare, installed), loaded[0], language, audience)
            content = render(document, kind.name, **paper)
        else:
            content = render(
                loaded[0], kind.name, language=language, extent=extent, audience=audience, section=section,
                snapshot=_snapshot(files[0], loaded[0]), **paper,
            )  # fmt: skip
    except UnknownName as error:  # a section, or a cycle, which a draft may name wrongly
        raise ReportFileError(f"{files[0]}: {error.message}", error.hint) from None
    except ValueError as error:  # a report that is there twice
        raise ReportFileError(f"{files[0]}: {error}") from None
    write_whole(output, content)
    note(f"Wrote {output} ({len(content):,} bytes).")


def _snapshot(file: Path, loaded: Report) -> bytes:
    """What was submitted, when the file is that."""
    content = file.read_bytes()
    return content if loaded.status not in IN_HAND and content == snapshot_of(loaded) else b""


def _format(name: str | None, output: Path, installed: Installed) -> Format:
    """The format that was named, or that the ending of the output says."""
    from cbreport.documents.formats import all_formats, find_format, format_of_file

    known = all_formats(installed.library)
    if name:
        try:
            return find_format(name, known)
        except UnknownName as error:
            raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--format") from None
    found = format_of_file(output.suffix.lower().removeprefix("."), known)
    if found is None:
        raise click.BadParameter(
            f"The ending of {output} does not say which format. End it with .pdf, .html or .docx, or give --format.",
            param_hint="--output",
        )
    return found


@report.command("formats")
@json_option
@with_installed
def list_formats(installed: Installed, as_json: bool) -> None:
    """List the kinds of file that reports are made into, with those that plugins bring for their own forms."""
    from cbreport.documents.formats import all_formats

    known = all_formats(installed.library).values()
    if as_json:
        fields = ("name", "suffix", "media_type", "title", "data")
        echo_json([{name.replace("_", "-"): getattr(each, name) for name in fields} for each in known])
    else:
        echo_table(("format", "ending", "what it is"), [(each.name, f".{each.suffix}", each.title) for each in known])


def refuse_output(output: Path, force: bool) -> None:
    """Find out before the work is done that the result cannot be kept."""
    if output.is_dir():
        raise click.BadParameter(f"{output} is a folder. Name a file in it.", param_hint="--output")
    if not output.parent.is_dir():
        raise click.BadParameter(f"There is no folder {output.parent}. Make it first.", param_hint="--output")
    if output.exists() and not force:
        raise click.ClickException(f"{output} exists and is left as it is. Give --force to overwrite it.")
    if not os.access(output.parent, os.W_OK):
        raise click.ClickException(f"You may not write into the folder {output.parent}. Choose another one.")


def write_whole(output: Path, content: bytes) -> None:
    """Write ``content`` so that ``output`` is either what it was or whole, never a part.

    :raises click.ClickException: it cannot be written.
    """
    from cbreport.exporting import files

    try:
        files.write_whole(output, content)
    except OSError as error:
        reason = error.strerror or error
        raise click.ClickException(f"{output} cannot be written: {reason}. Choose another place.") from None
