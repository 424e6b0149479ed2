"""Answers saved by the script while a page is open: the same fields as the page's form, sent with PUT.

The form's own code reads them, so script and server never differ about what was typed. ``If-Match`` names the revision
that the page was made from, ``Idempotency-Key`` the save, ``address`` the answers that it carries. What conflicts with
a colleague's change is not written and comes back with both versions; everything else is saved all the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final

from flask import Response, abort, current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from cbreport.answering import Answer, answer_from_data, both, row_keys
from cbreport.answering.slots import addresses_of
from cbreport.definition import Page, Question, digest_of
from cbreport.errors import Conflict, SaveConflict, SaveRefused
from cbreport.reporting import Once, Report, Saved
from cbreport.web import fields
from cbreport.web.context import Context, current
from cbreport.web.devices import refuse_another_person
from cbreport.web.formats import Formats
from cbreport.web.forms import FormView
from cbreport.web.pages.sections import find_page, only_for_the_party, written_in
from cbreport.web.revisions import answers_seen, own_revisions
from cbreport.web.uploads import KEPT
from cbreport.web.written import written

_TAG: Final = re.compile(r'"(\d{1,15})"')
_ATTEMPTS: Final = 5


def save(report_id: str, section_id: str, number: int) -> Response:
    """Save what the script sends, and say what was saved, what a colleague changed, and what must be decided."""
    context = current()
    refuse_another_person(context)
    _, report = context.report(report_id, colleagues=True)
    _, page = find_page(report, section_id, number)
    only_for_the_party(context, report)
    key, opened = _key(context), _revision(context)
    if request.form.get("whole") != "yes":
        abort(400, context.t("The answers did not arrive whole, so nothing was changed. They are sent again."))
    own = own_revisions(context, report_id, request.form)
    base = answers_seen(context, report_id, opened, own)
    posted: MultiDict[str, str] = MultiDict(
        (name, text)
        for name, text in request.form.items(multi=True)
        if not name.startswith(KEPT)  # files come by the form
    )
    typed = fields.read_page(posted, page, base, written_in(context))
    wanted = list(dict.fromkeys(request.form.getlist("address")))
    if missing := [address for address in wanted if address not in typed]:
        abort(422, context.t("This page does not ask “{address}” any more.").format(address=missing[0][:80]))
    mine = {address: typed[address] for address in wanted}
    attempt = Attempt(context, report_id, opened, own, Once(key, _digest()))
    saved, conflicts = attempt.save(mine)
    now = context.portal.store.open(context.identity, report_id, revision=saved.revision).answers
    seen = Seen(context, replace(report, answers=now))
    left = {each.address for each in conflicts}
    told: dict[str, Any] = {
        "key": key,
        "revision": saved.revision,
        "time": saved.time,
        "saved": [address for address in mine if address not in left],
        "changed": seen.changed(page, base, {*mine, *own}),
    }
    if conflicts:
        told["conflicts"] = [seen.conflict(each, attempt.newest) for each in conflicts]
    response = Response(json.dumps(told, ensure_ascii=False), 412 if conflicts else 200, mimetype="application/json")
    response.set_etag(str(saved.revision))
    return response


def _key(context: Context) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        abort(400, context.t("The save has no key. Load the page again."))
    return key


def _revision(context: Context) -> int:
    text = request.headers.get("If-Match")
    if text is None:
        abort(428, context.t("The save does not say which revision it was made from. Load the page again."))
    found = _TAG.fullmatch(text.strip())
    if not found:
        abort(400, context.t("The page does not say which revision it was made from. Open it again."))
    return int(found[1])


def _digest() -> str:
    """Of everything that was sent."""
    sent = [request.headers.get("If-Match", ""), *([name, text] for name, text in request.form.items(multi=True))]
    return digest_of(sent)


@dataclass
class Attempt:
    """A save in which conflicts are left out, and the revision at which they were found."""

    context: Context
    report_id: str
    opened: int
    own: Mapping[str, int]
    once: Once
    newest: int = 0

    def save(self, mine: Mapping[str, Answer]) -> tuple[Saved, list[Conflict]]:
        """What was saved, and what was not because a colleague changed it, too.

        :raises SaveRefused: nothing was saved.
        """
        rest, conflicts, once = dict(mine), list[Conflict](), self.once
        for _ in range(_ATTEMPTS):
            if conflicts and not rest:
                return Saved(self.newest, 0), conflicts
            try:
                saved = self.context.portal.store.save(
                    self.context.identity, self.report_id, rest, self.opened, seen=self.own, once=once
                )
            except SaveConflict as error:
                conflicts += error.conflicts
                self.newest = error.revision
                rest = {address: rest[address] for address in rest if address not in {c.address for c in conflicts}}
                # Under a key of its own: the first stays free for when everything can be saved.
                once = Once(f"{self.once.key[:150]}:{_short(rest)}")
            else:
                return saved, conflicts
        raise SaveRefused("Others are saving the same answers at this moment.", "They are sent again.")


def _short(addresses: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(addresses).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Seen:
    """Answers as the script shows them: in words, and as the fields that hold them."""

    context: Context
    report: Report

    @property
    def view(self) -> FormView:
        """Says answers in words."""
        return FormView(self.context, self.report, {}, self.context.texts(self.report.form.convention), "")

    def changed(self, page: Page, base: Mapping[str, Answer], known: Iterable[str]) -> list[dict[str, str]]:
        """What colleagues changed on this page since it was made, but for the answers that are ``known``."""
        view, now, known = self.view, self.report.answers, set(known)
        return [
            {"address": address, "theirs": view.plain_answer(question, now.get(address, Answer()))}
            for address, question in self._shown_on(page)
            if address not in known and _content(base, address) != _content(now, address)
        ]

    def _shown_on(self, page: Page) -> Iterable[tuple[str, Question]]:
        for question in page.questions:
            if question.asked:
                yield from addresses_of(question, list(row_keys(question, self.report.answers)))

    def conflict(self, each: Conflict, revision: int) -> dict[str, Any]:
        """Both versions of an answer, and the fields of theirs and of both together."""
        view, question = self.view, self.report.form.at(each.address)
        assert question is not None  # it was read from a page
        mine, theirs = answer_from_data(each.mine or {}), answer_from_data(each.theirs or {})
        joined = both(question, mine, theirs)
        return {
            "address": each.address,
            "mine": view.plain_answer(question, mine),
            "theirs": view.plain_answer(question, theirs),
            "when": Formats(self.context.language).moment(each.their_time),
            "own": each.their_author == self.context.identity.id,
            "revision": revision,
            "fields": written(question, each.address, theirs),
            "both": written(question, each.address, joined) if joined else None,
        }


def _content(answers: Mapping[str, Answer], address: str) -> str:
    return json.dumps(answers.get(address, Answer()).content(), sort_keys=True)


def problem(error: HTTPException) -> Response:
    """A refusal for the script: problem details (RFC 9457) with a text to show."""
    code = error.code or 500
    if code >= 500:
        current_app.logger.error("cbreport: a save could not be made: %s", error)
    title = HTTPStatus(code).phrase if code in set(HTTPStatus) else "Error"
    told = {"type": "about:blank", "title": title, "status": code, "detail": error.description or ""}
    return Response(json.dumps(told, ensure_ascii=False), code, mimetype="application/problem+json")
