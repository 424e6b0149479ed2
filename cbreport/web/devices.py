"""What is kept on a person's own device, when she has asked for it, and whose it is.

Everything on a device is kept under a digest of the person's id, so that the next person at the same browser gets
nothing of it. A cookie says that the device is her own. Private and sensitive answers never stay on a device.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask import Response, abort, after_this_request, g, request, url_for

from cbreport.definition import Page, Question, parse_address
from cbreport.reporting import Identity, Report
from cbreport.reporting.delegating import GUEST

if TYPE_CHECKING:
    from cbreport.web.context import Context

COOKIE: Final = "cb_device"
PERSON: Final = "Cb-Person"  # whose page or answers these are
KEEP: Final = "Cb-Keep"  # “yes”: the page may be kept on the device; “copy”: a copy without private answers may
COPY: Final = "Cb-Copy"  # asks for that copy
DROP: Final = "Cb-Drop"  # whose copies the device must not keep any longer
_GUEST: Final = "link-"  # how the name of a colleague who came by a link begins
_GUEST_NAME: Final = re.compile(_GUEST + r"[0-9a-f]{16}")
_YEAR: Final = 31_536_000


def person_of(identity: Identity) -> str:
    """A name for the person on her devices that does not tell who she is; empty for the public.

    >>> person_of(Identity("amina", "Amina", frozenset({"focal-point"}), "KEN")), person_of(Identity("", ""))
    ('30d0f5aba68304ce', '')
    """
    if identity.public:
        return ""
    if identity.id.startswith(GUEST):
        # Her id follows the report that is looked at; of several links the first that was made names her everywhere.
        return _GUEST + _digest(GUEST + identity.grants[-1].id)
    return _digest(identity.id)


def _digest(id: str) -> str:
    return hashlib.sha256(f"cbreport device {id}".encode()).hexdigest()[:16]


def is_own_device(context: Context) -> bool:
    """Whether this person has said that this device is her own."""
    person = person_of(context.identity)
    return bool(person) and request.cookies.get(COOKIE) == person


def remember_device(response: Response, person: str) -> None:
    """Keep on the device that it is this person's own; an empty ``person`` takes it back."""
    path = url_for(".home")
    if person:
        response.set_cookie(COOKIE, person, max_age=_YEAR, samesite="Lax", httponly=True, path=path)
    else:
        response.delete_cookie(COOKIE, samesite="Lax", httponly=True, path=path)


def leave_device(context: Context, response: Response) -> Response:
    """Take everything off the device, as far as an answer can."""
    remember_device(response, "")
    if context.portal.clear_storage:
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


def mark_page(response: Response) -> Response:
    """Say whose page it is, where a device keeps pages, so that its worker never shows it to somebody else.

    When the link by which somebody came has ended, her copies go. What she typed and could not send waits on, since a
    link that is given more time works again.
    """
    context = g.get("cbreport_context")
    if context and response.mimetype == "text/html" and COOKIE in request.cookies:
        person, kept = person_of(context.identity), request.cookies[COOKIE]
        response.headers[PERSON] = person
        if _GUEST_NAME.fullmatch(kept) and kept != person:
            response.headers[DROP] = kept
    return response


def let_keep(context: Context, *, copy: bool = False) -> None:
    """Allow the person's own device to keep this page, or a copy of it without private answers."""
    if is_own_device(context):
        told = "copy" if copy and not wants_copy() else "yes"

        @after_this_request
        def mark(response: Response) -> Response:
            response.headers[KEEP] = told
            return response


def refuse_another_person(context: Context) -> None:
    """Refuse what another person has left on this device, or whoever has no name any more since she signed in."""
    sender = request.headers.get(PERSON)
    if sender and _GUEST_NAME.fullmatch(sender) and sender != person_of(context.identity):
        abort(
            403,
            context.t("Your link does not work any more, so this was not sent. Ask the person who sent it."),
        )
    if sender and context.identity.public:
        abort(
            403,
            context.t("You are not signed in any more. Sign in again in another window; what you typed is then sent."),
        )
    if sender is not None and sender != person_of(context.identity):
        abort(403, context.t("You are not signed in as the person who wrote this. Sign in again to send it."))


def wants_copy() -> bool:
    """Whether the page is fetched to be kept on the device."""
    return request.headers.get(COPY) == "yes"


def stays_off(question: Question | None) -> bool:
    """Whether answers to the question never stay on a device."""
    return question is not None and (question.private or question.sensitive)


def without_private(report: Report) -> Report:
    """The report without the answers that never stay on a device."""
    return replace(report, answers={each: answer for each, answer in report.answers.items() if not _off(report, each)})


def _off(report: Report, address: str) -> bool:
    place = parse_address(address)
    outer = report.form.question(place.question) if place else None
    return stays_off(outer) or stays_off(report.form.at(address))


def page_without_private(page: Page) -> Page:
    """The page without the questions whose answers never stay on a device."""
    return replace(page, questions=tuple(_kept(page.questions)))


def _kept(questions: tuple[Question, ...]) -> Iterator[Question]:
    for question in questions:
        if not stays_off(question):
            columns = tuple(part for part in question.columns if not stays_off(part))
            inner = tuple(part for part in question.questions if not stays_off(part))
            yield replace(question, columns=columns, questions=inner)


def has_private(report: Report) -> bool:
    """Whether any answer of the report never stays on a device."""
    return any(_off(report, address) for address, answer in report.answers.items() if not answer.empty)
