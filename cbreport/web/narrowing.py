"""What an address says of a list of Parties, its filters and its order, so that a link is enough to come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from flask import request

from cbreport.definition import Convention, Party
from cbreport.synthesis import Filters, PartyFilter

#: Names in the address by field; short, as people read and send them.
NAMES: Final[Mapping[str, str]] = {
    "region": "region",
    "status": "status",
    "group": "group",
    "timing": "timing",
    "search": "q",
}
_FIELDS: Final = tuple(each.name for each in fields(Filters))
_LONGEST: Final = 100  # characters of one of them


@dataclass(frozen=True)
class Narrowing:
    """Filters and order, as an address has them. ``sort`` is empty for the usual order."""

    filters: Filters = field(default_factory=Filters)
    sort: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Narrowing:
        """What the parts of an address say; others are passed over.

        >>> Narrowing.of({"q": " Fiji ", "sort": "-date", "page": "2"}).address
        {'q': 'Fiji', 'sort': '-date'}
        """
        found = {name: asked.get(NAMES[name], "").strip()[:_LONGEST] for name in _FIELDS}
        return cls(Filters(**found), asked.get("sort", "").strip()[:_LONGEST])

    @classmethod
    def carried(cls, text: str) -> Narrowing:
        """What :attr:`text` wrote; anybody may have changed it since.

        >>> Narrowing.carried("region=africa&evil=//x").address
        {'region': 'africa'}
        """
        try:
            return cls.of(dict(parse_qsl(text, max_num_fields=20)))
        except ValueError:
            return cls()

    @classmethod
    def on_the_way(cls) -> Narrowing:
        """Of the list from which the page of this request was reached."""
        return cls.carried(request.args.get("desk", ""))

    @property
    def address(self) -> dict[str, str]:
        """The parts of an address, those that are blank left out."""
        found = {NAMES[name]: getattr(self.filters, name) for name in _FIELDS}
        return {name: value for name, value in {**found, "sort": self.sort}.items() if value}

    @property
    def text(self) -> str | None:
        """All of it as one part of another page's address; None when there is nothing to carry."""
        return urlencode(self.address) or None

    @property
    def active(self) -> dict[str, str]:
        """The filters that narrow the list, by field."""
        return {name: value for name in _FIELDS if (value := getattr(self.filters, name))}

    def parties_filter(self, convention: Convention, on: date) -> PartyFilter | None:
        """Which Parties lie in the region and the group on a day; None when neither narrows the list."""
        region, group = self.filters.region, self.filters.group
        if not region and not group:
            return None

        return lambda party: counts(convention, party, on, region, group)

    def with_(self, **changes: Any) -> Narrowing:
        """The same with other filters."""
        return replace(self, filters=replace(self.filters, **changes))

    def only(self, **chosen: Any) -> Narrowing:
        """The same order with these filters and no others."""
        return replace(self, filters=Filters(**chosen))


def counts(convention: Convention, party: Party, on: date, region: str, group: str) -> bool:
    """Whether a Party lies in a region and is in a group on a day; each blank leaves nobody out."""
    inside = region in ("", convention.memberships[party.code].region)
    return inside and (not group or group in party.groups(on))
