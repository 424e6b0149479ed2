"""A kind of file that a plugin makes of reports to its own forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cbreport.reporting.report import Report

#: Names have a hyphen, which those of cbreport itself have not: so neither ever stands in the way of the other.
NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_ENDING: Final = re.compile(r"[a-z0-9]{1,8}")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]+(; charset=[a-z0-9-]+)?")


@dataclass(frozen=True)
class FileFormat:
    """A kind of file for another system, such as a clearing-house.

    :param name: as it is asked for: lower-case words with a hyphen between them, for example ``chm-json``.
    :param ending: of its files.
    :param title: what the file is, as English source text; pages show it.
    :param forms: the series of forms for whose reports it is.
    :param make: makes the file. The report that it is handed holds what leaves the Party, and no other answer: not the
        private ones, no comments and no proposals, whoever asks.
    """

    name: str
    media_type: str
    ending: str
    title: str
    forms: tuple[str, ...]
    make: Callable[[Report], bytes]

    @property
    def fault(self) -> str:
        """What is wrong with it; empty when nothing is.

        >>> FileFormat("chm", "application/json", "json", "A record", ("lakes-report",), lambda report: b"").fault
        '“chm” is no name of a file format; write lower-case words with a hyphen between them'
        """
        if not NAME.fullmatch(self.name):
            return f"“{self.name}” is no name of a file format; write lower-case words with a hyphen between them"
        if not _ENDING.fullmatch(self.ending):
            return f"“{self.ending}” is no ending of a file"
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            return f"“{self.media_type}” is no media type"
        if not self.title.strip() or not self.forms:
            return f"“{self.name}” has no title, or is for no form"
        return ""
