"""What a plugin says about its convention: names, languages, cycles, regions, membership, looks on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from cbreport.definition.parties import Party, all_parties
from cbreport.errors import UnknownName

_NUMBER = re.compile("[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Resource:
    """A packaged file: an importable package and a path below it. Works from wheels and zip files too."""

    package: str
    path: str


@dataclass(frozen=True)
class Translations:
    """A folder of PO catalogues, ``<language>/LC_MESSAGES/<domain>.po``."""

    package: str
    folder: str
    domain: str


@dataclass(frozen=True)
class Region:
    """A region as the convention's Secretariat uses it."""

    id: str
    name: str


#: The five regional groups of the United Nations; the names are those of the column ``un_regional_group``.
UN_REGIONS: Final = (
    Region("africa", "African States"),
    Region("asia-pacific", "Asia-Pacific States"),
    Region("eastern-europe", "Eastern European States"),
    Region("latin-america-caribbean", "Latin American and Caribbean States"),
    Region("western-europe-others", "Western European and other States"),
)
#: These three are in no group of the United Nations; they are counted with the group of their neighbours.
OUTSIDE_UN_GROUPS: Final = {
    "COK": "asia-pacific",
    "NIU": "asia-pacific",
    "EUE": "western-europe-others",
}


@dataclass(frozen=True)
class Cycle:
    """A reporting cycle: which edition of which form is answered, about which period, until when.

    A cycle that ``repeats`` is for records, such as a project or a request for help: a Party begins one whenever it
    has something to say, as often as it likes. Each is a report of its own, in the cycle ``ID-1``, ``ID-2`` and so on,
    of which ``number`` is 1, 2 and so on; it is 0 of what is no record.

    ``respondent`` says who answers it: what the form says, as the library fills in.
    """

    id: str
    title: str
    form: str
    edition: str
    opens: date
    due: date
    period_from: date
    period_to: date
    repeats: bool = False
    number: int = 0
    respondent: str = "party"

    @property
    def base(self) -> str:
        """The id without the number of a record: what all records of one kind share."""
        return self.id.removesuffix(f"-{self.number}") if self.number else self.id


@dataclass(frozen=True)
class Membership:
    """When a State became (and ceased to be) Party, and its region under the convention."""

    since: date
    until: date | None
    region: str

    def holds(self, on: date) -> bool:
        """Whether the State is Party on that day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class DocumentIdentity:
    """How the convention's documents look: colours as ``#rrggbb`` and one line for the cover."""

    colour: str = "#1d3d5c"
    accent: str = "#3f7f6b"
    cover: str = ""


@dataclass(frozen=True)
class Convention:
    """A convention, as its plugin describes it.

    ``report`` is the series of its national report, where it has other forms besides.
    """

    id: str
    name: str
    short_name: str
    secretariat: str
    languages: tuple[str, ...]
    regions: tuple[Region, ...]
    cycles: tuple[Cycle, ...]
    memberships: Mapping[str, Membership] = field(default_factory=dict, repr=False)
    identity: DocumentIdentity = DocumentIdentity()
    report: str = ""

    @property
    def main_cycle(self) -> Cycle | None:
        """The newest cycle of the national report, or of anything that is not a record; None when there is none."""
        cycles = self.party_cycles
        known = [cycle for cycle in cycles if cycle.form == self.report]
        known = known or [cycle for cycle in cycles if not cycle.repeats] or list(cycles)
        return max(known, key=lambda cycle: cycle.due, default=None)

    @property
    def party_cycles(self) -> tuple[Cycle, ...]:
        """The cycles in which Parties report."""
        return tuple(cycle for cycle in self.cycles if cycle.respondent != "secretariat")

    @property
    def secretariat_cycles(self) -> tuple[Cycle, ...]:
        """The cycles in which the Secretariat itself reports."""
        return tuple(cycle for cycle in self.cycles if cycle.respondent == "secretariat")

    def cycle(self, id: str) -> Cycle:
        """The cycle with this id; of one that repeats, also any of its numbers.

        :raises UnknownName: there is none.
        """
        name, _, number = id.rpartition("-")
        for cycle in self.cycles:
            if cycle.id == id:
                return cycle
            if cycle.repeats and cycle.id == name and _NUMBER.fullmatch(number):
                return replace(cycle, id=id, number=int(number))
        raise UnknownName("cycle", id, (cycle.id for cycle in self.cycles))

    def region(self, id: str) -> Region | None:
        """The region with this id, or None."""
        return next((region for region in self.regions if region.id == id), None)

    def is_party(self, code: str, on: date) -> bool:
        """Whether the State with this alpha-3 code is Party on that day."""
        membership = self.memberships.get(code)
        return membership is not None and membership.holds(on)

    def parties(self, on: date) -> tuple[Party, ...]:
        """The Parties on that day, by English name."""
        known = all_parties()
        members = (
            known[code] for code, membership in self.memberships.items() if membership.holds(on) and code in known
        )
        return tuple(sorted(members, key=lambda party: party.name))


def memberships(
    *, since: str, region: str, regions: Iterable[Region], until: str = "", overrides: Mapping[str, str] | None = None
) -> dict[str, Membership]:
    """Membership of a convention from columns of ``parties.csv``.

    :param since: column with the day of entry into force; empty means not a Party.
    :param region: column with the *name* of the region.
    :param until: column with the day on which membership ended, if there is one.
    :param overrides: region ids by alpha-3 code where the column has none or another.
    :raises UnknownName: a region name that is none of ``regions``.
    """
    ids = {each.name: each.id for each in regions}
    special = overrides or {}
    found: dict[str, Membership] = {}
    for party in all_parties().values():
        if not party.facts.get(since):
            continue
        name = party.facts.get(region, "")
        if party.code not in special and name not in ids:
            raise UnknownName("region", name, ids)
        end = party.facts.get(until, "") if until else ""
        found[party.code] = Membership(
            date.fromisoformat(party.facts[since]),
            date.fromisoformat(end) if end else None,
            special.get(party.code) or ids[name],
        )
    return found
