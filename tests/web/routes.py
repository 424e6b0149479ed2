"""Every route of the pages: what is asked of it, and the answer for each role and status of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

PARTY = ("focal point", "contributor")
INSIDE = (*PARTY, "approver")
IN_HAND = ("draft", "in-review", "approved")
SEEN = ("submitted", "returned", "recalled", "accepted", "published")


def reads(role: str, status: str) -> bool:
    return role in INSIDE or status == "published" or (role == "its Secretariat" and status in SEEN)


def everybody(role: str, status: str) -> int:
    return 200


def readers(role: str, status: str) -> int:
    return 200 if reads(role, status) else 404


def with_colleagues(expected: Callable[[str, str], int]) -> Callable[[str, str], int]:
    """The same, but somebody to whom its section was delegated is like a contributor, as long as the Party has it."""

    def seen(role: str, status: str) -> int:
        as_if = "contributor" if role == "colleague" and status in IN_HAND else role
        return expected(as_if, status)

    return seen


def writers(role: str, status: str) -> int:
    """A page to write on: for others who may read, it leads to the report."""
    if role in PARTY and status == "draft":
        return 200
    return 302 if reads(role, status) else 404


def checking(role: str, status: str) -> int:
    """For all who work on the report or review it; for others who may read, it leads to the report."""
    if role in INSIDE and status in IN_HAND:
        return 200
    return 302 if reads(role, status) else 404


def saving(role: str, status: str) -> int:
    if role in PARTY and status == "draft":
        return 303
    return 403 if reads(role, status) else 404


def restoring(role: str, status: str) -> int:
    if role in INSIDE:
        return 303 if role in PARTY and status == "draft" else 403
    return 404


def taking_along(found: int) -> Callable[[str, str], int]:
    """A file to fill in, out and back: for those who may change the report now."""

    def expected(role: str, status: str) -> int:
        if role not in INSIDE:
            return 404
        return found if role in PARTY and status == "draft" else 403

    return expected


def sending(role: str, status: str) -> int:
    """What the script sends is answered where a form would be led on."""
    return 200 if saving(role, status) == 303 else saving(role, status)


def filling_in(role: str, status: str) -> int:
    colleague = role == "colleague" and status in IN_HAND
    return 200 if role in PARTY or "Party's" in role or colleague else 404


def setting(role: str, status: str) -> int:
    return 303 if filling_in(role, status) == 200 else 404


def leaving(role: str, status: str) -> int:
    return 303


def receipt(role: str, status: str) -> int:
    if not reads(role, status):
        return 404
    return 302 if status in IN_HAND else 200


def snapshots(role: str, status: str) -> int:
    return 200 if reads(role, status) and status not in IN_HAND else 404


def submitting(role: str, status: str) -> int:
    if role == "focal point":
        return 409 if status == "in-review" else 303  # a step that she has made already is made once
    return 403 if reads(role, status) else 404


def revising(role: str, status: str) -> int:
    if role in PARTY:
        return 409 if status in IN_HAND else 303
    return 403 if reads(role, status) else 404


def taking_part(found: int) -> Callable[[str, str], int]:
    """For whoever is not inside there is no discussion, whatever else she may read."""
    return lambda role, status: found if role in INSIDE else 404


def stepping(who: tuple[str, ...], *before: str, made: tuple[str, ...] = ()) -> Callable[[str, str], int]:
    """A step inside the Party. ``made``: where the focal point has made it at this revision; again is once."""

    def expected(role: str, status: str) -> int:
        if role not in who:
            return 403 if reads(role, status) else 404
        return 303 if status in before or (role == "focal point" and status in made) else 409

    return expected


def receiving(step: str) -> Callable[[str, str], int]:
    def expected(role: str, status: str) -> int:
        if role == "its Secretariat" and status in SEEN:
            made = {
                "accept": ("submitted", "accepted", "published"),
                "publish": ("accepted", "published"),
                "send-back": ("submitted", "accepted", "returned"),
                "withdraw": ("published",),
            }
            return 303 if status in made[step] else 409
        return 403 if reads(role, status) else 404

    return expected


def own_secretariat(role: str, status: str) -> int:
    return 200 if role == "its Secretariat" else 404


def entering(role: str, status: str) -> int:
    return 303 if role == "its Secretariat" else 403


def entering_beside(role: str, status: str) -> int:
    """For the Party whose report is in that status: what it has not submitted stands in nobody's way."""
    return entering(role, status) if status in IN_HAND else 403


def reminding(role: str, status: str) -> int:
    """Nobody can be reminded where the host names no contacts, and it says so."""
    return 422 if role == "its Secretariat" else 404


def freezing(role: str, status: str) -> int:
    """Without a title nothing is frozen, and it says so."""
    return 422 if role == "its Secretariat" else 404


def opening_needs(role: str, status: str) -> int:
    return 303 if role == "its Secretariat" else 404


def opening_nothing(role: str, status: str) -> int:
    return 422 if role == "its Secretariat" else 404


def remarking(role: str, status: str) -> int:
    return 303 if role == "its Secretariat" else 404


def beginning(role: str, status: str) -> int:
    return 303 if role in PARTY or "Party's" in role else 403


def focal_point(role: str, status: str) -> int:
    return 200 if role == "focal point" else 404


def delegation(role: str, status: str) -> int:
    """The form of a new delegation: for a report that was submitted, it leads to the report."""
    return (200 if status in IN_HAND else 302) if role == "focal point" else 404


def making_a_delegation(role: str, status: str) -> int:
    return (200 if status in IN_HAND else 422) if role == "focal point" else 404


def taking_over(role: str, status: str) -> int:
    return 303 if role == "focal point" else 404


def inside(role: str, status: str) -> int:
    return 200 if role in INSIDE or (role == "colleague" and status in IN_HAND) else 404


def somebody(role: str, status: str) -> int:
    return 404 if role == "public" else 200


def nobody(role: str, status: str) -> int:
    return 404


def of_a_party(role: str, status: str) -> int:
    return 200 if role in INSIDE or "Party's" in role else 404


@dataclass(frozen=True)
class Route:
    """What is asked of an endpoint, and the answer for each role and status."""

    path: str
    expected: Callable[[str, str], int]
    form: Mapping[str, str] | None = None
    leads_to: str = "/reports/"  # where a redirect begins
    method: str = "POST"


REVISION = {"revision": "{revision}"}  # the report's own
REASON = {**REVISION, "reason": "Question 3 lacks a source."}
ABOUT = {"convention": "example", "cycle": "EX1"}
NEXT_YEAR = str(datetime.now(UTC).year + 1)
DELEGATION = {
    "section": "simple", "name": "Chebet", "due-day": "1", "due-month": "1", "due-year": NEXT_YEAR,
    "expires-day": "1", "expires-month": "1", "expires-year": NEXT_YEAR,
}  # fmt: skip
UNTIL = {"shown": "no", "until-day": "1", "until-month": "1", "until-year": NEXT_YEAR}
REMARK = {"do": "new", "kind": "comment", "text": "Train judges.", "language": "en"}
ROUTES = {
    "home": Route("/", everybody),
    "asset": Route("/static/x/cb.css", everybody),
    "common": Route("/common", of_a_party),
    "worker": Route("/sw.js", everybody),
    "device": Route("/device", filling_in),
    "set_device": Route("/device", setting, {"own": "yes"}, leads_to="/device"),
    "leave_device": Route("/leave-device", everybody),
    "left_device": Route("/leave-device", leaving, {}, leads_to="/"),
    "start": Route("/reports", beginning, ABOUT),
    "start_for": Route("/reports/for-a-party", entering, {**ABOUT, "party": "FJI"}),
    "start_for: begun": Route("/reports/for-a-party", entering_beside, {**ABOUT, "party": "KEN"}),
    "report": Route("/reports/{report}", with_colleagues(readers)),
    "earlier": Route("/reports/{report}/earlier", writers),
    "decide": Route("/reports/{report}/earlier", saving, REVISION),
    "filling": Route("/reports/{report}/elsewhere", with_colleagues(taking_along(200))),
    "to_fill_in": Route("/reports/{report}/elsewhere/report.json", with_colleagues(taking_along(200))),
    "bring_back": Route("/reports/{report}/elsewhere", with_colleagues(taking_along(422)), {}),
    "take_in": Route("/reports/{report}/elsewhere/save", with_colleagues(taking_along(422)), REVISION),
    "take_up": Route("/reports/{report}/earlier/propose", saving, REVISION),
    "take_after_all": Route("/reports/{report}/earlier/refused", saving, REVISION),
    "check": Route("/reports/{report}/check", checking),
    "submitted": Route("/reports/{report}/submitted", receipt),
    "step": Route("/reports/{report}/steps/submit", submitting, REVISION),
    "step: accept": Route("/reports/{report}/steps/accept", receiving("accept"), REVISION),
    "step: publish": Route("/reports/{report}/steps/publish", receiving("publish"), REVISION),
    "step: send-back": Route("/reports/{report}/steps/send-back", receiving("send-back"), REASON),
    "step: withdraw": Route("/reports/{report}/steps/withdraw", receiving("withdraw"), REASON),
    "step: ask-review": Route(
        "/reports/{report}/steps/ask-review", stepping(PARTY, "draft", made=("in-review", "approved")), REVISION
    ),
    "step: resume": Route("/reports/{report}/steps/resume", stepping(PARTY, "in-review"), REVISION),
    "step: approve": Route(
        "/reports/{report}/steps/approve",
        stepping(("focal point", "approver"), "in-review", made=("approved",)),
        REVISION,
    ),
    "step: return": Route(
        "/reports/{report}/steps/return", stepping(("focal point", "approver"), "in-review", "approved"), REASON
    ),
    "step: recall": Route(
        "/reports/{report}/steps/recall", stepping(("focal point",), "submitted", made=("recalled",)), REASON
    ),
    "revise": Route("/reports/{report}/revise", revising, {}),
    "discussion": Route("/reports/{report}/discussion", with_colleagues(taking_part(200))),
    "discussion_on": Route("/reports/{report}/discussion/on/name", with_colleagues(taking_part(200))),
    "take_part": Route(
        "/reports/{report}/discussion/on/name",
        with_colleagues(taking_part(303)),
        {"do": "begin", "kind": "question", "text": "Why?"},
    ),
    "report_pdf": Route("/reports/{report}/report.pdf", readers),
    "report_json": Route("/reports/{report}/report.json", readers),
    "data_file": Route("/reports/{report}/files/csv", readers),
    "attachment": Route("/reports/{report}/files/" + "0" * 64 + "/plan.pdf", lambda role, status: 404),
    "snapshot": Route("/reports/{report}/snapshot.json", snapshots),
    "section_paper": Route("/reports/{report}/simple/print", with_colleagues(writers)),
    "section_pdf": Route("/reports/{report}/simple/section.pdf", with_colleagues(readers)),
    "section_pdf: of others": Route("/reports/{report}/tables/section.pdf", readers),
    "blank_pdf": Route("/forms/example/EX1/blank.pdf", everybody),
    "section": Route("/reports/{report}/simple/1", with_colleagues(writers)),
    "save": Route(
        "/reports/{report}/simple/1", with_colleagues(saving), {**REVISION, "whole": "yes", "a:name": "Taken over"}
    ),
    "autosave": Route(
        "/reports/{report}/simple/1",
        with_colleagues(sending),
        {"a:name": "Taken over", "address": "name", "whole": "yes", **REVISION},
        method="PUT",
    ),
    "remove": Route("/reports/{report}/tables/3/remove/trainings/r1", writers),
    "remove_row": Route("/reports/{report}/tables/3/remove/trainings/r1", saving, REVISION),
    "activity": Route("/reports/{report}/activity", readers),
    "compare": Route("/reports/{report}/compare", readers),
    "comparison_pdf": Route("/reports/{report}/compare.pdf", nobody),
    "comparison_pdf: with itself": Route("/reports/{report}/compare.pdf?left={report}", readers),
    "history": Route("/reports/{report}/history/name", inside),
    "restore": Route("/reports/{report}/history/name", with_colleagues(restoring), {**REVISION, "at": "0"}),
    "section: of others": Route("/reports/{report}/tables/1", writers),
    "save: of others": Route("/reports/{report}/choices/1", saving, {**REVISION, "whole": "yes", "a:state": "planned"}),
    "delegations": Route("/reports/{report}/delegations", focal_point),
    "delegate_form": Route("/reports/{report}/delegations/new?section=simple", delegation),
    "delegate": Route("/reports/{report}/delegations/new", making_a_delegation, DELEGATION),
    "delegation": Route("/reports/{report}/delegations/" + "a" * 24 + "/withdraw", nobody, {}),
    "hand_over": Route("/reports/{report}/hand-over", focal_point),
    "take_over": Route("/reports/{report}/hand-over", taking_over, {"note": "Ask Barasa."}),
    "done": Route("/reports/{report}/done", nobody, {"delegation": "a" * 24, "done": "yes"}),
    "deadline": Route("/reports/{report}/deadline.ics", inside),
    "calendar": Route("/calendar.ics", somebody),
    "invited": Route("/invited/" + "a" * 32, nobody),
    "accept": Route("/invited/" + "a" * 32, nobody, {}),
    "leave": Route("/leave", everybody, {}),
    "desk": Route("/desk/example", own_secretariat),
    "desk_file": Route("/desk/example/parties.csv", own_secretariat),
    "desk_file: xlsx": Route("/desk/example/parties.xlsx", own_secretariat),
    "waiting": Route("/desk/example/waiting", own_secretariat),
    "own": Route("/desk/example/own", own_secretariat),
    "reminders": Route("/desk/example/reminders", own_secretariat),
    "remind": Route("/desk/example/reminders", reminding, {"action": "send", "party": "NOR"}),
    "exports": Route("/desk/example/exports", own_secretariat),
    "export": Route("/desk/example/exports", own_secretariat, {"action": "choose"}),
    "export_job": Route("/desk/example/exports/" + "a" * 24, nobody),
    "cancel_export": Route("/desk/example/exports/" + "a" * 24, nobody, {}),
    "export_file": Route("/desk/example/exports/" + "a" * 24 + "/zip", nobody),
    "overview": Route("/desk/example/synthesis", own_secretariat),
    "overview: a part": Route("/desk/example/synthesis?show=answers&part=answers", own_secretariat),
    "overview: no such part": Route("/desk/example/synthesis?part=no-such", nobody),
    "overview_file": Route("/desk/example/synthesis.pdf", own_secretariat),
    "overview_file: xlsx": Route("/desk/example/synthesis.xlsx?kind=progress", own_secretariat),
    "picture": Route("/desk/example/picture", own_secretariat),
    "picture_view": Route("/desk/example/picture/needs", own_secretariat),
    "picture_view: none": Route("/desk/example/picture/no-such", nobody),
    "picture_file": Route("/desk/example/picture/needs.pdf", own_secretariat),
    "picture_file: xlsx": Route("/desk/example/picture/needs.xlsx", own_secretariat),
    "received": Route("/desk/example/received", own_secretariat),
    "received_file": Route("/desk/example/received.xlsx", own_secretariat),
    "frozen": Route("/desk/example/frozen", own_secretariat),
    "freezing": Route("/desk/example/frozen/new", own_secretariat),
    "freeze": Route("/desk/example/frozen/new", freezing, {"title": "", "count": "EX1"}),
    "frozen_page": Route("/desk/example/frozen/" + "a" * 24, nobody),
    "frozen_file": Route("/desk/example/frozen/" + "a" * 24 + ".json", nobody),
    "remarks": Route("/desk/example/remarks", own_secretariat),
    "open_needs": Route("/desk/example/remarks", opening_needs, UNTIL, leads_to="/needs/example/"),
    "open_needs: without a day": Route("/desk/example/remarks", opening_nothing, {"shown": "yes"}),
    "remarks_file": Route("/desk/example/remarks.pdf", own_secretariat),
    "remarks_file: xlsx": Route("/desk/example/remarks.xlsx", own_secretariat),
    "remarks_file: docx": Route("/desk/example/remarks.docx", own_secretariat),
    "remarks_at": Route("/needs/example/remarks", own_secretariat),
    "remark": Route("/needs/example/remarks", remarking, REMARK, leads_to="/needs/example/remarks#"),
    "opening": Route("/needs/example/" + "a" * 24, nobody),
    "set_opening": Route("/needs/example/" + "a" * 24, nobody, {"do": "close"}),
    "match": Route("/desk/example/matches/" + "a" * 24, nobody),
    "move_match": Route("/desk/example/matches/" + "a" * 24, nobody, {"state": "contacted", "base": "0"}),
    "summary": Route("/desk/example/summary?question=state", own_secretariat),
    "summary: by region": Route("/desk/example/summary?question=state&part=options", own_secretariat),
    "summary: heat map": Route("/desk/example/summary?question=needs&part=heat", own_secretariat),
    "summary: change": Route("/desk/example/summary?question=state&part=change", own_secretariat),
    "summary: no such part": Route("/desk/example/summary?question=state&part=no-such", nobody),
    "summary_file": Route("/desk/example/summary.pdf?question=state", own_secretariat),
    "summary_file: xlsx": Route("/desk/example/summary.xlsx?question=state", own_secretariat),
}
DEMO = {"sign_in", "choose"}
