"""Tables as CSV, and all of them as a Frictionless Data Package (version 2): CSV with types and keys in a zip file.

Texts that a spreadsheet would calculate are guarded (:func:`cbreport.documents.listing.guarded`): they begin with an
apostrophe, and so does, doubled, every text that began with one. :func:`read_csv` gives them back as they were typed;
in other programs, one apostrophe is removed from the beginning of each text. Figures are never guarded.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cbreport.documents.answer_tables import answer_tables
from cbreport.documents.listing import guarded, unguarded
from cbreport.documents.tables import Field, Table, Value
from cbreport.documents.viewing import Audience
from cbreport.reporting import Report

_PROFILE: Final = "https://datapackage.org/profiles/2.0"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # so that the same reports are the same file
_GUARD: Final = (
    "A text that a spreadsheet would take for a formula begins with an apostrophe more than was typed, and so does a "
    "text that begins with an apostrophe. Remove one apostrophe from the beginning of a text to have it as typed."
)


def to_csv(table: Table) -> bytes:
    """The table as CSV (RFC 4180) in UTF-8 with a byte order mark, so that spreadsheets read every script."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.names)
    writer.writerows(map(_cell, row) for row in table.rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return guarded(value) if isinstance(value, str) else str(value)


def read_csv(content: bytes, fields: Sequence[Field]) -> tuple[tuple[Value, ...], ...]:
    """The rows of a table that :func:`to_csv` wrote, typed and as they were.

    >>> fields = (Field("code", "string", ""), Field("figure", "number", ""))
    >>> rows = ((("=1+1"), Decimal("-1.50")), (("'"), None))
    >>> read_csv(to_csv(Table("t", "", fields, rows)), fields) == rows
    True
    """
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    next(lines)
    return tuple(tuple(_read(cell, field) for cell, field in zip(line, fields, strict=True)) for line in lines)


def _read(cell: str, field: Field) -> Value:
    if not cell:
        return None
    if field.kind == "boolean":
        return cell == "true"
    if field.kind == "date":
        return date.fromisoformat(cell)
    if field.kind == "integer":
        return int(cell)
    return Decimal(cell) if field.kind == "number" else unguarded(cell)


def answers_csv(reports: Sequence[Report], language: str = "en", audience: Audience = "party") -> bytes:
    """The long table of answers alone."""
    return to_csv(answer_tables(reports, language, audience)[0])


def data_package(reports: Sequence[Report], language: str = "en", audience: Audience = "party") -> bytes:
    """Answers, reports and code book of one or many reports, as CSV with ``datapackage.json`` in a zip file.

    :param audience: everybody but the ``party`` gets what leaves the Party and no more.

    >>> from cbreport.testing import example_library
    >>> library = example_library()
    >>> report = Report(library.form("example-national-report"), "KEN", "EX1", library=library)
    >>> zipfile.ZipFile(io.BytesIO(data_package([report]))).namelist()
    ['datapackage.json', 'answers.csv', 'reports.csv', 'questions.csv', 'options.csv']
    """
    tables = answer_tables(reports, language, audience)
    files = {"datapackage.json": json.dumps(describe(tables), ensure_ascii=False, indent=1).encode("utf-8")}
    files |= {f"{each.name}.csv": to_csv(each) for each in tables}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def describe(tables: Sequence[Table]) -> dict[str, Any]:
    """What stands in ``datapackage.json``."""
    keys = {each.name: each.names[0] for each in tables if each.keyed}
    return {
        "$schema": f"{_PROFILE}/datapackage.json",
        "name": "cbreport-answers",
        "title": "Answers of national reports",
        "description": _GUARD,
        "resources": [_resource(each, keys) for each in tables],
    }


def _resource(table: Table, keys: dict[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILE}/tableschema.json",
        "fields": [_field(field) for field in table.fields],
        "missingValues": [""],
    }
    if table.keyed:
        schema["primaryKey"] = [keys[table.name]]
    links = [
        {"fields": [field.name], "reference": {"resource": field.refers_to, "fields": [keys[field.refers_to]]}}
        for field in table.fields
        if field.refers_to
    ]
    if links:
        schema["foreignKeys"] = links
    return {
        "$schema": f"{_PROFILE}/dataresource.json",
        "name": table.name,
        "type": "table",
        "description": table.says,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"name": field.name, "type": field.kind, "description": field.says}
    return {**told, "constraints": {"required": True}} if field.required else told
