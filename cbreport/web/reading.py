"""A report to read on a page: the same tree of nodes as on paper."""

from __future__ import annotations

from cbreport.documents import report_document
from cbreport.documents.nodes import Document
from cbreport.documents.viewing import Audience, Extent
from cbreport.reporting import Report
from cbreport.web.context import Context


def audience_of(context: Context, report: Report) -> Audience:
    """``party`` for those who fill the report in, ``secretariat`` for its Secretariat, else ``public``."""
    convention = report.form.convention
    if context.identity.answers_for(convention, report.party):
        return "party"
    return "secretariat" if context.identity.serves(convention) else "public"


def document_of(context: Context, report: Report, extent: Extent = "long") -> Document:
    """The report as a tree of nodes in the reader's language, with what she may see."""
    return report_document(report, context.language, extent=extent, audience=audience_of(context, report))
