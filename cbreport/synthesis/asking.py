"""What a synthesis asks of the facts that a store keeps. :class:`~cbreport.storage.SqlStore` answers with SQL.

What comes back of :meth:`Counting.reported`, :meth:`Counting.said` and :meth:`Counting.pairs` grows with Parties,
options and questions, however many reports there are; texts come in pages. Every method takes the identity: reports
that somebody may not read are, for her, not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, runtime_checkable

from cbreport.definition import Convention, Cycle, Party
from cbreport.reporting.identity import Identity
from cbreport.synthesis.dataset import PartyFilter
from cbreport.synthesis.facts import Fact
from cbreport.synthesis.frozen import CountedReport, Frozen, FrozenSummary, Reopened

GROUPS: Final = ("ldc", "sids", "lldc")
PAGE: Final = 50  # texts


@dataclass(frozen=True)
class Scope:
    """Which reports are asked: of each Party in each cycle the newest version that was received.

    ``repeating`` are cycles of records, each with all its numbers. Where neither they nor ``cycles`` are named, all
    cycles count. ``frozen`` is the id of a frozen synthesis: the reports that it names, and nothing else counts.
    """

    conventions: tuple[str, ...] = ()
    cycles: tuple[str, ...] = ()
    repeating: tuple[str, ...] = ()
    frozen: str = ""

    @classmethod
    def of(cls, convention: Convention, *cycles: Cycle, frozen: str = "") -> Scope:
        """Cycles of one convention."""
        repeating = tuple(each.id for each in cycles if each.repeats and not each.number)
        named = tuple(each.id for each in cycles if each.id not in repeating)
        return cls((convention.id,), named, repeating, frozen)


@dataclass(frozen=True)
class Whom:
    """Which Parties are counted: those on a day, of one region, in all of these groups, among ``parties`` if given."""

    on: date
    region: str = ""
    groups: tuple[str, ...] = ()
    parties: frozenset[str] | None = None

    def __post_init__(self) -> None:
        unknown = set(self.groups) - set(GROUPS)
        if unknown:
            raise ValueError(f"There is no group “{sorted(unknown)[0]}”. Groups: {', '.join(GROUPS)}.")

    def filter(self, convention: Convention) -> PartyFilter:
        """Whether a Party of the convention is counted, for :func:`~cbreport.synthesis.question_summary`."""

        def counts(party: Party) -> bool:
            inside = not self.region or convention.memberships[party.code].region == self.region
            named = self.parties is None or party.code in self.parties
            return inside and named and set(self.groups) <= set(party.groups(self.on))

        return counts

    def members(self, convention: Convention) -> tuple[Party, ...]:
        """The Parties that are counted, by English name."""
        return tuple(filter(self.filter(convention), convention.parties(self.on)))


@dataclass(frozen=True, order=True)
class Item:
    """A question of a series, whatever the edition; ``part`` is a column or a row's question inside it."""

    series: str
    question: str
    part: str = ""


@dataclass(frozen=True)
class Reported:
    """That a Party's reports of one edition are there: how many, and of how many there are facts."""

    convention: str
    party: str
    form: str
    edition: str
    reports: int
    ready: int


@dataclass(frozen=True, order=True)
class Said:
    """That a Party said something to a question, however often: a code, or a kind of fact without one.

    ``row`` is that of a matrix; it is empty where rows were not asked for.
    """

    convention: str
    party: str
    item: Item
    kind: str
    code: str = ""
    row: str = ""


@dataclass(frozen=True, order=True)
class Pair:
    """That a Party gave two codes in one row of a group, such as a target group and a type of help."""

    convention: str
    party: str
    first: str
    second: str


@dataclass(frozen=True)
class Words:
    """A text as a Party wrote it, with where and in which language; ``content`` is the answer as canonical JSON."""

    convention: str
    party: str
    cycle: str
    report: str
    item: Item
    row: str
    language: str
    content: str


@dataclass(frozen=True)
class WordsPage:
    """Some texts in the order of Parties' codes, and where the next page begins; empty after the last."""

    texts: tuple[Words, ...]
    after: str = ""


class Counting(Protocol):
    """Whoever knows facts of submitted reports: a store, or :class:`~cbreport.synthesis.gathered.Gathered`."""

    def reported(self, identity: Identity, scope: Scope) -> Sequence[Reported]:
        """Who has reported with which form, and whether facts are ready; what is not ready is in no other answer."""

    def counted_reports(self, identity: Identity, scope: Scope) -> Sequence[CountedReport]:
        """The reports of a scope by convention, cycle and Party, those without facts too."""

    def question_facts(self, identity: Identity, scope: Scope, items: Collection[Item]) -> Sequence[tuple[str, Fact]]:
        """Every fact of some questions, each with the id of its report, in the report's order.

        It grows with the reports: ask it of one cycle.
        """

    def said(self, identity: Identity, scope: Scope, items: Collection[Item], *, rows: bool = False) -> Sequence[Said]:
        """What each Party said to some questions, each thing once.

        :param rows: whether to tell the rows of a matrix apart.
        """

    def pairs(self, identity: Identity, scope: Scope, first: Item, second: Item) -> Sequence[Pair]:
        """What stands together in rows of a group: codes of two of its parts, each pair once a Party.

        :raises ValueError: they are not parts of the same group.
        """

    def words(
        self,
        identity: Identity,
        scope: Scope,
        items: Collection[Item],
        *,
        parties: Iterable[str] | None = None,
        language: str = "",
        after: str = "",
        limit: int = PAGE,
    ) -> WordsPage:
        """Texts that Parties wrote, a page at a time.

        :param parties: whose; all by default.
        :param after: where the page before ended.
        :raises ValueError: ``after`` is none that a page gave.
        """


@runtime_checkable
class Facts(Counting, Protocol):
    """A store that keeps facts of submitted reports, and syntheses of them."""

    def freeze(self, identity: Identity, frozen: Frozen) -> str:
        """Keep what a synthesis counted; its id. The same content is kept once.

        :raises NotPermitted: ``identity`` works for the Secretariat of none of its conventions.
        :raises UnknownName: a report that it names is not there for ``identity``.
        """

    def reopen(self, identity: Identity, id: str) -> Reopened:
        """A frozen synthesis, and which of its reports have other facts now; none when all is as it was.

        :raises UnknownName: there is none, or one of its reports is not there for ``identity``.
        :raises ConfigurationError: what is kept is not what its digest says.
        """

    def frozen_syntheses(self, identity: Identity, convention: str) -> Sequence[FrozenSummary]:
        """The syntheses that the convention's Secretariat froze, newest first; nothing for others."""
