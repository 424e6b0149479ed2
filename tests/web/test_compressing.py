"""Pages are compressed for who takes it, once, and not where that could tell what stands in them."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from flask import Flask, Response

from cbreport.web import CBReport, compressing
from cbreport.web.compressing import LEAST, compress, packed_size
from tests.web.conftest import PREFIX, Portal, plain_app
from tests.web.people import AMINA, who

TAKES = {"Accept-Encoding": "gzip, deflate"}


def answer(**more: Any) -> Response:
    return Response("word " * LEAST, **more)


def test_a_page_is_compressed(portal: Portal) -> None:
    browser = portal.browser(AMINA)
    plain = browser.get(f"{PREFIX}/").response
    reply = browser.get(f"{PREFIX}/", headers=TAKES).response
    assert reply.headers["Content-Encoding"] == "gzip"
    assert int(reply.headers["Content-Length"]) == len(reply.get_data()) < len(plain.get_data()) / 2
    assert b"National reporting" in gzip.decompress(reply.get_data())
    assert "Content-Encoding" not in plain.headers
    assert {"Accept-Encoding", "Cookie"} <= set(plain.vary) == set(reply.vary)


def test_so_is_a_page_that_says_what_went_wrong(portal: Portal) -> None:
    reply = portal.browser(AMINA).get(f"{PREFIX}/reports/no-such", headers=TAKES).response
    assert reply.status_code == 404
    assert b"Page not found" in gzip.decompress(reply.get_data())


@pytest.mark.parametrize("header", ["", "identity", "gzip;q=0", "gzip;q=0, *;q=0", "deflate, br"])
def test_not_for_who_does_not_take_it(portal: Portal, header: str) -> None:
    reply = portal.browser(AMINA).get(f"{PREFIX}/", headers={"Accept-Encoding": header}).response
    assert "Content-Encoding" not in reply.headers


def test_not_when_another_site_asked_for_what_is_not_public(portal: Portal) -> None:
    elsewhere = {**TAKES, "Sec-Fetch-Site": "cross-site"}
    assert "Content-Encoding" not in portal.browser(AMINA).get(f"{PREFIX}/", headers=elsewhere).response.headers
    assert portal.browser().get(f"{PREFIX}/", headers=elsewhere).response.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["report.json", "report.pdf"])
def test_files_to_keep_are_left_alone(portal: Portal, path: str) -> None:
    report = portal.report(answers={"name": "Kenya"})
    reply = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/{path}", headers=TAKES).response
    assert reply.status_code == 200
    assert "Content-Encoding" not in reply.headers


@pytest.mark.parametrize(
    "response",
    [
        Response("short", mimetype="text/html"),
        answer(mimetype="text/html", headers={"Content-Encoding": "br"}),
        answer(mimetype="text/html", headers={"Cache-Control": "no-transform"}),
        answer(mimetype="text/html", headers={"Content-Disposition": "attachment"}),
        answer(mimetype="image/png"),
        answer(mimetype="text/html", status=304),
        answer(mimetype="text/html", status=206),
        Response(iter(["word "] * LEAST), mimetype="text/html"),
        answer(mimetype="text/html", direct_passthrough=True),
    ],
)
def test_is_left_alone(response: Response) -> None:
    before = response.headers.get("Content-Encoding")
    assert compress(response, "gzip").headers.get("Content-Encoding") == before


def test_a_digest_of_what_was_compressed_is_a_weak_one() -> None:
    response = answer(mimetype="application/json")
    response.set_etag("abc")
    assert compress(response, "gzip").get_etag() == ("abc", True)


def test_equal_pages_are_equal_when_compressed() -> None:
    assert compressing.pack(b"page") == compressing.pack(b"page")


def test_the_size_of_what_travels() -> None:
    text = "å" * LEAST
    assert packed_size(text, "") == 2 * LEAST
    assert packed_size(text, "gzip") == len(gzip.compress(text.encode()))
    assert packed_size("å", "gzip") == 2


def portal_that_compresses(portal: Portal, app: Flask, *, ours: bool) -> Response:
    """A page of an application whose own hook compresses what is not yet compressed, as Flask-Compress does."""
    CBReport(store=portal.store, library=portal.library, identity=who, compress=ours).init_app(app, PREFIX)

    @app.after_request
    def squeeze(response: Response) -> Response:
        if "Content-Encoding" not in response.headers:
            response.set_data(gzip.compress(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
            response.headers["X-Squeezed"] = "yes"
        return response

    return app.test_client().get(f"{PREFIX}/", headers=TAKES)


@pytest.mark.parametrize("ours", [True, False])
def test_nothing_is_compressed_twice(portal: Portal, ours: bool) -> None:
    reply = portal_that_compresses(portal, plain_app(), ours=ours)
    assert ("X-Squeezed" in reply.headers) != ours
    assert gzip.decompress(reply.get_data()).startswith(b"<!doctype html>")
