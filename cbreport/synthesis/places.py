"""Where a row of a register belongs: countries, regions of its convention, groups of countries on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from cbreport.definition import UN_REGIONS, Convention, all_parties
from cbreport.errors import Term
from cbreport.synthesis.rows import UNKNOWN, Row

Axis = Literal["region", "group"]

WORLD: Final = frozenset({"world", "global", "worldwide"})
NO_GROUP: Final = "no-group"
GROUPS: Final = ("ldc", "sids", "lldc")
#: What the columns of a table by groups of countries are called; source texts.
GROUP_NAMES: Final[Mapping[str, str]] = {
    "ldc": Term("Least developed countries"),
    "sids": Term("Small island developing States"),
    "lldc": Term("Landlocked developing countries"),
    NO_GROUP: Term("Other countries"),
}
_PARTS: Final = ("countries", "country", "region")
_NAMES_OF_GROUPS: Final = {"least-developed": "ldc", "small-island": "sids", "landlocked": "lldc"}


@dataclass(frozen=True)
class Place:
    """Countries by code and regions by id; both empty when nobody knows."""

    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return bool(self.countries or self.regions)


@dataclass(frozen=True)
class Places:
    """The places of rows, under the memberships of some conventions on one day.

    A row lies in the countries that it names (part ``countries`` or ``country``), otherwise in those of the areas that
    it names (part ``region``): a region of its convention, a regional group of the United Nations, a group of
    countries, or the world. Where a Party says nothing about it, the place is its own country. Of a Secretariat it is
    unknown, and so it is where what was said is no country and no area of which the members are known.

    :param groups: of countries by code, where they are not to be those on the day as it is known now.
    """

    conventions: Mapping[str, Convention]
    on: date
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _known: dict[tuple[str, ...], Place] = field(default_factory=dict, compare=False, repr=False)
    _members: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, row: Row) -> Place:
        """Where a row belongs."""
        if row.by_party and not any(row.codes(part) for part in _PARTS):
            return self._place(row.convention, (row.party,), ())
        return self.said(row)

    def said(self, row: Row) -> Place:
        """What the row itself says; unknown when it names no place, such as an offer that says not for whom."""
        countries = row.countries("countries") or row.countries("country")
        areas = () if countries else (*row.codes("region"), *row.codes("countries"))
        return self._place(row.convention, countries, areas)

    def _place(self, convention: str, countries: tuple[str, ...], areas: tuple[str, ...]) -> Place:
        key = (convention, *countries, "", *areas)
        if key not in self._known:
            members = frozenset(countries).union(*(self.members(convention, area) for area in areas))
            regions = {region for country in members if (region := self.region(convention, country))}
            named = {area for area in areas if self.conventions[convention].region(area)}
            self._known[key] = Place(members, frozenset(regions | named))
        return self._known[key]

    def region(self, convention: str, country: str) -> str:
        """The region of a country under a convention; empty for one that is no Party on the day."""
        membership = self.conventions[convention].memberships.get(country)
        return membership.region if membership and membership.holds(self.on) else ""

    def groups_of(self, country: str) -> tuple[str, ...]:
        """The groups of countries in which a country is."""
        return self.groups[country] if country in self.groups else all_parties()[country].groups(self.on)

    def members(self, convention: str, area: str) -> frozenset[str]:
        """The Parties in a region of the convention, a regional group of the United Nations, a group or the world."""
        key = (convention, area)
        if key not in self._members:
            names = {region.id: region.name for region in UN_REGIONS}
            own = self.conventions[convention].region(area) is not None
            self._members[key] = frozenset(
                party.code
                for party in self.conventions[convention].parties(self.on)
                if area in WORLD
                or (own and self.region(convention, party.code) == area)
                or (not own and area in names and party.facts.get("un_regional_group") == names[area])
                or _NAMES_OF_GROUPS.get(area, area) in self.groups_of(party.code)
            )
        return self._members[key]

    def columns(self, axis: Axis) -> tuple[str, ...]:
        """The columns of a table: every region in the conventions' order, or every group; then what is not known."""
        if axis == "group":
            return (*GROUPS, NO_GROUP, UNKNOWN)
        regions = dict.fromkeys(region.id for each in self.conventions.values() for region in each.regions)
        return (*regions, UNKNOWN)

    def where(self, row: Row, axis: Axis) -> tuple[str, ...]:
        """The columns in which a row counts, at least one; several for a row of several regions or groups."""
        place = self.of(row)
        found = place.regions if axis == "region" else self._groups(place)
        return tuple(column for column in self.columns(axis) if column in found) or (UNKNOWN,)

    def _groups(self, place: Place) -> frozenset[str]:
        known = all_parties()
        held = [self.groups_of(code) for code in place.countries if code in known]
        return frozenset(group for groups in held for group in groups or (NO_GROUP,))
