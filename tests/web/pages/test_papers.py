"""The report as a file."""

from __future__ import annotations

import json

import pytest

from cbreport import load_report
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


@pytest.mark.parametrize("extent", ["long", "short"])
def test_a_pdf_in_each_extent(portal: Portal, extent: str) -> None:
    report = portal.report(answers={"name": "Plan"})
    reply = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/report.pdf?extent={extent}&language=fr").response
    assert reply.mimetype == "application/pdf"
    assert reply.get_data().startswith(b"%PDF-")
    assert reply.headers["Content-Disposition"] == 'inline; filename="example-ken-ex1-v1-draft-fr.pdf"'


def test_no_pdf_in_another_extent(portal: Portal) -> None:
    assert portal.browser(AMINA).get(f"{PREFIX}/reports/{portal.report()}/report.pdf?extent=wide").status == 404
