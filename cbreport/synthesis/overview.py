"""A cycle as a whole: all that a Secretariat tables before its Parties, counted from one set of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Protocol

from cbreport.definition import Convention, Cycle, Form, Question, Section, all_parties
from cbreport.errors import UnknownName
from cbreport.reporting import SUBMITTED, Identity, ReportSummary
from cbreport.reporting.remarks import Remark
from cbreport.synthesis.across import AcrossTable, across_table
from cbreport.synthesis.asking import Counting, Scope, Whom
from cbreport.synthesis.basis import Members, members_of
from cbreport.synthesis.desk import DeskList, PartyRow, timing_of
from cbreport.synthesis.from_facts import summary_from_facts
from cbreport.synthesis.frozen import CountedReport, Frozen, Member, digest_of_versions
from cbreport.synthesis.gathered import Gathered, gathered
from cbreport.synthesis.heat import HeatMap, group_heat_map, matrix_heat_map
from cbreport.synthesis.kinds import countable_options, parts_with_options, question_before, ticked_parts
from cbreport.synthesis.registers import Registers
from cbreport.synthesis.reopening import narrowed
from cbreport.synthesis.tables import QuestionSummary
from cbreport.synthesis.tallying import ChangeTable, OptionTable, change_table, option_table


class FormSource(Protocol):
    """Gives forms, as a library does."""

    def form(self, id: str, edition: str) -> Form:
        """The form, or :class:`~cbreport.errors.UnknownName`."""


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


def overview(
    facts: Counting,
    identity: Identity,
    forms: FormSource,
    convention: Convention,
    cycle: Cycle,
    *,
    whom: Whom | None = None,
    frozen: Frozen | None = None,
    scope: Scope | None = None,
    conventions: Iterable[Convention] = (),
    registers: Registers | None = None,
    remarks: Iterable[Remark] = (),
) -> Overview:
    """Count a whole cycle.

    :param cycle: one in which Parties make one report each.
    :param whom: which Parties are counted; by default those on the day when reports were due.
    :param frozen: what was frozen; then ``scope`` names it, its Parties are counted, and ``convention`` has them as its
        members, see :func:`~cbreport.synthesis.convention_of`.
    :param conventions: others, with which topics are compared.
    :param registers: those of the convention; remarks on their needs are ``remarks``.
    :raises ValueError: the cycle is one of records, or the Secretariat's own.
    :raises UnknownName: the form of the cycle is not installed.
    """
    if cycle.repeats or cycle.respondent == "secretariat":
        raise ValueError(f"{cycle.id} is no cycle in which every Party makes one report.")
    others = tuple(each for each in conventions if each.id != convention.id)
    whom = whom or Whom(frozen.on if frozen else cycle.due)
    if frozen:
        all_of_them = frozen.parties[convention.id]
        members = narrowed(all_of_them, region=whom.region, groups=whom.groups, parties=whom.parties)
    else:
        members = members_of(convention, whom)
    form = forms.form(cycle.form, cycle.edition)
    earlier = [each for each in convention.party_cycles if each.form == cycle.form and each.due < cycle.due]
    if frozen:  # of a cycle that it does not count nothing is known, which is not 0
        counted = {(each.convention, each.cycle) for each in frozen.reports}
        earlier = [each for each in earlier if (convention.id, each.id) in counted]
    earlier.sort(key=lambda each: each.due)
    wanted = Scope.of(convention, cycle, *earlier) if scope is None else scope
    known = _Known(
        gathered(facts, identity, wanted, _forms_of(forms, (cycle, *earlier[-1:]))), identity, convention, members, whom
    )
    before = earlier[-1] if earlier else None
    old = _form(forms, before) if before else None
    questions = tuple(known.question(cycle, form, section, question, before, old) for section, question in _asked(form))
    reports = known.facts.counted_reports(identity, Scope.of(convention, cycle))
    return Overview(
        convention=convention,
        cycle=cycle,
        form=form,
        on=whom.on,
        members=members,
        reports=tuple(each for each in reports if each.party in members),
        questions=questions,
        before=before,
        cycles=tuple(known.received(each, now=each is cycle) for each in (*earlier, cycle)),
        conventions=others,
        across=tuple(_across(facts, identity, forms, convention, cycle, members, others, whom)),
        registers=registers,
        remarks=tuple(each for each in remarks if not each.withdrawn),
        sources=_sources(facts.counted_reports(identity, scope or Scope((convention.id,))), cycle, members, registers),
        frozen=frozen,
    )


def _sources(
    reports: Iterable[CountedReport], cycle: Cycle, members: Members, registers: Registers | None
) -> tuple[CountedReport, ...]:
    told = {(each.party, each.cycle, each.version) for each in registers.reports} if registers else set()
    return tuple(
        each
        for each in reports
        if (each.cycle == cycle.id and each.party in members) or (each.party, each.cycle, each.version) in told
    )


def _asked(form: Form) -> Iterator[tuple[Section, Question]]:
    for section in form.sections:
        for question in section.questions:
            if question.answerable and not question.private:
                yield section, question


def _form(forms: FormSource, cycle: Cycle) -> Form | None:
    try:
        return forms.form(cycle.form, cycle.edition)
    except UnknownName:
        return None


def _forms_of(forms: FormSource, cycles: Iterable[Cycle]) -> tuple[Form, ...]:
    return tuple(form for form in (_form(forms, each) for each in cycles) if form)


@dataclass(frozen=True)
class _Known:
    """The facts of some cycles of one convention, and whom to count."""

    facts: Gathered
    identity: Identity
    convention: Convention
    members: Members
    whom: Whom

    def question(
        self, cycle: Cycle, form: Form, section: Section, question: Question, before: Cycle | None, old: Form | None
    ) -> CountedQuestion:
        scope = Scope.of(self.convention, cycle)
        summary = summary_from_facts(
            self.facts, self.identity, self.convention, form, question, scope, on=self.whom.on,
            parties_filter=lambda party: party.code in self.members,
        )  # fmt: skip
        if summary is None:
            raise ValueError(f"Some reports of {cycle.id} have no facts yet.")
        options = self._options(cycle, form, question)
        return CountedQuestion(
            section,
            question,
            summary,
            options,
            self._heat(scope, form, question),
            self._change(form, options, question, before, old),
        )

    def _options(self, cycle: Cycle, form: Form, question: Question) -> OptionTable | None:
        if question.type in ("matrix", "group") or not countable_options(question):
            return None
        return option_table(self.facts, self.identity, Scope.of(self.convention, cycle), form, question, self.members)

    def _heat(self, scope: Scope, form: Form, question: Question) -> HeatMap | None:
        if ticked_parts(question):
            return matrix_heat_map(self.facts, self.identity, scope, form, question, self.members)
        coded = parts_with_options(question) if question.type == "group" else ()
        if len(coded) > 1:
            rows, columns = (each.id for each in coded[:2])
            return group_heat_map(
                self.facts, self.identity, scope, form, question, self.members, rows=rows, columns=columns
            )
        return None

    def _change(
        self, form: Form, options: OptionTable | None, question: Question, before: Cycle | None, old: Form | None
    ) -> ChangeTable | None:
        asked = question_before(old, form, question) if old else None
        if options is None or before is None or old is None or asked is None or asked.private:
            return None
        earlier = self._options(before, old, asked)
        change = change_table(earlier, options) if earlier else None
        return change if change and change.n else None

    def received(self, cycle: Cycle, *, now: bool) -> CycleCount:
        """How many of the Parties of then had reported; ``now`` for the cycle that is counted."""
        inside = self.members if now else members_of(self.convention, replace(self.whom, on=cycle.due))
        reports = self.facts.counted_reports(self.identity, Scope.of(self.convention, cycle))
        return CycleCount(cycle, len(inside), len(inside.keys() & {each.party for each in reports}))


def _across(
    facts: Counting,
    identity: Identity,
    forms: FormSource,
    convention: Convention,
    cycle: Cycle,
    members: Members,
    others: Sequence[Convention],
    whom: Whom,
) -> Iterator[AcrossTable]:
    """Topics that the newest forms of other conventions ask, too; each convention over its own Parties."""
    cycles = {convention.id: cycle}
    for other in others:
        if other.main_cycle and not other.main_cycle.repeats:
            cycles[other.id] = other.main_cycle
    known = {id: form for id, each in cycles.items() if (form := _form(forms, each))}
    if len(known) < 2 or convention.id not in known:
        return
    counted: dict[str, Members] = {each.id: members_of(each, whom) for each in others if each.id in known}
    counted[convention.id] = members
    scopes = [Scope.of(each, cycles[each.id]) for each in (convention, *others) if each.id in known]
    parts = [gathered(facts, identity, scope, [known[scope.conventions[0]]]) for scope in scopes]
    together = Gathered(
        tuple(report for part in parts for report in part.reports),
        {id: found for part in parts for id, found in part.facts.items()},
    )
    own = _concepts(known[convention.id])
    shared = {concept for id, form in known.items() if id != convention.id for concept in _concepts(form)}
    for concept in own:
        if concept in shared:
            yield across_table(together, identity, Scope(), tuple(known.values()), concept, counted)


def _concepts(form: Form) -> dict[str, None]:
    """What the questions of a form and their parts mean, in the form's order."""
    found: dict[str, None] = {}
    for question in form.questions():
        for each in (question, *question.parts):
            if each.concept and each.asked and not (each.private or question.private):
                found[each.concept] = None
    return found
