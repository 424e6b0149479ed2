"""All that the page of one question shows, from facts instead of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cbreport.definition import SECRETARIAT_CODE, Convention, Form, Question
from cbreport.reporting.identity import Identity
from cbreport.synthesis.asking import Counting, Item, Scope
from cbreport.synthesis.counting import Asked
from cbreport.synthesis.dataset import Dataset, PartyFilter
from cbreport.synthesis.facts import APART, NOT_ASKED, VALUE, Fact, answers_of
from cbreport.synthesis.frozen import CountedReport
from cbreport.synthesis.reading import outlined
from cbreport.synthesis.tables import QuestionSummary, SortedOut, summarised


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
    outlines = {code: outlined(form, each) for code, each in mine.items()}
    others = tuple(party.code for party in parties if party.code in reports and party.code not in mine)
    data = Dataset(convention, on, parties, outlines, tuple(sorted(reports.keys() - codes)), others)
    said: dict[str, list[Fact]] = {}
    for id, fact in facts.question_facts(identity, scope, [Item(form.id, question.id)]):
        said.setdefault(id, []).append(fact)
    return summarised(data, form, question, _sorted_out(data, question, said))


def _same_form(report: CountedReport, form: Form) -> bool:
    return (report.form, report.edition) == (form.id, form.edition)


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
