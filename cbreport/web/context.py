"""What every page needs of the request at hand: the portal, who is asking, and in which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from flask import Request, Response, abort, g, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cbreport.definition import LANGUAGE_NAMES, SOURCE_LANGUAGE, Translator, direction, find_party, respondent_name
from cbreport.errors import CbreportError, UnknownName
from cbreport.reporting import APPROVER, FOCAL_POINT, Identity, Report, StoredReport, held_to
from cbreport.web.identity import DemoIdentity
from cbreport.web.invitations import recognised
from cbreport.web.templating import render_page

if TYPE_CHECKING:
    from cbreport.web.portal import CBReport

Reply = BaseResponse | str | tuple[str, int]
LANGUAGE_COOKIE = "cb_language"


@dataclass(frozen=True)
class Context:
    """One request's surroundings."""

    portal: CBReport
    identity: Identity
    language: str

    @property
    def t(self) -> Translator:
        """Translates the interface."""
        return self.portal.library.translator(self.language)

    def texts(self, convention: str) -> Translator:
        """Translates a convention's forms, and the interface after them."""
        return self.portal.library.translator(self.language, convention)

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction(self.language)

    def report(self, report_id: str, *, colleagues: bool = False) -> tuple[StoredReport, Report]:
        """The stored report and the report with its form, or the page “not found”.

        :param colleagues: whether the page is also for somebody who is here only for sections that were delegated to
            her; she gets the report with what is hers. A page that does not say so is not there for her.
        """
        try:
            stored = self.portal.store.open(self.identity, report_id)
        except UnknownName:
            abort(404)
        partial = held_to(self.identity, stored.summary.standing) is not None
        if partial and not colleagues:
            abort(404)
        return stored, replace(self.portal.assemble(stored), partial=partial)

    def respondent(self, convention: str, code: str) -> str:
        """What whoever answers a report to this convention is called: a Party, or the Secretariat."""
        return respondent_name(code, self.portal.library.convention(convention), self.texts(convention))

    def has_form(self, id: str, edition: str) -> bool:
        """Whether the edition of a form is installed: without it, a report that was made with it cannot be opened."""
        try:
            self.portal.library.form(id, edition)
        except UnknownName:
            return False
        return True

    def asked_revision(self, name: str = "revision") -> int:
        """The revision that a form says it was made from, or the page “this did not work”."""
        try:
            return int(request.form.get(name, ""))
        except ValueError:
            abort(400, self.t("The page does not say which revision it was made from. Open it again."))

    def why(self, error: CbreportError) -> str:
        """What an error says and advises, in this language."""
        return f"{error.describe(self.t)} {error.advise(self.t)}".strip()

    def page(self, template: str, **values: Any) -> str:
        """A page rendered from a template."""
        return render_page(self, template, **values)


def current() -> Context:
    """The context of this request."""
    return cast(Context, g.cbreport_context)


def begin(portal: CBReport) -> None:
    """Set the context before a view of the portal's blueprint runs."""
    identity = recognised(portal, portal.identify(request), request)
    g.cbreport_context = Context(portal, identity, choose_language(portal, identity, request))


def choose_language(portal: CBReport, identity: Identity, asked: Request) -> str:
    """The language asked for in the address, else remembered, else the person's, the host's, or the browser's."""
    offered = portal.library.languages
    wishes = [
        asked.args.get("language", ""),
        asked.cookies.get(LANGUAGE_COOKIE, ""),
        _without_country(identity.language),
        host_language(),
    ]
    for wish in wishes:
        if wish in offered:
            return wish
    return browser_language(asked, offered) or SOURCE_LANGUAGE


def browser_language(asked: Request, offered: Sequence[str]) -> str:
    """The first of the browser's languages that is offered, whatever its country; empty when none is.

    Werkzeug's own choice takes English for “fr-CH, en;q=0.8”, because “fr” is not the same as “fr-CH”.
    """
    wishes = (_without_country(tag) for tag, quality in asked.accept_languages if quality > 0)
    return next((wish for wish in wishes if wish in offered), "")


def _without_country(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].lower()


def host_language() -> str:
    """The language that a portal with Flask-Babel has chosen for this request; empty without Flask-Babel."""
    from flask import current_app

    if "babel" not in current_app.extensions:
        return ""
    from flask_babel import get_locale

    locale = get_locale()
    return locale.language if locale else ""


def remember_language(response: Response) -> Response:
    """Keep the language that the address asked for, for this device."""
    wish = request.args.get("language", "")
    context = g.get("cbreport_context")
    if wish and context and wish in context.portal.library.languages:
        path = url_for(".home")
        response.set_cookie(LANGUAGE_COOKIE, wish, max_age=31_536_000, samesite="Lax", httponly=True, path=path)
    return response


def language_links(context: Context) -> list[dict[str, str]]:
    """The page in every language, by its own name; after a form was sent, the home page."""
    page, asked = url_for(".home"), []
    if request.method == "GET" and request.endpoint:
        page = url_for(request.endpoint, **(request.view_args or {}))
        asked = [(name, value) for name, value in request.args.items(multi=True) if name != "language"]
    return [
        {
            "language": language,
            "name": LANGUAGE_NAMES.get(language, language),
            "url": f"{page}?{urlencode([*asked, ('language', language)])}",
        }
        for language in context.portal.library.languages
    ]


def name_of(context: Context, person: Identity) -> str:
    """Who somebody is, in words: the demo's people by role and Party, everybody else by the name that the host gave."""
    t = context.t
    if not isinstance(context.portal.identity, DemoIdentity) or person.public:
        return person.name
    if not person.party:
        return t(person.name)
    party = find_party(person.party).name_in(context.language)
    template = t("Contributor, {party}")
    if FOCAL_POINT in person.roles:
        template = t("Focal point, {party}")
    elif APPROVER in person.roles:
        template = t("Approver, {party}")
    return template.format(party=party)


def name_by_id(context: Context, id: str, name: str) -> str:
    """Who somebody is whose name was kept, in words, as :func:`name_of` says it."""
    known = context.portal.identity.people if isinstance(context.portal.identity, DemoIdentity) else {}
    return name_of(context, known[id]) if id in known else name


def names_in(context: Context, report_id: str) -> dict[str, str]:
    """The names of those who worked on a report, by their id, as pages show them; nothing for those not inside."""
    names = context.portal.store.names(context.identity, report_id)
    return {id: name_by_id(context, id, name) for id, name in names.items()}
