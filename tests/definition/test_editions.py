"""What changed between two editions, and what their names allow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cbreport.definition import Form, load_form
from cbreport.definition.editions import (
    KINDS,
    Difference,
    allowed_kinds,
    compare_editions,
    load_lock,
    lock_text,
    refused_differences,
)
from cbreport.errors import DefinitionError

TEXT = """
cbreport: 1
id: small
edition: one
convention: example
title: Small
languages: [en]
non-answers: []
sections:
  - id: first
    title: First
    questions:
      - {id: plan, type: yes-no, label: Is there a plan?}
      - {id: where, type: text, label: Where is it?, show-when: {item: plan, equals: "true"}}
      - {id: people, type: integer, label: People, at-least: 1, at-most: 50, unit: persons}
      - id: help
        type: choose-many
        label: Help
        exclusive: [none]
        options:
          - {code: funding, label: Funding}
          - {code: other, label: Other, with: text}
          - {code: none, label: None}
          - {code: band, label: Band, from: 1, to: 5}
      - id: needs
        type: matrix
        label: Needs
        rows: [{code: managers, label: Managers}, {code: police, label: Police}]
        columns: [{id: advice, type: tick, label: Advice}, {id: details, type: text, label: Details}]
      - {id: contact, type: text, label: Contact, private: true}
      - {id: remark, type: note, label: Thank you.}
  - id: second
    title: Second
    questions: [{id: cost, type: money, label: Cost, currencies: [USD, EUR]}]
"""


def edition(*changes: tuple[str, str], name: str = "two") -> Form:
    text = TEXT.replace("edition: one", f"edition: {name}")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return load_form(text)


OLD = load_form(TEXT)

CASES: list[tuple[str, str, str, str]] = [
    # what is written otherwise, how, the kind of the change, where it is told
    ("Where is it?", "Where does it stand?", "wording", "where"),
    ("label: Funding", "label: Money", "wording", "help"),
    ("title: First", "title: Beginning", "wording", ""),
    ("title: Small", "title: Short", "wording", ""),
    ("label: Advice", "label: Counsel", "wording", "needs.advice"),
    ("- {id: remark, type: note, label: Thank you.}", "", "wording", "remark"),
    ("languages: [en]", "languages: [en, fr]", "additive", ""),
    (
        "- {id: remark, type: note, label: Thank you.}",
        "- {id: more, type: text, label: More?}\n      - {id: remark, type: note, label: Thank you.}",
        "additive",
        "more",
    ),
    (
        "- {code: none, label: None}",
        "- {code: law, label: Law}\n          - {code: none, label: None}",
        "additive",
        "help",
    ),
    (', show-when: {item: plan, equals: "true"}', "", "additive", "where"),
    ("at-least: 1,", "at-least: 0,", "additive", "people"),
    ("at-most: 50,", "", "additive", "people"),
    ("currencies: [USD, EUR]", "currencies: [USD, EUR, XOF]", "additive", "cost"),
    ("non-answers: []", "non-answers: [no-information]", "additive", "plan"),
    ("exclusive: [none]", "exclusive: [none, funding]", "narrowing", "help"),
    ("label: People,", "label: People, required: true,", "narrowing", "people"),
    ("at-least: 1,", "at-least: 2,", "narrowing", "people"),
    ("at-most: 50,", "at-most: 9,", "narrowing", "people"),
    ("label: Cost,", "label: Cost, at-most: 10,", "narrowing", "cost"),
    ("currencies: [USD, EUR]", "currencies: [USD]", "narrowing", "cost"),
    ("- {code: funding, label: Funding}", "", "narrowing", "help"),
    ('equals: "true"}', 'equals: "false"}', "narrowing", "where"),
    ("label: Funding}", "label: Funding, with: text}", "narrowing", "help"),
    ("label: Funding}", "label: Funding, with: text, optional-detail: true}", "additive", "help"),
    ("label: Other, with: text", "label: Other, with: text, optional-detail: true", "additive", "help"),
    ("label: Other, with: text", "label: Other, with: integer", "breaking", "help"),
    ("label: Other, with: text", "label: Other", "breaking", "help"),
    ("from: 1, to: 5", "from: 1, to: 6", "breaking", "help"),
    ("type: integer", "type: decimal", "breaking", "people"),
    ("unit: persons", "unit: days", "breaking", "people"),
    (", {code: police, label: Police}", "", "breaking", "needs"),
    (", {id: details, type: text, label: Details}", "", "breaking", "needs.details"),
    (", private: true", "", "breaking", "contact"),
    ("- {id: contact, type: text, label: Contact, private: true}", "", "breaking", "contact"),
]


@pytest.mark.parametrize(("old", "new", "kind", "address"), CASES)
def test_each_change_is_of_its_kind(old: str, new: str, kind: str, address: str) -> None:
    found = compare_editions(OLD, edition((old, new)))
    assert (kind, address) in {(each.kind, each.address) for each in found}
    assert found[0].kind == kind  # and nothing is worse


@pytest.mark.parametrize(("old", "new", "kind", "address"), CASES)
def test_a_name_allows_what_it_says(old: str, new: str, kind: str, address: str) -> None:
    for name, allowed in (("one", {"wording"}), ("one.1", {"wording", "additive"})):
        refused = refused_differences(OLD, edition((old, new), name=name))
        assert bool(refused) == (kind not in allowed), (name, refused)
    gone = address == "contact" and old.startswith("- {id")
    assert bool(refused_differences(OLD, edition((old, new)))) == gone


def test_a_new_edition_says_what_it_leaves_out() -> None:
    contact = "      - {id: contact, type: text, label: Contact, private: true}\n"
    left_out = edition((contact, ""))
    assert [(each.address, each.what) for each in refused_differences(OLD, left_out)] == [
        ("contact", "left out, and not named under retired:")
    ]
    said = load_form(
        TEXT.replace("edition: one", "edition: two").replace(contact, "")
        + "retired: [{id: contact, since: two, replaced-by: where}]\n"
    )
    assert refused_differences(OLD, said) == ()
    assert Difference("breaking", "contact", "retired, replaced by “where”") in compare_editions(OLD, said)


def test_a_question_in_another_section_keeps_its_answers() -> None:
    cost = "{id: cost, type: money, label: Cost, currencies: [USD, EUR]}"
    moved = edition(
        ("      - {id: remark", f"      - {cost}\n      - {{id: remark"),
        (f"questions: [{cost}]", "questions: [{id: end, type: note, label: End}]"),
    )
    found = compare_editions(OLD, moved)
    assert Difference("wording", "cost", "stands in section “first”, was in “second”") in found
    assert {each.kind for each in found} == {"wording", "additive"}


def test_an_order_is_wording() -> None:
    rows = "[{code: managers, label: Managers}, {code: police, label: Police}]"
    turned = edition((rows, "[{code: police, label: Police}, {code: managers, label: Managers}]"))
    assert [(each.kind, each.what) for each in compare_editions(OLD, turned)] == [
        ("wording", "the rows stand in another order")
    ]


def test_the_worst_comes_first() -> None:
    found = compare_editions(
        OLD, edition(("type: integer", "type: year"), ("unit: persons", ""), ("title: Small", "title: Short"))
    )
    assert [each.kind for each in found] == sorted((each.kind for each in found), key=KINDS[::-1].index)


def test_the_same_edition_is_unchanged() -> None:
    assert compare_editions(OLD, load_form(TEXT)) == ()
    assert refused_differences(OLD, OLD) == ()


@pytest.mark.parametrize(
    ("name", "allowed"), [("one", 1), ("one.1", 2), ("one.2-draft", 2), ("two", 4), ("one-1", 4), ("one2", 4)]
)
def test_the_name_decides(name: str, allowed: int) -> None:
    assert allowed_kinds(OLD, replace(OLD, edition=name)) == KINDS[:allowed]


def test_a_lock_is_read_back() -> None:
    editions = {"small@two": "sha256:2", "small@one": "sha256:1"}
    assert load_lock(lock_text(editions), "editions.lock") == editions
    assert lock_text(editions).index("small@one") < lock_text(editions).index("small@two")


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "null", "1", '{"cbreport": 1}', '{"cbreport": 2, "editions": {}}',
     '{"cbreport": 1, "editions": []}', '{"cbreport": 1, "editions": {"a@b": 1}}', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_lock_is_told(text: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_lock(text, "editions.lock")
    assert str(caught.value.findings[0]).startswith("editions.lock:1: error F32")
