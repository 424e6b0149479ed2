"""Other sites are kept out, responses carry their headers, and nothing is larger than it may be."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.reporting import STATUSES
from cbreport.web import DemoIdentity
from cbreport.web.security import MAX_BODY, MAX_FIELDS, MAX_WITH_FILES, STRICT_POLICY, is_local_path
from tests.web.browser import Page
from tests.web.conftest import PREFIX, Portal, plain_app
from tests.web.people import AMINA, CLERK, PEOPLE, PERSON
from tests.web.reports import COMPLETE, WRONG
from tests.web.routes import ROUTES, Route

UNSAFE = {name: route for name, route in ROUTES.items() if route.form is not None}
FROM_ELSEWHERE = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
    "no page": {"Sec-Fetch-Site": "none"},
    "an empty word": {"Sec-Fetch-Site": ""},
    "an unknown word": {"Sec-Fetch-Site": "same-origin, cross-site"},
    "another site that names us": {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    "another origin": {"Origin": "https://evil.example"},
    "another port": {"Origin": "http://localhost:8081"},
    "a name like ours": {"Origin": "http://localhost.evil.example"},
    "a user called like us": {"Origin": "http://localhost@evil.example"},
    "a sandbox": {"Origin": "null"},
    "an empty origin": {"Origin": ""},
    "an origin that is none": {"Origin": "http://[::1"},
    "nowhere, with a referrer": {"Referer": "http://localhost/reporting/"},
    "nowhere": {},
}
FROM_HERE = {
    "this site": {"Sec-Fetch-Site": "same-origin"},
    "an older browser": {"Origin": "http://localhost"},
}


def send(portal: Portal, route: Route, report: str, headers: dict[str, str]) -> Page:
    """The form of a route from somebody who may send it, from another page."""
    browser = portal.browser(SENDERS[sender(route)[0]])
    del browser.client.environ_base["HTTP_SEC_FETCH_SITE"]
    data = {name: value.format(revision=portal.revision(report)) for name, value in (route.form or {}).items()}
    if route.method == "PUT":
        made = {"If-Match": f'"{portal.revision(report)}"', "Idempotency-Key": "a key"}
        return browser.put(PREFIX + route.path.format(report=report), data, headers={**headers, **made})
    return browser.post(PREFIX + route.path.format(report=report), data, headers=headers, follow=False)


SENDERS = {"focal point": AMINA, "its Secretariat": CLERK}


def sender(route: Route) -> tuple[str, str]:
    """Who may send the form of a route, and the status of the report in which she may; the focal point, if nobody."""
    ways = product(SENDERS, STATUSES)
    return next((way for way in ways if route.expected(*way) in (200, 303)), ("focal point", "draft"))


class TestRequestsFromElsewhere:
    @pytest.mark.parametrize("name", UNSAFE)
    def test_are_refused_and_change_nothing(self, portal: Portal, name: str) -> None:
        report = portal.report(answers={**COMPLETE, "trainings[r1].title": "C"}, status=sender(UNSAFE[name])[1])
        before = portal.answers(report), portal.store.reports(AMINA)
        for source, headers in FROM_ELSEWHERE.items():
            page = send(portal, UNSAFE[name], report, headers)
            assert page.status == 403, source
            assert "came from another site" in page.response.get_data(as_text=True)
        assert (portal.answers(report), portal.store.reports(AMINA)) == before

    @pytest.mark.parametrize("headers", FROM_HERE.values(), ids=FROM_HERE.keys())
    @pytest.mark.parametrize("name", UNSAFE)
    def test_from_here_pass(
        self, make_portal: Callable[..., Portal], tmp_path: Path, name: str, headers: dict[str, str]
    ) -> None:
        role, status = sender(UNSAFE[name])
        portal = make_portal(exports=str(tmp_path))
        report = portal.report(answers={**COMPLETE, "trainings[r1].title": "C"}, status=status)
        page = send(portal, UNSAFE[name], report, headers)
        assert page.status == UNSAFE[name].expected(role, status)
        assert "came from another site" not in page.response.get_data(as_text=True)

    def test_cannot_choose_who_one_is(self, make_portal: Callable[..., Portal]) -> None:
        portal = make_portal(identity=DemoIdentity(PEOPLE.values()), demo=True)
        for headers in FROM_ELSEWHERE.values():
            browser = portal.browser()
            del browser.client.environ_base["HTTP_SEC_FETCH_SITE"]
            page = browser.post(f"{PREFIX}/sign-in", {"person": "amina"}, headers=headers, follow=False)
            assert page.status == 403
            assert "Set-Cookie" not in page.response.headers

    def test_may_read(self, portal: Portal) -> None:
        """A link from a letter or from another site opens the page."""
        reply = portal.browser(AMINA).get(f"{PREFIX}/", headers={"Sec-Fetch-Site": "cross-site"})
        assert reply.status == 200

    def test_the_host_may_have_a_port(self, portal: Portal) -> None:
        client = portal.app.test_client()
        client.environ_base[PERSON] = "amina"
        for origin, status in (("http://reports.example:8080", 303), ("http://reports.example", 403)):
            reply = client.post(
                f"{PREFIX}/reports", data={"convention": "example", "cycle": "EX1"},
                headers={"Host": "reports.example:8080", "Origin": origin},
            )  # fmt: skip
            assert reply.status_code == status

    def test_no_page_is_changed_by_reading(self, portal: Portal) -> None:
        report = portal.report(answers=COMPLETE)
        before = portal.answers(report), portal.store.reports(AMINA)
        for route in ROUTES.values():
            portal.browser(AMINA).get(PREFIX + route.path.format(report=report) + "?revision=0&whole=yes&a:name=New")
        assert (portal.answers(report), portal.store.reports(AMINA)) == before


def assert_protected(page: Page) -> None:
    headers = page.response.headers
    assert headers.get_all("Content-Security-Policy") == [STRICT_POLICY]
    assert headers["X-Content-Type-Options"] == "nosniff"
    allowed = {"same-origin", "no-referrer"} if "/invited/" in page.url else {"same-origin"}
    assert headers["Referrer-Policy"] in allowed
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    if "static" not in page.url:
        assert headers["Cache-Control"] == "no-store"
        assert {"cookie", "accept-language", "sec-fetch-site"} <= {each.lower() for each in page.response.vary}


class TestHeaders:
    def test_the_policy_is_strict(self) -> None:
        parts = dict(part.strip().split(" ", 1) for part in STRICT_POLICY.split(";"))
        assert parts["default-src"] == parts["base-uri"] == parts["frame-ancestors"] == "'none'"
        assert parts["script-src"] == parts["style-src"] == parts["form-action"] == "'self'"
        assert "unsafe" not in STRICT_POLICY
        assert "*" not in STRICT_POLICY

    @pytest.mark.parametrize("name", ROUTES)
    def test_stand_on_every_response(self, portal: Portal, name: str) -> None:
        report = portal.report(answers=COMPLETE)
        route = ROUTES[name]
        for person in (AMINA, CLERK, None):
            browser, path = portal.browser(person), PREFIX + route.path.format(report=report)
            if route.form is None and ".pdf" not in path:
                assert_protected(browser.get(path, follow=False))
            elif route.form is not None:
                assert_protected(browser.post(path, route.form, follow=False))
                assert_protected(browser.post(path, route.form, follow=False, headers={"Sec-Fetch-Site": "cross-site"}))

    def test_stand_on_errors(self, portal: Portal) -> None:
        report = portal.report(answers=WRONG)
        browser, place = portal.browser(AMINA), f"{PREFIX}/reports/{report}"
        replies = [
            browser.get(f"{PREFIX}/reports/{'a' * 24}"),
            browser.post(f"{place}/simple/1", {}),
            browser.post(f"{place}/simple/1", {"whole": "yes", "revision": "99"}),
            browser.post(f"{place}/steps/submit", {"revision": "1"}),
            browser.post(f"{place}/simple/1", b"x" * (MAX_BODY + 1), content_type="application/x-www-form-urlencoded"),
        ]
        assert [reply.status for reply in replies] == [404, 400, 409, 422, 413]
        for reply in replies:
            assert_protected(reply)

    def test_stand_on_a_crash(self, make_portal: Callable[..., Portal]) -> None:
        def broken(request: Any) -> None:
            raise RuntimeError("the directory does not answer")

        app = plain_app()
        app.config["PROPAGATE_EXCEPTIONS"] = False
        reply = make_portal(app, identity=broken).browser().get(f"{PREFIX}/")
        assert reply.status == 500
        assert_protected(reply)

    def test_the_policy_can_be_ones_own_or_left_to_the_portal(self, make_portal: Callable[..., Portal]) -> None:
        own = make_portal(policy="default-src 'self'").browser().get(f"{PREFIX}/").response
        assert own.headers["Content-Security-Policy"] == "default-src 'self'"
        left = make_portal(policy="").browser().get(f"{PREFIX}/").response
        assert "Content-Security-Policy" not in left.headers

    def test_what_the_portal_has_set_stays(self, make_portal: Callable[..., Portal]) -> None:
        app = plain_app()

        @app.after_request
        def add(response: Any) -> Any:
            response.headers["Referrer-Policy"] = "no-referrer"
            return response

        assert make_portal(app).browser().get(f"{PREFIX}/").response.headers["Referrer-Policy"] == "no-referrer"


class TestSize:
    @pytest.fixture
    def place(self, portal: Portal) -> str:
        return f"{PREFIX}/reports/{portal.report(answers={'name': 'Plan'})}/simple/1"

    def test_eight_megabytes_are_too_much(self, portal: Portal, place: str) -> None:
        page = portal.browser(AMINA).post(place, {"whole": "yes", "revision": "1", "a:story": "x" * MAX_BODY})
        assert page.status == 413
        assert "more than eight megabytes" in page.words
        assert "what you typed is still there" in page.words

    def test_a_file_of_that_size_is_too_much(self, portal: Portal, place: str) -> None:
        head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
        kind = {"content_type": "multipart/form-data; boundary=x"}
        page = portal.browser(AMINA).post(place, head + b"x" * MAX_WITH_FILES + b"\r\n--x--\r\n", **kind)
        assert page.status == 413

    def test_more_of_unknown_length_is_cut_off_and_so_not_whole(self, portal: Portal, place: str) -> None:
        chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}  # the length does not count then
        body = io.BytesIO(b"revision=1&a:name=New&a:story=" + b"x" * MAX_BODY + b"&whole=yes")
        kind = {"content_type": "application/x-www-form-urlencoded"}
        page = portal.browser(AMINA).post(place, None, input_stream=body, environ_overrides=chunked, **kind)
        assert page.status == 400
        assert portal.browser(AMINA).get(place).form.value("a:name") == "Plan"

    def test_a_long_page_passes(self, portal: Portal, place: str) -> None:
        sheet = portal.browser(AMINA).get(place).form.write("a:story", "ж" * 150_000)  # 900,000 bytes as it is sent
        assert sheet.press("Save and come back later").status == 200

    def test_an_answer_that_is_too_long_is_shown_back(self, portal: Portal, place: str) -> None:
        page = portal.browser(AMINA).get(place).form.write("a:story", "ж" * 500_000).press("Save and continue")
        assert page.status == 409
        assert "200000 can be kept" in page.error_words
        assert "Shorten it" in page.error_words
        assert page.form.value("a:story") == "ж" * 500_000

    @pytest.mark.parametrize(("more", "status"), [(-3, 200), (1, 413)])
    def test_the_number_of_fields_is_bounded(self, portal: Portal, place: str, more: int, status: int) -> None:
        data = {"whole": "yes", "revision": "1", **{f"x{number}": "" for number in range(MAX_FIELDS + more)}}
        assert portal.browser(AMINA).post(place, data).status == status

    def test_thousands_of_blank_rows_are_nothing(self, portal: Portal) -> None:
        report = portal.report()
        data = {"whole": "yes", "revision": "0", "rows:trainings": [f"r{number}" for number in range(3_000)]}
        assert portal.browser(AMINA).post(f"{PREFIX}/reports/{report}/tables/3", data).status == 200
        assert portal.answers(report) == {}


class TestRedirects:
    @pytest.mark.parametrize(
        "target",
        [
            "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
            "/\tevil", "/\r\nSet-Cookie: x=1", "javascript:alert(1)", "///evil.example", " /x", "evil.example", "",
            "/\x00/evil", "/\u2028x",
        ],
    )  # fmt: skip
    def test_never_leave_the_site(self, make_portal: Callable[..., Portal], target: str) -> None:
        browser = make_portal(identity=DemoIdentity(PEOPLE.values()), demo=True).browser()
        page = browser.post(f"{PREFIX}/sign-in", {"person": "amina", "next": target}, follow=False)
        assert page.response.headers["Location"] == f"{PREFIX}/"
        assert "Set-Cookie: x" not in str(page.response.headers)

    @given(st.text(st.sampled_from("/\\ehttps:.@?#\t\n %") | st.characters(), max_size=12))
    def test_a_local_path_has_no_other_host(self, target: str) -> None:
        if is_local_path(target):
            assert re.match(r"/(?![/\\])", target)
            assert not re.search(r"[\s\\]", target.replace(" ", ""))

    def test_go_back_to_where_one_was(self, make_portal: Callable[..., Portal]) -> None:
        browser = make_portal(identity=DemoIdentity(PEOPLE.values()), demo=True).browser()
        there = f"{PREFIX}/desk/example?region=north&group="
        page = browser.post(f"{PREFIX}/sign-in", {"person": "clerk", "next": there}, follow=False)
        assert page.response.headers["Location"] == there


ROOT = Path(__file__).resolve().parents[2] / "cbreport"


class TestTheSource:
    """Rules that a later change must not break."""

    def test_marks_no_data_as_safe(self) -> None:
        for path in sorted(ROOT.rglob("*.html")):
            text = path.read_text("utf-8")
            assert not re.search(r"\|\s*safe\b|autoescape\s+false|\bMarkup\b", text), path.name

    def test_makes_no_template_of_data(self) -> None:
        for path in sorted((ROOT / "web").rglob("*.py")):
            assert not re.search(r"render_template_string|from_string|Template\(", path.read_text("utf-8")), path.name

    def test_makes_markup_of_literals_only(self) -> None:
        for path in sorted((ROOT / "web").rglob("*.py")):
            for made in re.findall(r"\bMarkup\(([^)]*)\)", path.read_text("utf-8")):
                assert re.match(r"""f?["']|text$""", made), f"{path.name}: Markup({made})"

    def test_has_no_inline_script_or_style(self) -> None:
        for path in sorted((ROOT / "web" / "templates").rglob("*.html")):
            text = path.read_text("utf-8")
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path.name
            assert re.findall(r"<script\b[^>]*>", text) == re.findall(r"<script\b[^>]*\bsrc=[^>]*>", text), path.name


def test_methods_that_no_page_has_are_refused(portal: Portal) -> None:
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        reply = portal.browser(AMINA).client.open(f"{PREFIX}/reports/{portal.report()}", method=method)
        assert reply.status_code == 405


def test_what_a_browser_asks_beforehand_changes_nothing(portal: Portal) -> None:
    reply = portal.browser(AMINA).client.options(f"{PREFIX}/reports/{portal.report()}/simple/1")
    assert reply.status_code == 200
    assert "Access-Control-Allow-Origin" not in reply.headers
