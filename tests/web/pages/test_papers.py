"""The report as a file."""

from __future__ import annotations

import hashlib
import io
import json
from typing import ClassVar

import pypdf
import pytest

from cbreport import load_report
from cbreport.reporting import Identity
from tests.documents.planted import unpacked
from tests.web.browser import words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, CLERK


def everything(content: bytes) -> str:
    return " ".join(part.decode("utf-8", "replace") for part in unpacked(content).values())


def test_the_file_is_one_that_can_be_loaded_again(portal: Portal) -> None:
    answers = {"name": {"value": "Plan", "comment": "Ask"}, "people": 12, "secret": "Jane"}
    report = portal.report(answers=answers)
    reply = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/report.json")
    assert reply.response.mimetype == "application/json"
    assert reply.response.headers["Content-Disposition"] == 'attachment; filename="example-ken-ex1-v1-draft.json"'
    loaded = load_report(json.loads(reply.response.get_data()), portal.library)
    assert {address: answer.content() for address, answer in loaded.answers.items()} == portal.answers(report)


def test_the_file_of_the_secretariat_has_no_comments_and_nothing_private(portal: Portal) -> None:
    report = portal.report(answers={"name": {"value": "Plan", "comment": "Ask"}, "secret": "Jane"}, status="submitted")
    data = json.loads(portal.browser(CLERK).get(f"{PREFIX}/reports/{report}/report.json").response.get_data())
    assert data["answers"] == {"name": {"value": "Plan"}}


def test_the_data_are_offered_in_every_format(portal: Portal) -> None:
    answers = {"name": {"value": "Plan", "comment": "Ask Zawadi"}, "people": 12, "secret": "Zawadi"}
    report = portal.report(answers=answers, status="published")
    for person in (AMINA, CLERK, None):
        page = portal.browser(person).get(f"{PREFIX}/reports/{report}")
        links = [link for link in page.links if "/files/" in link]
        assert [link.rpartition("/")[2] for link in links] == ["jsonld", "xlsx", "csv", "datapackage", "parquet"]
        for link in links:
            reply = portal.browser(person).get(link).response
            assert reply.status_code == 200
            assert reply.headers["Content-Disposition"].startswith(
                'attachment; filename="example-ken-ex1-v1-published.'
            )
            assert "Zawadi" not in everything(reply.get_data())


def test_a_draft_and_an_internal_copy_hold_everything(portal: Portal) -> None:
    amina, answers = portal.browser(AMINA), {"name": "Plan", "secret": "Zawadi"}
    draft = f"{PREFIX}/reports/{portal.report(answers=answers)}/files/csv"
    assert "Zawadi" in amina.get(draft).response.get_data(as_text=True)
    sent = portal.report(answers=answers, status="submitted")
    csv = f"{PREFIX}/reports/{sent}/files/csv"
    assert "Zawadi" in amina.get(f"{csv}?copy=internal").response.get_data(as_text=True)
    assert "Zawadi" not in amina.get(csv).response.get_data(as_text=True)
    page = amina.get(f"{PREFIX}/reports/{sent}?copy=internal")
    assert all("copy=internal" in link for link in page.links if "/files/" in link)
    internal = amina.get(f"{PREFIX}/reports/{sent}/files/xlsx?copy=internal").response
    assert internal.headers["Content-Disposition"].endswith('-submitted-internal.xlsx"')


@pytest.mark.parametrize("format", ["pdf", "html", "papyrus", "chm-json"])
def test_other_formats_are_no_data(portal: Portal, format: str) -> None:
    assert portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/files/{format}").status == 404


class TestASubmittedReport:
    """Its Party has it as the Secretariat has it, and an internal copy that cannot be taken for that."""

    ANSWERS: ClassVar = {"name": {"value": "Plan", "comment": "Ask Zawadi"}, "secret": "Zawadi"}

    def test_is_the_secretariats_unless_the_internal_copy_is_asked_for(self, portal: Portal) -> None:
        there = f"{PREFIX}/reports/{portal.report(answers=self.ANSWERS, status='submitted')}"
        amina = portal.browser(AMINA)
        sent, internal = (amina.get(f"{there}/report.json{more}").response for more in ("", "?copy=internal"))
        assert json.loads(sent.get_data())["answers"] == {"name": {"value": "Plan"}}
        assert json.loads(internal.get_data())["answers"]["secret"]["value"] == "Zawadi"
        assert internal.headers["Content-Disposition"].endswith('-internal.json"')
        page, own = amina.get(there), amina.get(f"{there}?copy=internal")
        assert "Zawadi" not in page.words
        assert "as the Secretariat has it" in page.words
        assert "Digest of what was submitted: sha256:" in page.words
        assert "Zawadi" in own.words
        assert "Internal copy" in own.words
        assert "Digest of what was submitted: sha256:" not in own.words
        assert all("copy=internal" in link for link in own.links if "/report." in link)

    def test_on_paper(self, portal: Portal) -> None:
        there = f"{PREFIX}/reports/{portal.report(answers=self.ANSWERS, status='submitted')}/report.pdf"
        sent, internal = (self.text(portal, there + more) for more in ("", "?copy=internal"))
        assert "Zawadi" not in sent
        assert "Digest of what was submitted" in sent
        assert "INTERNAL COPY" not in sent
        assert "Zawadi" in internal
        assert internal.count("INTERNAL COPY") > 1  # on the cover and on every page
        assert "Digest of what was submitted" not in internal

    def text(self, portal: Portal, there: str) -> str:
        content = portal.browser(AMINA).get(there).response.get_data()
        return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())

    @pytest.mark.parametrize("person", [CLERK, None])
    def test_nobody_else_has_an_internal_copy(self, portal: Portal, person: Identity | None) -> None:
        there = f"{PREFIX}/reports/{portal.report(answers=self.ANSWERS, status='published')}"
        for what in ("", "/report.json", "/snapshot.json"):
            reply = portal.browser(person).get(f"{there}{what}?copy=internal").response
            assert reply.status_code == 200
            assert "Zawadi" not in reply.get_data(as_text=True)

    def test_the_snapshot_has_the_digest_that_page_and_paper_say(self, portal: Portal) -> None:
        there = f"{PREFIX}/reports/{portal.report(answers=self.ANSWERS, status='submitted')}"
        for person in (AMINA, CLERK):
            reply = portal.browser(person).get(f"{there}/snapshot.json").response
            digest = "sha256:" + hashlib.sha256(reply.get_data()).hexdigest()
            assert reply.headers["Content-Disposition"] == (
                'attachment; filename="example-ken-ex1-v1-submitted-snapshot.json"'
            )
            assert digest in portal.browser(person).get(there).words
            assert digest in "".join(self.text(portal, f"{there}/report.pdf").split())
        assert digest in portal.browser(AMINA).get(f"{there}/submitted").words


def reader_of(portal: Portal, path: str, person: Identity | None = AMINA) -> pypdf.PdfReader:
    reply = portal.browser(person).get(f"{PREFIX}{path}").response
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    return pypdf.PdfReader(io.BytesIO(reply.get_data()))


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


class TestWhatIsInsideAPdf:
    ANSWERS: ClassVar = {"name": {"value": "Plan", "comment": "Ask Zawadi"}, "secret": "Zawadi"}

    def test_of_what_was_submitted_is_the_snapshot(self, portal: Portal) -> None:
        report = portal.report(answers=self.ANSWERS, status="accepted")
        snapshot = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/snapshot.json").response.get_data()
        for person in (AMINA, CLERK):
            for more in ("", "?extent=short", "?archive=yes"):
                reader = reader_of(portal, f"/reports/{report}/report.pdf{more}", person)
                assert dict(reader.attachments) == {"example-ken-ex1-v1.json": [snapshot]}
        assert dict(reader_of(portal, f"/reports/{report}/report.pdf?copy=internal").attachments) == {}

    def test_of_a_draft_is_nothing_private(self, portal: Portal) -> None:
        report = portal.report(answers=self.ANSWERS)
        (content,) = reader_of(portal, f"/reports/{report}/report.pdf").attachments["example-ken-ex1-v1.json"]
        assert json.loads(content)["answers"] == {"name": {"value": "Plan"}}

    def test_the_file_for_an_archive_is_offered_for_what_was_submitted(self, portal: Portal) -> None:
        report = portal.report(answers=self.ANSWERS, status="submitted")
        browser = portal.browser(AMINA)
        page = browser.get(f"{PREFIX}/reports/{report}")
        reply = browser.get(page.link("PDF for an archive (PDF/A)")).response
        assert b'pdfaid:part="3"' in reply.get_data()
        assert reply.headers["Content-Disposition"] == 'inline; filename="example-ken-ex1-v1-submitted-archive-en.pdf"'


class TestStamps:
    def test_a_version_is_superseded_when_the_next_one_is_submitted(self, portal: Portal) -> None:
        report = portal.report(answers={"name": "Plan"}, status="accepted")
        path = f"/reports/{report}/report.pdf"
        newer = portal.store.revise(AMINA, report).id
        assert "SUPERSEDED" not in text_of(reader_of(portal, path))
        portal.to(newer, "submitted")
        text = text_of(reader_of(portal, path))
        assert text.count("SUPERSEDED") > 1  # on the cover and on every page
        assert "Superseded by Version 2" in text
        assert "SUPERSEDED" not in text_of(reader_of(portal, f"/reports/{newer}/report.pdf"))
        portal.to(newer, "recalled")
        assert "SUPERSEDED" not in text_of(reader_of(portal, path))

    def test_what_is_published_says_so_to_everybody(self, portal: Portal) -> None:
        report = portal.report(answers={"name": "Plan"}, status="published")
        assert "PUBLISHED" in text_of(reader_of(portal, f"/reports/{report}/report.pdf", None))


class TestASectionAsPdf:
    def test_is_found_where_the_section_is_printed(self, portal: Portal) -> None:
        report = portal.report(answers={"name": "Plan 2030", "secret": "Zawadi"})
        browser = portal.browser(AMINA)
        page = browser.get(f"{PREFIX}/reports/{report}/simple/print")
        reader = pypdf.PdfReader(io.BytesIO(browser.get(page.link("This section as PDF")).response.get_data()))
        text = text_of(reader)
        assert "Plan 2030" in text
        assert "Zawadi" in text
        assert "Were needs assessed" not in text
        assert dict(reader.attachments) == {}

    def test_has_nothing_private_for_others(self, portal: Portal) -> None:
        report = portal.report(answers={"name": "Plan 2030", "secret": "Zawadi"}, status="published")
        for person in (AMINA, CLERK, None):
            text = text_of(reader_of(portal, f"/reports/{report}/simple/section.pdf", person))
            assert "Plan 2030" in text
            assert "Zawadi" not in text

    def test_of_no_such_section_is_not_there(self, portal: Portal) -> None:
        assert portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/nothing/section.pdf").status == 404


class TestABlankForm:
    def test_is_found_from_the_report(self, portal: Portal) -> None:
        browser = portal.browser(AMINA)
        page = browser.get(f"{PREFIX}/reports/{portal.report(answers={'name': 'Plan 2030'})}")
        reply = browser.get(page.link("Blank form as PDF, to circulate")).response
        assert reply.headers["Content-Disposition"] == 'inline; filename="example-national-report-ex1-en.pdf"'
        text = text_of(pypdf.PdfReader(io.BytesIO(reply.get_data())))
        assert "What is the plan called?" in text
        assert "Plan 2030" not in text

    @pytest.mark.parametrize("path", ["nothing/EX1", "example/EX9"])
    def test_of_no_such_cycle_is_not_there(self, portal: Portal, path: str) -> None:
        assert portal.browser(AMINA).get(f"{PREFIX}/forms/{path}/blank.pdf").status == 404


@pytest.mark.parametrize("extent", ["long", "short"])
def test_a_pdf_in_each_extent(portal: Portal, extent: str) -> None:
    report = portal.report(answers={"name": "Plan"})
    reply = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/report.pdf?extent={extent}&language=fr").response
    assert reply.mimetype == "application/pdf"
    assert reply.get_data().startswith(b"%PDF-")
    assert reply.headers["Content-Disposition"] == 'inline; filename="example-ken-ex1-v1-draft-fr.pdf"'


def test_no_pdf_in_another_extent(portal: Portal) -> None:
    assert portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/report.pdf?extent=wide").status == 404


class TestASectionToPrint:
    def test_has_all_its_questions_answered_or_not(self, portal: Portal) -> None:
        report = portal.report(answers={"name": "Plan 2030", "secret": "Zawadi"})
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/simple/print")
        assert page.faults == []
        labels = [words(each) for each in page.all("h3", "cb-answer__label")]
        assert labels[:2] == ["I.1 What is the plan called?", "I.2 What happened?"]
        assert "I.12 Which Party is near?" in labels
        assert "Plan 2030" in page.words
        assert "Zawadi" in page.words
        assert page.all("p", "cb-blank")
        assert "Were needs assessed" not in page.words

    def test_says_when_it_is_not_asked(self, portal: Portal) -> None:
        page = portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/after/print")
        assert "not asked as the answers are now" in page.words

    def test_is_found_from_its_questions(self, portal: Portal) -> None:
        browser, report = portal.browser(AMINA), portal.report()
        page = browser.get(f"{PREFIX}/reports/{report}/choices/1")
        printed = browser.get(page.link("Print this section"))
        assert "Were needs assessed?" in printed.words
        assert printed.link("Back to the questions") == page.path

    def test_of_no_such_section_is_not_there(self, portal: Portal) -> None:
        assert portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/nothing/print").status == 404
