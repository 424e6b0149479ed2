"""Facts in memory: of reports from files, or of one scope of a store, fetched at once.

A document about a whole cycle asks hundreds of questions. To fetch its facts once and count in memory takes one query
instead of hundreds; and where there is no store, reports alone will do.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cbreport.definition.canonical import digest_of
from cbreport.definition.model import Form
from cbreport.reporting import RECEIVED, Identity, Report, snapshot_of
from cbreport.synthesis.asking import PAGE, Counting, Item, Pair, Reported, Said, Scope, Words, WordsPage
from cbreport.synthesis.facts import VALUE, Fact, facts_digest, facts_of
from cbreport.synthesis.frozen import CountedReport


@dataclass(frozen=True)
class Gathered:
    """Some reports with their facts; answers as :class:`~cbreport.synthesis.asking.Counting` promises.

    They were read for somebody who may read them, so the identity that methods take is not looked at.

    :param reports: one of each Party in each cycle, by convention, cycle and Party.
    :param facts: by id of the report, in the report's order.
    """

    reports: tuple[CountedReport, ...]
    facts: Mapping[str, Sequence[Fact]]

    def counted_reports(self, identity: Identity, scope: Scope) -> Sequence[CountedReport]:
        """The reports of a scope."""
        return tuple(each for each in self.reports if _within(scope, each))

    def reported(self, identity: Identity, scope: Scope) -> Sequence[Reported]:
        """Who has reported with which form."""
        found: dict[tuple[str, str, str, str], list[bool]] = {}
        for each in self.counted_reports(identity, scope):
            found.setdefault((each.convention, each.party, each.form, each.edition), []).append(bool(each.facts))
        return tuple(Reported(*key, len(ready), sum(ready)) for key, ready in sorted(found.items()))

    def question_facts(self, identity: Identity, scope: Scope, items: Collection[Item]) -> Sequence[tuple[str, Fact]]:
        """Every fact of some questions, each with the id of its report."""
        found = [(report.id, fact) for report, fact in self._about(scope, items)]
        return tuple(sorted(found, key=lambda each: (each[0], each[1].question, each[1].position)))

    def said(self, identity: Identity, scope: Scope, items: Collection[Item], *, rows: bool = False) -> Sequence[Said]:
        """What each Party said to some questions, each thing once."""
        return sorted(
            {
                Said(
                    report.convention,
                    report.party,
                    Item(report.form, fact.question, fact.part),
                    fact.kind,
                    fact.code,
                    fact.row if rows else "",
                )
                for report, fact in self._about(scope, items)
            }
        )

    def pairs(self, identity: Identity, scope: Scope, first: Item, second: Item) -> Sequence[Pair]:
        """What stands together in rows of a group."""
        if (first.series, first.question) != (second.series, second.question) or not first.part or not second.part:
            raise ValueError(f"{first} and {second} are not parts of the same group.")
        found: set[Pair] = set()
        for report in self.counted_reports(identity, scope):
            rows: dict[str, tuple[list[str], list[str]]] = {}
            for fact in self._by_question.get((report.id, first.question), ()) if report.form == first.series else ():
                for place, item in enumerate((first, second)):
                    if fact.code and fact.part == item.part:
                        rows.setdefault(fact.row, ([], []))[place].append(fact.code)
            for one, other in rows.values():
                found |= {Pair(report.convention, report.party, a, b) for a in one for b in other}
        return sorted(found)

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
        """Texts that Parties wrote, a page at a time."""
        wanted, named = set(items), None if parties is None else set(parties)
        found = []
        for report, fact in self._about(scope, items):
            exact = Item(report.form, fact.question, fact.part) in wanted
            inside = named is None or report.party in named
            if exact and inside and fact.kind == VALUE and fact.content and language in ("", fact.language):
                place = [report.party, report.cycle, report.id, fact.question, fact.position]
                if not after or place > json.loads(after):
                    found.append((place, report, fact))
        found.sort(key=lambda each: each[0])
        texts = tuple(
            Words(
                report.convention,
                report.party,
                report.cycle,
                report.id,
                Item(report.form, fact.question, fact.part),
                fact.row,
                fact.language,
                fact.content,
            )
            for _, report, fact in found[:limit]
        )
        return WordsPage(texts, json.dumps(found[limit - 1][0]) if len(found) > limit else "")

    @cached_property
    def _by_question(self) -> Mapping[tuple[str, str], Sequence[Fact]]:
        found: dict[tuple[str, str], list[Fact]] = {}
        for id, facts in self.facts.items():
            for each in facts:
                found.setdefault((id, each.question), []).append(each)
        return found

    def _about(self, scope: Scope, items: Collection[Item]) -> Iterator[tuple[CountedReport, Fact]]:
        """Facts of these questions; where a part is asked for, those of the question as a whole come along."""
        parts: dict[tuple[str, str], set[str]] = {}
        for item in items:
            parts.setdefault((item.series, item.question), set()).add(item.part)
        for report in self.reports:
            if _within(scope, report):
                for (series, question), wanted in parts.items():
                    if series == report.form:
                        for fact in self._by_question.get((report.id, question), ()):
                            if not fact.part or "" in wanted or fact.part in wanted:
                                yield report, fact


def gathered(facts: Counting, identity: Identity, scope: Scope, forms: Iterable[Form]) -> Gathered:
    """All that a store has about the questions of some forms in a scope, in two queries.

    It grows with the reports: ask it of a cycle or two.
    """
    items = [Item(form.id, question.id) for form in forms for question in form.questions() if not question.private]
    found: dict[str, list[Fact]] = {}
    for id, fact in facts.question_facts(identity, scope, items):
        found.setdefault(id, []).append(fact)
    return Gathered(tuple(facts.counted_reports(identity, scope)), found)


def gathered_reports(reports: Iterable[Report]) -> Gathered:
    """The same of reports that were loaded from files; of each Party in each cycle the newest version.

    Reports that are still with their Party are left out.

    >>> from cbreport.testing import EXAMPLE
    >>> gathered_reports([]).reported(None, Scope.of(EXAMPLE))
    ()
    """
    newest: dict[tuple[str, str, str], Report] = {}
    for report in reports:
        key = (report.form.convention, report.cycle, report.party)
        before = newest.get(key)
        if report.status in RECEIVED and (before is None or report.version > before.version):
            newest[key] = report
    counted, facts = [], {}
    for key, report in sorted(newest.items(), key=lambda each: each[0]):
        id = report.id or "/".join(key)
        proposed = [address for address, answer in report.answers.items() if not answer.confirmed]
        facts[id] = facts_of(report.form, report.leaving, proposed)
        counted.append(_counted(id, report, facts[id]))
    return Gathered(tuple(counted), facts)


def _counted(id: str, report: Report, facts: Iterable[Fact]) -> CountedReport:
    return CountedReport(
        id=id,
        convention=report.form.convention,
        party=report.party,
        cycle=report.cycle,
        version=report.version,
        form=report.form.id,
        edition=report.form.edition,
        form_digest=report.form.digest,
        snapshot=digest_of(snapshot_of(report)),
        facts=facts_digest(facts),
        status=report.status,
        example=report.example,
        submitted=report.submitted,
    )


def _within(scope: Scope, report: CountedReport) -> bool:
    if scope.conventions and report.convention not in scope.conventions:
        return False
    if not scope.cycles and not scope.repeating:
        return True
    return report.cycle in scope.cycles or any(report.cycle.startswith(f"{each}-") for each in scope.repeating)
