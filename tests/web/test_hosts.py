"""Identity functions for hosts: Django's session, and a proxy's header that nobody else can send."""

from __future__ import annotations

import hmac
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder, TestResponse
from werkzeug.wrappers import Request

from cbreport.errors import ConfigurationError
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, Identity
from cbreport.storage import SqlStore
from cbreport.web import CBReport, IdentityFunction, django_session, hosts, trusted_header
from tests.web import django_project
from tests.web.conftest import Portal, plain_app
from tests.web.people import AMINA

# -- Django -----------------------------------------------------------------------------------------------------------


def convert(user: Any) -> Identity | None:
    """The portal's own rule: whoever has a Party in her first name is its focal point."""
    if not user.first_name:
        return None
    return Identity(str(user.pk), user.get_full_name(), frozenset({FOCAL_POINT}), party=user.first_name)


@pytest.fixture(scope="module")
def django(tmp_path_factory: pytest.TempPathFactory) -> WSGIApplication:
    return django_project.start(tmp_path_factory.getbasetemp() / "django.sqlite3")


@pytest.fixture
def user(django: WSGIApplication) -> Iterator[Any]:
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_user("amina", password="secret", first_name="KEN", last_name="Odhiambo")
    yield user
    get_user_model().objects.all().delete()


@pytest.fixture
def beside(store: SqlStore, library: Library) -> Callable[[WSGIApplication], WSGIApplication]:
    """Our pages beside a Django application."""
    cb = CBReport(store=store, library=library)
    return lambda application: cb.mount(application, at="/reporting", identity=django_session(convert))


@pytest.fixture
def site(django: WSGIApplication, beside: Callable[[WSGIApplication], WSGIApplication]) -> WSGIApplication:
    return beside(django)


class FromHere(Client):
    """A client whose requests come from the site's own pages."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        headers = Headers(options.pop("headers", None))
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        return super().open(*args, headers=headers, **options)


@pytest.fixture
def browser(site: WSGIApplication) -> Client:
    return FromHere(site)


def sign_in(browser: Client) -> None:
    assert browser.post("/sign-in", data={"name": "amina", "password": "secret"}).text == "welcome"


def seen(browser: Client, **options: Any) -> str:
    return browser.get("/reporting/", **options).text


class TestDjangosSession:
    @pytest.mark.parametrize("engine", ["db", "cached_db", "cache", "signed_cookies", "file"])
    def test_tells_who_is_signed_in_with_every_engine(
        self, beside: Callable[[WSGIApplication], WSGIApplication], user: Any, engine: str, tmp_path: Path
    ) -> None:
        from django.core.wsgi import get_wsgi_application
        from django.test.utils import override_settings

        with override_settings(SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}", SESSION_FILE_PATH=tmp_path):
            browser = FromHere(beside(get_wsgi_application()))
            assert "Published reports" in seen(browser)
            sign_in(browser)
            assert "Reports of Kenya" in seen(browser)
            browser.post("/sign-out")
            assert "Published reports" in seen(browser)

    def test_without_a_cookie_asks_no_database(self, django: WSGIApplication, monkeypatch: pytest.MonkeyPatch) -> None:
        import django.db

        monkeypatch.setattr(django.db, "close_old_connections", lambda: pytest.fail("asked"))
        assert django_session(convert)(Request(EnvironBuilder().get_environ())) is None

    @pytest.mark.parametrize("cookie", ["x", "a" * 32, "x" * 4_000, "' or 1=1 --", "é", "%00"])
    def test_of_a_cookie_that_was_made_up_is_nobodys(self, browser: Client, user: Any, cookie: str) -> None:
        assert "Published reports" in seen(browser, headers={"Cookie": f"sessionid={cookie}"})

    def test_of_somebody_who_was_locked_out_is_nobodys(self, browser: Client, user: Any) -> None:
        sign_in(browser)
        user.is_active = False
        user.save()
        assert "Published reports" in seen(browser)

    def test_from_before_a_new_password_is_nobodys(self, browser: Client, user: Any) -> None:
        sign_in(browser)
        user.set_password("another")
        user.save()
        assert "Published reports" in seen(browser)

    def test_that_has_run_out_is_nobodys(self, browser: Client, user: Any) -> None:
        from datetime import UTC, datetime

        from django.contrib.sessions.models import Session

        sign_in(browser)
        Session.objects.update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
        assert "Published reports" in seen(browser)

    def test_of_a_backend_that_is_not_in_use_any_more_is_nobodys(self, browser: Client, user: Any) -> None:
        from django.test.utils import override_settings

        sign_in(browser)
        with override_settings(AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.RemoteUserBackend"]):
            assert "Published reports" in seen(browser)

    def test_is_not_changed(self, browser: Client, user: Any) -> None:
        from django.contrib.sessions.models import Session

        sign_in(browser)
        before = list(Session.objects.values())
        reply = browser.get("/reporting/")
        assert "Set-Cookie" not in reply.headers
        assert list(Session.objects.values()) == before

    def test_stays_signed_in_when_the_projects_key_is_a_new_one(self, browser: Client, user: Any) -> None:
        """Django then gives the session a new key, which the browser would not learn from our page."""
        from django.conf import settings
        from django.test.utils import override_settings

        sign_in(browser)
        with override_settings(SECRET_KEY="a new key", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            assert "Reports of Kenya" in seen(browser)
            assert browser.get("/").text.startswith("Django's page, for amina")
            assert "Reports of Kenya" in seen(browser)

    def test_leaves_no_connection_open(self, browser: Client, user: Any) -> None:
        from django.db import connection

        sign_in(browser)
        seen(browser)
        assert connection.connection is None

    def test_leaves_no_connection_open_when_the_portals_rule_fails(self, user: Any, browser: Client) -> None:
        from django.db import connection

        sign_in(browser)
        cookie = browser.get_cookie("sessionid")
        assert cookie
        environ = EnvironBuilder(headers={"Cookie": f"sessionid={cookie.value}"}).get_environ()

        def broken(user: Any) -> Identity:
            raise LookupError(user.username)

        with pytest.raises(LookupError, match="amina"):
            django_session(broken)(Request(environ))
        assert connection.connection is None

    def test_of_a_user_without_a_role_is_the_publics(self, browser: Client, user: Any) -> None:
        user.first_name = ""
        user.save()
        sign_in(browser)
        assert "Published reports" in seen(browser)

    @pytest.mark.parametrize(
        "name",
        ["Remote-User", "X-Remote-User", "X_Remote_User", "X-Forwarded-User", "X-User", "Authorization", "Sessionid"],
    )
    def test_counts_and_no_header_does(self, browser: Client, user: Any, name: str) -> None:
        assert "Published reports" in seen(browser, headers={name: "amina"})
        assert "Published reports" in seen(browser, environ_overrides={"REMOTE_USER": "amina", "django.user": user})

    def test_needs_django(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hosts, "find_spec", lambda name: None)
        with pytest.raises(ConfigurationError, match="Django is not installed"):
            django_session(convert)

    def test_imports_django_only_when_it_is_asked(self) -> None:
        source = inspect.getsource(hosts)
        top = [line for line in source.splitlines() if line.startswith(("import", "from"))]
        assert not [line for line in top if "django" in line]


class TestBesideDjango:
    def test_a_focal_point_fills_in_her_report(self, browser: Client, user: Any, store: SqlStore) -> None:
        sign_in(browser)
        reply = browser.post("/reporting/reports", data={"convention": "example", "cycle": "EX1"})
        place = reply.headers["Location"]
        assert place.startswith("/reporting/reports/")
        saved = browser.post(
            f"{place}/simple/1", data={"revision": "0", "whole": "yes", "a:name": "Plan", "action": "leave"}
        )
        assert saved.headers["Location"] == f"{place}?saved="
        stored = store.open(AMINA, place.rpartition("/")[2])
        assert (stored.answers["name"].value, stored.answers["name"].author) == ("Plan", str(user.pk))

    @pytest.mark.parametrize("path", ["/", "/news/", "/news", "/no-such", "/reportingx", "/news/reporting/"])
    @pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
    def test_djangos_own_pages_are_the_same_letter_by_letter(
        self, django: WSGIApplication, site: WSGIApplication, user: Any, path: str, method: str
    ) -> None:
        alone, beside = Client(django).open(path, method=method), Client(site).open(path, method=method)
        assert alone.status == beside.status
        assert alone.get_data() == beside.get_data()
        assert alone.headers.to_wsgi_list() == beside.headers.to_wsgi_list()

    def test_cookies_do_not_meet(self, browser: Client, user: Any) -> None:
        sign_in(browser)
        browser.get("/reporting/?language=fr")
        assert browser.get("/").text.startswith("Django's page, for amina")
        cookies = {cookie.key: cookie.path for cookie in browser._cookies.values()}
        assert cookies["cb_language"] == "/reporting/"
        assert set(cookies) == {"cb_language", "sessionid", "csrftoken"} & set(cookies)
        assert "Rapports" in seen(browser)


# -- a proxy's header -------------------------------------------------------------------------------------------------

SECRET = "3f1c0d2be49a57c6"
PROXY = {"X-Cbreport-Secret": SECRET}


def named(name: str) -> Identity:
    return Identity(name, name, frozenset({FOCAL_POINT}), party="KEN")


def ask(function: IdentityFunction, *headers: tuple[str, str], **environ: str) -> Identity | None:
    return function(Request(EnvironBuilder(headers=Headers(list(headers)), environ_overrides=environ).get_environ()))


@pytest.fixture
def proxied() -> IdentityFunction:
    return trusted_header("X-Remote-User", secret=SECRET, convert=named)


class TestTheProxysHeader:
    def test_names_the_person(self, proxied: IdentityFunction) -> None:
        found = ask(proxied, ("X-Remote-User", "amina"), *PROXY.items())
        assert found == named("amina")

    @pytest.mark.parametrize(
        "secret",
        [
            None, "", "x", SECRET[:-1], SECRET + "x", SECRET.upper(), f"{SECRET},{SECRET}", f" {SECRET[::-1]}",
            "é" * 16, "\x00" * 16, "x" * 100_000,
        ],
    )  # fmt: skip
    def test_counts_with_the_secret_only(self, proxied: IdentityFunction, secret: str | None) -> None:
        headers = [("X-Remote-User", "amina")] + ([("X-Cbreport-Secret", secret)] if secret is not None else [])
        assert ask(proxied, *headers) is None

    @pytest.mark.parametrize(
        "headers",
        [
            [("X-Remote-User", "admin"), ("X-Remote-User", "amina")],
            [("X-Remote-User", "amina"), ("X-Remote-User", "")],
            [("X-Remote-User", "admin,amina")],
            [("X-Remote-User", "admin, amina")],
            [("X-Remote-User", "")],
            [("X-Remote-User", "   ")],
            [("X-Remote-User", "\tamina\x0bx")],
            [("Remote-User", "amina")],
            [("X-Remote-User-Name", "amina")],
            [],
        ],
    )
    def test_a_copy_of_a_clients_a_duplicate_and_another_header_name_nobody(
        self, proxied: IdentityFunction, headers: list[tuple[str, str]]
    ) -> None:
        assert ask(proxied, *headers, *PROXY.items()) is None

    def test_a_second_secret_names_nobody(self, proxied: IdentityFunction) -> None:
        for other in (SECRET, "guess"):
            secrets = [("X-Cbreport-Secret", other), ("X-Cbreport-Secret", SECRET)]
            assert ask(proxied, ("X-Remote-User", "amina"), *secrets) is None

    def test_what_the_server_itself_says_is_no_header(self, proxied: IdentityFunction) -> None:
        assert ask(proxied, *PROXY.items(), REMOTE_USER="amina", X_REMOTE_USER="amina") is None

    def test_a_name_may_have_letters_of_any_script(self, proxied: IdentityFunction) -> None:
        for name in ("rené@example.org", "أمينة", "CN=Amina"):
            found = ask(proxied, ("X-Remote-User", name.encode().decode("latin-1")), *PROXY.items())
            assert found == named(name)
        assert ask(proxied, ("X-Remote-User", "ren\xe9"), *PROXY.items()) is None

    def test_the_portal_may_know_nobody_of_that_name(self) -> None:
        function = trusted_header("X-Remote-User", secret=SECRET, convert=lambda name: None)
        assert ask(function, ("X-Remote-User", "amina"), *PROXY.items()) is None

    def test_the_secret_may_be_in_another_header(self) -> None:
        function = trusted_header("X-Remote-User", secret=SECRET, convert=named, secret_header="X-Proxy")
        assert ask(function, ("X-Remote-User", "amina"), ("X-Proxy", SECRET)) == named("amina")
        assert ask(function, ("X-Remote-User", "amina"), *PROXY.items()) is None

    def test_the_secret_is_compared_in_constant_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        compared = []
        original = hmac.compare_digest
        monkeypatch.setattr(hmac, "compare_digest", lambda *pair: compared.append(pair) or original(*pair))
        ask(trusted_header("X-Remote-User", secret=SECRET, convert=named), ("X-Cbreport-Secret", "guess"))
        assert compared == [(b"guess", SECRET.encode())]

    @given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40))
    def test_no_guess_is_believed(self, guess: str) -> None:
        function = trusted_header("X-Remote-User", secret=SECRET, convert=named)
        environ = {"HTTP_X_REMOTE_USER": "amina", "HTTP_X_CBREPORT_SECRET": guess}
        assert guess == SECRET or ask(function, **environ) is None

    @pytest.mark.parametrize(
        "secret", ["", "short", "x" * 15, "a secret with blanks", "sécrétsécrétsécrét", "a,b,c,d,e,f,g,h,i"]
    )
    def test_a_secret_that_can_be_guessed_is_refused(self, secret: str) -> None:
        with pytest.raises(ConfigurationError, match="secret needs 16 characters"):
            trusted_header("X-Remote-User", secret=secret, convert=named)

    @pytest.mark.parametrize("header", ["", "X_Remote_User", "X-Remote-User:", "X Remote", "HTTP_X", "é", "x\r\ny"])
    def test_a_name_that_no_header_has_is_refused(self, header: str) -> None:
        with pytest.raises(ConfigurationError, match="is no name of a header"):
            trusted_header(header, secret=SECRET, convert=named)
        with pytest.raises(ConfigurationError, match="is no name of a header"):
            trusted_header("X-Remote-User", secret=SECRET, convert=named, secret_header=header)

    def test_one_header_cannot_be_both(self) -> None:
        with pytest.raises(ConfigurationError, match="in the same header"):
            trusted_header("X-Remote-User", secret=SECRET, convert=named, secret_header="x-remote-user")

    def test_on_our_pages(self, make_portal: Callable[..., Portal], proxied: IdentityFunction) -> None:
        client = make_portal(plain_app(), identity=proxied).app.test_client()
        spoofed = client.get("/reporting/", headers={"X-Remote-User": "amina"})
        believed = client.get("/reporting/", headers={"X-Remote-User": "amina", **PROXY})
        assert "Published reports" in spoofed.text
        assert "Reports of Kenya" in believed.text
        assert SECRET not in believed.text + str(believed.headers)


class TestBehindARealServer:
    """What arrives over a socket, as waitress hands it on."""

    @pytest.fixture
    def address(self, proxied: IdentityFunction) -> Iterator[tuple[str, int]]:
        import threading

        import waitress

        def application(environ: Any, start_response: Any) -> list[bytes]:
            found = proxied(Request(environ))
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [(found.name if found else "nobody").encode()]

        server: Any = waitress.create_server(application, host="127.0.0.1", port=0, threads=1)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield server.effective_host, server.effective_port
        server.close()
        thread.join(10)

    def ask(self, address: tuple[str, int], *lines: str) -> str:
        import socket

        with socket.create_connection(address, timeout=10) as connection:
            head = ["GET / HTTP/1.1", "Host: localhost", "Connection: close", *lines, "", ""]
            connection.sendall("\r\n".join(head).encode("latin-1"))
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        return received.partition(b"\r\n\r\n")[2].decode()

    def test_underscores_and_duplicates_name_nobody(self, address: tuple[str, int]) -> None:
        secret = f"X-Cbreport-Secret: {SECRET}"
        assert self.ask(address, secret, "X-Remote-User: amina") == "amina"
        assert self.ask(address, "X-Remote-User: amina") == "nobody"
        assert self.ask(address, secret, "X_Remote_User: admin") == "nobody"
        assert self.ask(address, secret, "X_Remote-User: admin", "X-Remote-User: amina") == "amina"
        assert self.ask(address, secret, "X-Remote-User: admin", "X-Remote-User: amina") == "nobody"
        assert self.ask(address, secret, secret, "X-Remote-User: amina") == "nobody"
        assert self.ask(address, f"X_Cbreport_Secret: {SECRET}", "X-Remote-User: amina") == "nobody"
        assert self.ask(address, secret, "x-remote-USER: amina") == "amina"
