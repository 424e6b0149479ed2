"""What a Party has answered before, as the pages show it: proposals with their origin in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from textwrap import shorten
from typing import Any, Final

from cbreport.answering import Answer, Proposal
from cbreport.definition import Form, Option, Question, digest_of, parse_address
from cbreport.documents.values import kept_words
from cbreport.documents.writing import Writer
from cbreport.errors import UnknownName
from cbreport.reporting import Origins, Report, ReportSummary, choices, connected, mark_of, propose
from cbreport.web.context import Context
from cbreport.web.formats import Formats

_CALLED: Final = 40  # letters of an answer by which a button calls it
# How the question that is asked here stands to the one that was answered.
RELATIONS: Final[Mapping[str, str]] = {
    "same": "The same question",
    "exact": "Asks exactly the same",
    "close": "Asks nearly the same",
    "broad": "Asks more widely here",
    "narrow": "Asks more narrowly here",
}


def earlier_reports(context: Context, report: Report) -> list[Report]:
    """The Party's other reports that this person fills in: of each convention and cycle the newest version.

    Not those that she may merely read, such as published ones to a convention that she does not deal with: their
    private answers are not for her. A report whose form is not installed any more is passed over; its own page says so.
    Of records, of which there may be many, only those from which a crosswalk leads here.
    """
    newest: dict[tuple[str, str], Any] = {}
    for summary in context.portal.store.reports(context.identity, party=report.party):
        if not context.identity.belongs_to(summary.convention, report.party):
            continue
        if report.by_secretariat and summary.convention != report.form.convention:  # all Secretariats have one code
            continue
        key = summary.convention, summary.cycle
        before = newest.get(key)
        if _is_useless(context, summary, report.form.id):
            continue
        if summary.id != report.id and (before is None or summary.version > before.version):
            newest[key] = summary
    newest.pop((report.form.convention, report.cycle), None)
    found = []
    for summary in newest.values():
        try:
            found.append(context.portal.assemble(context.portal.store.open(context.identity, summary.id)))
        except UnknownName:
            continue
    return found


def proposals_for(context: Context, report: Report) -> tuple[Origins, ...]:
    """What the earlier reports propose for this one."""
    return propose(earlier_reports(context, report), report.form)


def _is_useless(context: Context, summary: ReportSummary, series: str) -> bool:
    library = context.portal.library
    try:
        repeats = library.convention(summary.convention).cycle(summary.cycle).repeats
    except UnknownName:
        return False
    return repeats and not (summary.form != series and connected(summary.form, series, library.crosswalks))


Refused = Sequence[tuple[str, Answer]]


def refusals(context: Context, report: Report) -> Refused:
    """The proposals that somebody refused in this report, newest first, each with its address."""
    return context.portal.store.refused(context.identity, report.id)


def to_take_up(report: Report, origins: Iterable[Origins], refused: Refused = ()) -> dict[str, Answer]:
    """The proposals for what is still blank: of several for one question the closest that nobody has refused.

    No rows are proposed for a group in which somebody has begun to write.
    """
    marks = {mark_of(address, answer) for address, answer in refused}
    begun = {address.partition("[")[0] for address, answer in report.answers.items() if not answer.empty}
    open_ones = {
        address: next((each.answer for each in proposals if mark_of(address, each.answer) not in marks), None)
        for address, proposals in choices(origins).items()
    }
    return {
        address: answer
        for address, answer in open_ones.items()
        if answer is not None
        and report.answers.get(address, Answer()).empty
        and not (_is_group(report.form, address) and address.partition("[")[0] in begun)
    }


def _is_group(form: Form, address: str) -> bool:
    place = parse_address(address)
    outer = form.question(place.question) if place and place.row else None
    return outer is not None and outer.type == "group"


def key_of(answer: Answer) -> str:
    """A short name for one version of an answer, to choose it by."""
    return digest_of({"content": answer.content()}).removeprefix("sha256:")[:16]


@dataclass(frozen=True)
class Earlier:
    """Shows proposals for one report in the reader's language."""

    context: Context
    report: Report
    origins: tuple[Origins, ...]

    @cached_property
    def best(self) -> Mapping[str, tuple[Proposal, ...]]:
        """The proposals by address, the closest first."""
        return choices(self.origins)

    def at(self, address: str) -> tuple[Proposal, ...]:
        """The proposals for one address, the closest first."""
        return self.best.get(address, ())

    def beside(self, question: str) -> list[dict[str, Any]]:
        """What was answered before to a question, its cells and its rows, but for what is already here."""
        found = []
        for address, proposals in self.best.items():
            if address.partition("[")[0] == question:
                here = key_of(_plain(self.report.answers.get(address, Answer())))
                found += [self.shown(address, each) for each in proposals if key_of(_plain(each.answer)) != here]
        return found

    def shown(self, address: str, proposal: Proposal) -> dict[str, Any]:
        """One proposal in words."""
        texts = self.context.texts(self.report.form.convention)
        t, formats = self.context.t, Formats(self.context.language)
        lost = [formats.dated(each) for each in proposal.lost]
        words = kept_words(Writer(texts), self.with_rows(self.report.form.at(address)), proposal.answer)
        return {
            "address": address,
            "key": key_of(proposal.answer),
            "row": address.rpartition(".")[0] if _is_group(self.report.form, address) else "",
            "name": self.name(address),
            "called": t("{label}: {value}").format(label=self.name(address), value=shortened(words)),
            "words": words,
            "relation": t(RELATIONS[proposal.relation]),
            "origin": self.origin(proposal.answer),
            "note": " ".join(texts(line) for line in proposal.note.split("\n") if line),
            "lost": [f"{each.describe(texts)} {each.advise(texts)}".strip() for each in lost],
            "review": proposal.review,
        }

    def with_rows(self, question: Question | None) -> Question | None:
        """A reference with the rows that it may name as its options, those that are proposed too."""
        group = self.report.form.question(question.to) if question and question.to else None
        if question is None or group is None:
            return question
        places = (parse_address(address) for address in (*self.report.answers, *self.best))
        keys = dict.fromkeys(place.row for place in places if place and place.question == group.id and place.row)
        named = (self._row_name(group, key, at) for at, key in enumerate(keys, 1))
        return replace(question, options=tuple(map(Option, keys, named)))

    def _row_name(self, group: Question, key: str, number: int) -> str:
        naming = f"{group.id}[{key}].{group.row_label}"
        proposed = (each.answer for each in self.best.get(naming, ()))
        answer = self.report.answers.get(naming) or next(proposed, Answer())
        words = kept_words(Writer(self.context.t), group.part(group.row_label), answer)
        return words or self.context.t("Entry {number}").format(number=Formats(self.context.language).number(number))

    def name(self, address: str) -> str:
        """What stands at an address: the label of a question, with the row and column inside it."""
        texts = self.context.texts(self.report.form.convention)
        place, question = parse_address(address), self.report.form.at(address)
        outer = self.report.form.question(place.question) if place else None
        if place is None or outer is None or question is None:
            return address
        row = outer.row(place.row)
        names = [outer.label, *([row.label] if row else []), *([question.label] if place.column else [])]
        return " · ".join(map(texts, names))

    @property
    def homeless(self) -> list[dict[str, Any]]:
        """Report by report, the answers that could not be proposed, with the reason."""
        t, formats = self.context.t, Formats(self.context.language)
        found = []
        for each in self.origins:
            texts = self.context.texts(each.report.form.convention)
            there = Earlier(self.context, each.report, ())
            rows = [
                {
                    "name": there.name(left.address),
                    "words": kept_words(Writer(texts), there.with_rows(each.report.form.at(left.address)), left.answer),
                    "reason": formats.dated(left.reason).describe(t),
                }
                for left in each.outcome.homeless
            ]
            if rows:
                found.append({"report": each.report, "title": texts(each.report.form.title), "rows": rows})
        return found

    def origin(self, answer: Answer) -> str:
        """Where an answer was given: form, cycle, question and date."""
        told = answer.origin
        series, _, edition = told.get("form", "").partition("@")
        try:
            form = self.context.portal.library.form(series, edition)
        except UnknownName:
            return " · ".join(filter(None, (told.get("form"), told.get("cycle"), told.get("address"))))
        texts = self.context.texts(form.convention)
        question = form.question(told.get("address", "").partition("[")[0].partition(".")[0])
        asked = (question.number or texts(question.label)) if question else told.get("address", "")
        day = Formats(self.context.language).day(told["time"]) if told.get("time") else ""
        parts = filter(None, (texts(form.title), told.get("cycle"), asked, day))
        return " · ".join(f"\u2068{part}\u2069" for part in parts)  # each keeps its own direction


def shortened(words: str) -> str:
    """The beginning of an answer, on one line, to call it by.

    >>> shortened("Two courses"), shortened("Forty rangers counted waterbirds at nine lakes")
    ('Two courses', 'Forty rangers counted waterbirds at…')
    """
    return shorten(words, _CALLED, placeholder="…") if " " in words else words[:_CALLED]


def _plain(answer: Answer) -> Answer:
    """An answer without what says where it is from, to compare two."""
    return replace(answer, source="entered", confirmed=True, origin={}, comment="", language="")
