"""Identity functions for hosts that are not Flask's: Django, and any behind a proxy that signs people in."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from flask import Request

from cbreport.errors import ConfigurationError
from cbreport.reporting import Identity
from cbreport.web.identity import IdentityFunction

SECRET_HEADER: Final = "X-Cbreport-Secret"
SHORTEST_SECRET: Final = 16
_NAME: Final = re.compile(r"[A-Za-z0-9-]+")  # of a header; an underscore would not be told from a hyphen


class _Session(dict[str, Any]):
    """A copy of what a Django session holds. Only Django's own pages can send a cookie, so only they may change it."""

    def cycle_key(self) -> None:
        """Keep the key: the browser would not learn of a new one, and be signed out."""

    def flush(self) -> None:
        """Leave the end of the session to Django's next page."""


def django_session(convert: Callable[[Any], Identity | None]) -> IdentityFunction:
    """The person who is signed in to Django, for pages that are mounted beside it.

    The session's cookie is read with the project's own session engine, and the user is found as Django finds her: by a
    backend in ``AUTHENTICATION_BACKENDS``, with the session's hash verified, so that nobody is signed in who would not
    be on Django's own pages. The session is not changed.

    :param convert: from Django's user object to an identity; called only when somebody is signed in. None is the
        public.
    :raises ConfigurationError: Django is not installed. It need not be set up before the first request.

    >>> identity = django_session(lambda user: Identity(str(user.pk), user.get_full_name()))
    """
    if find_spec("django") is None:
        raise ConfigurationError("Django is not installed.", "django_session is for pages beside a Django project.")

    def identify(request: Request) -> Identity | None:
        from django.conf import settings
        from django.contrib.auth import get_user
        from django.db import close_old_connections
        from django.http import HttpRequest

        key = request.cookies.get(settings.SESSION_COOKIE_NAME, "")
        if not key:
            return None
        asked = HttpRequest()
        close_old_connections()  # as Django does before and after each of its own requests
        try:
            asked.session = _Session(import_module(settings.SESSION_ENGINE).SessionStore(key).items())
            user = get_user(asked)
            return convert(user) if user.is_authenticated else None
        finally:
            close_old_connections()

    return identify


def trusted_header(
    header: str, *, secret: str, convert: Callable[[str], Identity | None], secret_header: str = SECRET_HEADER
) -> IdentityFunction:
    """The person whom a reverse proxy names in ``header``, believed only with the secret that the proxy shares with us.

    The proxy sets both headers on every request, also when nobody is signed in (then ``header`` is empty), so that no
    copy of a client's comes through. A request without the secret, and one in which a header has arrived twice, is the
    public's. The server in front of the application must drop headers with an underscore in their name, as waitress
    and gunicorn do: WSGI cannot tell ``X_Remote_User`` from ``X-Remote-User``.

    :param header: for example ``X-Remote-User``.
    :param secret: 16 characters of ASCII at least, without comma; who knows it can be anyone.
    :param convert: from the header's text to an identity; None is the public.
    :param secret_header: where the proxy puts the secret.
    :raises ConfigurationError: a name that no header can have, the same name for both, or a secret that can be guessed.

    >>> identity = trusted_header("X-Remote-User", secret="3f1c0d2be49a57c6", convert=lambda name: Identity(name, name))
    """
    for name in (header, secret_header):
        if not _NAME.fullmatch(name):
            raise ConfigurationError(f"“{name}” is no name of a header.", "Give one such as X-Remote-User.")
    if header.lower() == secret_header.lower():
        raise ConfigurationError("The person and the secret are in the same header.", "Give each its own.")
    if len(secret) < SHORTEST_SECRET or not re.fullmatch(r"[!-+\--~]+", secret):
        raise ConfigurationError(
            f"The secret needs {SHORTEST_SECRET} characters of plain ASCII, without blanks and commas.",
            'Make one: python -c "import secrets; print(secrets.token_hex(32))"',
        )
    expected = secret.encode("ascii")

    def identify(request: Request) -> Identity | None:
        shown = request.headers.get(secret_header, "")
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), expected):
            return None
        name = _utf8(request.headers.get(header, ""))
        return convert(name) if name and "," not in name and name.isprintable() else None

    return identify


def _utf8(value: str) -> str:
    """A header's text: WSGI hands its bytes over as Latin-1. Empty when it is no UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return ""
