"""The kinds of file that a report can be made into: one table that pages, command line and bulk exports read.

A format walks the tree of nodes (:class:`~cbreport.documents.nodes.Document`), or takes the reports themselves. Each
imports what it needs when its first file is made. Plugins bring further ones for reports to their own forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from typing import Any, Final

from cbreport.definition import digest_of
from cbreport.documents.attaching import data_of
from cbreport.documents.building import report_document
from cbreport.documents.nodes import Document, Glyphs
from cbreport.documents.viewing import Audience, Extent, refuse_unknown
from cbreport.documents.writing import Writer
from cbreport.errors import Term, UnknownName
from cbreport.reporting import FileFormat, Forms, Report


@dataclass(frozen=True)
class Paper:
    """How a document is printed, whatever it says; see :func:`cbreport.documents.render`."""

    archive: bool = False
    missing_glyphs: Glyphs = "written-out"

    def of(self, document: Document) -> Document:
        """The document to be printed like that."""
        meta = replace(document.meta, archive=self.archive, missing_glyphs=self.missing_glyphs)
        return replace(document, meta=meta)


@dataclass(frozen=True)
class Wish:
    """What a file of a report should be like; see :func:`cbreport.documents.render`."""

    language: str = "en"
    extent: Extent = "long"
    audience: Audience = "party"
    digest: str = ""
    snapshot: bytes = b""
    section: str = ""
    superseded_by: int = 0
    paper: Paper = Paper()

    def check(self) -> None:
        """Refuse what there is not.

        :raises UnknownName: there is no such language, extent or audience.
        """
        refuse_unknown(self.language, self.extent, self.audience)


@dataclass(frozen=True)
class Order:
    """A report with what its file should be like."""

    report: Report
    wish: Wish = Wish()

    @cached_property
    def document(self) -> Document:
        """The report as a document, with its data."""
        wish, report = self.wish, self.report
        document = report_document(
            report, wish.language, wish.extent, wish.audience, section=wish.section, superseded_by=wish.superseded_by,
            digest=digest_of(wish.snapshot) if wish.snapshot else wish.digest,
        )  # fmt: skip
        t = Writer(report.source.translator(wish.language, report.form.convention))
        data = data_of(report, t, wish.audience, section=wish.section, snapshot=wish.snapshot)
        return wish.paper.of(replace(document, meta=replace(document.meta, data=data)))


@dataclass(frozen=True)
class Format:
    """A kind of file.

    :param name: as it is asked for.
    :param title: what the file is, as source text; lists of formats show it.
    :param of_document: the file of any document, of a summary and a view too; None where the format is of reports only.
    :param of_report: the file of a report; None where it is that of its document, or of many reports that are one.
    :param of_reports: one file of many reports; None where each report has a file of its own.
    :param ending: of its files, where that is not the name.
    :param data: whether it is for programs and spreadsheets rather than for readers.
    :param needs: the module of an extra without which it cannot be made.
    """

    name: str
    media_type: str
    title: str = ""
    of_document: Callable[[Document], bytes] | None = None
    of_report: Callable[[Order], bytes] | None = None
    of_reports: Callable[[Sequence[Report], Wish], bytes] | None = None
    ending: str = ""
    data: bool = False
    needs: str = ""

    @property
    def available(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None

    @property
    def suffix(self) -> str:
        """The ending of its files."""
        return self.ending or self.name

    def make(self, what: Order | Document) -> bytes:
        """The bytes of the file.

        :raises UnknownName: the format is of reports only, and this is none.
        """
        if isinstance(what, Order):
            what.wish.check()
            if self.of_report:
                return self.of_report(what)
            if self.of_reports:
                return self.of_reports([what.report], what.wish)
            what = what.document
        if self.of_document is None:
            known = [name for name, each in FORMATS.items() if each.of_document]
            raise UnknownName("format of a summary", self.name, known)
        return self.of_document(what)


def _html(document: Document) -> bytes:
    from cbreport.documents.html import to_html

    return to_html(document).encode("utf-8")


def for_press(document: Document) -> dict[str, Any]:
    """What :func:`~cbreport.documents.pdf.html_to_pdf` and :meth:`~cbreport.documents.press.Press.submit` are given."""
    from cbreport.documents.html import to_html
    from cbreport.documents.pdf import missing_characters

    meta = document.meta
    return {"html": to_html(document, missing_characters), "data": meta.data, "archive": meta.archive}


def _pdf(document: Document) -> bytes:
    from cbreport.documents.pdf import html_to_pdf

    return html_to_pdf(**for_press(document))


def _docx(document: Document) -> bytes:
    from cbreport.documents.docx import to_docx

    return to_docx(document)


def _json(order: Order) -> bytes:
    from cbreport.documents.report_json import report_json

    return report_json(order.report, order.wish.audience)


def _jsonld(order: Order) -> bytes:
    from cbreport.documents.linked_data import report_jsonld

    return report_jsonld(order.report, order.wish.language, order.wish.audience)


def _csv(reports: Sequence[Report], wish: Wish) -> bytes:
    from cbreport.documents.data_package import answers_csv

    return answers_csv(reports, wish.language, wish.audience)


def _package(reports: Sequence[Report], wish: Wish) -> bytes:
    from cbreport.documents.data_package import data_package

    return data_package(reports, wish.language, wish.audience)


def _xlsx(reports: Sequence[Report], wish: Wish) -> bytes:
    from cbreport.documents.answer_book import answer_book

    return answer_book(reports, wish.language, wish.audience)


def _book(document: Document) -> bytes:
    from cbreport.documents.document_book import document_book

    return document_book(document)


def _parquet(reports: Sequence[Report], wish: Wish) -> bytes:
    from cbreport.documents.parquet import answers_parquet

    return answers_parquet(reports, wish.language, wish.audience)


_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("pdf", "application/pdf", Term("PDF"), of_document=_pdf),
        Format("html", "text/html; charset=utf-8", Term("Web page (HTML)"), of_document=_html),
        Format("docx", _DOCX, Term("Document (DOCX)"), of_document=_docx),
        Format("json", "application/json", Term("Report file (JSON)"), of_report=_json, data=True),
        Format("jsonld", "application/ld+json", Term("Linked data (JSON-LD)"), of_report=_jsonld, data=True),
        Format("xlsx", _XLSX, Term("Workbook (XLSX)"), of_document=_book, of_reports=_xlsx, data=True),
        Format("csv", "text/csv; charset=utf-8", Term("Table of answers (CSV)"), of_reports=_csv, data=True),
        Format(
            "datapackage", "application/zip", Term("Tables with code book (CSV, Data Package)"),
            of_reports=_package, ending="zip", data=True,
        ),
        Format(
            "parquet", "application/vnd.apache.parquet", Term("Table of answers (Parquet)"),
            of_reports=_parquet, data=True, needs="pyarrow",
        ),
    )
}  # fmt: skip


def formats_for(report: Report) -> Mapping[str, Format]:
    """Every format that the report can be made into, by name: cbreport's own, then those that plugins bring for it.

    >>> from cbreport.testing import example_library
    >>> library = example_library()
    >>> report = Report(library.form("example-national-report"), "KEN", "EX1", library=library)
    >>> [name for name, each in formats_for(report).items() if each.data]
    ['json', 'jsonld', 'xlsx', 'csv', 'datapackage', 'parquet']
    """
    brought = report.library.file_formats if report.library else ()
    return {**FORMATS, **{each.name: _brought(each) for each in brought if report.form.id in each.forms}}


def data_formats(report: Report) -> tuple[Format, ...]:
    """The formats for programs and spreadsheets in which the report's data can be had here."""
    return tuple(each for each in formats_for(report).values() if each.data and each.available)


def all_formats(source: Forms) -> Mapping[str, Format]:
    """Every format that is installed, whatever the form."""
    return {**FORMATS, **{each.name: _brought(each) for each in source.file_formats}}


def _brought(format: FileFormat) -> Format:
    return Format(
        format.name, format.media_type, format.title, ending=format.ending, data=True,
        of_report=lambda order: format.make(order.report),
    )  # fmt: skip


def find_format(name: str, known: Mapping[str, Format] = FORMATS) -> Format:
    """The format of that name.

    :param known: where to look for it; see :func:`formats_for`.
    :raises UnknownName: there is none.

    >>> find_format("pdf").media_type
    'application/pdf'
    """
    if name not in known:
        raise UnknownName("format", name, known)
    return known[name]


def format_of_file(ending: str, known: Mapping[str, Format]) -> Format | None:
    """The format that the ending of a file says: the one of that name, or the only one with that ending.

    >>> [found.name if (found := format_of_file(each, FORMATS)) else None for each in ("json", "zip", "doc")]
    ['json', 'datapackage', None]
    """
    if ending in known:
        return known[ending]
    having = [each for each in known.values() if each.suffix == ending]
    return having[0] if len(having) == 1 else None
