"""Reminders to Parties that have not reported: choose them, read every letter, then queue the mail."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import abort, redirect, request, url_for

from cbreport.definition import LANGUAGE_NAMES, direction
from cbreport.mailing import is_address
from cbreport.reporting.party_reminders import LONGEST_BODY, LONGEST_SUBJECT, PAUSE, PLACES, PartyMail
from cbreport.synthesis import PartyRow
from cbreport.web.context import Context, Reply
from cbreport.web.letters import TEXTS, Text, begin_with, contacts_of, language_for, letters, problems
from cbreport.web.pages.desk import served
from cbreport.web.pages.parties import ListPage, Words, chips, list_page

_BATCH: Final = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Wanted:
    """What the form of the reminders says.

    :param parties: codes of the Parties that are ticked.
    :param text: the text to begin with, one of :data:`TEXTS`.
    :param texts: what is written, by language; empty before a preview.
    :param again: also those that were reminded less than a day ago.
    """

    parties: frozenset[str]
    text: str
    texts: dict[str, Text]
    batch: str
    again: bool


def reminders(convention_id: str) -> Reply:
    """The Parties that have not reported, of those that the filters show, to choose whom to remind."""
    context, page = _page(convention_id)
    sent = [each for each in page.reminders if each.batch == request.args.get("sent", "")]
    return _choosing(context, page, None, sent=sent)


def remind(convention_id: str) -> Reply:
    """Show every letter, or queue them."""
    context, page = _page(convention_id)
    wanted = _wanted(page)
    rows = [row for row in open_rows(page) if row.party.code in wanted.parties]
    action = request.form.get("action", "")
    if action == "choose":
        return _choosing(context, page, wanted)
    found = letters(page, rows, wanted.texts)
    if not found:
        t = context.t
        text = t("None of these Parties has an e-mail address.") if rows else t("Choose at least one Party.")
        return _choosing(context, page, wanted, problem=text), 422
    wanted = _with_texts(page, wanted, found)
    errors = _errors(page, wanted, found) if action == "send" else []
    if action != "send" or errors:
        return _preview(context, page, wanted, rows, errors), 422 if errors else 200
    made = context.portal.store.remind_parties(
        context.identity,
        letters(page, rows, wanted.texts),
        convention=page.convention.id,
        cycle=page.cycle.id,
        batch=wanted.batch,
        again=wanted.again,
    )
    left_out = len({row.party.code for row in rows} - {each.party for each in made} - _without_address(page, rows))
    where: dict[str, Any] = {**page.asked.address, "sent": wanted.batch, "left": left_out or None}
    return redirect(url_for(".reminders", convention_id=convention_id, cycle=page.cycle.id, **where), 303)


def _page(convention_id: str) -> tuple[Context, ListPage]:
    context, convention, cycle = served(convention_id)
    if cycle.repeats:
        abort(404)
    return context, list_page(context, convention, cycle)


def open_rows(page: ListPage) -> list[PartyRow]:
    """The Parties of the list that have not reported."""
    return [row for row in page.rows if not row.reported]


def lately(page: ListPage) -> frozenset[str]:
    """Codes of the Parties that were reminded less than a day ago."""
    since = (datetime.now(UTC) - PAUSE).isoformat(timespec="milliseconds")
    return frozenset(code for code, time in page.reminded.items() if time > since)


def _without_address(page: ListPage, rows: Sequence[PartyRow]) -> set[str]:
    return {row.party.code for row in rows if not contacts_of(page.context, page.convention.id, row.party.code)}


def _wanted(page: ListPage) -> Wanted:
    form = request.form
    text = form.get("text", "")
    batch = form.get("batch", "")
    texts = {
        language: Text(form.get(f"subject-{language}", "").strip(), _lines(form.get(f"body-{language}", "")))
        for language in LANGUAGE_NAMES
        if f"body-{language}" in form
    }
    return Wanted(
        frozenset(form.getlist("party")),
        text if text in TEXTS else _usual(page),
        texts,
        batch if _BATCH.fullmatch(batch) else secrets.token_hex(12),
        "again" in form,
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _usual(page: ListPage) -> str:
    return "after" if page.list.today > page.cycle.due else "before"


def _with_texts(page: ListPage, wanted: Wanted, found: Sequence[PartyMail]) -> Wanted:
    """With a text for each language in which somebody is written to; what was written stays."""
    library, texts = page.context.portal.library, {}
    for language in LANGUAGE_NAMES:
        if any(each.mail.language == language for each in found):
            t = library.translator(language, page.convention.id)
            begun = begin_with(wanted.text, t, t(page.convention.secretariat))
            texts[language] = wanted.texts.get(language, begun)
    return Wanted(wanted.parties, wanted.text, texts, wanted.batch, wanted.again)


def _errors(page: ListPage, wanted: Wanted, found: Sequence[PartyMail]) -> list[dict[str, str]]:
    """What stands in the way of sending, each with the field that it is about."""
    t, said = page.context.t, []
    if not is_address(page.context.portal.mail_from):
        said.append({"text": t("This portal sends no mail: its operator has to name a sender."), "href": ""})
    for language, text in wanted.texts.items():
        for part, problem in problems(t, text).items():
            named = t("{label}: {value}").format(label=LANGUAGE_NAMES[language], value=problem)
            said.append({"text": named, "href": f"#{part}-{language}"})
    known = any(each.batch == wanted.batch for each in page.reminders)
    if not wanted.again and not known and {each.party for each in found} & lately(page):
        said.append({"text": t("Say whether to remind again those who were reminded today."), "href": "#again"})
    return said


def _choosing(
    context: Context, page: ListPage, wanted: Wanted | None, *, problem: str = "", sent: Sequence[Any] = ()
) -> str:
    """The page on which Parties and a text are chosen."""
    rows = open_rows(page)
    nobody = _without_address(page, rows)
    named = [row.party.name_in(context.language) for row in rows if row.party.code in nobody]
    return context.page(
        "cbreport/reminders.html",
        **_shared(context, page),
        rows=[_candidate(page, row, wanted) for row in rows if row.party.code not in nobody],
        without=named,
        text=wanted.text if wanted else _usual(page),
        texts_kept=wanted.texts if wanted else {},
        batch=wanted.batch if wanted else "",
        problem=problem,
        sent=sent,
        left=request.args.get("left", "") if sent else "",
        chips=list(chips(page)),
    )


def _candidate(page: ListPage, row: PartyRow, wanted: Wanted | None) -> dict[str, Any]:
    """A Party to choose; ticked at first, but for those that were reminded less than a day ago."""
    context, code = page.context, row.party.code
    contacts, recent = contacts_of(context, page.convention.id, code), code in lately(page)
    return {
        "row": row,
        "name": row.party.name_in(context.language),
        "contacts": contacts,
        "languages": sorted({language_for(context, each) for each in contacts}),
        "reminded": page.reminded.get(code, ""),
        "recent": recent,
        "ticked": code in wanted.parties if wanted else not recent,
    }


def _preview(
    context: Context, page: ListPage, wanted: Wanted, rows: Sequence[PartyRow], errors: Sequence[dict[str, str]]
) -> str:
    """Every letter as it will be sent, under the texts from which they are made."""
    found = letters(page, rows, wanted.texts)
    recent = lately(page)
    names = {row.party.code: row.party.name_in(context.language) for row in rows}
    without = _without_address(page, rows)
    return context.page(
        "cbreport/reminders-preview.html",
        **_shared(context, page),
        wanted=wanted,
        codes=[row.party.code for row in rows],
        letters=[(names[each.party], each.mail, direction(each.mail.language)) for each in found],
        texts_of={language: (text, problems(context.t, text)) for language, text in wanted.texts.items()},
        without=[names[code] for code in names if code in without],
        recent=[names[code] for code in names if code in recent - without],
        errors=errors,
        places=PLACES,
        longest={"subject": LONGEST_SUBJECT, "body": LONGEST_BODY},
    )


def _shared(context: Context, page: ListPage) -> dict[str, Any]:
    return {
        "convention": page.convention,
        "cycle": page.cycle,
        "asked": page.asked,
        "texts": context.texts(page.convention.id),
        "words": Words(context, page.convention),
        "names": LANGUAGE_NAMES,
    }
