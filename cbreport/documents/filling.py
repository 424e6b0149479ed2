"""The kinds of file that go out to be filled in and come back: one table, and one reader that tells them by content.

Each lays the slots of every answer (:mod:`cbreport.answering.slots`) out for people, and reads them back as they stand.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from cbreport.answering import Answer, row_keys
from cbreport.answering.slots import Slot, addresses_of, filled, slots_of
from cbreport.definition import Form, Option, Question, Section, in_order_of_names, parse_address
from cbreport.documents.archives import kind_of_archive
from cbreport.documents.viewing import View
from cbreport.documents.writing import Writer
from cbreport.errors import Finding, ReportFileError, finding
from cbreport.reporting import Report
from cbreport.reporting.files import MAX_ANSWERS, parse_json
from cbreport.reporting.returning import Made, Returned, Unread, made_from

FindForm = Callable[[Made], Form]

# What somebody typed into one slot. It is more than any question takes, so that too long a text is told as such.
LONGEST: Final = 200_000
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"  # also what a password protects
NEW_ROWS: Final = 5  # blank ones of each group
_BLANK: Final = Answer()


@dataclass(frozen=True)
class Outgoing:
    """A report that goes out to be filled in.

    :param report: with what the person may see of it, in the state of its revision.
    :param made: what the file says that it was made from; its language is that of the file.
    :param sections: ids of those that it has; empty for all.
    :param secret: with which the file is signed; empty where it is not.
    """

    report: Report
    made: Made
    sections: frozenset[str] = frozenset()
    secret: bytes = field(default=b"", repr=False)

    @cached_property
    def view(self) -> View:
        """The report as the Party sees it, for names of rows."""
        report = self.report
        writer = Writer(report.source.translator(self.made.language, report.form.convention))
        return View(report, writer, long=True, audience="party")

    @property
    def t(self) -> Writer:
        """Writes in the language of the file."""
        return self.view.t

    def questions(self) -> Iterator[tuple[Section, Question]]:
        """Every question that can be answered in the file, with its section; also those whose condition does not hold
        now, because what is filled in may open them.
        """
        for section in self.report.form.sections:
            if not self.sections or section.id in self.sections:
                yield from ((section, each) for each in section.questions if each.asked)

    def answer(self, address: str) -> Answer:
        """What is kept at an address."""
        return self.report.answers.get(address, _BLANK)

    def rows(self, group: Question) -> tuple[str, ...]:
        """The keys of a group's rows: those that are there, then some of the file's own to be filled in anew."""
        there = row_keys(group, self.report.answers)
        most = int(group.limits.at_most or len(there) + NEW_ROWS)
        free = range(1, max(0, min(NEW_ROWS, most - len(there))) + 1)
        return (*there, *(self.made.new_row(group.id, number) for number in free))

    def addresses(self, question: Question) -> Iterator[tuple[str, Question]]:
        """Every address of the question with what stands there."""
        return addresses_of(question, self.rows(question) if question.type == "group" else ())

    def slots(self, question: Question, address: str) -> tuple[Slot, ...]:
        """The slots of what stands at an address; a country and a reference have names to choose from."""
        return slots_of(self._offering(question), address, self.answer(address))

    def _offering(self, question: Question) -> Question:
        if question.type == "party":
            offered = self.report.countries_offered(question)
            named = [Option(each.code, each.name_in(self.made.language)) for each in offered]
            return replace(question, options=tuple(sorted(named, key=lambda each: in_order_of_names(each.label))))
        return self.view.resolved(question)


@dataclass(frozen=True)
class Filling:
    """A kind of file to fill in.

    :param read: what such a file says. The form is that which :class:`Made` names.
    :raises ReportFileError: by ``read``, the file as a whole cannot be understood.
    """

    name: str
    media_type: str
    write: Callable[[Outgoing], bytes]
    read: Callable[[bytes, FindForm, bytes], Returned]


def read_filled(content: bytes, find_form: FindForm, secret: bytes = b"") -> Returned:
    """What a file says that came back, whichever of :data:`FILLINGS` it is.

    :param find_form: the form of what the file was made from.
    :param secret: with which it must be signed; empty where files are not signed.
    :raises ReportFileError: it is none of them, is broken, or was not signed here.
    :raises UnknownName: its form is not installed.
    """
    if content.startswith(_OLD_OFFICE):
        raise ReportFileError(
            "The file is of an old kind, or a password protects it.",
            "Open it, save it as DOCX or XLSX without a password, and bring that one.",
        )
    kind = _kind_of(content)
    if kind == "opendocument":
        raise ReportFileError("This is an OpenDocument file.", "Save it as XLSX or DOCX and bring that one back.")
    if kind in FILLINGS:
        return FILLINGS[kind].read(content, find_form, secret)
    raise ReportFileError(
        "This is no file that was made here to be filled in.",
        "Download one from the report, fill it in, and bring that one back.",
    )


def _kind_of(content: bytes) -> str:
    if content.startswith(b"PK"):
        return kind_of_archive(content)
    begins = content.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return {b"{": "json", b"<": "html"}.get(begins, "")


def write_data(outgoing: Outgoing) -> bytes:
    """The slots of a report as data: for programs, and what a page saves that is filled in without a line."""
    texts = {
        address: filled(part, address, outgoing.answer(address))
        for _, question in outgoing.questions()
        for address, part in outgoing.addresses(question)
    }
    data = {"cbreport-filled": 1, "made": outgoing.made.signed(outgoing.secret), "texts": texts}
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def read_data(content: bytes, find_form: FindForm, secret: bytes = b"") -> Returned:
    """What such data say.

    :raises ReportFileError: they are broken, or were not signed here.
    """
    data = parse_json(content)
    if data.get("cbreport-filled") != 1:
        raise ReportFileError(
            "This is no file that was made here to be filled in.",
            "Download one from the report, fill it in, and bring that one back.",
        )
    made = made_from(data.get("made"), secret)
    form = find_form(made)
    texts = data.get("texts")
    if not isinstance(texts, Mapping) or len(texts) > MAX_ANSWERS or not all(map(_is_texts, texts.values())):
        raise ReportFileError("The answers in the file are broken.", "Download it anew and fill it in again.")
    reading = Reading(form)
    for address, parts in texts.items():
        for part, text in parts.items():
            reading.add(address, part, text, address)
    return reading.returned(made)


def _is_texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())


@dataclass
class Reading:
    """Gathers what stands in the slots of a file, and what could not be understood."""

    form: Form
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def add(self, address: str, part: str, text: str, place: str) -> None:
        """A text that stands in a slot.

        :param place: where in the file.
        """
        question = self.form.at(address) if parse_address(address) else None
        if question is None or not question.asked:
            self.refuse(place, text, finding("A01", address, address=address[:80]))
        elif len(text) > LONGEST:
            self.refuse(place, text[:200], finding("A11", address, length=str(len(text)), limit=str(LONGEST)))
        else:
            self.texts.setdefault(address, {})[part] = text

    def refuse(self, place: str, text: str, problem: Finding) -> None:
        """A place that was not understood; nothing is told of what is blank."""
        if text.strip():
            self.unread.append(Unread(place, text, problem))

    def returned(self, made: Made) -> Returned:
        """All of it."""
        return Returned(made, self.texts, tuple(self.unread))


def _write_workbook(outgoing: Outgoing) -> bytes:
    from cbreport.documents.workbook import write_workbook

    return write_workbook(outgoing)


def _read_workbook(content: bytes, find_form: FindForm, secret: bytes) -> Returned:
    from cbreport.documents.workbook_reading import read_workbook

    return read_workbook(content, find_form, secret)


def _write_docx(outgoing: Outgoing) -> bytes:
    from cbreport.documents.docx_filling import write_docx

    return write_docx(outgoing)


def _read_docx(content: bytes, find_form: FindForm, secret: bytes) -> Returned:
    from cbreport.documents.docx_filling import read_docx

    return read_docx(content, find_form, secret)


def _write_html(outgoing: Outgoing) -> bytes:
    from cbreport.documents.html_filling import write_html

    return write_html(outgoing)


def _read_html(content: bytes, find_form: FindForm, secret: bytes) -> Returned:
    from cbreport.documents.html_filling import read_page

    return read_page(content, find_form, secret)


FILLINGS: Final[Mapping[str, Filling]] = {
    each.name: each
    for each in (
        Filling("xlsx", f"{_OFFICE}spreadsheetml.sheet", _write_workbook, _read_workbook),
        Filling("docx", f"{_OFFICE}wordprocessingml.document", _write_docx, _read_docx),
        Filling("html", "text/html; charset=utf-8", _write_html, _read_html),
        Filling("json", "application/json", write_data, read_data),
    )
}
