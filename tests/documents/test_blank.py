"""A blank form as a document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from cbreport import Library
from cbreport.definition import Form, Translator, load_form
from cbreport.documents import Document, form_document, render
from cbreport.testing import EXAMPLE, example_library
from tests.alike import different_forms
from tests.definition.small import small_form

EVERY_TYPE = Path(__file__).parent.parent / "web/every_type.yaml"
HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}</style>"


def page(document: Document) -> Element:
    """The page, read by a strict parser."""
    text = render(document, "html").decode("utf-8")
    assert "<script" not in text
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    ids = [each.attrib["id"] for each in tree.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    return tree


def said(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def question(tree: Element, id: str) -> str:
    return said(tree.find(f".//div[@id='question-{id}']"))


@pytest.fixture(scope="module")
def example() -> Element:
    library = example_library()
    return page(form_document(library.form("example-national-report"), library.translator("en"), EXAMPLE))


def test_what_a_question_says(example: Element) -> None:
    text = question(example, "help-needed")
    for part in ("I.3", "What help does your country need?", "choose-many", "Other help", "other", "Not applicable"):
        assert part in text
    assert "Cannot be chosen with another" in text
    assert "Answer only if I.1 is yes." in question(example, "assessed-when")
    assert "required" in question(example, "assessed")
    assert "†" in question(example, "contact")
    assert "stays in your country" in question(example, "contact")
    assert "†" not in question(example, "assessed")
    assert "has not yet been compared with the official text" in said(example.findall(".//p[@class='small']")[-1])


def test_a_matrix_has_its_rows_and_columns(example: Element) -> None:
    matrix = example.find(".//div[@id='question-needs-matrix']")
    assert matrix is not None
    table = matrix.find(".//table[@class='cells']") or matrix.find(".//table[@class='cells short']")
    assert said(table).startswith("AdviceTraining")
    assert "Managersmanagers" in said(table)
    assert [said(each) for each in matrix.findall(".//h4")] == ["Advice", "Training", "Details"]


def test_headings_go_down_one_by_one(example: Element) -> None:
    levels = [int(each.tag[1]) for each in example.iter() if str(each.tag) in ("h1", "h2", "h3", "h4", "h5")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def every(form: Form) -> Iterator[str]:
    for each in form.questions():
        yield each.label
        for one in (each, *each.parts):
            yield from (one.label, one.help, one.reference, one.concept)
            for option in (*one.options, *one.rows):
                yield from (option.code, option.label, option.help)


def test_nothing_is_left_out_whatever_the_type() -> None:
    form = load_form(EVERY_TYPE.read_text("utf-8"))
    text = said(page(form_document(form, Translator())).find("body"))
    for part in every(form):
        assert " ".join(part.split()) in text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_every_installed_form_is_a_valid_page(language: str, direction: str) -> None:
    library = Library()
    for form in different_forms(library.forms):
        convention = library.convention(form.convention)
        tree = page(form_document(form, library.translator(language, form.convention), convention))
        assert (tree.attrib["lang"], tree.attrib["dir"]) == (language, direction)


def test_text_without_a_translation_is_marked_as_english() -> None:
    form = example_library().form("example-national-report")
    tree = page(form_document(form, Translator("ar", ({"Training": "تدريب"},)), EXAMPLE))
    label = tree.find(".//div[@id='question-help-needed']/h3/span[@lang]")
    assert label is not None
    assert (label.attrib["lang"], label.attrib["dir"]) == ("en", "ltr")


def test_hostile_text_is_printed_word_for_word() -> None:
    quoted = HOSTILE.replace("'", "''")
    form = small_form(f"- {{id: q, type: text, label: '{quoted}'}}")
    assert HOSTILE in said(page(form_document(form, Translator())).find("body"))


def test_a_form_whose_convention_is_not_installed() -> None:
    form = example_library().form("example-national-report")
    tree = page(form_document(form, Translator()))
    assert said(tree.find(".//p[@class='convention']")) == "example"
