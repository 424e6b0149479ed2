"""Documents as DOCX, read back with python-docx."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from cbreport.documents import form_document, render, report_document
from cbreport.documents.docx import to_docx
from cbreport.library import Library
from cbreport.web.host import examples_of
from tests.alike import different_forms, different_reports

from .conftest import Make

LIBRARY = Library()
ALL = """
- {id: plan, number: I.1, type: yes-no, label: Is there a plan?, help: Any plan will do.}
- {id: needs, number: I.2, type: choose-many, label: Needs, options: [{code: a, label: Money}, {code: b, label: People}]}
- {id: people, number: I.3, type: group, label: People, questions: [{id: name, type: text, label: Name}, {id: age, type: integer, label: Age}]}
- {id: says, number: I.4, type: long-text, label: Anything else?}
"""  # noqa: E501
ANSWERS = {
    "plan": True,
    "needs": ["b"],
    "people[r1].name": "Amina",
    "people[r1].age": 44,
    "says": {"value": "=1+1\tone\nline\x07", "language": "fr"},
}


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def everything(document: Document) -> str:
    return "".join(each.text or "" for each in document.element.body.iter(qn("w:t")))


def test_headings_lists_and_tables_are_real(make: Make) -> None:
    made = opened(render(make(ALL, ANSWERS), "docx"))
    styled = [(each.style.name, each.text) for each in made.paragraphs if each.style]
    assert ("Title", "Kenya") in styled
    assert ("Heading 1", "I\u2002The only section") in styled
    assert ("Heading 2", "I.1\u2002Is there a plan?") in styled
    assert ("List Paragraph", "☐\u2002Money") in styled
    assert ("List Paragraph", "☑\u2002People") in styled
    table = next(each for each in made.tables if each.cell(0, 0).text == "Name")
    assert [cell.text for cell in table.rows[1].cells] == ["Amina", "44"]
    assert table._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert table._tbl.tr_lst[1].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None


def test_text_stays_as_typed_and_says_its_language(make: Make) -> None:
    made = opened(render(make(ALL, ANSWERS), "docx"))
    [said] = [each for each in made.paragraphs if each.text.startswith("=1+1")]
    assert said.text == "=1+1\tone\nline[U+0007]"
    [lang] = {each.get(qn("w:val")) for each in said._p.iter(qn("w:lang"))}
    assert lang == "fr-FR"


def test_what_the_file_is_about(make: Make) -> None:
    report = make(ALL, ANSWERS, status="submitted", submitted="2024-05-31T10:00:00+00:00")
    made = opened(render(report, "docx", language="fr"))
    about = made.core_properties
    assert (about.language, about.author) == ("fr", "Kenya")
    assert about.title == report_document(report, "fr").title
    assert about.modified == datetime.fromisoformat("2024-05-31T10:00:00+00:00")
    head = made.sections[0].header.paragraphs[0].text
    assert head.startswith("Kenya")
    assert [each.text for each in made.sections[0].footer._element.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_a_draft_says_so_on_every_page(make: Make) -> None:
    made = opened(render(make(ALL, ANSWERS), "docx"))
    assert made.sections[0].header.paragraphs[0].text.endswith("\tDRAFT")


def test_arabic_runs_from_right_to_left(make: Make) -> None:
    made = opened(render(make(ALL, ANSWERS, catalogue={"Is there a plan?": "هل توجد خطة؟"}), "docx", language="ar"))
    assert made.styles["Normal"].element.pPr.find(qn("w:bidi")) is not None  # type: ignore[union-attr]
    assert made.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert all(each._tbl.tblPr.find(qn("w:bidiVisual")) is not None for each in made.tables)
    [run] = [each for each in made.element.body.iter(qn("w:r")) if "هل توجد خطة؟" in "".join(each.itertext())]
    assert run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
    [english] = [each for each in made.element.body.iter(qn("w:r")) if "Money" in "".join(each.itertext())]
    assert english.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is None


def test_the_contents_lead_to_the_sections(make: Make) -> None:
    body = opened(render(make(ALL, ANSWERS), "docx")).element.body
    goals = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink")) if each.get(qn("w:anchor"))]
    assert goals
    assert set(goals) <= {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}


def test_the_same_content_gives_the_same_bytes(make: Make) -> None:
    content = render(make(ALL, ANSWERS), "docx")
    assert content == render(make(ALL, ANSWERS), "docx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in archive.namelist()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("form", different_forms(LIBRARY.forms), ids=lambda each: each.key)
def test_every_form_has_a_blank_one(form, language: str) -> None:  # type: ignore[no-untyped-def]
    translator = LIBRARY.translator(language, form.convention)
    made = everything(opened(to_docx(form_document(form, translator, LIBRARY.convention(form.convention)))))
    assert all(section.number in made for section in form.sections)


@pytest.mark.parametrize(
    "report", different_reports(examples_of(LIBRARY)), ids=lambda each: f"{each.form.key}-{each.party}-{each.cycle}"
)
def test_an_example_becomes_docx(report) -> None:  # type: ignore[no-untyped-def]
    for audience in ("party", "public"):
        made = everything(opened(render(report, "docx", audience=audience)))
        for address, answer in report.evaluation.visible_answers().items():
            question = report.form.at(address)
            if question is not None and question.private and isinstance(answer.value, str):
                assert (answer.value.split("\n")[0] in made) is (audience == "party")
