"""Files that go out to be filled in and come back, whichever kind they are."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from cbreport.answering import Answer
from cbreport.documents.filling import FILLINGS, LONGEST, NEW_ROWS, Outgoing, read_filled
from cbreport.errors import ReportFileError, UnknownName
from cbreport.library import Library
from cbreport.reporting import Report
from cbreport.reporting.returning import Made, answers_of, incoming
from cbreport.testing import example_library
from cbreport.web.host import examples_of
from tests.alike import different_reports

from .filling_in import brought_back

SECRET = b"s" * 32
every_kind = pytest.mark.parametrize("kind", FILLINGS)


def outgoing(report: Report, language: str = "en", key: str = "k") -> Outgoing:
    form = report.form
    made = Made(
        "id1", form.id, form.edition, form.digest, report.party, report.cycle, 1, report.revision, language, key
    )
    return Outgoing(report, made, secret=SECRET)


@cache
def examples() -> tuple[Report, ...]:
    return tuple(different_reports(examples_of(Library())))


@every_kind
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("report", examples(), ids=lambda each: f"{each.form.key}-{each.party}-{each.cycle}")
def test_a_file_that_nobody_touched_changes_nothing(kind: str, report: Report, language: str) -> None:
    sent = outgoing(report, language)
    back = read_filled(brought_back(kind, sent), lambda made: report.form, SECRET)
    assert back.made == sent.made
    assert back.unread == ()
    assert incoming(back, report.form, report.answers, report.answers).changes == {}
    asked = {
        address
        for _, question in sent.questions()
        for address, part in sent.addresses(question)
        if sent.slots(part, address)
    }
    assert set(back.texts) == asked


@every_kind
@pytest.mark.parametrize("report", examples(), ids=lambda each: f"{each.form.key}-{each.party}-{each.cycle}")
def test_answers_of_a_filled_file_arrive_in_a_blank_report(kind: str, report: Report) -> None:
    back = read_filled(brought_back(kind, outgoing(report)), lambda made: report.form, SECRET)
    there = answers_of(back, report.form, {})
    for address, answer in report.answers.items():
        question = report.form.at(address)
        if question is None or not question.asked or question.type == "file":
            continue
        value = answer.value
        if question.type == "choose-many" and isinstance(value, list):
            value = [option.code for option in question.options if option.code in value]
        assert (there[address].value, there[address].non_answer) == (value, answer.non_answer), address


def blank() -> Report:
    library = example_library()
    return Report(library.form("example-national-report"), "KEN", "EX1", library=library)


def test_sections_and_new_rows() -> None:
    report = blank()
    sent = replace(outgoing(report), sections=frozenset({"activities"}))
    assert {section.id for section, _ in sent.questions()} == {"activities"}
    [group] = [each for _, each in sent.questions() if each.id == "trainings"]
    assert len(sent.rows(group)) == NEW_ROWS
    assert not set(sent.rows(group)) & set(outgoing(report, key="other").rows(group))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no file that was made here"),
        (b"\x00\x01", "no file that was made here"),
        (b"{}", "no file that was made here"),
        (b'{"cbreport-filled": 1}', "does not say which report"),
        (b'{"cbreport-filled": 1, "made": 5}', "does not say which report"),
        (b'{"cbreport-filled": 1', "not JSON"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(ReportFileError, match=told):
        read_filled(content, lambda made: blank().form, SECRET)


@pytest.mark.parametrize("texts", [None, [], {"name": 5}, {"name": {"": 5}}])
def test_broken_answers_are_refused(texts: object) -> None:
    data = {"cbreport-filled": 1, "made": outgoing(blank()).made.signed(SECRET), "texts": texts}
    with pytest.raises(ReportFileError, match="broken"):
        read_filled(json.dumps(data).encode(), lambda made: blank().form, SECRET)


def test_what_has_no_question_and_what_is_too_long_is_told_and_nothing_else_is_lost() -> None:
    report, texts = blank(), {"gone": {"": "x"}, "contact": {"": "y" * (LONGEST + 1)}, "help-detail": {"": "Kept"}}
    data = {"cbreport-filled": 1, "made": outgoing(report).made.signed(SECRET), "texts": texts}
    back = read_filled(json.dumps(data).encode(), lambda made: report.form, SECRET)
    assert [each.problem.code for each in back.unread] == ["A01", "A11"]
    assert incoming(back, report.form, {}, {}).changes["help-detail"] == Answer("Kept", language="en")


def test_a_form_that_is_not_installed_is_named() -> None:
    def missing(made: Made) -> object:
        raise UnknownName("form", made.form)

    data = FILLINGS["json"].write(outgoing(blank()))
    with pytest.raises(UnknownName, match="example-national-report"):
        read_filled(data, missing, SECRET)  # type: ignore[arg-type]
