"""``cbreport forms``: list, show and check forms; see :mod:`cbreport.cli.editions` for diff and lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import click

from cbreport.cli.checking import UNVERIFIED, Checked, check_files, check_installed, unverified
from cbreport.cli.editions import diff_forms, lock_forms
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import (
    InputFile,
    counted,
    echo_json,
    echo_table,
    finding_data,
    finding_line,
    json_option,
    json_text,
    note,
    paragraph,
)
from cbreport.cli.report import refuse_output, write_whole
from cbreport.cli.showing import form_data, form_lines
from cbreport.cli.texts import Waiting, check_texts
from cbreport.definition import LANGUAGE_NAMES, SOURCE_LANGUAGE, Form, Translator
from cbreport.definition.answer_schema import answers_schema
from cbreport.definition.json_logic import shown_rules
from cbreport.definition.messages import form_messages
from cbreport.errors import CbreportError, UnknownName
from cbreport.library import Library
from cbreport.reporting.file_schema import report_schema
from cbreport.synthesis import check_registers

_SHORT = 8  # how many unverified questions are named without --verbose


def _codebook(library: Library, form: Form, translate: Translator) -> bytes:
    from cbreport.documents.codebook import codebook_bytes

    return codebook_bytes(form, translate)


def _pdf(library: Library, form: Form, translate: Translator) -> bytes:
    from cbreport.documents import form_to_fill_in, render

    known = {each.id: each for each in library.conventions}
    return render(form_to_fill_in(form, translate, known.get(form.convention)), "pdf")


#: How a form is shown: text to print, or the bytes of a file.
Showing: TypeAlias = Callable[[Library, Form, Translator], str | bytes]


def _document(format: str) -> Showing:
    def shown(library: Library, form: Form, translate: Translator) -> bytes:
        from cbreport.documents import form_document, render

        known = {each.id: each for each in library.conventions}
        return render(form_document(form, translate, known.get(form.convention)), format)

    return shown


_SHOWN: Final[Mapping[str, Showing]] = {
    "text": lambda library, form, translate: "\n".join(form_lines(form, translate)) + "\n",
    "json": lambda library, form, translate: json_text(form_data(form, translate)),
    "html": _document("html"),
    "docx": _document("docx"),
    "pdf": _pdf,
    "codebook": _codebook,
    "schema": lambda library, form, translate: json_text(answers_schema(form)),
    "file-schema": lambda library, form, translate: json_text(report_schema(form)),
    "logic": lambda library, form, translate: json_text(shown_rules(form)),
}
_UNTRANSLATED: Final = ("schema", "file-schema", "logic")  # these hold no texts


@click.group()
def forms() -> None:
    """List, show, check and compare forms."""


forms.add_command(diff_forms)
forms.add_command(lock_forms)


@forms.command("list")
@json_option
@with_installed
def list_forms(installed: Installed, as_json: bool) -> None:
    """List the installed forms, one edition a line."""
    rows = [_row(form) for form in installed.library.forms]
    if as_json:
        echo_json(rows)
        return
    shown = [
        (
            row["form"],
            row["convention"],
            f"{row['questions']}",
            f"{row['unverified']}",
            " ".join(row["languages"]),
            row["title"],
        )
        for row in rows
    ]
    echo_table(("form", "convention", "questions", "unverified", "languages", "title"), shown)
    click.echo(counted(len(rows), "form"))


def _row(form: Form) -> dict[str, Any]:
    asked, doubtful = unverified(form)
    return {
        "form": form.key,
        "convention": form.convention,
        "title": form.title,
        "respondent": form.respondent,
        "languages": list(form.languages),
        "sections": len(form.sections),
        "questions": asked,
        "unverified": len(doubtful),
        "digest": form.digest,
    }


@forms.command("show")
@click.argument("form")
@click.option("--format", "format", type=click.Choice(list(_SHOWN)), default="text", show_default=True)
@click.option(
    "--language", type=click.Choice(list(LANGUAGE_NAMES)), default=SOURCE_LANGUAGE, help="Language of the form's texts."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write instead of printing.")
@click.option("--force", is_flag=True, help="Overwrite the output when it exists.")
@with_installed
def show_form(installed: Installed, form: str, format: str, language: str, output: Path | None, force: bool) -> None:
    """Show FORM, for example series@edition: sections, questions, types, options, conditions.

    Without an edition the only one is shown. The format “html” is a page to read and print with ids, codes and
    conditions, “docx” the same as a document to circulate, “pdf” the blank form to circulate and fill in by hand,
    “codebook” a CSV table with a row for every address and option, “schema” the JSON Schema of the answers in a report
    file, “logic” the JSON Logic rules that say which questions are shown.
    """
    library = installed.library
    try:
        chosen = library.form(form)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="FORM") from None
    if output:
        refuse_output(output, force)
    translate = library.translator(language, chosen.convention)
    content = _SHOWN[format](library, chosen, translate)
    if output:
        write_whole(output, content.encode("utf-8") if isinstance(content, str) else content)
        note(f"Wrote {output}.")
    else:
        click.echo(content, nl=False)
    untranslated = sum(translate.show(each.text).language != language for each in form_messages(chosen))
    if untranslated and format not in _UNTRANSLATED:
        missing = counted(untranslated, "text has", "texts have")
        note(f"{missing} no reviewed translation into {LANGUAGE_NAMES[language]} and stand in the source language.")


@forms.command("check")
@click.argument("files", nargs=-1, type=InputFile(".yaml"))
@click.option("--verbose", is_flag=True, help="Name every unverified question with file and line.")
@click.option("--all", "every", is_flag=True, help="Name every text that waits for a translation, with file and line.")
@json_option
@with_installed
@click.pass_context
def check_forms(
    ctx: click.Context, installed: Installed, files: tuple[Path, ...], verbose: bool, every: bool, as_json: bool
) -> None:
    """Check FILES (forms, vocabularies, blocks), or without FILES every installed form.

    Exits with 1 when there is an error. That a question has not been compared with the official text is no error, nor
    are missing translations, nor two questions that read alike and are said to mean different things, nor a register
    that no view reads.
    """
    manager = installed.manager()
    checked = check_files(files, manager) if files else check_installed(manager)
    waiting = check_texts(checked, manager, _installed_forms(installed) if files else ())
    checked.findings.extend(found for form in checked.forms for found in check_registers(form))
    if as_json:
        _echo_data(checked, waiting)
    else:
        _echo_text(checked, verbose, waiting if every else ())
    if checked.errors:
        ctx.exit(1)


def _installed_forms(installed: Installed) -> tuple[Form, ...]:
    """What stands beside a checked file; nothing when something installed is broken, which is not asked here."""
    try:
        return Library(installed.plugins).forms
    except CbreportError:
        return ()


def _echo_data(checked: Checked, waiting: Sequence[Waiting]) -> None:
    doubtful = {form.key: unverified(form) for form in checked.forms}
    echo_json(
        {
            "ok": not checked.errors,
            "files": checked.files,
            "errors": checked.errors,
            "findings": [finding_data(found) for found in checked.findings],
            "unverified": [
                {"form": key, "questions": asked, "unverified": len(numbers), "numbers": numbers}
                for key, (asked, numbers) in doubtful.items()
            ],
            "translations": [each.data() for each in waiting],
        }
    )


def _echo_text(checked: Checked, verbose: bool, waiting: Sequence[Waiting]) -> None:
    for found in checked.problems:
        click.echo(finding_line(found))
    for each in waiting:
        for line in each.lines():
            click.echo(line)
    if verbose:
        for found in checked.findings:
            if found.code == UNVERIFIED:
                click.echo(f"{found.place}: {found.address}: unverified")
    for form in checked.forms:
        asked, numbers = unverified(form)
        if numbers:
            click.echo(paragraph(_unverified_line(form, asked, numbers)))
    warnings = sum(found.severity == "warning" for found in checked.findings)
    told = [counted(checked.files, "file"), counted(checked.errors, "error")]
    click.echo(", ".join([*told, counted(warnings, "warning")] if warnings else told))


def _unverified_line(form: Form, asked: int, numbers: list[str]) -> str:
    head = f"{form.key}: {len(numbers)} of {counted(asked, 'question')} not compared with the official text yet"
    if len(numbers) == asked:
        return f"{head}."
    more = len(numbers) - _SHORT
    return f"{head}: {', '.join(numbers[:_SHORT])}{f' and {more} more (--verbose)' if more > 0 else ''}."
