"""Where a question stands: the address of its page, and of its field there."""

from __future__ import annotations

from flask import url_for

from cbreport.definition import pages, parse_address
from cbreport.reporting import Report
from cbreport.web import fields


def question_url(report: Report, address: str, *, missing: bool = False) -> str:
    """The page and the field of an answer; empty when the form has no such question."""
    place = parse_address(address)
    section = report.form.section_of(place.question) if place else None
    question = report.form.at(address)
    if place is None or section is None or question is None:
        return ""
    for page in pages(section):
        if any(each.id == place.question for each in page.questions):
            anchor = fields.target_id(question, address)
            where = {"report_id": report.id, "section_id": section.id, "number": str(page.number)}
            if missing:
                where["missing"] = "1"
            return f"{url_for('.section', **where)}#{anchor}"  # type: ignore[arg-type] # values of the address only
    return ""
