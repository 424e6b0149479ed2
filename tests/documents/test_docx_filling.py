"""Documents to fill in, after people and their programs have worked on them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
from lxml import etree

from cbreport.answering import Answer
from cbreport.documents.filling import FILLINGS, read_filled
from cbreport.errors import ReportFileError
from cbreport.reporting import Report
from cbreport.reporting.returning import Returned, answers_of, incoming
from cbreport.testing import example_library

from .test_filling import SECRET, outgoing

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TYPED = '=1+1 "x" <w:t>&amp; \u202e\ufdd0\n\n  two\tthree {{7*7}}\nمرحبا'


def report(answers: dict[str, Answer] | None = None) -> Report:
    library = example_library()
    return Report(library.form("example-national-report"), "KEN", "EX1", answers or {}, library=library)


def sent(given: Report, language: str = "en") -> bytes:
    return FILLINGS["docx"].write(outgoing(given, language))


def changed(content: bytes, change: Callable[[str], str], name: str = "word/document.xml") -> bytes:
    """The file with another text of one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            part = old.read(each)
            new.writestr(each, change(part.decode()).encode() if each == name else part)
    return out.getvalue()


def typed(content: bytes, address: str, part: str, inside: str) -> bytes:
    """The file with other markup in one of its controls."""
    slots = hidden(content)
    tag = next(tag for tag, (at, which, _) in slots.items() if (at, which) == (address, part))

    def replaced(text: str) -> str:
        tree = etree.fromstring(text.encode())
        [control] = [each for each in tree.iter(f"{W}sdt") if each.find(f"{W}sdtPr/{W}tag").get(f"{W}val") == tag]
        for showing in control.iter(f"{W}showingPlcHdr"):
            showing.getparent().remove(showing)
            break
        old = control.find(f"{W}sdtContent")
        new = etree.fromstring(f'<w:sdtContent xmlns:w="{W[1:-1]}">{inside}</w:sdtContent>')
        control.replace(old, new)
        return etree.tostring(tree, encoding="unicode")

    return changed(content, replaced)


def hidden(content: bytes) -> dict[str, list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(etree.fromstring(archive.read("customXml/item9.xml")).text)["slots"]  # type: ignore[no-any-return]


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def back(content: bytes, given: Report) -> Returned:
    return read_filled(content, lambda made: given.form, SECRET)


def damaged(content: bytes) -> bytes:
    """The file with other bytes in the middle of its packed text."""
    at = content.index(b"word/document.xml") + 100
    return content[:at] + b"\xff" * 50 + content[at + 50 :]


def test_text_comes_back_as_it_was_typed() -> None:
    given = report({"help-detail": Answer(TYPED)})
    assert back(sent(given), given).texts["help-detail"][""] == TYPED


def test_python_docx_saves_it_again_and_nothing_is_lost() -> None:
    given = report({"help-detail": Answer(TYPED), "contact": Answer("Amina")})
    out = io.BytesIO()
    document = docx.Document(io.BytesIO(sent(given)))
    document.add_paragraph("A remark at the end")
    document.save(out)
    again = back(out.getvalue(), given)
    assert (again.texts, again.unread) == (back(sent(given), given).texts, ())


def test_paragraphs_breaks_and_tracked_changes() -> None:
    given = report()
    inside = (
        f"<w:p>{run('One')}<w:ins>{run(' more')}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:t>Two</w:t><w:br/><w:t>Three</w:t><w:noBreakHyphen/><w:t>Four</w:t></w:r></w:p>"
    )
    content = typed(sent(given), "help-detail", "", inside)
    assert back(content, given).texts["help-detail"][""] == "One more\nTwo\nThree\u2011Four"


def test_a_paragraph_whose_end_was_deleted_goes_on() -> None:
    given = report()
    inside = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('One')}</w:p><w:p>{run('Two')}</w:p>"
    assert back(typed(sent(given), "help-detail", "", inside), given).texts["help-detail"][""] == "OneTwo"


def test_a_placeholder_is_no_answer_also_where_a_program_forgot_that_it_is_one() -> None:
    given = report()
    forgot = changed(sent(given), lambda text: text.replace("<w:showingPlcHdr/>", ""))
    assert "<w:showingPlcHdr/>" in zipfile.ZipFile(io.BytesIO(sent(given))).read("word/document.xml").decode()
    assert back(forgot, given).texts == back(sent(given), given).texts


def test_a_control_without_its_tag_is_known_by_its_bookmark() -> None:
    given = report({"help-detail": Answer("Kept"), "contact": Answer("Amina")})
    forgot = changed(sent(given), lambda text: re.sub(r'<w:tag w:val="[^"]*"/>', "", text))
    assert back(forgot, given).texts == back(sent(given), given).texts


def test_a_choice_is_read_by_its_words_and_another_one_is_told() -> None:
    given = report()
    content = sent(given, "fr")
    slots = hidden(content)
    [(address, part)] = [(at, part) for at, part, number in slots.values() if number >= 0 and part == ""][:1]
    question = given.form.at(address)
    assert question is not None
    yes = given.library.translator("fr", given.form.convention)("Yes")  # type: ignore[union-attr]
    assert question.type == "yes-no"
    assert back(typed(content, address, part, run(yes)), given).texts[address][part] == "true"
    other = back(typed(content, address, part, run("peut-être")), given)
    assert part not in other.texts.get(address, {})
    [told] = other.unread
    assert (told.problem.code, told.text) == ("A06", "peut-être")
    assert given.library.translator("fr", given.form.convention)(question.label) in told.place  # type: ignore[union-attr]


def test_a_control_that_was_deleted_leaves_its_answer_and_is_told() -> None:
    given = report({"help-detail": Answer("Kept")})
    content = sent(given)
    tag = next(tag for tag, (at, part, _) in hidden(content).items() if (at, part) == ("help-detail", ""))

    def without(text: str) -> str:
        tree = etree.fromstring(text.encode())
        for control in tree.iter(f"{W}sdt"):
            if control.find(f"{W}sdtPr/{W}tag").get(f"{W}val") == tag:
                control.getparent().remove(control)
                break
        return etree.tostring(tree, encoding="unicode")

    read = back(changed(content, without), given)
    assert [each.problem.code for each in read.unread] == ["A41"]
    assert answers_of(read, given.form, given.answers)["help-detail"].value == "Kept"
    assert incoming(read, given.form, given.answers, given.answers).changes == {}


def test_a_control_that_is_there_twice_with_different_texts_is_told() -> None:
    given = report({"help-detail": Answer("Kept")})
    content = sent(given)

    def doubled(text: str) -> str:
        [control] = [each for each in re.findall(r"<w:sdt>.*?</w:sdt>", text, re.S) if ">Kept<" in each]
        return text.replace(control, control + control.replace(">Kept<", ">Other<"))

    read = back(changed(content, doubled), given)
    assert [(each.problem.code, each.text) for each in read.unread] == [("A40", "Kept / Other")]
    assert "" not in read.texts.get("help-detail", {})


def test_controls_cannot_be_deleted_by_mistake_and_have_names() -> None:
    text = zipfile.ZipFile(io.BytesIO(sent(report()))).read("word/document.xml").decode()
    controls = re.findall(r"<w:sdt>.*?</w:sdt>", text, re.S)
    assert len({re.search(r'w:tag w:val="([^"]*)"', each).group(1) for each in controls}) == len(controls)  # type: ignore[union-attr]
    assert all('<w:lock w:val="sdtLocked"/>' in each and "<w:alias w:val=" in each for each in controls)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (lambda content: content[:400], "no file that was made here"),
        (lambda content: changed(content, lambda text: "<!DOCTYPE a [<!ENTITY b 'c'>]>" + text), "declarations"),
        (lambda content: changed(content, lambda text: text[:-30]), "broken"),
        (lambda content: damaged(content), "cannot be opened"),
        (lambda content: changed(content, lambda text: "<a/>", "customXml/item9.xml"), "does not say which report"),
        (
            lambda content: changed(content, lambda text: text.replace("KEN", "NOR"), "customXml/item9.xml"),
            "not made here",
        ),
        (lambda content: b"\xd0\xcf\x11\xe0" + content, "old kind"),
    ],
    ids=["cut off", "entities", "no XML", "damaged", "nothing hidden", "changed", "old"],
)
def test_what_is_broken_is_refused(spoilt: Callable[[bytes], bytes], told: str) -> None:
    given = report()
    with pytest.raises(ReportFileError, match=told):
        back(spoilt(sent(given)), given)


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [("word/vbaProject.bin", 10, "macros"), ("word/media/big.xml", 20_000_000, "unpacks to far more")],
)
def test_what_may_do_harm_is_refused(name: str, size: int, told: str) -> None:
    given, out = report(), io.BytesIO(sent(report()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    with pytest.raises(ReportFileError, match=told):
        back(out.getvalue(), given)
