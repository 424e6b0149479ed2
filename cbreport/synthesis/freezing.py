"""What a synthesis would count if it was frozen now, to be looked at before it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cbreport.definition import Convention, Cycle
from cbreport.definition.canonical import digest_of
from cbreport.reporting.identity import Identity
from cbreport.synthesis.asking import Facts, Scope, Whom
from cbreport.synthesis.basis import members_of
from cbreport.synthesis.frozen import CountedReport, Frozen, freezable, without_facts


@dataclass(frozen=True)
class Offer:
    """What can be frozen. ``left_out`` are reports that were received and have no facts yet, so they do not count."""

    frozen: Frozen
    left_out: tuple[CountedReport, ...]

    @property
    def digest(self) -> str:
        """A digest of what is counted and left out, whatever it is called and when it is frozen."""
        ids = [sorted((each.id, each.facts) for each in reports) for reports in (self.frozen.reports, self.left_out)]
        parties = {id: sorted(members) for id, members in self.frozen.parties.items()}
        return digest_of({"on": self.frozen.on.isoformat(), "parties": parties, "reports": ids})


def offer(
    facts: Facts,
    identity: Identity,
    convention: Convention,
    cycles: Iterable[Cycle],
    *,
    on: date,
    day: date,
    title: str = "",
) -> Offer:
    """The reports of some cycles that count now, as somebody may read them, with the Parties on a day.

    :param cycles: at least one; of records that of their kind.
    :param on: the day of which membership counts.
    :param day: on which it is frozen.
    :raises ValueError: no cycle is named, and so every report would count.
    """
    wanted = tuple(cycles)
    if not wanted:
        raise ValueError("Name a cycle.")
    parties = {convention.id: members_of(convention, Whom(on))}
    found = facts.counted_reports(identity, Scope.of(convention, *wanted))
    frozen = Frozen(day, on, parties, tuple(freezable(found, parties)), title)
    return Offer(frozen, tuple(without_facts(found, parties)))
