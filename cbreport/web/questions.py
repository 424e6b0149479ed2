"""One question across Parties: what an address asks to be counted, and the parts of its page and files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol, TypeVar
from urllib.parse import urlencode

from flask import abort, url_for

from cbreport.definition import Convention, Cycle, Form, Question
from cbreport.documents.nodes import Block, Note
from cbreport.documents.questions import SHARES, cell_blocks, change_blocks, heat_blocks, option_blocks
from cbreport.documents.views import laying
from cbreport.documents.writing import Writer
from cbreport.reporting import RECEIVED
from cbreport.synthesis import (
    Facts,
    HeatMap,
    Members,
    OptionTable,
    QuestionSummary,
    Scope,
    Whom,
    change_table,
    countable_options,
    group_heat_map,
    matrix_heat_map,
    option_table,
    parts_with_options,
    question_before,
    question_summary,
    submission_table,
    summary_from_facts,
    table_kinds,
)
from cbreport.web.across import Topic, topics
from cbreport.web.context import Context
from cbreport.web.frozen import Basis, require_counted
from cbreport.web.narrowing import Narrowing
from cbreport.web.registers import outline

#: The parts of the page, in their order; an address names one of them.
PARTS: Final = ("answers", "options", "heat", "change", "words", "across")
FROM_FACTS: Final = frozenset({"options", "heat", "change", "across"})


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Choice = TypeVar("_Choice", bound=_Named)


@dataclass(frozen=True)
class Counting:
    """One question of a cycle, over the Parties to which the desk is narrowed down.

    :param convention: with the members of the frozen synthesis, where one is asked for.
    :param basis: which day counts, or which frozen synthesis.
    :param asked: what else the address says: the part of the page, and what is chosen there.
    """

    context: Context
    convention: Convention
    basis: Basis
    cycle: Cycle
    form: Form
    question: Question
    narrowing: Narrowing
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def t(self) -> Writer:
        """Writes in the language of the page, with the texts of the convention."""
        return Writer(self.context.texts(self.convention.id))

    @property
    def scope(self) -> Scope:
        """The reports that are counted."""
        return self.basis.scope(self.cycle)

    @cached_property
    def facts(self) -> Facts | None:
        """The store, where it keeps facts."""
        store = self.context.portal.store
        return store if isinstance(store, Facts) else None

    @cached_property
    def members(self) -> Members:
        """The Parties that are counted, with region and groups: those of the day, or of the frozen synthesis."""
        return self.basis.members(self.narrowing)

    @cached_property
    def summary(self) -> QuestionSummary:
        """What Parties answered: from facts, else from the reports themselves."""
        require_counted(self.context, self.basis)
        counts = self.basis.parties_filter(self.narrowing)
        person, convention, form = self.context.identity, self.convention, self.form
        day = self.basis.on
        if self.facts:
            found = summary_from_facts(
                self.facts, person, convention, form, self.question, self.scope, on=day, parties_filter=counts
            )
            if found is not None:
                return found
        return self._from_reports()

    def _from_reports(self) -> QuestionSummary:
        """For a store without facts, or reports of which none were made yet."""
        store, person = self.context.portal.store, self.context.identity
        found = store.reports(person, convention=self.convention.id, cycle=self.cycle.id)
        received = [outline(each) for each in found if each.status in RECEIVED]
        table = submission_table(self.convention, self.cycle, received)
        others = [code for code, each in table.data.reports.items() if each.form.key != self.form.key]
        reports = [
            self.context.portal.assemble(store.open(person, each.id))
            for each in received
            if each.form.key == self.form.key and each.party not in others
        ]
        return question_summary(
            reports,
            self.convention,
            self.form,
            self.question,
            on=self.basis.on,
            parties_filter=self.basis.parties_filter(self.narrowing),
            elsewhere=others,
        )

    # -- what there is ------------------------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts that the question has."""
        kinds = table_kinds(self.question)
        has = {
            "answers": True,
            "options": "options" in kinds,
            "heat": "heat" in kinds,
            "change": "options" in kinds,
            "words": "words" in kinds,
            "across": bool(self.topics),
        }
        return tuple(part for part in PARTS if has[part])

    @cached_property
    def part(self) -> str:
        """The part that the address asks for; the first, where this question has none of that name."""
        part = self.asked.get("part") or PARTS[0]
        if part not in PARTS:
            abort(404)
        return part if part in self.parts else PARTS[0]

    @cached_property
    def coded(self) -> tuple[Question, ...]:
        """What of the question has options: itself, or its parts."""
        return (self.question,) if countable_options(self.question) else parts_with_options(self.question)

    @cached_property
    def of(self) -> Question:
        """Which of them is shown."""
        return self._chosen("of", self.coded)

    @cached_property
    def share(self) -> str:
        """Of what shares are."""
        share = self.asked.get("share") or SHARES[0]
        if share not in SHARES:
            abort(404)
        return share

    @cached_property
    def crossed(self) -> tuple[Question, Question] | None:
        """The two parts of a group that the heat map puts against each other; None of a matrix, which has its own."""
        parts = parts_with_options(self.question)
        if self.question.type != "group" or len(parts) < 2:
            return None
        down, over = self._chosen("down", parts), self._chosen("over", parts)
        return down, over if over is not down else next(part for part in parts if part is not down)

    @cached_property
    def cycles_before(self) -> tuple[Cycle, ...]:
        """Earlier cycles of the same report whose edition is installed, the newest first."""
        found = [
            each
            for each in self.convention.party_cycles
            if each.form == self.cycle.form and not each.repeats and each.due < self.cycle.due
            if self.context.has_form(each.form, each.edition) and self._counts(each)
        ]
        return tuple(sorted(found, key=lambda each: each.due, reverse=True))

    def _counts(self, cycle: Cycle) -> bool:
        """Whether a frozen synthesis, if one is asked for, has reports of a cycle."""
        return self.basis.frozen is None or any(each.cycle == cycle.id for each in self.basis.frozen.reports)

    @cached_property
    def before(self) -> Cycle | None:
        """The earlier cycle with which this one is compared."""
        return self._chosen("before", self.cycles_before) if self.cycles_before else None

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """What the question is about, where other conventions ask about it too; a frozen synthesis is about one."""
        if self.basis.frozen:
            return ()
        return topics(self.context, self.convention, self.cycle, self.question)

    @cached_property
    def topic(self) -> Topic:
        """Which of them is shown."""
        return self._chosen("about", self.topics)

    def _chosen(self, name: str, choices: Sequence[_Choice]) -> _Choice:
        """What the address chooses, the first by default; what is no choice is not found."""
        wish = self.asked.get(name, "")
        for each in choices:
            if wish in ("", each.id):
                return each
        abort(404)

    @property
    def address(self) -> dict[str, str]:
        """The parts of an address that lead to the question, without what is chosen on the page."""
        where = {**self.narrowing.address, **self.basis.address}
        return {"cycle": self.cycle.id, "question": self.question.id, **where}

    # -- what is shown ------------------------------------------------------------------------------------------------

    def blocks(self, part: str, *, paper: bool = False, apart: bool = False) -> Iterator[Block]:
        """A part that is counted from facts.

        :param paper: for a file: Parties of fields are named, and where the address does not choose one of several
            tables, all of them follow each other.
        :param apart: shares in tables of their own.
        """
        if self.facts is None:
            words = self.t("This part cannot be shown, because the reports are kept where they are not counted.")
            yield Note((words,))
        elif part == "heat":
            yield from self._heat(paper)
        elif part == "across":
            yield from self.topic.blocks(self.facts, Whom(self.basis.on, parties=self._named()))
        else:
            every = self.coded if paper and not self.asked.get("of") else (self.of,)
            for question in every:
                if len(every) > 1:
                    yield laying.part(self.t(question.label), f"{part}-{question.id}")
                yield from self._options(question, apart) if part == "options" else self._change(question)

    def _named(self) -> frozenset[str] | None:
        """The only Parties that count under every convention, where the desk is narrowed down."""
        return frozenset(self.members) if self.basis.parties_filter(self.narrowing) else None

    def _options(self, question: Question, apart: bool) -> Iterator[Block]:
        table = self._table(self.cycle, self.form, self.question, question)
        return option_blocks(self.t, table, self.convention, of=self.share, apart=apart)

    def _table(self, cycle: Cycle, form: Form, question: Question, counted: Question) -> OptionTable:
        assert self.facts is not None
        scope = self.basis.scope(cycle)
        part = "" if counted is question else counted.id
        return option_table(self.facts, self.context.identity, scope, form, question, self.members, part=part)

    def _change(self, question: Question) -> Iterator[Block]:
        t, cycle = self.t, self.before
        if cycle is None:
            yield Note((t("There is no earlier cycle of this report to compare with."),))
            return
        form = self.context.portal.library.form(cycle.form, cycle.edition)
        earlier = question_before(form, self.form, self.question)
        counted = earlier if question is self.question else earlier.part(question.id) if earlier else None
        if earlier is None or counted is None or not countable_options(counted) or counted.private:
            words = t("This question was not asked with options to choose from in this cycle: {cycle}.")
            yield Note((words.format(cycle=t(cycle.title)),))
            return
        if (counted.id, counted.label) != (question.id, question.label):
            yield laying.remark(t("In the earlier cycle it read: {label}").format(label=t(counted.label)))
        change = change_table(
            self._table(cycle, form, earlier, counted), self._table(self.cycle, self.form, self.question, question)
        )
        yield from change_blocks(t, change, t(cycle.title), t(self.cycle.title))

    def _heat(self, paper: bool) -> Iterator[Block]:
        if self.crossed:
            down, over = (self.t(each.label) for each in self.crossed)
            yield laying.part(self.t("“{rows}” against “{columns}”").format(rows=down, columns=over), "heat-parts")
        if paper:
            yield from heat_blocks(self.t, self.heat)
        elif cell := self._cell():
            yield from cell_blocks(self.t, self.heat, *cell, links=self._reports())
        else:
            yield from heat_blocks(self.t, self.heat, link=self._link, names=False)

    @cached_property
    def heat(self) -> HeatMap:
        """Rows against columns, of a matrix of ticks or of two parts of a group."""
        assert self.facts is not None
        person, scope = self.context.identity, self.scope
        if not self.crossed:
            return matrix_heat_map(self.facts, person, scope, self.form, self.question, self.members)
        down, over = (each.id for each in self.crossed)
        return group_heat_map(
            self.facts, person, scope, self.form, self.question, self.members, rows=down, columns=over
        )

    def _cell(self) -> tuple[str, str] | None:
        """The field whose Parties the address asks for."""
        row, column = self.asked.get("row", ""), self.asked.get("column", "")
        if not row and not column:
            return None
        if row not in dict(self.heat.rows) or column not in dict(self.heat.columns):
            abort(404)
        return row, column

    def _link(self, row: str, column: str) -> str:
        chosen = {name: self.asked[name] for name in ("down", "over") if self.asked.get(name)}
        return f"?{urlencode({**self.address, 'part': 'heat', **chosen, 'row': row, 'column': column})}"

    def _reports(self) -> dict[str, str]:
        """Where the report of each Party is read."""
        assert self.facts is not None
        return {
            each.party: url_for(".report", report_id=each.id, desk=self.narrowing.text)
            for each in self.facts.counted_reports(self.context.identity, self.scope)
        }
