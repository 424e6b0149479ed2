"""CMS, the Convention on the Conservation of Migratory Species of Wild Animals, as a plugin of cbreport.

:mod:`cbreport_cms.convention` says what the convention is and which files belong to it; :mod:`cbreport_cms.checks`
looks at a report the way the CMS Secretariat would. The entry point names this package, so every hook stands here, too.
"""

from __future__ import annotations

from cbreport_cms.checks import cbreport_check_report
from cbreport_cms.convention import (
    cbreport_blocks,
    cbreport_conventions,
    cbreport_crosswalks,
    cbreport_examples,
    cbreport_forms,
    cbreport_translations,
    cbreport_vocabularies,
)

__all__ = [
    "cbreport_blocks",
    "cbreport_check_report",
    "cbreport_conventions",
    "cbreport_crosswalks",
    "cbreport_examples",
    "cbreport_forms",
    "cbreport_translations",
    "cbreport_vocabularies",
]
