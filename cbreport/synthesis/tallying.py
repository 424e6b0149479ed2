"""Tables across Parties from what a store says about its facts: options by region and group, who needs which help, what
has changed between two cycles, and one topic across conventions. Every table names its base.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cbreport.definition import SECRETARIAT_CODE, Convention, Form, Option, Question
from cbreport.reporting.identity import Identity
from cbreport.reporting.report import Report
from cbreport.synthesis.asking import Counting, Item, Reported, Said, Scope, Whom
from cbreport.synthesis.counting import YES_NO, Asked
from cbreport.synthesis.dataset import Dataset, PartyFilter
from cbreport.synthesis.facts import APART, NOT_ASKED, UNCONFIRMED, VALUE, Fact, answers_of
from cbreport.synthesis.frozen import CountedReport, Member
from cbreport.synthesis.tables import QuestionSummary, SortedOut, summarised

Members = Mapping[str, Member]


def members_of(convention: Convention, whom: Whom) -> dict[str, Member]:
    """The Parties that are counted, by code, with region and groups as they are on that day.

    >>> from datetime import date
    >>> from cbreport.testing import EXAMPLE
    >>> members_of(EXAMPLE, Whom(date(2024, 12, 31), groups=("sids",)))
    {'FJI': Member(region='south', groups=('sids',))}
    """
    return {
        party.code: Member(convention.memberships[party.code].region, party.groups(whom.on))
        for party in whom.members(convention)
    }


@dataclass(frozen=True)
class Basis:
    """Where each Party stands to a question. All are codes in alphabetical order; every Party is in exactly one of
    ``answered``, ``blank``, ``not_asked``, the lists of ``non_answers``, ``elsewhere`` (reported with another form, or
    another edition) and ``missing`` (has not reported).

    ``unconfirmed`` are those that left something unconfirmed there that was carried over; it is not counted, and they
    are in one of the others too. ``unready`` are those of whom reports have no facts yet: such a report is in no table.
    """

    answered: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    non_answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    unready: tuple[str, ...] = ()


@dataclass(frozen=True)
class OptionCount:
    """One option: who gave it, and how many of them there are in each column of the table."""

    code: str
    label: str
    parties: tuple[str, ...]
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class OptionTable:
    """Options by region and group. Columns are ``all``, ids of regions and groups; ``base`` says for each of them how
    many Parties answered. Groups overlap and do not add up.
    """

    item: Item
    basis: Basis
    columns: tuple[str, ...]
    rows: tuple[OptionCount, ...]
    base: Mapping[str, int]

    def share(self, row: OptionCount, column: str = "all", *, of: str = "column") -> float:
        """The share of a number, 0 to 1: of the Parties of its ``column`` that answered, of all Parties that gave this
        option (``row``), or of all that answered (``overall``); 0 where there are none.
        """
        wholes = {"column": self.base[column], "row": row.numbers["all"], "overall": self.base["all"]}
        return row.numbers[column] / wholes[of] if wholes[of] else 0.0


@dataclass(frozen=True)
class HeatMap:
    """Rows against columns, such as target groups against types of help: in each cell the codes of the Parties.

    ``rows`` and ``columns`` are codes with labels (source text); a cell without Parties is not there.
    """

    basis: Basis
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: Mapping[str, Mapping[str, tuple[str, ...]]]

    def parties(self, row: str, column: str) -> tuple[str, ...]:
        """Who is in a cell."""
        return self.cells.get(row, {}).get(column, ())


@dataclass(frozen=True)
class OptionChange:
    """One option in two cycles, among the Parties that answered in both."""

    code: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def gained(self) -> tuple[str, ...]:
        """Who gives it now and did not."""
        return tuple(code for code in self.after if code not in self.before)

    @property
    def lost(self) -> tuple[str, ...]:
        """Who gave it and does not any more."""
        return tuple(code for code in self.before if code not in self.after)


@dataclass(frozen=True)
class ChangeTable:
    """What has changed between two cycles. ``both`` answered in both; only they are counted in ``rows``."""

    both: tuple[str, ...]
    rows: tuple[OptionChange, ...]
    before: Basis
    after: Basis

    @property
    def n(self) -> int:
        """How many Parties are compared."""
        return len(self.both)


@dataclass(frozen=True)
class AcrossRow:
    """One option across conventions: who gave it to which, and who to any of them, each Party once."""

    code: str
    label: str
    by_convention: Mapping[str, tuple[str, ...]]
    parties: tuple[str, ...]


@dataclass(frozen=True)
class AcrossTable:
    """One topic across conventions: who answered to which, and each Party once."""

    concept: str
    items: Mapping[str, tuple[Item, ...]]
    answered: Mapping[str, tuple[str, ...]]
    parties: tuple[str, ...]
    rows: tuple[AcrossRow, ...]
    unready: tuple[str, ...] = ()


def countable_options(question: Question) -> tuple[Option, ...]:
    """The options of a question that are counted: those that do not stand for a non-answer."""
    if question.type == "yes-no":
        return YES_NO
    return tuple(option for option in question.options if not option.means)


def option_table(
    facts: Counting,
    identity: Identity,
    scope: Scope,
    form: Form,
    question: Question,
    members: Members,
    *,
    part: str = "",
) -> OptionTable:
    """How many Parties gave each option, in all, by region and by group.

    :param scope: a cycle of one convention.
    :param part: of a group or matrix the part with the options; a Party counts once, in however many rows it gave one.
    :raises ValueError: the question is private, or has no options.
    """
    asked = _part(form, question, part)
    options = countable_options(asked)
    if not options:
        raise ValueError(f"“{asked.id}” of {form.key} has no options to count.")
    item = Item(form.id, question.id, part)
    basis, said = _look(facts, identity, scope, item, members, form.edition)
    columns = _columns(members)
    chosen = _by_code(said, basis.answered, part)
    rows = tuple(
        OptionCount(each.code, each.label, chosen.get(each.code, ()), _spread(chosen.get(each.code, ()), columns))
        for each in options
    )
    base = _spread(basis.answered, columns)
    return OptionTable(item, basis, tuple(columns), rows, base)


def _part(form: Form, question: Question, part: str) -> Question:
    asked = question.part(part) if part else question
    if asked is None or form.question(question.id) is None:
        raise ValueError(f"{form.key} does not ask “{question.id}.{part}”.")
    if question.private or asked.private:
        raise ValueError(f"“{asked.id}” is private: its answers never leave the Party.")
    return asked


def _look(
    facts: Counting, identity: Identity, scope: Scope, item: Item, members: Members, edition: str, rows: bool = False
) -> tuple[Basis, list[Said]]:
    """Where the Parties stand to a question, and what those of them said who answered this edition."""
    reported = facts.reported(identity, scope)
    found = facts.said(identity, scope, [item], rows=rows)
    basis = basis_of(members, reported, found, item, edition)
    inside = {*basis.answered, *basis.unconfirmed, *(code for each in basis.non_answers.values() for code in each)}
    return basis, [each for each in found if each.party in inside]


def basis_of(
    members: Members, reported: Iterable[Reported], said: Iterable[Said], item: Item, edition: str = ""
) -> Basis:
    """Where each Party stands to a question.

    Of a Party with several reports in scope the first of these holds: answered, a non-answer, not asked, blank.

    :param edition: which one is counted; all by default.
    """
    forms: dict[str, set[tuple[str, str]]] = {}
    unready = set()
    for each in reported:
        forms.setdefault(each.party, set()).add((each.form, each.edition))
        if each.ready < each.reports:
            unready.add(each.party)
    kinds: dict[str, set[tuple[str, str]]] = {}
    for said_ in said:
        kinds.setdefault(said_.party, set()).add((said_.kind, said_.item.part))
    found: dict[str, list[str]] = {"answered": [], "blank": [], "not_asked": [], "elsewhere": [], "missing": []}
    non_answers: dict[str, list[str]] = {}
    unconfirmed = []
    for code in sorted(members):
        mine = [each for each in forms.get(code, ()) if each[0] == item.series and edition in ("", each[1])]
        if not mine:
            found["elsewhere" if code in forms else "missing"].append(code)
            continue
        known = kinds.get(code, set())
        whole = sorted(kind for kind, part in known if not part and kind not in APART and kind != VALUE)
        if any(kind == UNCONFIRMED for kind, _ in known):
            unconfirmed.append(code)
        if any(kind == VALUE or (part and kind not in APART) for kind, part in known):
            found["answered"].append(code)
        elif whole:
            non_answers.setdefault(whole[0], []).append(code)
        elif any(kind == NOT_ASKED for kind, _ in known):
            found["not_asked"].append(code)
        else:
            found["blank"].append(code)
    return Basis(
        **{name: tuple(codes) for name, codes in found.items()},
        non_answers={kind: tuple(codes) for kind, codes in sorted(non_answers.items())},
        unconfirmed=tuple(unconfirmed),
        unready=tuple(sorted(unready & members.keys())),
    )


def _columns(members: Members) -> dict[str, set[str]]:
    """The Parties of each column: all of them, those of each region, and those of each group."""
    columns: dict[str, set[str]] = {"all": set(members)}
    for code in sorted(members, key=lambda code: members[code].region):
        columns.setdefault(members[code].region, set()).add(code)
    for group in ("ldc", "sids", "lldc"):
        columns[group] = {code for code, member in members.items() if group in member.groups}
    return columns


def _spread(parties: Collection[str], columns: Mapping[str, set[str]]) -> dict[str, int]:
    return {column: len(inside.intersection(parties)) for column, inside in columns.items()}


def _by_code(said: Iterable[Said], parties: Collection[str], part: str) -> dict[str, tuple[str, ...]]:
    """Who gave each option: codes in alphabetical order."""
    inside, found = set(parties), dict[str, set[str]]()
    for each in said:
        if each.party in inside and each.kind not in APART and each.code and each.item.part == part:
            found.setdefault(each.code, set()).add(each.party)
    return {code: tuple(sorted(codes)) for code, codes in found.items()}


def matrix_heat_map(
    facts: Counting, identity: Identity, scope: Scope, form: Form, question: Question, members: Members
) -> HeatMap:
    """Which Parties ticked each cell of a matrix, such as each type of help for each target group.

    :raises ValueError: the question is private, or a matrix without columns to tick.
    """
    _part(form, question, "")
    ticks = tuple(part for part in question.columns if part.type == "tick" and not part.private)
    if not ticks:
        raise ValueError(f"“{question.id}” of {form.key} has no columns to tick.")
    item = Item(form.id, question.id)
    basis, said = _look(facts, identity, scope, item, members, form.edition, rows=True)
    inside, columns = set(basis.answered), {part.id for part in ticks}
    cells = _cells(
        (each.row, each.item.part, each.party)
        for each in said
        if each.party in inside and each.code == "true" and each.item.part in columns
    )
    rows = tuple((row.code, row.label) for row in question.rows)
    return HeatMap(basis, rows, tuple((part.id, part.label) for part in ticks), cells)


def group_heat_map(
    facts: Counting,
    identity: Identity,
    scope: Scope,
    form: Form,
    group: Question,
    members: Members,
    *,
    rows: str,
    columns: str,
) -> HeatMap:
    """Which Parties gave both of two options in one row of a group, such as a target group and a type of help.

    :param rows: the part whose options are the rows; ``columns`` likewise.
    :raises ValueError: the group is private, or a part is none of it, is private or has no options.
    """
    down, across = _part(form, group, rows), _part(form, group, columns)
    basis, _ = _look(facts, identity, scope, Item(form.id, group.id), members, form.edition)
    inside = set(basis.answered)
    pairs = facts.pairs(identity, scope, Item(form.id, group.id, rows), Item(form.id, group.id, columns))
    cells = _cells((each.first, each.second, each.party) for each in pairs if each.party in inside)
    return HeatMap(basis, _labels(down), _labels(across), cells)


def _labels(question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((option.code, option.label) for option in countable_options(question))


def _cells(found: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, tuple[str, ...]]]:
    cells: dict[str, dict[str, set[str]]] = {}
    for row, column, party in found:
        cells.setdefault(row, {}).setdefault(column, set()).add(party)
    return {row: {column: tuple(sorted(each)) for column, each in inside.items()} for row, inside in cells.items()}


def change_table(before: OptionTable, after: OptionTable) -> ChangeTable:
    """What has changed between two cycles, over the Parties that answered in both.

    :param before: the same question in the earlier cycle, with the same Parties to count.

    Options are those of the later edition, then those that there are no more.
    """
    both = tuple(code for code in after.basis.answered if code in set(before.basis.answered))
    inside = set(both)
    earlier, later = ({row.code: row for row in table.rows} for table in (before, after))

    def of(rows: Mapping[str, OptionCount], code: str) -> tuple[str, ...]:
        return tuple(party for party in rows[code].parties if party in inside) if code in rows else ()

    labels = {code: row.label for code, row in [*later.items(), *earlier.items()]} | {
        code: row.label for code, row in later.items()
    }
    rows = tuple(OptionChange(code, label, of(earlier, code), of(later, code)) for code, label in labels.items())
    return ChangeTable(both, rows, before.basis, after.basis)


def items_of_concept(forms: Iterable[Form], concept: str) -> dict[str, tuple[Item, ...]]:
    """The questions and parts that mean ``concept``, by convention; private ones are left out."""
    found: dict[str, dict[Item, None]] = {}
    for form in forms:
        mine = found.setdefault(form.convention, {})
        for question in form.questions():
            if question.private:
                continue
            if question.concept == concept and question.asked:
                mine[Item(form.id, question.id)] = None
            for part in question.parts:
                if part.concept == concept and part.asked and not part.private:
                    mine[Item(form.id, question.id, part.id)] = None
    return {convention: tuple(items) for convention, items in sorted(found.items()) if items}


def across_table(
    facts: Counting,
    identity: Identity,
    scope: Scope,
    forms: Sequence[Form],
    concept: str,
    members: Mapping[str, Members],
) -> AcrossTable:
    """One concept across conventions: who has said something about it to which convention, and which options.

    Options are the same where their codes are, as they are when they come from one vocabulary.

    :param scope: of several conventions.
    :param members: by convention, the Parties that are counted.
    """
    items = {id: each for id, each in items_of_concept(forms, concept).items() if id in members}
    wanted = {each for found in items.values() for each in found}
    said = facts.said(identity, scope, sorted(wanted)) if wanted else ()
    whole = {(each.series, each.question) for each in wanted if not each.part}
    answered: dict[str, set[str]] = {id: set() for id in items}
    given: dict[str, dict[str, set[str]]] = {}
    for each in said:
        named = each.item in wanted or (each.item.series, each.item.question) in whole
        if each.kind != VALUE or not named or each.party not in members.get(each.convention, {}):
            continue
        answered[each.convention].add(each.party)
        if each.code and each.item in wanted:
            given.setdefault(each.code, {}).setdefault(each.convention, set()).add(each.party)
    unready = {
        each.party
        for each in facts.reported(identity, scope)
        if each.ready < each.reports and each.party in members.get(each.convention, {})
    }
    rows = tuple(
        AcrossRow(
            code,
            label,
            {id: tuple(sorted(parties)) for id, parties in sorted(given[code].items())},
            tuple(sorted(set().union(*given[code].values()))),
        )
        for code, label in _labels_of(forms, wanted).items()
        if code in given
    )
    by_convention = {id: tuple(sorted(parties)) for id, parties in answered.items()}
    everyone = tuple(sorted(set().union(*answered.values())))
    return AcrossTable(concept, items, by_convention, everyone, rows, tuple(sorted(unready)))


def _labels_of(forms: Iterable[Form], items: Collection[Item]) -> dict[str, str]:
    """Codes and labels of the options of some questions, the first that names a code."""
    labels: dict[str, str] = {}
    for form in forms:
        for item in sorted(items):
            question = form.question(item.question) if form.id == item.series else None
            asked = question.part(item.part) if question and item.part else question
            for option in countable_options(asked) if asked else ():
                labels.setdefault(option.code, option.label)
    return labels


def summary_from_facts(
    facts: Counting,
    identity: Identity,
    convention: Convention,
    form: Form,
    question: Question,
    scope: Scope,
    *,
    on: date,
    parties_filter: PartyFilter | None = None,
) -> QuestionSummary | None:
    """What :func:`~cbreport.synthesis.question_summary` gives, from facts; None when a report has none yet.

    Only the answers to this one question are read, of one report a Party.

    :param scope: one cycle that is none of records.
    :raises ValueError: the question is private.
    """
    if question.private:
        raise ValueError(f"“{question.id}” is private: its answers never leave the Party.")
    counted = facts.counted_reports(identity, scope)
    reports = {each.party: each for each in counted if each.party != SECRETARIAT_CODE}
    if any(not each.facts for each in reports.values() if _same_form(each, form)):
        return None
    parties = tuple(each for each in convention.parties(on) if parties_filter is None or parties_filter(each))
    codes = {party.code for party in parties}
    mine = {code: each for code, each in reports.items() if code in codes and _same_form(each, form)}
    outlines = {code: _outline(each, form) for code, each in mine.items()}
    others = tuple(party.code for party in parties if party.code in reports and party.code not in mine)
    data = Dataset(convention, on, parties, outlines, tuple(sorted(reports.keys() - codes)), others)
    said: dict[str, list[Fact]] = {}
    for id, fact in facts.question_facts(identity, scope, [Item(form.id, question.id)]):
        said.setdefault(id, []).append(fact)
    return summarised(data, form, question, _sorted_out(data, question, said))


def _same_form(report: CountedReport, form: Form) -> bool:
    return (report.form, report.edition) == (form.id, form.edition)


def _outline(each: CountedReport, form: Form) -> Report:
    return Report(
        form,
        each.party,
        each.cycle,
        status=each.status,
        version=each.version,
        id=each.id,
        example=each.example,
        submitted=each.submitted,
    )


def _sorted_out(data: Dataset, question: Question, said: Mapping[str, Sequence[Fact]]) -> SortedOut:
    """As :mod:`cbreport.synthesis.tables` sorts out reports, from facts by the id of their report."""
    answered: dict[str, Asked] = {}
    blank, not_asked = [], []
    non_answers: dict[str, list[str]] = {}
    for code in data.reported:
        report = data.reports[code]
        mine = said.get(report.id, ())
        whole = [each.kind for each in mine if not each.row and each.kind not in APART and each.kind != VALUE]
        if any(each.kind == NOT_ASKED for each in mine):
            not_asked.append(code)
        elif whole:
            non_answers.setdefault(whole[0], []).append(code)
        elif any(each.kind not in APART for each in mine):
            answered[code] = Asked(question, report, answers_of(mine))
        else:
            blank.append(code)
    kinds = {kind: tuple(codes) for kind, codes in sorted(non_answers.items())}
    return answered, tuple(blank), tuple(not_asked), kinds
