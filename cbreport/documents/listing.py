"""A list as a file for a spreadsheet: CSV with nothing that becomes a formula, and XLSX."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Cell = str | int | date | None
Kind = Literal["text", "number", "date"]

# A cell that begins so is calculated by some spreadsheet, some of them only after blanks; the last four are full-width.
_FORMULA: Final = ("=", "+", "-", "@", "\0", "＝", "＋", "－", "＠")
_APOSTROPHE: Final = "'"


@dataclass(frozen=True)
class Column:
    """A column: its title, what is in it, and its width in characters."""

    title: str
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True)
class Listing:
    """A list with its columns.

    :param facts: what the list is, as pairs of name and text: convention, cycle, the day on which it was made.
    :param about: what the sheet with the facts is called.
    :param made: the day on which it was made; the same list of the same day is the same file, byte for byte.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    facts: tuple[tuple[str, str], ...]
    about: str
    made: date
    rtl: bool = False


def guarded(text: str) -> str:
    """Text for a cell of CSV that no spreadsheet takes for a formula; :func:`unguarded` gives it back as it was.

    >>> guarded("=1+1"), guarded("'tis"), guarded("Kenya"), unguarded(guarded("=1+1"))
    ("'=1+1", "''tis", 'Kenya', '=1+1')
    """
    calculated = text.startswith(("\t", "\r", "\n")) or text.strip().startswith(_FORMULA)
    return _APOSTROPHE + text if calculated or text.startswith(_APOSTROPHE) else text


def unguarded(cell: str) -> str:
    """The text that :func:`guarded` was given."""
    return cell.removeprefix(_APOSTROPHE)


def to_csv(listing: Listing) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that spreadsheets read every script; the facts stand in each row."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(each) for each in (*(column.title for column in listing.columns), *dict(listing.facts))])
    facts = [guarded(text) for _, text in listing.facts]
    for row in listing.rows:
        writer.writerow([*map(_plain, row), *facts])
    return out.getvalue().encode("utf-8-sig", "replace")


def _plain(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else cell
