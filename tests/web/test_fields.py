"""From a page to answers and back: what is shown is what was typed, and what was not touched does not change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from cbreport.answering import Answer
from cbreport.answering.merging import merge
from cbreport.answering.slots import addresses_of
from cbreport.definition import Page as Questions
from cbreport.definition import Question, parse_address
from cbreport.web import fields
from tests.answers_at_random import answers_of_any_kind
from tests.web.browser import Form as Sheet
from tests.web.conftest import Drawer

PHASES = [phase for phase in Phase if phase is not Phase.explain]  # which traces every line of every template

PAGES = [("simple", 1), ("simple", 2), ("simple", 3), ("choices", 1), ("choices", 2), ("choices", 3), ("tables", 1),
         ("tables", 2), ("tables", 3), ("evidence", 1)]  # fmt: skip
every_page = pytest.mark.parametrize(("section", "number"), PAGES)


def addresses(page: Questions) -> list[str]:
    return [
        address
        for question in page.questions
        if question.answerable
        for address, _ in addresses_of(question, ["r1", "r2"])
    ]


def changes(sheet: Sheet, page: Questions, kept: Mapping[str, Answer], language: str = "fr") -> dict[str, Answer]:
    """What a save of the sheet would change."""
    typed = fields.read_page(sheet.data(), page, kept, language)
    return dict(merge(kept, typed, kept).changes)


class TestAPageThatWasNotTouched:
    @every_page
    @given(answers=st.lists(st.tuples(st.integers(0, 40), answers_of_any_kind), max_size=6))
    @settings(max_examples=20, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
    def test_changes_nothing_whatever_is_kept(
        self, draw: Drawer, section: str, number: int, answers: list[tuple[int, Answer]]
    ) -> None:
        page = draw.page(section, number)
        known = addresses(page)
        kept = {known[index % len(known)]: answer for index, answer in answers}
        assert changes(draw(section, number, kept).form, page, kept) == {}

    @every_page
    def test_changes_nothing_when_it_is_blank(self, draw: Drawer, section: str, number: int) -> None:
        assert changes(draw(section, number, {}).form, draw.page(section, number), {}) == {}

    @pytest.mark.parametrize("kept", [Answer(value="x", source="imported", confirmed=False), Answer(comment="x")])
    def test_confirms_nothing(self, draw: Drawer, kept: Answer) -> None:
        sheet = draw("simple", 1, {"name": kept}).form
        typed = fields.read_page(sheet.data(), draw.page("simple", 1), {"name": kept}, "fr")
        assert typed["name"] == kept


TYPED = {
    "html": "<b>&amp;</b> <!-- x --> </textarea></script>",
    "quotes": "\"double\" 'single' `back` \\ {{ 7 * 7 }} ${x}",
    "right to left": "العربية \u200f(2024)\u200f و English \u2067א\u2069",
    "lines": "one\n\n  two\n\tthree\n— four",
    "separators": "one\u2028two\u2029three",
    "long": "Zażółć gęślą jaźń 中文 😀\n" * 2_000,
}
every_text = pytest.mark.parametrize("text", TYPED.values(), ids=TYPED.keys())

ROW = {"trainings[r1].public": Answer(False)}  # so that the row is there


def shown_back(draw: Drawer, section: str, number: int, name: str, text: str) -> str:
    """What a field shows after ``text`` was typed into it and saved."""
    page = draw.page(section, number)
    sheet = draw(section, number, ROW).form.write(name, text)
    kept = ROW | fields.read_page(sheet.data(), page, ROW, "en")
    return draw(section, number, kept, findings=True).form.value(name)


def as_kept(name: str, text: str) -> str:
    """A text as the store keeps it: no blanks around it, and in the parts of a date no hyphens, which stand between."""
    return text.strip().replace("-", "–") if name.rpartition(":")[2] in ("day", "month", "year") else text.strip()


class TestWhatWasTyped:
    @every_text
    @every_page
    def test_is_shown_back_in_every_field_valid_or_not(
        self, draw: Drawer, section: str, number: int, text: str
    ) -> None:
        sheet = draw(section, number, ROW).form
        # A text that is added in another language is shown back in a field of its own.
        typed = {
            each.name: each
            for each in sheet.controls
            if each.kind in ("text", "textarea") and not each.name.startswith("tn:")
        }
        for name in typed:
            sheet.write(name, text)
        kept = ROW | fields.read_page(sheet.data(), draw.page(section, number), ROW, "en")
        again = draw(section, number, kept, findings=True).form
        assert {name: again.value(name) for name in typed} == {
            name: as_kept(name, text if field.kind == "textarea" else text.replace("\n", ""))
            for name, field in typed.items()
        }

    @pytest.mark.parametrize(
        ("name", "text", "shown"),
        [
            ("a:people", " 1 200 ", "1200"),
            ("a:people", "١٢", "12"),
            ("a:people", "1.5", "1.5"),
            ("a:people", "9" * 30, "9" * 30),
            ("a:share", "12,5", "12,5"),
            ("a:share", "12.50", "12.50"),
            ("a:begun", "2024?", "2024?"),
        ],
    )
    def test_numbers_are_shown_as_they_are_kept(self, draw: Drawer, name: str, text: str, shown: str) -> None:
        assert shown_back(draw, "simple", 1, name, text) == shown

    @pytest.mark.parametrize(
        "parts",
        [("31", "2", "2024"), ("", "", "2024"), ("5", "", ""), ("first", "May", "24"), ("00", "1", "2024"),
         ("1", "13", "1"), ("9" * 40, "1", "2024"), ("5", "3", "9" * 40), ("-5", "3-4", "2024")],
    )  # fmt: skip
    def test_a_date_that_is_none_is_shown_back_in_its_parts(self, draw: Drawer, parts: tuple[str, str, str]) -> None:
        sheet = draw("simple", 3, {}).form
        names = ("a:adopted:day", "a:adopted:month", "a:adopted:year")
        for name, text in zip(names, parts, strict=True):
            sheet.write(name, text)
        kept = fields.read_page(sheet.data(), draw.page("simple", 3), {}, "en")
        again = draw("simple", 3, kept, findings=True)
        assert [again.form.value(name) for name in names] == [part.replace("-", "–") for part in parts]
        assert again.error_links == ["#f-adopted_day"]
        again.by_id("f-adopted_day")

    def test_what_no_format_can_hold_is_left_out(self, draw: Drawer) -> None:
        assert shown_back(draw, "simple", 1, "a:story", "a\x00b\x0bc\x1fd\x7fe\x9ff\ufffeg") == "abcdefg"


class TestOptions:
    def test_what_stands_beside_an_option_is_kept_when_it_is_unticked(self, draw: Drawer) -> None:
        kept = {"help": Answer(["training", "other"], details={"training": 12, "other": "Boats"})}
        sheet = draw("choices", 1, kept).form.tick("a:help", "funding")
        typed = fields.read_page(sheet.data(), draw.page("choices", 1), kept, "en")
        assert typed["help"].value == ["funding"]
        assert typed["help"].details == {"training": 12, "other": "Boats"}
        assert draw("choices", 1, typed).form.value("d:help:other") == "Boats"

    def test_what_stands_beside_an_option_of_an_earlier_form_is_kept(self, draw: Drawer) -> None:
        kept = {"help": Answer(["other"], details={"gone": "Horses", "other": "Boats"})}
        sheet = draw("choices", 1, kept).form.write("d:help:other", "Ships")
        typed = fields.read_page(sheet.data(), draw.page("choices", 1), kept, "en")
        assert typed["help"].details == {"gone": "Horses", "other": "Ships"}

    def test_codes_are_kept_in_the_order_of_the_form(self, draw: Drawer) -> None:
        data = draw("choices", 1, {}).form.data()
        data.setlist("a:help", ["other", "funding", "training"])
        assert fields.read_page(data, draw.page("choices", 1), {}, "en")["help"].value == [
            "funding",
            "training",
            "other",
        ]

    @pytest.mark.parametrize(
        ("section", "number", "address", "value"),
        [
            ("choices", 1, "help", ["funding", "boats"]),
            ("choices", 1, "state", "boats"),
            ("choices", 2, "success", "boats"),
            ("choices", 3, "sector", "boats"),
            ("simple", 3, "helper", "boats"),
            ("choices", 1, "assessed", "boats"),
        ],
    )
    def test_a_choice_that_is_none_is_seen_and_can_be_taken_back(
        self, draw: Drawer, section: str, number: int, address: str, value: object
    ) -> None:
        kept = {address: Answer(value)}
        page = draw(section, number, kept, findings=True)
        sheet, name = page.form, f"a:{address}"
        assert "boats" in sheet.offered(name)
        assert page.error_links == [f"#f-{address}"]
        if sheet._named(name)[0].kind == "checkbox":
            sheet.tick(name, "funding")
        else:
            sheet.choose(name, next(code for code in sheet.offered(name) if code not in ("", "boats")))
        again = fields.read_page(sheet.data(), draw.page(section, number), kept, "en")
        assert "boats" not in draw(section, number, again).form.offered(name)

    def test_a_radio_can_be_cleared(self, draw: Drawer) -> None:
        kept = {"state": Answer("planned", details={"planned": "Soon"}, comment="Ask the ministry")}
        sheet = draw("choices", 1, kept).form.choose("n:state", fields.CLEAR)
        cleared = fields.read_page(sheet.data(), draw.page("choices", 1), kept, "en")["state"]
        assert not cleared.answered
        assert (cleared.comment, cleared.details) == ("Ask the ministry", {"planned": "Soon"})

    def test_an_amount_without_currency_is_not_given_one(self, draw: Drawer) -> None:
        sheet = draw("simple", 3, {"cost": Answer({"amount": "5000"})}).form
        assert sheet.value("a:cost:currency") == ""
        assert draw("simple", 3, {}).form.value("a:cost:currency") == "USD"

    def test_a_currency_that_is_not_offered_is_seen(self, draw: Drawer) -> None:
        sheet = draw("simple", 3, {"cost": Answer({"amount": "5000", "currency": "KES"})}).form
        assert sheet.value("a:cost:currency") == "KES"

    def test_lines_in_an_answer_of_one_line_are_shown_as_lines(self, draw: Drawer) -> None:
        sheet = draw("simple", 1, {"name": Answer("one\ntwo")}).form
        assert sheet.value("a:name") == "one\ntwo"


class TestNonAnswers:
    def test_is_kept_beside_what_was_typed(self, draw: Drawer) -> None:
        sheet = draw("simple", 1, {}).form.choose("n:name", "no-information").write("c:name", "Nobody knows")
        typed = fields.read_page(sheet.data(), draw.page("simple", 1), {}, "en")["name"]
        assert (typed.value, typed.non_answer, typed.comment) == (None, "no-information", "Nobody knows")

    @pytest.mark.parametrize(
        ("number", "address", "kind"),
        [(1, "needs[managers].details", "not-applicable"), (2, "staff[women].count", "no-information"),
         (3, "trainings[r1].people", "no-information")],
    )  # fmt: skip
    def test_can_be_said_of_one_cell(self, draw: Drawer, number: int, address: str, kind: str) -> None:
        sheet = draw("tables", number, ROW).form.choose(f"n:{address}", kind)
        typed = fields.read_page(sheet.data(), draw.page("tables", number), ROW, "en")
        assert typed[address].non_answer == kind
        assert draw("tables", number, ROW | typed).form.value(f"n:{address}") == kind

    @pytest.mark.parametrize(("number", "address"), [(2, "staff[men].level"), (3, "trainings[r1].public")])
    def test_radios_of_one_cell_can_be_cleared(self, draw: Drawer, number: int, address: str) -> None:
        kept = {**ROW, address: Answer("low" if number == 2 else False)}
        sheet = draw("tables", number, kept).form.choose(f"n:{address}", fields.CLEAR)
        assert fields.read_page(sheet.data(), draw.page("tables", number), kept, "en")[address].empty

    def test_is_kept_where_the_page_has_no_list_for_it(self, draw: Drawer) -> None:
        kept = {"needs[managers].advice": Answer(non_answer="no-information")}
        sheet = draw("tables", 1, kept).form.tick("a:needs[managers].advice", "true")
        typed = fields.read_page(sheet.data(), draw.page("tables", 1), kept, "en")
        assert typed["needs[managers].advice"].non_answer == "no-information"

    def test_one_that_is_not_offered_is_seen_and_can_be_taken_back(self, draw: Drawer) -> None:
        sheet = draw("simple", 1, {"name": Answer(non_answer="refused")}).form
        assert sheet.value("n:name") == "refused"
        typed = fields.read_page(sheet.choose("n:name", "").data(), draw.page("simple", 1), {}, "en")
        assert typed["name"].empty


class TestTheLanguageOfAnAnswer:
    def read(self, draw: Drawer, number: int, kept: dict[str, Answer], **written: str) -> dict[str, Answer]:
        sheet = draw("choices", number, kept).form
        for name, text in written.items():
            sheet.write(name.replace("__", ":"), text)
        return fields.read_page(sheet.data(), draw.page("choices", number), kept, "fr")

    def test_is_that_of_the_writer(self, draw: Drawer) -> None:
        assert self.read(draw, 1, {}, c__state="Bientôt")["state"].language == "fr"
        assert self.read(draw, 1, {}, d__help__other="Des bateaux")["help"].language == "fr"

    def test_stays_when_the_text_stays(self, draw: Drawer) -> None:
        kept = {"state": Answer("planned", details={"planned": "قريبا"}, language="ar")}
        sheet = draw("choices", 1, kept).form.choose("a:state", "running")
        changed = fields.read_page(sheet.data(), draw.page("choices", 1), kept, "fr")["state"]
        assert (changed.value, changed.language) == ("running", "ar")

    @pytest.mark.parametrize("written", ["c:name", "a:name"])
    def test_of_a_text_is_not_changed_by_a_comment_on_it(self, draw: Drawer, written: str) -> None:
        kept = {"name": Answer("خطة", language="ar")}
        sheet = draw("simple", 1, kept).form.write(written, "Bientôt")
        changed = fields.read_page(sheet.data(), draw.page("simple", 1), kept, "fr")["name"]
        assert changed.language == ("ar" if written == "c:name" else "fr")

    def test_codes_and_numbers_have_none(self, draw: Drawer) -> None:
        sheet = draw("choices", 1, {}).form.choose("a:state", "running").write("d:state:many", "12")
        assert fields.read_page(sheet.data(), draw.page("choices", 1), {}, "fr")["state"].language == ""


class TestAPageThatSendsLess:
    """An older page, a client of one's own, a proxy that drops fields: what was not asked is not cleared."""

    KEPT: ClassVar = {
        "name": Answer("Plan"), "story": Answer("Long"), "people": Answer(3), "help": Answer(["training"]),
        "assessed": Answer(True), "state": Answer("running"), "needs[managers].advice": Answer(True),
    }  # fmt: skip

    @every_page
    def test_changes_nothing(self, draw: Drawer, section: str, number: int) -> None:
        page = draw.page(section, number)
        typed = fields.read_page(MultiDict({"whole": "yes"}), page, self.KEPT, "en")
        assert merge(self.KEPT, typed, self.KEPT).changes == {}

    @pytest.mark.parametrize(
        ("section", "number", "address", "box"),
        [("choices", 1, "help", "a:help"), ("tables", 1, "needs[managers].advice", "a:needs[managers].advice")],
    )
    def test_but_a_box_that_was_unticked_is_cleared(
        self, draw: Drawer, section: str, number: int, address: str, box: str
    ) -> None:
        sheet = draw(section, number, self.KEPT).form.tick(box)
        page = draw.page(section, number)
        assert merge(self.KEPT, fields.read_page(sheet.data(), page, self.KEPT, "en"), self.KEPT).changes[address].empty


def test_line_ends_in_a_cell_are_part_of_its_text(draw: Drawer) -> None:
    kept = {"needs[managers].details": Answer("one\ntwo")}
    sheet = draw("tables", 1, kept).form.write("a:needs[managers].details", "one\n\ntwo")
    typed = fields.read_page(sheet.data(), draw.page("tables", 1), kept, "en")
    assert typed["needs[managers].details"].value == "one\n\ntwo"


def test_a_changed_answer_is_entered_by_a_person(draw: Drawer) -> None:
    kept = {"name": Answer("Plan", source="carried-forward", confirmed=False)}
    sheet = draw("simple", 1, kept).form.write("a:name", "Another plan")
    typed = fields.read_page(sheet.data(), draw.page("simple", 1), kept, "en")["name"]
    assert (typed.source, typed.confirmed) == ("entered", True)


class TestIds:
    def test_are_nobody_elses_whatever_questions_are_called(self) -> None:
        """“plan” with its radios, its comment and its title, beside questions called so."""
        ids = ["plan", "plan-2", "plan-comment", "plan-none", "plan-title", "plan-url", "plan-day", "plan-new"]
        assert len({fields.field_id(each) for each in ids}) == len(ids)
        made = {fields.target_id(Question("plan", kind, ""), "plan") for kind in ("date", "period", "money", "link")}
        assert not made & {fields.field_id(each) for each in ids}

    def test_every_question_type_has_a_target_on_its_page(self, draw: Drawer) -> None:
        for section, number in PAGES:
            page = draw(section, number, ROW)
            for question in draw.page(section, number).questions:
                if question.answerable:
                    for address, part in addresses_of(question, ["r1"]):
                        page.by_id(fields.target_id(part, address))


def test_row_keys_sort_as_they_were_made_and_are_never_the_same() -> None:
    keys = [fields.new_row_key() for _ in range(200)]
    assert len(set(keys)) == 200
    assert [key[:-10] for key in keys] == sorted(key[:-10] for key in keys)
    assert all(parse_address(f"trainings[{key}].title") for key in keys)
