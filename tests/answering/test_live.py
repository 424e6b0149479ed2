"""Conditions for the script: what other pages decide is decided, and the rest says which fields of the page decide."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from cbreport.answering import Answer, evaluate, row_keys
from cbreport.answering.live import Live, LiveConditions
from cbreport.definition import Form, load_form, pages


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form(files("tests.web").joinpath("conditions.yaml").read_text(encoding="utf-8"))


def live(form: Form, answers: Mapping[str, Answer], address: str, new_row: str = "") -> Live:
    """The condition of what stands at an address, as its page has it."""
    question, outer = form.at(address), address.partition("[")[0]
    assert question
    section = form.section_of(outer)
    assert section
    page = next(page for page in pages(section) if any(each.id == outer for each in page.questions))
    here = frozenset(each.id for each in page.questions)
    rows = LiveConditions(
        form, answers, here, lambda group: [*row_keys(group, answers), *([new_row] if new_row else [])]
    )
    return rows.of(question, address)


def compared(address: str, type: str, operator: str, *operand: str, kept: bool = False) -> dict[str, Any]:
    return {"at": address, "type": type, "operator": operator, "operand": list(operand), "kept": kept}


class TestWhatThePageDecides:
    def test_names_the_field_and_what_the_kept_answer_says(self, form: Form) -> None:
        assert live(form, {}, "n1") == compared("share", "decimal", "not-equals", "5")
        assert live(form, {"share": Answer("6")}, "n1") == compared("share", "decimal", "not-equals", "5", kept=True)
        assert live(form, {"share": Answer("many")}, "n1") == compared("share", "decimal", "not-equals", "5")

    def test_is_open_also_when_it_does_not_hold_now(self, form: Form) -> None:
        assert live(form, {"plan": Answer(False)}, "c1") == compared("plan", "yes-no", "equals", "true")

    def test_names_cells_of_its_own_row(self, form: Form) -> None:
        assert live(form, {}, "needs[men].training") == compared("needs[men].advice", "tick", "equals", "true")
        assert live(form, {}, "trainings[r9].why") == compared("trainings[r9].public", "yes-no", "equals", "false")

    def test_is_nothing_where_there_is_no_condition(self, form: Form) -> None:
        assert live(form, {}, "share") is True


class TestWhatOtherPagesDecide:
    @pytest.mark.parametrize("address", ["l4", "l5", "needs[men].why"])
    @pytest.mark.parametrize("holds", [True, False])
    def test_is_decided(self, form: Form, address: str, holds: bool) -> None:
        answers = {
            "plan": Answer(holds),
            "day": Answer("2024-03-06" if holds else "2024-03-04"),
            "wanted": Answer(True),
        }
        assert live(form, answers, address) is holds
        assert evaluate(form, answers).shown(address) is holds

    def test_is_left_out_of_a_condition_that_both_decide(self, form: Form) -> None:
        here = compared("land", "party", "not-equals", "KEN")
        assert live(form, {"plan": Answer(True)}, "l2") == here
        assert live(form, {"plan": Answer(False)}, "l2") is False
        assert live(form, {"plan": Answer(True)}, "l3") is True

    def test_is_open_where_it_hangs_on_this_page_in_turn(self, form: Form) -> None:
        """The section of what is asked for is shown by a question of this page."""
        here = compared("far", "yes-no", "equals", "true")
        assert live(form, {"further": Answer("x")}, "a2") == {"not": here}
        assert live(form, {}, "a2") is True

    def test_rows_of_other_pages_are_gone_through(self, form: Form) -> None:
        here = compared("far", "yes-no", "equals", "false")
        assert live(form, {}, "a3") is False
        assert live(form, {"trainings[r1].people": Answer(20)}, "a3") is True
        assert live(form, {"trainings[r1].people": Answer(2)}, "a3") == here


class TestRows:
    def test_count_while_something_stands_in_them(self, form: Form) -> None:
        answers = {"trainings[r1].people": Answer(30)}
        (shown, rows) = parts(live(form, answers, "r1", new_row="r2"))[0]["all"]
        assert shown == {"shown": "trainings"}
        large = [
            compared(f"trainings[{row}].people", "integer", "at-least", "20", kept=row == "r1") for row in ("r1", "r2")
        ]
        assert rows == {"any": [{"all": [there("r1", kept=True), large[0]]}, {"all": [there("r2"), large[1]]}]}

    @pytest.mark.parametrize(
        ("address", "answer", "stays"),
        [
            ("trainings[r1].title", Answer("x"), False),
            ("trainings[r1].title", Answer("x", comment="From a file"), True),
            ("trainings[r1].gone", Answer("of another edition"), True),
            ("trainings[r1].topics", Answer(details={"other": {"amount": "5"}}), False),
            ("trainings[r1].topics", Answer(details={"gone": "x"}), True),
        ],
    )
    def test_stay_while_they_hold_what_the_page_does_not_show(
        self, form: Form, address: str, answer: Answer, stays: bool
    ) -> None:
        assert there("r1", kept=True, stays=stays) in parts(live(form, {address: answer}, "r5"))

    def test_of_a_table_are_always_there(self, form: Form) -> None:
        assert [each for each in parts(live(form, {}, "m4")) if "row" in each] == []


def there(row: str, *, kept: bool = False, stays: bool = False) -> dict[str, Any]:
    return {"row": f"trainings[{row}]", "kept": kept, "stays": stays}


def parts(condition: Live) -> list[dict[str, Any]]:
    """A condition and everything in it."""
    if isinstance(condition, bool):
        return []
    inner = [*condition.get("all", []), *condition.get("any", []), *([condition["not"]] if "not" in condition else [])]
    return [condition, *(part for each in inner for part in parts(each))]
