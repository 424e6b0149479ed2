"""The report's own data inside its document, so that whoever has the paper can compare it with what was submitted."""

from __future__ import annotations

from cbreport.definition import canonical_json
from cbreport.documents.naming import version_stem
from cbreport.documents.nodes import Attached
from cbreport.documents.viewing import Audience, is_internal
from cbreport.documents.writing import Writer
from cbreport.reporting import IN_HAND, Report, report_data, snapshot_of


def data_of(
    report: Report, t: Writer, audience: Audience, *, section: str = "", snapshot: bytes = b""
) -> Attached | None:
    """What is attached to the document of a report: what was submitted, or of a draft what would be submitted now.

    Nothing private is ever in it. A document that holds more than was sent, or a part only, has none: with the data of
    the whole report it would be taken for what was submitted.

    :param section: id of the only section in the document.
    :param snapshot: what was submitted, byte for byte.
    """
    if is_internal(report, audience) or section or report.partial:
        return None
    name = f"{version_stem(report)}.json"
    if report.status in IN_HAND:
        words = t("The answers of the draft, without what stays in the country")
        return Attached(name, canonical_json(report_data(report, public=True)), str(words))
    return Attached(name, snapshot or snapshot_of(report), str(t("What was submitted, byte for byte (JSON)")))
