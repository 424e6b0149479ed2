"""Records of the clearing-house: a Party begins one whenever it likes, and persons stay with the Party."""

from __future__ import annotations

from typing import Any

import pytest

from cbreport import check, load_report
from tests.plugins.installed import examples, library, only_convention, own_findings

CBD = only_convention("cbd")
RECORDS = {
    "CBI": "cbd-capacity-initiative",
    "CBR": "cbd-capacity-resource",
    "BBI-REQUEST": "bio-bridge-request",
    "BBI-OPPORTUNITY": "bio-bridge-opportunity",
    "BBI-PROFILE": "bio-bridge-profile",
}


def test_records_repeat_and_reports_do_not() -> None:
    assert {cycle.id: cycle.form for cycle in CBD.cycles if cycle.repeats} == RECORDS


@pytest.mark.parametrize("id", RECORDS)
def test_a_record_has_a_number(id: str) -> None:
    cycle = CBD.cycle(f"{id}-12")
    assert (cycle.form, cycle.number, cycle.base) == (RECORDS[id], 12, id)


@pytest.mark.parametrize("id", RECORDS)
def test_each_kind_of_record_has_an_example_without_findings(id: str) -> None:
    names = [name for name, data in examples("cbd").items() if data["cycle"] == f"{id}-1"]
    assert names
    for name in names:
        data = examples("cbd")[name]
        assert data["form"] == RECORDS[id]
        loaded = load_report(data, library("cbd"))
        assert [*check(loaded), *own_findings("cbd", loaded)] == []


@pytest.mark.parametrize("form", [form for form in RECORDS.values() if form != "cbd-capacity-resource"])
def test_contacts_never_leave_the_party(form: str) -> None:
    (contact,) = [
        question
        for question in library("cbd").form(form, "r1").questions()
        if question.type == "group" and question.reference in ("contact", "contacts")
    ]
    assert contact.private
    assert all(part.private and part.sensitive for part in contact.questions)


MATCHED = ["area-named-by", "regions", "countries", "working-languages", "assistance-types", "beneficiaries"]
ALIKE = [*MATCHED, "cbd-subjects", "gbf-targets", "aichi-targets", "start-date", "end-date", "state"]


@pytest.mark.parametrize("id", ALIKE)
def test_requests_offers_and_profiles_can_be_compared(id: str) -> None:
    def shape(form: str) -> tuple[Any, ...]:
        question = library("cbd").form(form, "r1").question(id)
        assert question is not None, form
        return question.type, [option.code for option in question.options], [part.id for part in question.questions]

    request, offer, profile = (shape(f"bio-bridge-{name}") for name in ("request", "opportunity", "profile"))
    assert request == offer == profile
