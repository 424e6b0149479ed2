"""Requests for help with the offers that fit them, and why they fit, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from cbreport.documents.nodes import Block, Cell, Fact, Facts, Heading, Text, Texts
from cbreport.documents.values import answer_words
from cbreport.documents.views import laying
from cbreport.documents.views.telling import (
    label_of,
    name_cell,
    name_of,
    place_cell,
    said_cell,
    teller_cell,
    teller_name,
    teller_of,
    text_cell,
)
from cbreport.documents.writing import Writer
from cbreport.errors import Term
from cbreport.reporting.matching import SUGGESTED, MatchState, Pair, match_key
from cbreport.synthesis import Match, Matches, Reason, Registers, Row, match_of, matches, state_counts
from cbreport.synthesis.matching import BEST

_CODED: Final = frozenset({"help", "topic", "beneficiaries", "language"})


def matching(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Every open request with its offers, best first."""
    return tuple(_matching(found, t))


def _matching(found: Registers, t: Writer) -> Iterator[Block]:
    view = matches(found)
    yield laying.sentence(_sentence(t, view))
    yield laying.based(t, found, view.base, "request", "offer")
    offers = t("Offers: {count}; requests that are closed: {closed}, past their deadline: {expired}.")
    yield laying.remark(
        offers.format(
            count=t.number(len(found.of("offer"))),
            closed=t.number(len(view.closed)),
            expired=t.number(len(view.expired)),
        ),
        t(
            "An offer fits when kind of help and subject are the same, or one of them is and nobody told the other; "
            "all else moves it up or down. Points are at most {best}."
        ).format(best=t.number(BEST)),
    )
    yield from _states(t, found, view)
    fitting = [row for row in view.requests if any(_wanted(found, each) for each in view.matches[row.id])]
    if fitting:
        yield laying.part(t("Offers that fit"), "matching-offers")
        for row in fitting:
            yield from _request(t, found, view, row)
    if found.only_state:
        return
    for title, anchor, rows in (
        (t("Requests that no offer fits"), "matching-none", view.unmatched),
        (t("Requests that tell neither kind of help nor subject"), "matching-unknown", view.unknown),
        (t("Requests past their deadline"), "matching-expired", view.expired),
        (t("Requests that are closed"), "matching-closed", view.closed),
    ):
        yield from _requests(t, found, title, anchor, rows)
    yield from laying.counted(t, view.base, "matching-counted")


def _sentence(t: Writer, view: Matches) -> Text:
    total = len(view.requests)
    if not total:
        return t("No open request was told that could be compared with offers.")
    words = t("Open requests that an offer fits: {share}; without any: {none}; that tell too little: {unknown}.")
    return words.format(
        share=laying.share_of(t, total - len(view.unmatched), total),
        none=t.number(len(view.unmatched)),
        unknown=t.number(len(view.unknown)),
    )


def _states(t: Writer, found: Registers, view: Matches) -> Iterator[Block]:
    counts = state_counts(found, view)
    if any(counts.values()):
        words = t("Matches: suggested {suggested}; contacted {contacted}; agreed {agreed}; closed {closed}.")
        yield laying.sentence(words.format(**{state: t.number(count) for state, count in counts.items()}))
    head = (t("Request"), t("Asked by"), t("Offer"), t("Offered by"), t("State"), t("Since"), t("Note"))
    taken = [each for each in found.states.values() if found.only_state in ("", each.state)]
    yield from laying.listed(
        t("Matches that were taken up"),
        "matching-taken",
        map(laying.text, head),
        (_taken(t, found, each) for each in taken),
    )


def _taken(t: Writer, found: Registers, each: MatchState) -> tuple[Cell, ...]:
    last, gone = each.steps[-1], (t("The request is no longer there."), t("The offer is no longer there."))
    sides: list[Cell] = []
    for id, words in zip(each.pair, gone, strict=True):
        row = found.row(id)
        sides += (
            [name_cell(t, found, row), teller_cell(t, found, row)]
            if row
            else [laying.text(words), _by_id(t, found, id)]
        )
    note = (t.party(last.move.note),) if last.move.note else ()
    return (*sides, state_cell(t, found, each.pair), laying.text(Text(t.date(last.time))), text_cell(note))


def _by_id(t: Writer, found: Registers, id: str) -> Cell:
    """Who told a row that is not there any more: its id says so."""
    return laying.text(teller_name(t, found, *id.split("/")[:2]))


def _wanted(found: Registers, match: Match) -> bool:
    return found.only_state in ("", _state(found, (match.request.id, match.offer.id)).state)


def _state(found: Registers, pair: Pair) -> MatchState:
    return found.states.get(pair) or MatchState("", pair)


def state_cell(t: Writer, found: Registers, pair: Pair) -> Cell:
    """Where a match stands; a page leads from there to the match."""
    known = _state(found, pair)
    return laying.text(replace(state_words(t, known.state, known.outcome), place=("match", match_key(pair))))


def state_words(t: Writer, state: str, outcome: str = "") -> Text:
    """A state of a match in words, of a closed one with its outcome."""
    words = {SUGGESTED: t("Suggested"), "contacted": t("Contacted"), "agreed": t("Agreed")}
    if state in words:
        return words[state]
    return t("Closed: {outcome}").format(outcome=outcome_words(t, outcome)) if outcome else t("Closed")


def outcome_words(t: Writer, outcome: str) -> Text:
    """How a match ended, in words."""
    words = {
        "carried-out": t("carried out"),
        "declined": t("declined"),
        "no-longer-needed": t("no longer needed"),
    }
    return words.get(outcome, t("something else"))


def match_blocks(t: Writer, found: Registers, request: Row, offer: Row) -> tuple[Block, ...]:
    """A request and an offer with all that they say, and why they fit."""
    match = match_of(found, request, offer)
    return (
        row_facts(t, found, request),
        row_facts(t, found, offer),
        Heading(1, t("Why they fit"), "", "why"),
        *laying.table(
            [laying.figure(t("Points")), laying.text(t("What fits, what is unknown, what differs"))],
            [(laying.number(t, match.score), Cell(tuple(_why(t, found, match.reasons))))],
        ),
    )


def row_facts(t: Writer, found: Registers, row: Row) -> Facts:
    """All that a row says, part by part, as its form asks for it, and who told it."""
    facts = [Fact(t("Told by"), (teller_of(t, found, row),))]
    for cells in row.cells.values():
        facts += [
            Fact(t(question.label), words) for question, answer in cells if (words := answer_words(t, question, answer))
        ]
    return Facts(tuple(facts))


def _request(t: Writer, found: Registers, view: Matches, row: Row) -> Iterator[Block]:
    every = view.matches[row.id]
    listed = [each for each in every if _wanted(found, each)]
    caption = Text(t.row_of(*(each.text for each in (teller_of(t, found, row), name_of(t, found, row)))))
    head = [laying.text(t("Offer")), laying.text(t("Offered by")), laying.figure(t("Points"))]
    head += [laying.text(t("What fits, what is unknown, what differs")), laying.text(t("State"))]
    yield from laying.table(head, (_match(t, found, each) for each in listed), caption)
    more = view.total[row.id] - len(every)
    if more and not found.only_state:
        yield laying.remark(t("Further offers that fit: {count}.").format(count=t.number(more)))


def _match(t: Writer, found: Registers, match: Match) -> tuple[Cell, ...]:
    return (
        name_cell(t, found, match.offer),
        teller_cell(t, found, match.offer),
        laying.number(t, match.score),
        Cell(tuple(_why(t, found, match.reasons))),
        state_cell(t, found, (match.request.id, match.offer.id)),
    )


def _why(t: Writer, found: Registers, reasons: Iterable[Reason]) -> Iterator[Text]:
    """What is the same, each on a line of its own; then in one line each what is unknown and what differs."""
    listed = list(reasons)
    for reason in listed:
        if reason.verdict == "same":
            name, said = criterion_words(t, reason.criterion), _said(t, found, reason)
            yield t("{label}: {text}").format(label=name, text=t.joined(said)) if said else name
    for verdict, words in (("different", t("Differs: {what}")), ("unknown", t("Unknown: {what}"))):
        names = tuple(criterion_words(t, each.criterion) for each in listed if each.verdict == verdict)
        if names:
            yield words.format(what=t.joined(names))


def _said(t: Writer, found: Registers, reason: Reason) -> Texts:
    if reason.criterion == "place":
        return (t.countries(reason.codes),)
    if reason.criterion in _CODED:
        return tuple(label_of(t, found, "request", reason.criterion, code) for code in reason.codes)
    return tuple(Text(t.date(code)) for code in reason.codes)


_CRITERIA: Final[Mapping[str, str]] = {
    "help": Term("Kind of help"),
    "topic": Term("Subject"),
    "place": Term("Place"),
    "beneficiaries": Term("Beneficiaries"),
    "language": Term("Language"),
    "dates": Term("Dates"),
}


def criterion_words(t: Writer, criterion: str) -> Text:
    """What is compared between a request and an offer."""
    return t(_CRITERIA[criterion]) if criterion in _CRITERIA else t("Deadline still to come")


def _requests(t: Writer, found: Registers, title: Text, anchor: str, rows: Iterable[Row]) -> Iterator[Block]:
    head = (t("Request"), t("Told by"), t("Kind of help"), t("Subject"), t("Where"), t("Deadline"))
    cells = (
        (
            name_cell(t, found, row),
            teller_cell(t, found, row),
            said_cell(t, row, "help"),
            said_cell(t, row, "topic"),
            place_cell(t, found, row),
            text_cell((Text(t.date(day)),) if (day := row.date("deadline")) else ()),
        )
        for row in rows
    )
    yield from laying.listed(title, anchor, [laying.text(each) for each in head], cells)
