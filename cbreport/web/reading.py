"""A report to read on a page: the same tree of nodes as on paper."""

from __future__ import annotations

from typing import Final

from flask import request

from cbreport.documents import report_document
from cbreport.documents.nodes import Document
from cbreport.documents.viewing import Audience, Extent
from cbreport.reporting import IN_HAND, Report, may
from cbreport.web.context import Context

INTERNAL: Final = "internal"  # ?copy=internal: with what never leaves the Party


def audience_of(context: Context, report: Report) -> Audience:
    """Whose copy of the report is wanted: ``party``, ``secretariat`` or ``public``.

    A draft is the Party's own. What was submitted is shown to the Party as its Secretariat has it, unless it asks for
    its internal copy: nobody should take comments and private answers for a part of what was sent.
    """
    if may(context.identity, "inside", report.standing):
        own = report.status in IN_HAND or request.args.get("copy") == INTERNAL
        return "party" if own else "secretariat"
    return "secretariat" if context.identity.serves(report.form.convention) else "public"


def is_internal_copy(context: Context, report: Report) -> bool:
    """Whether what is shown of a submitted report holds more than was sent."""
    return report.status not in IN_HAND and audience_of(context, report) == "party"


def document_of(context: Context, report: Report, extent: Extent = "long") -> Document:
    """The report as a tree of nodes in the reader's language, with what she may see."""
    return report_document(report, context.language, extent=extent, audience=audience_of(context, report))
