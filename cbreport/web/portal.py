"""The door: :class:`CBReport` puts the pages into a Flask portal, or beside any WSGI site.

Inside a host it registers one blueprint and nothing app-wide: no error handlers, no hooks outside the blueprint, no
configuration keys.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, Final
from wsgiref.types import WSGIApplication

from flask import Blueprint, Flask, Request, Response, abort, current_app, g, request
from werkzeug.exceptions import (
    Conflict,
    Forbidden,
    HTTPException,
    NotFound,
    RequestEntityTooLarge,
    ServiceUnavailable,
)
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from cbreport.definition import find_party
from cbreport.documents.press import Press
from cbreport.errors import CbreportError, ConfigurationError, NotPermitted, SaveRefused, UnknownName, WorkflowError
from cbreport.library import Library
from cbreport.mailing import Contact, is_address
from cbreport.reporting import PUBLIC, Identity, Report, Store, StoredReport
from cbreport.storage import SqlStore
from cbreport.web import compressing, security
from cbreport.web.context import begin, current, remember_language
from cbreport.web.devices import mark_page
from cbreport.web.identity import DemoIdentity, IdentityFunction
from cbreport.web.pages import DEMO_PAGES, PAGES, autosave
from cbreport.web.printing import Printing
from cbreport.web.registers import Evaluated

NAME: Final = "cbreport"
ContactFunction = Callable[[str, str], Sequence[Contact]]


class CBReport:
    """Reporting pages for a host.

    :param database: SQLAlchemy URL of a migrated database (``cbreport db upgrade``).
    :param identity: a function from the request to an :class:`~cbreport.Identity`, or None for the public.
    :param library: the forms to offer; the installed plugins' by default.
    :param base_template: a template of the portal that our pages extend; it has a block ``content``, for our style and
        script a block ``head``, and perhaps a block ``title``. It is rendered with the portal's own context.
    :param policy: Content-Security-Policy of our pages; empty leaves the header to the host.
    :param compress: compress our answers; False where the host or a server in front of it does.
    :param demo: demo mode: allows the demo's chooser and shows a banner on every page.
    :param store: a store of one's own instead of ``database``.
    :param mail_from: the address from which mail is sent; without it links are copied, and nobody is reminded.
    :param contacts: called with the id of a convention and the code of a Party, tells who is written to.
    :param url: address of these pages for links in mails, such as ``https://portal.example/reporting``; that of the
        request by default.
    :param name: the blueprint's name; a second instance in one application needs another one.
    :param exports: the folder in which workers (``cbreport worker``) leave the results of exports; without it
        Secretariats are not offered any.
    :param clear_storage: let browsers drop all that this origin has stored with them when somebody leaves the device.
    :param press: makes PDF; by default with a worker for each core, which are started with the first PDF and ended at
        exit. ``Press(workers=0)`` makes PDF inside the request, without limits on time and memory.
    :raises ConfigurationError: no database, one that is not migrated, or the demo's chooser outside demo mode.
    """

    def __init__(
        self,
        *,
        database: str = "",
        identity: IdentityFunction | None = None,
        library: Library | None = None,
        base_template: str = "",
        policy: str = security.STRICT_POLICY,
        compress: bool = True,
        demo: bool = False,
        store: Store | None = None,
        mail_from: str = "",
        contacts: ContactFunction | None = None,
        url: str = "",
        name: str = NAME,
        clear_storage: bool = True,
        exports: str = "",
        press: Press | None = None,
    ) -> None:
        _refuse_chooser(identity, demo)
        if mail_from and not is_address(mail_from):
            raise ConfigurationError(f"“{mail_from}” is no e-mail address.", 'Give mail_from="reporting@example.org".')
        if store is None and not database:
            raise ConfigurationError("CBReport needs a database.", 'For example database="sqlite:///cb.db".')
        self.library = library or Library()
        self.store: Store = store if store is not None else SqlStore(database)
        if isinstance(self.store, SqlStore) and self.store.forms is None:
            self.store.forms = self.library.form  # so that what is submitted here is counted at once
        self.identity = identity
        self.base_template = base_template
        self.policy = policy
        self.compress = compress
        self.demo = demo
        self.mail_from = mail_from
        self.contacts = contacts
        self.url = url
        self.name = name
        self.clear_storage = clear_storage
        self.exports = exports
        self.printing = Printing(press or Press())
        self.evaluated = Evaluated()

    def init_app(self, app: Flask, url_prefix: str = "/reporting") -> None:
        """Register the pages in ``app`` under ``url_prefix``; nothing else of ``app`` is touched."""
        app.register_blueprint(self.blueprint(), url_prefix=url_prefix or None)

    def mount(self, wsgi_app: WSGIApplication, at: str, identity: IdentityFunction | None = None) -> WSGIApplication:
        """``wsgi_app`` with the pages beside it under the path ``at``; for Django, Plone or any WSGI site.

        :param at: a path such as ``/reporting``.
        :param identity: instead of the one given to the class; it sees the request's ``environ``, cookies and headers.
        :raises ConfigurationError: ``at`` is no such path, or the identity is the demo's chooser outside demo mode.
        """
        path = at.rstrip("/")
        if not security.is_local_path(path):
            raise ConfigurationError(f"“{at}” is no path to mount at.", 'Give one such as at="/reporting".')
        _refuse_chooser(identity, self.demo)
        mounted = copy.copy(self)
        mounted.identity = identity or self.identity
        own = Flask("cbreport.web", static_folder=None)
        own.secret_key = secrets.token_hex(32)
        own.config.update(SESSION_COOKIE_NAME=f"cb_session{path.replace('/', '_')}", SESSION_COOKIE_SAMESITE="Lax")
        own.after_request(lambda response: security.protect(response, self.policy))
        mounted.init_app(own, url_prefix="")
        return DispatcherMiddleware(wsgi_app, {path: own.wsgi_app})

    def identify(self, asked: Request) -> Identity:
        """Who is asking; the public when the host does not know.

        :raises ConfigurationError: the host's function returned something else, or a Party that does not exist.
        """
        found = self.identity(asked) if self.identity else None
        if not found:
            return PUBLIC
        if not isinstance(found, Identity):
            raise ConfigurationError(
                f"The identity function returned a {type(found).__name__}.", "It returns a cbreport.Identity, or None."
            )
        try:
            return replace(found, party=find_party(found.party).code) if found.party else found
        except UnknownName as error:
            raise ConfigurationError(
                f"The identity function named the Party “{found.party}”, which does not exist.", error.hint
            ) from None

    def encoding(self, asked: Request, identity: Identity) -> str:
        """The content encoding in which a page travels; empty when it goes as it is."""
        return compressing.encoding_for(asked, public=identity.public) if self.compress else ""

    def assemble(self, stored: StoredReport) -> Report:
        """A stored report with its form."""
        summary = stored.summary
        return Report(
            form=self.library.form(summary.form, summary.edition),
            party=summary.party,
            cycle=summary.cycle,
            answers=stored.answers,
            status=summary.status,
            version=summary.version,
            revision=summary.revision,
            id=summary.id,
            example=summary.example,
            digest=summary.digest,
            submitted=summary.submitted,
            behalf=summary.behalf,
            library=self.library,
        )

    def blueprint(self) -> Blueprint:
        """The pages, as one blueprint."""
        blueprint = Blueprint(self.name, "cbreport.web")

        @blueprint.before_request
        def begin_request() -> None:
            security.limit(request)
            begin(self)

        @blueprint.before_request
        @with_error_pages
        def admit() -> None:
            if security.from_elsewhere(request):
                abort(403, current().t("This request came from another site, so nothing was changed."))
            if security.too_many_fields(request):
                raise RequestEntityTooLarge

        @blueprint.after_request
        def finish(response: Response) -> Response:
            protected = security.protect(mark_page(remember_language(response)), self.policy)
            known = g.get("cbreport_context") if self.compress else None
            return compressing.compress(protected, self.encoding(request, known.identity)) if known else protected

        add_pages(blueprint, PAGES)
        if isinstance(self.identity, DemoIdentity):
            add_pages(blueprint, DEMO_PAGES)
        return blueprint


def add_pages(blueprint: Blueprint, rules: Iterable[tuple[str, str, Callable[..., Any], tuple[str, ...]]]) -> None:
    """Add rules of (path, name, view, methods)."""
    for path, name, view, methods in rules:
        blueprint.add_url_rule(path, name, with_error_pages(view), methods=list(methods))


def _refuse_chooser(identity: IdentityFunction | None, demo: bool) -> None:
    if isinstance(identity, DemoIdentity) and not demo:
        raise ConfigurationError(
            "The demo's chooser lets anybody be anyone, so it is refused outside demo mode.",
            "Give CBReport(identity=…) a function that asks your portal who is signed in, or pass demo=True.",
        )


def with_error_pages(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose refusals are our pages. These are no error handlers: a portal's handler of the same code would come
    before ours, and ours would come before the portal's where its own hooks refuse a request.
    """

    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        try:
            return view(**arguments)
        except UnknownName:
            return error_page(NotFound())
        except HTTPException as error:
            return error_page(error)
        except NotPermitted as error:
            return error_page(Forbidden(error.describe(current().t)))
        except (SaveRefused, WorkflowError) as error:
            return error_page(Conflict(error.describe(current().t)))
        except CbreportError as error:
            current_app.logger.error("cbreport: %s", error, exc_info=error)
            return error_page(ServiceUnavailable())

    return guarded


def error_page(error: HTTPException) -> Any:
    """Our page for an error inside our pages, or what the script reads; redirects and ready-made responses pass."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    if request.method == "PUT":
        return autosave.problem(error)
    context = current()
    body = context.page("cbreport/error.html", code=error.code, description=error.description or "")
    response = Response(body, error.code)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response
