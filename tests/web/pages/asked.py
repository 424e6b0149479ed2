"""A convention that asks the same in two cycles, and another one with a question on the same topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final

from cbreport.answering import Answer
from cbreport.definition import Convention, Cycle, Resource
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, NewReport, Report, snapshot_of
from cbreport.testing import EXAMPLE, example_plugin
from tests.web.conftest import Portal
from tests.web.people import person

FIRST = Cycle("A1", "Then", "asked", "one", date(2020, 1, 1), date(2022, 12, 31), date(2019, 1, 1), date(2019, 12, 31))
SECOND = replace(FIRST, id="A2", title="Now", edition="two", opens=date(2024, 1, 1), due=date(2024, 12, 31))
ELSEWHERE = replace(FIRST, id="B1", title="Elsewhere", form="asked-elsewhere")
ANOTHER: Final = replace(EXAMPLE, id="another", name="Convention on Others", short_name="OT", cycles=(ELSEWHERE,))


@cache
def with_two_cycles() -> Library:
    """Both conventions; Kenya lies in the south under one and in the north under the other."""

    def conventions() -> list[Convention]:
        moved = {**ANOTHER.memberships, "KEN": replace(ANOTHER.memberships["KEN"], region="north")}
        return [replace(EXAMPLE, cycles=(FIRST, SECOND)), replace(ANOTHER, memberships=moved)]

    def forms() -> list[Resource]:
        names = ("every_type.yaml", "asked_1.yaml", "asked_2.yaml", "asked_elsewhere.yaml")
        return [Resource("tests.web", name) for name in names]

    return Library(plugins=[example_plugin(cbreport_conventions=conventions, cbreport_forms=forms)])


def sent(portal: Portal, party: str, answers: Mapping[str, Any], cycle: Cycle = SECOND) -> str:
    """A report that was submitted; its id. A text in braces begins with its language: ``{fr}Ici``."""
    form = portal.library.form(cycle.form, cycle.edition)
    new = NewReport(form.convention, form.id, form.edition, form.digest, party, cycle.id)
    begun = portal.store.load(new, {address: _answer(each) for address, each in answers.items()}, author="amina")
    mine = person(f"focal-{party}", FOCAL_POINT, party)
    made = Report(form, party, cycle.id, portal.store.open(mine, begun.id).answers)
    portal.store.transition(mine, begun.id, "submit", revision=begun.revision, snapshot=snapshot_of(made))
    return begun.id


def _answer(given: Any) -> Answer:
    if isinstance(given, str) and given.startswith("{"):
        language, _, text = given[1:].partition("}")
        return Answer(text, language=language)
    return given if isinstance(given, Answer) else Answer(given)
