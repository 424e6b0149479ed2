"""Whose copy of a report somebody gets."""

from __future__ import annotations

import pytest

from cbreport.reporting import Identity, Report
from cbreport.web.context import current
from cbreport.web.reading import audience_of, document_of, is_internal_copy
from tests.web.conftest import PREFIX, Drawer
from tests.web.people import AMINA, BARASA, CLERK, KARI, PERSON, STRANGER


@pytest.mark.parametrize(
    ("person", "status", "asked", "audience"),
    [
        (AMINA, "draft", "", "party"),
        (AMINA, "submitted", "", "secretariat"),
        (AMINA, "submitted", "internal", "party"),
        (AMINA, "published", "INTERNAL", "secretariat"),
        (BARASA, "accepted", "internal", "party"),
        (CLERK, "submitted", "internal", "secretariat"),
        (CLERK, "published", "", "secretariat"),
        (KARI, "published", "internal", "public"),
        (STRANGER, "published", "internal", "public"),
        (None, "published", "internal", "public"),
    ],
)
def test_everybody_gets_her_copy(draw: Drawer, person: Identity | None, status: str, asked: str, audience: str) -> None:
    report = Report(draw.form, "KEN", "EX1", status=status, id="a" * 24, library=draw.library)
    environ = {PERSON: person.id} if person else {}
    with draw.app.test_request_context(f"{PREFIX}/?copy={asked}", environ_base=environ):
        draw.app.preprocess_request()
        assert audience_of(current(), report) == audience
        assert is_internal_copy(current(), report) is (audience == "party" and status != "draft")
        internal = str(document_of(current(), report).cover.state) == "INTERNAL COPY"
        assert internal is is_internal_copy(current(), report)
