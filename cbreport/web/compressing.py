"""Compressing our own answers, so that a page costs little on a slow line even where nothing else compresses.

BREACH and its like read a secret out of the length of compressed answers that also hold what the attacker chose. Our
pages hold no token and no password. What they do hold, a Party's answers, and whatever a portal puts around them, is
kept from it in this way: what answers a request that another site caused is not compressed, unless it is for the
public.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection
from typing import Final

from flask import Request, Response

LEAST: Final = 600  # bytes; less fits into the packet that goes anyway
LEVEL: Final = 9
TYPES: Final = frozenset({"text/html", "application/json", "text/css", "text/javascript", "image/svg+xml"})
GZIP: Final = "gzip"


def accepted(request: Request, offered: Collection[str]) -> str:
    """The first content encoding of ``offered`` that the browser takes; empty when it takes none."""
    return next((each for each in offered if request.accept_encodings.quality(each) > 0), "")


def encoding_for(request: Request, *, public: bool) -> str:
    """The content encoding for an answer made for this request alone; empty when it goes as it is."""
    elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
    return "" if elsewhere and not public else accepted(request, (GZIP,))


def packed_size(text: str, encoding: str) -> int:
    """How many bytes of a text travel."""
    plain = text.encode()
    return len(pack(plain)) if encoding and len(plain) >= LEAST else len(plain)


def pack(content: bytes) -> bytes:
    """The content in gzip; equal content gives equal bytes."""
    return gzip.compress(content, LEVEL, mtime=0)


def compress(response: Response, encoding: str) -> Response:
    """Compress an answer and say that it depends on what the browser takes.

    Files to keep, streams, small answers, and those that somebody has compressed already are left alone. A host's own
    compression leaves ours alone in turn, because the answer says that it is encoded.
    """
    if not _is_ours(response):
        return response
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    if encoding and len(content) >= LEAST:
        response.set_data(pack(content))
        response.headers["Content-Encoding"] = encoding
        etag, weak = response.get_etag()
        if etag and not weak:
            response.set_etag(etag, weak=True)
    return response


def _is_ours(response: Response) -> bool:
    kept = "Content-Disposition" in response.headers or "Content-Encoding" in response.headers
    whole = response.status_code not in (204, 206, 304) and not response.is_streamed and not response.direct_passthrough
    return whole and not kept and response.mimetype in TYPES and not response.cache_control.no_transform
