"""A frozen synthesis: what was counted, on which day, so that the same can be counted again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from cbreport.definition.canonical import canonical_json, digest_of
from cbreport.definition.respondents import SECRETARIAT_CODE

#: A version of a report: convention, Party, cycle, version, and ``series@edition``.
Version = tuple[str, str, str, int, str]


def digest_of_versions(versions: Iterable[Version]) -> str:
    """A digest of which reports were counted. What was submitted in a version never changes, so the same versions are
    the same answers.

    >>> digest_of_versions([("ex", "KEN", "EX1", 1, "r@1"), ("ex", "FJI", "EX1", 2, "r@1")])
    'sha256:35257b7e17f17a5c2a12c4e258934804cabc662ff398c09b6518ed52fb829f47'
    """
    return digest_of(canonical_json(sorted(map(list, versions))))


@dataclass(frozen=True)
class CountedReport:
    """A report that is counted: which version of whose, the digest of what was submitted, and of its facts.

    ``form_digest`` is that of the form with which the facts were made. ``facts`` is empty where there are none.
    """

    id: str
    convention: str
    party: str
    cycle: str
    version: int
    form: str
    edition: str
    form_digest: str
    snapshot: str
    facts: str
    status: str = ""
    example: bool = False
    submitted: str = ""

    @property
    def which(self) -> Version:
        """Which version of which report it is."""
        return (self.convention, self.party, self.cycle, self.version, f"{self.form}@{self.edition}")


@dataclass(frozen=True)
class Member:
    """A Party as it was counted: its region and the groups that it was in on that day."""

    region: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frozen:
    """What was counted. Two with the same content have the same :attr:`digest`.

    :param day: on which it was frozen.
    :param on: the day of which membership counts.
    :param parties: by convention and code, those that were counted or had not reported.
    :param title: what people call it.
    """

    day: date
    on: date
    parties: Mapping[str, Mapping[str, Member]]
    reports: tuple[CountedReport, ...]
    title: str = ""

    @cached_property
    def content(self) -> bytes:
        """All of it as canonical JSON: what the digest is of, and what is kept."""
        data = {
            "cbreport-synthesis": 1,
            "day": self.day.isoformat(),
            "on": self.on.isoformat(),
            "title": self.title,
            "parties": {
                id: {code: [member.region, *member.groups] for code, member in members.items()}
                for id, members in self.parties.items()
            },
            "reports": [_of_report(each) for each in sorted(self.reports, key=_in_order)],
        }
        return canonical_json(data)

    @cached_property
    def digest(self) -> str:
        """The digest of :attr:`content`."""
        return digest_of(self.content)

    @property
    def conventions(self) -> tuple[str, ...]:
        """Ids of the conventions, in alphabetical order."""
        return tuple(sorted(self.parties))

    @property
    def editions(self) -> dict[str, str]:
        """The digest of every edition that was answered, by ``series@edition``."""
        return {f"{each.form}@{each.edition}": each.form_digest for each in sorted(self.reports, key=_in_order)}

    def imprint(self) -> dict[str, Any]:
        """What every output says of the snapshot that it was made from."""
        reported = {id: {each.party for each in self.reports if each.convention == id} for id in self.parties}
        return {
            "day": self.day.isoformat(),
            "digest": self.digest,
            "membership": self.on.isoformat(),
            "editions": self.editions,
            "reports": len(self.reports),
            "parties": {
                id: {"counted": len(members), "reported": sorted(reported[id] & members.keys())}
                for id, members in sorted(self.parties.items())
            },
        }


@dataclass(frozen=True)
class Reopened:
    """A frozen synthesis as a store has kept it.

    ``changed`` are ids of reports whose facts are not those of then, because a form or a rule of counting has changed;
    their numbers may not be those of then either. ``author`` is empty for others than a Secretariat.
    """

    id: str
    frozen: Frozen
    made: str
    author: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrozenSummary:
    """A frozen synthesis in a list, without what it counts: of how many reports, and of how many Parties they are."""

    id: str
    title: str
    digest: str
    conventions: tuple[str, ...]
    reports: int
    made: str
    author: str
    parties: int = 0


def output_bytes(frozen: Frozen, results: Mapping[str, Any]) -> bytes:
    """Results with the imprint of their snapshot, as canonical JSON: the same snapshot gives the same bytes.

    :param results: by name, tables of :mod:`cbreport.synthesis` or what JSON can hold.
    """
    plain = {name: asdict(each) if hasattr(each, "__dataclass_fields__") else each for name, each in results.items()}
    return canonical_json({"snapshot": frozen.imprint(), "results": plain})


def frozen_from(content: bytes) -> Frozen:
    """What :attr:`Frozen.content` wrote.

    :raises ValueError: it is nothing of the kind.
    """
    data = json.loads(content)
    if not isinstance(data, dict) or data.get("cbreport-synthesis") != 1:
        raise ValueError("this is no frozen synthesis")
    parties = {
        id: {code: Member(region, tuple(groups)) for code, (region, *groups) in members.items()}
        for id, members in data["parties"].items()
    }
    reports = tuple(CountedReport(*each) for each in data["reports"])
    return Frozen(date.fromisoformat(data["day"]), date.fromisoformat(data["on"]), parties, reports, data["title"])


def freezable(reports: Iterable[CountedReport], parties: Mapping[str, Mapping[str, Member]]) -> list[CountedReport]:
    """The reports that are counted: those of these Parties, and of their Secretariats themselves, that have facts.

    What a Secretariat tells is in no number of Parties, but its rows of registers count.
    """
    return [each for each in reports if each.facts and _of_some(each, parties)]


def without_facts(reports: Iterable[CountedReport], parties: Mapping[str, Mapping[str, Member]]) -> list[CountedReport]:
    """The reports that would count if they had facts: whoever freezes leaves them out, and is told."""
    return [each for each in reports if not each.facts and _of_some(each, parties)]


def _of_some(report: CountedReport, parties: Mapping[str, Mapping[str, Member]]) -> bool:
    members = parties.get(report.convention)
    return members is not None and (report.party in members or report.party == SECRETARIAT_CODE)


def _of_report(each: CountedReport) -> list[Any]:
    """What is kept of a report; not where it stands, which goes on."""
    return [
        each.id, each.convention, each.party, each.cycle, each.version, each.form, each.edition, each.form_digest,
        each.snapshot, each.facts,
    ]  # fmt: skip


def _in_order(each: CountedReport) -> tuple[str, str, str, int]:
    return each.convention, each.cycle, each.party, each.version
