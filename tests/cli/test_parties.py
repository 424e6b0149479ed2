"""``cbreport parties list``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Run


def codes(run: Run, *args: str) -> list[str]:
    done = run("parties", "list", "--convention", "example", *args, "--json")
    assert done.exit_code == 0, done.output
    return [party["code"] for party in json.loads(done.stdout)["parties"]]


def test_who_is_party_depends_on_the_day(run: Run) -> None:
    assert codes(run, "--on", "2010-01-01") == ["KEN", "NOR", "CHE"]
    assert codes(run, "--on", "2020-01-01") == ["KEN", "NOR"]
    assert codes(run, "--on", "2024-06-01") == ["FJI", "KEN", "NOR"]
    assert codes(run, "--on", "1999-12-31") == []


@pytest.mark.parametrize("region", ["south", "South", "SOUTH"])
def test_a_region(run: Run, region: str) -> None:
    assert codes(run, "--on", "2024-06-01", "--region", region) == ["FJI", "KEN"]


def test_a_group(run: Run) -> None:
    assert codes(run, "--on", "2024-06-01", "--group", "sids") == ["FJI"]
    assert codes(run, "--on", "2024-06-01", "--group", "lldc") == []


def test_the_table_ends_with_the_total(run: Run) -> None:
    lines = run("parties", "list", "--convention", "example", "--on", "2024-06-01").stdout.splitlines()
    assert lines[1].split() == ["FJI", "Fiji", "South", "2024-06-01", "sids"]
    assert lines[-1] == "3 Parties to EX on 2024-06-01"


def test_json_holds_all_of_it(run: Run) -> None:
    args = ("--convention", "example", "--on", "2024-06-01", "--group", "sids", "--json")
    data: dict[str, Any] = json.loads(run("parties", "list", *args).stdout)
    fiji = {"code": "FJI", "name": "Fiji", "region": "South", "since": "2024-06-01", "groups": ["sids"]}
    assert data == {"convention": "example", "on": "2024-06-01", "total": 1, "parties": [fiji]}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--convention", "none", "--on", "2024-06-01"], "There is no convention “none”. Known: example."),
        (["--convention", "example", "--on", "31.5.2024"], "“31.5.2024” is not a day."),
        (["--convention", "example", "--on", "2023-02-29"], "“2023-02-29” is not a day."),
        (["--convention", "example", "--on", "2024-06-01", "--region", "east"], "Regions: north, south."),
        (["--convention", "example", "--on", "2024-06-01", "--group", "g20"], "'g20' is not one of"),
        (["--convention", "example"], "Missing option '--on'"),
    ],
)
def test_wrong_use(run: Run, args: list[str], message: str) -> None:
    done = run("parties", "list", *args)
    assert done.exit_code == 2
    assert message in done.stderr
