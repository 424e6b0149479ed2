"""A report as a report file."""

from __future__ import annotations

import json

from cbreport.documents.viewing import Audience
from cbreport.reporting import Report, report_data


def report_json(report: Report, audience: Audience = "party") -> bytes:
    """The report file: whole for the Party, for everybody else with what leaves the Party."""
    data = report_data(report, public=audience != "party")
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")
