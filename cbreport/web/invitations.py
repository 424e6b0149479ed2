"""Colleagues who come in by a link: what their browser keeps, and who they are.

The token of a link stands in one cookie of our own and in no address but that of the link itself. There is nothing to
guess in 160 bits, so the number of attempts is not limited.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from flask import Request, Response, current_app, request, url_for

from cbreport.errors import ConfigurationError, SaveRefused
from cbreport.reporting import Identity

if TYPE_CHECKING:
    from cbreport.web.portal import CBReport

COOKIE: Final = "cb_invited"
_TOKEN: Final = re.compile(r"[a-z2-7]{32}")
_MOST: Final = 8  # links that one browser keeps, the newest first


def tokens_of(asked: Request) -> list[str]:
    """The tokens that this browser keeps."""
    found = asked.cookies.get(COOKIE, "").split(".")
    return [each for each in found[:_MOST] if _TOKEN.fullmatch(each)]


def is_token(text: str) -> bool:
    """Whether this can be a token at all."""
    return _TOKEN.fullmatch(text) is not None


def recognised(portal: CBReport, identity: Identity, asked: Request) -> Identity:
    """Who is asking, with what was delegated to her. Files of the pages themselves are for anybody."""
    if (asked.endpoint or "").endswith(".asset"):
        return identity
    tokens = tokens_of(asked)
    if not tokens and not identity.id:
        return identity
    try:
        return portal.store.recognise(identity, tokens, str((asked.view_args or {}).get("report_id", "")))
    except (ConfigurationError, SaveRefused) as error:
        # What she typed comes back to her on the page “not saved yet”, which the view makes when it meets the same.
        current_app.logger.error("cbreport: delegations could not be read: %s", error, exc_info=error)
        return identity


def remember(response: Response, token: str, expires: str, today: date) -> Response:
    """Keep a token in this browser until its link expires."""
    tokens = [token, *(each for each in tokens_of(request) if each != token)][:_MOST]
    seconds = ((date.fromisoformat(expires) - today).days + 1) * 86_400
    return _set(response, ".".join(tokens), seconds)


def forget(response: Response) -> Response:
    """Leave: this browser keeps no link any more."""
    return _set(response, "", 0)


def _set(response: Response, value: str, seconds: int) -> Response:
    response.set_cookie(
        COOKIE, value, max_age=seconds, path=url_for(".home"), httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response
