"""Inside a Flask portal: the portal stays as it was, and our pages look and speak like its own."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import itsdangerous
import pytest
from flask import Blueprint, Flask, abort, redirect, render_template, request, session, url_for
from flask_babel import Babel, format_date, get_locale
from jinja2 import DictLoader, StrictUndefined
from werkzeug.test import TestResponse

from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, Identity
from cbreport.storage import SqlStore
from cbreport.web import CBReport
from tests.web.browser import Browser, Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import KARI

TEMPLATES = {
    "portal/base.html": (
        '<!doctype html><html lang="{{ language }}" dir="{{ direction }}"><head>'
        "<title>{% block title %}Home{% endblock %} | {{ site.name }}</title>"
        '<link rel="stylesheet" href="/portal.css">{% block head %}{% endblock %}</head>'
        "<body><header>{{ site.name|shout }}, {{ section.title }}, {{ page }}</header>"
        "{% block content %}{% endblock %}"
        "<footer>{{ _('Imprint') }} {{ cb_languages|default('') }}</footer></body></html>"
    ),
    "portal/news.html": '{% extends "portal/base.html" %}{% block content %}<p>{{ text }}</p>{% endblock %}',
    "portal/404.html": '{% extends "portal/base.html" %}{% block content %}Nothing here, says the portal{% endblock %}',
}


def make_app() -> Flask:
    """A portal as portals are: sign-in, Babel, its own CSRF check, error pages, hooks, filters and context."""
    app = Flask("portal", static_folder=None)
    app.secret_key = "the portal's own key"
    app.config.update(PROPAGATE_EXCEPTIONS=False, SESSION_COOKIE_NAME="portal_session", MAX_CONTENT_LENGTH=100_000)
    app.jinja_loader = DictLoader(TEMPLATES)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters["shout"] = str.upper
    app.jinja_env.globals["page"] = "a page of the portal"
    Babel(app, default_locale="es", locale_selector=lambda: session.get("locale", "es"))
    app.jinja_env.globals["_"] = lambda text: f"{text} ({get_locale()})"

    @app.context_processor
    def context() -> dict[str, Any]:
        texts = {"site": {"name": "Portal"}, "section": {"title": "News"}}
        return {**texts, "language": str(get_locale()), "direction": "ltr"}

    @app.before_request
    def check_token() -> None:
        ours = request.blueprint == "cbreport" and not request.headers.get("X-Test-Not-Exempt")
        if request.method == "POST" and not ours and request.form.get("token") != "right":
            abort(400, "The portal misses its token.")

    @app.after_request
    def add_header(response: Any) -> Any:
        response.headers["X-Portal"] = "yes"
        return response

    @app.errorhandler(404)
    def not_found(error: Any) -> Any:
        return render_template("portal/404.html"), 404

    @app.errorhandler(400)
    @app.errorhandler(403)
    @app.errorhandler(413)
    def refused(error: Any) -> Any:
        return f"The portal refuses: {error.description}", error.code

    @app.errorhandler(Exception)
    def crashed(error: Exception) -> Any:
        return f"The portal fails: {type(error).__name__}", getattr(error, "code", 500)

    @app.route("/")
    def home() -> str:
        return render_template("portal/news.html", text=f"{session.get('user', 'nobody')} {format_date(None, 'MMMM')}")

    @app.post("/sign-in")
    def sign_in() -> Any:
        session["user"], session["locale"] = request.form["user"], request.form.get("locale", "es")
        return redirect("/")

    @app.get("/crash")
    def crash() -> str:
        raise LookupError("a secret of the portal")

    @app.get("/tea")
    def tea() -> str:
        abort(418)

    return app


def who(asked: Any) -> Identity | None:
    """The portal's own sign-in says who it is."""
    name = session.get("user")
    return Identity(name, name.title(), frozenset({FOCAL_POINT}), party="KEN") if name else None


@pytest.fixture
def portal(store: SqlStore, library: Library) -> Portal:
    app = make_app()
    CBReport(store=store, library=library, identity=who, base_template="portal/base.html").init_app(app, PREFIX)
    return Portal(app, store, library)


@pytest.fixture
def browser(portal: Portal) -> Browser:
    """Amina, signed in to the portal, who reads French."""
    browser = portal.browser()
    browser.client.post("/sign-in", data={"token": "right", "user": "amina", "locale": "fr"})
    return browser


def as_sent(reply: TestResponse) -> tuple[Any, ...]:
    return reply.status, reply.headers.to_wsgi_list(), reply.get_data()


class TestThePortal:
    REQUESTS: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("GET", "/", {}),
        ("HEAD", "/", {}),
        ("OPTIONS", "/", {}),
        ("GET", "/no-such", {}),
        ("GET", "/crash", {}),
        ("GET", "/tea", {}),
        ("POST", "/", {"token": "right"}),
        ("PUT", "/sign-in", {}),
        ("POST", "/sign-in", {}),
        ("POST", "/sign-in", {"token": "right"}),
        ("POST", "/sign-in", {"token": "right", "user": "amina", "locale": "fr"}),
        ("GET", "/", {}),
        ("POST", "/sign-in", {"token": "right", "user": "x" * 200_000}),
        ("GET", "/static/x/cb.css", {}),
        ("GET", "/reports", {}),
    )

    def replies(self, app: Flask) -> list[tuple[Any, ...]]:
        client = app.test_client()
        return [as_sent(client.open(path, method=method, data=data)) for method, path, data in self.REQUESTS]

    def test_answers_as_before_letter_by_letter(
        self, portal: Portal, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda self: 1_700_000_000)
        before = self.replies(make_app())
        assert browser.get(f"{PREFIX}/").status == 200  # ours has been used
        assert self.replies(portal.app) == before
        codes = {int(status.split()[0]) for status, *_ in before}
        assert codes == {200, 302, 400, 404, 405, 413, 418, 500}

    def test_says_which_methods_it_allows(self, portal: Portal) -> None:
        plain = Flask("plain", static_folder=None)
        plain.add_url_rule("/", "home", lambda: "home", methods=["GET"])
        CBReport(store=portal.store, library=portal.library).init_app(plain, PREFIX)
        reply = plain.test_client().delete("/")
        assert (reply.status_code, set(reply.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS"})

    def test_keeps_its_hooks_handlers_and_settings(self, portal: Portal, browser: Browser) -> None:
        browser.get(f"{PREFIX}/")
        ours, plain = portal.app, make_app()
        plain.test_client().get("/")
        for name in (
            "before_request_funcs", "after_request_funcs", "teardown_request_funcs", "template_context_processors",
            "url_value_preprocessors", "url_default_functions",
        ):  # fmt: skip
            assert len(getattr(ours, name)[None]) == len(getattr(plain, name)[None]), name
        assert set(ours.error_handler_spec) - {None} == set()
        assert {code: len(each) for code, each in ours.error_handler_spec[None].items()} == {
            code: len(each) for code, each in plain.error_handler_spec[None].items()
        }
        assert ours.config == plain.config
        assert set(ours.jinja_env.filters) == set(plain.jinja_env.filters)
        assert set(ours.jinja_env.globals) == set(plain.jinja_env.globals)
        assert ours.jinja_env.undefined is StrictUndefined
        assert not ours.jinja_env.trim_blocks
        assert ours.teardown_appcontext_funcs == plain.teardown_appcontext_funcs
        assert set(ours.blueprints) == {"cbreport"}

    def test_cannot_be_made_to_render_our_templates(self, portal: Portal) -> None:
        assert [name for name in portal.app.jinja_env.list_templates() if name.startswith("cbreport")] == []

    @pytest.mark.parametrize("path", ["/no-such", "/reports/x/y", "/desk", "/reports/x/y/1/z"])
    def test_answers_for_addresses_below_the_prefix_that_are_none(self, portal: Portal, path: str) -> None:
        reply = portal.app.test_client().get(PREFIX + path)
        assert reply.status_code == 404
        assert "Nothing here, says the portal" in reply.text

    def test_answers_for_methods_that_no_page_has(self, portal: Portal) -> None:
        reply = portal.app.test_client().delete(f"{PREFIX}/")
        assert (reply.status_code, reply.text) == (405, "The portal fails: MethodNotAllowed")

    def test_refuses_our_forms_too_where_it_makes_no_exception(self, portal: Portal, browser: Browser) -> None:
        report = portal.report()
        page = browser.post(f"{PREFIX}/reports/{report}/simple/1", {}, headers={"X-Test-Not-Exempt": "1"})
        assert page.status == 400
        assert page.text == "The portal refuses: The portal misses its token."

    def test_answers_when_its_own_function_fails_on_our_page(self, store: SqlStore, library: Library) -> None:
        def broken(request: Any) -> Identity:
            raise ConnectionError("the directory of the portal")

        app = make_app()
        CBReport(store=store, library=library, identity=broken).init_app(app, PREFIX)
        reply = app.test_client().get(f"{PREFIX}/")
        assert (reply.status_code, reply.text) == (500, "The portal fails: ConnectionError")

    def test_may_answer_before_our_pages(self, portal: Portal) -> None:
        @portal.app.before_request
        def closed() -> Any:
            return ("Closed for the night.", 503) if request.headers.get("X-Night") else None

        reply = portal.app.test_client().get(f"{PREFIX}/", headers={"X-Night": "1"})
        assert (reply.status_code, reply.text) == (503, "Closed for the night.")


class TestOurPages:
    def test_stand_in_the_portals_base_page(self, browser: Browser) -> None:
        page = browser.get(f"{PREFIX}/")
        assert page.faults == []
        assert page.title == "Rapports | Portal"
        assert words(page.all("header")[0]) == "PORTAL, News, a page of the portal"
        assert words(page.all("footer")[0]).startswith("Imprint (fr)")
        assert page.response.headers["X-Portal"] == "yes"
        assert len(page.all("main")) == 1

    def test_bring_their_style_and_script_into_its_head(self, browser: Browser) -> None:
        page = browser.get(f"{PREFIX}/")
        styles = [each.get("href", "") for each in page.all("link") if each.get("rel") == "stylesheet"]
        assert styles[0] == "/portal.css"
        assert [style.rpartition("/")[2] for style in styles] == ["portal.css", "govuk.css", "cb.css"]
        assert page.all("script")[0].get("src", "").endswith("/cb.js")

    def test_all_of_them(self, portal: Portal, browser: Browser) -> None:
        """Also those with variables that the portal has, too (section, page, language)."""
        report = portal.report(answers={"trainings[r1].title": "First", "people": "a dozen"})
        place = f"{PREFIX}/reports/{report}"
        for path in (place, f"{place}/simple/1", f"{place}/tables/3", f"{place}/check",
                     f"{place}/tables/3/remove/trainings/r1", f"{PREFIX}/reports/{'a' * 24}"):  # fmt: skip
            page = browser.get(path)
            assert page.faults == []
            assert words(page.all("header")[0]) == "PORTAL, News, a page of the portal"
            assert page.text.count("<html") == 1

    def test_follow_its_locale(self, portal: Portal, browser: Browser) -> None:
        page = browser.get(f"{PREFIX}/")
        assert "Rapports" in page.title
        (pages,) = page.all("div", "cb-pages")
        assert pages.get("lang") == "fr"
        assert portal.browser().get(f"{PREFIX}/").all("div", "cb-pages")[0].get("lang") == "es"

    def test_a_wish_on_our_page_comes_before_its_locale(self, browser: Browser) -> None:
        page = browser.get(f"{PREFIX}/?language=ar")
        (pages,) = page.all("div", "cb-pages")
        assert (pages.get("lang"), pages.get("dir")) == ("ar", "rtl")

    def test_use_its_sign_in(self, portal: Portal, browser: Browser) -> None:
        report = portal.report()
        assert browser.get(f"{PREFIX}/reports/{report}").status == 200
        assert portal.browser().get(f"{PREFIX}/reports/{report}").status == 404

    def test_save_without_its_token(self, portal: Portal, browser: Browser) -> None:
        report = portal.report()
        browser.get(f"{PREFIX}/reports/{report}/simple/1").form.write("a:name", "Plan").press("continuer")
        assert portal.answers(report)["name"] == {"value": "Plan", "language": "fr"}

    def test_take_long_texts_whatever_it_allows_its_own(self, portal: Portal, browser: Browser) -> None:
        report = portal.report()
        sheet = browser.get(f"{PREFIX}/reports/{report}/simple/1").form.write("a:story", "x" * 150_000)
        assert sheet.press("continuer").status == 200

    @pytest.mark.parametrize(
        ("path", "data", "headers", "status", "said"),
        [
            ("/reports/aaaaaaaaaaaaaaaaaaaaaaaa", None, {}, 404, "L’adresse"),
            ("/reports/{report}/simple/1", {}, {}, 400, "en entier"),
            ("/reports", {}, {"Sec-Fetch-Site": "cross-site"}, 403, "autre site"),
        ],
    )
    def test_refuse_in_their_own_words(
        self, portal: Portal, browser: Browser, path: str, data: Any, headers: Any, status: int, said: str
    ) -> None:
        """And not in the words of the portal's handlers of the same codes, which know nothing of a report."""
        path = PREFIX + path.format(report=portal.report())
        page = browser.get(path) if data is None else browser.post(path, data, headers=headers)
        assert page.status == status
        assert "The portal" not in page.text
        assert words(page.all("header")[0]) == "PORTAL, News, a page of the portal"
        assert said in page.words

    def test_leave_its_session_alone(self, browser: Browser) -> None:
        page = browser.get(f"{PREFIX}/")
        assert "Set-Cookie" not in page.response.headers
        assert browser.client.get("/").text.count("amina") == 1


class TestABasePageOfAnotherKind:
    def page(self, store: SqlStore, library: Library, base: str, **settings: Any) -> Page:
        app = Flask("portal", static_folder=None)
        app.jinja_options = settings
        app.jinja_loader = DictLoader({"base.html": base})
        CBReport(store=store, library=library, base_template="base.html").init_app(app, PREFIX)
        return Portal(app, store, library).browser().get(f"{PREFIX}/")

    def test_with_nothing_but_content(self, store: SqlStore, library: Library) -> None:
        page = self.page(store, library, "<title>Portal</title>{% block content %}{% endblock %}")
        assert "Published reports" in page.words
        assert page.title == "Portal"

    def test_with_delimiters_of_its_own(self, store: SqlStore, library: Library) -> None:
        base = "<title><< 1 + 1 >></title><% block content %><% endblock %>"
        settings = {"block_start_string": "<%", "block_end_string": "%>", "variable_start_string": "<<",
                    "variable_end_string": ">>"}  # fmt: skip
        page = self.page(store, library, base, **settings)
        assert "Published reports" in page.words
        assert page.title == "2"

    def test_with_a_finalizer_and_line_statements(self, store: SqlStore, library: Library) -> None:
        base = "<title>{{ 'portal' }}</title>\n# block content\n# endblock\n"
        page = self.page(store, library, base, finalize=lambda value: str(value).upper(), line_statement_prefix="#")
        assert page.title == "PORTAL"
        assert "Published reports" in page.words

    def test_with_content_in_its_head_block(self, store: SqlStore, library: Library) -> None:
        base = "<title>P</title>{% block head %}<meta name=x>{% endblock %}<body>{% block content %}{% endblock %}"
        page = self.page(store, library, base)
        assert len(page.all("meta")) == 1
        assert len(page.all("link")) == 3

    def test_a_template_of_ours_can_be_replaced(self, store: SqlStore, library: Library) -> None:
        app = Flask("portal", static_folder=None)
        alas = '{% extends "cbreport/layout.html" %}{% block main %}Alas {{ code }}{% endblock %}'
        app.jinja_loader = DictLoader({"cbreport/error.html": alas})
        CBReport(store=store, library=library).init_app(app, PREFIX)
        page = Portal(app, store, library).browser().get(f"{PREFIX}/reports/x")
        assert page.words == "Alas 404"


class TestTwoInOnePortal:
    @pytest.fixture
    def two(self, store: SqlStore, library: Library) -> Portal:
        app = make_app()
        CBReport(store=store, library=library, identity=who).init_app(app, PREFIX)
        other = CBReport(store=store, library=library, identity=lambda request: KARI, name="second")
        other.init_app(app, "/other/place")
        return Portal(app, store, library)

    def test_each_has_its_own_addresses_and_people(self, two: Portal) -> None:
        mine, theirs = two.report("KEN"), two.report("NOR")
        first = two.browser()
        first.client.post("/sign-in", data={"token": "right", "user": "amina", "locale": "en"})
        for prefix, report, country in ((PREFIX, mine, "Kenya"), ("/other/place", theirs, "Norway")):
            page = first.get(f"{prefix}/")
            assert f"Reports of {country}" in page.words
            assert page.link("First report") == f"{prefix}/reports/{report}"
            assert all(link.startswith((prefix, "#")) for link in page.links)
        assert first.get(f"{PREFIX}/reports/{theirs}").status == 404
        assert first.get(f"/other/place/reports/{mine}").status == 404

    def test_the_host_can_name_each(self, two: Portal) -> None:
        with two.app.test_request_context():
            assert url_for("cbreport.home") == f"{PREFIX}/"
            assert url_for("second.home") == "/other/place/"

    def test_the_same_name_twice_is_refused(self, two: Portal) -> None:
        again = CBReport(store=two.store, library=two.library)
        with pytest.raises(ValueError, match="'cbreport' is already registered"):
            again.init_app(copy.copy(two.app), "/third")


def test_below_a_blueprint_or_at_the_root(store: SqlStore, library: Library) -> None:
    outer = Blueprint("outer", "outer", url_prefix="/outer")
    outer.register_blueprint(CBReport(store=store, library=library).blueprint(), url_prefix="/reports")
    app = Flask("portal", static_folder=None)
    app.register_blueprint(outer)
    page = Portal(app, store, library).browser().get("/outer/reports/")
    assert page.status == 200
    assert all(link.startswith(("/outer/reports/", "#")) for link in page.links)
    root = Flask("root", static_folder=None)
    CBReport(store=store, library=library).init_app(root, "")
    assert Portal(root, store, library).browser().get("/").status == 200


@pytest.mark.parametrize("prefix", ["/", "/reporting/"])
def test_a_slash_at_the_end_of_the_prefix_does_no_harm(
    make_portal: Callable[..., Portal], store: SqlStore, library: Library, prefix: str
) -> None:
    app = Flask("portal", static_folder=None)
    CBReport(store=store, library=library).init_app(app, prefix)
    page = Portal(app, store, library).browser().get(f"{prefix.rstrip('/')}/")
    assert page.status == 200
    assert not [link for link in page.links if "//" in link]
