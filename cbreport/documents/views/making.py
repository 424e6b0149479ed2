"""A view over registers as a whole document: cover, sentence, tables, who is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cbreport.definition import Convention, Translator
from cbreport.documents.framing import framed
from cbreport.documents.nodes import Block, Contents, Document, Fact, Facts, Heading, Paragraph, Text
from cbreport.documents.views import (
    laying,
    matching,
    materials,
    needs,
    people,
    phases,
    plans,
    progress,
    records,
    support,
)
from cbreport.documents.writing import Writer
from cbreport.errors import Term, UnknownName
from cbreport.synthesis import Registers

_ON_COVER: Final = 12  # names of Parties that a cover has room for


@dataclass(frozen=True)
class RegisterView:
    """A view over registers.

    :param name: in addresses and on the command line.
    :param title: source text.
    :param make: its blocks; the first says in one sentence what the view shows.
    :param registers: those without rows in any of which it has nothing to show.
    """

    name: str
    title: str
    make: Callable[[Registers, Writer], tuple[Block, ...]]
    registers: tuple[str, ...]


#: Every view by name, in the order in which a reader meets them.
VIEWS: Final[Mapping[str, RegisterView]] = {
    each.name: each
    for each in (
        RegisterView("needs", Term("Needs and what meets them"), needs.needs, ("need",)),
        RegisterView("groups", Term("Parties with similar needs"), needs.groups, ("need",)),
        RegisterView("work-plan", Term("Work plans and their budgets"), plans.work_plan, ("plan-item",)),
        RegisterView("phases", Term("Activities by phase"), phases.phases, ("activity",)),
        RegisterView("evaluations", Term("Evaluation of activities"), phases.evaluations, ("activity", "evaluation")),
        RegisterView("people", Term("People trained"), people.people, ("activity",)),
        RegisterView("cascades", Term("What trainings of trainers led to"), people.cascades, ("cascade",)),
        RegisterView("matching", Term("Requests and the offers that fit"), matching.matching, ("request", "offer")),
        RegisterView("support", Term("Support given and received"), support.support, ("contribution",)),
        RegisterView(
            "materials",
            Term("Materials and whom they reached"),
            materials.materials,
            ("material", "distribution", "assessment"),
        ),
        RegisterView("recruitment", Term("Recruitment of Parties"), progress.recruitment, ("recruitment",)),
        RegisterView("principles", Term("Principles that programmes meet"), progress.principles, ("programme",)),
        RegisterView("joint", Term("Joint activities and indicators"), progress.joint, ("joint",)),
        RegisterView(
            "records",
            Term("Further registers, kind by kind"),
            records.records,
            tuple({kind.register: None for kind in records.KINDS}),
        ),
    )
}


def find_view(name: str) -> RegisterView:
    """The view of that name.

    :raises UnknownName: there is none.

    >>> find_view("needs").title
    'Needs and what meets them'
    """
    if name not in VIEWS:
        raise UnknownName("view", name, VIEWS)
    return VIEWS[name]


def view_document(
    name: str | Sequence[str], found: Registers, convention: Convention, language: str, translator: Translator
) -> Document:
    """A view as a document, or several in one.

    :param name: of :data:`VIEWS`; names of several stand one after another, with a list of contents.
    :param convention: in whose name the document is made: its colours, its name, its Secretariat.
    :param translator: into ``language``, with the convention's catalogue, as ``Library.translator`` gives it.
    :raises UnknownName: there is no such view.
    :raises ValueError: ``translator`` writes another language, or no view was named.

    >>> from datetime import date
    >>> from cbreport.synthesis import registers
    >>> from cbreport.testing import EXAMPLE
    >>> found = registers([], [EXAMPLE], on=date(2024, 12, 31))
    >>> view_document("needs", found, EXAMPLE, "en", Translator()).title
    'Needs and what meets them – EX – 2024-12-31'
    """
    if translator.language != language:
        raise ValueError(f"The translator writes {translator.language}, not {language}.")
    names = (name,) if isinstance(name, str) else tuple(name)
    if not names:
        raise ValueError("Name a view.")
    views = [find_view(each) for each in names]
    t = Writer(translator)
    title = t(views[0].title) if len(views) == 1 else t("Registers of capacity building")
    return framed(
        t, convention, title, _blocks(t, found, views), about=found.on.isoformat(),
        names=[each.short_name for each in found.conventions or (convention,)], facts=_cover_facts(t, found),
        example=any(report.example for report in found.reports),
    )  # fmt: skip


def _blocks(t: Writer, found: Registers, views: Sequence[RegisterView]) -> Iterator[Block]:
    if len(views) > 1:
        yield Contents(t("Contents"))
    for place, view in enumerate(views, 1):
        yield Heading(1, t(view.title), str(place) if len(views) > 1 else "", view.name)
        yield from view.make(found, t)
    yield Heading(1, t("What this document rests on"), "", "about")
    yield Facts(tuple(_reports_facts(t, found)))
    yield from (Paragraph((words,), "small") for words in _method(t, found))


def _reported(found: Registers) -> tuple[str, ...]:
    """The Parties whose reports count, by name. A Secretariat is none."""
    return found.in_order(report.party for report in found.reports if report.form.respondent == "party")


def _cover_facts(t: Writer, found: Registers) -> Iterator[Fact]:
    reported = _reported(found)
    yield Fact(t("As of"), (Text(t.date(found.on)),))
    yield Fact(t("Parties on that day"), (t.plain(t.number(len(found.parties))),))
    if len(reported) <= _ON_COVER:
        yield laying.names_fact(t, t("Parties whose reports count"), reported)
    else:
        words = t("{count}, named at the end").format(count=t.number(len(reported)))
        yield Fact(t("Parties whose reports count"), (words,))
    yield Fact(t("Reports that count"), (t.plain(t.number(len(found.reports))),))
    forms = dict.fromkeys(report.form.key for report in found.reports)
    if forms:
        yield Fact(t("Editions of the forms"), tuple(t.plain(key) for key in sorted(forms)))
    yield Fact(t("Digest of what was counted"), (t.plain(found.digest),))


def _reports_facts(t: Writer, found: Registers) -> Iterator[Fact]:
    reported = _reported(found)
    secretariats = sum(report.form.respondent == "secretariat" for report in found.reports)
    missing = [party.code for party in found.parties if party.code not in reported]
    yield laying.names_fact(t, t("Parties whose reports count"), reported)
    yield laying.names_fact(t, t("Parties without a report"), missing)
    if secretariats:
        yield Fact(t("Reports of a Secretariat itself"), (t.plain(t.number(secretariats)),))
    if found.outside:
        yield laying.names_fact(t, t("Left out: no Party on that day, or not asked for"), found.outside)
    unconfirmed = sum(found.unconfirmed.values())
    if unconfirmed:
        yield Fact(t("Answers left out, because nobody has confirmed them"), (t.plain(t.number(unconfirmed)),))


def _method(t: Writer, found: Registers) -> Iterator[Text]:
    yield t(
        "Of each Party the newest version of a submitted report counts. Drafts, private answers and answers that "
        "nobody has confirmed never do."
    )
    yield t("Membership is that of {date}.").format(date=t.date(found.on))
    yield t("What was left blank is unknown, and is never counted as no.")
    yield t("What a Secretariat tells counts with its rows, and in no number of Parties.")
