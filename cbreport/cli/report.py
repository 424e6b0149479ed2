"""``cbreport report``: check a report file and print it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import InputFile, counted, echo_json, finding_data, finding_line, json_option, note, warn
from cbreport.definition import LANGUAGE_NAMES, find_party
from cbreport.errors import Finding, ReportFileError, UnknownName
from cbreport.reporting import Report, check, load_report

if TYPE_CHECKING:
    from cbreport.documents.viewing import Audience, Extent

# As cbreport.documents has them, which is not imported before a document is made.
FORMATS: Final = ("pdf", "html")
EXTENTS: Final = ("long", "short")
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
    click.echo(f"{find_party(loaded.party).name}, {loaded.cycle}, {loaded.form.key}: {answers}, {', '.join(told)}")


@report.command("render")
@click.argument("file", type=InputFile(".json"))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write, .pdf or .html.")
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
@click.option("--format", "format", type=click.Choice(FORMATS), help="By default what the ending of the output says.")
@click.option("--force", is_flag=True, help="Overwrite the output when it exists.")
@with_installed
def render_report(
    installed: Installed,
    file: Path,
    output: Path,
    language: str,
    extent: Extent,
    audience: Audience,
    format: str | None,
    force: bool,
) -> None:
    """Make a document of the report in FILE."""
    kind = format or _format_of(output)
    refuse_output(output, force)
    loaded = load(file, installed)
    for found in check(loaded):
        if found.code == NO_SUCH_QUESTION:
            warn(f"{file}: {found.address}: {found.describe()} This answer is not in the document.")
    from cbreport.documents import render

    try:
        content = render(loaded, kind, language=language, extent=extent, audience=audience)
    except UnknownName as error:  # a cycle, which a draft may name wrongly
        raise ReportFileError(f"{file}: {error.message}", error.hint) from None
    write_whole(output, content)
    note(f"Wrote {output} ({len(content):,} bytes).")


def _format_of(output: Path) -> str:
    ending = output.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise click.BadParameter(
            f"The ending of {output} does not say which format. End it with .pdf or .html, or give --format.",
            param_hint="--output",
        )
    return ending


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
    try:
        handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            draft.chmod(_rights())
            draft.replace(output)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or error
        raise click.ClickException(f"{output} cannot be written: {reason}. Choose another place.") from None


def _rights() -> int:
    """What a new file of this user is allowed, by the umask."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
