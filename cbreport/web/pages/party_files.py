"""The list of Parties as a file: exactly what the page shows, in the reader's language."""

from __future__ import annotations

import json
from datetime import date

from flask import Response, abort

from cbreport.definition import find_party
from cbreport.documents.listing import Cell, Column, Listing, to_csv
from cbreport.synthesis import PartyRow
from cbreport.synthesis.desk_file import desk_data
from cbreport.web.formats import Formats
from cbreport.web.pages.desk import served
from cbreport.web.pages.papers import download
from cbreport.web.pages.parties import ListPage, Words, chips, list_page

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def desk_file(convention_id: str, kind: str) -> Response:
    """The list that an address asks for, as CSV, XLSX or JSON."""
    context, convention, cycle = served(convention_id)
    if kind not in KINDS or cycle.repeats:
        abort(404)
    page = list_page(context, convention, cycle)
    if kind == "json":
        data = desk_data(page.list, page.rows, page.asked.filters, context.texts(convention.id), page.reminded)
        content = json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")
    elif kind == "csv":
        content = to_csv(listing(page))
    else:
        from cbreport.documents.xlsx import to_xlsx

        content = to_xlsx(listing(page))
    name = f"{convention.id}-{cycle.id}-parties-{page.list.today}-{context.language}.{kind}".lower()
    return download(content, KINDS[kind], name)


def listing(page: ListPage) -> Listing:
    """The list with the titles, statuses and names of the reader's language."""
    t = page.context.t
    columns = (
        Column(t("Code"), width=8),
        Column(t("Party"), width=34),
        Column(t("Region"), width=28),
        Column(t("Groups"), width=14),
        Column(t("Status"), width=16),
        Column(t("Version"), "number", width=9),
        Column(t("Submitted"), "date"),
        Column(t("Due date"), width=20),
        Column(t("Days after the due date"), "number", width=12),
        Column(t("Accepted"), "date"),
        Column(t("Published"), "date"),
        Column(t("Current version"), "number", width=9),
        Column(t("Gone back"), "date"),
        Column(t("Reason"), width=40),
        Column(t("Last reminder"), "date"),
        Column(t("Remarks"), width=30),
    )
    rows = tuple(_cells(page, row) for row in page.rows)
    title = t("{label}: {value}").format(label=page.convention.short_name, value=t("who has reported"))
    rtl = page.context.direction == "rtl"
    return Listing(title, columns, rows, _facts(page), t("About this list"), page.list.today, rtl)


def _facts(page: ListPage) -> tuple[tuple[str, str], ...]:
    t, fmt = page.context.t, Formats(page.context.language)
    texts = page.context.texts(page.convention.id)
    named = t("{label}: {value}")
    filters = [named.format(label=chip["name"], value=chip["value"]) for chip in chips(page)]
    shown = t("{count} of {total} Parties")
    return (
        (t("Convention"), texts(page.convention.name)),
        (t("Cycle"), f"{page.cycle.id} · {texts(page.cycle.title)}"),
        (t("Reports due"), page.cycle.due.isoformat()),
        (t("Day of this list"), page.list.today.isoformat()),
        (t("Filters"), "; ".join(filters) or t("None")),
        (t("Parties"), shown.format(count=fmt.number(len(page.rows)), total=fmt.number(len(page.list.rows)))),
        (t("Not Party on that day"), ", ".join(_named(page, code) for code in page.list.outside)),
    )


def _named(page: ListPage, code: str) -> str:
    return find_party(code).name_in(page.context.language)


def _cells(page: ListPage, row: PartyRow) -> tuple[Cell, ...]:
    words, newest = Words(page.context, page.convention), row.newest
    return (
        row.party.code,
        row.party.name_in(page.context.language),
        words.region(row.region),
        ", ".join(words.short_group(group) for group in row.groups),
        words.status(row.status),
        newest.version if newest else None,
        _day(newest.submitted) if newest else None,
        words.timing(row.timing),
        row.days,
        _day(row.accepted),
        _day(row.published),
        row.current.version if row.current else None,
        _day(row.since),
        row.reason,
        _day(page.reminded.get(row.party.code, "")),
        "; ".join(words.remarks(row)),
    )


def _day(moment: str) -> date | None:
    return date.fromisoformat(moment[:10]) if moment else None
