"""Capacity-building sections of harmonised national reports: define, fill in, check, print and compare.

>>> from cbreport.testing import example_library
>>> library = example_library()
>>> report = load_report({"cbreport": 1, "form": "example-national-report", "edition": "ex1", "party": "KEN",
...                       "cycle": "EX1", "answers": {"assessed": {"value": True}}}, library)
>>> [found.code for found in check(report)]
['A02']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbreport.errors import CbreportError, Finding, Term
from cbreport.hookspecs import hookimpl
from cbreport.library import Library
from cbreport.mailing import Contact
from cbreport.reporting import Identity, Report, check, load_report, propose

if TYPE_CHECKING:
    from cbreport.documents import render
    from cbreport.synthesis.whole import synthesise
    from cbreport.web import CBReport

__all__ = [
    "CBReport",
    "CbreportError",
    "Contact",
    "Finding",
    "Identity",
    "Library",
    "Report",
    "Term",
    "check",
    "hookimpl",
    "load_report",
    "propose",
    "render",
    "synthesise",
]


def __getattr__(name: str) -> Any:
    """Flask and WeasyPrint are imported only when they are asked for."""
    if name == "CBReport":
        from cbreport.web import CBReport

        return CBReport
    if name == "synthesise":
        from cbreport.synthesis.whole import synthesise

        return synthesise
    if name == "render":
        from cbreport.documents import render

        return render
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
