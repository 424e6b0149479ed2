"""What is counted from facts is what is counted from reports, for every question of every example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cbreport.definition import Convention, Cycle, Form
from cbreport.library import Library
from cbreport.reporting import RECEIVED, SECRETARIAT, Identity, Report, snapshot_of
from cbreport.storage import SqlStore, upgrade
from cbreport.synthesis import (
    Item,
    QuestionSummary,
    Scope,
    Whom,
    members_of,
    option_table,
    question_summary,
    summary_from_facts,
)
from cbreport.synthesis.facts import answers_of, facts_of, submitted_answers
from cbreport.synthesis.gathered import Gathered, gathered, gathered_reports
from cbreport.synthesis.tallying import OptionTable, countable_options
from cbreport.web.host import examples_of, load_examples


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


@pytest.fixture(scope="module")
def filled(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    url = f"sqlite:///{tmp_path_factory.mktemp('examples')}/cb.db"
    upgrade(url)
    store = SqlStore(url, forms=library.form)
    load_examples(library, store)
    yield store
    store.close()


def clerk(library: Library) -> Identity:
    every = frozenset(convention.id for convention in library.conventions)
    return Identity("clerk", "Clerk", frozenset({SECRETARIAT}), conventions=every)


def opened(store: SqlStore, library: Library, convention: Convention, cycle: Cycle) -> list[Report]:
    """The reports that were received, with their answers, as pages open them."""
    person, found = clerk(library), []
    for each in store.reports(person, convention=convention.id, cycle=cycle.id):
        if each.status in RECEIVED and each.form == cycle.form and each.edition == cycle.edition:
            stored = store.open(person, each.id)
            form = library.form(each.form, each.edition)
            found.append(
                Report(form, each.party, each.cycle, stored.answers, each.status, each.version, id=each.id,
                       example=each.example, submitted=each.submitted, library=library)
            )  # fmt: skip
    return found


def cycles(library: Library) -> Iterator[tuple[Convention, Cycle, Form]]:
    for convention in library.conventions:
        for cycle in convention.cycles:
            if not cycle.repeats:
                yield convention, cycle, library.form(cycle.form, cycle.edition)


def comparable(summary: QuestionSummary) -> dict[str, Any]:
    """Everything that is counted; texts as they are kept, without what a page does not show."""
    names = (
        "answered", "blank", "not_asked", "non_answers", "counts", "crosses", "figures", "band", "rows", "base",
    )  # fmt: skip
    entries = [(each.party, each.question, each.answer.content(), each.place) for each in summary.entries]
    data = (summary.data.parties, summary.data.reported, summary.data.missing, summary.data.outside)
    return {**{name: getattr(summary, name) for name in names}, "entries": entries, "data": data}


def test_every_question_of_the_examples_counts_alike(filled: SqlStore, library: Library) -> None:
    compared = answered = tables = 0
    for convention, cycle, form in cycles(library):
        reports, scope = opened(filled, library, convention, cycle), Scope.of(convention, cycle)
        store = gathered(filled, clerk(library), scope, [form])
        members = members_of(convention, Whom(cycle.due))
        for question in form.questions():
            if question.private or not question.answerable:
                continue
            old = question_summary(reports, convention, form, question, on=cycle.due)
            new = summary_from_facts(store, clerk(library), convention, form, question, scope, on=cycle.due)
            assert new is not None
            assert comparable(new) == comparable(old), f"{form.key} {question.id}"
            compared, answered = compared + 1, answered + bool(old.base)
            if countable_options(question) and question.type != "matrix":
                table = option_table(store, clerk(library), scope, form, question, members)
                same_options(table, old)
                tables += 1
    assert (compared > 200, answered > 100, tables > 50) == (True, True, True)


def test_files_and_facts_in_memory_tell_what_the_store_tells(filled: SqlStore, library: Library) -> None:
    everything = gathered_reports(examples_of(library))
    told = [told_alike(filled, everything, library, *each) for each in cycles(library)]
    assert [sum(numbers) > 20 for numbers in zip(*told, strict=True)] == [True, True, True]


def told_alike(
    store: SqlStore, files: Gathered, library: Library, convention: Convention, cycle: Cycle, form: Form
) -> tuple[int, int, int]:
    """Compare all that is asked of one cycle; how many things, pairs and texts there were."""
    person, scope = clerk(library), Scope.of(convention, cycle)
    memory = gathered(store, person, scope, [form])
    items = [Item(form.id, each.id, part) for each in form.questions() for part in ("", *(p.id for p in each.parts))]
    assert memory.counted_reports(person, scope) == store.counted_reports(person, scope)
    assert memory.question_facts(person, scope, items) == store.question_facts(person, scope, items)
    assert memory.said(person, scope, items, rows=True) == store.said(person, scope, items, rows=True)
    assert files.said(person, scope, items, rows=True) == store.said(person, scope, items, rows=True)
    assert memory.reported(person, scope) == store.reported(person, scope) == files.reported(person, scope)
    pairs = texts = 0
    for question in form.questions():
        for one, other in zip(question.parts, question.parts[1:], strict=False):
            places = [Item(form.id, question.id, each.id) for each in (one, other)]
            known = store.pairs(person, scope, *places)
            assert (
                list(known) == list(memory.pairs(person, scope, *places)) == list(files.pairs(person, scope, *places))
            )
            pairs += len(known)
    after = ""
    while texts == 0 or after:
        page = store.words(person, scope, items, after=after, limit=50)
        assert page == memory.words(person, scope, items, after=after, limit=50)
        after, texts = page.after, texts + 50
    return len(memory.said(person, scope, items)), pairs, texts


def same_options(table: OptionTable, old: QuestionSummary) -> None:
    """A table by region and group says what the summary of the question says."""
    counts = {each.code: each for each in old.counts[0].counts}
    assert [row.code for row in table.rows] == list(counts)
    for row in table.rows:
        assert set(row.parties) == set(counts[row.code].parties)
        assert {region: row.numbers[region] for region in counts[row.code].regions} == counts[row.code].regions
    told = (table.basis.answered, table.basis.blank, table.basis.not_asked, table.basis.missing)
    known = (old.answered, old.blank, old.not_asked, old.data.missing)
    assert list(map(set, told)) == list(map(set, known))
    apart = {kind: set(each) for kind, each in table.basis.non_answers.items()}
    assert apart == {kind: set(each) for kind, each in old.non_answers.items()}


def test_a_filter_leaves_out_the_same_parties(filled: SqlStore, library: Library) -> None:
    convention, cycle, form = next(each for each in cycles(library) if each[1].id == each[0].cycles[-1].id)
    for whom in (Whom(cycle.due, groups=("sids",)), Whom(cycle.due, region=convention.regions[0].id)):
        narrow = whom.filter(convention)
        reports, scope = opened(filled, library, convention, cycle), Scope.of(convention, cycle)
        for question in [each for each in form.questions() if each.answerable and not each.private][:4]:
            old = question_summary(reports, convention, form, question, on=cycle.due, parties_filter=narrow)
            new = summary_from_facts(
                filled, clerk(library), convention, form, question, scope, on=cycle.due, parties_filter=narrow
            )
            assert new is not None
            assert comparable(new) == comparable(old)


def test_facts_of_what_is_shown_and_of_what_was_submitted_are_the_same(library: Library) -> None:
    for report in examples_of(library):
        public = facts_of(report.form, report.leaving)
        order = list(report.answers)
        again = facts_of(report.form, submitted_answers(snapshot_of(report), order))
        assert [(each.address, each.kind, each.code) for each in public] == [
            (each.address, each.kind, each.code) for each in again
        ]
        for address, answer in answers_of(again).items():
            assert report.leaving[address].value == answer.value


def test_nothing_private_becomes_a_fact(library: Library) -> None:
    secret = "SECRET-THAT-STAYS"
    for report in examples_of(library):
        everything = dict(report.answers)
        for question in report.form.questions():
            if question.private and not question.parts:
                everything[question.id] = replace(next(iter(report.answers.values())), value=secret, non_answer="")
        told = replace(report, answers=everything)
        facts = facts_of(told.form, told.answers)
        private = {question.id for question in told.form.questions() if question.private}
        assert not any(secret in each.content or each.question in private for each in facts)
