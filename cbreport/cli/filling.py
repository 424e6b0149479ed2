"""``cbreport report fill-in`` and ``take-in``: a report file goes out as a file to fill in, and comes back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cbreport.answering import Answer
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import InputFile, counted, echo_json, finding_data, harmless, json_option, note
from cbreport.cli.report import load, refuse_output, write_whole
from cbreport.definition import LANGUAGE_NAMES, Form
from cbreport.errors import ReportFileError
from cbreport.reporting import Report, report_data
from cbreport.reporting.returning import Made, Returned, incoming


@click.command("fill-in")
@click.argument("file", type=InputFile(".json"))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write; its ending says which kind."
)
@click.option("--language", type=click.Choice(list(LANGUAGE_NAMES)), default="en", show_default=True)
@click.option("--section", "sections", multiple=True, metavar="ID", help="Only this section; may be given repeatedly.")
@click.option("--force", is_flag=True, help="Overwrite the output when it exists.")
@with_installed
def fill_in(
    installed: Installed, file: Path, output: Path, language: str, sections: tuple[str, ...], force: bool
) -> None:
    """Make a file to fill in elsewhere, such as a workbook (.xlsx), of the report in FILE.

    It holds what is answered already. “cbreport report take-in” reads it when it has come back.
    """
    from cbreport.documents.filling import FILLINGS, Outgoing

    kind = output.suffix.lower().removeprefix(".")
    if kind not in FILLINGS:
        known = ", ".join(f".{each}" for each in FILLINGS)
        raise click.BadParameter(f"The ending of {output} says no kind of file. Known: {known}.", param_hint="--output")
    refuse_output(output, force)
    report = load(file, installed)
    known_sections = [section.id for section in report.form.sections]
    if unknown := sorted(set(sections) - set(known_sections)):
        told = f"{report.form.key} has no section “{unknown[0]}”. Known: {', '.join(known_sections)}."
        raise click.BadParameter(told, param_hint="--section")
    form = report.form
    made = Made(
        report.id, form.id, form.edition, form.digest, report.party, report.cycle, report.version, report.revision,
        language, secrets.token_urlsafe(12),
    )  # fmt: skip
    content = FILLINGS[kind].write(Outgoing(report, made, frozenset(sections)))
    write_whole(output, content)
    note(f"Wrote {output} ({len(content):,} bytes).")


@click.command("take-in")
@click.argument("file", type=InputFile(".json"))
@click.argument("filled", type=InputFile(".xlsx"))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Report file (.json) to write.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--force", is_flag=True, help="Overwrite the output when it exists.")
@json_option
@click.pass_context
@with_installed
def take_in(
    installed: Installed,
    ctx: click.Context,
    file: Path,
    filled: Path,
    output: Path | None,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Take the answers of FILLED over into the report in FILE, and write it anew.

    FILE must be the report that FILLED was made from. Exits with 1 when something was not understood; everything else
    is taken over.
    """
    if (output is None) is not dry_run:
        raise click.UsageError("Give either -o, the report file to write, or --dry-run.")
    if output is not None:
        refuse_output(output, force)
    report = load(file, installed)
    returned = _read(filled, report)
    changes = incoming(returned, report.form, report.answers, report.answers).changes
    if as_json:
        _echo_data(report, returned, changes)
    else:
        _echo(installed, report, returned, changes)
    if output is not None:
        answers = {address: each for address, each in {**report.answers, **changes}.items() if each != Answer()}
        taken = replace(report, answers=answers)
        write_whole(output, json.dumps(report_data(taken), ensure_ascii=False, indent=1).encode("utf-8"))
        note(f"Wrote {output} ({counted(len(changes), 'answer')} changed).")
    if returned.unread:
        ctx.exit(1)


def _read(filled: Path, report: Report) -> Returned:
    """What the file says.

    :raises ReportFileError: it cannot be read, or was made from another report; the message names the file.
    """
    from cbreport.documents.filling import read_filled

    def form_of(made: Made) -> Form:
        form = report.form
        if (made.form, made.edition, made.party, made.cycle) != (form.id, form.edition, report.party, report.cycle):
            raise ReportFileError(
                f"This file was made from another report: {made.form}@{made.edition}, {made.party}, {made.cycle}.",
                "Name that report.",
            )
        return form

    try:
        return read_filled(filled.read_bytes(), form_of)
    except ReportFileError as error:
        raise ReportFileError(f"{filled}: {error.message}", error.hint) from None


def _echo(installed: Installed, report: Report, returned: Returned, changes: Mapping[str, Answer]) -> None:
    from cbreport.documents.values import kept_words
    from cbreport.documents.writing import DASH, Writer

    t = Writer(installed.library.translator("en", report.form.convention))
    for address, after in changes.items():
        question = report.form.at(address)
        before = kept_words(t, question, report.answers.get(address, Answer())) or DASH
        click.echo(harmless(f"{address}: {before} → {kept_words(t, question, after) or DASH}"))
    for each in returned.unread:
        click.echo(
            harmless(f"not understood: {each.place}: {each.problem.describe()} {each.problem.advise()}".rstrip())
        )
    click.echo(f"{counted(len(changes), 'change')}, {counted(len(returned.unread), 'place')} not understood")


def _echo_data(report: Report, returned: Returned, changes: Mapping[str, Answer]) -> None:
    def data(answer: Answer) -> dict[str, Any]:
        return dict(answer.content())

    echo_json(
        {
            "changes": [
                {"address": address, "before": data(report.answers.get(address, Answer())), "after": data(after)}
                for address, after in changes.items()
            ],
            "unread": [
                {"place": each.place, "text": each.text, **finding_data(each.problem)} for each in returned.unread
            ],
        }
    )
