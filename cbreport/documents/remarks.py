"""Remarks beside needs as a document for the meeting: what was said, by whom, on which needs, and what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cbreport.definition import LANGUAGE_NAMES, Convention, Translator, direction
from cbreport.documents.framing import framed
from cbreport.documents.nodes import Block, Cell, Contents, Document, Fact, Heading, Text, Texts
from cbreport.documents.views import laying
from cbreport.documents.views.heat import heat_table, place_of
from cbreport.documents.writing import DASH, Writer
from cbreport.reporting.remarks import RECOMMENDATION, Answered, Opening, Remark, Said, Where
from cbreport.synthesis import GapCell, NeedsTable

Counts = Mapping[Where, int]


def remarks_document(
    remarks: Iterable[Remark],
    table: NeedsTable,
    convention: Convention,
    language: str,
    translator: Translator,
    openings: Sequence[Opening] = (),
) -> Document:
    """Remarks on a convention's needs as a document; what was withdrawn is not in it.

    :param table: the numbers that stand beside them: those of the only opening, or of today.
    :param openings: in which they were made; their facts are told.
    :param translator: into ``language``, with the convention's catalogue.
    :raises ValueError: ``translator`` writes another language.

    >>> from datetime import date
    >>> from cbreport.synthesis import needs_table, registers
    >>> from cbreport.testing import EXAMPLE
    >>> table = needs_table(registers([], [EXAMPLE], on=date(2024, 12, 31)))
    >>> remarks_document([], table, EXAMPLE, "en", Translator()).title
    'Remarks on needs and what meets them – EX – 2024-12-31'
    """
    if translator.language != language:
        raise ValueError(f"The translator writes {translator.language}, not {language}.")
    t = Writer(translator)
    standing = [each for each in remarks if not each.withdrawn]
    return framed(
        t, convention, t("Remarks on needs and what meets them"), _blocks(t, standing, table, convention),
        about=table.day.isoformat(), facts=_facts(t, table, openings), example=table.example,
    )  # fmt: skip


def _facts(t: Writer, table: NeedsTable, openings: Sequence[Opening]) -> Iterator[Fact]:
    yield Fact(t("Needs as of"), (Text(t.date(table.day)),))
    yield Fact(t("Parties on that day"), (t.plain(t.number(table.parties)),))
    yield Fact(t("Parties whose reports count"), (t.plain(t.number(table.reported)),))
    yield Fact(t("Reports that count"), (t.plain(t.number(table.reports)),))
    if table.editions:
        yield Fact(t("Editions of the forms"), tuple(map(t.plain, table.editions)))
    for each in openings:
        yield Fact(t("Open to Parties for remarks"), tuple(opening_words(t, each)))


def opening_words(t: Writer, opening: Opening) -> Iterator[Text]:
    """From when until when needs were open for remarks, to how many Parties, and the digest of what they see."""
    words = t("{first} to {last}; Parties: {count}").format(
        first=t.date(opening.made), last=t.date(opening.closed or opening.until), count=t.number(len(opening.parties))
    )
    yield words
    yield t("What they see has the digest {digest}.").format(digest=opening.digest)


def _blocks(t: Writer, remarks: Sequence[Remark], table: NeedsTable, convention: Convention) -> Iterator[Block]:
    yield Contents(t("Contents"))
    yield Heading(1, t("What was remarked"), "", "remarks")
    yield laying.sentence(remarks_sentence(t, remarks))
    yield laying.remark(
        t("Each remark stands in the language in which it was written."),
        t("Beside it stands how many needs there are, and how far activities meet them."),
    )
    recommended = [each for each in remarks if each.said.kind == RECOMMENDATION]
    if recommended:
        yield Heading(1, t("Recommendations"), "", "recommendations")
        yield from remark_blocks(t, recommended, table, convention)
    if remarks:
        yield Heading(1, t("Remarks by subject"), "", "subjects")
        for topic, (label, found) in _by_topic(t, remarks, table).items():
            yield laying.part(label, f"subject-{topic}")
            yield from remark_blocks(t, found, table, convention)
    if table.cells:
        yield Heading(1, t("Needs by subject and place"), "", "needs")
        yield from table_blocks(t, table, counts_of(remarks))


def remarks_sentence(t: Writer, remarks: Iterable[Remark]) -> Text:
    """How many remarks there are, of whom, and on what most of them are; in one sentence."""
    listed = list(remarks)
    if not listed:
        return t("Nothing was remarked.")
    parties = {each.party for each in listed if not each.by_secretariat}
    words = t("Remarks: {count}; Parties that made them: {parties}; recommendations: {recommended}; most on: {most}.")
    if any(each.by_secretariat for each in listed):
        words = t(
            "Remarks: {count}; Parties that made them, beside the Secretariat: {parties}; recommendations: "
            "{recommended}; most on: {most}."
        )
    labels = {each.where.topic: each.labels[0] for each in listed}
    numbers = Counter(each.where.topic for each in listed)
    most = sorted(topic for topic, number in numbers.items() if number == max(numbers.values()))
    return words.format(
        count=t.number(len(listed)),
        parties=t.number(len(parties)),
        recommended=t.number(sum(each.said.kind == RECOMMENDATION for each in listed)),
        most=t.joined(tuple(_topic(t, labels[topic]) for topic in most)),
    )


def remark_blocks(
    t: Writer, remarks: Iterable[Remark], table: NeedsTable | None = None, convention: Convention | None = None
) -> tuple[Block, ...]:
    """Remarks as a table: where, by whom, what, in which language, and what the Secretariat answered.

    For any document, such as an annex with the recommendations. What was withdrawn is left out; without remarks there
    is no table.

    :param table: its numbers of needs stand beside each remark, and its order is theirs.
    :param convention: how its Secretariat is called.
    """
    standing = [each for each in remarks if not each.withdrawn]
    head = (t("On what"), t("By"), t("What was remarked"), t("Answer of the Secretariat"))
    secretariat = t(convention.secretariat) if convention else t("Secretariat")
    rows = (
        (
            Cell(tuple(_where(t, each, table))),
            Cell(
                (
                    secretariat if each.by_secretariat else t.country(each.party),
                    kind_words(t, each.said.kind),
                    Text(t.date(each.written.time)),
                )
            ),
            Cell(tuple(_text(t, each.said))),
            Cell(tuple(_answer(t, each.reply)) or (Text(DASH),)),
        )
        for each in sorted(standing, key=lambda each: _order(each, table))
    )
    return tuple(laying.table(map(laying.text, head), rows))


def table_blocks(t: Writer, table: NeedsTable, remarks: Counts, *, level: int = 2) -> Iterator[Block]:
    """The needs by topic and region, and by topic and group of countries.

    :param level: of the headings.
    """
    yield laying.remark(
        t("Each field has the number of needs and how far activities meet them."),
        t("The darker a field, the larger the share of its needs that is not met."),
    )
    titles = {"region": t("By subject and region"), "group": t("By subject and group of countries")}
    topics = {code: t(label) for code, label in table.topics.items()}
    for axis, columns in table.columns.items():
        yield Heading(level, titles[axis], "", f"table-{axis}")
        for part in laying.in_parts(list(columns)):
            yield heat_table(t, axis, topics, {id: t(columns[id]) for id in part}, table.cells, remarks)


def counts_of(remarks: Iterable[Remark]) -> Counts:
    """How many remarks stand where; withdrawn ones do not."""
    return Counter(each.where for each in remarks if not each.withdrawn)


def where_words(t: Writer, labels: tuple[str, str]) -> Text:
    """Where a remark stands: its subject and its place, or all of it."""
    topic, area = labels
    if not topic and not area:
        return t("All needs")
    both = (_topic(t, topic), *((t(area),) if area else ()))
    return both[0] if len(both) == 1 else Text(t.row_of(*map(str, both)))


def cell_words(t: Writer, cell: GapCell) -> Text:
    """How many needs there are, and how many of them are met."""
    words = t("Needs: {count}; not met: {none}; met in part: {partly}; met: {covered}; unknown: {unknown}.")
    states = {"covered": 0, "partly": 0, "not": 0, "unknown": 0, **cell.states}
    return words.format(
        count=t.number(cell.needs),
        none=t.number(states["not"]),
        partly=t.number(states["partly"]),
        covered=t.number(states["covered"]),
        unknown=t.number(states["unknown"]),
    )


def kind_words(t: Writer, kind: str) -> Text:
    """What a remark is, in words."""
    return t("Recommendation") if kind == RECOMMENDATION else t("Comment")


def verdict_words(t: Writer, verdict: str) -> Text:
    """What the Secretariat answered, in words."""
    return {"accepted": t("Taken up"), "noted": t("Noted")}.get(verdict, t("Not taken up"))


def language_words(language: str) -> Text:
    """A language by its own name."""
    return Text(LANGUAGE_NAMES.get(language, language), language, direction(language))


def _topic(t: Writer, label: str) -> Text:
    return t(label) if label else t("All subjects")


def _where(t: Writer, remark: Remark, table: NeedsTable | None) -> Iterator[Text]:
    yield replace(where_words(t, remark.labels), place=place_of(remark.where))
    if table is not None:
        yield cell_words(t, table.at(remark.where))


def _text(t: Writer, said: Said | Answered) -> Iterator[Text]:
    """The lines of a text, and below them its language."""
    yield from (t.party(line, said.language) for line in said.text.splitlines() if line.strip())
    yield language_words(said.language)


def _answer(t: Writer, reply: Answered | None) -> Texts:
    if reply is None:
        return ()
    return (verdict_words(t, reply.verdict), *(_text(t, reply) if reply.text else ()))


def _order(remark: Remark, table: NeedsTable | None) -> tuple[object, ...]:
    """By topic and place as the table has them, what is not in it last; then as they were written."""
    where = remark.where
    topics = ["", *(table.topics if table else ())]
    topic = topics.index(where.topic) if where.topic in topics else len(topics)
    return (topic, where.topic, where.axis != "", where.axis == "group", where.column, remark.steps[0].time, remark.id)


def _by_topic(t: Writer, remarks: Iterable[Remark], table: NeedsTable) -> Mapping[str, tuple[Text, list[Remark]]]:
    found: dict[str, tuple[Text, list[Remark]]] = {}
    for each in sorted(remarks, key=lambda each: _order(each, table)):
        found.setdefault(each.where.topic, (_topic(t, each.labels[0]), []))[1].append(each)
    return found
