from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract, extract_from_dir

from cbreport import Library
from cbreport.definition import Form, Parts, load_form, load_vocabulary
from cbreport.definition.messages import N_, Message, convention_messages, extract_form, form_messages
from cbreport.definition.model import Place
from cbreport.errors import DefinitionError
from cbreport.testing import EXAMPLE

METHOD = "cbreport.definition.messages:extract_form"
VOCABULARY = """\
cbreport: 1
vocabulary: kinds
title: A title that nobody sees
options:
  - {code: money, label: Funding, help: Money of any kind.}
  - {code: none, label: Nothing}
"""
BLOCK = """\
cbreport: 1
block: common/trend
questions:
  - {id: trend, type: text, label: How did it change?}
"""
FORM = """\
cbreport: 1
id: small
edition: one
convention: example
title: A small form
source: {document: EX/1, note: A note on the source}
sections:
  - id: needs
    number: IV
    title: Needs
    help: What is needed.
    source: {note: Another note}
    questions:
      - id: kinds
        number: IV.1
        type: choose-many
        vocabulary: kinds
        label: What is needed?
        example: A course.
      - {use: common/trend, prefix: money-}
      - id: table
        type: matrix
        label: Who needs it?
        rows: [{code: rangers, label: Rangers}]
        columns: [{id: people, type: integer, label: People, unit: persons}]
      - id: courses
        type: group
        label: Courses
        questions: [{id: title, type: text, label: Needs, help: What is needed.}]
"""


@pytest.fixture
def form() -> Form:
    parts = Parts({"kinds": load_vocabulary(VOCABULARY, "kinds.yaml")}, {"common/trend": (BLOCK, "trend.yaml")})
    return load_form(FORM, "small.yaml", parts)


@pytest.fixture
def found(form: Form) -> dict[str, Message]:
    return {message.text: message for message in form_messages(form)}


def test_everything_that_respondents_read_is_a_message_in_the_order_of_the_form(form: Form) -> None:
    assert [message.text for message in form_messages(form)] == [
        "A small form",
        "Needs",
        "What is needed.",
        "What is needed?",
        "A course.",
        "Funding",
        "Money of any kind.",
        "Nothing",
        "How did it change?",
        "Who needs it?",
        "Rangers",
        "People",
        "persons",
        "Courses",
    ]


def test_a_text_that_is_used_twice_comes_once_with_both_places(found: dict[str, Message]) -> None:
    assert found["Needs"] == Message(
        "Needs", (Place("small.yaml", 8), Place("small.yaml", 29)), ("needs (title)", "courses.title (label)")
    )


def test_texts_of_vocabularies_and_blocks_say_in_which_file_they_stand(found: dict[str, Message]) -> None:
    assert found["Money of any kind."].places == (Place("kinds.yaml", 5),)
    assert found["How did it change?"].places == (Place("trend.yaml", 4),)


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("A small form", "small (title)"),
        ("What is needed?", "kinds (label)"),
        ("Funding", "kinds.money (label)"),
        ("How did it change?", "money-trend (label)"),
        ("Rangers", "table.rangers (label)"),
        ("persons", "table.people (unit)"),
    ],
)
def test_the_comment_names_the_question(found: dict[str, Message], text: str, comment: str) -> None:
    assert found[text].comments == (comment,)


def test_of_a_convention_all_names_but_the_short_one_are_translated() -> None:
    messages = {message.text: message.comments for message in convention_messages(EXAMPLE)}
    assert messages == {
        "Convention on Examples": ("name of the convention",),
        "Secretariat of the Convention on Examples": ("name of the Secretariat",),
        "North": ("region north",),
        "South": ("region south",),
        "First report": ("cycle EX1",),
        "A convention that exists in tests only": ("line on the cover of documents",),
    }


def test_a_convention_without_a_cover_line_has_no_empty_message() -> None:
    plain = replace(EXAMPLE, identity=replace(EXAMPLE.identity, cover=""))
    assert all(message.text for message in convention_messages(plain))


def test_babel_extracts_a_form_with_the_line_of_each_text() -> None:
    lines = {text: (line, comments) for line, text, comments, _ in extract(METHOD, BytesIO(FORM.encode()))}
    assert lines["A small form"] == (5, ["small (title)"])
    assert lines["A course."] == (19, ["kinds (example)"])
    assert lines["Rangers"] == (24, ["table.rangers (label)"])
    assert lines["persons"] == (25, ["table.people (unit)"])
    assert "A note on the source" not in lines
    assert "Another note" not in lines


def test_babel_extracts_the_questions_of_a_block() -> None:
    assert list(extract_form(BytesIO(BLOCK.encode()), {}, (), {})) == [
        (4, "", "How did it change?", ["trend (label)"]),
    ]


def test_babel_leaves_out_the_title_of_a_vocabulary() -> None:
    texts = [text for _, _, text, _ in extract_form(BytesIO(VOCABULARY.encode()), {}, (), {})]
    assert texts == ["Funding", "Money of any kind.", "Nothing"]


def test_babel_finds_form_files_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(FORM, encoding="utf-8")
    found = list(extract_from_dir(tmp_path, [("**.yaml", METHOD)], {}))
    assert ("small.yaml", 9, "Needs") not in [row[:3] for row in found]
    assert ("small.yaml", 10, "Needs") in [row[:3] for row in found]


def test_the_page_for_translators_names_the_entry_point_that_is_registered() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    name = next(key for key, value in project["entry-points"]["babel.extractors"].items() if value == METHOD)
    assert f"[{name}: **.yaml]" in (root / "docs/translating.md").read_text("utf-8")


def test_a_broken_file_is_refused_with_its_line() -> None:
    with pytest.raises(DefinitionError) as caught:
        list(extract_form(BytesIO(b"title: One\ntitle: Two"), {}, (), {}))
    assert [(finding.code, finding.line) for finding in caught.value.findings] == [("F02", 2)]


def test_both_ways_find_the_same_texts_in_every_shipped_form() -> None:
    library = Library()
    forms = files("cbreport_forms")
    shared = {
        text
        for path in (*forms.joinpath("vocabularies").iterdir(), *forms.joinpath("common").iterdir())
        if not path.name.startswith("capacity-core")
        for _, _, text, _ in extract_form(BytesIO(path.read_bytes()), {}, (), {})
    }
    for form in library.forms:
        loaded = {message.text for message in form_messages(form)}
        raw = {
            text for _, _, text, _ in extract_form(BytesIO(forms.joinpath(form.place.file).read_bytes()), {}, (), {})
        }
        assert raw <= loaded
        assert loaded <= raw | shared


def test_marking_a_text_changes_nothing() -> None:
    assert N_("Not started") == "Not started"
