"""A cycle as a whole: all that a Secretariat tables before its Parties, counted from one set of facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cbreport.definition import Convention, Cycle, Form, Question, Section, all_parties
from cbreport.reporting import SUBMITTED, Forms, ReportSummary
from cbreport.reporting.remarks import Remark
from cbreport.synthesis.across import AcrossTable
from cbreport.synthesis.basis import Members
from cbreport.synthesis.desk import DeskList, PartyRow, timing_of
from cbreport.synthesis.frozen import CountedReport, Frozen, Member, digest_of_versions
from cbreport.synthesis.heat import HeatMap
from cbreport.synthesis.registers import Registers
from cbreport.synthesis.tables import QuestionSummary
from cbreport.synthesis.tallying import ChangeTable, OptionTable


@dataclass(frozen=True)
class CountedQuestion:
    """One question of the form with everything that is counted of it.

    ``options`` is there for a question with options, ``heat`` for a matrix of ticks and for a group of which two parts
    have options; ``change`` where the cycle before asked the same question and some Party answered both.
    """

    section: Section
    question: Question
    summary: QuestionSummary = field(repr=False)
    options: OptionTable | None = None
    heat: HeatMap | None = None
    change: ChangeTable | None = None


@dataclass(frozen=True)
class CycleCount:
    """How many Parties had reported in a cycle, of those on the day when reports were due."""

    cycle: Cycle
    parties: int
    received: int


@dataclass(frozen=True)
class PartyProfile:
    """One Party of the annex: its report, and how many of the questions that it was asked it answered."""

    code: str
    region: str
    groups: tuple[str, ...]
    report: CountedReport | None
    answered: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Overview:
    """A cycle as a whole.

    :param on: the day of which membership counts.
    :param members: the Parties that are counted.
    :param reports: the newest received report of each of them in this cycle; of any edition.
    :param questions: in the form's order, those that are counted and do not stay with the Party.
    :param before: the cycle with which answers are compared.
    :param cycles: this cycle and those before it, oldest first.
    :param conventions: others, with which topics are compared; ``across`` has what they ask, too.
    :param registers: what Parties keep in registers, as they told it last; None where no form keeps any.
    :param remarks: what Parties and the Secretariat remarked on needs.
    :param sources: every report that something was taken from, those of registers and the Secretariat's own, too.
    :param library: the one with which it was made; it takes no part in comparison.
    """

    convention: Convention
    cycle: Cycle
    form: Form
    on: date
    members: Members
    reports: tuple[CountedReport, ...]
    questions: tuple[CountedQuestion, ...] = field(repr=False)
    before: Cycle | None = None
    cycles: tuple[CycleCount, ...] = ()
    conventions: tuple[Convention, ...] = ()
    across: tuple[AcrossTable, ...] = field(default=(), repr=False)
    registers: Registers | None = field(default=None, repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)
    sources: tuple[CountedReport, ...] = field(default=(), repr=False)
    frozen: Frozen | None = field(default=None, repr=False)
    library: Forms | None = field(default=None, compare=False, repr=False)

    @property
    def digest(self) -> str:
        """A digest of which reports were counted."""
        return digest_of_versions(each.which for each in self.sources)

    @property
    def reported(self) -> tuple[str, ...]:
        """Codes of the Parties that have reported, in alphabetical order."""
        return tuple(sorted(each.party for each in self.reports))

    @property
    def sections(self) -> Iterator[tuple[Section, Sequence[CountedQuestion]]]:
        """The questions by section."""
        found: dict[str, tuple[Section, list[CountedQuestion]]] = {}
        for each in self.questions:
            found.setdefault(each.section.id, (each.section, []))[1].append(each)
        yield from found.values()

    @cached_property
    def standing(self) -> DeskList:
        """The Parties with where their reports stand, as the desk counts them."""
        reports = {each.party: each for each in self.reports}
        rows = (_standing(self.cycle, code, member, reports.get(code)) for code, member in sorted(self.members.items()))
        return DeskList(self.convention, self.cycle, self.on, tuple(rows))

    @cached_property
    def profiles(self) -> tuple[PartyProfile, ...]:
        """A line for each Party, by code."""
        reports = {each.party: each for each in self.reports}
        answered: dict[str, int] = dict.fromkeys(self.members, 0)
        asked: dict[str, int] = dict.fromkeys(self.members, 0)
        for each in self.questions:
            summary = each.summary
            said = {*summary.answered, *(code for codes in summary.non_answers.values() for code in codes)}
            for code in said:
                answered[code] += 1
            for code in (*said, *summary.blank):
                asked[code] += 1
        return tuple(
            PartyProfile(code, member.region, member.groups, reports.get(code), answered[code], asked[code])
            for code, member in sorted(self.members.items())
        )


def _standing(cycle: Cycle, code: str, member: Member, report: CountedReport | None) -> PartyRow:
    party = all_parties()[code]
    if report is None:
        return PartyRow(party, member.region, member.groups)
    day = report.submitted[:10]
    known = bool(day) and not report.example
    days = (date.fromisoformat(day) - cycle.due).days if known else None
    summary = ReportSummary(
        id=report.id, convention=report.convention, party=code, cycle=report.cycle, form=report.form,
        edition=report.edition, digest=report.form_digest, version=report.version, status=report.status or SUBMITTED,
        revision=0, created=report.submitted, updated=report.submitted, submitted=report.submitted,
        example=report.example,
    )  # fmt: skip
    timing = timing_of(days, received=True) if days is not None else "example"
    return PartyRow(party, member.region, member.groups, summary, summary, first=day, timing=timing, days=days)
