"""Two versions of a report on paper: for every question that changed, both answers beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from cbreport.answering import Answer
from cbreport.answering.differing import Effort
from cbreport.definition import Question, parse_address
from cbreport.documents.building import status_words
from cbreport.documents.changing import Part, changed_parts
from cbreport.documents.nodes import (
    Block,
    Cell,
    Contents,
    Cover,
    Document,
    Fact,
    Heading,
    Meta,
    Paragraph,
    QuestionBlock,
    Table,
    Text,
    Texts,
)
from cbreport.documents.viewing import Audience, View
from cbreport.documents.writing import Writer, written_out_words
from cbreport.reporting import IN_HAND, Report
from cbreport.reporting.pairing import STATES, Pair, Row, pair_reports

_WORK: Final = 4_000_000  # pairs of words looked at for one document


def comparison_document(
    earlier: Report,
    later: Report,
    language: str = "en",
    audience: Audience = "party",
    *,
    names: tuple[str, str] = ("", ""),
    questions: Collection[str] | None = None,
) -> Document:
    """What differs between two versions of a report, of one cycle or of two.

    :param audience: everybody but the ``party`` gets it without private answers, comments and unconfirmed proposals.
    :param names: what the two are called, where their cycle, version and status do not say it.
    :param questions: ids of those that may be shown; by default all.

    >>> from cbreport.testing import example_library
    >>> report = Report(example_library().form("example-national-report"), "KEN", "EX1", library=example_library())
    >>> comparison_document(report, report).title
    'What has changed: National report to the Convention on Examples – Kenya'
    """
    t = Writer(later.source.translator(language, later.form.convention))
    found = _Comparison(t, earlier, later, audience, names)
    rows = [row for row in found.rows() if questions is None or row.question.id in questions]
    convention = later.convention
    party = t.respondent(later)
    title = t("What has changed: {title}").format(title=t(later.form.title))
    blocks = tuple(found.blocks(rows))
    stamp = t("DRAFT") if later.status in IN_HAND else t("INTERNAL COPY") if audience == "party" else None
    states = [*([stamp] if stamp else []), *([t("EXAMPLE")] if later.example else [])]
    return Document(
        title=f"{title} – {party}",
        language=t.language,
        direction=t.direction,
        identity=convention.identity,
        cover=Cover(
            title=title,
            subtitle=party,
            convention=t(convention.name),
            line=t(convention.identity.cover) if convention.identity.cover else None,
            facts=tuple(found.facts(rows)),
            state=stamp,
            banner=t("Example: invented answers") if later.example else None,
        ),
        blocks=(Contents(t("Contents")), *blocks) if blocks else (Paragraph((t("Nothing differs."),)),),
        meta=Meta(
            running=Text(t.row_of(str(party), convention.short_name, later.cycle, str(t("Comparison")))),
            page=t("Page {page} of {pages}"),
            state=Text(t.row_of(*map(str, states)), states[0].lang, states[0].dir) if states else None,
            author=str(party),
            subject=str(t(convention.name)),
            written_out=written_out_words(t),
        ),
    )


def version_name(t: Writer, report: Report) -> str:
    """Which version of which cycle a report is."""
    cycle = t(report.convention.cycle(report.cycle).title)
    version = t("Version {number}").format(number=report.version)
    return t.row_of(str(cycle), str(version), str(status_words(t, report)))


class _Comparison:
    """Two reports, and how the differences between them are told."""

    def __init__(self, t: Writer, earlier: Report, later: Report, audience: Audience, names: tuple[str, str]) -> None:
        self.t, self.earlier, self.later, self.audience = t, earlier, later, audience
        self.views = tuple(View(each, t, True, audience) for each in (earlier, later))
        self.names = tuple(name or version_name(t, each) for name, each in zip(names, (earlier, later), strict=True))
        self.effort = Effort(_WORK)

    def rows(self) -> tuple[Row, ...]:
        """Every question of either, with the answers that this audience may see."""
        return pair_reports(self.earlier, self.later, *(self._answers(view) for view in self.views))

    def _answers(self, view: View) -> Mapping[str, Answer]:
        shown = view.report.evaluation.answers if self.audience == "party" else view.report.leaving
        return {address: each for address, each in shown.items() if not each.empty}

    def facts(self, rows: Iterable[Row]) -> Iterator[Fact]:
        """What stands on the cover."""
        t = self.t
        yield Fact(t("Earlier version"), (Text(self.names[0]),))
        yield Fact(t("Later version"), (Text(self.names[1]),))
        counts = Counter(row.state for row in rows)
        words = {
            "changed": t("Changed"),
            "added": t("Added"),
            "removed": t("Removed"),
            "same": t("Unchanged"),
            "blank": t("Blank in both"),
        }
        for state in STATES:
            yield Fact(words[state], (t.plain(t.number(counts[state])),))
        if self.earlier.form.key != self.later.form.key:
            remark = t(
                "The two were answered under different editions of the form. Questions are matched where the later "
                "edition says which one replaces which."
            )
            yield Fact(t("Editions"), (t.plain(self.earlier.form.key), t.plain(self.later.form.key), remark))
        if self.audience != "party":
            yield Fact(t("Left out"), (t("You see what was submitted. What stays in the country is not compared."),))

    def blocks(self, rows: Iterable[Row]) -> Iterator[Block]:
        """The questions that changed, by section."""
        section = ""
        for row in rows:
            if row.state in ("same", "blank"):
                continue
            if row.section.id != section:
                section = row.section.id
                yield Heading(1, self.t(row.section.title), row.section.number, f"section-{section}")
            yield self._question(row)

    def _question(self, row: Row) -> QuestionBlock:
        t, question = self.t, row.question
        told = None
        if row.left is None:
            told = t("new question")
        elif row.right is None:
            told = t("no longer asked")
        elif row.left.label != question.label:
            told = t("Asked before as: {wording}").format(wording=t(row.left.label))
        return QuestionBlock(
            label=t(question.label),
            body=(self._table(row),),
            address=question.id,
            number=question.number,
            condition=told,
        )

    def _table(self, row: Row) -> Table:
        pairs = [pair for pair in row.pairs if pair.state not in ("same", "blank")]
        placed = any("[" in pair.left + pair.right for pair in pairs)
        head = tuple(Cell((name,)) for name in self._heads)
        rows = tuple((*([self._place(row, pair)] if placed else []), *self._sides(row, pair)) for pair in pairs)
        return Table((*((Cell(),) if placed else ()), *head), rows, header_column=placed)

    @cached_property
    def _heads(self) -> Texts:
        """The names as short as they can be told apart."""
        earlier, later = self.earlier, self.later
        if earlier.cycle != later.cycle:
            return (self.t.plain(earlier.cycle), self.t.plain(later.cycle))
        if earlier.version != later.version:
            return tuple(self.t("Version {number}").format(number=each.version) for each in (earlier, later))
        return tuple(map(Text, self.names))

    def _place(self, row: Row, pair: Pair) -> Cell:
        """Row and column of an answer inside a matrix or group."""
        at = 1 if pair.right else 0
        question, address = (row.right, pair.right) if pair.right else (row.left, pair.left)
        place = parse_address(address)
        if question is None or place is None or not place.row:
            return Cell()
        label = self.views[at].place_name(question, place.row)
        part = question.part(place.column) if place.column else None
        return Cell((Text(label), *((self.t(part.label),) if part else ())))

    def _sides(self, row: Row, pair: Pair) -> tuple[Cell, Cell]:
        earlier, later = (_asked(question, at) for question, at in ((row.left, pair.left), (row.right, pair.right)))
        parts = changed_parts(self.t, later or earlier, pair.before, pair.after, earlier=earlier, effort=self.effort)
        # Where nothing stayed, everything would be marked, which tells nobody anything.
        marked = any(piece.kind == "same" for part in parts for line in part.lines for piece in line.pieces)
        return self._side(parts, "removed", marked), self._side(parts, "added", marked)

    def _side(self, parts: Iterable[Part], kind: str, marked: bool) -> Cell:
        texts: list[Text] = []
        for part in parts:
            side = part.side(kind)
            if side.lines and side.name:
                texts.append(self.t("{label}:").format(label=side.name))
            for line in side.lines:
                words = "".join(piece.text for piece in line.pieces)
                texts.append(Text(words, line.lang, line.dir, pieces=line.pieces if marked else ()))
        return Cell(tuple(texts)) if texts else Cell((self.t("blank"),), "blank")


def _asked(question: Question | None, address: str) -> Question | None:
    """The question itself, or the column or part at an address within it."""
    place = parse_address(address) if question else None
    return question.part(place.column) if question and place and place.column else question if address else None
