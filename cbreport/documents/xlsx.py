"""Lists as XLSX. Every text is written as text, so nothing in it becomes a formula or a link."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cbreport.answering import tidy
from cbreport.documents.listing import Cell, Column, Listing
from cbreport.documents.tables import Value

#: How every workbook is made: what is text stays text.
TEXT_IS_TEXT: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MOST_ROWS: Final = 1_048_576  # of a sheet, its head included
MOST_COLUMNS: Final = 16_384
LONGEST: Final = 32_767  # characters of a cell, in units of UTF-16
_NAME: Final = 31  # characters of the name of a sheet
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")


def to_xlsx(listing: Listing) -> bytes:
    """A workbook with the list, and a second sheet that says what the list is.

    The first row and column stay in sight, every column can be filtered, dates are dates; from right to left where the
    language is.
    """
    out = io.BytesIO()
    book = Workbook(out, {**TEXT_IS_TEXT, "in_memory": True})
    created = datetime.combine(listing.made, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": listing.title, "created": created})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#eef3f3", "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(sheet_name(listing.title))
    _fill(sheet, listing, head, day, text)
    about = book.add_worksheet(sheet_name(listing.about, [sheet_name(listing.title)]))
    about.set_column(0, 0, 24, text)
    about.set_column(1, 1, 60, text)
    for number, (name, value) in enumerate(listing.facts):
        about.write_string(number, 0, name, head)
        about.write_string(number, 1, fitting(value)[0], text)
    if listing.rtl:
        sheet.right_to_left()
        about.right_to_left()
    book.close()
    return out.getvalue()


def _fill(sheet: Worksheet, listing: Listing, head: Format, day: Format, text: Format) -> None:
    for number, column in enumerate(listing.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.title, head)
    for number, row in enumerate(listing.rows, start=1):
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, day, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(listing.rows), 1), len(listing.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, day: Format, text: Format) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), day)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, text)
    elif cell:
        sheet.write_string(row, column, fitting(cell)[0], text)


def sheet_name(text: str, taken: Iterable[str] = ()) -> str:
    """A name that a sheet may have, another one than those that are ``taken``. Excel keeps one for itself.

    >>> sheet_name("EX: who has reported?"), sheet_name("About", taken=["about"]), sheet_name("History")
    ('EX who has reported', 'About 2', 'History 2')
    """
    name = _NOT_IN_NAMES.sub("", tidy(" ".join(text.split()))).strip("' ")[:_NAME].strip("' ") or "1"
    others = {"history", *(each.casefold() for each in taken)}
    numbered = (f"{name[: _NAME - len(end)]}{end}" for end in (f" {number}" for number in count(2)))
    return name if name.casefold() not in others else next(each for each in numbered if each.casefold() not in others)


class Share(Decimal):
    """A share of 0 to 1, which a workbook shows in per cent."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a book; the cells of ``rows`` stand under ``columns``."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]


@dataclass
class Limits:
    """What a book could not take as it was: told on its last sheet, so that nobody takes a part for the whole.

    ``cut`` are cells of which only the beginning is there, ``left_out`` are sheets with the columns they lack.
    """

    cut: list[str]
    left_out: list[tuple[str, int]]


def write_book(
    title: str,
    sheets: Iterable[Sheet],
    about: Callable[[Limits], Sheet],
    *,
    mark: str,
    rtl: bool = False,
    made: datetime | None = None,
) -> bytes:
    """A workbook of many rows, written row by row so that memory does not grow with them.

    Rows that a sheet has no room for stand on a further one of the same name with a number.

    :param about: makes the last sheet, when it is known what did not fit.
    :param mark: what stands at the end of a cell that is cut.
    :param made: when it was made, in UTC; now, if that is not said.
    """
    out = io.BytesIO()
    book = Workbook(out, {**TEXT_IS_TEXT, "constant_memory": True})
    book.set_properties({"title": title, **({"created": made.astimezone(UTC).replace(tzinfo=None)} if made else {})})
    writer = _BookWriter(book, mark, rtl)
    for sheet in sheets:
        writer.write(sheet)
    writer.write(about(writer.limits))
    book.close()
    return out.getvalue()


class _BookWriter:
    def __init__(self, book: Workbook, mark: str, rtl: bool) -> None:
        self.limits = Limits([], [])
        self._book, self._mark, self._rtl = book, mark, rtl
        self._names: set[str] = set()
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#eef3f3"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._share = book.add_format({"num_format": "0%", "valign": "top"})

    def write(self, sheet: Sheet) -> None:
        """The sheet, and further ones when it has too many rows."""
        rows = iter(sheet.rows)
        columns = sheet.columns[:MOST_COLUMNS]
        if len(sheet.columns) > len(columns):
            self.limits.left_out.append((sheet.title, len(sheet.columns) - len(columns)))
        following = next(rows, None)
        first = True
        while first or following is not None:
            first = False
            made, name = self._sheet(sheet.title, columns)
            last = 0
            while following is not None and last < MOST_ROWS - 1:
                last += 1
                for place, cell in enumerate(following[: len(columns)]):
                    self._cell(made, name, last, place, cell)
                following = next(rows, None)
            made.autofilter(0, 0, max(last, 1), max(len(columns) - 1, 0))

    def _sheet(self, title: str, columns: Sequence[Column]) -> tuple[Worksheet, str]:
        name = sheet_name(title, self._names)
        self._names.add(name)
        made = self._book.add_worksheet(name)
        if self._rtl:
            made.right_to_left()
        made.freeze_panes(1, 1)
        made.repeat_rows(0)
        for place, column in enumerate(columns):
            made.set_column(place, place, column.width)
            self._cell(made, name, 0, place, column.title, head=True)
        return made, name

    def _cell(self, sheet: Worksheet, name: str, row: int, place: int, cell: Value, *, head: bool = False) -> None:
        if isinstance(cell, str):
            text, whole = fitting(cell, self._mark)
            if not whole:
                self.limits.cut.append(f"{name}!{xl_rowcol_to_cell(row, place)}")
            sheet.write_string(row, place, text, self._head if head else self._text)
        elif isinstance(cell, bool):
            sheet.write_boolean(row, place, cell, self._text)
        elif isinstance(cell, date):
            _write_day(sheet, row, place, cell, self._day, self._text)
        elif cell is not None:
            _write_number(sheet, row, place, cell, self._share if isinstance(cell, Share) else self._text)


def _write_day(sheet: Worksheet, row: int, place: int, day: date, format: Format, text: Format) -> None:
    """A day; before 1900 there are none in a workbook, so it is written as text."""
    if day.year < 1900:
        sheet.write_string(row, place, day.isoformat(), text)
    else:
        sheet.write_datetime(row, place, datetime.combine(day, time()), format)


def _write_number(sheet: Worksheet, row: int, place: int, number: int | Decimal, text: Format) -> None:
    """A number; one with more digits than a workbook keeps is written as text."""
    if len(Decimal(number).normalize().as_tuple().digits) > 15:
        sheet.write_string(row, place, f"{number:f}" if isinstance(number, Decimal) else str(number), text)
    else:
        sheet.write_number(row, place, number, text)


def fitting(text: str, mark: str = "…") -> tuple[str, bool]:
    """The text, or as much of it as a cell takes with ``mark`` after it; and whether it is whole.

    >>> fitting("Kenya"), len(fitting("x" * 40_000)[0])
    (('Kenya', True), 32767)
    """
    if len(text) <= LONGEST // 2 or _units(text) <= LONGEST:
        return text, True
    beginning = text.encode("utf-16-le")[: 2 * (LONGEST - _units(mark))].decode("utf-16-le", "ignore")
    return beginning + mark, False


def _units(text: str) -> int:
    """How long a text is as a workbook counts: characters beyond U+FFFF are two."""
    return len(text) + sum(char > "\uffff" for char in text)
