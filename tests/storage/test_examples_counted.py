"""What is counted from facts is what is counted from reports, for every question of every example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cbreport.definition import Convention, Cycle, Form
from cbreport.library import Library
from cbreport.reporting import RECEIVED, SECRETARIAT, Identity, Report
from cbreport.storage import SqlStore, upgrade
from cbreport.synthesis import QuestionSummary, Scope, Whom, members_of, option_table, question_summary
from cbreport.synthesis.facts import answers_of, facts_of, submitted_answers
from cbreport.synthesis.tallying import countable_options, summary_from_facts
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
    compared = answered = 0
    for convention, cycle, form in cycles(library):
        reports, scope = opened(filled, library, convention, cycle), Scope.of(convention, cycle)
        for question in form.questions():
            if question.private or not question.answerable:
                continue
            old = question_summary(reports, convention, form, question, on=cycle.due)
            new = summary_from_facts(filled, clerk(library), convention, form, question, scope, on=cycle.due)
            assert new is not None
            assert comparable(new) == comparable(old), f"{form.key} {question.id}"
            compared, answered = compared + 1, answered + bool(old.base)
    assert compared > 200
    assert answered > 100


def test_options_by_region_are_those_of_the_summary(filled: SqlStore, library: Library) -> None:
    compared = 0
    for convention, cycle, form in cycles(library):
        reports, scope = opened(filled, library, convention, cycle), Scope.of(convention, cycle)
        members = members_of(convention, Whom(cycle.due))
        for question in form.questions():
            if question.private or not countable_options(question) or question.type == "matrix":
                continue
            old = question_summary(reports, convention, form, question, on=cycle.due)
            table = option_table(filled, clerk(library), scope, form, question, members)
            counts = {each.code: each for each in old.counts[0].counts}
            assert [row.code for row in table.rows] == list(counts)
            for row in table.rows:
                assert set(row.parties) == set(counts[row.code].parties), f"{form.key} {question.id} {row.code}"
                assert {region: row.numbers[region] for region in counts[row.code].regions} == counts[row.code].regions
            assert (set(table.basis.answered), set(table.basis.blank)) == (set(old.answered), set(old.blank))
            assert set(table.basis.not_asked) == set(old.not_asked)
            assert {kind: set(each) for kind, each in table.basis.non_answers.items()} == {
                kind: set(each) for kind, each in old.non_answers.items()
            }
            assert set(table.basis.missing) == set(old.data.missing)
            compared += 1
    assert compared > 50


def test_a_filter_leaves_out_the_same_parties(filled: SqlStore, library: Library) -> None:
    convention, cycle, form = next(each for each in cycles(library) if each[1].id == each[0].cycles[-1].id)
    for whom in (Whom(cycle.due, groups=("sids",)), Whom(cycle.due, region=convention.regions[0].id)):
        narrow = whom.filter(convention)
        reports, scope = opened(filled, library, convention, cycle), Scope.of(convention, cycle)
        for question in [each for each in form.questions() if each.answerable and not each.private][:8]:
            old = question_summary(reports, convention, form, question, on=cycle.due, parties_filter=narrow)
            new = summary_from_facts(
                filled, clerk(library), convention, form, question, scope, on=cycle.due, parties_filter=narrow
            )
            assert new is not None
            assert comparable(new) == comparable(old)


def test_the_page_reads_only_one_question(filled: SqlStore, library: Library) -> None:
    convention, cycle, form = next(each for each in cycles(library) if each[1] == each[0].main_cycle)
    question = next(each for each in form.questions() if countable_options(each))
    facts = list(filled.question_facts(clerk(library), Scope.of(convention, cycle), _item(form, question.id)))
    assert facts
    assert {fact.question for _, fact in facts} == {question.id}


def _item(form: Form, question: str) -> Any:
    from cbreport.synthesis import Item

    return Item(form.id, question)


def test_facts_of_what_is_shown_and_of_what_was_submitted_are_the_same(library: Library) -> None:
    from cbreport.reporting.files import snapshot_of

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
