"""A small portal with a fresh database for each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from cbreport.answering import Answer, answer_from_data
from cbreport.definition import Form, Resource, pages
from cbreport.definition import Page as Questions
from cbreport.documents.press import Press
from cbreport.hookspecs import hookimpl
from cbreport.library import Library
from cbreport.reporting import Identity, NewReport, Report, ReportSummary, snapshot_of, transition
from cbreport.storage import SqlStore, upgrade
from cbreport.testing import example_plugin
from cbreport.web import CBReport
from cbreport.web.context import current
from cbreport.web.pages import sections
from tests.web.browser import Browser, Page
from tests.web.people import AMINA, CLERK, PEOPLE, PERSON, who

PREFIX = "/reporting"
#: The steps by which a draft comes to a status.
WAYS = {
    "draft": [],
    "in-review": ["ask-review"],
    "approved": ["ask-review", "approve"],
    "submitted": ["submit"],
    "returned": ["submit", "send-back"],
    "recalled": ["submit", "recall"],
    "accepted": ["submit", "accept"],
    "published": ["submit", "accept", "publish"],
}


@hookimpl
def cbreport_forms() -> list[Resource]:
    return [Resource("tests.web", "every_type.yaml")]


@pytest.fixture(scope="session")
def library() -> Library:
    """The Convention on Examples with a form that has every type of question."""
    return Library(plugins=[example_plugin(cbreport_forms=cbreport_forms)])


@pytest.fixture(scope="session")
def form(library: Library) -> Form:
    return library.form("example-national-report", "ex1")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and nothing in them."""
    path = tmp_path_factory.mktemp("web") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> str:
    path = tmp_path / "cb.db"
    shutil.copy(migrated, path)
    return f"sqlite:///{path}"


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    store = SqlStore(database)
    yield store
    store.close()


@dataclass
class Portal:
    """A Flask application with the pages, its store, and browsers of the people of these tests."""

    app: Flask
    store: SqlStore
    library: Library

    def browser(self, person: Identity | None = None) -> Browser:
        """Somebody at a browser; None is the public."""
        client = self.app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        if person:
            assert person.id in PEOPLE
            client.environ_base[PERSON] = person.id
        return Browser(client)

    def report(
        self,
        party: str = "KEN",
        answers: Mapping[str, Any] | None = None,
        status: str = "draft",
        form: str = "example-national-report",
        cycle: str = "EX1",
    ) -> str:
        """A report in the store, with answers as a report file has them, in a status; its id."""
        asked = self.library.form(form)
        new = NewReport(asked.convention, asked.id, asked.edition, asked.digest, party, cycle)
        kept = {address: content(each) for address, each in (answers or {}).items()}
        summary = self.store.load(new, kept, author="amina")
        return self._to(summary, party, status).id

    def to(self, report: str, status: str, party: str = "KEN") -> None:
        """Take a draft to a status."""
        self._to(self.store.open(focal_point(party), report).summary, party, status)

    def _to(self, summary: ReportSummary, party: str, status: str) -> ReportSummary:
        for step in WAYS[status]:
            person = CLERK if transition(step).permission == "receive" else focal_point(party)
            report = CBReport(store=self.store, library=self.library).assemble(self.store.open(person, summary.id))
            made = snapshot_of(report) if step == "submit" else b""
            summary = self.store.transition(
                person, summary.id, step, revision=summary.revision, snapshot=made, reason="Because."
            )
        assert summary.status == status
        return summary

    def answers(self, report: str, party: str = "KEN") -> dict[str, dict[str, Any]]:
        """What the store holds, as a report file has it, without authors and times."""
        stored = self.store.open(focal_point(party), report)
        return {address: answer.content() for address, answer in stored.answers.items()}

    def revision(self, report: str, party: str = "KEN") -> int:
        return self.store.open(focal_point(party), report).summary.revision


def content(each: Any) -> Answer:
    return answer_from_data(each if isinstance(each, Mapping) else {"value": each})


def focal_point(party: str) -> Identity:
    return next(each for each in PEOPLE.values() if each.party == party and "focal-point" in each.roles)


@cache
def compiled() -> FileSystemBytecodeCache:
    """Templates compiled once for all applications of these tests, of which most draw one page and go."""
    return FileSystemBytecodeCache(tempfile.mkdtemp(prefix="cbreport-templates-"))


@pytest.fixture(autouse=True, scope="session")
def rules_compiled_once() -> Iterator[None]:
    """What builds an address from a rule is code made of the rule alone; each application would compile it anew."""
    compile_builder = Rule._compile_builder
    made: dict[tuple[Any, ...], Any] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), tuple(rule._trace), append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


def plain_app() -> Flask:
    app = Flask("portal", static_folder=None)
    app.jinja_env.bytecode_cache = compiled()
    app.secret_key = "a key for tests"
    app.testing = True
    return app


@pytest.fixture
def make_portal(store: SqlStore, library: Library) -> Callable[..., Portal]:
    """Make a portal with one's own application or settings."""

    def make(app: Flask | None = None, **settings: Any) -> Portal:
        app = app or plain_app()
        own = {"store": store, "library": library, "identity": who, "press": Press(workers=0), **settings}
        CBReport(**own).init_app(app, PREFIX)
        return Portal(app, store, library)

    return make


class Drawer:
    """Draws pages of questions of reports that no store knows, with no round trip."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.form = library.form("example-national-report", "ex1")
        self.app = plain_app()
        blueprint = CBReport(store=_NoStore(), library=library, identity=who).blueprint()
        self.app.register_blueprint(blueprint, url_prefix=PREFIX)
        self.browser = Browser(self.app.test_client())

    def page(self, section: str, number: int) -> Questions:
        """The questions of a page."""
        found = self.form.section(section)
        assert found
        return pages(found)[number - 1]

    def __call__(self, section: str, number: int, answers: Mapping[str, Answer], *, findings: bool = False) -> Page:
        """A page as it looks with these answers."""
        report = Report(self.form, "KEN", "EX1", answers, id="a" * 24, library=self.library)
        found, page = self.form.section(section), self.page(section, number)
        assert found
        place = f"{PREFIX}/reports/{report.id}/{section}/{number}"
        with self.app.test_request_context(place, environ_base={PERSON: "amina"}):
            self.app.preprocess_request()
            shown = sections.findings_for(report, page, missing=False) if findings else {}
            text = sections.render(current(), report, found, page, shown)
        return Page(self.browser, place, Response(text))


@pytest.fixture(scope="session")
def draw(library: Library) -> Drawer:
    return Drawer(library)


class _NoStore(SqlStore):
    def __init__(self) -> None:
        """A store that must not be asked."""
        self.forms = None

    def recognise(self, identity: Identity, tokens: Sequence[str], report_id: str = "") -> Identity:
        return identity


@pytest.fixture
def portal(make_portal: Callable[..., Portal]) -> Portal:
    return make_portal()


@pytest.fixture
def open_page(portal: Portal) -> Callable[..., Page]:
    """Open a page of questions of a new report as somebody."""

    def open_page(
        section: str, number: int = 1, answers: Mapping[str, Any] | None = None, person: Identity = AMINA
    ) -> Page:
        report = portal.report(answers=answers)
        return portal.browser(person).get(f"{PREFIX}/reports/{report}/{section}/{number}")

    return open_page
