"""Reading a workbook that was filled in (:mod:`cbreport.documents.workbook`).

It is looked at from outside before it is opened: its size, what it unpacks to, and what has no place in it. Then every
cell becomes a text, or a fault that is told with its place; only after that is anything made of it.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from cbreport.answering.slots import TICKED
from cbreport.documents.archives import broken, opened
from cbreport.documents.workbook import (
    HIDDEN,
    LABEL_COLUMN,
    LISTS,
    MARK,
    NUMBER_COLUMN,
    RETURN,
    fingerprint,
    number_text,
)
from cbreport.errors import ConfigurationError, ReportFileError, finding
from cbreport.reporting.files import parse_json
from cbreport.reporting.returning import Returned, made_from

if TYPE_CHECKING:
    from cbreport.documents.filling import FindForm, Reading

if not openpyxl.DEFUSEDXML:
    raise ConfigurationError(
        "Workbooks of strangers are read only with defusedxml.",
        "Install it, and do not set OPENPYXL_DEFUSEDXML to False.",
    )

MAX_CELLS: Final = 1_000_000
MAX_ROWS: Final = 50_000
_TICKS: Final = frozenset({"☑", "☒", "✓", "✔", "✅", "x", "×", "х", "1", "true", "yes", TICKED})
_NO_TICKS: Final = frozenset({"", "☐", "0", "false", "no", "-", "–"})
_MAP: Final = "The file's hidden part is broken."
_ANEW: Final = "Download it anew and copy your answers there."


def read_workbook(content: bytes, find_form: FindForm, secret: bytes = b"") -> Returned:
    """What a workbook says that came back.

    :raises ReportFileError: it cannot be opened, was not made here, or holds what has no place in it.
    """
    from cbreport.documents.filling import Reading

    if _linked(content):
        raise ReportFileError(
            "The workbook is linked to other files.",
            "Replace what comes from them by its values, end the links and save it again.",
        )
    grids = _all_sheets(content)
    data = _hidden(grids)
    made = made_from(data.get("made"), secret)
    reading = Reading(find_form(made))
    try:
        _Workbook(grids, data, reading).read()
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise ReportFileError(_MAP, _ANEW) from None
    return reading.returned(made)


def _linked(content: bytes) -> bool:
    with opened(content) as archive:
        return any(each.lower().startswith("xl/externallinks/") for each in archive.namelist())


@dataclass(frozen=True)
class _Cell:
    """What stands in a cell: a text, or a fault, of which the text says more."""

    text: str
    fault: str = ""


@dataclass
class _Grid:
    """The cells of a sheet that are not blank, by row and column, both from 1."""

    title: str
    cells: dict[tuple[int, int], _Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first and last column and row

    def text(self, row: int, column: int) -> str:
        return self.cells.get((row, column), _Cell("")).text

    def place(self, row: int, column: int) -> str:
        """As spreadsheets write it."""
        plain = re.fullmatch(r"[^\W\d]\w*", self.title)
        title = self.title if plain else "'" + self.title.replace("'", "''") + "'"
        return f"{title}!{get_column_letter(column)}{row}"

    def is_covered(self, row: int, column: int) -> bool:
        """Whether the cell was merged into another one."""
        return any(
            left <= column <= right and top <= row <= bottom and (row, column) != (top, left)
            for left, top, right, bottom in self.merged
        )


def _all_sheets(content: bytes) -> list[_Grid]:
    """The sheets as they stand.

    :raises ReportFileError: it is no workbook, or a damaged or far too large one.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out, such as colours and conditions
            return _sheets(content)
    except ReportFileError:
        raise
    except Exception:  # a damaged workbook raises all kinds of errors
        raise broken() from None


def _sheets(content: bytes) -> list[_Grid]:
    grids = list(_grids(content, values=False))
    if any(cell.fault == "formula" for grid in grids for cell in grid.cells.values()):
        results = {grid.title: grid for grid in _grids(content, values=True)}
        for grid in grids:
            for place, cell in grid.cells.items():
                if cell.fault == "formula":
                    grid.cells[place] = results[grid.title].cells.get(place, cell)
    merged = _merged(content)
    for grid in grids:
        grid.merged = merged.get(grid.title, [])
    return grids


def _grids(content: bytes, values: bool) -> Iterator[_Grid]:
    """Every sheet with the text of its cells; of formulas their results, if they are wanted and there."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)
    left = MAX_CELLS
    try:
        for sheet in book.worksheets:
            grid = _Grid(sheet.title)
            for cells in sheet.iter_rows(max_row=MAX_ROWS):
                left -= len(cells) + 1
                if left < 0:
                    raise ReportFileError("The workbook has far more cells than one that was filled in would.", _ANEW)
                for cell in cells:
                    if cell.value is not None and (found := _cell(cell)).text:
                        grid.cells[cell.row, cell.column] = found
            yield grid
    finally:
        book.close()


def _cell(cell: Any) -> _Cell:
    value = cell.value
    if cell.data_type == "f":
        return _Cell(value if isinstance(value, str) else str(getattr(value, "text", None) or "="), "formula")
    if cell.data_type == "e":
        return _Cell(str(value), "error")
    if isinstance(value, bool):
        return _Cell(str(value).upper())
    if isinstance(value, int | float):
        return _Cell(number_text(value * 100) + "%" if "%" in (cell.number_format or "") else number_text(value))
    if isinstance(value, datetime):
        return _Cell((value.date() if value.time() == time() else value).isoformat())
    if isinstance(value, date | time):
        return _Cell(value.isoformat())
    return _Cell(str(value).replace(f"{RETURN}\n", "\n"))


def _merged(content: bytes) -> dict[str, list[tuple[int, int, int, int]]]:
    """Which cells were merged, by the title of their sheet. Read-only sheets do not tell."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if not any(b"<mergeCell" in archive.read(each) for each in archive.infolist() if "sheet" in each.filename):
            return {}
    book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    return {
        sheet.title: [range_boundaries(str(each)) for each in sheet.merged_cells.ranges] for sheet in book.worksheets
    }


def _hidden(grids: Iterable[_Grid]) -> Mapping[str, Any]:
    """What the hidden sheet says.

    :raises ReportFileError: there is none, or it is broken.
    """
    own = next((grid for grid in grids if grid.title == HIDDEN), None)
    if own is None:
        raise ReportFileError(
            "This workbook was not made here to be filled in, or its hidden sheet was removed.",
            "Download one from the report, fill it in, and bring that one back.",
        )
    rows = sorted(row for row, column in own.cells if column == 1)
    try:
        data = parse_json("".join(own.text(row, 1) for row in rows).encode("utf-8", "surrogatepass"))
    except ReportFileError:
        raise ReportFileError(_MAP, _ANEW) from None
    if data.get("cbreport-workbook") != 1:
        raise ReportFileError(_MAP, _ANEW)
    return data


def _plain(text: str) -> str:
    """A label as it is compared: without case, needless blanks, and characters that are not seen."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(seen.split()).casefold()


class _Workbook:
    """What was typed, cell by cell, as the hidden sheet says where each answer stands."""

    def __init__(self, grids: Iterable[_Grid], data: Mapping[str, Any], reading: Reading) -> None:
        self._grids = [grid for grid in grids if grid.title not in (HIDDEN, LISTS)]
        self._sheets: Mapping[str, Mapping[str, Any]] = data["sheets"]
        self._lists = [_Choices(pairs) for pairs in data["lists"]]
        self._ticks = _TICKS | {_plain(data["yes"])}
        self._no_ticks = _NO_TICKS | {_plain(data["no"])}
        self._reading = reading

    def read(self) -> None:
        rest = list(self._grids)
        for id, sheet in self._sheets.items():
            found = next(((grid, corner) for grid in rest if (corner := _corner(grid, id))), None)
            if found is None:
                if any(row[2] for row in sheet["rows"].values()):
                    name = str(sheet["name"])
                    self._reading.refuse(name, name, finding("B06", "", sheet=name))
                continue
            rest.remove(found[0])
            self._read_sheet(*found, sheet["rows"])
        for grid in rest:
            texts = " ".join(cell.text for cell in list(grid.cells.values())[:50])
            self._reading.refuse(grid.title, texts[:500], finding("B08", "", sheet=grid.title))

    def _read_sheet(self, grid: _Grid, corner: tuple[int, int], rows: Mapping[str, Any]) -> None:
        top, left = corner
        columns = _ids((text.text, column) for (row, column), text in grid.cells.items() if row == top)
        places = _ids((text.text, row) for (row, column), text in grid.cells.items() if column == left)
        labels = [f"c{NUMBER_COLUMN}", f"c{LABEL_COLUMN}"]
        wanted = {*labels, *(name for row in rows.values() for name in (*row[2], *row[3]))}
        there = {id: row for id, row in rows.items() if len(places.get(id, ())) == 1}
        if any(len(columns.get(name, ())) != 1 for name in wanted) or any(
            fingerprint(*(grid.text(places[id][0], columns[name][0]) for name in labels)) != row[0]
            for id, row in there.items()
        ):
            self._reading.refuse(grid.title, grid.title, finding("B05", "", sheet=grid.title))
            return
        seen = {(top, column) for names in columns.values() for column in names} | {corner}
        seen |= {(row, left) for names in places.values() for row in names}
        for id, (_, label, answers, locked) in rows.items():
            if id not in there:
                if answers:
                    self._reading.refuse(grid.title, str(label) or id, finding("B07", "", sheet=grid.title))
                seen |= {each for each in grid.cells if each[0] in places.get(id, ())}
                continue
            row = places[id][0]
            seen |= {(row, columns[name][0]) for name in (*labels, *answers, *locked)}
            for name, (address, part, *kind) in answers.items():
                self._read_cell(grid, row, columns[name][0], address, part, kind)
        for place in sorted(grid.cells.keys() - seen):
            self._reading.refuse(grid.place(*place), grid.text(*place), finding("B09", ""))

    def _read_cell(self, grid: _Grid, row: int, column: int, address: str, part: str, kind: list[Any]) -> None:
        place, cell = grid.place(row, column), grid.cells.get((row, column), _Cell(""))
        if grid.is_covered(row, column):
            self._reading.refuse(place, cell.text or place, finding("B04", address))
        elif cell.fault:
            code = "B03" if cell.fault == "formula" else "B02"
            self._reading.refuse(place, cell.text, finding(code, address, typed=cell.text[:80]))
        elif not kind:
            self._reading.add(address, part, cell.text, place)
        elif kind == ["tick"]:
            text = _plain(cell.text)
            if text in self._ticks or text in self._no_ticks:
                self._reading.add(address, part, TICKED if text in self._ticks else "", place)
            else:
                self._reading.refuse(place, cell.text, finding("B01", address, typed=cell.text[:80]))
        else:
            code = self._lists[kind[0]].code(cell.text)
            if code is None:
                self._reading.refuse(place, cell.text, finding("A06", address, option=cell.text[:80]))
            else:
                self._reading.add(address, part, code, place)


class _Choices:
    """A list to choose from: its codes by label, and by themselves."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        pairs = [(str(label), str(code)) for label, code in pairs]
        self._exact = {"": "", **{code: code for _, code in pairs}, **dict(pairs)}
        self._near: dict[str, set[str]] = {}
        for label, code in pairs:
            for each in (label, code):
                self._near.setdefault(_plain(each), set()).add(code)

    def code(self, typed: str) -> str | None:
        """The code of what was typed, if there is just one that it can mean."""
        if not typed.strip():
            return ""
        if typed.strip() in self._exact:
            return self._exact[typed.strip()]
        near = self._near.get(_plain(typed), set())
        return next(iter(near)) if len(near) == 1 else None


def _corner(grid: _Grid, id: str) -> tuple[int, int] | None:
    """Where the hidden row and the hidden column of a sheet meet."""
    return next((place for place, cell in grid.cells.items() if cell.text == f"{MARK}{id}"), None)


def _ids(found: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Where each id of a row or column stands."""
    places: dict[str, list[int]] = {}
    for id, place in found:
        places.setdefault(id.strip(), []).append(place)
    return places
