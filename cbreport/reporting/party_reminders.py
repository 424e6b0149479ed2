"""Reminders of a Secretariat to Parties: their text with places for what differs, and what is kept of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from cbreport.mailing import Mail
from cbreport.reporting.identity import Identity

#: What may stand in braces in a text.
PLACES: Final = ("name", "party", "convention", "cycle", "due", "link")
#: Who was reminded less than this ago is not reminded again without somebody saying so.
PAUSE: Final = timedelta(hours=24)
LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 10_000
_PLACE: Final = re.compile(r"\{([^{}\s]*)\}")


@dataclass(frozen=True)
class PartyMail:
    """A reminder to one contact of a Party."""

    party: str
    mail: Mail


@dataclass(frozen=True)
class PartyReminder:
    """A reminder that was queued. ``batch`` is the pressing of a button that queued it with others."""

    batch: str
    party: str
    address: str
    language: str
    author: str
    time: str


class PartyReminders(Protocol):
    """What a store does for a Secretariat's reminders."""

    def party_reminders(self, identity: Identity, *, convention: str, cycle: str) -> Sequence[PartyReminder]:
        """The reminders of a cycle, the oldest first; nothing for others than this convention's Secretariat."""

    def remind_parties(
        self, identity: Identity, mails: Sequence[PartyMail], *, convention: str, cycle: str, batch: str, again: bool
    ) -> Sequence[PartyReminder]:
        """Queue reminders and note them, all or nothing; what was queued, also when it was in an earlier call.

        :param batch: made up for one pressing of a button; a batch that is known is not queued once more.
        :param again: also remind Parties that were reminded less than :data:`PAUSE` ago; others are left out.
        :raises NotPermitted: ``identity`` does not work for this convention's Secretariat.
        """


def unknown_places(text: str) -> tuple[str, ...]:
    """What stands in braces and is no place.

    >>> unknown_places("Dear {name}, {partei}: {due}")
    ('partei',)
    """
    return tuple(dict.fromkeys(name for name in _PLACE.findall(text) if name not in PLACES))


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its places filled in; what a value holds is not looked through again.

    >>> filled("{party}: {due}", {"party": "{due}", "due": "31 May"})
    '{due}: 31 May'
    """
    return _PLACE.sub(lambda found: values.get(found.group(1), found.group()), text)
