"""Options across Parties from what a store says about its facts: by region and group, and between two cycles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from cbreport.definition import Form, Question
from cbreport.reporting.identity import Identity
from cbreport.synthesis.asking import Counting, Item, Said, Scope
from cbreport.synthesis.basis import Basis, Members, look, part_of
from cbreport.synthesis.facts import APART
from cbreport.synthesis.kinds import countable_options


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
    many Parties answered, ``standing`` how many stand where the basis says, the non-answers among them by their names.
    Each Party of a column stands in one place. Groups overlap and do not add up.
    """

    item: Item
    basis: Basis
    columns: tuple[str, ...]
    rows: tuple[OptionCount, ...]
    base: Mapping[str, int]
    standing: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def share(self, row: OptionCount, column: str = "all", *, of: str = "column") -> float:
        """The share of a number, 0 to 1: of the Parties of its ``column`` that answered, of all Parties that gave this
        option (``row``), or of all that answered (``overall``); 0 where there are none.
        """
        wholes = {"column": self.base[column], "row": row.numbers["all"], "overall": self.base["all"]}
        return row.numbers[column] / wholes[of] if wholes[of] else 0.0


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
    asked = part_of(form, question, part)
    options = countable_options(asked)
    if not options:
        raise ValueError(f"“{asked.id}” of {form.key} has no options to count.")
    item = Item(form.id, question.id, part)
    basis, said = look(facts, identity, scope, item, members, form.edition)
    columns = _columns(members)
    chosen = _by_code(said, basis.answered, part)
    rows = tuple(
        OptionCount(each.code, each.label, chosen.get(each.code, ()), _spread(chosen.get(each.code, ()), columns))
        for each in options
    )
    standing = {place: _spread(parties, columns) for place, parties in basis.places.items()}
    return OptionTable(item, basis, tuple(columns), rows, standing["answered"], standing)


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
