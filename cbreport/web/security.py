"""Keeping other sites out: a cross-site check on every unsafe request, and headers on every response.

There are no CSRF tokens, so a page that was open for an hour on a bad line can still be saved: browsers say themselves
where a request comes from (Fetch Metadata), and older ones send ``Origin`` (OWASP CSRF cheat sheet, 2026).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Request, Response

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
STRICT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MAX_BODY: Final = 8_000_000
MAX_WITH_FILES: Final = 30_000_000
MAX_FIELDS: Final = 20_000


def from_elsewhere(request: Request) -> bool:
    """Whether an unsafe request comes, or may come, from another site."""
    if request.method in SAFE_METHODS:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site != "same-origin"
    try:
        origin = urlsplit(request.headers.get("Origin", "")).netloc
    except ValueError:
        return True
    return origin != request.host or not request.host


def limit(request: Request) -> None:
    """Bound what a request may carry: eight megabytes of answers, thirty with files, and as many parts as
    :func:`too_many_fields` says.
    """
    files = request.mimetype == "multipart/form-data"
    request.max_content_length = MAX_WITH_FILES if files else MAX_BODY
    request.max_form_memory_size = MAX_BODY
    request.max_form_parts = MAX_FIELDS


def too_many_fields(request: Request) -> bool:
    """Whether a form has more than 20,000 fields, the number of answers that a report holds."""
    return sum(map(len, request.form.listvalues())) > MAX_FIELDS


def protect(response: Response, policy: str) -> Response:
    """Add the headers that keep content from being framed, sniffed, cached or mixed with another site's."""
    headers = response.headers
    if policy:
        headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if not response.cache_control.public:
        response.vary.update(("Cookie", "Accept-Language", "Sec-Fetch-Site"))
    return response


def is_local_path(target: str) -> bool:
    r"""Whether ``target`` is a path on this site, so that a redirect cannot leave it.

    >>> is_local_path("/reporting/x"), is_local_path("//evil.example"), is_local_path("/\\evil.example")
    (True, False, False)
    """
    plain = target.isprintable() and "\\" not in target
    return plain and target.startswith("/") and not target.startswith("//")
