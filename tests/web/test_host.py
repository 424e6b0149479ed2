"""The stand-alone host with the examples of the installed plugins: every page is there, and is what HTML says it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from cbreport.answering import Answer
from cbreport.answering.merging import merge
from cbreport.definition import Form, pages
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity, Report, ReportSummary, is_record
from cbreport.storage import SqlStore, upgrade
from cbreport.web import fields
from cbreport.web.host import create_host, examples_of, load_examples, people_of
from cbreport.web.pages.home import name_of_record
from tests.alike import different_forms, different_reports
from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX

LIBRARY = Library()
EXAMPLES = examples_of(LIBRARY)
DIFFERENT = different_reports(EXAMPLES)
ASKED = {form.id for form in different_forms(LIBRARY.forms)}
IDS = [f"{report.form.key}-{report.party}-{report.cycle}" for report in EXAMPLES]
LANGUAGES = ("en", "fr", "ar")


@pytest.fixture(scope="module")
def demo(migrated_once: str) -> Iterator[Browser]:
    """Everybody in the demo, one after another."""
    store = SqlStore(migrated_once)
    assert load_examples(LIBRARY, store) == len(EXAMPLES)
    app = create_host(migrated_once, secret_key="a key for tests", demo=True, library=LIBRARY)
    app.testing = True
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    yield Browser(client)
    store.close()


@pytest.fixture(scope="module")
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('host')}/cb.db"
    upgrade(url)
    return url


def author(report: Report) -> str:
    """Whose example it is, as the demo knows her."""
    return f"secretariat-{report.convention.id}" if report.by_secretariat else f"focal-{report.party}"


def be(browser: Browser, person: str) -> None:
    assert browser.post(f"{PREFIX}/sign-in", {"person": person}, follow=False).status == 302


def assert_well_made(page: Page) -> None:
    """Valid, every id once, every label and every reference with its field."""
    assert page.status == 200, page.url
    assert page.faults == [], page.url
    twice = [id for id, count in Counter(page.ids).items() if count > 1]
    assert twice == [], page.url
    assert not [id for id in page.ids if re.search(r"\s", id) or not id], page.url
    ids = set(page.ids)
    for element in page.tree.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "data-aria-controls"):
            for target in element.get(name, "").split():
                assert target in ids, f"{page.url}: {name}={target}"
    for link in page.links:
        if link.startswith("#"):
            assert link.removeprefix("#") in ids, f"{page.url}: {link}"
    labels = page.all("label")
    named, wrapped = {each.get("for") for each in labels}, {id(each) for label in labels for each in label.iter()}
    for element in page.tree.iter():
        if element.tag in ("input", "textarea", "select") and element.get("type") != "hidden":
            assert element.get("id") in named or id(element) in wrapped, f"{page.url}: {element.attrib}"
    assert len(page.all("h1")) == 1, page.url
    assert len(page.all("main")) == 1, page.url
    assert page.title.strip(" –"), page.url


def pages_of(browser: Browser, report: Report) -> Iterator[str]:
    """The address of every page of a report, as its links lead there."""
    be(browser, author(report))
    convention = report.convention
    if report.by_secretariat:
        (section,) = browser.get(f"{PREFIX}/desk/{convention.id}/own?language=en").all("main")
    else:
        sections = browser.get(f"{PREFIX}/?language=en").all("section")
        (section,) = [each for each in sections if each.get("aria-labelledby") == f"convention-{convention.id}"]
    title = convention.cycle(report.cycle).title
    if is_record(report):
        title = name_of_record(report.form, report.answers)
    (place,) = [each.get("href", "") for each in section.iter("a") if title in "".join(each.itertext())]
    yield place
    if report.status != "draft":
        yield f"{place}/submitted"
        return
    yield f"{place}/check"
    for link in browser.get(place).links:
        while link and re.fullmatch(rf"{re.escape(place)}/[^/]+/\d+", link):
            yield link
            head, _, number = link.rpartition("/")
            following = f"{head}/{int(number) + 1}"
            link = following if browser.client.get(following).status_code == 200 else ""


def assert_changes_nothing(page: Page, report: Report) -> None:
    """A page of questions that is saved as it was opened."""
    section, number = page.path.split("/")[-2:]
    found = report.form.section(section)
    assert found
    typed = fields.read_page(page.form.data(), pages(found)[int(number) - 1], report.answers, "fr")
    assert typed
    assert merge(report.answers, typed, report.answers).changes == {}, page.url


@pytest.mark.parametrize("report", EXAMPLES, ids=IDS)
def test_every_page_of_every_example_is_well_made(demo: Browser, report: Report) -> None:
    places = list(pages_of(demo, report))
    hidden = report.evaluation.hidden_sections
    count = sum(len(pages(section)) for section in report.form.sections if section.id not in hidden)
    assert len(places) == len(set(places)) == (2 + count if report.status == "draft" else 2)
    for place in places:
        for language in LANGUAGES if report in DIFFERENT else LANGUAGES[:1]:
            page = demo.get(f"{place}?language={language}&missing=1")
            assert_well_made(page)
            if re.search(r"/\d+$", place) and language == "en":
                assert_changes_nothing(page, report)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_around_them_are_well_made(demo: Browser, language: str) -> None:
    for person in ("", "focal-KEN", *(f"secretariat-{convention.id}" for convention in LIBRARY.conventions)):
        be(demo, person)
        assert_well_made(demo.get(f"{PREFIX}/?public=1&language={language}"))
        assert_well_made(demo.get(f"{PREFIX}/sign-in?language={language}"))
    be(demo, "focal-KEN")
    assert_well_made(demo.get(f"{PREFIX}/common?language={language}"))
    for convention in LIBRARY.conventions:
        be(demo, f"secretariat-{convention.id}")
        for cycle in (each for each in convention.cycles if each.form in ASKED):
            desk = f"{PREFIX}/desk/{convention.id}"
            assert_well_made(demo.get(f"{desk}?cycle={cycle.id}&language={language}"))
            if not cycle.repeats:
                assert_well_made(demo.get(f"{desk}/summary?cycle={cycle.id}&language={language}"))


REPORTED = {cycle.form for convention in LIBRARY.conventions for cycle in convention.cycles if not cycle.repeats}


@pytest.mark.parametrize(
    "form", [each for each in different_forms(LIBRARY.forms) if each.id in REPORTED], ids=lambda form: form.key
)
def test_questions_of_every_type_can_be_compared(demo: Browser, form: Form) -> None:
    convention = LIBRARY.convention(form.convention)
    (cycle,) = [each for each in convention.cycles if (each.form, each.edition) == (form.id, form.edition)]
    be(demo, f"secretariat-{convention.id}")
    asked = [question for question in form.questions() if question.answerable and not question.private]
    by_type = {question.type: question.id for question in asked}
    for question in by_type.values():
        desk = f"{PREFIX}/desk/{convention.id}/summary?cycle={cycle.id}&question={question}"
        assert_well_made(demo.get(f"{desk}&language=ar"))


class TestTheHost:
    def test_leads_from_its_root_to_the_pages(self, demo: Browser) -> None:
        reply = demo.client.get("/")
        assert (reply.status_code, reply.headers["Location"]) == (302, f"{PREFIX}/")

    def test_the_prefix_without_a_slash_leads_to_them_too(self, demo: Browser) -> None:
        be(demo, "focal-KEN")
        assert demo.client.get(PREFIX, follow_redirects=True).status_code == 200

    @pytest.mark.parametrize("path", ["/no-such", f"{PREFIX}/no-such", f"{PREFIX}/reports/x/y/z", "/static/x"])
    def test_has_a_page_for_what_is_not_there(self, demo: Browser, path: str) -> None:
        page = demo.get(path)
        assert page.status == 404
        assert page.faults == []
        assert page.title

    def test_its_cookie_is_for_this_site_only(self, demo: Browser) -> None:
        reply = demo.post(f"{PREFIX}/sign-in", {"person": "focal-KEN"}, follow=False).response
        parts = {part.strip() for part in reply.headers["Set-Cookie"].split(";")}
        assert {"HttpOnly", "SameSite=Lax"} <= parts

    def test_without_demo_and_identity_is_for_the_public(self, migrated_once: str) -> None:
        client = create_host(migrated_once, secret_key="a key for tests", library=LIBRARY).test_client()
        assert client.get(f"{PREFIX}/").status_code == 200
        assert client.get(f"{PREFIX}/sign-in").status_code == 404


def somebody_of(report: Report) -> Identity:
    if report.by_secretariat:
        return Identity("x", "X", frozenset({SECRETARIAT}), conventions=frozenset({report.convention.id}))
    return Identity("x", "X", frozenset({FOCAL_POINT}), report.party)


def kept(store: SqlStore, report: Report) -> list[ReportSummary]:
    """What the store has of an example."""
    found = store.reports(somebody_of(report), convention=report.form.convention, cycle=report.cycle)
    return [each for each in found if each.party == report.party]


class TestTheExamples:
    def test_are_loaded_once(self, database: str) -> None:
        store = SqlStore(database)
        assert load_examples(LIBRARY, store) == len(EXAMPLES)
        first = [kept(store, report) for report in EXAMPLES]
        assert load_examples(LIBRARY, store) == len(EXAMPLES)
        assert [kept(store, report) for report in EXAMPLES] == first
        assert store.broken_changes() == ()
        store.close()

    def test_what_somebody_changed_in_one_stays(self, database: str) -> None:
        store = SqlStore(database)
        load_examples(LIBRARY, store)
        report = next(each for each in EXAMPLES if each.status == "draft")
        person = somebody_of(report)
        (summary,) = kept(store, report)
        question = next(each for each in report.form.questions() if each.type == "long-text")
        store.save(person, summary.id, {question.id: Answer("Changed")}, summary.revision)
        load_examples(LIBRARY, store)
        assert store.open(person, summary.id).answers[question.id].value == "Changed"
        store.close()

    def test_have_the_status_that_they_say(self, database: str) -> None:
        store = SqlStore(database)
        load_examples(LIBRARY, store)
        for report in EXAMPLES:
            (summary,) = kept(store, report)
            assert (summary.status, summary.example) == (report.status, True)
            assert bool(store.snapshot(somebody_of(report), summary.id)) == (report.status != "draft")
        store.close()

    def test_their_people_can_be_chosen(self) -> None:
        people = {person.id for person in people_of(LIBRARY)}
        assert {author(report) for report in EXAMPLES} <= people
        assert {f"secretariat-{convention.id}" for convention in LIBRARY.conventions} <= people
