"""What files of a report are called, wherever they are made."""

from __future__ import annotations

import re
from typing import Final

from cbreport.reporting import Report, ReportSummary

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9-]")


def file_stem(report: Report | ReportSummary, *, internal: bool = False) -> str:
    """The name of a file without its ending: convention, Party, cycle, version and status.

    It is safe in a header and in a path, see :func:`safe`.

    :param internal: whether the file holds what never leaves the Party.
    """
    return f"{version_stem(report)}-{safe(report.status)}{'-internal' if internal else ''}"


def version_stem(report: Report | ReportSummary) -> str:
    """The same for what a change of status does not change: convention, Party, cycle and version."""
    convention = report.convention if isinstance(report, ReportSummary) else report.form.convention
    return safe(f"{convention}-{report.party}-{report.cycle}-v{report.version}").lower()


def safe(text: str) -> str:
    """A text as part of a path on every system: letters, digits and hyphens; all else by its code.

    >>> safe("COP14"), safe("../a b"), safe("")
    ('COP14', '_2e_2e_2fa_20b', '_')
    """
    return _UNSAFE.sub(lambda found: f"_{found.group().encode('utf-8', 'surrogatepass').hex()}", text) or "_"
