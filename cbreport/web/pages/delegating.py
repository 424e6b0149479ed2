"""Giving sections to colleagues: the form, the list of who has what, and what can be done about each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from flask import abort, redirect, request, url_for

from cbreport.definition import LANGUAGE_NAMES, Translator
from cbreport.documents.letters import Asked, Letter, invitation, reminder
from cbreport.errors import UnknownName, WorkflowError
from cbreport.mailing import Mail, is_address
from cbreport.reporting import IN_HAND, Delegation, NewDelegation, Report, extent, may
from cbreport.reporting.delegating import LONGEST
from cbreport.web.context import Context, Reply, current
from cbreport.web.pages.tasks import surroundings
from cbreport.web.team import Team, asked_of, mail_to, name_of_report, outside_address, today, usual_days

_DAY: Final = re.compile(r"[0-9]{1,4}")


def listing(report_id: str) -> Reply:
    """Who has which sections until when, with what can be done about each."""
    context = current()
    report = _managed(context, report_id)
    return _listing(context, report, told=request.args.get("told", ""))


def _listing(context: Context, report: Report, told: str = "", refused: str = "", link: str = "") -> str:
    team = Team(context, report, {})
    rows = [team.row(each) for each in context.portal.store.delegations(context.identity, report.id)]
    return context.page(
        "cbreport/delegations.html",
        standing=[row for row in rows if row["state"] not in ("withdrawn", "expired")],
        ended=[row for row in rows if row["state"] in ("withdrawn", "expired")],
        told=told,
        refused=refused,
        link=link,
        names=context.portal.store.names(context.identity, report.id),
        mails=bool(context.portal.mail_from),
        open=report.status in IN_HAND,
        **surroundings(context, report),
    )


def _managed(context: Context, report_id: str) -> Report:
    """The report, for its focal point only."""
    report = context.report(report_id)[1]
    if not may(context.identity, "delegate", report.standing):
        abort(404)
    return report


@dataclass
class Typed:
    """What stands in the form, as it was typed, and what is wrong with it by field."""

    sections: list[str]
    name: str = ""
    email: str = ""
    language: str = ""
    message: str = ""
    how: str = "link"
    due: tuple[str, str, str] = ("", "", "")
    expires: tuple[str, str, str] = ("", "", "")
    wrong: dict[str, str] = field(default_factory=dict)


def form(report_id: str) -> Reply:
    """The form of a new delegation; ``?section=`` chooses one."""
    context = current()
    report = _managed(context, report_id)
    if report.status not in IN_HAND:
        return redirect(url_for(".report", report_id=report_id))
    due, expires = usual_days(report, today())
    how = "email" if context.portal.mail_from else "link"
    blank = Typed(request.args.getlist("section"), language=context.language, how=how)
    blank.due, blank.expires = _parts(due), _parts(expires)
    return _form(context, report, blank)


def _form(context: Context, report: Report, typed: Typed) -> str:
    shown = [each for each in report.form.sections if each.id not in report.evaluation.hidden_sections]
    chosen = [each for each in report.form.sections if each.id in typed.sections and each not in shown]
    return context.page(
        "cbreport/delegate.html",
        typed=typed,
        sections=[*shown, *chosen],
        mails=bool(context.portal.mail_from),
        languages_of_mail={each: LANGUAGE_NAMES.get(each, each) for each in context.portal.library.languages},
        **surroundings(context, report),
    )


def delegate(report_id: str) -> Reply:
    """Make a delegation; its link is mailed, or shown once."""
    context = current()
    report = _managed(context, report_id)
    typed = _typed(context)
    new = _checked(context, report, typed)
    if new is None:
        return _form(context, report, typed), 422
    if twin := _given_already(context, report, new):  # the page with the link was loaded anew
        return _back(report, twin, "already")
    mail = None
    if typed.how == "email":
        t = context.portal.library.translator(new.language)
        letter = invitation(t, asked_of(context, report, new, context.identity.name, new.language))
        mail = mail_to(context, report, new, letter)
    try:
        made, token = context.portal.store.delegate(context.identity, report_id, new, mail)
    except WorkflowError as error:
        typed.wrong[""] = context.why(error)
        return _form(context, report, typed), 422
    return _shown(context, report, made, token)


def _given_already(context: Context, report: Report, new: NewDelegation) -> Delegation | None:
    """A delegation that stands and says the same in every part."""
    now = today().isoformat()
    for each in context.portal.store.delegations(context.identity, report.id):
        told = (each.sections, each.name, each.email, each.language, each.due, each.expires)
        wanted = (new.sections, new.name, new.email, new.language, new.due, new.expires)
        same = told == wanted and each.message == new.message
        if same and each.state(now) not in ("withdrawn", "expired"):
            return each
    return None


def _shown(context: Context, report: Report, made: Delegation, token: str) -> Reply:
    """The link, this once; or back to the list when it goes by mail."""
    if not token:
        return redirect(url_for(".delegations", report_id=report.id, told="mailed", _anchor=f"given-{made.id}"), 303)
    link = f"{outside_address(context)}invited/{token}"
    shared = surroundings(context, report)
    return context.page("cbreport/delegation-link.html", given=made, link=link, **shared)


def _typed(context: Context) -> Typed:
    found = request.form
    languages = context.portal.library.languages
    return Typed(
        sections=found.getlist("section"),
        name=" ".join(found.get("name", "").split()),
        email=found.get("email", "").strip(),
        language=found.get("language", "") if found.get("language", "") in languages else context.language,
        message=found.get("message", "").strip(),
        how=found.get("how", "link"),
        due=posted_day("due"),
        expires=posted_day("expires"),
    )


def posted_day(name: str) -> tuple[str, str, str]:
    """Day, month and year as they were typed in three fields."""
    day, month, year = (request.form.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year"))
    return day, month, year


def _parts(day: date) -> tuple[str, str, str]:
    return str(day.day), str(day.month), str(day.year)


def read_day(parts: tuple[str, str, str]) -> date | None:
    """The day that was typed in three fields; None when it is none."""
    if not all(_DAY.fullmatch(part) and part.isascii() for part in parts):
        return None
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None


def _checked(context: Context, report: Report, typed: Typed) -> NewDelegation | None:
    """What was typed as a delegation; None when something is wrong, which ``typed.wrong`` then says."""
    t, wrong = context.t, typed.wrong
    sections, questions, sees = extent(report.form, typed.sections)
    if not sections:
        wrong["sections"] = t("Choose at least one section.")
    if not typed.name or len(typed.name) > 200:
        wrong["name"] = t("Write the name of your colleague, up to 200 characters.")
    by_mail = typed.how == "email" and bool(context.portal.mail_from)
    if by_mail and not typed.email:
        wrong["email"] = t("Write the e-mail address, or choose to copy the link.")
    elif typed.email and not is_address(typed.email):
        wrong["email"] = t("This is no e-mail address. Write one such as name@example.org.")
    if len(typed.message) > 5_000:
        wrong["message"] = t("Shorten the message to 5,000 characters.")
    days = _checked_days(context, typed.due, typed.expires, wrong)
    if typed.how == "email" and not by_mail:
        typed.how = "link"
    if wrong or days is None:
        return None
    return NewDelegation(
        typed.name, sections, questions, sees, days[0].isoformat(), days[1].isoformat(),
        typed.email, typed.language, typed.message,
    )  # fmt: skip


def _checked_days(
    context: Context, due: tuple[str, str, str], expires: tuple[str, str, str], wrong: dict[str, str]
) -> tuple[date, date] | None:
    t, now, until, last = context.t, today(), read_day(due), read_day(expires)
    if until is None:
        wrong["due"] = t("Write day, month and year, for example 27 3 2027.")
    elif until < now:
        wrong["due"] = t("This day is past.")
    if last is None:
        wrong["expires"] = t("Write day, month and year, for example 27 3 2027.")
    elif until and last < until:
        wrong["expires"] = t("The link must work until the answers are due, or longer.")
    elif last > now + timedelta(LONGEST):
        wrong["expires"] = t("A link works for one year at most. Give an earlier day; you can extend it later.")
    return None if until is None or last is None or {"due", "expires"} & wrong.keys() else (until, last)


def manage(report_id: str, delegation_id: str, action: str) -> Reply:
    """Withdraw a delegation, give more time, make a new link, or remind."""
    context = current()
    report = _managed(context, report_id)
    known = context.portal.store.delegations(context.identity, report_id)
    found = next((each for each in known if each.id == delegation_id), None)
    if found is None or action not in _ACTIONS:
        abort(404)
    try:
        return _ACTIONS[action](context, report, found)
    except UnknownName:
        abort(404)
    except WorkflowError as error:
        return _listing(context, report, refused=context.why(error)), 409


def _back(report: Report, found: Delegation, told: str) -> Reply:
    return redirect(url_for(".delegations", report_id=report.id, told=told, _anchor=f"given-{found.id}"), 303)


def _withdraw(context: Context, report: Report, found: Delegation) -> Reply:
    context.portal.store.withdraw(context.identity, found.id)
    return _back(report, found, "withdrawn")


def _extend(context: Context, report: Report, found: Delegation) -> Reply:
    wrong: dict[str, str] = {}
    days = _checked_days(context, posted_day("due"), posted_day("expires"), wrong)
    if days is None:
        return _listing(context, report, refused=" ".join(dict.fromkeys(wrong.values()))), 422
    context.portal.store.extend(context.identity, found.id, days[0].isoformat(), days[1].isoformat())
    return _back(report, found, "extended")


def _renew(context: Context, report: Report, found: Delegation) -> Reply:
    if request.form.get("how") == "email" and context.portal.mail_from and found.email:
        context.portal.store.renew(context.identity, found.id, _letter_to(context, report, found, invitation))
        return _back(report, found, "mailed")
    made, token = context.portal.store.renew(context.identity, found.id)
    return _shown(context, report, made, token)


def _remind(context: Context, report: Report, found: Delegation) -> Reply:
    if not (context.portal.mail_from and found.email):
        abort(404)
    context.portal.store.remind(context.identity, found.id, _letter_to(context, report, found, reminder))
    return _back(report, found, "reminded")


def _letter_to(
    context: Context, report: Report, found: Delegation, letter: Callable[[Translator, Asked], Letter]
) -> Mail:
    t = context.portal.library.translator(found.language or context.language)
    asked = asked_of(context, report, found, context.identity.name, found.language or context.language)
    return mail_to(context, report, found, letter(t, asked))


_ACTIONS: Final[Mapping[str, Callable[[Context, Report, Delegation], Reply]]] = {
    "withdraw": _withdraw,
    "extend": _extend,
    "link": _renew,
    "remind": _remind,
}


def hand_over(report_id: str) -> Reply:
    """What is open when the person changes: drafts, delegations, deadlines, and what is worth knowing."""
    context = current()
    report = _of_a_party(context, report_id)
    return _hand_over(context, report)


def _of_a_party(context: Context, report_id: str) -> Report:
    """The report, for its focal point; a Secretariat hands its work over without pages."""
    report = _managed(context, report_id)
    if report.by_secretariat:
        abort(404)
    return report


def _hand_over(context: Context, report: Report, refused: str = "", text: str = "") -> str:
    store, identity = context.portal.store, context.identity
    groups: dict[str, dict[str, Any]] = {}
    for summary, each in store.delegations_of_party(identity):
        group = groups.setdefault(each.made_by, {"by": each.made_by, "name": each.maker, "rows": []})
        whole = context.portal.assemble(store.open(identity, summary.id))
        group["rows"].append({**Team(context, whole, {}).row(each), "report": whole,
                              "title": name_of_report(context, whole, context.language)})  # fmt: skip
    return context.page(
        "cbreport/hand-over.html",
        drafts=_drafts(context),
        groups=sorted(groups.values(), key=lambda group: group["by"] == identity.id),
        notes=store.notes(identity),
        refused=refused,
        text=text,
        told=request.args.get("told", ""),
        **surroundings(context, report),
    )


def _drafts(context: Context) -> list[dict[str, Any]]:
    """Every report of the Party that is in its hands and hers to submit, with its day."""
    found, library = [], context.portal.library
    for summary in context.portal.store.reports(context.identity, party=context.identity.party):
        if summary.status not in IN_HAND or not may(context.identity, "submit", summary.standing):
            continue
        if context.has_form(summary.form, summary.edition):
            convention = library.convention(summary.convention)
            found.append({"summary": summary, "convention": convention, "cycle": convention.cycle(summary.cycle),
                          "texts": context.texts(convention.id)})  # fmt: skip
    return found


def take_over(report_id: str) -> Reply:
    """Leave a note, or withdraw everything that somebody has delegated."""
    context = current()
    report = _of_a_party(context, report_id)
    if "withdraw" in request.form:
        context.portal.store.withdraw_all(context.identity, request.form["withdraw"])
        return redirect(url_for(".hand_over", report_id=report_id, told="withdrawn"), 303)
    text = request.form.get("note", "")
    try:
        context.portal.store.write_note(context.identity, text)
    except WorkflowError as error:
        return _hand_over(context, report, context.why(error), text), 422
    return redirect(url_for(".hand_over", report_id=report_id, told="noted", _anchor="notes"), 303)
