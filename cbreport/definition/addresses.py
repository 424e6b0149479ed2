"""Addresses of answers: ``assistance``, ``trainings[r7f3].title``, ``needs-matrix[enforcement].training``.

Rows have keys, never positions; sections are no part of an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

ID_PATTERN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
CODE_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ADDRESS = re.compile(
    rf"(?P<question>{ID_PATTERN.pattern})(?:\[(?P<row>{CODE_PATTERN.pattern})\](?:\.(?P<column>{ID_PATTERN.pattern}))?)?"
)


@dataclass(frozen=True)
class Address:
    """Where an answer stands: a question, or a row (and column) of a matrix or group."""

    question: str
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        if not self.row:
            return self.question
        return f"{self.question}[{self.row}]" + (f".{self.column}" if self.column else "")


@lru_cache(maxsize=65_536)  # the same few thousand addresses are read again and again
def parse_address(text: str) -> Address | None:
    """Read an address; None when ``text`` is not one.

    >>> parse_address("trainings[r7f3].title")
    Address(question='trainings', row='r7f3', column='title')
    >>> parse_address("trainings[0") is None
    True
    """
    found = _ADDRESS.fullmatch(text) if len(text) <= 300 else None
    return Address(found["question"], found["row"] or "", found["column"] or "") if found else None
