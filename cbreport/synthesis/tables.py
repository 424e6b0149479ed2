"""One question across Parties, and who has reported: tables that name their base.

Nothing is estimated and nobody is left out silently: Parties that gave no answer, gave a non-answer, were not asked or
have not reported are each counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cbreport.answering import Answer, meaning
from cbreport.definition import Convention, Cycle, Form, Question, Region
from cbreport.reporting import Report
from cbreport.synthesis.counting import Asked, counted
from cbreport.synthesis.dataset import Dataset, PartyFilter, dataset, of_form
from cbreport.synthesis.figures import Band, Counts, Cross, Entry, Figures


@dataclass(frozen=True)
class QuestionSummary:
    """One question across Parties. All codes are alpha-3 codes of Parties, in the order of their names.

    Every Party of ``data`` is in exactly one of ``answered``, ``blank``, ``not_asked``, the lists of ``non_answers``,
    ``data.elsewhere`` and ``data.missing``.
    """

    data: Dataset = field(repr=False)
    form: Form = field(repr=False)
    question: Question = field(repr=False)
    answered: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    non_answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts: tuple[Counts, ...] = ()
    crosses: tuple[Cross, ...] = ()
    figures: tuple[Figures, ...] = ()
    band: Band | None = None
    rows: int | None = None  # of a group, over all Parties
    entries: tuple[Entry, ...] = ()

    @property
    def base(self) -> int:
        """The number of Parties that gave a real answer."""
        return len(self.answered)


@dataclass(frozen=True)
class RegionRow:
    """One region of a submission table; ``region`` is None for the total."""

    region: Region | None
    parties: tuple[str, ...]
    received: tuple[str, ...]

    @property
    def share(self) -> float:
        """Reports received of Parties, 0 to 1; 0 for a region without Parties."""
        return len(self.received) / len(self.parties) if self.parties else 0.0


@dataclass(frozen=True)
class SubmissionTable:
    """Who has reported in a cycle, by region."""

    data: Dataset = field(repr=False)
    cycle: Cycle = field(repr=False)
    rows: tuple[RegionRow, ...]
    total: RegionRow

    @property
    def outside(self) -> tuple[str, ...]:
        """Codes of those that sent a report and were no Party when it was due."""
        return self.data.outside


def question_summary(
    reports: Iterable[Report],
    convention: Convention,
    form: Form,
    question: Question,
    *,
    on: date,
    parties_filter: PartyFilter | None = None,
    elsewhere: Iterable[str] = (),
) -> QuestionSummary:
    """One question of a form across the Parties of a convention.

    :param reports: submitted reports, answered with ``form``; the newest version of each Party's counts.
    :param on: the day of which membership counts, such as the day when reports were due.
    :param parties_filter: which Parties to count, such as the least developed countries of that day.
    :param elsewhere: codes of those that reported with another form: they have reported, and are not counted.
    :raises ValueError: a report is a draft, of another convention or another form; or the question is private.

    >>> from cbreport.testing import EXAMPLE, example_library
    >>> form = example_library().form("example-national-report")
    >>> summary = question_summary([], EXAMPLE, form, form.question("assessed"), on=date(2024, 12, 31))
    >>> summary.base, summary.data.missing
    (0, ('FJI', 'KEN', 'NOR'))
    """
    if question.private:
        raise ValueError(f"“{question.id}” is private: its answers never leave the Party.")
    if not question.answerable or form.question(question.id) is None:
        raise ValueError(f"“{question.id}” is not a question of {form.key} that can be answered.")
    data = dataset(reports, convention, on=on, parties_filter=parties_filter)
    of_form(data, form)
    others = {*elsewhere} - data.reports.keys()
    apart = tuple(party.code for party in data.parties if party.code in others)
    data = replace(data, elsewhere=apart)
    return summarised(data, form, question, _sorted_out(data, question))


SortedOut = tuple[Mapping[str, Asked], tuple[str, ...], tuple[str, ...], Mapping[str, tuple[str, ...]]]


def summarised(data: Dataset, form: Form, question: Question, sorted_out: SortedOut) -> QuestionSummary:
    """The summary of Parties that are sorted out: who answered, left it blank, was not asked, gave a non-answer."""
    answered, blank, not_asked, non_answers = sorted_out
    found = counted(data, question, answered)
    return QuestionSummary(
        data=data,
        form=form,
        question=question,
        answered=tuple(answered),
        blank=blank,
        not_asked=not_asked,
        non_answers=non_answers,
        counts=found.counts,
        crosses=found.crosses,
        figures=found.figures,
        band=found.band,
        rows=found.rows,
        entries=found.entries,
    )


def _sorted_out(data: Dataset, question: Question) -> SortedOut:
    """The Parties that reported: those that answered, left it blank, were not asked, or gave a non-answer."""
    answered: dict[str, Asked] = {}
    blank, not_asked = [], []
    non_answers: dict[str, list[str]] = {}
    for code in data.reported:
        report = data.reports[code]
        asked = Asked(question, report, report.leaving)
        if not report.settled.shown(question.id):
            not_asked.append(code)
        elif kind := meaning(question, asked.answers.get(question.id, Answer())):
            non_answers.setdefault(kind, []).append(code)
        elif asked.answered:
            answered[code] = asked
        else:
            blank.append(code)
    kinds = {kind: tuple(codes) for kind, codes in sorted(non_answers.items())}
    return answered, tuple(blank), tuple(not_asked), kinds


def submission_table(convention: Convention, cycle: Cycle, reports: Iterable[Report]) -> SubmissionTable:
    """Who has reported in a cycle: by region, the Parties on the day when reports were due, and reports received.

    :param reports: submitted reports of this cycle.
    :raises ValueError: a report is a draft, of another convention or another cycle; or the cycle is one of records, of
        which nobody has to make any, or the Secretariat's own.

    >>> from cbreport.testing import EXAMPLE
    >>> table = submission_table(EXAMPLE, EXAMPLE.cycle("EX1"), [])
    >>> [(row.region.name, len(row.parties)) for row in table.rows], table.total.share
    ([('North', 1), ('South', 2)], 0.0)
    """
    if cycle.repeats:
        raise ValueError(f"{cycle.id} is for records: nobody is late with them, and there may be many of one Party.")
    if cycle.respondent == "secretariat":
        raise ValueError(f"{cycle.id} is for the Secretariat: no Party reports in it.")
    given = tuple(reports)
    for report in given:
        if report.cycle != cycle.id:
            raise ValueError(f"The report of {report.party} belongs to {report.cycle}, not to {cycle.id}.")
    data = dataset(given, convention, on=cycle.due)
    rows = tuple(_region_row(data, region) for region in data.regions)
    total = RegionRow(None, tuple(party.code for party in data.parties), data.reported)
    return SubmissionTable(data, cycle, rows, total)


def _region_row(data: Dataset, region: Region) -> RegionRow:
    parties = tuple(party.code for party in data.parties if data.region(party.code) == region.id)
    return RegionRow(region, parties, tuple(code for code in parties if code in data.reports))
