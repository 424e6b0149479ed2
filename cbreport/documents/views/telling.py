"""Rows of registers in words: what they are called, who told them, where they belong, what a part says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from cbreport.answering import Answer
from cbreport.definition import SECRETARIAT_CODE, Question, all_parties
from cbreport.documents.nodes import Cell, Text, Texts
from cbreport.documents.values import answer_words, non_answer_words
from cbreport.documents.writing import DASH, Writer
from cbreport.synthesis import UNKNOWN, Registers, Row
from cbreport.synthesis.places import GROUP_NAMES
from cbreport.synthesis.rows import ANSWERED, BLANK, NOT_ASKED, OTHER

_TITLES: Final = ("title", "activity", "number", "material", "what")
_URGENT: Final = ("high", "medium", "low", "not-a-priority")
_MANY_COUNTRIES: Final = 12  # names of countries that are written out in a cell


def name_of(t: Writer, found: Registers, row: Row) -> Text:
    """What a row is called: as its form names rows, else its title, else what it refers to or is about."""
    group = row.source.form.question(row.group) if row.source else None
    label = group.row_label if group else ""
    cells = [cell for each in row.cells.values() for cell in each if label and cell.question.id == label]
    for part in _TITLES:
        cells += row.cells_of(part)
    for question, answer in cells:
        if question.type != "reference" and (words := answer_words(t, question, answer)):
            return words[0]
    for part in ("activity", "evaluation", "material"):
        for other in found.follow(row, part):
            return name_of(t, found, other)
    topics = tuple(label_of(t, found, row.register, "topic", code) for code in row.codes("topic"))
    return t.joined(topics) if topics else t("Without a title")


def teller_of(t: Writer, found: Registers, row: Row) -> Text:
    """The Party that told a row; of a Secretariat's own row the name of the Secretariat."""
    return t.country(row.party) if row.by_party else teller_name(t, found, row.convention, SECRETARIAT_CODE)


def teller_name(t: Writer, found: Registers, convention: str, code: str) -> Text:
    """Whom a code names that stands in the id of a row: a Party, or the Secretariat of the convention."""
    secretariats = {each.id: each.secretariat for each in found.conventions}
    return t(secretariats[convention]) if code == SECRETARIAT_CODE else t.country(code)


def name_cell(t: Writer, found: Registers, row: Row) -> Cell:
    """A row's name as a cell."""
    return Cell((name_of(t, found, row),))


def teller_cell(t: Writer, found: Registers, row: Row) -> Cell:
    """Who told a row, as a cell."""
    return Cell((teller_of(t, found, row),))


def label_of(t: Writer, found: Registers, register: str, part: str, code: str) -> Text:
    """The label of a code of a part; “other” with what was typed beside it, and a code that no form has as it is."""
    if code == UNKNOWN:
        return t("Unknown")
    labels = found.labels(register, part)
    if code in labels:
        return t(labels[code])
    start, _, typed = code.partition(": ")
    if start == OTHER and typed:
        return t("{label}: {text}").format(label=t(labels.get(OTHER, "Other")), text=typed)
    return t.party(code) if " " in code else t.plain(code)


def said(t: Writer, row: Row, *parts: str) -> Texts:
    """What the parts of a row say, a text for each line; a non-answer in its words, nothing for a blank."""
    return tuple(words for part in parts for words in _said(t, row, part))


def _said(t: Writer, row: Row, part: str) -> Texts:
    state = row.state(part)
    if state in (BLANK, NOT_ASKED):
        return ()
    if state != ANSWERED:
        return (non_answer_words(t, state),)
    return tuple(words for question, answer in row.cells_of(part) for words in _words(t, question, answer))


def _words(t: Writer, question: Question, answer: Answer) -> Texts:
    return () if question.type == "reference" else answer_words(t, question, answer)


def said_cell(t: Writer, row: Row, *parts: str) -> Cell:
    """What parts of a row say, as a cell; a dash where nothing was said."""
    return text_cell(said(t, row, *parts))


def text_cell(texts: Iterable[Text]) -> Cell:
    """Texts as a cell; a dash where there are none."""
    listed = tuple(texts)
    return Cell(listed) if listed else Cell((Text(DASH),), "blank")


def urgency(row: Row) -> int:
    """By which rows are ordered so that the most urgent come first and those that tell no urgency last."""
    code = row.code("urgency")
    return _URGENT.index(code) if code in _URGENT else len(_URGENT)


def year_cell(t: Writer, year: int | None) -> Cell:
    """A year as a cell, without separators; a dash where it is not known."""
    return text_cell((t.plain(str(year)),) if year is not None else ())


def names_cell(t: Writer, codes: Iterable[str]) -> Cell:
    """Names of Parties as a cell."""
    listed = tuple(codes)
    return text_cell((t.countries(listed),) if listed else ())


def rows_cell(t: Writer, found: Registers, rows: Iterable[Row]) -> Cell:
    """The names of several rows, one on each line."""
    return text_cell(dict.fromkeys(name_of(t, found, row) for row in rows))


def place_cell(t: Writer, found: Registers, row: Row) -> Cell:
    """Where a row belongs: the countries or areas that it names, or of a Party that names none its own."""
    countries = row.countries("countries") or row.countries("country")
    areas = said(t, row, "region")
    if countries:
        return text_cell((_countries(t, countries),))
    if areas:
        return text_cell((t.joined(areas),))
    if not row.by_party or row.codes("countries") or row.codes("country"):
        return text_cell(said(t, row, "countries", "country"))
    return names_cell(t, (row.party,))


def _countries(t: Writer, codes: tuple[str, ...]) -> Text:
    if len(codes) <= _MANY_COUNTRIES:
        return t.countries(codes)
    return t("Countries: {count}").format(count=t.number(len(codes)))


def area_of(t: Writer, found: Registers, id: str) -> Text:
    """The name of a column of a table by place: a region, a group of countries, or what is not known."""
    names = {region.id: region.name for region in found.regions}
    if id in names:
        return t(names[id])
    return group_names(t).get(id, t("Unknown"))


def group_names(t: Writer) -> Mapping[str, Text]:
    """Groups of countries, as the heads of columns name them."""
    return {id: t(name) for id, name in GROUP_NAMES.items()}


def country_or_typed(t: Writer, code: str) -> Text:
    """Whom a code or a typed text names."""
    if code == UNKNOWN:
        return t("Unknown")
    return t.country(code) if code in all_parties() else t.party(code)
