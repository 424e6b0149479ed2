"""Style and script, served with the digest of their content in the address."""

from __future__ import annotations

from flask import Response, abort, request

from cbreport.web.compressing import accepted
from cbreport.web.packaged import packaged


def asset(digest: str, name: str) -> Response:
    """A packaged file, compressed as the browser takes it; kept by browsers for a year.

    Under another digest, as an old page has it during an update, it is served and not kept.
    """
    try:
        file = packaged(name)
    except KeyError:
        abort(404)
    encoding = accepted(request, file.packed)
    response = Response(file.sent(encoding), content_type=file.kind)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    if digest == file.digest:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response
