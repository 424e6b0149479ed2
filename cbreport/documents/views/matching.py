"""Requests for help with the offers that fit them, and why they fit, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cbreport.documents.nodes import Block, Cell, Text, Texts
from cbreport.documents.views import laying
from cbreport.documents.views.telling import (
    label_of,
    name_cell,
    name_of,
    place_cell,
    said_cell,
    teller_cell,
    teller_of,
    text_cell,
)
from cbreport.documents.writing import Writer
from cbreport.errors import Term
from cbreport.synthesis import Match, Matches, Reason, Registers, Row, matches
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
    fitting = [row for row in view.requests if view.matches[row.id]]
    if fitting:
        yield laying.part(t("Offers that fit"), "matching-offers")
        for row in fitting:
            yield from _request(t, found, view, row)
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


def _request(t: Writer, found: Registers, view: Matches, row: Row) -> Iterator[Block]:
    listed = view.matches[row.id]
    caption = Text(t.row_of(*(each.text for each in (teller_of(t, found, row), name_of(t, found, row)))))
    head = [laying.text(t("Offer")), laying.text(t("Offered by")), laying.figure(t("Points"))]
    head += [laying.text(t("What fits, what is unknown, what differs"))]
    yield from laying.table(head, (_match(t, found, each) for each in listed), caption)
    more = view.total[row.id] - len(listed)
    if more:
        yield laying.remark(t("Further offers that fit: {count}.").format(count=t.number(more)))


def _match(t: Writer, found: Registers, match: Match) -> tuple[Cell, ...]:
    return (
        name_cell(t, found, match.offer),
        teller_cell(t, found, match.offer),
        laying.number(t, match.score),
        Cell(tuple(_why(t, found, match.reasons))),
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
