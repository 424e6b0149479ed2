"""One function for every document and every format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from cbreport.definition import LANGUAGE_NAMES, Cycle, Translator
from cbreport.documents.formats import FORMATS, Order, Paper, Wish, find_format, formats_for
from cbreport.documents.nodes import Document, Glyphs
from cbreport.documents.overviews import overview_document
from cbreport.documents.summaries import summary_document
from cbreport.documents.viewing import Audience, Extent
from cbreport.errors import UnknownName
from cbreport.reporting import Report
from cbreport.synthesis import QuestionSummary, SubmissionTable
from cbreport.synthesis.overview import Overview

GLYPHS: Final = get_args(Glyphs)


def render(
    what: Report | QuestionSummary | SubmissionTable | Overview | Document,
    format: str,
    *,
    language: str = "en",
    extent: Extent = "long",
    audience: Audience = "party",
    digest: str = "",
    snapshot: bytes = b"",
    section: str = "",
    superseded_by: int = 0,
    archive: bool = False,
    missing_glyphs: Glyphs = "written-out",
) -> bytes:
    """A report, a synthesis, or a document that was built already, as the bytes of a file.

    :param format: one of :data:`FORMATS`, or of a report one that a plugin brings for its form.
    :param language: one of the languages of the United Nations; a document has its own already.
    :param extent: ``long`` prints every question that is shown, with all options; ``short`` only answers.
    :param audience: everybody but the ``party`` gets it without private answers, comments and unconfirmed proposals.
    :param digest: of the snapshot of what was submitted, printed so that a reader can compare.
    :param snapshot: what was submitted, byte for byte; a PDF carries it, and its digest is printed.
    :param section: id of the only section to print; by default all are.
    :param superseded_by: the version that replaced this one; 0 while it is current.
    :param archive: a PDF to be kept for decades: PDF/A-3 besides PDF/UA-1.
    :param missing_glyphs: what becomes of a character that no font has: it is ``written-out`` as ``[U+1F600]`` and the
        document says so, or it is an ``error``.
    :raises UnknownName: there is no such format, language, extent, audience, section or treatment of glyphs.
    :raises RenderError: the document could not be made, or has a missing glyph that was to be an error.
    :raises ConfigurationError: a system library that PDF needs is missing.

    >>> from cbreport.testing import example_library
    >>> library = example_library()
    >>> report = Report(library.form("example-national-report"), "KEN", "EX1", library=library)
    >>> render(report, "html").startswith(b"<!doctype html>")
    True
    """
    if missing_glyphs not in GLYPHS:
        raise UnknownName("treatment of missing glyphs", missing_glyphs, GLYPHS)
    paper = Paper(archive, missing_glyphs)
    if isinstance(what, Report):
        wish = Wish(language, extent, audience, digest, snapshot, section, superseded_by, paper)
        return find_format(format, formats_for(what)).make(Order(what, wish))
    return find_format(format).make(paper.of(what if isinstance(what, Document) else _of_synthesis(what, language)))


def render_together(
    reports: Sequence[Report], format: str, *, language: str = "en", audience: Audience = "party"
) -> bytes:
    r"""The answers of many reports, to one form or several, as one file.

    :param format: one of those that hold a table of answers: xlsx, csv, datapackage, parquet.
    :raises UnknownName: there is no such format or language, or it is of one report only.
    :raises ValueError: a version of a report is there twice.

    >>> from cbreport.testing import example_library
    >>> library = example_library()
    >>> form = library.form("example-national-report")
    >>> reports = [Report(form, code, "EX1", library=library) for code in ("KEN", "NOR")]
    >>> render_together(reports, "csv").startswith(b"\xef\xbb\xbfreport,convention,party,")
    True
    """
    chosen = find_format(format)
    if chosen.of_reports is None:
        raise UnknownName("format of many reports", format, [name for name, each in FORMATS.items() if each.of_reports])
    wish = Wish(language, audience=audience)
    wish.check()
    return chosen.of_reports(reports, wish)


def _of_synthesis(what: QuestionSummary | SubmissionTable | Overview, language: str) -> Document:
    """The document of a synthesis, translated with the library of the reports that were counted."""
    if language not in LANGUAGE_NAMES:
        raise UnknownName("language", language, LANGUAGE_NAMES)
    if isinstance(what, Overview):
        known = what.library.translator(language, what.convention.id) if what.library else Translator(language)
        return overview_document(what, language, known)
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
