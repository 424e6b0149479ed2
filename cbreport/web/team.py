"""People who work on a report together, as the pages show them: who has which section, who is where, who is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from flask import abort, current_app, request, url_for

from cbreport.definition import Cycle, Form, Section
from cbreport.documents.letters import Asked, Letter
from cbreport.errors import CbreportError
from cbreport.mailing import Mail, is_address
from cbreport.reporting import Delegation, Grant, NewDelegation, Presence, Report, held_to, may
from cbreport.web.context import Context
from cbreport.web.invitations import tokens_of

_BEFORE_DUE = timedelta(weeks=4)  # how long before the Party's deadline a colleague's answers are due
_USUAL = timedelta(weeks=2)  # where that is past or unknown
_LINK = timedelta(weeks=1)  # how long after that a link still works


@dataclass(frozen=True)
class Team:
    """Who works on a report. ``errors`` counts what blocks submission by section; blank is the report as a whole."""

    context: Context
    report: Report
    errors: Mapping[str, int]

    @cached_property
    def delegations(self) -> tuple[Delegation, ...]:
        """Those that still stand, newest first."""
        found = self.context.portal.store.delegations(self.context.identity, self.report.id)
        return tuple(each for each in found if each.state(today().isoformat()) not in ("withdrawn", "expired"))

    @cached_property
    def present(self) -> tuple[Presence, ...]:
        """The others who work here now."""
        return tuple(self.context.portal.store.present(self.context.identity, self.report.id))

    @cached_property
    def hers(self) -> list[dict[str, Any]]:
        """What was delegated to the reader herself."""
        ids = {grant.id for grant in self.context.identity.grants}
        return [self.row(each) for each in self.delegations if each.id in ids]

    @property
    def manages(self) -> bool:
        """Whether she delegates sections of this report."""
        return may(self.context.identity, "delegate", self.report.standing)

    def of(self, section: Section) -> dict[str, Any]:
        """Who has a section, who is there now, and how many answers of it block submission."""
        return {
            "given": [self.row(each) for each in self.delegations if section.id in each.sections],
            "present": [self.person(each) for each in self.present if each.section == section.id],
            "blocks": self.errors.get(section.id, 0),
        }

    @property
    def blocks(self) -> int:
        """How many things block submission."""
        return sum(self.errors.values())

    def row(self, delegation: Delegation) -> dict[str, Any]:
        """A delegation with its state today and the sections that it is about."""
        return {
            "given": delegation,
            "state": delegation.state(today().isoformat()),
            "sections": sections_of(self.report.form, delegation),
        }

    def person(self, presence: Presence) -> dict[str, Any]:
        """Somebody who is there, with the minutes since she was seen."""
        since = datetime.now(UTC) - datetime.fromisoformat(presence.time)
        return {"name": presence.name, "minutes": max(0, int(since.total_seconds() // 60))}


def sections_of(form: Form, delegation: Delegation | NewDelegation) -> list[Section]:
    """The sections that a delegation is about, as far as the form has them."""
    found = (form.section(id) for id in delegation.sections)
    return [each for each in found if each is not None]


def today() -> date:
    """The present day in UTC, as the store counts."""
    return datetime.now(UTC).date()


def days_late(cycle: Cycle) -> int:
    """For how many days a cycle's reports have been due; 0 before. Those of the Secretariat are never late."""
    if cycle.respondent == "secretariat":
        return 0
    return max((today() - cycle.due).days, 0)


def arrive(context: Context, report: Report, section: Section) -> list[dict[str, Any]]:
    """Note that she works on a section, and tell who else does. No page fails for it."""
    store, identity = context.portal.store, context.identity
    try:
        store.arrive(identity, report.id, section.id)
        team = Team(context, report, {})
        return [team.person(each) for each in team.present if each.section == section.id]
    except CbreportError as error:
        current_app.logger.warning("cbreport: who works where is not known: %s", error)
        return []


def colleague_of(context: Context, report: Report) -> Grant | None:
    """The grant of somebody who is here for nothing but what was delegated to her."""
    return held_to(context.identity, report.standing)


def find_section(context: Context, report: Report, section_id: str) -> Section:
    """The section, or the page “not found”; a colleague finds those that were given to her."""
    section = report.form.section(section_id)
    grant = colleague_of(context, report)
    if section is None or (grant and section.id not in grant.sections):
        abort(404)
    return section


def colleague_page(context: Context, team: Team, tasks: Iterable[Mapping[str, Any]], shared: Mapping[str, Any]) -> str:
    """The report for a colleague: her sections, who asked, until when."""
    grant = colleague_of(context, team.report)
    mine = [task for task in tasks if grant and task["section"].id in grant.sections]
    writes = may(context.identity, "write", team.report.standing)
    return context.page(
        "cbreport/delegated.html", tasks=mine, team=team, writes=writes, by_link=bool(tokens_of(request)), **shared
    )


def usual_days(report: Report, now: date) -> tuple[date, date]:
    """Until when a colleague is usually asked to be done, and until when her link then works."""
    wanted = report.convention.cycle(report.cycle).due - _BEFORE_DUE
    due = wanted if now + timedelta(weeks=1) <= wanted <= now + timedelta(days=300) else now + _USUAL
    return due, due + _LINK


def name_of_report(context: Context, report: Report, language: str) -> str:
    """What a report is called in a letter: whoever answers it, convention and cycle."""
    convention, texts = report.convention, context.portal.library.translator(language, report.form.convention)
    return f"{report.respondent_name(texts)}, {convention.short_name}, {texts(convention.cycle(report.cycle).title)}"


def asked_of(
    context: Context, report: Report, delegation: Delegation | NewDelegation, maker: str, language: str
) -> Asked:
    """What a letter says about a delegation, made or about to be made."""
    texts = context.portal.library.translator(language, report.form.convention)
    return Asked(
        name=delegation.name,
        maker=maker,
        report=name_of_report(context, report, language),
        sections=[
            f"{each.number}. {texts(each.title)}" if each.number else texts(each.title)
            for each in sections_of(report.form, delegation)
        ],
        message=delegation.message,
        due=delegation.due,
        expires=delegation.expires,
    )


def mail_to(context: Context, report: Report, delegation: Delegation | NewDelegation, letter: Letter) -> Mail:
    """A letter to a colleague, with a link of its own."""
    return Mail(
        to=delegation.email,
        name=delegation.name,
        subject=letter.subject,
        body=letter.body,
        sender=context.portal.mail_from,
        language=delegation.language,
        reply_to=reply_address(context, report),
        link=outside_address(context) + "invited/",
    )


def reply_address(context: Context, report: Report) -> str:
    """Where a colleague's reply goes: to whoever asks, else to the Party's contact; empty when neither is known."""
    contacts = None if report.by_secretariat else context.portal.contacts
    known = contacts(report.form.convention, report.party) if contacts else ()
    same = [each.email for each in known if each.name == context.identity.name]
    wishes = (context.identity.email, *same, *(each.email for each in known))
    return next((each for each in wishes if is_address(each)), "")


def outside_address(context: Context) -> str:
    """The address of our pages as a person outside reaches them, with a slash at its end."""
    return f"{context.portal.url.rstrip('/')}/" if context.portal.url else url_for(".home", _external=True)
