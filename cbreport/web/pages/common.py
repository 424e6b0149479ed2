"""“Your answers side by side”: what several reports ask, what this Party answered there, and what does not agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from flask import abort, request, url_for

from cbreport.answering import Answer, row_keys
from cbreport.definition import Convention, Form, Question, find_party
from cbreport.definition.privacy import is_private
from cbreport.documents.values import answer_words
from cbreport.documents.writing import Writer
from cbreport.errors import UnknownName
from cbreport.reporting import Report, may
from cbreport.reporting.comparing import Compared, Disagreement, Given, compare
from cbreport.reporting.connecting import Asked, Common, common_questions
from cbreport.web.context import Context, Reply, current
from cbreport.web.earlier import Earlier
from cbreport.web.formats import Formats
from cbreport.web.places import question_url

_SHORT: Final = 120  # characters of an answer


def common() -> Reply:
    """The questions that more than one form asks, by convention, for whoever answers for a Party."""
    context = current()
    identity, library = context.identity, context.portal.library
    conventions = [each for each in library.conventions if identity.belongs_to(each.id, identity.party)]
    if not conventions:
        abort(404)
    asked = reported(library.conventions)
    rows = [row for row in common_questions(library.forms, library.crosswalks) if _is_asked_twice(row, asked)]
    seen = Comparison(context, conventions, asked, compare(rows, own_reports(context)))
    shown = [seen.row(number, each) for number, each in enumerate(seen.answered, 1)]
    return context.page(
        "cbreport/common.html",
        party=find_party(identity.party),
        conventions=seen.columns,
        rows=shown,
        apart=[row for row in shown if row["disagrees"]],
        blank=[seen.name(each) for each in seen.compared if not each.given],
        back=_back(context),
    )


def reported(conventions: Iterable[Convention]) -> frozenset[str]:
    """The series in which Parties report. Records are left out: each is about something else."""
    return frozenset(cycle.form for each in conventions for cycle in each.party_cycles if not cycle.repeats)


def _is_asked_twice(row: Common, asked: frozenset[str]) -> bool:
    return len({each.series for each in row.members} & asked) > 1


def _back(context: Context) -> str:
    """The report from which she came, if it is there for her."""
    try:
        found = context.portal.store.open(context.identity, request.args.get("report", "")).summary
    except UnknownName:
        return ""
    own = context.identity.belongs_to(found.convention, found.party)
    return url_for(".report", report_id=found.id) if own else ""


def own_reports(context: Context) -> list[Report]:
    """Every report that this person fills in for her Party, and whose form is installed."""
    store, identity = context.portal.store, context.identity
    found = []
    for summary in store.reports(identity, party=identity.party):
        if not identity.belongs_to(summary.convention, summary.party) or _repeats(context, summary):
            continue
        try:
            found.append(context.portal.assemble(store.open(identity, summary.id)))
        except UnknownName:
            continue
    return found


def _repeats(context: Context, summary: Any) -> bool:
    try:
        return context.portal.library.convention(summary.convention).cycle(summary.cycle).repeats
    except UnknownName:
        return False


@dataclass(frozen=True)
class Comparison:
    """Shows compared questions in the reader's language."""

    context: Context
    conventions: list[Convention]
    asked: frozenset[str]
    compared: tuple[Compared, ...]

    @property
    def answered(self) -> list[Compared]:
        """The questions that were answered somewhere."""
        return [each for each in self.compared if each.given]

    @cached_property
    def series(self) -> Mapping[str, Form]:
        """An edition of each series, which says to which convention it belongs."""
        return {form.id: form for form in self.context.portal.library.forms}

    @cached_property
    def columns(self) -> list[Convention]:
        """The conventions that ask any of these questions."""
        asking = {id for row in self.compared for id in self._members(row)}
        return [each for each in self.conventions if each.id in asking]

    def _members(self, row: Compared) -> dict[str, list[Asked]]:
        """The questions of a row by convention."""
        found: dict[str, list[Asked]] = {}
        for each in row.common.members:
            if each.series in self.asked:
                found.setdefault(self.series[each.series].convention, []).append(each)
        return found

    def name(self, row: Compared) -> dict[str, Any]:
        """What the row is called, with the translator for it."""
        common = row.common
        return {"texts": self.context.texts(common.form.convention), "text": common.question.label}

    def row(self, number: int, row: Compared) -> dict[str, Any]:
        """One row: its name, and a cell for each convention."""
        cells = [self._cell(each, row) for each in self.columns]
        return {
            **self.name(row),
            "id": f"common-{number}",
            "cells": cells,
            "disagrees": any(given["apart"] for cell in cells for given in cell["given"]),
        }

    def _cell(self, convention: Convention, row: Compared) -> dict[str, Any]:
        own = self._members(row).get(convention.id, [])
        given = [each for each in row.given if each.asked in own]
        first = [each for each in given if each.asked in row.common.crossed]
        return {
            "convention": convention,
            "asked": bool(own),
            "given": [self._given(each, row.disagreements) for each in first or given],
            "related": [self._given(each, row.disagreements) for each in given if first and each not in first],
        }

    def _given(self, given: Given, disagreements: Iterable[Disagreement]) -> dict[str, Any]:
        report, formats = given.report, Formats(self.context.language)
        here = [each for each in disagreements if each.target.asked == given.asked]
        told = {each.source.asked for each in here}
        there = {each.target.asked: each.target for each in disagreements if each.source.asked == given.asked}
        marks = [self._mark(each) for each in here]
        marks += [
            self.context.t("Does not agree with {other}.").format(other=self.place(each))
            for asked, each in there.items()
            if asked not in told
        ]
        cycle = report.convention.cycle(report.cycle)
        years = {str(each.year) for each in (cycle.period_from, cycle.period_to)}
        return {
            "texts": self.context.texts(report.form.convention),
            "title": cycle.title,
            "period": "–".join(sorted(years)),
            "status": report.status,
            "example": report.example,
            "number": given.question.number,
            "label": given.question.label,
            "words": self._words(given),
            "day": formats.day(given.time) if given.time else "",
            "url": self._url(given),
            "apart": list(dict.fromkeys(marks)),
        }

    def place(self, given: Given) -> str:
        """Where an answer stands, in a few words."""
        convention = given.report.convention.short_name
        writer = Writer(self.context.t)
        return writer.row_of(*filter(None, (convention, given.report.cycle, given.question.number)))

    def _mark(self, each: Disagreement) -> str:
        t, question = self.context.t, each.target.report.form.at(each.address)
        texts = self.context.texts(each.target.report.form.convention)
        words = _words(Writer(texts), question, each.expected)
        if "[" in each.address:
            inside = self._inside(each.target, each.address)
            words = t("{label}: {value}").format(label=inside, value=words) if words else inside
        told = t("Does not agree with {other}: that answer would be “{words}” here.")
        if isinstance(each.expected.value, list):
            told = t("Does not agree with {other}: what is chosen there would also be “{words}” here.")
        return told.format(other=self.place(each.source), words=words)

    def _words(self, given: Given) -> str:
        """The answer in short: of a group its rows, of a matrix how many of its cells have an answer."""
        t, question = self.context.t, given.question
        writer = Writer(self.context.texts(given.report.form.convention))
        whole = given.answers.get(given.asked.id)
        if question.type not in ("matrix", "group") or (whole and whole.non_answer):
            return _words(writer, question, whole)
        if question.type == "matrix":
            count = t("Cells with an answer: {count}").format(count=writer.number(len(given.answers)))
            return _short(writer.row_of(count, *(self._cell_words(given, address) for address in given.answers)))
        keys = row_keys(question, given.answers)
        first = [given.answers.get(f"{given.asked.id}[{key}].{question.questions[0].id}") for key in keys]
        names = [_words(writer, question.questions[0], each) for each in first if each]
        count = t("Rows: {count}").format(count=writer.number(len(keys)))
        return _short(writer.row_of(count, *names))

    def _cell_words(self, given: Given, address: str) -> str:
        """One cell of a matrix: a tick is its place."""
        report, inside = given.report, self._inside(given, address)
        writer, question = Writer(self.context.texts(report.form.convention)), report.form.at(address)
        if question is None or question.type in ("tick", "matrix"):
            return inside
        words = _words(writer, question, given.answers[address])
        return self.context.t("{label}: {value}").format(label=inside, value=words)

    def _inside(self, given: Given, address: str) -> str:
        """The place inside a matrix or a group, without the question."""
        return Earlier(self.context, given.report, ()).name(address).partition(" · ")[2]

    def _url(self, given: Given) -> str:
        """The page of the question while the report is a draft, afterwards the place in the report."""
        report, identity = given.report, self.context.identity
        if may(identity, "write", report.standing):
            return question_url(report, next(iter(given.answers)))
        private = any(is_private(report.form, address) for address in given.answers)
        copy = "internal" if private else None
        return url_for(".report", report_id=report.id, copy=copy, _anchor=f"question-{given.asked.id}")


def _words(writer: Writer, question: Question | None, answer: Answer | None) -> str:
    if question is None or answer is None:
        return ""
    words: list[str] = []
    for each in answer_words(writer, question, answer):
        if words and words[-1].endswith(":"):  # an option, and what was typed beside it
            words[-1] += f" {each.text}"
        else:
            words.append(each.text)
    return _short(writer.row_of(*words))


def _short(text: str) -> str:
    """The beginning of a long text, up to the end of a word.

    >>> _short("A plan"), _short("word " * 100)[-8:], len(_short("字" * 200))
    ('A plan', 'rd word…', 120)
    """
    if len(text) <= _SHORT:
        return text
    cut = text[: _SHORT - 1]
    head = cut.rpartition(" ")[0].rstrip(" ·\u200f")
    return (head if 2 * len(head) > _SHORT else cut) + "…"
