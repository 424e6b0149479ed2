"""The renderer fetches nothing, whatever a document names."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pypdf
import pytest

from cbreport.documents import pdf as module
from cbreport.documents.pdf import html_to_pdf


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes what it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


PLANTED = """<!doctype html><html lang="en"><head><title>Planted</title>
<link rel="stylesheet" href="{host}/1.css"><link rel="attachment" href="{host}/2.txt" title="a">
<link rel="attachment" href="file:///etc/passwd" title="b">
<style>@import url("{host}/3.css"); @font-face {{ font-family: x; src: url("{host}/4.ttf") }}
body {{ font-family: x; background: url("{host}/5.png"); list-style-image: url("file:///etc/passwd") }}
h1::before {{ content: url("{host}/6.png") }}</style></head><body><h1>Planted</h1>
<img src="{host}/7.png" alt="a"><object data="{host}/8.svg"></object><embed src="file:///etc/passwd">
<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="a"><image href="{host}/9.png"/></svg>
<a rel="attachment" href="{host}/10.txt">a</a><ul><li>b</li></ul></body></html>"""


def test_nothing_is_fetched_whatever_a_document_names() -> None:
    with canary() as (host, asked):
        made = html_to_pdf(PLANTED.format(host=host))
    assert asked == []
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert reader.attachments == {}
    assert not any("root:" in each.extract_text() for each in reader.pages)
    assert b"root:" not in b"".join(
        bytes(each.get_contents().get_data()) for each in reader.pages if each.get_contents()
    )  # type: ignore[union-attr]


def test_the_canary_is_heard_with_the_usual_fetcher() -> None:
    import weasyprint

    with canary() as (host, asked):
        weasyprint.HTML(string=PLANTED.format(host=host)).write_pdf()
    assert len(set(asked)) >= 8


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://127.0.0.1/", "https://example.org/", "data:text/plain,x", "ftp://example.org/"],
)
def test_every_address_is_denied(url: str) -> None:
    with pytest.raises(ValueError, match="nothing is fetched"):
        module._deny_all().fetch(url)
