"""The Secretariat's own reports: begun, written, submitted, published, and kept apart from those of Parties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cbreport.answering import Answer
from cbreport.mailing import Contact
from cbreport.reporting import PUBLIC, SECRETARIAT, Identity, NewReport
from cbreport.web.host import load_examples, people_of
from tests.office import WORK, office_library, work_form
from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, CLERK, STRANGER
from tests.web.routes import DELEGATION

OWN = f"{PREFIX}/desk/example/own"
DESK = f"{PREFIX}/desk/example"
OFFICE = "Secretariat of the Convention on Examples"


@pytest.fixture
def portal(make_portal: Callable[..., Portal]) -> Portal:
    return make_portal(library=office_library())


@pytest.fixture
def clerk(portal: Portal) -> Browser:
    return portal.browser(CLERK)


def put(portal: Portal, status: str = "draft", cycle: str = WORK.id) -> str:
    form = work_form()
    begun = portal.store.create(CLERK, NewReport("example", form.id, form.edition, form.digest, "XSC", cycle))
    for step in {"draft": (), "submitted": ("submit",), "published": ("submit", "publish")}[status]:
        portal.store.transition(CLERK, begun.id, step, revision=0, snapshot=b"{}" if step == "submit" else b"")
    return begun.id


def begin(browser: Browser, cycle: str = WORK.id) -> Page:
    return browser.post(f"{PREFIX}/reports", {"convention": "example", "cycle": cycle})


def test_a_work_programme_from_its_beginning_to_its_publication(portal: Portal, clerk: Browser) -> None:
    page = clerk.get(OWN)
    assert OFFICE in page.words
    assert "Work programme 2026" in page.words
    assert "First report" not in page.words  # of Parties
    assert "overdue" not in page.words
    assert page.faults == []
    report = begin(clerk)
    assert report.status == 200
    assert OFFICE in report.words
    assert "Nobody outside the Secretariat reads it before it is published" in report.words
    saved = clerk.post(
        f"{report.path}/plan/1", {"revision": "0", "whole": "yes", "a:aim": "Teach", "a:contact": "Jane", "a:host": ""}
    )
    assert saved.status == 200
    receipt = clerk.post(f"{report.path}/steps/submit", {"revision": "1"})
    assert "Others read the report when it is published" in receipt.words
    page = clerk.get(report.path)
    assert "Publish this report" in page.words
    assert "Accept this report" not in page.words
    assert page.link("Reports of the Secretariat") == OWN
    assert clerk.post(f"{report.path}/steps/accept", {"revision": "1"}).status == 409
    assert portal.browser(AMINA).get(report.path).status == 404
    assert clerk.post(f"{report.path}/steps/publish", {"revision": "1"}).status == 200
    read = portal.browser(AMINA).get(report.path)
    assert read.status == 200
    assert "Teach" in read.words
    assert "Jane" not in read.words
    assert "Published" in clerk.get(OWN).words
    assert OFFICE in portal.browser().get(f"{PREFIX}/").words


def test_it_is_begun_once_and_gone_on_with(portal: Portal, clerk: Browser) -> None:
    first = begin(clerk)
    assert begin(clerk).path == first.path
    assert clerk.get(OWN).link("Work programme 2026") == first.path


def test_records_are_begun_as_often_as_there_is_one(portal: Portal, clerk: Browser) -> None:
    put(portal)
    page = begin(clerk, "DEC")
    assert "No. 1" in page.words
    clerk.post(f"{page.path}/plan/1", {"revision": "0", "whole": "yes", "a:aim": "First decision"})
    begin(clerk, "DEC")
    assert clerk.get(OWN).words.count("No. ") == 2
    assert "First decision" in clerk.get(OWN).words


def test_others_begin_none(portal: Portal) -> None:
    for person in (AMINA, STRANGER, None):
        assert begin(portal.browser(person)).status == 403
        assert portal.browser(person).get(OWN).status == 404
    assert portal.store.reports(CLERK) == ()


def test_nobody_enters_one_for_a_party(portal: Portal, clerk: Browser) -> None:
    asked = {"convention": "example", "cycle": WORK.id}
    assert clerk.post(f"{PREFIX}/reports/for-a-party", {**asked, "party": "KEN"}).status == 404
    assert clerk.post(f"{PREFIX}/reports/for-a-party", {**asked, "cycle": "EX1", "party": "XSC"}).status == 404


def test_the_desk_does_not_count_it(portal: Portal, clerk: Browser) -> None:
    put(portal, "submitted")
    assert clerk.get(f"{DESK}?cycle={WORK.id}").status == 404
    for page in (clerk.get(DESK), clerk.get(f"{DESK}/waiting")):
        assert page.link("Reports of the Secretariat") == OWN
        assert "Work programme" not in page.words
        assert OFFICE not in page.words


def test_a_focal_point_is_told_nothing_of_it(portal: Portal) -> None:
    put(portal)
    browser = portal.browser(AMINA)
    assert "Work programme" not in browser.get(f"{PREFIX}/").words
    assert "Work programme" not in browser.get(f"{PREFIX}/calendar.ics").text


def test_every_page_of_one_is_there_and_speaks_of_no_country(portal: Portal, clerk: Browser) -> None:
    report = put(portal)
    place = f"{PREFIX}/reports/{report}"
    for end in ("", "/check", "/plan/1", "/discussion", "/earlier", "/delegations/new", "/elsewhere"):
        page = clerk.get(place + end)
        assert (page.status, page.faults) == (200, []), end
        assert "your country" not in page.words.lower(), end
        assert "focal point" not in page.words.lower(), end
    files = ("/elsewhere/report.xlsx", "/elsewhere/report.docx", "/elsewhere/report.html")
    for end in (*files, "/deadline.ics", "/report.json", "/files/csv"):
        assert clerk.get(place + end).status == 200, end
    assert clerk.get(f"{place}/hand-over").status == 404  # notes are kept for Parties
    assert clerk.get(f"{PREFIX}/device").status == 200


def test_a_submitted_one_speaks_of_no_country_either(portal: Portal, clerk: Browser) -> None:
    place = f"{PREFIX}/reports/{put(portal, 'submitted')}"
    for end in ("", "?copy=internal", "/submitted"):
        page = clerk.get(place + end)
        assert (page.status, page.faults) == (200, []), end
        assert "your country" not in page.words.lower(), end
        assert "The Party" not in page.words, end


def test_the_hosts_contacts_are_asked_for_parties_only(make_portal: Callable[..., Portal]) -> None:
    def contacts(convention: str, party: str) -> list[Contact]:
        raise AssertionError(party)

    portal = make_portal(library=office_library(), contacts=contacts, mail_from="reports@example.org")
    asked = {**DELEGATION, "section": "plan", "email": "chebet@example.org"}
    done = portal.browser(CLERK).post(f"{PREFIX}/reports/{put(portal)}/delegations/new", asked)
    assert done.status == 200
    assert len(portal.store.delegations(CLERK, portal.store.reports(CLERK)[0].id)) == 1


def test_who_serves_two_conventions_is_offered_no_answers_of_the_other_secretariat(
    make_portal: Callable[..., Portal],
) -> None:
    both = Identity("both", "Both", frozenset({SECRETARIAT}), conventions=frozenset({"example", "other"}))
    portal = make_portal(library=office_library(), identity=lambda request: both)
    form = work_form()
    about = NewReport("example", form.id, form.edition, form.digest, "XSC", WORK.id)
    mine = portal.store.create(both, about)
    place = f"{PREFIX}/reports/{mine.id}"
    portal.store.load(replace(about, convention="other", cycle="WORK-2025"), {"aim": Answer("Theirs")}, author="both")
    assert "could be proposed" not in portal.browser().get(place).words
    portal.store.load(replace(about, cycle="WORK-2025"), {"aim": Answer("Ours")}, author="both")
    assert "Answers that could be proposed: 1" in portal.browser().get(place).words


def test_a_convention_without_any_has_a_page_that_says_so(make_portal: Callable[..., Portal]) -> None:
    portal = make_portal()
    clerk = portal.browser(CLERK)
    assert "No form is installed here that the Secretariat answers" in clerk.get(OWN).words
    assert "Reports of the Secretariat" not in clerk.get(DESK).words
    assert OWN not in clerk.get(f"{PREFIX}/").links


def test_an_example_of_it_is_published_in_the_demo_and_its_people_are_the_secretariats(portal: Portal) -> None:
    assert load_examples(office_library(), portal.store) == 1
    (found,) = portal.store.reports(PUBLIC)
    assert (found.party, found.status, found.example) == ("XSC", "published", True)
    assert [each.id for each in people_of(office_library())] == ["secretariat-example"]
