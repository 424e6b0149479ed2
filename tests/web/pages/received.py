"""Reports that came in otherwise than most."""

from __future__ import annotations

from cbreport.answering import Answer
from cbreport.reporting import NewReport
from tests.web.conftest import Portal
from tests.web.people import KARI


def received_with(portal: Portal, edition: str) -> str:
    """A report of Norway that was submitted with an edition of the form that is not the cycle's."""
    new = NewReport("example", "example-national-report", edition, "sha256:0", "NOR", "EX1")
    begun = portal.store.load(new, {"name": Answer("Plan")}, author="kari")
    portal.store.transition(KARI, begun.id, "submit", revision=begun.revision, snapshot=b"{}")
    return begun.id
