"""Who asks in these tests, and how their portal knows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Request

from cbreport.reporting import APPROVER, CONTRIBUTOR, FOCAL_POINT, SECRETARIAT, Identity

PERSON: Final = "test.person"


def person(id: str, role: str, party: str = "", *conventions: str) -> Identity:
    return Identity(id, id.title(), roles=frozenset({role}), party=party, conventions=frozenset(conventions))


AMINA = person("amina", FOCAL_POINT, "KEN")
BARASA = person("barasa", CONTRIBUTOR, "KEN")
CHIKU = person("chiku", APPROVER, "KEN")
KARI = person("kari", FOCAL_POINT, "NOR")
OLAV = person("olav", CONTRIBUTOR, "NOR")
CLERK = person("clerk", SECRETARIAT, "", "example")
STRANGER = person("stranger", SECRETARIAT, "", "another")
GUEST = Identity("guest", "Guest")  # has an account and nothing else
PEOPLE: Final[Mapping[str, Identity]] = {
    each.id: each for each in (AMINA, BARASA, CHIKU, KARI, OLAV, CLERK, STRANGER, GUEST)
}


def who(request: Request) -> Identity | None:
    """The identity function of the tests: a variable of the server that no client can set."""
    return PEOPLE.get(request.environ.get(PERSON, ""))
