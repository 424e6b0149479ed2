"""Answers of one or many reports as a workbook: the long table, a sheet for each section, and the code book.

On the sheet of a section each report has one row, and each question, cell of a matrix and place of a group's row one
column; where several things were said at one address, they stand in one cell. The long table has the same headings as
in the other formats, so that a formula or a script for one reads the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cbreport.definition import Section, Translator
from cbreport.documents.answer_tables import answer_tables
from cbreport.documents.listing import Column
from cbreport.documents.tables import Table, Value
from cbreport.documents.viewing import Audience
from cbreport.documents.writing import Writer
from cbreport.documents.xlsx import Limits, Sheet, write_book
from cbreport.reporting import Report

_WIDE: Final = {"label": 40, "text": 50, "value": 40, "condition": 40, "beside": 30, "row_name": 24, "part_label": 30}
_SHOWN: Final = ("value", "option", "non-answer", "beside")  # on the sheets of sections; the long table has all
_TOLD: Final = 100  # cut cells that are named
Row = Mapping[str, Value]


def answer_book(reports: Sequence[Report], language: str = "en", audience: Audience = "party") -> bytes:
    """The workbook; what its sheets cannot take is told on the last one.

    :param audience: everybody but the ``party`` gets what leaves the Party and no more.
    """
    answers, told, questions, options = answer_tables(reports, language, audience)
    first = reports[0].source.translator(language, reports[0].form.convention) if reports else Translator(language)
    t = Writer(first)
    names = {
        "answers": t("Answers"),
        "reports": t("Reports"),
        "questions": t("Code book: questions"),
        "options": t("Code book: options"),
    }

    def sheets() -> Iterator[Sheet]:
        yield _of_table(answers, names["answers"].text)
        yield from _section_sheets(reports, answers, told, language)
        yield from (_of_table(each, names[each.name].text) for each in (told, questions, options))

    def about(limits: Limits) -> Sheet:
        return _about((answers, told, questions, options), limits, t)

    mark = t(" … (cut: a cell takes no more)").text
    return write_book(names["answers"].text, sheets(), about, mark=mark, rtl=t.direction == "rtl")


def _of_table(table: Table, title: str) -> Sheet:
    return Sheet(title, tuple(Column(name, width=_WIDE.get(name, 14)) for name in table.names), table.rows)


def _section_sheets(reports: Sequence[Report], answers: Table, told: Table, language: str) -> Iterator[Sheet]:
    """A sheet for each section of each form in which something was said."""
    found = [dict(zip(answers.names, row, strict=True)) for row in answers.rows]
    by_section: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        if row["said"] in _SHOWN:
            by_section.setdefault((str(row["question"]).partition("#")[0], str(row["section"])), []).append(row)
    senders = [dict(zip(told.names, row, strict=True)) for row in told.rows]
    for form in {report.form.key: report for report in reports}.values():
        t = form.source.translator(language, form.form.convention)
        for section in form.form.sections:
            rows = by_section.get((form.form.key, section.id))
            if rows:
                asked = [each for each in senders if each["form"] == form.form.key]
                yield _section_sheet(section, rows, asked, t)


def _section_sheet(section: Section, rows: Sequence[Row], senders: Sequence[Row], t: Translator) -> Sheet:
    order = {question.id: place for place, question in enumerate(section.questions)}
    parts = {
        f"{question.id}.{part.id}": place
        for question in section.questions
        for place, part in enumerate(question.parts, 1)
    }
    places: dict[tuple[int, int, int], str] = {}
    cells: dict[tuple[str, tuple[int, int, int]], list[Row]] = {}
    for row in rows:
        question = str(row["address"]).partition("[")[0]
        part = parts.get(f"{question}.{row['part']}", 0)
        place = (order[question], int(str(row["row_number"] or 0)), part)
        places.setdefault(place, _heading(row))
        cells.setdefault((str(row["report"]), place), []).append(row)
    inside = sorted(places)
    columns = (
        *(Column(title) for title in (t("Party"), t("Reporting cycle"), t("Version"))),
        *(Column(places[place], width=24) for place in inside),
    )
    lines = (
        (
            sender["party_name"], sender["cycle"], sender["version"],
            *(_together(cells.get((str(sender["report"]), place), ())) for place in inside),
        )
        for sender in senders
    )  # fmt: skip
    return Sheet(f"{section.number} {t(section.title)}".strip(), columns, lines)


def _heading(row: Row) -> str:
    """The question, with row and part: fixed rows by their label, those of a group by their number."""
    inside = row["row_name"] if row["part"] is None or "[*]" not in str(row["question"]) else row["row_number"]
    words = [row["number"], row["label"], inside if row["row"] else None, row["part_label"]]
    return " | ".join(str(word) for word in words if word is not None)


def _together(rows: Sequence[Row]) -> Value:
    """What was said at one address: a lone figure, day or yes as what it is, everything else in words."""
    if len(rows) == 1 and rows[0]["said"] == "value" and rows[0]["figure_to"] is None and rows[0]["day_to"] is None:
        for name in ("figure", "day", "holds"):
            if rows[0][name] is not None and not (name == "figure" and rows[0]["currency"]):
                return rows[0][name]
    words = (
        f"{row['text'] or row['value']}: {row['beside']}" if row["beside"] else str(row["text"] or row["value"])
        for row in rows
    )
    return "; ".join(words) or None


def _about(tables: Sequence[Table], limits: Limits, t: Writer) -> Sheet:
    """What the columns hold, and what did not fit."""
    rows: list[tuple[Value, ...]] = [
        (f"{each.name}.{field.name}", field.says) for each in tables for field in each.fields
    ]
    told = [
        t("Cut, because a cell takes 32,767 characters: {cell}").format(cell=each).text for each in limits.cut[:_TOLD]
    ]
    if len(limits.cut) > _TOLD:
        told.append(t("Further cells that were cut: {number}").format(number=t.number(len(limits.cut) - _TOLD)).text)
    told += [
        t("Columns left out of “{sheet}”, because a sheet takes 16,384: {number}")
        .format(sheet=sheet, number=t.number(number))
        .text
        for sheet, number in limits.left_out
    ]
    whole = t("The other formats have everything.").text
    rows = [*((each, whole) for each in told), *rows]
    return Sheet(
        t("About this workbook").text,
        (Column(t("Column").text, width=36), Column(t("What it holds").text, width=90)),
        rows,
    )
