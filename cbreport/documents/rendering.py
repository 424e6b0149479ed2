"""One function for every document and every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cbreport.definition import LANGUAGE_NAMES, Cycle, Translator
from cbreport.documents.building import report_document
from cbreport.documents.html import to_html
from cbreport.documents.nodes import Document
from cbreport.documents.summaries import summary_document
from cbreport.documents.viewing import Audience, Extent
from cbreport.errors import UnknownName
from cbreport.reporting import Report
from cbreport.synthesis import QuestionSummary, SubmissionTable


def _html(document: Document) -> bytes:
    return to_html(document).encode("utf-8")


def _pdf(document: Document) -> bytes:
    from cbreport.documents.pdf import html_to_pdf

    return html_to_pdf(to_html(document))


_FORMATS: Final[Mapping[str, Callable[[Document], bytes]]] = {"html": _html, "pdf": _pdf}
FORMATS: Final = tuple(_FORMATS)


def render(
    what: Report | QuestionSummary | SubmissionTable | Document,
    format: str,
    *,
    language: str = "en",
    extent: Extent = "long",
    audience: Audience = "party",
    digest: str = "",
) -> bytes:
    """A report, a synthesis, or a document that was built already, as the bytes of a file.

    :param format: ``pdf`` or ``html``.
    :param language: one of the languages of the United Nations; a document has its own already.
    :param extent: ``long`` prints every question that is shown, with all options; ``short`` only answers.
    :param audience: everybody but the ``party`` gets it without private answers, comments and unconfirmed proposals.
    :param digest: of the snapshot of what was submitted, printed so that a reader can compare.
    :raises UnknownName: there is no such format, language, extent or audience.
    :raises RenderError: the document could not be made.
    :raises ConfigurationError: a system library that PDF needs is missing.

    >>> from cbreport.testing import example_library
    >>> library = example_library()
    >>> report = Report(library.form("example-national-report"), "KEN", "EX1", library=library)
    >>> render(report, "html").startswith(b"<!doctype html>")
    True
    """
    if format not in _FORMATS:
        raise UnknownName("format", format, FORMATS)
    if isinstance(what, Report):
        document = report_document(what, language, extent, audience, digest=digest)
    elif isinstance(what, Document):
        document = what
    else:
        document = _of_synthesis(what, language)
    return _FORMATS[format](document)


def _of_synthesis(what: QuestionSummary | SubmissionTable, language: str) -> Document:
    """The document of a synthesis, translated with the library of the reports that were counted."""
    if language not in LANGUAGE_NAMES:
        raise UnknownName("language", language, LANGUAGE_NAMES)
    reports = what.data.reports.values()
    convention = what.data.convention
    source = next((report.library for report in reports if report.library), None)
    translator = source.translator(language, convention.id) if source else Translator(language)
    return summary_document(what, convention, cycle_of(what), language, translator)


def cycle_of(what: QuestionSummary | SubmissionTable) -> Cycle:
    """The cycle of a synthesis: that of the table, or the one in which the form of the question was answered.

    :raises UnknownName: no cycle of the convention is answered with that form.
    """
    if isinstance(what, SubmissionTable):
        return what.cycle
    cycles = what.data.convention.cycles
    for cycle in cycles:
        if (cycle.form, cycle.edition) == (what.form.id, what.form.edition):
            return cycle
    raise UnknownName("cycle with the form", what.form.key, (f"{each.form}@{each.edition}" for each in cycles))
