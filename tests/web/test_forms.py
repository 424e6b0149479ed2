"""What question pages show of a report: conditions in words, tables, non-answers, marks; before any script runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask import Response

from cbreport.answering import Answer, evaluate
from cbreport.definition import Form, Question, Resource, Section, Source, load_form, pages
from cbreport.errors import Finding, finding
from cbreport.hookspecs import hookimpl
from cbreport.reporting import Report
from cbreport.testing import example_library
from cbreport.web.context import current
from cbreport.web.forms import FormView, findings_for, has_errors
from cbreport.web.pages import sections
from tests.web.browser import Page, words
from tests.web.conftest import PREFIX, Drawer
from tests.web.people import PERSON


@hookimpl
def conditions() -> list[Resource]:
    return [Resource("tests.web", "conditions.yaml")]


@pytest.fixture(scope="module")
def draw_conditions() -> Drawer:
    """Draws pages of the form of conditions."""
    return Drawer(example_library(cbreport_forms=conditions))


def box(page: Page, address: str) -> Element:
    """The box of a question or a cell."""
    (found,) = [each for each in page.tree.iter() if each.get("data-cb-address") == address]
    return found


def drawn(
    draw: Drawer,
    place: tuple[str, int],
    answers: Mapping[str, Answer],
    *,
    form: Form | None = None,
    language: str = "en",
    found: Mapping[str, list[Finding]] | None = None,
) -> Page:
    """A page in another language, of another form, or with findings of one's own."""
    report = Report(form or draw.form, "KEN", "EX1", answers, id="a" * 24, library=draw.library)
    section = report.form.section(place[0])
    assert section
    url = f"{PREFIX}/reports/{report.id}/{place[0]}/{place[1]}?language={language}"
    with draw.app.test_request_context(url, environ_base={PERSON: "amina"}):
        draw.app.preprocess_request()
        text = sections.render(current(), report, section, pages(section)[place[1] - 1], found or {})
    return Page(draw.browser, url, Response(text))


def is_hidden(page: Page, address: str) -> bool:
    return "hidden" in box(page, address).attrib


def says(element: Element, css_class: str) -> list[str]:
    return [words(each) for each in element.iter() if css_class in each.get("class", "").split()]


class TestConditions:
    def test_of_this_page_are_said_in_words_and_left_open(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("choices", 1, {"plan": Answer(False)})
        assert not is_hidden(page, "c1")
        assert says(box(page, "c1"), "cb-when") == ["Answer only if “Is there a plan?” is yes."]

    @pytest.mark.parametrize("plan", [True, False])
    def test_of_other_pages_open_or_close_the_question(self, draw_conditions: Drawer, plan: bool) -> None:
        page = draw_conditions("choices", 2, {"plan": Answer(plan)})
        assert is_hidden(page, "l4") is not plan
        assert is_hidden(page, "l2") is not plan
        assert says(box(page, "l4"), "cb-when") == []
        assert bool(says(box(page, "l2"), "cb-when")) is plan

    def test_close_exactly_what_the_server_does_not_show(self, draw_conditions: Drawer) -> None:
        answers = {"plan": Answer(True), "day": Answer("2024-03-04"), "land": Answer("NOR")}
        page, shown = draw_conditions("choices", 2, answers), evaluate(draw_conditions.form, answers).shown
        assert {id: not is_hidden(page, id) for id in ("l4", "l5")} == {"l4": shown("l4"), "l5": shown("l5")}
        assert {shown("l4"), shown("l5")} == {True, False}

    def test_of_cells_are_said_in_the_cell(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("tables", 1, {"plan": Answer(False)})
        assert says(box(page, "needs[men].training"), "cb-when") == ["Answer only if “Advice” is yes."]
        control = page.by_id("f-needs--men--training")
        assert words(page.by_id(control.get("aria-describedby", ""))) == "Answer only if “Advice” is yes."
        assert is_hidden(page, "needs[men].why")

    def test_of_rows_are_said_in_the_row(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("rows", 1, {"trainings[r1].title": Answer("Course")})
        assert says(box(page, "trainings[r1].why"), "cb-when") == ["Answer only if “Was it open?” is no."]
        assert is_hidden(page, "trainings[r1].late")

    def test_name_the_new_row_by_the_key_that_its_fields_have(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("rows", 1, {})
        key = page.form.value("rows:trainings")
        assert f"trainings[{key}].people" in box(page, "r1").get("data-cb-when", "")

    def test_of_the_section_are_said_before_its_first_question(self, draw_conditions: Drawer) -> None:
        closed = draw_conditions("beyond", 1, {})
        assert says(closed.main, "cb-when-read") == ["Answer only if “Is it far?” is yes."]
        assert not is_hidden(closed, "further")
        assert says(draw_conditions("beyond", 1, {"far": Answer(True)}).main, "cb-when-read") == []


def view_of(draw: Drawer) -> FormView:
    report = Report(draw.form, "KEN", "EX1", {}, id="a" * 24, library=draw.library)
    with draw.app.test_request_context(f"{PREFIX}/", environ_base={PERSON: "amina"}):
        draw.app.preprocess_request()
        return FormView(current(), report, {}, current().t, "")


def help_of(page: Page, question: str) -> list[str]:
    """What stands in the help of a question, name by name."""
    box = page.by_id(f"f-{question}_box")
    return [words(each) for each in box.iter() if each.tag in ("dt", "dd")]


class TestHelp:
    def test_has_guidance_a_definition_and_the_source(self, draw: Drawer) -> None:
        page = draw("simple", 1, {})
        assert help_of(page, "people") == [
            "Guidance", "Count each person once.",
            "Definition", "People are those who took part for a day or longer.",
            "Source", "EX/1paragraph 7",
        ]  # fmt: skip
        summaries = [words(each) for each in page.by_id("f-people_box").iter("summary")]
        assert summaries[0] == "Help with this question: I.3"

    def test_has_the_example_which_is_not_in_the_hint(self, draw: Drawer) -> None:
        page = draw("simple", 1, {})
        assert help_of(page, "name") == ["Example", "Plan for 2030"]
        hints = [each for each in page.by_id("f-name_box").iter("div") if "govuk-hint" in each.get("class", "")]
        assert "Plan for 2030" not in " ".join(map(words, hints))

    def test_is_not_there_where_there_is_none(self, draw: Drawer) -> None:
        assert help_of(draw("simple", 1, {}), "story") == []

    def test_does_not_repeat_the_source_of_the_whole_section(self, draw: Drawer) -> None:
        view = view_of(draw)
        section = Section("s", "S", source=Source("EX/2", "1"), questions=(Question("q", "text", "Q"),))
        for source, example, shown in (
            (section.source, "", []),
            (section.source, "A", ["Example", "Source"]),
            (Source("EX/3"), "", ["Source"]),
        ):
            question = replace(section.questions[0], source=source, example=example)
            form = replace(view.report.form, sections=(replace(section, questions=(question,)),))
            asked = replace(view, report=replace(view.report, form=form))
            assert [name for name, _ in asked.about(question)] == shown

    def test_of_a_part_is_named_after_it(self, draw: Drawer) -> None:
        part = Question("a", "text", "Title", definition="Its name", guidance="In full")
        question = Question("g", "group", "Trainings", questions=(part,))
        assert view_of(draw).about(question) == [("Title", ("In full",)), ("Title", ("Its name",))]


class TestTables:
    def test_say_what_help_the_columns_and_rows_have(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("tables", 1, {})
        (table,) = page.all("table", "cb-matrix")
        heads = [words(each) for each in table.iter("th")]
        assert "Details For example: Two days" in heads
        assert any(each.startswith("Rangers In the second area") for each in heads)

    def test_tie_the_help_to_the_fields(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("tables", 1, {})
        control = page.by_id("f-needs--area-2--details")
        described = [words(page.by_id(id)) for id in control.get("aria-describedby", "").split()]
        assert described[:2] == ["In the second area", "For example: Two days"]

    def test_tie_errors_to_the_fields(self, draw: Drawer) -> None:
        cell = "needs[managers].details"
        page = drawn(draw, ("tables", 1), {}, found={cell: [finding("A02", cell, label="Details")]})
        control = page.by_id("f-needs--managers--details")
        assert "“Details” has no answer." in words(page.by_id(control.get("aria-describedby", "")))
        assert "govuk-textarea--error" in control.get("class", "")

    def test_have_one_disclosure_of_non_answers_a_row_and_it_is_closed(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("tables", 1, {"plan": Answer(True)})
        for row, id in (("men", "f-needs--men"), ("area.2", "f-needs--area-2")):
            (disclosure,) = page.by_id(id).iter("details")
            assert "open" not in disclosure.attrib
            assert [each.get("name") for each in disclosure.iter("select")] == [
                f"n:needs[{row}].{column}" for column in ("details", "why")
            ]

    def test_open_the_disclosure_of_a_row_that_has_a_non_answer(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("tables", 1, {"needs[men].details": Answer(non_answer="no-information")})
        opened = {
            row: "open" in next(page.by_id(f"f-needs--{row}").iter("details")).attrib for row in ("men", "area-2")
        }
        assert opened == {"men": True, "area-2": False}

    def test_close_the_non_answer_of_a_cell_that_is_not_shown(self, draw_conditions: Drawer) -> None:
        page = draw_conditions("tables", 1, {"plan": Answer(False)})
        hidden = {each.get("data-cb-with"): "hidden" in each.attrib for each in page.tree.iter("div")}
        assert (hidden["needs[men].why"], hidden["needs[men].details"]) == (True, False)


class TestRows:
    def test_have_one_disclosure_of_non_answers(self, draw: Drawer) -> None:
        page = draw("tables", 3, {"trainings[r1].title": Answer("Course")})
        (disclosure,) = page.by_id("f-trainings--r1").iter("details")
        assert [each.get("name") for each in disclosure.iter("select")] == [
            "n:trainings[r1].public", "n:trainings[r1].people",
        ]  # fmt: skip

    def test_are_called_by_number_and_name(self, draw: Drawer) -> None:
        page = draw("tables", 3, {"trainings[r1].title": Answer("Course"), "trainings[r2].people": Answer(3)})
        legends = [words(next(page.by_id(f"f-trainings--{row}").iter("legend"))) for row in ("r1", "r2")]
        assert legends == ["Entry 1: Course", "Entry 2"]
        assert words(page.form.button("Remove this entry: Entry 1: Course").element)


class TestMarkers:
    """Boxes and buttons send nothing when none is chosen, so the page says that it has them."""

    def test_stand_for_what_sends_nothing_when_it_is_blank(self, draw: Drawer) -> None:
        marked = [
            each.value
            for place in (("simple", 1), ("choices", 1), ("choices", 2), ("choices", 3))
            for each in draw(*place, {}).form.controls
            if each.name == "on-page"
        ]
        assert marked == ["assessed", "state", "help", "success", "sector", "done"]

    def test_stand_for_ticks_in_tables_once_each(self, draw: Drawer) -> None:
        shown = [each.value for each in draw("tables", 1, {}).form.controls if each.name == "on-page"]
        rows, columns = ("managers", "area.2", "other"), ("advice", "training")
        assert shown == [f"needs[{row}].{column}" for row in rows for column in columns]


PARTS = """
cbreport: 1
id: example-national-report
edition: ex1
convention: example
title: Marks
languages: [en]
sections:
  - id: marks
    title: Marks
    questions:
      - id: table
        type: matrix
        label: A table
        rows: [{code: one, label: One}]
        columns: [{id: yes, type: tick, label: Checked}, {id: new, type: tick, label: Unchecked, verified: false}]
      - id: group
        type: group
        label: A group
        questions: [{id: old, type: text, label: Checked}, {id: new, type: text, label: Unchecked, verified: false}]
      - id: whole
        type: group
        label: All unchecked
        verified: false
        questions: [{id: new, type: text, label: Unchecked, verified: false}]
"""


class TestMarks:
    """“unverified” stands at each part, or once at the whole question."""

    @pytest.fixture
    def marked(self, draw: Drawer) -> Callable[[int], Page]:
        return lambda number: drawn(draw, ("marks", number), {}, form=load_form(PARTS))

    def test_stand_at_the_columns_of_a_table(self, marked: Callable[[int], Page]) -> None:
        page = marked(1)
        heads = [(words(each), says(each, "cb-unverified")) for each in box(page, "table").iter("th")]
        assert heads[:2] == [("Checked", []), ("Unchecked unverified", ["unverified"])]

    def test_stand_at_the_parts_of_a_group(self, marked: Callable[[int], Page]) -> None:
        page = marked(2)
        key = page.form.value("rows:group")
        marks = {part: says(box(page, f"group[{key}].{part}"), "cb-unverified") for part in ("old", "new")}
        assert marks == {"old": [], "new": ["unverified"]}

    def test_are_not_repeated_below_a_question_that_has_one(self, marked: Callable[[int], Page]) -> None:
        assert says(box(marked(3), "whole"), "cb-unverified") == ["unverified"]


class TestFindings:
    @pytest.fixture
    def report(self, draw: Drawer) -> Report:
        return Report(draw.form, "KEN", "EX1", {"people": Answer("a dozen")}, library=draw.library)

    def test_are_those_of_the_page(self, draw: Drawer, report: Report) -> None:
        assert list(findings_for(report, draw.page("simple", 1), missing=False)) == ["people"]
        assert findings_for(report, draw.page("choices", 1), missing=False) == {}

    def test_tell_what_is_missing_only_when_asked(self, draw: Drawer, report: Report) -> None:
        found = findings_for(report, draw.page("simple", 1), missing=True)
        assert [each.code for each in found["name"]] == ["A02"]

    def test_are_errors_when_they_block(self) -> None:
        found = {"name": [finding("A02", "name", label="Name")]}
        assert has_errors(found)
        assert not has_errors({"name": []})


class TestColons:
    @pytest.mark.parametrize(("language", "colon"), [("en", ": "), ("fr", "\u00a0: "), ("zh", "：")])
    def test_are_those_of_the_language(self, draw: Drawer, language: str, colon: str) -> None:
        page = drawn(draw, ("tables", 3), {"trainings[r1].title": Answer("Course")}, language=language)
        legend = "".join(next(page.by_id("f-trainings--r1").iter("legend")).itertext())
        assert legend.endswith(f"{colon}Course")
