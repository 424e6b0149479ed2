"""Facts as a store would tell them, from a few lines: who reported, and what was said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from cbreport.definition import Form, load_form
from cbreport.reporting.identity import PUBLIC, Identity
from cbreport.synthesis.asking import Item, Pair, Reported, Said, Scope

WHO = PUBLIC
NOW = Scope(("example",), ("EX1",))
FORM = load_form(
    """
cbreport: 1
id: r
edition: e1
convention: example
title: Report
sections:
  - id: only
    title: Only
    questions:
      - id: help
        type: choose-many
        label: Which help?
        concept: capacity.assistance-type
        options:
          - {code: funds, label: Funds}
          - {code: courses, label: Courses}
          - {code: none, label: None}
          - {code: na, label: N/A, means: not-applicable}
      - {id: secret, type: yes-no, label: Is it secret?, private: true}
      - {id: why, type: long-text, label: Why?}
      - id: who
        type: matrix
        label: Who needs what?
        rows: [{code: rangers, label: Rangers}, {code: customs, label: Customs}]
        columns:
          - {id: funds, type: tick, label: Funds}
          - {id: courses, type: tick, label: Courses}
          - {id: level, type: choose-one, label: Level, options: [{code: low, label: Low}, {code: high, label: High}]}
          - {id: number, type: integer, label: How many?}
      - id: needs
        type: group
        label: Needs
        questions:
          - {id: what, type: text, label: What}
          - id: group
            type: choose-many
            label: For whom
            options: [{code: rangers, label: R}, {code: customs, label: C}]
          - id: kind
            type: choose-one
            label: Kind
            concept: capacity.assistance-type
            options: [{code: funds, label: Money}, {code: maps, label: Maps}]
          - {id: name, type: yes-no, label: Name known?, private: true}
""",
    "said.yaml",
)


def line(party: str, item: str, code: str = "", kind: str = "value", row: str = "", to: str = "example") -> Said:
    """``item`` is ``series/question`` or ``series/question.part``; the series is ``r`` by default."""
    series, _, rest = item.rpartition("/")
    question, _, part = rest.partition(".")
    return Said(to, party, Item(series or "r", question, part), kind, code, row)


def reported(
    *parties: str, form: str = "r", edition: str = "e1", ready: int = 1, to: str = "example"
) -> list[Reported]:
    return [Reported(to, party, form, edition, 1, ready) for party in parties]


@dataclass
class Kept:
    """Answers from lists, to what these tables ask."""

    who: Sequence[Reported]
    lines: Sequence[Said] = ()
    rows: Sequence[Pair] = ()

    def reported(self, identity: Identity, scope: Scope) -> Sequence[Reported]:
        return self.who

    def said(self, identity: Identity, scope: Scope, items: Collection[Item], *, rows: bool = False) -> Sequence[Said]:
        return [each for each in self.lines if any(_about(each.item, item) for item in items)]

    def pairs(self, identity: Identity, scope: Scope, first: Item, second: Item) -> Sequence[Pair]:
        return self.rows


def _about(item: Item, asked: Item) -> bool:
    """As a store does: with a part come the facts of the question as a whole."""
    same = (item.series, item.question) == (asked.series, asked.question)
    return same and (not asked.part or item.part in ("", asked.part))


def question(name: str, form: Form = FORM) -> Any:
    found = form.question(name)
    assert found is not None
    return found
