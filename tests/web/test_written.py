"""An answer's fields, sent, are that answer again."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from cbreport.answering import Answer
from cbreport.web import fields
from cbreport.web.written import written
from tests.web.conftest import Drawer
from tests.web.test_fields import PAGES, addresses, answers_of_any_kind


def read(draw: Drawer, section: str, number: int, address: str, pairs: list[tuple[str, str]]) -> Answer:
    """What a page is read as on which only these fields are filled."""
    sheet = draw(section, number, {}).form
    marks = [(name, text) for name, text in sheet.data().items(multi=True) if name == "on-page"]
    rows = [(f"rows:{address.partition('[')[0]}", key) for key in ("r1", "r2")]
    return fields.read_page(MultiDict([*pairs, *marks, *rows]), draw.page(section, number), {}, "en")[address]


@pytest.mark.parametrize(("section", "number"), PAGES)
@given(which=st.integers(0, 40), answer=answers_of_any_kind)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read_back(draw: Drawer, section: str, number: int, which: int, answer: Answer) -> None:
    """As the page's own fields show it: written again, it gives the same fields."""
    page = draw.page(section, number)
    address = addresses(page)[which % len(addresses(page))]
    question = draw.form.at(address)
    assert question
    if question.formula:
        return
    pairs = written(question, address, answer)
    back = read(draw, section, number, address, pairs)
    once_more = written(question, address, back)
    assert (
        sorted(pairs) == sorted(once_more)
        or back.content() == read(draw, section, number, address, once_more).content()
    )


def test_fields_are_those_of_the_page(draw: Drawer) -> None:
    kept = {
        "help": Answer(["training", "other"], details={"other": "Cars", "funding": {"amount": "5", "currency": "USD"}}),
        "state": Answer("running", comment="Since May"),
        "assessed": Answer(True),
    }
    shown = draw("choices", 1, kept).form.data()
    for address, answer in kept.items():
        question = draw.form.at(address)
        assert question
        filled = [
            (name, text)
            for name, text in shown.items(multi=True)
            if ":" in name and name.split(":")[1] == address and text and name[:2] in ("a:", "d:", "c:", "n:")
        ]
        assert sorted(written(question, address, answer)) == sorted(filled), address
