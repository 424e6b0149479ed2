"""The command line with reports of the Secretariat itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cbreport.cli.serve import refuse_real_reports
from cbreport.errors import ConfigurationError
from cbreport.reporting import NewReport
from cbreport.storage import SqlStore, upgrade
from tests.cli.conftest import Run
from tests.office import FILE, office_plugin
from tests.web.people import CLERK

OFFICE = "Secretariat of the Convention on Examples"
WORK = NewReport("example", "example-work-programme", "r1", "sha256:0", "XSC", "WORK-2026")


def written(**changed: Any) -> Path:
    path = Path("work.json")
    path.write_text(json.dumps({**FILE, **changed}), encoding="utf-8")
    return path


def test_its_file_is_checked(run: Run) -> None:
    done = run("report", "check", written(), plugins=[office_plugin()])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{OFFICE}, WORK-2026, example-work-programme@r1: 1 answer, 0 errors\n"


def test_its_form_under_a_partys_code_is_refused(run: Run) -> None:
    done = run("report", "check", written(party="KEN"), plugins=[office_plugin()])
    assert done.exit_code == 1
    assert "R07" in done.stdout
    assert "Write XSC" in done.stdout


def test_a_partys_form_under_its_code_is_refused(run: Run) -> None:
    national = {"form": "example-national-report", "edition": "ex1", "cycle": "EX1", "answers": {}}
    done = run("report", "check", written(**national), "--json", plugins=[office_plugin()])
    assert done.exit_code == 1
    assert "R08" in [each["code"] for each in json.loads(done.stdout)["findings"]]


def test_its_file_is_rendered(run: Run) -> None:
    done = run("report", "render", written(), "-o", "work.html", plugins=[office_plugin()])
    assert done.exit_code == 0
    assert OFFICE in Path("work.html").read_text(encoding="utf-8")


def test_its_cycle_has_no_list_of_parties(run: Run) -> None:
    done = run("desk", "list", "--convention", "example", "--cycle", "WORK-2026", plugins=[office_plugin()])
    assert done.exit_code == 2
    assert "Name a cycle in which each Party makes one report" in done.stderr


@pytest.fixture
def store() -> SqlStore:
    upgrade("sqlite:///cb.db")
    store = SqlStore("sqlite:///cb.db")
    begun = store.create(CLERK, WORK)
    store.transition(CLERK, begun.id, "submit", revision=0, snapshot=b"{}")
    return store


@pytest.mark.parametrize("more", [[], ["--party", "xsc"], ["--audience", "party"]], ids=["all", "its own", "internal"])
def test_it_is_exported_like_others(run: Run, store: SqlStore, more: list[str]) -> None:
    asked = ["export", "--convention", "example", "--cycle", "WORK-2026", "--status", "submitted", "--dry-run"]
    done = run(*asked, "--database", "sqlite:///cb.db", *more, plugins=[office_plugin()])
    assert done.exit_code == 0, done.output
    assert "example/WORK-2026/XSC/example-xsc-work-2026-v1-submitted" in done.stdout
    store.close()


def test_a_demo_takes_it_for_real(store: SqlStore) -> None:
    with pytest.raises(ConfigurationError, match="holds real reports"):
        refuse_real_reports(store, "sqlite:///cb.db", ["example"])
    store.close()
