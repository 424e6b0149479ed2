"""What is written to people by e-mail: invitations, reminders and digests of deadlines, in the reader's language.

A letter is plain text. Nothing that somebody typed is taken for a text of the interface, or for a link of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cbreport.definition.language import SOURCE_LANGUAGE, Translator
from cbreport.documents.writing import Writer
from cbreport.mailing import LINK, Mail, unmarked
from cbreport.reporting.reminding import Reminder


@dataclass(frozen=True)
class Letter:
    """Subject and text of a message."""

    subject: str
    body: str


@dataclass(frozen=True)
class Asked:
    """What a colleague is asked for. ``report`` and ``sections`` are names in her language; days are ISO dates."""

    name: str
    maker: str
    report: str
    sections: Sequence[str]
    message: str
    due: str
    expires: str


@dataclass(frozen=True)
class Deadline:
    """One line of a digest: what is due when (an ISO date), and where it is to be done."""

    what: str
    due: str
    url: str
    late: bool = False


def invitation(t: Translator, asked: Asked) -> Letter:
    """The first letter to a colleague, with her link."""
    subject = t("{maker} asks you to fill in a part of a report").format(maker=asked.maker)
    return Letter(subject, _paragraphs(_greeting(t, asked.name), *_request(t, asked), _manners(t)))


def reminder(t: Translator, asked: Asked) -> Letter:
    """A letter that a focal point sends by hand."""
    date = Writer(t).date(asked.due)
    subject = t("Reminder: {maker} waits for your answers, due {date}").format(maker=asked.maker, date=date)
    return Letter(subject, _paragraphs(_greeting(t, asked.name), *_request(t, asked), _manners(t)))


def digest(t: Translator, name: str, deadlines: Sequence[Deadline]) -> Letter:
    """All that one person has to do, with the days: one letter, however much it is."""
    lines = [_line(t, each) for each in deadlines]
    nearest = Writer(t).date(min(each.due for each in deadlines))
    subject = t("Reminder of deadlines, the first on {date}").format(date=nearest)
    return Letter(subject, _paragraphs(_greeting(t, name), t("These are still open:"), *lines, _manners(t)))


def _greeting(t: Translator, name: str) -> str:
    return t("Dear {name},").format(name=name) if name else t("Good day,")


def _request(t: Translator, asked: Asked) -> list[str]:
    date, last = Writer(t).date(asked.due), Writer(t).date(asked.expires)
    sections = "\n".join(f"- {each}" for each in asked.sections)
    return [
        t("{maker} asks you to fill in these sections of the report “{report}” until {date}:").format(
            maker=asked.maker, report=asked.report, date=date
        ),
        sections,
        unmarked(asked.message),
        t("Open this link; you need no account. It is for you alone, so do not pass it on:"),
        LINK,
        t("The link works until {date}. What you type is saved as you go, and you can come back as often as you like.")
        .format(date=last),
    ]  # fmt: skip


def _line(t: Translator, deadline: Deadline) -> str:
    text = t("{what}: due {date}") if not deadline.late else t("{what}: was due {date}")
    told = text.format(what=unmarked(deadline.what), date=Writer(t).date(deadline.due))
    return f"{told}\n{deadline.url}" if deadline.url else told


def _manners(t: Translator) -> str:
    return t("This message was sent by a reporting portal. Reply to it to reach the person who asks.")


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip()) + "\n"


def digests(
    reminders: Iterable[Reminder], translator: Callable[[str], Translator], sender: str, link: str
) -> list[tuple[Mail, list[str]]]:
    """One message for each person with all her reminders, and their keys.

    :param link: address before the token of a delegation's link.
    """
    people: dict[tuple[str, str], list[Reminder]] = {}
    for each in reminders:
        people.setdefault((each.to.email, each.to.language), []).append(each)
    made = []
    for (email, language), own in people.items():
        spoken = language or SOURCE_LANGUAGE
        own.sort(key=lambda each: each.due)
        lines = [Deadline(each.name(spoken), each.due.isoformat(), each.url, each.late) for each in own]
        letter = digest(translator(spoken), own[0].to.name, lines)
        about = own[0].delegation if len(own) == 1 else ""
        mail = Mail(email, letter.subject, letter.body, sender, own[0].to.name, spoken, link=link, delegation=about)
        made.append((mail, [each.key for each in own]))
    return made
