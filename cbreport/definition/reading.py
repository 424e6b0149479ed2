"""Reading YAML so that nothing is guessed: every scalar is text, and every mapping knows its line.

PyYAML's events are used instead of its constructors: YAML 1.1 would turn Norway's ``NO`` into False and ``1.10`` into
1.1, and would keep the last of two equal keys without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from cbreport.errors import DefinitionError, finding

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Table(dict[str, Any]):
    """A YAML mapping that knows its file, its line and the line of each key."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}


class Rows(list[Any]):
    """A YAML sequence that knows the line of each entry."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def read_yaml(text: str, file: str) -> Table:
    r"""The one mapping in ``text``. ``file`` is used in messages only.

    :raises DefinitionError: not YAML, not a mapping, duplicate keys, anchors, aliases, tags, or over one megabyte.

    >>> read_yaml("country: NO\nversion: 1.10", "x.yaml")
    {'country': 'NO', 'version': '1.10'}
    """
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise DefinitionError([finding("F01", file=file, line=line, problem="half a character stands here")]) from None
    if size > MAX_BYTES:
        raise DefinitionError([finding("F04", file=file, line=1, size=str(size), limit=str(MAX_BYTES))])
    try:
        reader = _Reader(yaml.parse(text, Loader=_Loader), file)
        tree = reader.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else 1
        raise DefinitionError([finding("F01", file=file, line=line, problem=str(problem))]) from None
    if not isinstance(tree, Table):
        raise DefinitionError([finding("F01", file=file, line=1, problem="the file does not hold a mapping")])
    return tree


class _Reader:
    """Builds tables and rows from YAML events."""

    def __init__(self, events: Iterator[yaml.Event], file: str) -> None:
        self.events = events
        self.file = file

    def document(self) -> object:
        next(self.events)  # stream start
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        tree = self.node(next(self.events), 0)
        next(self.events)  # document end
        extra = next(self.events)
        if not isinstance(extra, yaml.StreamEndEvent):
            self.refuse("F01", extra, problem="a second document begins here")
        return tree

    def node(self, event: yaml.Event, depth: int) -> object:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or self._tagged(event):
            self.refuse("F03", event)
        if depth > MAX_DEPTH:
            self.refuse("F01", event, problem=f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self.rows(depth)
        return self.table(event, depth)

    @staticmethod
    def _tagged(event: yaml.Event) -> bool:
        return bool(getattr(event, "tag", None)) and getattr(event, "tag", None) != "!"

    def rows(self, depth: int) -> Rows:
        rows = Rows()
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            rows.lines.append(_line(event))
            rows.append(self.node(event, depth + 1))
        return rows

    def table(self, start: yaml.Event, depth: int) -> Table:
        table = Table(self.file, _line(start))
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            if not isinstance(key, str):
                self.refuse("F01", event, problem="a key must be text")
            if key in table:
                self.refuse("F02", event, key=str(key))
            value_event = next(self.events)
            value = self.node(value_event, depth + 1)
            if value == "" and getattr(value_event, "style", None) not in ("'", '"'):
                self.refuse("F06", event, key=str(key))
            table.lines[str(key)] = _line(event)
            table[str(key)] = value
        return table

    def refuse(self, code: str, event: yaml.Event, **values: str) -> None:
        raise DefinitionError([finding(code, file=self.file, line=_line(event), **values)])


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 1
