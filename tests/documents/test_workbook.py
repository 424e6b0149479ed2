"""Workbooks that go out and come back, filled in by a program that did not write them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer
from cbreport.answering.slots import addresses_of, filled
from cbreport.definition import Form, Limits, Option, Question, Section
from cbreport.documents import archives, workbook_reading
from cbreport.documents.archives import kind_of_archive
from cbreport.documents.filling import FILLINGS, Outgoing, read_filled
from cbreport.documents.workbook import HIDDEN, LISTS, number_text
from cbreport.documents.xlsx import LONGEST
from cbreport.errors import ReportFileError
from cbreport.library import Library
from cbreport.reporting import Report, files
from cbreport.reporting.returning import Incoming, Made, Returned, incoming
from tests.alike import different_forms
from tests.answers_at_random import answers_of_any_kind, plain_text

from .test_filling import SECRET, outgoing

AWKWARD = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "two\nlines", "مرحبا بكم", "👩‍👩‍👧 🌍", "_x0041_", "_x000D_",
           "\x00\x1f", "𠀀", " padded ", "{=1}", '=HYPERLINK("https://example.org")', "\t=1", "12", "012",
           "2024-05-31", "TRUE"]  # fmt: skip
QUESTIONS = (
    Question("name", "text", "What is it called?", number="1", limits=Limits(max_length=20)),
    Question("story", "long-text", "What happened?", help="In a few words."),
    Question("people", "integer", "How many people?", limits=Limits(at_least="0", at_most="500")),
    Question("share", "decimal", "What share?"),
    Question("year", "year", "Which year?"),
    Question("day", "date", "Which day?", limits=Limits(at_least="2020-01-01")),
    Question("law", "yes-no", "Is there a law?", non_answers=("no-information",)),
    Question("sure", "tick", "We are sure."),
    Question("help", "choose-many", "What help?", options=(
        Option("training", "Training"), Option("money", "Money", detail="money"),
        Option("other", "Other", detail="text"))),
    Question("kind", "choose-one", "Which kind?", options=(
        Option("a", "The same"), Option("b", "The same"), Option("c", "Another"))),
    Question("cost", "money", "What did it cost?", limits=Limits(currencies=("USD", "EUR"))),
    Question("where", "party", "In which country?"),
    Question("needs", "matrix", "What is needed?", rows=(Option("law", "Law"), Option("other", "Other", detail="text")),
             columns=(Question("much", "choose-one", "How much?", options=(Option("m", "Much"), Option("l", "Little"))),
                      Question("why", "text", "Why?"))),
    Question("trainings", "group", "Which trainings?", row_label="title", questions=(
        Question("title", "text", "Title"), Question("about", "choose-many", "About", options=tuple(
            Option(f"o{number}", f"Subject {number}") for number in range(12))))),
)  # fmt: skip
FORM = Form("f", "1", "examples", "A form", sections=(
    Section("one", "Needs", number="1", questions=QUESTIONS[:7]),
    Section("two", "Needs", number="1", questions=QUESTIONS[7:]),
))  # fmt: skip


@cache
def library() -> Library:
    return Library()


def sent(answers: Mapping[str, Answer] | None = None, form: Form = FORM, language: str = "en") -> Outgoing:
    form = replace(form, convention="cms") if form is FORM else form
    cycle = library().convention(form.convention).cycles[0].id
    return outgoing(Report(form, "KEN", cycle, answers or {}, library=library()), language)


def written(of: Outgoing) -> bytes:
    return FILLINGS["xlsx"].write(of)


def read(of: Outgoing, content: bytes) -> Returned:
    return read_filled(content, lambda made: of.report.form, SECRET)


def changed(of: Outgoing, change: Callable[[Any], None], content: bytes = b"") -> Returned:
    """What comes back after a person changed the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content or written(of)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return read(of, out.getvalue())


def changes(of: Outgoing, back: Returned) -> Incoming:
    return incoming(back, of.report.form, of.report.answers, of.report.answers)


def cell_of(book: Any, label: str, column: str = "D", after: str = "") -> Any:
    """The cell beside a label, as a person finds it."""
    seen = not after
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            seen = seen or row[2].value == after
            if seen and row[2].value == label:
                return sheet[f"{column}{row[0].row}"]
    raise AssertionError(label)


def typed(label: str, value: Any, column: str = "D", after: str = "") -> Callable[[Any], None]:
    def change(book: Any) -> None:
        cell_of(book, label, column, after).value = value

    return change


# -- how it looks ------------------------------------------------------------------------------------------------------


def test_labels_are_locked_and_answers_are_not() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(sent())))
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    sheet = book["1. Needs"]
    assert not sheet.protection.selectLockedCells
    assert not sheet.protection.formatColumns  # of what is protected this is allowed
    assert sheet.protection.password is None
    assert cell_of(book, "What is it called?", "C").protection.locked
    assert not cell_of(book, "What is it called?").protection.locked
    assert cell_of(book, "What is it called?", "B").value == "1"


def test_each_section_has_a_sheet_and_what_is_hidden_is_hidden() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(sent())))
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}
    assert states == {
        "How to fill this in": "visible", "1. Needs": "visible", "1. Needs 2": "visible",
        LISTS: "hidden", HIDDEN: "veryHidden",
    }  # fmt: skip
    sheet = book["1. Needs"]
    assert (sheet.row_dimensions[1].hidden, sheet.column_dimensions["A"].hidden) == (True, True)
    about = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)
    assert "Kenya" in about
    assert "To be submitted by" in about


def test_everything_is_only_warned_of() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(sent())))
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    assert {rule.errorStyle for rule in rules} == {"warning"}
    assert {rule.type for rule in rules} == {"list", "whole", "decimal", "date", "textLength"}
    labels = [cell.value for column in book[LISTS].iter_cols() for cell in column]
    assert "The same" in labels
    assert "The same (b)" in labels


def test_arabic_runs_from_right_to_left() -> None:
    report = next(each for each in library_examples() if each.form.convention == "cites")
    book = openpyxl.load_workbook(io.BytesIO(written(outgoing(report, "ar"))))
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert all(sheet.sheet_view.rightToLeft for sheet in shown)
    assert len({sheet.title.casefold() for sheet in book.worksheets}) == len(book.worksheets)


@cache
def library_examples() -> tuple[Report, ...]:
    from cbreport.web.host import examples_of

    return tuple(examples_of(library()))


def test_the_same_report_gives_the_same_bytes() -> None:
    answers = {"name": Answer("Plan")}
    assert written(sent(answers)) == written(sent(answers))


# -- there and back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_comes_back_as_it_was_and_never_as_a_formula(text: str) -> None:
    of = sent({"story": Answer(text), "name": Answer(text)})
    content = written(of)
    assert b"<f>" not in b"".join(zipfile.ZipFile(io.BytesIO(content)).read(each) for each in names_in(content))
    assert changes(of, read(of, content)).changes == {}
    again = changed(of, lambda book: None, content)
    assert (changes(of, again).changes, again.unread) == ({}, ())


def names_in(content: bytes) -> list[str]:
    return [each for each in zipfile.ZipFile(io.BytesIO(content)).namelist() if each.startswith("xl/worksheets/")]


@pytest.mark.parametrize("text", [each for each in AWKWARD if each.isprintable() and "_x" not in each])
def test_a_text_that_was_typed_arrives(text: str) -> None:
    def change(book: Any) -> None:
        cell = cell_of(book, "What happened?")
        cell.value = text
        cell.data_type = "s"

    of = sent()
    assert changes(of, changed(of, change)).changes["story"].value == text.strip()


@cache
def forms() -> tuple[Form, ...]:
    return tuple(different_forms(library().forms))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_answers_at_random_to_every_form_stay_to_the_letter(data: Any) -> None:
    form = data.draw(st.sampled_from(forms()))
    places = [
        address
        for question in form.questions()
        if question.asked
        for address, _ in addresses_of(question, ["r1", "r2"])
        if address != question.id or not question.parts
    ]
    some = data.draw(st.lists(st.sampled_from(places), max_size=12, unique=True))
    answers = {address: data.draw(answers_of_any_kind) for address in some}
    of = sent(answers, form, data.draw(st.sampled_from(["en", "ar", "fr"])))
    back = read(of, written(of))
    assert back.unread == ()
    assert changes(of, back).changes == {}
    for _, question in of.questions():
        for address, part in of.addresses(question):
            assert back.texts.get(address, {}) == filled(part, address, of.answer(address))


@settings(max_examples=40, deadline=None)
@given(plain_text | st.sampled_from(AWKWARD))
def test_any_text_is_kept_by_a_program_that_saves_it_again(text: str) -> None:
    of = sent({"story": Answer(text)})
    assert changes(of, changed(of, lambda book: None)).changes == {}


@pytest.mark.parametrize(
    ("label", "value", "address", "kept"),
    [
        ("How many people?", 12, "people", 12),
        ("How many people?", 12.0, "people", 12),
        ("How many people?", "1 000", "people", 1000),
        ("How many people?", "many", "people", "many"),
        ("What share?", 12.5, "share", "12.5"),
        ("What share?", 0.1 + 0.2, "share", "0.3"),
        ("Which year?", 2024, "year", 2024),
        ("Which day?", __import__("datetime").date(2024, 5, 31), "day", "2024-05-31"),
        ("Which day?", "May 2024", "day", "May 2024"),
        ("What happened?", 12, "story", "12"),
        ("What happened?", True, "story", "TRUE"),
        ("Is there a law?", "Yes", "law", True),
        ("Is there a law?", " no ", "law", False),
        ("Is there a law?", True, "law", True),
        ("We are sure.", "x", "sure", True),
        ("We are sure.", "☑", "sure", True),
        ("Training", "X", "help", ["training"]),
        ("Training", "yes", "help", ["training"]),
        ("Training", 1, "help", ["training"]),
        ("Which kind?", "the  SAME (B)", "kind", "b"),
        ("Which kind?", "The same", "kind", "a"),
        ("Which kind?", "c", "kind", "c"),
        ("In which country?", "Kenya", "where", "KEN"),
        ("In which country?", "FJI", "where", "FJI"),
    ],
)
def test_what_was_typed_arrives(label: str, value: Any, address: str, kept: Any) -> None:
    of = sent()
    back = changed(of, typed(label, value))
    assert back.unread == ()
    assert changes(of, back).changes[address].value == kept


def test_per_cent_come_back_as_they_were_typed() -> None:
    def change(book: Any) -> None:
        cell = cell_of(book, "What share?")
        cell.value, cell.number_format = 0.125, "0.0%"

    of = sent()
    assert changes(of, changed(of, change)).changes["share"].value == "12.5%"


def test_tables_beside_and_new_rows() -> None:
    def change(book: Any) -> None:
        cell_of(book, "Law", "E", after="What is needed?").value = "Much"
        cell_of(book, "Other", "D", after="What is needed?").value = "Elections"
        cell_of(book, "Beside “Other”", after="What help?").value = "Maps"
        cell_of(book, "Title", "E", after="Which trainings?").value = "Census"
        cell_of(book, "Subject 3", "E", after="Which trainings?").value = "☑"

    of = sent({"trainings[r1].title": Answer("Old")})
    back = changed(of, change)
    assert back.unread == ()
    found = changes(of, back).changes
    new = of.made.new_row("trainings", 1)
    assert found.pop("help").details == {"other": "Maps"}
    values = {address: answer.value or answer.details for address, answer in found.items()}
    assert values[f"trainings[{new}].title"] == "Census"
    assert values[f"trainings[{new}].about"] == ["o3"]
    assert values["needs[law].much"] == "m"
    assert values["needs[other]"] == {"other": "Elections"}
    assert len(values) == 4


def test_a_cleared_cell_clears_the_answer() -> None:
    of = sent({"name": Answer("Plan"), "story": Answer("Kept")})
    found = changes(of, changed(of, typed("What is it called?", None))).changes
    assert {address: each.value for address, each in found.items()} == {"name": None}


def test_a_text_too_long_for_a_cell_is_told_and_stays() -> None:
    of = sent({"story": Answer("x" * (LONGEST + 1)), "name": Answer("𠀀" * LONGEST)})
    book = openpyxl.load_workbook(io.BytesIO(written(of)))
    for label in ("What happened?", "What is it called?"):
        cell = cell_of(book, label)
        assert "too long" in cell.value
        assert cell.protection.locked
    back = read(of, written(of))
    assert "" not in back.texts["story"]
    assert (changes(of, back).changes, back.unread) == ({}, ())


@pytest.mark.parametrize("text", ["_x005F_", "a_x000D_\nb"])
def test_a_text_that_would_come_back_as_another_one_stays(text: str) -> None:
    of = sent({"story": Answer(text)})
    back = read(of, written(of))
    assert "" not in back.texts["story"]
    assert changes(of, back).changes == {}


def test_line_ends_of_windows_are_line_ends() -> None:
    of = sent()
    found = changes(of, changed(of, typed("What happened?", "one_x000D_\ntwo"))).changes
    assert found["story"].value == "one\ntwo"


@pytest.mark.parametrize(("value", "text"), [(1e15, "1000000000000000"), (1e-7, "0.0000001"), (-0.5, "-0.5"), (3, "3")])
def test_numbers_are_written_without_exponents(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "nan", "inf", "1e900"])
def test_what_no_cell_holds_as_a_number_comes_back_as_it_was_typed(text: str) -> None:
    of = sent({"share": Answer(text), "people": Answer(text)})
    assert changes(of, read(of, written(of))).changes == {}


# -- what is not understood --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [
        ("Which kind?", "Something else", "A06"),
        ("Is there a law?", "perhaps", "A06"),
        ("We are sure.", "almost", "B01"),
        ("Training", "some", "B01"),
        ("How many people?", "#REF!", "B02"),
        ("How many people?", "=1+1", "B03"),
    ],
)
def test_a_cell_that_is_not_understood_is_told_and_nothing_else_is_lost(label: str, value: str, code: str) -> None:
    def change(book: Any) -> None:
        cell_of(book, label).value = value
        cell_of(book, "What happened?").value = "New"

    of = sent({"kind": Answer("a"), "people": Answer(3)})
    back = changed(of, change)
    [unread] = back.unread
    assert (unread.problem.code, unread.text) == (code, value)
    assert re.fullmatch(r"'1\. Needs( 2)?'!D\d+", unread.place)
    assert {each: answer.value for each, answer in changes(of, back).changes.items()} == {"story": "New"}


def test_the_result_of_a_formula_counts_when_it_is_there() -> None:
    of = sent()
    book = openpyxl.load_workbook(io.BytesIO(written(of)))
    place = cell_of(book, "How many people?").coordinate
    filled_in = rf'<c r="{place}"\1><f>6*7</f><v>42</v></c>'
    content = edited(
        written(of), "xl/worksheets/sheet2.xml", lambda xml: re.sub(rf'<c r="{place}"( s="\d+")/>', filled_in, xml)
    )
    assert changes(of, read(of, content)).changes["people"].value == 42


def test_merged_cells_are_told_and_their_answers_stay() -> None:
    def change(book: Any) -> None:
        first, second = cell_of(book, "What is it called?"), cell_of(book, "What happened?")
        first.parent.merge_cells(f"{first.coordinate}:{second.coordinate}")

    of = sent({"name": Answer("Plan"), "story": Answer("Kept")})
    back = changed(of, change)
    assert [each.problem.code for each in back.unread] == ["B04"]
    assert changes(of, back).changes == {}


def test_rows_and_columns_that_were_put_in_between_change_nothing() -> None:
    def change(book: Any) -> None:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.insert_rows(1)
                sheet.insert_rows(5, 2)
                sheet.insert_cols(1)
                sheet.insert_cols(5)
        cell_of_moved(book, "What happened?").value = "New"

    def cell_of_moved(book: Any, label: str) -> Any:
        for row in book["1. Needs"].iter_rows():
            for cell in row:
                if cell.value == label:
                    return book["1. Needs"].cell(cell.row, cell.column + 2)
        raise AssertionError(label)

    of = sent({"name": Answer("Plan"), "people": Answer(3)})
    back = changed(of, change)
    assert back.unread == ()
    assert {each: answer.value for each, answer in changes(of, back).changes.items()} == {"story": "New"}


def test_a_sheet_whose_labels_were_moved_is_not_read_at_all() -> None:
    def change(book: Any) -> None:
        one, two = cell_of(book, "What is it called?", "C"), cell_of(book, "What happened?", "C")
        one.value, two.value = two.value, one.value
        cell_of(book, "Training").value = "x"

    of = sent({"name": Answer("Plan")})
    back = changed(of, change)
    assert [(each.place, each.problem.code) for each in back.unread] == [("1. Needs", "B05")]
    assert list(changes(of, back).changes) == ["help"]


def test_a_row_that_is_gone_or_stands_twice_is_told() -> None:
    def change(book: Any) -> None:
        gone, twice = cell_of(book, "What happened?", "A"), cell_of(book, "Which year?", "A")
        gone.parent.cell(60, 1).value = twice.value
        gone.parent.delete_rows(gone.row)

    of = sent({"story": Answer("Kept"), "year": Answer(2024)})
    back = changed(of, change)
    assert [(each.text, each.problem.code) for each in back.unread] == [
        ("What happened?", "B07"),
        ("Which year?", "B07"),
    ]
    assert changes(of, back).changes == {}


def test_a_sheet_that_is_gone_and_one_that_was_added_are_told() -> None:
    def change(book: Any) -> None:
        del book["1. Needs"]
        book.create_sheet("Blank")
        book.create_sheet("Notes")["B2"] = "Ask Amina"

    of = sent({"name": Answer("Plan")})
    back = changed(of, change)
    assert [(each.place, each.problem.code) for each in back.unread] == [("1. Needs", "B06"), ("Notes", "B08")]
    assert back.unread[1].text == "Ask Amina"
    assert changes(of, back).changes == {}


def test_what_stands_beside_the_questions_is_told() -> None:
    of = sent()
    back = changed(of, typed("What happened?", "see also", "H"))
    assert [(each.text, each.problem.code) for each in back.unread] == [("see also", "B09")]


def test_a_sheet_may_have_another_name_and_place() -> None:
    def change(book: Any) -> None:
        book["1. Needs"].title = "Besoins"
        book.move_sheet("Besoins", 2)
        cell_of(book, "Which kind?").value = "?"
        cell_of(book, "How many people?").value = "#N/A"

    back = changed(sent(), change)
    assert {each.place.partition("!")[0] for each in back.unread} == {"Besoins", "'1. Needs 2'"}


# -- what is not opened ------------------------------------------------------------------------------------------------


def edited(content: bytes, name: str, edit: Callable[[str], str]) -> bytes:
    """The workbook with one of its files changed, or put in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            text = old.read(each)
            new.writestr(each, edit(text.decode()) if each == name else text)
        if name not in old.namelist():
            new.writestr(name, edit(""))
    return out.getvalue()


def bomb(xml: str) -> str:
    return xml.replace("</worksheet>", " " * 100_000_000 + "</worksheet>")


def entities(xml: str) -> str:
    return xml.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', 1)


@pytest.mark.parametrize(
    ("name", "edit", "told"),
    [
        ("xl/worksheets/sheet2.xml", bomb, "unpacks to far more"),
        ("xl/media/zeros.bin", lambda text: "\0" * 9_000_000, "unpacks to far more"),
        ("xl/worksheets/sheet2.xml", entities, "declarations"),
        ("xl/sharedStrings.xml", entities, "declarations"),
        ("docProps/custom.xml", lambda text: '<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///x"><a/>', "declar"),
        ("xl/externalLinks/externalLink1.xml", lambda text: "<externalLink/>", "linked to other files"),
        ("xl/vbaProject.bin", lambda text: "macro", "macros"),
        ("xl/workbook.xml", lambda xml: xml[:200], "cannot be opened"),
        ("xl/worksheets/sheet2.xml", lambda xml: xml.replace("<sheetData>", "<sheetData><row>"), "cannot be"),
    ],
)  # fmt: skip
def test_what_has_no_place_in_a_workbook_is_refused(name: str, edit: Callable[[str], str], told: str) -> None:
    of = sent()
    with pytest.raises(ReportFileError, match=told) as caught:
        read(of, edited(written(of), name, edit))
    assert caught.value.hint


def test_entities_in_another_encoding_are_refused() -> None:
    of = sent()
    content = written(of)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            text = old.read(each)
            hostile = each == "xl/sharedStrings.xml"
            new.writestr(each, entities(text.decode().replace("UTF-8", "UTF-16")).encode("utf-16") if hostile else text)
    with pytest.raises(ReportFileError, match="declarations"):
        read(of, out.getvalue())


def test_openpyxl_itself_refuses_entities_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_declares", lambda content: False)
    of = sent()
    with pytest.raises(ReportFileError, match="cannot be opened"):
        read(of, edited(written(of), "xl/worksheets/sheet2.xml", entities))


def test_a_thousand_entries_and_a_million_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    of = sent()
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for name in ("[Content_Types].xml", *(f"xl/{number}" for number in range(archives.MOST_ENTRIES))):
            archive.writestr(name, "")
    with pytest.raises(ReportFileError, match="unpacks to far more"):
        read(of, many.getvalue())
    monkeypatch.setattr(workbook_reading, "MAX_CELLS", 50)
    with pytest.raises(ReportFileError, match="far more cells"):
        read(of, written(of))
    monkeypatch.setattr(files, "MAX_BYTES", 50)
    with pytest.raises(ReportFileError, match="the limit is 50"):
        read(of, written(of))


def test_a_password_is_told() -> None:
    of = sent()
    content = bytearray(written(of))
    for start in [at.start() for at in re.finditer(rb"PK\x01\x02", bytes(content))]:
        content[start + 8] |= 1
    with pytest.raises(ReportFileError, match="password"):
        read(of, bytes(content))
    with pytest.raises(ReportFileError, match="of an old kind, or a password"):
        read(of, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_other_archives_are_told_apart() -> None:
    def archive(*names: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name in names:
                made.writestr(name, "x")
        return out.getvalue()

    assert kind_of_archive(written(sent())) == "xlsx"
    assert kind_of_archive(archive("[Content_Types].xml", "word/document.xml")) == "docx"
    assert kind_of_archive(archive("a.txt")) == ""
    assert kind_of_archive(b"PK\x03\x04 broken") == ""
    with pytest.raises(ReportFileError, match="OpenDocument"):
        read(sent(), archive("mimetype", "content.xml"))
    with pytest.raises(ReportFileError, match="no file that was made here"):
        read(sent(), archive("a.txt"))
    with pytest.raises(ReportFileError, match="cannot be opened"):
        read(sent(), archive("[Content_Types].xml", "xl/workbook.xml"))


def test_half_a_workbook_is_refused() -> None:
    content = written(sent())
    with pytest.raises(ReportFileError):
        read(sent(), content[: len(content) // 2])


def test_a_workbook_of_others_is_refused() -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(ReportFileError, match="not made here"):
        read(sent(), out.getvalue())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"revision":0', '"revision":1', "was changed"),
        ('"cbreport-workbook":1', '"cbreport-workbook":2', "broken"),
        ('"sheets":', '"leaves":', "broken"),
        ('"lists":', '"lists":5,"x":', "broken"),
        ('{"cbreport', "{cbreport", "broken"),
    ],
)
def test_a_hidden_part_that_was_changed_is_refused(old: str, new: str, told: str) -> None:
    def change(book: Any) -> None:
        cell = book[HIDDEN]["A1"]
        assert old in cell.value or any(old in (each.value or "") for each in book[HIDDEN]["A"])
        for each in book[HIDDEN]["A"]:
            each.value = each.value.replace(old, new)

    with pytest.raises(ReportFileError, match=told):
        changed(sent(), change)


def test_what_it_was_made_from_is_known() -> None:
    of = sent()
    assert isinstance(read(of, written(of)).made, Made)
    assert read(of, written(of)).made == of.made


@pytest.mark.parametrize("title", ["a\x1db", "a\rb", "\r\n", "\x02", "a\uffffb", "a\x85b", " padded "])
def test_a_row_may_be_named_by_what_no_cell_can_hold(title: str) -> None:
    of = sent({"trainings[r1].title": Answer(title), "trainings[r1].about": Answer(["o1"])})
    back = read(of, written(of))
    assert back.unread == ()
    assert changes(of, back).changes == {}
