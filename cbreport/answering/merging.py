"""Bringing two people's changes together, answer by answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from cbreport.answering.answers import Answer


@dataclass(frozen=True)
class Merge:
    """What to write, and which addresses both sides changed in different ways."""

    changes: Mapping[str, Answer]
    conflicts: tuple[str, ...]


def merge(base: Mapping[str, Answer], mine: Mapping[str, Answer], theirs: Mapping[str, Answer]) -> Merge:
    """Three-way merge of the addresses in ``mine``; an address that is missing is blank.

    What I did not change stays theirs; what they did not change becomes mine; what both changed alike is no conflict.

    >>> result = merge({}, {"a": Answer("x"), "b": Answer("y")}, {"b": Answer("z"), "c": Answer("w")})
    >>> sorted(result.changes), result.conflicts
    (['a'], ('b',))
    """
    changes: dict[str, Answer] = {}
    conflicts: list[str] = []
    for address, answer in mine.items():
        before = _content(base.get(address, _BLANK))
        wanted = _content(answer)
        now = _content(theirs.get(address, _BLANK))
        if wanted in (before, now):
            continue
        if now == before:
            changes[address] = answer
        else:
            conflicts.append(address)
    return Merge(changes, tuple(conflicts))


_BLANK = Answer()


def _content(answer: Answer) -> str:
    """As JSON, where 1, 1.0 and true are three things; for Python they are equal and a change would be lost."""
    return json.dumps(answer.content(), sort_keys=True)
