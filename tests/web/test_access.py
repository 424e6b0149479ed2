"""Who may do what: every route, for every role of its own and of another Party, in every status of the report.

A new route without a row in ``ROUTES`` fails the first test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from cbreport.documents.press import Press
from cbreport.library import Library
from cbreport.reporting import STATUSES, Identity
from cbreport.storage import SqlStore
from cbreport.web import CBReport, DemoIdentity
from tests.web.browser import Page
from tests.web.conftest import PREFIX, Portal, plain_app
from tests.web.people import AMINA, BARASA, CHIKU, CLERK, GUEST, KARI, OLAV, STRANGER, who
from tests.web.reports import COMPLETE, delegated
from tests.web.routes import DEMO, ROUTES, Route

PEOPLE: Mapping[str, Identity | None] = {
    "focal point": AMINA,
    "contributor": BARASA,
    "approver": CHIKU,
    "its Secretariat": CLERK,
    "another Party's focal point": KARI,
    "another Party's contributor": OLAV,
    "another Secretariat": STRANGER,
    "colleague": GUEST,
    "public": None,
}


@pytest.fixture(scope="module")
def prepared(migrated: Path, library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """For each status a database with one report of Kenya in it, and the report's id."""
    folder = tmp_path_factory.mktemp("statuses")
    found = {}
    for status in STATUSES:
        path = folder / f"{status}.db"
        shutil.copy(migrated, path)
        store = SqlStore(f"sqlite:///{path}")
        answers = {**COMPLETE, "trainings[r1].title": "Census"}
        portal = Portal(Flask("none"), store, library)
        report = portal.report(answers=answers)
        delegated(portal, report, "simple")
        portal.to(report, status)
        found[status] = path, report
        store.close()
    return found


@pytest.fixture
def reopen(prepared: dict[str, tuple[Path, str]], library: Library, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """A portal with the report as it was."""
    stores = []

    def reopen(status: str) -> tuple[Portal, str]:
        source, report = prepared[status]
        path = tmp_path / f"{len(stores)}.db"
        shutil.copy(source, path)
        stores.append(SqlStore(f"sqlite:///{path}"))
        app = plain_app()
        exports = str(tmp_path / "exports")
        CBReport(store=stores[-1], library=library, identity=who, exports=exports, press=Press(workers=0)).init_app(
            app, PREFIX
        )
        return Portal(app, stores[-1], library), report

    yield reopen
    for store in stores:
        store.close()


def ask(portal: Portal, route: Route, report: str, person: Identity | None, revision: int = 0) -> Page:
    """Somebody opens a page, or sends its form."""
    path = PREFIX + route.path.format(report=report)
    if route.form is None:
        return portal.browser(person).get(path, follow=False)
    data = {name: value.format(revision=revision) for name, value in route.form.items()}
    if route.method == "PUT":
        headers = {"If-Match": f'"{revision}"', "Idempotency-Key": "a key"}
        return portal.browser(person).put(path, data, headers=headers)
    return portal.browser(person).post(path, data, follow=False)


#: Routes that name a report in each of its statuses; for the others one is as good as another.
CASES = [
    (name, status)
    for name, route in ROUTES.items()
    for status in STATUSES
    if "{report}" in route.path or status == "draft"
]


@pytest.mark.parametrize(("name", "status"), CASES)
def test_every_role_gets_what_is_hers(
    name: str, status: str, reopen: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cbreport.documents.pdf.html_to_pdf", lambda *_, **__: b"%PDF-")
    route = ROUTES[name]
    portal, report = reopen(status)
    found, expected = {}, {}
    changed = False
    for role, person in PEOPLE.items():
        if changed:
            portal, report = reopen(status)
        before = portal.answers(report), portal.store.open(AMINA, report).summary
        page = ask(portal, route, report, person, portal.revision(report))
        found[role], expected[role] = page.status, route.expected(role, status)
        if page.status in (302, 303):
            assert page.response.headers["Location"].startswith(PREFIX + route.leads_to)
        changed = route.form is not None and page.status in (200, 302, 303)
        if not changed:
            assert (portal.answers(report), portal.store.open(AMINA, report).summary) == before, role
    assert found == expected


def test_every_route_is_in_the_table(library: Library, migrated: Path) -> None:
    app = plain_app()
    cb = CBReport(database=f"sqlite:///{migrated}", library=library, identity=DemoIdentity([]), demo=True)
    cb.init_app(app, PREFIX)
    endpoints = {rule.endpoint.removeprefix("cbreport.") for rule in app.url_map.iter_rules()}
    assert endpoints == {name.partition(":")[0] for name in ROUTES} | DEMO
    unsafe = {
        rule.endpoint.removeprefix("cbreport.")
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert unsafe == {name.partition(":")[0] for name, route in ROUTES.items() if route.form is not None} | {"choose"}


@pytest.mark.parametrize("name", ROUTES)
def test_a_report_that_does_not_exist_looks_like_one_that_may_not_be_seen(portal: Portal, name: str) -> None:
    """Also in every letter of the page, so that nobody can tell which ids are taken."""
    route = ROUTES[name]
    if "{report}" not in route.path:
        return
    pages = []
    for report in ("a" * 24, portal.report("NOR")):
        page = ask(portal, route, report, AMINA)
        assert page.status == 404
        pages.append(page.text.replace(report, "…"))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("report", ["", "x", "A" * 24, "a" * 25, "%00", "..", "a' or '1'='1", "١" * 24, "😀"])
def test_an_id_that_is_none_is_not_found(portal: Portal, report: str) -> None:
    for name, route in ROUTES.items():
        if "{report}" in route.path and name != "start":
            assert ask(portal, route, report, AMINA).status in (308, 404, 405), name


def test_a_draft_changes_nothing_that_others_see(portal: Portal) -> None:
    """Whatever another Party writes in a draft, every page of the others stays the same, letter by letter."""
    portal.report("KEN", {"name": "Plan"}, "published")
    places = ["/", "/desk/example", "/desk/example/summary?question=state", "/desk/example/waiting"]

    def seen() -> list[str]:
        return [portal.browser(each).get(PREFIX + place).text for each in (AMINA, CLERK, None) for place in places]

    before = seen()
    report = portal.report("NOR")
    portal.browser(OLAV).get(f"{PREFIX}/reports/{report}/choices/1").form.choose("a:state", "planned").press("Save")
    assert seen() == before
