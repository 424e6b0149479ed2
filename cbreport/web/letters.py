"""Reminders to Parties as letters: whom they go to, the texts to begin with, and each one filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import url_for

from cbreport.definition import SOURCE_LANGUAGE, Translator
from cbreport.mailing import Contact, Mail, is_address
from cbreport.reporting.party_reminders import LONGEST_BODY, LONGEST_SUBJECT, PartyMail, filled, unknown_places
from cbreport.synthesis import PartyRow
from cbreport.web.context import Context
from cbreport.web.formats import Formats
from cbreport.web.pages.parties import ListPage

#: The texts that one can begin with.
TEXTS: Final = ("before", "after", "own")


@dataclass(frozen=True)
class Text:
    """What is written to the contacts of one language, with places such as ``{party}``."""

    subject: str = ""
    body: str = ""


def begin_with(text: str, t: Callable[[str], str], secretariat: str) -> Text:
    """One of :data:`TEXTS` in the language of ``t``; one's own is blank.

    >>> begin_with("own", str, "")
    Text(subject='', body='')
    """
    if text == "own":
        return Text()
    late = text == "after"
    due = t("It was due on {due}.") if late else t("It is due on {due}.")
    paragraphs = (
        t("Dear {name},"),
        f"{t('This national report is not submitted at present: {party}, {convention}, {cycle}.')} {due}",
        t("You can fill it in and submit it here: {link}"),
        t("If you have sent it in another way, or if we can help you, please write to us."),
        secretariat,
    )
    subject = t("Overdue: report of {party}, {cycle}") if late else t("Due on {due}: report of {party}, {cycle}")
    return Text(subject, "\n\n".join(paragraphs))


def contacts_of(context: Context, convention: str, party: str) -> tuple[Contact, ...]:
    """The people whom the host names for a Party and who have an e-mail address, each address once."""
    ask = context.portal.contacts
    named = {each.email: each for each in (ask(convention, party) if ask else ()) if is_address(each.email)}
    return tuple(named.values())


def language_for(context: Context, contact: Contact) -> str:
    """The language in which somebody is written to."""
    return contact.language if contact.language in context.portal.library.languages else SOURCE_LANGUAGE


def letters(page: ListPage, rows: Iterable[PartyRow], texts: Mapping[str, Text]) -> tuple[PartyMail, ...]:
    """A letter to each contact of each Party, in the contact's language."""
    context, found = page.context, []
    for row in rows:
        for contact in contacts_of(context, page.convention.id, row.party.code):
            language = language_for(context, contact)
            values = _values(page, row, contact, language)
            text = texts.get(language, Text())
            mail = Mail(
                to=contact.email,
                subject=filled(text.subject, values),
                body=filled(text.body, values),
                sender=context.portal.mail_from,
                name=contact.name,
                language=language,
            )
            found.append(PartyMail(row.party.code, mail))
    return tuple(found)


def _values(page: ListPage, row: PartyRow, contact: Contact, language: str) -> dict[str, str]:
    texts = page.context.portal.library.translator(language, page.convention.id)
    return {
        "name": contact.name,
        "party": row.party.name_in(language),
        "convention": texts(page.convention.name),
        "cycle": texts(page.cycle.title),
        "due": Formats(language).day(page.cycle.due),
        "link": url_for(".home", _external=True),
    }


def problems(t: Translator, text: Text) -> dict[str, str]:
    """What stands in the way of sending a text, by its part: ``subject`` or ``body``."""
    found = {}
    for part, written, longest in (("subject", text.subject, LONGEST_SUBJECT), ("body", text.body, LONGEST_BODY)):
        strange = unknown_places(written)
        if not written.strip():
            found[part] = t("Write a subject.") if part == "subject" else t("Write a text.")
        elif len(written) > longest:
            found[part] = t("Shorten it: {length} characters, {limit} can be sent.").format(
                length=len(written), limit=longest
            )
        elif strange:
            found[part] = t("“{place}” is none of the places that are filled in.").format(place=f"{{{strange[0]}}}")
    return found
