"""Crosswalk files: both ends, every code, every type, and what goes backwards."""

from __future__ import annotations

from textwrap import indent

import pytest

from cbreport.definition import Form, load_crosswalk, load_form
from cbreport.errors import DefinitionError, UnknownName
from tests.definition.small import written

CORE = """
- id: help
  type: choose-many
  label: Help
  options:
    - {code: funding, label: Funding}
    - {code: equipment, label: Equipment}
    - {code: technical, label: Technical}
    - {code: none, label: None}
    - {code: na, label: Not applicable, means: not-applicable}
- id: plan
  type: choose-one
  label: Plan
  options: [{code: full, label: F}, {code: part, label: P}, {code: "no", label: N}]
- {id: people, type: integer, label: People}
- {id: story, type: text, label: Story}
- id: acts
  type: group
  label: Activities
  questions:
    - {id: title, type: text, label: Title}
    - {id: kind, type: choose-one, label: Kind, options: [{code: course, label: C}, {code: visit, label: V}]}
    - {id: people, type: integer, label: People}
    - {id: who, type: choose-one, label: Who, options: [{code: rangers, label: R}, {code: police, label: P}]}
"""
OTHER = """
- {id: assessed, type: yes-no, label: Assessed?}
- id: wanted
  type: choose-many
  label: Wanted
  options: [{code: money, label: Money}, {code: expertise, label: E}, {code: na, label: n.a., means: not-applicable}]
- {id: text, type: long-text, label: Text}
- id: held
  type: choose-one
  label: Held
  options:
    - {code: none, label: 0, from: 0, to: 0}
    - {code: few, label: Few, from: 1, to: 5}
    - {code: many, label: M, from: 6}
- {id: trained, type: integer, label: Trained}
- id: m
  type: matrix
  label: M
  rows: [{code: enforcement, label: E}]
  columns: [{id: course, type: tick, label: C}, {id: note, type: text, label: N}]
- id: courses
  type: group
  label: Courses
  questions:
    - {id: name, type: long-text, label: Name}
    - {id: sort, type: choose-one, label: S, options: [{code: c, label: C}]}
- id: data
  type: choose-many
  label: Data
  options: [{code: trained, label: T, with: integer}, {code: held, label: H, with: integer}, {code: more, label: M}]
- {id: read-me, type: note, label: Read}
"""


def form(series: str, questions: str) -> Form:
    return load_form(written(questions).replace("id: small", f"id: {series}", 1))


FORMS = {each.key: each for each in (form("core", CORE), form("other", OTHER))}


def find(key: str) -> Form:
    if key not in FORMS:
        raise UnknownName("form", key, FORMS)
    return FORMS[key]


def text(mappings: str, target: str = "other@one") -> str:
    head = f"cbreport: 1\ncrosswalk: small\nfrom: core@one\nto: {target}\nmappings:\n"
    return head + indent(mappings.strip("\n"), "  ") + "\n"


def codes(mappings: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load_crosswalk(text(mappings), "walk.yaml", find)
    assert all(each.file == "walk.yaml" and each.line for each in caught.value.findings)
    return [each.code for each in caught.value.findings]


GOOD = """
- from: help
  to: wanted
  relation: close
  options: {funding: money, technical: expertise, equipment: expertise, na: na}
  note: Equipment counts as expertise.
- from: plan
  to: assessed
  relation: broad
  options: {full: "true", part: "true", "no": "false"}
  back: {"false": "no"}
  note: N
- {from: story, to: text, relation: exact}
- {from: people, to: held, relation: exact, back: false}
- {count: acts, to: held, relation: narrow, where: {kind: [course]}, note: Courses only.}
- {sum: acts.people, to: trained, relation: exact}
- from: acts
  to: courses
  relation: close
  note: N
  parts: [{from: title, to: name}, {from: kind, to: sort, options: {course: c}}]
- from: acts
  to: m
  relation: broad
  note: N
  cells: {row: who, column: kind, rows: {rangers: enforcement, police: enforcement}, columns: {course: course}}
"""


def test_it_is_read_in_both_directions() -> None:
    ahead, back = load_crosswalk(text(GOOD), "walk.yaml", find)
    assert (ahead.source, ahead.target, len(ahead.pairs)) == ("core@one", "other@one", 8)
    assert (back.source, back.target) == ("other@one", "core@one")
    turned = {(pair.source, pair.target): pair for pair in back.pairs}
    # Computed numbers, cells and what says so do not go back.
    assert list(turned) == [("wanted", "help"), ("assessed", "plan"), ("text", "story"), ("courses", "acts")]
    assert turned["assessed", "plan"].relation == "narrow"
    assert turned["assessed", "plan"].options == {"false": ("no",)}
    # Nobody can tell which of two codes was meant, so that one does not go back.
    assert turned["wanted", "help"].options == {"money": ("funding",), "na": ("na",)}
    assert [(part.source, part.target) for part in turned["courses", "acts"].parts] == [
        ("name", "title"),
        ("sort", "kind"),
    ]


def test_one_that_goes_nowhere_backwards_is_read_once() -> None:
    assert len(load_crosswalk(text("- {sum: acts.people, to: trained, relation: exact}"), "walk.yaml", find)) == 1


CELLS = "- from: acts\n  to: m\n  relation: exact\n  cells: "


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ("- {from: no-such, to: text, relation: exact}", ["F41"]),
        ("- {from: story, to: no-such, relation: exact}", ["F41"]),
        ("- {from: story, to: read-me, relation: exact}", ["F41"]),
        ("- {from: 'acts[r1].title', to: text, relation: exact}", ["F41"]),  # a row whose key no form can know
        ("- {from: story, to: 'm[enforcement]', relation: exact}", ["F41"]),
        ("- {from: story, to: 'm[nobody].note', relation: exact}", ["F41"]),
        ("- {from: help, to: wanted, relation: exact, options: {food: money}}", ["F42"]),
        ("- {from: help, to: wanted, relation: exact, options: {funding: gold}}", ["F42"]),
        ("- {from: plan, to: assessed, relation: exact, options: {full: 'yes'}}", ["F42"]),
        ("- {from: help, to: wanted, relation: exact, options: {na: money}}", ["F45"]),
        ("- {from: help, to: wanted, relation: exact}", ["F43"]),  # not the same codes
        ("- {from: story, to: trained, relation: exact}", ["F43"]),
        ("- {from: story, to: text, relation: exact, options: {a: b}}", ["F43"]),
        ("- {from: acts, to: courses, relation: exact}", ["F43"]),  # which parts?
        ("- {from: acts, to: text, relation: exact}", ["F43"]),
        ("- {from: acts, to: courses, relation: exact, parts: [{from: nope, to: name}]}", ["F41"]),
        ("- {from: acts, to: courses, relation: exact, parts: [{from: people, to: name}]}", ["F43"]),
        ("- {count: story, to: held, relation: exact}", ["F43"]),
        ("- {count: acts, to: text, relation: exact}", ["F43"]),
        ("- {count: acts, to: held, relation: exact, where: {kind: [dance]}}", ["F42"]),
        ("- {count: acts, to: held, relation: exact, where: {nope: [x]}}", ["F41"]),
        ("- {sum: acts.title, to: trained, relation: exact}", ["F43"]),
        ("- {sum: acts, to: trained, relation: exact}", ["F43"]),
        (CELLS + "{row: who, column: kind, rows: {x: enforcement}, columns: {course: course}}", ["F42"]),
        (CELLS + "{row: who, column: kind, rows: {rangers: x}, columns: {course: note}}", ["F42", "F42"]),
        (CELLS + "{row: nope, column: kind, rows: {}, columns: {}}", ["F41"]),
        ("- {collect: acts.kind, to: wanted, relation: exact, options: {course: x}}", ["F42"]),
        ("- {collect: acts.kind, to: wanted, relation: exact, options: {x: money}}", ["F42"]),
        ("- {collect: acts.kind, to: wanted, relation: exact}", ["F43"]),  # not the same codes
        ("- {collect: acts.title, to: wanted, relation: exact, options: {}}", ["F43"]),
        ("- {collect: acts, to: wanted, relation: exact, options: {}}", ["F43"]),
        ("- {collect: acts.nope, to: wanted, relation: exact, options: {}}", ["F41"]),
        ("- {some: acts, to: wanted, option: x, relation: exact}", ["F42"]),
        ("- {some: acts, to: text, option: x, relation: exact}", ["F43", "F42"]),
        ("- {some: story, to: assessed, option: 'true', relation: exact}", ["F43"]),
        ("- {some: acts, to: assessed, relation: exact}", ["F05"]),
        ("- {some: acts, where: {kind: [x]}, to: assessed, option: 'true', relation: exact}", ["F42"]),
        ("- {from: story, to: text, option: x, relation: exact}", ["F05"]),
        ("- {to: data, relation: exact, numbers: [{count: acts, option: more}]}", ["F43"]),
        ("- {to: data, relation: exact, numbers: [{count: acts, option: x}]}", ["F42"]),
        ("- {to: data, relation: exact, numbers: [{sum: acts.title, option: held}]}", ["F43"]),
        ("- {to: data, relation: exact, numbers: [{sum: acts.nope, option: held}]}", ["F41"]),
        ("- {to: data, relation: exact, numbers: [{option: held}]}", ["F05"]),
        ("- {to: text, relation: exact, numbers: [{count: acts, option: held}]}", ["F43", "F42"]),
        ("- {from: story, to: text, relation: broad}", ["F44"]),
        ("- {from: story, to: text}", ["F05"]),
        ("- {to: text, relation: exact}", ["F05"]),
        ("- {from: story, count: acts, to: text, relation: exact}", ["F05"]),
        ("- {from: story, to: text, relation: similar}", ["F05"]),
        ("- {from: story, to: text, relation: exact, options: [a]}", ["F05"]),
        ("- {from: story, to: text, relation: exact, options: {a: {b: c}}}", ["F05"]),
        ("- {from: story, to: text, relation: exact, back: maybe}", ["F05"]),
        ("- {from: story, to: text, relation: exact, colour: red}", ["F05"]),
        ("- {from: plan, to: assessed, relation: exact, options: {full: 'true'}, back: {'true': maybe}}", ["F42"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(mapping: str, expected: list[str]) -> None:
    assert codes(mapping) == expected


def test_a_form_that_is_not_there_is_told() -> None:
    with pytest.raises(DefinitionError) as caught:
        load_crosswalk(text(GOOD, "gone@one"), "walk.yaml", find)
    assert [(each.code, each.values["form"]) for each in caught.value.findings] == [("F40", "gone@one")]
