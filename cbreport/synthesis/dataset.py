"""Whom a synthesis counts: the Parties on a day, the newest report of each, and what of it may be counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cbreport.definition import SECRETARIAT_CODE, Convention, Form, Party, Region
from cbreport.reporting import RECEIVED, Report
from cbreport.synthesis.frozen import digest_of_versions

PartyFilter = Callable[[Party], bool]


@dataclass(frozen=True)
class Dataset:
    """Parties and reports to count. Every Party has one report at most.

    ``outside`` are codes of reports left out: their sender was not a Party on that day, or a filter leaves it out.
    ``elsewhere`` are codes of Parties that reported with another form, so that their answers are not counted.
    """

    convention: Convention
    on: date
    parties: tuple[Party, ...]
    reports: Mapping[str, Report] = field(repr=False)
    outside: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A digest of which reports were counted."""
        return digest_of_versions(
            (self.convention.id, each.party, each.cycle, each.version, each.form.key) for each in self.reports.values()
        )

    @property
    def reported(self) -> tuple[str, ...]:
        """Codes of the Parties whose report is counted, by name."""
        return tuple(party.code for party in self.parties if party.code in self.reports)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the Parties without a report, by name."""
        known = self.reports.keys() | set(self.elsewhere)
        return tuple(party.code for party in self.parties if party.code not in known)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that have a Party here, in the convention's order."""
        present = {self.region(party.code) for party in self.parties}
        return tuple(region for region in self.convention.regions if region.id in present)

    def region(self, code: str) -> str:
        """The id of a Party's region."""
        return self.convention.memberships[code].region

    def by_region(self, codes: Iterable[str]) -> dict[str, int]:
        """How many of ``codes`` lie in each region."""
        counts = {region.id: 0 for region in self.regions}
        for code in codes:
            counts[self.region(code)] += 1
        return counts


def dataset(
    reports: Iterable[Report], convention: Convention, *, on: date, parties_filter: PartyFilter | None = None
) -> Dataset:
    """The Parties of ``convention`` on a day, with the newest version of each one's report.

    :param reports: submitted reports to this convention; those of its Secretariat are no Party's and left out.
    :param on: the day of which membership counts.
    :param parties_filter: leaves Parties out; what they reported is then not counted either.
    :raises ValueError: a report is with its Party, or was made to another convention.

    >>> from datetime import date
    >>> from cbreport.testing import EXAMPLE
    >>> [party.code for party in dataset([], EXAMPLE, on=date(2024, 12, 31)).parties]
    ['FJI', 'KEN', 'NOR']
    """
    parties = tuple(each for each in convention.parties(on) if parties_filter is None or parties_filter(each))
    newest: dict[str, Report] = {}
    for report in reports:
        if report.status not in RECEIVED:
            raise ValueError(f"The report of {report.party} is {report.status}. Only what was submitted is counted.")
        if report.form.convention != convention.id:
            raise ValueError(f"The report of {report.party} was made to {report.form.convention}, not {convention.id}.")
        if report.party == SECRETARIAT_CODE:
            continue
        before = newest.get(report.party)
        if before is None or report.version > before.version:
            newest[report.party] = report
    codes = {party.code for party in parties}
    counted = {code: report for code, report in newest.items() if code in codes}
    return Dataset(convention, on, parties, counted, tuple(sorted(newest.keys() - codes)))


def of_form(data: Dataset, form: Form) -> None:
    """Refuse reports that were answered with another form: their questions may not mean the same.

    :raises ValueError: with the Party and both forms.
    """
    for report in data.reports.values():
        if report.form.key != form.key:
            raise ValueError(f"The report of {report.party} was answered with {report.form.key}, not with {form.key}.")
