"""Beside any WSGI site: addresses carry the prefix, the site stays as it was, cookies do not meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from cbreport.library import Library
from cbreport.reporting import Identity
from cbreport.storage import SqlStore
from cbreport.web import CBReport, DemoIdentity
from tests.web.browser import parse
from tests.web.people import AMINA, KARI, PEOPLE


def site(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """A site that says where it was asked, and has a cookie as everybody's."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "session=of-the-site; Path=/")])
    return [f"{environ['SCRIPT_NAME']}|{environ['PATH_INFO']}|{environ.get('HTTP_COOKIE', '')}".encode()]


@pytest.fixture
def cb(store: SqlStore, library: Library) -> CBReport:
    return CBReport(store=store, library=library, demo=True)


def signed_in(cookie: str) -> Callable[[Any], Identity | None]:
    return lambda request: AMINA if request.cookies.get("site_user") == cookie else None


@pytest.fixture
def client(cb: CBReport) -> Client:
    client = Client(cb.mount(site, at="/reporting", identity=signed_in("amina")))
    client.set_cookie("site_user", "amina")
    return client


def links(text: str) -> list[str]:
    tree, faults = parse(text)
    assert faults == []
    found = [each.get(name, "") for each in tree.iter() for name in ("href", "src", "action") if name in each.attrib]
    return [link for link in found if not link.startswith("#")]


class TestTheSite:
    @pytest.mark.parametrize("path", ["/", "/news", "/reportingx", "/a/reporting/", "/Reporting/", "/reporting%2f"])
    def test_gets_its_own_requests_as_they_are(self, client: Client, path: str) -> None:
        alone = Client(site)
        alone.set_cookie("site_user", "amina")
        mounted, own = client.get(path), alone.get(path)
        if path == "/reporting%2f":  # the same as /reporting/ for WSGI
            assert mounted.status_code == 200
            return
        assert (mounted.get_data(), mounted.headers.to_wsgi_list()) == (own.get_data(), own.headers.to_wsgi_list())

    def test_never_sees_requests_to_our_pages(self, client: Client) -> None:
        for path in ("/reporting/", "/reporting", "/reporting/no-such", "/reporting/reports/x"):
            assert "of-the-site" not in str(client.get(path).headers)


class TestOurPages:
    def test_carry_the_prefix(self, client: Client, store: SqlStore) -> None:
        found = links(client.get("/reporting/").text)
        assert len(found) > 8
        assert all(link.startswith("/reporting/") for link in found)

    def test_the_prefix_without_a_slash_leads_to_them(self, client: Client) -> None:
        reply = client.get("/reporting", follow_redirects=True)
        assert "Reports of Kenya" in reply.text

    def test_use_the_sites_sign_in(self, client: Client) -> None:
        assert "Reports of Kenya" in client.get("/reporting/").text
        client.set_cookie("site_user", "guess")
        assert "Published reports" in client.get("/reporting/").text

    def test_redirects_stay_below_the_prefix(self, client: Client) -> None:
        data, here = {"convention": "example", "cycle": "EX1"}, {"Sec-Fetch-Site": "same-origin"}
        reply = client.post("/reporting/reports", data=data, headers=here)
        assert reply.status_code == 303
        assert reply.headers["Location"].startswith("/reporting/reports/")

    def test_stand_below_another_prefix_too(self, cb: CBReport) -> None:
        outer = DispatcherMiddleware(site, {"/portal": cb.mount(site, at="/reporting", identity=lambda request: AMINA)})
        reply = Client(outer).get("/portal/reporting/?language=fr")
        assert all(link.startswith("/portal/reporting/") for link in links(reply.text))
        assert "Path=/portal/reporting/" in reply.headers["Set-Cookie"]

    @pytest.mark.parametrize("path", ["/reporting/no-such", "/reporting/reports/x", "/reporting/"])
    def test_have_their_headers_on_every_response(self, client: Client, path: str) -> None:
        headers = client.get(path).headers
        assert len(headers.get_all("Content-Security-Policy")) == 1
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"

    def test_do_not_tell_what_went_wrong_inside(self, cb: CBReport) -> None:
        def broken(request: Any) -> Identity:
            raise RuntimeError("password of the directory")

        reply = Client(cb.mount(site, at="/reporting", identity=broken)).get("/reporting/")
        assert reply.status_code == 500
        assert "password" not in reply.text


class TestCookies:
    def test_do_not_meet_the_sites(self, cb: CBReport) -> None:
        client = Client(cb.mount(site, at="/reporting", identity=DemoIdentity(PEOPLE.values())))
        client.get("/")
        here = {"Sec-Fetch-Site": "same-origin"}
        client.post("/reporting/sign-in", data={"person": "amina"}, headers=here)
        client.get("/reporting/?language=fr")
        assert client.get_cookie("session")
        assert client.get("/").text.startswith("|/|session=of-the-site")
        assert "Rapports" in client.get("/reporting/").text
        kept = {cookie.key: cookie.path for cookie in client._cookies.values()}
        assert kept == {"session": "/", "cb_session_reporting": "/", "cb_language": "/reporting/"}

    def test_are_sent_to_no_other_site_with_a_form(self, cb: CBReport) -> None:
        client = Client(cb.mount(site, at="/reporting", identity=DemoIdentity(PEOPLE.values())))
        reply = client.post("/reporting/sign-in", data={"person": "amina"}, headers={"Sec-Fetch-Site": "same-origin"})
        assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in reply.headers["Set-Cookie"].split(";")}


class TestTwoMounts:
    def test_each_has_its_own_people(self, cb: CBReport) -> None:
        inner = cb.mount(site, at="/kenya", identity=lambda request: AMINA)
        both: WSGIApplication = cb.mount(inner, at="/norway", identity=lambda request: KARI)
        client = Client(both)
        assert "Reports of Kenya" in client.get("/kenya/").text
        assert "Reports of Norway" in client.get("/norway/").text
        assert client.get("/").text.startswith("|/|")

    def test_the_instance_itself_stays_as_it_was(self, cb: CBReport) -> None:
        cb.mount(site, at="/kenya", identity=lambda request: AMINA)
        assert cb.identity is None

    def test_without_an_identity_the_instances_own_is_asked(self, store: SqlStore, library: Library) -> None:
        cb = CBReport(store=store, library=library, identity=lambda request: KARI)
        assert "Reports of Norway" in Client(cb.mount(site, at="/reporting/")).get("/reporting/").text
