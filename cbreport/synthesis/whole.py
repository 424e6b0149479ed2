"""Counting a whole cycle: its facts are fetched once, and every table of the document is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cbreport.definition import Convention, Cycle, Form, Question, Section
from cbreport.errors import UnknownName
from cbreport.reporting import PUBLIC, Forms, Identity, Report
from cbreport.reporting.remarks import Remark
from cbreport.synthesis.across import AcrossTable, across_table
from cbreport.synthesis.asking import Counting, Scope, Whom
from cbreport.synthesis.basis import Members, members_of
from cbreport.synthesis.from_facts import summary_from_facts
from cbreport.synthesis.frozen import CountedReport, Frozen
from cbreport.synthesis.gathered import Gathered, gathered, gathered_reports
from cbreport.synthesis.heat import HeatMap, group_heat_map, matrix_heat_map
from cbreport.synthesis.kinds import countable_options, parts_with_options, question_before, ticked_parts
from cbreport.synthesis.overview import CountedQuestion, CycleCount, Overview
from cbreport.synthesis.registers import Registers, registers
from cbreport.synthesis.reopening import FormSource, narrowed
from cbreport.synthesis.tallying import ChangeTable, OptionTable, change_table, option_table


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
    members = _members(convention, whom, frozen)
    form = forms.form(cycle.form, cycle.edition)
    earlier = _earlier(convention, cycle, frozen)
    wanted = Scope.of(convention, cycle, *earlier) if scope is None else scope
    known = _Known(
        gathered(facts, identity, wanted, _forms_of(forms, (cycle, *earlier[-1:]))), identity, convention, members, whom
    )
    before = earlier[-1] if earlier else None
    old = _form(forms, before) if before else None
    questions = tuple(known.question(cycle, form, section, question, before, old) for section, question in _asked(form))
    reports = known.facts.counted_reports(identity, Scope.of(convention, cycle))
    sent = facts.counted_reports(identity, scope or _told_in(convention, cycle, registers))
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
        sources=_sources(sent, cycle, members, registers),
        frozen=frozen,
    )


def _members(convention: Convention, whom: Whom, frozen: Frozen | None) -> Members:
    if frozen is None:
        return members_of(convention, whom)
    return narrowed(frozen.parties[convention.id], region=whom.region, groups=whom.groups, parties=whom.parties)


def _earlier(convention: Convention, cycle: Cycle, frozen: Frozen | None) -> list[Cycle]:
    """The cycles of the same form before one, oldest first; of one that a frozen synthesis does not count nothing is
    known, which is not 0.
    """
    found = [each for each in convention.party_cycles if each.form == cycle.form and each.due < cycle.due]
    if frozen:
        counted = {(each.convention, each.cycle) for each in frozen.reports}
        found = [each for each in found if (convention.id, each.id) in counted]
    return sorted(found, key=lambda each: each.due)


def synthesise(
    reports: Iterable[Report],
    library: Forms,
    convention: str,
    cycle: str = "",
    *,
    beside: Iterable[str] = (),
    on: date | None = None,
    groups: Iterable[str] = (),
    now: date | None = None,
) -> Overview:
    """Count a whole cycle of a convention from reports; :func:`cbreport.render` makes a document of it.

    :param reports: to this convention and those ``beside``; what was not submitted counts nowhere.
    :param library: where forms and conventions are.
    :param cycle: its id; by default the newest of the national report.
    :param beside: ids of conventions with which topics are compared.
    :param on: the day of which membership counts; by default that on which reports were due.
    :param groups: ``ldc``, ``sids``, ``lldc``: the only Parties that count are in all of these on that day.
    :param now: the day before which something in a register is past; by default ``on``.
    :raises UnknownName: there is no such convention, cycle or form.
    :raises ValueError: not every Party makes one report in that cycle, or a report is to none of the conventions.

    >>> from cbreport.testing import example_library
    >>> found = synthesise([], example_library(), "example")
    >>> found.cycle.id, found.reported, len(found.members)
    ('EX1', (), 3)
    """
    asked = library.convention(convention)
    others = [library.convention(id) for id in dict.fromkeys(beside) if id != convention]
    chosen = asked.cycle(cycle) if cycle else asked.main_cycle
    if chosen is None:
        raise UnknownName("cycle", cycle, ())
    given = tuple(reports)
    known = {convention, *(each.id for each in others)}
    for report in given:
        if report.form.convention not in known:
            raise ValueError(f"The report of {report.party} was made to {report.form.convention}, which is not asked.")
    whom = Whom(on or chosen.due, groups=tuple(groups))
    own = (each for each in given if each.form.convention == convention)
    told = registers(own, [asked], on=whom.on, parties_filter=whom.filter(asked), now=now)
    found = overview(
        gathered_reports(given), PUBLIC, library, asked, chosen,
        whom=whom, conventions=others, registers=told if told.rows else None,
    )  # fmt: skip
    return replace(found, library=library)


def _told_in(convention: Convention, cycle: Cycle, registers: Registers | None) -> Scope:
    """The cycles from which something is taken: this one, and those of registers."""
    told = {report.cycle for report in registers.reports} if registers else set()
    return Scope((convention.id,), tuple(sorted({cycle.id, *told})))


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
