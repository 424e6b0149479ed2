"""Every route of the pages: what is asked of it, and the answer for each role and status of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

PARTY = ("focal point", "contributor")
RECEIVED = ("submitted", "accepted", "published")


def reads(role: str, status: str) -> bool:
    return role in PARTY or status == "published" or (role == "its Secretariat" and status in RECEIVED)


def everybody(role: str, status: str) -> int:
    return 200


def readers(role: str, status: str) -> int:
    return 200 if reads(role, status) else 404


def writers(role: str, status: str) -> int:
    """A page to write on: for others who may read, it leads to the report."""
    if role in PARTY and status == "draft":
        return 200
    return 302 if reads(role, status) else 404


def saving(role: str, status: str) -> int:
    if role in PARTY and status == "draft":
        return 303
    return 403 if reads(role, status) else 404


def receipt(role: str, status: str) -> int:
    if not reads(role, status):
        return 404
    return 302 if status == "draft" else 200


def snapshots(role: str, status: str) -> int:
    return 200 if reads(role, status) and status != "draft" else 404


def submitting(role: str, status: str) -> int:
    if role == "focal point":
        return 303  # a step that she has made already is made once
    return 403 if reads(role, status) else 404


def receiving(step: str) -> Callable[[str, str], int]:
    def expected(role: str, status: str) -> int:
        if role == "its Secretariat" and status in RECEIVED:
            return 409 if (step, status) == ("publish", "submitted") else 303
        return 403 if reads(role, status) else 404

    return expected


def own_secretariat(role: str, status: str) -> int:
    return 200 if role == "its Secretariat" else 404


def beginning(role: str, status: str) -> int:
    return 303 if role in PARTY or "Party's" in role else 403


def of_a_party(role: str, status: str) -> int:
    return 200 if role in PARTY or "Party's" in role else 404


@dataclass(frozen=True)
class Route:
    """What is asked of an endpoint, and the answer for each role and status."""

    path: str
    expected: Callable[[str, str], int]
    form: Mapping[str, str] | None = None


REVISION = {"revision": "{revision}"}  # the report's own
ROUTES = {
    "home": Route("/", everybody),
    "asset": Route("/static/x/cb.css", everybody),
    "common": Route("/common", of_a_party),
    "start": Route("/reports", beginning, {"convention": "example", "cycle": "EX1"}),
    "report": Route("/reports/{report}", readers),
    "earlier": Route("/reports/{report}/earlier", writers),
    "decide": Route("/reports/{report}/earlier", saving, REVISION),
    "take_up": Route("/reports/{report}/earlier/propose", saving, REVISION),
    "take_after_all": Route("/reports/{report}/earlier/refused", saving, REVISION),
    "check": Route("/reports/{report}/check", writers),
    "submitted": Route("/reports/{report}/submitted", receipt),
    "step": Route("/reports/{report}/steps/submit", submitting, REVISION),
    "step: accept": Route("/reports/{report}/steps/accept", receiving("accept"), REVISION),
    "step: publish": Route("/reports/{report}/steps/publish", receiving("publish"), REVISION),
    "report_pdf": Route("/reports/{report}/report.pdf", readers),
    "report_json": Route("/reports/{report}/report.json", readers),
    "attachment": Route("/reports/{report}/files/" + "0" * 64 + "/plan.pdf", lambda role, status: 404),
    "snapshot": Route("/reports/{report}/snapshot.json", snapshots),
    "section": Route("/reports/{report}/simple/1", writers),
    "save": Route("/reports/{report}/simple/1", saving, {**REVISION, "whole": "yes", "a:name": "Taken over"}),
    "remove": Route("/reports/{report}/tables/3/remove/trainings/r1", writers),
    "remove_row": Route("/reports/{report}/tables/3/remove/trainings/r1", saving, REVISION),
    "desk": Route("/desk/example", own_secretariat),
    "summary": Route("/desk/example/summary?question=state", own_secretariat),
    "summary_pdf": Route("/desk/example/summary.pdf?question=state", own_secretariat),
}
DEMO = {"sign_in", "choose"}
