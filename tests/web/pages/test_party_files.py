"""The list of Parties as a file."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from cbreport.library import Library
from tests.web.browser import Browser
from tests.web.conftest import PREFIX, Portal
from tests.web.pages.records import with_records
from tests.web.people import AMINA, CLERK, STRANGER

LIST = f"{PREFIX}/desk/example/parties"


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    portal.report("KEN", status="returned")
    portal.report("NOR", status="published")
    return portal.browser(CLERK)


def table(clerk: Browser, query: str = "") -> list[dict[str, str]]:
    text = clerk.get(f"{LIST}.csv{query}").response.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def workbook(clerk: Browser, query: str = "") -> Any:
    return openpyxl.load_workbook(io.BytesIO(clerk.get(f"{LIST}.xlsx{query}").response.get_data()))


def data(clerk: Browser, query: str = "") -> Any:
    return json.loads(clerk.get(f"{LIST}.json{query}").response.get_data())


@pytest.mark.parametrize("query", ["", "?region=south", "?status=published&sort=-name", "?q=xyz", "?group=sids"])
def test_every_kind_holds_exactly_what_the_page_shows(clerk: Browser, query: str) -> None:
    page = clerk.get(f"{PREFIX}/desk/example{query}")
    shown = [
        "".join(row.find("th").itertext()).strip()  # type: ignore[union-attr]
        for each in page.all("table", "cb-parties") for row in each.iter("tr") if row.find("td") is not None
    ]  # fmt: skip
    names = [row["Party"] for row in table(clerk, query)]
    assert [each.split(" ")[0].split("\n")[0] for each in shown] == names
    assert [party["name"] for party in data(clerk, query)["parties"]] == names
    assert [row[1].value for row in workbook(clerk, query).worksheets[0].iter_rows(min_row=2)] == names
    for kind in ("xlsx", "csv", "json"):
        assert not shown or any(link.startswith(f"{LIST}.{kind}?cycle=EX1") for link in page.links)


def test_the_links_of_the_page_lead_to_its_own_list(clerk: Browser) -> None:
    page = clerk.get(f"{PREFIX}/desk/example?region=north")
    found = json.loads(clerk.get(page.link("JSON")).response.get_data())
    assert (found["filters"], found["shown"], found["total"]) == ({"region": "north"}, 1, 3)


def test_the_facts_stand_in_every_row(clerk: Browser) -> None:
    [row] = table(clerk, "?status=returned")
    today = datetime.now(UTC).date().isoformat()
    assert (row["Status"], row["Reason"], row["Remarks"]) == ("Returned", "Because.", "No version is current.")
    assert (row["Cycle"], row["Reports due"], row["Day of this list"]) == ("EX1 · First report", "2024-12-31", today)
    assert (row["Filters"], row["Parties"]) == ("Status: Returned", "1 of 3 Parties")
    assert row["Submitted"] == row["Gone back"] == today


def test_in_the_reader_s_language(clerk: Browser) -> None:
    book = workbook(clerk, "?language=ar&region=north")
    assert book.worksheets[0].sheet_view.rightToLeft
    assert book.worksheets[0]["B2"].value == "النرويج"
    assert data(clerk, "?language=fr&region=north")["parties"][0]["name"] == "Norvège"


def test_days_are_days(clerk: Browser) -> None:
    sheet = workbook(clerk, "?region=north").worksheets[0]
    heads = {cell.value: cell.column - 1 for cell in sheet[1]}
    row = list(sheet[2])
    for name in ("Submitted", "Accepted", "Published"):
        assert row[heads[name]].value.date() == datetime.now(UTC).date()
    assert row[heads["Days after the due date"]].value == (datetime.now(UTC).date() - date(2024, 12, 31)).days


def test_the_name_of_the_file_says_what_it_is(clerk: Browser) -> None:
    today = datetime.now(UTC).date().isoformat()
    reply = clerk.get(f"{LIST}.csv?language=fr").response
    assert reply.headers["Content-Disposition"] == f'attachment; filename="example-ex1-parties-{today}-fr.csv"'
    assert reply.mimetype == "text/csv"


@pytest.mark.parametrize("kind", ["pdf", "html", "CSV", ""])
def test_other_kinds_are_not_there(clerk: Browser, kind: str) -> None:
    assert clerk.get(f"{LIST}.{kind}").status == 404


def test_others_get_nothing(portal: Portal) -> None:
    for person in (AMINA, STRANGER, None):
        for kind in ("csv", "json", "xlsx"):
            assert portal.browser(person).get(f"{LIST}.{kind}").status == 404


class TestRecords:
    @pytest.fixture
    def library(self) -> Library:
        return with_records()

    def test_have_no_such_file(self, clerk: Browser) -> None:
        assert clerk.get(f"{LIST}.csv?cycle=PRO").status == 404
        assert clerk.get(f"{PREFIX}/desk/example/reminders?cycle=PRO").status == 404
