"""The stand-alone host: a small Flask application that comes in by the same door as any portal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final, NoReturn

from flask import Flask, abort, redirect, request, url_for
from flask_babel import Babel
from werkzeug.wrappers import Response

from cbreport.definition import SECRETARIAT_CODE, find_party, respondent_code
from cbreport.documents.press import Press
from cbreport.library import Library, read_resource
from cbreport.mailing import Contact
from cbreport.reporting import (
    ACCEPTED,
    FOCAL_POINT,
    PUBLISHED,
    SECRETARIAT,
    SUBMITTED,
    Identity,
    NewReport,
    Report,
    Store,
    load_report,
    snapshot_of,
    transitions_of,
)
from cbreport.web.context import LANGUAGE_COOKIE, browser_language
from cbreport.web.identity import DemoIdentity, IdentityFunction, demo_people
from cbreport.web.portal import NAME, CBReport, ContactFunction, with_error_pages

PREFIX: Final = "/reporting"
#: The steps by which an example comes to its status.
_WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    SUBMITTED: ("submit",),
    ACCEPTED: ("submit", "accept"),
    PUBLISHED: ("submit", "accept", "publish"),
}


def create_host(
    database: str,
    *,
    secret_key: str,
    demo: bool = False,
    identity: IdentityFunction | None = None,
    library: Library | None = None,
    mail_from: str = "",
    mail_folder: str = "",
    contacts: ContactFunction | None = None,
    url: str = "",
    exports: str = "",
    press: Press | None = None,
) -> Flask:
    """A Flask application with the pages under ``/reporting`` and a redirect from ``/``.

    :param database: SQLAlchemy URL of a migrated database.
    :param demo: anybody may choose who to be; the people are those of the example reports.
    :param mail_folder: where mail is written as files, for the demo to tell.
    :param mail_from: as ``contacts``, ``url``, ``exports`` and ``press``, see :class:`CBReport`.
    :raises ConfigurationError: as :class:`CBReport`.
    """
    found = library or Library()
    app = Flask("cbreport.host", static_folder=None)
    app.secret_key = secret_key
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_NAME="cb_session")
    Babel(app, locale_selector=lambda: _browser_language(found))
    chooser = DemoIdentity(people_of(found)) if demo and identity is None else identity
    app.config["CBREPORT_MAIL_FOLDER"] = mail_folder
    portal = CBReport(
        database=database,
        identity=chooser,
        library=found,
        demo=demo,
        mail_from=mail_from,
        contacts=contacts,
        url=url,
        exports=exports,
        press=press,
    )
    portal.init_app(app, url_prefix=PREFIX)

    @app.get("/")
    def root() -> Response:
        return redirect(url_for("cbreport.home"))

    @app.get("/<path:address>", endpoint=f"{NAME}.nowhere")  # as one of our pages, so it looks like them
    @with_error_pages
    def nowhere(address: str) -> NoReturn:
        abort(404)

    return app


def _browser_language(library: Library) -> str | None:
    wish = request.cookies.get(LANGUAGE_COOKIE, "")
    return wish if wish in library.languages else browser_language(request, library.languages) or None


def examples_of(library: Library) -> list[Report]:
    """The example reports that the plugins bring."""
    return [load_report(json.loads(read_resource(resource)), library) for resource in library.examples()]


def people_of(library: Library) -> Iterable[Identity]:
    """Who can be chosen in the demo: the Parties of the example reports, and every Secretariat."""
    codes = {respondent_code(json.loads(read_resource(each))["party"]) for each in library.examples()}
    codes.discard(SECRETARIAT_CODE)
    parties = {code: find_party(code).name for code in sorted(codes, key=lambda code: find_party(code).name)}
    secretariats = {convention.id: convention.secretariat for convention in library.conventions}
    return demo_people(secretariats, parties)


def demo_contacts(convention: str, party: str) -> list[Contact]:
    """The invented focal point of a Party in the demo."""
    return [Contact(find_party(party).name, f"focal-{party.lower()}@example.org")]


def load_examples(library: Library, store: Store) -> int:
    """Put the example reports into the database; those that are there already stay as they are.

    :returns: how many examples there are.
    """
    examples = examples_of(library)
    for report in examples:
        _load_example(report, store)
    return len(examples)


def _load_example(report: Report, store: Store) -> None:
    """One example as a draft, then the steps that its status asks for, by an invented person."""
    form = report.form
    new = NewReport(form.convention, form.id, form.edition, form.digest, report.party, report.cycle, example=True)
    summary = store.load(new, report.answers, author="example")
    roles = frozenset({FOCAL_POINT, SECRETARIAT})
    party = "" if report.by_secretariat else report.party
    person = Identity("example", "Example", roles, party=party, conventions=frozenset({form.convention}))
    known = {each.name: each for each in transitions_of(report.party)}
    for step in _WAYS.get(report.status, ()):
        if step in known and summary.status in known[step].before:
            content = snapshot_of(report) if step == "submit" else b""
            summary = store.transition(person, summary.id, step, revision=summary.revision, snapshot=content)
