"""Who is asking. The host answers with one function; the demo's chooser is only one such function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from flask import Request, session

from cbreport.reporting import APPROVER, CONTRIBUTOR, FOCAL_POINT, SECRETARIAT, Identity

IdentityFunction = Callable[[Request], Identity | None]
SESSION_KEY: Final = "cbreport-demo-identity"


class DemoIdentity:
    """Lets anybody choose who to be, from a list. Refused outside demo mode by :class:`~cbreport.web.CBReport`.

    :param people: who can be chosen.
    """

    def __init__(self, people: Iterable[Identity]) -> None:
        self.people: Mapping[str, Identity] = {person.id: person for person in people}

    def __call__(self, request: Request) -> Identity | None:
        """Whoever was chosen in this session."""
        return self.people.get(str(session.get(SESSION_KEY, "")))

    def choose(self, id: str) -> bool:
        """Be the person with this id; an empty id is the public. False when there is no such person."""
        if id and id not in self.people:
            return False
        session.clear()
        if id:
            session[SESSION_KEY] = id
        return True


def demo_people(conventions: Mapping[str, str], parties: Mapping[str, str]) -> tuple[Identity, ...]:
    """A focal point, a contributor and an approver for each Party, and an officer for each Secretariat.

    :param conventions: name of the Secretariat by convention id.
    :param parties: name by alpha-3 code.

    >>> [person.id for person in demo_people({"ex": "EX Secretariat"}, {"KEN": "Kenya"})]
    ['focal-KEN', 'contributor-KEN', 'approver-KEN', 'secretariat-ex']
    """
    people: list[Identity] = []
    for code, name in parties.items():
        people.append(Identity(f"focal-{code}", name, frozenset({FOCAL_POINT}), party=code))
        people.append(Identity(f"contributor-{code}", name, frozenset({CONTRIBUTOR}), party=code))
        people.append(Identity(f"approver-{code}", name, frozenset({APPROVER}), party=code))
    for id, name in conventions.items():
        people.append(Identity(f"secretariat-{id}", name, frozenset({SECRETARIAT}), conventions=frozenset({id})))
    return tuple(people)
