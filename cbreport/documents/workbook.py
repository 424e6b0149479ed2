"""A workbook to fill in: a sheet for each section, on which labels are locked and answers are not.

A very hidden sheet says what the workbook was made from and which answer stands where. Rows and columns carry ids of
their own in a hidden column and a hidden row, so that an answer is found again wherever its row was moved to;
:mod:`cbreport.documents.workbook_reading` reads it all back.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cbreport.answering.slots import COMMENT, NON_ANSWER, TICKED, Slot, filled
from cbreport.definition import Option, Question, Section, parse_address, quoted
from cbreport.documents.blank import only_if
from cbreport.documents.html import printable
from cbreport.documents.nodes import Text
from cbreport.documents.values import TICKED as TICK
from cbreport.documents.xlsx import LONGEST, TEXT_IS_TEXT, sheet_name
from cbreport.errors import UnknownName

if TYPE_CHECKING:
    from cbreport.documents.filling import Outgoing

HIDDEN: Final = "_cbreport"  # the sheet with what the workbook was made from
LISTS: Final = "_lists"
ABOUT: Final = "about"
MARK: Final = "cbreport:"  # before the id of a sheet, in the corner where its hidden row and column meet
RETURN: Final = "_x000D_"  # how Excel writes the first half of a line end of Windows
NUMBER_COLUMN: Final = 1
LABEL_COLUMN: Final = 2
ANSWER_COLUMN: Final = 3
_CHUNK: Final = 30_000  # characters of the hidden sheet in one cell
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes whenever the same file is made
_MOST_DIGITS: Final = 15  # of which a spreadsheet keeps a number
_WIDTHS: Final = (8, 56, 48, 26, 36)  # of number, label, answer, non-answer, comment
_ABOUT_WIDTHS: Final = (2, 110)
_FURTHER: Final = 26  # of what tables have beside them
_LINE: Final = 15.0  # height of a line, in points
_HIGHEST: Final = 400.0  # of which spreadsheets make a row
_ROOM: Final = 4  # lines for a text that may be long
_WIDE: Final = 8  # columns of a table; one that has more, and more than rows, is turned
_HUGE: Final = 10**15
_MESSAGE: Final = 255  # characters that Excel takes in a message, and in a list that stands in its rule
_MESSAGE_TITLE: Final = 32


def write_workbook(outgoing: Outgoing) -> bytes:
    """The report as a workbook; the same bytes for the same report.

    A text that is too long for a cell is left out and told in its place, so its answer stays as it is.
    """
    return _Book(outgoing).made()


def comes_back(text: str) -> bool:
    """Whether a text can stand in a cell and comes back as it was. Spreadsheets count in units of UTF-16, and take some
    letters for characters that XML cannot hold.

    >>> comes_back("=1+1"), comes_back("x" * 40_000), comes_back("_x005F_")
    (True, False, False)
    """
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units <= LONGEST and "x005F_" not in text and f"{RETURN}\n" not in text


def fingerprint(*labels: str) -> str:
    """What tells whether the labels beside an answer are still those that were written; blanks do not count.

    >>> fingerprint("1", "What help?") == fingerprint("1 ", " What  help?")
    True
    """
    return hashlib.sha256("\n".join(" ".join(each.split()) for each in labels).encode()).hexdigest()[:12]


def number_text(value: int | float) -> str:
    """A number of a cell as a person would type it.

    >>> number_text(12.0), number_text(12.5), number_text(0.1 + 0.2), number_text(10**20)
    ('12', '12.5', '0.3', '100000000000000000000')
    """
    if isinstance(value, int):
        return str(value)
    return f"{Decimal(f'{value:.{_MOST_DIGITS}g}'):f}"


def _as_number(text: str) -> int | float | None:
    """The number that comes back from a cell as the very same text, or None."""
    with suppress(ValueError, OverflowError):
        number = float(text)
        if isfinite(number) and len(text) <= _MOST_DIGITS and number_text(number) == text:
            return number
    return None


def _as_date(text: str) -> date | None:
    """The day that comes back from a cell as the very same text, or None. Spreadsheets count days from 1900."""
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text and day.year > 1900:
            return day
    return None


@dataclass
class _Row:
    """What the hidden sheet says of a row: its label, and the answers that stand in it by column."""

    mark: str
    label: str
    answers: dict[str, list[Any]] = field(default_factory=dict)
    locked: list[str] = field(default_factory=list)  # columns beside the label that have texts of ours


class _Book:
    """A workbook while it is written."""

    def __init__(self, outgoing: Outgoing) -> None:
        self.outgoing = outgoing
        self.t = outgoing.t
        self.rtl = self.t.direction == "rtl"
        self._out = io.BytesIO()
        self._book = Workbook(self._out, {**TEXT_IS_TEXT, "in_memory": True})
        self._names: list[str] = [HIDDEN, LISTS]
        self._lists: dict[tuple[tuple[str, str], ...], int] = {}
        self._sheets: dict[str, _Sheet] = {}

    def made(self) -> bytes:
        title = f"{self.t(self.outgoing.report.form.title)} – {self.t.respondent(self.outgoing.report)}"
        self._book.set_properties({"title": title, "created": _CREATED})
        about = self.sheet(self.t("How to fill this in").text, ABOUT)
        sections = [
            section
            for section in self.outgoing.report.form.sections
            if not self.outgoing.sections or section.id in self.outgoing.sections
        ]
        written = [(section, _write_section(self, section)) for section in sections]
        self._about(about, title, [(section, sheet) for section, sheet in written if sheet])
        for sheet in self._sheets.values():
            sheet.close()
        self._write_lists()
        self._write_hidden()
        self._book.close()
        return self._out.getvalue()

    def sheet(self, title: str, id: str) -> _Sheet:
        """A new sheet; its name is that of the section, as far as a name of a sheet holds it."""
        name = sheet_name(title, self._names)
        self._names.append(name)
        made = _Sheet(self, self._book.add_worksheet(name), id, name)
        self._sheets[id] = made
        return made

    @cached_property
    def styles(self) -> Mapping[str, Format]:
        """How cells look, by name."""
        text = {"text_wrap": True, "valign": "top", "reading_order": 2 if self.rtl else 1}
        free = {"text_wrap": True, "valign": "top", "locked": False, "border": 1, "border_color": "#8a9a9a"}
        looks: dict[str, dict[str, Any]] = {
            "id": {"font_color": "#ffffff"},
            "title": {**text, "bold": True, "font_size": 14},
            "head": {**text, "bold": True, "bg_color": "#dfe9e9"},
            "question": {**text, "bold": True, "top": 1, "top_color": "#8a9a9a"},
            "label": {**text, "indent": 1},
            "help": {**text, "italic": True, "font_color": "#505a5f"},
            "link": {**text, "font_color": "#1d70b8", "underline": 1},
            "none": {"bg_color": "#eeeeee"},
            "text": {**free, "num_format": "@"},
            "choice": {**free, "num_format": "@", "bg_color": "#f3f8f8"},
            "tick": {**free, "num_format": "@", "align": "center", "bg_color": "#f3f8f8"},
            "number": {**free, "num_format": "General", "align": "left"},
            "date": {**free, "num_format": "yyyy-mm-dd", "align": "left"},
        }
        return {name: self._book.add_format(look) for name, look in looks.items()}

    def list_of(self, choices: Iterable[Option]) -> int:
        """The number of the list with these choices; the same list is written once."""
        pairs: list[tuple[str, str]] = []
        taken: set[str] = set()
        for option in choices:
            label = " ".join(self.t(option.label).text.split())
            if label.casefold() in taken:
                label = f"{label} ({option.code})"
            taken.add(label.casefold())
            pairs.append((label, option.code))
        return self._lists.setdefault(tuple(pairs), len(self._lists))

    def labels(self, number: int) -> dict[str, str]:
        """Label by code of one list."""
        return {code: label for label, code in list(self._lists)[number]}

    def _write_lists(self) -> None:
        sheet = self._book.add_worksheet(LISTS)
        for number, pairs in enumerate(self._lists):
            for row, (label, _) in enumerate(pairs):
                sheet.write_string(row, number, label[:LONGEST])
            column = _letters(number)
            self._book.define_name(list_name(number), f"={LISTS}!${column}$1:${column}${len(pairs)}")
        sheet.protect()
        sheet.hide()

    def _write_hidden(self) -> None:
        t = self.t
        data = {
            "cbreport-workbook": 1,
            "made": self.outgoing.made.signed(self.outgoing.secret),
            "sheets": {
                sheet.id: {
                    "name": sheet.name,
                    "rows": {id: [row.mark, row.label, row.answers, row.locked] for id, row in sheet.rows.items()},
                }
                for sheet in self._sheets.values()
            },
            "lists": [list(map(list, pairs)) for pairs in self._lists],
            "yes": t("Yes").text,
            "no": t("No").text,
        }
        text = json.dumps(data, separators=(",", ":"))
        sheet = self._book.add_worksheet(HIDDEN)
        for row, start in enumerate(range(0, len(text), _CHUNK)):
            sheet.write_string(row, 0, text[start : start + _CHUNK])
        sheet.protect()
        sheet.very_hidden()

    def _about(self, sheet: _Sheet, title: str, sections: Iterable[tuple[Section, _Sheet]]) -> None:
        t, report = self.t, self.outgoing.report
        sheet.line(title, "title")
        convention = report.convention
        sender = t("Secretariat") if report.by_secretariat else t("Party")
        facts = [(t("Convention"), t(convention.name).text), (sender, t.respondent(report).text)]
        with suppress(UnknownName):
            cycle = convention.cycle(report.cycle)
            facts.append((t("Reporting cycle"), t(cycle.title).text))
            facts.append((t("To be submitted by"), t.date(cycle.due)))
        for name, value in facts:
            sheet.line(f"{name}: {value}")
        sheet.line(t("How to fill this in").text, "question")
        back = (
            t(
                "When you are done, save the workbook as .xlsx, open the report, choose “Fill in a file instead” "
                "and bring it back there. You see what it changes before anything is saved."
            )
            if self.outgoing.made.report
            else t("When you are done, save the workbook as .xlsx and give it back to whoever sent it to you.")
        )
        for each in (
            t("Each section has a sheet of its own. Type in the cells with a border; everything else is locked."),
            t(
                "Where a cell offers a list, choose from it. Put ☑ or x where something applies, and leave the "
                "cell blank where it does not."
            ),
            t(
                "Answers that are there already can be changed or cleared. What you do not touch stays as it is, "
                "also when a colleague changes it meanwhile."
            ),
            t(
                "You can stop at any time and bring the workbook back half filled in. A wrong entry is only "
                "warned of; it is never lost."
            ),
            t(
                "Do not add sheets, and do not copy questions from one place to another: what stands outside the "
                "cells with a border is not read."
            ),
            back,
        ):
            sheet.line(f"• {each}")
        sheet.line(t("Sections").text, "question")
        for section, own in sections:
            sheet.linked(_title(self, section), own)


def list_name(number: int) -> str:
    """The name by which a cell refers to a list."""
    return f"cb_list_{number + 1}"


def _columns_of(text: str) -> int:
    """How wide a text is, in letters; Chinese ones are twice as wide."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Sheet:
    """A sheet while it is written, and what stands where on it."""

    def __init__(self, book: _Book, sheet: Worksheet, id: str, name: str) -> None:
        self.book, self.id, self.name = book, id, name
        self.rows: dict[str, _Row] = {}
        self._sheet = sheet
        self._styles = book.styles
        self._widths = _ABOUT_WIDTHS if id == ABOUT else _WIDTHS
        self._heights: dict[int, int] = {}
        self._next = 1
        self._width = ANSWER_COLUMN
        sheet.write_string(0, 0, f"{MARK}{id}", self._styles["id"])

    def row(self, label: str, style: str = "label", number: str = "") -> int:
        """A new row with its label."""
        at, self._next = self._next, self._next + 1
        label = printable("\n".join(label.splitlines()))  # it may hold what somebody typed, and must come back as it is
        self._sheet.write_string(at, 0, f"r{at}", self._styles["id"])
        if number:
            self._sheet.write_string(at, NUMBER_COLUMN, number, self._styles[style])
        if label:
            self._sheet.write_string(at, LABEL_COLUMN, label[:LONGEST], self._styles[style])
        self._raise(at, LABEL_COLUMN, label, larger=style == "title")
        self.rows[f"r{at}"] = _Row(fingerprint(number, label[:LONGEST]), label[:80])
        return at

    def line(self, text: str, style: str = "label") -> None:
        """A row that has only a text."""
        self.row(text, style)

    def linked(self, text: str, to: _Sheet) -> None:
        """A row that leads to another sheet."""
        at = self.row(text)
        place = to.name.replace("'", "''")
        self._sheet.write_url(at, LABEL_COLUMN, f"internal:'{place}'!C2", self._styles["link"], text)

    def text(self, row: int, column: int, text: str, style: str = "head") -> None:
        """A locked text beside the label of a row."""
        self._widen(column)
        self._sheet.write_string(row, column, text[:LONGEST], self._styles[style])
        self._raise(row, column, text)
        self.rows[f"r{row}"].locked.append(f"c{column}")

    def none(self, row: int, column: int) -> None:
        """A place of a table where nothing can be answered."""
        self._widen(column)
        self._sheet.write_blank(row, column, None, self._styles["none"])

    def answer(self, row: int, column: int, slot: Slot, text: str, question: Question) -> None:
        """A place to fill in, with what is answered there already."""
        self._widen(column)
        if not comes_back(text):
            told = self.book.t("This text is too long for a workbook and stays as it is. Change it in the report.")
            self.text(row, column, told.text, "help")
            return
        entry: list[Any] = [slot.address, slot.part]
        if slot.kind == "one":
            entry.append(number := self.book.list_of(slot.choices))
            text = self.book.labels(number).get(text, text)
        elif slot.kind == "tick":
            entry.append("tick")
            text = TICK if text == TICKED else ""
        self.rows[f"r{row}"].answers[f"c{column}"] = entry
        self._write(row, column, slot, text)
        self._raise(row, column, text, _ROOM if slot.kind == "lines" and slot.part != COMMENT else 1)
        if rule := self._rule(slot, question):
            self._sheet.data_validation(row, column, row, column, rule)

    def _write(self, row: int, column: int, slot: Slot, text: str) -> None:
        sheet = self._sheet
        style = self._styles[_STYLES.get(slot.kind, "text")]
        if not text:
            sheet.write_blank(row, column, None, style)
        elif slot.kind in ("number", "whole") and (number := _as_number(text)) is not None:
            sheet.write_number(row, column, number, style)
        elif slot.kind == "date" and (day := _as_date(text)):
            sheet.write_datetime(row, column, day, style)
        else:
            sheet.write_string(row, column, text, style)

    def _rule(self, slot: Slot, question: Question) -> dict[str, Any] | None:
        """What the spreadsheet checks, and offers to choose from. It only ever warns."""
        t = self.book.t
        found = self._expected(slot, question)
        if found is None:
            return None
        rule, told = found
        return {
            **rule,
            "error_type": "warning",
            "error_title": t("Please look again").text[:_MESSAGE_TITLE],
            "error_message": told.text[:_MESSAGE],
        }

    def _expected(self, slot: Slot, question: Question) -> tuple[dict[str, Any], Text] | None:
        t, limits = self.book.t, question.limits
        low, high = ("", "") if slot.part else (limits.at_least, limits.at_most)
        between = {"criteria": "between"}
        if slot.kind == "one":
            name = list_name(self.book.list_of(slot.choices))
            told = t("Choose one from the list, or leave the cell blank.")
            return {"validate": "list", "source": f"={name}"}, told
        if slot.kind == "tick":
            return {"validate": "list", "source": [TICK]}, t("Put ☑ or x in the cell, or leave it blank.")
        if slot.kind in ("whole", "number"):
            least, most = _as_number(low), _as_number(high)
            bounds = {"minimum": -_HUGE if least is None else least, "maximum": _HUGE if most is None else most}
            if slot.kind == "whole":
                return {"validate": "integer", **between, **bounds}, t("A whole number is asked for here.")
            return {"validate": "decimal", **between, **bounds}, t("A number is asked for here.")
        if slot.kind == "date":
            days = {"minimum": _as_date(low) or date(1901, 1, 1), "maximum": _as_date(high) or date(9999, 12, 31)}
            return {"validate": "date", **between, **days}, t("A date is asked for here.")
        if slot.part == "currency" and 0 < len(",".join(limits.currencies)) <= _MESSAGE:
            return {"validate": "list", "source": list(limits.currencies)}, t("Choose one from the list.")
        if not slot.part and limits.max_length:
            most_letters = min(limits.max_length, LONGEST)
            told = t("At most {count} characters are asked for here.").format(count=limits.max_length)
            return {"validate": "length", "criteria": "<=", "value": most_letters}, told
        return None

    def _widen(self, column: int) -> None:
        self._width = max(self._width, column)

    def _raise(self, row: int, column: int, text: str, least: int = 1, larger: bool = False) -> None:
        """Room for a text. LibreOffice takes the heights of such a file as they are, so they are given."""
        width = self._widths[column - 1] if column <= len(self._widths) else _FURTHER
        lines = sum(max(1, -(-_columns_of(line) // max(1, width - 2))) for line in text.split("\n"))
        self._heights[row] = max(self._heights.get(row, 1), lines + larger, least)

    def close(self) -> None:
        """What holds for the sheet as a whole."""
        sheet = self._sheet
        for column in range(NUMBER_COLUMN, self._width + 1):
            sheet.write_string(0, column, f"c{column}", self._styles["id"])
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 2, None, {"hidden": True})
        for row, lines in self._heights.items():
            if lines > 1:
                sheet.set_row(row, min(lines * _LINE, _HIGHEST))
        for column, width in enumerate(self._widths, start=NUMBER_COLUMN):
            sheet.set_column(column, column, width)
        if self._width > len(self._widths):
            sheet.set_column(len(self._widths) + 1, self._width, _FURTHER)
        if self.id != ABOUT:
            sheet.freeze_panes(2, ANSWER_COLUMN)
            sheet.set_landscape()
            sheet.repeat_rows(1)
        if self.book.rtl:
            sheet.right_to_left()
        if self._width <= len(_WIDTHS) + 2:
            sheet.fit_to_pages(1, 0)
        sheet.set_paper(9)
        sheet.protect("", {"format_columns": True, "format_rows": True})


_STYLES: Final[Mapping[str, str]] = {
    "one": "choice",
    "tick": "tick",
    "number": "number",
    "whole": "number",
    "date": "date",
}


def _title(book: _Book, section: Section) -> str:
    title = book.t(section.title).text
    return f"{section.number}. {title}" if section.number else title


def _write_section(book: _Book, section: Section) -> _Sheet | None:
    """The sheet of a section; none where nothing is asked in it."""
    t, form = book.t, book.outgoing.report.form
    if not any(question.asked for question in section.questions):
        return None
    title = _title(book, section)
    sheet = book.sheet(title, f"s{form.sections.index(section) + 1}")
    head = sheet.row(title, "head", t("No.").text)
    for column, text in enumerate(
        (t("Answer"), t("If you cannot answer"), t("Comment, for colleagues in your country only")), ANSWER_COLUMN
    ):
        sheet.text(head, column, text.text)
    if section.help:
        sheet.line(t(section.help).text, "help")
    if section.show_when:
        sheet.line(only_if(section.show_when, form, t).text, "help")
    for question in section.questions:
        if not question.asked:
            if question.type == "note":
                sheet.line(" ".join(t(each).text for each in (question.label, question.help) if each), "help")
            continue
        _write_question(book, sheet, question)
    return sheet


def _write_question(book: _Book, sheet: _Sheet, question: Question) -> None:
    """A question with what helps to answer it: a row for each slot, or its table."""
    outgoing, t = book.outgoing, book.t
    slots = outgoing.slots(question, question.id)
    texts = filled(question, question.id, outgoing.answer(question.id))
    own = [slot for slot in slots if slot.part not in (NON_ANSWER, COMMENT)]
    row = sheet.row(t(question.label).text, "question", question.number)
    first = own.pop(0) if own and not own[0].part and not own[0].label else None
    for slot in slots:
        if column := {NON_ANSWER: ANSWER_COLUMN + 1, COMMENT: ANSWER_COLUMN + 2}.get(slot.part):
            sheet.answer(row, column, slot, texts[slot.part], question)
    if first:
        sheet.answer(row, ANSWER_COLUMN, first, texts[first.part], question)
    for line in _hints(book, question):
        sheet.line(line, "help")
    for slot in _in_order(own):
        row = sheet.row(_label(book, slot, question))
        sheet.answer(row, ANSWER_COLUMN, slot, texts[slot.part], question)
    if question.parts:
        _write_table(book, sheet, question)


def _hints(book: _Book, question: Question, group: str = "") -> Iterator[str]:
    """What helps to answer a question, line by line."""
    t, limits = book.t, question.limits
    if question.help:
        yield t(question.help).text
    if question.show_when:
        yield only_if(question.show_when, book.outgoing.report.form, t, group).text
    said = [t("required")] if question.required else []
    said += [t("stays in your country")] if question.private else []
    if question.type not in ("group", "matrix"):
        said += [t("At most {count} words").format(count=limits.max_words)] if limits.max_words else []
        said += [t(limits.unit)] if limits.unit else []
    if said:
        yield t.row_of(*(each.text for each in said))
    if question.type == "file":
        yield t("Files are attached in the report itself.").text


def _in_order(slots: Iterable[Slot]) -> list[Slot]:
    """What is typed beside an option comes right after it."""
    found: list[Slot] = []
    rest = list(slots)
    for slot in rest:
        kind, _, code = slot.part.partition(":")
        if kind == "beside":
            continue
        found.append(slot)
        if kind == "option":
            found += [each for each in rest if _code_beside(each) == code]
    return [*found, *(each for each in rest if each not in found)]


def _code_beside(slot: Slot) -> str:
    """The code of the option beside which it is typed; codes have no colons."""
    kind, _, rest = slot.part.partition(":")
    return rest.partition(":")[0] if kind == "beside" else ""


def _label(book: _Book, slot: Slot, question: Question) -> str:
    """What a slot is, where the question's own label does not say it."""
    t, code = book.t, _code_beside(slot)
    if not code:
        return t(slot.label).text
    option = next(each for each in (*question.options, *question.rows) if each.code == code)
    text = t("Beside {option}").format(option=quoted(t(option.label).text, t.translator)).text
    return f"{text}: {t(slot.label)}" if slot.label and slot.label != option.label else text


_Cells: TypeAlias = "dict[tuple[str, str], tuple[Slot, str, Question]]"  # by part and slot


def _write_table(book: _Book, sheet: _Sheet, question: Question) -> None:
    """Rows by columns, or columns by rows where a table would be very wide; a place for each slot of each part."""
    outgoing = book.outgoing
    rows: dict[str, _Cells] = {}
    for address, part in outgoing.addresses(question):
        place = parse_address(address)
        if place is None or not place.row:
            continue
        texts = filled(part, address, outgoing.answer(address))
        row = rows.setdefault(place.row, {})
        for slot in outgoing.slots(part, address):
            row[place.column, slot.part] = (slot, texts[slot.part], part)
    order = ["", *(part.id for part in question.parts)]
    names = dict.fromkeys(name for row in rows.values() for name in row)
    columns = sorted(names, key=lambda name: order.index(name[0]))
    labels = [_row_label(book, question, key, position) for position, key in enumerate(rows, 1)]
    if len(columns) > max(_WIDE, len(rows)):
        _write_turned(book, sheet, question, columns, list(zip(labels, rows.values(), strict=True)))
        return
    columns.sort(key=lambda name: name[1] in (NON_ANSWER, COMMENT))
    head = sheet.row("")
    told: set[str] = set()
    for column, name in enumerate(columns, ANSWER_COLUMN):
        slot, _, part = next(row[name] for row in rows.values() if name in row)
        lines = [book.t(part.label).text] if name[0] else []
        lines += [] if name[0] in told or not name[0] else list(_hints(book, part, question.id))
        lines += [_label(book, slot, part)] if slot.label else []
        told.add(name[0])
        sheet.text(head, column, "\n".join(lines))
    for label, row in zip(labels, rows.values(), strict=True):
        _write_cells(sheet, sheet.row(label), [row.get(name) for name in columns])


def _write_turned(
    book: _Book, sheet: _Sheet, question: Question, names: Iterable[tuple[str, str]], rows: Sequence[tuple[str, _Cells]]
) -> None:
    """A table whose rows stand side by side, with the questions below one another."""
    head = sheet.row("")
    for column, (label, _) in enumerate(rows, ANSWER_COLUMN):
        sheet.text(head, column, label)
    told = ""
    for name in names:
        slot, _, part = next(row[name] for _, row in rows if name in row)
        first = name[0] != told
        told = name[0]
        if first and name[0]:
            at = sheet.row(book.t(part.label).text, "question", part.number)
            if not slot.label:
                _write_cells(sheet, at, [row.get(name) for _, row in rows])
            for line in _hints(book, part, question.id):
                sheet.line(line, "help")
        if slot.label or not name[0]:
            _write_cells(sheet, sheet.row(_label(book, slot, part)), [row.get(name) for _, row in rows])


def _write_cells(sheet: _Sheet, row: int, cells: Iterable[tuple[Slot, str, Question] | None]) -> None:
    for column, cell in enumerate(cells, ANSWER_COLUMN):
        if cell:
            sheet.answer(row, column, *cell)
        else:
            sheet.none(row, column)


def _row_label(book: _Book, question: Question, key: str, position: int) -> str:
    """A row of a matrix has a label of its own; one of a group is named by what stands in it."""
    t, row = book.t, question.row(key)
    if row:
        return "\n".join(t(each).text for each in (row.label, row.help) if each)
    new = {book.outgoing.made.new_row(question.id, number) for number in range(1, position + 1)}
    if key in new:
        return t("New row {number}").format(number=position).text
    return book.outgoing.view.row_name(question, key, position)
