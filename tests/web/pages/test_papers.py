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
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, CLERK


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


@pytest.mark.parametrize("extent", ["long", "short"])
def test_a_pdf_in_each_extent(portal: Portal, extent: str) -> None:
    report = portal.report(answers={"name": "Plan"})
    reply = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/report.pdf?extent={extent}&language=fr").response
    assert reply.mimetype == "application/pdf"
    assert reply.get_data().startswith(b"%PDF-")
    assert reply.headers["Content-Disposition"] == 'inline; filename="example-ken-ex1-v1-draft-fr.pdf"'


def test_no_pdf_in_another_extent(portal: Portal) -> None:
    assert portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/report.pdf?extent=wide").status == 404
