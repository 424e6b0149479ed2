from __future__ import annotations

import page
import pytest

from cbreport.documents import comparison_document, render, to_html
from cbreport.documents.nodes import Document, QuestionBlock, Table

from .conftest import Make

FORM = """
- {id: same, type: text, label: What stays?}
- {id: words, number: "2", type: long-text, label: Describe it.}
- {id: only, type: yes-no, label: Is it so?}
- {id: secret, type: text, label: Who said so?, private: true}
- id: g
  type: group
  label: Countries
  row-label: who
  questions:
    - {id: who, type: party, label: Country}
    - {id: what, type: text, label: What?}
"""
EARLIER = {"same": "Yes", "words": "Four days of training", "secret": "Zawadi", "g[a].who": "ZMB", "g[a].what": "Talks"}
LATER = {"same": "Yes", "words": "Five days of training", "only": True, "secret": "Barasa"} | {
    "g[a].who": "ZMB",
    "g[a].what": "A course",
}


@pytest.fixture
def compared(make: Make) -> Document:
    return comparison_document(make(FORM, EARLIER), make(FORM, LATER, version=2))


def blocks(document: Document) -> dict[str, QuestionBlock]:
    return {block.address: block for block in document.blocks if isinstance(block, QuestionBlock)}


def cells(block: QuestionBlock) -> list[list[str]]:
    (table,) = block.body
    assert isinstance(table, Table)
    return [[" ".join(text.text for text in cell.texts) for cell in row] for row in (table.head, *table.rows)]


def test_only_what_changed_stands_in_it(compared: Document) -> None:
    assert list(blocks(compared)) == ["words", "only", "secret", "g"]
    assert cells(blocks(compared)["words"]) == [
        ["Version 1", "Version 2"],
        ["Four days of training", "Five days of training"],
    ]


def test_words_are_marked_where_something_stayed(compared: Document) -> None:
    text = to_html(compared)
    assert "<del>Four</del> days of training" in text
    assert "<ins>Five</ins> days of training" in text
    assert "Barasa" in text
    assert "<ins>Barasa" not in text


def test_what_was_blank_says_so(compared: Document) -> None:
    assert cells(blocks(compared)["only"])[1] == ["blank", "Yes"]


def test_places_within_a_group_are_named(compared: Document) -> None:
    assert cells(blocks(compared)["g"])[1] == ["Zambia What?", "Talks", "A course"]


def test_the_cover_counts(compared: Document) -> None:
    facts = {str(fact.label): str(fact.value[0]) for fact in compared.cover.facts}
    assert [facts[each] for each in ("Changed", "Added", "Removed", "Unchanged")] == ["3", "1", "0", "1"]
    assert facts["Later version"].endswith("Version 2 · Draft")


def test_nothing_private_for_others(make: Make) -> None:
    reports = make(FORM, EARLIER, status="submitted"), make(FORM, LATER, status="submitted")
    document = comparison_document(*reports, audience="secretariat")
    assert "secret" not in blocks(document)
    assert "Zawadi" not in to_html(document)
    assert document.meta.state is None
    assert str(comparison_document(*reports).meta.state) == "INTERNAL COPY"


def test_only_the_questions_that_may_be_shown(make: Make) -> None:
    document = comparison_document(make(FORM, EARLIER), make(FORM, LATER), questions={"only"})
    assert list(blocks(document)) == ["only"]


def test_nothing_differs(make: Make) -> None:
    text = to_html(comparison_document(make(FORM, LATER), make(FORM, LATER)))
    assert "Nothing differs." in text


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_it_is_pdf_ua(make: Make, language: str) -> None:
    arabic = {"value": "أربعة أيام من التدريب", "language": "ar"}, {"value": "خمسة أيام من التدريب", "language": "ar"}
    one, other = (
        make(FORM, answers | {"words": words}) for answers, words in zip((EARLIER, LATER), arabic, strict=True)
    )
    document = comparison_document(one, other, language)
    assert [str(each) for each in page.validate_pdf_bytes(render(document, "pdf"), profile="ua1").failures] == []
    # One run of Arabic on each side: the marks stand inside of it, so that they do not turn its words around.
    mark = '<span class="line" lang="ar" dir="rtl">' if language != "ar" else '<span class="line" dir="rtl">'
    assert f"{mark}<del>أربعة</del> أيام من التدريب</span>" in to_html(document)
