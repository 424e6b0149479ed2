"""A cycle as a whole document: cover, key findings, tables, method, the Parties one by one, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from cbreport.definition import Translator
from cbreport.documents.framing import framed
from cbreport.documents.nodes import (
    Bars,
    Block,
    Contents,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Text,
    TileMap,
    Trend,
)
from cbreport.documents.overviews import answers, standing
from cbreport.documents.overviews.standing_out import findings
from cbreport.documents.views import VIEWS, of_snapshot
from cbreport.documents.writing import Writer
from cbreport.errors import Term, UnknownName
from cbreport.synthesis.overview import Overview

Make = Callable[[Writer, Overview], Iterator[Block]]
_LETTERS: Final = "ABCDEFGHIJ"  # of annexes


@dataclass(frozen=True)
class OverviewPart:
    """A part of the document. ``title`` is source text; ``annex`` parts come after the method, with a letter."""

    name: str
    title: str
    make: Make
    annex: bool = False


@dataclass(frozen=True)
class OverviewKind:
    """A document about a cycle: what it is called, and which parts it has when nobody chooses."""

    name: str
    title: str
    parts: tuple[str, ...]


def _view(name: str) -> Make:
    def make(t: Writer, overview: Overview) -> Iterator[Block]:
        view, told = VIEWS[name], overview.registers
        if told and any(told.rows.get(each) for each in view.registers):
            yield from view.make(told, t)

    return make


def _method(t: Writer, overview: Overview) -> Iterator[Block]:
    yield from (Paragraph((words,)) for words in _method_words(t, overview))


#: Every part by name, in the order of the document.
PARTS: Final[Mapping[str, OverviewPart]] = {
    each.name: each
    for each in (
        OverviewPart("reported", Term("Who has reported"), standing.reported),
        OverviewPart("answers", Term("What Parties answered"), answers.answers),
        *(OverviewPart(view.name, view.title, _view(view.name)) for view in VIEWS.values()),
        OverviewPart("across", Term("The same topics under several conventions"), answers.across),
        OverviewPart("method", Term("How this was counted"), _method),
        OverviewPart("remarks", Term("Remarks on needs and what meets them"), standing.remarks, annex=True),
        OverviewPart("parties", Term("Party by Party"), standing.parties, annex=True),
        OverviewPart("words", Term("In the Parties’ own words"), answers.words, annex=True),
        OverviewPart("sources", Term("Reports that this document rests on"), standing.sources, annex=True),
    )
}

#: The documents that are made of these parts.
KINDS: Final[Mapping[str, OverviewKind]] = {
    each.name: each
    for each in (
        OverviewKind("cycle", Term("Capacity building: synthesis of reports"), tuple(PARTS)),
        OverviewKind(
            "progress",
            Term("Progress report on technical and scientific cooperation"),
            (
                "reported", "needs", "groups", "matching", "support", "phases", "evaluations", "people", "cascades",
                "materials", "joint", "work-plan", "records", "method", "remarks", "sources",
            ),
        ),
    )
}  # fmt: skip


def find_kind(name: str) -> OverviewKind:
    """The kind of document of that name.

    :raises UnknownName: there is none.

    >>> find_kind("cycle").title
    'Capacity building: synthesis of reports'
    """
    if name not in KINDS:
        raise UnknownName("kind of synthesis", name, KINDS)
    return KINDS[name]


def parts_of(kind: OverviewKind, wanted: Iterable[str] = ()) -> tuple[OverviewPart, ...]:
    """The parts of a document in their order: those that are wanted, or those of its kind.

    :raises UnknownName: there is no part of a name.

    >>> [part.name for part in parts_of(find_kind("cycle"), ["sources", "needs"])]
    ['needs', 'sources']
    """
    names = set(wanted)
    for name in sorted(names - PARTS.keys()):
        raise UnknownName("part of a synthesis", name, PARTS)
    return tuple(part for name, part in PARTS.items() if name in (names or kind.parts))


def overview_document(
    overview: Overview,
    language: str,
    translator: Translator,
    *,
    kind: str = "cycle",
    parts: Iterable[str] = (),
) -> Document:
    """A cycle as the document that a Secretariat tables before its Parties.

    :param translator: into ``language``, with the convention's catalogue, as ``Library.translator`` gives it.
    :param kind: of :data:`KINDS`.
    :param parts: names of :data:`PARTS`; by default those of the kind.
    :raises UnknownName: there is no such kind or part.
    :raises ValueError: ``translator`` writes another language.
    """
    if translator.language != language:
        raise ValueError(f"The translator writes {translator.language}, not {language}.")
    t, found = Writer(translator), find_kind(kind)
    convention, cycle = overview.convention, overview.cycle
    made = [(part, tuple(part.make(t, overview))) for part in parts_of(found, parts)]
    shown = [(part, blocks) for part, blocks in made if blocks]
    document = framed(
        t, convention, t(found.title), _blocks(t, overview, shown), about=cycle.id,
        names=(convention.short_name, cycle.id), facts=_facts(t, overview),
        example=any(each.example for each in overview.sources),
    )  # fmt: skip
    return of_snapshot(document, overview.frozen, convention, translator) if overview.frozen else document


def _blocks(t: Writer, overview: Overview, shown: Sequence[tuple[OverviewPart, tuple[Block, ...]]]) -> Iterator[Block]:
    yield Contents(t("Contents"))
    yield Heading(1, t("Key findings"), "1", "findings")
    yield Facts(tuple(_findings(t, overview, shown)))
    numbers, letters = count(2), iter(_LETTERS)
    for part, blocks in shown:
        number = t("Annex {letter}").format(letter=next(letters)).text if part.annex else str(next(numbers))
        yield Heading(1, t(part.title), number, f"part-{part.name}")
        yield from blocks


def _findings(t: Writer, overview: Overview, shown: Sequence[tuple[OverviewPart, tuple[Block, ...]]]) -> Iterator[Fact]:
    """What stands out among the answers, and of each other part the sentence with which it begins."""
    for part, blocks in shown:
        if part.name == "answers":
            texts = tuple(findings(t, overview))
        else:
            sentence = None if part.annex else _sentence(blocks)
            texts = (sentence,) if sentence else ()
        if texts:
            yield Fact(t(part.title), texts)


def _sentence(blocks: Iterable[Block]) -> Text | None:
    """The first sentence of a part that says what it shows."""
    for block in blocks:
        if isinstance(block, Paragraph) and block.role == "finding":
            return block.texts[0]
        if isinstance(block, TileMap | Bars | Trend):
            return block.sentence
    return None


def _facts(t: Writer, overview: Overview) -> Iterator[Fact]:
    """What every output says of itself: the day, the editions, how many Parties, and whether it can change."""
    yield Fact(t("Reporting cycle"), (t(overview.cycle.title),))
    yield Fact(t("Reports were due on"), (Text(t.date(overview.cycle.due)),))
    yield Fact(t("Parties on {date}").format(date=t.date(overview.on)), (t.plain(t.number(len(overview.members))),))
    yield Fact(t("Reports received"), (t.plain(t.number(len(overview.reports))),))
    if overview.registers:
        yield Fact(t("Registers as of"), (Text(t.date(overview.registers.today)),))
    editions = sorted({f"{each.form}@{each.edition}" for each in overview.sources})
    if editions:
        yield Fact(t("Editions of the forms"), tuple(map(t.plain, editions)))
    yield Fact(t("Digest of what was counted"), (t.plain(overview.digest),))
    if overview.frozen is None:
        yield Fact(t("State"), (t("Not frozen: made of what has been submitted so far"),))


def _method_words(t: Writer, overview: Overview) -> Iterator[Text]:
    yield t(
        "Of each Party the newest version of a submitted report counts. Drafts, private answers and answers that "
        "nobody has confirmed never do."
    )
    yield t("Membership is that of {date}.").format(date=t.date(overview.on))
    yield t(
        "Shares are of the Parties that answered a question. Those that left it blank, gave a non-answer such as “no "
        "information”, were not asked, used another edition of the form or have not reported are counted apart."
    )
    yield t("A Party may have given several answers, so the shares may add up to more than 100 %.")
    yield t(
        "LDC are the least developed countries, SIDS small island developing States, LLDC landlocked developing "
        "countries. A Party may be in several groups or in none, so groups do not add up."
    )
    if any(each.change for each in overview.questions) and overview.before:
        words = t("Changes since {cycle} are over the Parties that answered the same question in both cycles.")
        yield words.format(cycle=t(overview.before.title))
    if overview.across:
        yield t(
            "Across conventions a Party counts once, however many conventions it answered. Answers are the same where "
            "their codes are; each convention is counted over its own Parties."
        )
    if overview.registers:
        yield t("What was left blank is unknown, and is never counted as no.")
        yield t("What a Secretariat tells counts with its rows, and in no number of Parties.")
    yield t(
        "Findings are the largest numbers of their kind. Regions are compared where at least three Parties answered."
    )
    yield t("Texts stand in the language in which they were written.")
