"""Style and script, served with the digest of their content in the address."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from flask import Response, abort, request

from cbreport.web.templating import digest_of_asset

TYPES: Final = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


def asset(digest: str, name: str) -> Response:
    """A packaged file, compressed where the browser takes it; kept by browsers for a year.

    Under another digest, as an old page has it during an update, it is served and not kept.
    """
    folder = files("cbreport.web").joinpath("static")
    kind = TYPES.get(name[name.rfind(".") :], "")
    file = folder.joinpath(name)
    if not kind or "/" in name or not file.is_file():
        abort(404)
    packed = folder.joinpath(name + ".gz")
    compress = packed.is_file() and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response((packed if compress else file).read_bytes(), content_type=kind)
    if compress:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    if digest == digest_of_asset(name):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response
