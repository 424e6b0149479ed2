"""A whole cycle for the Secretariat's pages: what an address asks for, counted from facts or from reports."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import abort

from cbreport.definition import Convention, Cycle
from cbreport.documents import Document
from cbreport.documents.overviews import KINDS, PARTS, OverviewKind, overview_document, parts_of
from cbreport.reporting import RECEIVED
from cbreport.reporting.remarks import Remark
from cbreport.synthesis import Facts, Scope, Whom
from cbreport.synthesis.asking import GROUPS, Counting
from cbreport.synthesis.frozen import CountedReport
from cbreport.synthesis.gathered import gathered_reports
from cbreport.synthesis.overview import Overview
from cbreport.synthesis.whole import overview
from cbreport.web.context import Context
from cbreport.web.followed import followed
from cbreport.web.frozen import Basis, basis_of, require_counted
from cbreport.web.narrowing import Narrowing
from cbreport.web.pages.parties import Words, narrowed_to
from cbreport.web.registers import Asked
from cbreport.web.registers import Wanted as RegistersWanted
from cbreport.web.shortening import cells_of


@dataclass(frozen=True)
class Made:
    """A document, the reports on which it rests, and the cycles that it compares."""

    document: Document
    sources: tuple[CountedReport, ...]
    cycles: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What an address asks for: which document about which cycle, over which Parties, with which parts.

    :param basis: which day counts, or which frozen synthesis.
    :param names: parts that were chosen; empty for those of the kind.
    """

    context: Context
    convention: Convention
    cycle: Cycle
    narrowing: Narrowing
    basis: Basis
    kind: OverviewKind
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, context: Context, convention: Convention, cycle: Cycle, asked: Any) -> Wanted:
        """What the parts of an address say; a kind or part that there is not is a page that there is not."""
        kind = asked.get("kind", "") or next(iter(KINDS))
        names = tuple(dict.fromkeys(asked.getlist("part")))
        if cycle.repeats or kind not in KINDS or set(names) - PARTS.keys():
            abort(404)
        basis = basis_of(context, convention, asked, cycle.due)
        if basis.frozen and not any(each.cycle == cycle.id for each in basis.frozen.reports):
            abort(404)  # nobody knows who had reported in it
        require_counted(context, basis)
        return cls(context, basis.convention, cycle, Narrowing.of(asked), basis, KINDS[kind], names)

    @property
    def parts(self) -> Sequence[str]:
        """The names of the parts that the document is to have."""
        return [part.name for part in parts_of(self.kind, self.names)]

    @property
    def address(self) -> dict[str, Any]:
        """The parts of an address that keep all of this."""
        kind = {} if self.kind.name == next(iter(KINDS)) else {"kind": self.kind.name}
        parts = {"part": list(self.names)} if self.names else {}
        return {"cycle": self.cycle.id, **self.narrowing.address, **self.basis.address, **kind, **parts}

    @cached_property
    def made(self) -> Made:
        """The document, made now or before; of what it rests on the store is asked each time."""
        rests_on = self._rests_on()
        if rests_on is None:
            return self._make()
        address = tuple((name, str(value)) for name, value in sorted(self.address.items()))
        key = ("synthesis", self.context.language, self.convention.id, address, self.basis.on, rests_on)
        return self.context.portal.evaluated.remember(key, self._make, lambda made: cells_of(made.document.blocks))

    def _rests_on(self) -> Hashable | None:
        """All that the document depends on besides the address; None where nobody knows."""
        store, person = self.context.portal.store, self.context.identity
        if not isinstance(store, Facts):
            return None
        if self.basis.frozen:
            return self.basis.frozen.digest
        own = [each for each in self.convention.party_cycles if each.form == self.cycle.form]
        main = [each.main_cycle for each in self._others if each.main_cycle]
        conventions = (self.convention.id, *(each.id for each in self._others))
        counted = store.counted_reports(person, Scope(conventions, tuple({each.id: None for each in (*own, *main)})))
        reports = tuple((each.id, each.status, each.facts) for each in counted)
        remarks = tuple((each.id, each.number) for each in store.remarks(person, self.convention.id))
        return reports, remarks, conventions, self._registers.key, followed(self.context, self.convention).key

    @cached_property
    def _others(self) -> Sequence[Convention]:
        """The conventions with which topics are compared; a frozen synthesis is about one."""
        if self.basis.frozen:
            return ()
        known = self.context.portal.library.conventions
        return [each for each in known if each.id != self.convention.id and self.context.identity.serves(each.id)]

    @cached_property
    def _registers(self) -> Asked:
        region, group = self.narrowing.filters.region, self.narrowing.filters.group
        wanted = RegistersWanted(self.convention, "", False, region, group, self.basis.on)
        return wanted.asked(self.context, self.basis.frozen)

    def _overview(self) -> Overview:
        """The cycle, counted."""
        context, convention, basis = self.context, self.convention, self.basis
        region, group = self.narrowing.filters.region, self.narrowing.filters.group
        known = group in ("", *GROUPS)
        whom = Whom(basis.on, region, (group,) if group and known else (), None if known else frozenset())
        found = self._registers.found(context.portal.evaluated)
        remarks: Sequence[Remark] = ()
        if basis.frozen is None:  # what is done about it, and said to it, goes on
            found = followed(context, convention).beside(found, whole=not region and not group)
            remarks = context.portal.store.remarks(context.identity, convention.id)
        return overview(
            self._facts([convention, *self._others]), context.identity, context.portal.library, convention, self.cycle,
            whom=whom, frozen=basis.frozen, scope=basis.scope() if basis.frozen else None, conventions=self._others,
            registers=found if found.rows else None, remarks=remarks,
        )  # fmt: skip

    def _facts(self, conventions: Sequence[Convention]) -> Counting:
        """The store, where it has facts of every report; else what its reports say, read one by one."""
        store, person = self.context.portal.store, self.context.identity
        if self.basis.frozen and isinstance(store, Facts):
            return store
        scope = Scope(tuple(dict.fromkeys(each.id for each in conventions)))
        if isinstance(store, Facts) and all(each.ready == each.reports for each in store.reported(person, scope)):
            return store
        found = [report for id in scope.conventions for report in store.reports(person, convention=id)]
        received = (
            each for each in found if each.status in RECEIVED and self.context.has_form(each.form, each.edition)
        )
        return gathered_reports(self.context.portal.assemble(store.open(person, each.id)) for each in received)

    def _make(self) -> Made:
        context, convention = self.context, self.convention
        found, texts = self._overview(), context.texts(convention.id)
        document = overview_document(found, context.language, texts, kind=self.kind.name, parts=self.names)
        facts = tuple(narrowed_to(Words(context, convention), self.narrowing))
        document = replace(document, cover=replace(document.cover, facts=(*document.cover.facts, *facts)))
        return Made(document, found.sources, tuple(each.cycle.id for each in found.cycles))
