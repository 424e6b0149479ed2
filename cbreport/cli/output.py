"""What every command prints: tables, JSON, findings, and errors in one place."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from cbreport.errors import CbreportError, DefinitionError, Finding, PluginError, RenderError

DEBUG: Final = "CBREPORT_DEBUG"
_NARROW: Final = 60  # a terminal narrower than this wraps by itself
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_COLUMN: Final = 20  # what a column needs at least to wrap below itself
_WIDE: Final = 120  # text is not spread further, however wide the terminal

json_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, for other programs."
)


class Program(click.Group):
    """The command line as a whole: the one place where errors become messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit 1 with a message on stderr when cbreport refuses or something unexpected happens."""
        try:
            return super().invoke(ctx)
        except CbreportError as error:
            if debugging():
                raise
            show_error(error)
            ctx.exit(1)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError, EOFError):
            raise
        except OSError as error:
            if debugging():
                raise
            where = f"{error.filename}: " if error.filename else ""
            complain(f"The system refused: {where}{error.strerror or error}.")
            note(f"{DEBUG}=1 shows where it happened.")
            ctx.exit(1)
        except Exception as error:
            if debugging():
                raise
            complain(f"Something unexpected happened: {type(error).__name__}: {error}".rstrip(": ") + ".")
            note(f"This is a fault of cbreport. Run it again with {DEBUG}=1 to see where, and tell its authors.")
            ctx.exit(1)


def debugging() -> bool:
    """Whether tracebacks are wanted."""
    return os.environ.get(DEBUG, "") not in ("", "0")


def quiet_logging() -> None:
    """Keep the library's log off the terminal: commands say what went wrong themselves, without tracebacks."""
    if not debugging():
        log = logging.getLogger("cbreport")
        if not any(isinstance(handler, logging.NullHandler) for handler in log.handlers):
            log.addHandler(logging.NullHandler())


def print_everything() -> None:
    """Write out what the terminal's encoding does not have (U+0642 as a backslash escape), instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show_error(error: CbreportError) -> None:
    """The error on stderr; a definition's findings one by one, each with file and line."""
    if isinstance(error, DefinitionError):
        for found in error.findings:
            click.echo(finding_line(found), err=True)
        count = len(error.findings)
        complain(f"{count} error{'s' if count != 1 else ''} in form files. “cbreport forms check” checks them all.")
        return
    complain(error.message)
    if error.hint:
        note(error.hint)
    if isinstance(error, PluginError | RenderError):
        note(f"{DEBUG}=1 shows the log and where it happened.")


def complain(message: str) -> None:
    """An error on stderr."""
    click.echo(f"{click.style('Error:', fg='red')} {harmless(message)}", err=True)


def warn(message: str) -> None:
    """A warning on stderr."""
    click.echo(f"{click.style('Warning:', fg='yellow')} {harmless(message)}", err=True)


def note(message: str) -> None:
    """A remark on stderr."""
    click.echo(message, err=True)


def finding_line(found: Finding, file: str = "") -> str:
    """A finding in one line, whatever the file holds: place, severity, code, message, hint.

    >>> from cbreport.errors import finding
    >>> finding_line(finding("A03", "people", typed="many"), "report.json")
    'report.json: people: error A03: “many” is not a whole number. Write digits only, for example 12.'
    """
    places = (file, found.place) if file else (found.place,)
    head = "".join(f"{place}: " for place in places if place)
    return harmless(f"{head}{found.severity} {found.code}: {found.describe()} {found.advise()}").rstrip()


def harmless(text: str) -> str:
    r"""``text`` without line breaks and without what would command the terminal; files may hold anything.

    >>> harmless("red: \x1b[31m,\nnext line")
    'red: ␛[31m, next line'
    """
    return _CONTROLS.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    """A space for blanks, Unicode's picture of a control character for the others."""
    number = ord(found.group())
    if found.group().isspace():
        return " "
    return chr(0x2400 + number) if number < 0x20 else "␡"


def finding_data(found: Finding) -> dict[str, object]:
    """A finding as JSON holds it, its texts filled in."""
    data: dict[str, object] = {
        "code": found.code,
        "severity": found.severity,
        "address": found.address,
        "message": found.describe(),
        "hint": found.advise(),
    }
    return {**data, "file": found.file, "line": found.line} if found.file else data


def echo_json(data: object) -> None:
    """``data`` on stdout as indented JSON."""
    click.echo(json_text(data), nl=False)


def json_text(data: object) -> str:
    """``data`` as indented JSON, with a line end."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "form"), counted(2, "form"), counted(0, "Party", "Parties")
    ('1 form', '2 forms', '0 Parties')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def echo_table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns on stdout, two spaces apart; on a terminal the last one wraps below itself, or below the row."""
    cells = [list(titles), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(titles))]
    indent = sum(widths[:-1]) + 2 * (len(widths) - 1)
    room = _room()
    for row in cells:
        head = "".join(f"{cell:<{width}}  " for cell, width in zip(row[:-1], widths, strict=False))
        if not room or len(head + row[-1]) <= room:
            click.echo((head + row[-1]).rstrip())
        elif room - indent >= _COLUMN:
            click.echo(head + f"\n{'':<{indent}}".join(textwrap.wrap(row[-1], room - indent)))
        else:
            click.echo(f"{head.rstrip()}\n{paragraph(row[-1], 4)}")


def paragraph(text: str, indent: int = 0) -> str:
    """``text`` indented, and wrapped on a terminal; its own line breaks are kept. Ids are not broken at hyphens."""
    margin, room = " " * indent, _room()
    lines: list[str] = []
    for line in text.strip().splitlines():
        hanging = "  " if line.startswith("- ") else ""
        width = max(room - indent, 30)
        wrapped = textwrap.wrap(line, width, subsequent_indent=hanging, break_on_hyphens=False) if room else [line]
        lines.extend(wrapped or [""])
    return "\n".join(margin + line for line in lines)


def _room() -> int:
    """Columns to wrap at; 0 where nothing should be wrapped, so that other programs get whole lines."""
    if not sys.stdout.isatty():
        return 0
    width = shutil.get_terminal_size().columns
    return min(width, _WIDE) if width >= _NARROW else 0


class InputFile(click.ParamType[Path]):
    """A file to read; that it exists is found out before anything is done.

    :param ending: what such files usually end with, for the message about a folder.
    """

    name = "file"

    def __init__(self, ending: str) -> None:
        self.ending = ending

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, or a message with what to do."""
        path = Path(value)
        if path.is_dir():
            example = path / f"*{self.ending}"
            self.fail(f"{path} is a folder. Name the files in it, for example {example}.", param, ctx)
        if not path.exists():
            self.fail(f"There is no file {path}. Check its name and folder.", param, ctx)
        return path
